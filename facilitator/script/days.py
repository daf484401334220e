"""Days of reminders, as people say them: "tomorrow", "in three days", "on Sunday", "next time"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from facilitator.script.durations import parse_number

TOMORROW: Final = "tomorrow"
NEXT_TIME: Final = "next time"

NEXT_DAY: Final = "next time"
"""Name under which it is kept when people meet next for a ritual."""

NEXT_FOR: Final = "next time for"
"""Name under which it is kept what for: the task of a programme, or after what they meet."""

MOST_DAYS: Final = 366
"""Furthest day that can be meant."""

PATIENCE_DAYS: Final = 14
"""How long after its day a reminder waits for a session; then it is dropped unsaid."""

NEXT_TIME_DAYS: Final = 90
"""The same for a reminder that is meant for the next session, whenever that is."""

NIGHT_ENDS: Final = timedelta(hours=4)
"""What happens after midnight belongs to the evening before, up to this hour."""

NO_DAY: Final = ("no", "none", "never", "not at all", "not now")
"""Answers to the question for a day that ask for no reminder."""

WEEKDAYS: Final = (*("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),)
_IN: Final = re.compile(r"in (?P<count>[\w-]+) (?P<unit>day|week|month)s?")
_UNITS: Final = {"day": 1, "week": 7, "month": 30}


def parse_day(text: str) -> str | None:
    """Return a day in the form this program keeps it, or None when the text is none.

    "tomorrow", "next time", "in three days", "in a week", "in 2 months", "on Sunday", "Sunday".
    """
    plain = " ".join(text.lower().split())
    if plain in (TOMORROW, NEXT_TIME):
        return plain
    for name in WEEKDAYS:
        if plain.removeprefix("on ").removeprefix("next ") == name.lower():
            return f"on {name}"
    match = _IN.fullmatch(plain) if len(plain) < 60 else None
    if match is None:
        return None
    count = 1 if match["count"] in ("a", "one") else parse_number(match["count"])
    days = (count or 0) * _UNITS[match["unit"]]
    if not 1 <= days <= MOST_DAYS:
        return None
    return TOMORROW if days == 1 else f"in {days} days"


_OFTEN: Final = {
    "daily": TOMORROW,
    "every day": TOMORROW,
    "every evening": TOMORROW,
    "twice a week": "in 3 days",
    "twice weekly": "in 3 days",
    "weekly": "in 7 days",
    "once a week": "in 7 days",
    "every week": "in 7 days",
    "every two weeks": "in 14 days",
    "monthly": "in 28 days",
    "once a month": "in 28 days",
    "every month": "in 28 days",
}
"""How often people meet, and when the next time is then; a month keeps the day of the week."""

NEXT_AT: Final = "next time at"
"""Name under which the time of day is kept."""

NEXT_EVERY: Final = "next time every"
"""Name under which it is kept after how many days they meet again and again; "" for once."""

_AHEAD: Final = {"tonight": 1, "today": 1, "tomorrow": 2, "this week": 3, "this month": 8}
"""Days of a programme in words: what belongs to this week is due from the third day on, and what
belongs to this month after a week."""


def parse_slot(text: str) -> str | None:
    """Return when people who meet so often meet next, as `parse_day` writes days; None when the
    text says nothing of that kind ("weekly", "twice a week", "every Sunday", "in three days")."""
    plain = " ".join(text.lower().split())
    day = parse_day(plain.removeprefix("every "))
    return _OFTEN.get(plain) or (day if day != NEXT_TIME else None)


def days_between(text: str) -> int:
    """Return how many days lie between the times people meet, as they say how often ("weekly",
    "every Sunday"); 0 for a time that does not come again."""
    plain = " ".join(text.lower().split())
    often = _OFTEN.get(plain, "in 7 days" if plain.startswith("every ") else "")
    return 1 if often == TOMORROW else int("".join(filter(str.isdigit, often)) or 0)


def parse_offset(text: str) -> int | None:
    """Return which day of a programme is meant, from 1 on ("day 3", "tonight", "this week"); None
    when the text is none."""
    plain = " ".join(text.lower().split())
    number = parse_number(plain.removeprefix("day "))
    day = _AHEAD.get(plain, number)
    return day if day is not None and 1 <= day <= MOST_DAYS else None


def day_of(when: str, today: date) -> tuple[date, date]:
    """Return the day a reminder is for, and the last one on which it is still said.

    Args:
        when: As `parse_day` returns it.
        today: The day on which it is set.

    A weekday is the next one after today.

    Raises:
        ValueError: Not such a text.
    """
    if when == NEXT_TIME:
        return today, today + timedelta(days=NEXT_TIME_DAYS)
    if when == TOMORROW:
        days = 1
    elif when.removeprefix("on ") in WEEKDAYS:
        days = (WEEKDAYS.index(when.removeprefix("on ")) - today.weekday() - 1) % 7 + 1
    else:
        match = re.fullmatch(r"in (\d+) days", when)
        if match is None:
            raise ValueError(f"{when!r} is no day")
        days = int(match[1])
    day = today + timedelta(days=days)
    return day, day + timedelta(days=PATIENCE_DAYS)


def evening_of(now: datetime) -> date:
    """Return the day that a moment belongs to: the night is part of the evening before it."""
    return (now - NIGHT_ENDS).date()
