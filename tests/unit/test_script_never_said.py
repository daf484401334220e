"""A sentence with a note that nobody is ever asked for."""

from __future__ import annotations

import pytest

from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"


def codes(steps: str) -> list[str]:
    ritual = loaded(parse(checked("test.yaml", HEAD + steps)), "test")
    return [each.rule.code for each in ritual.warnings]


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        (["first"], "want of second", ["R085"]),
        (["second"], "want of first", ["R085"]),
        (["first"], "want of first", []),
        (["first", "second"], "want of second", []),
        (["each"], "want of second", []),
        (["both"], "want of second", []),
    ],
)
def test_a_note_of_the_one_who_is_not_asked(who: list[str], said: str, expected: list[str]) -> None:
    """`of second` where only the first one is asked is told; where both are, it is not."""
    steps = "".join(f"- note: What?\n  who: {each}\n  as: want\n" for each in who)
    assert expected == codes(f'{steps}- say: "So: {{{said}}}. Good."\n')


def test_the_last_one_is_never_kept_either() -> None:
    """What only one is asked for is kept of that one only."""
    steps = "- note: What?\n  who: first\n  remember: want\n"
    assert ["R085"] == codes(f'{steps}- say: "Last time: {{last want of second}}. Good."\n')
