"""The steady noise of a quiet room."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from facilitator.audio import SILENCE_DBFS, Sound, gain
from facilitator.clock import BLOCK, RATE_HZ

_PERIOD = BLOCK * 800
"""16 seconds, after which the noise begins again; it has no seam there."""

_FLAT_BELOW_HZ = 60.0


@lru_cache(maxsize=8)
def _pink(seed: int) -> Sound:
    """Return one period of pink noise at 0 dBFS RMS, one row a block.

    Its power falls by 3 dB an octave above 60 Hz, as that of rooms roughly does. It is built
    from a spectrum with random phases, so that it repeats without a seam.
    """
    generator = np.random.default_rng(seed)
    frequency = np.fft.rfftfreq(_PERIOD, 1.0 / RATE_HZ)
    amplitude = 1.0 / np.sqrt(np.maximum(frequency, _FLAT_BELOW_HZ))
    amplitude[0] = 0.0
    phase = generator.uniform(0.0, 2.0 * np.pi, frequency.size)
    noise = np.fft.irfft(amplitude * np.exp(1j * phase), _PERIOD)
    noise /= np.sqrt(np.mean(np.square(noise)))
    rows = noise.astype(np.float32).reshape(-1, BLOCK)
    rows.flags.writeable = False
    return rows


class RoomNoise:
    """Steady pink noise, a block at a time; the same for the same seed.

    Args:
        dbfs: RMS level at the microphone; `SILENCE_DBFS` or less for none at all.
        seed: Any whole number.
    """

    def __init__(self, dbfs: float, seed: int) -> None:
        self._rows = _pink(seed) * np.float32(gain(dbfs)) if dbfs > SILENCE_DBFS else None
        self._next = 0

    def block(self) -> Sound:
        """Return the next `BLOCK` samples as an array the caller may change."""
        if self._rows is None:
            return np.zeros(BLOCK, dtype=np.float32)
        row = self._rows[self._next]
        self._next = (self._next + 1) % len(self._rows)
        return np.array(row)
