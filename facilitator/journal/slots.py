"""When people meet next, as sessions have kept it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from facilitator.journal.memory import Memory

NEXT_DAY: Final = "next time"
NEXT_FOR: Final = "next time for"


@dataclass(frozen=True, slots=True)
class Slot:
    """What people agreed on to do next.

    Attributes:
        day: When. A day that has passed is no matter: it is still due.
        ritual: Id of the ritual.
        what: The task of a programme, or after what they meet; may be empty.
    """

    day: date
    ritual: str
    what: str = ""


def slots(memory: Memory) -> tuple[Slot, ...]:
    """Return what people agreed on to do next, the soonest first; what is no date is left out."""
    found = []
    for ritual, kept in memory.rituals.items():
        try:
            day = date.fromisoformat(kept.values.get(NEXT_DAY, ""))
        except ValueError:
            continue
        found.append(Slot(day, ritual, kept.values.get(NEXT_FOR, "")))
    return tuple(sorted(found, key=lambda each: (each.day, each.ritual)))


def slot_day(day: date, today: date) -> str:
    """Return a day as a list begins with it ("Today", "Tomorrow", "On 2026-11-29"); one that has
    passed is today."""
    ahead = (day - today).days
    if ahead <= 0:
        return "Today"
    return "Tomorrow" if ahead == 1 else f"On {_WEEKDAYS[day.weekday()]}, {day.isoformat()}"


_WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
