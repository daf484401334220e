"""What lies ahead, with the moments at which it can be told: what people agreed on, and reminders
for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from facilitator.journal.memory import Memory
from facilitator.journal.reminder import Reminder
from facilitator.journal.slots import Slot, hour_kept, slots


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that is still to come.

    Attributes:
        at: When, in local time without a zone: at eight it is eight wherever people are.
        what: What they agreed on, with its next day; or a reminder.
    """

    at: datetime
    what: Slot | Reminder


def ahead(memory: Memory, after: datetime, usual: time) -> tuple[Ahead, ...]:
    """Return what comes after a moment, the soonest first.

    What comes again and again has its next time. A reminder that is meant for the next session
    has no day and is not among it.

    Args:
        memory: The memory.
        after: Local time without a zone.
        usual: The time of day of what nobody has agreed on an hour for.
    """
    found: list[Ahead] = []
    for slot in slots(memory):
        at = datetime.combine(slot.day, slot.at or usual)
        if at <= after and slot.every:
            days = -(-(after.date() - slot.day).days // slot.every) * slot.every
            at = datetime.combine(slot.day + timedelta(days), slot.at or usual)
            at += timedelta(slot.every if at <= after else 0)
        found.append(Ahead(at, slot))
    for each in memory.reminders:
        if each.is_dated:
            day = date.fromisoformat(each.day)
            found.append(Ahead(datetime.combine(day, hour_kept(each.at) or usual), each))
    return tuple(sorted((each for each in found if each.at > after), key=lambda each: each.at))
