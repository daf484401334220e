"""Slips in what stands after a key: what begins with a mark, ends too early, holds a colon."""

from __future__ import annotations

import re
from typing import Final

from facilitator.script import rules
from facilitator.script.diagnostics import Rule, Source, Span, printable
from facilitator.script.reading.yaml_slips import (
    BLOCK,
    Slip,
    goes_on,
    in_one_line,
    in_text_block,
    is_key,
    slip,
    whole_text,
)
from facilitator.script.yaml_lines import (
    Entry,
    closing,
    entry,
    indent,
    item,
    lines_before,
    quoted,
    without_marks,
)

_NAMES: Final = ("first", "second", "partners", "name", "other")
_CHOICE: Final = 2
"""Most words in the choice of a setting below which a text is written."""
_CURLED: Final = re.compile(r"\A[„“”«»‹›]([^„“”«»‹›]+)[„“”«»‹›]\Z")
_ELISION: Final = re.compile(r"'(?:[Tt]is|[Tt]was|[Tt]il|cause|em|n|round|bout|\d0s)\b")


def value(source: Source, line: int) -> Slip | None:
    """Look at what stands after a key."""
    found = entry(source, line) or item(source, line)
    if found is None or not found.value or in_text_block(source, line):
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
    if first in "*_" and (plain := without_marks(found.value)) != found.value:
        return slip(
            source,
            Span(line, found.at, len(found.value)),
            f"a text must not begin with {first}; bold and italic type cannot be heard",
            f"write `{found.begins}{printable(plain, 100)}`",
            {line: source.line(line)[: found.at - 1] + in_one_line(plain)},
        )
    if first in "@`*?!" and (plain := found.value.strip("`").lstrip("@`*?! ")):
        name = re.match(r"\w+", plain)
        if name is not None and name[0] in _NAMES and first == "@":
            plain = f"{{{name[0]}}}{plain[name.end() :]}"
        fixed = plain if first != "@" and not re.search(r":(\s|\Z)|\s#", plain) else quoted(plain)
        advice = f"write `{found.begins}{printable(fixed, 100)}`" if fixed else _below_a_bar(found)
        where = Span(line, found.at, len(found.value))
        lines = whole_text(source, found, plain)
        return slip(source, where, f"a text must not begin with {first}", advice, lines)
    if found.value.startswith("- ") and (plain := found.value.lstrip("- ")):
        fixed = quoted(plain) if re.search(r":(\s|\Z)|\s#", plain) else plain
        advice = f"write `{found.begins}{printable(fixed, 100)}`" if fixed else _below_a_bar(found)
        where = Span(line, found.at, len(found.value))
        lines = whole_text(source, found, plain)
        return slip(source, where, "a text must not begin with a dash", advice, lines)
    if first in "%&,]}" or found.value.startswith("- "):
        return _in_quotes(source, found, f"a text must not begin with {first}")
    if found.key in ("do", "otherwise", "steps") and re.match(r"[a-z ]+:\s", found.value):
        above = source.line(line)[: found.at - 1].rstrip()
        return slip(
            source,
            Span(line, found.at, len(found.value)),
            f"a step cannot stand in the line of `{found.key}:`",
            f"write it in the next line, two spaces further in: `- {printable(found.value, 60)}`",
            {line: f"{above}\n{' ' * (found.column + 1)}- {found.value}"},
        )
    match = re.search(r":(\s|\Z)", found.value)
    if match is not None:
        span = Span(line, found.at + match.start())
        told = "a text with a colon and a space in it must stand in quotation marks"
        return _in_quotes(source, found, told, span)
    return None


def _in_quotes(
    source: Source, found: Entry, problem: str, span: Span | None = None, rule: Rule | None = None
) -> Slip:
    plain = _CURLED.sub(r"\1", found.value.strip())
    fixed = quoted(plain)
    advice = f"write `{found.begins}{printable(fixed, 100)}`" if fixed else _below_a_bar(found)
    where = span or Span(found.line, found.at, len(found.value))
    lines = whole_text(source, found, plain)
    return slip(source, where, problem, advice, lines, rule=rule or rules.writing.BROKEN_YAML)


def _below_a_bar(found: Entry) -> str:
    return f"write `{found.begins}|`, and the text below it, two spaces further in"


def _brace(source: Source, found: Entry) -> Slip | None:
    end = found.value.find("}")
    if end < 0 or not found.value[end + 1 :].strip() or "{" in found.value[1:end]:
        return None
    return _in_quotes(source, found, "", rule=rules.writing.UNQUOTED_BRACE)


def _bracket(source: Source, found: Entry) -> Slip | None:
    end = found.value.rfind("]")
    if end < 0 or not found.value[end + 1 :].strip():
        return None
    named = re.sub(r"\[{1,2}\s*(\w+)\s*\]{1,2}", r"{\1}", found.value)
    if re.match(rf"\{{({'|'.join(_NAMES)})\}}", named):
        return slip(
            source,
            Span(found.line, found.at, end + 1),
            "a name stands in braces, not in brackets",
            f"write `{found.begins}{printable(quoted(named) or named, 100)}`",
            whole_text(source, found, named),
        )
    return _in_quotes(
        source, found, "a text that begins with a bracket must stand in quotation marks"
    )


def _quotation(source: Source, found: Entry) -> Slip | None:
    mark, text = found.value[0], found.value
    end = closing(text)
    if end is None and _ELISION.match(text):
        told = "a text that begins with an apostrophe must stand in quotation marks"
        return _in_quotes(source, found, told, Span(found.line, found.at))
    if end is None or not text[end + 1 :].strip():
        return None
    span = Span(found.line, found.at + end)
    problem = "the text ends at this quotation mark, but more words follow"
    inner = text
    if mark == "'" and text[end + 1 :][:1].isalpha():
        problem = "the text ends at this apostrophe"
        inner = text[1:-1] if text.endswith("'") else text[1:]
    again = quoted(inner)
    advice = f"write `{found.begins}{printable(again, 100)}`" if again else _below_a_bar(found)
    return slip(source, span, problem, advice, whole_text(source, found, inner))


def _after_bar(source: Source, found: Entry) -> Slip | None:
    if BLOCK.match(found.value):
        return None
    rest = found.value.lstrip("|>-+ ")
    below = goes_on(source, found.line, found.column)
    further = indent(source.line(below[0])) if below else found.column + 1
    start = source.line(found.line)[: found.at - 1]
    return slip(
        source,
        Span(found.line, found.at),
        f"after {found.value[0]} the text begins in the next line",
        f"write `{found.begins}{printable(quoted(rest) or rest, 100)}` in one line, or the text "
        f"below `{found.begins}|`, two spaces further in",
        {found.line: f"{start}|\n{' ' * further}{rest}"},
    )


def text_below(source: Source, line: int) -> Slip | None:
    """Find a text that stands below its key, where its first words mean something to YAML."""
    from facilitator.script.forms.keys import TEXTS

    above = next((e for n in lines_before(source, line) if (e := entry(source, n))), None)
    while above is not None and not is_key(above.key):
        above = next((e for n in lines_before(source, above.line) if (e := entry(source, n))), None)
    if above is None or above.value or above.key not in TEXTS | {"about"}:
        return None
    first = next((n for n in range(above.line + 1, line + 1) if source.line(n).strip()), 0)
    text = source.line(first)
    if not first or indent(text) < above.column or text.lstrip().startswith("- "):
        return None
    below = entry(source, first)
    is_choice = below is not None and bool(below.value) and len(below.key.split()) <= _CHOICE
    if below is not None and (is_choice or is_key(below.key)):
        return None
    start = source.line(above.line).rstrip()
    begins = text.lstrip()[:1]
    is_brace = begins == "{"
    return slip(
        source,
        Span(first, indent(text) + 1, len(text.strip())),
        f"a text of several lines needs | after `{above.key}:`",
        f"write `{above.key}: |` in line {above.line}, and leave the text below it as it is",
        {above.line: f"{start} |"},
        rule=rules.writing.UNQUOTED_BRACE if is_brace else rules.writing.BROKEN_YAML,
        fixed=f"{above.key}: |",
    )


def backslash(source: Source, line: int) -> Slip | None:
    """Find a backslash in double quotation marks before something it means nothing with."""
    text = source.line(line)
    match = re.search(r"\\(?![0abtnvfre \"/\\N_LPxuU\n])(?=.)", text)
    if match is None:
        return None
    return slip(
        source,
        Span(line, match.start() + 1),
        "a backslash means something else inside double quotation marks",
        "take it out; it cannot be heard",
        {line: re.sub(r"\\(?![\"\\])", " ", text)},
    )


def inside_braces(source: Source, at: Span) -> Slip | None:
    """Find what is wrong between an opening and a closing brace or bracket of one line."""
    text = source.line(at.line)
    end = text.rstrip().rfind("}")
    inner = text[at.column : end]
    if end < at.column:
        return None
    match = re.search(r";(?=\s*[a-z][a-z ]*:)", inner)
    if match is not None:
        mended = f"{text[: at.column]}{re.sub(match.re, ',', inner)}{text[end:]}"
        told, shown = (
            "inside braces a comma parts one from the next",
            mended[at.column - 1 : end + 1],
        )
    else:
        match = re.search(r":(?=[\[\"'])", inner)
        if match is None:
            return None
        mended = f"{text[: at.column]}{re.sub(match.re, ': ', inner)}{text[end:]}"
        told, shown = "there is no space after this colon", ""
        shown = mended[at.column - 1 : mended.rindex("}") + 1]
    span = Span(at.line, at.column + match.start() + 1)
    return slip(source, span, told, f"write `{printable(shown, 100)}`", {at.line: mended})
