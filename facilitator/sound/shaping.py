"""Edges of sounds: raised-cosine fades and the silence around a sentence."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ

EDGE_SAMPLES: Final = PLAYBACK_HZ * 5 // 1000
"""Silence kept at either end of a trimmed sentence, in samples at `PLAYBACK_HZ`: 5 ms."""

_FRAME: Final = PLAYBACK_HZ * 5 // 1000
_BELOW_PEAK_DB: Final = -50.0
_BEFORE: Final = PLAYBACK_HZ * 10 // 1000
_AFTER: Final = PLAYBACK_HZ * 30 // 1000
_FADE_IN: Final = PLAYBACK_HZ * 5 // 1000
_FADE_OUT: Final = PLAYBACK_HZ * 20 // 1000


@lru_cache(maxsize=16)
def rise(length: int) -> Sound:
    """Return a raised-cosine ramp from exactly 0 to just below 1; shared and read-only."""
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))).astype(np.float32)
    ramp.setflags(write=False)
    return ramp


@lru_cache(maxsize=16)
def fall(length: int) -> Sound:
    """Return a raised-cosine ramp from just below 1 to exactly 0; shared and read-only."""
    ramp = np.ascontiguousarray(rise(length)[::-1])
    ramp.setflags(write=False)
    return ramp


def faded(sound: Sound, before: int, after: int) -> Sound:
    """Return a copy that begins and ends at exactly 0.

    Args:
        sound: Mono samples, any rate.
        before: Length of the fade in, in samples; at most half the sound is used.
        after: Length of the fade out, in samples; at most half the sound is used.
    """
    shaped = np.array(sound, np.float32)
    before, after = min(before, shaped.size // 2), min(after, shaped.size // 2)
    if before:
        shaped[:before] *= rise(before)
    if after:
        shaped[shaped.size - after :] *= fall(after)
    return shaped


def trimmed(sound: Sound) -> Sound:
    """Return a sound at `PLAYBACK_HZ` without the silence around it, its edges faded.

    What lies within 50 dB of the loudest 5 ms is kept, with 10 ms before and 30 ms after it, and
    `EDGE_SAMPLES` of digital silence at either end. Digital silence gives an empty sound.
    """
    count = sound.size // _FRAME
    frames = sound[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    power = np.mean(np.square(frames), axis=1) if count else np.zeros(0)
    if not np.any(power):
        return np.zeros(0, np.float32)
    audible = np.flatnonzero(power >= np.max(power) * 10.0 ** (_BELOW_PEAK_DB / 10.0))
    first = max(0, int(audible[0]) * _FRAME - _BEFORE)
    last = min(sound.size, (int(audible[-1]) + 1) * _FRAME + _AFTER)
    return np.pad(faded(sound[first:last], _FADE_IN, _FADE_OUT), EDGE_SAMPLES)


def joined(sounds: list[Sound], gap_seconds: float) -> Sound:
    """Return sounds one after the other with a silence between them.

    The few milliseconds of silence at the sounds' own edges count as part of the gap.
    """
    gap = np.zeros(max(0, round(gap_seconds * PLAYBACK_HZ) - 2 * EDGE_SAMPLES), np.float32)
    parts: list[Sound] = []
    for sound in sounds:
        parts += [gap, sound] if parts else [sound]
    return np.concatenate(parts)
