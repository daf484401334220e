"""A reminder as it is kept between sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

_NEXT_TIME_DAYS: Final = 90
"""So many days wait reminders that are meant for the next session."""

RATING: Final = "one to five"
"""What a reminder is answered with that asks for a number."""

LONGEST_TEXT: Final = 300
"""Characters of a reminder; nothing longer is a sentence."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A sentence that a later session begins with.

    Attributes:
        text: What is said, once.
        day: From which day on, as YYYY-MM-DD.
        until: The last day on which it is still said; then it is dropped.
        ritual: Id of the ritual that set it.
        remember: Name under which a yes or no to it is kept for that ritual; "" when it asks
            nothing.
        at: The time of day it is for, as HH:MM; "" when none was agreed on.
        answers: `RATING` where a number is kept in place of a yes or no; else "".
    """

    text: str
    day: str
    until: str
    ritual: str
    remember: str = ""
    at: str = ""
    answers: str = ""

    @property
    def key(self) -> str:
        """What tells it from others: a ritual does not set the same sentence twice."""
        return f"{self.ritual}/{self.text}"

    @property
    def is_dated(self) -> bool:
        """Whether it is for a day; else for the next session, whenever that is."""
        waits = date.fromisoformat(self.until) - date.fromisoformat(self.day)
        return waits.days != _NEXT_TIME_DAYS

    def is_due(self, today: date) -> bool:
        """Say whether it is said in a session of that day."""
        return self.day <= today.isoformat() <= self.until


def read_reminder(data: Mapping[str, Any]) -> Reminder:
    """Return a reminder from what a file holds of it.

    Raises:
        ValueError: A day that is none.
        KeyError: Something is missing.
        TypeError: Something is no text.
    """
    found = {name: data[name] for name in ("text", "day", "until", "ritual", "remember")}
    found |= {name: data.get(name, "") for name in ("at", "answers")}
    if not all(isinstance(value, str) for value in found.values()):
        raise TypeError("not text")
    for name in ("day", "until"):
        found[name] = date.fromisoformat(found[name]).isoformat()
    return Reminder(**{**found, "text": found["text"][:LONGEST_TEXT]})
