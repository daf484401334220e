"""Bells: a bronze bowl struck softly, put together from its modes of vibration.

The rim of a bowl bends like a ring, in 2, 3, 4, ... waves around its circumference. The
frequencies follow Rayleigh's formula for a ring, n (n^2 - 1) / sqrt(n^2 + 1) (The Theory of
Sound, section 233), which gives 1 : 2.83 : 5.42 : 8.77 : 12.9. A hand-made bowl is not quite
round, so each mode is a pair of close frequencies that beat slowly (Inácio, Henrique and
Antunes, The dynamics of Tibetan singing bowls, Acta Acustica 92, 2006). The higher a mode, the
shorter it rings; a soft mallet hardly wakes the high ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from facilitator.audio import Sound, gain
from facilitator.clock import PLAYBACK_BLOCK, PLAYBACK_HZ
from facilitator.engine.operations import BellName
from facilitator.sound.loudness import momentary_lufs
from facilitator.sound.shaping import faded


@dataclass(frozen=True, slots=True)
class _Stroke:
    after_seconds: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class _Bell:
    """A bowl and how it is struck.

    Attributes:
        hertz: Frequency of its lowest mode.
        seconds: Time in which the lowest mode falls by 60 dB.
        softness_db: How much weaker each mode sounds than the one below it.
        lufs: Loudness of its loudest 400 ms; the voice has `loudness.VOICE_LUFS`.
        strokes: When it is struck, and how hard.
    """

    hertz: float
    seconds: float
    softness_db: float
    lufs: float
    strokes: tuple[_Stroke, ...] = (_Stroke(0.0, 0.0),)


_BELLS: Final[dict[BellName, _Bell]] = {
    "opening": _Bell(hertz=208.0, seconds=8.0, softness_db=6.0, lufs=-24.0),
    "halfway": _Bell(hertz=312.0, seconds=4.5, softness_db=8.0, lufs=-28.0),
    "closing": _Bell(
        hertz=208.0,
        seconds=8.0,
        softness_db=6.0,
        lufs=-24.0,
        strokes=(_Stroke(0.0, 0.0), _Stroke(2.6, -3.0)),
    ),
    "warning": _Bell(hertz=416.0, seconds=2.2, softness_db=10.0, lufs=-32.0),
}

_WAVES: Final = (2, 3, 4, 5, 6)
_BEAT_HZ: Final = (0.6, 1.1, 1.7, 2.3, 2.9)
_PARTNER_DB: Final = -5.0
_RISE: Final = PLAYBACK_HZ * 12 // 1000
_FALL: Final = PLAYBACK_HZ * 200 // 1000


def _ring(waves: int) -> float:
    return waves * (waves * waves - 1) / math.sqrt(waves * waves + 1)


def _struck(bell: _Bell) -> Sound:
    """One stroke, of a whole number of blocks, its level not yet set.

    A decaying mode is a geometric series of complex numbers: sample `row * width + column` is the
    product of a term for the row and one for the column, so all modes are one small matrix
    product instead of a sine for each sample.
    """
    width = PLAYBACK_BLOCK
    rows = math.ceil(bell.seconds * PLAYBACK_HZ / width)
    rates: list[complex] = []
    amplitudes: list[float] = []
    for index, (waves, beat_hz) in enumerate(zip(_WAVES, _BEAT_HZ, strict=True)):
        ratio = _ring(waves) / _ring(_WAVES[0])
        decay = math.log(1000.0) * ratio**0.6 / bell.seconds
        for side, side_db in ((-0.5, 0.0), (0.5, _PARTNER_DB)):
            hertz = bell.hertz * ratio + side * beat_hz
            rates.append(complex(-decay, 2.0 * math.pi * hertz) / PLAYBACK_HZ)
            amplitudes.append(gain(side_db - index * bell.softness_db))
    rate = np.array(rates)
    down = np.exp(np.outer(np.arange(rows) * width, rate)) * np.array(amplitudes)
    along = np.exp(np.outer(rate, np.arange(width)))
    # The imaginary part: every mode begins with a sine, at 0.
    wave = down.real @ along.imag + down.imag @ along.real
    return faded(wave.reshape(-1).astype(np.float32), _RISE, _FALL)


@lru_cache(maxsize=len(_BELLS))
def bell(name: BellName) -> Sound:
    """Return a bell as mono float32 at `PLAYBACK_HZ`, softer than the voice.

    Begins softly within 12 ms, ends at exactly 0, 60 dB below its loudest; a whole number of
    blocks: 8 s opening, 4.5 s halfway, 10.6 s closing (two strokes), 2.2 s warning. The same
    samples every time. Takes some tens of milliseconds the first time, then nothing; shared and
    read-only.
    """
    made = _BELLS[name]
    stroke = _struck(made)
    offsets = [round(s.after_seconds * PLAYBACK_HZ) for s in made.strokes]
    sound = np.zeros(max(offsets) + stroke.size, np.float32)
    for offset, struck in zip(offsets, made.strokes, strict=True):
        sound[offset : offset + stroke.size] += stroke * np.float32(gain(struck.gain_db))
    # It is loudest within a second of the last stroke; the rest need not be measured.
    loudest = momentary_lufs(sound[: max(offsets) + PLAYBACK_HZ])
    sound *= np.float32(gain(made.lufs - loudest))
    sound.setflags(write=False)
    return sound
