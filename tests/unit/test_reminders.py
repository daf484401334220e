"""Reminders: set by one session, kept, said once early in a later one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.proof import stop_everywhere
from facilitator.cli import live, main
from facilitator.cli.live import remember
from facilitator.cli.options import Chosen
from facilitator.cli.wishes import due_of, plan
from facilitator.clock import samples
from facilitator.engine.actions import DropReminder, Finish, SetReminder, Speak
from facilitator.engine.events import SafeWordHeard
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase, sentences_of
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.reminder import Reminder
from facilitator.journal.store import FileJournal
from facilitator.room.sound_card import NoSoundCardError
from facilitator.script import speaking
from facilitator.script.compiling.reminding import Due, tried
from facilitator.script.days import day_of, evening_of, parse_day
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.script.phrases import ENGLISH
from facilitator.session.loop import Ending
from facilitator.session.on_paper import Moment, Willing, perform
from facilitator.session.wish import Wish
from tests.unit.test_script_constructs import codes, compiled, notes, played, spoken

TODAY = date(2026, 3, 4)
"""A Wednesday."""

REWARD = Due("one", "The reward is waiting.")
STEP = Due("two", "Did you take the step?", asks=True)


def set_in(moments: Sequence[Moment]) -> list[tuple[str, str, str]]:
    return [
        (a.text, a.when, a.remember)
        for m in moments
        for a in m.actions
        if isinstance(a, SetReminder)
    ]


def dropped_in(moments: Sequence[Moment]) -> dict[str, str]:
    return {a.key: a.answer for m in moments for a in m.actions if isinstance(a, DropReminder)}


def test_a_reminder_is_set_for_its_day() -> None:
    """With names and tallies filled in; nothing is said about it now."""
    program = compiled(
        "steps:\n"
        "  - {talk: 1 min, count: {thanks: [thank you for that]}}\n"
        "  - {remind: '{first}, you gave {thanks} thanks.', when: in two weeks}\n"
        "  - {remind: Did it last?, when: next time, remember: lasted}\n"
    )
    moments = played(program)

    assert [] == spoken(moments)
    assert [
        ("Anna, you gave three thanks.", "in 14 days", ""),
        ("Did it last?", "next time", "lasted"),
    ] == set_in(moments)


ANSWERED = """
steps:
  - ask: When?
    answers: {tomorrow: [], on Sunday: [sunday], never: [another day]}
    if nobody answers: never
    as: Calm day
  - {remind: Today is the day., when: "{calm day}"}
  - say: So.
"""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("tomorrow", ["tomorrow"]), ("on Sunday", ["on Sunday"]), ("never", []), ("nothing", [])],
)
def test_the_day_can_be_an_answer(answer: str, expected: list[str]) -> None:
    """The one that was chosen; none for those that are no day."""
    moments = played(compiled(ANSWERED), {"Calm day": [answer] * 3})

    assert expected == [when for _, when, _ in set_in(moments)]
    assert "So." == spoken(moments)[-1]


def test_the_day_can_be_a_setting() -> None:
    """Known before the session begins."""
    body = (
        "settings: {back: {choices: [tomorrow, in three days], start: tomorrow}}\n"
        "steps:\n  - {remind: Today is the day., when: '{back}'}\n"
    )
    program = compiled(body, settings={"back": "in three days"})

    assert [("Today is the day.", "in 3 days", "")] == set_in(played(program))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("remind: A word., when: soon", ["R053"]),
        ("remind: A word., when: in 0 days", ["R053"]),
        ("remind: A word., when: in 400 days", ["R053"]),
        ("remind: A word., when: '{mood}'", ["R053"]),
        ("remind: A word., when: '{moot}'", ["R027"]),
        ("remind: A word., when: 3", ["R053"]),
        ("remind: A word.", ["R020"]),
        ("remind: One. Two., when: tomorrow", ["R054"]),
        ("remind: Is it?, when: tomorrow", ["R055"]),
        ("remind: Is it?, when: tomorrow, remember: it", []),
        ("remind: A pineapple., when: tomorrow", ["R014"]),
        ("remind: Stop., when: tomorrow", ["R014"]),
        ("when: tomorrow, remind: A word.", ["R021"]),
    ],
)
def test_what_can_be_wrong_with_a_reminder(body: str, found: list[str]) -> None:
    """A day that is none, more than a sentence, a question nobody waits for, a safe word."""
    asked = "  - {ask: How is it?, answers: [good, bad], as: mood}\n"

    assert found == codes(f"steps:\n{asked}  - {{{body}}}\n")


def test_a_later_session_may_ask_what_was_answered() -> None:
    """`last` knows the name of a reminder that asks."""
    body = (
        "steps:\n  - {remind: Did it last?, when: tomorrow, remember: lasted}\n"
        "  - {when: last lasted is yes, do: [say: So.], otherwise: [say: Else.]}\n"
    )

    assert [] == codes(body)
    assert ["So."] == spoken(played(compiled(body, memory={"lasted": "yes"})))
    assert ["Else."] == spoken(played(compiled(body, memory={"lasted": "no"})))
    assert ["R033"] == codes(body.replace("is yes", "is maybe"))


@pytest.mark.parametrize(
    ("steps", "before"),
    [
        ("{say: Hello.}, {say: And now.}, {ready: Ready?}", "Hello."),
        ("{bell: opening}, {say: Hello.}, {ready: Ready?}", "Hello."),
        ("{when: place is far, do: [say: A.], otherwise: [say: Hello.]}, {ready: X?}", "Hello."),
        ("{use: signpost}, {say: Hello.}, {use: aftercare}, {say: B.}", "If it comes, tell each"),
        ("{use: signpost}, {ready: Ready?}", "And if anybody is afraid"),
        ("{ready: Ready?}, {say: Hello.}", None),
        ("{bell: opening}, {silence: 5 s}", None),
        ("{say: Hello.}, {ready: Ready?}, {consent: Shall we?}, {say: And now.}", "Shall we?"),
        ("{say: A.}, {when: place is near, do: [consent: Shall we?]}, {say: B.}", "Shall we?"),
        ("{say: Hello.}", "Hello."),
    ],
)
def test_it_comes_after_the_greeting_and_never_before_consent(
    steps: str, before: str | None
) -> None:
    """Where nobody is greeted, before everything."""
    settings = "settings: {place: {choices: [near, far], start: near}}\n"
    program = compiled(f"{settings}steps: [{steps}]\n", reminders=[REWARD])
    said = spoken(played(program))
    index = said.index(REWARD.text)

    assert (said[index - 1] if index else "").startswith(before or "")
    assert (before is None) == (index == 0)
    assert 1 == said.count(REWARD.text)


def test_a_no_to_consent_keeps_the_reminder_for_another_day() -> None:
    """It was not said, so it is not dropped."""
    program = compiled("steps:\n  - consent: Yes?\n", reminders=[REWARD])
    moments = played(program, {"consent of Anna": ["no"]})

    assert REWARD.text not in spoken(moments)
    assert {} == dropped_in(moments)


@pytest.mark.parametrize(
    ("answer", "kept", "reply"),
    [("yes", "yes", "That is good to hear."), ("no", "no", "That is all right.")],
)
def test_a_reminder_can_ask(answer: str, kept: str, reply: str) -> None:
    """Yes or no, with a word for either, and then on."""
    program = compiled("steps:\n  - say: Hello.\n  - say: So.\n", reminders=[STEP, REWARD])
    moments = played(program, {"reminder/1": [answer]})

    assert ["Hello.", STEP.text, reply, REWARD.text, "So."] == spoken(moments)
    assert {"two": kept, "one": ""} == dropped_in(moments)
    assert {} == notes(moments)
    assert {"we did", "not yet"} <= set(every_phrase(program))


def test_nobody_is_asked_more_than_twice() -> None:
    """Who does not answer is left in peace."""
    program = compiled("steps:\n  - say: So.\n", reminders=[STEP])
    moments = perform(program)

    assert ["So.", STEP.text, "A yes or a no is enough."] == spoken(moments)
    assert {"two": ""} == dropped_in(moments)
    assert isinstance(moments[-1].actions[-1], Finish)


def test_no_more_than_two_are_said_and_none_that_says_a_word_of_the_evening() -> None:
    """What is remembered may be older than the words, and may have been edited by hand."""
    texts = (
        *("Buy a marmalade.", "Stop.", "…", "x" * 400, "See https://example.org", "日本"),
        *("One.", "Two.", "Three."),
    )
    program = compiled(
        "steps:\n  - say: Hello.\n",
        reminders=[Due(text, text) for text in texts],
        safe_words=("marmalade",),
    )

    assert ["Hello.", "One.", "Two."] == spoken(played(program))


def test_the_safe_word_ends_a_reminder_like_everything_else() -> None:
    """At every second, in every way; a stopped session sets none, and drops only what was said."""
    program = compiled(
        "steps:\n  - say: Hello.\n    why: So that you know.\n"
        "  - {remind: A word., when: tomorrow}\n  - silence: 5 s\n",
        reminders=[STEP, REWARD],
    )
    proof = stop_everywhere(program)
    assert () == proof.failures

    first = next(
        a.at for m in perform(program) for a in m.actions if isinstance(a, Speak) and a.at > 0
    )
    word = SafeWordHeard(first + samples(0.2), "pineapple")
    moments = perform(program, [word], reaction=Willing(program, {}).react)
    assert {} == dropped_in(moments)
    assert [] == set_in(moments)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "tomorrow"),
        ("Next  time", "next time"),
        ("in a day", "tomorrow"),
        ("in three days", "in 3 days"),
        ("in 3 days", "in 3 days"),
        ("in a week", "in 7 days"),
        ("in two weeks", "in 14 days"),
        ("in six months", "in 180 days"),
        ("on sunday", "on Sunday"),
        ("Sunday", "on Sunday"),
        ("next Monday", "on Monday"),
        ("on sundays", None),
        ("in days", None),
        ("in 13 months", None),
        ("in 0 days", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_days_as_people_say_them(text: str, day: str | None) -> None:
    """And nothing else."""
    assert day == parse_day(text)


@pytest.mark.parametrize(
    ("when", "day", "until"),
    [
        ("tomorrow", date(2026, 3, 5), date(2026, 3, 19)),
        ("in 3 days", date(2026, 3, 7), date(2026, 3, 21)),
        ("on Sunday", date(2026, 3, 8), date(2026, 3, 22)),
        ("on Wednesday", date(2026, 3, 11), date(2026, 3, 25)),
        ("next time", date(2026, 3, 4), date(2026, 6, 2)),
    ],
)
def test_the_day_of_a_reminder(when: str, day: date, until: date) -> None:
    """Counted from the day it is set; it waits two weeks for a session."""
    assert (day, until) == day_of(when, TODAY)


def test_the_night_belongs_to_the_evening_before() -> None:
    """Tomorrow is after one has slept."""
    assert TODAY == evening_of(datetime(2026, 3, 5, 1, 30))
    assert date(2026, 3, 5) == evening_of(datetime(2026, 3, 5, 7, 0))
    assert "in three days" == speaking.day("in 3 days", ENGLISH)
    with pytest.raises(ValueError, match="no day"):
        day_of("soon", TODAY)


# -- kept ------------------------------------------------------------------------------------------

LATER = Reminder("The reward is waiting.", "2026-03-05", "2026-03-19", "no-phones-night")
ASKING = Reminder("Taken?", "2026-03-04", "2026-03-18", "conflict-as-connection", "step taken")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the journal lies."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    return tmp_path / "journal.yaml"


def journal(path: Path, today: date = TODAY) -> FileJournal:
    return FileJournal(path, today=lambda: today)


def test_reminders_come_back_on_their_day(path: Path) -> None:
    """In the order of their days; the same one set again gets the new day."""
    journal(path).remind([LATER, ASKING])
    journal(path).remind([LATER])

    assert (ASKING, LATER) == journal(path).memory().reminders
    assert (ASKING,) == journal(path).due()
    assert (ASKING, LATER) == journal(path).due(date(2026, 3, 5))
    assert () == journal(path).due(date(2026, 3, 3))
    assert (LATER,) == journal(path).due(date(2026, 3, 19))


def test_what_was_said_is_dropped_and_its_answer_kept(path: Path) -> None:
    """For the ritual that asked, whichever said it."""
    kept = journal(path)
    kept.remind([LATER, ASKING])
    kept.reminded({ASKING.key: "yes", LATER.key: "", "unknown": "yes"})

    expected = {"conflict-as-connection": RitualMemory({"step taken": "yes"})}
    assert Memory(rituals=expected) == journal(path).memory()


def test_what_found_no_session_is_dropped(path: Path) -> None:
    """With the next change, after its last day."""
    journal(path).remind([LATER, ASKING])
    journal(path, date(2026, 3, 19)).reminded({})

    assert (LATER,) == journal(path).memory().reminders


def test_forgetting_a_ritual_forgets_its_reminders(path: Path) -> None:
    """Also when nothing else of it is remembered."""
    kept = journal(path)
    kept.remind([LATER, ASKING])

    assert kept.forget("no-phones-night")
    assert not kept.forget("no-phones-night")
    assert (ASKING,) == kept.memory().reminders


def test_a_reminder_that_is_none_does_not_pass_for_one(path: Path) -> None:
    """A damaged file is set aside as ever."""
    journal(path).remind([LATER])
    path.write_text(path.read_text("utf-8").replace("2026-03-19", "one day"), "utf-8")
    kept = journal(path)

    assert Memory() == kept.memory()
    assert "damaged" in kept.problem


def test_only_a_whole_session_sets_reminders(path: Path) -> None:
    """A stopped one drops what it said, without its answer."""
    program = Program("no-phones-night", "A night", ("A", "B"), ())
    kept = FileJournal(path)
    kept.remind([Reminder("Taken?", "2026-01-01", "9999-12-31", "a", "taken")])
    key = kept.memory().reminders[0].key
    ending = Ending("stopped", 0, reminders=[SetReminder("A word.", "tomorrow")])
    ending.reminded[key] = "yes"

    remember(kept, program, ending)
    assert () == kept.memory().reminders
    assert "a" not in kept.memory().rituals

    ending.outcome = "completed"
    remember(kept, program, ending)
    (reminder,) = kept.memory().reminders
    expected, _ = day_of("tomorrow", evening_of(datetime.now()))
    assert ("A word.", expected.isoformat()) == (reminder.text, reminder.day)


def test_only_the_first_ritual_of_an_evening_begins_with_reminders(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that follows another at once says none again."""
    FileJournal(path).remind([Reminder(REWARD.text, "2026-01-01", "9999-12-31", "a")])
    programs: list[Program] = []

    def no_card(*_: object) -> None:
        raise NoSoundCardError("There is no sound card.")

    def rehearsed(wish: Wish, *_: object, **__: object) -> Ending:
        programs.append(wish.program)
        return Ending("completed", 0, next_ritual="breathing-in-sync" * (len(programs) == 1))

    monkeypatch.setattr(live, "SoundCard", no_card)
    monkeypatch.setattr(live, "rehearse_part", rehearsed)
    live.hold(
        Chosen("mirror-talk", "A, B", (), (), (), "default", (), 100, 100, None, None),
        None,
        None,
    )

    assert ["mirror-talk", "breathing-in-sync"] == [each.ritual for each in programs]
    assert [True, False] == [
        REWARD.text in [said.text for said in sentences_of(each.operations)] for each in programs
    ]


def test_memory_shows_and_deletes_reminders(path: Path) -> None:
    """Each with its number, its days and what it belongs to."""
    future = [Reminder(each.text, each.day, "9999-12-31", each.ritual) for each in (ASKING, LATER)]
    journal(path).remind(future)
    shown = CliRunner().invoke(main, ["memory"]).output

    assert "  2. from 2026-03-05 to 9999-12-31, of no-phones-night:" in shown
    assert "     The reward is waiting." in shown
    done = CliRunner().invoke(main, ["memory", "--forget-reminder", "2", "--yes"])
    assert "Deleted the reminder “The reward is waiting.”.\n" == done.output
    assert ("Taken?",) == tuple(each.text for each in journal(path).memory().reminders)
    assert 2 == CliRunner().invoke(main, ["memory", "--forget-reminder", "2"]).exit_code
    asked = CliRunner().invoke(main, ["memory", "--forget-reminder", "1"], input="n\n")
    assert "Nothing was deleted." in asked.output


def test_scripts_tells_what_is_due(path: Path) -> None:
    """For people, and as data beside the ritual it came from."""
    FileJournal(path).remind(
        [Reminder("The reward is waiting.", "2026-01-01", "9999-12-31", "no-phones-night")]
    )
    shown = CliRunner().invoke(main, ["scripts"]).output
    rows = json.loads(CliRunner().invoke(main, ["scripts", "--json"]).output)

    assert "Due, from no-phones-night: The reward is waiting." in shown
    assert {"no-phones-night": ["The reward is waiting."]} == {
        row["id"]: row["reminders"] for row in rows if row.get("reminders")
    }


def test_a_rehearsal_shows_what_is_said_and_set() -> None:
    """On paper: the reminder from earlier where it is said, the new one where it is set."""
    done = CliRunner().invoke(
        main,
        ["rehearse", "conflict-as-connection", "--text", "--remind", "Did you do it?"],
    )

    assert 0 == done.exit_code, done.output
    lines = [line[9:] for line in done.output.splitlines()]
    assert lines.index("Did you do it?") + 1 < lines.index("First, only breathe.")
    assert any(line.startswith("(reminder, in 3 days: The last time") for line in lines)
    refused = CliRunner().invoke(main, ["rehearse", "mirror-talk", "--text", "--remind", "Stop."])
    assert 2 == refused.exit_code


def test_a_reminder_that_says_the_safe_word_is_held_back_and_told_about() -> None:
    """The session takes place all the same."""
    chosen = Chosen(
        "no-phones-night", "Mia, Jonas", ("marmalade",), (), (), "default", (), 100, 100, None, None
    )
    planned = plan(chosen, due=[Due("x", "Buy the marmalade."), REWARD])
    said = [a.text for m in perform(planned.wish.program) for a in m.actions if hasattr(a, "text")]

    assert REWARD.text in said
    assert "Buy the marmalade." not in said
    assert any("held back" in remark for remark in planned.remarks)


@pytest.mark.parametrize("name", ["conflict-as-connection", "no-phones-night"])
def test_shipped_reminders_make_sense_alone(name: str) -> None:
    """One sentence each, of few enough words to be followed."""
    from facilitator.script.facts.lines import lines_of

    texts = [line.text for line in lines_of(load(find(name)).form) if line.kind == "remind"]

    assert texts
    assert all(len(text.split()) <= 20 for text in texts)


RATED = Due("three", "How much is still there, from one to five?", asks=True, rates=True)


@pytest.mark.parametrize(
    ("answer", "kept", "reply"),
    [("4", "4", ["Thank you."]), ("pass", "pass", ["Thank you."]), ("nothing", "", [])],
)
def test_a_reminder_can_ask_for_a_number(answer: str, kept: str, reply: list[str]) -> None:
    """From one to five; nobody is asked more than twice."""
    program = compiled("steps:\n  - say: Hello.\n  - say: So.\n", reminders=[RATED])
    moments = played(program, {"reminder/1": [answer] * 2})
    said = [t for t in spoken(moments) if not t.startswith("A number") and "pass" not in t]

    assert ["Hello.", RATED.text, *reply, "So."] == said
    assert {"three": kept} == dropped_in(moments)
    assert () == stop_everywhere(program).failures


def test_the_number_is_kept_for_the_ritual_that_asked(path: Path) -> None:
    """Set by a script, written down, read again, answered, and compared by the next session; a
    pass keeps nothing."""
    body = (
        "steps:\n  - {remind: 'How much is there, from one to five?', when: tomorrow, "
        "remember: still there, answers: one to five}\n"
        "  - {when: last still there is at least 4, do: [say: Much.], otherwise: [say: Little.]}\n"
    )
    program = compiled(body)
    (wanted,) = (a for m in played(program) for a in m.actions if isinstance(a, SetReminder))
    kept = FileJournal(path)
    for answer, values in (("4", {"still there": "4"}), ("pass", {})):
        remember(kept, program, Ending("completed", 0, reminders=[wanted]))
        (reminder,) = FileJournal(path).memory().reminders
        assert due_of(reminder).rates
        kept.reminded({reminder.key: answer})
        assert values == kept.read(program.ritual)
        kept.note(program.ritual, {})
        kept.forget(program.ritual)

    assert ["Much."] == spoken(played(compiled(body, memory={"still there": "4"})))
    assert [] == codes(body)
    assert ["R025"] == codes(body.replace("one to five}", "one to ten}"))


def test_a_reminder_to_try_asks_for_what_it_speaks_of() -> None:
    """In rehearsals and plans."""
    assert [(False, False), (True, False), (True, True)] == [
        (due.asks, due.rates) for due in map(tried, (REWARD.text, STEP.text, RATED.text))
    ]
