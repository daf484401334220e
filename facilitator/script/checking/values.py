"""Rules about single values of a ritual: texts, lengths, choices, names in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from facilitator.script import rules
from facilitator.script.checking.answers import names_of_answers
from facilitator.script.checking.notes import EXAMPLE_NOTE, names_of_notes
from facilitator.script.checking.wording import Wording, not_kept
from facilitator.script.diagnostics import MOST_ERRORS, Diagnostic, Rule, Span, closest, either
from facilitator.script.durations import short_duration, spoken_number
from facilitator.script.facts.attendance import there
from facilitator.script.facts.earlier import EARLIER
from facilitator.script.facts.jars import jar_counts, jars_of
from facilitator.script.facts.lines import Line, lines_of, steps_of
from facilitator.script.facts.noted import SLIP, every_step
from facilitator.script.facts.tallies import tallies_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.keys import LENGTHS
from facilitator.script.forms.schema import (
    STEPS,
    CardStep,
    DrawStep,
    Form,
    Reference,
    RememberStep,
    Step,
    TalkStep,
    TurnsStep,
    kind_of,
)
from facilitator.script.mending.marks import comma_in_braces
from facilitator.script.pronouns import examples
from facilitator.script.ritual import Ritual
from facilitator.script.settings import MOST_ASKED
from facilitator.script.yaml_tree import Path

_NO_NAMES: Final = frozenset({"yes", "no", "true", "false", "on", "off"})
"""What is written where somebody only wants to say that something is kept."""

MOST_ANSWERS: Final = 12
"""Most answers of one question: more than anybody keeps in mind who only listens."""

MOST_WAYS: Final = 60
"""Most ways of saying them; each is compared with every other one."""

MOST_WAYS_IN_ALL: Final = 1000
"""Most ways of answering in a ritual with its parts."""


class ValueChecks:
    """Collects findings about values.

    Attributes:
        ritual: What is checked.
        settings: Its settings.
        wording: Knows the words of the session.
        tree: The file that is being checked: the ritual's, or that of a shared part.
        found: Findings so far.
        used: Settings that something depends on.
    """

    def __init__(self, ritual: Ritual, wording: Wording) -> None:
        self.ritual = ritual
        self.settings = ritual.settings
        self.wording = wording
        self.tree = ritual.tree
        self.found: list[Diagnostic] = []
        self.used: set[str] = set()
        self._ways = 0
        self._answers_of: dict[int, dict[str, str]] = {}
        self._errors = self._counted = 0

    def report(self, rule: Rule, span: Span, advice: str = "", **values: str) -> None:
        """Add a finding in the file that is being checked."""
        self.found.append(Diagnostic(rule, self.tree.source, span, values, help=advice))

    def unknown(
        self,
        name: str,
        known: Sequence[str],
        span: Span,
        *,
        none: str = "no settings and no answers before this",
        in_braces: bool = False,
    ) -> None:
        """Report a name that stands for nothing.

        Args:
            name: As written.
            known: The names there are.
            span: Where it stands.
            none: Said where there are no names.
            in_braces: The name stands in braces.
        """
        near = closest(name, known)
        meant = f"{{{near}}}" if in_braces else f"`{near}`"
        advice = not_kept(name, self._said_answers()) or (f"did you mean {meant}?" if near else "")
        listed = ", ".join(known) or none
        self.report(rules.references.UNKNOWN_NAME, span, advice, name=name, known=listed)

    def own_name(self, step: Step, alias: str, value: object, path: Path) -> None:
        """Check that what a step calls something is a name, and not a yes to keeping it."""
        is_name = alias == "remember" or (alias == "as" and not isinstance(step, RememberStep))
        if not is_name or not isinstance(value, str) or value.lower() not in _NO_NAMES:
            return
        named = getattr(step, "name", None)
        other = named if isinstance(named, str) and named.lower() not in _NO_NAMES else "wish"
        advice = f"write the name under which it is to be found again, such as `{alias}: {other}`"
        span = self.tree.value_span((*path, alias))
        self.report(rules.form.WRONG_TYPE, span, advice, key=alias, should="a name that you choose")

    def is_enough(self) -> bool:
        """Return whether there are so many errors that the rest need not be looked at."""
        new = self.found[self._counted :]
        self._errors += sum(each.rule.severity == "error" for each in new)
        self._counted = len(self.found)
        return self._errors >= MOST_ERRORS

    def texts(self) -> None:
        """Check every spoken line of the file, and that ids occur once."""
        ids: dict[str, Span] = {}
        form = self._part_or_ritual()
        for line in lines_of(form):
            if self.is_enough():
                return
            known = self.placeholders(line.path, line.kind)
            known |= examples(line.text, known)
            self.found += self.wording.line(self.tree, line, known)
            for name in re.findall(r"\{([^{}]*)\}", line.text):
                self.use_name(" ".join(name.split()).removeprefix("next "))
        for path, step in steps_of(form):
            if step.id is not None:
                span = self.tree.value_span((*path, "id"))
                if step.id in ids:
                    first = str(ids[step.id].line)
                    self.report(rules.writing.KEY_TWICE, span, key=f"id: {step.id}", first=first)
                ids.setdefault(step.id, span)

    def asked_settings(self) -> None:
        """Check what is said when settings are asked for, and the choices people may answer."""
        known = {"first": "Anna", "partners": "Anna and Ben"}
        if not self.ritual.form.people.startswith("one"):
            known["second"] = "Ben"
        asked = []
        for name, setting in self.settings.items():
            if not setting.ask:
                continue
            path: Path = ("settings", name, "ask")
            line = Line(path, path[:2], "settings", setting.ask, "", name)
            told = {**known, **examples(line.text, known)}
            self.found += self.wording.line(self.tree, line, told)
            if setting.at_start:
                asked.append(name)
                heard = {choice: (choice.lower(),) for choice in setting.choices}
                self.heard(heard, ("settings", name, "choices"))
        if len(asked) > MOST_ASKED:
            self.report(
                rules.course.ASKED_TOO_MUCH,
                self.tree.key_span(("settings", asked[MOST_ASKED], "ask at start")),
                count=spoken_number(len(asked)),
                most=spoken_number(MOST_ASKED),
            )

    def _part_or_ritual(self) -> RitualForm | PartForm:
        for part in self.ritual.parts.values():
            if part.tree is self.tree:
                return part.form
        return self.ritual.form

    def placeholders(self, path: Path, kind: str) -> dict[str, str]:
        """Return what a line may hold in braces, each with an example of what is then said."""
        known = {name: s.spoken(s.start) for name, s in self.settings.items()}
        alone = 1 in there(self.tree.data, path, self.ritual.form.people)
        known.update(first="Anna", partners="Anna and Ben")
        if not alone:
            known["second"] = "Ben"
        after_consent = path[-1] in ("if no", "if nobody answers", "if yellow", "if red")
        nobody = {"why", "last one"} & {*path}
        who = self._step_at(path).get("who")
        to_one = who != "both" if kind == "note" else who is not None
        each = to_one or kind in ("ask each", "consent", "turns", "rate", "check in")
        each = each or "check halfway" in path
        each = each and not nobody
        if (each or self._for_each(path)) and not after_consent:
            known["name"] = "Anna"
            if not alone:
                known["other"] = "Ben"
        if self.ritual.form.days:
            known |= dict.fromkeys(("task", "next task"), "something small")
            known["next time"] = "tomorrow"
        known.update(dict.fromkeys(self._counts, "seven"))
        known.update(dict.fromkeys(jar_counts(self.jars), "seven"))
        known.update({name: "seven" for name in EARLIER if name not in known})
        if self._has_cards:
            known.setdefault("card", EXAMPLE_NOTE)
        if "say" in path if kind == "draw from" else kind != "remind" and self._was_drawn(path):
            known[SLIP] = EXAMPLE_NOTE
        if kind != "remind" and path[:1] != ("decks",):
            known = {**self._said_answers(), **known}
        if kind != "remind":  # it is kept and said elsewhere, and a note is not
            known.update(dict.fromkeys(self._notes, EXAMPLE_NOTE))
        if "announce" in path:
            known["time"] = "two minutes"
        if "afterwards" in path and kind != "talk":
            known.pop("name", None)
            known.pop("other", None)
            known.update({f"next {n}": s.spoken(s.start) for n, s in self.settings.items()})
        return known

    @cached_property
    def _has_cards(self) -> bool:
        """Whether a card is drawn anywhere, which a text may repeat."""
        return any(
            isinstance(step, CardStep)
            or (isinstance(step, TalkStep) and (step.deck or step.starters))
            or (isinstance(step, TurnsStep) and step.turns.deck)
            for step in every_step(self.ritual)
        )

    def _was_drawn(self, path: Path) -> bool:
        """Say whether a slip may have been drawn before a line, which may say it once more."""
        line = self.tree.value_span(path).line
        around = [path[:end] for end in range(len(path)) if self._is_repeat(path[:end])]
        return any(
            self.tree.key_span(draw).line < line
            or any(draw[: len(repeat)] == repeat for repeat in around)
            for draw in self._draws
        )

    def _is_repeat(self, path: Path) -> bool:
        data = self.tree.data
        for part in path:
            data = data[part]
        return isinstance(data, dict) and "repeat" in data

    @cached_property
    def _draws(self) -> tuple[Path, ...]:
        """Where slips are drawn in this file."""
        steps = steps_of(self._part_or_ritual())
        return tuple((*path, "draw from") for path, step in steps if isinstance(step, DrawStep))

    @cached_property
    def jars(self) -> tuple[str, ...]:
        """The names of all jars of the ritual."""
        return jars_of(self.ritual)

    @cached_property
    def _notes(self) -> tuple[str, ...]:
        """The names of all notes of the ritual."""
        return names_of_notes(self.ritual)

    def _said_answers(self) -> dict[str, str]:
        """The names of all answers of this file, each with what it may be."""
        form = self._part_or_ritual()
        if id(form) not in self._answers_of:
            self._answers_of[id(form)] = names_of_answers(form)
        return self._answers_of[id(form)]

    @cached_property
    def _counts(self) -> set[str]:
        """Return the names of all tallies of the ritual."""
        steps = (step for _, step in steps_of(self.ritual.form))
        named = {n for step in steps if isinstance(step, TalkStep) for n in step.count}
        turns = (step.turns for step in every_step(self.ritual) if isinstance(step, TurnsStep))
        whose = ("", " of first", " of second", " of other")
        named |= set(tallies_of(self.ritual))
        return named | {f"{name}{each}" for turn in turns for name in turn.count for each in whose}

    def _step_at(self, path: Path) -> Mapping[str, object]:
        """Return the step a line of the file belongs to, as it is written."""
        data, step = self.tree.data, {}
        for part in path[:-1]:
            data = data[part]
            if isinstance(data, dict) and kind_of(data) is not None:
                step = data
        return step

    def _for_each(self, path: Path) -> bool:
        """Say whether a line stands inside `for each`, where one partner is addressed."""
        data = self.tree.data
        for part in path:
            if isinstance(data, dict) and "for each" in data:
                return True
            data = data[part]
        return False

    def use_name(self, name: str) -> None:
        """Note that something depends on a setting."""
        if name in self.settings:
            self.used.add(name)

    def variants(self, texts: object, path: Path) -> None:
        """Check a text that is given once for each choice of a setting."""
        if not isinstance(texts, dict):
            return
        wanted = {choice.lower() for choice in texts} - {"otherwise"}
        settings = [s for s in self.settings.values() if s.kind == "choice"]
        for setting in settings:
            choices = {choice.lower(): choice for choice in setting.choices}
            if wanted and wanted <= choices.keys():
                self.used.add(setting.name)
                missing = [c for low, c in choices.items() if low not in wanted]
                if missing and "otherwise" not in {choice.lower() for choice in texts}:
                    where = f"this text, which depends on `{setting.name}`,"
                    span = self.tree.key_span(path)
                    self.report(rules.form.MISSING_KEY, span, where=where, key=missing[0])
                return
        known = [choice for setting in settings for choice in setting.choices]
        for choice in texts:
            if choice.lower() not in {k.lower() for k in known} | {"otherwise"}:
                from facilitator.script.mending.words import beside

                near = closest(choice, known)
                is_text = not near and (len(texts) == 1 or " " in choice)
                kind = str(path[-1])
                inside = beside(kind, texts) if kind in STEPS else ""
                text = f"if it is a text, write `{path[-1]}: |`, and leave it as it is below that"
                self.report(
                    rules.references.UNKNOWN_NAME,
                    self.tree.key_span((*path, choice)),
                    inside or (f"did you mean `{near}`?" if near else text if is_text else ""),
                    name=choice,
                    known=", ".join(known) or "no settings with choices",
                )
                return
        span = self.tree.key_span(path)
        self.report(
            rules.form.WRONG_TYPE,
            span,
            "give it for the choices of one setting; what depends on two goes into a `when`",
            what=f"`{path[-1]}`",
            should="given for one setting's choices only",
        )

    def length(self, alias: str, value: float | Reference, path: Path) -> None:
        """Check that a length can be meant, or that a setting holds one that can."""
        what, low, high = LENGTHS[alias]
        span = self.tree.value_span(path)
        given: list[float] = []
        if isinstance(value, Reference):
            setting = self.settings.get(value.name)
            self.use_name(value.name)
            if setting is None or setting.kind != "length":
                lengths = [f"{{{s.name}}}" for s in self.settings.values() if s.kind == "length"]
                known = ", ".join(lengths) or "no settings that are lengths of time"
                near = closest(f"{{{value.name}}}", lengths)
                advice = f"did you mean {near}?" if near else ""
                if alias == "talk" and setting is not None and setting.kind == "hour":
                    advice = f'write `talk: "until {{{value.name}}}"`: it holds a time of day'
                self.report(
                    rules.references.UNKNOWN_NAME, span, advice, name=value.name, known=known
                )
                return
            given = [setting.low, setting.high]
        else:
            given = [value]
        for seconds in given:
            if not low <= seconds <= high:
                self.report(
                    rules.course.ABSURD_LENGTH,
                    span,
                    what=what,
                    length=short_duration(seconds),
                    low=short_duration(low),
                    high=short_duration(high),
                )
                return

    def halfway(self, value: str, path: Path) -> None:
        """Check what happens at half time of a silence."""
        allowed = ("none", "soft bell")
        match = re.fullmatch(r"\{([^{}]+)\}", value.strip())
        if match is None:
            if value not in allowed:
                self.choice(path, value, allowed)
            return
        setting = self.settings.get(match.group(1).strip())
        if setting is None or not set(setting.choices) <= set(allowed) or not setting.choices:
            known = [s.name for s in self.settings.values() if set(s.choices) <= set(allowed)]
            span = self.tree.value_span(path)
            listed = ", ".join(f"{{{n}}}" for n in known if self.settings[n].choices)
            self.report(
                rules.references.UNKNOWN_NAME,
                span,
                name=match.group(1).strip(),
                known=listed or "no settings with the choices none and soft bell",
            )
            return
        self.used.add(setting.name)

    def choice(self, path: Path, value: str, allowed: Sequence[str], key: str = "") -> None:
        """Add the finding that a value is none of those allowed."""
        near = closest(value, allowed)
        self.report(
            rules.form.BAD_CHOICE,
            self.tree.value_span(path),
            f"did you mean `{near}`? choose {{known}}" if near else "",
            key=key or str(path[-1]),
            value=value,
            known=either(allowed),
        )

    def heard(self, heard: Mapping[str, tuple[str, ...]], path: Path) -> None:
        """Check the phrases people may say."""
        count = len(heard)
        if count > MOST_ANSWERS or sum(map(len, heard.values())) > MOST_WAYS:
            most = f"{spoken_number(MOST_ANSWERS)} answers, and {MOST_WAYS} ways of saying them"
            told = spoken_number(count).capitalize()
            self.report(
                rules.answers.TOO_MANY_ANSWERS, self.tree.key_span(path), count=told, most=most
            )
            return
        before, self._ways = self._ways, self._ways + sum(map(len, heard.values()))
        if self._ways > MOST_WAYS_IN_ALL:
            if before <= MOST_WAYS_IN_ALL:
                most = f"{MOST_WAYS_IN_ALL} of them"
                told = f"more than {MOST_WAYS_IN_ALL} ways of answering"
                self.report(
                    rules.course.TOO_MANY_STEPS, self.tree.key_span(path), count=told, most=most
                )
            return
        for meaning, ways in heard.items():
            if ways == (meaning,) and (*path, meaning) in self.tree.keys:
                cut = comma_in_braces(self.tree, (*path, meaning))
                self.found += [cut] if cut is not None else []
        self.found += self.wording.answers(self.tree, heard, path)


def given(form: Form) -> Iterator[tuple[str, object]]:
    """Yield the values an author gave, each with its key in the file."""
    for name, info in type(form).model_fields.items():
        if name in form.model_fields_set:
            yield info.alias or name, getattr(form, name)
