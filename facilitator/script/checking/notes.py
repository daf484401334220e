"""Rules about spoken notes: whose they are, and where they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from facilitator.script import rules
from facilitator.script.conditions import Condition, conditions_in, parse_repetition
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.facts.lines import lines_of, steps_of
from facilitator.script.facts.noted import (
    alone_in_braces,
    every_step,
    is_note_kept,
    kept_as,
    names_in_session,
    note_steps,
    values_of,
)
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import NoteStep, RememberStep, RepeatStep, WhenStep
from facilitator.script.ritual import Ritual
from facilitator.script.yaml_tree import Path, Tree

EXAMPLE_NOTE: Final = "a walk after dinner"
"""What a note may say, for checking texts that hold one."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_WHOSE: Final = re.compile(r" of (first|second|other)\Z")
_PERSON: Final = re.compile(r" of (first|second)\Z")
_TO_ONE: Final = ("ask each", "consent", "turns", "rate", "check in")


def names_of_notes(ritual: Ritual) -> tuple[str, ...]:
    """Return everything a text may call a note: `need`, `need of first`, `last need` and so on."""
    named: list[str] = []
    for step in note_steps(ritual):
        lasts = [f"last {kept_as(step)}"] if step.remember else []
        named += [
            name + whose
            for name in (*names_in_session(step), *lasts)
            if name
            for whose in ("", " of first", " of second", " of other")
        ]
    mine = {name for step in note_steps(ritual) for name in names_in_session(step)}
    for each in every_step(ritual):
        if isinstance(each, RememberStep) and is_note_kept(each, mine):
            whose = ("", " of first", " of second", " of other")
            named += [f"last {each.remember}{of}" for of in whose]
    return tuple(dict.fromkeys(named))


def check_notes(ritual: Ritual) -> Iterator[Diagnostic]:
    """Yield what is wrong with where notes are read.

    Shared parts are looked at for what they read only: they may be used anywhere.
    """
    steps = list(steps_of(ritual.form))
    notes: dict[str, set[str]] = {}
    for note in note_steps(ritual):
        for name in names_in_session(note):
            notes.setdefault(name, set()).add(note.who)
    taken: dict[str, int] = {}
    for number, (_, step) in enumerate(steps):
        if isinstance(step, NoteStep):
            for name in names_in_session(step):
                taken.setdefault(name, number)
    order = {path: number for number, (path, _) in enumerate(steps)}
    repeated = [path for path, step in steps if isinstance(step, RepeatStep)]
    for line in lines_of(ritual.form):
        if line.kind == "remind":
            continue
        for match in _PLACEHOLDER.finditer(line.text):
            said = " ".join(match.group(1).split())
            name = _WHOSE.sub("", said.removeprefix("last "))
            whose = notes.get(name)
            if whose is None:
                continue
            span = ritual.tree.find(line.path, match.group())
            has_several = len(whose) > 1 or not whose.isdisjoint(("each", "other"))
            if has_several and not _WHOSE.search(said) and not to_one(ritual.tree, line.path):
                values = {"name": said, "kind": "a note"}
                yield Diagnostic(rules.notes.NOTE_OF_WHOM, ritual.tree.source, span, values)
            person = _PERSON.search(said)
            if person is not None and whose <= {"first", "second"} - {person[1]}:
                values = {"note": name, "given": min(whose)}
                yield Diagnostic(rules.notes.NOTE_NEVER_SAID, ritual.tree.source, span, values)
            at = order.get(line.step, len(steps))
            again = any(line.step[: len(path)] == path for path in repeated)
            if not said.startswith("last ") and at <= taken.get(name, -1) and not again:
                values = {"name": said}
                yield Diagnostic(rules.notes.NOTE_TOO_EARLY, ritual.tree.source, span, values)
    read = _read(ritual)
    for path, step in steps:
        if not isinstance(step, NoteStep) or step.remember or step.jar or not step.name:
            continue
        if step.name.lower() not in read:
            span = ritual.tree.value_span((*path, "as"))
            yield Diagnostic(rules.notes.NOTE_UNREAD, ritual.tree.source, span, {"name": step.name})


def to_one(tree: Tree, path: Path) -> bool:
    """Say whether a line is said to one of the two by name."""
    data = tree.data
    for part in path:
        if isinstance(data, dict) and _addresses_one(data):
            return path[-1] not in ("if no", "if nobody answers", "if yellow", "if red")
        data = data[part]
    return False


def _addresses_one(step: Mapping[str, object]) -> bool:
    if "note" in step:
        return step.get("who") != "both"
    return "for each" in step or "who" in step or any(kind in step for kind in _TO_ONE)


def _read(ritual: Ritual) -> set[str]:
    """Return the names of notes that a text or a condition reads, in small letters."""
    read: set[str] = set()
    forms: list[RitualForm | PartForm] = [ritual.form]
    forms += [part.form for part in ritual.parts.values()]
    for form in forms:
        for line in lines_of(form):
            read |= {_name(match) for match in _PLACEHOLDER.findall(line.text)}
        for _, step in steps_of(form):
            conditions: tuple[Condition, ...] = ()
            if isinstance(step, WhenStep):
                conditions = conditions_in(step.when)
            elif isinstance(step, RepeatStep):
                repetition = parse_repetition(step.repeat)
                until = repetition.until if repetition is not None else None
                conditions = () if until is None else (until,)
            elif isinstance(step, RememberStep):
                read |= {_name(alone_in_braces(text)) for text in values_of(step)}
            read |= {_name(condition.subject) for condition in conditions}
    return read


def _name(text: str) -> str:
    return _WHOSE.sub("", " ".join(text.split()).lower().removeprefix("last "))
