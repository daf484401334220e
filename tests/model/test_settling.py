"""Settings asked for by voice in the simulated room: real voice, real ears, two who answer."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main
from facilitator.ears.model import load_model
from facilitator.engine.spoken import every_phrase
from facilitator.script.compiling.settling import asked_first, conversation
from facilitator.script.library import folders
from facilitator.script.loading import load
from facilitator.script.saying import rituals_among

pytestmark = pytest.mark.model

SCRIPT = """\
version: 1
ritual: Tiny
about: A short one.
depth: light
settings:
  rest:
    ask: How long would you like to rest?
    ask at start: every time
    start: 20 s
    limits: 10 s to 3 min
  end:
    ask: Until when are you here?
    start: ten o'clock
  light:
    ask: Would you like a candle?
    choices: [none, candle]
    start: none
steps:
  - say: It is {light}, and you are here until {end}.
  - silence: "{rest}"
  - end: That was {rest}.
"""


@pytest.fixture
def rehearse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path / "home"))
    script = tmp_path / "tiny.yaml"
    script.write_text(SCRIPT, encoding="utf-8")
    return lambda *more: CliRunner().invoke(main, ["rehearse", str(script), *map(str, more)])


def test_spoken_values_are_heard_and_said_back(rehearse: Callable[..., Result]) -> None:
    """A length, an hour, and a yes; then the ritual goes by them."""
    answers = ("rest=1 min", "end=half past nine", "light=candle")
    done = rehearse(*(word for each in answers for word in ("--answer", each)))

    assert 0 == done.exit_code
    for line in (
        "Three questions before we begin.",
        "So it is one minute.",
        "So it is half past nine.",
        "So it is candle.",
        "It is candle, and you are here until half past nine.",
        "That was one minute.",
    ):
        assert line in done.output


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a minute and a half", "So it is one and a half minutes."),
        ("half an hour", "At most three minutes, so it is three minutes."),
        ("two", "So it is two minutes."),
        ("longer", "So it is fifty seconds."),
    ],
)
def test_lengths_are_heard_as_people_say_them(
    rehearse: Callable[..., Result], said: str, told: str
) -> None:
    """By the real recognizer, with every value within the limits in its grammar."""
    done = rehearse("--answer", f"rest={said}")

    assert (0, True) == (done.exit_code, told in done.output)


def test_silence_goes_on_with_what_is_usual(
    rehearse: Callable[..., Result], tmp_path: Path
) -> None:
    """The ritual begins, its own voice answers nothing, and one recording holds it all."""
    wav = tmp_path / "out.wav"
    done = rehearse("--alone", "--wav", wav)

    assert 0 == done.exit_code
    assert "So it is" not in done.output
    assert "That was twenty seconds." in done.output
    assert ["out.heard.wav", "out.wav"] == sorted(path.name for path in tmp_path.glob("*.wav"))
    with wave.open(str(wav)) as recording:
        assert recording.getnframes() > 30 * recording.getframerate()


@pytest.mark.parametrize("at", ["0:03", "0:09"])
def test_the_safe_word_stops_it(rehearse: Callable[..., Result], at: str) -> None:
    """In the first sentence and in the question; no ritual follows."""
    done = rehearse("--safe-word-at", at)

    assert 0 == done.exit_code
    assert "you are here until" not in done.output
    assert done.output.rstrip().splitlines()[-2].startswith("Stopped after 0:")


def test_the_recognizer_knows_all_that_can_be_answered() -> None:
    """In every shipped ritual, for all its settings."""
    model = load_model()
    asked = []
    for path in rituals_among(folders()):
        ritual = load(path)
        names = asked_first(ritual, {}, (), everything=True)
        if names:
            asked += every_phrase(conversation(ritual, names))

    assert len(asked) > 1000
    assert [] == [phrase for phrase in asked if model.unknown(phrase)]
