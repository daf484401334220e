"""What people are shown of a session: the engine's state turned into a view."""

from __future__ import annotations

from dataclasses import replace

from facilitator.clock import Samples
from facilitator.display.view import Display, Mode, View
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.engine.operations import Ask, Pace, Silence, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import (
    Listening,
    Noting,
    Pacing,
    Resting,
    Silent,
    Speaking,
    State,
    Turning,
    turn_length,
)
from facilitator.session.witnessing import Glance

_ENDINGS: dict[str, Mode] = {
    "stopped": "stopped",
    "deaf": "deaf",
    "declined": "ended",
    "completed": "ended",
}


def view_of(program: Program, glance: Glance) -> View:
    """Return what a display shows after a block."""
    state, own = glance.state, program.own
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
        own=own,
    )
    if state.outcome is not None:
        headline = own.text(f"headline {state.outcome}")
        asked = own.text("ask for aftercare") if isinstance(state.phase, Resting) else ""
        return replace(view, mode=_ENDINGS[state.outcome], headline=headline, asked=asked)
    if state.suspended is not None:
        return replace(view, mode="paused", headline=own.text("headline paused"))
    return _moment(view, program, state)


def _moment(view: View, program: Program, state: State) -> View:
    """Fill in the part of a view that depends on the operation and its phase."""
    match state.phase, program.operations[state.position]:
        case Silent(began=began), Silence(length=length, label=label, leads=leads):
            left = min(length, max(0, began + length - view.at))
            return replace(
                view,
                mode="silence",
                headline=label or program.own.text("headline silence"),
                asked=program.own.text("ask who is back") if leads else "",
                remaining=left,
                length=length,
            )
        case Pacing(), Pace(label=label):
            return replace(view, mode="silence", headline=label or view.caption)
        case Turning(began=began) as turning, Turn() as turn:
            length = turn_length(turn, turning)
            left = max(0, began + length - view.at)
            return replace(_turn(view, program, turn), mode="turn", remaining=left, length=length)
        case Speaking(), Turn() as turn:
            return _turn(view, program, turn)
        case Listening(), Ask(who=who, label=label):
            return replace(view, mode="waiting", headline=who, asked=label)
        case Noting(), TakeNote(who=who, label=label):
            return replace(view, mode="waiting", headline=who, asked=label)
        case Speaking(), Ask(who=who, label=label) | TakeNote(who=who, label=label):
            return replace(view, headline=who, asked=label)
        case _:
            return view


def _turn(view: View, program: Program, turn: Turn) -> View:
    partner = program.partners.index(turn.who) if turn.who in program.partners else -1
    headline = (
        program.own.text("headline turn", name=turn.who)
        if turn.who
        else program.own.text("headline talk")
    )
    return replace(view, headline=headline, asked=turn.label, partner=partner)


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
