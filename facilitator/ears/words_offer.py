"""Words that are offered by voice to people who have none of their own yet."""

from __future__ import annotations

import random
from collections.abc import Container, Iterable, Sequence
from typing import Final

from facilitator.ears.words_choice import NEAR, Knows, likest
from facilitator.ears.words_pool import EXCELLENT, THEMES
from facilitator.ears.words_sounds import distance

AT_ONCE: Final = 3
"""How many words are offered in one breath: more are not kept in mind."""

ROUNDS: Final = 4
"""How many times other words can be asked for before the first ones come again."""


def offered(
    knows: Knows,
    *,
    names: Iterable[str] = (),
    taken: Sequence[str] = (),
    avoided: Container[str] = (),
    seed: int = 0,
) -> tuple[tuple[str, ...], ...]:
    """Return excellent words to choose from, a few at a time, drawn by lot.

    Args:
        knows: The speech model's vocabulary.
        names: Names they must not sound like.
        taken: Words that mean something already: safe words, pause words.
        avoided: Words that are left out for other reasons: a ritual says them, they were tried.
        seed: The same seed draws the same words.

    Returns:
        Up to `ROUNDS` rounds of `AT_ONCE` words each. The words of a round come from different
        themes, and no two words of all sound alike (`NEAR`), so that one is never taken for
        another. Fewer rounds where too little is left.
    """
    names = tuple(names)
    drawn = list(EXCELLENT)
    random.Random(seed).shuffle(drawn)
    fitting = [
        word
        for word in drawn
        if word not in avoided and knows(word) and _is_apart(word, names, taken)
    ]
    rounds: list[tuple[str, ...]] = []
    chosen: list[str] = []
    for _ in range(ROUNDS):
        breath: list[str] = []
        for word in fitting:
            if len(breath) == AT_ONCE:
                break
            if word in chosen or any(_theme(word) == _theme(other) for other in breath):
                continue
            if all(distance(word, other) > NEAR for other in (*chosen, *breath)):
                breath.append(word)
        if len(breath) < AT_ONCE:
            break
        rounds.append(tuple(breath))
        chosen += breath
    return tuple(rounds)


def _is_apart(word: str, names: Sequence[str], taken: Sequence[str]) -> bool:
    nearest = likest(word, names)
    return (nearest is None or nearest[1] > NEAR) and all(
        distance(word, other) > NEAR for other in taken
    )


def _theme(word: str) -> str:
    return next((name for name, theme in THEMES.items() if word in theme.offers), word)
