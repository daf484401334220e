"""Numbers that tell of earlier sessions: how many there were, and how many days in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from facilitator.script.conditions import conditions_in, parse_repetition
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import RepeatStep, WhenStep
from facilitator.script.yaml_tree import Path

SESSIONS: Final = "sessions"
IN_A_ROW: Final = ("days in a row", "weeks in a row")
EARLIER: Final = (SESSIONS, *IN_A_ROW)
"""What a text and a condition may call them; a condition also `sessions of RITUAL`."""

_OF_RITUAL: Final = re.compile(r"sessions of (?P<id>[\w-]+)\Z")
_LEAST: Final = dict.fromkeys(IN_A_ROW, "1")


def is_earlier(name: str) -> bool:
    """Say whether a name in small letters is that of such a number."""
    return name in EARLIER or _OF_RITUAL.match(name) is not None


def ritual_in(name: str) -> str:
    """Return the id of the ritual a name asks about; "" for the one that is performed."""
    match = _OF_RITUAL.match(name)
    return match["id"] if match else ""


def number_of(name: str, memory: Mapping[str, str]) -> int:
    """Return what such a number is, given what is remembered; in the first session there was none
    before, and it is the first day and the first week in a row."""
    kept = memory.get(name, "")
    return int(kept) if kept.isdecimal() else int(_LEAST.get(name, "0"))


def asked_about(form: RitualForm | PartForm) -> Iterator[tuple[Path, str]]:
    """Yield each such number a condition asks for, and where the condition stands."""
    for path, step in steps_of(form):
        if isinstance(step, WhenStep):
            at, conditions = (*path, "when"), conditions_in(step.when)
        elif isinstance(step, RepeatStep):
            repetition = parse_repetition(step.repeat)
            until = repetition.until if repetition is not None else None
            at, conditions = (*path, "repeat"), () if until is None else (until,)
        else:
            continue
        for condition in conditions:
            for name in (condition.subject, *condition.values):
                low = " ".join(name.lower().split())
                if is_earlier(low):
                    yield at, low
