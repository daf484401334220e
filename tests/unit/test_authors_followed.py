"""What an author writes for people means the same in a rehearsal, in a plan and on a card."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.card import card_of
from facilitator.cli import main
from facilitator.script.durations import rounded
from facilitator.script.loading import load

NOTED = """
version: 1
ritual: M
about: M.
depth: light
steps:
  - note: What was good?
    keep in: box
  - when: box is empty
    do:
      - say: There is nothing in it.
"""

RATED = """
version: 1
ritual: M
about: M.
depth: light
steps:
  - rate: "{name}, how close do you feel?"
    as: close
    remember: close
  - when: lowest close < 3
    do:
      - say: It is far.
"""


def run(*arguments: str) -> tuple[int, str]:
    """Return how a command ends, and what it prints."""
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with a memory of its own."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("said", ["pass", "nothing"])
def test_a_pass_is_no_note_in_a_rehearsal_and_in_a_plan(folder: Path, said: str) -> None:
    """Nothing is put into the jar, whichever way somebody leaves a note out."""
    (folder / "m.yaml").write_text(NOTED)
    case = f"- people: nobody notes\n  heard: {{box: {said}}}\n"
    (folder / "m.plan.yaml").write_text(f"{case}  expect: [says There is nothing in it.]\n")

    _, rehearsed = run("rehearse", "m.yaml", "--text", "--answer", f"box={said}")
    assert "There is nothing in it." in rehearsed
    code, told = run("check", "m.plan.yaml")
    assert (0, told) == (code, told)


def test_bare_numbers_are_answers_in_a_plan(folder: Path) -> None:
    """Ratings need no quotation marks, under `heard` and under `memory`."""
    (folder / "m.yaml").write_text(RATED)
    (folder / "m.plan.yaml").write_text(
        "- people: one is far away\n"
        "  heard: {close: [2, 3]}\n  memory: {close: 2}\n  expect: [says It is far.]\n"
    )

    code, told = run("check", "m.plan.yaml")
    assert (0, told) == (code, told)


def test_a_file_beside_you_is_offered(folder: Path) -> None:
    """Somebody who leaves ".yaml" out is told how the file is given."""
    (folder / "our-walk.yaml").write_text(RATED)

    code, told = run("rehearse", "our-walk", "--text")
    assert code == 3
    assert "Give the file: our-walk.yaml" in told


def test_an_address_hides_no_other_sign(folder: Path) -> None:
    """Everything that cannot be said in a text is told at once."""
    text = "Look at https://example.org and smile 😀 and 🎉 today."
    (folder / "m.yaml").write_text(RATED.replace("It is far.", text))

    _, told = run("check", "m.yaml")
    assert [True] * 3 == [
        f"cannot say `{each}`" in told for each in ("https://example.org", "😀", "🎉")
    ]


def test_a_card_has_the_minutes_of_check(folder: Path) -> None:
    """A card for people without names counts no words for what they are called instead."""
    (folder / "m.yaml").write_text(RATED)
    ritual = load(folder / "m.yaml")
    assert ritual.length is not None

    card = card_of(ritual)
    ends = (ritual.length.shortest, ritual.length.longest)
    assert [rounded(each.seconds) / 60 for each in ends] == [card.shortest, card.longest]


def test_a_missing_end_is_told_with_the_last_events(folder: Path) -> None:
    """What happens at the end is named too, not only what comes first."""
    says = "".join(
        f"  - say: This is number {n}.\n" for n in ("one", "two", "three", "four", "five")
    )
    (folder / "m.yaml").write_text(
        RATED.replace("steps:\n", f"steps:\n  - consent: Shall we?\n{says}")
    )
    (folder / "m.plan.yaml").write_text("- people: willing\n  expect: [end declined]\n")

    _, told = run("check", "m.plan.yaml")
    assert "…" in told
    assert "`end completed`" in told


def test_people_who_are_never_ready_are_waited_for(folder: Path) -> None:
    """A plan with `ready: nothing` ends where a rehearsal waits for ever."""
    (folder / "m.yaml").write_text(
        RATED.replace("steps:\n", "steps:\n  - ready: Say when.\n  - say: Go on then.\n")
    )
    (folder / "m.plan.yaml").write_text(
        "- people: silent\n  heard: {ready: nothing}\n"
        "  expect: [waits for ready]\n  never: [says Go on then., end completed]\n"
    )

    code, told = run("check", "m.plan.yaml")
    assert (0, told) == (code, told)


def test_what_was_put_in_and_drawn_is_not_told_as_left_out(folder: Path) -> None:
    """A jar that the session itself fills needs nothing remembered."""
    draw = '  - draw from: box\n    say: "{slip}."\n    if none: It is empty.\n'
    (folder / "m.yaml").write_text(NOTED.partition("  - when")[0] + draw)

    _, rehearsed = run("rehearse", "m.yaml", "--text")
    assert "Left out" not in rehearsed
