"""Conditions that are nearly right, and the way out that is told."""

from __future__ import annotations

import pytest

from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

STEPS = """\
version: 1
ritual: A test
about: Something.
depth: light
steps:
- rate: "{name}, how close?"
  as: before
- rate: "{name}, and now?"
  remember: close
- ask: What do you need?
  answers: [a hug, quiet, lower than usual]
  remember: usual need
"""


def found(condition: str) -> list[Diagnostic]:
    steps = f"{STEPS}- when: {condition}\n  do: [say: It is so.]\n"
    try:
        return list(loaded(parse(checked("test.yaml", steps)), "test").warnings)
    except ScriptErrors as error:
        return list(error.diagnostics)


@pytest.mark.parametrize(
    ("condition", "code", "advice"),
    [
        ("close is lower than 3", "R028", "did you mean `close is less than 3`?"),
        ("every close is higher than before", "R028", "`every close is more than before`"),
        ("close is better than before", "R028", "write `close is more than before` or"),
        ("close of Anna is 3", "R028", "write `close of first is 3` or `close of second is 3`"),
        ("close of Anna > 3", "R028", "`close of first is more than 3`"),
        ("lowest close > lowest before", "R028", "go with a number only"),
        ("close - before > 1", "R028", "there is nothing to calculate"),
    ],
)
def test_a_condition_that_is_nearly_right_is_told_how_to_mend(
    condition: str, code: str, advice: str
) -> None:
    """One finding, and its help says what to write."""
    (each,) = found(condition)
    assert code == each.rule.code
    assert advice in each.advice


@pytest.mark.parametrize(
    "condition",
    [
        "close is less than 3",
        "every close > before",
        "usual need is lower than usual",
        "last usual need is a hug",
    ],
)
def test_what_is_right_is_left_alone(condition: str) -> None:
    """Also an answer that reads like a comparison."""
    assert [] == found(condition)
