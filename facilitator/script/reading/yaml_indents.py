"""What is wrong where lines stand too far in or out, or something opened is never closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from facilitator.script.diagnostics import Source, Span, printable
from facilitator.script.reading.yaml_slips import (
    BLOCK,
    Slip,
    also_in,
    goes_on,
    is_key,
    slip,
    whole_text,
)
from facilitator.script.yaml_lines import MOST_INDENT, Entry, closing, entry, indent, lines_before

_FAR: Final = 10_000
_LOOK_AHEAD: Final = 30
"""Lines below a dash in which the others of its list are looked for."""


def never_closed(source: Source, at: Span) -> Slip:
    """Return the finding that a bracket, a brace or a quotation mark has no end."""
    text = source.line(at.line)
    mark = text[at.column - 1]
    what, end = {"[": ("bracket", "]"), "{": ("brace", "}")}.get(mark, ("quotation mark", mark))
    where = "the text" if what == "quotation mark" else "it"
    advice = f"end {where} with {'another ' if end == mark else ''}{end}"
    lines = _closed(source, at)
    return slip(source, at, f"the {what} that opens here is never closed", advice, lines)


def _closed(source: Source, at: Span) -> dict[int, str]:
    """Return the lines with the end that is missing put at the end of what it belongs to."""
    text = source.line(at.line).rstrip()
    mark = text[at.column - 1]
    found = entry(source, at.line)
    column = found.column if found is not None else min(indent(text), MOST_INDENT) + 1
    rest = goes_on(source, at.line, column)
    if mark in ('"', "'"):
        lines: dict[int, str] = {}
        for below in range((rest[-1] if rest else at.line) + 1, len(source.lines) + 1):
            words = source.line(below)
            is_key = entry(source, below) is not None
            if is_key or not words.strip() or words.lstrip().startswith("- "):
                break
            lines[below] = " " * (column + 1) + words.strip()
        if lines:
            ended = lines[max(lines)]
            if mark not in ended:
                lines[max(lines)] = ended + mark
            return lines
        if found is not None and found.at == at.column and mark == "'":
            return whole_text(source, found, found.value[1:])
        last = rest[-1] if rest else at.line
        ended = source.line(last).rstrip()
        return {last: ended + ("" if ended.endswith("\\") else mark)}
    last = rest[-1] if rest else at.line
    pieces = [text[at.column - 1 :], *(source.line(number) for number in rest)]
    still: list[str] = []
    for character in "\n".join(pieces):
        if character in "[{":
            still.append("]" if character == "[" else "}")
        elif still and character == still[-1]:
            still.pop()
    return {last: source.line(last).rstrip() + "".join(reversed(still))}


def text_not_indented(source: Source, line: int) -> Slip | None:
    """Find a text that should stand below `|`, but does not stand further in."""
    for number in lines_before(source, line + 1):
        found = entry(source, number)
        if found is None or not BLOCK.match(found.value):
            continue
        first = next((n for n in range(number + 1, line + 1) if source.line(n).strip()), 0)
        text = source.line(first)
        if not first or indent(text) >= found.column or text.lstrip().startswith("- "):
            return None
        lines: dict[int, str] = {}
        for below in range(first, len(source.lines) + 1):
            text_there = source.line(below)
            key = entry(source, below)
            if text_there.lstrip().startswith("- ") or (key is not None and is_key(key.key)):
                break
            if text_there.strip():
                lines[below] = " " * (found.column + 1) + text_there.strip()
        return slip(
            source,
            Span(first, indent(text) + 1, max(1, len(text.strip()))),
            f"a text below `{found.key}: |` must stand further in than `{found.key}`",
            f"begin each of its lines with {found.column + 1} spaces",
            lines,
        )
    return None


def steps_without_do(source: Source, line: int) -> Slip | None:
    """Find steps that stand directly below `when` or `repeat`."""
    dash = re.match(r" *(-) ", source.line(line))
    above = lines_before(source, line)[:1]
    found = entry(source, above[0]) if above else None
    if dash is None or found is None or not found.value:
        return None
    if found.key not in ("when", "repeat", "for each") or dash.start(1) + 1 < found.column:
        return None
    return slip(
        source,
        Span(line, dash.start(1) + 1),
        f"the steps of `{found.key}` must stand below a line `do:`",
        f"write `do:` in a line of its own above this one, exactly below `{found.key}`",
        {line: f"{' ' * (found.column - 1)}do:\n{source.line(line)}"},
    )


def open_quotation_above(source: Source, line: int) -> Slip | None:
    """Find a quotation mark that was meant to be closed in its line."""
    for number in lines_before(source, line):
        found = entry(source, number)
        if found is None or found.value[:1] not in ('"', "'") or closing(found.value) is not None:
            continue
        return never_closed(source, Span(number, found.at))
    return None


def open_brace_above(source: Source, line: int) -> Slip | None:
    """Find a bracket or brace that is not closed down to a line."""
    for number in lines_before(source, line + 1):
        found = entry(source, number)
        if found is None or found.value[:1] not in ("[", "{"):
            continue
        text = "\n".join([found.value, *source.lines[number:line]])
        if text.count("[") + text.count("{") > text.count("]") + text.count("}"):
            return never_closed(source, Span(number, found.at))
        return None
    return None


def _levels(source: Source, line: int) -> Iterator[Entry]:
    """Yield the entries above a line among which it may stand, the innermost first."""
    most = _FAR
    for number in lines_before(source, line):
        found = entry(source, number)
        if found is None or found.column >= most:
            continue
        most = found.column
        yield found


def shifted(source: Source, line: int, by: int) -> dict[int, str]:
    """Return a line and those that stand as far in or further below it, moved in or out."""
    within = indent(source.line(line))
    lines: dict[int, str] = {}
    for number in range(line, len(source.lines) + 1):
        text = source.line(number)
        if text.strip() and indent(text) < within:
            break
        if text.strip():
            lines[number] = " " * max(0, indent(text) + by) + text.lstrip(" ")
    return lines


def indented(source: Source, line: int) -> Slip | None:
    """Find a line that stands where nothing above begins."""
    from facilitator.script.forms.schema import STEPS

    here, levels = entry(source, line), list(_levels(source, line))
    if here is None or not levels or any(level.column == here.column for level in levels):
        return None
    above = levels[0]
    aside = dash_aside(source, above.line) if above.line == lines_before(source, line)[0] else None
    if aside is not None and here.column < above.column:
        return aside
    nearest = min(levels, key=lambda level: abs(level.column - here.column))
    if here.column > above.column and above.value and here.key in STEPS:
        advice = f"begin a new step, its dash below the one before: `- {here.key}: …`"
        lines = shifted(source, line, above.column - here.column)
        lines[line] = f"{' ' * (above.column - 3)}- {lines[line].lstrip(' ')}"
    elif here.column > above.column and BLOCK.match(above.value) is None and above.value:
        nearest = above
        advice = f"begin it below `{nearest.key}` in line {nearest.line} "
        advice += f"({nearest.column - 1} spaces)"
        lines = shifted(source, line, nearest.column - here.column)
        if not is_key(here.key):
            advice += f"; if it is still text, write `{above.key}: |` and all of it below"
            lines = whole_text(source, above, above.value)
    else:
        advice = f"begin it below `{nearest.key}` in line {nearest.line}: "
        advice += f"{nearest.column - 1} spaces instead of {here.column - 1}"
        lines = shifted(source, line, nearest.column - here.column)
    return slip(
        source,
        Span(line, here.column, len(here.key)),
        "this line does not begin below anything it could belong to",
        advice,
        lines,
        is_sure=False,
        instead=_alone(lines, line),
    )


def dash_aside(source: Source, line: int) -> Slip | None:
    """Find an item whose dash stands beside those of its list."""
    here = _dash_column(source, line)
    above = [(n, column) for n in lines_before(source, line) if (column := _dash_column(source, n))]
    if not here or not above or any(column == here for _, column in above[:1]):
        return None
    number, column = min(above, key=lambda each: abs(each[1] - here))
    before = entry(source, lines_before(source, line)[0])
    if before is not None and not before.value:
        below = [_dash_column(source, n) for n in range(line + 1, line + _LOOK_AHEAD)]
        wanted = next((each for each in below if each >= before.column), before.column + 2)
        if wanted == here:
            wanted = before.column + 2
        lines = shifted(source, line, wanted - here)
        items = _only_items(source, line, lines)
        return slip(
            source,
            Span(line, here),
            f"this dash does not stand below `{before.key}`, to which it belongs"
            if here < before.column
            else "this dash does not stand where the others of its list do",
            f"begin it with {wanted - 1} spaces instead of {here - 1}",
            items,
            is_sure=False,
            instead=(lines, *_alone(items, line)),
        )
    if column == here:
        return None
    return slip(
        source,
        Span(line, here),
        "this dash does not stand below the one above it",
        f"begin it below the dash in line {number}: {column - 1} spaces instead of {here - 1}",
        lines := shifted(source, line, column - here),
        is_sure=False,
        instead=_alone(lines, line),
    )


def _alone(lines: dict[int, str], line: int) -> tuple[dict[int, str], ...]:
    """Return the other ways to move a line: alone, or with those that directly belong to it."""
    if line not in lines:
        return ()
    within = indent(lines[line])
    with_its_own: dict[int, str] = {}
    for number in sorted(lines):
        if number > line and indent(lines[number]) <= within:
            break
        with_its_own[number] = lines[number]
    return {line: lines[line]}, with_its_own


def _only_items(source: Source, line: int, lines: dict[int, str]) -> dict[int, str]:
    """Return of some lines those of one list without keys, which begins in a line."""
    within = indent(source.line(line))
    kept: dict[int, str] = {}
    for number in sorted(lines):
        if indent(source.line(number)) == within and entry(source, number) is not None:
            break
        kept[number] = lines[number]
    return kept


def _dash_column(source: Source, line: int) -> int:
    """Return the 1-based column of the dash a line begins with; 0 for none."""
    match = re.match(r" *(-) ", source.line(line))
    return match.start(1) + 1 if match and match.start(1) <= MOST_INDENT else 0


def rest_too_far_out(source: Source, line: int) -> Slip | None:
    """Find the rest of a text that does not stand further in than its key."""
    from facilitator.script.forms.keys import TEXTS

    first = line
    while first > 1 and source.line(first).strip() and entry(source, first) is None:
        first -= 1
    above, first = entry(source, first), first + 1
    if above is None or first > line or above.key not in TEXTS | {"about"}:
        return None
    if BLOCK.match(above.value) or above.value[:1] in ('"', "'", "{", "["):
        return None
    lines: dict[int, str] = {}
    for number in range(first, len(source.lines) + 1):
        text = source.line(number)
        if not text.strip() or entry(source, number) or text.lstrip().startswith("- "):
            break
        lines[number] = " " * (above.column + 1) + text.strip()
    text = source.line(first)
    if first not in lines or text.strip()[:1] in "*=_~#`" or indent(text) >= above.column:
        return None
    return slip(
        source,
        Span(first, indent(text) + 1, len(text.strip())),
        f"the text of `{above.key}` in line {above.line} ends before this line",
        f"begin it further in than `{above.key}`: {above.column + 1} spaces",
        lines,
    )


def dash_missing(source: Source, line: int) -> Slip | None:
    """Find the items above a line that have no dash, while the line has one."""
    from facilitator.script.forms.schema import STEPS

    here = _dash_column(source, line)
    first = 0
    for number in lines_before(source, line):
        found = entry(source, number)
        text = source.line(number)
        if indent(text) < here - 1:
            break
        if indent(text) == here - 1 and (found is None or text.lstrip().startswith("- ")):
            break
        if found is not None and found.column == here and found.key.lower() in STEPS:
            first = number
    if not here or not first:
        return None
    lines: dict[int, str] = {}
    others: list[int] = []
    for number in range(first, line):
        text, found = source.line(number), entry(source, number)
        if found is not None and found.column == here and found.key.lower() in STEPS:
            lines[number] = f"{' ' * (here - 1)}- {text.strip()}"
            others += [number] if number > first else []
        elif text.strip():
            lines[number] = f"  {text}"
    return slip(
        source,
        Span(first, here, len(source.line(first).strip())),
        "there is no dash before this step",
        f"write `- {printable(source.line(first).strip(), 60)}`",
        lines,
        notes=also_in(others),
    )


def neither(source: Source, nearby: list[int]) -> Slip | None:
    """Find a line that is neither an entry, an item nor the rest of a text."""
    for number in nearby:
        text = source.line(number).strip()
        above = next((e for n in lines_before(source, number) if (e := entry(source, n))), None)
        is_rest = above is not None and indent(source.line(number)) >= above.column
        if entry(source, number) or text[:1] in "-\"'[{}]" or is_rest:
            continue
        return slip(
            source,
            Span(number, indent(source.line(number)) + 1, len(text)),
            "this line is neither a `key: value` nor a comment",
            "begin a comment with #; put a colon and a space after a key",
            {number: ""},
            is_sure=False,
        )
    return None
