"""Trying a safe word: everybody says it where they will be, and is told how well it was heard.

A small conductor on the parts a session is made of: room, ears, voice and mixer. At the first
sign of the word the facilitator falls silent as in a session, and what is measured is what the
loudspeaker was given. Of the sound itself nothing is kept, only the figures of `Repetition`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from facilitator.audio import SILENCE_DBFS, Captured, Sound, peak_dbfs, rms_dbfs
from facilitator.clock import BLOCK, Samples, samples, seconds
from facilitator.engine.events import (
    Event,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.errors import DeviceError
from facilitator.ports import Ears, Room, RoomStalled
from facilitator.session.loop import Speech
from facilitator.session.watchdog import Watchdog
from facilitator.sound.mixer import Mixer

TIMES: Final = 3
"""How often each person says the word while the facilitator is silent."""

WELCOME: Final = "Let us try your word. Please sit where you will be sitting."

ASKING: Final = ("{name}, please say your word.", "Once more, please.", "And a third time, please.")
"""What is said before each of the repetitions in silence."""

OVER: Final = "{name}, now say it while I am talking."

TALK: Final = (
    "I will simply go on for a little while, the way I do on an ordinary evening.",
    "The lamp is on, the window is closed, and nobody has to be anywhere.",
    "There is nothing to do here, and nothing to do well.",
    "That was all I wanted to tell you.",
)
"""What the facilitator talks about while it waits to be interrupted."""

NOTHING: Final = "I heard nothing. Please say it again."

WELL: Final = "Thank you both. I heard your word every time."
BADLY: Final = "Thank you both. I did not hear it every time. What may help is on the screen."

PATIENCE: Final[Samples] = samples(7.0)
"""How long a repetition is waited for."""

LEAST: Final[Samples] = samples(4.0)
"""How long at least, as the first sound may be a chair and not the word."""

ABOVE_DB: Final = 5.0
"""A sound is a voice from so much above the noise floor on; the noise itself is some 3 dB above
its floor."""

APART: Final[Samples] = samples(5.5)
"""Least time between two repetitions: said again within five seconds, a session believes a word
more easily, and each is to be measured as the first one."""

SETTLES: Final[Samples] = samples(1.0)
"""After a voice has ended, a word that was in it has been found by then or not at all."""

_LOOK: Final = "Check microphone and loudspeaker with “facilitator doctor”."
_GAP: Final[Samples] = samples(0.4)
_FULL_SCALE = 0.999
_SOUNDING = 1e-5
_FADE: Final[Samples] = samples(0.01)


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody is asked to say the word once.

    Attributes:
        partner: Which of the people, from 0.
        name: How they are called.
        number: Which time it is in silence, from 1; 0 over the facilitator's voice.
    """

    partner: int
    name: str
    number: int

    @property
    def over_voice(self) -> bool:
        """Whether it is to be said while the facilitator talks."""
        return self.number == 0


@dataclass(frozen=True, slots=True)
class Repetition:
    """How one repetition of the word was heard. Derived figures only.

    Attributes:
        request: Who was asked for it.
        spoke: A voice was noticed at all.
        hushed: The word was suspected: a session falls silent.
        stopped: It was confirmed: a session ends.
        silent_seconds: From the end of the word to the last sample that sounds (or would
            sound), the way through the loudspeaker's buffers included; None without a hush.
            Over the voice the end of the word is where the ears heard it end, in silence where
            its energy ends.
        level_dbfs: RMS level of the voice.
        peak_dbfs: Its largest sample; in both, our own echo is included over the voice.
        noise_dbfs: The room's noise floor.
        clipped: Share of samples at full scale while the voice lasted, 0 to 1.
        echo_removed_db: By how much our own voice was lowered; 0 in silence.
        lost_seconds: Length of microphone input that never came meanwhile.
    """

    request: Request
    spoke: bool
    hushed: bool
    stopped: bool
    silent_seconds: float | None
    level_dbfs: float
    peak_dbfs: float
    noise_dbfs: float
    clipped: float
    echo_removed_db: float
    lost_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """All that was measured.

    Attributes:
        word: What was said.
        repetitions: In the order of asking.
        complete: Nobody ended it early.
    """

    word: str
    repetitions: tuple[Repetition, ...]
    complete: bool


class _EndedError(Exception):
    """Somebody pressed a key or said "stop"."""


@dataclass(slots=True)
class _Attempt:
    """What is noticed while one repetition is waited for."""

    listening_since: Samples | None = None
    voice_began: Samples | None = None
    voice_ended: Samples | None = None
    hushed_at: Samples | None = None
    stopped_at: Samples | None = None
    last_sounding: Samples | None = None
    echo_removed_db: float = 0.0
    noise_dbfs: float = SILENCE_DBFS
    blocks: list[Captured] = field(default_factory=list)

    def voice(self) -> list[Captured]:
        """Return the blocks in which the voice lasted, once somebody was listened to."""
        began = max(self.voice_began or 0, self.listening_since or 0)
        ended = self._now if self.voice_ended is None else self.voice_ended
        return [block for block in self.blocks if began - BLOCK < block.start < ended]

    @property
    def _now(self) -> Samples:
        return self.blocks[-1].start + BLOCK if self.blocks else 0


class Rehearing:
    """Has every partner say a word, and measures how it is heard.

    Args:
        word: As the ears tell it; anything else they tell ("stop") ends the trial.
        partners: Names, in the order of asking.
        room: Opened by `perform`, and closed whatever happens.
        ears: They watch for `word`.
        speech: Sentences by text.
        mixer: What is played.
        asked: Told when somebody has been asked and is being waited for.
        answered: Told every repetition when it is over.
        key_pressed: Says whether somebody touched a key since the last call; it ends the trial.
    """

    def __init__(
        self,
        word: str,
        partners: Sequence[str],
        room: Room,
        ears: Ears,
        speech: Speech,
        mixer: Mixer,
        *,
        asked: Callable[[Request, Samples], None] = lambda _request, _at: None,
        answered: Callable[[Repetition], None] = lambda _repetition: None,
        key_pressed: Callable[[], bool] = lambda: False,
    ) -> None:
        self._word = word
        self._partners = tuple(partners)
        self._room = room
        self._ears = ears
        self._speech = speech
        self._mixer = mixer
        self._asked = asked
        self._answered = answered
        self._key_pressed = key_pressed
        self._watchdog = Watchdog(is_virtual=room.is_virtual)
        self._now: Samples = 0
        self._sounds = 0
        self._saying = ""
        self._cut_short = False
        self._is_hushed = False
        self._is_ended = False
        self._last_sign: Samples = -APART
        self._attempt = _Attempt()

    def perform(self) -> Rehearsed:
        """Hold the whole trial: about a minute for two people.

        Raises:
            DeviceError: The room could not be opened, or it broke or stalled.
            ModelError: The voice could not say a sentence.
        """
        done: list[Repetition] = []
        complete = True
        self._speech.prepare(texts(self._partners))
        self._room.open()
        try:
            try:
                self._say((WELCOME,))
                for request in requests(self._partners):
                    done.append(self._repetition(request))
                    self._answered(done[-1])
                self._attempt = _Attempt()
                self._say((WELL if all(each.stopped for each in done) else BADLY,))
            except _EndedError:
                complete = False
                self._mixer.abort()
            self._leave()
        finally:
            self._room.close()
        return Rehearsed(self._word, tuple(done), complete)

    # -- one repetition ---------------------------------------------------------------------------

    def _repetition(self, request: Request) -> Repetition:
        found = self._attempted(request, sentence(request))
        if found.spoke or found.hushed or request.over_voice:
            return found
        return self._attempted(request, NOTHING)

    def _attempted(self, request: Request, ask: str) -> Repetition:
        self._attempt = attempt = _Attempt()
        length = len(self._speech.get(ask)) // 3
        while self._now < self._last_sign + APART - length:
            self._pass()
        self._say((ask,))
        if attempt.stopped_at is None:
            attempt.listening_since = self._now
            attempt.voice_began = attempt.voice_ended = None
            self._asked(request, self._now)
            if request.over_voice:
                self._say(TALK)
        until = self._now + (SETTLES if request.over_voice else PATIENCE)
        while not self._is_over(until, in_silence=not request.over_voice):
            self._pass()
        return self._measured(request)

    def _is_over(self, until: Samples, *, in_silence: bool) -> bool:
        attempt = self._attempt
        if self._is_hushed:
            return False
        if attempt.stopped_at is not None:
            talking = attempt.voice_began is not None and attempt.voice_ended is None
            return self._now >= attempt.stopped_at + (2 * SETTLES if talking else SETTLES)
        if self._now >= until:
            return True
        ended, since = attempt.voice_ended, attempt.listening_since
        if not in_silence or ended is None or since is None:
            return False
        return self._now >= max(ended, since + LEAST - SETTLES) + SETTLES

    def _measured(self, request: Request) -> Repetition:
        attempt = self._attempt
        blocks = attempt.voice()
        voice = np.concatenate([b.microphone for b in blocks] or [np.zeros(0, np.float32)])
        ended = attempt.voice_ended
        if not request.over_voice:
            ended = _energy_end(blocks, attempt.noise_dbfs)
        silent = None
        if attempt.hushed_at is not None and ended is not None:
            last = attempt.hushed_at + _FADE + self._room.lead
            if request.over_voice and attempt.last_sounding is not None:
                last = attempt.last_sounding
            silent = seconds(last - ended)
        level = _speech_dbfs(voice)
        heard = attempt.hushed_at is not None or (
            attempt.voice_began is not None and level > attempt.noise_dbfs + ABOVE_DB
        )
        return Repetition(
            request=request,
            spoke=heard,
            hushed=attempt.hushed_at is not None,
            stopped=attempt.stopped_at is not None,
            silent_seconds=silent,
            level_dbfs=level if heard else SILENCE_DBFS,
            peak_dbfs=peak_dbfs(voice) if heard else SILENCE_DBFS,
            noise_dbfs=attempt.noise_dbfs,
            clipped=float(np.mean(np.abs(voice) >= _FULL_SCALE)) if voice.size else 0.0,
            echo_removed_db=attempt.echo_removed_db if request.over_voice else 0.0,
            lost_seconds=seconds(sum(block.lost for block in attempt.blocks)),
        )

    # -- sound ------------------------------------------------------------------------------------

    def _say(self, sentences: Sequence[str]) -> None:
        """Say some sentences to the end, or until the word has been confirmed.

        As in a session, a sentence that a hush cut short is said again when it was for nothing.
        """
        for text in sentences:
            said = False
            while not said:
                if self._attempt.stopped_at is not None:
                    return
                if self._is_hushed:
                    self._pass()
                    continue
                said = self._said(text)
            until = self._now + _GAP
            while self._now < until and self._attempt.stopped_at is None:
                self._pass()

    def _said(self, text: str) -> bool:
        """Say one sentence; return whether it was said to its end."""
        self._sounds += 1
        self._cut_short = False
        sound = self._speech.get(text)
        self._mixer.play(self._sounds, sound, at=self._now, kind="voice")
        self._saying = text
        while self._saying:
            self._pass()
        return not self._cut_short

    def _pass(self) -> None:
        """Let one block pass: read, listen, judge, mix, write, as a session does."""
        if self._key_pressed():
            raise _EndedError
        block = self._read()
        events = self._ears.hear(block, saying=self._saying)
        self._now = block.start + BLOCK
        health = self._ears.health
        reason = self._watchdog.look(block, health.backlog)
        attempt = self._attempt
        attempt.blocks.append(block)
        attempt.noise_dbfs = health.noise_dbfs
        attempt.echo_removed_db = max(attempt.echo_removed_db, health.echo_return_loss_db)
        for event in events:
            self._take(event)
        self._mix()
        if reason is not None:
            raise DeviceError(f"The trial has ended: {reason}.", help=_LOOK)
        if self._is_ended:
            raise _EndedError

    def _read(self) -> Captured:
        try:
            return self._room.read(self._watchdog.patience_seconds)
        except RoomStalled as error:
            raise DeviceError("The microphone has stopped delivering.", help=_LOOK) from error

    def _take(self, event: Event) -> None:
        attempt = self._attempt
        match event:
            case SafeWordSuspected(at=at, word=word) if attempt.stopped_at is None:
                self._mixer.abort()
                self._is_hushed = True
                if word == self._word:
                    self._last_sign = at
                    if attempt.hushed_at is None:
                        attempt.hushed_at = at
            case SafeWordHeard(at=at, word=word):
                self._mixer.abort()
                if word != self._word:
                    self._is_ended = True
                    return
                self._is_hushed = False
                self._last_sign = at
                attempt.hushed_at = at if attempt.hushed_at is None else attempt.hushed_at
                attempt.stopped_at = at if attempt.stopped_at is None else attempt.stopped_at
            case SafeWordDismissed():
                self._is_hushed = False
            case VoiceStarted(at=at):
                if attempt.voice_began is None:
                    attempt.voice_began = at
                attempt.voice_ended = None
            case VoiceStopped(at=at) if attempt.voice_began is not None or attempt.hushed_at:
                attempt.voice_ended = at

    def _mix(self) -> None:
        played, finished = self._mixer.mix(self._now)
        self._room.write(played)
        sounding = np.flatnonzero(np.abs(played) > _SOUNDING)
        if sounding.size:
            self._attempt.last_sounding = self._now + int(sounding[-1]) // 3 + self._room.lead
        for each in finished:
            if each.sound == self._sounds:
                self._saying = ""
                self._cut_short = each.interrupted

    def _leave(self) -> None:
        """Let what was written reach the loudspeaker."""
        until = self._now + self._room.lead + 2 * BLOCK
        while self._now < until:
            self._now = self._read().start + BLOCK
            self._mix()


def requests(partners: Sequence[str]) -> tuple[Request, ...]:
    """Return who is asked for what, in order."""
    return tuple(
        Request(partner, name, number)
        for partner, name in enumerate(partners)
        for number in (*range(1, TIMES + 1), 0)
    )


def sentence(request: Request) -> str:
    """Return what is said to ask for a repetition."""
    wording = OVER if request.over_voice else ASKING[request.number - 1]
    asked = wording.format(name=request.name)
    return asked[0].upper() + asked[1:]


def texts(partners: Sequence[str]) -> tuple[str, ...]:
    """Return everything that may be said, each once, first needed first."""
    asking = (sentence(request) for request in requests(partners))
    return tuple(dict.fromkeys((WELCOME, *asking, *TALK, NOTHING, WELL, BADLY)))


def _energy_end(blocks: Sequence[Captured], noise_dbfs: float) -> Samples | None:
    """Return where a voice ends: the last block within 30 dB of the loudest and 10 dB above the
    noise floor. None where there is none."""
    levels = [rms_dbfs(block.microphone) for block in blocks]
    least = max(max(levels, default=0.0) - 30.0, noise_dbfs + 10.0)
    loud = [block for block, level in zip(blocks, levels, strict=True) if level >= least]
    return loud[-1].start + BLOCK if loud else None


def _speech_dbfs(voice: Sound) -> float:
    """Return the RMS level of those blocks that are within 25 dB of the loudest."""
    levels = [rms_dbfs(voice[at : at + BLOCK]) for at in range(0, voice.size, BLOCK)]
    loud = [level for level in levels if level > max(levels) - 25.0]
    if not loud:
        return SILENCE_DBFS
    return 10.0 * float(np.log10(np.mean([10.0 ** (level / 10.0) for level in loud])))
