"""Numbers, lengths and times of day as the voice says them, in the language of a session."""

from __future__ import annotations

import re

from facilitator.engine.own_words import OwnWords
from facilitator.script.days import WEEKDAYS
from facilitator.script.durations import spoken_duration, spoken_number
from facilitator.script.hours import parse_hour, spoken_hour


def number(whole: int, own: OwnWords) -> str:
    """Return a whole number in words; in digits where the language's words do not reach."""
    if not own.numbers:
        return spoken_number(whole) if own.language == "en" else str(whole)
    return own.numbers[whole] if whole < len(own.numbers) else str(whole)


def duration(seconds: float, own: OwnWords) -> str:
    """Return a length of time as a voice says it ("zweieinhalb Minuten")."""
    if own.language == "en":
        return spoken_duration(seconds)
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if left == 30 and minutes and not hours:
        return _and_a_half(minutes, "minutes", own)
    if hours and minutes == 30 and not left:
        return _and_a_half(hours, "hours", own)
    parts = [
        own.text(f"one {unit}") if many == 1 else own.text(f"{unit}s", number=number(many, own))
        for many, unit in ((hours, "hour"), (minutes, "minute"), (left, "second"))
        if many
    ]
    return own.listed(parts) if parts else own.text("no time")


def _and_a_half(many: int, unit: str, own: OwnWords) -> str:
    if many == 1:
        return own.text(f"one and a half {unit}")
    return own.text(f"and a half {unit}", number=number(many, own))


def day(when: str, own: OwnWords) -> str:
    """Return a day that lies ahead as a voice says it ("in two weeks", "am Sonntag").

    Args:
        when: As `facilitator.script.days` writes it.
        own: The words of the session's language.
    """
    match = re.fullmatch(r"in (\d+) days", when)
    if match is None:
        name = when.removeprefix("on ")
        return (
            own.text("on weekday", weekday=own.text(f"weekday {WEEKDAYS.index(name) + 1}"))
            if (name in WEEKDAYS)
            else own.text("tomorrow")
        )
    weeks, rest = divmod(int(match[1]), 7)
    if rest:
        return own.text("in days", number=number(int(match[1]), own))
    return own.text("in a week") if weeks == 1 else own.text("in weeks", number=number(weeks, own))


def hour(text: str, own: OwnWords) -> str:
    """Return a time of day as a voice says it ("halb zehn"); the text itself when it is none."""
    found = parse_hour(text)
    if own.language == "en" or found is None:
        return spoken_hour(text)
    whole, minutes = found[0] // 3600, found[0] % 3600 // 60
    this, following = whole % 12 or 12, (whole + 1) % 12 or 12
    if minutes == 0:
        key = "one o'clock" if this == 1 else "o'clock"
    else:
        key = {15: "quarter past", 30: "half past", 45: "quarter to"}.get(
            minutes, "hour and minutes"
        )
    return own.text(
        key,
        hour=number(this, own),
        next_hour=number(following, own),
        minutes=number(minutes, own),
    )
