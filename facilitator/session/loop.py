"""The one loop: every block of sound goes the same way, whatever is performed.

Once per block, in this order (`Conductor._block`):

1. capture: what the microphone heard, and what the loudspeaker played meanwhile;
2. ears: turn it into events;
3. piece: decides what follows, safety first; then what comes due within the next block;
4. mixer: sums what is to sound in that block;
5. play: hands it to the room;
6. report: shows every witness what happened.

A session (`session.performance`) and the trial of a safe word (`session.word_trial`) are pieces.
Everything is done on the calling thread; recognizers and the rendering of speech have threads of
their own behind their ports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, Samples, seconds
from facilitator.engine.actions import (
    AbortSound,
    Action,
    DropReminder,
    Finish,
    ForgetNote,
    MarkDrawn,
    Note,
    Outcome,
    Prepare,
    PutSlip,
    Ring,
    SetReminder,
    Speak,
    TakeSlip,
    Tune,
)
from facilitator.engine.events import (
    Began,
    EarsLost,
    Event,
    KeyPressed,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
    Ticked,
)
from facilitator.engine.operations import BellName
from facilitator.engine.own_words import OWN, OwnWords
from facilitator.engine.program import AS_CHOSEN, Tuning
from facilitator.engine.sentences import PRIVATE
from facilitator.engine.state import State
from facilitator.errors import DeviceError
from facilitator.ports import EarHealth, Ears, Room, RoomStalled
from facilitator.session.watchdog import Watchdog
from facilitator.session.witnessing import Glance, Witness
from facilitator.sound.mixer import Finished, Mixer

QUIET_DB = -6.0
"""How much softer the sentence after a stop is."""


class Speech(Protocol):
    """Rendered speech on demand (`facilitator.voice.prerender.Prerenderer`)."""

    def prepare(self, texts: Sequence[str]) -> None:
        """Begin to render these, first things first."""

    def ready(self, text: str) -> Sound | None:
        """Return the sentence at `PLAYBACK_HZ`, or None when it must still be rendered."""

    def get(self, text: str) -> Sound:
        """Return the sentence, however long it takes to render."""

    def tune(self, pace: int) -> None:
        """Speak so many steps faster from now on."""


@dataclass(slots=True)
class Ending:
    """How a session ended.

    Attributes:
        outcome: As the engine says.
        at: Position at which the room was closed.
        ended: Position at which the outcome was decided: the stop itself, not the quiet after it.
        notes: What is to be remembered.
        slips: Notes that go into jars.
        drawn: By jar, the notes drawn from it in this round, in order.
        problem: Why it went deaf, in plain words; "" otherwise.
        lost: Microphone samples lost in all.
        underruns: Playback blocks that came too late in all.
        next_ritual: Id of the ritual that the two want to go on with; "" for none.
        reminders: What later sessions are to begin with.
        reminded: Reminders that have been said, by their key; each with what was answered.
        taken: Notes that were taken out of jars, each with its jar before it.
        tuning: How the voice was changed by those who asked for it.
    """

    outcome: Outcome
    at: Samples
    notes: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    lost: Samples = 0
    underruns: int = 0
    ended: Samples = 0
    next_ritual: str = ""
    slips: list[PutSlip] = field(default_factory=list)
    drawn: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reminders: list[SetReminder] = field(default_factory=list)
    reminded: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)
    tuning: Tuning = AS_CHOSEN

    def forget(self, note: str) -> None:
        """Let nothing of a note be remembered."""
        self.notes |= dict.fromkeys((name for name, text in self.notes.items() if text == note), "")
        self.slips = [slip for slip in self.slips if slip.text != note]


class Piece(Protocol):
    """What a conductor leads: it takes events, asks for actions, and touches nothing itself."""

    @property
    def state(self) -> State:
        """Where the ritual stands, for witnesses; `State()` where there is none."""

    @property
    def outcome(self) -> Outcome | None:
        """How it has ended or is about to; None while it runs."""

    @property
    def deadline(self) -> Samples | None:
        """The position at which it wants a `Ticked`; None while it waits for people."""

    @property
    def wants_note(self) -> Samples | None:
        """The longest note that is to be taken down now; None when nobody is asked for one."""

    def take(self, event: Event) -> Sequence[Action]:
        """Decide what follows from an event. Events come in order, safety first in a block."""


class Conductor:
    """Leads one piece in a room, block by block, from `Began` to `Finish`.

    Args:
        piece: Decides what is said, asked and rung.
        room: Opened by `perform`, and closed whatever happens.
        ears: Its events drive the piece.
        speech: Sentences by text.
        bell: Bells by name.
        mixer: What is played.
        key_pressed: Says whether somebody touched a key since the last call.
        witnesses: Shown everything, in this order.
        own: The words in which people are told why they can no longer be heard.
    """

    def __init__(
        self,
        piece: Piece,
        room: Room,
        ears: Ears,
        speech: Speech,
        bell: Callable[[BellName], Sound],
        mixer: Mixer,
        *,
        key_pressed: Callable[[], bool] = lambda: False,
        witnesses: Sequence[Witness] = (),
        own: OwnWords = OWN,
    ) -> None:
        self._piece = piece
        self._room = room
        self._ears = ears
        self._speech = speech
        self._bell = bell
        self._mixer = mixer
        self._key_pressed = key_pressed
        self._witnesses = witnesses
        self._own = own
        self._watchdog = Watchdog(is_virtual=room.is_virtual)
        self._sentences: dict[int, str] = {}
        self._unspoken: list[Speak] = []
        self._dictating: Samples | None = None
        self._health = EarHealth()
        self._finish: Finish | None = None
        self._deaf = False
        self._broken = False
        self._ending = Ending("completed", 0)

    def perform(self, first: Event = Began(BLOCK)) -> Ending:  # noqa: B008 - it is frozen
        """Lead the piece from the first word to the last.

        Its time begins with the second block: the first that can still be filled when the first
        one has been heard.

        Args:
            first: What the piece is told first: that it begins, or why it must not
                (`session.evening`).

        Returns:
            How it ended. A lost microphone is an ending (`deaf`), not an exception.

        Raises:
            DeviceError: The room could not be opened.
            ModelError: The voice could not say a sentence.
        """
        self._room.open()
        try:
            now = 0
            if isinstance(first, EarsLost):
                self._lose(first, self._own.text(first.reason))
            else:
                self._take(first)
            while not self._is_over(now):
                now = self._block(now)
            self._ending.at = now
            self._ending.outcome = self._piece.outcome or "completed"
            if self._ending.outcome == "stopped":
                self._ending.next_ritual = ""
        finally:
            self._room.close()
        return self._ending

    def _block(self, now: Samples) -> Samples:
        """Lead one block of sound its whole way; return the position after it."""
        self._take_key(now)
        captured = self._capture(now)
        now = now + BLOCK if captured is None else captured.start + BLOCK
        if captured is not None:
            self._hear(captured)
        self._let_come_due(now)
        played, finished = self._mixer.mix(now)
        self._room.write(played)
        self._take_finished(finished)
        self._report(now, captured, played)
        return now

    def _is_over(self, now: Samples) -> bool:
        """The piece has finished, its last sound has been mixed and has left the room.

        A room that broke is over at once: nothing can be said in it any more.
        """
        finish = self._finish
        if self._broken:
            return True
        if finish is None or self._unspoken or not self._mixer.is_idle:
            return False
        return now >= finish.at + self._room.lead

    # -- the stations of a block ------------------------------------------------------------------

    def _take_key(self, now: Samples) -> None:
        if self._key_pressed():
            self._take(KeyPressed(now))

    def _capture(self, now: Samples) -> Captured | None:
        """Read what the room heard; None when it gave nothing."""
        try:
            block = self._room.read(self._patience_seconds)
        except RoomStalled:
            self._lose(EarsLost(now, "microphone gone"), self._own.text("microphone gone"))
            return None
        except DeviceError as error:
            self._lose(EarsLost(now, "microphone gone"), str(error))
            self._broken = True
            return None
        self._ending.lost += block.lost
        self._ending.underruns += block.underruns
        return block

    @property
    def _patience_seconds(self) -> float:
        """Once deaf, missing blocks pass at the pace of the clock so that we can still say so."""
        return seconds(BLOCK) if self._deaf else self._watchdog.patience_seconds

    def _hear(self, captured: Captured) -> None:
        """Let the ears listen, and the piece take what they noticed, safety first."""
        events = self._ears.hear(captured, saying=self._saying)
        self._health = self._ears.health
        reason = self._watchdog.look(captured, self._health.backlog)
        for event in sorted(events, key=_urgency):
            self._take(event)
        if reason is not None:
            self._lose(EarsLost(captured.start + BLOCK, reason), self._own.text(reason))

    def _let_come_due(self, now: Samples) -> None:
        """Let everything come due that is to happen within the coming block."""
        self._speak_what_is_ready()
        deadline = self._piece.deadline
        while deadline is not None and deadline < now + BLOCK:
            self._take(Ticked(deadline))
            deadline = self._piece.deadline

    def _take_finished(self, finished: Sequence[Finished]) -> None:
        for each in finished:
            self._sentences.pop(each.sound, None)
            self._take(SoundFinished(each.at, each.sound, each.interrupted))

    def _report(self, now: Samples, captured: Captured | None, played: Sound) -> None:
        glance = Glance(
            now,
            self._piece.state,
            self._health,
            self._saying,
            captured,
            played,
            self._ending.problem,
        )
        for witness in self._witnesses:
            witness.block(glance)

    # -- events and actions -----------------------------------------------------------------------

    @property
    def _saying(self) -> str:
        return next(reversed(self._sentences.values()), "")

    def _lose(self, lost: EarsLost, why: str) -> None:
        if not self._deaf:
            self._deaf = True
            if self._piece.outcome is None:
                self._ending.problem = why
            self._take(lost)

    def _take(self, event: Event) -> None:
        """Let the piece take an event, and do what it asks for."""
        for witness in self._witnesses:
            witness.event(event)
        running = self._piece.outcome is None
        actions = self._piece.take(event)
        if running and self._piece.outcome is not None:
            self._ending.ended = event.at
        wanted = self._piece.wants_note
        if wanted != self._dictating:
            self._dictating = wanted
            self._ears.dictate(wanted)
        for action in actions:
            if isinstance(action, Speak):
                self._unspoken.append(action)
                self._speak_what_is_ready()
            else:
                self._show(action, self._carry_out(action))

    def _speak_what_is_ready(self) -> None:
        """Play the sentences that have been rendered.

        In a real room nobody waits for a sentence: the ears must go on. It begins late, in the
        rare case that rendering ahead was too slow.
        """
        while self._unspoken:
            speak = self._unspoken[0]
            text = PRIVATE + speak.text if speak.private else speak.text
            sound = rendered(self._speech, self._room, text)
            if sound is None:
                return
            gain_db = QUIET_DB if speak.quiet else 0.0
            self._mixer.play(speak.sound, sound, at=speak.at, kind="voice", gain_db=gain_db)
            self._sentences[speak.sound] = speak.text
            self._unspoken.pop(0)
            self._show(speak, len(sound) // 3)

    def _show(self, action: Action, length: Samples) -> None:
        for witness in self._witnesses:
            witness.action(action, length)

    def _carry_out(self, action: Action) -> Samples:
        """Do what the piece asks; return the length of its sound in samples of the clock."""
        match action:
            case Ring(at=at, sound=number, bell=name, quiet=quiet):
                sound = self._bell(name)
                gain_db = QUIET_DB if quiet else 0.0
                self._mixer.play(number, sound, at=at, kind="bell", gain_db=gain_db)
                return len(sound) // 3
            case AbortSound():
                self._unspoken.clear()
                self._mixer.abort()
            case Tune(tuning=tuning):
                self._ending.tuning = tuning
                self._mixer.tune(tuning.loudness)
                self._speech.tune(tuning.pace)
            case Prepare(texts=texts):
                self._speech.prepare(texts)
            case Note(name=name, value=value):
                self._ending.notes[name] = value
            case PutSlip():
                self._ending.slips.append(action)
            case ForgetNote(text=text):
                self._ending.forget(text)
            case TakeSlip(jar=jar, text=text):
                self._ending.taken.append((jar, text))
            case MarkDrawn(jar=jar, drawn=drawn):
                self._ending.drawn[jar] = drawn
            case SetReminder():
                self._ending.reminders.append(action)
            case DropReminder(key=key, answer=answer):
                self._ending.reminded[key] = answer
            case Finish():
                self._ending.next_ritual = action.next_ritual
                self._finish = action
        return 0


def rendered(speech: Speech, room: Room, text: str) -> Sound | None:
    """Return a sentence as it is to be had in a room: waited for where time is virtual, else only
    when it is ready."""
    return speech.get(text) if room.is_virtual else speech.ready(text)


def _urgency(event: Event) -> tuple[int, Samples]:
    """Safe-word events come before every other event of the same block."""
    return (0 if isinstance(event, SafeWordHeard | SafeWordSuspected) else 1, event.at)
