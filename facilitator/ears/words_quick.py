"""Where a text sounds like a word, without loading the voice's dictionary where letters will do.

For authors, who check a script many times an hour. A session looks up every word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from facilitator.ears.words_likeness import sounds_like
from facilitator.ears.words_list import table
from facilitator.ears.words_sounds import (
    WORD,
    Phones,
    edit_distance,
    pronunciation,
    spelled,
    words_in,
)

LIKELY: Final = 0.6
"""Distance, guessed from letters, up to which a word outside the shipped table is looked up in the
dictionary: twice what counts as alike, as the guess is rough."""

LIKELY_IN_TRANSLATION: Final = 0.35
"""The same for words of other languages, whose sound the English dictionary does not know."""

_SHORT_TEXT: Final = 3
"""Words of the longest text of which every stretch is compared by letters, as answers are."""


@lru_cache(maxsize=16384)
def alike_places(text: str, word: str, likely: float = LIKELY) -> tuple[str, ...]:
    """Return the places of a text that sound like a word, as they are written.

    A word outside the shipped table of pronunciations is looked up in the voice's dictionary,
    which takes a third of a second to load, only when its letters already look like the word.
    The same text and word are looked at once in a process.
    """
    known = table()
    theirs = words_in(text)
    odd = {
        other for other in theirs if other not in known and not _may_sound_like(other, word, likely)
    }
    if odd:
        text = WORD.sub(lambda found: "." if words_in(found[0])[0] in odd else found[0], text)
    if len(theirs) <= _SHORT_TEXT and not all(each in known for each in words_in(word)):
        stretches = (
            " ".join(theirs[i:j]) for i in range(len(theirs)) for j in range(i + 1, len(theirs) + 1)
        )
        if not any(_may_sound_like(stretch, word, LIKELY) for stretch in stretches):
            return ()
    return tuple(match.text for match in sounds_like(text, word))


def alike_in_translation(text: str, word: str) -> tuple[str, ...]:
    """Return the places of a text in another language that sound like a word to English ears."""
    return alike_places(text, word, LIKELY_IN_TRANSLATION)


@lru_cache(maxsize=4096)
def _may_sound_like(phrase: str, keyword: str, likely: float) -> bool:
    guesses = _ways(phrase)
    return any(edit_distance(a, b) <= likely for a in guesses for b in _ways(keyword))


def _ways(phrase: str) -> tuple[Phones, ...]:
    if all(word in table() for word in words_in(phrase)):
        return pronunciation(phrase)
    return (spelled(phrase),)
