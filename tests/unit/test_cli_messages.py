"""What the command line does with errors and with odd terminals, whatever the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from tests.conftest import ROOT, Facilitator


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
    """A mistyped command ends with the usage exit code and the one it is close to."""
    done = facilitator("rum", "mirror-talk")

    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean run?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--text", "--wav", "out.wav"], "--wav needs sound: leave --text out."),
        (["--text", "--echo", "12"], "--echo needs sound: leave --text out."),
        (["--text", "--choose-word"], "--choose-word needs sound: leave --text out."),
        (
            ["--stop-everywhere", "--picture", "out.svg"],
            "--picture means nothing with --stop-everywhere.",
        ),
        (["--watch", "--stop-everywhere"], "--stop-everywhere means nothing with --watch."),
        (["--watch", "--answer", "wish=same"], "--answer means nothing with --watch."),
        (["--picture", "out.bmp"], "--picture writes a file that ends in .svg; out.bmp does not."),
        (["--wav", "out.mp3"], "--wav writes a file that ends in .wav; out.mp3 does not."),
        (["--wav", "none/out.wav"], "There is no folder none."),
        (["--picture", "none/out.svg"], "There is no folder none."),
        (["--sound", "5"], "--sound belongs to --stop-everywhere."),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_options_that_mean_nothing_together_are_refused(options: list[str], told: str) -> None:
    """Nothing that somebody asked for is left out unsaid, and nothing is rehearsed before."""
    done = CliRunner().invoke(main, ["rehearse", "mirror-talk", *options])

    assert (2, f"Error: {told}") == (done.exit_code, done.stderr.partition("\n")[0])


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


def test_commands_run_in_a_process_are_those_of_this_tree(facilitator: Facilitator) -> None:
    """Also where another checkout is installed."""
    done = facilitator("--version", PYTHONVERBOSE="1")

    assert str(ROOT / "facilitator" / "cli" / "__init__.py") in done.stderr
