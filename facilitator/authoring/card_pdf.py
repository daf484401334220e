"""A ritual's card as one page of PDF, and its questions on pages of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from facilitator.authoring.card import Agreed, Card, Choice, Deck
from facilitator.authoring.one_page import (
    TICKS,
    all_texts,
    deck_texts,
    duration,
    entry_texts,
    facts,
    fit,
    questions_line,
    without_questions,
    words_panel,
)
from facilitator.authoring.sheet_pdf import PAPERS, Sheet
from facilitator.authoring.tones import TEXT, TONES, Tones
from facilitator.authoring.way import Entry
from facilitator.errors import UsageError

__all__ = ["as_pdf"]

_SIZES: Final = (15.0, 14.0, 13.0, 12.2, 11.5, 10.8, 10.2, 9.6, 9.1, 8.7)
_QUESTION_SIZE: Final = 12.5
_SIDE: Final = 20.0
_TOP: Final = 13.0
_FOOT: Final = 12.0
_FEW_QUESTIONS: Final = 6
_MOST_AIR: Final = 8.0
_GAP: Final = 9.0

Block = Callable[[float, float, float], float]
"""Draws something at x, y within a width and returns its height."""


def as_pdf(card: Card, *, paper: str = "a4", questions: bool = False) -> bytes:
    """Return a card as a PDF of one page, the fuller the smaller its letters.

    Args:
        card: What stands on it.
        paper: "a4" or "letter".
        questions: Put the questions of its decks on further pages instead.

    Raises:
        UsageError: fpdf2 is not installed, the card does not fit a page, or it holds letters
            that no font here has.
    """
    sheet = Sheet(card.title, card.about, PAPERS[paper], all_texts(card))
    _Page(sheet, TONES[card.depth], elsewhere=questions).draw(card)
    if questions:
        draw_questions(sheet, TONES[card.depth], card.title, card.decks)
    return sheet.output()


class _Page:
    """The front of a card."""

    def __init__(self, sheet: Sheet, tones: Tones, *, elsewhere: bool) -> None:
        self._sheet = sheet
        self._tones = tones
        self._elsewhere = elsewhere
        self._inner = sheet.width - 2 * _SIDE
        self._air = 0.0

    def draw(self, card: Card) -> None:
        """Draw all of it, as large as fits.

        Raises:
            UsageError: Nothing fits.
        """
        sheet = self._sheet
        if self._elsewhere:
            card = without_questions(card)
        bottom = sheet.height - _FOOT
        sheet.dry = True
        found = fit(card, _SIZES, self._height, bottom - _TOP)
        if not found.fits:
            raise UsageError(
                f"{card.title} is too long for one page.", help="Shorten its title or its texts."
            )
        card, size, columns = found.card, found.size, found.columns
        free = bottom - _TOP - self._height(card, size, columns)
        rows = max(1, -(-len(card.way) // columns))
        self._air = min(_MOST_AIR, free * 0.8 / rows)
        free = bottom - _TOP - self._height(card, size, columns)
        sheet.dry = False
        y = _TOP + self._header(card, size, _TOP)
        y += free / 2
        y += self._body(card, size, columns, y)
        below = draw_below(
            sheet, self._tones, card.agreed, card.choices, size, _SIDE, self._inner, measure=True
        )
        y = bottom - _foot_height(sheet, size) - below - 5
        draw_below(sheet, self._tones, card.agreed, card.choices, size, _SIDE, self._inner, y=y)
        draw_foot(sheet, self._tones, card.id, size, _SIDE, self._inner, bottom)

    def _height(self, card: Card, size: float, columns: int) -> float:
        sheet = self._sheet
        return (
            self._header(card, size, _TOP)
            + self._body(card, size, columns, _TOP)
            + draw_below(
                sheet,
                self._tones,
                card.agreed,
                card.choices,
                size,
                _SIDE,
                self._inner,
                measure=True,
            )
            + _foot_height(sheet, size)
            + 10
        )

    def _header(self, card: Card, size: float, y: float) -> float:
        sheet, tones = self._sheet, self._tones
        began = y
        scale = size / 13.0
        draw_art(sheet, tones, sheet.width / 2, y + 11 * scale, scale)
        y += 24 * scale
        title = sheet.fitting_size(card.title, size * 2.4, self._inner, "B")
        y += sheet.text(
            _SIDE, y, self._inner, card.title, title,
            style="B", tone=tones.ink, align="C", kind="H1",
        )  # fmt: skip
        y += 0.6 * scale
        y += sheet.text(
            _SIDE, y, self._inner, card.about, size * 1.12, style="I", tone=TEXT, align="C"
        )
        y += 1.4 * scale
        line = "   ·   ".join(facts(card))
        y += sheet.text(_SIDE, y, self._inner, line, size * 0.92, tone=tones.ink, align="C")
        return y + self._ribbon(card, y) + 3 - began

    def _ribbon(self, card: Card, y: float) -> float:
        """Draw how the time is shared: a bar for each moment that has a length."""
        timed = [entry for entry in card.way if entry.seconds > 0]
        if len(timed) < 2:
            return 1.0
        gap = 1.0
        per_second = (self._inner - gap * (len(timed) - 1)) / sum(e.seconds for e in timed)
        x = _SIDE
        for entry in timed:
            width = entry.seconds * per_second
            tone = self._tones.ink if entry.is_talk else self._tones.line
            self._sheet.box(x, y + 3.4, width, 2.1, fill=tone, radius=1.0)
            x += width + gap
        return 6.0

    def _body(self, card: Card, size: float, columns: int, y: float) -> float:
        began = y
        y += self._way(card, size, columns, y)
        if card.more:
            y += self._sheet.text(
                _SIDE, y, self._inner, f"… and {card.more} more.", size, style="I"
            )
        for deck in card.decks:
            y += 2.5 + self._deck(deck, size, y + 2.5)
        return y - began

    def _way(self, card: Card, size: float, columns: int, y: float) -> float:
        def block(number: int, entry: Entry) -> Block:
            return lambda x, top, width: self._entry(number, entry, size, x, top, width)

        blocks = [block(number, entry) for number, entry in enumerate(card.way, 1)]
        rule = self._tones.line
        return in_columns(self._sheet, blocks, _SIDE, y, self._inner, columns, self._air, rule)

    def _entry(
        self, number: int, entry: Entry, size: float, x: float, y: float, width: float
    ) -> float:
        """Draw one moment: its number, title and time, and what belongs to it."""
        sheet, tones, began = self._sheet, self._tones, y + 1.1
        y = began
        left = x + size * 0.62
        sheet.text(x, y, size * 0.6, str(number), size * 1.1, tone=tones.ink, kind="")
        wide = sheet.text_width(entry.time, size, "I") if entry.time else 0.0
        right = x + width
        room = right - left - (wide + 4 if wide else 0)
        heading = sheet.text_width(entry.title, size * 1.1, "B")
        is_long = wide > 0 and (wide > width * 0.45 or room < heading <= right - left)
        if is_long:
            room = right - left
        title = sheet.text(left, y, room, entry.title, size * 1.1, style="B", tone=TEXT, kind="H3")
        if wide and not is_long:
            sheet.text(
                right - wide - 1, y + size * 0.035, wide + 1, entry.time, size,
                style="I", tone=tones.ink, align="R",
            )  # fmt: skip
        y += title
        if is_long:
            y += sheet.text(left, y, right - left, entry.time, size, style="I", tone=tones.ink)
        y += self._lines(entry.lines, size, left, y, right - left)
        return y - began + 2.2

    def _lines(self, lines: Sequence[str], size: float, x: float, y: float, width: float) -> float:
        began = y
        for line in lines:
            y += _dashed(self._sheet, self._tones, line, size, x, y + 0.3, width) + 0.3
        return y - began

    def _deck(self, deck: Deck, size: float, y: float) -> float:
        sheet, tones, began = self._sheet, self._tones, y
        y += sheet.text(
            _SIDE, y, self._inner, deck.title, size * 1.1, style="B", tone=tones.ink, kind="H2"
        )
        blocks = _prompt_blocks(sheet, tones, deck, size * 0.97)
        columns = 2 if len(deck.prompts) > _FEW_QUESTIONS else 1
        if blocks:
            y += in_columns(sheet, blocks, _SIDE, y + 0.5, self._inner, columns) + 0.5
        line = questions_line(deck, self._elsewhere)
        if line:
            y += sheet.text(_SIDE, y + 0.8, self._inner, line, size * 0.95, style="I") + 0.8
        return y - began


def draw_questions(sheet: Sheet, tones: Tones, title: str, decks: Sequence[Deck]) -> None:
    """Draw every question on as many further pages as it takes, in letters to read by lamplight."""
    inner, bottom = sheet.width - 2 * _SIDE, sheet.height - _FOOT
    size = _QUESTION_SIZE
    for deck in decks:
        sheet.next_page()
        y = _TOP + sheet.text(
            _SIDE, _TOP, inner, f"{title}: {deck.title[:1].lower()}{deck.title[1:]}", size * 1.5,
            style="B", tone=tones.ink, kind="H2",
        ) + 3  # fmt: skip
        blocks = _prompt_blocks(sheet, tones, deck, size)
        sheet.dry = True
        heights = [block(_SIDE, y, inner) for block in blocks]
        sheet.dry = False
        for block, height in zip(blocks, heights, strict=True):
            if y + height > bottom:
                sheet.next_page()
                y = _TOP
            y += block(_SIDE, y, inner) + 1.2


def _prompt_blocks(sheet: Sheet, tones: Tones, deck: Deck, size: float) -> list[Block]:
    """Return a block for each question; the first of a depth brings its heading along."""

    def block(text: str, heading: str) -> Block:
        def draw(x: float, y: float, width: float) -> float:
            began = y
            if heading:
                y += 0.8 + sheet.text(
                    x, y + 0.8, width, heading, size, style="I", tone=tones.ink, kind="H3"
                )
            return y + _dashed(sheet, tones, text, size, x, y + 0.2, width) + 0.4 - began

        return draw

    blocks: list[Block] = []
    several = len(list(deck.groups())) > 1
    for depth, prompts in deck.groups():
        for number, prompt in enumerate(prompts):
            heading = depth.capitalize() if several and number == 0 else ""
            blocks.append(block(prompt.text, heading))
    return blocks


def _dashed(
    sheet: Sheet, tones: Tones, text: str, size: float, x: float, y: float, width: float
) -> float:
    """Draw a line that begins with a dash, and return its height."""
    indent = size * 0.32
    middle = y + sheet.line_height(size) * 0.52
    sheet.rule(x, middle, x + indent * 0.55, tones.ink)
    return sheet.text(x + indent, y, width - indent, text, size, tone=TEXT)


def in_columns(
    sheet: Sheet,
    blocks: Sequence[Block],
    x: float,
    y: float,
    width: float,
    columns: int,
    air: float = 0.0,
    rule: str = "",
) -> float:
    """Draw blocks one below the other in columns of about the same height; return the highest.

    Args:
        sheet: What is drawn on.
        blocks: What is drawn, in the order it is read.
        x: Left side.
        y: Top.
        width: Of all columns.
        columns: How many.
        air: Room between blocks, in millimetres.
        rule: Color of a line between blocks; "" for none.
    """
    wide = (width - _GAP * (columns - 1)) / columns
    was_dry, sheet.dry = sheet.dry, True
    heights = [block(x, y, wide) for block in blocks]
    sheet.dry = was_dry
    most = _even_height(heights, columns, air)
    column, top, highest = 0, y, y
    for block, height in zip(blocks, heights, strict=True):
        gap = air if top > y else 0.0
        if top + gap + height > y + most + 0.01 and top > y and column < columns - 1:
            column, top, gap = column + 1, y, 0.0
        left = x + column * (wide + _GAP)
        if rule and top > y:
            sheet.rule(left, top + gap / 2, left + wide, rule)
        if not sheet.dry:
            block(left, top + gap, wide)
        top += gap + height
        highest = max(highest, top)
    return highest - y


def _even_height(heights: Sequence[float], columns: int, air: float) -> float:
    """Return the least height of columns that hold blocks in order."""
    whole = sum(heights) + air * max(0, len(heights) - 1)
    if columns == 1:
        return whole
    low, high = max(heights, default=0.0), whole
    for _ in range(24):
        middle = (low + high) / 2
        used, at = 1, 0.0
        for height in heights:
            if at and at + air + height > middle:
                used, at = used + 1, 0.0
            at += height + (air if at else 0.0)
        low, high = (low, middle) if used <= columns else (middle, high)
    return high


def draw_art(sheet: Sheet, tones: Tones, x: float, y: float, scale: float) -> None:
    """Draw two circles that meet, and what passes between them."""
    for radius in (11.0, 9.7):
        sheet.circle(x, y, radius * scale, edge=tones.line)
    for side, tone in ((-4.7, tones.warm), (4.7, tones.cool)):
        sheet.circle(x + side * scale, y, 8.0 * scale, fill=tone, cover=0.82)
    sheet.circle(x, y, 0.8 * scale, fill=tones.ink)


def draw_below(
    sheet: Sheet,
    tones: Tones,
    agreed: Agreed,
    choices: Sequence[Choice],
    size: float,
    x: float,
    width: float,
    *,
    y: float = 0.0,
    measure: bool = False,
    beside: bool = False,
) -> float:
    """Draw the words that stop and rest and what can be chosen, on a tint; return the height.

    With `beside` the two stand side by side, else one below the other.
    """

    def panel() -> float:
        left, inner = x + 5, width - 10
        if not beside or not choices:
            top = _words(sheet, tones, agreed, size, left, y + 3.2, inner)
            more = 1.6 + _choices(sheet, tones, choices, size, left, y + 4.8 + top, inner, 2)
            return top + (more if choices else 0.0) + 6.4
        share = inner * 0.62
        top = _words(sheet, tones, agreed, size, left, y + 2.4, share)
        right, room = left + share + 6, inner - share - 6
        return 4.8 + max(top, _choices(sheet, tones, choices, size, right, y + 2.4, room, 1))

    was_dry, sheet.dry = sheet.dry, True
    height = panel()
    sheet.dry = was_dry
    if measure or sheet.dry:
        return height
    sheet.box(x, y, width, height, fill=tones.tint, radius=3)
    return panel()


def _words(
    sheet: Sheet, tones: Tones, agreed: Agreed, size: float, x: float, y: float, width: float
) -> float:
    began = y
    y += sheet.text(x, y, width, "Two words", size, style="B", tone=tones.ink, kind="H2")
    for sentence in words_panel(agreed):
        pieces = [
            (style, tones.ink if style else TEXT, " " * 22 if style == "_" else text)
            for style, text in sentence
        ]
        y += sheet.runs(x, y, width, pieces, size * 0.95)
    return y - began


def _choices(
    sheet: Sheet,
    tones: Tones,
    choices: Sequence[Choice],
    size: float,
    x: float,
    y: float,
    width: float,
    columns: int,
) -> float:
    began = y
    if choices:
        y += sheet.text(x, y, width, "Yours to choose", size, style="B", tone=tones.ink, kind="H2")
    wide = (width - 6 * (columns - 1)) / columns
    for row in range(0, len(choices), columns):
        y += max(
            sheet.runs(
                x + column * (wide + 6),
                y,
                wide,
                [("", TEXT, f"{choice.name}: "), ("I", tones.ink, choice.answers)],
                size * 0.95,
            )
            for column, choice in enumerate(choices[row : row + columns])
        )
    return y - began


def _foot_height(sheet: Sheet, size: float) -> float:
    return max(7.0, 2 * sheet.line_height(min(size, 11.0)))


def draw_foot(
    sheet: Sheet, tones: Tones, ritual: str, size: float, x: float, width: float, bottom: float,
    ticks: int = TICKS,
) -> None:  # fmt: skip
    """Draw how to begin, and circles to tick, up to the bottom."""
    small = min(size, 11.0) * 0.9
    step = 6.4
    ticked = step * ticks
    if not ticks:
        y = bottom - sheet.line_height(small)
        begins = "To begin: "
        wide = sheet.text_width(begins, small) + 1
        sheet.text(x, y, wide, begins, small, tone=TEXT)
        sheet.typed(x + wide, y, width - wide, f"facilitator run {ritual}", small * 0.95)
        return
    y = bottom - 2 * sheet.line_height(small)
    left = width - ticked - 6
    y += sheet.text(x, y, left, "To begin:", small, tone=TEXT)
    sheet.typed(x, y, left, f"facilitator run {ritual}", small * 0.95)
    right = x + width
    top = bottom - 5.3 - sheet.line_height(small)
    sheet.text(right - ticked, top, ticked, "A circle for each time", small, tone=TEXT, align="R")
    for index in range(ticks):
        sheet.circle(right - 2.4 - index * step, bottom - 2.6, 2.3, edge=tones.ink)


__all__ += ["draw_art", "draw_below", "draw_foot", "draw_questions", "in_columns"]
__all__ += ["deck_texts", "duration", "entry_texts"]
