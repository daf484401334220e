"""An answer or note with two names: `as` for this session, `remember` for the next."""

from __future__ import annotations

import pytest

from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import Outcome, follow
from facilitator.script.ritual import Ritual
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
YES = "  do: [say: It is so.]\n  otherwise: [say: It is not so.]\n"


def ritual(steps: str) -> Ritual:
    return loaded(parse(checked("test.yaml", HEAD + steps)), "test")


def performed(
    steps: str, heard: dict[str, object], memory: dict[str, str] | None = None
) -> Outcome:
    case = Case.model_validate({"people": "two", "heard": heard, "memory": memory or {}})
    return follow(ritual(steps), case)


def is_so(outcome: Outcome) -> bool:
    assert ("says It is so." in outcome.happened) != ("says It is not so." in outcome.happened)
    return "says It is so." in outcome.happened


@pytest.mark.parametrize("name", ["tea", "teapot"])
@pytest.mark.parametrize(
    ("step", "value", "kept"),
    [
        ("ask: Tea?\n  answers: [yes, no]", "yes", {"teapot": "yes"}),
        (
            'ask each: "{name}, tea?"\n  answers: [yes, no]',
            "yes",
            {"teapot of A": "yes", "teapot of B": "yes"},
        ),
        ('rate: "{name}, tea?"', "4", {"teapot of A": "4", "teapot of B": "4"}),
        ("choose: Tea?\n  from: [green, black]", "black", {"teapot": "black"}),
    ],
)
def test_an_answer_is_asked_for_by_either_name_and_kept_by_one(
    step: str, value: str, kept: dict[str, str], name: str
) -> None:
    """`as` and `remember` name the same answer; the journal has it under `remember`."""
    steps = f"- {step}\n  as: tea\n  remember: teapot\n- when: {name} is {value}\n{YES}"
    outcome = performed(steps, {"tea": value})
    assert is_so(outcome)
    assert kept == dict(outcome.kept)


@pytest.mark.parametrize("place", ["first", "second"])
def test_one_persons_answer_has_two_names(place: str) -> None:
    """`of first` and `of second` go with both names."""
    steps = '- rate: "{name}, tea?"\n  as: tea\n  remember: teapot\n'
    for name in ("tea", "teapot"):
        both = f"{steps}- when: {name} of {place} is at least 4\n{YES}"
        heard = {"tea": ["5", "1"]}
        assert is_so(performed(both, heard)) == (place == "first")


def test_the_last_answer_is_asked_for_by_the_remembered_name() -> None:
    """`last` goes with what `remember` says."""
    steps = f"- when: last teapot is yes\n{YES}" + (
        "- ask: Tea?\n  answers: [yes, no]\n  as: tea\n  remember: teapot\n"
    )
    assert is_so(performed(steps, {"tea": "no"}, {"teapot": "yes"}))
    assert not is_so(performed(steps, {"tea": "no"}, {"teapot": "no"}))


def test_a_note_is_read_by_either_name_and_kept_by_one() -> None:
    """A note said under `as` is remembered under `remember` and read with `last`."""
    steps = (
        '- say: "Last time: {last wishes of first}."\n'
        "- note: What do you want?\n  as: want\n  remember: wishes\n"
        '- say: "It is {want of first}, and {wishes of second}."\n'
        f"- when: every want is kept\n{YES}"
    )
    heard: dict[str, object] = {"want": ["a walk", "a cake"], "keeping want": "yes"}
    outcome = performed(steps, heard, {"note wishes of A": "some tea"})
    assert is_so(outcome)
    assert "says Last time: some tea." in outcome.happened
    assert "says It is a walk, and a cake." in outcome.happened
    expected = {"note wishes of A": "a walk", "note wishes of B": "a cake"}
    assert expected == dict(outcome.kept)
