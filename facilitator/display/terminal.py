"""The calm full-terminal view: one page that changes only where something has changed.

Pages are drawn by a thread of their own. The session only leaves the newest view for it, so a
terminal that stops taking output (a slow line, a held scroll bar) can never hold up the ears.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Final, TextIO

from facilitator.display.exits import orderly_exit
from facilitator.display.layout import Line, Role, Signs, lines, meter_steps
from facilitator.display.view import View
from facilitator.scoped import Scoped

PERIOD_SECONDS: Final = 0.1
"""Shortest time between two updates."""

LEVEL_PERIOD_SECONDS: Final = 0.25
"""Shortest time between two updates of which only the listening level is new."""

RESIZE_SECONDS: Final = 0.5
"""How often the size of the terminal is looked at when nothing else happens."""

GROUND: Final = "#16181c"
PALETTE: Final[Mapping[Role, str]] = {
    "plain": "#d8d4cc",
    "dim": "#8b8f97",
    "headline": "bold #e9e4da",
    "first": "bold #e6b98a",
    "second": "bold #9dc3d9",
    "asked": "bold #e9e4da",
    "caption": "italic #b9c4b4",
    "time": "bold #e9e4da",
    "left": "#a9b89a",
    "gone": "dim #4a4e56",
    "meter": "#a9b89a",
    "foot": "#aaa69d",
    "problem": "bold #f0a58f",
}
"""Colors by role, on the ground color; turned off as a whole by NO_COLOR."""

_ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[?7l"
_LEAVE: Final = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_BEGIN_UPDATE: Final = "\x1b[?2026h"
_END_UPDATE: Final = "\x1b[?2026l"
_NEEDED_SIGNS: Final = "▮▯━─▀▄█▛“”’…"


def can_show_pages(stream: TextIO) -> bool:
    """Say whether a stream is a terminal on which a page can be drawn."""
    try:
        if not stream.isatty():
            return False
    except (AttributeError, ValueError):
        return False
    if os.environ.get("TERM", "") in ("dumb", "unknown") or (
        sys.platform != "win32" and not os.environ.get("TERM")
    ):
        return False
    from rich.console import Console

    return not Console(file=stream).legacy_windows


class TerminalDisplay(Scoped):
    """Shows views as pages on the alternate screen of a terminal.

    Args:
        stream: The terminal; standard output by default. `can_show_pages` must be true of it.

    The terminal is given back on `close`, at the end of the process, and on SIGTERM or SIGHUP.
    `show` takes microseconds and never waits for the terminal.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._fd = -1
        self._painter = Painter({}, Signs())
        self._view = View()
        self._wake = threading.Condition()
        self._is_open = False
        self._thread: threading.Thread | None = None
        self._stack = contextlib.ExitStack()

    def open(self) -> None:
        """Take over the screen and begin to draw."""
        if self._is_open:
            return
        self._stream.flush()
        self._fd = self._stream.fileno()
        self._painter = Painter(ink(self._stream), signs_of(self._stream.encoding))
        self._stack.enter_context(orderly_exit())
        atexit.register(self.close)
        self._is_open = True
        self._thread = threading.Thread(target=self._draw_pages, name="display", daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        """Leave a view to be drawn; of several in a short time only the last is."""
        with self._wake:
            is_new = visible(view) != visible(self._view)
            self._view = view
            if is_new:
                self._wake.notify()

    def close(self) -> None:
        """Draw nothing more and give the screen back. Harmless when repeated."""
        if not self._is_open:
            return
        with self._wake:
            self._is_open = False
            self._wake.notify()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(0.5)
            if thread.is_alive():
                _let_output_flow(self._fd)
                thread.join(0.5)
            if not thread.is_alive():
                self._write(_LEAVE)
        atexit.unregister(self.close)
        self._stack.close()

    def _draw_pages(self) -> None:
        drawn: tuple[object, ...] = ()
        shape = (0, 0)
        ready = self._write(_ENTER)
        while ready:
            with self._wake:
                if self._is_open and visible(self._view) == drawn:
                    self._wake.wait(RESIZE_SECONDS)
                if not self._is_open:
                    return
                view = self._view
            size = self._size()
            wanted = visible(view)
            if wanted == drawn and size == shape:
                continue
            is_level_only = wanted[1:] == drawn[1:] and size == shape
            ready = self._write(self._painter.update(view, *size))
            drawn, shape = wanted, size
            # Wall time: how often a person's screen changes decides nothing in a session.
            time.sleep(LEVEL_PERIOD_SECONDS if is_level_only else PERIOD_SECONDS)

    def _size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self._fd)
        except OSError:
            return 80, 24
        return columns or 80, rows or 24

    def _write(self, text: str) -> bool:
        """Write past Python's buffers; say whether the terminal is still there."""
        data = text.encode(self._stream.encoding or "utf-8", "replace")
        try:
            while data:
                data = data[os.write(self._fd, data) :]
        except OSError:
            return False
        return True


def visible(view: View) -> tuple[object, ...]:
    """Return what of a view can be seen, the listening level first; equal means no update."""
    return (
        meter_steps(view),
        None if view.remaining is None else -(-view.remaining // 16_000),
        view.length,
        view.title,
        view.headline,
        view.asked,
        view.caption,
        view.listening,
        view.safe_word,
        view.note,
        tuple((label, round(done * 30)) for label, done in view.loading),
        view.mode,
        view.partner,
    )


class Painter:
    """Turns views into what has to be sent to a terminal: only the lines that are new.

    Args:
        ink: For each role what goes before and after a text; empty for no attributes at all.
        signs: What the terminal can show.
    """

    def __init__(self, ink: Mapping[Role, tuple[str, str]], signs: Signs) -> None:
        self._ink = ink
        self._signs = signs
        self._rows: list[str] = []
        self._page: tuple[object, ...] = ()

    def update(self, view: View, width: int, height: int) -> str:
        """Return the text to send for a view on a terminal of this size.

        With a new size, kind of moment or headline the page is painted whole, which also heals
        whatever another program has written across it.
        """
        page = (width, height, view.mode, view.headline)
        rows = [self._painted(line) for line in lines(view, width, height, self._signs)]
        old = self._rows if page == self._page else []
        self._rows, self._page = rows, page
        changed = [
            f"\x1b[{number};1H{row}"
            for number, row in enumerate(rows, 1)
            if number > len(old) or old[number - 1] != row
        ]
        return f"{_BEGIN_UPDATE}{''.join(changed)}{_END_UPDATE}" if changed else ""

    def _painted(self, line: Line) -> str:
        before, after = self._ink.get("plain", ("", ""))
        # Erasing to the end of the line fills it with the ground color.
        parts = [f"{before}\x1b[2K{after}"]
        for text, role in line:
            start, end = self._ink.get(role, ("", ""))
            parts.append(f"{start}{text}{end}")
        return "".join(parts)


def ink(stream: TextIO) -> dict[Role, tuple[str, str]]:
    """Return for each role what switches its color on and off on a terminal, as far as the
    terminal has colors and NO_COLOR allows them."""
    from rich.console import Console
    from rich.style import Style
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    found: dict[Role, tuple[str, str]] = {}
    for role, color in PALETTE.items():
        with console.capture() as captured:
            console.print(Text("x", Style.parse(f"{color} on {GROUND}")), end="")
        before, _, after = captured.get().partition("x")
        found[role] = (before, after)
    return found


def signs_of(encoding: str | None) -> Signs:
    """Return what can be shown in an encoding, on the terminal that TERM names."""
    try:
        _NEEDED_SIGNS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Signs(unicode=False, ring=False)
    return Signs(ring=os.environ.get("TERM") != "linux")


def _let_output_flow(fd: int) -> None:
    """Undo a Ctrl-S that holds up the output, so that the screen can be given back."""
    if sys.platform == "win32":
        return
    import termios

    with contextlib.suppress(termios.error, OSError):
        termios.tcflow(fd, termios.TCOON)
