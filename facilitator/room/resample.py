"""Changing the rate of sound that comes in blocks, without a seam between the blocks."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from facilitator.audio import Sound
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ, Samples

_RATIO: Final = PLAYBACK_HZ // RATE_HZ
_TAPS: Final = 145
_CUTOFF_HZ: Final = 7_650.0
_KAISER_BETA: Final = 6.2

DECIMATOR_DELAY: Final[Samples] = (_TAPS - 1) // 2 // _RATIO
"""How much later a sound is in what `Decimator` returns: 24 samples of the session clock."""

_GROUP: Final = 20
"""Output samples computed by one row of the matrix product; divides `BLOCK`."""


def _lowpass() -> Sound:
    """Return the low-pass: a windowed sinc (Kaiser's window), unit gain at 0 Hz.

    Flat within 0.01 dB up to 7 kHz, and at least 66 dB down from 8.5 kHz.
    """
    n = np.arange(_TAPS) - (_TAPS - 1) / 2
    response = np.sinc(2.0 * _CUTOFF_HZ / PLAYBACK_HZ * n) * np.kaiser(_TAPS, _KAISER_BETA)
    return np.asarray(response / response.sum(), dtype=np.float32)


def _product_matrix() -> Sound:
    """Return the low-pass as a matrix that turns one stretch of input into `_GROUP` outputs."""
    taps = _lowpass()
    matrix = np.zeros((_TAPS + (_GROUP - 1) * _RATIO, _GROUP), dtype=np.float32)
    for column in range(_GROUP):
        matrix[column * _RATIO : column * _RATIO + _TAPS, column] = taps[::-1]
    return matrix


_MATRIX: Final = _product_matrix()
_NO_SOUND: Final = np.zeros(BLOCK, dtype=np.float32)
_NO_SOUND.flags.writeable = False


class Decimator:
    """Turns blocks at `PLAYBACK_HZ` into blocks at `RATE_HZ`, one for one.

    A linear-phase low-pass of 145 taps, then every third sample. The delay is the same at every
    frequency, `DECIMATOR_DELAY`, so that a microphone and an echo reference that both went
    through a decimator keep their distance in time to the sample.

    One object per signal: it keeps the end of the last block. About 6 µs a block, 1 µs when
    there is nothing but silence.
    """

    def __init__(self) -> None:
        self._buffer: Sound = np.zeros(_TAPS - 1 + PLAYBACK_BLOCK, dtype=np.float32)
        self._buffer_is_silent = True
        rows, step = BLOCK // _GROUP, self._buffer.strides[0]
        self._rows = as_strided(
            self._buffer,
            shape=(rows, _MATRIX.shape[0]),
            strides=(_GROUP * _RATIO * step, step),
            writeable=False,
        )

    def feed(self, block: Sound) -> Sound:
        """Return the next `BLOCK` samples at `RATE_HZ`.

        Args:
            block: `PLAYBACK_BLOCK` samples at `PLAYBACK_HZ`.

        Returns:
            A new array, or a shared read-only one when all of it is digital silence.
        """
        silent = not block.any()
        if silent and self._buffer_is_silent:
            return _NO_SOUND
        self._buffer[: _TAPS - 1] = self._buffer[PLAYBACK_BLOCK:]
        self._buffer[_TAPS - 1 :] = block
        self._buffer_is_silent = silent and not self._buffer[: _TAPS - 1].any()
        return np.asarray(self._rows @ _MATRIX).reshape(BLOCK)


class RateConverter:
    """Turns a stream of blocks of any length at one rate into a stream at another.

    Blocks of varying length come out; over time their lengths add up to the ratio. Made by
    soxr at high quality: linear phase, a delay that stays constant.

    Args:
        from_hz: Rate of what is fed; any rate a sound card may have.
        to_hz: Rate of what is returned.

    Adds about 20 ms, as soxr works in pieces of that length. When both rates are the same it
    hands the blocks through.
    """

    def __init__(self, from_hz: float, to_hz: float) -> None:
        self._stream: Any = None
        if from_hz != to_hz:
            import soxr

            self._stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32", quality="HQ")

    def feed(self, block: Sound) -> Sound:
        """Return what has become ready, possibly nothing."""
        if self._stream is None:
            return block
        return np.asarray(self._stream.resample_chunk(block), dtype=np.float32)

    def finish(self) -> Sound:
        """Return what was still held back. Nothing can be fed afterwards."""
        if self._stream is None:
            return np.zeros(0, dtype=np.float32)
        return np.asarray(
            self._stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True), dtype=np.float32
        )


def resampled(sound: Sound, from_hz: float, to_hz: float) -> Sound:
    """Return a whole sound at another rate: same beginning, same length in time."""
    if from_hz == to_hz or sound.size == 0:
        return sound
    import soxr

    return np.asarray(soxr.resample(sound, from_hz, to_hz, quality="HQ"), dtype=np.float32)
