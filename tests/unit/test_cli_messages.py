"""What the command line does with errors and with odd terminals, whatever the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Facilitator


def test_a_small_alphabet_is_no_error(facilitator: Facilitator) -> None:
    """Where curly quotes cannot be printed, help still is."""
    done = facilitator("run", "--help", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Say ?ready? to begin" in done.stdout


def test_an_unknown_ritual_is_named_with_those_that_exist(facilitator: Facilitator) -> None:
    """Nobody has to guess what rituals are called; the exit code is that of a script error."""
    done = facilitator("run", "mirrortalk")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Error: ")
    assert "mirror-talk" in done.stderr


def test_an_unknown_command_is_a_usage_error(facilitator: Facilitator) -> None:
    """A mistyped command ends with the usage exit code and no traceback."""
    done = facilitator("rum", "mirror-talk")

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["scripts"], ["rehearse", "mirror-talk", "--text"]],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_reader_who_has_gone_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    """As after `| head -1`: not a word, and the exit code that shells give a closed pipe."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "facilitator", *arguments],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    finally:
        os.close(writing)

    assert (141, "") == (done.returncode, done.stderr)
