"""How many days and weeks in a row a ritual was held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

DAYS: Final = "days in a row"
WEEKS: Final = "weeks in a row"
_UNTIL: Final = "until"


def counting(kept: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the days and the weeks in a row on which a ritual is held, today included.

    Args:
        kept: What was counted before (`RitualMemory.row`).
        today: The day of the session that is counted.

    A second session of a day or a week counts for nothing more; a week begins on Monday. What is
    damaged counts as nothing.
    """
    try:
        until = date.fromisoformat(kept.get(_UNTIL, ""))
    except ValueError:
        return {DAYS: "1", WEEKS: "1"}
    gap = (today - until).days
    weeks = (_monday(today) - _monday(until)).days // 7
    return {DAYS: _next(kept.get(DAYS, ""), gap), WEEKS: _next(kept.get(WEEKS, ""), weeks)}


def counted(kept: Mapping[str, str], today: date) -> dict[str, str]:
    """Return what the journal keeps after a session that has come to its end."""
    return {**counting(kept, today), _UNTIL: today.isoformat()}


def _next(before: str, gap: int) -> str:
    number = int(before) if before.isdecimal() else 0
    return str(number + gap if gap in (0, 1) and number else 1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
