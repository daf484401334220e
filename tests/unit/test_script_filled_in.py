"""Words that are spoken only when something else than usual stands in the braces of a text."""

from __future__ import annotations

import pytest

from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\n"
FRUIT = "settings:\n  fruit: {ask: Which?, start: pear, choices: [pear, pineapple]}\n"
DAYS = (
    "days:\n- {task: rest, steps: [{say: Rest.}]}\n- {task: cut a pineapple, steps: [{say: Go.}]}\n"
)


def marked(rest: str) -> list[tuple[str, str]]:
    """Return the code of each error with the line it marks."""
    try:
        loaded(parse(checked("test.yaml", HEAD + rest)), "test")
    except ScriptErrors as errors:
        return [(e.rule.code, e.source.line(e.span.line).strip()) for e in errors.diagnostics]
    return []


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        (
            f'{FRUIT}steps:\n- say: "It is {{fruit}}."\n',
            "fruit: {ask: Which?, start: pear, choices: [pear, pineapple]}",
        ),
        (
            f'{DAYS}steps:\n- today: "Day {{day}}: {{task}}."\n',
            "- {task: cut a pineapple, steps: [{say: Go.}]}",
        ),
        (
            "steps:\n- ask: Sweet, or sour?\n  as: taste\n"
            "  answers: {surely lemons: [sour], pineapple: [sweet]}\n"
            '- say: "{taste}, then."\n',
            "answers: {surely lemons: [sour], pineapple: [sweet]}",
        ),
        (
            "steps:\n- choose: Which?\n  from: {tea: [tea], pineapple: [fruit]}\n",
            "from: {tea: [tea], pineapple: [fruit]}",
        ),
    ],
)
def test_a_word_that_may_be_filled_in_must_not_be_the_safe_word(rest: str, line: str) -> None:
    """A choice, a task, an answer and an option are told where they are written, and once."""
    assert [("R014", line)] == marked(rest)


@pytest.mark.parametrize(
    "rest",
    [
        f"{FRUIT}steps:\n- when: fruit is pear\n  do: [{{say: A pear.}}]\n",
        "steps:\n- ask: Sweet, or sour?\n  answers: {lemon: [sour], pineapple: [sweet]}\n  as: it\n"
        "- when: it is lemon\n  do: [{say: Sour.}]\n",
    ],
)
def test_a_word_that_is_never_spoken_may_be_any(rest: str) -> None:
    """A choice that no text speaks, and an answer nobody says, are no findings."""
    assert [] == marked(rest)
