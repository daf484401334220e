"""The one loop that joins room, ears, engine and voice.

Once per block, in this order: read what the room heard; listen to it; let the engine take every
event, safety first; let deadlines that fall into the coming block come due; mix that block and
hand it to the room. Everything is done on the calling thread; recognizers and the rendering of
speech have threads of their own behind their ports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, Samples, seconds
from facilitator.engine.actions import (
    AbortSound,
    Action,
    DropReminder,
    Finish,
    Note,
    Outcome,
    Prepare,
    Ring,
    SetReminder,
    Speak,
)
from facilitator.engine.events import (
    Began,
    EarsLost,
    Event,
    KeyPressed,
    LossReason,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
    Ticked,
)
from facilitator.engine.program import PRIVATE, BellName, Program
from facilitator.engine.state import State, next_deadline, wanted_note
from facilitator.engine.step import step
from facilitator.errors import DeviceError
from facilitator.ports import EarHealth, Ears, Room, RoomStalled
from facilitator.session.watchdog import Watchdog
from facilitator.sound.mixer import Mixer

_WHY: Final[Mapping[LossReason, str]] = {
    "microphone gone": "The microphone has stopped delivering.",
    "microphone silent": (
        "The microphone delivers nothing but digital silence: it is muted, or this program is not "
        "allowed to use it."
    ),
    "microphone too slow": (
        "Too little of the microphone arrives: it is faulty, or this computer is too busy."
    ),
    "recognizer behind": "This computer is too busy to listen in time.",
    "loudspeaker stalled": "The loudspeaker has stopped taking sound.",
}
"""What people are told when there are no ears any more."""

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


@dataclass(frozen=True, slots=True)
class Glance:
    """What a witness is shown once per block.

    Attributes:
        now: End of the block just heard: everything before it is past.
        state: Where the session stands.
        health: How well the ears do.
        saying: The sentence that sounds at the moment, or "".
        heard: The block from the room; None while the room is stalled.
        played: The `PLAYBACK_BLOCK` samples handed to the room for the coming block.
        note: A problem in plain words, or "".
    """

    now: Samples
    state: State
    health: EarHealth
    saying: str
    heard: Captured | None
    played: Sound
    note: str = ""


class Witness(Protocol):
    """Sees everything and changes nothing: timeline, recorder, display."""

    def event(self, event: Event) -> None:
        """An event is about to be handled."""

    def action(self, action: Action, length: Samples) -> None:
        """An action is carried out; `length` of its sound, 0 for others."""

    def block(self, glance: Glance) -> None:
        """A block is done."""


@dataclass(slots=True)
class Ending:
    """How a session ended.

    Attributes:
        outcome: As the engine says.
        at: Position at which the room was closed.
        ended: Position at which the outcome was decided: the stop itself, not the quiet after it.
        notes: What is to be remembered.
        problem: Why it went deaf, in plain words; "" otherwise.
        lost: Microphone samples lost in all.
        underruns: Playback blocks that came too late in all.
        next_ritual: Id of the ritual that the two want to go on with; "" for none.
        reminders: What later sessions are to begin with.
        reminded: Reminders that have been said, by their key; each with what was answered.
    """

    outcome: Outcome
    at: Samples
    notes: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    lost: Samples = 0
    underruns: int = 0
    ended: Samples = 0
    next_ritual: str = ""
    reminders: list[SetReminder] = field(default_factory=list)
    reminded: dict[str, str] = field(default_factory=dict)


class Session:
    """One performance of a program in a room.

    Args:
        program: What is performed.
        room: Opened by `perform`, and closed whatever happens.
        ears: Its events drive the session.
        speech: Sentences by text.
        bell: Bells by name.
        mixer: What is played.
        key_pressed: Says whether somebody touched a key since the last call.
        witnesses: Shown everything, in this order.
        through: Applied to every state, for instance saving and restoring it.
    """

    def __init__(
        self,
        program: Program,
        room: Room,
        ears: Ears,
        speech: Speech,
        bell: Callable[[BellName], Sound],
        mixer: Mixer,
        *,
        key_pressed: Callable[[], bool] = lambda: False,
        witnesses: Sequence[Witness] = (),
        through: Callable[[State], State] = lambda state: state,
    ) -> None:
        self._program = program
        self._room = room
        self._ears = ears
        self._speech = speech
        self._bell = bell
        self._mixer = mixer
        self._key_pressed = key_pressed
        self._witnesses = witnesses
        self._through = through
        self._watchdog = Watchdog(is_virtual=room.is_virtual)
        self._state = State()
        self._sentences: dict[int, str] = {}
        self._unspoken: list[Speak] = []
        self._dictating: Samples | None = None
        self._finish: Finish | None = None
        self._deaf = False
        self._broken = False
        self._ending = Ending("completed", 0)

    def perform(self) -> Ending:
        """Hold the session from the first word to the last.

        The engine's time begins with the second block: the first that can still be filled when
        the first one has been heard.

        Returns:
            How it ended. A lost microphone is an ending (`deaf`), not an exception.

        Raises:
            DeviceError: The room could not be opened.
            ModelError: The voice could not say a sentence.
        """
        self._room.open()
        try:
            now = 0
            self._take(Began(BLOCK))
            while not self._is_over(now):
                heard = self._listen(now)
                now = heard.start + BLOCK if heard else now + BLOCK
                played = self._speak(now)
                glance = self._glance(now, heard, played)
                for witness in self._witnesses:
                    witness.block(glance)
            self._ending.at = now
            self._ending.outcome = self._state.outcome or "completed"
        finally:
            self._room.close()
        return self._ending

    # -- one block ------------------------------------------------------------------------------

    def _listen(self, now: Samples) -> Captured | None:
        """Read a block and handle what was heard in it; None when the room gave nothing."""
        if self._key_pressed():
            self._take(KeyPressed(now))
        try:
            block = self._room.read(self._patience_seconds)
        except RoomStalled:
            self._lose(EarsLost(now, "microphone gone"), "The microphone has stopped delivering.")
            return None
        except DeviceError as error:
            self._lose(EarsLost(now, "microphone gone"), str(error))
            self._broken = True
            return None
        self._ending.lost += block.lost
        self._ending.underruns += block.underruns
        events = self._ears.hear(block, saying=self._saying())
        reason = self._watchdog.look(block, self._ears.health.backlog)
        for event in sorted(events, key=_urgency):
            self._take(event)
        if reason is not None:
            self._lose(EarsLost(block.start + BLOCK, reason), _WHY[reason])
        return block

    def _speak(self, now: Samples) -> Sound:
        """Let deadlines within the coming block come due, mix it, and hand it to the room."""
        self._speak_what_is_ready()
        deadline = next_deadline(self._program, self._state)
        while deadline is not None and deadline < now + BLOCK:
            self._take(Ticked(deadline))
            deadline = next_deadline(self._program, self._state)
        played, finished = self._mixer.mix(now)
        self._room.write(played)
        for each in finished:
            self._sentences.pop(each.sound, None)
            self._take(SoundFinished(each.at, each.sound, each.interrupted))
        return played

    def _glance(self, now: Samples, heard: Captured | None, played: Sound) -> Glance:
        return Glance(
            now,
            self._state,
            self._ears.health,
            self._saying(),
            heard,
            played,
            self._ending.problem,
        )

    @property
    def _patience_seconds(self) -> float:
        """Once deaf, missing blocks pass at the pace of the clock so that we can still say so."""
        return seconds(BLOCK) if self._deaf else self._watchdog.patience_seconds

    def _is_over(self, now: Samples) -> bool:
        """The engine has finished, its last sound has been mixed and has left the room.

        A room that broke is over at once: nothing can be said in it any more.
        """
        finish = self._finish
        if self._broken:
            return True
        if finish is None or self._unspoken or not self._mixer.is_idle:
            return False
        return now >= finish.at + self._room.lead

    def _saying(self) -> str:
        return next(reversed(self._sentences.values()), "")

    # -- events and actions -----------------------------------------------------------------------

    def _lose(self, lost: EarsLost, why: str) -> None:
        if not self._deaf:
            self._deaf = True
            if self._state.outcome is None:
                self._ending.problem = why
            self._take(lost)

    def _take(self, event: Event) -> None:
        for witness in self._witnesses:
            witness.event(event)
        state, actions = step(self._program, self._state, event)
        if state.outcome is not None and self._state.outcome is None:
            self._ending.ended = event.at
        self._state = self._through(state)
        wanted = wanted_note(self._program, self._state)
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
            render = self._speech.get if self._room.is_virtual else self._speech.ready
            sound = render(PRIVATE + speak.text if speak.private else speak.text)
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
        """Do what the engine asks; return the length of its sound in samples of the clock."""
        match action:
            case Ring(at=at, sound=number, bell=name):
                sound = self._bell(name)
                self._mixer.play(number, sound, at=at, kind="bell")
                return len(sound) // 3
            case AbortSound():
                self._unspoken.clear()
                self._mixer.abort()
            case Prepare(texts=texts):
                self._speech.prepare(texts)
            case Note(name=name, value=value):
                self._ending.notes[name] = value
            case SetReminder():
                self._ending.reminders.append(action)
            case DropReminder(key=key, answer=answer):
                self._ending.reminded[key] = answer
            case Finish():
                self._ending.outcome = action.outcome
                self._ending.next_ritual = action.next_ritual
                self._finish = action
        return 0


def _urgency(event: Event) -> tuple[int, Samples]:
    """Safe-word events come before every other event of the same block."""
    return (0 if isinstance(event, SafeWordHeard | SafeWordSuspected) else 1, event.at)
