"""What is wrong with a script, as data: a rule, a place, and the words that fill the message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from facilitator.errors import ScriptError

Severity = Literal["error", "warning"]

MOST_ERRORS: Final = 100
"""So many errors of one file are told; after them the rest of it is not looked at."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a script can get wrong.

    Attributes:
        code: Stable and never used twice ("R014").
        name: The same in words, used for file names ("safe-word-in-prompt").
        severity: An error keeps the script from being performed; a warning does not.
        message: What is wrong; placeholders in braces are filled from `Diagnostic.values`.
        help: What to do about it; may hold the same placeholders.
        why: What the rule is for, in a few plain sentences: its page begins with them.
        bad: An excerpt that breaks it.
        good: The same excerpt mended.
    """

    code: str
    name: str
    severity: Severity
    message: str
    help: str
    why: str = field(kw_only=True, repr=False)
    bad: str = field(kw_only=True, repr=False)
    good: str = field(kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: 1-based line and column in characters, and how many are marked."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A script as read: the name people know it by, and its text."""

    name: str
    text: str
    lines: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, name: str, text: str) -> Source:
        """Return a source whose lines are those a text editor counts."""
        return cls(name, text, tuple(re.split(r"\r\n|\n|\r", text)))

    def line(self, number: int) -> str:
        """Return a line by its 1-based number; "" beyond the end."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        rule: What was broken.
        source: The file it was found in.
        span: Where.
        values: Fill the placeholders of the rule's texts.
        mark: Said beside the mark under the source line; may be empty.
        notes: Further explanations.
        help: Replaces the rule's own advice when not empty.
    """

    rule: Rule
    source: Source
    span: Span
    values: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""

    @property
    def message(self) -> str:
        """The rule's message with its placeholders filled."""
        return fill(self.rule.message, self.values)

    @property
    def advice(self) -> str:
        """What to do about it."""
        return fill(self.help or self.rule.help, self.values)

    def as_json(self) -> dict[str, Any]:
        """Return plain data for `--json`."""
        return {
            "code": self.rule.code,
            "rule": self.rule.name,
            "severity": self.rule.severity,
            "file": self.source.name,
            "line": self.span.line,
            "column": self.span.column,
            "length": self.span.length,
            "message": self.message,
            "mark": self.mark,
            "notes": list(self.notes),
            "help": self.advice,
        }


class ScriptErrors(ScriptError):  # noqa: N818
    """A script that cannot be performed, with every finding about it.

    Attributes:
        diagnostics: All findings, errors and warnings, in order of place; never empty.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=_place))
        errors = [d for d in self.diagnostics if d.rule.severity == "error"] or list(
            self.diagnostics
        )
        first = errors[0]
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        mark = f": {first.mark}" if first.mark else ""
        advice = first.advice
        if more:
            option = {"R014": " --safe-word", "R015": " --pause-word"}.get(first.rule.code, "")
            word = f" {first.values.get('word', '')}" if option else ""
            every = f'"facilitator check {first.source.name}{option}{word}" shows all of them.'
            end = "" if advice.endswith(("?", ".", "!")) else "."
            advice = f"{advice[:1].upper()}{advice[1:]}{end} {every}" if advice else every
        super().__init__(
            f"{first.source.name}:{first.span.line}:{first.span.column}: "
            f"{first.message}{mark} [{first.rule.code}]{more}",
            help=advice,
        )


_LONGEST_VALUE = 400
_LONGEST_LINE = 160


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace `{name}` by its value, shortened and printable; unknown names stay as they are."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return printable(values[name]) if name in values else match.group(0)

    return re.sub(r"\{(\w+)\}", value, template)


def printable(text: str, limit: int = _LONGEST_VALUE) -> str:
    """Return text on one line, control characters shown as escapes, shortened to `limit`."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(
        c if c.isprintable() else "⏎" if c == "\n" else c.encode("unicode_escape").decode()
        for c in text
    )


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    return (
        diagnostic.source.name,
        diagnostic.span.line,
        diagnostic.span.column,
        diagnostic.rule.code,
    )


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings in order of file and place, each finding once."""
    once = {(_place(d), d.message): d for d in diagnostics}
    return tuple(sorted(once.values(), key=_place))


def render(diagnostic: Diagnostic) -> str:
    """Return a finding as people read it: message, place, the line with a mark, note and help."""
    rule, span = diagnostic.rule, diagnostic.span
    text = diagnostic.source.line(span.line)
    column, length = span.column, span.length
    cut = max(0, column - 1 - _LONGEST_LINE // 2) if len(text) > _LONGEST_LINE else 0
    shown = text[cut : cut + _LONGEST_LINE]
    before = _as_shown(shown[: column - 1 - cut])
    marked = _as_shown(shown[column - 1 - cut : column - 1 - cut + max(1, length)])
    number = str(span.line)
    margin = " " * len(number)
    out = [
        f"{rule.severity}[{rule.code}]: {diagnostic.message}",
        f"{margin}--> {diagnostic.source.name}:{span.line}:{span.column}",
        f"{margin} |",
        f"{number} | {_as_shown(shown)}".rstrip(),
        f"{margin} | {' ' * len(before)}{'^' * max(1, len(marked))} {diagnostic.mark}".rstrip(),
    ]
    out += [f"{margin} = note: {note}" for note in diagnostic.notes]
    if diagnostic.advice:
        out.append(f"{margin} = help: {diagnostic.advice}")
    return "\n".join(out)


def _as_shown(text: str) -> str:
    return printable(text.replace("\t", "    "), limit=len(text) * 4 + 1)


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` was most likely meant to be; "" when none is near."""
    import difflib

    by_lower = {name.lower(): name for name in known}
    low = word.lower()[:60]
    found = difflib.get_close_matches(low, by_lower, n=5, cutoff=0.6)
    first = [difflib.SequenceMatcher(None, each, low).ratio() for each in found]
    near = [each for each, how in zip(found, first, strict=True) if how == first[0]]
    letters = sorted(low)
    near.sort(key=lambda each: (sorted(each) != letters, each[:1] != low[:1]))
    return by_lower[near[0]] if near else ""


def either(words: Sequence[str]) -> str:
    """Return words as a choice: `a`, `b` or `c`."""
    quoted = [f"`{printable(word, 40)}`" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
