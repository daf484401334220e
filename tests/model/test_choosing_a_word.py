"""A safe word chosen by voice in the simulated room: real voice and ears, two who answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main
from facilitator.cli.choosing import words_to_offer
from facilitator.ears.model import load_model
from facilitator.engine.program import Program
from facilitator.script.library import folders
from facilitator.script.saying import rituals_among

pytestmark = pytest.mark.model

SCRIPT = """\
version: 1
ritual: Tiny
about: A short one.
depth: light
steps:
  - say: Make yourselves comfortable.
  - ready: Say "ready" when you both are.
  - end: Thank you both.
"""


@pytest.fixture
def rehearse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path / "home"))
    script = tmp_path / "tiny.yaml"
    script.write_text(SCRIPT)
    options = ("--choose-word", "--partners", "Mia, Jonas")
    return lambda *more: CliRunner().invoke(main, ["rehearse", str(script), *options, *more])


def test_a_word_is_chosen_tried_and_used(rehearse: Callable[..., Result], tmp_path: Path) -> None:
    """Asked for other words once; the one they say is heard every time, told with its figures,
    and stops the session that follows. Nothing is kept of a rehearsal."""
    session = Program("tiny", "Tiny", ("Mia", "Jonas"), ())
    word = words_to_offer(session, load_model(), rituals_among(folders()), seed=0)[1][1]
    done = rehearse("--answer", "safe word=another", "--answer", f"safe word={word}")

    assert (0, []) == (done.exit_code, list((tmp_path / "home").glob("*")))
    lines = [line.strip() for line in done.output.splitlines()]
    spoken = [line.partition("“")[2].rstrip("”") for line in lines if "“" in line]
    order = [
        f"{word.capitalize()} it is.",
        "Mia, please say your word.",
        "Jonas, now say it while I am talking.",
        "I heard it six of six times, and two of two times while I was talking.",
        "It is your safe word from now on.",
        "Make yourselves comfortable.",
    ]
    assert order == [line for line in spoken if line in order]
    assert any("heard 6 of 6; 2 of 2 over my voice; stops in 0." in line for line in lines)
    assert any(f"Tiny. To stop, say “{word}”" in line for line in lines)
    assert any(line.startswith("Tiny ended after") for line in lines)


def test_silence_and_no_leave_the_usual_word(rehearse: Callable[..., Result]) -> None:
    """The session follows."""
    for answer in ("keep", "nothing at all"):
        done = rehearse("--answer", f"safe word={answer}")
        assert "Then it stays as it is." in done.output
        assert "Tiny. To stop, say “pineapple”" in done.output
        assert "Tiny ended after" in done.output


@pytest.mark.parametrize("at", ["0:04", "0:14"])
def test_the_usual_word_stops_it(rehearse: Callable[..., Result], at: str) -> None:
    """In the first sentence and in the question; no session follows."""
    done = rehearse("--safe-word-at", at)

    assert 0 == done.exit_code
    assert "I have stopped" in done.output
    assert "Make yourselves comfortable." not in done.output
    assert done.output.rstrip().splitlines()[-1].startswith("Stopped after 0:")


def test_it_belongs_to_rehearsals_with_sound(rehearse: Callable[..., Result]) -> None:
    """On paper nobody can try a word."""
    assert 2 == rehearse("--text").exit_code
