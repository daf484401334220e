"""What stands on a card for one moment of a ritual."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from facilitator.engine.card_words import CARDED

MANY_RATINGS: Final = CARDED["card ratings"]
"""Stands over statements that are rated one after the other, in English."""

Kind: TypeAlias = Literal["", "turns", "ratings", "gesture", "consent", "offer", "branch"]
"""What a moment is, where that decides how it is told in a small box; "" for anything else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of the way.

    Attributes:
        title: What happens, in a few words.
        time: How long, as people write it ("2 min each"); "" for as long as it takes.
        lines: Questions or sentences that belong to it.
        seconds: How long it takes in all, for a picture of the whole; 0 when unknown.
        is_talk: People speak; else they are quiet, or the voice speaks.
        kind: What it is; of `turns`, what they are about stands in `lines`.
    """

    title: str
    time: str = ""
    lines: tuple[str, ...] = ()
    seconds: float = 0.0
    is_talk: bool = False
    kind: Kind = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, and what kind of thing it tells.

    Attributes:
        entry: What stands on the card.
        is_said: The voice says it and nobody does anything; left out where there is enough else.
        is_rating: A statement that is rated; several in a row become one entry.
        is_open: It takes as long as people take.
    """

    entry: Entry
    is_said: bool = False
    is_rating: bool = False
    is_open: bool = False


def pieces(entry: Entry, *, timed: bool) -> tuple[str, ...]:
    """Return what a moment inside another one says: its lines, else its title; `timed` with how
    long it takes."""
    time = f" ({entry.time})" if timed and entry.time else ""
    if entry.kind == "branch":
        return (f"{entry.title}{time}: {' '.join(map(ended, entry.lines))}",)
    if entry.kind == "offer":
        return (f"{entry.title}: {' '.join(entry.lines)}",)
    if entry.is_talk and entry.lines and not time:
        return entry.lines
    return (f"{entry.title}{time}", *entry.lines)


def ended(text: str) -> str:
    """Return a text with a mark at its end."""
    return text if text[-1:] in ".!?…" else f"{text}."


def capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]
