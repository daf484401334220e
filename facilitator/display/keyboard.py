"""Any key stops: listening to the keyboard without waiting for it.

On Unix the terminal is put into character mode without echo; flow control, job control and
literal-next are switched off meanwhile, so that Ctrl-S, Ctrl-Z and Ctrl-V are keys like any
other instead of freezing the session. Ctrl-C stays what it is everywhere.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import select
import sys
from typing import Any

from facilitator.display.exits import orderly_exit
from facilitator.scoped import Scoped

PATIENCE_POLLS = 3
"""Polls without a further byte after which a lone Esc is the Esc key: about 60 ms in a session."""

REPLY_POLLS = 50
"""Polls after which a reply of the terminal that never ends is taken for keys."""

_REPLY = re.compile(
    rb"\x1b\[[IO]"  # focus gained, focus lost
    rb"|\x1b\[(?!1;(?:[2-9]|1[0-6])R)\d+;\d+R"  # cursor position; 1;2 to 1;16 are F3 with Shift…
    rb"|\x1b\[[?>=][\d;]*(?:\$?[a-zA-Z])"  # device attributes, modes, keyboard protocol
    rb"|\x1b\[\d+(?:;\d+)*\$?[nyt]"  # status, mode report, window size and resize
    rb"|\x1b\[<[\d;]*[mM]"  # mouse
    rb"|\x1b\[M[\x20-\xff]{3}"  # mouse, old style
    rb"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)",  # OSC, DCS and other strings
    re.DOTALL,
)
_UNFINISHED = re.compile(
    rb"\x1b(?:\[[?>=<]?[\d;]*\$?|\[M[\x20-\xff]{0,2}|[\]P_^X][^\x07\x1b]*\x1b?)?\Z", re.DOTALL
)


class KeySifter:
    """Tells keys from what a terminal sends by itself (focus, resize, replies to queries)."""

    def __init__(self) -> None:
        self._held = b""
        self._polls = 0

    def feed(self, data: bytes) -> bool:
        """Take the bytes that came since the last poll (may be none); say whether a key did.

        A sequence still unfinished is held back for some polls; then it counts as a key,
        because a stop too many is better than one too few.
        """
        if data:
            self._polls = 0
            rest = _REPLY.sub(b"", self._held + data)
            unfinished = _UNFINISHED.search(rest)
            if unfinished:
                self._held, rest = rest[unfinished.start() :], rest[: unfinished.start()]
            else:
                self._held = b""
            return bool(rest)
        if self._held:
            self._polls += 1
            if self._polls >= (PATIENCE_POLLS if len(self._held) <= 2 else REPLY_POLLS):
                self._held = b""
                return True
        return False

    def clear(self) -> None:
        """Forget what is held back."""
        self._held = b""


class Keyboard(Scoped):
    """Knows whether any key has been pressed, while the context is open.

    Args:
        fd: File descriptor of the terminal; standard input by default. When it is not a
            terminal, or the process runs in the background of one, no key is ever pressed.

    The terminal is restored when the context closes, when the process ends, and on SIGTERM or
    SIGHUP. Used from the session thread only.
    """

    def __init__(self, fd: int | None = None) -> None:
        self._fd = fd
        self._saved: list[Any] | None = None
        self._sifter = KeySifter()
        self._stack = contextlib.ExitStack()

    @property
    def is_listening(self) -> bool:
        """There is a keyboard to listen to."""
        return self._saved is not None or (sys.platform == "win32" and _stdin_is_console())

    def open(self) -> None:
        """Begin to listen, where there is a keyboard."""
        if sys.platform == "win32":
            self.flush()
            return
        import termios

        if self._fd is None:
            self._fd = _stdin_fd()
        if self._fd is None or not _is_foreground_terminal(self._fd):
            return
        try:
            saved = termios.tcgetattr(self._fd)
            ours = termios.tcgetattr(self._fd)
            ours[0] &= ~termios.IXON
            ours[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
            disabled = os.fpathconf(self._fd, "PC_VDISABLE").to_bytes(1, "little")
            for name in ("VSUSP", "VQUIT", "VDSUSP"):
                if hasattr(termios, name):
                    ours[6][getattr(termios, name)] = disabled
            ours[6][termios.VMIN], ours[6][termios.VTIME] = 1, 0
            self._stack.enter_context(orderly_exit())
            self._saved = saved
            atexit.register(self.close)
            termios.tcsetattr(self._fd, termios.TCSAFLUSH, ours)
        except (termios.error, OSError):
            self.close()

    def close(self) -> None:
        """Give the terminal back as it was. Harmless when repeated or never opened."""
        if sys.platform != "win32" and self._saved is not None and self._fd is not None:
            import termios

            saved, self._saved = self._saved, None
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(self._fd, termios.TCSAFLUSH, saved)
        atexit.unregister(self.close)
        self._stack.close()

    def flush(self) -> None:
        """Forget every key pressed so far."""
        self._sifter.clear()
        if sys.platform == "win32":
            self.pressed()
        elif self._saved is not None and self._fd is not None:
            import termios

            with contextlib.suppress(termios.error, OSError):
                termios.tcflush(self._fd, termios.TCIFLUSH)

    def pressed(self) -> bool:
        """Say whether a key was pressed since the last call. Never waits.

        Meant to be called once per block. Costs one system call.
        """
        if sys.platform == "win32":
            return _pressed_on_windows()
        if self._saved is None or self._fd is None:
            return False
        return self._sifter.feed(self._read())

    def _read(self) -> bytes:
        data = b""
        fd = self._fd
        if fd is None:
            return data
        try:
            while len(data) < 65_536 and select.select([fd], [], [], 0)[0]:
                # Reading a terminal from its background would suspend the whole process.
                if os.tcgetpgrp(fd) != os.getpgrp():
                    break
                piece = os.read(fd, 4096)
                if not piece:
                    self.close()
                    break
                data += piece
        except OSError:
            self.close()
        return data


def _stdin_fd() -> int | None:
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return None


def _is_foreground_terminal(fd: int) -> bool:
    try:
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return False


def _stdin_is_console() -> bool:
    try:
        return sys.stdin.isatty()
    except (AttributeError, ValueError):
        return False


def _pressed_on_windows() -> bool:
    if sys.platform != "win32" or not _stdin_is_console():
        return False
    import msvcrt

    found = False
    while msvcrt.kbhit():
        key = msvcrt.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        if key in ("\x00", "\xe0"):
            msvcrt.getwch()
        found = True
    return found
