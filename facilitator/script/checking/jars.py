"""Rules about what is not there yet: empty jars, and notes that nobody has kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from facilitator.script import rules
from facilitator.script.conditions import KEPT, Condition, parse_condition, parse_repetition
from facilitator.script.diagnostics import Diagnostic, closest
from facilitator.script.durations import spoken_number
from facilitator.script.facts.earlier import EARLIER
from facilitator.script.facts.jars import EMPTY, jar_asked, jar_counts, jars_of, numbers_meant
from facilitator.script.facts.lines import Line, lines_of, steps_of
from facilitator.script.facts.noted import every_step, names_in_session, note_steps
from facilitator.script.facts.tallies import tallies_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import DrawStep, NoteStep, RememberStep, RepeatStep, TalkStep
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import split
from facilitator.script.yaml_tree import Path, Tree

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_WHOSE: Final = re.compile(r" of (first|second|other)\Z")
_BEFORE_SEVERAL: Final = re.compile(r"\{([^{}]*)\}\s+([a-z]+s)\b", re.IGNORECASE)
_ASKS: Final = frozenset(
    {"ready", "ask", "ask each", "rate", "choose", "offer", "note", "consent", "check in"}
)
_SAYS: Final = frozenset({"say", "gesture", "end"})


def check_jars(ritual: Ritual) -> Iterator[Diagnostic]:
    """Yield where a jar is empty, or a note missing, and the step stays silent."""
    forms: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    forms += [(part.form, part.tree) for part in ritual.parts.values()]
    filled = [
        step.jar
        for step in every_step(ritual)
        if isinstance(step, NoteStep | RememberStep) and step.jar is not None
    ]
    for form, tree in forms:
        for path, step in steps_of(form):
            if isinstance(step, DrawStep):
                if step.draw in ritual.form.decks and step.draw not in filled:
                    span = tree.value_span((*path, "draw from"))
                    values = {"deck": step.draw}
                    yield Diagnostic(rules.jars.DECK_NOT_JAR, tree.source, span, values)
                else:
                    yield from _drawn(step, path, tree, filled)
            if isinstance(step, RepeatStep):
                drawn = {
                    each.draw
                    for at, each in steps_of(form)
                    if isinstance(each, DrawStep) and at[: len(path)] == path
                }
                yield from _emptied(step, path, tree, drawn)
    notes = {name for step in note_steps(ritual) for name in names_in_session(step)}
    tallies = {
        name.lower()
        for step in every_step(ritual)
        if isinstance(step, TalkStep)
        for name in step.count
    }
    counts = {*tallies, *EARLIER, *tallies_of(ritual), *jar_counts(jars_of(ritual))}
    for line in lines_of(ritual.form):
        yield from _missing(ritual.tree, line, notes)
        yield from _counted(ritual.tree, line, counts)


def _drawn(step: DrawStep, path: Path, tree: Tree, filled: list[str]) -> Iterator[Diagnostic]:
    texts = step.say.values() if isinstance(step.say, dict) else (step.say,)
    if not all("slip" in _names(text) for text in texts):
        yield Diagnostic(rules.jars.SLIP_UNREAD, tree.source, tree.key_span((*path, "say")))
    jar = step.draw
    span = tree.value_span((*path, "draw from"))
    near = closest(jar, filled)
    if jar not in filled and near:
        advice = f"did you mean `{near}`?"
        yield Diagnostic(rules.jars.JAR_NEVER_FILLED, tree.source, span, {"jar": jar}, help=advice)
    elif step.none is None and not guarded(tree, path, lambda c, way: _not_empty(c, way, jar)):
        yield Diagnostic(rules.jars.JAR_EMPTY_UNSAID, tree.source, span, {"jar": jar})


def _emptied(
    step: RepeatStep, path: Path, tree: Tree, drawn: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield where drawing is repeated until a jar holds fewer notes, which it never does."""
    repetition = parse_repetition(step.repeat)
    until = repetition.until if repetition is not None else None
    if until is None:
        return
    subject = until.subject.lower()
    jar = subject.removeprefix("number in ")
    is_fewer = until.how in ("less than", "at most")
    is_nothing = until.how == "is" and until.values[0].lower() in (EMPTY, "0", "zero")
    if jar in drawn and (is_nothing or (is_fewer and jar != subject)):
        span = tree.value_span((*path, "repeat"))
        yield Diagnostic(rules.jars.NEVER_EMPTIED, tree.source, span, {"jar": jar})


def _missing(tree: Tree, line: Line, notes: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a finding where all a step says or asks waits for a note that may not be there."""
    lacking = lacking_in(line, notes)
    name = _WHOSE.sub("", lacking)
    if not lacking or guarded(tree, line.step, lambda c, way: _kept(c, way, name)):
        return
    span = tree.find(line.path, f"{{{lacking}}}")
    values = {"name": name, "done": done_in(line)}
    yield Diagnostic(rules.notes.NOTE_MISSING_UNSAID, tree.source, span, values)


def lacking_in(line: Line, names: Collection[str]) -> str:
    """Return what stands in braces that may not be there, where every sentence of what a step says
    or asks waits for it; "" for none."""
    key = line.path[len(line.step)] if len(line.path) > len(line.step) else ""
    if key != line.kind or line.kind not in _ASKS | _SAYS:
        return ""
    lacking = ""
    for cut in split(line.text):
        noted = [n for n in _names(cut.text) if _WHOSE.sub("", n.removeprefix("last ")) in names]
        if not noted:
            return ""
        lacking = lacking or noted[0]
    return lacking if lacking.startswith("last ") or line.kind in _ASKS else ""


def done_in(line: Line) -> str:
    """Return what a step does with its line: it is asked, or said."""
    return "asked" if line.kind in _ASKS else "said"


def _counted(tree: Tree, line: Line, counts: Collection[str]) -> Iterator[Diagnostic]:
    """Yield where a number is said before a word for several, and may be none or one."""
    for match in _BEFORE_SEVERAL.finditer(line.text):
        name = " ".join(match[1].split())
        if name.lower() not in counts or match[2].lower().endswith(("ss", "us", "is")):
            continue
        few = _possible(tree, line.step, name.lower()) & {0, 1}
        if few:
            span = tree.find(line.path, match[0])
            number = spoken_number(max(few)) if 1 in few else "none"
            values = {"name": name, "said": f"{number} {match[2]}", "things": match[2]}
            yield Diagnostic(rules.jars.COUNTED_PLURAL, tree.source, span, values)


def _possible(tree: Tree, path: Path, name: str) -> set[int]:
    """Return which numbers below three a count may be where a step stands."""
    there = {0, 1, 2}
    data = tree.data
    for part, after in zip(path, (*path[1:], ""), strict=True):
        data = data[part]
        if not isinstance(data, dict) or after not in ("do", "otherwise"):
            continue
        condition = parse_condition(str(data.get("when", "")))
        if condition is None:
            continue
        subject = condition.subject.lower()
        is_empty = [value.lower() for value in condition.values] == [EMPTY]
        if subject == name or (is_empty and name in jar_counts((subject,))):
            meant = {int(number) for number in numbers_meant(condition)[:3] if int(number) < 3}
            holds = ({0, 1, 2} - meant) if condition.how == "is not" else meant
            there &= holds if after == "do" else {0, 1, 2} - holds
    return there


def guarded(tree: Tree, path: Path, holds: Callable[[Condition, bool], bool]) -> bool:
    """Say whether a `when` around a step sees to it that something is there; `holds` is given
    its condition, and whether it is so where the step stands."""
    data = tree.data
    for part, after in zip(path, (*path[1:], ""), strict=True):
        data = data[part]
        if isinstance(data, dict) and isinstance(data.get("when"), str):
            condition = parse_condition(data["when"])
            is_inside = condition is not None and after in ("do", "otherwise")
            if condition is not None and is_inside and holds(condition, after == "do"):
                return True
    return False


def _not_empty(condition: Condition, is_so: bool, jar: str) -> bool:
    """Say whether a condition lets nobody through while a jar is empty."""
    if not jar_asked(condition, (jar,)):
        return False
    when_empty = ("0" in numbers_meant(condition)) != (condition.how == "is not")
    return when_empty != is_so


def _kept(condition: Condition, is_so: bool, name: str) -> bool:
    """Say whether a condition lets nobody through while a note is missing."""
    if [value.lower() for value in condition.values] != [KEPT]:
        return False
    subject = _WHOSE.sub("", condition.subject.lower())
    return subject == name.lower() and (condition.how == "is") == is_so


def _names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in _PLACEHOLDER.findall(text)]
