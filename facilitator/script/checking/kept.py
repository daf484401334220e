"""What has been answered, counted and kept up to a place in a ritual, and under which names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from facilitator.script import phrases, rules
from facilitator.script.checking import outcomes
from facilitator.script.checking.reminders import ReminderChecks
from facilitator.script.checking.wording import Wording
from facilitator.script.diagnostics import closest
from facilitator.script.facts.jars import jar_counts
from facilitator.script.facts.lines import steps_of, walked
from facilitator.script.facts.noted import CARD, SLIP, alone_in_braces, values_by_choice
from facilitator.script.facts.remembered import checks
from facilitator.script.facts.tallies import names_besides, tallies_of
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    CheckInStep,
    ChooseStep,
    RememberStep,
    Step,
    TallyStep,
    TurnsStep,
    whom,
)
from facilitator.script.ritual import Ritual
from facilitator.script.settings import RESERVED, Setting
from facilitator.script.yaml_tree import Path

_WHOSE: Final = ("", " of first", " of second")


class KeptChecks(ReminderChecks):
    """Knows the answers that were asked for so far, and checks what is kept of them.

    Attributes:
        answers: What each answer before this place may be, by its name in lower case.
        drew: A slip has been drawn before this place.
        carded: A card has been drawn before this place.
        facts: What answers and settings may still be inside the conditions around.
    """

    def __init__(self, ritual: Ritual, wording: Wording) -> None:
        super().__init__(ritual, wording)
        self.answers: dict[str, tuple[str, ...]] = dict.fromkeys(
            tallies_of(ritual), phrases.COUNTED
        )
        self.drew = False
        self.carded = False
        self.facts: outcomes.Known = {}
        self._turned: set[str] = set()
        self._alone: dict[str, bool] = {}
        self._unanswered: dict[str, str] = {}

    def keeps(self, name: str | None, answers: tuple[str, ...], step: Step) -> None:
        """Note an answer that conditions after a step may ask for."""
        if not name:
            return
        low, who = name.lower(), whom(step)
        self._turned -= {low}
        self._turned |= {low} if isinstance(step, TurnsStep) else set()
        self.facts = outcomes.without(self.facts, low)
        is_one = isinstance(step, AskStep | ChooseStep) and who is None and not self.within_each
        self._alone[low] = is_one and self._alone.get(low, True)
        places = (who,) if who in ("first", "second") else ("first", "second")
        self._may_be(low, answers)
        default = str(getattr(step, "default", None) or "").lower()
        self._unanswered[low] = default
        for place in places:
            self._may_be(f"{low} of {place}", answers)
            self._unanswered[f"{low} of {place}"] = default

    def _may_be(self, name: str, answers: Iterable[str]) -> None:
        """Add to what an answer may be; what was asked for before still holds where the step that
        asks again was not come to."""
        self.answers[name] = tuple(dict.fromkeys((*self.answers.get(name, ()), *answers)))

    def comes_round(self, steps: Sequence[Step]) -> None:
        """Add what is answered in a round to what answers may be when the next one begins."""
        for _, step in walked(steps, ()):
            if isinstance(step, AskStep | AskEachStep) and step.answers:
                names = (step.name, step.remember, step.changes)
                for low in {name.lower() for name in names if name} & {*self.answers}:
                    for name in (low, f"{low} of first", f"{low} of second"):
                        self._may_be(name, step.answers)

    def checked(self, step: Step) -> None:
        """Note the colours that conditions after a question how it is may ask for."""
        of_all = not isinstance(step, CheckInStep)
        asked = CheckInStep.model_construct(who=None) if of_all else step
        self.keeps(phrases.CHECKED, tuple(phrases.CALM), asked)

    def check_taken(self) -> None:
        """Find what has the name of the colours."""
        if not checks(self.ritual):
            return
        for path, step in steps_of(self.ritual.form):
            for key, attribute in (("as", "name"), ("remember", "remember")):
                name = getattr(step, attribute, None)
                if isinstance(name, str) and name.lower() == phrases.CHECKED:
                    span = self.tree.value_span((*path, key))
                    self.report(rules.references.CHECK_TAKEN, span)
        if phrases.CHECKED in map(str.lower, self.settings):
            span = self.tree.key_span(("settings", phrases.CHECKED))
            self.report(rules.references.CHECK_TAKEN, span)

    def tallies(self, step: TallyStep, path: Path) -> None:
        """Check that nothing else has the name of a tally."""
        name = step.tally
        taken = name in self.jars or self._setting(name) is not None
        if taken or name in RESERVED or name in names_besides(self.ritual):
            self.report(
                rules.references.TALLY_TAKEN, self.tree.value_span((*path, "tally")), name=name
            )

    def remembering(self, step: RememberStep, path: Path) -> None:
        """Check that what a step keeps by name is there, and stands alone."""
        turned = {f"{name}{whose}" for name in self._turned for whose in _WHOSE}
        known = {*self.answers, *jar_counts(self.jars)} - turned
        known |= {SLIP} if self.drew else set()
        known |= {CARD} if self.carded else set()
        if self.within_each:
            known |= {f"{name} of other" for name in self.answers}
        people = {"first", "second", "partners"}
        people |= {"name", "other"} if self.within_each else set()
        for choice, text in values_by_choice(step):
            at = (*path, "as", choice) if choice else (*path, "as")
            alone = alone_in_braces(text)
            if step.jar is not None and (not alone or alone in self.settings or alone in people):
                span = self.tree.value_span((*path, "keep in"))
                self.report(rules.jars.NOTHING_SAID_IN_JAR, span)
            for match in re.finditer(r"\{([^{}]*)\}", text):
                name = " ".join(match[1].split())
                span = self.tree.find(at, match.group())
                if name in self.settings:
                    self.used.add(name)
                elif name.lower() in known and alone_in_braces(text) != name:
                    advice = f'write `as: "{{{name}}}"`, with nothing around it'
                    should = "kept as it was answered or noted"
                    self.report(rules.form.WRONG_TYPE, span, advice, what="`as`", should=should)
                elif name.lower() not in known and name not in people:
                    near = closest(name, [*self.settings, *known])
                    there = [f"{{{each}}}" for each in (*self.settings, *sorted(known))]
                    listed = ", ".join(there) or "no settings, and no answers or notes before this"
                    advice = f"did you mean {{{near}}}?" if near else ""
                    self.report(
                        rules.references.UNKNOWN_NAME,
                        span,
                        advice,
                        name=f"{{{name}}}",
                        known=listed,
                    )

    def _setting(self, name: str) -> Setting | None:
        return next((s for n, s in self.settings.items() if n.lower() == name), None)
