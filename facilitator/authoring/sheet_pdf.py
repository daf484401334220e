"""A sheet of paper as PDF, drawn with fpdf2 (the optional part `card`): text, lines, pictures.

Text is tagged with what it is (heading, paragraph) in the order it is read; everything else is
marked as decoration, so that a screen reader passes over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Literal

from facilitator.authoring.tones import TEXT
from facilitator.authoring.typefaces import Typeface, installed, is_everywhere, needs_shaping
from facilitator.errors import UsageError

Paper = Literal["a4", "letter"]

PAPERS: Final[dict[str, tuple[float, float]]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height in millimetres."""

POINT_MM: Final = 0.3528

_WEB_PAGE: Final = "Write an .html file and print it from a browser; browsers bring more fonts."


class Sheet:
    """A document that is being drawn, in millimetres from the top left corner.

    Args:
        title: Title of the document.
        subject: What it is about.
        size: Width and height of its pages.
        letters: Every text that will stand on it; decides about the fonts.
        language: Language tag of the text.

    While `dry` is set, nothing is drawn and everything is measured.

    Raises:
        UsageError: fpdf2 is not installed, or no font here has the letters.
    """

    def __init__(
        self,
        title: str,
        subject: str,
        size: tuple[float, float],
        letters: Iterable[str],
        language: str = "en",
    ) -> None:
        try:
            import fpdf
        except ImportError:
            raise UsageError(
                "A card becomes a PDF with the library fpdf2, which is not installed.",
                help='Install it with: pip install "facilitator[card]". Or write an .html file '
                "and print it from a browser.",
            ) from None
        self.width, self.height = size
        self.dry = False
        self._pdf: Any = fpdf.FPDF(unit="mm", format=size)
        self._font = "Times"
        self._known: dict[tuple[str, float, float, str], list[str]] = {}
        pdf = self._pdf
        pdf.core_fonts_encoding = "windows-1252"
        pdf.set_auto_page_break(False)
        pdf.set_margins(0, 0, 0)
        pdf.c_margin = 0
        pdf.set_title(title)
        pdf.set_subject(subject)
        pdf.set_lang(language)
        pdf.set_creator("Facilitator")
        pdf.viewer_preferences = fpdf.ViewerPreferences(display_doc_title=True)
        self._choose_fonts("".join(letters))
        pdf.add_page()

    def _choose_fonts(self, letters: str) -> None:
        """Take the finest fonts of this computer, which go into the file, so that the card looks
        the same everywhere and can be read aloud; those of every reader only where there are none.

        Raises:
            UsageError: There is no font for one, or the letters are joined and nothing here
                can do that.
        """
        rare = {c for c in letters if not is_everywhere(c) and not c.isspace()}
        if any(needs_shaping(c) for c in rare):
            try:
                self._pdf.set_text_shaping(True, direction="ltr")
            except Exception:
                raise UsageError(
                    "This card holds letters that are joined or run from the right, which a PDF "
                    "can do only with the library uharfbuzz.",
                    help=f"{_WEB_PAGE} Or: pip install uharfbuzz",
                ) from None
        beside: list[str] = []
        wanted = {*letters, "a", "“", "–"} - {c for c in letters if c.isspace()}
        main = self._font
        for number, face in enumerate(installed()):
            name = f"own{number}"
            has = self._add(name, face)
            if wanted <= has and main == "Times":
                # One family has everything: the whole card is set in it.
                self._font, beside = name, []
                return
            if rare & has or (rare and not beside and "a" in has):
                beside.append(name)
                rare -= has
            if not rare and main == "Times" and beside:
                break
        if not rare and not beside:
            return
        if rare or not beside:
            missing = " ".join(sorted(rare)[:10])
            raise UsageError(
                f"This card holds letters that no font of this computer has: {missing}",
                help=_WEB_PAGE,
            )
        self._font = beside[0]
        self._pdf.set_fallback_fonts(beside[1:], exact_match=False)

    def _add(self, name: str, face: Typeface) -> set[str]:
        """Add a family; return the letters it has, none when a file cannot be read."""
        try:
            for style, path in (("", face.regular), ("B", face.bold), ("I", face.italic)):
                self._pdf.add_font(name, style, path)
            return {chr(code) for code in self._pdf.fonts[name].cmap}
        except Exception:  # fonts are broken in many ways, and each library says so in its own
            return set()

    def output(self) -> bytes:
        """Return the document."""
        return bytes(self._pdf.output())

    def next_page(self) -> None:
        """Begin another page."""
        self._pdf.add_page()

    def line_height(self, size: float) -> float:
        """Return from one line of text to the next, for letters of a size in points."""
        return size * POINT_MM * 1.36

    def text_width(self, text: str, size: float, style: str = "") -> float:
        """Return how wide a text is on one line."""
        self._set(size, style)
        return float(self._pdf.get_string_width(text))

    def fitting_size(self, text: str, size: float, width: float, style: str = "") -> float:
        """Return the size, at most the one given, with which every word fits a width."""
        words = text.split() or [""]
        widest = max(self.text_width(word, size, style) for word in words)
        return size if widest <= width else size * width / widest * 0.99

    def text(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float,
        *,
        style: str = "",
        tone: str = TEXT,
        align: str = "L",
        kind: str = "P",
    ) -> float:
        """Write a paragraph and return its height.

        Args:
            x: Left side.
            y: Top.
            width: Of the paragraph; lines are broken, and letters shrink where a word is wider.
            text: What it says.
            size: Of the letters, in points.
            style: "", "B" or "I".
            tone: Color as "#rrggbb".
            align: "L", "C" or "R".
            kind: What it is to those who have it read aloud: "P", "H1", "H2", "H3"; "" for
                decoration.
        """
        text = unbroken(text)
        size = self.fitting_size(text, size, width, style)
        self._set(size, style)
        height = self.line_height(size)
        lines = self._broken(text, width, size, style)
        if self.dry:
            return len(lines) * height
        self._pdf.set_text_color(*_rgb(tone))
        if align == "C" and len(lines) > 1:
            lines = self._balanced(text, lines, width, size, style)
        with self._tagged(kind):
            for number, line in enumerate(lines):
                wide = self._pdf.get_string_width(line)
                left = x + (width - wide) * {"L": 0.0, "C": 0.5, "R": 1.0}[align]
                self._pdf.set_xy(left, y + number * height)
                # The space keeps the words of two lines apart for those who have it read aloud.
                space = " " if number < len(lines) - 1 else ""
                self._pdf.cell(wide, height, line.rstrip() + space)
        return len(lines) * height

    def _broken(self, text: str, width: float, size: float, style: str) -> list[str]:
        """Return the lines a text breaks into; each is worked out once."""
        key = (text, round(width, 3), size, style)
        if key not in self._known:
            lines: list[str] = self._pdf.multi_cell(
                width, 1.0, text, dry_run=True, output="LINES", align="L"
            )
            if self._font == "Times":  # it gives back bytes of its own encoding as characters
                lines = [line.encode("latin-1").decode("windows-1252") for line in lines]
            self._known[key] = lines
        return self._known[key]

    def _balanced(
        self, text: str, lines: list[str], width: float, size: float, style: str
    ) -> list[str]:
        """Return as many lines that are about equally long, so none is left almost empty."""
        for share in (0.55, 0.65, 0.75, 0.85, 0.92):
            tried = self._broken(text, width * share, size, style)
            if len(tried) <= len(lines):
                return tried
        return lines

    def runs(
        self, x: float, y: float, width: float, runs: Sequence[tuple[str, str, str]], size: float
    ) -> float:
        """Write words of several styles one after the other, broken into lines; return the height.

        Args:
            x: Left side.
            y: Top.
            width: Of the paragraph.
            runs: Style, color and text of each; the style "_" is a line to write on, as long as
                its text.
            size: Of the letters, in points.
        """
        whole = " ".join(text for style, _, text in runs if style != "_")
        size = self.fitting_size(whole, size, width, "B")
        height = self.line_height(size)
        right, at, top = x + width, x, y
        with self._tagged("P"):
            for style, tone, text in runs:
                for word in _words(text) if style != "_" else [text]:
                    wide = self.text_width(word, size, "" if style == "_" else style)
                    if at + self.text_width(word.rstrip(), size) > right and at > x:
                        at, top = x, top + height
                        word = word.lstrip()
                        wide = self.text_width(word, size, "" if style == "_" else style)
                    if not self.dry and style == "_":
                        self._pdf.set_draw_color(*_rgb(tone))
                        self._pdf.set_line_width(0.25)
                        line = top + height * 0.86
                        self._pdf.line(at, line, at + wide, line)
                    elif not self.dry and word:
                        self._set(size, style)
                        self._pdf.set_text_color(*_rgb(tone))
                        self._pdf.set_xy(at, top)
                        self._pdf.cell(wide, height, word)
                    at += wide
        return top + height - y

    def typed(self, x: float, y: float, width: float, text: str, size: float) -> float:
        """Write something to type on one line, as large as the width allows; return its height."""
        font = "Courier" if self._font == "Times" else self._font
        for at_most in (size, size * 0.85, size * 0.72):
            self._pdf.set_font(font, "", at_most)
            if self._pdf.get_string_width(text) <= width:
                break
        while self._pdf.get_string_width(text) > width and len(text) > 1:
            text = text[:-2] + "…"
        height = self.line_height(size)
        if not self.dry:
            with self._tagged("P"):
                self._pdf.set_text_color(*_rgb(TEXT))
                self._pdf.set_xy(x, y)
                self._pdf.cell(width, height, text)
        return height

    def rule(self, x: float, y: float, to: float, tone: str) -> None:
        """Draw a thin line to the right."""
        if self.dry:
            return
        with self._decoration():
            self._pdf.set_draw_color(*_rgb(tone))
            self._pdf.set_line_width(0.2)
            self._pdf.line(x, y, to, y)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        edge: str = "",
        radius: float = 2.5,
    ) -> None:
        """Draw a box with round corners."""
        if self.dry:
            return
        with self._decoration():
            if fill:
                self._pdf.set_fill_color(*_rgb(fill))
            if edge:
                self._pdf.set_draw_color(*_rgb(edge))
                self._pdf.set_line_width(0.25)
            radius = min(radius, width / 2, height / 2)
            self._pdf.rect(
                x,
                y,
                width,
                height,
                style=("F" if fill else "") + ("D" if edge else ""),
                round_corners=True,
                corner_radius=radius,
            )

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "", edge: str = "", cover: float = 1
    ) -> None:
        """Draw a circle around a middle; `cover` below 1 lets through what is behind."""
        if self.dry:
            return
        with self._decoration():
            if edge:
                self._pdf.set_draw_color(*_rgb(edge))
                self._pdf.set_line_width(0.25)
                self._pdf.circle(x, y, radius, style="D")
            if fill:
                self._pdf.set_fill_color(*_rgb(fill))
                with self._pdf.local_context(fill_opacity=cover):
                    self._pdf.circle(x, y, radius, style="F")

    def tick(self, x: float, y: float, size: float, tone: str) -> None:
        """Draw a tick into a box whose top left corner is given."""
        if self.dry:
            return
        with self._decoration():
            self._pdf.set_draw_color(*_rgb(tone))
            self._pdf.set_line_width(0.5)
            low = y + size * 0.75
            self._pdf.line(x + size * 0.2, y + size * 0.5, x + size * 0.42, low)
            self._pdf.line(x + size * 0.42, low, x + size * 0.82, y + size * 0.2)

    def _set(self, size: float, style: str) -> None:
        self._pdf.set_font(self._font, style, size)

    @contextmanager
    def _tagged(self, kind: str) -> Iterator[None]:
        """Tag what is written with what it is."""
        if self.dry:
            yield
            return
        if not kind:
            with self._decoration():
                yield
            return
        number = self._pdf.struct_builder.next_mcid_for_page(self._pdf.page)
        self._pdf._add_marked_content(struct_type=f"/{kind}", mcid=number)
        self._pdf._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._pdf._out("EMC")

    @contextmanager
    def _decoration(self) -> Iterator[None]:
        self._pdf._out("/Artifact BMC")
        yield
        self._pdf._out("EMC")


def unbroken(text: str) -> str:
    """Return a text in which a number stays on one line with its unit."""
    return re.sub(r"(?<=\d) (?=(?:s|min|h)\b)|(?<=min) (?=each\b)", "\u00a0", text)


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the space that follows it."""
    words = text.split(" ")
    return [f"{word} " for word in words[:-1]] + [words[-1]]


def _rgb(tone: str) -> tuple[int, int, int]:
    return int(tone[1:3], 16), int(tone[3:5], 16), int(tone[5:7], 16)
