"""A silence in which people may ask for some breaths counted aloud."""

from __future__ import annotations

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine import saved
from facilitator.engine.actions import Ring, Speak
from facilitator.engine.events import PhraseHeard
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.session.on_paper import Moment, Willing, perform

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
COUNTED = (
    "  - silence: 1 min\n    count with us: in 4, out 6\n    halfway: soft bell\n  - say: Over.\n"
)
PLAIN = "  - silence: 1 min\n    halfway: soft bell\n  - say: Over.\n"


def program(body: str) -> Program:
    ritual = loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body)), "test")
    return compile_ritual(ritual)


def held(what: Program, *asked: float, phrase: str = "count with us") -> list[Moment]:
    heard = [PhraseHeard(samples(at), samples(at - 1.0), phrase, True) for at in asked]
    return perform(
        what,
        heard,
        reaction=Willing(what, {}).react,
        through=lambda state: saved.from_data(saved.to_data(state)),
    )


def said(moments: list[Moment]) -> list[tuple[str, float]]:
    return [
        (each.text, each.at / samples(1.0))
        for m in moments
        for each in m.actions
        if isinstance(each, Speak)
    ]


def test_whoever_asks_is_counted_three_breaths_and_loses_no_silence() -> None:
    """All that was left of it follows; the bell at half time comes when half of it was silent."""
    usual, counted = held(program(COUNTED)), held(program(COUNTED), 20.0)
    words = [text for text, _ in said(counted)[:-1]]
    longer = said(counted)[-1][1] - said(usual)[-1][1]
    bells = [
        each.at / samples(1.0) for m in counted for each in m.actions if isinstance(each, Ring)
    ]

    assert 3 * ["In.", "Two.", "Three.", "Four."] == [
        word for index, word in enumerate(words) if index % 10 < 4
    ]
    assert 30.0 <= longer <= 33.0
    assert [pytest.approx(30.0 + longer, abs=0.1)] == bells


def test_it_can_be_asked_for_again() -> None:
    """As often as they like."""
    assert 61 == len(said(held(program(COUNTED), 10.0, 55.0)))


def test_another_silence_is_not_counted() -> None:
    """Nothing is listened for in a silence that does not allow it."""
    assert ["Over."] == [text for text, _ in said(held(program(PLAIN), 20.0))]
    assert "count with us" not in every_phrase(program(PLAIN))
    assert "count with us" in every_phrase(program(COUNTED))


def test_a_pause_in_the_count_gives_all_of_it_back() -> None:
    """The count goes on where it was, and then the silence."""
    what = program(COUNTED)
    moments = perform(
        what,
        [
            PhraseHeard(samples(20.0), samples(19.0), "count with us", True),
            PhraseHeard(samples(30.0), samples(29.0), "pause", True),
            PhraseHeard(samples(60.0), samples(59.0), "go on", True),
        ],
        reaction=Willing(what, {}).react,
    )
    words = [text for text, _ in said(moments)]

    assert [3, 3, 3] == [words.count(each) for each in ("In.", "Out.", "Six.")]
    assert "Over." == said(moments)[-1][0]


def test_the_safe_word_ends_the_count() -> None:
    """At every second of it."""
    proof = stop_everywhere(program(COUNTED))

    assert ((), ()) == (proof.failures, proof.unreached)
