"""Ctrl-C ends a command at once and in order, wherever it comes."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as Unix does")

BUSY = """
import os, signal, sys, threading, weakref
import click
from facilitator import cli

class Thing:
    def __del__(self):
        {in_del}

@click.command()
def busy():
    thing = Thing()
    watching = weakref.ref(thing, lambda _: {in_callback})
    del thing
    {in_command}
    threading.Event().wait(20.0)
    print("nobody interrupted")

cli.COMMANDS["busy"] = "__main__:busy"
cli.main(["busy"], prog_name="facilitator")
"""

CTRL_C = "os.kill(os.getpid(), signal.SIGINT)"


@pytest.mark.parametrize("where", ["in_command", "in_callback", "in_del"])
def test_it_is_not_lost_where_python_drops_exceptions(where: str) -> None:
    """Imports and objects are cleaned up in places that pass no exception on; a Ctrl-C that
    comes there still ends the command in order, not by the time limit."""
    places = dict.fromkeys(("in_command", "in_callback", "in_del"), "None") | {where: CTRL_C}
    done = subprocess.run(
        [sys.executable, "-c", BUSY.format(**places)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert (130, "Stopped.\n") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr


def test_before_the_commands_are_loaded_it_leaves_no_trace() -> None:
    """The first moments of the process show no traceback either."""
    code = (
        "import os, signal, sys\n"
        "class Late:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'facilitator.cli':\n"
        f"            {CTRL_C}\n"
        "sys.meta_path.insert(0, Late())\n"
        "import facilitator.__main__\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=False
    )

    assert (-signal.SIGINT, "", "") == (done.returncode, done.stdout, done.stderr)
