"""Puts voice and bells on the session clock, sums them, and can silence everything at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from facilitator.audio import Sound, gain
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ, Samples
from facilitator.sound.shaping import faded, fall

Kind: TypeAlias = Literal["voice", "bell"]
"""Which of the two loudness settings a sound follows."""

_RATIO: Final = PLAYBACK_HZ // RATE_HZ
_EDGE: Final = PLAYBACK_HZ * 2 // 1000

ABORT_SAMPLES: Final = PLAYBACK_HZ * 10 // 1000
"""Length of the fade after `Mixer.abort`, in samples at `PLAYBACK_HZ`: 10 ms."""

# Below the knee the sum is left alone; above it, it bends towards the ceiling, never reaching it.
_KNEE: Final = 0.9
_CEILING: Final = 0.99

STEP_DB: Final = 4.0
"""What one "louder" or "quieter" changes: clearly heard, and no fright."""

_RANGE_DB: Final = (-20.0, 6.0)
"""Softest and loudest that can be asked for: 10 to 200 percent."""

SILENT_BLOCK: Final[Sound] = np.zeros(PLAYBACK_BLOCK, np.float32)
"""A block of silence, shared and read-only."""
SILENT_BLOCK.setflags(write=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """A sound is over.

    Attributes:
        sound: The number given to `Mixer.play`.
        at: Position of the first silent sample on the session clock (rounded up); for a sound
            that never began, the position where it was dropped.
        interrupted: It was cut short or dropped by `Mixer.abort`.
    """

    sound: int
    at: Samples
    interrupted: bool


@dataclass(slots=True)
class _Track:
    number: int
    samples: Sound
    at: Samples
    done: int = 0
    begun: bool = False


class Mixer:
    """Sums what should sound into blocks of playback.

    Args:
        voice_db: Gain of every sound of kind "voice", in dB.
        bells_db: Gain of every sound of kind "bell", in dB.

    Both are attributes and may be changed; they hold for sounds played afterwards. Runs on the
    session thread only.
    """

    def __init__(self, *, voice_db: float = 0.0, bells_db: float = 0.0) -> None:
        self.voice_db = voice_db
        self.bells_db = bells_db
        self._chosen = (voice_db, bells_db)
        self._tracks: list[_Track] = []
        self._aborted: list[_Track] = []

    def play(
        self, number: int, sound: Sound, *, at: Samples, kind: Kind, gain_db: float = 0.0
    ) -> None:
        """Let a sound begin exactly at a position.

        Args:
            number: Comes back in `Finished.sound`.
            sound: Mono float32 at `PLAYBACK_HZ`; copied, and faded over 2 ms at both ends.
            at: Position of its first sample on the session clock. When that lies in the past,
                the sound begins whole at the first sample of the next block.
            kind: Which of the two gains it follows.
            gain_db: A gain of its own on top, in dB.

        Raises:
            ValueError: The sound is not mono float32 or holds values that are no numbers.
        """
        if sound.ndim != 1 or sound.dtype != np.float32:
            raise ValueError(f"sound {number} is {sound.ndim}-D {sound.dtype}, not 1-D float32")
        if not np.isfinite(np.sum(sound)):
            raise ValueError(f"sound {number} holds values that are no numbers")
        total_db = gain_db + (self.voice_db if kind == "voice" else self.bells_db)
        samples = faded(sound, _EDGE, _EDGE)
        if total_db:
            samples *= np.float32(gain(total_db))
        self._tracks.append(_Track(number, samples, at))

    def tune(self, steps: int) -> None:
        """Make what is played from now on louder, or with less than 0 softer, than what was
        chosen at first; voice and bells alike, no more than `_RANGE_DB` allows."""
        low, high = _RANGE_DB
        voice, bells = (min(high, max(low, db + steps * STEP_DB)) for db in self._chosen)
        self.voice_db, self.bells_db = (voice, bells) if steps else self._chosen

    def abort(self) -> None:
        """Let all that sounds fade to exactly 0 within 10 ms of the next block's beginning.

        What is waiting is dropped. Sounds played after this call are not touched.
        """
        self._aborted += self._tracks
        self._tracks = []

    @property
    def is_sounding(self) -> bool:
        """Whether a sound has begun and not ended, or is about to be faded out."""
        return bool(self._aborted) or any(track.begun for track in self._tracks)

    @property
    def is_idle(self) -> bool:
        """Whether nothing sounds and nothing is waiting to."""
        return not self._tracks and not self._aborted

    @property
    def sounding(self) -> tuple[int, ...]:
        """Numbers of the sounds that have begun and not ended."""
        return tuple(track.number for track in (*self._aborted, *self._tracks) if track.begun)

    def mix(self, start: Samples) -> tuple[Sound, tuple[Finished, ...]]:
        """Return the playback for one block of the session, and what ended within it.

        Args:
            start: Position of the block on the session clock. Calls follow each other; after a
                hole in the clock, what has begun simply goes on.

        Returns:
            `PLAYBACK_BLOCK` samples at `PLAYBACK_HZ`, within ±0.99, not to be written to; and
            the sounds that ended, in the order they were played.
        """
        if not self._tracks and not self._aborted:
            return SILENT_BLOCK, ()
        block: Sound | None = None
        finished: list[Finished] = []
        for track in self._aborted:
            part = track.samples[track.done : track.done + ABORT_SAMPLES]
            if not track.begun:
                finished.append(Finished(track.number, start, True))
                continue
            if block is None:
                block = np.zeros(PLAYBACK_BLOCK, np.float32)
            block[: part.size] += part * fall(ABORT_SAMPLES)[: part.size]
            finished.append(Finished(track.number, start + -(-part.size // _RATIO), True))
        self._aborted = []
        for track in self._tracks:
            if not track.begun and track.at >= start + BLOCK:
                continue
            offset = 0 if track.begun else max(0, track.at - start) * _RATIO
            track.begun = True
            part = track.samples[track.done : track.done + PLAYBACK_BLOCK - offset]
            if block is None:
                block = np.zeros(PLAYBACK_BLOCK, np.float32)
            block[offset : offset + part.size] += part
            track.done += part.size
            if track.done == track.samples.size:
                end = start + -(-(offset + part.size) // _RATIO)
                finished.append(Finished(track.number, end, False))
        if finished:
            self._tracks = [t for t in self._tracks if not t.begun or t.done < t.samples.size]
        if block is None:
            return SILENT_BLOCK, tuple(finished)
        return _softly_limited(block), tuple(finished)


def _softly_limited(block: Sound) -> Sound:
    magnitude = np.abs(block)
    if float(np.max(magnitude)) <= _KNEE:
        return block
    over = (magnitude - _KNEE) / (_CEILING - _KNEE)
    bent = _KNEE + (_CEILING - _KNEE) * np.tanh(over)
    limited = np.where(magnitude > _KNEE, np.copysign(bent, block), block)
    return limited.astype(np.float32)
