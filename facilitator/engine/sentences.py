"""What is said, as a program holds it: sentences, cards, slips from jars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from facilitator.clock import Samples

PRIVATE: Final = "\u2060"
"""Put before a text that holds people's own words when it is handed to a voice: it is spoken like
any other, and kept nowhere."""


ANSWER: Final = "answer:"
"""Begins the name in `{~...}` of a variable that holds the meaning of an answer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence the facilitator says.

    Attributes:
        text: Words as spoken; names already filled in.
        key: Stable id of the line in the script, for translations and timelines.
        pause_after: Silence after it, before the next sentence, in samples.
        deck: The card drawn last from this deck is said in its place; "" for `text` itself.
        private: It holds a note, people's own words: its sound is kept nowhere.

    `{=name}` in a text stands for the number a tally has reached, `{~name}` for the note in a
    variable, `{~answer:name}` for what `Program.answers` calls the answer in one; a sentence with
    a note or an answer that nobody gave is not said. `{@300}` stands for the time of
    day 300 seconds from when it is said.
    """

    text: str
    key: str = ""
    pause_after: Samples = 9_600
    deck: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One prompt of a deck. `depth` is light, medium, deep, or "" for any."""

    sentences: tuple[Sentence, ...]
    key: str
    depth: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A note that earlier sessions put into a jar.

    Attributes:
        text: The words; no two slips of a jar hold the same.
        lot: Its place among all in the order in which chance draws them.
        drawn: Its place among those drawn since the last one that began a new round; 0 when it
            has not been drawn since.
    """

    text: str
    lot: int = 0
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something of the script that is not said because nothing of that name is remembered.

    Attributes:
        line: Line of the script, 1-based; 0 unknown.
        text: As written.
        name: What is not remembered.
    """

    line: int
    text: str
    name: str
