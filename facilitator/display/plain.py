"""Plain lines for a display that is not a terminal: a file, a pipe, a screen reader."""

from __future__ import annotations

import sys
from typing import TextIO

from facilitator.clock import Samples, session_time, written_length
from facilitator.display.view import OVER, View, stop_line
from facilitator.scoped import Scoped


def plain_lines(before: View | None, view: View) -> list[str]:
    """Return the lines worth writing when one view follows another; usually none.

    One line per change of importance, each with the session time: what is loading, a new
    headline or question, a new spoken sentence, a problem. Time running and levels moving are
    not changes of importance.
    """
    last = before or View()
    found: list[str] = []
    if view.mode == "loading":
        finished = {label for label, done in last.loading if done >= 1.0}
        started = {label for label, _ in last.loading}
        for label, done in view.loading:
            if done >= 1.0 and label not in finished:
                found.append(f"{label}: ready")
            elif done < 1.0 and label not in started:
                found.append(f"{label} …")
    elif last.mode == "loading" and view.mode not in OVER:
        found.append(". ".join(part for part in (view.title, stop_line(view)) if part))
    if view.mode != "loading":
        moment, previous = _moment(view), "" if last.mode == "loading" else _moment(last)
        if moment != previous and moment:
            found.append(moment)
        elif moment and view.length and view.length != last.length:
            found.append(view.headline or moment)
        if found and found[-1] in (moment, view.headline) and view.length:
            found[-1] += f"  {written_length(view.length)}"
    if view.caption and view.caption != last.caption:
        found.append(f"“{view.caption}”")
    if view.note and view.note != last.note:
        found.append(view.note)
    return [_timed(view.at, line) for line in found]


def _moment(view: View) -> str:
    return ": ".join(part for part in (view.headline, view.asked) if part)


def _timed(at: Samples, line: str) -> str:
    return f"{session_time(at):>6}  {line}"


class PlainDisplay(Scoped):
    """Writes one line per change of importance; no cursor codes, nothing twice.

    Args:
        stream: Where lines go; standard output by default. Characters it cannot encode are
            replaced. When it breaks (the reader has gone) the display falls silent: a session
            is never ended by its display.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._last: View | None = None
        self._broken = False

    def open(self) -> None:
        """Begin afresh."""
        self._last = None

    def show(self, view: View) -> None:
        """Write what has changed since the last view."""
        lines = plain_lines(self._last, view)
        self._last = view
        if lines and not self._broken:
            self._write("".join(f"{line}\n" for line in lines))

    def _write(self, text: str) -> None:
        stream = self._stream or sys.stdout
        encoding = getattr(stream, "encoding", None) or "utf-8"
        try:
            stream.write(plain_text(text, encoding))
            stream.flush()
        except (OSError, ValueError):
            self._broken = True

    def close(self) -> None:
        """Do nothing: the lines stay."""


_SIMPLER = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "…": "...", "–": "-", "—": "-"})


def plain_text(text: str, encoding: str) -> str:
    """Return text that `encoding` can carry: simpler quotes first, then "?" for the rest."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        simpler = text.translate(_SIMPLER)
        return simpler.encode(encoding, "replace").decode(encoding)
    except LookupError:
        return text.translate(_SIMPLER).encode("ascii", "replace").decode("ascii")
    return text
