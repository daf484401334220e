"""Ratings go from one to five: what their questions and conditions may say."""

from __future__ import annotations

import pytest

from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"


def found(steps: str) -> list[Diagnostic]:
    try:
        return list(loaded(parse(checked("test.yaml", HEAD + steps)), "test").warnings)
    except ScriptErrors as error:
        return list(error.diagnostics)


def codes(steps: str) -> list[str]:
    return [each.rule.code for each in found(steps)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("highest heavy is at least 7", ["R033"]),
        ("heavy is at least 7", ["R033"]),
        ("heavy is at least seven", ["R033"]),
        ("heavy > 5", ["R033"]),
        ("heavy of first >= 6", ["R033"]),
        ("heavy is less than 0", ["R033"]),
        ("heavy is at most 7", ["R028"]),
        ("heavy is at least 5", []),
        ("lowest heavy < 3", []),
        ("last heavy is more than 8", ["R033"]),
        ("hugs is at least 7", []),
        ("number in box is at least 7", []),
    ],
)
def test_a_number_no_rating_can_be_is_found(condition: str, expected: list[str]) -> None:
    """Also with at least, at most, more and less; what is counted goes on past five."""
    steps = (
        '- rate: "{name}, how heavy?"\n  remember: heavy\n'
        "- talk: 1 min\n  count: {hugs: [hug]}\n"
        "- note: And what is it?\n  keep in: box\n"
        f"- when: {condition}\n  do: [say: It is so.]\n"
    )
    assert expected == codes(steps)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how heavy, from one to ten?", ["R084"]),
        ("how heavy, 1 to 10?", ["R084"]),
        ("how heavy, 1-10?", ["R084"]),
        ("how heavy, between zero and five?", ["R084"]),
        ("how many points out of ten?", ["R084"]),
        ("how heavy, from one to five?", []),
        ("how heavy, 1–5?", []),
        ("how heavy was it in the last one to two weeks?", []),
        ("how heavy is it, and how close do you want to be?", []),
    ],
)
def test_a_question_that_speaks_of_another_scale_is_warned_about(
    text: str, expected: list[str]
) -> None:
    """One to five is understood and nothing else."""
    assert expected == codes(f'- rate: "{{name}}, {text}"\n')
