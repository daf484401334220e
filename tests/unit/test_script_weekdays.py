"""Days of the week are names: they begin with a capital wherever they are said or shown."""

from __future__ import annotations

import json

import pytest

from facilitator.authoring.card import card_of
from facilitator.cli.memory import memory_lines
from facilitator.engine.operations import Ask, Remind
from facilitator.engine.own_words import with_days
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.settling import conversation
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse
from tests.unit.test_script_constructs import played, spoken

SCRIPT = """\
version: 1
ritual: Days
about: Days of the week.
depth: light
settings:
  often: {choices: [on sunday, daily], start: on sunday, ask: How often?}
steps:
  - ask: Which day?
    answers: {on sunday: [], tomorrow: [], never: []}
    if nobody answers: never
    remember: calm day
  - say: "You said {calm day}, and {often}."
  - remind: The day is here.
    when: "{calm day}"
  - meet again: "{often}"
  - choose: Which one?
    from: [friday, sunday]
    as: other
  - say: "{other}."
  - note: What will it be?
    who: both
    as: plan
  - say: "So this is it: {plan}."
"""


def test_days_are_names_wherever_they_are_said() -> None:
    """Answers, options, settings, notes, and what the display shows."""
    ritual = loaded(parse(checked("days.yaml", SCRIPT)), "days")
    program = compile_ritual(ritual, partners=("Anna", "Ben"))
    answers = {"calm day": ["on sunday"], "other": ["sunday"], "plan": ["cinema on monday"]}
    said = spoken(played(program, answers))
    asked = spoken(played(conversation(ritual, ["often"], partners=("Anna", "Ben"))))
    labels = [each.label for each in program.operations if isinstance(each, Ask)]
    card = repr(card_of(ritual))

    assert "You said on Sunday, and on Sunday." in said
    assert ["One: Friday.", "Two: Sunday."] == [t for t in said if t.startswith(("One:", "Two:"))]
    assert "Then we meet again on Sunday." in said
    assert "So this is it: cinema on Monday." in said
    assert "You can say on Sunday or daily." in asked
    assert {"on Sunday", "tomorrow"} == {
        o.when for o in program.operations if isinstance(o, Remind)
    }
    for text in (*said, *asked, *labels, card):
        assert text == with_days(text)


def test_what_is_remembered_shows_them_so() -> None:
    """Also where the answer was kept in small letters."""
    held = Memory(rituals={"days": RitualMemory(values={"calm day": "on sunday"})})

    assert "  calm day: on Sunday" in memory_lines(held)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on sunday or tuesdays", "on Sunday or Tuesdays"),
        ("every day, someday", "every day, someday"),
        ("friday's", "Friday's"),
        (json.dumps("the day after"), '"the day after"'),
    ],
)
def test_only_days_of_the_week_become_names(text: str, expected: str) -> None:
    """And whole words."""
    assert expected == with_days(text)
