"""`remember` keeps what a name in braces stands for, and `last` reads it."""

from __future__ import annotations

import pytest

from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import Outcome, follow
from facilitator.script.ritual import Ritual
from facilitator.script.yaml_tree import checked, parse

HEAD = """\
version: 1
ritual: A test
about: Something.
depth: light
settings:
  place: {start: together, choices: [together, apart]}
steps:
- when: place is apart
  do: [bell: opening]
"""
YES = "  do: [say: It is so.]\n  otherwise: [say: It is not so.]\n"
JAR = "- draw from: jar\n  say: '{slip}.'\n  if none: Nothing.\n"
DRINK = "- ask: What to drink?\n  answers: [tea, water]\n  as: drink\n"
MOOD = '- ask each: "{name}, how are you?"\n  answers: [fine, sad]\n  as: mood\n'
PLAN = "- note: What shall it be?\n  who: both\n  as: plan\n"
NEED = "- note: What do you need?\n  as: need\n"


def ritual(steps: str) -> Ritual:
    return loaded(parse(checked("test.yaml", HEAD + steps)), "test")


def performed(steps: str, heard: dict[str, object], memory: dict[str, object]) -> Outcome:
    case = Case.model_validate({"people": "two", "heard": heard, "memory": memory})
    return follow(ritual(steps), case)


@pytest.mark.parametrize(
    ("steps", "value", "heard", "expected"),
    [
        ("", "{place}", {}, {"kept": "together"}),
        ("", "a word", {}, {"kept": "a word"}),
        (DRINK, "{drink}", {"drink": "tea"}, {"kept": "tea"}),
        (DRINK, "{drink}", {"drink": "nothing"}, {}),
        (MOOD, "{mood}", {"mood": ["fine", "sad"]}, {"kept of A": "fine", "kept of B": "sad"}),
        (MOOD, "{mood of second}", {"mood": ["fine", "sad"]}, {"kept": "sad"}),
        (JAR, "{slip}", {}, {"note kept": "a walk"}),
        (PLAN, "{plan}", {"plan": "a cake", "keeping plan": "yes"}, {"note kept": "a cake"}),
        (
            NEED,
            "{need}",
            {"need": ["a cake", "a nap"], "keeping need": "yes"},
            {"note kept of A": "a cake", "note kept of B": "a nap"},
        ),
    ],
)
def test_what_a_name_stands_for_is_kept(
    steps: str, value: str, heard: dict[str, object], expected: dict[str, str]
) -> None:
    """A setting, an answer, a slip or a note by its name; nothing where nobody gave one."""
    script = f'{steps}- remember: kept\n  as: "{value}"\n'
    memory: dict[str, object] = {"jar": ["a walk"]} if steps == JAR else {}
    assert expected == dict(performed(script, heard, memory).kept)


@pytest.mark.parametrize(
    ("name", "value", "condition", "memory", "expected"),
    [
        ("last place", "{place}", "last place is apart", {"last place": "apart"}, True),
        ("last place", "{place}", "last place is apart", {"last place": "together"}, False),
        ("where", "{place}", "last where is apart", {"where": "apart"}, True),
        ("where", "away", "last where is away", {"where": "away"}, True),
        ("had", "{drink}", "last had is water", {"had": "water"}, True),
        ("had", "{drink}", "last had is water", {"had": "tea"}, False),
        ("adventure", "{slip}", "last adventure is kept", {"note adventure": "a walk"}, True),
        ("adventure", "{slip}", "last adventure is kept", {}, False),
    ],
)
def test_what_is_kept_can_be_asked_for(
    name: str, value: str, condition: str, memory: dict[str, object], expected: bool
) -> None:
    """`last` goes with the name under which a value is kept, also with one that says "last"."""
    script = (
        f"- when: {condition}\n{YES}{DRINK}{JAR}"
        f'- remember: {name}\n  as: "{value}"\n- when: drink is tea\n  do: [bell: opening]\n'
    )
    happened = performed(script, {"drink": "tea"}, memory).happened
    assert ("says It is so." in happened) == expected
    assert ("says It is not so." in happened) != expected


def test_a_kept_slip_is_read_again() -> None:
    """A slip that was kept is read with `last`, like a note."""
    script = f'- say: "It was {{last had}}."\n{JAR}- remember: had\n  as: "{{slip}}"\n'
    happened = performed(script, {}, {"note had": "a walk"}).happened
    assert "says It was a walk." in happened


@pytest.mark.parametrize(
    ("steps", "value", "code"),
    [
        ("", "{slip}", "R027"),
        ("", "{nonsense}", "R027"),
        ("", "{drink}", "R027"),
        (DRINK, "{drnk}", "R027"),
        (DRINK, "It was {drink}", "R022"),
        (JAR, "{name}", "R027"),
    ],
)
def test_a_name_that_holds_nothing_is_refused(steps: str, value: str, code: str) -> None:
    """Braces around a name that stands for nothing, or inside a text, are no value."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(f'{steps}- remember: kept\n  as: "{value}"\n')
    assert [code] == [each.rule.code for each in caught.value.diagnostics]


def test_what_cannot_have_been_kept_is_not_asked_for() -> None:
    """A kept value is compared with what it may be."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(f'- when: last where is nowhere\n{YES}- remember: where\n  as: "{{place}}"\n')
    assert ["R033"] == [each.rule.code for each in caught.value.diagnostics]
