"""The full-terminal view on a real pseudo-terminal."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TextIO

import pytest

from facilitator.clock import samples
from facilitator.display import display_for
from facilitator.display.layout import Signs
from facilitator.display.plain import PlainDisplay
from facilitator.display.terminal import Painter, TerminalDisplay, ink, signs_of, visible
from facilitator.display.view import View

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a Unix thing")

USUAL = View("Mirror talk", "Silence", listening=True, safe_word="pineapple", mode="silence")
LEAVE = b"\x1b[?25h\x1b[?1049l"


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TextIO]]:
    """Open a pseudo-terminal of 80×24; yield its keyboard end and its stream."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    master, slave = os.openpty()
    stream = os.fdopen(slave, "w", encoding="utf-8")
    try:
        yield master, stream
    finally:
        stream.close()
        os.close(master)


def read_until(fd: int, wanted: bytes) -> bytes:
    """Read what a terminal was sent until something has come."""
    seen = b""
    while wanted not in seen:
        if not select.select([fd], [], [], 20.0)[0]:
            raise AssertionError(f"{wanted!r} never came; got {seen[-300:]!r}")
        seen += os.read(fd, 65536)
    return seen


def test_the_screen_is_taken_drawn_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is on the alternate screen with the cursor hidden; closing undoes all of it."""
    with terminal(monkeypatch) as (fd, stream):
        display = display_for(stream)

        assert isinstance(display, TerminalDisplay)
        display.open()
        display.show(USUAL)
        drawn = read_until(fd, b"press any key")
        assert drawn.startswith(b"\x1b[?1049h\x1b[?25l")
        display.close()
        display.close()
        assert read_until(fd, b"\x1b[?1049l").endswith(LEAVE)


def test_an_exception_gives_the_screen_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving by an error leaves a sane terminal."""
    with terminal(monkeypatch) as (fd, stream):
        with pytest.raises(KeyboardInterrupt), TerminalDisplay(stream) as display:
            display.show(USUAL)
            read_until(fd, b"press any key")
            raise KeyboardInterrupt

        assert read_until(fd, b"\x1b[?1049l").endswith(LEAVE)


CHILD = """
import signal, sys
from facilitator.display.terminal import TerminalDisplay
from facilitator.display.keyboard import Keyboard
from facilitator.display.view import View
with TerminalDisplay(sys.stdout) as display, Keyboard():
    display.show(View("Mirror talk", "Silence", mode="silence"))
    signal.pause()
"""


def test_a_terminated_process_gives_the_screen_back() -> None:
    """SIGTERM ends the process in order, with 128 + 15."""
    master, slave = os.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdout=slave, env=environment)
    os.close(slave)
    try:
        read_until(master, b"press any key")
        child.send_signal(signal.SIGTERM)
        seen = read_until(master, b"\x1b[?1049l")
        assert seen.endswith(LEAVE)
        assert 143 == child.wait(20)
    finally:
        child.kill()
        child.wait()
        os.close(master)


def test_a_terminal_that_takes_nothing_does_not_hold_up_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody reads the terminal: `show` comes back for every one of a thousand new views."""
    with terminal(monkeypatch) as (fd, stream):
        os.set_blocking(stream.fileno(), False)
        with suppress(BlockingIOError):
            while os.write(stream.fileno(), b"x" * 1024):
                pass
        os.set_blocking(stream.fileno(), True)
        display = TerminalDisplay(stream)
        display.open()

        for number in range(1000):
            display.show(replace(USUAL, caption=f"Sentence {number}."))

        seen = read_until(fd, b"999.")
        assert b"Sentence 5." not in seen
        display.close()


def test_only_new_lines_are_sent() -> None:
    """A second view that differs in its time alone repaints the time alone."""
    painter = Painter({}, Signs())
    running = replace(USUAL, remaining=samples(90), length=samples(120))
    first = painter.update(running, 80, 24)
    second = painter.update(replace(running, remaining=samples(89)), 80, 24)

    assert 24 == first.count("\x1b[2K")
    assert 1 <= second.count("\x1b[2K") <= 5
    assert "pineapple" not in second
    assert "" == painter.update(replace(running, remaining=samples(89)), 80, 24)


def test_a_new_size_paints_the_whole_page() -> None:
    """After a resize nothing of the old page may stay."""
    painter = Painter({}, Signs())
    painter.update(USUAL, 80, 24)

    assert 30 == painter.update(USUAL, 90, 30).count("\x1b[2K")


def test_time_between_whole_seconds_is_not_a_change() -> None:
    """The page is drawn again when somebody could see a difference, not in every block."""
    running = replace(USUAL, remaining=samples(89.9), length=samples(120), level_dbfs=-50.1)
    later = replace(running, remaining=samples(89.1), level_dbfs=-50.0, at=samples(0.8))

    assert visible(running) == visible(later)
    assert visible(running) != visible(replace(running, remaining=samples(88.9)))


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR nothing sets a color; bold and dim stay."""
    with terminal(monkeypatch) as (_, stream):
        assert any("38;" in before for before, _ in ink(stream).values())

        monkeypatch.setenv("NO_COLOR", "1")
        assert not any("38;" in before or "48;" in before for before, _ in ink(stream).values())
        assert ink(stream)["headline"][0]


def test_signs_follow_the_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Block letters where they can be encoded, ASCII elsewhere, no ring on a Linux console."""
    monkeypatch.setenv("TERM", "xterm")
    assert Signs(True, True) == signs_of("utf-8")
    assert Signs(False, False) == signs_of("latin-1")
    assert Signs(False, False) == signs_of(None)
    monkeypatch.setenv("TERM", "linux")
    assert Signs(True, False) == signs_of("utf-8")


def test_anything_else_than_a_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, a dumb terminal and the wish for plain lines all lead to lines."""
    assert isinstance(display_for(io.StringIO()), PlainDisplay)
    with terminal(monkeypatch) as (_, stream):
        assert isinstance(display_for(stream, plain=True), PlainDisplay)
        monkeypatch.setenv("TERM", "dumb")
        assert isinstance(display_for(stream), PlainDisplay)
