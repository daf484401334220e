"""Where a program can go on to from each of its steps, and what decides it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from facilitator.engine import jars
from facilitator.engine.flow import Back, Branch, Compare, Elapsed, Jump, Let, Resume, Tally
from facilitator.engine.operations import (
    Ask,
    DrawSlip,
    End,
    Operation,
    PutIn,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import ANSWER

_NOTE: Final = re.compile(r"\{~([^{}]+)\}")
_NOTHING: Final[frozenset[str]] = frozenset()


class Paths:
    """Where a program can go on to from each of its steps, and what decides it.

    Args:
        program: What is gone through.

    A pass over the operations, repeated until nothing new is found: some milliseconds.
    """

    def __init__(self, program: Program) -> None:
        self._operations = program.operations
        self._turns = [
            place
            for place, each in enumerate(program.operations)
            if isinstance(each, Turn) and (each.leaves or each.check is not None)
        ]
        size = len(program.operations)
        self._onward = [
            tuple(to for to in self._following(place) if to < size) for place in range(size)
        ]
        self._within = self._reached()
        self._wanted = self._wanted_later()
        self._deciding: dict[str, list[tuple[int, Branch]]] = {}
        self._compared: set[str] = set()
        for place, each in enumerate(program.operations):
            if isinstance(each, Branch):
                self._deciding.setdefault(each.variable, []).append((place, each))
            elif isinstance(each, Compare):
                self._compared |= {each.left, each.right}
            elif isinstance(each, Tally):
                self._compared.add(each.name)
            elif isinstance(each, Turn):
                self._compared.update(each.counts)
            elif isinstance(each, PutIn | DrawSlip):
                self._compared |= {jars.number_in(each.jar), jars.unread_in(each.jar)}
        self._noted = self._notes_that_decide()
        self._same: dict[tuple[int, str, str], object] = {}

    def leads(self, place: int, to: int) -> bool:
        """Say whether one can come from a step to one of others, itself included.

        Args:
            place: Position of the step.
            to: The others, as a number with a bit for the position of each.
        """
        return place < len(self._within) and bool(self._within[place] & to)

    def same(self, place: int, name: str, value: str) -> object:
        """Return something that is equal for values of a variable between which nothing after a
        step decides."""
        if place >= len(self._wanted) or name not in self._wanted[place]:
            return None
        key = place, name, value
        if key not in self._same:
            within = self._within[place]
            apart: object = value if name in self._compared else ""
            if name in self._noted:
                apart = apart, bool(value)
            self._same[key] = (
                apart,
                tuple(
                    branch.targets.get(value, branch.otherwise)
                    for at, branch in self._deciding.get(name, ())
                    if within >> at & 1
                ),
            )
        return self._same[key]

    def told_apart(self, place: int, variables: Mapping[str, str]) -> object:
        """Return something that is equal for variables between which nothing after a step
        decides."""
        if place >= len(self._wanted):
            return ()
        wanted = self._wanted[place]
        return tuple(
            (name, self.same(place, name, variables.get(name, ""))) for name in sorted(wanted)
        )

    def hours(self, place: int) -> Iterator[Elapsed]:
        """Yield what asks after a step how late it is."""
        for at, each in enumerate(self._operations):
            if isinstance(each, Elapsed) and self._within[place] >> at & 1:
                yield each

    def amounts(self, name: str) -> set[int]:
        """Return how often something may be counted so that each way is taken once."""
        found: set[int] = set()
        for _, branch in self._deciding.get(name, ()):
            least: dict[int, int] = {}
            for value, target in branch.targets.items():
                if value.isdecimal():
                    least[target] = min(int(value), least.get(target, int(value)))
            found.update(least.values())
            found.add(
                next(n for n in range(len(branch.targets) + 1) if str(n) not in branch.targets)
            )
        return found

    def _following(self, place: int) -> tuple[int, ...]:
        match self._operations[place]:
            case Branch(targets=targets, otherwise=otherwise):
                return (*targets.values(), otherwise)
            case Compare(target=target, otherwise=otherwise):
                return target, otherwise
            case Elapsed(target=target):
                return target, place + 1
            case Jump(target=target):
                return (target,)
            case End() | Back():
                return ()
            case Resume():
                return (place + 1, *self._turns)
            case Turn() as turn:
                passed = (turn.passed,) if turn.passed else ()
                return turn.after or place + 1, *passed, *_led_by_wishes(turn)
            case Ask() | Silence():
                return place + 1, *_led_by_wishes(self._operations[place])
            case _:
                return (place + 1,)

    def _notes_that_decide(self) -> frozenset[str]:
        says = (each for each in self._operations if isinstance(each, Say))
        return _NOTHING.union(*map(_needed, says))

    def _reached(self) -> list[int]:
        """Return for each step the steps that can follow, itself included, a bit for each."""
        within = [1 << place for place in range(len(self._onward))]
        is_new = True
        while is_new:
            is_new = False
            for place in range(len(within) - 1, -1, -1):
                there = within[place]
                for to in self._onward[place]:
                    there |= within[to]
                is_new |= there != within[place]
                within[place] = there
        return within

    def _wanted_later(self) -> list[frozenset[str]]:
        """Return for each step the variables that are asked for from there on."""
        wanted = [_NOTHING] * len(self._onward)
        is_new = True
        while is_new:
            is_new = False
            for place in range(len(wanted) - 1, -1, -1):
                there = self._wanted_at(place, wanted)
                is_new |= there != wanted[place]
                wanted[place] = there
        return wanted

    def _wanted_at(self, place: int, wanted: list[frozenset[str]]) -> frozenset[str]:
        operation = self._operations[place]
        given, led = set(_given(operation)), _led_by_wishes(operation)
        found: set[str] = set()
        for to in self._onward[place]:
            # Who is led elsewhere by a wish has not answered.
            found |= wanted[to] if to in led else wanted[to] - given
        match operation:
            case Branch(variable=variable):
                found.add(variable)
            case Compare(left=left, right=right):
                found |= {left, right}
            case Say():
                found |= _needed(operation)
            case PutIn(jar=jar) | DrawSlip(jar=jar):
                told = {jars.number_in(jar), jars.unread_in(jar), jars.slip_in(jar)}
                listed = f"jar:{jar}/added"
                if found & {*told, listed}:
                    found |= told
                    if isinstance(operation, PutIn):
                        found.add(operation.variable)
            case _:
                pass
        return frozenset(found)


def _needed(say: Say) -> frozenset[str]:
    """Return the notes without which nothing at all is said."""
    named = [_NOTE.findall(each.text) for each in say.sentences]
    return frozenset(name.removeprefix(ANSWER) for names in named for name in names if all(named))


def _led_by_wishes(operation: Operation) -> tuple[int, ...]:
    """Return where what people say leads them, before what they are asked for is answered."""
    match operation:
        case Turn(leads=leads, leaves=leaves, check=check):
            return (*leads.values(), *leaves.values(), *(() if check is None else (check,)))
        case Ask(leads=leads):
            return tuple(leads.values())
        case Silence(leads=leads, calls=calls):
            return *leads.values(), *calls.values()
        case _:
            return ()


def _given(operation: Operation) -> tuple[str, ...]:
    """Return the variables that have another value after an operation."""
    match operation:
        case Ask(remember=name) | Turn(remember=name) if name:
            return (name,)
        case Let(name=name):
            return (name,)
        case TakeNote(name=name):
            return name, f"{name}/how"
        case _:
            return ()
