"""All that a test plan can name of a ritual: what may happen, be answered and be kept in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from facilitator.engine.operations import (
    Ask,
    DrawSlip,
    Operation,
    PutIn,
    Remember,
    Say,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.script.compiling.leading import LEAD
from facilitator.script.compiling.settling import asked_first, conversation
from facilitator.script.facts.lines import lines_of
from facilitator.script.facts.noted import every_step
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import ForEachStep, RemindStep, RepeatStep, Step, WhenStep
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import PEOPLE, about, before, compiled, events, people_of
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import split

_Form = TypeVar("_Form", RitualForm, PartForm)

_SAYS: Final = "says "
_EITHER_WAY: Final = "this way is possible"
"""A condition that no setting and nothing remembered settles, so that both ways are written."""

_ONLY_BEFORE: Final[dict[str, object]] = {
    "people": "",
    "heard": {},
    "stops": "",
    "expect": [],
    "never": [],
    "remember": {},
}
"""A case of which only counts what is so before it begins."""

_ASKED: Final = frozenset(
    {"ready", "ask", "ask each", "rate", "choose", "offer", "note", "consent", "check in", "again"}
    | {"announce", "question", "questions", "thanks", "last one", "remind", "why", "decks"}
)
"""Keys of texts that are no event of their own: questions, and what belongs to a turn."""


@dataclass(slots=True)
class Possible:
    """What a ritual may do, over all its settings, answers and days.

    Attributes:
        happens: Every event in the words of plans, in the order of the ritual.
        answers: By what a question is about, all that counts as an answer to it.
        noted: Names of the notes that are asked for.
        kept: Names of what the journal may hold.
        said: What it may say, in small letters.
        filled: What it may say once placeholders are filled in: what stands around these, in
            small letters.
    """

    happens: dict[str, None] = field(default_factory=lambda: {"end completed": None})
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    kept: dict[str, None] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    filled: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, ritual: Ritual, cases: Sequence[Case]) -> Possible:
        """Return what may happen in a ritual, also in one that begins as some cases do."""
        possible = cls()
        for program in _programs(ritual, cases):
            for operation in program.operations:
                possible._learn(operation, program)
        possible.kept.update(dict.fromkeys(_kept_by(ritual)))
        told = (event[len(_SAYS) :] for event in possible.happens if is_said(event))
        sentences = {*_written(ritual), *told}
        pieces = [re.split(r"\{[^{}]*\}", each.lower()) for each in sentences]
        possible.said = {each[0] for each in pieces if len(each) == 1}
        possible.filled = [each for each in pieces if len(each) > 1]
        return possible

    def may_happen(self, event: str) -> bool:
        """Return whether an event is one of those of the ritual, or something it may say."""
        if not is_said(event):
            return event in self.happens
        said = event[len(_SAYS) :].lower()
        return said in self.said or any(_fits(said, each) for each in self.filled)

    def _learn(self, operation: Operation, program: Program) -> None:
        match operation:
            case Remember(name=name) | PutIn(jar=name):
                self.kept[name] = None
            case DrawSlip(jar=name):
                self.happens.update({f"draws from {name}": None, f"finds {name} empty": None})
            case Say(sentences=sentences) | Ask(question=sentences):
                noted = [each.text for each in sentences if "{~" in each.text]
                told = [each.text for each in sentences] if isinstance(operation, Say) else noted
                self.happens.update({f"{_SAYS}{text}": None for text in told})
            case TakeNote(who=who, name=name):
                self.noted.add(name.removesuffix(f" of {who}") if who else name)
        if isinstance(operation, Ask) or (isinstance(operation, Turn) and operation.remember):
            means = [*operation.answers, *(w for ways in operation.answers.values() for w in ways)]
            key = about(operation)
            self.answers[key] = tuple(dict.fromkeys((*self.answers.get(key, ()), *means)))
        if not isinstance(operation, Say):
            happens = events(operation, program, {})
            self.happens.update({each: None for each in happens if not is_said(each)})


def is_said(event: str) -> bool:
    """Return whether an event is a sentence said."""
    return event.startswith(_SAYS)


def _programs(ritual: Ritual, cases: Sequence[Case]) -> Iterator[Program]:
    """Yield what the ritual may be, with both ways of every condition written out: as usual,
    on each day of a programme, and as each case has it."""
    open_ritual = replace(
        ritual,
        form=_either_way(ritual.form),
        parts={
            name: replace(part, form=_either_way(part.form)) for name, part in ritual.parts.items()
        },
    )
    usual = Case.model_validate({"people": ""})
    days = range(1, len(ritual.form.days) + 1)
    given = [usual.model_copy(update={"memory": {"day": str(day)}}) for day in days] or [usual]
    given += [case.model_copy(update=_ONLY_BEFORE) for case in cases]
    for index, case in enumerate(given):
        if case in given[:index]:
            continue
        yield compiled(open_ritual, case, before(open_ritual, case))
    yield from _conversations(ritual, cases)


def _conversations(ritual: Ritual, cases: Sequence[Case]) -> Iterator[Program]:
    """Yield what asks for settings by voice, with each value that is usual in some case."""
    names = asked_first(ritual, {}, (), everything=True, people=PEOPLE[:2])
    heard = {name.lower() for case in cases for name in case.heard}
    is_asked = any(name == LEAD or ritual.settings[name].at_start for name in names)
    if not is_asked and not heard & {name.lower() for name in names}:
        return
    done = []
    for case in cases:
        kept = {name: v for name, v in before(ritual, case).values.items() if name in names}
        usual = {**kept, **case.settings}
        people, settings = people_of(case), case.settings
        if (usual, people) not in done:
            done.append((usual, people))
            yield conversation(ritual, names, partners=people, settings=settings, memory=kept)


def _written(ritual: Ritual) -> Iterator[str]:
    """Yield the sentences as written, which other settings and notes may bring about."""
    parts = [lines_of(part.form) for part in ritual.parts.values()]
    for lines in (lines_of(ritual.form), *parts):
        for line in lines:
            if not _ASKED.intersection(line.path):
                yield from (cut.text for cut in split(line.text))


def _fits(said: str, around: Sequence[str]) -> bool:
    """Return whether a text may be one whose placeholders are filled in, with one letter at least,
    given what stands around them."""
    first, *between, last = around
    at = len(first) + 1
    for piece in between:
        found = said.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece) + 1
    return said.startswith(first) and said.endswith(last) and len(said) - len(last) >= at


def _kept_by(ritual: Ritual) -> Iterator[str]:
    """Yield what earlier sessions may have kept, besides what this one writes."""
    yield from (f"{name} comfortable" for name in ritual.settings)
    yield from (f"{name} drawn" for name in ritual.form.decks)
    for step in every_step(ritual):
        if isinstance(step, RemindStep) and step.remember:
            yield step.remember


def _either_way(form: _Form) -> _Form:
    """Return a form whose conditions are all left open."""
    changed: dict[str, object] = {"steps": [_opened(step) for step in form.steps]}
    if isinstance(form, RitualForm):
        changed["days"] = [
            day.model_copy(update={"steps": [_opened(step) for step in day.steps]})
            for day in form.days
        ]
    return form.model_copy(update=changed)


def _opened(step: Step) -> Step:
    changed: dict[str, object] = {}
    if isinstance(step, WhenStep | RepeatStep | ForEachStep):
        changed["do"] = [_opened(each) for each in step.do]
    if isinstance(step, WhenStep):
        changed["when"] = _EITHER_WAY
        changed["otherwise"] = [_opened(each) for each in step.otherwise]
    return step.model_copy(update=changed)
