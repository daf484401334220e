"""The most frequent English words the speech model knows, how often each is said, and how.

The table `words.tsv` is made by `python -m facilitator.ears.words_data`; it is read once, on
first need, in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One word of the table.

    Attributes:
        per_million: How often it stands in a million words of conversation, by the speech
            model's own language model.
        readings: Ways to say it, in hibari's notation, the usual one first; at least one.
    """

    per_million: float
    readings: tuple[str, ...]


LEAST_PER_MILLION = 5.5
"""Frequency below which a word is in the table only because it is worth offering as a safe word or
part of a command; a word not in the table is rarer than this."""

TABLE = Path(__file__).with_name("words.tsv")
"""Where the table lies: word, occurrences per million, readings divided by spaces."""


class _Table(Mapping[str, Entry]):
    """The table, each line taken apart when it is asked for: a script needs a few hundred."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rest = dict(line.split("\t", 1) for line in lines)

    def __getitem__(self, word: str) -> Entry:
        per_million, readings = self._rest[word].split("\t")
        return Entry(float(per_million), tuple(readings.split(" ")))

    def __contains__(self, word: object) -> bool:
        return word in self._rest

    def __iter__(self) -> Iterator[str]:
        return iter(self._rest)

    def __len__(self) -> int:
        return len(self._rest)


@lru_cache(maxsize=1)
def table() -> Mapping[str, Entry]:
    """Return the table, the most frequent word first."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return _Table(line for line in lines if not line.startswith("#"))
