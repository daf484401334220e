"""The last few seconds of sound, kept in memory only."""

from __future__ import annotations

from typing import Final

import numpy as np

from facilitator.audio import Sound, gain, peak_dbfs, to_pcm16
from facilitator.clock import RATE_HZ, Samples
from facilitator.ears.level import MOST_GAIN_DB, TARGET_DBFS

KEPT: Final[Samples] = 8 * RATE_HZ
"""How much of the past is kept. Never written anywhere."""

_DITHER = np.random.default_rng(1).normal(0.0, 1.0 / 32767, RATE_HZ).astype(np.float32)


class Past:
    """Keeps the last `KEPT` samples after echo removal.

    Positions here are counts of received samples, from 0; lost input takes no place.
    """

    def __init__(self) -> None:
        self._store = np.zeros(2 * KEPT, np.float32)
        self._at = 0
        self.received: Samples = 0

    def append(self, sound: Sound) -> None:
        """Add the next stretch."""
        if self._at + sound.size > self._store.size:
            self._store[:KEPT] = self._store[self._at - KEPT : self._at]
            self._at = KEPT
        self._store[self._at : self._at + sound.size] = sound
        self._at += sound.size
        self.received += sound.size

    def last(self, length: Samples) -> Sound:
        """Return a copy of up to `length` samples, the newest last."""
        length = min(length, self._at, self.received, KEPT)
        return self._store[self._at - length : self._at].copy()

    def since(self, position: Samples) -> Sound:
        """Return a copy of everything from a received position on, as far as it is kept."""
        return self.last(max(0, self.received - position))


def levelled(sound: Sound, target_dbfs: float = TARGET_DBFS) -> Sound:
    """Return the sound with its peak brought to a level, lifted by at most `MOST_GAIN_DB`."""
    peak = peak_dbfs(sound)
    return np.asarray(sound * gain(min(MOST_GAIN_DB, target_dbfs - peak)), np.float32)


def dithered_pcm16(sound: Sound, position: Samples) -> bytes:
    """Return 16-bit PCM with a last bit of noise that is the same every time.

    The recognizer was trained on sound with such noise and knows no absolute silence.

    Args:
        sound: At `RATE_HZ`; clipped at full scale.
        position: Any count that differs from stretch to stretch.
    """
    start = position % RATE_HZ
    noise = np.resize(np.roll(_DITHER, -start) if start else _DITHER, sound.size)
    return to_pcm16(sound + noise)
