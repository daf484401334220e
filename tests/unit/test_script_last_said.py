"""A text says what a `remember` step or a reminder has kept, as `{last …}`."""

from __future__ import annotations

import pytest

from facilitator.script.facts.remembered import names_remembered, remembered
from facilitator.script.loading import loaded
from facilitator.script.ritual import Ritual
from facilitator.script.yaml_tree import checked, parse
from tests.unit.test_script_constructs import HEAD, codes, compiled, played, spoken

KEPT = """\
settings:
  place: {choices: [together, apart], start: together}
  gaze: {start: 2 min, limits: 1 min to 5 min}
steps:
  - say: "Here, {place}, for {gaze}."
  - ask each: "{name}, how are you?"
    answers: [calm, wild]
    as: mood
  - rate: "{name}, how near, from one to five?"
    as: near
  - remember: nearness
    as: "{near}"
  - remember: mood then
    as: "{mood}"
  - remember: where
    as: "{place}"
  - remember: how long
    as: "{gaze}"
  - remember: exercise
    as: a walk
  - remind: Have you taken your step?
    when: tomorrow
    remember: step taken
"""
GIVEN = [
    ("mood then of first", ["wild"]),
    ("mood then of second", ["calm"]),
    ("nearness", ["4", "2"]),
    ("where", ["apart"]),
    ("how long", ["3 min"]),
    ("exercise", ["a walk"]),
    ("step taken", ["no"]),
]


def read(body: str) -> Ritual:
    return loaded(parse(checked("test.yaml", HEAD + body)), "test")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You were {last where}.", "You were apart."),
        ("You looked for {last how long}.", "You looked for three minutes."),
        ("It was {last exercise}.", "It was a walk."),
        ("You said {last step taken}.", "You said no."),
        ("{last mood then of first}, then {last mood then of second}.", "Wild, then calm."),
        ("It was {last nearness of second}.", "It was two."),
    ],
)
def test_what_was_kept_is_said(text: str, expected: str) -> None:
    """A setting and a number as they are spoken, an answer in its word, of each their own."""
    name = next(name for name, _ in GIVEN if name.removesuffix(" of first") in text)
    asked = name.removesuffix(" of first")
    steps = f'  - when: last {asked} is kept\n    do: [say: "{text}"]\n'
    kept = remembered(read(KEPT + steps), ("Anna", "Ben"), GIVEN)
    said = spoken(played(compiled(KEPT + steps, memory=kept.values)))

    assert ([], []) == (kept.unknown, kept.unlike)
    assert [] == codes(KEPT + steps)
    assert expected == said[-1]


def test_a_sentence_with_what_was_not_kept_is_left_out() -> None:
    """Before there was another session nothing is said."""
    steps = '  - say: "It was {last exercise}. And so it is."\n'

    assert "And so it is." == spoken(played(compiled(KEPT + steps)))[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{exercise} it is.", ["R027"]),
        ("It was {last mood then}. So it is.", ["R050"]),
        ("It was {last exercise}.", ["R077"]),
        ("It was {last exercize}. So it is.", ["R027"]),
    ],
)
def test_what_cannot_be_said_is_told(text: str, expected: list[str]) -> None:
    """What this session keeps for later, whose it is of two, and where all would be left out."""
    assert expected == codes(KEPT + f'  - say: "{text}"\n')


def test_all_that_is_kept_can_be_given() -> None:
    """By `--remembered`, and in test plans."""
    names = {"nearness", "mood then", "where", "how long", "exercise", "step taken"}

    assert names <= set(names_remembered(read(KEPT)))
