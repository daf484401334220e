"""The plain conditions of `when` and `repeat`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from facilitator.engine.flow import Comparison
from facilitator.engine.operations import PASSED
from facilitator.script.durations import parse_number

KEPT: Final = "kept"
"""What a note is when there is one, and an answer when somebody gave one: `when: need is kept`."""

_PASSED: Final = "pass"
"""What a rating is called that was left out."""

_CONDITION = re.compile(
    r"(?:(?P<whose>any|every|lowest|highest)\s+)?(?P<subject>.+?)\s+is\s+"
    r"(?P<how>not|at least|at most|more than|less than)?\s*(?P<values>.+)\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"at least\s+(?P<count>[\w-]+)\s+of\s+(?P<subjects>.+?)\s*(?P<how>(?:\bis\s|[<>]).+)\Z",
    re.IGNORECASE,
)
_WAS_PASSED = re.compile(r"\s+(?:was|were)\s+(?P<no>not\s+)?passed\s*\Z", re.IGNORECASE)
"""How it is asked whether a turn was passed."""

_SIGNS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_MANY_TIMES = re.compile(r"(?P<count>[\w-]+) times\s+(?P<name>.+)\Z|twice\s+(?P<twice>.+)\Z", re.I)
_TWICE = re.compile(r"\btwice\s*\Z", re.IGNORECASE)
_TIMES = re.compile(r"(?P<count>[\w-]+|\{[^{}]+\})\s+times?\Z", re.IGNORECASE)
_SETTING = re.compile(r"\s*\{[^{}]{1,60}\}\s*")
_UNTIL = re.compile(
    r"until\s+(?P<condition>.+?),?\s+at most\s+(?P<count>[\w-]+|\{[^{}]+\})\s+(?:times?|rounds?)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is so or not.

    Attributes:
        subject: Name of a setting or of a remembered answer.
        how: The comparison.
        values: What it is compared with, as written; any of them will do. A single one may be
            the name of something else that holds a number.
        whose: "any" or "every" for answers each partner gave; "" otherwise. The lowest of
            several compares as any of them or every one, as the comparison has it.
        is_extreme: It was written with "lowest" or "highest".
        times: How often the number of that name is taken ("at least five times takers").
        asks_kept: It was written with "kept", of an answer: whether there is one at all.
    """

    subject: str
    how: Comparison
    values: tuple[str, ...]
    whose: str = ""
    is_extreme: bool = False
    times: int = 1
    asks_kept: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """So many of some conditions hold: "at least three of openness, ease and thanks < 3".

    `count` is how many at least, from one to all of `conditions`.
    """

    count: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """How often steps are repeated: `count` times at most, until `until` holds.

    `count` is a number as written or a `{setting}`.
    """

    count: str
    until: Condition | None = None


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Condition | None:
    """Return a condition such as "place is apart" or "any wish is shorter or same"; None when
    the text is none."""
    if len(text) > 200:
        return None
    text = re.sub("<=|>=|<|>", lambda sign: f" is {_SIGNS[sign.group()]} ", _plain(text))
    match = _CONDITION.match(text.strip())
    if match is None:
        return None
    word = (match.group("how") or "").lower()
    how: Comparison
    if word == "":
        how = "is"
    elif word == "not":
        how = "is not"
    else:
        how = word  # type: ignore[assignment]
    values = tuple(v.strip() for v in re.split(r"\s+or\s+|,\s*", match.group("values")))
    if not all(values) or (how not in ("is", "is not") and len(values) != 1):
        return None
    whose = (match["whose"] or "").lower()
    is_extreme = whose in ("lowest", "highest")
    if is_extreme:
        if how in ("is", "is not"):
            return None
        whose = "any" if (whose == "lowest") == (how in ("less than", "at most")) else "every"
    times, values = _several_times(values)
    return Condition(match.group("subject").strip(), how, values, whose, is_extreme, times)


def _plain(text: str) -> str:
    """Return a condition with "was passed" in the form of every other comparison."""
    return _WAS_PASSED.sub(lambda was: f" is {'not ' if was['no'] else ''}{PASSED}", text)


def _several_times(values: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return how often something is taken that a condition compares with, and its name."""
    match = _MANY_TIMES.match(values[0]) if len(values) == 1 else None
    if match is None:
        return 1, values
    count = 2 if match["twice"] else parse_number(match["count"])
    name = match["twice"] or match["name"]
    return (count, (name,)) if count and 2 <= count <= 20 else (1, values)


def parse_several(text: str) -> Several | None:
    """Return "at least three of openness, ease and thanks < 3"; None when the text is none."""
    match = _SEVERAL.match(_plain(text).strip()) if len(text) <= 400 else None
    if match is None:
        return None
    count = parse_number(match["count"])
    subjects = [each.strip() for each in re.split(r"\s+(?:and|or)\s+|,\s*", match["subjects"])]
    found = [parse_condition(f"{subject} {match['how']}") for subject in subjects if subject]
    conditions = tuple(each for each in found if each is not None)
    if count is None or len(conditions) < len(found) or not 1 <= count <= len(conditions):
        return None
    return Several(count, conditions)


def conditions_in(text: str) -> tuple[Condition, ...]:
    """Return the one condition of a `when`, or the several it counts; none where it has none."""
    several = parse_several(text)
    if several is not None:
        return several.conditions
    condition = parse_condition(text)
    return () if condition is None else (condition,)


def as_answered(condition: Condition, possible: Sequence[str]) -> Condition:
    """Return a condition as it is meant with the answers there can be.

    Where an answer itself begins with "not", "it is not yet" asks for the answer "not yet" where
    there is one, and no answer "yet". "It is kept" asks whether any of the answers was given.

    Args:
        condition: As it was parsed.
        possible: What its subject may be.
    """
    first, *more = condition.values
    there = {each.lower() for each in possible}
    given = tuple(each for each in possible if each != _PASSED)
    if condition.how in ("is", "is not") and condition.values == (KEPT,) and KEPT not in there:
        return replace(condition, values=given or condition.values, asks_kept=bool(given))
    if condition.how != "is not" or first.lower() in there or f"not {first}".lower() not in there:
        return condition
    return replace(condition, how="is", values=(f"not {first}", *more))


def parse_repetition(text: str) -> Repetition | None:
    """Return "three times" or "until mood is calm, at most 5 times"; None when the text is
    neither. There is no repetition without an end."""
    text = _TWICE.sub("two times", text)
    text = f"{text} times" if _SETTING.fullmatch(text) else text
    match = _TIMES.match(text.strip()) if len(text) <= 200 else None
    until: Condition | None = None
    if match is None:
        match = _UNTIL.match(text.strip()) if len(text) <= 200 else None
        if match is None:
            return None
        until = parse_condition(match.group("condition"))
        if until is None:
            return None
    count = match.group("count")
    if not count.startswith("{") and not parse_number(count):
        return None
    return Repetition(count, until)


def holds(how: Comparison, value: float | str, others: tuple[float | str, ...]) -> bool:
    """Return whether a known value compares as asked with any of the others."""
    if how == "is":
        return value in others
    if how == "is not":
        return value not in others
    other = others[0]
    if isinstance(value, str) or isinstance(other, str):
        return False
    return {
        "at least": value >= other,
        "at most": value <= other,
        "more than": value > other,
        "less than": value < other,
    }[how]
