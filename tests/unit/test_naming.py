"""A translation must name the words that are waited for, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.script.loading import load
from facilitator.script.translation.naming import kept_in
from facilitator.script.translation.sources import source_of

RITUAL = """\
ritual: Evening
about: A small thing.
depth: light
steps:
  - id: begin
    ready: {ready}
  - id: way
    ask: {ask}
    answers: {{good: [good, fine], hard: [hard]}}
    as: way
"""


def evening(folder: Path, ready: str = "Get ready.", ask: str = "How was it?") -> Path:
    path = folder / "evening.yaml"
    path.write_text(RITUAL.format(ready=ready, ask=ask), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("ready", "ask", "expected"),
    [
        ("'Say \"ready\" when you are.'", "How was it?", {"begin": ("ready",)}),
        ("Say ready when you are.", "How was it?", {"begin": ("ready",)}),
        ("Sit down. Are you ready to begin?", "Was it good?", {}),
        ("Say one thing, or say more about it.", "Say thank you.", {}),
        ("Begin.", "Was it good, or hard?", {"way": ("good", "hard")}),
        ("Begin.", "Say good or hard.", {"way": ("good", "hard")}),
        ("Begin.", "Say yes, no or longer.", {"way": ("yes", "no", "longer")}),
    ],
)
def test_a_line_names_the_answers_it_tells_people_to_say(
    tmp_path: Path, ready: str, ask: str, expected: dict[str, tuple[str, ...]]
) -> None:
    """In quotation marks, after "say", or as a list of the step's own answers."""
    ritual = load(evening(tmp_path, ready, ask))

    assert expected == kept_in(source_of(ritual))


@pytest.mark.parametrize(
    ("translation", "warned"),
    [
        ("Sagt bereit, wenn ihr so weit seid.", True),
        ("Sagt „{say ready}“, wenn ihr so weit seid.", False),
        ("Sagt „ready“, wenn ihr so weit seid.", False),
    ],
)
def test_a_translation_that_names_another_word_is_told(
    tmp_path: Path, translation: str, warned: bool
) -> None:
    """Only the word that is waited for leads on; the help shows how it is named."""
    path = evening(tmp_path, "Say ready when you are.")
    runner = CliRunner()
    runner.invoke(main, ["translate", str(path), "de"])
    file = tmp_path / "evening.de.yaml"
    head, keep, rest = file.read_text(encoding="utf-8").partition("    # keep: {say ready}\n")
    rest = rest.replace('translation: ""', f'translation: "{translation}"', 1)
    file.write_text(head + keep + rest, encoding="utf-8")
    told = runner.invoke(main, ["check", str(file)]).output

    assert "" != keep
    assert warned == ("R091" in told)
    assert warned == ("write `{say ready}` there" in told)
