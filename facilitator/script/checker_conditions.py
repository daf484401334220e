"""What conditions may ask for, and what they compare it with."""

from __future__ import annotations

from collections.abc import Sequence

from facilitator.script import phrases, rules
from facilitator.script.checker_notes import KEPT
from facilitator.script.checker_reminders import ReminderChecks
from facilitator.script.conditions import Condition
from facilitator.script.diagnostics import Span, closest, either
from facilitator.script.durations import parse_number
from facilitator.script.jars import COUNTS, EMPTY, jar_counts
from facilitator.script.lines import steps_of
from facilitator.script.ritual import Ritual
from facilitator.script.schema import (
    AskEachStep,
    AskStep,
    ChooseStep,
    NoteStep,
    RateStep,
    RemindStep,
)
from facilitator.script.settings import Setting
from facilitator.script.wording import Wording


class ConditionChecks(ReminderChecks):
    """Knows the answers that were asked for so far, and checks what is compared with them.

    Attributes:
        answers: What each answer before this place may be, by its name in lower case.
    """

    def __init__(self, ritual: Ritual, wording: Wording) -> None:
        super().__init__(ritual, wording)
        self.answers: dict[str, tuple[str, ...]] = {}

    def keeps(self, name: str | None, answers: tuple[str, ...]) -> None:
        """Note an answer that conditions after it may ask for."""
        if name:
            for whose in ("", " of first", " of second"):
                self.answers[name.lower() + whose] = answers

    def condition(self, condition: Condition, text: str, span: Span) -> None:
        """Check a condition whose text stands at a place."""
        subject = condition.subject.lower()
        if self._of_jar(condition, text, span):
            return
        answers = self.answers.get(subject)
        if answers is None and subject.startswith("last "):
            answers = self._remembered().get(subject[5:].strip())
        if answers is not None:
            if condition.how in ("is", "is not"):
                self._never(condition, answers, span)
            elif "5" not in answers or parse_number(condition.values[0]) is None:
                self.report(rules.BAD_CONDITION, span, text=text)
            return
        setting = next((s for n, s in self.settings.items() if n.lower() == subject), None)
        if setting is None:
            known = [*self.settings, *self.answers]
            near = closest(condition.subject, known)
            self.report(
                rules.UNKNOWN_NAME,
                span,
                f"did you mean `{near}`?" if near else "",
                name=condition.subject,
                known=", ".join(known) or "no settings and no answers before this",
            )
            return
        self.used.add(setting.name)
        self._compared(setting, condition, text, span)

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
                self.report(rules.UNKNOWN_NAME, span, advice, name=condition.subject, known=there)
            elif None in numbers and condition.values != (EMPTY,):
                self.report(rules.BAD_CONDITION, span, text=text)
            return True
        if subject in self.jars and subject not in self.answers:
            if condition.how in ("is", "is not") and condition.values == (EMPTY,):
                return True
            if condition.how in ("is", "is not"):
                self._never(condition, (EMPTY,), span)
            else:
                advice = f"write `number in {text.strip()}`"
                self.report(rules.BAD_CONDITION, span, advice, text=text)
            return True
        return subject in self.jars and condition.values == (EMPTY,)

    def _remembered(self) -> dict[str, tuple[str, ...]]:
        """Return what the ritual keeps for the next session, with the values it may have."""
        kept: dict[str, tuple[str, ...]] = {}
        for _, step in steps_of(self.ritual.form):
            match step:
                case RateStep(remember=str(name)):
                    kept[name.lower()] = tuple(phrases.RATINGS)
                case ChooseStep(remember=str(name)):
                    kept[name.lower()] = tuple(step.options)
                case AskStep(remember=str(name)) | AskEachStep(remember=str(name)):
                    answers = tuple(step.answers) or ("longer", "same", "shorter")
                    kept[name.lower()] = answers
                case RemindStep(remember=str(name)):
                    kept[name.lower()] = ("yes", "no")
                case NoteStep(remember=str(name)):
                    for whose in ("", " of first", " of second"):
                        kept[name.lower() + whose] = (KEPT,)
        return kept

    def _compared(self, setting: Setting, condition: Condition, text: str, span: Span) -> None:
        if setting.kind == "hour":
            self.report(rules.BAD_CONDITION, span, text=text)
            return
        if setting.kind == "choice":
            if condition.how not in ("is", "is not"):
                self.report(rules.BAD_CONDITION, span, text=text)
            self._never(condition, setting.choices, span)
            return
        for value in condition.values:
            if setting.value_of(value) is None:
                if setting.kind == "length":
                    self.report(rules.BAD_DURATION, span, value=value)
                else:
                    self.report(
                        rules.WRONG_TYPE, span, key=setting.name, should="compared with a number"
                    )

    def _never(self, condition: Condition, possible: Sequence[str], span: Span) -> None:
        lower = {value.lower() for value in possible}
        for value in condition.values:
            if value.lower() not in lower:
                near = closest(value, possible)
                self.report(
                    rules.UNKNOWN_ANSWER,
                    span,
                    f"did you mean `{near}`?" if near else "",
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
            self.report(rules.UNKNOWN_NAME, span, name=name, known=known)
