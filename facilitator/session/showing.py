"""What people are shown of a session: the engine's state turned into a view."""

from __future__ import annotations

from dataclasses import replace

from facilitator.clock import Samples
from facilitator.display.view import Display, Mode, View
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.engine.program import Ask, Program, Silence, Turn
from facilitator.engine.state import (
    Listening,
    Over,
    PauseHeld,
    Ringing,
    Silent,
    Speaking,
    State,
    Turning,
)
from facilitator.session.loop import Glance

_ENDINGS: dict[str, tuple[Mode, str]] = {
    "stopped": ("stopped", "Stopped"),
    "deaf": ("deaf", "I cannot hear you"),
    "declined": ("ended", "Not today"),
    "completed": ("ended", "Thank you both"),
}


def view_of(program: Program, glance: Glance) -> View:
    """Return what a display shows after a block."""
    state = glance.state
    view = View(
        title=program.title,
        caption=glance.saying,
        level_dbfs=glance.health.level_dbfs,
        noise_dbfs=glance.health.noise_dbfs,
        listening=glance.heard is not None and not glance.note,
        safe_word=" or ".join(program.safe_words),
        pause_word=" or ".join(program.pause_words),
        note=glance.note,
        mode="prompt",
        at=glance.now,
    )
    if state.outcome is not None:
        mode, headline = _ENDINGS[state.outcome]
        return replace(view, mode=mode, headline=headline)
    if state.suspended is not None:
        return replace(view, mode="paused", headline="Paused")
    return replace(view, **_moment(program, state, glance.now))


def _moment(program: Program, state: State, now: Samples) -> dict[str, object]:
    """Return the part of a view that depends on the operation and its phase."""
    operation = program.operations[state.position]
    match state.phase, operation:
        case Silent(began=began), Silence(length=length, label=label):
            left = max(0, began + length - now)
            headline = label or "Silence"
            return {"mode": "silence", "headline": headline, "remaining": left, "length": length}
        case Turning(began=began), Turn(who=who, length=length, label=label):
            left = max(0, began + length - now)
            timed = {"remaining": left, "length": length}
            return {"mode": "turn", **_turn(program, who, label), **timed}
        case Speaking(), Turn(who=who, label=label):
            return _turn(program, who, label)
        case ((Listening() | Speaking()), Ask(who=who, label=label)):
            waiting: Mode = "waiting" if isinstance(state.phase, Listening) else "prompt"
            return {"mode": waiting, "headline": who, "asked": label}
        case ((Ringing() | PauseHeld() | Over()), _):
            return {}
        case _:
            return {}


def _turn(program: Program, who: str, label: str) -> dict[str, object]:
    partner = program.partners.index(who) if who in program.partners else -1
    return {"headline": f"{who}’s turn", "asked": label, "partner": partner}


class Shown:
    """The witness that keeps a display up to date."""

    def __init__(self, program: Program, display: Display) -> None:
        self._program = program
        self._display = display

    def event(self, event: Event) -> None:
        """Nothing to show: what matters is in the state."""

    def action(self, action: Action, length: Samples) -> None:
        """Nothing to show: what matters is in the state."""

    def block(self, glance: Glance) -> None:
        """Show the moment."""
        self._display.show(view_of(self._program, glance))
