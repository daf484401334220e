"""A session drawn as a timeline that a person likes to look at.

Rows of some minutes each; in every row a lane for the facilitator's voice and bells, one for
each partner, and one for what was heard. Silences lie across the partners' lanes; pauses are
hatched; hush and stop are upright marks. The drawing is SVG without scripts or outside parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as Xml

from facilitator.clock import RATE_HZ, Samples, session_time, written_length
from facilitator.session.spans import Course, Mark, Span, course, outside
from facilitator.session.svg import INK, Canvas, fitting, shortened, text_width
from facilitator.session.timeline import Entry

WIDTH: Final = 1200
_MARGIN: Final = 36
_LABELS: Final = 96
_LEFT: Final = _MARGIN + _LABELS
_RIGHT: Final = WIDTH - _MARGIN - 14
_TOP: Final = 108
_LANE: Final = 30
_GAP: Final = 9
_HEARD: Final = 44
_AXIS: Final = 24
_BETWEEN: Final = 22
_ROW_MINUTES: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60, 120, 240)
_MOST_ROWS: Final = 5

_FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
)
_SERIF: Final = "'Iowan Old Style', Palatino, Georgia, 'Noto Serif', 'DejaVu Serif', serif"
_PAPER: Final = "#faf7f2"
_CARD: Final = "#ffffff"
_SOFT_INK: Final = "#6b655c"
_GRID: Final = "#ece6dc"
_VOICE: Final = "#93a68f"
_BELL: Final = "#c1974a"
_STILL: Final = "#e3ebe8"
_STILL_INK: Final = "#45605a"
_PAUSE: Final = "#a39a8d"
_HUSH: Final = "#d08c2c"
_STOP: Final = "#a9432f"
_PARTNERS: Final = (
    ("#f1cfb4", "#c27d4e", "#6d3d1c"),
    ("#c3dae7", "#5b8fae", "#1f4a63"),
    ("#d9cdea", "#8b72b5", "#46316b"),
    ("#dde0b3", "#8f9447", "#4a4d17"),
)
"""For each partner: the turn, the voice within it, and the text on it."""


def picture(entries: Iterable[Entry], *, title: str, partners: Sequence[str]) -> str:
    """Return a session as an SVG document.

    Args:
        entries: Its timeline.
        title: The ritual as people say it.
        partners: Names in their order; turns of anybody else get lanes of their own.

    Takes milliseconds for an hour of session.
    """
    held = course(entries)
    names = list(partners)
    names += sorted({turn.text for turn in held.of("turn")} - set(names))
    page = _Page(held, title, names)
    return page.drawn()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: the stretch of time it shows, and where its top edge lies."""

    start: Samples
    end: Samples
    top: float

    def x(self, at: float) -> float:
        return _LEFT + (at - self.start) / (self.end - self.start) * (_RIGHT - _LEFT)


class _Page:
    def __init__(self, held: Course, title: str, names: Sequence[str]) -> None:
        self._course = held
        self._title = title
        self._names = names
        length = max(held.end, 1)
        self._minutes = next(
            (each for each in _ROW_MINUTES if length <= _MOST_ROWS * each * 60 * RATE_HZ),
            _ROW_MINUTES[-1],
        )
        row = self._minutes * 60 * RATE_HZ
        count = -(-length // row)
        if count == 1:
            row = max(-(-length // (15 * RATE_HZ)) * 15 * RATE_HZ, 15 * RATE_HZ)
        self._rows = [
            _Row(index * row, (index + 1) * row, _TOP + index * (self._row_height + _BETWEEN))
            for index in range(count)
        ]
        self._height = round(self._rows[-1].top + self._row_height + 74)
        self._canvas = Canvas(WIDTH, self._height, font=_FONT)

    @property
    def _lanes_height(self) -> float:
        return (1 + len(self._names)) * (_LANE + _GAP)

    @property
    def _row_height(self) -> float:
        return 12 + self._lanes_height + _HEARD + _AXIS

    def drawn(self) -> str:
        canvas = self._canvas
        canvas.describe(
            f"{self._title}: a session as a timeline", self._description(), name="session"
        )
        canvas.hatch("pause", _PAUSE)
        canvas.rect(0, 0, WIDTH, self._height, fill=_PAPER)
        canvas.text(_MARGIN, 56, self._title, size=30, family=_SERIF)
        canvas.text(_MARGIN, 84, self._summary(), size=15, fill=_SOFT_INK)
        for row in self._rows:
            self._draw(row)
        self._legend(self._height - 34)
        return canvas.document()

    def _description(self) -> str:
        turns = [f"{each.text}’s turn, {_lasted(each)}" for each in self._course.of("turn")]
        still = [f"silence, {_lasted(each)}" for each in self._course.of("silence")]
        stops = [mark.text for mark in self._course.marks if mark.kind == "stop"]
        return "; ".join([self._summary(), *still, *turns, *stops]) + "."

    def _summary(self) -> str:
        endings = {
            "completed": "held to the end",
            "declined": "not today",
            "stopped": "stopped",
            "deaf": "stopped because it could not hear",
        }
        ending = endings.get(self._course.outcome, "")
        names = " and ".join(self._names) if len(self._names) < 3 else ", ".join(self._names)
        parts = [names, written_length(self._course.end), ending]
        return "  ·  ".join(part for part in parts if part)

    # One row, from the ground up.

    def _draw(self, row: _Row) -> None:
        self._canvas.rect(
            _MARGIN - 14,
            row.top,
            WIDTH - 2 * _MARGIN + 28,
            self._row_height,
            fill=_CARD,
            radius=14,
            stroke="#efe9df",
        )
        self._grid(row)
        for index, name in enumerate(["Voice", *self._names]):
            self._canvas.text(
                _MARGIN + 4, self._lane(row, index) + 20, shortened(name, 88, 14), size=14
            )
        self._canvas.text(_MARGIN + 4, self._heard(row) + 14, "Heard", size=14)
        for span in self._course.of("silence"):
            self._silence(row, span)
        for span in self._course.of("turn"):
            self._turn(row, span)
        for span in self._course.of("voices"):
            self._voices(row, span)
        for span in self._course.of("prompt"):
            self._prompt(row, span)
        for span in self._course.of("bell"):
            self._bell(row, span)
        for span in self._course.of("pause"):
            self._pause(row, span)
        for span in self._course.of("hush"):
            self._hush(row, span)
        self._marks(row)

    def _lane(self, row: _Row, index: int) -> float:
        return row.top + 12 + index * (_LANE + _GAP)

    def _heard(self, row: _Row) -> float:
        return row.top + 12 + self._lanes_height + 2

    def _grid(self, row: _Row) -> None:
        axis = row.top + self._row_height - _AXIS
        tick = _tick(row.end - row.start)
        for at in range(row.start, row.end + 1, tick):
            x = row.x(at)
            self._canvas.line(x, row.top + 8, x, axis + 2, stroke=_GRID)
            anchor = "end" if at == row.end else "middle"
            label = session_time(at) + (" min" if at == row.start else "")
            anchor = "start" if at == row.start else anchor
            self._canvas.text(x, axis + 16, label, size=12, fill=_SOFT_INK, anchor=anchor)

    def _silence(self, row: _Row, span: Span) -> None:
        box = self._box(row, span, self._lane(row, 1), self._lanes_height - _LANE - 2 * _GAP)
        if box is None:
            return
        x, y, width, height = box
        name = span.text or "Silence"
        group = self._canvas.group(f"{name}, {_lasted(span)}, from {session_time(span.start)}")
        self._strip(row, span, box, _STILL, group)
        if self._is_widest(row, span):
            label = fitting(width - 16, 15, f"{name}  ·  {_lasted(span)}", name)
            middle = y + height / 2 + 5
            self._canvas.text(
                x + width / 2, middle, label, size=15, fill=_STILL_INK, anchor="middle", on=group
            )

    def _turn(self, row: _Row, span: Span) -> None:
        index = self._names.index(span.text)
        box = self._box(row, span, self._lane(row, 1 + index), _LANE)
        if box is None:
            return
        x, y, width, _ = box
        ground, _, ink = _PARTNERS[index % len(_PARTNERS)]
        detail = f": {span.detail}" if span.detail else ""
        group = self._canvas.group(f"{span.text}’s turn, {_lasted(span)}{detail}")
        self._strip(row, span, box, ground, group)
        if self._is_widest(row, span):
            whole = f"{span.detail or span.text}  ·  {_lasted(span)}"
            label = fitting(width - 20, 13, whole, span.detail, _lasted(span))
            self._canvas.text(x + 10, y + 17, label, size=13, fill=ink, on=group)

    def _voices(self, row: _Row, span: Span) -> None:
        for turn in self._course.of("turn"):
            inside = Span(max(span.start, turn.start), min(span.end, turn.end), "voices")
            index = self._names.index(turn.text)
            lane = self._lane(row, 1 + index) + _LANE - 8
            box = self._box(row, inside, lane, 4) if inside.end > inside.start else None
            if box is not None:
                self._canvas.rect(*box, fill=_PARTNERS[index % len(_PARTNERS)][1], radius=2)
        for start, end in outside(span, self._course.of("turn")):
            box = self._box(row, Span(start, end, "voices"), self._heard(row), 4)
            if box is not None:
                self._canvas.rect(*box, fill="#b9b1a5", radius=2)

    def _prompt(self, row: _Row, span: Span) -> None:
        box = self._box(row, span, self._lane(row, 0) + 5, _LANE - 10)
        if box is not None:
            group = self._canvas.group(f"{session_time(span.start)}  “{span.text}”")
            self._canvas.rect(*box, fill=_VOICE, radius=6, on=group)

    def _bell(self, row: _Row, span: Span) -> None:
        if not row.start <= span.start < row.end:
            return
        x, y = row.x(span.start), self._lane(row, 0) + _LANE / 2
        group = self._canvas.group(f"{session_time(span.start)}  {span.text or 'bell'} bell")
        self._bowl(x, y, on=group)

    def _bowl(self, x: float, y: float, on: Xml.Element | None = None) -> None:
        for radius, opacity in ((13.0, 0.28), (9.0, 0.55)):
            self._canvas.circle(x, y, radius, on=on, fill="none", stroke=_BELL, opacity=opacity)
        self._canvas.circle(x, y, 5.0, on=on, fill=_BELL)

    def _pause(self, row: _Row, span: Span) -> None:
        box = self._box(row, span, row.top + 10, self._lanes_height)
        if box is None:
            return
        x, y, width, height = box
        group = self._canvas.group(f"Paused for {_lasted(span)}")
        self._canvas.rect(x, y, width, height, fill=_CARD, radius=6, on=group, opacity=0.6)
        self._canvas.rect(x, y, width, height, fill="url(#pause)", radius=6, on=group)
        if width > 60 and self._is_widest(row, span):
            middle = y + height / 2
            self._canvas.rect(
                x + width / 2 - 32, middle - 12, 64, 22, fill=_CARD, radius=11, on=group
            )
            self._canvas.text(
                x + width / 2, middle + 4, "paused", size=13, anchor="middle", on=group
            )

    def _hush(self, row: _Row, span: Span) -> None:
        if not row.start <= span.start < row.end:
            return
        x = row.x(span.start)
        group = self._canvas.group(f"{session_time(span.start)}  hush: perhaps “{span.text}”")
        bottom = self._heard(row)
        self._canvas.line(x, row.top + 10, x, bottom, on=group, stroke=_HUSH, width=2.0, dash="3 3")
        self._canvas.circle(x, row.top + 10, 3.5, on=group, fill=_HUSH)

    def _marks(self, row: _Row) -> None:
        here = [mark for mark in self._course.marks if row.start <= mark.at < row.end]
        if row is self._rows[-1]:
            here += [mark for mark in self._course.marks if mark.at >= row.end]
        taken = [0.0, 0.0]
        for mark in here:
            self._mark(row, mark, taken)

    def _mark(self, row: _Row, mark: Mark, taken: list[float]) -> None:
        x, y = min(row.x(mark.at), _RIGHT), self._heard(row)
        is_stop = mark.kind == "stop"
        size = 13
        color = {"stop": _STOP, "passing": _SOFT_INK}.get(mark.kind, INK)
        width = text_width(mark.text, size) + 12
        left = max(_LEFT, min(x - 2, _RIGHT - width))
        level = next((index for index, edge in enumerate(taken) if edge <= left), None)
        group = self._canvas.group(f"{session_time(mark.at)}  {mark.text}")
        if is_stop:
            self._canvas.line(x, row.top + 6, x, y + 6, on=group, stroke=_STOP, width=3.0)
            self._canvas.circle(x, row.top + 8, 5.5, on=group, fill=_STOP)
        else:
            self._dot(x, y + 2, mark.kind, group)
        if level is None and not is_stop:
            return
        level = level or 0
        taken[level] = left + width
        weight = "600" if is_stop else "400"
        self._canvas.text(
            left, y + 19 + 16 * level, mark.text, size=size, fill=color, weight=weight, on=group
        )

    def _dot(self, x: float, y: float, kind: str, on: Xml.Element | None = None) -> None:
        if kind == "phrase":
            self._canvas.circle(x, y, 3.2, on=on, fill=INK)
        else:
            stroke = _HUSH if kind == "lost" else _SOFT_INK
            self._canvas.circle(x, y, 3.0, on=on, fill=_CARD, stroke=stroke)

    def _legend(self, y: float) -> None:
        x = float(_MARGIN)
        for kind, label in self._legend_parts():
            if kind == "bell":
                self._bowl(x + 13, y - 5)
            elif kind in ("hush", "stop"):
                color, dash = (_HUSH, "3 3") if kind == "hush" else (_STOP, "")
                self._canvas.line(x + 13, y - 14, x + 13, y + 4, stroke=color, width=2.5, dash=dash)
            elif kind in ("phrase", "passing", "lost"):
                self._dot(x + 13, y - 5, kind)
            else:
                fill = {"prompt": _VOICE, "silence": _STILL, "pause": "url(#pause)"}.get(kind, "")
                high = 4.0 if kind == "voices" else 14.0
                self._canvas.rect(x, y - 5 - high / 2, 26, high, fill=fill or "#b9b1a5", radius=4)
            self._canvas.text(x + 34, y, label, size=13, fill=_SOFT_INK)
            x += 34 + text_width(label, 13) + 26

    def _legend_parts(self) -> list[tuple[str, str]]:
        labels = {
            "prompt": "the voice speaks",
            "bell": "bell",
            "silence": "silence",
            "voices": "somebody speaks",
            "phrase": "words understood",
            "passing": "words in passing",
            "lost": "input lost",
            "pause": "paused",
            "hush": "hush: perhaps the safe word",
            "stop": "stop",
        }
        used = {span.kind for span in self._course.spans}
        used |= {mark.kind for mark in self._course.marks}
        return [(kind, label) for kind, label in labels.items() if kind in used]

    # Shapes.

    def _box(
        self, row: _Row, span: Span, y: float, height: float
    ) -> tuple[float, float, float, float] | None:
        start, end = max(span.start, row.start), min(span.end, row.end)
        if end <= start:
            return None
        return row.x(start), y, max(2.5, row.x(end) - row.x(start)), height

    def _strip(
        self,
        row: _Row,
        span: Span,
        box: tuple[float, float, float, float],
        fill: str,
        on: Xml.Element,
    ) -> None:
        begins, ends = span.start >= row.start, span.end <= row.end
        self._canvas.strip(box, fill=fill, round_left=begins, round_right=ends, on=on)

    def _is_widest(self, row: _Row, span: Span) -> bool:
        """Say whether this row shows the largest part of a span: there it is labelled."""
        parts = [min(span.end, each.end) - max(span.start, each.start) for each in self._rows]
        return parts.index(max(parts)) == self._rows.index(row)


_TICKS_SECONDS: Final = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)


def _tick(length: Samples) -> Samples:
    seconds = next((each for each in _TICKS_SECONDS if length <= each * 10 * RATE_HZ), 14_400)
    return seconds * RATE_HZ


def _lasted(span: Span) -> str:
    return written_length(span.end - span.start)
