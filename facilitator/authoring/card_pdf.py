"""A ritual's card as one page of PDF, and its questions on pages of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from facilitator.authoring.card import Card, Deck
from facilitator.authoring.one_page import all_texts, facts, fit, questions_line, without_questions
from facilitator.authoring.panels_pdf import (
    FOOT,
    SIDE,
    TOP,
    Block,
    dashed,
    draw_art,
    draw_below,
    draw_foot,
    draw_questions,
    foot_height,
    in_columns,
    prompt_blocks,
)
from facilitator.authoring.sheet_pdf import PAPERS, Sheet
from facilitator.authoring.tones import TEXT, TONES, Tones
from facilitator.authoring.way_entries import Entry
from facilitator.engine.own_words import OwnWords
from facilitator.errors import UsageError

_SIZES: Final = (15.0, 14.0, 13.0, 12.2, 11.5, 10.8, 10.2, 9.6, 9.1, 8.7)
_FEW_QUESTIONS: Final = 6
_MOST_AIR: Final = 8.0


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
    texts, language = all_texts(card), card.own.language
    sheet = Sheet(card.title, card.about, PAPERS[paper], texts, language)
    _Page(sheet, TONES[card.depth], elsewhere=questions).draw(card)
    if questions:
        draw_questions(sheet, TONES[card.depth], card.title, card.decks, card.own)
    return sheet.output()


class _Page:
    """The front of a card."""

    def __init__(self, sheet: Sheet, tones: Tones, *, elsewhere: bool) -> None:
        self._sheet = sheet
        self._tones = tones
        self._elsewhere = elsewhere
        self._inner = sheet.width - 2 * SIDE
        self._air = 0.0

    def draw(self, card: Card) -> None:
        """Draw all of it, as large as fits.

        Raises:
            UsageError: Nothing fits.
        """
        sheet = self._sheet
        if self._elsewhere:
            card = without_questions(card)
        bottom = sheet.height - FOOT
        sheet.dry = True
        found = fit(card, _SIZES, self._height, bottom - TOP)
        if not found.fits:
            raise UsageError(
                f"{card.title} is too long for one page.", help="Shorten its title or its texts."
            )
        card, size, columns = found.card, found.size, found.columns
        free = bottom - TOP - self._height(card, size, columns)
        rows = max(1, -(-len(card.way) // columns))
        self._air = min(_MOST_AIR, free * 0.8 / rows)
        free = bottom - TOP - self._height(card, size, columns)
        sheet.dry = False
        y = TOP + self._header(card, size, TOP)
        y += free / 2
        y += self._body(card, size, columns, y)
        y = bottom - foot_height(sheet, size) - self._below(card, size) - 5
        self._below(card, size, y)
        draw_foot(sheet, self._tones, card.id, card.own, size, SIDE, self._inner, bottom)

    def _height(self, card: Card, size: float, columns: int) -> float:
        sheet = self._sheet
        return (
            self._header(card, size, TOP)
            + self._body(card, size, columns, TOP)
            + self._below(card, size)
            + foot_height(sheet, size)
            + 10
        )

    def _below(self, card: Card, size: float, y: float | None = None) -> float:
        """Draw the words and what can be chosen, or measure them only; return the height."""
        return draw_below(
            self._sheet, self._tones, card.agreed, card.choices, card.own, size, SIDE,
            self._inner, y=y or 0.0, measure=y is None,
        )  # fmt: skip

    def _header(self, card: Card, size: float, y: float) -> float:
        sheet, tones = self._sheet, self._tones
        began = y
        scale = size / 13.0
        draw_art(sheet, tones, sheet.width / 2, y + 11 * scale, scale)
        y += 24 * scale
        title = sheet.fitting_size(card.title, size * 2.4, self._inner, "B")
        y += sheet.text(
            SIDE, y, self._inner, card.title, title,
            style="B", tone=tones.ink, align="C", kind="H1",
        )  # fmt: skip
        y += 0.6 * scale
        y += sheet.text(
            SIDE, y, self._inner, card.about, size * 1.12, style="I", tone=TEXT, align="C"
        )
        y += 1.4 * scale
        line = "   ·   ".join(facts(card))
        y += sheet.text(SIDE, y, self._inner, line, size * 0.92, tone=tones.ink, align="C")
        return y + self._ribbon(card, y) + 3 - began

    def _ribbon(self, card: Card, y: float) -> float:
        """Draw how the time is shared: a bar for each moment that has a length."""
        timed = [entry for entry in card.way if entry.seconds > 0]
        if len(timed) < 2:
            return 1.0
        gap = 1.0
        per_second = (self._inner - gap * (len(timed) - 1)) / sum(e.seconds for e in timed)
        x = SIDE
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
            more = card.own.text("card more", number=str(card.more))
            y += self._sheet.text(SIDE, y, self._inner, more, size, style="I")
        for deck in card.decks:
            y += 2.5 + self._deck(deck, card.own, size, y + 2.5)
        return y - began

    def _way(self, card: Card, size: float, columns: int, y: float) -> float:
        def block(number: int, entry: Entry) -> Block:
            return lambda x, top, width: self._entry(number, entry, size, x, top, width)

        blocks = [block(number, entry) for number, entry in enumerate(card.way, 1)]
        rule = self._tones.line
        return in_columns(self._sheet, blocks, SIDE, y, self._inner, columns, self._air, rule)

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
            y += dashed(self._sheet, self._tones, line, size, x, y + 0.3, width) + 0.3
        return y - began

    def _deck(self, deck: Deck, own: OwnWords, size: float, y: float) -> float:
        sheet, tones, began = self._sheet, self._tones, y
        y += sheet.text(
            SIDE, y, self._inner, deck.title, size * 1.1, style="B", tone=tones.ink, kind="H2"
        )
        blocks = prompt_blocks(sheet, tones, deck, own, size * 0.97)
        columns = 2 if len(deck.prompts) > _FEW_QUESTIONS else 1
        if blocks:
            y += in_columns(sheet, blocks, SIDE, y + 0.5, self._inner, columns) + 0.5
        line = questions_line(deck, self._elsewhere, own)
        if line:
            y += sheet.text(SIDE, y + 0.8, self._inner, line, size * 0.95, style="I") + 0.8
        return y - began
