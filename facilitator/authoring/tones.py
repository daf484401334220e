"""The colours of cards, by depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a depth, as RGB in hexadecimal.

    Attributes:
        ink: Headings and times; readable on paper and tint (contrast at least 7).
        line: Rules and the ring of circles.
        tint: The fill behind the words.
        warm: One of the two circles.
        cool: The other one.
    """

    ink: str
    line: str
    tint: str
    warm: str
    cool: str


TONES: Final[dict[str, Tones]] = {
    "light": Tones("#6b4206", "#d9b679", "#fdf6e8", "#f4cf8d", "#f0b7a0"),
    "medium": Tones("#7a2840", "#d79aa6", "#fcf1f1", "#f1b9ae", "#d9a3c0"),
    "deep": Tones("#2f3b78", "#a3abd6", "#f1f3fb", "#b9a9dc", "#92b4dc"),
}
"""Colours by depth."""

TEXT: Final = "#2a2522"
"""Colour of running text."""

PAPER: Final = "#ffffff"
