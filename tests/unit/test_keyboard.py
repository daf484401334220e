"""Any key stops, and nothing else does."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from facilitator.display.keyboard import PATIENCE_POLLS, REPLY_POLLS, Keyboard, KeySifter

KEYS = {
    "letter": b"x",
    "space": b" ",
    "enter": b"\r",
    "Ctrl-S": b"\x13",
    "Ctrl-Z": b"\x1a",
    "Ctrl-D": b"\x04",
    "delete": b"\x7f",
    "umlaut": "ü".encode(),
    "arrow": b"\x1b[A",
    "arrow, application mode": b"\x1bOA",
    "F5": b"\x1b[15~",
    "Shift-F3": b"\x1b[1;2R",
    "Alt-x": b"\x1bx",
    "paste": b"\x1b[200~hello\x1b[201~",
}
REPLIES = {
    "focus gained": b"\x1b[I",
    "focus lost": b"\x1b[O",
    "cursor position": b"\x1b[24;80R",
    "device attributes": b"\x1b[?64;1;2c",
    "second device attributes": b"\x1b[>41;354;0c",
    "status": b"\x1b[0n",
    "mode report": b"\x1b[?2026;2$y",
    "window size": b"\x1b[8;40;120t",
    "background color": b"\x1b]11;rgb:1616/1818/1c1c\x1b\\",
    "background color, ended by bell": b"\x1b]11;rgb:1616/1818/1c1c\x07",
    "terminal version": b"\x1bP>|XTerm(380)\x1b\\",
    "mouse": b"\x1b[<0;10;20M",
}


@pytest.mark.parametrize("name", KEYS)
def test_every_key_counts_at_once(name: str) -> None:
    """Letters, control keys, arrows and function keys are keys."""
    assert KeySifter().feed(KEYS[name])


@pytest.mark.parametrize("name", REPLIES)
def test_what_a_terminal_says_by_itself_is_no_key(name: str) -> None:
    """Focus, resize and replies to queries never stop a session, whole or in pieces."""
    for size in (1, 2, 3, 100):
        sifter = KeySifter()
        reply = REPLIES[name]
        pieces = [reply[at : at + size] for at in range(0, len(reply), size)]

        assert not any(sifter.feed(piece) for piece in pieces)
        assert not any(sifter.feed(b"") for _ in range(REPLY_POLLS + 1))


def test_a_key_beside_a_reply_counts() -> None:
    """A reply hides nothing that was typed before or after it."""
    assert KeySifter().feed(b"\x1b[Ix")
    assert KeySifter().feed(b"x\x1b[24;80R")


def test_the_escape_key_counts_after_a_moment() -> None:
    """A lone Esc might begin a reply, so it counts when nothing has followed."""
    sifter = KeySifter()
    polls = [sifter.feed(b"\x1b"), *(sifter.feed(b"") for _ in range(PATIENCE_POLLS))]

    assert [False] * PATIENCE_POLLS + [True] == polls


def test_an_unfinished_reply_counts_in_the_end() -> None:
    """Rather a stop too many than one too few."""
    sifter = KeySifter()
    sifter.feed(b"\x1b]11;rgb")

    assert any(sifter.feed(b"") for _ in range(REPLY_POLLS))


def test_without_a_terminal_no_key_is_ever_pressed() -> None:
    """Input from a pipe is not a keyboard."""
    reading, writing = os.pipe()
    os.write(writing, b"x")
    with Keyboard(reading) as keyboard:
        assert not keyboard.is_listening
        assert not keyboard.pressed()
    os.close(reading)
    os.close(writing)


@contextmanager
def child(program: str) -> Iterator[int]:
    """Run a program on a pseudo-terminal that it can make its own; yield the other end."""
    fd, slave = os.openpty()
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    try:
        yield fd
        assert 0 == process.wait(20)
    finally:
        process.kill()
        process.wait()
        os.close(fd)


def read_until(fd: int, wanted: bytes) -> bytes:
    """Read what a terminal shows until something has come."""
    seen = b""
    while wanted not in seen:
        if not select.select([fd], [], [], 20.0)[0]:
            raise AssertionError(f"{wanted!r} never came; got {seen!r}")
        seen += os.read(fd, 4096)
    return seen


CHILD = """
import fcntl, select, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from facilitator.display.keyboard import Keyboard
before = termios.tcgetattr(0)
print("asking", flush=True)
select.select([0], [], [])
with Keyboard() as keyboard:
    try:
        print("flushed", keyboard.pressed(), flush=True)
        while not keyboard.pressed():
            select.select([0], [], [], 0.02)
        print("pressed", keyboard.pressed(), flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
print("restored", termios.tcgetattr(0) == before, "!", flush=True)
"""

pytest_unix = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a Unix thing")


@pytest_unix
@pytest.mark.parametrize("key", [b"x", b"\x1b", b"\x1b[A", b"\x13", b"\x1a", b"\x1c"], ids=repr)
def test_a_key_on_a_real_terminal(key: bytes) -> None:
    """What was typed before is forgotten, a key is seen once and not shown, and the terminal
    is afterwards as it was."""
    with child(CHILD) as fd:
        read_until(fd, b"asking")
        os.write(fd, b"early\n")
        read_until(fd, b"flushed False")
        os.write(fd, b"\x1b[I\x1b[24;80R")
        os.write(fd, key)
        seen = read_until(fd, b"pressed False")
        if b"!" not in seen:
            seen += read_until(fd, b"!")

    assert b"restored True" in seen
    assert b"^" not in seen


@pytest_unix
def test_ctrl_c_is_an_interrupt() -> None:
    """Ctrl-C stays what it is everywhere, and the terminal is restored."""
    with child(CHILD) as fd:
        read_until(fd, b"asking")
        os.write(fd, b"\n")
        read_until(fd, b"flushed False")
        os.write(fd, b"\x03")
        seen = read_until(fd, b"interrupted")
        if b"!" not in seen:
            seen += read_until(fd, b"!")

    assert b"restored True" in seen
