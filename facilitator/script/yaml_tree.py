"""A YAML file as plain data that remembers where each value stands.

YAML 1.2's meaning: only `true` and `false` are truth values, `yes`, `no`, `on` and `off` stay
words, and so do dates, octal and sexagesimal numbers. libyaml's event stream is read one event
at a time, so nothing nested, repeated or huge is built before it is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Rule, ScriptErrors, Source, Span, printable

if TYPE_CHECKING:
    from facilitator.script.reading.yaml_slips import Slip

Path: TypeAlias = tuple[str | int, ...]
"""Way from the top of a file to a value: keys and indices."""

MOST_BYTES: Final = 256 * 1024
"""Largest file that is read, in bytes; the longest ritual of the catalogue needs a tenth."""

MOST_DEPTH: Final = 24
"""Deepest nesting of lists and mappings."""

MOST_VALUES: Final = 20_000
"""Most values in one file."""

MOST_LETTERS: Final = 6000
"""Most letters of one text: some six minutes of talk."""

_LEFT_LETTERS: Final = 200
"""So many letters of a longer text are kept, so that the rest of the file can be looked at."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ODD_SPACE = re.compile(
    "^(?: |- )*-?[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
    "|^(?: |- )*[\\w ]{1,40}:[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]",
    re.MULTILINE,
)
"""Spaces that are none to YAML, where only a plain one separates anything."""
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,15}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?\Z")


_LEFT_OUT: Final = "\0"
"""Stands in for a key that cannot be one; its value is looked at, but not kept."""


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
    return _without_invisible(as_text(name, raw))


def as_text(name: str, raw: bytes) -> Source:
    """Return a file's bytes as text that may still hold characters nobody can see.

    Raises:
        ScriptErrors: Too large, or not UTF-8.
    """
    if len(raw) > MOST_BYTES:
        source = Source.of(name, raw[:400].decode("utf-8", "replace"))
        raise _error(rules.writing.TOO_LARGE, source, Span(1, 1), size=f"{len(raw) // 1024} KiB")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        source = Source.of(name, raw.decode("utf-8", "replace"))
        span = _span_at(before, len(before))
        found = f"byte 0x{raw[error.start]:02x}"
        raise _error(rules.writing.NOT_TEXT, source, span, found=found) from None
    return _small_enough(name, text)


def checked(name: str, text: str) -> Source:
    """Return text as a source once it is known to hold only characters people can see.

    Raises:
        ScriptErrors: Too large, or with control or invisible characters.
    """
    return _without_invisible(_small_enough(name, text))


def _small_enough(name: str, text: str) -> Source:
    source = Source.of(name, text)
    if len(text) > MOST_BYTES:
        raise _error(rules.writing.TOO_LARGE, source, Span(1, 1), size=f"{len(text) // 1024} KiB")
    return source


def _without_invisible(source: Source) -> Source:
    match = next(invisible(source.text), None)
    if match is not None:
        character, span = match
        raise _error(rules.writing.INVISIBLE_CHARACTER, source, span, character=character)
    return source


def invisible(text: str) -> Iterator[tuple[str, Span]]:
    """Yield each character that nobody can see, by its number such as "U+200B", and its place."""
    starts: list[int] = []
    for pattern in (_INVISIBLE, _ODD_SPACE):
        for match in pattern.finditer(text):
            starts = starts or [0, *(line.end() for line in re.finditer(r"\r\n|\n|\r", text))]
            at = match.end() - 1
            line = bisect_right(starts, at)
            yield f"U+{ord(text[at]):04X}", Span(line, at - starts[line - 1] + 1)


def parse(source: Source) -> Tree:
    """Parse a file that `decode` or `checked` let through.

    Raises:
        ScriptErrors: The first thing that is not plain YAML, with its place.
    """
    try:
        tree, found = build(source)
    except yaml.YAMLError as error:
        raise ScriptErrors([syntax(source, error).finding]) from None
    if found:
        raise ScriptErrors(found[:1])
    return tree


def build(
    source: Source,
    original: Source | None = None,
    place: Callable[[Span], Span] = lambda span: span,
) -> tuple[Tree, list[Diagnostic]]:
    """Return what a file holds, and what in it is YAML but no part of the language: anchors, type
    tags, odd keys, keys given twice. Of these the value is left out, or taken as text.

    Args:
        source: What is parsed.
        original: The file as people know it, when `source` was changed in memory.
        place: Where in the original something stands.

    Raises:
        yaml.YAMLError: It cannot be parsed.
        ScriptErrors: It is too large or too deep, holds nothing, or a second document.
    """
    builder = _Builder(source, original or source, place)
    return builder.build(), builder.found


def _span_at(text: str, index: int) -> Span:
    lines = re.split(r"\r\n|\n|\r", text[:index])
    return Span(len(lines), len(lines[-1]) + 1)


def _error(rule: Rule, source: Source, span: Span, **values: str) -> ScriptErrors:
    return ScriptErrors([Diagnostic(rule, source, span, values)])


def syntax(source: Source, error: yaml.YAMLError) -> Slip:
    """Return what most likely made a file unreadable."""
    from facilitator.script.reading.yaml_mistakes import cause_of
    from facilitator.script.reading.yaml_slips import Slip

    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    span = Span(mark.line + 1, mark.column + 1) if mark is not None else Span(1, 1)
    if span.line > len(source.lines):
        span = Span(len(source.lines), len(source.lines[-1]) + 1)
    text = source.line(span.line)
    indent = text[: len(text) - len(text.lstrip(" -\t"))]
    if "\t" in indent:
        return Slip(Diagnostic(rules.writing.TAB, source, Span(span.line, indent.index("\t") + 1)))
    said = printable(str(getattr(error, "problem", "") or "this is not plain YAML"))
    context = getattr(error, "context_mark", None)
    around = Span(context.line + 1, context.column + 1) if context is not None else None
    cause = cause_of(source, span.line, said, around)
    if cause is not None:
        return cause
    values = {"problem": "something does not fit here"}
    notes = (f"the reader of such files says: {said}",)
    return Slip(Diagnostic(rules.writing.BROKEN_YAML, source, span, values, notes=notes))


class _Builder:
    """Turns libyaml's events into a `Tree` with a stack of its own."""

    def __init__(self, source: Source, original: Source, place: Callable[[Span], Span]) -> None:
        self._tree = Tree(original, None)
        self._source = source
        self._original = original
        self._place_of = place
        self._stack: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._count = 0
        self._within_key = 0
        self.found: list[Diagnostic] = []

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
                    raise _error(rules.writing.TWO_DOCUMENTS, self._original, self._span(event))
            elif self._within_key and kind.endswith(("StartEvent", "EndEvent")):
                self._within_key += 1 if kind.endswith("StartEvent") else -1
            elif self._within_key:
                continue
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
            raise _error(rules.writing.EMPTY_SCRIPT, self._original, Span(1, 1))
        tree = self._tree
        if self.found:
            for places in (tree.values, tree.keys, tree.ends):
                for path in [path for path in places if _LEFT_OUT in path]:
                    del places[path]
        return Tree(tree.source, root[0], tree.values, tree.keys, tree.ends)

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        same = start.line == end.line and end.column > start.column
        length = end.column - start.column if same else 0
        if not same and type(event).__name__ == "ScalarEvent":
            length = len(self._source.line(start.line + 1).rstrip()) - start.column
        return self._place_of(Span(start.line + 1, start.column + 1, max(1, length)))

    def _last_line(self, event: Any, *, is_scalar: bool) -> int:
        end = event.end_mark
        last = end.line + (1 if end.column or not is_scalar else 0)
        return self._place_of(Span(max(1, last), 1)).line

    def _open(self, kind: str, event: Any, root: list[Any]) -> None:
        span = self._span(event)
        self._count += 1
        if kind == "AliasEvent" or event.anchor is not None:
            self._tell(rules.writing.ANCHOR, span)
        elif event.tag is not None:
            self._tell(rules.writing.TAG, span, tag=str(event.tag))
        if self._count > MOST_VALUES:
            raise _error(
                rules.writing.TOO_LARGE, self._original, span, size=f"{self._count} values"
            )
        if self._stack and isinstance(self._stack[-1][0], dict) and self._key[-1] is None:
            self._take_key(kind, event, span)
            return
        path = self._path()
        is_scalar = kind in ("ScalarEvent", "AliasEvent")
        value: Any = [] if kind == "SequenceStartEvent" else {}
        if is_scalar:
            value = self._scalar(event) if kind == "ScalarEvent" else str(event.anchor)
        if isinstance(value, str) and len(value) > MOST_LETTERS:
            count, most = f"a text of {len(value)} letters", f"{MOST_LETTERS} letters in a text"
            self._tell(rules.course.TOO_MANY_STEPS, span, count=count, most=most)
            value = value[:_LEFT_LETTERS]
        before = self._before()
        if not is_scalar and type(before) is type(value):
            # A list or mapping whose key is given twice goes on in the first one.
            value = before
            self._key[-1] = None
        else:
            if before is None:
                self._tree.values[path] = span
                if is_scalar:
                    self._tree.ends[path] = self._last_line(event, is_scalar=True)
            else:
                path = (*path, _LEFT_OUT)
            self._place(value, root, is_new=before is None)
        if not is_scalar:
            if len(self._stack) >= MOST_DEPTH:
                raise _error(rules.writing.TOO_DEEP, self._original, span, most=str(MOST_DEPTH))
            self._stack.append((value, path))
            self._key.append(None)

    def _tell(self, rule: Rule, span: Span, **values: str) -> None:
        self.found.append(Diagnostic(rule, self._original, span, values))

    def _before(self) -> Any:
        """Return what a key that is given twice already holds; None for another place."""
        container, _ = self._stack[-1] if self._stack else (None, ())
        return container.get(self._key[-1]) if isinstance(container, dict) else None

    def _take_key(self, kind: str, event: Any, span: Span) -> None:
        key = self._scalar(event) if kind == "ScalarEvent" else None
        if kind == "ScalarEvent" and isinstance(key, int | float) and not isinstance(key, bool):
            key = event.value
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._within_key = 1
        if not isinstance(key, str) or not key.strip() or len(key) > 200:
            if kind != "AliasEvent":
                self._tell(rules.writing.ODD_KEY, span)
            self._key[-1] = _LEFT_OUT
            return
        container, path = self._stack[-1]
        self._key[-1] = key
        if key in container:
            first = self._tree.keys[(*path, key)].line
            self._tell(rules.writing.KEY_TWICE, span, key=key, first=str(first))
        else:
            self._tree.keys[(*path, key)] = span

    def _path(self) -> Path:
        if not self._stack:
            return ()
        container, path = self._stack[-1]
        key = self._key[-1]
        return (*path, len(container) if isinstance(container, list) else key or "")

    def _place(self, value: Any, root: list[Any], *, is_new: bool = True) -> None:
        if not self._stack:
            root.append(value)
            return
        container, _ = self._stack[-1]
        if isinstance(container, list):
            container.append(value)
        else:
            if is_new and self._key[-1] != _LEFT_OUT:
                container[self._key[-1]] = value
            self._key[-1] = None

    def _close(self, event: Any) -> None:
        _, path = self._stack.pop()
        self._key.pop()
        self._tree.ends[path] = self._last_line(event, is_scalar=False)

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
