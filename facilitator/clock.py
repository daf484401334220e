"""The session clock: a count of the samples the microphone delivered.

Every position and length in a session is an integer number of samples at `RATE_HZ`, counted
from the moment the room was opened. This module holds the only conversions to and from seconds.
"""

from typing import Final

Samples = int
"""A position on, or a length of, the session clock, in samples at `RATE_HZ`."""

RATE_HZ: Final = 16_000
"""Rate of the session clock, of the microphone signal and of the echo reference, in hertz."""

BLOCK: Final[Samples] = 320
"""Length of one block: 20 ms. Everything in a session happens once per block."""

PLAYBACK_HZ: Final = 48_000
"""Rate of what the loudspeaker is given: three playback samples for one of the session clock."""

PLAYBACK_BLOCK: Final = BLOCK * PLAYBACK_HZ // RATE_HZ
"""Length of one block of playback, in samples at `PLAYBACK_HZ`: 960."""


def samples(seconds: float) -> Samples:
    """Return the nearest whole number of samples to a time in seconds."""
    return round(seconds * RATE_HZ)


def seconds(position: Samples) -> float:
    """Return a position or length on the session clock in seconds."""
    return position / RATE_HZ


def countdown(remaining: Samples) -> str:
    """Return time left as "2:00" or "1:02:00", rounded up: 0:00 appears only at the end."""
    whole = -(-max(0, remaining) // RATE_HZ)
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def session_time(at: Samples) -> str:
    """Return a position as "1:02" or "1:02:00", rounded down."""
    return countdown(max(0, at) // RATE_HZ * RATE_HZ)


def written_length(length: Samples) -> str:
    """Return a length as people write it ("40 s", "2 min", "1 min 30 s", "1 h 5 min")."""
    whole = round(length / RATE_HZ)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
