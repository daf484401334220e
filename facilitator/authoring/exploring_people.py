"""People who lead a performance on paper to where the willing do not come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from facilitator.authoring.exploring_choices import Choices, said_at_once
from facilitator.clock import Samples
from facilitator.engine.events import Event, PhraseHeard
from facilitator.engine.operations import PASSED, Ask, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import Speaking, State, Turning
from facilitator.session.answering import NOTHING, Always
from facilitator.session.on_paper import Reaction, Willing

_NAMED: Final = {"heard": "a note", "unclear": "an unclear note", PASSED: "passes"}
"""What is said, by what becomes of it."""


class Brisk:
    """Two willing people who say at once that they are done with a turn.

    Args:
        program: What is performed.
        answers: What they answer.
    """

    def __init__(self, program: Program, answers: Mapping[str, Sequence[str]]) -> None:
        self._program = program
        self._willing = Willing(program, answers)

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """End a turn that is not passed; do what willing people do in everything else."""
        said = tuple(self._willing.react(state, at))
        turn = self._program.operations[state.position]
        if isinstance(state.phase, Turning) and isinstance(turn, Turn) and turn.done:
            passed = (each for each in said if isinstance(each, PhraseHeard))
            if not any(each.phrase in turn.passes for each in passed):
                return [said_at_once(turn.done[0], at)]
        return said


class Guided:
    """People who answer so that a way through a program is gone; elsewhere willingly and at once.

    Args:
        program: What is performed.
        choices: What they can say in it.
        decided: What leads along the way, by the variable and the position of the question.
    """

    def __init__(
        self,
        program: Program,
        choices: Choices,
        decided: Mapping[tuple[str, int], frozenset[str]],
    ) -> None:
        self._program = program
        self._choices = choices
        self._decided = {place: values for (_, place), values in decided.items()}
        self._willing = Brisk(program, {})

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Say what leads along the way, where something decides."""
        place = state.position
        values = self._decided.get(place)
        operation = self._program.operations[place]
        if values and not isinstance(state.phase, Speaking):
            names = {_NAMED.get(value, value) for value in values}
            if isinstance(operation, Ask) and operation.default in values:
                names.add("nothing")
            for choice in self._choices.at(state, at):
                if choice.name in names:
                    return choice.said
        return self._willing.react(state, at)


def unanimous(program: Program) -> Iterator[Reaction]:
    """Yield people who all answer the same to everything, one company for each answer."""
    asks = [each for each in program.operations if isinstance(each, Ask | Turn)]
    for meaning in dict.fromkeys(m for each in asks for m in (*each.answers, NOTHING)):
        same = {
            each.remember: [Always(meaning)]
            for each in asks
            if each.remember and meaning in (*each.answers, NOTHING)
        }
        yield Brisk(program, same).react
