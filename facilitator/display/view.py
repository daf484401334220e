"""What a display shows at one moment, without saying how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

from facilitator.clock import RATE_HZ, Samples

Mode = Literal[
    "loading",
    "prompt",
    "waiting",
    "turn",
    "silence",
    "hushed",
    "paused",
    "stopped",
    "deaf",
    "ended",
]
"""What kind of moment it is; chooses colors and the bottom line, never the words."""

OVER: tuple[Mode, ...] = ("stopped", "deaf", "ended")
"""Modes after which nothing goes on by itself."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything a display knows of a session.

    Attributes:
        title: The ritual, as people say it ("Mirror talk").
        headline: The moment in a few words ("Anna’s turn", "Silence", "Paused", "Stopped").
        asked: The question in short; "" when nothing is asked.
        caption: The sentence the voice is saying; "" while it is silent.
        remaining: Time left of the present turn or silence, in samples; None when untimed.
        length: Its whole length, in samples; None when untimed.
        level_dbfs: Level of people's voices.
        noise_dbfs: The room's noise floor.
        listening: The ears work. A safe word said now would be heard.
        safe_word: The word that stops, several joined by " or "; "" when it is not shown.
        pause_word: The word that freezes; "" for plain "pause".
        note: A problem in plain words ("I can no longer hear you"); "" when there is none.
        loading: What is being loaded, and how much of it is done, 0 to 1.
        mode: What kind of moment it is.
        at: Position on the session clock.
        partner: Whose turn it is, as an index into the partners; -1 for nobody's.
    """

    title: str = ""
    headline: str = ""
    asked: str = ""
    caption: str = ""
    remaining: Samples | None = None
    length: Samples | None = None
    level_dbfs: float = -120.0
    noise_dbfs: float = -120.0
    listening: bool = False
    safe_word: str = ""
    pause_word: str = ""
    note: str = ""
    loading: tuple[tuple[str, float], ...] = ()
    mode: Mode = "loading"
    at: Samples = 0
    partner: int = -1


class Display(Protocol):
    """Something that shows views. `show` never blocks and never raises."""

    def open(self) -> None:
        """Take over the screen, if it is one that can be taken over."""

    def show(self, view: View) -> None:
        """Show a view, at once or with the next refresh; cheap enough for every block."""

    def close(self) -> None:
        """Give the screen back as it was. Harmless when repeated or never opened."""

    def __enter__(self) -> Self:
        """Open the display."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the display."""


class SilentDisplay:
    """Shows nothing."""

    def open(self) -> None:
        """Do nothing."""

    def show(self, view: View) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def countdown(remaining: Samples) -> str:
    """Return time left as "2:00" or "1:02:00", rounded up: 0:00 appears only at the end."""
    whole = -(-max(0, remaining) // RATE_HZ)
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def session_time(at: Samples) -> str:
    """Return a position as "1:02" or "1:02:00", rounded down."""
    return countdown(max(0, at) // RATE_HZ * RATE_HZ)


def spoken_length(length: Samples) -> str:
    """Return a length as people write it ("2 min", "90 s", "1 min 30 s", "1 h 5 min")."""
    whole = round(length / RATE_HZ)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def stop_line(view: View, columns: int = 1000) -> str:
    """Return how to stop, or what to do now: the line at the bottom of every display.

    Shorter where it would be wider than `columns`.
    """
    if view.mode in OVER:
        return ""
    if view.mode == "loading":
        return "Press any key to stop."
    words = " or ".join(f"“{word}”" for word in view.safe_word.split(" or ") if word)
    stop = f"say {words} or press any key" if words else "press any key"
    choices = [f"To stop, {stop}.", f"{words} or any key stops" if words else ""]
    if view.mode == "paused":
        choices = [f"Say “go on” to continue. To stop, {stop}.", "Say “go on”, or any key to stop."]
    fitting = (text for text in choices if text and len(text) <= columns)
    return next(fitting, "Any key stops.")
