"""What is given back after a turn, and that there is nothing to give back after a "pass"."""

from __future__ import annotations

import pytest

from facilitator.clock import samples
from facilitator.engine.events import PhraseHeard
from facilitator.engine.operations import Turn
from tests.unit.test_script_constructs import compiled, played, spoken

BACK = (
    "{decks}steps:\n"
    "  - turns: {{each: 1 min, announce: '{{name}}, say it.', cues: none, {how}}}\n"
    "  - say: The end.\n"
)
ANNA, BEN = "Anna, say it.", "Ben, say it."
HEARD = "Ben, what did you hear?"
SENSE = "Ben, one sentence for Anna: why does this feeling make sense to you?"
DECK = "decks: {cards: [One?]}\n"
DRAWN = "mirror: 30 s, deck: cards, rounds: 1"


def said_when(how: str, at: float, phrase: str, decks: str = "") -> list[str]:
    """Return what is said when somebody says a phrase."""
    happenings = [PhraseHeard(samples(at), samples(at - 0.5), phrase, True)]
    program = compiled(BACK.format(how=how, decks=decks))
    return spoken(played(program, happenings=happenings))


@pytest.mark.parametrize("at", [0.5, 10.0])
@pytest.mark.parametrize(
    ("how", "asked", "decks"),
    [("mirror: 30 s", HEARD, ""), ("validate: 30 s", SENSE, ""), (DRAWN, HEARD, DECK)],
)
def test_nothing_is_given_back_of_a_turn_that_was_passed(
    how: str, asked: str, decks: str, at: float
) -> None:
    """In it, and while it is announced, a "pass" leads to the other one's turn."""
    texts = said_when(how, at, "pass", decks)
    opened = texts.index(ANNA)

    assert asked not in texts
    assert "Thank you, Anna." == texts[texts.index(BEN) - 1]
    assert BEN in texts[opened:]
    assert asked.replace("Anna", "Tom").replace("Ben", "Anna").replace("Tom", "Ben") in texts
    assert "The end." == texts[-1]


def test_what_was_said_is_given_back() -> None:
    """Thanks end a turn, and the listener says what they heard."""
    texts = said_when("mirror: 30 s", 10.0, "thank you")

    assert texts.index(ANNA) < texts.index(HEARD) < texts.index(BEN)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("validate: 30 s", "Ben, one sentence for Anna: why does this feeling make sense to you?"),
        ("mirror: 30 s", "What is it that Anna would like you to hear?"),
    ],
)
def test_among_three_it_is_given_back_to_whoever_spoke(how: str, told: str) -> None:
    """The next in the circle gives back, and not to the one after them."""
    body = "people: two or more\n" + BACK.format(how=how, decks="")
    program = compiled(body, partners=("Anna", "Ben", "Cleo"))
    texts = [s.text for o in program.operations if isinstance(o, Turn) for s in o.announcement]

    assert told in texts


@pytest.mark.parametrize(("how", "mood"), [(1, "calm"), (3, "wild")])
def test_a_repetition_until_a_setting_is_so_is_over_when_it_is(how: int, mood: str) -> None:
    """What was chosen before decides after the first time."""
    program = compiled(
        "settings: {mood: {choices: [calm, wild], start: wild}}\nsteps:\n"
        "  - repeat: until mood is calm, at most 3 times\n    do: [say: Breathe.]\n"
        "  - say: The end.\n",
        settings={"mood": mood},
    )
    texts = spoken(played(program))

    assert how == texts.count("Breathe.")
    assert "The end." == texts[-1]
