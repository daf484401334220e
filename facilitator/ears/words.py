"""Words as the ears need them: which are frequent, how they sound, which are too alike.

The spotter of the safe word listens with some thousand frequent words beside it, so that other
speech has something better to be taken for; a decoy that sounds like the safe word would take
the safe word too, so those are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from facilitator.ears.words_check import check_word, suggestions
from facilitator.ears.words_choice import NEAR, Knows, Rating, rate
from facilitator.ears.words_likeness import Match, sounds_like
from facilitator.ears.words_list import LEAST_PER_MILLION, table
from facilitator.ears.words_pool import EXCELLENT
from facilitator.ears.words_sounds import distance, edit_distance, pronunciation, words_in

__all__ = [
    "EXCELLENT",
    "NEAR",
    "Knows",
    "Match",
    "Rating",
    "check_word",
    "distance",
    "frequent_words",
    "pronunciation",
    "rate",
    "sounds_like",
    "suggestions",
    "without_neighbours",
]


def frequent_words(n: int) -> tuple[str, ...]:
    """Return the n most frequent words of spoken English, all in the speech model's vocabulary.

    Args:
        n: How many, 0 to about 8000; more gives all there are.

    Raises:
        ValueError: n is negative.
    """
    if n < 0:
        raise ValueError(f"a number of words cannot be negative: {n}")
    frequent = (w for w, entry in table().items() if entry.per_million >= LEAST_PER_MILLION)
    return tuple(islice(frequent, n))


def without_neighbours(
    words: Iterable[str], keywords: Iterable[str], limit: float = NEAR
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
