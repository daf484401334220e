"""The parts that several pages of PDF share: pictures, columns, questions, the words, the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from facilitator.authoring.card import Agreed, Choice, Deck
from facilitator.authoring.one_page import (
    TICKS,
    command_of,
    deck_heading,
    depth_text,
    words_panel,
)
from facilitator.authoring.sheet_pdf import Sheet
from facilitator.authoring.tones import TEXT, Tones
from facilitator.engine.own_words import OwnWords

SIDE: Final = 20.0
"""Room to the left and right of an upright page, in millimetres."""

TOP: Final = 13.0
FOOT: Final = 12.0

_QUESTION_SIZES: Final = (13.5, 12.8, 12.2, 11.6, 11.0, 10.6, 12.8)
_GAP: Final = 9.0

Block = Callable[[float, float, float], float]
"""Draws something at x, y within a width and returns its height."""


def draw_questions(
    sheet: Sheet, tones: Tones, title: str, decks: Sequence[Deck], own: OwnWords
) -> None:
    """Draw every question on as many further pages as it takes, in letters to read by lamplight."""
    inner, bottom = sheet.width - 2 * SIDE, sheet.height - FOOT
    for deck in decks:
        sheet.next_page()
        heading = deck_heading(title, deck, own)
        y = sheet.text(SIDE, TOP, inner, heading, 18, style="B", tone=tones.ink, kind="H2")
        y += TOP + 3
        room = bottom - y
        blocks: list[Block] = []
        heights: list[float] = []
        for size in _QUESTION_SIZES:
            blocks = prompt_blocks(sheet, tones, deck, own, size)
            sheet.dry = True
            heights = [block(SIDE, y, inner) + 0.8 for block in blocks]
            sheet.dry = False
            if sum(heights) <= room:  # else the largest letters, which come last
                break
        for block, height in zip(blocks, heights, strict=True):
            if y + height > bottom:
                sheet.next_page()
                y = TOP
            block(SIDE, y, inner)
            y += height


def prompt_blocks(
    sheet: Sheet, tones: Tones, deck: Deck, own: OwnWords, size: float
) -> list[Block]:
    """Return a block for each question; the first of a depth brings its heading along."""

    def block(text: str, heading: str) -> Block:
        def draw(x: float, y: float, width: float) -> float:
            began = y
            if heading:
                y += 0.8 + sheet.text(
                    x, y + 0.8, width, heading, size, style="I", tone=tones.ink, kind="H3"
                )
            return y + dashed(sheet, tones, text, size, x, y + 0.2, width) + 0.4 - began

        return draw

    blocks: list[Block] = []
    several = len(list(deck.groups())) > 1
    for depth, prompts in deck.groups():
        for number, prompt in enumerate(prompts):
            heading = depth_text(depth, own) if several and number == 0 else ""
            blocks.append(block(prompt.text, heading))
    return blocks


def dashed(
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
    own: OwnWords,
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
            top = _words(sheet, tones, agreed, own, size, left, y + 3.2, inner)
            more = 1.6 + _choices(sheet, tones, choices, own, size, left, y + 4.8 + top, inner, 2)
            return top + (more if choices else 0.0) + 6.4
        share = inner * 0.62
        top = _words(sheet, tones, agreed, own, size, left, y + 2.4, share)
        right, room = left + share + 6, inner - share - 6
        return 4.8 + max(top, _choices(sheet, tones, choices, own, size, right, y + 2.4, room, 1))

    was_dry, sheet.dry = sheet.dry, True
    height = panel()
    sheet.dry = was_dry
    if measure or sheet.dry:
        return height
    sheet.box(x, y, width, height, fill=tones.tint, radius=3)
    return panel()


def _words(
    sheet: Sheet, tones: Tones, agreed: Agreed, own: OwnWords, size: float, x: float, y: float,
    width: float,
) -> float:  # fmt: skip
    began = y
    heading = own.text("card words")
    y += sheet.text(x, y, width, heading, size, style="B", tone=tones.ink, kind="H2")
    for sentence in words_panel(agreed, own):
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
    own: OwnWords,
    size: float,
    x: float,
    y: float,
    width: float,
    columns: int,
) -> float:
    began = y
    if choices:
        heading = own.text("card choose")
        y += sheet.text(x, y, width, heading, size, style="B", tone=tones.ink, kind="H2")
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


def foot_height(sheet: Sheet, size: float) -> float:
    """Return how high the foot of an upright page is."""
    return max(7.0, 2 * sheet.line_height(min(size, 11.0)))


def draw_foot(
    sheet: Sheet, tones: Tones, ritual: str, own: OwnWords, size: float, x: float, width: float,
    bottom: float, ticks: int = TICKS,
) -> None:  # fmt: skip
    """Draw how to begin, and circles to tick, up to the bottom."""
    small = min(size, 11.0) * 0.9
    step = 6.4
    ticked = step * ticks
    if not ticks:
        y = bottom - sheet.line_height(small)
        begins = own.text("card begin") + " "
        wide = sheet.text_width(begins, small) + 1
        sheet.text(x, y, wide, begins, small, tone=TEXT)
        sheet.typed(x + wide, y, width - wide, command_of(ritual, own), small * 0.95)
        return
    y = bottom - 2 * sheet.line_height(small)
    left = width - ticked - 6
    y += sheet.text(x, y, left, own.text("card begin"), small, tone=TEXT)
    sheet.typed(x, y, left, command_of(ritual, own), small * 0.95)
    right = x + width
    top = bottom - 5.3 - sheet.line_height(small)
    sheet.text(right - ticked, top, ticked, own.text("card ticks"), small, tone=TEXT, align="R")
    for index in range(ticks):
        sheet.circle(right - 2.4 - index * step, bottom - 2.6, 2.3, edge=tones.ink)
