"""Rules about how a session goes as a whole: long quiet, shares of time, ends, dead conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from facilitator.script import rules
from facilitator.script.checker_values import LENGTHS
from facilitator.script.conditions import Condition, holds, parse_repetition
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.durations import parse_number, spoken_duration
from facilitator.script.forms import Reference
from facilitator.script.lines import steps_of
from facilitator.script.ritual import Ritual
from facilitator.script.schema import (
    EndStep,
    ForEachStep,
    GestureStep,
    RepeatStep,
    SilenceStep,
    Step,
    TurnsStep,
    UseStep,
    WhenStep,
    kind_of,
    whom,
)
from facilitator.script.yaml_tree import Path, Tree

LONGEST_QUIET: Final = 20 * 60.0
"""Longest time without any sound that needs no reason, in seconds."""

UNEVEN: Final = 2.0
"""How many times as long one may speak as the other before it is told."""

_SLIGHT: Final = 60.0
"""A difference of less than this, in seconds, is not told."""


def check_quiet(ritual: Ritual) -> list[Diagnostic]:
    """Return where nothing is heard for longer than `LONGEST_QUIET`, silences in a row taken
    together; one with a `label` is meant so."""
    walk = _Quiet(ritual)
    walk.through(ritual.form.steps, ("steps",), ritual.tree, (0.0, ()))
    for index, day in enumerate(ritual.form.days):
        walk.through(day.steps, ("days", index, "steps"), ritual.tree, (0.0, ()))
    return list(walk.found.values())


class _Quiet:
    """Adds up silences; a stretch is its length so far and the step it began with."""

    def __init__(self, ritual: Ritual) -> None:
        self._ritual = ritual
        self.found: dict[Path, Diagnostic] = {}

    def through(
        self, steps: Sequence[Step], path: Path, tree: Tree, quiet: tuple[float, Path]
    ) -> tuple[float, Path]:
        """Return the stretch of quiet at the end of some steps."""
        for index, step in enumerate(steps):
            here = (*path, index)
            match step:
                case SilenceStep(slices=None, label=None):
                    length = self._seconds(step.silence)
                    if step.halfway != "none":
                        self._add(quiet, length / 2, here, tree)
                        quiet = (0.0, ())
                        length /= 2
                    quiet = self._add(quiet, length, here, tree)
                case GestureStep():
                    quiet = self._add((0.0, ()), self._seconds(step.time), here, tree)
                case WhenStep():
                    one = self.through(step.do, (*here, "do"), tree, quiet)
                    other = self.through(step.otherwise, (*here, "otherwise"), tree, quiet)
                    quiet = max(one, other, key=lambda each: each[0])
                case ForEachStep():
                    quiet = self.through(step.do, (*here, "do"), tree, quiet)
                case RepeatStep():
                    repetition = parse_repetition(step.repeat)
                    count = parse_number(repetition.count) if repetition is not None else None
                    for _ in range(min(count or 1, 20)):
                        quiet = self.through(step.do, (*here, "do"), tree, quiet)
                case _:
                    quiet = (0.0, ())
        return quiet

    def _seconds(self, length: float | Reference) -> float:
        if isinstance(length, Reference):
            setting = self._ritual.settings.get(length.name)
            start = setting.start if setting is not None else 0.0
            return start if isinstance(start, float | int) else 0.0
        return length

    def _add(
        self, quiet: tuple[float, Path], length: float, here: Path, tree: Tree
    ) -> tuple[float, Path]:
        total, start = quiet[0] + length, quiet[1] or here
        if total > LONGEST_QUIET and length <= LENGTHS["silence"][2]:
            values = {"length": spoken_duration(total)}
            span = tree.value_span(start)
            self.found[start] = Diagnostic(rules.LONG_QUIET, tree.source, span, values)
        return total, start


def check_shares(ritual: Ritual, turns: Mapping[str, float]) -> Iterator[Diagnostic]:
    """Yield the finding that one of the two may speak much longer than the other.

    Args:
        ritual: What is checked.
        turns: How long each may speak in the usual course, in seconds, by name.
    """
    form = ritual.form
    if len(turns) != 2 or form.people.startswith("one") or form.lead == "alternates":
        return
    (less, shorter), (more, longer) = sorted(turns.items(), key=lambda each: each[1])
    if longer - shorter < _SLIGHT or longer < UNEVEN * shorter:
        return
    alone = [
        (path, step)
        for path, step in steps_of(form)
        if isinstance(step, TurnsStep) and whom(step) is not None
    ]
    if any(step.why is not None for _, step in alone):
        return
    span = ritual.tree.key_span((*alone[0][0], "turns") if alone else ("steps",))
    values = {
        "more": more,
        "longer": spoken_duration(longer),
        "less": less,
        "shorter": spoken_duration(shorter) if shorter else "not at all",
    }
    yield Diagnostic(rules.UNEVEN_SHARES, ritual.tree.source, span, values)


def ending(step: Step, ritual: Ritual) -> str:
    """Return the kind of a step after which nothing can happen, whatever is answered; "" for
    others."""

    def ends(steps: Sequence[Step]) -> bool:
        return any(ending(each, ritual) for each in steps)

    match step:
        case EndStep():
            is_last = True
        case WhenStep():
            is_last = ends(step.do) and ends(step.otherwise)
        case RepeatStep():
            repetition = parse_repetition(step.repeat)
            is_last = repetition is not None and repetition.until is None and ends(step.do)
        case ForEachStep():
            is_last = ends(step.do)
        case UseStep():
            part = ritual.parts.get(step.use)
            is_last = part is not None and any(isinstance(s, EndStep) for s in part.form.steps)
        case _:
            is_last = False
    return (kind_of(step) or "") if is_last else ""


def never(
    condition: Condition, possible: Sequence[str], fact: frozenset[str] | None
) -> tuple[str, str]:
    """Return why a condition can never hold where it stands: what its subject can be, and what
    is known of it from the conditions around; two empty texts when it can.

    Args:
        condition: As it is meant.
        possible: What its subject may be at all.
        fact: What it may still be there; None when nothing is known of it.
    """
    lower = {each.lower() for each in possible}
    numbers = sorted(float(each) for each in lower if each.isdigit())
    if condition.how not in ("is", "is not"):
        asked = parse_number(condition.values[0])
        if asked is None or not numbers:
            return "", ""
        if any(holds(condition.how, number, (float(asked),)) for number in numbers):
            return "", ""
        return f"from {numbers[0]:.0f} to {numbers[-1]:.0f}", ""
    if fact is None:
        return "", ""
    values = {value.lower() for value in condition.values}
    left = fact & values if condition.how == "is" else fact - values
    return ("", "") if left else ("", " or ".join(sorted(fact)))
