"""Why a file cannot be read, in an author's words.

libyaml says what its grammar expected, often a line or two after the slip. Here the lines are
looked at as a person would: for a text that begins with a brace, a quotation mark that ends too
early, a colon too many or too few, a line that stands too far in or out.
"""

from __future__ import annotations

from collections.abc import Callable

from facilitator.script.diagnostics import Source, Span
from facilitator.script.reading.yaml_indents import (
    dash_aside,
    dash_missing,
    indented,
    neither,
    never_closed,
    open_brace_above,
    open_quotation_above,
    rest_too_far_out,
    steps_without_do,
    text_not_indented,
)
from facilitator.script.reading.yaml_slips import (
    Slip,
    bullet,
    colon_missing,
    dash_without_space,
    fence,
)
from facilitator.script.reading.yaml_values import backslash, inside_braces, text_below, value
from facilitator.script.yaml_lines import entry, lines_before


def cause_of(source: Source, line: int, problem: str, context: Span | None) -> Slip | None:
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
            return (
                _cut_short(source, context)
                or (inside_braces(source, context) if opening == "{" else None)
                or never_closed(source, context)
            )
    if "escape" in problem and (found := backslash(source, line)) is not None:
        return found
    nearby = [line, *lines_before(source, line)]
    looks: tuple[Callable[[Source, int], Slip | None], ...] = (
        fence,
        _in_braces,
        bullet,
        dash_without_space,
        value,
        colon_missing,
    )
    for number in nearby[:2]:
        for look in looks:
            found = look(source, number)
            if found is not None:
                return found
    for found in (
        text_below(source, line),
        text_not_indented(source, line),
        steps_without_do(source, line),
        open_quotation_above(source, line),
        open_brace_above(source, line),
        *(rest_too_far_out(source, number) for number in nearby[:2]),
        dash_missing(source, line),
        dash_aside(source, line),
        indented(source, line),
        _earlier_dash(source, nearby),
        neither(source, nearby),
    ):
        if found is not None:
            return found
    return None


def _cut_short(source: Source, at: Span) -> Slip | None:
    """Return the finding about a text in its own line that begins like something in braces."""
    found = entry(source, at.line)
    if found is not None and found.at == at.column:
        return value(source, at.line)
    return text_below(source, at.line) if found is None else None


def _in_braces(source: Source, line: int) -> Slip | None:
    found = entry(source, line)
    if found is None or found.value[:1] != "{":
        return None
    return inside_braces(source, Span(line, found.at))


def _earlier_dash(source: Source, nearby: list[int]) -> Slip | None:
    return next((d for n in nearby[:6] if (d := dash_without_space(source, n))), None)
