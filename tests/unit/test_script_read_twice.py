"""A question of a turn that is read a second time."""

from __future__ import annotations

import pytest

from facilitator.clock import seconds
from facilitator.engine.actions import Speak
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.session.on_paper import Willing, perform

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"
DECK = "decks: {cards: [What was good?]}\n"


def spoken(turns: str) -> list[Speak]:
    body = f"{HEAD}{DECK}steps:\n  - turns: {{each: 1 min, announce: '{{name}}.', {turns}}}\n"
    program = compile_ritual(
        loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test"),
        partners=("Anna", "Ben"),
    )
    moments = perform(program, reaction=Willing(program, {}).react)
    return [a for m in moments for a in m.actions if isinstance(a, Speak)]


@pytest.mark.parametrize("asked", ["deck: cards", "question: What was good?"])
def test_both_hear_it_twice_with_a_rest_between(asked: str) -> None:
    """A card as well as a question of the turn; the rest is longer than between two sentences."""
    once, twice = spoken(asked), spoken(f"{asked}, read: twice")
    texts = [said.text for said in twice]
    rest = twice[2].at - twice[1].at

    assert ["Anna.", "What was good?", "Thank you, Anna."] == [said.text for said in once[:3]]
    assert ["Anna.", "What was good?", "What was good?", "Thank you, Anna."] == texts[:4]
    assert ["Ben.", "What was good?", "What was good?"] == texts[4:7]
    assert seconds(rest) > 4


def test_questions_asked_at_once_are_read_again_together() -> None:
    """First all of them, then all of them."""
    texts = [said.text for said in spoken("questions: [One?, Two?], read: twice")]

    assert ["Anna.", "One?", "Two?", "One?", "Two?", "Thank you, Anna."] == texts[:6]
