"""A ritual stretched or shortened until it takes as long as somebody has time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.engine.operations import Ask
from facilitator.engine.program import Program
from facilitator.errors import UsageError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.durations import spoken_duration
from facilitator.script.ritual import Ritual
from facilitator.script.settings import Setting
from facilitator.script.walking.courses import Courses, courses
from facilitator.script.walking.timing import estimate, first_answer
from facilitator.session.answering import by_variable, taken

TOLERANCE: Final = 0.1
"""How far from the wished length a fit may end, as a share of it; half a minute is always fine."""

SPARE: Final = 0.01
"""What "at most" leaves over for answers, which take a breath each, as a share of it; ten seconds
at the least."""

_TIDY_SECONDS: Final = 5.0
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class Fitted:
    """Settings with which a ritual takes about as long as wished.

    Attributes:
        settings: By name, as people write them; only those that were stretched.
        total_seconds: About how long the course takes that was fitted.
        courses: How long it takes with them, from the shortest to the longest course.
    """

    settings: Mapping[str, str]
    total_seconds: float
    courses: Courses


def stretchable(ritual: Ritual) -> dict[str, Setting]:
    """Return the settings that may be stretched: lengths and numbers whose limits are written."""
    return {
        name: setting
        for name, setting in ritual.settings.items()
        if setting.kind != "choice" and ritual.form.settings[name].limits is not None
    }


def fit(
    ritual: Ritual,
    target_seconds: float,
    fixed: Mapping[str, str] | None = None,
    *,
    at_most: bool = False,
    partners: Sequence[str] = ("A", "B"),
    answers: Mapping[str, Sequence[str]] | None = None,
) -> Fitted:
    """Return settings that make a ritual take about a given time, all in proportion.

    What is fitted is the usual course, in which every question is given its first answer: it is
    what happens most evenings, and the longest one often needs answers that are rarely given. With
    `at_most` it is the longest, for people who have no minute more.

    Every stretchable setting becomes longer or shorter by the same factor, as far as its limits
    allow. Lengths are tidied to five seconds.

    Args:
        ritual: What is to be performed.
        target_seconds: How long it shall take.
        fixed: Settings somebody has chosen, by name; these are left alone.
        at_most: The longest course shall take no longer, answers included where limits allow.
        partners: Names of the people, which take their time, too.
        answers: What is answered in the usual course otherwise than first, by what is asked for.

    Raises:
        UsageError: It cannot become as long or as short as that; says what it can.
    """
    chosen = dict(fixed or {})
    taken = {" ".join(name.lower().split()) for name in chosen}
    free = {n: s for n, s in stretchable(ritual).items() if n.lower() not in taken}
    if not free:
        raise UsageError(
            f"{ritual.title} has nothing that may be stretched.",
            help="Give a setting its limits in the script, as in `limits: 1 min to 10 min`.",
        )

    def total(factor: float) -> tuple[float, dict[str, str], Courses]:
        values = {name: setting.text(_scaled(setting, factor)) for name, setting in free.items()}
        program = compile_ritual(ritual, partners=partners, settings={**chosen, **values})
        found = courses(program)
        if answers and not at_most:
            return _answered(program, answers), values, found
        return (found.longest if at_most else found.usual).seconds, values, found

    most = target_seconds - max(10.0, SPARE * target_seconds) if at_most else target_seconds

    low = min(setting.low / float(setting.start) for setting in free.values())
    high = max(setting.high / float(setting.start) for setting in free.values())
    shortest, longest = total(low)[0], total(high)[0]
    allowed = max(30.0, TOLERANCE * target_seconds)
    if at_most and longest <= most:
        least = total(high)
        return Fitted(least[1], least[0], least[2])
    over = 0.0 if at_most else allowed
    if not at_most and shortest == longest:
        raise UsageError(
            f"{ritual.title} cannot take {spoken_duration(target_seconds)}: usually it takes "
            f"{_rough(longest)}, whatever its settings are.",
            help="Usual is the first answer of each question, and four of a rating. With --answer "
            'another course is fitted, with --fit "at most …" the longest.',
        )
    if not shortest - over <= target_seconds <= longest + allowed:
        raise UsageError(
            f"{ritual.title} cannot take {'at most ' if at_most else ''}"
            f"{spoken_duration(target_seconds)}: within its limits "
            f"{'its longest course' if at_most else 'it'} takes "
            f"from {_rough(shortest, up=at_most)} to {_rough(longest)}.",
            help="Choose a length between the two, or widen the limits in the script.",
        )
    best = total(low) if at_most else total(1.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = total(middle)
        is_nearer = abs(found[0] - most) < abs(best[0] - most)
        if is_nearer and (not at_most or found[0] <= most):
            best = found
        if abs(found[0] - most) < _TIDY_SECONDS and best is found:
            break
        low, high = (middle, high) if found[0] < most else (low, middle)
    if not at_most and abs(best[0] - target_seconds) > allowed:
        raise UsageError(
            f"{ritual.title} cannot take {spoken_duration(target_seconds)}; the nearest is "
            f"{_rough(best[0])}.",
            help="Choose that length, or set its settings one by one with --set.",
        )
    return Fitted(best[1], best[0], best[2])


def _answered(program: Program, answers: Mapping[str, Sequence[str]]) -> float:
    """Return about how long the course takes in which these answers are given, in seconds."""
    left = by_variable(program, answers)

    def answer(ask: Ask) -> str:
        given = left.get(ask.remember)
        said = taken(given) if given else first_answer(ask)
        return said if said in ask.answers else ask.default or ""

    return estimate(program, answer).total_seconds


def _scaled(setting: Setting, factor: float) -> float:
    wished = float(setting.start) * factor
    if setting.kind == "length":
        wished = round(wished / _TIDY_SECONDS) * _TIDY_SECONDS
    else:
        wished = float(round(wished))
    return min(max(wished, setting.low), setting.high)


def _rough(seconds: float, *, up: bool = False) -> str:
    """Return a length in words, to the half minute where it is longer than one; `up` for what is
    not to be shorter than it is told."""
    if up:
        return spoken_duration(math.ceil(seconds / 30) * 30 if seconds > 45 else math.ceil(seconds))
    return spoken_duration(round(seconds / 30) * 30 if seconds > 45 else max(1, round(seconds)))
