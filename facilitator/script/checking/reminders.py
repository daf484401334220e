"""Rules about reminders, and about background that nobody could ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from facilitator.script import rules
from facilitator.script.checking.people import PeopleChecks
from facilitator.script.days import NO_DAY, parse_day, parse_slot
from facilitator.script.durations import spoken_number
from facilitator.script.forms.schema import MeetAgainStep, RemindStep, Step, kind_of
from facilitator.script.forms.values import Reference
from facilitator.script.hours import parse_hour
from facilitator.script.sentences import split
from facilitator.script.yaml_tree import Path

_SILENT: Final = frozenset({"bell", "silence", "talk", "breathe", "remember", "remind"})
"""Kinds of step in which nothing is said or asked that could be asked about."""


class ReminderChecks(PeopleChecks):
    """Collects findings about reminders."""

    def remind(self, step: RemindStep, path: Path, answers: Mapping[str, tuple[str, ...]]) -> None:
        """Check a reminder: one sentence, a day that can come, and somebody who waits for a yes.

        Args:
            step: The step.
            path: Way to it in the file.
            answers: What was asked before it, in small letters, with what may be answered.
        """
        texts = step.remind if isinstance(step.remind, dict) else {"": step.remind}
        for choice, text in texts.items():
            at = (*path, "remind", choice) if choice else (*path, "remind")
            count = len(split(text))
            if count > 1:
                many = spoken_number(count) if count < 20 else "many"
                self.report(rules.notes.LONG_REMINDER, self.tree.value_span(at), count=many)
            elif text.rstrip().endswith("?") and step.remember is None:
                self.report(rules.notes.REMINDER_UNANSWERED, self.tree.value_span(at))
        if not isinstance(step.day, str):
            self._named_day(step.day.name, (*path, "when"), answers)
        self._named_hour(step.hour, (*path, "at"), answers)

    def meet_again(
        self, step: MeetAgainStep, path: Path, answers: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Check that an answer or a setting can say when people meet again; arguments as for
        `remind`."""
        self._named_hour(step.hour, (*path, "at"), answers)
        if isinstance(step.slot, str):
            return
        at = (*path, "meet again")
        possible = self._possible(step.slot.name, at, answers)
        if possible is not None and not any(map(parse_slot, possible)):
            span = self.tree.value_span(at)
            self.report(rules.notes.NEVER_AGREED, span, name=step.slot.name)

    def _named_day(self, name: str, path: Path, answers: Mapping[str, tuple[str, ...]]) -> None:
        possible = self._possible(name, path, answers)
        if possible is None:
            return
        strange = [each for each in possible if not parse_day(each) and each.lower() not in NO_DAY]
        if strange or not possible:
            span = self.tree.value_span(path)
            self.report(rules.notes.BAD_DAY, span, value=(*strange, name)[0])

    def _named_hour(
        self,
        hour: str | Reference | None,
        path: Path,
        answers: Mapping[str, tuple[str, ...]],
    ) -> None:
        if hour is None or isinstance(hour, str):
            return
        setting = self.settings.get(hour.name)
        possible = self._possible(hour.name, path, answers)
        if possible is None or (setting is not None and setting.kind == "hour"):
            return
        strange = [each for each in possible if not parse_hour(each) and each.lower() not in NO_DAY]
        if strange or not possible:
            span = self.tree.value_span(path)
            self.report(rules.form.BAD_HOUR, span, value=(*strange, hour.name)[0])

    def _possible(
        self, name: str, path: Path, answers: Mapping[str, tuple[str, ...]]
    ) -> tuple[str, ...] | None:
        """Return what a setting or an answer can be; None, told, where there is none so called."""
        setting = self.settings.get(name)
        self.use_name(name)
        possible = setting.choices if setting is not None else answers.get(name.lower())
        if possible is None:
            span = self.tree.value_span(path)
            self.unknown(name, [*self.settings, *answers], span, in_braces=True)
        return possible

    def why(self, step: Step, path: Path) -> None:
        """Check that somebody could ask why."""
        kind = kind_of(step) or ""
        if step.why is not None and kind in _SILENT:
            self.report(rules.speech.WHY_UNHEARD, self.tree.key_span((*path, "why")), kind=kind)
