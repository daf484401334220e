"""What is remembered between sessions, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from facilitator.journal.jars import Slip
from facilitator.journal.reminder import Reminder

NOTE: Final = "note "
"""The name of a spoken note begins with this."""


@dataclass(frozen=True, slots=True)
class RitualMemory:
    """What is remembered of one ritual.

    Attributes:
        values: What the script asked to remember, as text.
        sessions: How many sessions ended in which way.
        last: Date of the last session as YYYY-MM-DD; "" when there was none.
        row: How many days and weeks in a row it was held; see `facilitator.journal.rows`.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[str, int] = field(default_factory=dict)
    last: str = ""
    row: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything that is remembered.

    Attributes:
        partners: The names used last.
        safe_word: The word that stops, as used last; "" for the usual one.
        pause_word: The word that freezes, as used last; "" for the usual one.
        rituals: By id of the ritual.
        more_safe_words: Further words that stop, when each of the two has one of their own.
        trials: For a safe word when it was tried and how it was heard, in figures as text.
        reminders: What later sessions begin with, in the order of their days.
        safe_word_offered: Date on which choosing a word by voice was offered; "" for never.
        jars: Notes kept as one of many, by name of the jar, in the order they were put in.
    """

    partners: tuple[str, ...] = ()
    safe_word: str = ""
    pause_word: str = ""
    rituals: Mapping[str, RitualMemory] = field(default_factory=dict)
    more_safe_words: tuple[str, ...] = ()
    trials: Mapping[str, str] = field(default_factory=dict)
    reminders: tuple[Reminder, ...] = ()
    safe_word_offered: str = ""
    jars: Mapping[str, tuple[Slip, ...]] = field(default_factory=dict)

    @property
    def safe_words(self) -> tuple[str, ...]:
        """Every remembered word that stops; empty for the usual one."""
        return (self.safe_word, *self.more_safe_words) if self.safe_word else ()


def with_ritual(memory: Memory, name: str, ritual: RitualMemory) -> Memory:
    """Return a memory with what is remembered of one ritual in place of what was."""
    return replace(memory, rituals={**memory.rituals, name: ritual})
