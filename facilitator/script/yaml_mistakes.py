"""Why a file cannot be read, in an author's words.

libyaml says what its grammar expected, often a line or two after the slip. Here the lines are
looked at as a person would: for a text that begins with a brace, a quotation mark that ends too
early, a colon too many or too few, a line that stands too far in or out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Rule, Source, Span, printable
from facilitator.script.yaml_lines import Entry, closing, entry, indent, item, lines_before, quoted

_BLOCK: Final = re.compile(r"[|>][-+]?\d?[-+]?\Z")


def cause_of(source: Source, line: int, problem: str, context: Span | None) -> Diagnostic | None:
    """Return what most likely made a file unreadable, or None when nothing is recognised.

    Args:
        source: The file.
        line: 1-based line in which libyaml gave up.
        problem: What libyaml says.
        context: Where the piece began that it was reading, if it says so.
    """
    if context is not None:
        opening = source.line(context.line)[context.column - 1 : context.column]
        if opening in ("[", "{") or (opening in ('"', "'") and "end of stream" in problem):
            return _cut_short(source, context) or _never_closed(source, context)
    nearby = [line, *lines_before(source, line)]
    looks: tuple[Callable[[Source, int], Diagnostic | None], ...] = (
        _bullet,
        _dash_without_space,
        _value,
        _no_colon,
    )
    for number in nearby[:2]:
        for look in looks:
            found = look(source, number)
            if found is not None:
                return found
    for found in (
        _text_not_indented(source, line),
        _steps_without_do(source, line),
        _open_quotation_above(source, line),
        _open_brace_above(source, line),
        _dash_aside(source, line),
        _indented(source, line),
        _earlier_dash(source, nearby),
        _neither(source, nearby),
    ):
        if found is not None:
            return found
    return None


def _found(
    source: Source,
    span: Span,
    problem: str,
    help: str,  # noqa: A002
    rule: Rule = rules.BROKEN_YAML,
    **values: str,
) -> Diagnostic:
    return Diagnostic(rule, source, span, {"problem": problem, **values}, help=help)


def _cut_short(source: Source, at: Span) -> Diagnostic | None:
    """Return the finding about a text in its own line that begins like something in braces."""
    found = entry(source, at.line)
    return _value(source, at.line) if found is not None and found.at == at.column else None


def _never_closed(source: Source, at: Span) -> Diagnostic:
    mark = source.line(at.line)[at.column - 1]
    what, end = {"[": ("bracket", "]"), "{": ("brace", "}")}.get(mark, ("quotation mark", mark))
    where = "the text" if what == "quotation mark" else "it"
    advice = f"end {where} with {'another ' if end == mark else ''}{end}"
    return _found(source, at, f"the {what} that opens here is never closed", advice)


def _bullet(source: Source, line: int) -> Diagnostic | None:
    match = re.match(r" *([*•·–—])\s+(?=\S)", source.line(line))
    if match is None:
        return None
    rest = source.line(line)[match.end() :].strip()
    return _found(
        source,
        Span(line, match.start(1) + 1),
        f"an item of a list does not begin with {match[1]}",
        f"write a plain dash: `- {printable(rest, 60)}`",
    )


def _dash_without_space(source: Source, line: int) -> Diagnostic | None:
    match = re.match(r" *(-)[^\s\-\d][^:]*:(\s|\Z)", source.line(line))
    if match is None:
        return None
    rest = source.line(line)[match.end(1) :].strip()
    return _found(
        source,
        Span(line, match.start(1) + 1),
        "there is no space after this dash",
        f"write `- {printable(rest, 60)}`",
    )


def _value(source: Source, line: int) -> Diagnostic | None:
    """Look at what stands after a key."""
    found = entry(source, line) or item(source, line)
    if found is None or not found.value:
        return None
    first = found.value[0]
    looks = {
        "{": _brace,
        "[": _bracket,
        '"': _quotation,
        "'": _quotation,
        "|": _after_bar,
        ">": _after_bar,
    }
    if first in looks:
        return looks[first](source, found)
    if first in "%@`*&?,]}" or found.value.startswith("- "):
        return _in_quotes(source, found, f"a text must not begin with {first}")
    if found.key in ("do", "otherwise", "steps") and re.match(r"[a-z ]+:\s", found.value):
        return _found(
            source,
            Span(line, found.at, len(found.value)),
            f"a step cannot stand in the line of `{found.key}:`",
            f"write it in the next line, two spaces further in: `- {printable(found.value, 60)}`",
        )
    match = re.search(r":(\s|\Z)", found.value)
    if match is not None:
        span = Span(line, found.at + match.start())
        told = "a text with a colon and a space in it must stand in quotation marks"
        return _in_quotes(source, found, told, span)
    return None


def _in_quotes(
    source: Source, found: Entry, problem: str, span: Span | None = None, rule: Rule | None = None
) -> Diagnostic:
    fixed = quoted(found.value)
    advice = f"write `{found.begins}{printable(fixed, 100)}`" if fixed else _below_a_bar(found)
    where = span or Span(found.line, found.at, len(found.value))
    return _found(source, where, problem, advice, rule or rules.BROKEN_YAML)


def _below_a_bar(found: Entry) -> str:
    return f"write `{found.begins}|`, and the text below it, two spaces further in"


def _brace(source: Source, found: Entry) -> Diagnostic | None:
    end = found.value.find("}")
    if end < 0 or not found.value[end + 1 :].strip() or "{" in found.value[1:end]:
        return None
    return _in_quotes(source, found, "", rule=rules.UNQUOTED_BRACE)


def _bracket(source: Source, found: Entry) -> Diagnostic | None:
    end = found.value.rfind("]")
    if end < 0 or not found.value[end + 1 :].strip():
        return None
    return _in_quotes(
        source, found, "a text that begins with a bracket must stand in quotation marks"
    )


def _quotation(source: Source, found: Entry) -> Diagnostic | None:
    mark, value = found.value[0], found.value
    end = closing(value)
    if end is None or not value[end + 1 :].strip():
        return None
    span = Span(found.line, found.at + end)
    if mark == "'" and value[end + 1 :][:1].isalpha():
        inner = value[1:-1] if value.endswith("'") else value[1:]
        again = quoted(inner)
        advice = f"write `{found.begins}{printable(again, 100)}`" if again else _below_a_bar(found)
        return _found(source, span, "the text ends at this apostrophe", advice)
    fixed = quoted(value)
    advice = f"write `{found.begins}{printable(fixed, 100)}`" if fixed else _below_a_bar(found)
    return _found(
        source, span, "the text ends at this quotation mark, but more words follow", advice
    )


def _after_bar(source: Source, found: Entry) -> Diagnostic | None:
    if _BLOCK.match(found.value):
        return None
    rest = found.value.lstrip("|>-+ ")
    return _found(
        source,
        Span(found.line, found.at),
        f"after {found.value[0]} the text begins in the next line",
        f"write `{found.begins}{printable(quoted(rest) or rest, 100)}` in one line, or the text "
        f"below `{found.begins}|`, two spaces further in",
    )


def _no_colon(source: Source, line: int) -> Diagnostic | None:
    text = source.line(line)
    match = re.match(r" *(?:- +)*", text)
    start = match.end() if match else 0
    if _in_text_block(source, line) or ": " in text:
        return None
    return no_colon(source, Span(line, start + 1), text[start:].rstrip())


def no_colon(source: Source, span: Span, text: str) -> Diagnostic | None:
    """Return the finding that a word of the language stands without its colon at the beginning of
    a text; None when there is none."""
    from facilitator.script.mending import KEYS

    low = text.lower()
    close = re.match(r"([a-z ]{1,30}):(?=[^\s:/])", low)
    if close is not None and close[1] in KEYS | {"end", "for", "start", "as", "today"}:
        return _found(
            source,
            Span(span.line, span.column + close.end() - 1),
            "there is no space after this colon",
            f"write `{close[1]}: {printable(text[close.end() :], 80)}`",
        )
    for key in sorted(KEYS, key=len, reverse=True):
        match = re.match(rf"{re.escape(key)}(?:\s*[;=]\s*|\s+–\s+|\s+(?=\S)|\Z)", low)
        if match is None:
            continue
        rest = text[match.end() :]
        rest = quoted(rest) if re.search(r":\s|\A[{\[%@`*&!|>#]", rest) else rest
        fixed = printable(f"{key}: {rest}".rstrip(), 100)
        values = {"key": key, "fixed": fixed}
        marked = Span(span.line, span.column, len(key))
        return Diagnostic(rules.NO_COLON, source, marked, values)
    return None


def _in_text_block(source: Source, line: int) -> bool:
    """Say whether a line belongs to a text below `|`."""
    within = indent(source.line(line))
    for number in lines_before(source, line):
        above = source.line(number)
        if indent(above) < within:
            found = entry(source, number)
            return found is not None and _BLOCK.match(found.value) is not None
    return False


def _text_not_indented(source: Source, line: int) -> Diagnostic | None:
    """Find a text that should stand below `|`, but does not stand further in."""
    for number in lines_before(source, line + 1):
        found = entry(source, number)
        if found is None or not _BLOCK.match(found.value):
            continue
        first = next((n for n in range(number + 1, line + 1) if source.line(n).strip()), 0)
        text = source.line(first)
        if not first or indent(text) >= found.column or text.lstrip().startswith("- "):
            return None
        return _found(
            source,
            Span(first, indent(text) + 1, max(1, len(text.strip()))),
            f"a text below `{found.key}: |` must stand further in than `{found.key}`",
            f"begin each of its lines with {found.column + 1} spaces",
        )
    return None


def _steps_without_do(source: Source, line: int) -> Diagnostic | None:
    dash = re.match(r" *(-) ", source.line(line))
    above = lines_before(source, line)[:1]
    found = entry(source, above[0]) if above else None
    if dash is None or found is None or not found.value:
        return None
    if found.key not in ("when", "repeat", "for each") or dash.start(1) + 1 < found.column:
        return None
    return _found(
        source,
        Span(line, dash.start(1) + 1),
        f"the steps of `{found.key}` must stand below a line `do:`",
        f"write `do:` in a line of its own above this one, exactly below `{found.key}`",
    )


def _open_quotation_above(source: Source, line: int) -> Diagnostic | None:
    """Find a quotation mark that was meant to be closed in its line."""
    for number in lines_before(source, line):
        found = entry(source, number)
        if found is None or found.value[:1] not in ('"', "'") or closing(found.value) is not None:
            continue
        return _never_closed(source, Span(number, found.at))
    return None


def _open_brace_above(source: Source, line: int) -> Diagnostic | None:
    """Find a bracket or brace that is not closed down to a line."""
    for number in lines_before(source, line + 1):
        found = entry(source, number)
        if found is None or found.value[:1] not in ("[", "{"):
            continue
        text = "\n".join([found.value, *source.lines[number:line]])
        if text.count("[") + text.count("{") > text.count("]") + text.count("}"):
            return _never_closed(source, Span(number, found.at))
        return None
    return None


def _levels(source: Source, line: int) -> Iterator[Entry]:
    """Yield the entries above a line among which it may stand, the innermost first."""
    most = 10_000
    for number in lines_before(source, line):
        found = entry(source, number)
        if found is None or found.column >= most:
            continue
        most = found.column
        yield found


def _indented(source: Source, line: int) -> Diagnostic | None:
    """Find a line that stands where nothing above begins."""
    from facilitator.script.mending import KEYS
    from facilitator.script.schema import STEPS

    here, levels = entry(source, line), list(_levels(source, line))
    if here is None or not levels or any(level.column == here.column for level in levels):
        return None
    above = levels[0]
    nearest = min(levels, key=lambda level: abs(level.column - here.column))
    if here.column > above.column and above.value and here.key in STEPS:
        advice = f"begin a new step, its dash below the one before: `- {here.key}: …`"
    elif here.column > above.column and _BLOCK.match(above.value) is None and above.value:
        nearest = above
        advice = f"begin it below `{nearest.key}` in line {nearest.line} "
        advice += f"({nearest.column - 1} spaces)"
        if here.key not in KEYS:
            advice += f"; if it is still text, write `{above.key}: |` and all of it below"
    else:
        advice = f"begin it below `{nearest.key}` in line {nearest.line}: "
        advice += f"{nearest.column - 1} spaces instead of {here.column - 1}"
    return _found(
        source,
        Span(line, here.column, len(here.key)),
        "this line does not begin below anything it could belong to",
        advice,
    )


def _dash_aside(source: Source, line: int) -> Diagnostic | None:
    """Find an item whose dash stands beside those of its list."""
    here = _dash_column(source, line)
    above = [(n, column) for n in lines_before(source, line) if (column := _dash_column(source, n))]
    if not here or not above or any(column == here for _, column in above[:1]):
        return None
    number, column = min(above, key=lambda each: abs(each[1] - here))
    if column == here:
        return None
    return _found(
        source,
        Span(line, here),
        "this dash does not stand below the one above it",
        f"begin it below the dash in line {number}: {column - 1} spaces instead of {here - 1}",
    )


def _dash_column(source: Source, line: int) -> int:
    """Return the 1-based column of the dash a line begins with; 0 for none."""
    match = re.match(r" *(-) ", source.line(line))
    return match.start(1) + 1 if match else 0


def _neither(source: Source, nearby: list[int]) -> Diagnostic | None:
    """Find a line that is neither an entry, an item nor the rest of a text."""
    for number in nearby:
        text = source.line(number).strip()
        above = next((e for n in lines_before(source, number) if (e := entry(source, n))), None)
        goes_on = above is not None and indent(source.line(number)) >= above.column
        if entry(source, number) or text[:1] in "-\"'[{}]" or goes_on:
            continue
        return _found(
            source,
            Span(number, indent(source.line(number)) + 1, len(text)),
            "this line is neither a `key: value` nor a comment",
            "begin a comment with #; put a colon and a space after a key",
        )
    return None


def _earlier_dash(source: Source, nearby: list[int]) -> Diagnostic | None:
    return next((d for n in nearby[:6] if (d := _dash_without_space(source, n))), None)
