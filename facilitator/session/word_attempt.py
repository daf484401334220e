"""What is noticed while somebody says a safe word once, and the figures that come of it.

Of the sound itself nothing is kept, only the figures of `Repetition`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from facilitator.audio import SILENCE_DBFS, Captured, Sound, peak_dbfs, rms_dbfs
from facilitator.clock import BLOCK, Samples, samples, seconds
from facilitator.engine.actions import Action
from facilitator.engine.events import (
    Event,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.session.witnessing import Glance

ABOVE_DB: Final = 5.0
"""A sound is a voice from so much above the noise floor on; the noise itself is some 3 dB above
its floor."""

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


@dataclass(slots=True)
class Attempt:
    """What has been noticed since somebody was asked.

    Attributes:
        listening_since: Since when they are waited for; None while they are being asked.
        voice_began: Where the first voice began; None without one.
        voice_ended: Where the last voice ended; None while it lasts.
        hushed_at: When the word was first suspected; None before.
        stopped_at: When it was confirmed; None before.
        last_sounding: Position of the last sample handed to the loudspeaker that sounds.
        echo_removed_db: Most of our own voice that was taken away at any time.
        noise_dbfs: The room's noise floor.
        blocks: What the microphone delivered.
    """

    listening_since: Samples | None = None
    voice_began: Samples | None = None
    voice_ended: Samples | None = None
    hushed_at: Samples | None = None
    stopped_at: Samples | None = None
    last_sounding: Samples | None = None
    echo_removed_db: float = 0.0
    noise_dbfs: float = SILENCE_DBFS
    blocks: list[Captured] = field(default_factory=list)

    @property
    def is_talking(self) -> bool:
        """A voice has begun and not ended."""
        return self.voice_began is not None and self.voice_ended is None

    def voice(self) -> list[Captured]:
        """Return the blocks in which the voice lasted, once somebody was listened to."""
        began = max(self.voice_began or 0, self.listening_since or 0)
        heard = self.blocks[-1].start + BLOCK if self.blocks else 0
        ended = heard if self.voice_ended is None else self.voice_ended
        return [block for block in self.blocks if began - BLOCK < block.start < ended]

    def figures(self, request: Request, lead: Samples) -> Repetition:
        """Return what came of it.

        Args:
            request: Who was asked, and how.
            lead: How long a sample takes from us to the loudspeaker.
        """
        blocks = self.voice()
        voice = np.concatenate([b.microphone for b in blocks] or [np.zeros(0, np.float32)])
        ended = self.voice_ended
        if not request.over_voice:
            ended = _energy_end(blocks, self.noise_dbfs)
        silent = None
        if self.hushed_at is not None and ended is not None:
            last = self.hushed_at + _FADE
            if request.over_voice and self.last_sounding is not None:
                last = self.last_sounding
            silent = seconds(last + lead - ended)
        level = _speech_dbfs(voice)
        heard = self.hushed_at is not None or (
            self.voice_began is not None and level > self.noise_dbfs + ABOVE_DB
        )
        return Repetition(
            request=request,
            spoke=heard,
            hushed=self.hushed_at is not None,
            stopped=self.stopped_at is not None,
            silent_seconds=silent,
            level_dbfs=level if heard else SILENCE_DBFS,
            peak_dbfs=peak_dbfs(voice) if heard else SILENCE_DBFS,
            noise_dbfs=self.noise_dbfs,
            clipped=float(np.mean(np.abs(voice) >= _FULL_SCALE)) if voice.size else 0.0,
            echo_removed_db=self.echo_removed_db if request.over_voice else 0.0,
            lost_seconds=seconds(sum(block.lost for block in self.blocks)),
        )


class Listener:
    """The witness of a trial: keeps what is noticed in the attempt under way.

    Args:
        word: The word that is tried; others hush, but are no attempt at it.

    Attributes:
        attempt: The one under way; begun anew for each request.
        is_hushed: A word is suspected and not yet decided.
        last_sign: When the word was last heard or suspected; None before.
    """

    def __init__(self, word: str) -> None:
        self.attempt = Attempt()
        self.is_hushed = False
        self.last_sign: Samples | None = None
        self._word = word

    def event(self, event: Event) -> None:
        """Note what the ears have noticed."""
        attempt = self.attempt
        match event:
            case SafeWordSuspected(at=at, word=word) if attempt.stopped_at is None:
                self.is_hushed = True
                if word == self._word:
                    self._sign(at)
            case SafeWordHeard(at=at, word=word) if word == self._word:
                self.is_hushed = False
                self._sign(at)
                attempt.stopped_at = at if attempt.stopped_at is None else attempt.stopped_at
            case SafeWordDismissed():
                self.is_hushed = False
            case VoiceStarted(at=at):
                if attempt.voice_began is None:
                    attempt.voice_began = at
                attempt.voice_ended = None
            case VoiceStopped(at=at) if attempt.voice_began is not None or attempt.hushed_at:
                attempt.voice_ended = at

    def _sign(self, at: Samples) -> None:
        self.last_sign = at
        if self.attempt.hushed_at is None:
            self.attempt.hushed_at = at

    def action(self, action: Action, length: Samples) -> None:
        """Nothing to note: what sounds is in the blocks."""

    def block(self, glance: Glance) -> None:
        """Note what was heard and played."""
        attempt = self.attempt
        if glance.heard is not None:
            attempt.blocks.append(glance.heard)
        attempt.noise_dbfs = glance.health.noise_dbfs
        attempt.echo_removed_db = max(attempt.echo_removed_db, glance.health.echo_return_loss_db)
        if glance.played is None:
            return
        sounding = np.flatnonzero(np.abs(glance.played) > _SOUNDING)
        if sounding.size:
            attempt.last_sounding = glance.now + int(sounding[-1]) // 3


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
