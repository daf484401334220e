"""Voices from across the room: recordings as a microphone some metres away would hear them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import SILENCE_DBFS, Sound, gain
from facilitator.bench.clips import recordings_in
from facilitator.clock import BLOCK
from facilitator.errors import UsageError
from facilitator.room.acoustics import impulse_response, varied_room
from facilitator.room.recordings import load_recording

USUAL_METRES: Final = 2.0
"""From a person to the microphone, when nothing else is said."""

NEAREST_METRES: Final = 0.3
FARTHEST_METRES: Final = 2.5
LEAST_SECONDS: Final = 0.1
MOST_SECONDS: Final = 1.5


def room_of(text: str) -> tuple[float, float]:
    """Return reverberation time in seconds and distance in metres of "0.5" or "0.5@2".

    Raises:
        UsageError: It is neither, or is outside what rooms are made for.
    """
    seconds, _, metres = text.lower().removesuffix("m").partition("@")
    try:
        wanted = float(seconds), float(metres) if metres else USUAL_METRES
    except ValueError:
        wanted = 0.0, 0.0
    if not (
        LEAST_SECONDS <= wanted[0] <= MOST_SECONDS
        and NEAREST_METRES <= wanted[1] <= FARTHEST_METRES
    ):
        raise UsageError(
            f"--room {text} is no room to speak in.",
            help=f"Give the reverberation ({LEAST_SECONDS:g} to {MOST_SECONDS:g} s) and, after an "
            f"@, the distance ({NEAREST_METRES:g} to {FARTHEST_METRES:g} m), as in --room 0.5@2.",
        )
    return wanted


def responses_in(folder: Path) -> tuple[Path, ...]:
    """Return the impulse responses in a folder, everything below it included.

    Raises:
        UsageError: There is no such folder, or nothing in it.
    """
    return tuple(recordings_in(folder))


def response_of(
    seed: int,
    room_seconds: float | None,
    metres: float,
    responses: Sequence[Path] = (),
) -> Sound | None:
    """Return how a voice comes to the microphone; None for as recorded.

    Args:
        seed: Chooses room and places in it, or which of the responses.
        room_seconds: Reverberation of a simulated room; None for none.
        metres: From person to microphone there.
        responses: Recordings of impulse responses to choose from instead.

    Raises:
        UsageError: A response cannot be read.
    """
    if responses:
        return _loaded(responses[int(np.random.default_rng(seed + 911).integers(len(responses)))])
    return None if room_seconds is None else _simulated(seed, room_seconds, metres)


@lru_cache(maxsize=64)
def _loaded(path: Path) -> Sound:
    return load_recording(path)


@lru_cache(maxsize=8)
def _simulated(seed: int, room_seconds: float, metres: float) -> Sound:
    return impulse_response(varied_room(seed, rt60_seconds=room_seconds, distance=metres))


def across_the_room(sound: Sound, response: Sound) -> Sound:
    """Return a recording as heard through an impulse response, as loud as it was.

    Args:
        sound: At `RATE_HZ`.
        response: At `RATE_HZ`. Its strongest tap is taken as the moment of arrival, so that a
            word begins and ends where it did; what reverberates follows after.

    Returns:
        The recording and the reverberation after it. Its loudest fifth (`loud_dbfs`) is as loud
        as before: a room changes its sound, not its level.
    """
    size = sound.size + response.size - 1
    points = 1 << (size - 1).bit_length()
    spectrum = np.fft.rfft(sound, points) * np.fft.rfft(response, points)
    wet = np.fft.irfft(spectrum, points)[int(np.argmax(np.abs(response))) : size]
    level = loud_dbfs(sound) - loud_dbfs(wet[: sound.size].astype(np.float32))
    return (wet * gain(level)).astype(np.float32)


def loud_dbfs(sound: Sound) -> float:
    """Return the level of the loudest fifth of a recording's 20 ms windows.

    The level that a signal-to-noise ratio refers to here. Like the frame of most energy that the
    Picovoice wake-word-benchmark mixes by, it does not count the quiet around a word, nor the
    room noise that home recordings are padded with.
    """
    whole = sound[: sound.size - sound.size % BLOCK]
    power = np.sort(np.mean(np.square(whole.reshape(-1, BLOCK), dtype=np.float64), axis=1))
    loudest = float(power[-max(1, power.size // 5) :].mean()) if power.size else 0.0
    return max(SILENCE_DBFS, 10.0 * float(np.log10(loudest))) if loudest > 0.0 else SILENCE_DBFS
