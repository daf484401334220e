"""Test plans are checked like rituals: their form, what they name, and how their cases go."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.errors import ScriptError
from facilitator.places import shipped_scripts
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.library import is_plan
from facilitator.script.plans.check import check_plan

RITUAL = """\
ritual: A test
about: Something.
depth: light
settings:
  gaze: {start: 2 min, limits: 1 min to 10 min}
  place: {start: together, choices: [together, apart]}
steps:
  - say: Welcome, both of you.
  - when: last wish is longer
    do:
      - say: {together: You asked for more., apart: More words for you two.}
      - bell: halfway
    otherwise:
      - say: It is good that you came, {first}.
  - silence: "{gaze}"
  - ask each: How was it?
    answers: {longer: [longer, more], same: [same]}
    remember: wish
  - note: What do you need?
    remember: need
  - say: "Then this is for you: {need of first}."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one ritual."""
    (tmp_path / "evening.yaml").write_text(RITUAL, encoding="utf-8")
    return tmp_path


def found(folder: Path, plan: str) -> list[tuple[str, int, int, str]]:
    """Return the findings about a plan: code, line, column, what to do."""
    path = folder / "evening.plan.yaml"
    path.write_text(plan, encoding="utf-8")
    return [(d.rule.code, d.span.line, d.span.column, d.advice) for d in check_plan(path)[1]]


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and everything printed by `check`."""
    result = CliRunner().invoke(main, ["check", *arguments], standalone_mode=False)
    if isinstance(result.exception, SystemExit):
        return int(result.exception.code or 0), result.output
    assert result.exception is None, result.exception
    return result.exit_code, result.output


def test_everything_in_the_folder_of_scripts_can_be_checked_at_once() -> None:
    """What a shell makes of `scripts/*.yaml`: rituals, their plans, their languages."""
    code, shown = run(*(str(path) for path in sorted(shipped_scripts().glob("*.yaml"))))

    assert "All 14 rituals can be performed; 14 test plans and 2 language files are in order." in (
        shown
    )
    assert 0 == code


def test_a_plan_that_names_only_what_there_is_is_followed(folder: Path) -> None:
    """Also what another setting, an answer, a note or an earlier session would bring about; only
    that it does not go so is told."""
    plan = """\
- people: willing
  settings: {Gaze: 3 min}
  memory: {wish of A: same, gaze: 40 min}
  reminders: [Did you rest?]
  heard: {wish: [more, nothing], need: [time, nothing], keeping need: "yes", reminder/1: "yes"}
  safe word during: silence of 5 min
  expect: [says Did you rest?, "says It is good that you came, A.", silence of 3 min, stopped]
  never: [bell halfway, says More words for you two., "says Then this is for you: a walk."]
  remember: {wish of B: longer, note need of A: time}
"""

    told = found(folder, plan.replace("says Did you rest?", "waits for reminder/1"))
    assert {("R073", 7), ("R073", 9)} == {(code, line) for code, line, *_ in told}


@pytest.mark.parametrize(
    ("case", "code", "column", "advice"),
    [
        ("expect: [bell halfwai]", "R067", 12, "did you mean `bell halfway`?"),
        ("expect: [turn of Ben]", "R027", 20, "called A and B"),
        ("never: [asks Anna about wish]", "R027", 16, "called A and B"),
        ("expect: [says How was it?]", "R067", 12, "in it happen: "),
        ("expect: [silence of 120 s]", "R067", 12, "write `silence of 2 min`"),
        ("expect: [silence of 9 h]", "R067", 12, "silence of 2 min"),
        ("expect: [silence of ages]", "R024", 23, '"2 min"'),
        ("safe word during: the bell", "R067", 21, "in it happen"),
        ("expect: [stopped]", "R067", 12, "add `safe word during: …`"),
        ("never: [says Welcome, both of you.]", "R067", 11, 'write `"says Welcome, both of you."`'),
        ("heard: {wich: longer}", "R027", 11, "did you mean `wish`?"),
        ("heard: {wish: [same, longre]}", "R033", 24, "did you mean `longer`?"),
        ("heard: {wish: [same]}", "R022", 17, "two in brackets"),
        ("settings: {gase: 2 min}", "R027", 14, "did you mean `gaze`?"),
        ("settings: {gaze: two moons}", "R024", 20, '"2 min"'),
        ("settings: {gaze: 40 min}", "R025", 20, "choose 1 min to 10 min"),
        ("settings: {place: beside}", "R025", 21, "choose together or apart"),
        ("memory: {gaze: long}", "R024", 18, '"2 min"'),
        ("memory: {mood: calm}", "R027", 12, "there are: "),
        ("remember: {wish of Ben: same}", "R027", 14, "did you mean `wish of B`?"),
        ("remember: {gaze: 40 min}", "R025", 20, "choose 1 min to 10 min"),
        ("expects: [bell halfway]", "R021", 3, "did you mean `expect`?"),
        ("expect: bell halfway", "R022", 11, "write `[bell halfway]`"),
        ("expect: [says Then: this]", "R022", 12, 'write `"says Then: this"`'),
        ("never:", "R066", 3, "write a list"),
    ],
)
def test_each_slip_is_told_with_its_place_and_a_way_out(
    folder: Path, case: str, code: str, column: int, advice: str
) -> None:
    """One finding about each, on the second line, at the very word."""
    ((told, line, at, help_),) = found(folder, f"- people: willing\n  {case}\n")

    assert (code, 2, column) == (told, line, at)
    assert advice in help_


def test_what_a_setting_asked_by_voice_cannot_be_is_told_with_its_place(folder: Path) -> None:
    """Where a case remembers no hour for a question about the hour."""
    ritual = """\
ritual: A test
about: Something.
depth: light
settings:
  end: {ask: When shall it end?, ask at start: every time, start: ten o'clock}
steps:
  - say: Until {end}.
"""
    (folder / "evening.yaml").write_text(ritual, encoding="utf-8")

    ((code, line, at, _),) = found(folder, "- people: silent\n  memory: {end: half}\n")

    assert ("R025", 2, 17) == (code, line, at)


def test_a_misspelt_beginning_is_one_finding(folder: Path) -> None:
    """`peple` is unknown; that `people` is missing only follows from it."""
    assert [("R021", 1, 3, "did you mean `people`?")] == found(folder, "- peple: willing\n")


@pytest.mark.parametrize(
    ("number", "advice"), [("3", "write `how many: 2`"), ("two", "write `how many: 2`")]
)
def test_how_many_there_are_is_told_as_a_number(folder: Path, number: str, advice: str) -> None:
    """Too many for the ritual, or a number in words."""
    ((code, *_, told),) = found(folder, f"- people: some\n  how many: {number}\n")

    assert ("R022", advice) == (code, told)


def test_an_empty_plan_is_told_how_one_begins(folder: Path) -> None:
    """Not how a ritual does."""
    with pytest.raises(ScriptErrors) as refused:
        found(folder, "# later\n")

    (told,) = refused.value.diagnostics
    assert "begin each case with `- people: …` and `expect: […]`" == told.advice


@pytest.mark.parametrize("plan", ["people: willing\n", "[]\n", "- willing\n"])
def test_what_is_no_list_of_cases_is_told_how_one_begins(folder: Path, plan: str) -> None:
    """A mapping, an empty list, a list of words."""
    ((code, line, _, advice),) = found(folder, plan)

    assert ("R022", 1, "begin each case with `- people: …`") == (code, line, advice)


def test_a_plan_without_its_ritual_is_told_which_one_it_looks_for(folder: Path) -> None:
    """The nearest name is offered."""
    path = folder / "evning.plan.yaml"
    path.write_text("- people: willing\n", encoding="utf-8")

    code, shown = run(str(path))

    assert 3 == code
    assert "error[R034]: there is no ritual `evning`" in shown
    assert "this plan looks for evning.yaml beside it" in shown
    assert "did you mean `evening`? then name the plan `evening.plan.yaml`" in shown


def test_a_plan_waits_until_its_ritual_can_be_performed(folder: Path) -> None:
    """The faults of the ritual are told once, with the ritual."""
    (folder / "evening.yaml").write_text("ritual: A test\n", encoding="utf-8")
    path = folder / "evening.plan.yaml"
    path.write_text("- people: willing\n", encoding="utf-8")

    with pytest.raises(ScriptError, match="cannot be checked before") as caught:
        check_plan(path)

    assert "facilitator check" in str(caught.value.help)


def test_programs_are_told_what_kind_of_file_it_was(folder: Path) -> None:
    """A plan is no ritual and has no length."""
    path = folder / "evening.plan.yaml"
    path.write_text("- people: willing\n", encoding="utf-8")

    (ritual, plan) = json.loads(run("--json", str(folder / "evening.yaml"), str(path))[1])

    assert ("ritual", "plan", True) == (ritual["kind"], plan["kind"], plan["ok"])
    assert "1 case of evening, gone through on paper: it goes as it says." == plan["summary"]


@pytest.mark.parametrize(
    ("case", "column", "what", "advice"),
    [
        (
            "expect: [silence of 2 min, bell halfway]",
            30,
            "`bell halfway` does not happen after `silence of 2 min`",
            "what follows there is `asks A about wish`",
        ),
        (
            "expect: [asks A about wish, silence of 2 min]",
            31,
            "`silence of 2 min` does not happen after `asks A about wish`, only before it",
            "mend the ritual",
        ),
        ("never: [asks A about wish]", 11, "`asks A about wish` happens, and must not", "mend"),
        (
            "remember: {wish of A: same}",
            25,
            "`wish of A` is remembered as `longer`, not as `same`",
            "mend the ritual, or what the case says",
        ),
    ],
)
def test_a_case_that_goes_otherwise_is_told_where_it_says_so(
    folder: Path, case: str, column: int, what: str, advice: str
) -> None:
    """Line and column of what did not come true, and what happens there instead; exit code 3."""
    ((code, line, at, help_),) = found(folder, f"- people: willing\n  {case}\n")
    exit_code, shown = run(str(folder / "evening.plan.yaml"))

    assert ("R073", 2, column) == (code, line, at)
    assert advice in help_
    assert 3 == exit_code
    assert f"in the case “willing” {what}" in shown


def test_a_folder_is_checked_with_its_plans(folder: Path) -> None:
    """The plan stands behind its ritual, and a case that fails fails the folder."""
    path = folder / "evening.plan.yaml"
    path.write_text("- people: willing\n  expect: [bell halfway]\n", encoding="utf-8")

    code, shown = run(str(folder))

    assert 3 == code
    assert "evening.plan.yaml:2:12" in shown
    assert "1 ritual can be performed; 0 of 1 test plan is in order." in shown


def test_upgrading_leaves_plans_alone(folder: Path) -> None:
    """They have no version; they are checked like the others."""
    path = folder / "evening.plan.yaml"
    plan = "- people: willing\n  expect: [end completed]\n"
    path.write_text(plan, encoding="utf-8")

    code, shown = run("--upgrade", str(path))

    assert (0, plan) == (code, path.read_text(encoding="utf-8"))
    assert "nothing to mend" in shown


def test_plans_are_known_by_their_name() -> None:
    """`.plan` before the ending, and something before that."""
    names = ("a.plan.yaml", "a.de.yaml", "plan.yaml", ".plan.yaml", "a.plan.yml")

    assert [True, False, False, False, True] == [is_plan(Path(name)) for name in names]


def test_capitals_are_told_once_for_a_plan(folder: Path) -> None:
    """One finding for all keys, and the cases are looked at as if they were small."""
    path = folder / "evening.plan.yaml"
    cases = ["People: willing\n  Expect: [bell halfway]", "People: also\n  Expect: [end completed]"]
    plan = "".join(f"- {case}\n" for case in cases)
    path.write_text(plan, encoding="utf-8")

    code, shown = run(str(path))

    assert 3 == code
    there = ["evening.plan.yaml:1:3", "evening.plan.yaml:2:12"]
    assert there == re.findall(r"evening\.plan\.yaml:[0-9]+:[0-9]+", shown)
    assert "`People`, `Expect`" in shown and "are written with capitals" in shown
