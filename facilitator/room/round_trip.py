"""Trying a room out: how quiet it is, and how a sound comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from facilitator.audio import SILENCE_DBFS, Captured, Sound, peak_dbfs, rms_dbfs
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, RATE_HZ, Samples, samples
from facilitator.ports import Room

_PATIENCE_SECONDS: Final = 4.0
_LEVEL_WINDOW: Final[Samples] = samples(0.1)
_SETTLING_BLOCKS: Final = 10
_LONGEST_DELAY: Final[Samples] = samples(1.0)
_LEAST_LIKENESS: Final = 0.05
_CLIPPED: Final = 0.999
_QUIET: Final = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Silence:
    """What the microphone delivered while nobody played anything.

    Attributes:
        noise_dbfs: The room's noise: the median level of a tenth of a second.
        peak_dbfs: The loudest sample.
        offset: Constant part of the signal, of full scale; a good input has less than 0.01.
        is_digital: Nothing but zeros came, as from a muted microphone.
        has_bad_values: Some samples were not numbers.
        clipped: Share of the samples at full scale.
        lost: Samples that never came.
    """

    noise_dbfs: float
    peak_dbfs: float
    offset: float
    is_digital: bool
    has_bad_values: bool
    clipped: float
    lost: Samples


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A sound that was played, and what of it the microphone heard.

    Attributes:
        blocks: Everything as the room delivered it, for an echo canceller to try.
        sounded: The loudspeaker's driver took the sound.
        delay: How much later the microphone heard it than the driver took it; None when nothing
            like it was heard.
        likeness: How much of the microphone's signal is the sound, 0 to 1, at that delay.
        echo_dbfs: Level of the microphone at its loudest tenth of a second meanwhile.
        peak_dbfs: The loudest sample of the microphone meanwhile.
        underruns: Blocks that came too late to be played.
    """

    blocks: tuple[Captured, ...]
    sounded: bool
    delay: Samples | None
    likeness: float
    echo_dbfs: float
    peak_dbfs: float
    underruns: int


def listen(room: Room, length: Samples) -> Silence:
    """Keep silent for a while and say what the microphone delivers.

    Args:
        room: An open room.
        length: How long; at least half a second is needed for a useful figure.

    Raises:
        DeviceError: The device is gone.
        RoomStalled: It delivers nothing.
    """
    blocks = _perform(room, length // BLOCK + _SETTLING_BLOCKS, _QUIET[:0])[_SETTLING_BLOCKS:]
    heard = _microphone(blocks)
    finite = np.nan_to_num(heard)
    windows = finite[: finite.size - finite.size % _LEVEL_WINDOW].reshape(-1, _LEVEL_WINDOW)
    levels = [rms_dbfs(window - window.mean()) for window in windows]
    return Silence(
        noise_dbfs=float(np.median(levels)) if levels else SILENCE_DBFS,
        peak_dbfs=peak_dbfs(finite),
        offset=float(finite.mean()),
        is_digital=not heard.any(),
        has_bad_values=not bool(np.isfinite(heard).all()),
        clipped=float(np.mean(np.abs(finite) >= _CLIPPED)),
        lost=sum(block.lost for block in blocks),
    )


def send(room: Room, sound: Sound, tail: Samples = RATE_HZ) -> RoundTrip:
    """Play a sound and find it again in what the microphone hears.

    Args:
        room: An open room.
        sound: At `PLAYBACK_HZ`.
        tail: How long to go on listening after it.

    Raises:
        DeviceError: The device is gone.
        RoomStalled: It delivers nothing.
    """
    count = -(-sound.size // PLAYBACK_BLOCK) + room.lead // BLOCK + tail // BLOCK
    blocks = _perform(room, count, sound)
    heard = np.nan_to_num(_microphone(blocks))
    played = np.concatenate([block.played for block in blocks])
    delay, likeness = _found_again(played, heard)
    windows = heard[: heard.size - heard.size % _LEVEL_WINDOW].reshape(-1, _LEVEL_WINDOW)
    return RoundTrip(
        blocks=tuple(blocks),
        sounded=bool(played.any()),
        delay=delay,
        likeness=likeness,
        echo_dbfs=max(rms_dbfs(window) for window in windows),
        peak_dbfs=peak_dbfs(heard),
        underruns=sum(block.underruns for block in blocks),
    )


def _perform(room: Room, count: int, sound: Sound) -> list[Captured]:
    blocks = []
    for index in range(count):
        blocks.append(room.read(_PATIENCE_SECONDS))
        part = sound[index * PLAYBACK_BLOCK :][:PLAYBACK_BLOCK]
        block = _QUIET
        if part.size:
            block = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)
            block[: part.size] = part
        room.write(block)
    return blocks


def _microphone(blocks: Sequence[Captured]) -> Sound:
    return np.concatenate([block.microphone for block in blocks])


def _found_again(played: Sound, heard: Sound) -> tuple[Samples | None, float]:
    """Return the delay at which the two are most alike, and how alike they are there.

    By generalized cross-correlation with half the usual whitening (Knapp and Carter, "The
    generalized correlation method for estimation of time delay", IEEE TASSP 24, 1976): a bell has
    few frequencies, and full whitening would listen to everything else.
    """
    if not played.any() or not heard.any():
        return None, 0.0
    size = 2 * played.size
    reference, answer = np.fft.rfft(played, size), np.fft.rfft(heard - heard.mean(), size)
    cross = answer * np.conj(reference)
    whitened = np.fft.irfft(cross / np.sqrt(np.abs(cross) + 1e-12), size)
    delay = int(np.argmax(np.abs(whitened[: min(_LONGEST_DELAY, played.size)])))
    length = played.size - delay
    first, second = played[:length].astype(float), heard[delay:].astype(float)
    # A room smears a sound, so likeness is taken over the nearest 20 ms, not at one sample.
    power = float(first @ first) * float(second @ second)
    near = np.fft.irfft(cross, size)[max(0, delay - BLOCK // 2) : delay + BLOCK // 2]
    likeness = float(np.max(np.square(near)) / power) if power > 0.0 else 0.0
    return (delay, min(1.0, likeness)) if likeness > _LEAST_LIKENESS else (None, likeness)
