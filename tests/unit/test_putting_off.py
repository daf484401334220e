"""A time apart that goes on another day: chosen by voice, said back, and met by a reminder."""

from __future__ import annotations

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine.actions import SetReminder
from facilitator.engine.events import Event, PhraseHeard
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.session.on_paper import Moment, perform
from tests.unit.test_script_constructs import compiled, finish, notes, spoken
from tests.unit.test_script_interrupted import APART

STEP = "steps:\n  - time out: 5 min\n  - say: Not any more.\n"
REMINDER = "Something was put off, and today is the day you chose for it."
END = ["It is unfinished, not lost.", "Be good to each other until then."]


def heard(*said: tuple[float, str]) -> list[Event]:
    return [PhraseHeard(samples(at), samples(at - 0.8), text, True) for at, text in said]


def put_off(body: str, *said: tuple[float, str], program: Program | None = None) -> list[Moment]:
    return perform(program or compiled(body), heard(*said))


def reminders(moments: list[Moment]) -> list[tuple[str, str, str]]:
    return [
        (a.text, a.when, a.hour) for m in moments for a in m.actions if isinstance(a, SetReminder)
    ]


@pytest.mark.parametrize(
    ("day", "hour", "said", "kept"),
    [
        ("tomorrow", "at eight", ["tomorrow", "At eight o'clock."], ("tomorrow", "eight o'clock")),
        (
            "next monday",
            "half past seven",
            ["on Monday", "At half past seven."],
            ("on Monday", "half past seven"),
        ),
        ("a week", "no", ["in a week"], ("in 7 days", "no")),
        ("the day after tomorrow", "seven", ["in two days", "At seven o'clock."], None),
    ],
)
def test_another_day_is_chosen_with_its_hour(
    day: str, hour: str, said: list[str], kept: tuple[str, str] | None
) -> None:
    """It is said back and remembered, and the session ends as a whole one; no hour is none."""
    moments = put_off(STEP, (100.0, "another day"), (125.0, day), (150.0, hour))
    told = spoken(moments)

    assert f"Then you come back to it {said[0]}." in told
    assert [*said[1:], *END] == told[-len(said) - 1 :]
    assert "Not any more." not in told
    assert "completed" == finish(moments).outcome
    (reminder,) = reminders(moments)
    assert REMINDER == reminder[0]
    assert kept in (None, reminder[1:])
    assert {} == notes(moments)


def test_nobody_has_to_name_a_day() -> None:
    """Then nothing is remembered, and nothing is pressed for."""
    for said in ([(100.0, "not today"), (130.0, "no")], [(100.0, "not today")]):
        moments = put_off(STEP, *said)
        assert [] == reminders(moments)
        assert END == spoken(moments)[-2:]


def test_a_day_without_an_answer_for_the_hour_is_kept() -> None:
    """Silence is no hour."""
    moments = put_off(STEP, (100.0, "another day"), (125.0, "tomorrow"))

    assert [(REMINDER, "tomorrow", "no")] == reminders(moments)


def test_whoever_is_called_back_can_put_it_off_too() -> None:
    """Out of somebody's talk; and out of a time apart that was asked for before there was one."""
    called = put_off(APART, (60.0, "time out"), (395.0, "another day"), (420.0, "on sunday"))
    program = compiled(STEP + "  - turns: {each: 2 min, question: Well?}\n", parked=())
    early = put_off("", (2.0, "time out"), (60.0, "another day"), (85.0, "sunday"), program=program)

    assert ["on Sunday"] == [when for _, when, _ in reminders(called)]
    assert "So." not in spoken(called)
    assert ["on Sunday"] == [when for _, when, _ in reminders(early)]


def test_a_ritual_without_a_time_apart_does_not_listen_for_days() -> None:
    """What nobody can say is nothing that can be misheard."""
    plain = compiled("steps:\n  - say: So.\n  - turns: {each: 1 min, question: Well?}\n", parked=())

    assert "tomorrow" not in every_phrase(plain)
    assert {"tomorrow", "sunday", "half past nine"} <= set(every_phrase(compiled(STEP)))


@pytest.mark.parametrize("body", [STEP, APART])
def test_the_safe_word_ends_it_in_every_moment(body: str) -> None:
    """Apart, called back, at the questions for day and hour, and in what is said back."""
    program = compiled(body)
    asked = [
        index
        for index, each in enumerate(program.operations)
        if getattr(each, "remember", "") in ("another day", "another hour")
    ]
    proof = stop_everywhere(program)

    assert 2 == len(asked)
    assert () == proof.failures
    assert () == proof.unreached
    with_it = {m.state.position for m in put_off(body, *WAY[body])}
    assert set(asked) <= with_it


WAY = {
    STEP: ((100.0, "another day"), (125.0, "tomorrow")),
    APART: ((60.0, "time out"), (100.0, "another day"), (125.0, "tomorrow")),
}
