"""Steps that hold other steps: conditions, repetitions, and what is done by each of the two."""

from __future__ import annotations

from collections.abc import Sequence

from facilitator.engine.flow import Jump
from facilitator.script.compiling.branching import Check
from facilitator.script.compiling.commanding import Commanding
from facilitator.script.conditions import (
    Condition,
    Several,
    parse_condition,
    parse_repetition,
    parse_several,
)
from facilitator.script.durations import parse_number
from facilitator.script.facts.attendance import asked_by
from facilitator.script.forms.schema import ForEachStep, RepeatStep, Step, WhenStep
from facilitator.script.yaml_tree import Path


class Nesting(Commanding):
    """Writes steps that hold steps."""

    def steps(self, steps: Sequence[Step], path: Path) -> None:
        """Write steps one after the other."""
        raise NotImplementedError

    def for_each(self, step: ForEachStep, path: Path) -> None:
        """Write steps once for each of those who are asked."""
        own: dict[str, tuple[str, ...]] = {}
        before = dict(self.variables)
        for index in self.asked:
            self.variables = dict(before)
            with self.own_steps(index):
                self.steps(step.do, (*path, "do"))
            for name, variables in self.variables.items():
                if before.get(name) != variables:
                    own[name] = own.get(name, ()) + variables
        together = {name: self.in_order_of_people(variables) for name, variables in own.items()}
        self.variables = {**before, **together}

    def when(self, step: WhenStep, path: Path) -> None:
        """Write steps for where a condition holds, and those for where it does not."""
        several = parse_several(step.when)
        if several is not None:
            self._when_several(several, step, path)
            return
        condition = parse_condition(step.when)
        if condition is None:
            raise AssertionError("the checker lets no broken condition through")
        condition = self.as_meant(condition)
        around = self.asked_about
        setting = self.setting_called(condition.subject)
        self.asked_about |= asked_by(condition, setting.choices if setting is not None else ())
        self._write_branches(condition, step, path)
        self.asked_about = around

    def _write_branches(self, condition: Condition, step: WhenStep, path: Path) -> None:
        known = self.known(condition)
        if known is True:
            self.steps(step.do, (*path, "do"))
        elif known is False:
            self.steps(step.otherwise, (*path, "otherwise"))
        else:
            checks = self.write_checks(condition)
            yes = self.here
            self.steps(step.do, (*path, "do"))
            over = self.write(Jump(0)) if step.otherwise else None
            no = self.here
            self.steps(step.otherwise, (*path, "otherwise"))
            self.fill_checks(checks, condition, yes, no)
            if over is not None:
                self.operations[over] = Jump(self.here)

    def _when_several(self, several: Several, step: WhenStep, path: Path) -> None:
        """Write a `when` that counts how many of its conditions hold: each is asked for once
        for every number that may have held before it."""
        conditions = [self.as_meant(each) for each in several.conditions]
        starts: dict[tuple[int, int], int] = {}
        asked: dict[tuple[int, int], list[Check] | bool] = {}
        for number, condition in enumerate(conditions):
            for held in range(min(number, several.count - 1) + 1):
                if held + len(conditions) - number < several.count:
                    continue
                starts[number, held] = self.here
                known = self.known(condition)
                checks = self.write_checks(condition) if known is None else known
                asked[number, held] = checks
                if isinstance(checks, bool):
                    self.write(Jump(0))
        yes = self.here
        self.steps(step.do, (*path, "do"))
        over = self.write(Jump(0)) if step.otherwise else None
        no = self.here
        self.steps(step.otherwise, (*path, "otherwise"))
        for (number, held), checks in asked.items():
            hit = yes if held + 1 == several.count else starts[number + 1, held + 1]
            miss = starts.get((number + 1, held), no)
            if isinstance(checks, bool):
                self.operations[starts[number, held]] = Jump(hit if checks else miss)
            else:
                self.fill_checks(checks, conditions[number], hit, miss)
        if over is not None:
            self.operations[over] = Jump(self.here)

    def repeat(self, step: RepeatStep, path: Path) -> None:
        """Write steps as often as they may be performed, and the ways out."""
        repetition = parse_repetition(step.repeat)
        if repetition is None:
            raise AssertionError("the checker lets no repetition without an end through")
        count = parse_number(self.setting_or(repetition.count).removesuffix(".0")) or 1
        exits: list[tuple[list[Check], Condition]] = []
        self.leaving.append([])
        for _ in range(count):
            self.steps(step.do, (*path, "do"))
            if repetition.until is None:
                continue
            until = self.as_meant(repetition.until)
            known = self.known(until)
            if known:
                break
            if known is None:
                exits.append((self.write_checks(until), until))
        for checks, until in exits:
            onward = checks[-1][0] + 1
            self.fill_checks(checks, until, self.here, onward)
        self.leave(self.leaving.pop())
