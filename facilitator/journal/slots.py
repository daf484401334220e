"""When people meet next, as sessions have kept it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from facilitator.journal.memory import Memory

NEXT_DAY: Final = "next time"
NEXT_FOR: Final = "next time for"
NEXT_AT: Final = "next time at"
NEXT_EVERY: Final = "next time every"
NEXT_TOLD: Final = "next time told"
"""Names under which a ritual keeps the day, what for, the time of day, after how many days they
meet again and again, and the day that a session of another ritual has told of."""

KEPT: Final = (NEXT_DAY, NEXT_FOR, NEXT_AT, NEXT_EVERY, NEXT_TOLD)

OFTEN: Final = {
    1: "daily",
    3: "twice a week",
    7: "weekly",
    14: "every two weeks",
    28: "monthly",
}
"""What so many days between one time and the next are called."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What people agreed on to do next.

    Attributes:
        day: When. A day that has passed is no matter: it is still due.
        ritual: Id of the ritual.
        what: The task of a programme, or after what they meet; may be empty.
        at: The time of day, local; None when none was agreed on.
        every: After how many days they meet again and again; 0 for once.
        is_told: A session of another ritual has said that it is due.
    """

    day: date
    ritual: str
    what: str = ""
    at: time | None = None
    every: int = 0
    is_told: bool = False


def slots(memory: Memory) -> tuple[Slot, ...]:
    """Return what people agreed on to do next, the soonest first; what is no date is left out."""
    found = []
    for ritual, kept in memory.rituals.items():
        day = kept.values.get(NEXT_DAY, "")
        try:
            when = date.fromisoformat(day)
        except ValueError:
            continue
        slot = Slot(
            when,
            ritual,
            kept.values.get(NEXT_FOR, ""),
            hour_kept(kept.values.get(NEXT_AT, "")),
            _days(kept.values.get(NEXT_EVERY, "")),
            is_told=kept.values.get(NEXT_TOLD) == day,
        )
        found.append(slot)
    return tuple(sorted(found, key=lambda each: (each.day, each.at or time.max, each.ritual)))


def hour_kept(text: str) -> time | None:
    """Return a time of day that is kept as HH:MM; None for any other text."""
    try:
        return time.fromisoformat(text) if len(text) == len("HH:MM") else None
    except ValueError:
        return None


def _days(text: str) -> int:
    number = text.partition(" ")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def slot_day(day: date, today: date, at: time | None = None) -> str:
    """Return a day as a list begins with it ("Today", "Tomorrow at 20:00", "On Sunday,
    2026-11-29"); one that has passed is today."""
    ahead = (day - today).days
    hour = f" at {at:%H:%M}" if at is not None else ""
    if ahead <= 0:
        return f"Today{hour}"
    named = "Tomorrow" if ahead == 1 else f"On {_WEEKDAYS[day.weekday()]}, {day.isoformat()}"
    return f"{named}{hour}"


def slot_line(slot: Slot, today: date) -> str:
    """Return a slot as a line of a list ("Today at 20:00: mirror-talk, after dinner (weekly)")."""
    often = OFTEN.get(slot.every, f"every {slot.every} days" if slot.every else "")
    when = slot_day(slot.day, today, slot.at)
    return f"{when}: {slot.ritual}{slot.what and ', '}{slot.what}{often and f' ({often})'}"


_WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
