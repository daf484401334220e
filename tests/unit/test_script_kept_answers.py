"""`is kept` asks whether an answer was given at all, whatever it was."""

from __future__ import annotations

import pytest

from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import follow
from facilitator.script.yaml_tree import checked, parse

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
YES = "  do: [say: It is so.]\n  otherwise: [say: It is not so.]\n"
RATE = '- rate: "{name}, how close?"\n  remember: close\n'
ASK = "- ask: Shall it be tea?\n  answers: [tea, milk]\n  remember: drink\n"


def is_so(
    steps: str, memory: dict[str, str] | None = None, heard: dict[str, object] | None = None
) -> bool:
    ritual = loaded(parse(checked("test.yaml", HEAD + steps)), "test")
    case = Case.model_validate({"people": "two", "heard": heard or {}, "memory": memory or {}})
    happened = follow(ritual, case).happened
    assert ("says It is so." in happened) != ("says It is not so." in happened)
    return "says It is so." in happened


@pytest.mark.parametrize(
    ("condition", "memory", "expected"),
    [
        ("last close is kept", {}, False),
        ("last close is not kept", {}, True),
        ("last close is kept", {"close of A": "1"}, True),
        ("every last close is kept", {"close of A": "1"}, False),
        ("every last close is kept", {"close of A": "1", "close of B": "5"}, True),
        ("last close of second is kept", {"close of A": "1"}, False),
        ("last drink is kept", {"drink": "milk"}, True),
        ("last drink is not kept", {"drink": "milk"}, False),
        ("last drink is not kept", {}, True),
    ],
)
def test_an_answer_of_an_earlier_session_is_kept(
    condition: str, memory: dict[str, str], expected: bool
) -> None:
    """Whatever was answered then; nothing is kept before there was a session."""
    assert expected == is_so(f"- when: {condition}\n{YES}{RATE}{ASK}", memory)


@pytest.mark.parametrize(
    ("condition", "heard", "expected"),
    [
        ("close is kept", {"close": ["pass", "3"]}, True),
        ("every close is kept", {"close": ["pass", "3"]}, False),
        ("every close is kept", {"close": ["1", "3"]}, True),
        ("drink is kept", {"drink": "nothing"}, False),
        ("drink is not kept", {"drink": "nothing"}, True),
        ("at least two of close and drink is kept", {"drink": "nothing"}, False),
    ],
)
def test_an_answer_of_this_session_is_kept(
    condition: str, heard: dict[str, object], expected: bool
) -> None:
    """Nobody has answered who passed or said nothing."""
    assert expected == is_so(f"{RATE}{ASK}- when: {condition}\n{YES}", heard=heard)
