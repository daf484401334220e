"""Two clocks that do not agree: reading the reference at the loudspeaker's own pace.

A loudspeaker and a microphone on different devices run at slightly different rates. A lag
between the echo and its prediction that keeps growing shows it; the reference is then read
faster or slower, between its samples, so that the echo path stands still.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facilitator.audio import Sound
from facilitator.clock import BLOCK, RATE_HZ, Samples

HISTORY: Final[Samples] = 4 * RATE_HZ
"""How far back a history can be read, in samples."""

MOST_PPM: Final = 300.0
"""The largest clock drift that is followed, in parts per million."""

_TAPS = 32
_PHASES = 256

# Samples and blocks throughout. The adaptive filter follows a lag by itself and so hides a share
# of it (`_LEAK`) in every block. Its errors last for many blocks, so a lag is trusted far less
# than the certainty of one block says (`_SPREAD`), and never beyond `_ROUGH`. A growth of 0.05 is
# 156 ppm. All were chosen by the drift found in simulated rooms.
_LEAK = 0.1
_SPREAD = 40.0
_ROUGH = 0.01
_LAG_NOISE = 1e-5
_GROWTH_NOISE = 1e-10
_FIRST_GROWTH = 0.05

REACH: Final[Samples] = _TAPS // 2
"""Samples beyond a position that reading between samples needs."""


class History:
    """The last seconds of a sound, readable at any pace from any point between samples.

    Position 0 is the first sample of the block pushed last; earlier ones are negative.
    """

    def __init__(self) -> None:
        self._sound: Sound = np.zeros(2 * HISTORY, np.float32)
        self._end = HISTORY

    def forget(self) -> None:
        """Let all of it be silence."""
        self._sound[:] = 0.0

    def push(self, block: Sound) -> None:
        """Append one block."""
        if self._end + BLOCK > self._sound.size:
            self._sound[:HISTORY] = self._sound[self._end - HISTORY : self._end]
            self._end = HISTORY
        self._sound[self._end : self._end + BLOCK] = block
        self._end += BLOCK

    def whole(self, start: Samples, length: Samples) -> Sound:
        """Return a view of whole samples; valid until the next `push`."""
        first = self._end - BLOCK + start
        return self._sound[first : first + length]

    def read(self, start: float, pace: float, length: Samples = BLOCK) -> Sound:
        """Return samples at `start`, `start + pace`, `start + 2 * pace` …

        Args:
            start: From `REACH - HISTORY` to `BLOCK - length * pace - REACH`.
            pace: Within `MOST_PPM` of 1.
            length: At most `BLOCK`: the pace is taken to first order around the middle, which
                leaves an error below −65 dB of what is played under 4 kHz.

        A copy-free view where start and pace are whole; else about 15 µs a block.
        """
        rounded = round(start)
        if pace == 1.0 and abs(start - rounded) < 1e-3:
            return self.whole(rounded, length)
        middle = start + 0.5 * (length - 1) * (pace - 1.0)
        whole = math.floor(middle)
        place = (middle - whole) * _PHASES
        phase = min(int(place + 0.5), _PHASES)
        kernels, slopes = _interpolation()
        span = self.whole(whole - REACH + 1, length + _TAPS - 1)
        sound: Sound = np.correlate(span, kernels[phase])
        rest = (place - phase) / _PHASES
        offset = rest + (np.arange(length, dtype=np.float32) - 0.5 * (length - 1)) * (pace - 1.0)
        sound += offset.astype(np.float32) * np.correlate(span, slopes[phase])
        return sound


class LagTracker:
    """Turns the lag of each block into the pace of the loudspeaker's clock.

    A Kalman filter of two states, the lag now and how much it grows in a block. The lag is
    taken out of the reference at once, so both are always expected to be zero.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing about the clocks again."""
        self.growth = 0.0
        self._lag_variance = 1e-2
        self._both = 0.0
        self._growth_variance = _FIRST_GROWTH**2

    def rest(self) -> None:
        """Let a block pass in which nothing could be seen."""
        if self._lag_variance < 1.0:
            self._lag_variance += 2.0 * self._both + self._growth_variance
            self._both += self._growth_variance

    def step(self, lag: float, weight: float) -> float:
        """Take in the lag seen in one block; return how far to move the reference at once.

        Args:
            lag: By how many samples the echo comes later than predicted.
            weight: Inverse of its variance; 0 when nothing was seen.

        Returns:
            Samples to add to the delay now; `growth` is what to add at every block.
        """
        keep = 1.0 - _LEAK
        lag_variance = (
            keep * keep * self._lag_variance + 2.0 * keep * self._both + self._growth_variance
        )
        both = keep * self._both + self._growth_variance
        self._lag_variance = min(lag_variance + _LAG_NOISE, 1.0)
        self._both = both
        self._growth_variance = min(self._growth_variance + _GROWTH_NOISE, _FIRST_GROWTH**2)
        if weight <= 0.0:
            return 0.0
        total = self._lag_variance + (_SPREAD / weight + _ROUGH)
        move, turn = self._lag_variance / total, self._both / total
        self._growth_variance -= turn * self._both
        self._both *= 1.0 - move
        self._lag_variance *= 1.0 - move
        most = MOST_PPM * 1e-6 * BLOCK
        self.growth = min(max(self.growth + turn * lag, -most), most)
        return move * lag


@cache
def _interpolation() -> tuple[Sound, Sound]:
    """Return a Kaiser-windowed sinc for each of `_PHASES` + 1 fractions, and its slope."""
    fraction = np.arange(_PHASES + 1) / _PHASES

    def kernel(at: NDArray[np.float64]) -> NDArray[np.float64]:
        place = np.arange(_TAPS) - (REACH - 1) - at[:, None]
        inside = np.maximum(0.0, 1.0 - (place / REACH) ** 2)
        taps = np.sinc(place) * np.i0(8.0 * np.sqrt(inside)) / np.i0(8.0)
        even: NDArray[np.float64] = taps / taps.sum(axis=1, keepdims=True)
        return even

    slope = (kernel(fraction + 1e-4) - kernel(fraction - 1e-4)) / 2e-4
    return kernel(fraction).astype(np.float32), slope.astype(np.float32)
