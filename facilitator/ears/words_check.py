"""Refusing a safe word that cannot work, and offering others in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from facilitator.ears.words_choice import (
    LONGEST,
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
from facilitator.ears.words_pool import EXCELLENT, THEMES
from facilitator.ears.words_sounds import distance
from facilitator.errors import UsageError


def suggestions(word: str, knows: Knows, n: int = 5) -> tuple[str, ...]:
    """Return words to take instead of one that is unknown or poor, the nearest idea first.

    Args:
        word: What the person asked for; may be anything.
        knows: The speech model's vocabulary.
        n: How many at most.

    For an unknown word two known ones that together make its sound come first ("snowboy":
    "snow boy"), then rare, easy words of the same theme and those that sound nearest.
    """
    word = normal(word)[:LONGEST]
    offers = dict.fromkeys(_split(word, knows))
    ranked = sorted(_pool(), key=lambda offer: _remoteness(word, offer))
    for offer in ranked:
        if offer != word and knows(offer):
            offers[offer] = None
    return tuple(islice(offers, max(0, n)))


def _split(word: str, knows: Knows) -> list[str]:
    """Return an unknown word cut in two known ones that together make its sound."""
    if not word.isalpha() or knows(word):
        return []
    cuts = [(word[:i], word[i:]) for i in range(2, len(word) - 1)]
    pairs = [f"{a} {b}" for a, b in cuts if knows(a) and knows(b)]
    apart = {pair: distance(word, pair) for pair in pairs}
    near = [pair for pair in pairs if apart[pair] <= ALIKE]
    evenly = sorted(near, key=lambda pair: (apart[pair], abs(len(word) - 2 * pair.index(" "))))
    return evenly[:1]


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
