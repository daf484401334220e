"""Rules a well-formed ritual must still keep: names, lengths, conditions, order, consent.

What concerns the words themselves is in `wording`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from facilitator.script import phrases, rules
from facilitator.script.conditions import Condition, parse_condition, parse_repetition
from facilitator.script.diagnostics import Diagnostic, Rule, Span, closest, either
from facilitator.script.durations import parse_duration, short_duration
from facilitator.script.lines import lines_of, steps_of
from facilitator.script.ritual import Ritual
from facilitator.script.schema import (
    AskEachStep,
    AskStep,
    ConsentStep,
    EndStep,
    Form,
    GestureStep,
    PartForm,
    ReadyStep,
    Reference,
    RepeatStep,
    RitualForm,
    SayStep,
    SilenceStep,
    Step,
    TurnsStep,
    UseStep,
    WhenStep,
)
from facilitator.script.settings import Setting
from facilitator.script.wording import Knows, SoundsLike, Wording
from facilitator.script.yaml_tree import Path, Tree

__all__ = ["Knows", "SoundsLike", "check"]

SAFETY_PART: Final = "how to rest or end"
"""The shared part that tells people what their two words do."""

_HOUR: Final = 3600.0
_LENGTHS: Final[dict[str, tuple[str, float, float]]] = {
    "silence": ("a silence", 1.0, 3 * _HOUR),
    "slices": ("a slice", 5.0, 600.0),
    "rest": ("a rest", 1.0, 300.0),
    "each": ("a turn", 5.0, _HOUR),
    "for": ("a gesture", 1.0, 900.0),
    "then wait": ("a wait", 0.0, 120.0),
    "silence after": ("a silence after a turn", 0.0, 900.0),
    "wait": ("waiting for an answer", 3.0, 600.0),
}
"""What a length is called, and the least and most that can be meant, in seconds."""


_TEXTS: Final = frozenset(
    {
        *("say", "ready", "again", "ask", "ask each", "consent", "if no", "if nobody answers"),
        *("afterwards", "gesture", "end", "label", "as", "question", "announce", "thanks"),
    }
)
"""Keys whose value is a text, or one text for each choice of a setting."""


def check(
    ritual: Ritual,
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike | None = None,
    knows: Knows | None = None,
) -> list[Diagnostic]:
    """Return everything about a ritual that breaks a rule.

    Args:
        ritual: Read and well-formed; may still hold anything else.
        safe_words: Words no line may say; none for the usual one.
        pause_words: The same for resting.
        sounds_like: Where a sentence sounds like a word; without it the words are compared.
        knows: Whether the recognizer knows a word; without it that rule is skipped.
    """
    wording = Wording(safe_words, pause_words, sounds_like, knows)
    return _Check(ritual, wording).run()


class _Check:
    """Walks through the steps in the order of the file and collects findings."""

    def __init__(self, ritual: Ritual, wording: Wording) -> None:
        self._ritual = ritual
        self._settings = ritual.settings
        self._wording = wording
        self._tree = ritual.tree
        self._found: list[Diagnostic] = []
        self._used: set[str] = set()
        self._answers: dict[str, tuple[str, ...]] = {}
        self._asked_anything = False
        self._consented = False
        self._told_how_to_stop = False
        self._late_safety = False
        self._seen_parts: set[str] = set()

    def run(self) -> list[Diagnostic]:
        form, tree = self._ritual.form, self._ritual.tree
        for key, text in (("ritual", form.ritual), ("about", form.about)):
            if not any(c.isalnum() for c in text):
                self._report(rules.NO_WORDS, tree.value_span((key,)), key=key)
        self._lines()
        self._steps(form.steps, ("steps",))
        self._whole()
        return self._found

    def _report(self, rule: Rule, span: Span, advice: str = "", **values: str) -> None:
        self._found.append(Diagnostic(rule, self._tree.source, span, values, help=advice))

    # The ritual as a whole

    def _whole(self) -> None:
        form, tree = self._ritual.form, self._ritual.tree
        if form.depth == "deep" and not self._consented:
            self._report(rules.DEEP_WITHOUT_CONSENT, tree.value_span(("depth",)))
        if form.depth != "light" and (self._late_safety or not self._told_how_to_stop):
            self._report(rules.NO_WAY_OUT_SAID, tree.value_span(("depth",)), depth=form.depth)
        for name in self._settings:
            if name not in self._used and name != "depth":
                self._report(rules.UNUSED_SETTING, tree.key_span(("settings", name)), name=name)

    # Texts

    def _lines(self) -> None:
        ids: dict[str, Span] = {}
        form = self._part_or_ritual()
        for line in lines_of(form):
            known = self._placeholders(line.path, line.kind)
            self._found += self._wording.line(self._tree, line, known)
            for name in re.findall(r"\{([^{}]*)\}", line.text):
                self._use_name(" ".join(name.split()).removeprefix("next "))
        for path, step in steps_of(form):
            if step.id is not None:
                span = self._tree.value_span((*path, "id"))
                if step.id in ids:
                    first = str(ids[step.id].line)
                    self._report(rules.KEY_TWICE, span, key=f"id: {step.id}", first=first)
                ids.setdefault(step.id, span)

    def _part_or_ritual(self) -> RitualForm | PartForm:
        for part in self._ritual.parts.values():
            if part.tree is self._tree:
                return part.form
        return self._ritual.form

    def _placeholders(self, path: Path, kind: str) -> dict[str, str]:
        """Return what a line may hold in braces, each with an example of what is then said."""
        known = {name: s.spoken(s.start) for name, s in self._settings.items()}
        known.update(first="Anna", second="Ben", partners="Anna and Ben")
        after_consent = path[-1] in ("if no", "if nobody answers")
        if kind in ("ask each", "consent", "turns") and not after_consent:
            known.update(name="Anna", other="Ben")
        if "announce" in path:
            known["time"] = "two minutes"
        if "afterwards" in path:
            known.pop("name", None)
            known.pop("other", None)
            known.update({f"next {n}": s.spoken(s.start) for n, s in self._settings.items()})
        return known

    def _use_name(self, name: str) -> None:
        if name in self._settings:
            self._used.add(name)

    def _variants(self, texts: object, path: Path) -> None:
        """Check a text that is given once for each choice of a setting."""
        if not isinstance(texts, dict):
            return
        wanted = {choice.lower() for choice in texts} - {"otherwise"}
        settings = [s for s in self._settings.values() if s.kind == "choice"]
        for setting in settings:
            choices = {choice.lower(): choice for choice in setting.choices}
            if wanted and wanted <= choices.keys():
                self._used.add(setting.name)
                missing = [c for low, c in choices.items() if low not in wanted]
                if missing and "otherwise" not in {choice.lower() for choice in texts}:
                    where = f"this text, which depends on `{setting.name}`,"
                    span = self._tree.key_span(path)
                    self._report(rules.MISSING_KEY, span, where=where, key=missing[0])
                return
        known = [choice for setting in settings for choice in setting.choices]
        for choice in texts:
            if choice.lower() not in {k.lower() for k in known} | {"otherwise"}:
                near = closest(choice, known)
                self._report(
                    rules.UNKNOWN_NAME,
                    self._tree.key_span((*path, choice)),
                    f"did you mean `{near}`?" if near else "",
                    name=choice,
                    known=", ".join(known) or "no settings with choices",
                )
                return
        span = self._tree.key_span(path)
        self._report(
            rules.WRONG_TYPE, span, key=str(path[-1]), should="given for one setting's choices only"
        )

    # Steps

    def _steps(self, steps: Sequence[Step], path: Path) -> None:
        for index, step in enumerate(steps):
            here = (*path, index)
            self._step(step, here)
            if isinstance(step, EndStep) and index + 1 < len(steps):
                self._report(rules.UNREACHABLE, self._tree.value_span(here))

    def _step(self, step: Step, path: Path) -> None:
        for alias, value in _given(step):
            if alias in _LENGTHS and isinstance(value, float | Reference):
                self._length(alias, value, (*path, alias))
            if alias in _TEXTS:
                self._variants(value, (*path, alias))
        match step:
            case SilenceStep():
                self._halfway(step.halfway, (*path, "halfway"))
            case ReadyStep(heard=heard):
                self._heard({"ready": heard}, (*path, "heard"))
            case AskStep() | AskEachStep():
                self._asked()
                self._ask(step, path)
            case ConsentStep():
                self._consented = self._consented or not self._asked_anything
            case TurnsStep():
                self._asked()
                self._turns(step, (*path, "turns"))
            case UseStep():
                self._use(step)
            case WhenStep():
                self._when(step, path)
            case RepeatStep():
                self._repeat(step, path)
            case SayStep() | GestureStep():
                pass

    def _asked(self) -> None:
        self._asked_anything = True
        if not self._told_how_to_stop:
            self._late_safety = True

    def _length(self, alias: str, value: float | Reference, path: Path) -> None:
        what, low, high = _LENGTHS[alias]
        span = self._tree.value_span(path)
        given: list[float] = []
        if isinstance(value, Reference):
            setting = self._settings.get(value.name)
            self._use_name(value.name)
            if setting is None or setting.kind != "length":
                lengths = [f"{{{s.name}}}" for s in self._settings.values() if s.kind == "length"]
                known = ", ".join(lengths) or "no settings that are lengths of time"
                self._report(rules.UNKNOWN_NAME, span, name=value.name, known=known)
                return
            given = [setting.low, setting.high]
        else:
            given = [value]
        for seconds in given:
            if not low <= seconds <= high:
                self._report(
                    rules.ABSURD_LENGTH,
                    span,
                    what=what,
                    length=short_duration(seconds),
                    low=short_duration(low),
                    high=short_duration(high),
                )
                return

    def _halfway(self, value: str, path: Path) -> None:
        allowed = ("none", "soft bell")
        match = re.fullmatch(r"\{([^{}]+)\}", value.strip())
        if match is None:
            if value not in allowed:
                self._choice(path, value, allowed)
            return
        setting = self._settings.get(match.group(1).strip())
        if setting is None or not set(setting.choices) <= set(allowed) or not setting.choices:
            known = [s.name for s in self._settings.values() if set(s.choices) <= set(allowed)]
            span = self._tree.value_span(path)
            listed = ", ".join(f"{{{n}}}" for n in known if self._settings[n].choices)
            self._report(
                rules.UNKNOWN_NAME,
                span,
                name=match.group(1).strip(),
                known=listed or "no settings with the choices none and soft bell",
            )
            return
        self._used.add(setting.name)

    def _choice(self, path: Path, value: str, allowed: Sequence[str], key: str = "") -> None:
        near = closest(value, allowed)
        self._report(
            rules.BAD_CHOICE,
            self._tree.value_span(path),
            f"did you mean `{near}`? choose {{known}}" if near else "",
            key=key or str(path[-1]),
            value=value,
            known=either(allowed),
        )

    # Questions and turns

    def _ask(self, step: AskStep | AskEachStep, path: Path) -> None:
        answers = step.answers
        if step.changes is not None:
            self._changes(step, path)
            answers = answers or {"longer": (), "same": (), "shorter": ()}
        elif not answers:
            kind = "ask each" if isinstance(step, AskEachStep) else "ask"
            span = self._tree.key_span((*path, kind))
            self._report(rules.MISSING_KEY, span, where=f"a `{kind}` step", key="answers")
        self._heard(phrases.ways(answers), (*path, "answers"))
        if step.default is not None and step.default not in answers:
            self._choice((*path, "if nobody answers"), step.default, tuple(answers))
        for name in (step.name, step.remember, step.changes):
            if name:
                self._answers[name.lower()] = tuple(answers)

    def _changes(self, step: AskStep | AskEachStep, path: Path) -> None:
        name = step.changes or ""
        span = self._tree.value_span((*path, "changes"))
        setting = self._settings.get(name)
        if setting is None:
            known = ", ".join(self._settings) or "no settings"
            self._report(rules.UNKNOWN_NAME, span, name=name, known=known)
            return
        self._used.add(name)
        if setting.step == 0:
            should = "needs `grows: 1 min after two comfortable sessions` to be changed by a wish"
            self._report(rules.BAD_SETTING, span, name=name, should=should)
        for meaning in step.answers:
            if meaning not in ("longer", "same", "shorter"):
                where = self._tree.key_span((*path, "answers", meaning))
                known = either(("longer", "same", "shorter"))
                self._report(rules.BAD_CHOICE, where, key="answers", value=meaning, known=known)

    def _heard(self, heard: Mapping[str, tuple[str, ...]], path: Path) -> None:
        self._found += self._wording.answers(self._tree, heard, path)

    def _turns(self, step: TurnsStep, path: Path) -> None:
        turns = step.turns
        for alias, value in _given(turns):
            if alias in _LENGTHS and isinstance(value, float | Reference):
                self._length(alias, value, (*path, alias))
            if alias in _TEXTS:
                self._variants(value, (*path, alias))
        self._heard({"done": turns.done}, (*path, "done by"))
        for index, cue in enumerate(turns.cues):
            seconds = parse_duration(cue.removeprefix("last ")) if cue.startswith("last ") else None
            if cue not in ("halfway", "none") and not seconds:
                at = (*path, "cues", index)
                where = at if at in self._tree.values else (*path, "cues")
                self._choice(where, cue, ("halfway", "last 10 s", "none"), "cues")

    # Flow

    def _use(self, step: UseStep) -> None:
        if step.use == SAFETY_PART:
            self._told_how_to_stop = True
        part = self._ritual.parts.get(step.use)
        if part is None or step.use in self._seen_parts:
            return
        self._seen_parts.add(step.use)
        outside: Tree = self._tree
        self._tree = part.tree
        self._lines()
        self._steps(part.form.steps, ("steps",))
        self._tree = outside

    def _when(self, step: WhenStep, path: Path) -> None:
        condition = parse_condition(step.when)
        span = self._tree.value_span((*path, "when"))
        if condition is None:
            self._report(rules.BAD_CONDITION, span, text=step.when)
        else:
            self._condition(condition, step.when, span)
        self._steps(step.do, (*path, "do"))
        self._steps(step.otherwise, (*path, "otherwise"))

    def _condition(self, condition: Condition, text: str, span: Span) -> None:
        subject = condition.subject.lower()
        answers = self._answers.get(subject)
        if answers is not None:
            if condition.how not in ("is", "is not"):
                self._report(rules.BAD_CONDITION, span, text=text)
            self._never(condition, answers, span)
            return
        setting = next((s for n, s in self._settings.items() if n.lower() == subject), None)
        if setting is None:
            known = [*self._settings, *self._answers]
            near = closest(condition.subject, known)
            self._report(
                rules.UNKNOWN_NAME,
                span,
                f"did you mean `{near}`?" if near else "",
                name=condition.subject,
                known=", ".join(known) or "no settings and no answers before this",
            )
            return
        self._used.add(setting.name)
        self._compared(setting, condition, text, span)

    def _compared(self, setting: Setting, condition: Condition, text: str, span: Span) -> None:
        if setting.kind == "choice":
            if condition.how not in ("is", "is not"):
                self._report(rules.BAD_CONDITION, span, text=text)
            self._never(condition, setting.choices, span)
            return
        for value in condition.values:
            if setting.value_of(value) is None:
                if setting.kind == "length":
                    self._report(rules.BAD_DURATION, span, value=value)
                else:
                    self._report(
                        rules.WRONG_TYPE, span, key=setting.name, should="compared with a number"
                    )

    def _never(self, condition: Condition, possible: Sequence[str], span: Span) -> None:
        lower = {value.lower() for value in possible}
        for value in condition.values:
            if value.lower() not in lower:
                near = closest(value, possible)
                self._report(
                    rules.UNKNOWN_ANSWER,
                    span,
                    f"did you mean `{near}`?" if near else "",
                    subject=condition.subject,
                    value=value,
                    known=either(tuple(possible)),
                )

    def _repeat(self, step: RepeatStep, path: Path) -> None:
        span = self._tree.value_span((*path, "repeat"))
        repetition = parse_repetition(step.repeat)
        self._steps(step.do, (*path, "do"))
        if repetition is None:
            self._report(rules.ENDLESS, span)
            return
        if repetition.count.startswith("{"):
            name = repetition.count.strip("{} ")
            setting = self._settings.get(name)
            self._use_name(name)
            if setting is None or setting.kind != "number":
                numbers = [s.name for s in self._settings.values() if s.kind == "number"]
                known = ", ".join(numbers) or "no settings that are numbers"
                self._report(rules.UNKNOWN_NAME, span, name=name, known=known)
        if repetition.until is not None:
            self._condition(repetition.until, step.repeat, span)


def _given(form: Form) -> Iterator[tuple[str, object]]:
    """Yield the values an author gave, each with its key in the file."""
    for name, info in type(form).model_fields.items():
        if name in form.model_fields_set:
            yield info.alias or name, getattr(form, name)
