"""Conditions as a program has them: settled beforehand, or branches on what was answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from facilitator.engine.flow import Branch, Compare, Jump
from facilitator.engine.jars import MOST_COUNTED
from facilitator.engine.operations import Operation
from facilitator.engine.whose import whose
from facilitator.script.compiling.keeping import Keeping
from facilitator.script.conditions import KEPT, Condition, as_answered, holds
from facilitator.script.durations import parse_number
from facilitator.script.facts.attendance import SUBJECT, asks_how_many, is_offered, possible
from facilitator.script.facts.earlier import is_earlier, number_of
from facilitator.script.facts.jars import jar_asked, jar_count, numbers_meant
from facilitator.script.facts.remembered import answers_kept
from facilitator.script.forms.schema import GestureStep
from facilitator.script.settings import Setting

Source: TypeAlias = str | float | None
"""Where a number comes from: a variable, or known beforehand; None where there is none."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers of one person that a condition compares."""

    left: Source
    right: Source


Check: TypeAlias = tuple[int, str | Pair]
"""The place kept for a branch, and what it asks for."""


class Branching(Keeping):
    """Writes conditions."""

    def as_meant(self, condition: Condition) -> Condition:
        """Return a condition as the answers there are have it ("it is not yet")."""
        return as_answered(condition, self._may_be(condition.subject.lower()))

    def _may_be(self, subject: str) -> tuple[str, ...]:
        """Return what something a condition asks for may be, by its name in small letters."""
        setting = next((s for n, s in self.ritual.settings.items() if n.lower() == subject), None)
        possible = self.answered.get(subject, setting.choices if setting is not None else ())
        if subject.startswith("last "):
            kept = answers_kept(self.ritual)
            what = subject.removeprefix("last ").strip()
            possible = kept.get(what, kept.get(subject, possible))
        return possible

    def is_meant(self, step: GestureStep) -> bool:
        """Say whether a gesture is meant for those who are there."""
        chosen = self.values.values()
        return is_offered(step.gesture, len(self.names), chosen, self.asked_about)

    def known(self, condition: Condition) -> bool | None:
        """Return whether a condition on a setting or on how many are there holds; None when it
        asks for an answer."""
        if asks_how_many(condition) and SUBJECT not in self.variables:
            return bool(possible(condition, (len(self.names),)))
        jar = jar_asked(condition, tuple(self.jars))
        pairs = None if jar else self._pairs(condition)
        number = self._of_earlier(condition.subject)
        if number is not None and pairs is None:
            others: tuple[float | str, ...] = tuple(
                float(parse_number(each) or 0) for each in condition.values
            )
            return holds(condition.how, number, others)
        if pairs is not None:
            return self._settled(condition, pairs)
        if jar:
            return None
        setting = self.setting_called(condition.subject)
        if condition.subject.lower() in self.variables:
            return None
        if setting is None and condition.subject.lower().startswith("last "):
            return self._held_last_time(condition)
        if setting is None:
            return None
        others = tuple(
            other for v in condition.values if (other := setting.value_of(v)) is not None
        )
        return holds(condition.how, self.values[setting.name], others)

    def setting_called(self, name: str) -> Setting | None:
        """Return the setting of a name, in which capitals do not count."""
        low = name.lower()
        return next((s for n, s in self.ritual.settings.items() if n.lower() == low), None)

    def _held_last_time(self, condition: Condition) -> bool:
        """Return whether a condition holds for what an earlier session has kept; what was not
        kept counts for nothing."""
        name = condition.subject[5:].strip().lower()
        noted = self.was_noted(name, condition)
        if noted is not None:
            if not noted and condition.how == "is":
                self.leave_out_condition(condition)
            return noted
        what, index = whose(name, self.names)
        held = {name, *(f"{what} of {person}".lower() for person in self.names)}
        if index >= 0:
            held = {f"{what} of {self.names[index]}".lower()}
        held |= {f"last {each}" for each in held}
        kept = [value for key, value in self.memory.items() if key.lower() in held]
        if not kept:
            self.leave_out_condition(condition)
        if condition.asks_kept or condition.values == (KEPT,):
            return self._was_answered(condition, held)
        if condition.how in ("is", "is not"):
            wanted = {value.lower() for value in condition.values}
            hits = [(v.lower() in wanted) == (condition.how == "is") for v in kept]
        else:
            other = float(parse_number(condition.values[0]) or 0)
            numbers = [float(v) for v in kept if v.isdigit()]
            hits = [holds(condition.how, number, (other,)) for number in numbers]
        return bool(hits) and (all(hits) if condition.whose == "every" else any(hits))

    def _was_answered(self, condition: Condition, held: Collection[str]) -> bool:
        """Return whether an earlier session has kept an answer under one of some names, or, where
        everybody is meant, one of each of them."""
        given = {value.lower() for value in condition.values}
        is_any = given == {KEPT}  # A length of time, say, of which not every value is listed.
        memory = self.memory.items()
        there = {
            key.lower() for key, value in memory if value.lower() in given or (is_any and value)
        }
        of_each = [name for name in held if not name.startswith("last ") and " of " in name]
        hits = [each in there or f"last {each}" in there for each in of_each]
        if not any(hits):
            hits = [not there.isdisjoint(held)]
        wanted = [hit == (condition.how == "is") for hit in hits]
        return all(wanted) if condition.whose == "every" else any(wanted)

    def leave_out_condition(self, condition: Condition, name: str = "") -> None:
        """Note that steps are left out because nothing of a name is remembered: of the subject, if
        no other is given."""
        how = condition.how if condition.how in ("is", "is not") else f"is {condition.how}"
        values = KEPT if condition.asks_kept else " or ".join(condition.values)
        asked = " ".join((condition.whose, condition.subject, how, values))
        self.leave_out(f"when: {asked.strip()}", name or condition.subject[5:].strip())

    def _pairs(self, condition: Condition) -> list[Pair] | None:
        """Return the numbers that a condition compares by name, person by person; None when it
        compares with a value."""
        if len(condition.values) != 1:
            return None
        subject, value = condition.subject.lower(), condition.values[0]
        meanings = {meaning.lower() for meaning in self._may_be(subject)}
        if parse_number(value) is not None or value.lower() in meanings:
            return None
        right = self._sources(value, condition)
        left = self._sources(condition.subject, condition) if right is not None else None
        if left is None or right is None:
            return None
        if len(left) == 1 == len(right):
            return [Pair(*left.values(), *right.values())]
        people = [index for index in {**left, **right} if index >= 0]
        both = [
            Pair(left.get(index, left.get(-1)), right.get(index, right.get(-1)))
            for index in sorted(people)
            if (index in left or -1 in left) and (index in right or -1 in right)
        ]
        return both or [Pair(None, None)]

    def _sources(self, text: str, condition: Condition) -> dict[int, Source] | None:
        """Return where the numbers of a name come from, by the one whose they are, -1 for nobody's
        alone; None when the name holds none."""
        name = " ".join(text.lower().split())
        found: dict[int, Source] = {self.owner(v): v for v in self.variables.get(name, ())}
        if not found and name.startswith("last "):
            found = self._kept_numbers(name.removeprefix("last "), condition)
        if not found:
            counted = jar_count(name, tuple(self.jars))
            if counted:
                return {-1: counted}
            setting = next((n for n in self.ritual.settings if n.lower() == name), None)
            number = self._of_earlier(name)
            if number is not None:
                return {-1: number}
            value = self.values[setting] if setting is not None else None
            return {-1: float(value)} if isinstance(value, int | float) else None
        if whose(name, self.names)[1] >= 0:
            return {-1: next(iter(found.values()))}
        own = self.place.whose
        if own >= 0 and own in found and not condition.whose:
            return {own: found[own]}
        return found

    def _of_earlier(self, text: str) -> float | None:
        """Return the number of earlier sessions that a name asks for; None for anything else."""
        name = " ".join(text.lower().split())
        taken = name in self.variables or self.setting_called(name) is not None
        return float(number_of(name, self.memory)) if is_earlier(name) and not taken else None

    def _kept_numbers(self, name: str, condition: Condition) -> dict[int, Source]:
        """Return what an earlier session has kept of each partner's rating."""
        kept = {key.lower(): value for key, value in self.memory.items()}
        what, index = whose(name, self.names)
        those = range(len(self.names)) if index < 0 else (index,)
        found: dict[int, Source] = {}
        for each in those:
            number = kept.get(f"{what} of {self.names[each]}".lower(), "")
            found[each] = float(number) if number.isdecimal() else None
        if not any(found.values()):
            self.leave_out_condition(condition, name)
        return found

    def _settled(self, condition: Condition, pairs: list[Pair]) -> bool | None:
        """Return whether numbers that are all known compare as asked; None when one is not."""
        if any(isinstance(each, str) for pair in pairs for each in (pair.left, pair.right)):
            return None
        hits = [_compares(condition, pair) for pair in pairs]
        return all(hits) if condition.whose == "every" else any(hits)

    def write_checks(self, condition: Condition) -> list[Check]:
        """Keep a place for each branch of a condition on answers; return them with what they
        ask for."""
        pairs = self._pairs(condition)
        if pairs is not None:
            return [(self.write(Jump(0)), pair) for pair in pairs]
        variables = self.variables.get(condition.subject.lower(), (condition.subject,))
        jar = jar_asked(condition, tuple(self.jars))
        if jar:
            variables = (jar,)
        elif self.place.whose >= 0 and not condition.whose:
            own = tuple(v for v in variables if self.owner(v) == self.place.whose)
            variables = own or variables
        return [(self.write(Jump(0)), variable) for variable in variables]

    def fill_checks(self, checks: list[Check], condition: Condition, yes: int, no: int) -> None:
        """Turn the places kept for a condition on answers into branches."""
        is_by_name = any(isinstance(asked, Pair) for _, asked in checks)
        values = tuple(self.meanings.get(v.lower(), v) for v in condition.values)
        if is_by_name:
            values = ()
        elif jar_asked(condition, tuple(self.jars)):
            values = numbers_meant(condition)
        elif condition.how not in ("is", "is not"):
            values = self._that_hold(condition, float(parse_number(values[0]) or 0))
        turned = condition.how == "is not" and not is_by_name
        if turned:
            yes, no = no, yes
        any_will_do = (condition.whose != "every") != turned
        for number, (index, asked) in enumerate(checks):
            last = number == len(checks) - 1
            if any_will_do:
                hit, miss = yes, (no if last else index + 1)
            else:
                hit, miss = (yes if last else index + 1), no
            if isinstance(asked, Pair):
                self.operations[index] = self._comparing(condition, asked, hit, miss)
            else:
                self.operations[index] = Branch(asked, dict.fromkeys(values, hit), miss)

    def _that_hold(self, condition: Condition, other: float) -> tuple[str, ...]:
        """Return the numbers that the subject of a condition may be and that compare so."""
        possible = [str(n) for n in range(100)] if self._counted(condition) else "12345"
        return tuple(n for n in possible if holds(condition.how, float(n), (other,)))

    def _comparing(self, condition: Condition, pair: Pair, hit: int, miss: int) -> Operation:
        """Return the operation that compares two numbers."""
        left, right, how, times = pair.left, pair.right, condition.how, condition.times
        if isinstance(left, str) and isinstance(right, str):
            return Compare(left, how, right, hit, miss, times)
        if not isinstance(left, str) and not isinstance(right, str):
            return Jump(hit if _compares(condition, pair) else miss)
        possible = range(MOST_COUNTED + 1)
        if isinstance(left, str):
            known = (right or 0.0) * times
            held = [n for n in possible if right is not None and holds(how, float(n), (known,))]
            return Branch(left, dict.fromkeys(map(str, held), hit), miss)
        assert isinstance(right, str)
        known = left or 0.0
        held = [n for n in possible if left is not None and holds(how, known, (float(n * times),))]
        return Branch(right, dict.fromkeys(map(str, held), hit), miss)

    def _counted(self, condition: Condition) -> bool:
        name = whose(condition.subject.lower(), self.names)[0]
        return condition.subject.lower() in self.counts or name in self.own_counts


def _compares(condition: Condition, pair: Pair) -> bool:
    """Say whether two numbers that are known compare as asked; never where there is none."""
    left, right = pair.left, pair.right
    if isinstance(left, float) and isinstance(right, float):
        return holds(condition.how, left, (right * condition.times,))
    return False
