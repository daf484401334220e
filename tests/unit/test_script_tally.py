"""Tallies that a script keeps itself: in a session, and over all of them."""

from __future__ import annotations

import pytest

from facilitator.engine import saved
from facilitator.engine.actions import Note
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import Outcome, follow
from facilitator.script.ritual import Ritual
from facilitator.session.on_paper import Willing, perform

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\n"
DECK = "decks:\n  questions: [One?, Two?, Three?]\n"
PASSES = (
    f"{DECK}steps:\n"
    "- repeat: five times\n  do:\n"
    "  - turns: {each: 1 min, deck: questions, as: answer}\n"
    "  - when: any answer was passed\n    do: [tally: passes]\n"
    "    otherwise: [{tally: passes, back to: 0}]\n"
    "  - when: passes is at least 3\n    do: [say: 'Three, so something lighter.']\n"
    "- say: 'In the end {passes}.'\n"
)
EVENINGS = (
    "steps:\n- tally: evenings\n  over: all sessions\n"
    "- when: evenings is at least 3\n  do: [say: You come back to it.]\n"
    "- say: 'Evenings so far: {evenings}.'\n"
)


def ritual(body: str) -> Ritual:
    return loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body)), "test")


def performed(body: str, **case: object) -> Outcome:
    return follow(ritual(body), Case.model_validate({"people": "two", **case}))


def test_passes_in_a_row_are_counted() -> None:
    """One more each time, and from the beginning once a turn was not passed."""
    spoken = performed(PASSES).happened
    passed = performed(PASSES, heard={"answer": "pass"}).happened

    assert "says In the end none." in spoken
    assert 3 == passed.count("says Three, so something lighter.")
    assert "says In the end five." in passed


@pytest.mark.parametrize(
    ("before", "kept", "said"),
    [({}, "1", False), ({"evenings": "1"}, "2", False), ({"evenings": "2"}, "3", True)],
)
def test_a_tally_goes_on_in_the_next_session(before: dict[str, str], kept: str, said: bool) -> None:
    """With `over: all sessions` it is kept each time it changes."""
    outcome = performed(EVENINGS, memory=before)

    assert kept == outcome.kept["evenings"]
    assert said == ("says You come back to it." in outcome.happened)


@pytest.mark.parametrize("damaged", ["soon", "-3", "1000000"])
def test_what_is_no_number_is_counted_from_the_beginning(damaged: str) -> None:
    """The memory can be edited by hand."""
    program = compile_ritual(ritual(EVENINGS), memory={"evenings": damaged})
    moments = perform(program, reaction=Willing(program, {}).react)

    assert ["1"] == [a.value for m in moments for a in m.actions if isinstance(a, Note)]


def test_a_session_with_tallies_can_be_saved_at_every_moment() -> None:
    """And goes on as if it had not been."""
    program = compile_ritual(ritual(PASSES))
    once = perform(program, reaction=Willing(program, {}).react)
    again = perform(
        program,
        reaction=Willing(program, {}).react,
        through=lambda state: saved.from_data(saved.to_data(state)),
    )

    assert [each.actions for each in once] == [each.actions for each in again]


def test_who_begins_takes_turns_over_all_rounds_of_a_deck() -> None:
    """Also where each round is a step of its own."""
    turns = [each for each in performed(PASSES).happened if each.startswith("turn of")]

    assert ["turn of A", "turn of B", "turn of B", "turn of A", "turn of A"] == turns[:5]


@pytest.mark.parametrize("taken", ["passes: {start: 3}", "passes: {choices: [a, b], start: a}"])
def test_a_tally_has_a_name_of_its_own(taken: str) -> None:
    """No setting has it, either."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(f"settings:\n  {taken}\nsteps: [tally: passes, say: 'So {{passes}}.']\n")

    assert ["R120"] == [each.rule.code for each in caught.value.diagnostics]


def test_a_tally_begins_anew_at_zero_only() -> None:
    """There is nothing to calculate."""
    with pytest.raises(ScriptErrors) as caught:
        ritual("steps: [{tally: passes, back to: 3}, say: 'So {passes}.']\n")
    (found,) = caught.value.diagnostics

    assert "counts one more, or begins anew" in found.message
