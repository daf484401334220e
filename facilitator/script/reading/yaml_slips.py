"""What a slip in one line most likely is: how it is told, and how the line reads once mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Rule, Source, Span, printable
from facilitator.script.yaml_lines import Entry, entry, indent, lines_before, quoted

BLOCK: Final = re.compile(r"[|>][-+]?\d?[-+]?\Z")
"""What stands after a key whose text is below it."""

_BULLET: Final = re.compile(
    r" *(?P<mark>[*•·–—▪‣]|\d{1,2}[.)]|[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?)\s+(?=\S)"
)
_FENCE: Final = re.compile(r"\s*(```|~~~)\w*\s*\Z")
_OF_OTHER_FILES: Final = frozenset(
    {"language", "shown", "lines", "original", "translation", "was", "numbers", "pronounce"}
    | {"removed", "product", "people", "memory", "reminders", "heard", "expect", "never"}
    | {"safe word during", "hesitates", "silent", "says no", "laughs", "talks over"}
)
_LIKELY: Final = frozenset({"end", "for", "start", "as", "today"})


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip in the form of a file.

    Attributes:
        finding: How it is told.
        lines: How lines read once it is mended, by 1-based number; one may become two. Empty
            when nobody can say what was meant.
        instead: Other ways in which the lines may have been meant; the one that makes most of the
            file readable counts.
        is_sure: Nothing else can have been meant, so what is found in these lines afterwards is
            worth telling too.
    """

    finding: Diagnostic
    lines: Mapping[int, str] = field(default_factory=dict)
    is_sure: bool = True
    instead: tuple[Mapping[int, str], ...] = ()


def slip(
    source: Source,
    span: Span,
    problem: str,
    help: str,  # noqa: A002
    lines: Mapping[int, str] | None = None,
    *,
    rule: Rule = rules.writing.BROKEN_YAML,
    notes: tuple[str, ...] = (),
    is_sure: bool = True,
    instead: tuple[Mapping[int, str], ...] = (),
    **values: str,
) -> Slip:
    """Return a slip told by a rule whose message is the problem, unless the rule has its own."""
    finding = Diagnostic(rule, source, span, {"problem": problem, **values}, "", notes, help)
    return Slip(finding, lines or {}, is_sure, instead)


def in_one_line(text: str) -> str:
    """Return a text in double quotation marks, whatever it holds."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def also_in(numbers: list[int]) -> tuple[str, ...]:
    """Return the note that the same is wrong in other lines."""
    if not numbers:
        return ()
    shown = [str(number) for number in numbers[:8]]
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    lines = "line" if len(numbers) == 1 else "lines"
    return (f"the same in {lines} {', '.join(shown)}{more}",)


def in_text_block(source: Source, line: int) -> bool:
    """Say whether a line belongs to a text below `|`."""
    within = indent(source.line(line))
    for number in lines_before(source, line):
        above = source.line(number)
        if indent(above) < within:
            found = entry(source, number)
            return found is not None and BLOCK.match(found.value) is not None
    return False


def is_key(word: str) -> bool:
    """Return whether a word before a colon is most likely a key of one of our files."""
    from facilitator.script.forms.keys import KEYS

    return word.lower() in KEYS | _LIKELY | _OF_OTHER_FILES


def goes_on(source: Source, line: int, column: int) -> list[int]:
    """Return the lines below one that are the rest of its text: further in than a key's column,
    and neither items nor keys of the language."""
    rest: list[int] = []
    for number in range(line + 1, len(source.lines) + 1):
        text = source.line(number)
        below = entry(source, number)
        if not text.strip() or indent(text) < column or text.lstrip().startswith("- "):
            break
        if below is not None and is_key(below.key):
            break
        rest.append(number)
    return rest


def same_slip(
    source: Source, line: int, mend: Callable[[str], str | None]
) -> tuple[dict[int, str], list[int]]:
    """Return how a line and all below it with the same slip read once mended, and which these
    others are; texts below `|` are left alone."""
    lines: dict[int, str] = {}
    others: list[int] = []
    for number in range(line, len(source.lines) + 1):
        mended = mend(source.line(number))
        if mended is None or (number > line and in_text_block(source, number)):
            continue
        lines[number] = mended
        if number > line:
            others.append(number)
    return lines, others


def bullet(source: Source, line: int) -> Slip | None:
    """Find an item of a list that begins with something other than a dash."""
    match = _BULLET.match(source.line(line))
    if match is None:
        return None
    mark = match["mark"]
    rest = source.line(line)[match.end() :].strip()

    def mend(text: str) -> str | None:
        found = _BULLET.match(text)
        if found is None or found["mark"].isalnum() != mark.isalnum():
            return None
        if found["mark"][:1].isdigit() != mark[:1].isdigit():
            return None
        return f"{text[: found.start('mark')]}- {text[found.end() :]}"

    lines, others = same_slip(source, line, mend)
    return slip(
        source,
        Span(line, match.start("mark") + 1, len(mark)),
        f"an item of a list does not begin with {mark}",
        f"write a plain dash: `- {printable(rest, 60)}`",
        lines,
        notes=also_in(others),
    )


def fence(source: Source, line: int) -> Slip | None:
    """Find the marks of a code block around a ritual."""
    if _FENCE.match(source.line(line)) is None:
        return None
    lines, others = same_slip(source, line, lambda text: "" if _FENCE.match(text) else None)
    mark = source.line(line).strip()
    return slip(
        source,
        Span(line, indent(source.line(line)) + 1, len(mark)),
        "the marks of a code block do not belong into a file",
        "take this line out",
        lines,
        notes=also_in(others),
    )


def dash_without_space(source: Source, line: int) -> Slip | None:
    """Find a dash that touches the key after it."""
    pattern = re.compile(r" *(-)[^\s\-\d][^:]*:(\s|\Z)")
    match = pattern.match(source.line(line))
    if match is None:
        return None
    rest = source.line(line)[match.end(1) :].strip()

    def mend(text: str) -> str | None:
        found = pattern.match(text)
        return f"{text[: found.end(1)]} {text[found.end(1) :]}" if found else None

    lines, others = same_slip(source, line, mend)
    return slip(
        source,
        Span(line, match.start(1) + 1),
        "there is no space after this dash",
        f"write `- {printable(rest, 60)}`",
        lines,
        notes=also_in(others),
    )


def whole_text(source: Source, found: Entry, text: str) -> dict[int, str]:
    """Return how an entry reads with its text in quotation marks, down to the text's last line."""
    start = source.line(found.line)[: found.at - 1]
    rest = goes_on(source, found.line, found.column)
    if not rest:
        return {found.line: f"{start}{in_one_line(text)}"}
    lines = {found.line: start + in_one_line(text)[:-1]}
    for number in rest:
        below = source.line(number)
        lines[number] = " " * indent(below) + in_one_line(below.strip())[1:-1]
    lines[rest[-1]] += '"'
    return lines


def colon_missing(source: Source, line: int) -> Slip | None:
    """Find a line whose first word is one of the language, without its colon."""
    text = source.line(line)
    match = re.match(r" *(?:- +)*", text)
    start = match.end() if match else 0
    if in_text_block(source, line) or ": " in text:
        return None
    span = Span(line, start + 1)
    found = no_colon(source, span, text[start:].rstrip())
    if found is None:
        return None
    return Slip(found, {line: text[:start] + _coloned(text[start:].rstrip())})


def _coloned(text: str) -> str:
    """Return a text with a colon and a space after the key it begins with."""
    key, rest = _key_of(text)
    if re.search(r":\s|\A[{\[%@`*&!|>#]", rest):
        rest = in_one_line(rest)
    return f"{key}: {rest}".rstrip()


def _key_of(text: str) -> tuple[str, str]:
    """Return the key a text begins with and what comes after it; "" for no key."""
    from facilitator.script.forms.keys import KEYS

    low = text.lower()
    close = re.match(r"([a-z ]{1,30}):(?=[^\s:/])", low)
    if close is not None and close[1] in KEYS | _LIKELY:
        return close[1], text[close.end() :]
    for key in sorted(KEYS, key=len, reverse=True):
        match = re.match(
            rf"{re.escape(key)}(?:\s*[;=：]\s*|\s+(?:[-=]>|[-–—→])\s+|\s+:(?=\S)|\s+(?=\S)|\Z)", low
        )
        if match is not None:
            return key, text[match.end() :]
    return "", text


_USUAL: Final = {"bell": "opening", "silence": "2 min", "ready": 'Say "ready" when you both are.'}
"""What stands after a word of the language that was written alone."""


def no_colon(source: Source, span: Span, text: str) -> Diagnostic | None:
    """Return the finding that a word of the language stands without its colon at the beginning of
    a text; None when there is none."""
    key, rest = _key_of(text)
    if not key:
        return None
    if text[len(key) : len(key) + 1] == ":":
        return Diagnostic(
            rules.writing.BROKEN_YAML,
            source,
            Span(span.line, span.column + len(key)),
            {"problem": "there is no space after this colon"},
            help=f"write `{key}: {printable(rest, 80)}`",
        )
    rest = quoted(rest) if re.search(r":\s|\A[{\[%@`*&!|>#]", rest) else rest
    rest = rest or _USUAL.get(key, "")
    values = {"key": key, "fixed": printable(f"{key}: {rest}".rstrip(), 100)}
    marked = Span(span.line, span.column, len(key))
    return Diagnostic(rules.writing.NO_COLON, source, marked, values)
