"""Times of day as people say them."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from facilitator.clock import Samples, samples
from facilitator.script.durations import parse_number, spoken_number

_HALF_DAY: Final = 12 * 3600
_DAY: Final = 24 * 3600
_FORMS: Final = (
    (r"(?P<hour>[\w-]+) o'?clock", 0),
    (r"half past (?P<hour>[\w-]+)", 30),
    (r"(?:a )?quarter past (?P<hour>[\w-]+)", 15),
    (r"(?:a )?quarter to (?P<hour>[\w-]+)", -15),
)
_NAMED: Final = {"midnight": 0, "noon": _HALF_DAY}
_FIGURES: Final = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>am|pm)?")


def parse_hour(text: str) -> tuple[int, bool] | None:
    """Return a time of day in seconds after midnight, and whether it may also be twelve hours
    later ("ten o'clock", "half past nine", "10 pm", "22:00"); None when the text is none."""
    plain = text.strip().lower().replace("’", "'")
    if plain in _NAMED:
        return _NAMED[plain], False
    for form, minutes in _FORMS:
        match = re.fullmatch(form, plain)
        if match:
            hour = parse_number(match.group("hour"))
            if hour is None or not 1 <= hour <= 12:
                return None
            return (hour % 12 * 3600 + minutes * 60) % _HALF_DAY, True
    match = _FIGURES.fullmatch(plain)
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        return hour % 12 * 3600 + minute * 60 + _HALF_DAY * (match["half"] == "pm"), False
    return (hour * 3600 + minute * 60, False) if hour < 24 else None


def spoken_hour(text: str) -> str:
    """Return a time of day as the voice says it; the text itself when it is said in words."""
    found = parse_hour(text)
    if found is None or found[1] or text.strip().lower() in _NAMED:
        return text
    hour, minute = found[0] // 3600, found[0] % 3600 // 60
    words = spoken_number(hour % 12 or 12)
    if minute == 0:
        return f"{words} o'clock"
    return f"{words} {'oh ' * (minute < 10)}{spoken_number(minute)}"


def time_of(text: str, said_at: time) -> time | None:
    """Return a time of day; None when the text is none.

    Args:
        text: As people say it.
        said_at: Local time of day at which they do: one without a half of the day is in the same
            half, and the night belongs to the evening before it.
    """
    found = parse_hour(text)
    if found is None:
        return None
    minutes, is_either = found[0] // 60, found[1]
    if is_either and not 4 <= said_at.hour < 12:
        minutes += _HALF_DAY // 60
    return time(minutes // 60, minutes % 60)


def is_between(text: str, earliest: str, latest: str) -> bool:
    """Return whether a time of day lies between two others, as a clock goes round.

    Where one of them says no half of the day, twelve hours later is the same.
    """
    found = [parse_hour(each) for each in (text, earliest, latest)]
    this, low, high = (each or (0, True) for each in found)
    round_clock = _HALF_DAY if any(each[1] for each in (this, low, high)) else _DAY
    return (this[0] - low[0]) % round_clock <= (high[0] - low[0]) % round_clock


def is_nearer_to_latest(text: str, earliest: str, latest: str) -> bool:
    """Return whether a time of day that lies outside two others is nearer to the later one, on
    the face of a clock."""
    this, low, high = ((parse_hour(each) or (0, True))[0] for each in (text, earliest, latest))
    return (this - high) % _HALF_DAY < (low - this) % _HALF_DAY


def moved(text: str, minutes: int) -> str:
    """Return a time of day so many minutes later; the text itself when it is none."""
    found = parse_hour(text)
    if found is None:
        return text
    seconds, is_either = found
    if not is_either:
        later = (seconds + minutes * 60) % _DAY // 60
        return f"{later // 60}:{later % 60:02}"
    return in_words((seconds // 60 + minutes) % 720)


def in_words(minute: int) -> str:
    """Return a time of day, in minutes after twelve, in words: to the quarter of an hour."""
    hour, quarter = divmod(round(minute / 15) % 48, 4)
    this, following = spoken_number(hour or 12), spoken_number(hour + 1)
    return (
        f"{this} o'clock",
        f"quarter past {this}",
        f"half past {this}",
        f"quarter to {following}",
    )[quarter]


def position_of(text: str, started: time) -> Samples:
    """Return when it is that time of day, on the clock of a session that began at `started`."""
    found = parse_hour(text)
    if found is None:
        return 0
    begun = started.hour * 3600 + started.minute * 60 + started.second
    left = (found[0] - begun) % (_HALF_DAY if found[1] else _DAY)
    return samples(float(left))
