"""A ritual over several days: which day is due, and what is done on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Remember
from facilitator.engine.program import DAY_AGAIN
from facilitator.script import speaking
from facilitator.script.compiling.nesting import Nesting
from facilitator.script.days import NEXT_DAY, NEXT_EVERY, NEXT_FOR, TOMORROW
from facilitator.script.facts.noted import NO_NOTE
from facilitator.script.forms.files import due_on
from facilitator.script.forms.schema import TodayStep
from facilitator.script.yaml_tree import Path


class Programme(Nesting):
    """Writes the days of a programme."""

    _has_day = False

    def commanded(self, *, parks: bool) -> dict[str, Any]:
        """Return what a program holds for commands; one with a day can have it once more."""
        held = super().commanded(parks=parks)
        if not self._has_day:
            return held
        today = self._day()
        named = f"day {due_on(self.ritual.form.days)[today]}: {self.ritual.form.days[today].task}"
        again = {"day": str(today + 1), NEXT_DAY: TOMORROW, NEXT_FOR: named, NEXT_EVERY: ""}
        return {**held, "commands": (*held["commands"], "repeat day"), "day_again": again}

    def tell_day(self) -> None:
        """Let texts name today's task, and the next one and when it is due."""
        today, days = self._day(), self.ritual.form.days
        when, _ = self._next_day()
        people = {
            **self.place.people,
            "day": speaking.number(due_on(days)[today], self.own),
            "task": days[today].task,
            "next task": days[today + 1].task if when else NO_NOTE,
            "next time": speaking.day(when, self.own) if when else NO_NOTE,
        }
        self.place = replace(self.place, people=people)

    def today(self, step: TodayStep, path: Path) -> None:
        """Write the day of the programme that is due: the one after the last that was done."""
        today = self._day()
        day = self.ritual.form.days[today]
        again = self.write(Jump(0))
        self.write(Remember("day", str((today + 1) % len(self.ritual.form.days) + 1)))
        when, task = self._next_day()
        self.write(Remember(NEXT_DAY, when))
        self.write(Remember(NEXT_FOR, task))
        self.write(Remember(NEXT_EVERY, ""))
        self.operations[again] = Branch(DAY_AGAIN, {"yes": self.here}, again + 1)
        self._has_day = True
        self.say(self.sentences(step.today, (*path, "today")))
        self.steps(day.steps, ("days", today, "steps"))

    def _day(self) -> int:
        """Return the index of the day of the programme that is due."""
        count = len(self.ritual.form.days)
        return min(count, max(1, round(float(self.values.get("day", 1))))) - 1

    def _next_day(self) -> tuple[str, str]:
        """Return when the day after today's is due, and what it is for; "" behind the last one."""
        today, due = self._day(), due_on(self.ritual.form.days)
        if today + 1 == len(due):
            return "", ""
        ahead = due[today + 1] - due[today]
        when = TOMORROW if ahead == 1 else f"in {ahead} days"
        return when, f"day {due[today + 1]}: {self.ritual.form.days[today + 1].task}"
