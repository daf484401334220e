"""Rules about whom a step is for: whoever is called by name should be the one who is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from facilitator.script import rules
from facilitator.script.checking.values import ValueChecks
from facilitator.script.facts.attendance import there
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    CheckInStep,
    ChooseStep,
    ConsentStep,
    NoteStep,
    OfferStep,
    RateStep,
    ReadyStep,
    Step,
    TalkStep,
    TurnsStep,
    kind_of,
    whom,
)
from facilitator.script.yaml_tree import Path

_ONE: Final = r"\{\s*(first|second|other|name)\s*\}"
_CALLED: Final = re.compile(
    rf"(?:(?:^|[.!?…:]\s+|\n[^\S\n]*)(?:(?:and|now|so|but|then|dear|well),?\s+){{0,2}}{_ONE}\s*[,:!–—]"
    rf"|,\s*{_ONE}\s*\?)",
    re.IGNORECASE,
)
"""Somebody called by name where a sentence begins, or where a question ends."""

_PAIR: Final = re.compile(rf"{_ONE}[\s,&]*(?:(?:and|or)[\s,&]*)?{_ONE}", re.IGNORECASE)
"""Both in one breath: "{first}, {second}, sit down"."""

_ASKING: Final = (
    *(AskStep, AskEachStep, RateStep, ChooseStep, OfferStep, ReadyStep, CheckInStep, NoteStep),
    ConsentStep,
)


_NAMED: Final = re.compile(r"\{\s*(first|second|other|name)\s*\}")
_WORDLESS: Final = ("bell", "silence", "remember")
"""Steps in which nobody is told anything."""


class PeopleChecks(ValueChecks):
    """Checks whom steps are for."""

    within_each = False
    """The steps that are being checked stand inside `for each`."""

    def people(self, step: Step, path: Path) -> None:
        """Check a step's `who`, and that its question calls nobody but whom it is put to."""
        who = whom(step)
        at = (*path, "turns", "who") if isinstance(step, TurnsStep) else (*path, "who")
        span = self.tree.value_span(at)
        people = self.ritual.form.people
        alone = who == "second" and 1 in there(self.tree.data, path, people)
        if who in ("first", "second") and self.within_each:
            self.report(rules.people.ONE_INSIDE_EACH, span, who=str(who))
        elif who == "other" and not self.within_each:
            self.report(rules.people.OTHER_OF_WHOM, span)
        elif alone:
            self.report(rules.people.SECOND_MISSING, span, people=people)
        if isinstance(step, (*_ASKING, TurnsStep)):
            self._called(step, path, who)
        elif isinstance(step, TalkStep) and who and self._is_unannounced(path, who) and not alone:
            self.report(rules.people.TALK_UNANNOUNCED, span, who=who)

    def _is_unannounced(self, path: Path, who: str) -> bool:
        """Say whether what is said right before a talk of one alone neither names them nor asks.

        Steps that say nothing are passed over; what asks, or holds steps of its own, is taken to
        tell whose time it is.
        """
        around, index = self._value_at(path[:-1]), path[-1]
        if not isinstance(around, list) or not isinstance(index, int):
            return False
        for step in reversed(around[:index]):
            if not isinstance(step, dict) or not {"say", *_WORDLESS} & step.keys():
                return False
            if "say" in step:
                given = step["say"]
                text = " ".join(map(str, given.values() if isinstance(given, dict) else [given]))
                names = _NAMED.findall(text.lower())
                return "?" not in text and not {who, "name"}.intersection(names)
        return path[:-1] == ("steps",)

    def _value_at(self, path: Path) -> object:
        value = self.tree.data
        for part in path:
            value = value[part]
        return value

    def _called(self, step: Step, path: Path, who: str | None) -> None:
        """Report a question that calls one of the two, and is put to somebody else as well."""
        for at, text in _questions(step, path):
            called = {one or other for one, other in _CALLED.findall(text) if one or other}
            if _PAIR.search(text) or len(called) != 1:
                continue
            (name,) = {each.lower() for each in called}
            if name == who or (name == "other" and not self.within_each):
                continue
            if name == "name" and who != "other":
                continue
            span = self.tree.find(at, f"{{{name}}}")
            advice = self._advice(step, name, who)
            to = self._put_to(step, who)
            self.report(rules.people.ADDRESSED_NOT_ASKED, span, advice, called=name, to=to)
            return

    def _put_to(self, step: Step, who: str | None) -> str:
        """Return in words who answers."""
        if who in ("first", "second", "other"):
            return f"it is put to {{{who}}}"
        if self.within_each and not isinstance(step, ConsentStep):
            return "inside `for each` it is put to {name}"
        if isinstance(step, TurnsStep):
            return "each of the two has this turn"
        if isinstance(step, AskStep | ChooseStep | OfferStep | ReadyStep) or who == "both":
            return "either of the two may answer"
        return "it is put to each of the two"

    def _advice(self, step: Step, name: str, who: str | None) -> str:
        kind = kind_of(step) or ""
        if name == "name":
            return "write {other}, or take `who` out"
        if who in ("first", "second", "other"):
            return f"write `who: {name}`, or call {{{who}}}"
        if self.within_each:
            alone = "write `who: other`" if name == "other" else "write {name}"
            return alone if kind != "consent" else "write {name}"
        if kind == "consent":
            return "write {name}: everybody is asked for consent, by name"
        if kind == "ask each":
            return f"write `ask` instead of `ask each`, with `who: {name}`, or write {{name}}"
        place = " inside `turns`" if kind == "turns" else ""
        by_name = kind in ("rate", "check in", "turns") or (kind == "note" and who != "both")
        each = ", or {name} to ask each by name" if by_name else ""
        each = ", or {name} to give each a turn" if kind == "turns" else each
        return f"add `who: {name}`{place} for {{{name}}} alone{each}"


def _questions(step: Step, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the texts that put a step's question, each with its way in the file."""
    given: list[tuple[Path, object]] = []
    if isinstance(step, TurnsStep):
        inside = (*path, "turns")
        given += [((*inside, "announce"), step.turns.announce)]
        given += [((*inside, "question"), step.turns.question)]
        given += [
            ((*inside, "questions", index), each) for index, each in enumerate(step.turns.questions)
        ]
    elif not isinstance(step, TalkStep):
        kind = kind_of(step) or ""
        field = {"ask each": "ask", "check in": "check"}.get(kind, kind)
        given.append(((*path, kind), getattr(step, field, None)))
    for at, text in given:
        if isinstance(text, str):
            yield at, text
        elif isinstance(text, dict):
            yield from (((*at, choice), variant) for choice, variant in text.items())
