"""A card that somebody marked: kept in a jar, drawn on another day, and taken out for good."""

from __future__ import annotations

from facilitator.authoring.proof import stop_everywhere
from facilitator.engine import saved
from facilitator.engine.actions import PutSlip, Speak, TakeSlip
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.facts.jars import InJar
from facilitator.script.loading import loaded
from facilitator.script.ritual import Ritual
from facilitator.session.on_paper import Moment, Willing, perform

SCRIPT = """\
version: 1
ritual: A test
about: Something.
depth: light
decks:
  questions: ["What made you smile, today?"]
steps:
  - draw from: marked
    say: "You marked this one: {slip}?"
    take out: yes
    if none: Nothing is marked.
  - say: "Left in the jar: {number in marked}."
  - turns: {each: 1 min, deck: questions, count: {stars: [star it]}}
  - when: any stars > 0
    do:
      - remember: starred
        as: "{card}"
        keep in: marked
  - say: "In the jar now: {number in marked}."
"""


def ritual() -> Ritual:
    return loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", SCRIPT)), "test")


def held(jar: tuple[str, ...] = ()) -> list[Moment]:
    program = compile_ritual(ritual(), jars={"marked": [InJar(each) for each in jar]})
    return perform(
        program,
        reaction=Willing(program, {}).react,
        through=lambda state: saved.from_data(saved.to_data(state)),
    )


def spoken(moments: list[Moment]) -> list[str]:
    return [each.text for m in moments for each in m.actions if isinstance(each, Speak)]


def test_a_marked_card_lies_in_the_jar_as_its_plain_words() -> None:
    """Without its question mark, as notes do: so it can be found again in it."""
    moments = held()
    put = [each for m in moments for each in m.actions if isinstance(each, PutSlip)]

    assert [("marked", "What made you smile, today")] == [(each.jar, each.text) for each in put]
    assert ("Nothing is marked.", "In the jar now: one.") == (
        spoken(moments)[0],
        spoken(moments)[-1],
    )


def test_what_is_taken_out_leaves_the_jar_for_good() -> None:
    """At once in the session, and in the memory; put in again it is there again."""
    moments = held(("What made you smile, today", "a walk"))
    taken = [each for m in moments for each in m.actions if isinstance(each, TakeSlip)]
    said = spoken(moments)

    assert 1 == len(taken)
    assert f"You marked this one: {taken[0].text}?" in said
    assert "Left in the jar: one." in said
    number = "two" if taken[0].text.startswith("What") else "one"
    assert f"In the jar now: {number}." == said[-1]


def test_the_safe_word_ends_it_everywhere() -> None:
    """In what is drawn, counted and kept."""
    program = compile_ritual(ritual(), jars={"marked": [InJar("a walk")]})

    assert () == stop_everywhere(program).failures


def test_a_card_that_asks_is_asked_once() -> None:
    """A question mark of the text after that of the card is one too many."""
    body = SCRIPT.replace("keep in: marked", 'keep in: marked\n      - say: "So: {card}?"')
    it = loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")
    program = compile_ritual(it)

    assert "So: What made you smile, today?" in spoken(
        perform(program, reaction=Willing(program, {}).react)
    )
