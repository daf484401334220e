"""Everybody counts their own moments, and hears how often one goes into the other."""

from __future__ import annotations

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine.events import PhraseHeard
from facilitator.script.conditions import parse_condition
from facilitator.session.on_paper import perform
from tests.unit.test_script_constructs import codes, compiled, notes, spoken

BODY = """
steps:
  - turns:
      {each: 1 min, announce: "{name}.", thanks: none, cues: none,
       count: {warm: [warm, a warm one], cold: [cold]}}
  - for each: partner
    do:
      - say: "{name} counted {warm} and {cold}, {other} {warm of other}."
      - when: warm is at least five times cold
        do: [say: "Five to one, {name}."]
  - when: every warm is at least twice cold
    do: [say: Both.]
  - say: "{first} {warm of first}, {second} {warm of second}."
  - remember: moments
    as: "{warm}"
"""


def counted(*said: tuple[float, str]) -> list[PhraseHeard]:
    return [PhraseHeard(samples(at), samples(at - 0.5), phrase, True) for at, phrase in said]


ANNA = [(5.0 + 2 * n, "warm") for n in range(5)] + [(20.0, "cold")]
BEN = [(70.0, "warm"), (72.0, "a warm one"), (74.0, "cold")]


def test_each_counts_their_own() -> None:
    """In their own turn; what the other says in theirs is the other's."""
    moments = perform(compiled(BODY), counted(*ANNA, *BEN))

    assert [
        "Anna.",
        "Ben.",
        "Anna counted five and one, Ben two.",
        "Five to one, Anna.",
        "Ben counted two and one, Anna five.",
        "Both.",
        "Anna five, Ben two.",
    ] == spoken(moments)
    kept = notes(moments)
    assert ("5", "2") == (kept["moments of Anna"], kept["moments of Ben"])


@pytest.mark.parametrize(
    ("warm", "cold", "is_so"), [(5, 1, True), (4, 1, False), (0, 0, True), (9, 2, False)]
)
def test_five_to_one(warm: int, cold: int, is_so: bool) -> None:
    """One less is too few; who counted nothing has nothing to make up for."""
    said = [(5.0 + n, "warm") for n in range(warm)] + [(30.0 + n, "cold") for n in range(cold)]
    told = spoken(perform(compiled(BODY), counted(*said)))

    assert is_so is ("Five to one, Anna." in told)


@pytest.mark.parametrize(
    ("text", "times", "name"),
    [
        ("warm is at least five times cold", 5, "cold"),
        ("warm < 3 times cold", 3, "cold"),
        ("warm is twice cold", 2, "cold"),
        ("warm is at least cold", 1, "cold"),
        ("warm is at least one times cold", 1, "one times cold"),
    ],
)
def test_so_many_times_another(text: str, times: int, name: str) -> None:
    """In digits and in words."""
    condition = parse_condition(text)
    assert condition is not None

    assert (times, (name,)) == (condition.times, condition.values)


def test_a_tally_nobody_keeps() -> None:
    """A misspelt one is found, and so is one that each has where nobody is addressed."""
    assert [] == codes(BODY)
    assert ["R027"] == codes(BODY.replace("five times cold", "five times could"))


def test_the_safe_word_ends_the_counting() -> None:
    """On paper, everywhere."""
    assert () == stop_everywhere(compiled(BODY)).failures
