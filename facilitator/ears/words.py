"""Words as the ears need them: which are frequent, how they sound, which are too alike.

The spotter of the safe word listens with some thousand frequent words beside it, so that other
speech has something better to be taken for; a decoy that sounds like the safe word would take
the safe word too, so those are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from facilitator.ears.words_list import table
from facilitator.ears.words_sounds import Phones, edit_distance, joined, words_in

NEIGHBOUR = 0.45
"""Distance up to which a decoy is left out: it would steal the safe word (`distance`)."""


def frequent_words(n: int) -> tuple[str, ...]:
    """Return the n most frequent words of spoken English, all in the speech model's vocabulary.

    Args:
        n: How many, 0 to about 8000; more gives all there are.

    Raises:
        ValueError: n is negative.
    """
    if n < 0:
        raise ValueError(f"a number of words cannot be negative: {n}")
    return tuple(table())[:n]


@lru_cache(maxsize=1024)
def pronunciation(phrase: str) -> tuple[Phones, ...]:
    """Return the ways to say a word or phrase, each a tuple of phones; () for no letters.

    Words outside the shipped table are looked up in hibari's dictionary, which takes about 0.3 s
    the first time; without hibari they are guessed from their letters.
    """
    return joined(words_in(phrase))


def distance(a: str, b: str) -> float:
    """Return how far apart two words or phrases sound: 0 alike, 1 nothing in common.

    The least weighted edit distance over their ways to be said, divided by the length of the
    longer (`words_sounds.edit_distance`). Spaces make no sound: "pine apple" is at 0 from
    "pineapple".
    """
    return min(
        (edit_distance(x, y) for x in pronunciation(a) for y in pronunciation(b)), default=1.0
    )


def without_neighbours(
    words: Iterable[str], keywords: Iterable[str], limit: float = NEIGHBOUR
) -> tuple[str, ...]:
    """Return the words that do not sound like a keyword or like one of a keyword's own words.

    Args:
        words: Candidates for decoys, single words.
        keywords: Words and phrases that must be heard; of "red light" the words "red" and
            "light" count too, so "read" and "right" are left out.
        limit: Distance (`distance`) up to which a word counts as a neighbour. The shipped value
            takes out what a plain edit distance of 0.45 takes out, which raised the
            recognition of synthetic "stop" from 22 to 36 of 36.

    Keeps the order. Costs about 5 ms per keyword and thousand words.
    """
    keys = list(keywords)
    parts = dict.fromkeys(part for key in keys for part in (key, *words_in(key)))
    sounds = [phones for part in parts for phones in pronunciation(part)]
    spelled = {part.lower() for part in parts}
    return tuple(
        word
        for word in words
        if word.lower() not in spelled
        and not any(
            edit_distance(mine, theirs, limit) <= limit
            for theirs in pronunciation(word)
            for mine in sounds
        )
    )
