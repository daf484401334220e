"""The most frequent English words the speech model knows, how often each is said, and how.

The table `words.tsv` is made by `python -m facilitator.ears.words_data`; it is read once, on
first need, in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
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
"""Frequency below which a word is in the table only because it is worth offering as a safe word;
a word not in the table is rarer than this."""

TABLE = Path(__file__).with_name("words.tsv")
"""Where the table lies: word, occurrences per million, readings divided by spaces."""


@lru_cache(maxsize=1)
def table() -> Mapping[str, Entry]:
    """Return the table, the most frequent word first."""
    entries = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        word, per_million, readings = line.split("\t")
        entries[word] = Entry(float(per_million), tuple(readings.split(" ")))
    return entries
