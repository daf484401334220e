"""A compiled ritual as a piece that can be led: the engine, its program, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from facilitator.clock import Samples
from facilitator.engine.actions import Action, Outcome
from facilitator.engine.events import Event, KeyPressed, SafeWordHeard
from facilitator.engine.program import AS_CHOSEN, Program, Tuning
from facilitator.engine.state import State, next_deadline, wanted_note
from facilitator.engine.step import step

_OVER: Final = ("completed", "declined")


class Performance:
    """One performance of a program; a `Piece` of the conductor.

    Args:
        program: What is performed.
        through: Applied to every state, for instance saving and restoring it.
        tuning: How the voice is when it begins.
    """

    def __init__(
        self,
        program: Program,
        through: Callable[[State], State] = lambda state: state,
        *,
        tuning: Tuning = AS_CHOSEN,
    ) -> None:
        self._program = program
        self._through = through
        self.state = State(tuning=tuning)
        self._stopped_at_last = False

    @property
    def outcome(self) -> Outcome | None:
        """As the engine says; and a stop that comes while the last sound is still on its way to
        the loudspeaker is a stop, too: nothing may follow."""
        return "stopped" if self._stopped_at_last else self.state.outcome

    @property
    def deadline(self) -> Samples | None:
        """As the engine says."""
        return next_deadline(self._program, self.state)

    @property
    def wants_note(self) -> Samples | None:
        """As the engine says."""
        return wanted_note(self._program, self.state)

    def take(self, event: Event) -> Sequence[Action]:
        """Let the engine take one step."""
        if isinstance(event, SafeWordHeard | KeyPressed) and self.state.outcome in _OVER:
            self._stopped_at_last = True
        state, actions = step(self._program, self.state, event)
        self.state = self._through(state)
        return actions
