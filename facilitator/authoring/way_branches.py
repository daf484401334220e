"""What follows an answer, told under the answer that leads there."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from facilitator.authoring.way_entries import Entry, Told, pieces
from facilitator.authoring.way_words import Words
from facilitator.engine.flow import Comparison
from facilitator.engine.operations import PASSED
from facilitator.script.conditions import (
    Condition,
    as_answered,
    holds,
    parse_condition,
    parse_several,
)
from facilitator.script.durations import parse_number
from facilitator.script.facts.attendance import asked_by, asks_how_many, possible
from facilitator.script.facts.earlier import is_earlier
from facilitator.script.facts.jars import jar_asked, jars_of, numbers_meant
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    ChooseStep,
    EndStep,
    RateStep,
    Step,
    WhenStep,
)

_MOST_SAID: Final = 3

_OPPOSITES: Final[Mapping[Comparison, Comparison]] = {
    "is": "is not",
    "is not": "is",
    "at least": "less than",
    "less than": "at least",
    "at most": "more than",
    "more than": "at most",
}

_MOST_IN_BRANCH: Final = 8
"""Lines that tell what follows one answer; what goes beyond is left to the voice."""

_MANY_SESSIONS: Final = 50.0
"""How many sessions were held before, as far as a card is concerned, which is for many evenings."""

_USUALLY_IN_A_JAR: Final = "7"
"""How many notes a jar holds, as far as a card is concerned."""


class Branches(Words, ABC):
    """Tells what follows some answers, each under the answer that leads there."""

    @abstractmethod
    def tell(self, steps: Sequence[Step]) -> list[Told]:
        """Return what happens in some steps, in order; ratings in a row as one."""

    @abstractmethod
    def _of_all(self, steps: Sequence[Step]) -> Iterator[Told]:
        """Yield what happens in some steps, each by itself."""

    def _asked_by(self, step: WhenStep) -> frozenset[str]:
        """Return what a condition asks about those who are there."""
        condition = parse_condition(step.when)
        if condition is None:
            return frozenset()
        name = self._lower.get(condition.subject.lower(), "")
        setting = self._ritual.settings.get(name)
        return asked_by(condition, setting.choices if setting is not None else ())

    def _conditional(self, step: WhenStep) -> Iterator[Told]:
        is_so = self._is_so(step.when)
        if is_so is not None:
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        if parse_several(step.when) is not None:
            # On most evenings fewer things are so than are counted.
            yield from self._of_all(step.otherwise or step.do)
            return
        condition = parse_condition(step.when)
        if condition is None:
            return
        if asks_how_many(condition):
            is_so = bool(possible(condition, (self._people,)))
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        if jar_asked(condition, jars_of(self._ritual)):
            # A card is for many evenings, and on most of them there is something in the jar.
            is_so = (_USUALLY_IN_A_JAR in numbers_meant(condition)) == (condition.how != "is not")
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        subject = re.sub(r" of (?:first|second|other)$", "", condition.subject.lower())
        number = parse_number(condition.values[0])
        if is_earlier(subject) and number is not None:
            is_so = holds(condition.how, _MANY_SESSIONS, (float(number),))
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        if subject not in self._asked:
            if condition.values == (PASSED,):  # Mostly people use their turns.
                yield from self._of_all(step.do if condition.how == "is not" else step.otherwise)
            return
        condition = as_answered(condition, self._asked[subject])
        before = self._last_asked
        if_so = self._branch(self._if(condition, subject), step.do)
        self._last_asked = before
        if if_so is None:
            opposite = _opposite(condition)
            if_not = self._branch(self._if(opposite, subject), step.otherwise)
        else:
            if_not = self._branch(self._own.text("card otherwise"), step.otherwise)
        self._last_asked = before
        there = [each for each in (if_so, if_not) if each is not None]
        # One of two ways is not told without the other, nor one choice without the rest.
        is_said = subject not in self._chosen and all(each.is_said for each in there)
        yield from (replace(each, is_said=is_said) for each in there)

    def _branch(self, title: str, steps: Sequence[Step]) -> Told | None:
        """Tell what follows some answers as one entry under them; None for nothing to tell."""
        inner = self.tell(steps)
        last = steps[-1] if steps else None
        if isinstance(last, EndStep) and (said := self._sentences(last.end or "")):
            inner.append(Told(Entry(said[0], lines=said[1:_MOST_SAID]), is_said=True))
        if not inner:
            return None
        is_said = all(told.is_said for told in inner)
        times = [told.entry.time for told in inner if told.entry.time]
        one = times[0] if len(times) == 1 else ""

        def lines_of(some: Iterable[Told]) -> list[str]:
            every = (text for told in some for text in pieces(told.entry, timed=not one))
            return list(dict.fromkeys(every))

        lines = lines_of(inner)
        if len(lines) > _MOST_IN_BRANCH and not is_said:
            lines = lines_of(told for told in inner if not told.is_said)
        if len(lines) > _MOST_IN_BRANCH:
            lines = [*lines[: _MOST_IN_BRANCH - 1], "…"]
        return Told(Entry(title, one, tuple(lines), kind="branch"), is_said=is_said)

    def _if(self, condition: Condition, subject: str) -> str:
        """Return for which answers to a question something follows ("If silence or a walk")."""
        own = self._own
        values = [
            own.text("card last time")
            if value.lower().removeprefix("last ") in self._asked
            and value.lower() not in self._asked
            else self._options.get(value.lower(), value)
            for value in condition.values
        ]
        answers = own.listed(values, "or")
        if condition.how == "is not":
            answers = own.text("card not", answers=answers)
        elif condition.how != "is":
            answers = own.text(f"card {condition.how}", answers=answers)
        is_plain = subject in self._last_asked or subject in self._chosen
        about = "" if is_plain else " about"
        whose = f" {condition.whose}" if condition.whose and self._people > 1 else ""
        name = self._options.get(subject, subject)
        return own.text(f"card if{whose}{about}", name=name, answers=answers)

    def _note_asked(self, step: Step) -> None:
        """Keep in mind by which names conditions ask for the answer to a question."""
        match step:
            case ChooseStep(options=answers) | AskStep(answers=answers):
                pass
            case AskEachStep(answers=answers):
                pass
            case RateStep():
                answers = {}
            case _:
                self._rated = False
                return
        named = tuple(n.lower() for n in (step.remember, step.name) if n)
        self._asked |= dict.fromkeys(named, tuple(answers))
        if isinstance(step, ChooseStep):
            self._chosen |= set(named)
        # Where several are rated in a row, "less than 3" alone would not tell which of them.
        is_one = not (isinstance(step, RateStep) and self._rated)
        self._last_asked = named if is_one else ()
        self._rated = isinstance(step, RateStep)


def _opposite(condition: Condition) -> Condition:
    """Return what is so where a condition is not."""
    whose = {"any": "every", "every": "any"}.get(condition.whose, "")
    return replace(condition, how=_OPPOSITES[condition.how], whose=whose)
