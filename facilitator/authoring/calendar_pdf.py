"""A programme over days as a calendar page of PDF, in landscape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.authoring.calendar import Calendar, Day, columns
from facilitator.authoring.one_page import (
    choice_texts,
    deck_texts,
    entry_texts,
    every_day_line,
    own_texts,
    programme_facts,
)
from facilitator.authoring.panels_pdf import draw_art, draw_below, draw_foot, draw_questions
from facilitator.authoring.sheet_pdf import PAPERS, Sheet
from facilitator.authoring.tones import TEXT, TONES, Tones
from facilitator.errors import UsageError

_SIZES: Final = (12.5, 11.8, 11.1, 10.5, 9.9, 9.3, 8.8, 8.3, 7.9)
_SIDE: Final = 13.0
_TOP: Final = 10.0
_FOOT: Final = 9.0
_GAP: Final = 2.6
_PAD: Final = 2.6
_LARGEST_BOX: Final = 4.6
_EASY: Final = 9.9
"""Size of letters, in points, that rather stays than that every note is kept."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Letters of a size in points, so many notes a day, and rows of a height in millimetres."""

    size: float
    notes: int
    row: float


def calendar_pdf(calendar: Calendar, *, paper: str = "a4", questions: bool = False) -> bytes:
    """Return a programme as a PDF: one page of days in landscape, the fuller the smaller its
    letters; beyond five weeks as many as it takes.

    Args:
        calendar: What stands on it.
        paper: "a4" or "letter".
        questions: Add the questions of its decks on further pages.

    Raises:
        UsageError: fpdf2 is not installed, the days do not fit, or a text holds letters that no
            font here has.
    """
    width, height = PAPERS[paper]
    texts, language = _texts(calendar), calendar.own.language
    sheet = Sheet(calendar.title, calendar.about, (height, width), texts, language)
    page = _Page(sheet, TONES[calendar.depth], calendar)
    for number, days in enumerate(calendar.pages()):
        if number:
            sheet.next_page()
        page.draw(days)
    if questions:
        tones = TONES[calendar.depth]
        draw_questions(sheet, tones, calendar.title, calendar.decks, calendar.own)
    return sheet.output()


def _texts(calendar: Calendar) -> Iterator[str]:
    yield from own_texts(calendar.own)
    yield from (calendar.title, calendar.about, calendar.partners, calendar.rhythm, calendar.id)
    for day in calendar.days:
        yield from (day.task, day.length, *day.notes)
    for entry in calendar.every_day:
        yield from entry_texts(entry)
    yield from choice_texts(calendar.choices)
    yield from (*calendar.agreed.safe, *calendar.agreed.pause)
    yield from deck_texts(calendar.decks)


class _Page:
    """One page of days."""

    def __init__(self, sheet: Sheet, tones: Tones, calendar: Calendar) -> None:
        self._sheet = sheet
        self._tones = tones
        self._calendar = calendar
        self._inner = sheet.width - 2 * _SIDE

    def draw(self, days: Sequence[Day]) -> None:
        """Draw the title, the days in a grid, and what holds on all of them.

        Raises:
            UsageError: Even their names alone do not fit.
        """
        sheet = self._sheet
        across = columns(len(days))
        wide = (self._inner - _GAP * (across - 1)) / across
        rows = -(-len(days) // across)
        bottom = sheet.height - _FOOT
        sheet.dry = True
        layout = self._layout(days, wide, rows, bottom)
        sheet.dry = False
        y = _TOP + self._header(_TOP)
        if self._calendar.every_day:
            y += self._every_day(y)
        y += 2.0
        for index, day in enumerate(days):
            row, column = divmod(index, across)
            x, top = _SIDE + column * (wide + _GAP), y + row * (layout.row + _GAP)
            self._day(day, layout, x, top, wide)
        y += rows * (layout.row + _GAP) + 0.5
        below = self._below(y, measure=True)
        self._below(bottom - 8.0 - below, measure=False)
        own, name = self._calendar.own, self._calendar.id
        draw_foot(sheet, self._tones, name, own, 10, _SIDE, self._inner, bottom, ticks=0)
        if any(len(day.notes) > layout.notes for day in days):
            half = self._inner / 2
            line = bottom - sheet.line_height(9)
            rest = own.text("calendar rest")
            sheet.text(_SIDE + half, line, half, rest, 9, style="I", align="R")

    def _layout(self, days: Sequence[Day], wide: float, rows: int, bottom: float) -> _Layout:
        head = self._header(_TOP) + (self._every_day(0) if self._calendar.every_day else 0) + 2.0
        room = bottom - _TOP - head - 8.0 - self._below(0, measure=True) - 0.5
        row = room / rows - _GAP
        tries = [(size, notes) for notes in (5, 4, 3) for size in _SIZES if size >= _EASY]
        tries += [(size, notes) for notes in (3, 2, 1, 0) for size in _SIZES]
        for size, notes in tries:
            layout = _Layout(size, notes, row)
            if all(self._day(day, layout, 0, 0, wide) <= row for day in days):
                return layout
        raise UsageError(
            f"{self._calendar.title} has days whose names do not fit a page.",
            help="Shorten `task` to a few words.",
        )

    def _header(self, y: float) -> float:
        """Draw the title to the right of the circles, and return the height."""
        sheet, tones, began = self._sheet, self._tones, y
        draw_art(sheet, tones, _SIDE + 10.5, y + 10.5, 0.92)
        x, width = _SIDE + 26, self._inner - 26
        title = sheet.fitting_size(self._calendar.title, 27, width, "B")
        y += sheet.text(
            x, y - 1, width, self._calendar.title, title, style="B", tone=tones.ink, kind="H1"
        )
        y += sheet.text(x, y - 1, width, self._calendar.about, 12, style="I", tone=TEXT) - 1
        facts = "   ·   ".join(programme_facts(self._calendar))
        y += sheet.text(x, y, width, facts, 10.5, tone=tones.ink)
        return max(y, began + 21.5) - began + 1.5

    def _every_day(self, y: float) -> float:
        ink = self._tones.ink
        label = self._calendar.own.text("calendar every day")
        runs = [("B", ink, f"{label} "), ("", TEXT, every_day_line(self._calendar))]
        return self._sheet.runs(_SIDE, y, self._inner, runs, 10.5)

    def _below(self, y: float, *, measure: bool) -> float:
        calendar = self._calendar
        return draw_below(
            self._sheet, self._tones, calendar.agreed, calendar.choices, calendar.own, 10.2,
            _SIDE, self._inner, y=y, measure=measure, beside=True,
        )  # fmt: skip

    def _day(self, day: Day, layout: _Layout, x: float, y: float, wide: float) -> float:
        """Draw a day into its box, and return the height it needs."""
        sheet, tones, size = self._sheet, self._tones, layout.size
        is_measured = sheet.dry
        left, inner, began = x + _PAD, wide - 2 * _PAD, y
        sheet.box(x, y, wide, layout.row, fill=tones.tint, edge=tones.line)
        box = min(_LARGEST_BOX, size * 0.41)
        box_left, box_top = x + wide - _PAD - box, y + _PAD
        sheet.box(box_left, box_top, box, box, fill="#ffffff", edge=tones.ink, radius=0.8)
        if day.is_done:
            sheet.tick(box_left, box_top, box, tones.ink)
        beside = inner - box - 1
        y += _PAD - 0.4
        key = "calendar day done" if day.is_done else "calendar day"
        name = day.own.text(key, number=str(day.number))
        y += sheet.text(left, y, beside, name, size * 1.05, style="B", tone=tones.ink, kind="H2")
        if day.when is not None:
            y += sheet.text(left, y, inner, day.when_text, size * 0.95, tone=tones.ink)
        y = max(y, began + _PAD + box + 0.8)
        y += sheet.text(left, y, inner, day.task, size * 1.12, style="B", tone=TEXT) + 0.6
        for number, note in enumerate(day.notes[: layout.notes], 1):
            if number == layout.notes < len(day.notes):
                note = f"{note} …"  # the voice tells the rest
            y += sheet.text(left, y, inner, note, size * 0.94, tone=TEXT) + 0.5
        length = sheet.line_height(size * 0.94)
        at = y if is_measured else began + layout.row - _PAD + 0.6 - length
        height = sheet.text(left, at, inner, day.length, size * 0.94, style="I", tone=tones.ink)
        return y + height + _PAD - 0.4 - began
