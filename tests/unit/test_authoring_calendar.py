"""A programme over days as a calendar page."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.calendar import Calendar, Day, calendar_of, columns, parse_beginning
from facilitator.authoring.calendar_html import calendar_html
from facilitator.authoring.calendar_pdf import calendar_pdf
from facilitator.authoring.card import Agreed
from facilitator.cli import main
from facilitator.errors import UsageError
from facilitator.script.library import find
from facilitator.script.loading import load, loaded
from facilitator.script.yaml_tree import decode, parse
from tests.unit.pdf_reader import read
from tests.unit.test_authoring_card import Page, plain

pytestmark = pytest.mark.usefixtures("plain_fonts")

PLAN = load(find("ten-day-plan"))
PROGRAMMES = [PLAN, load(find("gratitude-avalanche"))]
SATURDAY = date(2026, 11, 28)


def of_days(count: int, notes: tuple[str, ...] = ("Do it.",)) -> Calendar:
    days = tuple(Day(n, f"Small step {n}", "About 3 min", notes) for n in range(1, count + 1))
    return Calendar("a", "Steps", "Many small steps.", "light", "", days)


def test_the_days_of_the_ten_day_plan() -> None:
    """Each has a task, a length and what to do; what belongs to every day stands there once."""
    calendar = calendar_of(PLAN, begins=SATURDAY, partners=("Anna", "Ben"))

    assert list(range(1, 11)) == [day.number for day in calendar.days]
    fourth = calendar.days[3]
    assert ("Share a small worry", "Tuesday", "1 December") == (
        fourth.task,
        fourth.weekday,
        fourth.date_text,
    )
    assert ("Tell a small worry. (2 min each)", "Then ask what the other one would do.") == (
        fourth.notes
    )
    assert re.fullmatch(r"About \d+½? min", fourth.length)
    assert "About 1½ min of guidance" == calendar.days[5].length
    assert "If you like, go on with: Two-minute self-check." in calendar.days[0].notes
    every_day = ["How was the day between you, from one to five?", "Shall I remind you tomorrow?"]
    assert every_day == [entry.title for entry in calendar.every_day if not entry.is_talk]
    assert "28 November to 7 December 2026" == calendar.span
    assert [] == [choice for choice in calendar.choices if choice.name == "Day"]


def test_a_day_has_its_own_among_the_steps_of_all() -> None:
    """What is only so on one day stands on that day, before its task or after it."""
    text = (
        "version: 1\nritual: Three days\nabout: Steps.\ndepth: light\n"
        "days:\n"
        "  - {task: thank, steps: [turns: {each: 1 min, question: What for?}]}\n"
        "  - {task: walk, steps: [ready: Go for a walk.]}\n"
        "  - {task: sing, steps: [ready: Sing a song.]}\n"
        "steps:\n"
        '  - rate: "{name}, how are you, from one to five?"\n'
        "    as: mood\n"
        "  - when: day is 3\n    do:\n      - ready: Fetch a chair.\n"
        '  - today: "{task}."\n'
        "  - when: day is 1\n    do:\n"
        "      - offer: Shall we look?\n        ritual: mirror-talk\n"
        "  - when: day is at least 2\n    do:\n      - ready: Drink some water.\n"
    )
    calendar = calendar_of(loaded(parse(decode("days.yaml", text.encode())), "days"))

    assert ["How are you, from one to five?", "Drink some water."] == [
        entry.title for entry in calendar.every_day
    ]
    assert [
        ("What for? (1 min each)", "If you like, go on with: Mirror talk."),
        ("Go for a walk.",),
        ("Fetch a chair.", "Sing a song."),
    ] == [day.notes for day in calendar.days]


def test_without_a_beginning_days_have_numbers_only() -> None:
    """Nothing is guessed."""
    calendar = calendar_of(PLAN)

    assert {None} == {day.when for day in calendar.days}
    assert "" == calendar.span
    assert "November" not in calendar_html(calendar)


def test_a_weekly_programme_is_a_week_apart() -> None:
    """What the author says of its rhythm decides."""
    text = (
        "ritual: Walks\nabout: Walks.\ndepth: light\nrhythm: weekly, on Sundays\n"
        "days:\n  - task: walk\n    steps: [say: Go out now.]\n"
        "  - task: run\n    steps: [say: Run out now.]\n"
        'steps:\n  - today: "Day {day}: {task}."\n'
    )
    ritual = loaded(parse(decode("walks.yaml", text.encode())), "walks")

    calendar = calendar_of(ritual, begins=SATURDAY)

    assert [SATURDAY, date(2026, 12, 5)] == [day.when for day in calendar.days]


def test_days_that_were_held_are_ticked_only_if_remembered() -> None:
    """A card for the fridge begins from nothing."""
    done = [day.number for day in calendar_of(PLAN, memory={"day": "4"}).days if day.is_done]

    assert [1, 2, 3] == done
    assert not any(day.is_done for day in calendar_of(PLAN).days)
    assert "Day 3, done" in read(calendar_pdf(calendar_of(PLAN, memory={"day": "4"}))).text()


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("begins", [None, SATURDAY], ids=["numbers", "dates"])
@pytest.mark.parametrize("ritual", PROGRAMMES, ids=lambda ritual: ritual.id)
def test_a_programme_is_one_page_in_landscape(ritual, begins, paper) -> None:  # type: ignore[no-untyped-def]
    """No words outside the page or over others, none too small; every day and its date."""
    calendar = calendar_of(ritual, begins=begins, partners=("Maximiliana", "Bartholomaeus"))
    page = read(calendar_pdf(calendar, paper=paper))

    assert 1 == page.pages
    assert page.width > page.height
    assert [] == page.outside()
    assert [] == page.overlapping()
    assert min(words.size for words in page.words) > 7.4
    text = plain(page.text())
    for day in calendar.days:
        wanted = [f"Day {day.number} ", day.task, day.length, day.date_text, day.weekday]
        assert [] == [each for each in wanted if each not in text]


def test_it_is_read_day_after_day() -> None:
    """Headings in the order of the days, each before what belongs to it."""
    page = read(calendar_pdf(calendar_of(PLAN, begins=SATURDAY)))
    headings = [words.text for words in page.words if words.tag == "H2"]

    assert [f"Day {n}" for n in range(1, 11)] == headings[:10]
    text = plain(page.text())
    assert text.index("Day 4") < text.index("Share a small worry") < text.index("Day 5")
    assert b"/Lang (en)" in page.data


@pytest.mark.parametrize("count", [1, 3, 6, 12, 21, 31, 35])
def test_any_number_of_days_up_to_five_weeks(count: int) -> None:
    """All on one page, all of them within it."""
    long = ("Tell each other, in a sentence or two, what this day was like for you.",) * 4
    page = read(calendar_pdf(of_days(count, long)))

    assert 1 == page.pages
    assert ([], []) == (page.outside(), page.overlapping())
    assert count == page.text().count("Small step")
    is_cut = page.text().count("Tell each other") < 4 * count
    assert is_cut == ("The voice tells the rest of each day." in page.text())


def test_more_than_five_weeks_take_more_pages() -> None:
    """A year of weeks is two pages, in both kinds of file."""
    year = of_days(52)

    assert 2 == read(calendar_pdf(year)).pages
    assert 2 == calendar_html(year).count('class="card"')


def test_days_stand_side_by_side() -> None:
    """Five for up to two weeks, evenly; beyond that a week."""
    assert [1, 3, 5, 3, 4, 5, 4, 5, 7, 7] == [
        columns(days) for days in (1, 3, 5, 6, 7, 10, 12, 14, 15, 31)
    ]


def test_a_table_of_days() -> None:
    """A caption, a heading for each day that its cell names, dates that machines can read."""
    text = calendar_html(
        calendar_of(PLAN, begins=SATURDAY, words=Agreed(("marmalade",), ("bookmark",)))
    )
    page = Page(text)

    assert "The days of Ten-day plan" in page.words
    assert 10 == text.count('scope="col"')
    assert re.findall(r'<th scope="col" id="(day-\d+)"', text) == re.findall(
        r'<td headers="(day-\d+)"', text
    )
    assert '<time datetime="2026-12-01">Tuesday, 1 December</time>' in text
    assert "h1 Ten-day plan" == page.headings[0]
    assert "h2 Share a small worry" in page.headings
    assert {"“marmalade”", "“bookmark”"} <= set(page.words)
    assert "size: landscape" in text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("today", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 24)),
        ("monday", date(2026, 11, 23)),
        ("sun", date(2026, 11, 29)),
    ],
)
def test_how_a_beginning_is_written(text: str, meant: date) -> None:
    """A date, or a day by its name; 23 November 2026 is a Monday."""
    assert meant == parse_beginning(text, date(2026, 11, 23))


@pytest.mark.parametrize("text", ["2026-13-01", "24.12.2026", "soon", "", "m", "2026-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """With an example of one."""
    with pytest.raises(UsageError, match="2026-11-23"):
        parse_beginning(text, date(2026, 11, 23))


def test_the_end_of_the_calendar_is_no_crash() -> None:
    """The last year there is has no room for ten days from its last one."""
    with pytest.raises(UsageError, match="9999-12-30"):
        calendar_of(PLAN, begins=date(9999, 12, 30))


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_the_command_makes_a_calendar(tmp_path: Path, ending: str) -> None:
    """For every ritual with days."""
    path = tmp_path / f"plan.{ending}"

    result = CliRunner().invoke(
        main, ["card", "ten-day-plan", "-o", str(path), "--from", "2026-11-28"]
    )

    assert (0, f"{path} is written.\n") == (result.exit_code, result.output)
    data = path.read_bytes()
    assert "7 December" in (read(data).text() if ending == "pdf" else data.decode())
