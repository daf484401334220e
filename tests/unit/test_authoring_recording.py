"""The guidance of a ritual as one recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from facilitator.audio import Sound
from facilitator.authoring.recording import RecordingFile, record
from facilitator.cli import main
from facilitator.clock import PLAYBACK_HZ, samples
from facilitator.engine.operations import Ask, Bell, Say, Silence, Turn
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.errors import UsageError
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer


class Beeps:
    """Says every sentence as half a second of the same loud sound."""

    def tune(self, pace: int) -> None:
        del pace

    def prepare(self, texts: object) -> None:
        pass

    def get(self, text: str) -> Sound:
        return np.full(PLAYBACK_HZ // 2, 0.5, np.float32)


def recorded(program: Program, path: Path, *, wait: float = 8.0) -> Sound:
    record(program, path, Beeps(), bell, Mixer(), answers={}, wait=samples(wait))
    sound, rate = soundfile.read(path, dtype="float32")
    assert PLAYBACK_HZ == rate
    return np.asarray(sound, np.float32)


def gaps(sound: Sound) -> list[float]:
    """Return how long nothing sounds between one sound and the next, in seconds."""
    loud = np.flatnonzero(np.abs(sound) > 1e-3)
    steps = np.diff(loud)
    return [round(float(step) / PLAYBACK_HZ, 2) for step in steps if step > PLAYBACK_HZ // 5]


SAID = Sentence("Hello.", pause_after=samples(0.5))


def test_silences_are_exact(tmp_path: Path) -> None:
    """Between two sentences lie the pause of the first and the kept silence, to the hundredth."""
    program = Program("a", "A", ("A", "B"), (Say((SAID,)), Silence(samples(7.0)), Say((SAID,))))

    assert [7.5] == gaps(recorded(program, tmp_path / "a.wav"))


def test_questions_leave_time_and_turns_are_whole(tmp_path: Path) -> None:
    """An answer has the time that was wished for; a turn lasts as long as it may."""
    ask = Ask((SAID,), {"yes": ("yes",)}, remember="consent")
    turn = Turn("A", (SAID,), samples(10.0), halfway=False, warning=0, closing=(SAID,))
    program = Program("a", "A", ("A", "B"), (ask, turn))

    answered, spoken = gaps(recorded(program, tmp_path / "a.wav", wait=3.0))
    assert 3.5 == pytest.approx(answered, abs=0.1)
    assert 10.5 == pytest.approx(spoken, abs=0.8)


@pytest.mark.parametrize("ending", [".wav", ".flac", ".ogg", ".FLAC"])
def test_every_kind_of_file_holds_the_same(tmp_path: Path, ending: str) -> None:
    """The ending of the name decides; length and loudness are the same in all of them."""
    program = Program("a", "A", ("A", "B"), (Say((SAID,)), Bell("opening"), Silence(samples(4.0))))

    sound = recorded(program, tmp_path / f"a{ending}")
    assert 0.5 == pytest.approx(float(np.max(np.abs(sound[: PLAYBACK_HZ // 2]))), abs=0.05)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("out.mp3", "ends in “.mp3”"),
        ("out", "has no ending"),
        ("none/out.wav", "There is no folder"),
        ("folder.wav", "is a folder"),
    ],
)
def test_names_that_cannot_be_are_told(tmp_path: Path, name: str, told: str) -> None:
    """Before anything is performed, with exit code 2."""
    (tmp_path / "folder.wav").mkdir()

    with pytest.raises(UsageError, match=told):
        RecordingFile(tmp_path / name)


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """What was there before stays as it is when a recording does not come to its end."""
    path = tmp_path / "a.wav"
    path.write_bytes(b"old")

    with pytest.raises(KeyboardInterrupt), RecordingFile(path) as file:
        file.add(np.zeros(PLAYBACK_HZ * 5, np.float32))
        raise KeyboardInterrupt

    assert ([path], b"old") == (list(tmp_path.iterdir()), path.read_bytes())


def test_a_disk_that_fills_up_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason of the operating system is passed on, and nothing half written is left."""
    with (
        pytest.raises(UsageError, match="No space left"),
        RecordingFile(tmp_path / "a.wav") as file,
    ):

        def full(_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(file._file, "write", full)
        file.add(np.zeros(PLAYBACK_HZ * 5, np.float32))

    assert [] == list(tmp_path.iterdir())


def render(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["render", *map(str, arguments)])


def test_the_command_tells_length_and_that_nobody_listens(tmp_path: Path) -> None:
    """A recording cannot hear a safe word; people are told so."""
    path = tmp_path / "m.ogg"

    made = render(
        "mirror-talk", "-o", path, "--voice", "tone", "--wait", "5 s", "--set", "gaze=1 min"
    )

    assert 0 == made.exit_code
    assert "Nobody listens while it plays" in made.output
    assert 500 < soundfile.info(path).duration < 620


def test_a_wait_without_unit_is_refused(tmp_path: Path) -> None:
    """`--wait 3` is no length of time."""
    refused = render("mirror-talk", "-o", tmp_path / "m.wav", "--wait", "3")

    assert (2, False) == (refused.exit_code, (tmp_path / "m.wav").exists())
