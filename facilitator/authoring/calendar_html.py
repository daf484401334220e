"""A programme over days as a calendar page of HTML: a table of days, to look at and to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from facilitator.authoring.calendar import Calendar, Day, columns
from facilitator.authoring.one_page import every_day_line, programme_facts
from facilitator.authoring.page_html import (
    facts_list,
    foot,
    lines_of,
    page,
    panel,
    picture,
    questions_pages,
)
from facilitator.authoring.tones import TONES

_SIZES: Final = (12.0, 11.2, 10.5, 9.9, 9.3, 8.7, 8.2, 7.8)
_EASY: Final = 9.3

# What the smaller of A4 and Letter leaves inside its margins in landscape, less some slack.
_WIDTH: Final = 252.0
_HEIGHT: Final = 189.0

_STYLE: Final = """
.card { width: 279mm; padding: 9mm 11mm 8mm; }
.card + .card { break-before: page; }
header { display: grid; grid-template-columns: 40mm 1fr; column-gap: 3mm; align-items: center; }
header svg { width: 40mm; grid-row: 1 / 4; }
h1 { font-size: 24pt; }
.about { font-size: 11.5pt; text-wrap: wrap; }
.facts { font-size: 10pt; }
.every { font-size: 10pt; margin-top: 2mm; }
.every strong { color: var(--ink); }
table { table-layout: fixed; width: 100%%; border-collapse: separate; border-spacing: 2mm 0;
  margin: 1mm -2mm 0; width: calc(100%% + 4mm); }
th, td { text-align: left; vertical-align: top; background: var(--tint); padding: 0 2.4mm;
  border: .25mm solid var(--line); }
th { border-bottom: 0; border-radius: 2.5mm 2.5mm 0 0; padding-top: 1.8mm; font-weight: 400; }
td { border-top: 0; border-radius: 0 0 2.5mm 2.5mm; padding-bottom: 1.6mm; height: %(row)smm; }
tr.gap td { background: none; border: 0; height: 2mm; padding: 0; }
td.none { background: none; border: 0; height: auto; }
.day { font-weight: 600; font-size: 1.05em; color: var(--ink); display: flex;
  justify-content: space-between; align-items: center; }
.when { color: var(--ink); font-size: .95em; }
.box { width: 4.6mm; height: 4.6mm; border: .3mm solid var(--ink); border-radius: .8mm;
  background: #fff; flex: none; line-height: 1; text-align: center; font-size: 3.8mm; }
.inside { display: flex; flex-direction: column; height: 100%%; }
.inside h2 { font-size: 1.1em; line-height: 1.22; }
.inside ul { list-style: none; font-size: .94em; line-height: 1.28; }
.inside li { margin-top: .6mm; }
.length { margin-top: auto; padding-top: .8mm; font-style: italic; font-size: .94em;
  color: var(--ink); }
.below { font-size: 9.6pt; display: grid; grid-template-columns: 3fr 2fr; gap: 8mm;
  margin-top: 2.5mm; padding: 2.4mm 5mm; }
.below dl { grid-template-columns: 1fr; }
footer { margin-top: 2mm; font-size: 9.5pt; }
.questions { font-size: 11.2pt; }
.questions h2 { font-size: 1.5em; color: var(--ink); }
.questions .deck h2 { display: none; }
@media screen and (max-width: 200mm) {
  .card { margin: 0; border-radius: 0; padding: 6mm 4mm; }
  header { grid-template-columns: 1fr; }
  header svg { grid-row: auto; }
  table, tbody, tr, th, td { display: block; height: auto; }
  td.none, tr.gap { display: none; }
  .below { grid-template-columns: 1fr; }
}
@page { size: landscape; margin: 9mm; }
@media print {
  body { background: none; }
  .card { width: auto; margin: 0; padding: 0 2.5mm; border-radius: 0; box-shadow: none; }
  table, tr { break-inside: avoid; }
  .questions { break-before: page; }
}
"""


def calendar_html(calendar: Calendar, *, questions: bool = False) -> str:
    """Return a programme as a page of HTML that needs nothing beside it.

    One page of A4 or Letter in landscape when printed, beyond five weeks as many as it takes. The
    days are a table: each has its heading, with its date where there is one, and below it what
    belongs to that day.

    Args:
        calendar: What stands on it.
        questions: Add the questions of its decks on further pages.
    """
    tones, own = TONES[calendar.depth], calendar.own
    pages = list(calendar.pages())
    # The fullest page decides about the letters of all.
    size, notes = min(_fitting(calendar, days) for days in pages)
    row = min(_row(calendar, days) for days in pages)
    content: list[str] = []
    for number, days in enumerate(pages, 1):
        content += ['<main class="card">' if number == 1 else '<section class="card">']
        content += [
            "<header>",
            picture(tones),
            f"<h1>{escape(calendar.title)}</h1>",
            f'<p class="about">{escape(calendar.about)}</p>',
            facts_list(programme_facts(calendar)),
            "</header>",
        ]
        if calendar.every_day:
            line = escape(every_day_line(calendar))
            label = escape(own.text("calendar every day"))
            content.append(f'<p class="every"><strong>{label}</strong> {line}</p>')
        content += _table(calendar, days, notes)
        content += panel(calendar.agreed, calendar.choices, own)
        is_cut = any(len(day.notes) > notes for day in days)
        content += foot(calendar.id, own, remark=own.text("calendar rest") if is_cut else "")
        content += ["</main>" if number == 1 else "</section>"]
    if questions:
        content += questions_pages(calendar.title, calendar.decks, own)
    style = _STYLE % {"row": f"{row - _head_height(calendar, size):.1f}"}
    return page(calendar.title, tones, size, style, content, own.language)


def _row(calendar: Calendar, days: Sequence[Day]) -> float:
    """Return how many millimetres there are for each row of days."""
    head = 25.0 + (7.0 if calendar.every_day else 0.0)
    below = 14.0 + max(2 * 4.8, len(calendar.choices) * 4.8) + 9.0
    rows = -(-len(days) // columns(len(days)))
    return (_HEIGHT - head - below) / rows - 2.2


def _fitting(calendar: Calendar, days: Sequence[Day]) -> tuple[float, int]:
    """Return the largest letters, in points, and the most notes a day with which all fit."""
    across = columns(len(days))
    wide = (_WIDTH - 2 * (across - 1)) / across - 5.5
    row = _row(calendar, days)
    tries = [(size, notes) for notes in (5, 4, 3) for size in _SIZES if size >= _EASY]
    tries += [(size, notes) for notes in (3, 2, 1, 0) for size in _SIZES]
    for size, notes in tries:
        head = _head_height(calendar, size)
        if all(head + _day_height(day, size, notes, wide) <= row for day in days):
            return size, notes
    return tries[-1]


def _head_height(calendar: Calendar, size: float) -> float:
    line = size * 0.3528 * 1.4
    return 2.2 + max(4.8, line * 1.05) + (line * 0.95 if calendar.days[0].when else 0.0)


def _day_height(day: Day, size: float, notes: int, width: float) -> float:
    line = size * 0.3528
    told = sum(lines_of(note, size * 0.94, width) * line * 1.2 + 0.6 for note in day.notes[:notes])
    task = lines_of(day.task, size * 1.1, width) * line * 1.34
    return task + told + line * 1.4 + 2.6


def _table(calendar: Calendar, days: Sequence[Day], notes: int) -> Iterator[str]:
    across = columns(len(days))
    caption = escape(calendar.own.text("calendar caption", title=calendar.title))
    yield f'<table><caption class="unseen">{caption}</caption>'
    for start in range(0, len(days), across):
        row = days[start : start + across]
        empty = '<td class="none"></td>' * (across - len(row))
        if start:
            gap = f'<tr class="gap"><td colspan="{across}"></td></tr>'
            yield f'<tbody aria-hidden="true">{gap}</tbody>'
        yield "<tbody><tr>"
        yield "".join(_heading(day) for day in row) + empty
        yield "</tr><tr>"
        yield "".join(_cell(day, notes) for day in row) + empty
        yield "</tr></tbody>"
    yield "</table>"


def _heading(day: Day) -> str:
    mark = "✓" if day.is_done else ""
    label = escape(day.own.text("calendar done" if day.is_done else "calendar box"))
    name = escape(day.own.text("calendar day", number=str(day.number)))
    when = ""
    if day.when is not None:
        text = escape(day.when_text)
        when = f'<p class="when"><time datetime="{day.when.isoformat()}">{text}</time></p>'
    return (
        f'<th scope="col" id="day-{day.number}"><p class="day">{name}'
        f'<span class="box" role="img" aria-label="{label}">{mark}</span></p>{when}</th>'
    )


def _cell(day: Day, notes: int) -> str:
    kept = list(day.notes[:notes])
    if kept and len(day.notes) > notes:
        kept[-1] += " …"  # the voice tells the rest
    told = "".join(f"<li>{escape(note)}</li>" for note in kept)
    return (
        f'<td headers="day-{day.number}"><div class="inside"><h2>{escape(day.task)}</h2>'
        + (f"<ul>{told}</ul>" if told else "")
        + f'<p class="length">{escape(day.length)}</p></div></td>'
    )
