"""Who is there decides how deep it goes, and whether a gesture is offered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from facilitator.authoring.card import card_of
from facilitator.authoring.proof import stop_everywhere
from facilitator.engine.operations import Say, Turn
from facilitator.engine.program import Program
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.loading import load, loaded
from facilitator.script.ritual import Ritual
from tests.unit.test_script_constructs import codes, played, spoken

HEAD = "ritual: A test\nabout: Something to test.\ndepth: medium\npeople: one or more\n"
NAMES = ("Anna", "Ben", "Cleo", "Dora")

DECK = """
decks:
  cards: [light: L1., deep: D1., deep: D2.]
  abyss: [deep: D3.]
steps:
  - consent: Yes?
  - turns: {each: 20 s, announce: "{name}.", thanks: none, cues: none, deck: cards, rounds: 3}
  - turns: {each: 20 s, announce: "{name}.", thanks: none, cues: none, deck: abyss}
  - turns:
      {each: 20 s, announce: none, thanks: none, cues: none, questions: [light: L2., deep: D4.]}
  - turns: {each: 20 s, announce: Now., thanks: none, cues: none, questions: [deep: D5.]}
"""

GESTURES = """
settings:
  place: {choices: [together, apart], start: together}
steps:
  - gesture: Hold each other.
  - gesture: {together: Take hands., apart: Wave.}
  - when: place is apart
    do: [gesture: Blow a kiss.]
  - when: people is more than 2
    do: [gesture: Make a circle.]
  - when: people is 1
    do: [gesture: Hand on heart.]
"""


def ritual_of(body: str) -> Ritual:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    return replace(loaded(tree, "test"), parts={})


def compiled(body: str, people: int, place: str = "") -> Program:
    settings = {"place": place} if place else {}
    return compile_ritual(ritual_of(body), partners=NAMES[:people], settings=settings)


@pytest.mark.parametrize(("people", "asked"), [(1, True), (2, True), (3, False), (4, False)])
def test_nothing_deep_is_asked_of_more_than_two(people: int, asked: bool) -> None:
    """Neither a card nor a question; turns in which nothing else would be asked are left out."""
    said = spoken(played(compiled(DECK, people)))
    deep = {text for text in said if text.startswith("D") and text[1].isdigit()}

    assert asked is bool(deep)
    assert asked is ("Now." in said)
    assert {"L1.", "L2."} <= set(said)
    assert people == said.count("L2.")


def test_everybody_has_a_turn_in_order() -> None:
    """Round and round; who begins moves on by one with each card."""
    said = [text for text in spoken(played(compiled(DECK, 3))) if text.rstrip(".") in NAMES]

    assert "Anna. Ben. Cleo. Ben. Cleo. Anna. Cleo. Anna. Ben." == " ".join(said[:9])


def test_a_wish_for_something_deeper_stays_within_what_is_there() -> None:
    """A setting that says deep means medium with three."""
    body = "settings:\n  depth: {choices: [light, medium, deep], start: deep}\n" + DECK
    program = compiled(body + "  - say: It goes {depth}.\n", 3)

    assert "medium" == program.settings["depth"]
    assert "It goes medium." in spoken(played(program))


@pytest.mark.parametrize(
    ("people", "place", "offered"),
    [
        (1, "together", ["Hand on heart."]),
        (2, "together", ["Hold each other.", "Take hands."]),
        (2, "apart", ["Wave.", "Blow a kiss."]),
        (3, "together", ["Make a circle."]),
    ],
)
def test_a_gesture_is_for_two_in_one_room(people: int, place: str, offered: list[str]) -> None:
    """Unless a condition around it, or a text for each choice, says for whom it is."""
    said = spoken(played(compiled(GESTURES, people, place)))

    assert offered == said


@pytest.mark.parametrize(
    ("people", "place", "gestures"), [(1, "together", 1), (2, "together", 2), (3, "together", 1)]
)
def test_a_card_shows_the_gestures_that_are_offered(people: int, place: str, gestures: int) -> None:
    """And no other."""
    card = card_of(ritual_of(GESTURES), partners=NAMES[:people], settings={"place": place})

    assert gestures == sum(entry.kind == "gesture" for entry in card.way)


def test_a_ritual_that_is_deep_is_for_two() -> None:
    """One for more is refused; a medium one with something deep in it is not."""
    body = "steps: [{consent: '{name}?'}, {turns: {each: 1 min, question: X?}}]\n"
    deep = "ritual: X\nabout: Y.\ndepth: deep\npeople: two or more\n"
    found = codes("people: two or more\n" + DECK)

    assert "R116" not in found
    tree = yaml_tree.parse(yaml_tree.checked("t.yaml", deep + body))
    with pytest.raises(Exception, match="a deep ritual is for two at the most"):
        loaded(tree, "t", [shipped_scripts() / "parts"])


@pytest.mark.parametrize("people", [1, 3, 4])
def test_the_safe_word_ends_it_with_any_number(people: int) -> None:
    """On paper, everywhere."""
    proof = stop_everywhere(compiled(DECK + "  - gesture: Hold.\n", people))

    assert () == proof.failures


def test_the_hour_for_more_than_two() -> None:
    """The shipped hour asks three people nothing deep, and nobody is told to hold each other."""
    path: Path = find("emotional-check-in-hour", [shipped_scripts()])
    program = compile_ritual(load(path), partners=NAMES[:3])
    said = spoken(played(program))

    assert not any("hold each other" in text for text in said)
    assert not any(card.depth == "deep" for card in program.decks["deeper"])
    assert any("What do you want for the coming week?" in text for text in said)


@pytest.mark.parametrize(
    ("people", "place", "expected"),
    [(1, "together", 0), (2, "together", 1), (2, "apart", 0), (3, "together", 0)],
)
def test_after_a_stop_only_two_in_one_room_are_invited_to_hold_each_other(
    people: int, place: str, expected: int
) -> None:
    """What is said after a stop, when it is asked for, leaves the embrace out for all others."""
    made = compiled(GESTURES, people, place)
    assert expected == sum("hold each other" in each.text for each in made.aftercare)
    assert 5 + expected == len(made.aftercare)


@pytest.mark.parametrize(
    ("people", "expected"), [(1, "Be good to yourself."), (2, "Be good to each other.")]
)
def test_red_is_answered_to_so_many_as_there_are(people: int, expected: str) -> None:
    """Nobody who is alone is told to be good to each other."""
    made = compiled('steps:\n  - check in: "{name}, how is it?"\n', people)
    said = [
        each.text
        for operation in made.operations
        if isinstance(operation, Say)
        for each in operation.sentences
    ]
    assert [expected] == [each for each in said if each.startswith("Be good")]


@pytest.mark.parametrize(("people", "expected"), [(1, False), (2, True)])
def test_one_alone_is_not_sent_apart_from_anybody(people: int, expected: bool) -> None:
    """The time out of a turn is for those who have somebody to come back to."""
    made = compiled(
        "steps:\n  - turns: {each: 1 min, announce: Now., thanks: none, time out: 5 min}\n", people
    )
    turn = next(each for each in made.operations if isinstance(each, Turn))
    assert expected == ("time out" in turn.leaves)
