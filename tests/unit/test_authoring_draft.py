"""First drafts: `facilitator new` and `facilitator scripts`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from facilitator.authoring import draft
from facilitator.cli import main
from facilitator.cli.new import answered_minutes
from facilitator.engine.actions import Finish
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.forms.schema import Reference, TalkStep, TurnsStep
from facilitator.script.loading import load
from facilitator.script.walking.timing import estimate
from facilitator.session.on_paper import Willing, perform


def new(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["new", *map(str, arguments)])


@pytest.mark.parametrize("depth", ["light", "medium", "deep"])
@pytest.mark.parametrize("minutes", [8, 30, 120])
def test_a_draft_can_be_performed(tmp_path: Path, depth: str, minutes: int) -> None:
    """It has nothing to mend, takes about as long as wished, and can be gone through."""
    made = new("our-evening", "--scripts", tmp_path, "--depth", depth, "--minutes", minutes)

    assert (0, "") == (made.exit_code, made.stderr)
    ritual = load(tmp_path / "our-evening.yaml")
    program = compile_ritual(ritual, partners=("Anna", "Ben"))
    last = perform(program, reaction=Willing(program, {}).react)[-1].actions[-1]
    assert ((), "Our evening", depth) == (ritual.warnings, ritual.title, ritual.form.depth)
    assert abs(estimate(program).total_seconds / 60 - minutes) < 1
    assert isinstance(last, Finish) and last.outcome == "completed"


@pytest.mark.parametrize("given", ["20", "twenty", "20 min", "1200 s"])
def test_minutes_are_understood_as_people_give_them(tmp_path: Path, given: str) -> None:
    """In figures or words, with a unit or without; how deep it goes in capitals, too."""
    made = new("walk", "--scripts", tmp_path, "--minutes", given, "--depth", "Medium", "--yes")

    assert 0 == made.exit_code, made.output
    assert "about 20 minutes." in made.output
    assert "medium" == load(tmp_path / "walk.yaml").form.depth


@pytest.mark.parametrize("further", [(), ("--from", "mirror-talk")])
def test_minutes_that_are_none_are_refused_in_plain_words(
    tmp_path: Path, further: tuple[str, ...]
) -> None:
    """Nothing is written, and no word of programming is said."""
    made = new("walk", "--scripts", tmp_path, "--minutes", "long", "--yes", *further)

    assert (2, []) == (made.exit_code, list(tmp_path.iterdir()))
    assert "“long” is no" in made.output
    assert "float" not in made.output


def test_a_long_evening_is_a_conversation_with_a_turn_each_before(tmp_path: Path) -> None:
    """Nobody is given an hour of uninterrupted speech to fill two hours."""
    new("evening", "--scripts", tmp_path, "--minutes", "2 h", "--yes")

    steps = load(tmp_path / "evening.yaml").form.steps
    turns = next(step for step in steps if isinstance(step, TurnsStep))
    talk = next(step for step in steps if isinstance(step, TalkStep))
    assert isinstance(talk.talk, float)
    assert 110 * 60.0 < talk.talk < 120 * 60.0
    assert turns.turns.each == Reference(name="talk")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (["A walk.", "no idea", "Deep", "15"], "what one would tell a good colleague"),
        (["A walk.", "light", "a while", "15"], "“a while” is no length for a draft"),
        (["A walk.", "light", "1", "quarter of an hour"], "from 2 to 360"),
    ],
)
def test_what_is_not_understood_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], told: str
) -> None:
    """With a plain word about what would be; nothing that was answered before is lost."""
    monkeypatch.setattr("facilitator.cli.new._is_terminal", lambda: True)
    keys = "\n".join(answers) + "\n"
    made = CliRunner().invoke(main, ["new", "walk", "--scripts", str(tmp_path)], input=keys)

    assert 0 == made.exit_code, made.output
    assert 1 == made.output.count(told)
    assert "about 15 minutes." in made.output


def test_nothing_is_ever_replaced(tmp_path: Path) -> None:
    """A second draft of the same name is refused, and the first is as it was."""
    path = tmp_path / "walk.yaml"
    path.write_text("mine", encoding="utf-8")

    refused = new("walk", "--scripts", tmp_path, "--yes")

    assert (2, "mine") == (refused.exit_code, path.read_text(encoding="utf-8"))
    assert "is there already" in refused.output
    assert "--replace" in refused.output


def test_a_draft_can_be_begun_anew_and_nothing_is_lost(tmp_path: Path) -> None:
    """What was there is kept beside it under a name of its own, each time."""
    path = tmp_path / "walk.yaml"
    path.write_text("mine", encoding="utf-8")

    for number in (1, 2):
        made = new("walk", "--scripts", tmp_path, "--yes", "--replace")

        assert 0 == made.exit_code
        assert f"walk.yaml.before-{number}" in made.output
    assert "mine" == (tmp_path / "walk.yaml.before-1").read_text(encoding="utf-8")
    assert "Walk" == load(path).title
    assert ["walk"] == [each.stem for each in tmp_path.glob("*.yaml")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a" * 300,), "a name of 300 letters is too long"),
        (("con",), '"con" cannot be the name of a file on Windows'),
        (("..",), '".." cannot be the name of a ritual'),
        (("ours", "--from", "mirror-talk", "--depth", "deep"), "--depth and --from do not go"),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    """A hostile name, and options that contradict each other, end with a sentence and no file."""
    refused = new("--scripts", tmp_path, "--yes", *arguments)

    assert (2, []) == (refused.exit_code, list(tmp_path.iterdir()))
    assert told in refused.output


@pytest.mark.parametrize(
    ("depth", "minutes", "told"),
    [
        ("light", 60, ""),
        ("deep", 3, "longer than 3 minutes"),
        ("light", 8, ""),
        ("deep", 10, ""),
    ],
)
def test_a_length_that_is_missed_is_told(
    tmp_path: Path, depth: str, minutes: int, told: str
) -> None:
    """A draft that is not as long as wished says so, and why."""
    made = new("walk", "--scripts", tmp_path, "--yes", "--depth", depth, "--minutes", minutes)

    assert (0, bool(told)) == (made.exit_code, "That is" in made.output)
    assert told in made.output


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("12", 12.0), ("twelve", 12.0), ("12 min", 12.0), ("half an hour", 30.0)],
)
def test_minutes_are_typed_as_people_say_them(typed: str, minutes: float) -> None:
    """The question for minutes takes a number in digits or words, with or without its unit."""
    assert minutes == answered_minutes(typed)


@pytest.mark.parametrize("typed", ["", "soon", "0", "1", "200000", "-3", "nan"])
def test_minutes_that_are_none_are_asked_for_again(typed: str) -> None:
    """What no draft can take is a usage error, after which the question is put again."""
    with pytest.raises(click.UsageError, match="from 2 to 360"):
        answered_minutes(typed)


def test_whoever_could_not_be_asked_is_told(tmp_path: Path) -> None:
    """Without a terminal the draft is the usual one, and it says how to give the rest."""
    assert "There was nobody to ask" in new("walk", "--scripts", tmp_path).output
    assert "nobody to ask" not in new("talk", "--scripts", tmp_path, "--yes").output


def test_a_copy_keeps_the_steps_and_takes_another_name(tmp_path: Path) -> None:
    """`--from` brings everything along but the name, what it is about, and its length."""
    made = new("ours", "--from", "mirror-talk", "--scripts", tmp_path, "--minutes", "15")

    ritual, original = load(tmp_path / "ours.yaml"), load(Path("scripts/mirror-talk.yaml"))
    assert (0, "Ours") == (made.exit_code, ritual.title)
    assert len(original.form.steps) == len(ritual.form.steps)
    assert abs(estimate(compile_ritual(ritual)).total_seconds - 900) < 60


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("!!!",), "cannot be the name of a ritual"),
        (("a-walk", "--minutes", "500"), "from 2 to 360"),
        (("a-walk", "--scripts", "nowhere"), "There is no folder nowhere."),
        (("a-walk", "--from", "mirror-tlak"), "Did you mean mirror-talk?"),
        ((), "a ritual needs a name"),
    ],
)
def test_refusals_say_what_to_do(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be done is told in a sentence, and nothing is written."""
    here = tmp_path / "empty"
    here.mkdir()
    monkeypatch.chdir(here)

    refused = new(*arguments)

    assert [] == list(here.iterdir())
    assert refused.exit_code in (2, 3)
    assert told in refused.output


@pytest.mark.parametrize(
    "text", ["Plain words", "With: colon", "#hash", "yes", '"quoted"', "{braces}", "it's", "- dash"]
)
def test_any_title_survives_the_file(tmp_path: Path, text: str) -> None:
    """A title or sentence with signs that mean something in YAML comes back as it was given."""
    made = new("walk", "--scripts", tmp_path, "--title", text, "--about", text)

    assert (0, text) == (made.exit_code, load(tmp_path / "walk.yaml").title)


def test_names_become_file_names() -> None:
    """What people call a ritual becomes what they type."""
    assert "my-evening" == draft.file_name("My evening")
    assert "mein-schöner-abend" == draft.file_name("  Mein schöner  Abend! ")


def test_the_list_holds_shipped_rituals_and_ones_own(tmp_path: Path) -> None:
    """One's own stand among the shipped ones; one with mistakes is named with the way out."""
    new("walk", "--scripts", tmp_path, "--about", "Two questions on the way home.")
    (tmp_path / "broken.yaml").write_text("ritual: [", encoding="utf-8")

    listed = CliRunner().invoke(main, ["scripts", "--scripts", str(tmp_path)])
    rows = CliRunner().invoke(main, ["scripts", "--scripts", str(tmp_path), "--json"])

    lines = listed.output.splitlines()
    assert 0 == listed.exit_code
    assert next(line for line in lines if line.startswith("walk ")).split()[1:3] == ["8", "min"]
    assert any(line.startswith("mirror-talk ") and "face to face" in line for line in lines)
    assert any(f"facilitator check {tmp_path / 'broken.yaml'}" in line for line in lines)
    by_id = {row["id"]: row["ok"] for row in json.loads(rows.output)}
    assert (True, False) == (by_id["walk"], by_id["broken"])
