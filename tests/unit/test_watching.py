"""Watching a ritual: what is saved is checked, and what changed is shown and said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from facilitator.authoring.watching import Watched
from facilitator.cli import watch as watching
from facilitator.cli.watch import Speaker, watch
from facilitator.engine.program import Program
from facilitator.errors import DeviceError
from facilitator.room import loudspeaker
from facilitator.room.devices import Device
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import load

HEAD = "ritual: Walk\nabout: A walk.\ndepth: light\nsteps:\n"

WITHOUT_CARD = """\
import sys
from facilitator.room import loudspeaker
from facilitator.__main__ import main
loudspeaker.devices = list
sys.exit(main())
"""
"""The program on a computer that has no sound card, wherever it runs."""

PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


class Said(list[str]):
    """Notes sentences; before each, does what happens while the one before is spoken."""

    def __init__(self, meanwhile: Callable[[int], None] = lambda _: None) -> None:
        super().__init__()
        self.cut: list[bool] = []
        self._meanwhile = meanwhile

    def __call__(self, sentence: str, is_cut: Callable[[], bool]) -> None:
        self.append(sentence)
        self._meanwhile(len(self))
        self.cut.append(is_cut())


def watched_while(path: Path, texts: Iterator[str], say: watching.Say, checks: list[int]) -> None:
    """Watch a file that is saved with one text after the other."""

    def over(_: float) -> bool:
        text = next(texts, None)
        path.write_text(text or "", encoding="utf-8")
        return text is None

    def compiled() -> Program:
        return compile_ritual(load(path), partners=("Anna", "Ben"))

    watched = Watched(path)
    watched.look(compiled)
    watch(watched, compiled, lambda: checks.append(1), say, over)


def test_a_changed_line_is_shown_and_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On saving, what is new in the text is said, filled in; mistakes keep the last good text."""
    path = tmp_path / "walk.yaml"
    path.write_text(HEAD + "  - say: Put on your shoes. Go out.\n", encoding="utf-8")
    saves = iter(
        [
            HEAD + "  - say: Put on your boots. Go out.\n",
            HEAD + "  - sya: Nonsense.\n",
            HEAD + "  - say: Put on your boots. Come, {partners}.\n",
        ]
    )
    said, checks = Said(), list[int]()

    watched_while(path, saves, said, checks)

    assert ["Put on your boots.", "Come, Anna and Ben."] == said
    assert 3 == len(checks)
    assert "  Put on your boots.\n  Come, Anna and Ben.\n" == capsys.readouterr().out


def test_a_save_cuts_the_rest_short(tmp_path: Path) -> None:
    """Whoever saves while changed lines are spoken hears the newest change next, not the rest."""
    path = tmp_path / "walk.yaml"
    path.write_text(HEAD + "  - say: Go out.\n", encoding="utf-8")
    newest = HEAD + "  - say: One. Two. Three. And now four.\n"

    def meanwhile(count: int) -> None:
        if count == 2:
            path.write_text(newest, encoding="utf-8")

    said, checks = Said(meanwhile), list[int]()

    watched_while(path, iter([HEAD + "  - say: One. Two. Three.\n", newest]), said, checks)

    assert ["One.", "Two.", "And now four."] == said
    assert [False, True, False] == said.cut


@pytest.mark.parametrize(("looks", "told"), [(3, 0), (30, 1)])
def test_a_file_that_is_gone_is_told_of_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], looks: int, told: int
) -> None:
    """Whoever deletes or moves the file hears after a while why nothing happens any more."""
    left = iter(range(looks))
    watch(
        Watched(tmp_path / "walk.yaml"),
        lambda: pytest.fail("there is nothing to read"),
        lambda: pytest.fail("there is nothing to check"),
        Said(),
        lambda _: next(left, None) is None,
    )
    assert told == capsys.readouterr().out.count("is gone")


def test_a_file_that_is_gone_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    """Editors that write a new file and rename it do not end the watching."""
    path = tmp_path / "walk.yaml"
    path.write_text("one", encoding="utf-8")
    watched = Watched(path)
    path.unlink()
    gone = watched.was_saved()
    path.write_text("three", encoding="utf-8")

    assert (False, True, False) == (gone, watched.was_saved(), watched.was_saved())


def test_changed_cards_and_background_are_said_too(tmp_path: Path) -> None:
    """Everything that can be spoken is watched, not only what is said in the order of steps."""
    path = tmp_path / "cards.yaml"
    text = (
        "ritual: Cards\nabout: Questions.\ndepth: light\nwhy: Because it helps.\n"
        "decks:\n  questions:\n    - What made you smile?\n    - What was hard?\n"
        "steps:\n  - turns: {each: 1 min, deck: questions, rounds: 2}\n"
    )
    path.write_text(text, encoding="utf-8")
    watched = Watched(path)
    compiled = lambda: compile_ritual(load(path), partners=("Anna", "Ben"))  # noqa: E731
    first = watched.look(compiled)
    changed = text.replace("was hard", "was easy").replace("it helps", "it heals")
    path.write_text(changed, encoding="utf-8")

    assert () == first.changed
    assert {"What was easy?", "Because it heals."} == set(watched.look(compiled).changed)


def test_without_a_loudspeaker_it_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the beginning; then nothing is spoken, and nothing more is said about it."""
    monkeypatch.setattr(loudspeaker, "devices", list)
    say = Speaker("tone", "en")
    for _ in range(3):
        say("Go out.", lambda: False)

    assert f"This computer has no loudspeaker. {watching.SHOWN_ONLY}\n" == capsys.readouterr().out


def test_a_loudspeaker_that_goes_away_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first sentence that cannot be said tells it; the others are shown only."""
    tried: list[int] = []

    class Gone:
        def play(self, sound: np.ndarray, is_cut: Callable[[], bool]) -> bool:
            tried.append(len(sound))
            raise DeviceError("The loudspeaker has gone.")

    monkeypatch.setattr(loudspeaker, "Loudspeaker", Gone)
    say = Speaker("tone", "en")
    for _ in range(3):
        say("Go out.", lambda: False)

    assert 1 == len(tried)
    assert f"The loudspeaker has gone. {watching.SHOWN_ONLY}\n" == capsys.readouterr().out


class Driver:
    """What of PortAudio plays: two channels at 44.1 kHz, as many cards insist on."""

    class PortAudioError(Exception):
        """The driver's own."""

    def __init__(self) -> None:
        self.played: list[np.ndarray] = []
        self.opened: list[tuple[float, int]] = []

    def check_output_settings(
        self, device: int, channels: int, dtype: str, samplerate: float
    ) -> None:
        if (channels, samplerate) != (2, 44_100.0):
            raise self.PortAudioError("Invalid sample rate")

    def OutputStream(  # noqa: N802
        self, samplerate: float, device: int, channels: int, dtype: str
    ) -> Driver:
        self.check_output_settings(device, channels, dtype, samplerate)
        return self

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, part: np.ndarray) -> None:
        assert (np.float32, 2) == (part.dtype, part.shape[1])
        self.played.append(part)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    made = Driver()
    card = Device(3, "Speakers", "ALSA", 0, 2, 44_100.0, is_default_output=True)
    monkeypatch.setattr(loudspeaker, "portaudio", lambda: made)
    monkeypatch.setattr(loudspeaker, "devices", lambda: [card])
    return made


def test_a_card_without_microphone_is_played_at_its_own_rate(driver: Driver) -> None:
    """Two seconds of tone last two seconds at 44.1 kHz, on both channels."""
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(96_000) / 48_000).astype(np.float32)

    whole = loudspeaker.Loudspeaker().play(tone)

    *parts, rest = driver.played
    played = np.concatenate(parts)
    loud = np.abs(np.fft.rfft(played[:44_100, 0]))
    assert (True, 440) == (whole, int(np.argmax(loud)))
    assert 88_200 == len(played)
    assert 0.0 == np.abs(rest).max()
    assert np.array_equal(played[:, 0], played[:, 1])


def test_enough_ends_a_sound_within_a_tenth_of_a_second(driver: Driver) -> None:
    """It falls to nothing within 10 ms, and the rest is not played."""
    asked = iter([False, False, True])

    whole = loudspeaker.Loudspeaker().play(np.full(96_000, 0.5, np.float32), lambda: next(asked))

    played = np.concatenate(driver.played[:-1])
    assert (False, 8_820 + 441) == (whole, len(played))
    assert played[-1, 0] == 0.0


def test_a_computer_without_a_card_shows_what_changed(tmp_path: Path) -> None:
    """In a process of its own: told once that nothing is spoken, then each save is answered."""
    path = tmp_path / "walk.yaml"
    path.write_text(HEAD + "  - say: Go out.\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", WITHOUT_CARD, "rehearse", str(path), "--watch"],
        env={**os.environ, **PLAIN},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout is not None
    lines: list[str] = []

    def until(part: str) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if part in line:
                return
        raise AssertionError(f"{part} was never printed: {lines}")

    with process:
        until("Watching ")
        path.write_text(HEAD + "  - say: Go home now.\n", encoding="utf-8")
        until("  Go home now.")
        path.write_text(HEAD + "  - sya: Go home now.\n", encoding="utf-8")
        until("1 error")
        path.write_text(HEAD + "  - say: Go home, you two.\n", encoding="utf-8")
        until("  Go home, you two.")
        process.send_signal(signal.SIGINT)
        lines += process.stdout.readlines()

    assert 0 == process.returncode
    assert 1 == "".join(lines).count(watching.SHOWN_ONLY)
    assert "Traceback" not in "".join(lines)
