"""Reads a PDF of ours: its pages, and where on them which words stand."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import fpdf

_STYLES = {"Times-Roman": "", "Times-Bold": "B", "Times-Italic": "I", "Courier": ""}


@dataclass(frozen=True)
class Words:
    """Some words on one line; places and sizes in points from the lower left corner."""

    page: int
    tag: str
    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True)
class Pdf:
    """What was read."""

    data: bytes
    pages: int
    width: float
    height: float
    words: tuple[Words, ...]

    def text(self, page: int | None = None) -> str:
        """Return all words in the order they are read."""
        return " ".join(w.text.strip() for w in self.words if page in (None, w.page))

    def outside(self, margin: float = 14.0) -> list[Words]:
        """Return the words that come nearer to an edge than so many points."""
        return [
            w
            for w in self.words
            if w.left < margin
            or w.right > self.width - margin
            or w.base - 0.25 * w.size < margin
            or w.base + 0.75 * w.size > self.height - margin
        ]

    def overlapping(self) -> list[tuple[str, str]]:
        """Return pairs of words that are written over each other."""
        found = []
        for number, one in enumerate(self.words):
            for other in self.words[number + 1 :]:
                aside = min(one.right, other.right) - max(one.left, other.left)
                tops = min(one.base + 0.6 * one.size, other.base + 0.6 * other.size)
                above = tops - max(one.base, other.base)
                if one.page == other.page and aside > 1.5 and above > 0.5:
                    found.append((one.text, other.text))
        return found


def read(data: bytes) -> Pdf:
    """Read a PDF whose fonts are those that every reader brings along."""
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert box is not None
    fonts = {
        number: name.decode()
        for number, name in re.findall(
            rb"(\d+) 0 obj\s*<<(?:(?!endobj).)*?/BaseFont /([\w-]+)", data, re.DOTALL
        )
    }
    named = {
        name: fonts[number]
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", data)
        if number in fonts
    }
    measure = fpdf.FPDF(unit="pt")
    measure.core_fonts_encoding = "windows-1252"
    words: list[Words] = []
    page = 0
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        if b" BDC" not in content:
            continue
        page += 1
        words += _words(content, page, named, measure)
    pages = len(re.findall(rb"/Type /Page\b", data))
    return Pdf(data, pages, float(box[1]), float(box[2]), tuple(words))


_MARKS = re.compile(
    rb"/(?P<tag>\w+) (?:<</MCID \d+>> BDC|BMC)"
    rb"|/(?P<font>F\d+) (?P<size>[\d.]+) Tf"
    rb"|BT (?P<x>-?[\d.]+) (?P<y>-?[\d.]+) Td (?:[\d. ]+rg )?\((?P<text>(?:\\.|[^\\)])*)\) Tj",
    re.DOTALL,
)


def _words(content: bytes, page: int, fonts: dict[bytes, str], measure: fpdf.FPDF) -> list[Words]:
    found = []
    tag, font, size = "", "", 0.0
    for mark in _MARKS.finditer(content):
        if mark["tag"]:
            tag = mark["tag"].decode()
        elif mark["font"]:
            font, size = fonts[mark["font"]], float(mark["size"])
        else:
            raw = re.sub(rb"\\(.)", rb"\1", mark["text"], flags=re.DOTALL)
            text = raw.decode("windows-1252")
            measure.set_font("Courier" if font == "Courier" else "Times", _STYLES[font], size)
            left, base = float(mark["x"]), float(mark["y"])
            width = measure.get_string_width(text.rstrip())
            found.append(Words(page, tag, text, left, left + width, base, size))
    return found
