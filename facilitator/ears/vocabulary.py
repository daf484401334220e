"""Which words the speech model knows, read from its language model without loading it.

The words stand in a table at the beginning of the model's `graph/Gr.fst`: the length of each in
four bytes, its letters, and its number in eight. Reading the three megabytes of the built-in model
takes a few milliseconds, and they are read only when a word is asked for that is not among the
frequent ones of `words.tsv`.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import Final

from facilitator.ears.words_list import table
from facilitator.places import default_model

_MAGIC: Final = b"\xd6\xfd\xb2~\x05\x00\x00\x00ngram"
_BEFORE: Final = 512
"""Bytes in which the head of the table begins, at the most."""

_TABLE: Final = struct.pack("<i", 2125658996)
"""Begins a table of symbols (OpenFst)."""

_ENTRY: Final = 24
"""Bytes of an entry that are reckoned with; on average they have fewer than twenty."""

MOST_NEAR: Final = 3
"""Known words that are offered for an unknown one."""


def knows(word: str) -> bool:
    """Say whether the built-in speech model knows a word; others can never be heard.

    Args:
        word: A single word, any case.

    Returns:
        True for every word where there is no model to look into. Takes well below a millisecond,
        the first rare word about five.
    """
    low = word.lower()
    if low in table():
        return True
    symbols = _symbols(default_model() / "graph" / "Gr.fst")
    return not symbols or _number_of(low, symbols) is not None


def near(word: str) -> tuple[str, ...]:
    """Return known words that are spelt or sound almost like an unknown one, at most three.

    Takes up to half a second, as it loads the voice's dictionary and reads the whole table.
    """
    from facilitator.ears import words_check

    known = _every_word(default_model() / "graph" / "Gr.fst")
    return words_check.near(word, known.__contains__)[:MOST_NEAR] if known else ()


def _number_of(word: str, symbols: bytes) -> int | None:
    """Return the number of a word in a table of symbols; None when it is not in it."""
    letters = word.encode()
    entry = struct.pack("<i", len(letters)) + letters
    at = symbols.find(entry)
    while at >= 0:
        place = at + len(entry)
        if place + 8 > len(symbols):
            return None
        (number,) = struct.unpack_from("<q", symbols, place)
        if 0 <= number < 1 << 32:
            return int(number)
        at = symbols.find(entry, at + 1)
    return None


@lru_cache(maxsize=2)
def _every_word(grammar: Path) -> frozenset[str]:
    """Return all words of a grammar's table of symbols."""
    symbols = _symbols(grammar)
    if not symbols:
        return frozenset()
    (name,) = struct.unpack_from("<i", symbols, 4)
    (count,) = struct.unpack_from("<q", symbols, 16 + name)
    at, words = 24 + name, set()
    for _ in range(count):
        (length,) = struct.unpack_from("<i", symbols, at)
        words.add(symbols[at + 4 : at + 4 + length].decode(errors="replace"))
        at += 12 + length
        if at + 12 > len(symbols):
            break
    return frozenset(words)


@lru_cache(maxsize=2)
def _symbols(grammar: Path) -> bytes:
    """Return the beginning of a grammar, which holds its table of symbols; empty when it has none
    that can be read."""
    try:
        with grammar.open("rb") as file:
            head = file.read(_BEFORE)
            at = head.find(_TABLE, len(_MAGIC))
            if not head.startswith(_MAGIC) or at < 0:
                return b""
            (name,) = struct.unpack_from("<i", head, at + 4)
            (_, count) = struct.unpack_from("<qq", head, at + 8 + name)
            if not 0 < count < 10_000_000:
                return b""
            file.seek(at)
            return file.read(count * _ENTRY)
    except (OSError, struct.error):
        return b""
