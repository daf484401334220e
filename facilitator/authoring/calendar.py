"""A programme over days as a calendar: what each day holds, how long it takes, and when it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias

from facilitator.authoring.card import (
    NOTHING_AGREED,
    Agreed,
    Choice,
    Deck,
    as_checked,
    card_of,
    choices,
    for_whom,
)
from facilitator.authoring.way import Teller
from facilitator.authoring.way_entries import Entry
from facilitator.engine.own_words import OwnWords
from facilitator.errors import UsageError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.spoken_words import SoundsLike
from facilitator.script.durations import in_figures, rounded
from facilitator.script.forms.files import due_on
from facilitator.script.forms.schema import Step, TodayStep
from facilitator.script.phrases import ENGLISH
from facilitator.script.pronouns import given_pronouns, with_pronouns
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import holds_words
from facilitator.script.settings import choose
from facilitator.script.walking.courses import Courses, courses

MOST_A_PAGE: Final = 35
"""Most days that one page holds: five weeks."""

_WEEKLY: Final = re.compile(r"(once a week|every week|weekly)\b", re.IGNORECASE)
_MOST_EVERY_DAY: Final = 4

Shared: TypeAlias = tuple[tuple[Entry, ...], tuple[Entry, ...]]
"""What one day has of the steps that all days share, before its task and after it."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a programme.

    Attributes:
        number: From 1.
        task: What it is about, in a few words.
        length: About how long, as people write it.
        notes: What to do.
        when: Its date; None where no beginning was given.
        is_done: It has been held already, as far as is remembered.
        own: Has the names of days and months in the calendar's language.
    """

    number: int
    task: str
    length: str
    notes: tuple[str, ...] = ()
    when: date | None = None
    is_done: bool = False
    own: OwnWords = ENGLISH

    @property
    def weekday(self) -> str:
        """ "Thursday"; "" where no beginning was given."""
        return self.own.text(f"weekday {self.when.isoweekday()}") if self.when else ""

    @property
    def date_text(self) -> str:
        """ "26 November"; "" where no beginning was given."""
        if self.when is None:
            return ""
        month = self.own.text(f"month {self.when.month}")
        return self.own.text("calendar date", day=str(self.when.day), month=month)

    @property
    def when_text(self) -> str:
        """ "Thursday, 26 November"; "" where no beginning was given."""
        if self.when is None:
            return ""
        return self.own.text("calendar when", weekday=self.weekday, date=self.date_text)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A programme on one page.

    Attributes:
        id: What is typed to hold a day.
        title: Its name.
        about: What it is.
        depth: light, medium or deep.
        partners: "Anna and Ben"; "" for people who gave no names.
        days: In order.
        every_day: What belongs to every day, before and after its task.
        choices: What can be chosen beforehand.
        for_whom: "For one or more"; "" where names stand, or it is for two as usual.
        rhythm: When or how often, in the author's words.
        agreed: The words that stop and rest.
        decks: Questions that are drawn from; they stand on pages of their own.
        own: The words around all this, in the calendar's language.
    """

    id: str
    title: str
    about: str
    depth: str
    partners: str
    days: tuple[Day, ...]
    every_day: tuple[Entry, ...] = ()
    choices: tuple[Choice, ...] = ()
    for_whom: str = ""
    rhythm: str = ""
    agreed: Agreed = NOTHING_AGREED
    decks: tuple[Deck, ...] = ()
    own: OwnWords = ENGLISH

    @property
    def span(self) -> str:
        """From when to when ("26 November to 5 December 2026"); "" without dates."""
        first, last = self.days[0], self.days[-1]
        if first.when is None or last.when is None:
            return ""
        own, begins = self.own, first.date_text
        if first.when.year != last.when.year:
            year = str(first.when.year)
            begins = own.text("calendar date with year", date=begins, year=year)
        year = str(last.when.year)
        ends = own.text("calendar date with year", date=last.date_text, year=year)
        return own.text("calendar span", first=begins, last=ends)

    def pages(self) -> Iterator[tuple[Day, ...]]:
        """Yield the days of each page: all of them on one, beyond five weeks so many on each."""
        for start in range(0, len(self.days), MOST_A_PAGE):
            yield self.days[start : start + MOST_A_PAGE]


def columns(days: int) -> int:
    """Return how many days stand side by side: five for up to two weeks, else a week."""
    if days > 14:
        return 7
    rows = -(-days // 5)
    return -(-days // rows)


def calendar_of(
    ritual: Ritual,
    *,
    begins: date | None = None,
    partners: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    words: Agreed | None = None,
    memory: Mapping[str, str] | None = None,
    sounds_like: SoundsLike = holds_words,
) -> Calendar:
    """Return a programme over days as a calendar.

    Args:
        ritual: One that has days.
        begins: Date of its first day; None for days by number only.
        partners: Names, as many as the ritual is meant for; none for people who gave no names.
        settings: Chosen values as people write them, by name of the setting.
        words: The words people agreed on; None leaves room to write them down.
        memory: What is remembered for this ritual and may be printed; nothing by default. Days
            before the remembered one are ticked.
        sounds_like: As in `compile_ritual`.

    Raises:
        UsageError: Names, settings, words or a date that cannot be used.
        ScriptErrors: The ritual says one of the words.
    """
    chosen = {k: v for k, v in (settings or {}).items() if " ".join(k.lower().split()) != "day"}
    card = card_of(
        ritual,
        partners=partners,
        settings=chosen,
        words=words,
        memory=memory,
        sounds_like=sounds_like,
    )
    program = compile_ritual(ritual, partners=partners)
    names = program.partners if partners else ()
    called = with_pronouns(names, given_pronouns(partners))
    kept = choose(ritual.settings, settings or {}, memory or {})
    due = round(float(kept["day"])) if memory or "day" in {k.lower() for k in settings or {}} else 1
    rhythm = (ritual.original or ritual).form.rhythm or ""
    is_weekly = _WEEKLY.match(rhythm) and all(day.on is None for day in ritual.form.days)
    apart = timedelta(7 if is_weekly else 1)
    own = ritual.own
    days: list[Day] = []
    shared: list[Shared] = []
    for number, day in enumerate(ritual.form.days, 1):
        values = choose(ritual.settings, {**chosen, "day": str(number)}, memory or {})
        teller = Teller(ritual, values, called, len(program.partners))
        told = teller.tell(day.steps)
        today = as_checked(ritual, len(program.partners), {**chosen, "day": str(number)}, memory)
        length = _length(courses(today), own, is_open=any(each.is_open for each in told))
        notes = tuple(text for each in told for text in _notes(each.entry))
        days.append(Day(number, _task(day.task), length, notes, is_done=number < due, own=own))
        shared.append(_shared(ritual, teller))
    every, alone = _every_day(shared)
    days = [
        replace(day, notes=(*before, *day.notes, *after))
        for day, (before, after) in zip(days, alone, strict=True)
    ]
    if begins is not None:
        try:
            on = due_on(ritual.form.days)
            days = [replace(d, when=begins + apart * (on[d.number - 1] - 1)) for d in days]
        except OverflowError:
            raise UsageError(f"{begins} is too late a day to begin.") from None
    return Calendar(
        id=ritual.id,
        title=ritual.title,
        about=card.about,
        depth=card.depth,
        partners=card.partners,
        days=tuple(days),
        every_day=every[:_MOST_EVERY_DAY],
        choices=choices(ritual),
        for_whom="" if names else for_whom(ritual),
        rhythm=card.rhythm,
        agreed=card.agreed,
        decks=card.decks,
        own=own,
    )


def _length(taken: Courses, own: OwnWords, *, is_open: bool) -> str:
    """Return from when to when a day ends; how long the guidance takes, where people take as
    long as they like besides."""
    least, most = (
        in_figures(rounded(max(60.0, course.seconds)) / 60)
        for course in (taken.shortest, taken.longest)
    )
    key = "calendar length of guidance" if is_open else "calendar length"
    if least == most:
        return own.text(key, minutes=most)
    return own.text(f"{key} from", least=least, most=most)


def parse_beginning(text: str, today: date, own: OwnWords = ENGLISH) -> date:
    """Return the date a person means: "2026-11-28", "today", "tomorrow", or the next day of a
    name ("monday"; today when it is one).

    Args:
        text: As it was written.
        today: The date it is now.
        own: Has the names of days in another language, which are understood beside English ones.

    Raises:
        UsageError: None of these.
    """
    word = text.strip().lower()
    ahead = {"today": 0, "tomorrow": 1}
    for number in range(7):
        names = {each.text(f"weekday {number + 1}").lower() for each in (ENGLISH, own)}
        if len(word) >= 3 and any(name.startswith(word) for name in names):
            ahead[word] = (number - today.weekday()) % 7
    if word in ahead:
        return today + timedelta(ahead[word])
    try:
        if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", word):
            raise ValueError
        year, month, day = word.split("-")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UsageError(
            f"“{text.strip()[:40]}” is no date to begin on.",
            help=f"Write year, month and day ({today.isoformat()}), “tomorrow”, or “monday”.",
        ) from None


def _shared(ritual: Ritual, teller: Teller) -> Shared:
    """Return what one day has before its own task and after it."""
    steps = ritual.form.steps
    places = [place for place, step in enumerate(steps) if isinstance(step, TodayStep)]
    if not places:
        return (), ()
    before, after = steps[: places[0]], steps[places[0] + 1 :]
    return _told(teller, before), _told(teller, after)


def _told(teller: Teller, steps: Sequence[Step]) -> tuple[Entry, ...]:
    return tuple(told.entry for told in teller.tell(steps) if not told.is_said)


def _every_day(
    shared: Sequence[Shared],
) -> tuple[tuple[Entry, ...], list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return what belongs to every day, that is to more than half of them; and for each day what
    is its own, before and after its task."""
    held = Counter(entry for day in shared for part in day for entry in dict.fromkeys(part))
    usual = {entry for entry, days in held.items() if 2 * days > len(shared)}
    fullest = max(shared, key=lambda day: sum(entry in usual for part in day for entry in part))
    every = tuple(entry for part in fullest for entry in part if entry in usual)

    def own(part: Sequence[Entry]) -> tuple[str, ...]:
        return tuple(text for entry in part if entry not in usual for text in _notes(entry))

    return every, [(own(before), own(after)) for before, after in shared]


def _notes(entry: Entry) -> Iterator[str]:
    """Yield what a moment asks of people, in sentences that fit a small box."""
    if entry.kind == "offer":
        yield f"{entry.title}: {entry.lines[0]}."
    elif entry.kind == "turns" and entry.lines:
        first, *others = entry.lines
        yield f"{first} ({entry.time})"
        yield from others
    elif entry.kind in ("ratings", "gesture", "consent"):
        yield from entry.lines
    else:
        yield f"{entry.title} ({entry.time})" if entry.time else entry.title
        yield from entry.lines


def _task(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]
