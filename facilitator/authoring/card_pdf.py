"""A ritual's card as one page of PDF, drawn with fpdf2 (the optional part `card`)."""

from __future__ import annotations

from typing import Any, Final

from facilitator.authoring.card import Card, Entry
from facilitator.authoring.card_html import TEXT, TIMES_TO_TICK, TONES, Tones
from facilitator.errors import UsageError

# The smaller width and height of A4 and Letter, so that either paper holds it.
_WIDTH: Final = 210.0
_HEIGHT: Final = 279.0
_SIDE: Final = 22.0
_TOP: Final = 14.0
_FOOT: Final = 15.0
_FONT: Final = "Times"
_SIZES: Final = (13.5, 12.5, 11.5, 10.5, 9.8, 9.2, 8.6, 8.0, 7.5)
_MANY_LINES: Final = 9


def as_pdf(card: Card) -> bytes:
    """Return a card as a PDF of one page, the fuller the smaller its letters.

    Raises:
        UsageError: fpdf2 is not installed, the card does not fit a page, or it holds letters
            that the fonts every reader of PDF brings along do not have.
    """
    try:
        import fpdf
    except ImportError:
        raise UsageError(
            "A card becomes a PDF with the library fpdf2, which is not installed.",
            help='Install it with: pip install "facilitator[card]". Or write an .html file and '
            "print it from a browser.",
        ) from None
    _check_letters(card)
    for size in _SIZES:
        page = _Page(fpdf.FPDF(unit="mm", format=(_WIDTH, _HEIGHT)), card, size)
        if page.draw():
            return bytes(page.pdf.output())
    raise UsageError(
        f"{card.title} is too long for one page of PDF.", help="Write an .html file instead."
    )


def _check_letters(card: Card) -> None:
    texts = [card.title, card.about, card.partners]
    texts += [text for entry in card.way for text in (entry.title, entry.time, *entry.lines)]
    texts += [text for choice in card.choices for text in (choice.name, choice.answers)]
    missing = sorted({c for text in texts for c in text if not _has(c)})
    if missing:
        raise UsageError(
            f"This card holds letters a PDF cannot show here: {' '.join(missing[:10])}",
            help="Write an .html file and print it from a browser.",
        )


def _has(letter: str) -> bool:
    try:
        letter.encode("windows-1252")
    except UnicodeEncodeError:
        return False
    return True


def _rgb(tone: str) -> tuple[int, int, int]:
    return int(tone[1:3], 16), int(tone[3:5], 16), int(tone[5:7], 16)


class _Page:
    """One attempt to draw a card with letters of a certain size."""

    def __init__(self, pdf: Any, card: Card, size: float) -> None:
        self.pdf = pdf
        self._card = card
        self._size = size
        self._tones: Tones = TONES[card.depth]
        self._inner = _WIDTH - 2 * _SIDE
        # Millimetres from one line to the next.
        self._line = size * 0.3528 * 1.38
        self._fits = True
        pdf.core_fonts_encoding = "windows-1252"
        pdf.set_auto_page_break(False)
        pdf.set_margins(_SIDE, _TOP, _SIDE)
        pdf.set_title(card.title)
        pdf.set_subject(card.about)
        pdf.set_lang("en")
        pdf.set_creator("Facilitator")
        pdf.add_page()

    def draw(self) -> bool:
        """Draw everything; return whether it fitted."""
        self._header()
        top = self.pdf.get_y()
        below = self._height_below()
        bottom = _HEIGHT - _FOOT - 10 - below - 7
        needed = self._way(top, 0.0, dry=True)
        if top + needed > bottom:
            return False
        entries = max(1, len(self._card.way))
        air = min(9.0, (bottom - top - needed) / (entries + 1))
        start = top + max(0.0, (bottom - top - needed - air * (entries - 1)) / 2)
        self._way(start, air)
        self._below(_HEIGHT - _FOOT - 10 - below, below)
        self._footer()
        return True

    def _font(self, style: str = "", scale: float = 1.0, tone: str = TEXT) -> None:
        self.pdf.set_font(_FONT, style, self._size * scale)
        self.pdf.set_text_color(*_rgb(tone))

    def _centered(self, text: str, style: str, scale: float, tone: str, width: float) -> None:
        self._font(style, scale, tone)
        self.pdf.set_x((_WIDTH - width) / 2)
        self.pdf.multi_cell(
            width, self._line * scale * 0.95, text, align="C", new_x="LMARGIN", new_y="NEXT"
        )

    def _header(self) -> None:
        pdf, tones = self.pdf, self._tones
        middle, y = _WIDTH / 2, _TOP + 12
        pdf.set_draw_color(*_rgb(tones.line))
        pdf.set_line_width(0.25)
        for radius in (11.6, 10.2):
            pdf.circle(middle, y, radius, style="D")
        for x, tone in ((-5, tones.warm), (5, tones.cool)):
            pdf.set_fill_color(*_rgb(tone))
            with pdf.local_context(fill_opacity=0.82):
                pdf.circle(middle + x, y, 8.5, style="F")
        pdf.set_fill_color(*_rgb(tones.ink))
        pdf.circle(middle, y, 0.8, style="F")
        pdf.set_y(_TOP + 27)
        self._centered(self._card.title, "B", 2.5, tones.ink, self._inner)
        pdf.ln(1)
        self._centered(self._card.about, "I", 1.15, TEXT, 120)
        pdf.ln(1.5)
        minutes = "one minute" if self._card.minutes == 1 else f"{self._card.minutes} minutes"
        facts = [f"About {minutes}", self._card.depth.capitalize()]
        if self._card.partners:
            facts.insert(0, self._card.partners)
        self._centered("   ·   ".join(facts), "", 0.95, tones.ink, self._inner)
        self._ribbon()
        pdf.ln(3)

    def _ribbon(self) -> None:
        timed = [entry for entry in self._card.way if entry.seconds > 0]
        if len(timed) < 2:
            return
        pdf = self.pdf
        y, x, gap = pdf.get_y() + 5, _SIDE, 1.0
        per_second = (self._inner - gap * (len(timed) - 1)) / sum(e.seconds for e in timed)
        for entry in timed:
            is_talk = entry.time.endswith(("each", "question"))
            pdf.set_fill_color(*_rgb(self._tones.ink if is_talk else self._tones.line))
            width = entry.seconds * per_second
            radius = min(1.1, width / 2)
            pdf.rect(x, y, width, 2.2, style="F", round_corners=True, corner_radius=radius)
            x += width + gap
        pdf.set_y(y + 4)

    def _way(self, top: float, air: float, *, dry: bool = False) -> float:
        """Draw the entries, or with `dry` only measure them; return their height in all."""
        y = top
        for number, entry in enumerate(self._card.way, 1):
            if number > 1:
                y += air / 2
                if not dry:
                    self.pdf.set_draw_color(*_rgb(self._tones.line))
                    self.pdf.set_line_width(0.2)
                    self.pdf.line(_SIDE, y, _WIDTH - _SIDE, y)
                y += air / 2
            y += self._entry(number, entry, y + 1.2, dry) + 2.4
        if self._card.more:
            if not dry:
                self._font("I")
                self.pdf.set_xy(_SIDE, y)
                self.pdf.cell(self._inner, self._line, f"... and {self._card.more} more.")
            y += self._line
        return y - top

    def _entry(self, number: int, entry: Entry, y: float, dry: bool) -> float:
        pdf, left = self.pdf, _SIDE + 11
        began = y
        if not dry:
            self._font("", 1.2, self._tones.ink)
            pdf.set_xy(_SIDE, y)
            pdf.cell(10, self._line, str(number))
        self._font("I", 1.0, self._tones.ink)
        time_width = pdf.get_string_width(entry.time) + 4 if entry.time else 0.0
        if entry.time and not dry:
            pdf.set_xy(_WIDTH - _SIDE - time_width, y)
            pdf.cell(time_width, self._line, entry.time, align="R")
        self._font("B", 1.12)
        y += self._paragraph(entry.title, left, y, self._inner - 11 - time_width, dry)
        columns = 2 if len(entry.lines) > _MANY_LINES else 1
        width = (self._inner - 11 - 6 * (columns - 1)) / columns
        rows = -(-len(entry.lines) // columns)
        lowest = y
        for column in range(columns):
            below = y
            for line in entry.lines[column * rows : (column + 1) * rows]:
                x = left + column * (width + 6)
                self._font("", 1.0, self._tones.ink)
                if not dry:
                    pdf.set_xy(x, below + 0.4)
                    pdf.cell(4, self._line, "–")
                self._font()
                below += self._paragraph(line, x + 4, below + 0.4, width - 4, dry) + 0.4
            lowest = max(lowest, below)
        return lowest - began

    def _paragraph(self, text: str, x: float, y: float, width: float, dry: bool) -> float:
        lines = self.pdf.multi_cell(
            width, self._line, text, dry_run=True, output="LINES", align="L"
        )
        if not dry:
            self.pdf.set_xy(x, y)
            self.pdf.multi_cell(width, self._line, text, align="L")
        return len(lines) * self._line

    def _height_below(self) -> float:
        rows = (len(self._card.choices) + 1) // 2
        return 9 + self._line * (3 + (rows + 1.5 if rows else 0))

    def _below(self, y: float, height: float) -> None:
        pdf, tones = self.pdf, self._tones
        pdf.set_fill_color(*_rgb(tones.tint))
        pdf.rect(_SIDE, y, self._inner, height, style="F", round_corners=True, corner_radius=3)
        left, y = _SIDE + 6, y + 4.5
        self._heading("Two words", left, y)
        y += self._line
        self._runs(left, y, (("", "Our safe word "),))
        x = pdf.get_x()
        pdf.set_draw_color(*_rgb(tones.ink))
        pdf.line(x + 1, y + self._line * 0.82, x + 36, y + self._line * 0.82)
        self._runs(x + 38, y, (("", "ends everything at once."),))
        y += self._line
        rest = (("B", "“Pause”"), ("", " rests, "), ("B", "“go on”"), ("", " continues. "))
        self._runs(left, y, (*rest, ("", "Nobody asks you why.")))
        if not self._card.choices:
            return
        y += self._line * 1.5
        self._heading("Yours to choose", left, y)
        y += self._line
        for index, choice in enumerate(self._card.choices):
            x = left + (index % 2) * (self._inner / 2)
            row = y + (index // 2) * self._line
            self._runs(x, row, (("", f"{choice.name}: "), ("I", choice.answers)))

    def _heading(self, text: str, x: float, y: float) -> None:
        self._font("B", 1.02, self._tones.ink)
        self.pdf.set_xy(x, y)
        self.pdf.cell(80, self._line, text)

    def _runs(self, x: float, y: float, runs: tuple[tuple[str, str], ...]) -> None:
        """Write words of different kinds one after the other on a line."""
        self.pdf.set_xy(x, y)
        for style, text in runs:
            self._font(style, 0.96, self._tones.ink if style else TEXT)
            width = self.pdf.get_string_width(text)
            self.pdf.set_x(x)
            self.pdf.cell(width, self._line, text)
            x += width
        self.pdf.set_x(x)

    def _footer(self) -> None:
        pdf = self.pdf
        y = _HEIGHT - _FOOT - 4
        self._font("", 0.9)
        pdf.set_xy(_SIDE, y)
        pdf.cell(22, 5, "To begin: ")
        x = _SIDE + pdf.get_string_width("To begin: ") + 2
        pdf.set_font("Courier", "", self._size * 0.82)
        pdf.set_xy(x, y)
        pdf.cell(80, 5, f"facilitator run {self._card.id}")
        pdf.set_draw_color(*_rgb(self._tones.ink))
        pdf.set_line_width(0.3)
        for index in range(TIMES_TO_TICK):
            pdf.circle(_WIDTH - _SIDE - 2.5 - index * 6.6, y + 2.5, 2.4, style="D")
