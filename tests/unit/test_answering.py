"""What simulated people answer: for both of them by a bare name, or for one alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.people import Manner, check_answers
from facilitator.cli import main
from facilitator.engine.program import Program
from facilitator.errors import UsageError
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.script.plans.check import check_plan
from facilitator.session.answering import asked_of, by_variable, taken

RITUAL = """\
ritual: A test
about: Something to test.
depth: light
steps:
  - ready: Say ready.
  - rate: "{name}, how much do you dread it, from one to five?"
    as: dread before
  - ask: "{second}, shall we?"
    who: second
    answers: {yes: [yes, let us], no: [no]}
    as: go
  - ask: Tea?
    answers: [yes, no]
    as: tea
  - note: What do you need?
    as: need
  - say: "{first}: {need of first}."
"""
NAMES = ("Anna", "Ben")


def program(partners: Sequence[str] = NAMES) -> Program:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", RITUAL))
    return compile_ritual(loaded(tree, "test"), partners=partners)


def rehearse(folder: Path, *options: str) -> tuple[str, str]:
    """Return what a rehearsal on paper printed, or what it refused, in one line."""
    path = folder / "test.yaml"
    path.write_text(RITUAL, encoding="utf-8")
    given = ["rehearse", str(path), "--text", "--report", *options]
    result = CliRunner().invoke(main, given)
    told = " ".join(result.output.split())
    return (result.output, "") if result.exit_code == 0 else ("", told)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"dread before": ["1"]},
            {"dread before of Anna": ["1"], "dread before of Ben": ["1"]},
        ),
        ({"dread before of first": ["1"]}, {"dread before of Anna": ["1"]}),
        ({"dread before of second": ["two"]}, {"dread before of Ben": ["2"]}),
        ({"Dread before of ben": ["1", "2"]}, {"dread before of Ben": ["1", "2"]}),
        (
            {"dread before": ["1"], "dread before of second": ["5"]},
            {"dread before of Anna": ["1"], "dread before of Ben": ["5"]},
        ),
        ({"go": ["let us"]}, {"go of Ben": ["yes"]}),
        ({"tea": ["no"]}, {"tea": ["no"]}),
        ({"need": ["a walk"]}, {"need of Anna": ["a walk"], "need of Ben": ["a walk"]}),
        ({"keeping need of first": ["no"]}, {"keeping need of Anna": ["no"]}),
        ({"safe word": ["another"]}, {"safe word": ["another"]}),
    ],
)
def test_a_bare_name_answers_for_both(
    given: Mapping[str, Sequence[str]], expected: Mapping[str, list[str]]
) -> None:
    """What is said of one alone counts more; a way to say something is as good as its meaning."""
    assert expected == by_variable(program(), given)


def test_an_answer_can_be_given_every_time() -> None:
    """“always” before a meaning, or a way to say it, keeps it for every asking; a note may begin
    with that word."""
    made = program()
    given = by_variable(made, {"go": ["always let us"], "need": ["always tea"]})

    assert {
        "go of Ben": ["yes"],
        "need of Anna": ["always tea"],
        "need of Ben": ["always tea"],
    } == (given)
    assert ["yes"] * 3 == [taken(given["go of Ben"]) for _ in range(3)]
    assert "always tea" == taken(given["need of Ben"])
    assert [] == given["need of Ben"]


SOMETIMES = """
ritual: Sometimes
about: Sometimes.
depth: light
steps:
  - ask: Shall we?
    answers: [yes, no]
    as: shall
  - when: shall is no
    do:
      - ask: Is it late?
        answers: [yes, no]
        as: late
  - repeat: until enough is yes, at most 4 times
    do:
      - say: Once more.
      - ask: Was that enough?
        answers: [yes, no]
        as: enough
"""


@pytest.mark.parametrize(
    ("answers", "times", "told"),
    [
        (["late=no"], 1, "Nobody was asked about late this time"),
        (["late=no", "shall=no"], 1, ""),
        (["enough=no"], 2, ""),
        (["enough=always no"], 4, ""),
    ],
)
def test_the_command_says_what_was_never_asked(
    answers: list[str], times: int, told: str, tmp_path: Path
) -> None:
    """An answer to a question that a condition led past is told, and not refused."""
    path = tmp_path / "sometimes.yaml"
    path.write_text(SOMETIMES)
    options = [word for each in answers for word in ("--answer", each)]

    result = CliRunner().invoke(main, ["rehearse", str(path), "--text", *options])

    assert (0, times) == (result.exit_code, result.output.count("Once more."))
    assert (told != "") == ("Nobody was asked" in result.output)
    assert told in result.output


def test_people_without_names_are_first_and_second() -> None:
    """Nobody has to write out what they are called then."""
    made = program(())

    assert {"dread before of the other of you": ["1"]} == by_variable(
        made, {"dread before of second": ["1"]}
    )


def test_what_can_be_answered_is_listed_as_it_is_written() -> None:
    """What only one of them is asked is listed as theirs."""
    assert ["dread before", "go of second", "keeping need", "need", "tea"] == asked_of(program())


def test_the_command_line_answers_for_both_or_for_one(tmp_path: Path) -> None:
    """The report tells who said what."""
    options = ("--partners", "Anna, Ben", "--answer", "dread before=1")
    shown, refused = rehearse(tmp_path, *options, "--answer", "go of second=no")

    assert "" == refused
    assert 2 == shown.count("One to five – “one” after")
    assert "Ben: Say “yes” or “no” – “no” after" in shown


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "dread=1",
            "--answer dread: nothing of that name is asked. Asked are: dread before, go of second, "
            "keeping need, need, tea. For one alone, write NAME of first, or NAME of second.",
        ),
        ("dread befor=1", "nothing of that name is asked. Did you mean dread before?"),
        ("go of first=yes", "--answer go of first: Anna is not asked about go. Asked are:"),
        (
            "dread before of first=6",
            "--answer dread before of first=6: that is no answer to it. There are: 1, 2, 3, 4, 5, "
            "pass, nothing.",
        ),
    ],
)
def test_an_answer_that_cannot_be_given_is_told_with_those_that_can(
    tmp_path: Path, answer: str, message: str
) -> None:
    """What is asked, or what can be answered, is listed."""
    _, refused = rehearse(tmp_path, "--partners", "Anna, Ben", "--answer", answer)

    assert message in refused


def test_a_people_file_may_say_of_whom(tmp_path: Path) -> None:
    """Under somebody's name a bare name is theirs, and so is their own place or name."""
    people = tmp_path / "us.yaml"
    people.write_text(
        "Anna:\n  answers: {dread before of first: one}\nBen:\n  answers: {go of Ben: no}\n",
        encoding="utf-8",
    )
    shown, refused = rehearse(tmp_path, "--people", str(people))

    assert "" == refused
    assert "Anna: One to five – “one” after" in shown
    assert "Ben: Say “yes” or “no” – “no” after" in shown


@pytest.mark.parametrize(
    ("manners", "expected"),
    [
        ({"Anna": {"go": ["yes"]}}, "“go”, which only others are asked"),
        ({"Anna": {"dread before of second": ["1"]}}, "which is for Ben to answer"),
        ({"Anna": {}, "Ben": {"go": ["maybe"]}}, "“maybe” about go, which is no answer"),
        ({"Anna": {"ready": ["later"]}}, "“later” about ready, which is no answer"),
    ],
)
def test_nobody_answers_for_somebody_else(
    manners: Mapping[str, Mapping[str, Sequence[str]]], expected: str
) -> None:
    """Each answers what they are asked."""
    people = {name: Manner(answers=given) for name, given in manners.items()}
    with pytest.raises(UsageError) as refused:
        check_answers(program(), people)

    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("heard", "codes"),
    [
        ("{dread before of first: '1', dread before of B: '2', go: no}", []),
        ("{go of second: no, need of A: tea}", []),
        ("{go of A: no}", ["R027"]),
        ("{dread of first: '1'}", ["R027"]),
        ("{dread before of first: '6'}", ["R033"]),
        ("{dread before of first: ['1', '2']}", ["R022"]),
    ],
)
def test_a_plan_says_what_one_of_them_answers(tmp_path: Path, heard: str, codes: list[str]) -> None:
    """In the same words; what nobody could answer is told."""
    (tmp_path / "test.yaml").write_text(RITUAL, encoding="utf-8")
    plan = tmp_path / "test.plan.yaml"
    plan.write_text(
        f"- people: as they are\n  heard: {heard}\n  expect: [end completed]\n", encoding="utf-8"
    )

    assert codes == [found.rule.code for found in check_plan(plan)[1]]
