"""What the page for authors shows works as shown, from the first command to the last."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import decode, parse

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "writing-a-ritual.md").read_text("utf-8")

NEEDS_PEOPLE = ("--watch", "run")
"""Commands that wait for somebody; the others are run in the order of the page."""

NEEDS_MODEL = ("--wav",)


def blocks(language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.M | re.S)
    return [text for kind, text in found if kind == language]


def commands() -> list[list[str]]:
    lines = [line for block in blocks("") for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("facilitator ")]


def people() -> str:
    return next(block for block in blocks("") if block.startswith("Anna:"))


def examples() -> list[str]:
    return blocks("yaml")


def fill(path: Path) -> None:
    """Fill a language file in as somebody does who finds every text good as it is."""
    entry = re.compile(
        r'    original:((?: .*)?\n(?:      .*\n|\n)*)(?:    # .*\n)*    translation: ""(?: +#.*)?\n'
    )
    text = entry.sub(r"    original:\1    translation:\1", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")


def performed(wanted: list[list[str]], folder: Path) -> list[tuple[str, int, str]]:
    """Run commands in a folder that holds the page's example; return what came of each."""
    done = []
    for words in wanted:
        if words[0] != "new":
            # The author has made the draft into the ritual that the page shows.
            (folder / "evening-window.yaml").write_text(examples()[0], encoding="utf-8")
            (folder / "us.yaml").write_text(people(), encoding="utf-8")
        if words[0] == "render" or {*words} & {*NEEDS_MODEL}:
            # The real voice takes a while to get ready.
            words = [*words, "--voice", "tone", "--set", "quiet=1 min", "--set", "talk=30 s"]
        result = CliRunner().invoke(main, words)
        done.append((shlex.join(words), result.exit_code, result.stderr))
        if words[0] == "translate":
            fill(folder / f"evening-window.{words[-1]}.yaml")
    return done


def test_every_command_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page, in an empty folder; files are there that it says are written."""
    monkeypatch.chdir(tmp_path)
    wanted = [c for c in commands() if not {*c} & {*NEEDS_PEOPLE, *NEEDS_MODEL}]

    done = performed(wanted, tmp_path)

    assert len(done) >= 9
    assert [] == [each for each in done if each[1:] != (0, "")]
    assert {
        "evening-window.yaml",
        "evening-window.de.yaml",
        "our-mirror.yaml",
        "evening-window.html",
        "abend.html",
        "evening-window.ogg",
        "plan.pdf",
        "ritual.schema.json",
        "us.yaml",
    } == {path.name for path in tmp_path.iterdir()}


@pytest.mark.model
def test_the_rehearsal_with_sound_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recording and the drawing of a rehearsal are written."""
    monkeypatch.chdir(tmp_path)

    done = performed([c for c in commands() if {*c} & {*NEEDS_MODEL}], tmp_path)

    assert [(0, "")] == [each[1:] for each in done]
    assert {"evening.wav", "evening.svg"} <= {path.name for path in tmp_path.iterdir()}


def test_every_example_is_right() -> None:
    """Whole rituals have nothing to mend; steps by themselves are steps of a ritual."""
    for text in examples():
        whole = text
        if "ritual:" not in text:
            steps = "".join(f"  {line}\n" for line in text.splitlines())
            whole = f"ritual: A\nabout: A.\ndepth: light\nsteps:\n{steps}"
        ritual = loaded(parse(decode("example.yaml", whole.encode())), "example", _PARTS)
        assert (text, ()) == (text, ritual.warnings)


_PARTS = (Path(__file__).resolve().parents[1] / "scripts" / "parts",)
