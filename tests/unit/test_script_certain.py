"""What a deep ritual does on every course, and what the product adds to it."""

from __future__ import annotations

import pytest

from facilitator.engine.actions import Speak
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.library import loaded
from facilitator.script.ritual import Ritual
from tests.unit.test_script_constructs import perform

HEAD = "version: 1\nritual: A test\nabout: It goes deep.\ndepth: {depth}\n"
WORDS = "Before we begin, you each hold two words."
USE = "  - use: how to rest or end\n"
CONSENT = "  - consent: '{name}, would you like to?'\n"
TURNS = "  - turns: {each: 1 min, question: What hurts?}\n"
CARE = "  - use: aftercare\n"


def read(body: str, depth: str = "deep") -> Ritual:
    """Return a ritual of these steps, with the shipped parts."""
    text = HEAD.format(depth=depth) + body
    tree = yaml_tree.parse(yaml_tree.checked("t.yaml", text))
    return loaded(tree, "t", [shipped_scripts() / "parts"])


def codes(body: str, depth: str = "deep") -> list[str]:
    """Return the codes of all findings."""
    try:
        found = list(read(body, depth).warnings)
    except ScriptErrors as error:
        found = error.diagnostics
    return sorted(each.rule.code for each in found)


def said(ritual: Ritual) -> list[str]:
    """Return what is said when nobody answers, in order."""
    moments = perform(compile_ritual(ritual))
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


SETTING = "settings: {a: {choices: [yes, no], start: no}}\n"


def within(steps: str) -> str:
    """Return steps that are skipped by default."""
    return "  - when: a is yes\n    do:\n" + steps.replace("  - ", "      - ")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("steps:\n" + USE + CONSENT + TURNS + CARE, []),
        (SETTING + "steps:\n" + USE + within(CONSENT) + TURNS + CARE, ["R043"]),
        (SETTING + "steps:\n" + within(USE) + CONSENT + TURNS + CARE, ["R046"]),
        (
            SETTING + "steps:\n" + within(USE + CONSENT) + "    otherwise:\n"
            "      - end: Another day.\n" + TURNS + CARE,
            [],
        ),
        ("steps:\n" + USE + "  - repeat: 2 times\n    do:\n    " + CONSENT + TURNS + CARE, []),
        ("steps:\n" + USE + TURNS + CONSENT + CARE, ["R043"]),
    ],
)
def test_only_what_every_course_passes_counts(body: str, expected: list[str]) -> None:
    """A step that may be skipped is none, unless the session ends where it is."""
    assert expected == codes(body)


def test_the_words_are_told_first_and_once_where_they_may_be_skipped() -> None:
    """With the setting and without it."""
    ritual = read(SETTING + "steps:\n" + within(USE) + "  - say: Welcome.\n" + TURNS, "medium")

    for choice in ("yes", "no"):
        moments = perform(compile_ritual(ritual, settings={"a": choice}))
        spoken = [a.text for m in moments for a in m.actions if isinstance(a, Speak)]
        assert WORDS == spoken[0]
        assert 1 == spoken.count(WORDS)
