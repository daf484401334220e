"""What `--remembered` and `memory` take to be kept: only what a ritual can have kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.script.facts.remembered import remembered
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

SCRIPT = """\
version: 1
ritual: A test
about: Something.
depth: light
settings:
  gaze: {start: 2 min, limits: 1 min to 10 min}
steps:
  - rate: "{name}, how close?"
    remember: close
  - ask each: "{name}, what do you usually need?"
    answers: [a hug, quiet]
    as: need
    remember: usual need
  - note: What else?
    remember: rest
  - silence: "{gaze}"
"""


@pytest.mark.parametrize(
    ("name", "text", "able"),
    [
        ("close", "3", None),
        ("close of second", "9", "1, 2, 3, 4 or 5"),
        ("close", "pass", "1, 2, 3, 4 or 5"),
        ("usual need", "banana", "a hug or quiet"),
        ("usual need of A", "Quiet", None),
        ("rest", "anything at all", None),
        ("gaze", "3 min", None),
        ("gaze", "banana", "1 min to 10 min"),
    ],
)
def test_only_what_can_have_been_kept_is_taken(name: str, text: str, able: str | None) -> None:
    """A value no answer can be is told with those that can; a note may be anything."""
    ritual = loaded(parse(checked("test.yaml", SCRIPT)), "test")
    expected = [] if able is None else [(name, text, able)]
    assert expected == remembered(ritual, ("A", "B"), [(name, [text])]).unlike


def test_rehearse_refuses_what_cannot_be_remembered(tmp_path: Path) -> None:
    """The command ends with how to put it right."""
    path = tmp_path / "test.yaml"
    path.write_text(SCRIPT, encoding="utf-8")
    told = CliRunner().invoke(
        main, ["rehearse", str(path), "--text", "--remembered", "close of second=9"]
    )
    assert told.exit_code == 2
    assert "It can be 1, 2, 3, 4 or 5." in told.output
