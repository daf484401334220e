"""Conditions as a program has them: settled beforehand, or branches on what was answered."""

from __future__ import annotations

from facilitator.engine.program import Branch, Jump
from facilitator.script.conditions import Condition, holds
from facilitator.script.durations import parse_number
from facilitator.script.jars import Jars, jar_asked, numbers_meant


class Branching(Jars):
    """Writes conditions."""

    def known(self, condition: Condition) -> bool | None:
        """Return whether a condition on a setting holds; None when it asks for an answer."""
        if jar_asked(condition, tuple(self.jars)):
            return None
        name = next(
            (n for n in self.ritual.settings if n.lower() == condition.subject.lower()), None
        )
        if condition.subject.lower() in self.variables:
            return None
        if name is None and condition.subject.lower().startswith("last "):
            return self._held_last_time(condition)
        if name is None:
            return None
        setting = self.ritual.settings[name]
        others = tuple(
            other for v in condition.values if (other := setting.value_of(v)) is not None
        )
        return holds(condition.how, self.values[name], others)

    def _held_last_time(self, condition: Condition) -> bool:
        """Return whether a condition holds for what an earlier session has kept; what was not
        kept counts for nothing."""
        name = condition.subject[5:].strip().lower()
        noted = self.was_noted(name, condition)
        if noted is not None:
            if not noted and condition.how == "is":
                self.leave_out_condition(condition)
            return noted
        whose = {name, *(f"{name} of {person}".lower() for person in self.names)}
        kept = [value for key, value in self.memory.items() if key.lower() in whose]
        if not kept:
            self.leave_out_condition(condition)
        if condition.how in ("is", "is not"):
            wanted = {value.lower() for value in condition.values}
            hits = [(v.lower() in wanted) == (condition.how == "is") for v in kept]
        else:
            other = float(parse_number(condition.values[0]) or 0)
            numbers = [float(v) for v in kept if v.isdigit()]
            hits = [holds(condition.how, number, (other,)) for number in numbers]
        return bool(hits) and (all(hits) if condition.whose == "every" else any(hits))

    def leave_out_condition(self, condition: Condition) -> None:
        """Note that steps are left out because nothing of that name is remembered."""
        how = condition.how if condition.how in ("is", "is not") else f"is {condition.how}"
        asked = " ".join((condition.whose, condition.subject, how, " or ".join(condition.values)))
        self.leave_out(f"when: {asked.strip()}", condition.subject[5:].strip())

    def write_checks(self, condition: Condition) -> list[tuple[int, str]]:
        """Keep a place for each branch of a condition on answers; return them with what they
        ask for."""
        variables = self.variables.get(condition.subject.lower(), (condition.subject,))
        jar = jar_asked(condition, tuple(self.jars))
        if jar:
            variables = (jar,)
        elif self.place.whose >= 0 and len(variables) > 1 and not condition.whose:
            variables = (variables[self.place.whose],)
        return [(self.write(Jump(0)), variable) for variable in variables]

    def fill_checks(
        self, checks: list[tuple[int, str]], condition: Condition, yes: int, no: int
    ) -> None:
        """Turn the places kept for a condition on answers into branches."""
        values = tuple(self.meanings.get(v.lower(), v) for v in condition.values)
        if jar_asked(condition, tuple(self.jars)):
            values = numbers_meant(condition)
        elif condition.how not in ("is", "is not"):
            other = float(parse_number(values[0]) or 0)
            possible = [str(n) for n in range(100)] if self._counted(condition) else "12345"
            values = tuple(n for n in possible if holds(condition.how, float(n), (other,)))
        if condition.how == "is not":
            yes, no = no, yes
        any_will_do = (condition.whose != "every") == (condition.how != "is not")
        for number, (index, variable) in enumerate(checks):
            last = number == len(checks) - 1
            if any_will_do:
                hit, miss = yes, (no if last else index + 1)
            else:
                hit, miss = (yes if last else index + 1), no
            self.operations[index] = Branch(variable, dict.fromkeys(values, hit), miss)

    def _counted(self, condition: Condition) -> bool:
        return condition.subject.lower() in self.counts
