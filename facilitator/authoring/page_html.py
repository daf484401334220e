"""The parts that several pages of HTML share: the frame, the picture, the words, the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from facilitator.authoring.card import Agreed, Choice, Deck
from facilitator.authoring.one_page import command_of, deck_heading, depth_text, words_panel
from facilitator.authoring.tones import PAPER, TEXT, Tones
from facilitator.engine.own_words import OwnWords

_STYLE: Final = """
:root { --ink: %(ink)s; --line: %(line)s; --tint: %(tint)s; --text: %(text)s; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body {
  background: #efebe6; color: var(--text);
  font: %(size)spt/1.4 "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L",
    "P052", "Book Antiqua", Georgia, "Liberation Serif", "DejaVu Serif", serif;
  font-size-adjust: .46;
  overflow-wrap: break-word;
}
.card {
  background: %(paper)s; max-width: 100%%; margin: 10mm auto; padding: 13mm 15mm 11mm;
  border-radius: 5mm; box-shadow: 0 1mm 6mm rgb(60 40 20 / 14%%);
  display: flex; flex-direction: column;
}
h1 { font-weight: 600; line-height: 1.12; color: var(--ink); text-wrap: balance; }
h2, h3 { font-weight: 600; line-height: 1.3; }
.about { font-style: italic; text-wrap: balance; }
.facts { list-style: none; display: flex; flex-wrap: wrap; gap: 0 4mm; color: var(--ink); }
.facts li + li::before { content: "\\00b7"; margin-right: 4mm; }
.asked { list-style: none; }
.asked li { break-inside: avoid; padding-left: 4.5mm; text-indent: -4.5mm; margin-top: .4mm; }
.asked li::before { content: "\\2013" / ""; display: inline-block; width: 4.5mm; text-indent: 0;
  color: var(--ink); }
.deck { margin-top: 4mm; }
.deck h2 { font-size: 1.1em; color: var(--ink); }
.deck h3 { font-size: 1em; font-weight: 400; font-style: italic; color: var(--ink);
  break-after: avoid; margin-top: .8mm; }
.deck .columns { columns: 2; column-gap: 9mm; }
.deck p { font-style: italic; margin-top: 1mm; }
.below { font-size: .95em; background: var(--tint); border-radius: 3mm; padding: 3.5mm 5mm; }
.below h2 { font-size: 1.06em; color: var(--ink); margin-bottom: .8mm; }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: .4mm 8mm; }
dt, dd { display: inline; }
dt::after { content: ": "; }
dd { font-style: italic; color: var(--ink); }
.words p { margin-top: .4mm; }
.words strong { font-weight: 600; color: var(--ink); }
.blank { display: inline-block; width: 32mm; border-bottom: .3mm solid var(--ink); }
footer { display: flex; justify-content: space-between; align-items: flex-end; gap: 6mm;
  font-size: .85em; }
footer ol { list-style: none; display: flex; gap: 1.5mm; margin-top: 1mm; }
footer ol li { width: 5mm; height: 5mm; border: .35mm solid var(--ink); border-radius: 50%%; }
code { font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: .86em; font-size-adjust: none; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%); }
%(own)s
"""


def page(
    title: str, tones: Tones, size: float, style: str, content: Sequence[str], language: str = "en"
) -> str:
    """Return a whole page that needs nothing beside it.

    Args:
        title: Of the document.
        tones: Its colours.
        size: Of its letters, in points.
        style: What this kind of page adds to the style that all share.
        content: Lines of HTML.
        language: Language tag of the text.
    """
    values = {
        "ink": tones.ink,
        "line": tones.line,
        "tint": tones.tint,
        "text": TEXT,
        "paper": PAPER,
        "size": f"{size:g}",
        "own": style,
    }
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{escape(language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE % values}</style>",
            "</head>",
            "<body>",
            *content,
            "</body>",
            "</html>",
            "",
        ]
    )


def picture(tones: Tones) -> str:
    """Return two circles that meet, and what passes between them; for the eye only."""
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


def facts_list(facts: Sequence[str]) -> str:
    """Return what stands under a title; names keep their own direction."""
    items = "".join(f"<li><bdi>{escape(fact)}</bdi></li>" for fact in facts)
    return f'<ul class="facts">{items}</ul>'


def panel(agreed: Agreed, choices: Sequence[Choice], own: OwnWords) -> Iterator[str]:
    """Yield the words that stop and rest, and what can be chosen."""
    yield '<div class="below">'
    yield f'<section class="words"><h2>{escape(own.text("card words"))}</h2>'
    for sentence in words_panel(agreed, own):
        yield "<p>" + "".join(_piece(*piece, own) for piece in sentence) + "</p>"
    yield "</section>"
    if choices:
        yield f"<section><h2>{escape(own.text('card choose'))}</h2><dl>"
        for choice in choices:
            yield f"<div><dt>{escape(choice.name)}</dt><dd>{escape(choice.answers)}</dd></div>"
        yield "</dl></section>"
    yield "</div>"


def _piece(style: str, text: str, own: OwnWords) -> str:
    if style == "_":
        label = escape(own.text("card blank"))
        return f'<span class="blank" role="img" aria-label="{label}">&nbsp;</span>'
    return f"<strong>{escape(text)}</strong>" if style == "B" else escape(text)


def foot(ritual: str, own: OwnWords, ticks: int = 0, remark: str = "") -> Iterator[str]:
    """Yield how to begin, and circles to tick or a remark."""
    yield "<footer>"
    begin, command = escape(own.text("card begin")), escape(command_of(ritual, own))
    yield f"<p>{begin} <code>{command}</code></p>"
    if ticks:
        circles = "<li></li>" * ticks
        label = escape(own.text("card ticks"))
        yield f'<div><p>{label}</p><ol aria-hidden="true">{circles}</ol></div>'
    if remark:
        yield f"<p><em>{escape(remark)}</em></p>"
    yield "</footer>"


def deck_section(deck: Deck, line: str, columns: int, own: OwnWords) -> Iterator[str]:
    """Yield the questions of a deck that stand on a page, by depth, and a line about the rest."""
    yield f'<section class="deck"><h2>{escape(deck.title)}</h2>'
    groups = list(deck.groups())
    if groups:
        yield '<div class="columns">' if columns > 1 else "<div>"
        for depth, prompts in groups:
            if len(groups) > 1:
                yield f"<h3>{escape(depth_text(depth, own))}</h3>"
            items = "".join(f"<li>{escape(prompt.text)}</li>" for prompt in prompts)
            yield f'<ul class="asked">{items}</ul>'
        yield "</div>"
    if line:
        yield f"<p>{escape(line)}</p>"
    yield "</section>"


def questions_pages(title: str, decks: Sequence[Deck], own: OwnWords) -> Iterator[str]:
    """Yield every question on pages of their own."""
    for deck in decks:
        yield '<section class="card questions">'
        yield f"<h2>{escape(deck_heading(title, deck, own))}</h2>"
        yield from deck_section(deck, "", 1, own)
        yield "</section>"


LETTER_WIDTH: Final = 0.44
"""About how wide a letter is, of its height, in fonts whose small letters are as high as the
style asks for."""


def lines_of(text: str, size: float, width: float) -> int:
    """Return about how many lines a text takes, with letters of a size in points and a width in
    millimetres."""
    letters = max(1.0, width / (size * 0.3528 * LETTER_WIDTH))
    return max(1, -(-len(text) // int(letters)))
