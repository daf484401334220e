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
_FIGURES: Final = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>am|pm)?")


def parse_hour(text: str) -> tuple[int, bool] | None:
    """Return a time of day in seconds after midnight, and whether it may also be twelve hours
    later ("ten o'clock", "half past nine", "10 pm", "22:00"); None when the text is none."""
    plain = text.strip().lower().replace("’", "'")
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
    if found is None or found[1]:
        return text
    hour, minute = found[0] // 3600, found[0] % 3600 // 60
    words = spoken_number(hour % 12 or 12)
    if minute == 0:
        return f"{words} o'clock"
    return f"{words} {'oh ' * (minute < 10)}{spoken_number(minute)}"


def position_of(text: str, started: time) -> Samples:
    """Return when it is that time of day, on the clock of a session that began at `started`."""
    found = parse_hour(text)
    if found is None:
        return 0
    begun = started.hour * 3600 + started.minute * 60 + started.second
    left = (found[0] - begun) % (_HALF_DAY if found[1] else _DAY)
    return samples(float(left))
