"""A ritual over several days: which day is due, and what is done on it."""

from __future__ import annotations

from dataclasses import replace

from facilitator.engine.operations import Remember
from facilitator.script import speaking
from facilitator.script.days import NEXT_DAY, NEXT_EVERY, NEXT_FOR, TOMORROW
from facilitator.script.file_forms import due_on
from facilitator.script.nesting import Nesting
from facilitator.script.noted import NO_NOTE
from facilitator.script.schema import TodayStep
from facilitator.script.yaml_tree import Path


class Programme(Nesting):
    """Writes the days of a programme."""

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
        self.write(Remember("day", str((today + 1) % len(self.ritual.form.days) + 1)))
        when, task = self._next_day()
        self.write(Remember(NEXT_DAY, when))
        self.write(Remember(NEXT_FOR, task))
        self.write(Remember(NEXT_EVERY, ""))
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
