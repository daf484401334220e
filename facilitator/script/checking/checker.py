"""Rules a well-formed ritual must still keep: names, lengths, conditions, order, consent.

What concerns the words themselves is in `wording`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from facilitator.script import phrases, rules
from facilitator.script.checking.answers import check_answers, check_first_time
from facilitator.script.checking.course import (
    check_quiet,
    check_used,
    ending,
    ends,
    ends_in_first_round,
)
from facilitator.script.checking.filled import check_filled_in
from facilitator.script.checking.jars import check_jars
from facilitator.script.checking.notes import check_notes
from facilitator.script.checking.outcomes import either_way
from facilitator.script.checking.safety import check_safety
from facilitator.script.checking.turns import TurnChecks
from facilitator.script.checking.values import given
from facilitator.script.checking.wording import Knows, Near, SoundsLike, Wording, curled_quotes
from facilitator.script.conditions import KEPT, Condition, conditions_in, parse_repetition
from facilitator.script.diagnostics import Diagnostic, Span, closest, either
from facilitator.script.durations import parse_number, spoken_number
from facilitator.script.facts.certain import goes_deep
from facilitator.script.facts.noted import names_in_session
from facilitator.script.facts.remembered import wishes_of
from facilitator.script.forms.files import due_on
from facilitator.script.forms.keys import LENGTHS, TEXTS
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    CardStep,
    CheckInStep,
    ChooseStep,
    DrawStep,
    ForEachStep,
    GestureStep,
    MeetAgainStep,
    NoteStep,
    RateStep,
    ReadyStep,
    RememberStep,
    RemindStep,
    RepeatStep,
    SayStep,
    SilenceStep,
    Step,
    TalkStep,
    TallyStep,
    TodayStep,
    TurnsStep,
    UseStep,
    WhenStep,
    kind_of,
)
from facilitator.script.forms.values import Reference
from facilitator.script.ritual import SAFETY_PART, Ritual
from facilitator.script.yaml_tree import Path, Tree

__all__ = ["SAFETY_PART", "Knows", "Near", "SoundsLike", "check"]


def check(
    ritual: Ritual,
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike | None = None,
    knows: Knows | None = None,
    near: Near | None = None,
) -> list[Diagnostic]:
    """Return everything about a ritual that breaks a rule.

    Args:
        ritual: Read and well-formed; may still hold anything else.
        safe_words: Words no line may say; none for the usual one.
        pause_words: The same for resting.
        sounds_like: Where a sentence sounds like a word; without it the words are compared.
        knows: Whether the recognizer knows a word; without it that rule is skipped.
        near: Known words that are offered for an unknown one.
    """
    wording = Wording(safe_words, pause_words, sounds_like, knows, near=near)
    return _Check(ritual, wording).run()


class _Check(TurnChecks):
    """Walks through the steps in the order of the file and collects findings."""

    def __init__(self, ritual: Ritual, wording: Wording) -> None:
        super().__init__(ritual, wording)
        self._seen_parts: set[str] = set()
        self._in_days = False

    def run(self) -> list[Diagnostic]:
        form, tree = self.ritual.form, self.ritual.tree
        for key, text in (("ritual", form.ritual), ("about", form.about)):
            if not any(c.isalnum() for c in text):
                self.report(rules.speech.NO_WORDS, tree.value_span((key,)), key=key)
            self.found += curled_quotes(tree, (key,), text)
        self.texts()
        self.asked_settings()
        self._steps(form.steps, ("steps",))
        self._whole()
        return self.found

    def _whole(self) -> None:
        tree = self.ritual.tree
        self.found += check_filled_in(self.ritual, self.wording, self.found)
        self.found += check_safety(self.ritual)
        self.found += check_notes(self.ritual)
        self.found += check_answers(self.ritual)
        self.found += check_first_time(self.ritual)
        self.found += check_jars(self.ritual)
        self.found += check_quiet(self.ritual)
        self.check_taken()
        if not any(each.rule.severity == "error" for each in self.found):
            self.found += check_used(self.ritual)
        misspelt = [d.values["name"] for d in self.found if d.rule is rules.references.UNKNOWN_NAME]
        unread = [d.values["text"] for d in self.found if d.rule is rules.references.BAD_CONDITION]
        for name in self.settings:
            if any(closest(other, [name]) for other in misspelt):
                continue
            if any(name in text for text in unread):
                continue
            if name not in self.used and name not in ("depth", "day"):
                self.report(
                    rules.references.UNUSED_SETTING, tree.key_span(("settings", name)), name=name
                )

    def _steps(self, steps: Sequence[Step], path: Path) -> None:
        is_over = False
        for index, step in enumerate(steps):
            here = (*path, index)
            if self.is_enough():
                return
            self._step(step, here)
            last = ending(step, self.ritual) if index + 1 < len(steps) and not is_over else ""
            if last:
                is_over = True
                if not ends_in_first_round(step, self.ritual):
                    span = self.tree.value_span(here)
                    self.report(rules.course.UNREACHABLE, span, what=f"`{last}`")

    def _step(self, step: Step, path: Path) -> None:
        if ends_in_first_round(step, self.ritual):
            what = kind_of(step) or ""
            self.report(rules.course.ONE_ROUND, self.tree.key_span((*path, what)), what=what)
        for alias, value in given(step):
            if alias in LENGTHS and isinstance(value, float | Reference):
                self.length(alias, value, (*path, alias))
            if alias in TEXTS:
                self.variants(value, (*path, alias))
            self.own_name(step, alias, value, path)
        self.why(step, path)
        self.people(step, path)
        match step:
            case SilenceStep():
                self.halfway(step.halfway, (*path, "halfway"))
            case ReadyStep(heard=heard):
                self.heard({"ready": heard}, (*path, "heard"))
            case AskStep() | AskEachStep():
                self._ask(step, path)
            case CheckInStep():
                self.checked(step)
            case RateStep():
                self.scale(step, path)
                for name in (step.name, step.remember):
                    self.keeps(name, tuple(phrases.RATINGS), step)
            case ChooseStep():
                self._choose(step, path)
            case NoteStep():
                self._note(step, path)
            case ForEachStep():
                around, self.within_each = self.within_each, True
                self.facts = {}
                self._steps(step.do, (*path, "do"))
                self.facts = {}
                self.within_each = around
            case TurnsStep():
                self.turns(step, (*path, "turns"))
            case TalkStep():
                self.talk(step, path)
            case TodayStep():
                self._today(path)
            case UseStep():
                self._use(step)
            case WhenStep():
                self._when(step, path)
            case RepeatStep():
                self._repeat(step, path)
            case RemindStep():
                self.remind(step, path, self.answers)
            case MeetAgainStep():
                self.meet_again(step, path, self.answers)
            case CardStep():
                self.deck(step.card, (*path, "card"))
                self.carded = True
            case DrawStep():
                self.drew = True
            case RememberStep():
                self.remembering(step, path)
            case TallyStep():
                self.tallies(step, path)
            case SayStep() | GestureStep():
                pass

    def _ask(self, step: AskStep | AskEachStep, path: Path) -> None:
        answers = step.answers
        if step.changes is not None:
            self._changes(step, path)
            answers = answers or dict.fromkeys(wishes_of(self.ritual, step), ())
        elif not answers:
            kind = "ask each" if isinstance(step, AskEachStep) else "ask"
            span = self.tree.key_span((*path, kind))
            self.report(rules.form.MISSING_KEY, span, where=f"an `{kind}` step", key="answers")
        self.heard(phrases.ways(answers), (*path, "answers"))
        if answers and step.default is not None and step.default not in answers:
            self.choice((*path, "if nobody answers"), step.default, tuple(answers))
        self._silence(step.default, tuple(answers), path)
        for name in (step.name, step.remember, step.changes):
            self.keeps(name, tuple(answers), step)

    def _silence(self, default: str | None, answers: Sequence[str], path: Path) -> None:
        """Find silence that counts as a yes."""
        if default is None or default not in answers:
            return
        if len(answers) == 1 or default.lower() in phrases.CONSENTING:
            safe = next((each for each in answers if each.lower() not in phrases.CONSENTING), "no")
            advice = "leave it out; then nothing is settled" if len(answers) == 1 else ""
            span = self.tree.value_span((*path, "if nobody answers"))
            self.report(rules.answers.SILENCE_IS_YES, span, advice, answer=default, safe=safe)

    def _note(self, step: NoteStep, path: Path) -> None:
        if step.remember is None and step.name is None and step.jar is None:
            span = self.tree.key_span((*path, "note"))
            advice = (
                "add a line with a name that you choose, such as `remember: wish`; texts say it as "
                "{wish}, and the next time as {last wish}"
            )
            self.report(rules.form.MISSING_KEY, span, advice, where="a `note` step", key="remember")
        for name in names_in_session(step):
            self.keeps(name, (KEPT,), step)

    def _choose(self, step: ChooseStep, path: Path) -> None:
        count = len(step.options)
        if count > len(phrases.NUMBERS):
            span = self.tree.value_span((*path, "from"))
            self.report(
                rules.answers.TOO_MANY_OPTIONS, span, count=spoken_number(count).capitalize()
            )
            return
        heard = phrases.options(step.options)
        if step.surprise:
            heard["surprise"] = step.surprise
        self.heard(heard, (*path, "from"))
        if step.default is not None and step.default not in step.options:
            self.choice((*path, "if nobody answers"), step.default, tuple(step.options))
        self._silence(step.default, tuple(step.options), path)
        for name in (step.name, step.remember):
            self.keeps(name, tuple(step.options), step)

    def _changes(self, step: AskStep | AskEachStep, path: Path) -> None:
        name = step.changes or ""
        span = self.tree.value_span((*path, "changes"))
        setting = self.settings.get(name)
        if setting is None:
            known = ", ".join(self.settings) or "no settings"
            self.report(rules.references.UNKNOWN_NAME, span, name=name, known=known)
            return
        self.used.add(name)
        if setting.step == 0:
            grows = "after three" if setting.choices else "1 min after two"
            should = f"needs `grows: {grows} comfortable sessions` to be changed by a wish"
            self.report(rules.form.BAD_SETTING, span, name=name, should=should)
        for meaning in step.answers:
            if meaning not in setting.wishes:
                where = self.tree.key_span((*path, "answers", meaning))
                known = either(setting.wishes)
                self.report(rules.form.BAD_CHOICE, where, key="answers", value=meaning, known=known)

    def _today(self, path: Path) -> None:
        if not self.ritual.form.days:
            span = self.tree.key_span((*path, "today"))
            self.report(
                rules.form.MISSING_KEY, span, where="a ritual with a `today` step", key="days"
            )
            return
        self.facts = {}
        if not self._in_days:
            self._in_days = True
            due = due_on(self.ritual.form.days)
            for index, (before, after) in enumerate(pairwise(due), start=1):
                if after <= before:
                    span = self.tree.key_span(("days", index, "on"))
                    values = {"day": str(after), "before": str(before)}
                    self.report(rules.course.DAYS_OUT_OF_ORDER, span, **values)
            for index, day in enumerate(self.ritual.form.days):
                self._steps(day.steps, ("days", index, "steps"))
                self.facts = {}

    def _use(self, step: UseStep) -> None:
        self.facts = {}
        part = self.ritual.parts.get(step.use)
        if part is None or step.use in self._seen_parts:
            return
        self._seen_parts.add(step.use)
        outside: Tree = self.tree
        self.tree = part.tree
        self.texts()
        self._steps(part.form.steps, ("steps",))
        self.tree = outside

    def _when(self, step: WhenStep, path: Path) -> None:
        conditions = conditions_in(step.when)
        span = self.tree.value_span((*path, "when"))
        if not conditions:
            from facilitator.script.mending.conditions import condition_advice

            self.report(
                rules.references.BAD_CONDITION, span, condition_advice(step.when), text=step.when
            )
        for condition in conditions:
            self.condition(condition, step.when, span)
        around, alone = self.facts, conditions[0] if len(conditions) == 1 else None
        if alone is not None:
            self._unanswered_leads(step, alone, span)
            self.assume(alone, is_so=True)
        self._steps(step.do, (*path, "do"))
        after, self.facts = self.facts, around
        if alone is not None:
            self.assume(alone, is_so=False)
        self._steps(step.otherwise, (*path, "otherwise"))
        if ends(step.otherwise, self.ritual):
            self.facts = after
        elif not ends(step.do, self.ritual):
            self.facts = either_way(after, self.facts)

    def _unanswered_leads(self, step: WhenStep, condition: Condition, span: Span) -> None:
        """Find that only who answers nothing, or passes, is led into something deep."""
        is_so = self.holds_unanswered(condition)
        if is_so is None:
            return
        taken, other = (step.do, step.otherwise) if is_so else (step.otherwise, step.do)
        if goes_deep(taken, self.ritual) and not goes_deep(other, self.ritual):
            self.report(rules.safety.SILENCE_LEADS_DEEP, span, subject=condition.subject)

    def _repeat(self, step: RepeatStep, path: Path) -> None:
        span = self.tree.value_span((*path, "repeat"))
        repetition = parse_repetition(step.repeat)
        self.facts = {}
        self.comes_round(step.do)
        self._steps(step.do, (*path, "do"))
        if repetition is None:
            from facilitator.script.mending.values import is_never, repetition_advice

            if is_never(step.repeat):
                advice = "write `2 times` or more, or take these steps out"
                values = {"what": "a repetition", "length": step.repeat.strip()}
                self.report(rules.course.ABSURD_LENGTH, span, advice, **values)
                return
            self.report(rules.course.ENDLESS, span, repetition_advice(step.repeat))
            return
        if repetition.count.startswith("{"):
            self.number_setting(repetition.count.strip("{} "), span)
        else:
            self.times(parse_number(repetition.count) or 1, span)
        if repetition.until is not None:
            self.condition(repetition.until, step.repeat, span)
