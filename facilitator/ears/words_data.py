"""Makes the table of frequent words: `python -m facilitator.ears.words_data`.

Frequencies are the unigram probabilities of the speech model's own language model, read from
its `graph/Gr.fst`; pronunciations are those of hibari's dictionary, and for words it lacks those
of its small reading network. Both sources are under the Apache licence 2.0. Only developers run
this; the table ships with the product.
"""

from __future__ import annotations

import argparse
import math
import re
import struct
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from facilitator.ears.words_choice import COMMANDS
from facilitator.ears.words_list import LEAST_PER_MILLION, TABLE
from facilitator.ears.words_pool import EXCELLENT, THEMES
from facilitator.ears.words_sounds import looked_up, phones_of
from facilitator.errors import ModelError
from facilitator.places import default_model

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_LONE_LETTERS = frozenset("ai")
"""Words of one letter that are words; the others are names of letters."""


def unigrams(grammar: Path) -> Mapping[str, float]:
    """Return how often each word of a model's language model is said.

    Args:
        grammar: The model's `graph/Gr.fst`: an OpenFst "ngram" automaton (NGramFst: a LOUDS
            tree of histories, then for each history the words that may follow it) with its
            symbol tables inside.

    Returns:
        Word to its probability without context, 0–1; the first history of the automaton is the
        empty one.

    Raises:
        ModelError: The file is of another kind.
    """
    data = grammar.read_bytes()
    at = 0

    def take(layout: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(layout, data, at)
        at += struct.calcsize(layout)
        return int(value)

    def text() -> bytes:
        nonlocal at
        length = take("<i")
        at += length
        return data[at - length : at]

    def symbols() -> dict[int, str]:
        take("<i")
        text()
        take("<q")
        pairs = ((text().decode(), take("<q")) for _ in range(take("<q")))
        return {number: name for name, number in pairs}

    take("<i")
    if text() != b"ngram":
        raise ModelError(f"{grammar} is not an n-gram language model.", help="Give a small model.")
    text()
    take("<i")
    flags = take("<i")
    for _ in range(4):
        take("<q")
    names = symbols()
    if flags & 2:
        symbols()
    states, futures, finals = take("<Q"), take("<Q"), take("<Q")

    def words64(bits: int) -> int:
        return 8 * ((bits + 63) // 64)

    at += words64(2 * states + 1)
    follow = np.unpackbits(
        np.frombuffer(data, np.uint8, words64(futures + states + 1), at), bitorder="little"
    )
    at += words64(futures + states + 1) + words64(states) + 4 * (states + 1)
    labels = np.frombuffer(data, "<i4", futures, at)
    at += 4 * futures + 4 * (states + 1) + 4 * finals
    costs = np.frombuffer(data, "<f4", futures, at)
    first, second = np.flatnonzero(follow == 0)[:2]
    count = int(second - first - 1)
    return {
        names[int(label)]: math.exp(-float(cost))
        for label, cost in zip(labels[:count], costs[:count], strict=True)
    }


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], str]:
    from hibari.g2p import G2P

    reader: Callable[[str], str] = G2P()
    return reader


def readings(word: str) -> tuple[str, ...]:
    """Return the ways to say a word, in hibari's notation; () when it cannot be read."""
    found = looked_up(word)
    if not found:
        found = (_reader()(word).replace(" ", ""),)
    distinct: dict[tuple[str, ...], str] = {}
    for reading in found:
        if phones := phones_of(reading):
            distinct.setdefault(phones, "".join(phones))
    return tuple(distinct.values())


def rows(model: Path) -> list[str]:
    """Return the lines of the table, the most frequent word first: all words from
    `LEAST_PER_MILLION` on, those worth offering as safe words, and those of commands, which every
    safe word is compared with."""
    offered = {*EXCELLENT, *(word for theme in THEMES.values() for word in theme.offers)}
    offered |= {word for command in COMMANDS for word in command.split()}
    known = {
        word: probability
        for word, probability in unigrams(model / "graph" / "Gr.fst").items()
        if _WORD.fullmatch(word) and (len(word) > 1 or word in _LONE_LETTERS)
    }
    ranked = sorted(known, key=lambda word: (-known[word], word))
    chosen = [w for w in ranked if known[w] * 1e6 >= LEAST_PER_MILLION or w in offered]
    return [
        f"{word}\t{float(f'{known[word] * 1e6:.3g}'):g}\t{' '.join(said)}"
        for word in chosen
        if (said := readings(word))
    ]


def main() -> None:
    """Write the table anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=default_model())
    parser.add_argument("--output", type=Path, default=TABLE)
    options = parser.parse_args()
    lines = rows(options.model)
    head = "# word, occurrences per million words of talk, pronunciations (see words_data.py)"
    options.output.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    print(f"{len(lines)} words, {options.output.stat().st_size} bytes: {options.output}")


if __name__ == "__main__":
    main()
