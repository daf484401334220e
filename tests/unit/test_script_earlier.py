"""What a ritual knows of earlier sessions: how many, of other rituals too, and days in a row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from facilitator.journal.rows import counted, counting
from facilitator.journal.store import FileJournal
from facilitator.script import yaml_tree
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import follow
from facilitator.script.ritual import Ritual

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\n"
YES = "  do: [say: It is so.]\n  otherwise: [say: It is not so.]\n"
MONDAY = date(2026, 11, 23)


def ritual(steps: str, settings: str = "") -> Ritual:
    body = f"{HEAD}{settings}steps:\n{steps}"
    return loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")


def is_so(condition: str, memory: dict[str, str]) -> bool:
    case = Case.model_validate({"people": "two", "memory": memory})
    happened = follow(ritual(f"- when: {condition}\n{YES}"), case).happened
    return "says It is so." in happened


@pytest.mark.parametrize(
    ("condition", "memory", "expected"),
    [
        ("sessions is 0", {}, True),
        ("sessions > 2", {"sessions": "3"}, True),
        ("sessions is 2 or 3", {"sessions": "3"}, True),
        ("sessions of mirror-talk < 3", {}, True),
        ("sessions of mirror-talk < 3", {"sessions of mirror-talk": "3"}, False),
        ("days in a row is 1", {}, True),
        ("days in a row is at least 5", {"days in a row": "5"}, True),
        ("weeks in a row > days in a row", {"weeks in a row": "2", "days in a row": "1"}, True),
        ("at least two of sessions and days in a row > 1", {"sessions": "3"}, False),
    ],
)
def test_conditions_ask_for_earlier_sessions(
    condition: str, memory: dict[str, str], expected: bool
) -> None:
    """Of this ritual, or of another one by its id; in the first session it is the first day."""
    assert expected == is_so(condition, memory)


def test_a_text_says_them() -> None:
    """As numbers in words."""
    case = Case.model_validate({"people": "two", "memory": {"days in a row": "5"}})

    assert (
        "says Evenings in a row: five."
        in follow(ritual("- say: 'Evenings in a row: {days in a row}.'\n"), case).happened
    )


def test_a_ritual_that_is_not_there_has_no_sessions() -> None:
    """A misspelt id would be never so, in silence."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(f"- when: sessions of miror-talk > 2\n{YES}")
    (found,) = caught.value.diagnostics

    assert ("R034", "did you mean `mirror-talk`?") == (found.rule.code, found.advice)
    assert (
        "miror-talk"
        == found.source.line(found.span.line)[
            found.span.column - 1 : found.span.column - 1 + found.span.length
        ]
    )


def test_what_the_author_calls_so_goes_first() -> None:
    """A setting called sessions is that setting."""
    case = Case.model_validate({"people": "two", "memory": {}})
    it = ritual(f"- when: sessions is 4\n{YES}", "settings:\n  sessions: {start: 4}\n")

    assert "says It is so." in follow(it, case).happened


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), ("1", "1")),
        ((-1,), ("2", "2")),
        ((-2, -1), ("3", "2")),
        ((-1, -1, 0), ("2", "2")),
        ((-2,), ("1", "2")),
        ((-14, -7), ("1", "3")),
        ((-15,), ("1", "1")),
    ],
)
def test_days_and_weeks_in_a_row(days: tuple[int, ...], expected: tuple[str, str]) -> None:
    """Today included; a second session of a day counts for nothing more, and a gap begins anew."""
    kept: dict[str, str] = {}
    for day in days:
        kept = counted(kept, MONDAY + timedelta(days=day))
    found = counting(kept, MONDAY)

    assert expected == (found["days in a row"], found["weeks in a row"])


@pytest.mark.parametrize("until", ["", "soon", "2999-01-01"])
def test_what_is_damaged_counts_as_nothing(until: str) -> None:
    """The memory can be edited by hand."""
    kept = {"until": until, "days in a row": "x", "weeks in a row": "-4"}

    assert {"days in a row": "1", "weeks in a row": "1"} == counting(kept, MONDAY)


def test_only_a_session_that_came_to_its_end_counts(tmp_path: Path) -> None:
    """One that was declined or stopped neither counts nor breaks a row."""
    journal = FileJournal(tmp_path / "journal.yaml", today=lambda: MONDAY)
    journal.ended("test", "declined")
    assert {} == journal.memory().rituals["test"].row
    journal.ended("test", "completed")
    journal.ended("test", "stopped")

    assert {"days in a row": "1", "weeks in a row": "1", "until": "2026-11-23"} == (
        journal.memory().rituals["test"].row
    )
