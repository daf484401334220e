"""Rules about answers that a text says: whose they are, and where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from facilitator.script import rules
from facilitator.script.checking.jars import done_in, guarded, lacking_in
from facilitator.script.checking.notes import to_one
from facilitator.script.conditions import Condition, conditions_in
from facilitator.script.diagnostics import Diagnostic, Rule
from facilitator.script.facts.answer_words import Answer, answers_in, said_in
from facilitator.script.facts.lines import Line, lines_of, steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import RepeatStep, SayStep, WhenStep
from facilitator.script.ritual import Ritual
from facilitator.script.yaml_tree import Path, Tree

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_WHOSE: Final = re.compile(r" of (first|second|other)\Z")
_PERSON: Final = re.compile(r" of (first|second)\Z")


def names_of_answers(form: RitualForm | PartForm) -> dict[str, str]:
    """Return everything a text of a file may call an answer that is asked for in it (`wish`,
    `wish of first`, `last wish` and so on), each with the longest word it may be."""
    named: dict[str, str] = {}
    for name, answer in answers_in(form).items():
        longest = max((*answer.words, "five"), key=len)
        lasts = ("last ",) if answer.lasts else ()
        for last in ("", *lasts) if answer.asked else lasts:
            for whose in ("", " of first", " of second", " of other"):
                named[f"{last}{name}{whose}"] = longest
    return named


def check_answers(ritual: Ritual) -> Iterator[Diagnostic]:
    """Yield what is wrong with where answers are said."""
    forms: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    forms += [(part.form, part.tree) for part in ritual.parts.values()]
    settings = set(ritual.settings)
    for form, tree in forms:
        said = said_in(form) - settings
        if not said:
            continue
        answers = {name: answer for name, answer in answers_in(form).items() if name in said}
        order = {path: number for number, (path, _) in enumerate(steps_of(form))}
        repeated = [path for path, step in steps_of(form) if isinstance(step, RepeatStep)]
        for line in lines_of(form):
            if "{" in line.text and line.kind != "remind":
                yield from _line(line, tree, answers, order, repeated)


def check_first_time(ritual: Ritual) -> Iterator[Diagnostic]:
    """Yield what is said the first time as if something had been compared with an earlier one."""
    forms: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    forms += [(part.form, part.tree) for part in ritual.parts.values()]
    for form, tree in forms:
        for path, step in steps_of(form):
            if not isinstance(step, WhenStep):
                continue
            kept = {_kept_from_before(each) for each in conditions_in(step.when)} - {""}
            says = any(isinstance(each, SayStep) for each in step.otherwise)
            if not says or len(kept) != 1:
                continue
            (name,) = kept
            if not guarded(tree, path, partial(_there, name=name)):
                span = tree.key_span((*path, "otherwise"))
                yield Diagnostic(rules.answers.FIRST_TIME, tree.source, span, {"name": name})


def _kept_from_before(condition: Condition) -> str:
    """Return what a condition compares with that an earlier session kept; "" where nothing is."""
    value = " ".join(condition.values[0].lower().split())
    is_one = condition.how not in ("is", "is not") and value.startswith("last ")
    return _WHOSE.sub("", value) if is_one else ""


def _there(condition: Condition, is_so: bool, name: str) -> bool:
    """Say whether a condition lets nobody through while nothing of a name is kept."""
    subject, value = (
        _WHOSE.sub("", each.lower()) for each in (condition.subject, condition.values[0])
    )
    if subject == name:
        return (condition.how == "is not") != is_so
    return value == name and is_so


def _line(
    line: Line, tree: Tree, answers: dict[str, Answer], order: dict[Path, int], loops: list[Path]
) -> Iterator[Diagnostic]:
    for match in _PLACEHOLDER.finditer(line.text):
        said = " ".join(match[1].split())
        is_last = said.startswith("last ")
        answer = answers.get(_WHOSE.sub("", said.removeprefix("last ")))
        if answer is None or not (answer.lasts if is_last else answer.asked):
            continue

        def found(rule: Rule, advice: str = "", at: str = match[0], **values: str) -> Diagnostic:
            return Diagnostic(rule, tree.source, tree.find(line.path, at), values, help=advice)

        if answer.of_each and not _WHOSE.search(said) and not to_one(tree, line.path):
            yield found(rules.notes.NOTE_OF_WHOM, name=said, kind="an answer")
        person = _PERSON.search(said)
        if person is not None and person[1] not in answer.places:
            given = min(answer.places)
            yield found(rules.notes.NOTE_NEVER_SAID, note=answer.name, given=given)
        if is_last:
            continue
        asked = min(answer.asked, key=lambda path: order[path])
        here = order.get(line.step, len(order))
        is_after = here > order[asked] or (line.step == asked and "afterwards" in line.path)
        again = any(line.step[: len(loop)] == loop == asked[: len(loop)] for loop in loops)
        if not is_after and not again:
            advice = "" if answer.lasts else "move it behind the step that asks for it"
            yield found(rules.notes.NOTE_TOO_EARLY, advice, name=said)
    lacking = lacking_in(line, answers)
    name = _WHOSE.sub("", lacking)

    def sees_to_it(condition: Condition, is_so: bool) -> bool:
        subject = _WHOSE.sub("", condition.subject.lower())
        return subject == name.lower() and (condition.how == "is not") != is_so

    if lacking and not guarded(tree, line.step, sees_to_it):
        span = tree.find(line.path, f"{{{lacking}}}")
        values = {"name": name, "done": done_in(line)}
        advice = (
            "put the step into `when: {name} is kept`, and what is {done} instead under `otherwise`"
        )
        rule = rules.notes.NOTE_MISSING_UNSAID
        yield Diagnostic(rule, tree.source, span, values, help=advice)
