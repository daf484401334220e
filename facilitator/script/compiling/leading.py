"""Who of the people goes first: as they are named, in turn, or as they say before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from facilitator.errors import UsageError
from facilitator.script.diagnostics import either, printable
from facilitator.script.forms.values import AS_GIVEN, is_asked
from facilitator.script.names import leader_first
from facilitator.script.settings import Setting

LEAD: Final = "lead"
"""What the answer to the question who begins is called, beside the settings."""

LED_LAST: Final = "led last"
"""Under this the journal keeps who began the last session."""


def in_turn(names: tuple[str, ...], lead: str, memory: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names in the order in which they lead while nobody has said who begins."""
    return names if lead == AS_GIVEN else leader_first(names, memory.get(LED_LAST))


def without_lead(
    lead: str, chosen: Mapping[str, str], names: tuple[str, ...]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what was chosen without who begins, and the names with that one first.

    Raises:
        UsageError: Nobody here is called so.
    """
    if not is_asked(lead):
        return dict(chosen), names
    rest = {name: value for name, value in chosen.items() if name.strip().lower() != LEAD}
    said = [value for name, value in chosen.items() if name.strip().lower() == LEAD and value]
    if not said:
        return rest, names
    wanted = " ".join(said[0].lower().split())
    first = next((index for index, name in enumerate(names) if name.lower() == wanted), -1)
    if first < 0:
        there = either(names).replace("`", "")
        raise UsageError(
            f"{LEAD} takes {there}; you gave {printable(said[0], 40)}.",
            help=f"For example: --set {LEAD}={names[-1]}",
        )
    return rest, names[first:] + names[:first]


def question_of(lead: str, names: Sequence[str]) -> Setting:
    """Return the question who begins as that for a setting: one of the people is chosen."""
    return Setting(LEAD, "choice", names[0], choices=tuple(names), ask=lead, at_start="every time")
