"""Reading a file past its slips: each is told once, mended in memory, and the rest is looked at.

What a slip was most likely meant to be is written in its place, and the file parsed again; every
place that is told afterwards is one of the file as it lies on the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import yaml

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Source, Span
from facilitator.script.reading.yaml_slips import Slip, also_in
from facilitator.script.yaml_lines import entry, indent, lines_before
from facilitator.script.yaml_tree import Tree, as_text, build, invisible, syntax

MOST_SLIPS: Final = 24
"""So many slips are mended; a file with more of them is another kind of file."""

_IN_LINE: Final = 2
"""So many slips of one line are mended before that is given up."""

UNREAD: Final = "the rest of this file is looked at once this is mended"
"""Said of a slip nobody can see past."""

ANOTHER: Final = "what stands below it is looked at once it is a file of its own"
"""Said where a second ritual begins in a file."""

_PLANS: Final = (".plan.yaml", ".plan.yml")
"""How the names of test plans end."""

_SPACES: Final = ("U+00A0", "U+1680", "U+202F", "U+205F", "U+3000")


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as far as it could be read.

    Attributes:
        source: The file.
        tree: What it holds once its slips are mended; None when nobody can see past one.
        slips: What is wrong with its form, in the order in which it was found.
        guessed: Lines in which something else may have been meant, so that whatever is found in
            them afterwards may only follow from that.
        is_whole: Nothing was left out or guessed.
    """

    source: Source
    tree: Tree | None
    slips: tuple[Diagnostic, ...] = ()
    guessed: frozenset[int] = frozenset()
    is_whole: bool = True

    def required(self) -> Tree:
        """Return what the file holds, for whoever cannot do with less.

        Raises:
            ScriptErrors: Something is wrong with its form; carries every slip.
        """
        if self.slips or self.tree is None:
            raise ScriptErrors(self.slips)
        return self.tree

    def with_rest(self, found: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[Diagnostic]:
        """Return the slips and what was found in the rest, without what only follows from them."""
        rest = [each for each in found if not self._follows(each)]
        return [*self.slips, *(each for each in rest if each not in self.slips)]

    def _follows(self, found: Diagnostic) -> bool:
        if found.source is not self.source:
            return False
        broken = (
            each.span
            for each in self.slips
            if each.rule in (rules.writing.BROKEN_YAML, rules.writing.NOT_TEXT)
        )
        at = found.span.line, found.span.column
        return found.span.line in self.guessed or at in ((s.line, s.column) for s in broken)


def read(name: str, raw: bytes) -> Reading:
    """Read a file past its slips.

    A file in another encoding is told as such and read as what editors on Windows save; of one
    that is no text even so nothing else is told.

    Raises:
        ScriptErrors: Too large.
    """
    try:
        return read_source(as_text(name, raw))
    except ScriptErrors as error:
        (found,) = error.diagnostics
        if found.rule is not rules.writing.NOT_TEXT:
            raise
    is_wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = raw.decode("utf-16" if is_wide else "cp1252", "replace")
    source = Source.of(name, text)
    place = Span(1, 1) if is_wide else Span(found.span.line, found.span.column)
    told = replace(found, source=source, span=place)
    rest = read_source(source)
    if "\0" in text or (rest.tree is not None and not isinstance(rest.tree.data, dict | list)):
        return Reading(source, None, (replace(told, notes=(UNREAD,)),), is_whole=False)
    return replace(rest, slips=(told, *rest.slips))


def read_source(source: Source) -> Reading:
    """Read text past its slips; as `read`, for what is not in a file."""
    work = _Work(source)
    return work.run()


class _Work:
    """The lines of a file while they are mended."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = list(enumerate(source.lines, 1))
        self._slips: list[Diagnostic] = []
        self._guessed: set[int] = set()
        self._mended: set[int] = set()
        self._aligned: dict[int, _Aligned] = {}
        self._is_whole = True

    def run(self) -> Reading:
        self._see()
        tree: Tree | None = None
        for _ in range(MOST_SLIPS):
            current = self._current()
            try:
                tree, found = build(current, self._source, self._place)
            except yaml.YAMLError as error:
                if not self._mend(current, syntax(current, error)):
                    break
                continue
            except ScriptErrors as error:
                (fatal,) = error.diagnostics
                if fatal.rule is rules.writing.TWO_DOCUMENTS and self._one_document(fatal):
                    continue
                if fatal.rule is rules.writing.EMPTY_SCRIPT:
                    self._slips.append(_with_beginning(fatal))
                else:
                    self._end(fatal)
                break
            self._slips += _once(found)
            self._is_whole = self._is_whole and not found
            self._guessed.update(each.span.line for each in found)
            break
        else:
            self._end(self._slips.pop())
        guessed = frozenset(self._guessed)
        return Reading(self._source, tree, tuple(self._slips), guessed, self._is_whole)

    def _current(self) -> Source:
        if not self._mended:
            return self._source
        return Source.of(self._source.name, "\n".join(text for _, text in self._lines))

    def _place(self, span: Span) -> Span:
        """Return where in the file something of the mended text stands."""
        if not self._mended or span.line > len(self._lines):
            return span
        origin, text = self._lines[span.line - 1]
        original = self._source.line(origin)
        if text == original:
            return Span(origin, span.column, span.length)
        aligned = self._aligned.get(span.line)
        if aligned is None:
            aligned = self._aligned[span.line] = _Aligned(text, original)
        start, end = aligned.column(span.column), aligned.column(span.column + span.length)
        most = len(original) + 1
        start = min(start, most)
        return Span(origin, start, max(1, min(end, most) - start))

    def _see(self) -> None:
        """Mend characters nobody can see, each kind told once."""
        first: dict[str, Span] = {}
        where: dict[str, set[int]] = {}
        for character, span in invisible(self._source.text):
            first.setdefault(character, span)
            where.setdefault(character, set()).add(span.line)
        lines: dict[int, str] = {}
        for character, span in first.items():
            notes = also_in(sorted(where[character] - {span.line}))
            values = {"character": character}
            rule = rules.writing.INVISIBLE_CHARACTER
            self._slips.append(Diagnostic(rule, self._source, span, values, notes=notes))
            odd = chr(int(character[2:], 16))
            is_space = character in _SPACES or "U+2000" <= character <= "U+200A"
            for line in where[character]:
                text = lines.get(line, self._source.line(line))
                lines[line] = text.replace(odd, " " if is_space else "")
        if lines:
            self._apply(lines)

    def _mend(self, current: Source, slip: Slip) -> bool:
        """Tell a slip and mend it; return False when nobody can see past it."""
        found, lines = slip.finding, self._best(current, slip)
        if found.rule is rules.writing.TAB:
            found, lines = self._tabs(current, found)
        place = self._place(found.span)
        told = replace(found, source=self._source, span=place)
        origins = {self._lines[number - 1][0] for number in lines}
        before = [each.message for each in self._slips if each.span.line == place.line]
        is_led_to = place.line in self._guessed or found.message in before or len(before) > _IN_LINE
        if place.line in self._mended and is_led_to and found.rule is not rules.writing.TAB:
            # What a mend has led to is no finding of its own.
            lines_told = [each.span.line for each in self._slips]
            at = lines_told.index(place.line) if place.line in lines_told else -1
            self._end(self._slips.pop(at))
            return False
        if not lines or all(current.line(number) == text for number, text in lines.items()):
            self._end(told)
            return False
        self._slips.append(told)
        self._apply(lines)
        self._mended.add(place.line)
        if not slip.is_sure:
            self._guessed.update({place.line, *origins})
        return True

    def _best(self, current: Source, slip: Slip) -> dict[int, str]:
        """Return how the lines were most likely meant: so that most of the file is readable."""
        best, furthest = dict(slip.lines), -1
        if not slip.instead:
            return best
        for way in (slip.lines, *slip.instead):
            texts = [way.get(number, text) for number, text in enumerate(current.lines, 1)]
            reached = _reached(Source.of(current.name, "\n".join(texts)))
            if reached > furthest:
                best, furthest = dict(way), reached
        return best

    def _tabs(self, current: Source, found: Diagnostic) -> tuple[Diagnostic, dict[int, str]]:
        """Return the finding about tabs with all its lines, and these with spaces instead, as
        wide as fits the file best."""
        with_tab = {
            number: text
            for number, text in enumerate(current.lines, 1)
            if "\t" in text[: len(text) - len(text.lstrip(" -\t"))]
        }
        best: tuple[tuple[int, int], dict[int, str]] = ((-1, 0), {})
        for width in (2, 4, 8, 1):
            lines = {number: _expanded(text, width) for number, text in with_tab.items()}
            texts = [lines.get(number, text) for number, text in enumerate(current.lines, 1)]
            spaced = Source.of(current.name, "\n".join(texts))
            fits = (_reached(spaced), sum(_is_below(spaced, number) for number in with_tab))
            if fits > best[0]:
                best = (fits, lines)
        others = [self._lines[number - 1][0] for number in with_tab if number != found.span.line]
        return replace(found, notes=also_in(others)), best[1]

    def _one_document(self, found: Diagnostic) -> bool:
        """Take out the line that begins a second document; return whether there is one."""
        number = next((n for n, (o, text) in enumerate(self._lines, 1) if o == found.span.line), 0)
        if not number or self._lines[number - 1][1].strip() not in ("---", "..."):
            return False
        below = [text for _, text in self._lines[number:]]
        if any(re.match(r"(ritual|part|steps|language)\s*:", text) for text in below):
            self._slips.append(replace(found, notes=(*found.notes, ANOTHER)))
            self._apply(dict.fromkeys(range(number, len(self._lines) + 1), ""))
        else:
            self._slips.append(replace(found, help="take this line out"))
            self._apply({number: ""})
        self._guessed.add(found.span.line)
        return True

    def _apply(self, lines: Mapping[int, str]) -> None:
        now: list[tuple[int, str]] = []
        for number, (origin, text) in enumerate(self._lines, 1):
            mended = lines.get(number, text)
            now += [(origin, each) for each in mended.split("\n")]
            if number in lines:
                self._mended.add(0)
        self._lines = now
        self._aligned = {}

    def _end(self, found: Diagnostic) -> None:
        notes = found.notes if UNREAD in found.notes else (*found.notes, UNREAD)
        self._slips.append(replace(found, source=self._source, notes=notes))
        self._is_whole = False


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Return findings with those about anchors and aliases as one."""
    anchors = [each for each in found if each.rule is rules.writing.ANCHOR]
    if not anchors:
        return found
    lines = sorted({each.span.line for each in anchors} - {anchors[0].span.line})
    rest = [each for each in found if each.rule is not rules.writing.ANCHOR]
    return [replace(anchors[0], notes=also_in(lines)), *rest]


class _Aligned:
    """A mended line beside the same line in the file.

    What is alike at the beginning and at the end of both stays in its place.
    """

    def __init__(self, text: str, original: str) -> None:
        self._text, self._original = text, original
        self._is_moved = text.lstrip() == original.lstrip()
        if self._is_moved:
            return
        most = min(len(text), len(original))
        self._head = head = _alike(most, lambda n: text[:n] == original[:n])
        self._tail = _alike(most - head, lambda n: text[-n:] == original[-n:])
        self._whole = text.index(original) if text.count(original) == 1 else -1
        inner = original[head : len(original) - self._tail]
        self._inner, self._inner_at = inner, text.find(inner, head) if inner else -1

    def column(self, column: int) -> int:
        """Return where in the file's line something stands whose column in the mended one is
        known."""
        behind = len(self._original) - len(self._text)
        if self._is_moved:
            return max(1, column + behind)
        if column - 1 <= self._head:
            return column
        if len(self._text) - (column - 1) <= self._tail:
            return column + behind
        if self._whole >= 0:
            return max(1, column - self._whole)
        at = self._inner_at
        if at >= 0 and at <= column - 1 <= at + len(self._inner):
            return self._head + column - at
        return min(column, len(self._original) - self._tail + 1)


def _alike(most: int, is_alike: Callable[[int], bool]) -> int:
    """Return the greatest number up to `most` of which two lines are alike; whoever is alike in
    so many characters is so in fewer."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if is_alike(middle) else (low, middle - 1)
    return low


def _expanded(text: str, width: int) -> str:
    start = len(text) - len(text.lstrip(" -\t"))
    before = text[:start]
    dash = before.rfind("-")
    before = before[: dash + 1].replace("\t", " " * width) + (
        " " if dash >= 0 else before[dash + 1 :].replace("\t", " " * width)
    )
    return before + text[start:]


def _is_below(source: Source, line: int) -> bool:
    """Say whether a line stands further in than a key above it that has nothing in its line."""
    above = entry(source, next(iter(lines_before(source, line)), 0))
    return above is None or bool(above.value) or indent(source.line(line)) >= above.column


def _reached(source: Source) -> int:
    """Return the line down to which a text can be parsed; one more than there are for all."""
    try:
        build(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return mark.line if mark is not None else 0
    except ScriptErrors:
        return 0
    return len(source.lines) + 1


def _with_beginning(empty: Diagnostic) -> Diagnostic:
    """Return the finding that a file is empty with how one of its kind begins."""
    if empty.source.name.lower().endswith(_PLANS):
        return replace(empty, help="begin each case with `- people: …` and `expect: […]`")
    return empty
