"""The lines of a file as an author sees them: keys with values, indentation, quotations.

For looking at what could not be parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from facilitator.script.diagnostics import Source

_ENTRY: Final = re.compile(
    r"(?P<before> *(?:- +)*)(?P<key>[^\s\"'#{\[\]},&*!|>%@`-][^:]*?):(?:\s+(?P<value>\S.*))?\Z"
)
_COMMENT: Final = re.compile(r"(?<=\s)#")

MOST_INDENT: Final = 400
"""Spaces before a key or a dash; nobody has written what stands further in."""

_LOOK_BACK: Final = 40
"""Lines above the place of an error in which its cause is looked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line `key: value`.

    Attributes:
        line: 1-based number.
        column: 1-based column of the key; a dash before it is not counted.
        key: As written; "" for an item of a list that has none.
        value: As written, without a comment; "" for none.
        at: 1-based column of the value.
    """

    line: int
    column: int
    key: str
    value: str
    at: int

    @property
    def begins(self) -> str:
        """What stands before the value: the key and its colon, or a dash."""
        return f"{self.key}: " if self.key else "- "


def quoted(text: str) -> str:
    """Return a text in quotation marks as YAML takes it; "" when it holds both kinds."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else ""


def entry(source: Source, line: int) -> Entry | None:
    """Return a line as key and value; None when it is anything else."""
    match = _ENTRY.match(source.line(line).rstrip())
    if match is None or match.end("before") > MOST_INDENT:
        return None
    value = match["value"] or ""
    comment = _COMMENT.search(f" {value}")
    if comment is not None:
        value = value[: comment.start() - 1].rstrip()
    return Entry(line, match.end("before") + 1, match["key"], value, match.start("value") + 1)


def item(source: Source, line: int) -> Entry | None:
    """Return an item of a list that has no key; None when a line is anything else."""
    match = re.match(r" *(?:- +)+(?=[^\s-])", source.line(line))
    if match is None or match.end() > MOST_INDENT or entry(source, line) is not None:
        return None
    return Entry(
        line, match.end() + 1, "", source.line(line)[match.end() :].rstrip(), match.end() + 1
    )


def lines_before(source: Source, line: int) -> list[int]:
    """Return the lines before one that hold something, the nearest first."""
    numbers = range(line - 1, max(0, line - 1 - _LOOK_BACK), -1)
    return [n for n in numbers if source.line(n).strip() and not _is_comment(source.line(n))]


def _is_comment(text: str) -> bool:
    return text.lstrip().startswith("#")


def indent(text: str) -> int:
    """Return how many spaces a line begins with."""
    return len(text) - len(text.lstrip(" "))


def closing(value: str) -> int | None:
    """Return where the quotation a value begins with ends; None when it does not in this line."""
    mark, at = value[0], 1
    while at < len(value):
        if mark == '"' and value[at] == "\\":
            at += 2
            continue
        if value[at] == mark:
            if mark == "'" and value[at + 1 : at + 2] == "'":
                at += 2
                continue
            return at
        at += 1
    return None


def without_marks(text: str) -> str:
    """Return a text without the marks that Markdown uses for bold and italic type."""
    return re.sub(r"(?<!\w)([*_]{1,3})(?=\S)(.{1,200}?)(?<=\S)\1(?!\w)", r"\2", text)
