"""Rules about how a session goes as a whole: long quiet, shares of time, steps behind an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.script import rules
from facilitator.script.conditions import parse_repetition
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.durations import parse_number, spoken_duration
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.keys import LENGTHS
from facilitator.script.forms.schema import (
    EndStep,
    ForEachStep,
    GestureStep,
    RateStep,
    RepeatStep,
    SilenceStep,
    Step,
    TalkStep,
    TodayStep,
    TurnsStep,
    UseStep,
    WhenStep,
    kind_of,
    whom,
)
from facilitator.script.forms.values import AS_GIVEN, Reference
from facilitator.script.ritual import Ritual
from facilitator.script.walking.courses import Courses
from facilitator.script.walking.timing import Estimate
from facilitator.script.yaml_tree import Path, Tree

LONGEST_QUIET: Final = 20 * 60.0
"""Longest time without any sound that needs no reason, in seconds."""

UNEVEN: Final = 2.0
"""How many times as long one may speak as the other before it is told."""

_ONCE: Final = ("1", "one")

_SLIGHT: Final = 60.0
"""A difference of no more than this, in seconds, is not told."""


@dataclass(frozen=True, slots=True)
class _Quiet:
    """A stretch without any sound: how long, in seconds, and the step it begins with."""

    seconds: float = 0.0
    path: Path = ()
    tree: Tree | None = None

    def then(self, other: _Quiet) -> _Quiet:
        """Return both in a row."""
        first = self if self.tree is not None else other
        return _Quiet(self.seconds + other.seconds, first.path, first.tree)


def _longer(one: _Quiet, other: _Quiet) -> _Quiet:
    return other if other.seconds > one.seconds else one


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What some steps are to the ear.

    Attributes:
        lead: The longest quiet before their first sound.
        trail: The longest quiet after their last sound.
        through: The longest way through them without any sound; None when every way has one.
    """

    lead: _Quiet = _Quiet()
    trail: _Quiet = _Quiet()
    through: _Quiet | None = None


_SOUND: Final = _Stretch()
_NOTHING: Final = _Stretch(through=_Quiet())


def check_quiet(ritual: Ritual) -> list[Diagnostic]:
    """Return where nothing is heard for longer than `LONGEST_QUIET`, silences in a row taken
    together; one with a `label` is meant so. One pass over the steps."""
    listening = _Listening(ritual)
    listening.heard(listening.through(ritual.form.steps, ("steps",), ritual.tree))
    for index, day in enumerate(ritual.form.days):
        listening.heard(listening.through(day.steps, ("days", index, "steps"), ritual.tree))
    found = sorted(listening.found.values(), key=lambda quiet: quiet.seconds)
    return [
        Diagnostic(
            rules.course.LONG_QUIET,
            quiet.tree.source,
            quiet.tree.value_span(quiet.path),
            {"length": spoken_duration(quiet.seconds)},
        )
        for quiet in found
        if quiet.tree is not None
    ]


class _Listening:
    """Adds up what is not heard.

    Attributes:
        found: The longest quiet that is too long, by the place it begins.
    """

    def __init__(self, ritual: Ritual) -> None:
        self._ritual = ritual
        self._parts: dict[str, _Stretch] = {}
        self.found: dict[tuple[str, Path], _Quiet] = {}

    def heard(self, stretch: _Stretch) -> None:
        """Look at what some steps begin and end with."""
        for quiet in (stretch.lead, stretch.trail):
            self._look(quiet)

    def _look(self, quiet: _Quiet) -> None:
        if quiet.seconds > LONGEST_QUIET and quiet.tree is not None:
            key = (quiet.tree.source.name, quiet.path)
            self.found[key] = _longer(self.found.get(key, quiet), quiet)

    def through(self, steps: Sequence[Step], path: Path, tree: Tree) -> _Stretch:
        """Return what steps are to the ear, one after the other."""
        so_far = _NOTHING
        for index, step in enumerate(steps):
            so_far = self._then(so_far, self._step(step, (*path, index), tree))
        return so_far

    def _then(self, one: _Stretch, other: _Stretch) -> _Stretch:
        lead, trail, through = one.lead, other.trail, None
        if one.through is not None:
            lead = _longer(lead, one.through.then(other.lead))
        if other.through is not None:
            trail = _longer(trail, one.trail.then(other.through))
        if one.through is not None and other.through is not None:
            through = one.through.then(other.through)
        if one.through is None:
            self._look(one.trail.then(other.lead))
        return _Stretch(lead, trail, through)

    def _step(self, step: Step, here: Path, tree: Tree) -> _Stretch:
        match step:
            case SilenceStep(label=None):
                return self._silence(step, here, tree)
            case GestureStep():
                return _Stretch(trail=_Quiet(self._seconds(step.time), here, tree))
            case WhenStep():
                one = self.through(step.do, (*here, "do"), tree)
                other = self.through(step.otherwise, (*here, "otherwise"), tree)
                ways = [each for each in (one.through, other.through) if each is not None]
                lead, trail = _longer(one.lead, other.lead), _longer(one.trail, other.trail)
                return _Stretch(lead, trail, max(ways, key=lambda q: q.seconds, default=None))
            case ForEachStep():
                return self._times(self.through(step.do, (*here, "do"), tree), 2)
            case RepeatStep():
                return self._times(self.through(step.do, (*here, "do"), tree), self._count(step))
            case UseStep() if step.use in self._ritual.parts:
                if step.use not in self._parts:
                    self._parts[step.use] = _SOUND
                    part = self._ritual.parts[step.use]
                    self._parts[step.use] = self.through(part.form.steps, ("steps",), part.tree)
                return self._parts[step.use]
            case _:
                return _SOUND

    def _silence(self, step: SilenceStep, here: Path, tree: Tree) -> _Stretch:
        length = self._seconds(step.silence)
        if length > LENGTHS["silence"][2]:
            return _SOUND  # told as absurd
        if step.slices is not None:
            piece = _Quiet(min(length, self._seconds(step.slices)), here, tree)
            return _Stretch(piece, piece)
        if step.halfway != "none":
            half = _Quiet(length / 2, here, tree)
            self._look(half)
            return _Stretch(half, half)
        quiet = _Quiet(length, here, tree)
        return _Stretch(quiet, quiet, quiet)

    def _times(self, stretch: _Stretch, count: int) -> _Stretch:
        if count > 1 and stretch.through is None:
            return self._then(stretch, stretch)
        if stretch.through is None:
            return stretch
        through = stretch.through
        quiet = _Quiet(through.seconds * count, through.path, through.tree)
        lead = quiet if stretch.lead == through else stretch.lead
        trail = quiet if stretch.trail == through else stretch.trail
        return _Stretch(lead, trail, quiet)

    def _count(self, step: RepeatStep) -> int:
        repetition = parse_repetition(step.repeat)
        if repetition is None:
            return 1
        setting = self._ritual.settings.get(repetition.count.strip("{} "))
        if setting is not None and isinstance(setting.start, float):
            return int(setting.start)
        return parse_number(repetition.count) or 1

    def _seconds(self, length: float | Reference) -> float:
        if isinstance(length, Reference):
            setting = self._ritual.settings.get(length.name)
            start = setting.start if setting is not None else 0.0
            return start if isinstance(start, float | int) else 0.0
        return length


def check_used(ritual: Ritual) -> Iterator[Diagnostic]:
    """Yield the decks, and the days of a programme, that no step comes to."""
    steps = [step for _, step in steps_of(ritual.form)]
    steps += [step for part in ritual.parts.values() for _, step in steps_of(part.form)]
    used = {each.turns.deck for each in steps if isinstance(each, TurnsStep)}
    for step in steps:
        used |= {getattr(step, key, None) for key in ("deck", "starters", "card")}
    for name in ritual.form.decks:
        if name not in used:
            values = {"what": f"the cards of `{name}`", "how": f"write `turns` with `deck: {name}`"}
            span = ritual.tree.key_span(("decks", name))
            yield Diagnostic(rules.course.NEVER_PERFORMED, ritual.tree.source, span, values)
    if ritual.form.days and not any(isinstance(each, TodayStep) for each in steps):
        values = {"what": "the days of this programme", "how": "write a step `today`"}
        span = ritual.tree.key_span(("days",))
        yield Diagnostic(rules.course.NEVER_PERFORMED, ritual.tree.source, span, values)


def check_shares(ritual: Ritual, turns: Mapping[str, float]) -> Iterator[Diagnostic]:
    """Yield the finding that one of the two may speak much longer than the other.

    Args:
        ritual: What is checked.
        turns: How long each may speak in the usual course, in seconds, by name.
    """
    form = ritual.form
    if len(turns) != 2 or form.people.startswith("one") or form.lead != AS_GIVEN:
        return
    (less, shorter), (more, longer) = sorted(turns.items(), key=lambda each: each[1])
    if longer - shorter <= _SLIGHT or longer < UNEVEN * shorter:
        return
    alone = [
        (path, step)
        for path, step in steps_of(form)
        if isinstance(step, TurnsStep | TalkStep) and whom(step) is not None
    ]
    if any(step.why is not None for _, step in alone):
        return
    path = (*alone[0][0], kind_of(alone[0][1]) or "") if alone else ("steps",)
    values = {
        "more": more,
        "longer": spoken_duration(longer),
        "less": less,
        "shorter": spoken_duration(shorter) if shorter else "not at all",
    }
    yield Diagnostic(
        rules.course.UNEVEN_SHARES, ritual.tree.source, ritual.tree.key_span(path), values
    )


def check_usual(ritual: Ritual, found: Courses) -> Iterator[Diagnostic]:
    """Yield the finding that the usual course is over before anybody has spoken, though another
    answer leads on to turns or an open talk.

    Args:
        ritual: What is checked.
        found: How long its courses take.
    """
    usual, longest = found.usual, found.longest
    begins = _has_begun(usual.length) or usual.length.silence_seconds >= _SLIGHT
    if begins or usual.follows or not _has_begun(longest.length):
        return
    deciding = {re.sub(r" of \w+\Z", "", name).lower() for name in longest.answers}
    files: list[tuple[Sequence[tuple[Path, Step]], Tree]] = [
        (steps_of(ritual.form), ritual.tree),
        *((steps_of(part.form), part.tree) for part in ritual.parts.values()),
    ]
    for steps, tree in files:
        for path, step in steps:
            names = {getattr(step, "name", None), getattr(step, "remember", None)} - {None}
            if not deciding.intersection(str(name).lower() for name in names):
                continue
            is_rating = isinstance(step, RateStep)
            advice = "put the answer first that leads on"
            if is_rating:
                advice = "let five be the good end, as in “how calm are you, from one to five?”"
            values = {"usual": "a four" if is_rating else "the first answer", "advice": advice}
            span = tree.key_span((*path, kind_of(step) or ""))
            yield Diagnostic(rules.course.USUALLY_OVER, tree.source, span, values)
            return


def _has_begun(length: Estimate) -> bool:
    return length.together_seconds > 0 or any(length.turn_seconds.values())


def ending(step: Step, ritual: Ritual) -> str:
    """Return the kind of a step after which nothing can happen, whatever is answered; "" for
    others."""
    match step:
        case EndStep():
            is_last = True
        case WhenStep():
            is_last = ends(step.do, ritual) and ends(step.otherwise, ritual)
        case RepeatStep():
            repetition = parse_repetition(step.repeat)
            is_last = repetition is not None and ends(step.do, ritual)
        case ForEachStep():
            is_last = ends(step.do, ritual)
        case UseStep():
            part = ritual.parts.get(step.use)
            is_last = part is not None and any(isinstance(s, EndStep) for s in part.form.steps)
        case _:
            is_last = False
    return (kind_of(step) or "") if is_last else ""


def ends_in_first_round(step: Step, ritual: Ritual) -> bool:
    """Say whether steps that are to be done several times always end the session the first time;
    where it is those of a repetition inside, that one alone is meant."""
    if not isinstance(step, RepeatStep | ForEachStep):
        return False
    repetition = parse_repetition(step.repeat) if isinstance(step, RepeatStep) else None
    if isinstance(step, RepeatStep) and (repetition is None or repetition.count in _ONCE):
        return False
    return any(
        ending(each, ritual) and not isinstance(each, RepeatStep | ForEachStep) for each in step.do
    )


def ends(steps: Sequence[Step], ritual: Ritual) -> bool:
    """Say whether steps always end the session."""
    return any(ending(each, ritual) for each in steps)
