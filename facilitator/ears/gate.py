"""The voice gate: recognizers sleep while nothing but steady noise is heard.

The gate only saves work. It opens on a rise of some 3 dB over the room's own noise in any of a
few bands, so that a wrong opening costs some processor time and a wrong closing is not to be had.
How much each band must rise follows from how much steady noise scatters in it.
The noise floor follows the minimum of the last three seconds (minimum statistics, R. Martin,
"Noise power spectral density estimation based on optimal smoothing and minimum statistics",
IEEE Transactions on Speech and Audio Processing 9, 2001).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facilitator.audio import SILENCE_DBFS, Sound
from facilitator.clock import BLOCK, RATE_HZ, Samples, samples

EDGES_HZ: Final = (100, 500, 1000, 2000, 3500, 5500, 7600)
"""Borders of the bands the gate watches; below lies hum, above nothing of speech."""

LEAST_RISE_DB: Final = 2.5
"""Rise over the noise floor that opens the gate, in bands where steady noise scatters less."""

HANGOVER: Final[Samples] = samples(0.8)
"""The gate stays open so long after the last rise: pauses between the words of a phrase."""

PRE_ROLL: Final[Samples] = samples(0.6)
"""So much of the past is fed when the gate opens: no beginning of a word is lost."""

_FLOOR_DBFS = -104.0
"""Quieter than this in a band is digital silence; 16-bit rounding noise lies above it."""

_SUB_BLOCKS = 25
_SUBS = 6
_LEARNING_BLOCKS = 50
"""Blocks of real sound before the floor is trusted; the gate stands open until then."""


class VoiceGate:
    """Decides block by block whether there may be a voice.

    Costs about 25 microseconds a block. Deterministic.

    Attributes:
        is_open: Recognizers are to be fed.
        rise_db: Largest rise of any band over the noise floor in the last block, in dB.
        noise_dbfs: The noise floor over all bands.
        level_dbfs: Level of the last block over all bands.
    """

    def __init__(self) -> None:
        edges = [round(hz * BLOCK / RATE_HZ) for hz in EDGES_HZ]
        self._first, self._last = edges[0], edges[-1]
        self._starts = np.array([edge - edges[0] for edge in edges[:-1]])
        self._window = np.hanning(BLOCK).astype(np.float32)
        # Parseval with a one-sided spectrum; the Hann window keeps 3/8 of the power.
        self._scale = 2.0 / (BLOCK * BLOCK * 0.375)
        self._floor = 10.0 ** (_FLOOR_DBFS / 10.0)
        bands = len(self._starts)
        # Scatter of the smoothed power of steady noise: two degrees of freedom a bin, spread
        # over 1.5 bins by the window, less than a quarter of the variance left by the smoothing.
        # The floor is the least of 150 values (2.7 deviations), and a rise must not come by
        # chance more than once in some 20 s (3.7 deviations); measured on white and pink noise.
        scatter = np.sqrt(1.5 / np.diff(edges) * 0.25)
        needed = (1.0 + 3.7 * scatter) / np.maximum(0.1, 1.0 - 2.7 * scatter)
        self._needed = np.maximum(needed, 10.0 ** (LEAST_RISE_DB / 10.0))
        self._smooth: NDArray[np.float64] = np.full(bands, self._floor)
        self._minima: NDArray[np.float64] = np.full((_SUBS, bands), np.inf)
        self._current: NDArray[np.float64] = np.full(bands, np.inf)
        self._count = 0
        self._sounding = 0
        self._quiet_for: Samples = HANGOVER
        self.is_open = False
        self.rise_db = 0.0
        self.noise_dbfs = SILENCE_DBFS
        self.level_dbfs = SILENCE_DBFS

    def update(self, sound: Sound) -> bool:
        """Take in the next block and say whether the gate is open.

        Args:
            sound: `BLOCK` finite samples after echo removal.
        """
        spectrum = np.fft.rfft(sound * self._window)[self._first : self._last]
        power = (spectrum.real**2 + spectrum.imag**2) * self._scale
        bands = np.maximum(np.add.reduceat(power, self._starts).astype(np.float64), self._floor)
        self._smooth = 0.7 * self._smooth + 0.3 * bands if self._count else bands
        np.minimum(self._current, self._smooth, out=self._current)
        noise = np.minimum(self._minima.min(axis=0), self._current)
        self.level_dbfs = 10.0 * math.log10(float(bands.sum()))
        self.noise_dbfs = 10.0 * math.log10(float(noise.sum()))
        rise = self._smooth / noise
        self.rise_db = 10.0 * math.log10(float(rise.max()))
        self._count += 1
        if self._count % _SUB_BLOCKS == 0:
            self._minima[(self._count // _SUB_BLOCKS) % _SUBS] = self._current
            self._current = self._smooth.copy()
        silent = float(bands.max()) <= self._floor
        if not silent:
            self._sounding += 1
        learning = self._sounding <= _LEARNING_BLOCKS
        if (learning and not silent) or bool((rise > self._needed).any()):
            self._quiet_for = 0
        else:
            self._quiet_for += BLOCK
        self.is_open = self._quiet_for < HANGOVER
        return self.is_open
