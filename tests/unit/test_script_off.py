"""`announce: none` and `thanks: no`: nothing is said around a turn."""

from __future__ import annotations

import pytest

from facilitator.engine.operations import Turn
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_sentence
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\n"
DECK = "decks:\n  deck: [What is new?, What is old?]\n"


def compiled(turns: str, head: str = HEAD) -> Program:
    steps = f"steps:\n- turns:\n    each: 1 min\n{turns}"
    return compile_ritual(loaded(parse(checked("test.yaml", head + steps)), "test"))


@pytest.mark.parametrize("off", ["none", "no", "None", '"none"'])
@pytest.mark.parametrize("deck", ["", "    deck: deck\n"])
def test_none_is_not_spoken(off: str, deck: str) -> None:
    """Neither before a turn nor after it, with a deck or without."""
    told = compiled(
        f"    announce: {off}\n    thanks: {off}\n{deck}", HEAD + (DECK if deck else "")
    )
    turns = [each for each in told.operations if isinstance(each, Turn)]
    assert 2 == len(turns)
    assert [()] * 2 == [each.closing for each in turns]
    assert not [text for each in turns for text in each.announcement if not text.deck]
    assert not {"None.", "No.", "None", "No"} & {each.text for each in every_sentence(told)}


def test_what_is_given_is_spoken() -> None:
    """Any other text is said as before."""
    told = compiled('    announce: "{name}, speak."\n    thanks: No more now.\n')
    said = {each.text for each in every_sentence(told)}
    assert "No more now." in said
