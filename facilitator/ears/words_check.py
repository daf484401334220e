"""Refusing a safe word that cannot work, and offering others in its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from string import ascii_lowercase
from typing import Final

from facilitator.ears.words_choice import (
    COMMON,
    LONGEST,
    MOST_WORDS,
    SAME,
    Knows,
    among_commands,
    likest,
    normal,
    why_clashing,
    why_unheard,
    why_unusable,
)
from facilitator.ears.words_likeness import ALIKE
from facilitator.ears.words_list import table
from facilitator.ears.words_pool import EXCELLENT, THEMES
from facilitator.ears.words_sounds import Phones, distance, edit_distance, pronunciation
from facilitator.errors import UsageError

MOST_NEAR: Final = 3
"""How many known words are offered for an unknown one."""

_ALMOST: Final = 0.135
"""How far two words in a row may be from an unknown word's sound to be offered for it: of eleven
unknown words said by a synthetic voice, the three with a pair nearer than this were heard as it
every time, and of the eight with a pair beyond it one was."""

_LONGEST_SOUND: Final = 14
"""Sounds of the longest word for which two others are looked for."""


def suggestions(word: str, knows: Knows, n: int = 5) -> tuple[str, ...]:
    """Return words to take instead of one that is unknown or poor, the nearest idea first.

    Args:
        word: What the person asked for; may be anything.
        knows: The speech model's vocabulary.
        n: How many at most.

    For an unknown word those `near` it come first, then rare, easy words of the same theme and
    those that sound nearest.
    """
    offers = dict.fromkeys(near(word, knows))
    word = normal(word)[:LONGEST]
    ranked = sorted(_pool(), key=lambda offer: _remoteness(word, offer))
    for offer in ranked:
        if offer != word and knows(offer):
            offers[offer] = None
    return tuple(islice(offers, max(0, n)))


def near(word: str, knows: Knows) -> tuple[str, ...]:
    """Return what an unknown word may stand for: known words spelt or sounding almost like it.

    Args:
        word: What the person asked for; of a phrase one word may be unknown.
        knows: The speech model's vocabulary.

    Returns:
        At most `MOST_NEAR` phrases, best first: the word without its accents; a word worth
        offering that is spelt with one other letter, or sounds like it; two words that together
        make its sound ("snow boy" for "snowboy"); other words spelt with one other letter; where
        there is none of these, two words that nearly make its sound. Empty when the word is
        known, or nothing is near.

    Costs up to half a second for a long word.
    """
    parts = normal(word)[:LONGEST].split()
    unknown = [part for part in parts if not knows(part)]
    if len(unknown) != 1 or not unknown[0].isalpha() or len(parts) > MOST_WORDS:
        return ()
    (odd,) = unknown
    found = (
        " ".join(each if part == odd else part for part in parts) for each in _near(odd, knows)
    )
    usable = (each for each in found if why_unusable(each) is None and not _is_refused(each))
    return tuple(islice(dict.fromkeys(usable), MOST_NEAR))


def _is_refused(word: str) -> bool:
    return any(finding.refused for finding in among_commands(word))


def _near(word: str, knows: Knows) -> list[str]:
    """Return known words for an unknown one, best first; perhaps some twice."""
    plain = unaccented(word)
    if plain != word and knows(plain):
        return [plain]
    if not plain.isascii():
        return []
    respelt = [each for each in _one_letter_off(plain) if knows(each)]
    apart = {each: distance(plain, each) for each in (*respelt, *_pool())}
    respelt.sort(key=lambda each: (apart[each], each not in table(), each))
    alike = [each for each in _pool() if apart[each] <= ALIKE and knows(each)]
    found = [each for each in respelt if each in _pool()]
    found += sorted(alike, key=lambda each: apart[each])
    found += _split(plain, knows)
    found += [each for each in respelt if apart[each] <= ALIKE][:2]
    return found or _sounding(plain, knows)


def unaccented(word: str) -> str:
    """Return a word with plain letters in place of accented ones: "zurich" for "zürich"."""
    apart = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _one_letter_off(word: str) -> set[str]:
    """Return everything spelt with one letter more, less, other, or two exchanged."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase}
    found |= {a + letter + b for a, b in cuts for letter in ascii_lowercase}
    return {each for each in found if len(each) > 2} - {word}


def _split(word: str, knows: Knows) -> list[str]:
    """Return an unknown word cut in two common ones that together make its sound."""
    cuts = [(word[:i], word[i:]) for i in range(2, len(word) - 1)]
    common = table()
    pairs = [f"{a} {b}" for a, b in cuts if a in common and b in common and knows(a) and knows(b)]
    apart = {pair: distance(word, pair) for pair in pairs}
    alike = [pair for pair in pairs if apart[pair] <= ALIKE]
    evenly = sorted(alike, key=lambda pair: (apart[pair], abs(len(word) - 2 * pair.index(" "))))
    return evenly[:1]


def _sounding(word: str, knows: Knows) -> list[str]:
    """Return two common words in a row that together come nearest to a word's sound."""
    sounds = pronunciation(word)[:1]
    if not sounds or not 5 <= len(sounds[0]) <= _LONGEST_SOUND:
        return []
    whole = sounds[0]
    best: tuple[float, str] = (_ALMOST * len(whole), "")
    for cut in range(2, len(whole) - 1):
        first = _nearest(whole[:cut], best[0], knows)
        if first is None:
            continue
        second = _nearest(whole[cut:], best[0] - first[0], knows)
        if second is not None and first[0] + second[0] < best[0]:
            best = (first[0] + second[0], f"{first[1]} {second[1]}")
    return [best[1]] if best[1] else []


def _nearest(sounds: Phones, most: float, knows: Knows) -> tuple[float, str] | None:
    """Return the common word that comes nearest to some sounds, and by how many sounds it is
    off; None when all are off by `most` or more."""
    best: tuple[float, str] | None = None
    for word, ways in _common_words():
        for way in ways:
            longer = max(len(way), len(sounds))
            apart = edit_distance(sounds, way, min(1.0, most / longer)) * longer
            if apart < most and knows(word):
                best, most = (apart, word), apart
    return best


@lru_cache(maxsize=1)
def _common_words() -> tuple[tuple[str, tuple[Phones, ...]], ...]:
    """Words of three and more letters that may be halves, with their ways to be said."""
    frequent = islice((word for word in table() if len(word) > 2 and word.isalpha()), COMMON)
    return tuple((word, pronunciation(word)) for word in frequent)


@lru_cache(maxsize=1)
def _pool() -> tuple[str, ...]:
    """Every word worth offering: the excellent ones and those of the themes."""
    return tuple(
        dict.fromkeys((*EXCELLENT, *(w for theme in THEMES.values() for w in theme.offers)))
    )


def _remoteness(word: str, offer: str) -> float:
    """Return how far an offer is from an idea: its sound, and nearer when the theme is the same."""
    apart = distance(word, offer)
    parts = set(word.split())
    for theme in THEMES.values():
        if offer in theme.offers and (parts & theme.akin or parts & set(theme.offers)):
            apart -= 0.4
            break
    if apart > ALIKE:  # neither theme nor sound is near: the better word is the better offer
        apart = 0.5 + 0.5 * apart - 0.15 * (offer in EXCELLENT)
    return apart


def check_word(
    word: str,
    *,
    knows: Knows | None = None,
    pause_word: str = "",
    partners: Sequence[str] = (),
    others: Sequence[str] = (),
    kind: str = "safe word",
) -> str:
    """Return a chosen word as the recognizer writes it, or refuse it.

    Args:
        word: What the person chose as safe word, or as pause word (`kind`).
        knows: The speech model's vocabulary; without it that check is left out.
        pause_word: The pause word of their own that it must be told from, if any; a safe word
            is told from plain "pause" and every other command anyway.
        partners: Names it must be told from.
        others: Further chosen words it must be told from.
        kind: What messages call it.

    Raises:
        UsageError: Empty, a single letter, digits or signs, more than three words, not in the
            vocabulary, or too like the pause word, a name, another chosen word or a command.
            Carries the reason, and suggestions.
    """
    given, word = word, normal(word)

    def refuse(reason: str) -> UsageError:
        offers = suggestions(given, knows or (lambda _: True), 3)
        listed = ", ".join(offers) if offers else ", ".join(EXCELLENT[:3])
        return UsageError(reason, help=f"Choose another {kind}, for example {listed}.")

    if reason := why_unusable(word):
        raise refuse(reason.replace("safe word", kind))
    if knows is not None and (reason := why_unheard(word, knows)):
        raise refuse(f"The {kind} cannot be used: {reason}")
    for other in filter(None, map(normal, (pause_word, *others))):
        if clash := why_clashing(word, other):
            raise refuse(clash.replace("your other word", "the other word"))
    nearest = likest(word, partners)
    if nearest and nearest[1] <= SAME:
        raise refuse(f"The {kind} “{word}” sounds like the name {nearest[0]}.")
    pauses = kind != "safe word"
    if pauses and distance(word, "stop") <= SAME:
        raise refuse(f"The {kind} “{word}” cannot be used: “stop” ends a session.")
    if not (pauses and distance(word, "pause") <= SAME):
        for command in among_commands(word):
            if command.refused:
                raise refuse(f"The {kind} “{word}” cannot be used: {command.reason}")
    return word
