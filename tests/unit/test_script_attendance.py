"""How many people are there: what is said to one alone, to two, and to more."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.facts.attendance import there
from facilitator.script.loading import load, loaded
from facilitator.script.plans.check import check_plan
from facilitator.script.plans.plan import Case, follow
from facilitator.script.ritual import Ritual
from facilitator.script.rules import BY_CODE

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"

ROUND = """people: one or more
steps:
  - when: people is 1
    do:
      - say: You are alone.
    otherwise:
      - when: people is 2
        do:
          - say: "{first} and {second}."
          - ask: "{second}?"
            who: second
            answers: [yes, no]
            as: asked
          - offer: Look?
            ritual: mirror-talk
        otherwise:
          - turns: {each: 1 min, announce: "{name} and {other}.", question: What?}
"""


def ritual(body: str) -> Ritual:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    return loaded(tree, "test", [shipped_scripts() / "parts"])


def findings(body: str) -> tuple[Diagnostic, ...]:
    try:
        return ritual(body).warnings
    except ScriptErrors as error:
        return error.diagnostics


def happens(what: Ritual, number: int) -> tuple[str, ...]:
    case = Case.model_validate({"people": "some", "how many": number})
    return follow(what, case).happened


def test_one_two_and_three_hear_what_is_meant_for_them() -> None:
    """And nobody hears what is for others."""
    what = ritual(ROUND)

    assert () == what.warnings
    assert ("says You are alone.", "end completed") == happens(what, 1)
    assert ("says A and B.", "asks B about asked") == happens(what, 2)[:2]
    assert ("turn of A", "turn of B", "turn of C", "end completed") == happens(what, 3)


@pytest.mark.parametrize(
    ("condition", "so"),
    [
        ("people is two or three", (2, 3)),
        ("people is not 2", (1, 3, 4, 5, 6, 7, 8)),
        ("people > 2", (3, 4, 5, 6, 7, 8)),
        ("People is at most 2", (1, 2)),
    ],
)
def test_numbers_of_people_compare_like_other_numbers(condition: str, so: tuple[int, ...]) -> None:
    """In figures, in words, and with signs."""
    what = ritual(f"people: one or more\nsteps:\n  - when: {condition}\n    do: [say: So.]\n")

    assert so == tuple(n for n in range(1, 9) if "says So." in happens(what, n))


@pytest.mark.parametrize(
    ("condition", "code", "told"),
    [
        ("people is 3", "R033", "it can be 1 or 2, as this ritual is for one or two"),
        ("people < 1", "R033", "it can be 1 or 2"),
        ("people is many", "R028", "`people is at least 3`"),
    ],
)
def test_a_number_that_nobody_can_be_is_told(condition: str, code: str, told: str) -> None:
    """Also a word that is no number."""
    (found,) = findings(f'people: one or two\nsteps:\n  - when: "{condition}"\n    do: [say: x]\n')

    assert code == found.rule.code
    assert told in (found.help or found.rule.help.format(**found.values))


def test_a_shared_part_may_ask_how_many_there_are(tmp_path: Path) -> None:
    """It serves rituals for one as well as for two, so neither is wrong in it."""
    part = "part: Landing\nabout: A test.\nsteps:\n  - when: people is 1\n    do: [say: Alone.]\n"
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "landing.yaml").write_text(part + "    otherwise: [say: Together.]\n")
    for people, number, said in (("two", 2, "Together."), ("one or two", 1, "Alone.")):
        script = tmp_path / "test.yaml"
        script.write_text(f"{HEAD}people: {people}\nsteps: [use: landing]\n")
        what = load(script)

        assert () == what.warnings
        assert (f"says {said}", "end completed") == happens(what, number)


def test_what_is_said_of_the_other_one_waits_for_two() -> None:
    """Where one alone can be, there is no second, and no ritual for two is offered."""
    alone = "people: one or two\nsteps:\n  - when: people is CHANGED\n    do:\n"
    says = '      - say: "{second}."\n'
    asks = "      - ready: Ready?\n        who: second\n"
    offers = "      - offer: Look?\n        ritual: mirror-talk\n"
    for body, code in ((says, "R027"), (asks, "R071"), (offers, "R113")):
        assert [code] == [d.rule.code for d in findings(alone.replace("CHANGED", "1") + body)]
        assert () == findings(alone.replace("CHANGED", "2") + body)


@pytest.mark.parametrize(
    ("people", "step", "told"),
    [
        ("one or two", "offer: Look?\n    ritual: mirror-talk", "one person alone"),
        ("two or more", "offer: Look?\n    ritual: mirror-talk", "3 people"),
        ("two or more", "end: Bye.\n    next: mirror-talk", "3 people"),
    ],
)
def test_a_ritual_for_two_is_offered_to_two(people: str, step: str, told: str) -> None:
    """Asking or not; the finding tells who can be here, and what to ask for."""
    (found,) = findings(f"people: {people}\nsteps:\n  - {step}\n")

    assert BY_CODE["R113"] == found.rule
    assert told == found.values["there"]
    assert "2" == found.values["fits"]


def test_where_a_place_is_counts_how_many_can_be_there() -> None:
    """Conditions around it narrow the number, whatever else stands between."""
    data = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + ROUND)).data
    inside = ("steps", 0, "otherwise", 0)

    assert tuple(range(1, 9)) == there(data, ("steps", 0), "one or more")
    assert (1,) == there(data, ("steps", 0, "do", 0), "one or more")
    assert (2,) == there(data, (*inside, "do", 1, "ask"), "one or more")
    assert tuple(range(3, 9)) == there(data, (*inside, "otherwise", 0), "one or more")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_safe_word_works_for_however_many(number: int) -> None:
    """On paper, at every second."""
    names = ("Anna", "Ben", "Cleo")[:number]
    proof = stop_everywhere(compile_ritual(ritual(ROUND), partners=names))

    assert () == tuple(proof.failures)
    assert proof.stops > 0


PLAN = """- people: alone
  how many: 1
  heard: {ready: ready}
  expect: [end completed]
- people: four, of whom one is asked too often
  how many: 4
  heard: {ready: [ready, ready]}
- people: three where two are expected
  expect: [turn of C]
- people: too many
  how many: 9
"""


def test_a_plan_says_how_many_there_are(tmp_path: Path) -> None:
    """And is told where its answers, or those who have a turn, are more than that."""
    script = (
        "people: one or more\nsteps:\n  - ready: Go?\n  - turns: {each: 1 min, question: What?}\n"
    )
    (tmp_path / "test.yaml").write_text(HEAD + script)
    (tmp_path / "test.plan.yaml").write_text(PLAN)
    load(tmp_path / "test.yaml")

    count, found = check_plan(tmp_path / "test.plan.yaml")

    assert 4 == count
    assert [(7, "R022"), (9, "R027"), (11, "R022")] == [(d.span.line, d.rule.code) for d in found]
    assert "add `how many: 3`" == found[1].help
