"""Words as the ears need them: which are frequent, how they sound, which are too alike.

The spotter of the safe word listens with some thousand frequent words beside it, so that other
speech has something better to be taken for; a decoy that sounds like the safe word would take
the safe word too, so those are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from facilitator.ears.words_check import check_word, near, suggestions
from facilitator.ears.words_choice import NEAR, Knows, Rating, rate
from facilitator.ears.words_likeness import Match, sounds_like
from facilitator.ears.words_list import LEAST_PER_MILLION, table
from facilitator.ears.words_pool import EXCELLENT
from facilitator.ears.words_sounds import distance, edit_distance, pronunciation, vowels, words_in

__all__ = [
    "EXCELLENT",
    "NEAR",
    "Knows",
    "Match",
    "Rating",
    "check_word",
    "distance",
    "frequent_words",
    "near",
    "pronunciation",
    "rate",
    "sounds_like",
    "suggestions",
    "without_neighbours",
]

OTHER_SYLLABLES = 0.2
"""Distance up to which a decoy with another number of syllables is left out."""


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
        limit: Distance (`distance`) up to which a word with the same number of syllables counts
            as a neighbour. The shipped value takes out about what a plain edit distance of 0.45
            takes out, which raised the recognition of synthetic "stop" from 22 to 36 of 36.
            Words with more or fewer syllables ("ready" for "red") are told apart by the
            recognizer: they are left out only up to `OTHER_SYLLABLES`, as without them as decoys
            they are themselves taken for the keyword (7 of 20 synthetic sentences with "ready"
            for "red", 0 of 20 with it; 0 more misses of 144).

    Keeps the order. Costs about 10 ms per keyword and thousand words.
    """
    keys = list(keywords)
    parts = dict.fromkeys(part for key in keys for part in (key, *words_in(key)))
    sounds = [(way, vowels(way)) for part in parts for way in pronunciation(part)]
    spelled = {part.lower() for part in parts}

    def is_neighbour(word: str) -> bool:
        for theirs in pronunciation(word):
            count = vowels(theirs)
            for mine, syllables in sounds:
                most = limit if syllables == count else min(limit, OTHER_SYLLABLES)
                if edit_distance(mine, theirs, most) <= most:
                    return True
        return False

    return tuple(word for word in words if word.lower() not in spelled and not is_neighbour(word))
