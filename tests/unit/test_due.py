"""What is due: agreed on with its hour, told by the next session, written into a calendar, rung."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.proof import stop_everywhere
from facilitator.cli import main
from facilitator.cli.due import waited
from facilitator.cli.live import dated, remember
from facilitator.cli.options import Chosen
from facilitator.cli.sounding import announced
from facilitator.cli.wishes import plan
from facilitator.engine.actions import DropReminder, Note, SetReminder, Speak
from facilitator.engine.own_words import ENGLISH
from facilitator.engine.program import Program
from facilitator.journal.agenda import Ahead, ahead
from facilitator.journal.calendar_file import calendar_file
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.reminder import Reminder
from facilitator.journal.slots import Slot, slot_line, slots
from facilitator.journal.store import FileJournal
from facilitator.script.days import days_between
from facilitator.script.hours import time_of
from facilitator.session.loop import Ending
from facilitator.session.on_paper import Moment, Willing, perform
from tests.unit.test_script_constructs import codes, compiled, notes, played, spoken

NOW = datetime(2026, 11, 25, 12, 0)
"""A Wednesday."""

EVENING = time(19)
CHOSEN = Chosen("mirror-talk", "Anna, Ben", (), (), (), "default", (), 100, 100, None, None)

HOURS = """
settings: {late: {ask: When?, start: half past nine, limits: six o'clock to midnight}}
steps:
  - {ask: How often?, answers: [weekly, never], if nobody answers: never, as: often}
  - {ask: At what time?, answers: [seven o'clock, 8 pm, never], if nobody answers: never, as: hour}
  - meet again: "{often}"
    at: "{hour}"
"""


def remembered(**values: str) -> Memory:
    kept = {name.replace("_", " "): value for name, value in values.items()}
    return Memory(rituals={"mirror-talk": RitualMemory(values=kept)})


@pytest.mark.parametrize(
    ("often", "hour", "said", "kept"),
    [
        ("weekly", "seven o'clock", ["Then we meet again in a week.", "At seven o'clock."], 4),
        ("weekly", "8 pm", ["Then we meet again in a week.", "At eight o'clock."], 4),
        ("weekly", "never", ["Then we meet again in a week."], 4),
        ("never", "8 pm", [], 0),
    ],
)
def test_the_hour_can_be_an_answer(often: str, hour: str, said: list[str], kept: int) -> None:
    """It is said after the day, and kept with it; without a day there is no hour."""
    moments = played(compiled(HOURS), {"often": [often], "hour": [hour]})
    found = notes(moments)

    assert said == [text for text in spoken(moments) if "?" not in text]
    assert kept == len(found)
    if kept:
        assert (hour, "7 days") == (found["next time at"], found["next time every"])


def test_the_hour_can_be_a_setting_or_fixed() -> None:
    """Known before the session begins."""
    fixed = HOURS.replace('"{hour}"', "quarter past eight")
    setting = HOURS.replace("{hour}", "late")
    setting = setting.replace('"late"', '"{late}"')

    assert "At quarter past eight." in spoken(played(compiled(fixed), {"often": ["weekly"]}))
    assert "At half past nine." in spoken(played(compiled(setting), {"often": ["weekly"]}))


def test_a_reminder_has_its_hour() -> None:
    """Fixed, or answered in this session."""
    body = HOURS.partition("  - meet")[0] + (
        "  - {remind: A word., when: tomorrow, at: 7:30 pm}\n"
        "  - {remind: Another word., when: on Sunday, at: '{hour}'}\n"
    )
    moments = played(compiled(body), {"hour": ["8 pm"], "often": ["weekly"]})

    assert [("tomorrow", "7:30 pm"), ("on Sunday", "8 pm")] == [
        (a.when, a.hour) for m in moments for a in m.actions if isinstance(a, SetReminder)
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ('"{hour}"', "late", ["R036"]),
        ('"{hour}"', '"{often}"', ["R036"]),
        ('"{hour}"', '"{ours}"', ["R027"]),
        ('again: "{often}"', 'again: "{oven}"', ["R027"]),
        ("[weekly, never]", "[often, never]", ["R128"]),
    ],
)
def test_what_can_be_wrong_with_an_hour_or_a_slot(old: str, new: str, found: list[str]) -> None:
    """No time of day, no such name, and answers of which none says when."""
    body = HOURS + "  - {talk: 'until {late}'}\n"

    assert found == codes(body.replace(old, new))


@pytest.mark.parametrize(
    ("text", "said_at", "meant"),
    [
        ("eight o'clock", time(20, 30), time(20)),
        ("eight o'clock", time(1), time(20)),
        ("eight o'clock", time(9), time(8)),
        ("8 pm", time(9), time(20)),
        ("midnight", time(20), time(0)),
        ("late", time(20), None),
    ],
)
def test_the_half_of_the_day_is_that_of_the_session(
    text: str, said_at: time, meant: time | None
) -> None:
    """People who sit together in the evening mean the evening; the night belongs to it."""
    assert meant == time_of(text, said_at)


def test_day_hour_and_rhythm_are_kept_and_listed() -> None:
    """By the soonest; on one day by the hour."""
    notes = {"next time": "in 7 days", "next time at": "eight o'clock", "next time every": "7 days"}
    memory = remembered(**{k.replace(" ", "_"): v for k, v in dated(notes, NOW.date()).items()})
    (slot,) = slots(memory)

    assert Slot(date(2026, 12, 2), "mirror-talk", "", time(20), 7) == slot
    assert "On Wednesday, 2026-12-02 at 20:00: mirror-talk (weekly)" == slot_line(slot, NOW.date())
    assert [1, 3, 7, 7, 28, 0] == [
        days_between(text)
        for text in ("daily", "twice a week", "weekly", "every Sunday", "monthly", "on Sunday")
    ]


@pytest.mark.parametrize(
    ("day", "at", "every", "expected"),
    [
        ("2026-11-29", "20:00", "7 days", ["2026-11-29T20:00:00"]),
        ("2026-11-22", "20:00", "7 days", ["2026-11-29T20:00:00"]),
        ("2026-11-25", "11:00", "7 days", ["2026-12-02T11:00:00"]),
        ("2026-11-25", "", "1 days", ["2026-11-25T19:00:00"]),
        ("2026-11-24", "11:00", "1 days", ["2026-11-26T11:00:00"]),
        ("2026-11-22", "20:00", "", []),
        ("2026-11-26", "25:00", "x days", ["2026-11-26T19:00:00"]),
    ],
)
def test_what_lies_ahead(day: str, at: str, every: str, expected: list[str]) -> None:
    """What comes again has its next time; what was once and has passed does not ring."""
    memory = remembered(next_time=day, next_time_at=at, next_time_every=every)

    assert expected == [each.at.isoformat() for each in ahead(memory, NOW, EVENING)]


def test_reminders_for_the_next_session_have_no_hour() -> None:
    """Those for a day do."""
    memory = Memory(
        reminders=(
            Reminder("A.", "2026-11-26", "2026-12-10", "a", at="08:15"),
            Reminder("B.", "2026-11-25", "2026-12-09", "a"),
            Reminder("C.", "2026-11-25", "2027-02-23", "a"),
        )
    )

    assert ["2026-11-25T19:00:00", "2026-11-26T08:15:00"] == [
        each.at.isoformat() for each in ahead(memory, NOW, EVENING)
    ]


SLOT = Ahead(
    datetime(2026, 11, 29, 20), Slot(date(2026, 11, 29), "mirror-talk", "after dinner", None, 7)
)


def lines_of(text: str) -> list[str]:
    """Return the lines of a calendar file as a calendar puts them together again."""
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def written(*entries: Ahead) -> list[str]:
    titles = {"mirror-talk": "Mirror talk"}
    stamp = datetime(2026, 11, 25, 11, tzinfo=UTC)
    return lines_of(calendar_file(entries, stamp, titles=titles, minutes={"mirror-talk": 14}))


def test_a_calendar_takes_in_what_comes_every_week() -> None:
    """As an event of its length that rings, in local time, whatever the zone."""
    lines = written(SLOT)

    assert ["BEGIN:VCALENDAR", "VERSION:2.0"] == lines[:2]
    assert {
        *("DTSTAMP:20261125T110000Z", "DTSTART:20261129T200000", "DURATION:PT14M"),
        *("RRULE:FREQ=WEEKLY", "SUMMARY:Mirror talk\\, after dinner", "TRIGGER:PT0M"),
        *("DESCRIPTION:facilitator run mirror-talk", "END:VALARM", "END:VEVENT"),
    } < set(lines)
    assert ["END:VCALENDAR", ""] == lines[-2:]


@pytest.mark.parametrize(
    ("every", "rule"),
    [
        (0, []),
        (1, ["RRULE:FREQ=DAILY"]),
        (3, ["RRULE:FREQ=WEEKLY;BYDAY=WE,SU"]),
        (14, ["RRULE:FREQ=WEEKLY;INTERVAL=2"]),
        (28, ["RRULE:FREQ=WEEKLY;INTERVAL=4"]),
    ],
)
def test_how_often_an_event_comes(every: int, rule: list[str]) -> None:
    """Twice a week are two days of the week."""
    slot = Slot(date(2026, 11, 29), "mirror-talk", every=every)

    assert rule == [line for line in written(Ahead(SLOT.at, slot)) if line.startswith("RRULE")]


def test_a_sentence_with_signs_and_many_letters_comes_through() -> None:
    """Escaped and folded; what is no letter of a text is left out."""
    text = "Zoë, küsst euch; " * 9 + "back\\slash\x07 …"
    entry = Ahead(NOW, Reminder(text, "2026-11-25", "2026-12-09", "mirror-talk"))
    (line,) = [line for line in written(entry) if line.startswith("SUMMARY:")]
    plain = re.sub(r"\\(.)", r"\1", line.removeprefix("SUMMARY:"))

    assert text.replace("\x07", "") == plain


def test_an_event_that_moves_stays_the_same_event() -> None:
    """Known by its ritual and, of a reminder, its sentence; written later it counts more."""

    def known(entry: Ahead, name: str) -> list[str]:
        return [line for line in written(entry) if line.startswith(name)]

    moved = Ahead(NOW, Slot(NOW.date(), "mirror-talk"))
    reminder = Ahead(NOW, Reminder("A.", "2026-11-25", "2026-12-09", "mirror-talk"))
    assert known(SLOT, "UID:") == known(moved, "UID:") != known(reminder, "UID:")
    stamp = datetime(2026, 11, 26, 11, tzinfo=UTC)
    later = lines_of(calendar_file([SLOT], stamp, titles={}, minutes={}))
    (number,) = [int(each.partition(":")[2]) for each in later if each.startswith("SEQUENCE")]
    assert number > int(known(SLOT, "SEQUENCE:")[0].partition(":")[2])


# -- told by the next session --------------------------------------------------------------------


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileJournal:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    return FileJournal()


def said_in(program: Program) -> list[str]:
    return spoken(perform(program, reaction=Willing(program, {}).react))


def test_a_session_says_once_what_else_is_due(journal: FileJournal) -> None:
    """By its title, after the greeting; not of itself, and not when the safe word would sound."""
    journal.note("breathing-in-sync", {"next time": "2026-11-25"})
    journal.note("mirror-talk", {"next time": "2026-11-25"})
    agreed = slots(journal.memory())
    planned = plan(CHOSEN, agreed=agreed, today=NOW.date())
    line = "Today is the day you chose for this: Breathing in sync."
    moments = perform(planned.wish.program, reaction=Willing(planned.wish.program, {}).react)
    dropped = {a.key: a.answer for m in moments for a in m.actions if isinstance(a, DropReminder)}

    assert [line] == [text for text in spoken(moments) if "day you chose" in text]
    remember(journal, planned.wish.program, Ending("completed", 0, reminded=dropped))
    assert {"breathing-in-sync": True, "mirror-talk": False} == {
        each.ritual: each.is_told for each in slots(journal.memory())
    }
    late = plan(CHOSEN, agreed=agreed, today=NOW.date() + timedelta(2)).wish.program
    assert "This is still waiting for you, whenever you like: Breathing in sync." in said_in(late)


def test_it_is_told_where_people_look(journal: FileJournal) -> None:
    """`due`, `scripts` and `memory` tell day, hour, and how often."""
    journal.note(
        "mirror-talk",
        {"next time": "2999-12-01", "next time at": "20:00", "next time every": "7 days"},
    )
    journal.remind([Reminder("A word.", "2999-12-02", "2999-12-16", "mirror-talk", at="08:00")])
    line = "On Sunday, 2999-12-01 at 20:00: mirror-talk (weekly)"
    shown = {name: CliRunner().invoke(main, [name]).output for name in ("due", "scripts", "memory")}

    assert all(line in text for text in shown.values())
    assert "From 2999-12-02 at 08:00 on, of mirror-talk: A word.\n" in shown["due"]
    assert "  1. from 2999-12-02 at 08:00 to" in shown["memory"]
    assert "next time every" not in shown["memory"]


def test_the_calendar_is_written(journal: FileJournal, tmp_path: Path) -> None:
    """With what has no hour at the one that is given; nothing where nothing lies ahead."""
    file = tmp_path / "us.ics"
    nothing = CliRunner().invoke(main, ["due", "--calendar", str(file)])
    assert (0, False) == (nothing.exit_code, file.exists())
    journal.note("mirror-talk", {"next time": "2999-12-01"})
    done = CliRunner().invoke(main, ["due", "--calendar", str(file), "--at", "half past eight"])

    assert 0 == done.exit_code, done.output
    assert "DTSTART:29991201T203000" in lines_of(file.read_bytes().decode())
    assert 2 == CliRunner().invoke(main, ["due", "--at", "late"]).exit_code


# -- rung when it is due -------------------------------------------------------------------------


class Clock:
    """A clock that goes on only while somebody rests."""

    def __init__(self, asleep: timedelta = timedelta(0)) -> None:
        self.time = NOW
        self._asleep = asleep

    def now(self) -> datetime:
        return self.time

    def rest(self, length_seconds: float) -> None:
        assert 0 < length_seconds <= 20
        self.time += timedelta(seconds=length_seconds) + self._asleep


def waiting(journal: FileJournal, clock: Clock, *, is_over: bool = False) -> list[tuple[str, str]]:
    rung: list[tuple[str, str]] = []

    def sound(entries: Sequence[Ahead]) -> tuple[int, bool]:
        rung.extend((f"{clock.time:%d %H:%M}", each.what.ritual) for each in entries)
        if len(rung) > 3:
            journal.forget()
        return 0, is_over

    assert 0 == waited(journal, EVENING, sound, now=clock.now, rest=clock.rest)
    return rung


def test_everything_rings_at_its_minute_and_only_once(journal: FileJournal) -> None:
    """What comes daily rings every day until it is taken away; then waiting is over."""
    journal.note("a", {"next time": "2026-11-25", "next time every": "1 days"})
    journal.remind([Reminder("B.", "2026-11-25", "2026-12-09", "b", at="20:15")])

    assert [("25 19:00", "a"), ("25 20:15", "b"), ("26 19:00", "a"), ("27 19:00", "a")] == waiting(
        journal, Clock()
    )


def test_a_safe_word_ends_the_waiting(journal: FileJournal) -> None:
    """Nothing rings after it."""
    journal.note("a", {"next time": "2026-11-25", "next time every": "1 days"})

    assert [("25 19:00", "a")] == waiting(journal, Clock(), is_over=True)


def test_what_a_sleeping_computer_missed_is_shown_and_not_rung(
    journal: FileJournal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is woken at three in the morning by what was due at seven."""
    journal.note("a", {"next time": "2026-11-25"})
    clock = Clock(asleep=timedelta(hours=9))

    assert [] == waiting(journal, clock)
    assert "Missed at Wednesday 19:00: a" in capsys.readouterr().out


def ringing(*reminders: Reminder, memory: Memory | None = None, language: str = "en") -> Program:
    entries = [SLOT, *(Ahead(SLOT.at, each) for each in reminders)]
    chosen = replace(CHOSEN, language=language)
    return announced(entries, chosen, memory or Memory(partners=("Anna", "Ben")), SLOT.at)[
        0
    ].program


def announced_with(program: Program, answer: str) -> list[Moment]:
    return perform(program, reaction=Willing(program, {"begins": [answer] * 2}).react)


@pytest.mark.parametrize(
    ("answer", "last", "begins"),
    [("yes", "Shall we begin?", "yes"), ("no", "Then another time.", "no")],
)
def test_it_rings_says_what_is_due_and_asks(answer: str, last: str, begins: str) -> None:
    """Whether it may begin; a no is a no, and costs nothing."""
    moments = announced_with(ringing(), answer)

    assert [
        "It is Sunday, eight o'clock.",
        "Today is the day you chose for this: Mirror talk.",
    ] == (spoken(moments)[:2])
    assert last == spoken(moments)[-1]
    assert [begins] == [a.value for m in moments for a in m.actions if isinstance(a, Note)]


def test_what_is_due_is_said_in_another_language() -> None:
    """With the title as it is translated; what can be answered is what the ears understand."""
    moments = announced_with(ringing(language="de"), "no")
    said = spoken(moments)

    assert {
        "Es ist Sonntag, acht Uhr.",
        "Heute ist der Tag, den ihr dafür gewählt habt: Spiegelgespräch.",
        "Sagt „yes“ oder „no“.",
    } <= set(said)
    assert "Dann ein andermal." == said[-1]
    assert not {*ENGLISH.values()} & set(said)
    assert ("Was ansteht", "de") == (
        ringing(language="de").title,
        ringing(language="de").own.language,
    )


def test_waiting_in_a_language_that_is_not_there_is_refused_at_once(
    journal: FileJournal,
) -> None:
    """Not when the hour has come."""
    journal.note("a", {"next time": "2026-11-25"})
    result = CliRunner().invoke(main, ["due", "--wait", "--language", "fr"])

    assert 3 == result.exit_code
    assert "facilitator translate facilitator fr" in result.output


def test_reminders_are_said_with_it() -> None:
    """And asked, where they ask."""
    asking = Reminder("Did it last?", "2026-11-29", "2026-12-13", "a", "lasted")
    moments = announced_with(ringing(asking), "yes")

    assert "Did it last?" in spoken(moments)
    assert {"a/Did it last?": "yes"} == {
        a.key: a.answer for m in moments for a in m.actions if isinstance(a, DropReminder)
    }


def test_a_title_that_holds_the_safe_word_is_not_said() -> None:
    """It rings all the same."""
    memory = Memory(partners=("Anna", "Ben"), safe_word="mirror")

    assert "Today is the day you chose for this: what you agreed on." in spoken(
        announced_with(ringing(memory=memory), "no")
    )


def test_the_safe_word_ends_it_at_every_instant() -> None:
    """The chime, the sentences, the question, a reminder that asks."""
    asking = Reminder("Did it last?", "2026-11-29", "2026-12-13", "a", "lasted")
    proof = stop_everywhere(ringing(asking))

    assert () == proof.failures
    assert proof.stops > 100
    assert any(isinstance(a, Speak) for m in perform(ringing()) for a in m.actions)
