"""What conditions may ask for, and what they compare it with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from facilitator.engine.operations import PASSED
from facilitator.script import phrases, rules
from facilitator.script.checking import outcomes
from facilitator.script.checking.kept import KeptChecks
from facilitator.script.conditions import KEPT, Condition, as_answered, holds
from facilitator.script.diagnostics import Span, closest, either
from facilitator.script.durations import parse_number
from facilitator.script.facts.attendance import PEOPLE, asks_how_many, possible
from facilitator.script.facts.earlier import is_earlier
from facilitator.script.facts.jars import COUNTS, EMPTY, jar_counts
from facilitator.script.facts.remembered import answers_kept
from facilitator.script.facts.tallies import tallies_of
from facilitator.script.forms.schema import RateStep
from facilitator.script.forms.values import MOST_TIMES
from facilitator.script.mending.conditions import composed, condition_meant
from facilitator.script.settings import Setting
from facilitator.script.yaml_tree import Path

_SCALE: Final = re.compile(
    r"\b(?:(?:from |between )?(?P<low>\w+) ?(?:to|and|[-–]) ?|out of )(?P<high>\w+)\b"
    r"(?! \w*(?:sec|min|hour|day|week|month|year))",
    re.IGNORECASE,
)
"""A scale that a question speaks of."""

_SIGNS: Final = {"less than": "<", "at most": "<=", "more than": ">", "at least": ">="}


class ConditionChecks(KeptChecks):
    """Checks what conditions ask for, and what it is compared with."""

    def condition(self, condition: Condition, text: str, span: Span) -> None:
        """Check a condition whose text stands at a place."""
        before = len(self.found)
        self._meaning(condition, text, span)
        if len(self.found) == before:
            self._settled(condition, text, span)

    def _meaning(self, condition: Condition, text: str, span: Span) -> None:
        """Check that what is compared is there, and can be compared so."""
        subject = condition.subject.lower()
        if parse_number(subject) is not None:
            advice = "what is compared stands on the left, what with on the right"
            self.report(rules.references.BAD_CONDITION, span, advice, text=text)
            return
        if asks_how_many(condition) and subject not in self.answers:
            self._how_many(condition, text, span)
            return
        known = {*self.answers, *jar_counts(self.jars), *(n.lower() for n in self.settings)}
        possible = self._answers_to(subject) or ()
        advice = condition_meant(condition, known)
        if advice and condition.values[0].lower() not in {each.lower() for each in possible}:
            self.report(rules.references.BAD_CONDITION, span, advice, text=text)
            return
        if self._of_jar(condition, text, span):
            return
        answers = self._answers_to(subject)
        if answers is not None:
            self._answer(as_answered(condition, answers), answers, text, span)
            return
        setting = self._setting(subject)
        if setting is None:
            self.unknown(condition.subject, [*self.settings, *self.answers], span)
            return
        self.used.add(setting.name)
        self._compared(setting, condition, text, span)

    def _how_many(self, condition: Condition, text: str, span: Span) -> None:
        """Check a condition about how many people are there."""
        if not all(parse_number(value) is not None for value in condition.values):
            advice = "compare with a number: `people is 1`, or `people is at least 3`"
            self.report(rules.references.BAD_CONDITION, span, advice, text=text)
            return
        least, most = self._attending()
        numbers = tuple(range(least, most + 1))
        if not possible(condition, numbers):
            how = "" if condition.how in ("is", "is not") else f"{condition.how} "
            value = how + " or ".join(condition.values)
            can_be = either(tuple(map(str, numbers))).replace("`", "")
            known = f"{can_be}, as this ritual is for {self.ritual.form.people}"
            self.report(
                rules.references.UNKNOWN_ANSWER,
                span,
                subject=condition.subject,
                value=value,
                known=known,
            )

    def _settled(self, condition: Condition, text: str, span: Span) -> None:
        """Report a condition that always holds where it stands, or never."""
        domain, condition = self._domain(condition)
        setting = self._setting(condition.subject.lower())
        holds_always: bool | None = None
        why = ""
        if domain is not None:
            holds_always = outcomes.settled(condition, domain, self.facts)
            why = outcomes.reason(domain, self.facts)
        elif setting is not None:
            holds_always = outcomes.out_of_limits(setting, condition)
            why = f"`{setting.name}` can be {setting.range_text()}"
        if holds_always is not None:
            how = "is always so" if holds_always else "can never be so"
            self.report(rules.course.SETTLED, span, text=text, how=how, why=why)

    def assume(self, condition: Condition, *, is_so: bool) -> None:
        """Take a condition as known to hold, or not to, for the steps inside it."""
        domain, condition = self._domain(condition)
        if domain is not None:
            self.facts = outcomes.assuming(condition, domain, self.facts, is_so=is_so)

    def holds_unanswered(self, condition: Condition) -> bool | None:
        """Return whether a condition holds where nobody has answered what it asks for; None where
        it asks for no answer of this session."""
        subject = condition.subject.lower()
        if subject not in self._unanswered:
            return None
        value = self._unanswered[subject]
        condition = as_answered(condition, self.answers[subject])
        if condition.how in ("is", "is not"):
            return (value in {each.lower() for each in condition.values}) == (condition.how == "is")
        number, other = parse_number(value), parse_number(condition.values[0])
        if number is None or other is None:
            return False
        return holds(condition.how, float(number), (float(other),))

    def _domain(self, condition: Condition) -> tuple[outcomes.Domain | None, Condition]:
        """Return what the subject of a condition may be, and the condition as it is meant; None
        where that is not known, or depends on what is in a jar."""
        subject = condition.subject.lower()
        answers = self._answers_to(subject)
        if subject in jar_counts(self.jars) or subject in self.jars:
            return None, condition
        if subject in tallies_of(self.ritual):
            return None, condition
        if asks_how_many(condition) and answers is None:
            return outcomes.of_people(self._attending()), condition
        if answers is not None:
            is_one = self._alone.get(subject, subject.endswith((" of first", " of second")))
            is_one = is_one and not subject.startswith("last ")
            domain = outcomes.of_answer(subject, answers, is_one=is_one)
            return domain, as_answered(condition, answers)
        setting = self._setting(subject)
        if setting is None:
            return None, condition
        return outcomes.of_setting(setting), as_answered(condition, setting.choices)

    def _attending(self) -> tuple[int, int]:
        """Return how many people there can be at least and at most: in a shared part, which serves
        all kinds of rituals, as many as in any."""
        is_part = self.tree is not self.ritual.tree
        return PEOPLE["one or more" if is_part else self.ritual.form.people]

    def _of_jar(self, condition: Condition, text: str, span: Span) -> bool:
        """Check a condition about a jar; say whether it was one."""
        subject = condition.subject.lower()
        counted = next((each for each in COUNTS if subject.startswith(each)), "")
        if counted and subject not in self.answers:
            numbers = [parse_number(value) for value in condition.values]
            if subject not in jar_counts(self.jars):
                known = jar_counts(self.jars)
                near = closest(subject, known)
                advice = f"did you mean `{near}`?" if near else ""
                there = ", ".join(known) or "no jars"
                self.report(
                    rules.references.UNKNOWN_NAME, span, advice, name=condition.subject, known=there
                )
            elif len(condition.values) == 1 and self._is_name(condition.values[0]):
                self._by_name(condition, "number", span)
            elif None in numbers and condition.values != (EMPTY,):
                self.report(rules.references.BAD_CONDITION, span, text=text)
            return True
        if subject in self.jars and subject not in self.answers:
            if condition.how in ("is", "is not") and condition.values == (EMPTY,):
                return True
            if condition.how in ("is", "is not"):
                self._never(condition, (EMPTY,), span)
            else:
                advice = f"write `number in {text.strip()}`"
                self.report(rules.references.BAD_CONDITION, span, advice, text=text)
            return True
        return subject in self.jars and condition.values == (EMPTY,)

    def _answers_to(self, name: str) -> tuple[str, ...] | None:
        """Return what an answer of this session or the last may be; None when it is none."""
        answers = self.answers.get(name)
        if answers is None and name.startswith("last "):
            kept = answers_kept(self.ritual)
            answers = kept.get(name.removeprefix("last ").strip(), kept.get(name))
        is_number = name in jar_counts(self.jars)
        is_number |= is_earlier(name) and self._setting(name) is None
        return phrases.COUNTED if answers is None and is_number else answers

    def _answer(
        self, condition: Condition, answers: tuple[str, ...], text: str, span: Span
    ) -> None:
        """Check what an answer is compared with: one of its values, a number, or another name."""
        value = condition.values[0]
        is_number = "5" in answers
        lower = {each.lower() for each in answers}
        by_word = condition.how in ("is", "is not")
        if by_word and (value.lower() in lower or len(condition.values) > 1):
            self._never(condition, answers, span)
        elif is_number and not by_word and parse_number(value) is not None:
            self._out_of_scale(condition, answers, span)
        elif self._is_name(value):
            self._by_name(condition, "number" if is_number else "words", span)
        elif by_word:
            self._never(condition, answers, span)
        elif is_number:
            advice = composed(value)
            if advice:
                self.report(rules.references.BAD_CONDITION, span, advice, text=text)
            else:
                self.unknown(value, [*self._numbers(), "or a number"], span)
        else:
            can = either(tuple(answers))
            advice = f"`{condition.subject}` is answered in words; it can be {can}"
            self.report(rules.references.BAD_CONDITION, span, advice, text=text)

    def _out_of_scale(self, condition: Condition, answers: tuple[str, ...], span: Span) -> None:
        """Report a rating compared with a number that none can be."""
        numbers = [number for each in answers if (number := parse_number(each)) is not None]
        given = parse_number(condition.values[0])
        if given is None or len(numbers) > len(phrases.NUMBERS):
            return
        value = f"{condition.how} {condition.values[0]}"
        known = either(tuple(map(str, numbers)))
        held = [holds(condition.how, float(each), (float(given),)) for each in numbers]
        if not any(held):
            self.report(
                rules.references.UNKNOWN_ANSWER,
                span,
                subject=condition.subject,
                value=value,
                known=known,
            )
        elif all(held) and given not in numbers:
            advice = f"this is so with any number: it can be {known}"
            self.report(
                rules.references.BAD_CONDITION, span, advice, text=f"{condition.subject} is {value}"
            )

    def scale(self, step: RateStep, path: Path) -> None:
        """Check that the question of a rating speaks of no other scale than one to five."""
        texts = step.rate.items() if isinstance(step.rate, dict) else [("", step.rate)]
        for choice, text in texts:
            at = (*path, "rate", choice) if choice else (*path, "rate")
            for match in _SCALE.finditer(text):
                low, high = (parse_number(each or "1") for each in match.group("low", "high"))
                if low is None or high is None or (low, high) == (1, 5) or low >= high:
                    continue
                span = self.tree.find(at, match.group())
                self.report(rules.answers.OTHER_SCALE, span, scale=match.group())

    def _is_name(self, name: str) -> bool:
        """Say whether a text names something that may be compared."""
        low = " ".join(name.lower().split())
        return self._answers_to(low) is not None or self._setting(low) is not None

    def _numbers(self) -> list[str]:
        """Return the names of what holds numbers so far."""
        settings = [s.name for s in self.settings.values() if s.kind == "number"]
        return settings + [name for name, answers in self.answers.items() if "5" in answers]

    def _by_name(self, condition: Condition, kind: str, span: Span) -> None:
        """Check that what a name on the right stands for is of the kind of the subject."""
        name = " ".join(condition.values[0].lower().split())
        answers, setting = self._answers_to(name), self._setting(name)
        other = "words"
        if answers is not None:
            other = "number" if "5" in answers else "words"
        elif setting is not None:
            self.used.add(setting.name)
            other = setting.kind if setting.kind in ("number", "length") else "words"
        advice = ""
        if condition.is_extreme and setting is None:
            so = f"{condition.subject} {_SIGNS[condition.how]} {condition.values[0]}"
            advice = f"write `any {so}` or `every {so}`"
        elif kind == other != "words":
            return
        elif "words" in (kind, other):
            named = condition.subject if kind == "words" else condition.values[0]
            advice = f"`{named}` is no number; only ratings, tallies and numbers compare by name"
        else:
            advice = "a length of time compares with another length, a number with a number"
        self.report(
            rules.references.NOT_COMPARABLE,
            span,
            advice,
            one=condition.subject,
            other=condition.values[0],
        )

    def _compared(self, setting: Setting, condition: Condition, text: str, span: Span) -> None:
        if setting.kind == "hour":
            self.report(rules.references.BAD_CONDITION, span, text=text)
            return
        if setting.kind != "choice" and len(condition.values) == 1:
            value = condition.values[0]
            if setting.value_of(value) is None and self._is_name(value):
                self._by_name(condition, setting.kind, span)
                return
        if setting.kind == "choice":
            condition = as_answered(condition, setting.choices)
            if condition.how not in ("is", "is not"):
                self.report(rules.references.BAD_CONDITION, span, text=text)
            self._never(condition, setting.choices, span)
            return
        for value in condition.values:
            if setting.value_of(value) is None:
                if setting.kind == "length":
                    self.report(rules.form.BAD_DURATION, span, value=value)
                else:
                    self.report(
                        rules.form.WRONG_TYPE,
                        span,
                        f"for example `{setting.name} is at least 3`",
                        what=f"`{setting.name}`",
                        should="compared with a number",
                    )

    def _never(self, condition: Condition, possible: Sequence[str], span: Span) -> None:
        lower = {value.lower() for value in possible}
        for value in condition.values:
            if value.lower() not in lower:
                if value.lower() == PASSED:
                    self.report(rules.course.NEVER_PASSED, span, name=condition.subject)
                    continue
                near = closest(value, possible)
                advice = f"did you mean `{near}`?" if near else ""
                if value.lower() == KEPT:
                    advice = "a note or an answer is `kept`; here it can be {known}"
                self.report(
                    rules.references.UNKNOWN_ANSWER,
                    span,
                    advice,
                    subject=condition.subject,
                    value=value,
                    known=either(tuple(possible)),
                )

    def number_setting(self, name: str, span: Span) -> None:
        """Check that a name is that of a setting that holds a number."""
        setting = self.settings.get(name)
        self.use_name(name)
        if setting is None or setting.kind != "number":
            numbers = [s.name for s in self.settings.values() if s.kind == "number"]
            known = ", ".join(numbers) or "no settings that are numbers"
            self.report(rules.references.UNKNOWN_NAME, span, name=name, known=known)
            return
        self.times(round(setting.high), span)

    def times(self, count: int, span: Span) -> None:
        """Check that something is not done more often than anybody would."""
        if count > MOST_TIMES:
            self.report(
                rules.course.REPEATED_TOO_OFTEN, span, count=str(count), most=str(MOST_TIMES)
            )
