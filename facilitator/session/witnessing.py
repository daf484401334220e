"""What those are shown who watch a session: timeline, recorder, display.

Sessions on paper are watched, too, so nothing here loads numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from facilitator.clock import Samples
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.engine.state import State
from facilitator.ports import EarHealth

if TYPE_CHECKING:
    from facilitator.audio import Captured, Sound


@dataclass(frozen=True, slots=True)
class Glance:
    """What a witness is shown once per block.

    Attributes:
        now: End of the block just heard: everything before it is past.
        state: Where the session stands.
        health: How well the ears do.
        saying: The sentence that sounds at the moment, or "".
        heard: The block from the room; None while the room is stalled.
        played: The `PLAYBACK_BLOCK` samples handed to the room for the coming block; None on
            paper, where nothing sounds.
        note: A problem in plain words, or "".
    """

    now: Samples
    state: State
    health: EarHealth
    saying: str
    heard: Captured | None
    played: Sound | None
    note: str = ""


class Witness(Protocol):
    """Sees everything and changes nothing: timeline, recorder, display."""

    def event(self, event: Event) -> None:
        """An event is about to be handled."""

    def action(self, action: Action, length: Samples) -> None:
        """An action is carried out; `length` of its sound, 0 for others."""

    def block(self, glance: Glance) -> None:
        """A block is done."""
