"""How many people a ritual is for, and how many can be there at a step of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Final

from facilitator.script import rules
from facilitator.script.conditions import Condition, holds, parse_condition
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.durations import parse_number
from facilitator.script.yaml_tree import Path, Tree

PEOPLE: Final = {"two": (2, 2), "one or two": (1, 2), "two or more": (2, 8), "one or more": (1, 8)}
"""Fewest and most people by what a ritual says."""

_SAYS: Final = re.compile(
    rb"^people:[ \t]*[\"']?([a-z]+(?: [a-z]+)*)[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE
)
"""The line of a file that says how many people its ritual is for."""

SUBJECT: Final = "people"
"""What a condition calls the number of those who are there."""


APART: Final = "apart"
"""The choice of a setting that says that people are not in one room."""

DEEPEST_OF_MANY: Final = "medium"
"""How deep questions go with more than two people."""


def is_offered(
    texts: object, people: int, chosen: Collection[object], asked_about: Collection[str]
) -> bool:
    """Return whether a gesture is offered. It is meant for two in one room, unless it says
    otherwise.

    Args:
        texts: What is said: one text, or one for each choice of a setting.
        people: How many are there.
        chosen: The values of all settings.
        asked_about: What the conditions around it ask: `SUBJECT` for how many are there, `APART`
            for a setting that says whether they are in one room.
    """
    is_for_them = people == 2 or SUBJECT in asked_about
    is_near = APART not in chosen or isinstance(texts, dict) or APART in asked_about
    return is_for_them and is_near


def asked_by(condition: Condition, choices: Collection[str]) -> frozenset[str]:
    """Return what a condition asks about those who are there, as `is_offered` takes it.

    Args:
        condition: The condition.
        choices: The choices of the setting it asks for; none for anything else.
    """
    asked = {SUBJECT} if asks_how_many(condition) else set()
    return frozenset(asked | ({APART} if APART in choices else set()))


def asks_how_many(condition: Condition) -> bool:
    """Return whether a condition asks how many people are there."""
    return condition.subject.lower() == SUBJECT


def possible(condition: Condition, numbers: Iterable[int]) -> tuple[int, ...]:
    """Return for which of some numbers of people a condition holds; for none where it compares
    with no number."""
    others = tuple(float(n) for v in condition.values if (n := parse_number(v)) is not None)
    if len(others) != len(condition.values):
        return ()
    return tuple(each for each in numbers if holds(condition.how, float(each), others))


def there(data: object, path: Path, people: str) -> tuple[int, ...]:
    """Return how many people can be there at a place of a file, fewest first.

    Args:
        data: The whole file as plain data.
        path: The way to the place.
        people: What the ritual says under `people`.
    """
    least, most = PEOPLE[people]
    numbers = tuple(range(least, most + 1))
    for part, following in zip(path, (*path[1:], ""), strict=True):
        data = _inside(data, part)
        if not isinstance(data, dict) or following not in ("do", "otherwise"):
            continue
        condition = parse_condition(str(data.get("when", "")))
        if condition is None or not asks_how_many(condition):
            continue
        so = possible(condition, numbers)
        numbers = so if following == "do" else tuple(n for n in numbers if n not in so)
    return numbers


def _inside(data: object, part: object) -> object:
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def offered_to_others(
    tree: Tree, path: Path, here: Sequence[int], file: FilePath | None
) -> Diagnostic | None:
    """Return a finding where a step leads people to a ritual that is for fewer or for more of
    them.

    Args:
        tree: The file the step stands in.
        path: The way to the name of the other ritual.
        here: How many people can be there.
        file: The other ritual; None for one that is in no file.
    """
    try:
        people = _people_of(file, file.stat().st_mtime_ns) if file is not None else None
    except OSError:
        return None
    if file is None or people is None:
        return None
    least, most = PEOPLE[people]
    others = [number for number in here if not least <= number <= most]
    if not others:
        return None
    fits = f"{least}" if least == most else f"at least {least}"
    if others[0] > most:
        fits = f"{most}" if least == most else f"at most {most}"
    values = {
        "there": "one person alone" if others[0] == 1 else f"{others[0]} people",
        "ritual": file.stem,
        "people": people,
        "fits": fits,
    }
    return Diagnostic(rules.people.OFFERED_TO_OTHERS, tree.source, tree.value_span(path), values)


@lru_cache(maxsize=256)
def _people_of(file: FilePath, saved: int) -> str | None:
    """Return for whom the ritual in a file is, without reading it as a script; None where it
    says something that has no meaning.

    Raises:
        OSError: It cannot be read.
    """
    del saved
    found = _SAYS.search(file.read_bytes())
    people = " ".join(found[1].decode().split()) if found else "two"
    return people if people in PEOPLE else None
