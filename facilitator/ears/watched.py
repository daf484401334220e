"""The words that are watched for, and what the recognizers have to choose from beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from facilitator.ears.recognizer import UNKNOWN
from facilitator.ears.words import frequent_words, without_neighbours

STOP: Final = "stop"
"""Ends the session when said alone or twice, chosen or not."""

BESIDE_STOP: Final = frozenset({"uh", "um", "oh", "ah", "no", "please", "okay", "hey"})
"""Said beside "stop" these leave it alone: "no, stop", "please stop"."""

Kind = Literal["safe", "stop", "pause"]

_FIRST = (1, 3000, 100)
_STRICT = (1, 3000, 1000)
_FEW = (300, 300)
_MANY = (3000, 1000)
_WORDS = 1000
"""How often the words stand in a grammar, how many frequent words beside them, and how often
"none of these". The list is taken for a text: what stands there more often is heard sooner."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A word or phrase that is watched for in everything that is said."""

    phrase: str
    kind: Kind
    tokens: tuple[str, ...]

    @classmethod
    def of(cls, phrase: str, kind: Kind) -> Watched:
        """Return the phrase ready to be looked for."""
        return cls(phrase, kind, tuple(phrase.lower().split()))


def watch_list(safe_words: Sequence[str], pause_words: Sequence[str]) -> tuple[Watched, ...]:
    """Return what is watched for: the safe words, "stop", and pause words that are neither."""
    watched = [Watched.of(word, "safe") for word in dict.fromkeys(safe_words)]
    if all(each.tokens != (STOP,) for each in watched):
        watched.append(Watched.of(STOP, "stop"))
    known = {each.tokens for each in watched}
    watched += [
        each
        for word in dict.fromkeys(pause_words)
        if (each := Watched.of(word, "pause")).tokens not in known
    ]
    return tuple(watched)


@lru_cache(maxsize=16)
def first_grammar(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grammar of the first recognizer: the words, decoys, and "none of these"."""
    return _grammar(phrases, *_FIRST)


@lru_cache(maxsize=16)
def second_grammars(
    phrases: tuple[str, ...], chosen: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the grammars of the second opinion.

    Args:
        phrases: All that is watched for.
        chosen: The safe words among them.

    Returns:
        "strict", from which what was said is read; "words", in which the safe words are far
        likelier than anything else; "few" and "many", what else may have been said.
    """
    few = _grammar(chosen, 0, *_FEW)
    return {
        "strict": _grammar(phrases, *_STRICT),
        "words": (*chosen * (_WORDS // len(chosen)), *few),
        "few": few,
        "many": _grammar(chosen, 0, *_MANY),
    }


def _grammar(phrases: tuple[str, ...], times: int, decoys: int, unknown: int) -> tuple[str, ...]:
    return (*phrases * times, *_others(phrases, decoys), *[UNKNOWN] * unknown)


@lru_cache(maxsize=16)
def _others(phrases: tuple[str, ...], decoys: int) -> tuple[str, ...]:
    return without_neighbours(frequent_words(decoys), phrases)


def occurrences(tokens: Sequence[str], wanted: Sequence[str]) -> int:
    """Return how often some words stand one after the other in a text."""
    size = len(wanted)
    count = at = 0
    while at <= len(tokens) - size:
        if all(tokens[at + i] == wanted[i] for i in range(size)):
            count += 1
            at += size
        else:
            at += 1
    return count


def only_stop(tokens: Sequence[str]) -> bool:
    """Say whether "stop" is said twice in a text, or with nothing else beside it."""
    others = [t for t in tokens if t not in BESIDE_STOP and t not in (STOP, UNKNOWN)]
    return not others or any(a == STOP == b for a, b in pairwise(tokens))
