"""How loud a sound is to a listener, and bringing every sentence to the same loudness.

Loudness is measured as in Recommendation ITU-R BS.1770-5 (2023) for one channel: K-weighting,
mean square over blocks of 400 ms, an absolute gate at -70 LUFS and a relative gate 10 LU below.
A sentence shorter than a block is measured whole and ungated.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facilitator.audio import Sound, gain
from facilitator.clock import PLAYBACK_HZ

VOICE_LUFS: Final = -20.0
"""Loudness every spoken sentence is brought to."""

PEAK_DBFS: Final = -1.0
"""Ceiling of every sample of a levelled sound, in dB relative to full scale."""

SILENCE_LUFS: Final = -120.0
"""What `loudness_lufs` returns for digital silence."""

_BLOCK: Final = PLAYBACK_HZ * 400 // 1000
_STEP: Final = PLAYBACK_HZ * 100 // 1000
_OFFSET_LUFS: Final = -0.691
_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0

# BS.1770-5, tables 1 and 2: the two second-order sections at 48 kHz, numerator and denominator.
_SHELF: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

# Both sections have forgotten their input to far below -120 dB after this many samples.
_TAIL: Final = PLAYBACK_HZ // 5

# Half the reach of the limiter: it begins to yield this long before a peak.
_LOOK_AHEAD: Final = PLAYBACK_HZ * 3 // 1000


@lru_cache(maxsize=8)
def _k_response(size: int) -> NDArray[np.complex128]:
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(z.size, np.complex128)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= np.polyval(above[::-1], z) / np.polyval(below[::-1], z)
    return response


def k_weighted(sound: Sound) -> NDArray[np.float64]:
    """Return a sound at `PLAYBACK_HZ` through the two filters of BS.1770, same length.

    Computed with the filters' exact frequency response on the zero-padded sound; differs from
    running the recursion by less than 1e-6 of full scale.
    """
    size = 1 << math.ceil(math.log2(max(sound.size + _TAIL, 2)))
    spectrum = np.fft.rfft(sound.astype(np.float64), size)
    weighted: NDArray[np.float64] = np.fft.irfft(spectrum * _k_response(size), size)
    return weighted[: sound.size]


def _to_lufs(power: float) -> float:
    if power <= 0.0:
        return SILENCE_LUFS
    return max(SILENCE_LUFS, _OFFSET_LUFS + 10.0 * math.log10(power))


def _block_powers(sound: Sound) -> NDArray[np.float64]:
    energy = np.concatenate(([0.0], np.cumsum(np.square(k_weighted(sound)))))
    last = sound.size - _BLOCK
    starts = np.arange(0, last + 1, _STEP)
    if starts[-1] != last:
        starts = np.append(starts, last)
    powers: NDArray[np.float64] = (energy[starts + _BLOCK] - energy[starts]) / _BLOCK
    return powers


def loudness_lufs(sound: Sound) -> float:
    """Return the gated integrated loudness of a mono sound at `PLAYBACK_HZ`, in LUFS.

    A sound shorter than 400 ms is measured whole. The last block ends with the sound, so that
    the end of a short sentence counts as much as its beginning.
    """
    if sound.size < _BLOCK:
        return _to_lufs(float(np.mean(np.square(k_weighted(sound))))) if sound.size else -120.0
    powers = _block_powers(sound)
    absolute = 10.0 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_LUFS) / 10.0)
    loud = powers[powers > absolute]
    if loud.size == 0:
        return _to_lufs(float(np.mean(powers)))
    relative = float(np.mean(loud)) * 10.0 ** (_RELATIVE_GATE_LU / 10.0)
    return _to_lufs(float(np.mean(loud[loud > relative])))


def momentary_lufs(sound: Sound) -> float:
    """Return the largest loudness of any 400 ms of a sound at `PLAYBACK_HZ`, in LUFS."""
    if sound.size < _BLOCK:
        return loudness_lufs(sound)
    return _to_lufs(float(np.max(_block_powers(sound))))


def limited(sound: Sound, peak_dbfs: float = PEAK_DBFS) -> Sound:
    """Return the sound with no sample beyond `peak_dbfs`, turned down smoothly around its peaks.

    The gain begins to fall 3 ms before a peak and is back 3 ms after it, so nothing clicks. A
    sound that stays below the ceiling is returned as it is.
    """
    ceiling = gain(peak_dbfs)
    magnitude = np.abs(sound)
    if sound.size == 0 or float(np.max(magnitude)) <= ceiling:
        return sound
    wanted = np.minimum(1.0, ceiling / np.maximum(magnitude, ceiling)).astype(np.float64)
    reach = 2 * _LOOK_AHEAD + 1
    padded = np.pad(wanted, 2 * _LOOK_AHEAD, constant_values=1.0)
    lowest = np.min(np.lib.stride_tricks.sliding_window_view(padded, reach), axis=1)
    window = np.hanning(reach + 2)[1:-1]
    smooth = np.convolve(lowest, window / np.sum(window), mode="valid")
    held = np.clip(sound * smooth, -ceiling, ceiling)
    return held.astype(np.float32)


def levelled(sound: Sound, lufs: float = VOICE_LUFS, peak_dbfs: float = PEAK_DBFS) -> Sound:
    """Return a sound brought to a loudness, its peaks limited; silence stays silence.

    Limiting takes a little loudness away; a second pass gives it back.
    """
    for _ in range(2):
        now = loudness_lufs(sound)
        if now <= SILENCE_LUFS:
            return sound
        sound = limited((sound * gain(lufs - now)).astype(np.float32), peak_dbfs)
    return sound
