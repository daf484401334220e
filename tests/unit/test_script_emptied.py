"""Drawing puts a note back: a jar is never emptied by it."""

from __future__ import annotations

import pytest

from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("wishes is empty", ["R086"]),
        ("number in wishes is 0", ["R086"]),
        ("number in wishes is less than 2", ["R086"]),
        ("unread in wishes is 0", []),
        ("number in wishes is at least 3", []),
    ],
)
def test_waiting_for_an_empty_jar_is_told(until: str, expected: list[str]) -> None:
    """What was not read yet can come to nothing, what is there cannot."""
    steps = (
        f"- repeat: until {until}, at most 3 times\n  do:\n"
        "  - draw from: wishes\n    say: '{slip}.'\n    if none: Nothing.\n"
    )
    ritual = loaded(parse(checked("test.yaml", HEAD + steps)), "test")
    assert expected == [each.rule.code for each in ritual.warnings]
