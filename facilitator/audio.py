"""What a stretch of sound is in this project.

Sound inside a session is mono float32, full scale ±1.0, one array per block: `BLOCK` samples at
`RATE_HZ` on the listening side, `PLAYBACK_BLOCK` samples at `PLAYBACK_HZ` on the speaking side.
16-bit integers exist only at the edges (files, the recognizer, devices).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from facilitator.clock import Samples

Sound: TypeAlias = NDArray[np.float32]
"""Mono float32 samples, full scale ±1.0; the rate is said by whoever holds it."""

SILENCE_DBFS = -120.0
"""What `rms_dbfs` and `peak_dbfs` return for digital silence."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One block as the room delivers it: what was heard, and what was played meanwhile.

    Attributes:
        start: Position of the first sample on the session clock.
        microphone: `BLOCK` samples at `RATE_HZ`, as the microphone delivered them.
        played: `BLOCK` samples at `RATE_HZ`: what the loudspeaker was given during the same
            block, the echo reference. All zeros when nothing played.
        lost: Samples of microphone input lost immediately before `start`.
        underruns: Playback blocks that came too late since the last block was read.
    """

    start: Samples
    microphone: Sound
    played: Sound
    lost: Samples = 0
    underruns: int = 0


def rms_dbfs(sound: Sound) -> float:
    """Return the root mean square level in dB relative to a full-scale square wave."""
    if sound.size == 0:
        return SILENCE_DBFS
    power = float(np.dot(sound, sound)) / sound.size
    return max(SILENCE_DBFS, 10.0 * math.log10(power)) if power > 0.0 else SILENCE_DBFS


def peak_dbfs(sound: Sound) -> float:
    """Return the largest absolute sample in dB relative to full scale."""
    peak = float(np.max(np.abs(sound))) if sound.size else 0.0
    return max(SILENCE_DBFS, 20.0 * math.log10(peak)) if peak > 0.0 else SILENCE_DBFS


def gain(db: float) -> float:
    """Return the amplitude factor of a gain in dB."""
    return float(10.0 ** (db / 20.0))


def to_pcm16(sound: Sound) -> bytes:
    """Return little-endian signed 16-bit PCM; values beyond full scale are clipped."""
    return (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
