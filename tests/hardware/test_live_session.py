"""A live session in real time: the installed command, a virtual card, a recorded person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from facilitator.bench.virtual_card import VirtualCard, recorded
from facilitator.clock import PLAYBACK_HZ
from facilitator.room.people import VOICE_DBFS, at_level
from facilitator.room.recordings import load_recording
from facilitator.session.rehearsal import partner_voice

pytestmark = [pytest.mark.hardware, pytest.mark.model]


@contextmanager
def session(card: VirtualCard, home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run `facilitator run mirror-talk` on the card."""
    process = subprocess.Popen(
        [sys.executable, "-m", "facilitator", "run", "mirror-talk", *options],
        env={**os.environ, **card.environment, "FACILITATOR_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10.0)
        process.stdout.close()


def wait_for_line(process: subprocess.Popen[str], part: str) -> list[str]:
    """Read what the session prints until a line holds something."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if part in line:
            return lines
    raise AssertionError(f"“{part}” was never printed:\n" + "".join(lines))


def sounding_seconds(path: Path) -> list[float]:
    """Return the seconds in which the loudspeaker gave sound, in steps of a tenth."""
    sound = recorded(path)
    step = PLAYBACK_HZ // 10
    parts = np.abs(sound[: sound.size - sound.size % step]).reshape(-1, step).max(axis=1)
    return [round(float(at) / 10, 1) for at in np.flatnonzero(parts > 1e-4)]


def test_a_recorded_person_stops_a_speaking_facilitator(
    own_card: VirtualCard, recordings_of, tmp_path: Path
) -> None:
    """The command speaks, hears a real person's word over its own echo, and falls silent."""
    word = at_level(load_recording(recordings_of("keywords/alexa")[20]), VOICE_DBFS)
    with (
        own_card.recording(tmp_path / "out"),
        session(own_card, tmp_path, "--safe-word", "alexa") as process,
    ):
        wait_for_line(process, "Sit facing each other")
        time.sleep(1.0)
        own_card.speak(word)
        stopped = wait_for_line(process, "Stopped")
        wait_for_line(process, "I have stopped")
        time.sleep(4.5)

    sounding = sounding_seconds(tmp_path / "out")
    gaps = [late - early for early, late in pairwise(sounding)]
    assert not [line for line in stopped if "Let your shoulders sink" in line]
    assert max(gaps) >= 1.0
    assert sounding[-1] < len(recorded(tmp_path / "out")) / PLAYBACK_HZ - 0.5


def test_the_safe_word_while_it_loads_lets_it_not_begin(
    own_card: VirtualCard, tmp_path: Path
) -> None:
    """Said as soon as the microphone is open, before the first sentence."""
    word = partner_voice(0, "Marmalade.")
    with session(own_card, tmp_path, "--safe-word", "marmalade") as process:
        wait_for_line(process, "Sound: ready")
        own_card.speak(word)
        said = wait_for_line(process, "”")
        while "To stop" in said[-1]:
            said = wait_for_line(process, "”")

    assert "I have stopped" in said[-1]


def test_ctrl_c_ends_it_at_once(card: VirtualCard, tmp_path: Path) -> None:
    """Interrupted in the middle of a sentence it says so, exits, and leaves nothing sounding."""
    with session(card, tmp_path) as process:
        wait_for_line(process, "Sit facing each other")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=10.0)

    assert 130 == process.returncode
    assert "Traceback" not in rest
    assert "Stopped." in rest


def test_a_card_pulled_out_ends_the_session(own_card: VirtualCard, tmp_path: Path) -> None:
    """Without a microphone there is no safe word: the session ends as a device error."""
    with session(own_card, tmp_path) as process:
        wait_for_line(process, "Sit facing each other")
        own_card.stop()
        rest, _ = process.communicate(timeout=20.0)

    assert 4 == process.returncode
    assert "no longer hear you" in rest
    assert "Traceback" not in rest
