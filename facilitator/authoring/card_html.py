"""A ritual's card as one page of HTML: to look at, and to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from facilitator.authoring.card import Card, Entry


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a depth, as RGB in hexadecimal.

    Attributes:
        ink: Headings and times; readable on paper and tint (contrast at least 7).
        line: Rules and the ring of circles.
        tint: The fill behind the words.
        warm: One of the two circles.
        cool: The other one.
    """

    ink: str
    line: str
    tint: str
    warm: str
    cool: str


TONES: Final[dict[str, Tones]] = {
    "light": Tones("#6b4206", "#d9b679", "#fdf6e8", "#f4cf8d", "#f0b7a0"),
    "medium": Tones("#7a2840", "#d79aa6", "#fcf1f1", "#f1b9ae", "#d9a3c0"),
    "deep": Tones("#2f3b78", "#a3abd6", "#f1f3fb", "#b9a9dc", "#92b4dc"),
}
"""Colours by depth."""

TEXT: Final = "#2a2522"
"""Colour of running text."""

PAPER: Final = "#ffffff"

_MANY_ENTRIES: Final = 11
_MANY_LINES: Final = 9
_LONG_TIME: Final = 22

_SIZES: Final = (14.0, 12.5, 11.5, 10.5, 9.8, 9.0, 8.4)
_AIRS: Final = (6.0, 4.2, 3.2, 2.2, 1.5)
_PAGE_MM: Final = 250.0

TIMES_TO_TICK: Final = 12
"""How many circles there are to tick."""

_STYLE: Final = """
:root { --ink: %(ink)s; --line: %(line)s; --tint: %(tint)s; --text: %(text)s; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body {
  background: #efebe6; color: var(--text);
  font: %(size)spt/1.42 "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L",
    "P052", "Book Antiqua", Georgia, "Liberation Serif", "DejaVu Serif", serif;
}
.card {
  background: %(paper)s; width: 190mm; max-width: 100%%; min-height: 254mm;
  margin: 10mm auto; padding: 14mm 16mm 11mm; border-radius: 5mm;
  box-shadow: 0 1mm 6mm rgb(60 40 20 / 14%%);
  display: flex; flex-direction: column;
}
header { text-align: center; }
header svg { width: 44mm; height: 25mm; }
h1 { font-size: 2.7em; font-weight: 600; line-height: 1.12; color: var(--ink); margin-top: 2mm;
  text-wrap: balance; }
.about { font-style: italic; font-size: 1.16em; margin: 2mm auto 0; max-width: 128mm;
  text-wrap: balance; }
.facts { list-style: none; display: flex; flex-wrap: wrap; justify-content: center; gap: 0 4mm;
  margin-top: 3mm; color: var(--ink); font-size: .95em; }
.facts li + li::before { content: "\\00b7"; margin-right: 4mm; }
.ribbon { display: flex; gap: 1mm; height: 2.4mm; margin: 6mm 0 1mm; }
.ribbon span { border-radius: 1.2mm; background: var(--line); min-width: 2.4mm; }
.ribbon span.talk { background: var(--ink); opacity: .78; }
.way { list-style: none; margin-top: 5mm; flex: 1 0 auto; display: flex; flex-direction: column;
  justify-content: center; }
.way.many { display: block; columns: 2; column-gap: 10mm; }
.way > li { display: grid; grid-template-columns: 9mm 1fr auto; column-gap: 3mm;
  padding: %(air)smm 0; break-inside: avoid; align-items: baseline; }
.way > li + li { border-top: .25mm solid var(--line); }
.way.many > li { padding: 1.2mm 0; border-top: 0; grid-template-columns: 7mm 1fr auto; }
.number { color: var(--ink); font-size: 1.25em; font-variant-numeric: lining-nums; }
.way h3 { font-size: 1.18em; color: inherit; margin: 0; font-weight: 600; line-height: 1.3; }
.way.many h3 { font-size: 1em; }
.time { color: var(--ink); font-style: italic; white-space: nowrap; padding-left: 4mm; }
.time.long { grid-column: 2 / 4; padding-left: 0; white-space: normal; }
.asked { list-style: none; grid-column: 2 / 4; margin-top: .8mm; }
.asked.columns { columns: 2; column-gap: 8mm; }
.asked li { break-inside: avoid; padding-left: 5mm; text-indent: -5mm; margin-top: .5mm; }
.asked li::before { content: "\\2013"; display: inline-block; width: 5mm; text-indent: 0;
  color: var(--ink); }
.below { margin-top: 6mm; font-size: .95em; background: var(--tint); border-radius: 3mm;
  padding: 4.5mm 6mm; }
.below section + section { margin-top: 3.5mm; }
.below h2 { font-size: 1.06em; font-weight: 600; color: var(--ink); margin-bottom: 1.2mm; }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: .6mm 8mm; }
dt, dd { display: inline; }
dt::after { content: ": "; }
dd { font-style: italic; color: var(--ink); }
.words p { margin-top: .6mm; }
.words strong { font-weight: 600; color: var(--ink); white-space: nowrap; }
.blank { display: inline-block; width: 34mm; border-bottom: .3mm solid var(--ink); }
footer { margin-top: 6mm; display: flex; justify-content: space-between; align-items: center;
  gap: 6mm; font-size: .85em; }
footer ol { list-style: none; display: flex; gap: 1.8mm; }
footer ol li { width: 5.4mm; height: 5.4mm; border: .35mm solid var(--ink); border-radius: 50%%; }
code { font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: .86em; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%); }
@media (max-width: 150mm) {
  .card { margin: 0; border-radius: 0; padding: 8mm 6mm; }
  .way.many, .asked.columns { columns: 1; }
  dl { grid-template-columns: 1fr; }
  footer { flex-direction: column; align-items: flex-start; }
}
@page { margin: 9mm; }
@media print {
  body { background: none; }
  .card { width: auto; margin: 0; padding: 3mm 5mm 0; border-radius: 0; box-shadow: none;
    min-height: 258mm; page-break-after: avoid; }
}
"""


def as_html(card: Card) -> str:
    """Return a card as a page of HTML that needs nothing beside it.

    One page of A4 or Letter when printed; headings, lists and a language for those who have it
    read aloud; pictures are for the eye only.
    """
    tones = TONES[card.depth]
    size, air = _fitting(card)
    style = _STYLE % {
        "ink": tones.ink,
        "line": tones.line,
        "tint": tones.tint,
        "text": TEXT,
        "paper": PAPER,
        "size": f"{size:g}",
        "air": f"{air:g}",
    }
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(card.title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            '<main class="card">',
            *_header(card, tones),
            *_way(card),
            *_below(card),
            *_footer(card),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _fitting(card: Card) -> tuple[float, float]:
    """Return the largest letters, in points, and the room around entries, in millimetres, with
    which a card still fits a page; the smallest there are when nothing does."""
    tries = [(size, air) for size in _SIZES for air in _AIRS]
    return next((each for each in tries if _height(card, *each) <= _PAGE_MM), tries[-1])


def _height(card: Card, size: float, air: float) -> float:
    """Return about how many millimetres a card takes."""
    line = size * 0.3528 * 1.42
    entries = sum(
        1.1 * line * (1 + len(entry.title) // 60)
        + (line * 0.9 if len(entry.time) > _LONG_TIME else 0)
        + _lines(entry) * (line + 0.6)
        + 2 * air
        for entry in card.way
    )
    if len(card.way) > _MANY_ENTRIES:
        entries = entries * 0.55
    header = 31 + line * (2.4 + 2.4 * (1 + len(card.about) // 70) + 1) + 12
    choices = (len(card.choices) + 1) // 2
    below = 15 + line * (3.2 + (1.4 + choices if choices else 0)) + 3.5
    return header + 5 + entries + below + 14


def _lines(entry: Entry) -> int:
    """Return how many lines the lines of an entry take; long ones are broken."""
    if len(entry.lines) > _MANY_LINES:
        return (sum(1 + len(line) // 48 for line in entry.lines) + 1) // 2
    return sum(1 + len(line) // 85 for line in entry.lines)


def _header(card: Card, tones: Tones) -> Iterator[str]:
    yield "<header>"
    yield _picture(tones)
    yield f"<h1>{escape(card.title)}</h1>"
    yield f'<p class="about">{escape(card.about)}</p>'
    minutes = "one minute" if card.minutes == 1 else f"{card.minutes} minutes"
    facts = [f"About {minutes}", f"{card.depth.capitalize()}"]
    if card.partners:
        facts.insert(0, card.partners)
    yield '<ul class="facts">' + "".join(f"<li>{escape(fact)}</li>" for fact in facts) + "</ul>"
    yield "</header>"
    timed = [entry for entry in card.way if entry.seconds > 0]
    if len(timed) > 1:
        yield '<div class="ribbon" aria-hidden="true">'
        for entry in timed:
            kind = ' class="talk"' if entry.time.endswith(("each", "question")) else ""
            yield f'<span{kind} style="flex-grow:{entry.seconds:g}"></span>'
        yield "</div>"


def _picture(tones: Tones) -> str:
    """Return two circles that meet, and what passes between them."""
    rings = "".join(
        f'<circle cx="88" cy="50" r="{radius}" fill="none" stroke="{tones.line}" '
        f'stroke-width="1" opacity="{opacity}"/>'
        for radius, opacity in ((47, 0.75), (41, 0.45))
    )
    return (
        '<svg viewBox="0 0 176 100" aria-hidden="true" focusable="false">'
        f'<g style="mix-blend-mode:multiply">{rings}'
        f'<circle cx="68" cy="50" r="34" fill="{tones.warm}" fill-opacity=".9"/>'
        f'<circle cx="108" cy="50" r="34" fill="{tones.cool}" fill-opacity=".75"/></g>'
        f'<circle cx="88" cy="50" r="3.2" fill="{tones.ink}"/>'
        "</svg>"
    )


def _way(card: Card) -> Iterator[str]:
    many = " many" if len(card.way) > _MANY_ENTRIES else ""
    yield '<h2 class="unseen">What happens</h2>'
    yield f'<ol class="way{many}">'
    for number, entry in enumerate(card.way, 1):
        yield _entry(number, entry)
    yield "</ol>"
    if card.more:
        yield f"<p>… and {card.more} more.</p>"


def _entry(number: int, entry: Entry) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in entry.lines)
    many = " columns" if len(entry.lines) > _MANY_LINES else ""
    long = " long" if len(entry.time) > _LONG_TIME else ""
    time = f'<p class="time{long}">{escape(entry.time)}</p>' if entry.time else "<p></p>"
    return (
        f'<li><span class="number" aria-hidden="true">{number}</span>'
        f"<h3>{escape(entry.title)}</h3>{time}"
        + (f'<ul class="asked{many}">{lines}</ul>' if lines else "")
        + "</li>"
    )


def _below(card: Card) -> Iterator[str]:
    yield '<div class="below">'
    yield '<section class="words"><h2>Two words</h2>'
    yield '<p>Our safe word <span class="blank">&nbsp;</span> ends everything at once.</p>'
    yield (
        "<p><strong>“Pause”</strong> rests, <strong>“go on”</strong> continues. "
        "Nobody asks you why.</p></section>"
    )
    if card.choices:
        yield "<section><h2>Yours to choose</h2><dl>"
        for choice in card.choices:
            yield f"<div><dt>{escape(choice.name)}</dt><dd>{escape(choice.answers)}</dd></div>"
        yield "</dl></section>"
    yield "</div>"


def _footer(card: Card) -> Iterator[str]:
    yield "<footer>"
    yield f"<p>To begin: <code>facilitator run {escape(card.id)}</code></p>"
    circles = "<li></li>" * TIMES_TO_TICK
    yield f'<ol aria-label="A circle to tick for each time">{circles}</ol>'
    yield "</footer>"
