"""Text as it is written, cut into sentences as they are spoken."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

AFTER_SENTENCE_SECONDS: Final = 0.8
"""Silence between two sentences of one paragraph."""

AFTER_LINE_SECONDS: Final = 1.2
"""Silence where the author began a new line after a sentence."""

AFTER_PARAGRAPH_SECONDS: Final = 2.0
"""Silence where the author left a line empty."""

_ABBREVIATIONS = re.compile(
    r"(mr|mrs|ms|mx|dr|prof|st|sr|jr|vs|etc|e\.g|i\.e|a\.m|p\.m|approx|min|sec|hr|dept|ca)\Z"
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_GAP = re.compile(r"\s*")
_MAY_END = ("etc", "a.m", "p.m", "min", "sec", "hr")
_END = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[\"'”’“‘»«)\]]*+)(?=\s|$)")
_LAST_WORD = re.compile(r"[\w.]+\Z")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]")
_LONGEST_OPENING = 8
"""Signs after a sentence that are looked at for the letter the next one begins with."""

_LONGEST_ABBREVIATION = 8
"""Letters before a full stop that are looked at; the longest abbreviation has six."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One sentence and the silence after it in seconds."""

    text: str
    pause_seconds: float


@lru_cache(maxsize=2048)
def split(text: str) -> tuple[Cut, ...]:
    """Return the sentences of a text in order; empty for text without a letter or digit.

    A new line inside a sentence is a space; a new line after one lengthens the silence, an
    empty line more so. Abbreviations, initials, decimals, dots of hesitation before a small
    letter, and quotations inside a sentence do not end it.
    """
    cuts: list[Cut] = []
    for paragraph in _PARAGRAPHS.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        pieces = _pieces(paragraph)
        for index, (sentence, new_line) in enumerate(pieces):
            last = index == len(pieces) - 1
            pause = (
                AFTER_PARAGRAPH_SECONDS
                if last
                else AFTER_LINE_SECONDS
                if new_line
                else AFTER_SENTENCE_SECONDS
            )
            cuts.append(Cut(sentence, pause))
    if cuts:
        cuts[-1] = Cut(cuts[-1].text, AFTER_SENTENCE_SECONDS)
    return tuple(cuts)


def _pieces(paragraph: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    start = 0
    for match in _END.finditer(paragraph):
        if not _is_end(paragraph, match):
            continue
        gap = _GAP.match(paragraph, match.end())
        new_line = gap is not None and "\n" in gap.group()
        found.append((paragraph[start : match.end()], new_line))
        start = match.end()
    found.append((paragraph[start:], False))
    clean = [(" ".join(piece.split()), new_line) for piece, new_line in found]
    return [(piece, new_line) for piece, new_line in clean if any(c.isalnum() for c in piece)]


def _is_end(text: str, match: re.Match[str]) -> bool:
    gap = _GAP.match(text, match.end())
    at = gap.end() if gap is not None else match.end()
    if at == len(text):
        return True
    following = text[at : at + _LONGEST_OPENING].lstrip("\"'“‘„‚«»([")[:1]
    if following.islower():
        return False
    if match["stop"] == "." and not match["close"]:
        before_stop = text[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()]
        word = _LAST_WORD.search(before_stop)
        before = word.group().lower() if word else ""
        if _ABBREVIATIONS.match(before):
            return before in _MAY_END and following.isupper()
        is_initial = len(before) == 1 and before.isalpha() and before not in ("i", "a")
        if is_initial and not text[match.end() : at].lstrip(" ").startswith("\n"):
            return False
    return True


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation; apostrophes stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return _WORD.findall(text.lower())


def holds_words(text: str, phrase: str) -> bool:
    """Return whether a phrase occurs in a text word for word."""
    wanted, there = words(phrase), words(text)
    size = len(wanted)
    return size > 0 and any(there[i : i + size] == wanted for i in range(len(there) - size + 1))


@lru_cache(maxsize=2048)
def slug(text: str, limit: int = 6) -> str:
    """Return the first words of a text as a stable id ("sit-facing-each-other")."""
    plain = (_NOT_IN_SLUG.sub("", _ascii(word)) for word in words(text))
    return "-".join(islice(filter(None, plain), limit)) or "line"


def _ascii(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
