"""A YAML file as plain data that remembers where each value stands.

YAML 1.2's meaning: only `true` and `false` are truth values, `yes`, `no`, `on` and `off` stay
words, and so do dates, octal and sexagesimal numbers. libyaml's event stream is read one event
at a time, so nothing nested, repeated or huge is built before it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import yaml

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Rule, ScriptErrors, Source, Span, printable

Path: TypeAlias = tuple[str | int, ...]
"""Way from the top of a file to a value: keys and indices."""

MOST_BYTES: Final = 256 * 1024
"""Largest file that is read, in bytes; the longest ritual of the catalogue needs a tenth."""

MOST_DEPTH: Final = 24
"""Deepest nesting of lists and mappings."""

MOST_VALUES: Final = 20_000
"""Most values in one file."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ODD_SPACE = re.compile(
    "^(?: |- )*-?[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
    "|^(?: |- )*[\\w ]{1,40}:[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]",
    re.MULTILINE,
)
"""Spaces that are none to YAML, where only a plain one separates anything."""
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,15}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed file.

    Attributes:
        source: The file.
        data: Dictionaries, lists, and str, int, float, bool or None.
        values: Place of each value by its path.
        keys: Place of each key by the path of its value.
        ends: Last line of each value by its path.
    """

    source: Source
    data: Any
    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    ends: dict[Path, int] = field(default_factory=dict)

    def value_span(self, path: Path) -> Span:
        """Return the place of a value, or of the nearest thing around it that has a place."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Span(1, 1))

    def key_span(self, path: Path) -> Span:
        """Return the place of the key that leads to a value, or of the value when it has none."""
        return self.keys.get(path) or self.value_span(path)

    def find(self, path: Path, words: str) -> Span:
        """Return the place of some words inside a value; the value's own when they are not
        found as written."""
        start, last = self.value_span(path), self.ends.get(path, 0)
        parts = [re.escape(part) for part in words.split()]
        if not parts:
            return start
        first = self.source.line(start.line)[start.column - 1 :]
        lines = [first, *self.source.lines[start.line : max(start.line, last)]]
        pattern = re.compile(r"[\s\\]+".join(parts), re.IGNORECASE)
        match = pattern.search("\n".join(lines))
        if match is None:
            return start
        before = "\n".join(lines)[: match.start()]
        row = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1) + (start.column if row == 0 else 1)
        length = len(match.group(0).split("\n")[0])
        return Span(start.line + row, column, max(1, length))


def decode(name: str, raw: bytes) -> Source:
    """Return a file's bytes as text.

    Raises:
        ScriptErrors: Too large, not UTF-8, or with characters nobody can see.
    """
    if len(raw) > MOST_BYTES:
        source = Source.of(name, raw[:400].decode("utf-8", "replace"))
        raise _error(rules.TOO_LARGE, source, Span(1, 1), size=f"{len(raw) // 1024} KiB")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        source = Source.of(name, raw.decode("utf-8", "replace"))
        span = _span_at(before, len(before))
        found = f"byte 0x{raw[error.start]:02x}"
        raise _error(rules.NOT_TEXT, source, span, found=found) from None
    return checked(name, text)


def checked(name: str, text: str) -> Source:
    """Return text as a source once it is known to hold only characters people can see.

    Raises:
        ScriptErrors: Too large, or with control or invisible characters.
    """
    source = Source.of(name, text)
    if len(text) > MOST_BYTES:
        raise _error(rules.TOO_LARGE, source, Span(1, 1), size=f"{len(text) // 1024} KiB")
    match = _INVISIBLE.search(text) or _ODD_SPACE.search(text)
    if match is not None:
        character = match.group()[-1]
        span = _span_at(text, match.end() - 1)
        raise _error(rules.INVISIBLE_CHARACTER, source, span, character=f"U+{ord(character):04X}")
    return source


def parse(source: Source) -> Tree:
    """Parse a file that `decode` or `checked` let through.

    Raises:
        ScriptErrors: The first thing that is not plain YAML, with its place.
    """
    try:
        return _Builder(source).build()
    except yaml.YAMLError as error:
        raise _syntax(source, error) from None


def _span_at(text: str, index: int) -> Span:
    lines = re.split(r"\r\n|\n|\r", text[:index])
    return Span(len(lines), len(lines[-1]) + 1)


def _error(rule: Rule, source: Source, span: Span, **values: str) -> ScriptErrors:
    return ScriptErrors([Diagnostic(rule, source, span, values)])


def _syntax(source: Source, error: yaml.YAMLError) -> ScriptErrors:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    span = Span(mark.line + 1, mark.column + 1) if mark is not None else Span(1, 1)
    if span.line > len(source.lines):
        span = Span(len(source.lines), len(source.lines[-1]) + 1)
    text = source.line(span.line)
    indent = text[: len(text) - len(text.lstrip(" -\t"))]
    if "\t" in indent:
        return _error(rules.TAB, source, Span(span.line, indent.index("\t") + 1))
    from facilitator.script.yaml_mistakes import cause_of

    said = printable(str(getattr(error, "problem", "") or "this is not plain YAML"))
    context = getattr(error, "context_mark", None)
    around = Span(context.line + 1, context.column + 1) if context is not None else None
    cause = cause_of(source, span.line, said, around)
    if cause is not None:
        return ScriptErrors([cause])
    values = {"problem": "something does not fit here"}
    notes = (f"the reader of such files says: {said}",)
    return ScriptErrors([Diagnostic(rules.BROKEN_YAML, source, span, values, notes=notes)])


class _Builder:
    """Turns libyaml's events into a `Tree` with a stack of its own."""

    def __init__(self, source: Source) -> None:
        self._tree = Tree(source, None)
        self._source = source
        self._stack: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._count = 0

    def build(self) -> Tree:
        loader = yaml.CLoader(self._source.text)
        documents = 0
        root: list[Any] = []
        while loader.check_event():
            event = loader.get_event()
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise _error(rules.TWO_DOCUMENTS, self._source, self._span(event))
            elif kind in ("SequenceEndEvent", "MappingEndEvent"):
                self._close(event)
            elif kind in (
                "ScalarEvent",
                "SequenceStartEvent",
                "MappingStartEvent",
                "AliasEvent",
            ):
                self._open(kind, event, root)
        if not root or root[0] is None:
            raise _error(rules.EMPTY_SCRIPT, self._source, Span(1, 1))
        tree = self._tree
        return Tree(tree.source, root[0], tree.values, tree.keys, tree.ends)

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        same = start.line == end.line and end.column > start.column
        length = end.column - start.column if same else 0
        if not same and type(event).__name__ == "ScalarEvent":
            length = len(self._source.line(start.line + 1).rstrip()) - start.column
        return Span(start.line + 1, start.column + 1, max(1, length))

    def _open(self, kind: str, event: Any, root: list[Any]) -> None:
        span = self._span(event)
        self._count += 1
        if kind == "AliasEvent" or event.anchor is not None:
            raise _error(rules.ANCHOR, self._source, span)
        if event.tag is not None:
            raise _error(rules.TAG, self._source, span, tag=str(event.tag))
        if self._count > MOST_VALUES:
            raise _error(rules.TOO_LARGE, self._source, span, size=f"{self._count} values")
        if self._stack and isinstance(self._stack[-1][0], dict) and self._key[-1] is None:
            self._take_key(kind, event, span)
            return
        path = self._path()
        self._tree.values[path] = span
        value: Any = [] if kind == "SequenceStartEvent" else {}
        if kind == "ScalarEvent":
            value = self._scalar(event)
            end = event.end_mark
            self._tree.ends[path] = end.line + (1 if end.column else 0)
        self._place(value, root)
        if kind != "ScalarEvent":
            if len(self._stack) >= MOST_DEPTH:
                raise _error(rules.TOO_DEEP, self._source, span, most=str(MOST_DEPTH))
            self._stack.append((value, path))
            self._key.append(None)

    def _take_key(self, kind: str, event: Any, span: Span) -> None:
        key = self._scalar(event) if kind == "ScalarEvent" else None
        if kind == "ScalarEvent" and isinstance(key, int | float) and not isinstance(key, bool):
            key = event.value
        if not isinstance(key, str) or not key.strip() or len(key) > 200:
            raise _error(rules.ODD_KEY, self._source, span)
        container, path = self._stack[-1]
        if key in container:
            first = self._tree.keys[(*path, key)].line
            raise _error(rules.KEY_TWICE, self._source, span, key=key, first=str(first))
        self._key[-1] = key
        self._tree.keys[(*path, key)] = span

    def _path(self) -> Path:
        if not self._stack:
            return ()
        container, path = self._stack[-1]
        key = self._key[-1]
        return (*path, len(container) if isinstance(container, list) else key or "")

    def _place(self, value: Any, root: list[Any]) -> None:
        if not self._stack:
            root.append(value)
            return
        container, _ = self._stack[-1]
        if isinstance(container, list):
            container.append(value)
        else:
            container[self._key[-1]] = value
            self._key[-1] = None

    def _close(self, event: Any) -> None:
        _, path = self._stack.pop()
        self._key.pop()
        self._tree.ends[path] = event.end_mark.line + 1

    @staticmethod
    def _scalar(event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text in ("true", "True", "TRUE"):
            return True
        if text in ("false", "False", "FALSE"):
            return False
        if _INTEGER.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        return text
