"""What people see of a session that is hard to say with a single state."""

from __future__ import annotations

from facilitator.clock import samples
from facilitator.display.view import View
from facilitator.engine.events import PhraseHeard
from facilitator.engine.program import Program
from facilitator.ports import EarHealth
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.session.on_paper import perform
from facilitator.session.showing import view_of
from facilitator.session.witnessing import Glance

HEAD = "ritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
APART = "  - turns: {each: 3 min, question: What hurt?, time out: 5 min}\n"


def compiled(body: str) -> Program:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    return compile_ritual(loaded(tree, "test"), partners=("Anna", "Ben"))


def shown(program: Program, *said: tuple[float, str]) -> dict[str, View]:
    """Return the last view under each headline, and at which moment."""
    heard = [PhraseHeard(samples(at), samples(at - 1), phrase, True) for at, phrase in said]
    views: dict[str, View] = {}
    for moment in perform(program, heard):
        at = moment.event.at
        view = view_of(program, Glance(at, moment.state, EarHealth(), "", None, None))
        views[f"{view.headline} {view.mode}"] = view
    return views


def test_a_time_out_inside_a_turn_is_shown_instead_of_the_turn() -> None:
    """Who is sent apart sees how long is left, and what brings them back."""
    program = compiled(APART)
    began = samples(60.0)
    apart = shown(program, (60.0, "time out"))["Time apart silence"]

    assert apart.length == samples(300.0) == apart.remaining
    assert "Back already? Say “ready”" == apart.asked
    assert -1 == apart.partner
    assert apart.at > began


def test_after_a_time_out_the_turn_is_shown_again() -> None:
    """With what was left of it."""
    views = shown(compiled(APART), (60.0, "time out"), (400.0, "ready"))
    again = views["Anna’s turn turn"]

    assert again.at > views["Time apart silence"].at
    assert samples(180.0) == again.length


def test_other_things_said_on_request_leave_the_turn_on_show() -> None:
    """A card that was asked for is part of the talk."""
    body = "  - talk: 5 min\n    starters: cards\ndecks:\n  cards:\n    - What made you smile?\n"
    views = shown(compiled(body), (20.0, "starter"))

    assert {" prompt", "Your time to talk turn", "Your time to talk prompt"} >= set(views) - {
        "Thank you both ended"
    }
