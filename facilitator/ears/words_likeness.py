"""Where a text, said aloud, sounds like the safe word, also across the borders of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from facilitator.ears.words_sounds import (
    SUBSTITUTION,
    WORD,
    Phones,
    gap,
    joined,
    pronunciation,
    vowels,
    word_pronunciations,
)

ALIKE: Final = 0.30
"""Distance up to which a place in a prompt counts as sounding like the safe word.

Measured on 630 synthetic sentences made to sound like one of 14 words: of places nearer than
this a third were taken for the word for a moment, at 0.30 to 0.35 one in nine, beyond 0.35 one
in thirty.
"""

ALIKE_SHORT: Final = 0.24
"""The same for words of up to `SHORT` phones, where one other sound is a quarter of the word."""

SHORT: Final = 4
"""Phones of the longest words that count as short. A place with another number of syllables
("ready" for "red") was never taken for one of them (0 of 17): it counts up to `_STRETCHED`."""

_STRETCHED: Final = 0.1

_EDGE: Final = 0.4
"""Cost of a place that begins or ends inside a word, as "red" in "bread": such places are heard
as the safe word less often, as the rest of the word has to be heard as something too."""

_SENTENCE_END: Final = re.compile(r"[.!?…]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a text that sounds like a keyword.

    Attributes:
        text: The words of the place as they are written.
        start: Position of its first character in the text.
        end: Position after its last character.
        keyword: What it sounds like.
        distance: How far apart they are: 0 the same sounds, up to the limit asked for.
    """

    text: str
    start: int
    end: int
    keyword: str
    distance: float


@dataclass(frozen=True, slots=True)
class _Place:
    first: int
    last: int
    distance: float


def sounds_like(text: str, keyword: str, limit: float | None = None) -> list[Match]:
    """Return the places of a text that sound like a keyword, in order, none overlapping.

    Finds the keyword itself, words that sound like it, and neighbouring words that together
    contain its sounds ("pine apple" for "pineapple", "the right" for "red light"). Sentences
    are taken one by one, as the voice pauses between them.

    Args:
        text: What is said, one or more sentences.
        keyword: The safe word or phrase.
        limit: Largest distance that counts: edits weighted as in `words_sounds.edit_distance`,
            over the number of phones in the keyword; None for `ALIKE` or `ALIKE_SHORT`.

    The method is approximate string matching with a free start and end (Sellers, "The theory
    and computation of evolutionary distances", Journal of Algorithms 1, 1980), over all ways
    to say each word. Costs about a millisecond per sentence.
    """
    ways = pronunciation(keyword)
    found: list[Match] = []
    for sentence in _sentences(text):
        places: list[_Place] = []
        for way in ways:
            most = limit
            if most is None:
                most = ALIKE_SHORT if len(way) <= SHORT else ALIKE
            nearby = _places(sentence, way, most)
            if limit is None and len(way) <= SHORT:
                nearby = [place for place in nearby if _fits(sentence, place, way)]
            places += nearby
        for place in _best(places):
            start, end = sentence[place.first].start(), sentence[place.last].end()
            found.append(Match(text[start:end], start, end, keyword, round(place.distance, 3)))
    return found


def _fits(sentence: list[re.Match[str]], place: _Place, keyword: Phones) -> bool:
    """Say whether a place can be taken for a short keyword: it has as many syllables."""
    if place.distance <= _STRETCHED:
        return True
    words = (word.group() for word in sentence[place.first : place.last + 1])
    return any(vowels(way) == vowels(keyword) for way in joined(words))


def _sentences(text: str) -> Iterator[list[re.Match[str]]]:
    words: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if words and _SENTENCE_END.search(text, words[-1].end(), word.start()):
            yield words
            words = []
        words.append(word)
    if words:
        yield words


def _best(places: list[_Place]) -> list[_Place]:
    """Keep the closest of places that share words."""
    kept: list[_Place] = []
    for place in sorted(places, key=lambda p: (p.distance, p.last - p.first, p.first)):
        if all(place.last < other.first or place.first > other.last for other in kept):
            kept.append(place)
    return sorted(kept, key=lambda p: p.first)


_Column = list[tuple[float, int]]
"""For each beginning of the keyword, empty to whole: least cost of having just heard it, and the
negated number of the word in which it began (so that the later beginning wins a tie)."""


def _places(sentence: list[re.Match[str]], keyword: Phones, limit: float) -> list[_Place]:
    length = len(keyword)
    gaps = [gap(phone) for phone in keyword]
    places: list[_Place] = []
    before = _fresh(gaps, 0)
    for index, word in enumerate(sentence):
        best_end = before[length][0]
        after = None
        spelled = word.group().lower().replace("’", "'")
        for way in word_pronunciations(spelled) or ((),):
            column = [min(old, new) for old, new in zip(before, _fresh(gaps, index), strict=True)]
            column[0] = (0.0, -index)
            for at, phone in enumerate(way, start=1):
                column = _next(column, phone, keyword, gaps, index)
                cost, first = column[length]
                cost += _EDGE * (at < len(way))
                if cost <= limit * length and cost < best_end:
                    places.append(_Place(-first, index, cost / length))
            after = column if after is None else [
                min(old, new) for old, new in zip(after, column, strict=True)
            ]  # fmt: skip
        before = after or before
    return places


def _fresh(gaps: list[float], index: int) -> _Column:
    """The column where nothing has been heard: every sound so far would be missing."""
    column = [(0.0, -index)]
    for missing in gaps:
        column.append((column[-1][0] + missing, -index))
    return column


def _next(column: _Column, phone: str, keyword: Phones, gaps: list[float], index: int) -> _Column:
    costs = SUBSTITUTION[phone]
    extra = gap(phone)
    left = (_EDGE, -index)
    following = [left]
    above = iter(column)
    diagonal = next(above)
    for wanted, missing, over in zip(keyword, gaps, above, strict=True):
        least = (diagonal[0] + costs[wanted], diagonal[1])
        longer = (over[0] + extra, over[1])
        shorter = (left[0] + missing, left[1])
        if longer < least:
            least = longer
        if shorter < least:
            least = shorter
        following.append(least)
        left, diagonal = least, over
    return following
