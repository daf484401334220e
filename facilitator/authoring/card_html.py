"""A ritual's card as one page of HTML: to look at, and to print."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from facilitator.authoring.card import Card, Deck
from facilitator.authoring.one_page import (
    TICKS,
    facts,
    fit,
    questions_line,
    without_questions,
)
from facilitator.authoring.page_html import (
    deck_section,
    facts_list,
    foot,
    lines_of,
    page,
    panel,
    picture,
    questions_pages,
)
from facilitator.authoring.tones import TONES, Tones
from facilitator.authoring.way_entries import Entry

_LONG_TIME: Final = 22
_FEW_QUESTIONS: Final = 6
_SIZES: Final = (14.0, 13.2, 12.5, 11.8, 11.2, 10.6, 10.0, 9.5, 9.0, 8.6, 8.3)
_MOST_AIR: Final = 5.0

# The smaller width and height that A4 and Letter leave inside their margins, less some slack
# for fonts that are wider than most.
_WIDTH: Final = 180.0
_HEIGHT: Final = 253.0
_GAP: Final = 10.0

_STYLE: Final = """
.card { width: 190mm; min-height: 254mm; }
header { text-align: center; }
header svg { width: 9em; height: auto; }
h1 { font-size: 2.5em; margin-top: 1mm; }
.about { font-size: 1.14em; margin: 1.5mm auto 0; max-width: 150mm; }
.facts { justify-content: center; margin-top: 2mm; font-size: .95em; }
.ribbon { display: flex; gap: 1mm; height: 2.2mm; margin: 4mm 0 0; }
.ribbon span { border-radius: 1.1mm; background: var(--line); min-width: 2mm; }
.ribbon span.talk { background: var(--ink); opacity: .78; }
.body { flex: 1 0 auto; display: flex; flex-direction: column; justify-content: center;
  padding: 3mm 0 5mm; }
.way { list-style: none; }
.way.many { columns: 2; column-gap: 10mm; }
.way > li { display: grid; grid-template-columns: 8mm 1fr auto; column-gap: 2mm;
  padding: %(air)smm 0; break-inside: avoid; align-items: baseline; }
.way > li:not(:last-child) { border-bottom: .25mm solid var(--line); }
.number { color: var(--ink); font-size: 1.15em; font-variant-numeric: lining-nums; }
.way h3 { font-size: 1.12em; }
.way.many h3 { font-size: 1.04em; }
.time { color: var(--ink); font-style: italic; white-space: nowrap; padding-left: 3mm; }
.time.long, .way.many .time { grid-column: 2 / 4; padding-left: 0; white-space: normal; }
.way .asked { grid-column: 2 / 4; }
.more { font-style: italic; }
.below section + section { margin-top: 2.5mm; }
footer { margin-top: 4mm; }
.questions { font-size: %(reading)sem; }
.questions h2 { font-size: 1.5em; color: var(--ink); }
.questions .deck h2 { display: none; }
@media screen and (max-width: 150mm) {
  .card { margin: 0; border-radius: 0; padding: 8mm 6mm; }
  .way.many, .deck .columns { columns: 1; }
  dl { grid-template-columns: 1fr; }
  footer { flex-direction: column; align-items: flex-start; }
}
@page { margin: 9mm; }
@media print {
  body { background: none; }
  .card { width: auto; margin: 0; padding: 1mm 5mm 0; border-radius: 0; box-shadow: none;
    min-height: 252mm; break-inside: avoid; }
  .questions { break-before: page; break-inside: auto; min-height: 0; }
}
"""


def as_html(card: Card, *, questions: bool = False) -> str:
    """Return a card as a page of HTML that needs nothing beside it.

    One page of A4 or Letter when printed; headings, lists and a language for those who have it
    read aloud; pictures are for the eye only.

    Args:
        card: What stands on it.
        questions: Put the questions of its decks on further pages instead.
    """
    tones = TONES[card.depth]
    front = without_questions(card) if questions else card
    found = fit(front, _SIZES, _height, _HEIGHT)
    free = max(0.0, _HEIGHT - _height(found.card, found.size, found.columns))
    rows = max(1, -(-len(found.card.way) // found.columns))
    air = min(_MOST_AIR, _PADDING + free * 0.4 / rows)
    style = _STYLE % {"air": f"{air:.2g}", "reading": f"{11.2 / found.size:.2f}"}
    content = [
        '<main class="card">',
        *_header(found.card, tones),
        '<div class="body">',
        *_way(found.card, found.columns),
        *(
            line
            for deck in found.card.decks
            for line in deck_section(
                deck, questions_line(deck, questions, card.own), _columns(deck), card.own
            )
        ),
        "</div>",
        *panel(card.agreed, card.choices, card.own),
        *foot(card.id, card.own, TICKS),
        "</main>",
    ]
    if questions:
        content += questions_pages(card.title, card.decks, card.own)
    return page(card.title, tones, found.size, style, content, card.own.language)


_PADDING: Final = 0.9
"""Least room above and below an entry, in millimetres."""


def _columns(deck: Deck) -> int:
    return 2 if len(deck.prompts) > _FEW_QUESTIONS else 1


def _height(card: Card, size: float, columns: int) -> float:
    """Return about how many millimetres a card takes, rather too many than too few."""
    line = size * 0.3528 * 1.4
    wide = (_WIDTH - _GAP * (columns - 1)) / columns - 10
    heights = [_entry_height(entry, size, wide, columns) for entry in card.way]
    way = sum(heights) / columns + (max(heights, default=0.0) * 0.2 if columns > 1 else 0.0)
    title = lines_of(card.title, size * 2.6, _WIDTH) * line * 2.5 * 0.85
    about = lines_of(card.about, size * 1.14, 150) * line * 1.14
    fact = lines_of("     ".join(facts(card)), size * 0.95, _WIDTH) * line
    header = size * 1.85 + 1 + title + about + fact + 10
    decks = sum(4 + _deck_height(deck, size) for deck in card.decks)
    rows = -(-len(card.choices) // 2)
    below = 7 + 3.4 * line * 0.95 + ((rows + 1.2) * line * 0.95 + 3.3 if rows else 0)
    foot_height = 4 + max(2 * line * 0.85, line * 0.85 + 6.5)
    more = line if card.more else 0
    return header + 8 + way + more + decks + below + foot_height


def _entry_height(entry: Entry, size: float, width: float, columns: int) -> float:
    line = size * 0.3528 * 1.4
    is_below = bool(entry.time) and (columns > 1 or len(entry.time) > _LONG_TIME)
    beside = len(entry.time) * size * 0.18 if entry.time and not is_below else 0.0
    title = lines_of(entry.title, size * 1.12, width - beside) * line * 1.06
    asked = sum(lines_of(text, size, width - 4.5) * line + 0.4 for text in entry.lines)
    return title + (line if is_below else 0.0) + asked + 2 * _PADDING + 0.25


def _deck_height(deck: Deck, size: float) -> float:
    line = size * 0.3528 * 1.4
    columns = _columns(deck)
    wide = (_WIDTH - 9 * (columns - 1)) / columns - 4.5
    asked = sum(lines_of(p.text, size, wide) * line + 0.4 for p in deck.prompts)
    groups = len(list(deck.groups()))
    headings = groups * (line + 0.8) if groups > 1 else 0.0
    uneven = 0.5 * line if columns > 1 else 0.0
    rest = line + 1 if len(deck.prompts) < deck.total else 0.0
    return line * 1.1 + (asked + headings) / columns + uneven + rest


def _header(card: Card, tones: Tones) -> Iterator[str]:
    yield "<header>"
    yield picture(tones)
    yield f"<h1>{escape(card.title)}</h1>"
    yield f'<p class="about">{escape(card.about)}</p>'
    yield facts_list(facts(card))
    yield "</header>"
    timed = [entry for entry in card.way if entry.seconds > 0]
    if len(timed) > 1:
        yield '<div class="ribbon" aria-hidden="true">'
        for entry in timed:
            kind = ' class="talk"' if entry.is_talk else ""
            yield f'<span{kind} style="flex-grow:{entry.seconds:g}"></span>'
        yield "</div>"


def _way(card: Card, columns: int) -> Iterator[str]:
    many = " many" if columns > 1 else ""
    yield f'<h2 class="unseen">{escape(card.own.text("card way"))}</h2>'
    yield f'<ol class="way{many}">'
    for number, entry in enumerate(card.way, 1):
        yield _entry(number, entry)
    yield "</ol>"
    if card.more:
        more = card.own.text("card more", number=str(card.more))
        yield f'<p class="more">{escape(more)}</p>'


def _entry(number: int, entry: Entry) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in entry.lines)
    long = " long" if len(entry.time) > _LONG_TIME else ""
    time = f'<p class="time{long}">{escape(entry.time)}</p>' if entry.time else ""
    return (
        f'<li><span class="number" aria-hidden="true">{number}</span>'
        f"<h3>{escape(entry.title)}</h3>{time}"
        + (f'<ul class="asked">{lines}</ul>' if lines else "")
        + "</li>"
    )
