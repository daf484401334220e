"""A word that may have been said: how it is read again, and what confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from facilitator.clock import BLOCK, Samples, samples
from facilitator.ears.manner import Manner
from facilitator.ears.second_opinion import Reading, Try, found, stands_alone
from facilitator.ears.watched import BESIDE_STOP, STOP, Watched

OPINION_LAG: Final[Samples] = 2 * BLOCK
READING_LAG: Final[Samples] = 2 * BLOCK
"""In a virtual room an opinion is taken to need so long, and so long for each reading."""

_LONG: Final = samples(2.5)
_SHORT: Final = samples(1.5)
TRIES: Final[dict[Manner, tuple[Try, ...]]] = {
    "plain": (Try("strict", _LONG), Try("strict", samples(1.4))),
    "over noise": (
        Try("bare", _SHORT, ("noise",)),
        Try("bare", _LONG, ("noise",)),
        Try("few", _SHORT, ("softer",)),
        Try("few", _LONG, ("noise", "softer")),
        Try("few", _LONG, ("noise",)),
    ),
    "over talk": (
        Try("few", _SHORT, ("softer",)),
        Try("few", _SHORT, ("noise",)),
        Try("few", _LONG, ("noise", "softer")),
        Try("few", _LONG, ("softer",)),
        Try("few", _SHORT),
    ),
    "whispered": (
        Try("few", _LONG, ("treble",)),
        Try("few", _SHORT, ("treble",)),
        Try("bare", _LONG, ("treble",)),
    ),
}
"""How a stretch is read. Of fourteen ways and their threes and fives these missed least: with two
of five 5 of 90 words 5 dB over pink noise and 13 of 90 over a person 10 dB softer, where the
strict way missed 30 and 32."""

REPEATED_TRIES: Final = (Try("bare", _LONG),)
"""Read besides, for somebody who says it again."""

ALONE_GAP_SECONDS: Final = 0.4
"""What is further away than this from a word was said apart from it."""

_SURE = 0.7
"""Confidence from which one strict reading counts: of 52 false signs in 18 hours times words one
was read with more, and of 240 true ones in noise three were read with less."""

_NEARLY = 0.5
"""Confidence from which readings count that agree: of 369 false hints no two strict readings held
the word with even 0.3."""

_AGREEING = 2
"""So many readings of what was not said plainly must agree."""

SHIFTS: Final = tuple(round(0.05 * step, 2) for step in range(6, -14, -1))
"""By how much more or less confidence a judgement says what would have come of it."""

Cause = Literal["sign", "hint", "standing out", "final"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How surely a doubt was decided, for those who measure it.

    Attributes:
        at: When.
        word: What may have been said.
        cause: Why it was doubted.
        shift: The largest of `SHIFTS` with which it would be taken as said: 0 and more for what
            was, less for what would have been with so much less confidence asked for; None for
            what none of them takes as said.
    """

    at: Samples
    word: str
    cause: Cause
    shift: float | None


@dataclass(slots=True)
class Doubt:
    """A word, or one of several, that may have been said.

    Attributes:
        words: Which.
        due: When the second opinion is asked.
        cause: A sign, which hushes; a hint; something that stood out and in which nothing was
            noticed; or that the first recognizer has come to be sure.
        repeated: It had been suspected shortly before.
        window: What is read instead of the last seconds.
        manner: How it was said, if it was.
        question: Number of the question, 0 before it has been asked.
        asked_at: When it was.
        answer: What was read until it was enough, once that is known.
        readings: Everything that was read.
    """

    words: tuple[Watched, ...]
    due: Samples
    cause: Cause
    repeated: bool = False
    window: tuple[Samples, Samples] | None = None
    manner: Manner = "plain"
    question: int = 0
    asked_at: Samples = 0
    answer: tuple[Reading, ...] | None = None
    readings: tuple[Reading, ...] = ()

    @property
    def silent(self) -> bool:
        """Nothing has been hushed for it."""
        return self.cause != "sign" or self.words[0].kind == "pause"

    def confirms(self, word: Watched, readings: Sequence[Reading], shift: float = 0.0) -> bool:
        """Say whether enough of the readings hold a word, with so much more confidence."""
        sure = sum(_agrees(word, each, _SURE + shift) for each in readings)
        nearly = sum(_agrees(word, each, _NEARLY + shift) for each in readings)
        if sure and (self.repeated or (self.manner == "plain" and self.cause != "hint")):
            return True
        return nearly >= _AGREEING and (self.manner != "plain" or nearly == len(readings))

    def enough(self, readings: Sequence[Reading]) -> bool:
        """Say whether the readings so far hold one of the words."""
        return any(self.confirms(word, readings) for word in self.words)

    def take(self, readings: tuple[Reading, ...]) -> None:
        """Take in what was read; what was read when it was enough already decides nothing."""
        self.readings = readings
        counts = range(1, len(readings) + 1)
        needed = next((n for n in counts if self.enough(readings[:n])), len(readings))
        self.answer = readings[:needed]

    def judgement(self, word: Watched, at: Samples) -> Judgement:
        """Return how surely a word was said by all that was read."""
        counts = range(1, len(self.readings) + 1)
        kept = (
            shift
            for shift in SHIFTS
            if any(self.confirms(word, self.readings[:n], shift) for n in counts)
        )
        return Judgement(at, word.phrase, self.cause, next(kept, None))

    def known_at(self) -> Samples:
        """Return when the answer counts in a virtual room."""
        return self.asked_at + OPINION_LAG + READING_LAG * len(self.answer or ())


def _agrees(watched: Watched, reading: Reading, sure: float) -> bool:
    if watched.kind == "stop":
        if sum(read.word == STOP for read in reading) >= 2:
            return True
        return stands_alone(reading, watched.tokens, ALONE_GAP_SECONDS, BESIDE_STOP)
    place = found(reading, watched.tokens)
    return bool(place) and min(read.confidence for read in place) >= sure
