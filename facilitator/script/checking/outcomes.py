"""What is known of answers and settings inside conditions, so that those are found that can only
be so, or never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from facilitator.script.conditions import Condition, holds
from facilitator.script.diagnostics import either
from facilitator.script.durations import parse_number
from facilitator.script.settings import Setting

_NOTHING: Final = ""
"""Stands for no answer."""

_MOST_VALUES: Final = 200
"""Values of a number that are told apart."""

_SO: Final = frozenset({"so"})
_NOT_SO: Final[frozenset[str]] = frozenset()
"""What is known of a condition on several values: that it holds, or does not."""

Known: TypeAlias = Mapping[str, frozenset[str]]
"""What each subject may still be, in lower case; subjects nothing is known of are not in it."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What the subject of a condition may be.

    Attributes:
        subject: Its name in lower case.
        values: Everything it may be, in lower case, `""` for no answer.
        is_one: It is one value, not one for each of the two. Of several only the same condition
            once more is known to hold, or not to.
    """

    subject: str
    values: frozenset[str]
    is_one: bool


def of_answer(subject: str, answers: Sequence[str], *, is_one: bool) -> Domain:
    """Return what an answer may be: one of those expected, or none."""
    values = frozenset((_NOTHING, *(each.lower() for each in answers)))
    return Domain(subject, values, is_one)


def of_people(number: tuple[int, int]) -> Domain:
    """Return how many people may be there, from the fewest to the most."""
    return Domain("people", frozenset(map(str, range(number[0], number[1] + 1))), is_one=True)


def of_setting(setting: Setting) -> Domain | None:
    """Return what a setting may be; None when that cannot be listed."""
    if setting.kind == "choice":
        values = [choice.lower() for choice in setting.choices]
    elif setting.kind == "number" and setting.high - setting.low < _MOST_VALUES:
        values = [str(each) for each in range(round(setting.low), round(setting.high) + 1)]
    else:
        return None
    return Domain(setting.name.lower(), frozenset(values), is_one=True)


def settled(condition: Condition, domain: Domain, known: Known) -> bool | None:
    """Return whether a condition always holds, or never; None when it may be so or not."""
    if not domain.is_one:
        held = known.get(_said(condition, domain))
        return None if held is None else bool(held)
    before = known.get(domain.subject, domain.values)
    holding = _holding(condition, domain)
    if holding is None or not before:
        return None
    return False if not before & holding else True if before <= holding else None


def assuming(condition: Condition, domain: Domain, known: Known, *, is_so: bool) -> Known:
    """Return what is known where a condition holds, or does not."""
    if not domain.is_one:
        return {**known, _said(condition, domain): _SO if is_so else _NOT_SO}
    holding = _holding(condition, domain)
    if holding is None:
        return known
    before = known.get(domain.subject, domain.values)
    return {**known, domain.subject: before & holding if is_so else before - holding}


def either_way(one: Known, other: Known) -> Known:
    """Return what is known where two ways meet."""
    met: dict[str, frozenset[str]] = {}
    for subject in one.keys() & other.keys():
        if " is " not in subject:
            met[subject] = one[subject] | other[subject]
        elif one[subject] == other[subject]:
            met[subject] = one[subject]
    return met


def without(known: Known, name: str) -> Known:
    """Return what is known when a name has been answered anew."""
    return {
        each: may
        for each, may in known.items()
        if each != name and not each.startswith((f"{name} of ", f"{name} is "))
        if f" {name} is " not in each and f" {name} of " not in each
    }


def reason(domain: Domain, known: Known) -> str:
    """Return why a condition is settled, for the advice."""
    before = known.get(domain.subject) if domain.is_one else None
    if before is None or before == domain.values:
        values = sorted(domain.values - {_NOTHING}, key=_order)
        return f"`{domain.subject}` can be {either(tuple(values))}"
    left = [each or "not answered" for each in sorted(before, key=_order)]
    return f"here `{domain.subject}` is {' or '.join(left)}"


def out_of_limits(setting: Setting, condition: Condition) -> bool | None:
    """Return whether a length always compares so within its limits, or never; None when it may or
    may not."""
    given = [
        value for each in condition.values if isinstance(value := setting.value_of(each), float)
    ]
    if setting.kind != "length" or len(given) != len(condition.values):
        return None
    low, high = float(setting.low), float(setting.high)
    if condition.how in ("is", "is not"):
        is_inside = any(low <= value <= high for value in given)
        return None if is_inside else condition.how == "is not"
    at_ends = {holds(condition.how, end, (given[0],)) for end in (low, high)}
    return at_ends.pop() if len(at_ends) == 1 else None


def _holding(condition: Condition, domain: Domain) -> frozenset[str] | None:
    """Return the values for which a condition holds; None when it compares with another name."""
    given = {value.lower() for value in condition.values}
    numbers = {str(n) for value in given if (n := parse_number(value)) is not None}
    if condition.how in ("is", "is not"):
        if not all(value in domain.values or parse_number(value) is not None for value in given):
            return None
        meant = domain.values & (given | numbers)
        return meant if condition.how == "is" else domain.values - meant
    if not numbers:
        return None
    other = float(next(iter(numbers)))
    return frozenset(
        each
        for each in domain.values
        if each.isdecimal() and holds(condition.how, float(each), (other,))
    )


def _said(condition: Condition, domain: Domain) -> str:
    """Return a condition on several values, the same for every way to write it."""
    values = " or ".join(sorted(value.lower() for value in condition.values))
    whose = "every" if condition.whose == "every" else "any"
    return f"{whose} {domain.subject} is {condition.how} {values}"


def _order(value: str) -> tuple[int, str]:
    return (int(value), "") if value.isdecimal() else (0, value)
