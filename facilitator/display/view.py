"""What a display shows at one moment, without saying how it looks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from facilitator.clock import Samples
from facilitator.engine.own_words import OWN, OwnWords
from facilitator.scoped import Scoped

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
        own: The words of the bottom line, in the session's language.
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
    own: OwnWords = OWN


class Display(AbstractContextManager["Display"], Protocol):
    """Something that shows views. `show` never blocks and never raises."""

    def open(self) -> None:
        """Take over the screen, if it is one that can be taken over."""

    def show(self, view: View) -> None:
        """Show a view, at once or with the next refresh; cheap enough for every block."""

    def close(self) -> None:
        """Give the screen back as it was. Harmless when repeated or never opened."""


class SilentDisplay(Scoped):
    """Shows nothing."""

    def show(self, view: View) -> None:
        """Do nothing."""


def stop_line(view: View, columns: int = 1000) -> str:
    """Return how to stop, or what to do now: the line at the bottom of every display.

    Shorter where it would be wider than `columns`.
    """
    own = view.own
    if view.mode in OVER:
        return ""
    if view.mode == "loading":
        return own.text("any key")
    quoted = [own.text("quoted", word=word) for word in view.safe_word.split(" or ") if word]
    words = own.listed(quoted, "or")
    choices = [own.text("to stop without a word")]
    if words:
        choices = [own.text("to stop", words=words), own.text("stops", words=words)]
    if view.mode == "paused":
        key = "to go on" if words else "to go on without a word"
        choices = [own.text(key, words=words), own.text("to go on shortly")]
    fitting = (text for text in choices if len(text) <= columns)
    return next(fitting, own.text("any key stops"))
