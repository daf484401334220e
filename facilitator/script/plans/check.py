"""What a test plan names, looked up in the ritual it stands beside; then its cases, followed.

Each name, answer and event of a case must be one that the ritual knows. Where all are known, every
case is gone through on paper, and what goes otherwise than it says is told where it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from facilitator.engine.whose import PLACES, whose
from facilitator.errors import ScriptError
from facilitator.script import rules
from facilitator.script.diagnostics import (
    MOST_ERRORS,
    Diagnostic,
    Rule,
    ScriptErrors,
    Span,
    closest,
    either,
    in_order,
)
from facilitator.script.durations import parse_duration, short_duration
from facilitator.script.facts.attendance import PEOPLE as ATTENDING
from facilitator.script.library import display_name, rituals_in
from facilitator.script.loading import load
from facilitator.script.plans.form import Case, read_cases, texts_of
from facilitator.script.plans.plan import PEOPLE, before, follow, people_of
from facilitator.script.plans.possible import Possible, is_said
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.capitals import in_small_letters
from facilitator.script.ritual import Ritual
from facilitator.script.settings import Setting
from facilitator.script.yaml_lines import quoted
from facilitator.script.yaml_tree import Path as Way
from facilitator.script.yaml_tree import Tree

_PERSON: Final = re.compile(r"(?:turn of|asks) (?P<who>.+?)(?= about | for a note: |\Z)")
_OF_PLACES: Final = tuple(f" of {place}" for place in PLACES)
_SILENCE: Final = "silence of "
MOST_CASES: Final = 60
"""More are not gone through: each takes up to 0.1 s."""

MOST_EVENTS: Final = 200
"""Most events that a case may name."""

MOST_PIECES: Final = 12
"""Most pieces in which commas cut an event, so that it is known again."""


def check_plan(path: Path) -> tuple[int, tuple[Diagnostic, ...]]:
    """Return how many cases a plan has, and everything in it that breaks a rule.

    Raises:
        ScriptError: The plan cannot be read, or its ritual cannot be performed.
        ScriptErrors: The plan is not plain YAML.
    """
    name = display_name(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ScriptError(
            f"{name} cannot be read: {error.strerror or error}.",
            help="Check the path and its permissions.",
        ) from None
    reading = in_small_letters(yaml_recovery.read(name, raw), Case)
    tree = reading.tree
    if tree is None:
        raise ScriptErrors(reading.slips)
    cases, wrong = read_cases(tree)
    count = len(tree.data) if isinstance(tree.data, list) else 0
    stem = path.stem.removesuffix(".plan")
    beside = path.with_name(f"{stem}{path.suffix}")
    if not beside.is_file():
        wrong.append(_without_ritual(tree, path, stem))
    if not beside.is_file() or not cases:
        return count, in_order(reading.with_rest(wrong))
    try:
        ritual = load(beside)
    except ScriptErrors:
        script = display_name(beside)
        if wrong or reading.slips:
            told = reading.with_rest(wrong)
            waits = f"what it names is looked up once {script} can be performed"
            told[-1] = replace(told[-1], notes=(*told[-1].notes, waits))
            return count, in_order(told)
        raise ScriptError(
            f"{name} cannot be checked before {script} can be performed.",
            help=f"facilitator check {script}",
        ) from None
    if len(cases) > MOST_CASES:
        values = {"count": f"{len(cases)} cases", "most": f"{MOST_CASES} cases"}
        span = tree.value_span((list(cases)[MOST_CASES], "people"))
        wrong.append(Diagnostic(rules.course.TOO_MANY_STEPS, tree.source, span, values))
        return count, in_order(reading.with_rest(wrong))
    found = _Check(ritual, tree, cases).run()
    if not any(each.rule.severity == "error" for each in found) and reading.is_whole:
        found += _followed(ritual, tree, cases)
    return count, in_order(reading.with_rest([*wrong, *found]))


def _followed(ritual: Ritual, tree: Tree, cases: Mapping[int, Case]) -> Iterator[Diagnostic]:
    """Yield what goes otherwise than the cases say."""
    for index, case in cases.items():
        people = {"people": case.people}
        try:
            outcome = follow(ritual, case)
        except ScriptError as error:
            values = {**people, "what": error.message}
            span = tree.value_span((index, "people"))
            yield Diagnostic(rules.plans.CASE_FAILS, tree.source, span, values, help=error.help)
            continue
        for problem in outcome.found:
            key = (index, *problem.path)
            span = tree.value_span(key)
            values = {**people, "what": problem.what}
            yield Diagnostic(rules.plans.CASE_FAILS, tree.source, span, values, help=problem.help)


def _without_ritual(tree: Tree, path: Path, stem: str) -> Diagnostic:
    known = [file.stem for file in rituals_in(path.parent)]
    near = closest(stem, known)
    advice = f"did you mean `{near}`? then name the plan `{near}.plan{path.suffix}`" if near else ""
    return Diagnostic(
        rules.references.UNKNOWN_RITUAL,
        tree.source,
        tree.value_span(()),
        {"ritual": stem},
        mark=f"this plan looks for {stem}{path.suffix} beside it",
        help=advice or "save the plan in the folder of its ritual, and name it after the ritual",
    )


class _Check:
    """Collects findings about the names of one plan."""

    def __init__(self, ritual: Ritual, tree: Tree, cases: Mapping[int, Case]) -> None:
        self._ritual, self._tree, self._cases = ritual, tree, cases
        self._found: list[Diagnostic] = []
        self._settings = {name.lower(): each for name, each in ritual.settings.items()}
        self._possible = Possible()

    def run(self) -> list[Diagnostic]:
        for index, case in self._cases.items():
            self._chosen(case, index)
        if self._found:
            return self._found
        self._possible = Possible.of(self._ritual, tuple(self._cases.values()))
        for index, case in self._cases.items():
            if len(self._found) < MOST_ERRORS:
                self._case(case, index)
        if not self._found:
            for index, case in self._cases.items():
                if not (case.expect or case.never or case.remember):
                    span = self._tree.value_span((index, "people"))
                    self._report(rules.plans.PROVES_NOTHING, span, people=case.people)
        return self._found

    def _report(self, rule: Rule, span: Span, advice: str = "", **values: str) -> None:
        self._found.append(Diagnostic(rule, self._tree.source, span, values, help=advice))

    def _chosen(self, case: Case, index: int) -> None:
        least, most = ATTENDING[self._ritual.form.people]
        if not least <= case.how_many <= most:
            span = self._tree.value_span((index, "how many"))
            numbers = f"{least}" if least == most else f"{least} to {most}"
            should = f"{numbers}, as the ritual is for {self._ritual.form.people}"
            advice = f"write `how many: {least if case.how_many < least else most}`"
            self._report(rules.form.WRONG_TYPE, span, advice, what="`how many`", should=should)
        for name, value in case.settings.items():
            setting = self._settings.get(" ".join(name.lower().split()))
            if setting is None:
                span = self._tree.key_span((index, "settings", name))
                self._unknown(span, name, self._ritual.settings, "no settings")
                continue
            span = self._tree.value_span((index, "settings", name))
            self._value(setting, value, span, within_limits=True)

    def _value(self, setting: Setting, text: str, span: Span, *, within_limits: bool) -> None:
        value = setting.value_of(text)
        if value is None and setting.kind == "length":
            self._report(rules.form.BAD_DURATION, span, value=text)
        elif value is None or (within_limits and not setting.allows(value)):
            known = setting.range_text()
            self._report(rules.form.BAD_CHOICE, span, key=setting.name, value=text, known=known)

    def _unknown(self, span: Span, name: str, known: Iterable[str], none: str) -> None:
        there = list(known)
        near = closest(name, there)
        self._report(
            rules.references.UNKNOWN_NAME,
            span,
            f"did you mean `{near}`?" if near else "",
            name=name,
            known=", ".join(there) or none,
        )

    def _case(self, case: Case, index: int) -> None:
        kept = {*self._ritual.settings, *self._possible.kept}
        taken = before(self._ritual, case)
        known = {*case.memory} - {*taken.unknown}
        for name, value, able in taken.unlike:
            if name.lower() not in self._settings:
                span = self._tree.value_span((index, "memory", name))
                self._report(
                    rules.references.UNKNOWN_ANSWER, span, subject=name, value=value, known=able
                )
        memory = {name: texts_of(value) for name, value in case.memory.items()}
        after = {name: (value,) for name, value in case.remember.items()}
        for section, values in (("memory", memory), ("remember", after)):
            for name, (value, *_) in values.items():
                setting = self._settings.get(name.lower())
                if setting is not None:
                    span = self._tree.value_span((index, section, name))
                    self._value(setting, value, span, within_limits=section == "remember")
                elif name not in kept and not (section == "memory" and name in known):
                    span = self._tree.key_span((index, section, name))
                    self._unknown(span, name, sorted(kept), "nothing")
        for name, said in case.heard.items():
            self._heard(name, (said,) if isinstance(said, str) else said, case, index)
        if case.stops:
            self._event(case.stops, case, (index, "safe word during"))
        for section, wanted in (("expect", case.expect), ("never", case.never)):
            number = 0
            if len(wanted) > MOST_EVENTS:
                count, most = f"{len(wanted)} events", f"{MOST_EVENTS} events"
                span = self._tree.key_span((index, section))
                self._report(rules.course.TOO_MANY_STEPS, span, count=count, most=most)
                continue
            while number < len(wanted) and len(self._found) < MOST_ERRORS:
                cut = self._cut(wanted, number, (index, section))
                if not cut:
                    self._event(wanted[number], case, (index, section, number))
                number += cut or 1

    def _cut(self, wanted: Sequence[str], number: int, path: Way) -> int:
        """Tell of an event that commas have cut; return in how many pieces, 0 when it is whole."""
        for end in range(number + 2, min(len(wanted), number + MOST_PIECES) + 1):
            whole = ", ".join(wanted[number:end])
            if (
                is_said(whole)
                and not self._possible.may_happen(wanted[number])
                and self._possible.may_happen(whole)
            ):
                start = self._tree.value_span((*path, number))
                last = self._tree.value_span((*path, end - 1))
                length = last.column + last.length - start.column
                span = replace(start, length=length) if start.line == last.line else start
                advice = f"inside brackets a text ends at a comma: write `{quoted(whole)}`"
                self._report(rules.plans.UNKNOWN_EVENT, span, advice, event=wanted[number])
                return end - number
        return 0

    def _heard(self, name: str, said: Sequence[str], case: Case, number: int) -> None:
        path: Way = (number, "heard", name)
        people = people_of(case)
        what, index = whose(name, people)
        if name not in self._possible.answers and index >= 0:
            # Who leads may change from session to session.
            is_place = name.lower().endswith(_OF_PLACES)
            self._of_one(what, people if is_place else people[index : index + 1], name, said, path)
            return
        if len(said) > 1 and len(said) != len(people):
            span, should = self._tree.value_span(path), f"one answer, or {len(people)} of them"
            should = "one answer" if len(people) == 1 else should
            self._report(rules.form.WRONG_TYPE, span, what=f"`{name}`", should=should)
            return
        if name in self._possible.noted:
            return
        if name not in self._possible.answers:
            known = dict.fromkeys((*self._possible.answers, *sorted(self._possible.noted)))
            self._unknown(self._tree.key_span(path), name, known, "no questions")
            return
        self._answered(name, said, path)

    def _answered(self, name: str, said: Sequence[str], path: Way) -> None:
        """Check that what is answered to a question is an answer to it."""
        if name not in self._possible.answers:
            return
        known_answers = (*self._possible.answers[name], "nothing", "pass")
        for number, answer in enumerate(said):
            if answer in known_answers:
                continue
            near = closest(answer, known_answers)
            at = (*path, number) if len(said) > 1 else path
            self._report(
                rules.references.UNKNOWN_ANSWER,
                self._tree.value_span(at),
                f"did you mean `{near}`?" if near else "",
                subject=name,
                value=answer,
                known=either(known_answers[:12]),
            )

    def _of_one(
        self, what: str, whom: Sequence[str], name: str, said: Sequence[str], path: Way
    ) -> None:
        """Check what one of the two answers: `wish of first`, or `wish of A`."""
        asked = any(
            event in self._possible.happens
            for who in whom
            for event in (f"asks {who} about {what}", f"asks {who} for a note: {what}")
        )
        if not asked:
            known = dict.fromkeys((*self._possible.answers, *sorted(self._possible.noted)))
            self._unknown(self._tree.key_span(path), name, known, "no questions")
        elif len(said) > 1:
            span = self._tree.value_span(path)
            advice = f"write `{name}: {said[0]}`"
            self._report(rules.form.WRONG_TYPE, span, advice, what=f"`{name}`", should="one answer")
        else:
            self._answered(what, said, path)

    def _event(self, event: str, case: Case, path: Way) -> None:
        if event == "stopped" and not case.stops:
            if path[1] == "expect":
                span, advice = self._tree.value_span(path), "add `safe word during: …`"
                self._report(rules.plans.UNKNOWN_EVENT, span, advice, event=event)
            return
        person = _PERSON.match(event)
        who = person["who"] if person is not None else ""
        absent = who in PEOPLE and who not in people_of(case)
        if event == "stopped" or (self._possible.may_happen(event) and not absent):
            return
        if who and (absent or who not in PEOPLE):
            span = self._tree.find(path, who)
            advice = "the two of a test plan are called A and B"
            if absent:
                advice = f"add `how many: {PEOPLE.index(who) + 1}`"
            self._report(rules.references.UNKNOWN_NAME, span, advice, name=who)
            return
        if event.startswith(_SILENCE) and self._silence(event[len(_SILENCE) :], path):
            return
        happens = [each for each in self._possible.happens if "{" not in each]
        near = closest(event, happens)
        known = ", ".join([*[each for each in happens if not is_said(each)][:16], "says …"])
        advice = f"did you mean `{near}`?" if near else ""
        self._report(
            rules.plans.UNKNOWN_EVENT, self._tree.value_span(path), advice, event=event, known=known
        )

    def _silence(self, text: str, path: Way) -> bool:
        """Return whether a silence can be so long, or what keeps it from that has been told."""
        length = parse_duration(text)
        if length is None:
            self._report(rules.form.BAD_DURATION, self._tree.find(path, text), value=text)
            return True
        usual = f"{_SILENCE}{short_duration(length)}"
        lengths = [each for each in self._settings.values() if each.kind == "length"]
        if usual not in self._possible.happens and not any(each.allows(length) for each in lengths):
            return False
        if usual != f"{_SILENCE}{text}":
            span, advice = self._tree.value_span(path), f"write `{usual}`"
            self._report(rules.plans.UNKNOWN_EVENT, span, advice, event=f"{_SILENCE}{text}")
        return True
