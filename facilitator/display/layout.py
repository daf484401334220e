"""How a view fills a terminal: a pure function from a view and a size to lines.

Top: the ritual, and how well it is heard. Middle: the moment in large letters, what is asked,
the time left. Bottom: what the voice says, what is wrong, how to stop. Each of these keeps its
place, so that nothing jumps when one of them is empty.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from facilitator.clock import countdown
from facilitator.display.bigtype import big_height, big_text, big_width, spelled
from facilitator.display.view import OVER, View, stop_line

Role = Literal[
    "plain", "dim", "headline", "first", "second", "asked", "caption", "time", "left", "gone",
    "meter", "foot", "problem",
]  # fmt: skip
"""What a piece of a line is; the terminal chooses the color."""


class Span(NamedTuple):
    """A piece of a line with one role."""

    text: str
    role: Role = "plain"


Line = tuple[Span, ...]
"""One line, from the left margin; never wider than the terminal."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs a terminal can show.

    Attributes:
        unicode: Any character at all beyond ASCII.
        ring: Also quadrant blocks, of which the ring is made, and small rectangles.
    """

    unicode: bool = True
    ring: bool = True


LOUDEST_DBFS: Final = -20.0
"""The meter is full: a person speaking close by."""

METER_STEPS: Final = 10
_CAPTION_LINES: Final = 3
_WIDEST_TEXT: Final = 76
_HEIGHT_FOR_BIG_QUESTION: Final = 36


def lines(view: View, width: int, height: int, signs: Signs = Signs()) -> list[Line]:
    """Return exactly `height` lines that show a view, none wider than `width` columns."""
    width, height = max(1, width), max(1, height)
    page = _Page(view, width, height, signs)
    made = page.tiny() if height < 8 or width < 24 else page.whole()
    made = made[:height] + [()] * (height - len(made))
    return [_cut(line, width, signs) for line in made]


def meter_steps(view: View) -> int:
    """Return how many of `METER_STEPS` of the listening meter are lit: speech over noise."""
    if not view.listening:
        return 0
    quietest = min(-40.0, max(-70.0, view.noise_dbfs))
    share = (view.level_dbfs - quietest) / (LOUDEST_DBFS - quietest)
    return max(0, min(METER_STEPS, round(share * METER_STEPS)))


@dataclass(frozen=True, slots=True)
class _Page:
    view: View
    width: int
    height: int
    signs: Signs

    def whole(self) -> list[Line]:
        margin = 1 if self.height >= 16 else 0
        caption = _CAPTION_LINES if self.height >= 16 else 1
        below = self._caption(caption) + self._problem() + [self._foot()] + [()] * margin
        roomy = 1 if self.height >= 30 else 0
        above: list[Line] = [()] * margin + [self._top()] + [()] * roomy
        middle = self.height - len(above) - len(below)
        return above + self._middle(middle) + below

    def tiny(self) -> list[Line]:
        """The most important first, for a window with hardly any room."""
        view = self.view
        left = "" if view.remaining is None else f"  {countdown(view.remaining)}"
        first = (Span(view.headline or view.title, self._tint()), Span(left, "time"))
        found: list[Line] = [(Span(view.note, "problem"),)] if view.note else []
        found += [first, (Span(stop_line(view, self.width), "foot"),), (Span(view.asked, "asked"),)]
        return [*found, (Span(view.caption, "caption"),)]

    def _tint(self) -> Role:
        if self.view.mode == "deaf":
            return "problem"
        return {0: "first", 1: "second"}.get(self.view.partner, "headline")  # type: ignore[return-value]

    def _top(self) -> Line:
        margin = "  "
        title = Span(margin + self.view.title if self.view.headline else "", "dim")
        meter = self._meter()
        used = _columns(title.text) + sum(_columns(span.text) for span in meter)
        if used + 4 > self.width:
            return (title,)
        return (title, Span(" " * (self.width - used - 2)), *meter)

    def _meter(self) -> Line:
        if self.view.mode in ("loading", *OVER):
            return ()
        if not self.view.listening:
            return (Span("not listening", "problem"),)
        lit = meter_steps(self.view)
        on, off = (
            ("▮", "▯") if self.signs.ring else ("█", "░") if self.signs.unicode else ("#", "-")
        )
        return (
            Span("listening ", "dim"),
            Span(on * lit, "meter"),
            Span(off * (METER_STEPS - lit), "gone"),
        )

    def _caption(self, room: int) -> list[Line]:
        if not self.view.caption:
            return [()] * room
        wrapped = self._wrapped(f"“{self.view.caption}”", room)
        made = [self._centered(text, "caption") for text in wrapped]
        return made + [()] * (room - len(made))

    def _problem(self) -> list[Line]:
        if not self.view.note:
            return [()]
        room = 3 if self.height >= 16 else 1
        return [self._centered(text, "problem") for text in self._wrapped(self.view.note, room)]

    def _foot(self) -> Line:
        return self._centered(stop_line(self.view, self.width - 2), "foot")

    def _wrapped(self, text: str, room: int) -> list[str]:
        width = max(8, min(_WIDEST_TEXT, self.width - 4))
        placeholder = " …" if self.signs.unicode else " ..."
        return textwrap.wrap(text, width, max_lines=room, placeholder=placeholder)

    def _centered(self, text: str, role: Role) -> Line:
        indent = max(0, (self.width - _columns(text)) // 2)
        return (Span(" " * indent), Span(text, role))

    def _middle(self, room: int) -> list[Line]:
        if self.view.mode == "loading":
            return _placed([*self._headline(room - 2), (), *self._loading()], room)
        for headline_scale, time_kind in self._choices():
            made = self._composed(headline_scale, time_kind, room)
            if made is not None:
                return _placed(made, room)
        return _placed(self._composed(0, "line", 99) or [], room)

    def _choices(self) -> list[tuple[int, str]]:
        kinds = ["ring", "big2", "big1", "line"] if self.signs.ring else ["big2", "big1", "line"]
        if self.view.remaining is None:
            return [(scale, "none") for scale in (3, 2, 1, 0)]
        return [
            (scale, kind)
            for scale, kind in (
                *((3, kind) for kind in kinds[:2]),
                *((2, kind) for kind in kinds[:-1]),
                *((1, kind) for kind in kinds),
                *((0, kind) for kind in kinds[-2:]),
            )
        ]

    def _composed(self, scale: int, kind: str, room: int) -> list[Line] | None:
        """Headline, question and time at these sizes; None when that is too large."""
        head = self._headline_at(scale)
        if head is None:
            return None
        asked = self._asked()
        rest = room - len(head) - len(asked)
        time = self._time(kind, rest - (1 if asked else 0))
        if time is None or len(time) > rest:
            return None
        gap: list[Line] = [()] if len(time) + 1 < rest else []
        return head + asked + (gap + time if time else [])

    def _headline(self, room: int) -> list[Line]:
        for scale in (3, 2, 1):
            made = self._headline_at(scale)
            if made is not None and len(made) <= room:
                return made
        return self._headline_at(0) or []

    def _headline_at(self, scale: int) -> list[Line] | None:
        text = self.view.headline or self.view.title
        if not text:
            return []
        if scale == 0:
            return [self._centered(text, self._tint())]
        letters = spelled(text)
        if letters is None:
            return None
        blocks = self.signs.unicode
        rows: list[Line] = []
        for part in _broken(letters, self.width - 4, scale):
            if big_width(part, scale) > self.width - 4:
                return None
            drawn = big_text(part, scale, blocks=blocks)
            rows += [self._centered(row, self._tint()) for row in drawn]
        return rows

    def _asked(self) -> list[Line]:
        if not self.view.asked:
            return []
        letters = spelled(self.view.asked) if self.height >= _HEIGHT_FOR_BIG_QUESTION else None
        if letters is not None and big_width(letters, 1) <= self.width - 4:
            rows = big_text(letters, blocks=self.signs.unicode)
            return [(), *(self._centered(row, "asked") for row in rows)]
        found = [self._centered(text, "asked") for text in self._wrapped(self.view.asked, 2)]
        return [(), *found] if self.height >= 16 else found

    def _time(self, kind: str, room: int) -> list[Line] | None:
        remaining = self.view.remaining
        if remaining is None:
            return []
        text = countdown(remaining)
        if kind == "ring":
            return self._ring(text, room)
        if kind == "line":
            return [self._bar(text)]
        scale = 2 if kind == "big2" else 1
        if big_width(text, scale) > self.width - 4:
            return None
        if scale == 2 and room < 2 * big_height(2, blocks=self.signs.unicode, below=False):
            return None
        drawn = big_text(text, scale, blocks=self.signs.unicode, below=False)
        return [*(self._centered(row, "time") for row in drawn), (), self._bar("")]

    def _share(self) -> float:
        remaining, length = self.view.remaining or 0, self.view.length or 0
        return max(0.0, min(1.0, remaining / length)) if length > 0 else 0.0

    def _bar(self, text: str) -> Line:
        room = max(4, min(60, self.width - 8 - len(text) - 2))
        lit = round(self._share() * room)
        if self._share() > 0.0:
            lit = max(1, lit)
        on, off = ("━", "─") if self.signs.unicode else ("=", "-")
        parts = [Span(on * lit, "left"), Span(off * (room - lit), "gone")]
        if text:
            parts.append(Span(f"  {text}", "time"))
        indent = (self.width - sum(len(span.text) for span in parts)) // 2
        return (Span(" " * max(0, indent)), *parts)

    def _ring(self, text: str, room: int) -> list[Line] | None:
        rows = min(room - 1, 26, (self.width - 4) // 2)
        scale = 2 if rows >= 20 and big_width(text, 2) < rows * 1.4 else 1
        inside = big_text(text, scale, below=False)
        if rows < 13 or len(inside[0]) > rows * 1.5:
            return None
        ring = ring_cells(rows, self._share())
        top = (rows - len(inside)) // 2
        made = []
        for index, row in enumerate(ring):
            spans = _runs(row)
            if top <= index < top + len(inside):
                spans = _overlaid(row, inside[index - top])
            made.append((Span(" " * ((self.width - 2 * rows) // 2)), *spans))
        return made

    def _loading(self) -> list[Line]:
        found: list[Line] = []
        widest = max((_columns(label) for label, _ in self.view.loading), default=0)
        room = max(4, min(30, self.width - widest - 10))
        on, off = ("━", "─") if self.signs.unicode else ("=", "-")
        for label, done in self.view.loading:
            lit = round(max(0.0, min(1.0, done)) * room)
            indent = " " * max(0, (self.width - widest - 2 - room) // 2)
            padded = label + " " * (widest - _columns(label) + 2)
            spans = (Span(on * lit, "left"), Span(off * (room - lit), "gone"))
            found.append((Span(indent), Span(padded, "asked"), *spans))
        return found


def _placed(made: list[Line], room: int) -> list[Line]:
    """Put lines in the middle of the room, a little above the center, as the eye likes it."""
    spare = max(0, room - len(made))
    above = spare * 2 // 5
    return ([()] * above + made + [()] * (spare - above))[: max(0, room)]


def _broken(text: str, width: int, scale: int) -> list[str]:
    """Break a headline of the smallest size where it is too wide; at most into two parts."""
    if scale > 1 or big_width(text, scale) <= width or " " not in text:
        return [text]
    spaces = [index for index, sign in enumerate(text) if sign == " "]
    best = min(
        spaces,
        key=lambda at: max(big_width(text[:at], scale), big_width(text[at + 1 :], scale)),
    )
    return [text[:best], text[best + 1 :]]


Cell = tuple[str, Role]

_QUADRANTS: Final = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_QUARTERS: Final = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))


def ring_cells(rows: int, share: float) -> list[list[Cell]]:
    """Draw a ring `rows` lines high and twice as many columns wide.

    Args:
        rows: Height in lines.
        share: How much of it is left, 0 to 1; it empties clockwise from the top.
    """
    return [
        [(sign, "left" if angle >= 1.0 - share else "gone") for sign, angle in row]
        for row in _ring_shape(rows)
    ]


@lru_cache(maxsize=4)
def _ring_shape(rows: int) -> list[list[tuple[str, float]]]:
    """Return the signs of a ring, each with its angle from the top, clockwise, 0 to 1."""
    outer, inner = rows / 2, rows / 2 - max(1.0, rows / 11)
    shape = []
    for row in range(rows):
        line = []
        for column in range(2 * rows):
            bits = 0
            for bit, (dx, dy) in enumerate(_QUARTERS):
                x, y = (column + dx) / 2 - outer, row + dy - outer
                if inner <= math.hypot(x, y) <= outer:
                    bits |= 1 << bit
            x, y = (column + 0.5) / 2 - outer, row + 0.5 - outer
            line.append((_QUADRANTS[bits], math.atan2(x, -y) / (2 * math.pi) % 1.0))
        shape.append(line)
    return shape


def _runs(row: list[Cell]) -> list[Span]:
    spans: list[Span] = []
    for sign, role in row:
        if spans and (spans[-1].role == role or sign == " "):
            spans[-1] = Span(spans[-1].text + sign, spans[-1].role)
        else:
            spans.append(Span(sign, role))
    return spans


def _overlaid(row: list[Cell], text: str) -> list[Span]:
    start = (len(row) - len(text)) // 2
    middle: list[Cell] = [(sign, "time") for sign in text]
    return _runs(row[:start]) + _runs(middle) + _runs(row[start + len(text) :])


@lru_cache(maxsize=512)
def _columns(text: str) -> int:
    """Return how many columns a text takes, wide characters counted twice."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


_ASCII: Final = str.maketrans(
    {"“": '"', "”": '"', "’": "'", "‘": "'", "…": ".", "–": "-", "—": "-", "·": "-"}
)


def _cut(line: Line, width: int, signs: Signs) -> Line:
    """Keep a line within the terminal, and free of control characters."""
    kept: list[Span] = []
    used = 0
    for text, role in line:
        shown = text
        if not text.isprintable():
            shown = "".join(sign if sign.isprintable() else " " for sign in text)
        if not signs.unicode:
            shown = shown.translate(_ASCII).encode("ascii", "replace").decode("ascii")
        while used + _columns(shown) > width:
            shown = shown[: max(0, min(len(shown) - 1, width - used))]
        used += _columns(shown)
        if shown:
            kept.append(Span(shown, role))
    return tuple(kept)
