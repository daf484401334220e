"""A ritual becomes deeper over sessions, never deeper than the more careful one wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from facilitator.script.forms.files import SettingForm
from facilitator.script.settings import setting_of
from tests.unit.test_script_constructs import codes, compiled, notes, played, spoken

BODY = """
settings:
  depth:
    choices: [light, medium, deep]
    start: light
    grows: after two comfortable sessions
decks:
  cards: [light: L1., light: L2., medium: M1., medium: M2., deep: D1., deep: D2.]
steps:
  - consent: Yes?
  - turns: {each: 20 s, announce: "{name}.", thanks: none, cues: none, deck: cards}
  - ask each: "{name}, deeper, the same, or lighter?"
    if nobody answers: same
    remember: wish
    changes: depth
    afterwards: Next time it will be {next depth}.
"""


def session(memory: Mapping[str, str], wishes: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return what is remembered after a session, and what was said in it."""
    answers = {"wish of Anna": [wishes[0]] * 3, "wish of Ben": [wishes[1]] * 3}
    moments = played(compiled(BODY, memory=memory), answers)
    return {**memory, **notes(moments)}, spoken(moments)


def test_it_becomes_deeper_one_step_at_a_time() -> None:
    """After two comfortable sessions each, if both wish for it every time."""
    memory: dict[str, str] = {}
    asked: list[str] = []
    for _ in range(6):
        memory, said = session(memory, ("deeper", "deeper"))
        asked.append(next(text for text in said if text[0] in "LMD" and text[1].isdigit())[0])

    assert ["L", "L", "M", "M", "D", "D"] == asked
    assert "deep" == memory["depth"]


@pytest.mark.parametrize(
    ("wishes", "depth"),
    [
        (("deeper", "deeper"), "deep"),
        (("deeper", "same"), "medium"),
        (("deeper", ""), "medium"),
        (("deeper", "lighter"), "light"),
        (("lighter", "same"), "light"),
    ],
)
def test_lighter_works_alone_and_deeper_needs_both(wishes: Sequence[str], depth: str) -> None:
    """Whoever says nothing wants it as it is."""
    before = {"depth": "medium", "depth comfortable": "1"}
    memory, said = session(before, wishes)

    assert depth == memory["depth"]
    assert f"Next time it will be {depth}." == said[-1]


def test_a_session_that_was_too_much_counts_as_none() -> None:
    """After a wish for less it takes two comfortable sessions again."""
    memory, _ = session({"depth": "medium", "depth comfortable": "5"}, ("lighter", "deeper"))
    memory, _ = session(memory, ("deeper", "deeper"))
    assert "light" == memory["depth"]
    memory, _ = session(memory, ("deeper", "deeper"))
    assert "medium" == memory["depth"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("grows: after two comfortable sessions", "grows: 1 min after two", ["R026"]),
        ("    grows: after two comfortable sessions\n", "", ["R026"]),
        ("    changes: depth\n", "    changes: depth\n    answers: [longer, same]\n", ["R025"]),
        ("if nobody answers: same", "if nobody answers: deeper", ["R096"]),
    ],
)
def test_what_is_refused(old: str, new: str, found: list[str]) -> None:
    """A setting that does not grow, an answer that is none, silence that leads deeper."""
    usual = {"R046", "R095"}  # The words and the aftercare are added by the product.

    assert [] == [code for code in codes(BODY) if code not in usual]
    assert found == [code for code in codes(BODY.replace(old, new)) if code not in usual]


def test_it_stays_among_the_choices() -> None:
    """Nothing is lighter than the first or deeper than the last."""
    form = SettingForm(start="a", choices=["a", "b"], grows="after one comfortable session")
    setting = setting_of("x", form)
    assert not isinstance(setting, tuple)

    assert ["a", "b", "b", "a"] == [
        setting.changed("a", -1),
        setting.changed("a", 1),
        setting.changed("b", 1),
        setting.changed("b", -1),
    ]
