"""What colons, commas, braces and # have made of a text that YAML reads in another way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Span, printable
from facilitator.script.yaml_lines import quoted
from facilitator.script.yaml_tree import Path, Tree


def nothing_given(tree: Tree, path: Path, key: str, should: str) -> Diagnostic | None:
    """Return the finding that a key has no value; None where an empty text is told otherwise."""
    span = tree.key_span(path)
    rest = tree.source.line(span.line)[span.column - 1 + span.length :]
    comment = re.match(r"\s*:\s+(#.*)", rest)
    if comment is not None:
        at = Span(span.line, span.column + span.length + comment.start(1), len(comment[1].rstrip()))
        fixed = quoted(comment[1].strip())
        advice = f"what follows # is a comment; write `{key}: {fixed}`"
        return Diagnostic(rules.form.NOTHING_GIVEN, tree.source, at, {"key": key}, help=advice)
    if not should or key == "this":
        return None
    values = {"key": key, "should": should}
    return Diagnostic(rules.form.NOTHING_GIVEN, tree.source, span, values)


def in_braces(tree: Tree, path: Path) -> bool:
    """Say whether a mapping is written in braces."""
    span = tree.values.get(path)
    return span is not None and tree.source.line(span.line)[span.column - 1 :][:1] == "{"


def unquoted_brace(tree: Tree, path: Path, given: object) -> Diagnostic | None:
    """Return the finding that `{gaze}` stands without quotation marks, where YAML takes it for
    keys with values."""
    if not isinstance(given, dict) or list(given.values()) != [None] or not in_braces(tree, path):
        return None
    span = tree.value_span(path)
    line = tree.source.line(span.line)[span.column - 1 :]
    end = line.find("}") + 1
    if end == 0:
        return None
    fixed = f"{path[-1]}: " if path and not isinstance(path[-1], int) else ""
    values = {"fixed": fixed + quoted(line[:end])}
    marked = Span(span.line, span.column, end)
    return Diagnostic(rules.writing.UNQUOTED_BRACE, tree.source, marked, values)


def no_space(tree: Tree, path: Path, known: Iterable[str]) -> Diagnostic | None:
    """Return the finding that there is no space after a colon, so that key and value are taken for
    one key; None for other keys."""
    key = str(path[-1])
    before, colon, rest = key.partition(":")
    if not colon or before not in set(known):
        return None
    span = tree.key_span(path)
    at = Span(span.line, span.column + len(before))
    values = {"problem": "there is no space after this colon"}
    advice = f"write `{before}: {printable(rest, 80)}`"
    return Diagnostic(rules.writing.BROKEN_YAML, tree.source, at, values, help=advice)


def comma_in_braces(tree: Tree, path: Path) -> Diagnostic | None:
    """Return the finding that a comma has cut a text in two inside braces; None for other keys."""
    around, key = path[:-1], str(path[-1])
    mapping: object = tree.data
    for part in around:
        mapping = mapping[part]  # type: ignore[index]
    if not isinstance(mapping, dict) or mapping.get(key) is not None or not in_braces(tree, around):
        return None
    keys = list(mapping)
    index = keys.index(key)
    before = keys[index - 1] if index else ""
    if not isinstance(mapping.get(before), str):
        return None
    last = index
    while last + 1 < len(keys) and mapping[keys[last + 1]] is None:
        last += 1
    start, end = tree.value_span((*around, before)), tree.key_span((*around, keys[last]))
    text = ", ".join([mapping[before], *keys[index : last + 1]])
    if start.line == end.line:
        text = tree.source.line(start.line)[start.column - 1 : end.column - 1 + end.length]
    fixed = f"[{text}]" if around[-1:] in (("answers",), ("from",), ("count",)) else quoted(text)
    values = {"key": key, "fixed": printable(f"{before}: {fixed or text}", 120)}
    return Diagnostic(rules.writing.COMMA_IN_BRACES, tree.source, tree.key_span(path), values)
