"""Days of a programme with free days between them, and when people meet next."""

from __future__ import annotations

from datetime import date

import pytest

from facilitator.authoring.calendar import calendar_of
from facilitator.authoring.proof import stop_everywhere
from facilitator.cli.live import dated
from facilitator.clock import samples
from facilitator.engine.events import PhraseHeard
from facilitator.engine.spoken import every_phrase
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.slots import Slot, slot_day, slots
from facilitator.script import yaml_tree
from facilitator.script.days import parse_offset, parse_slot
from facilitator.script.loading import loaded
from facilitator.session.on_paper import Willing, perform
from tests.unit.test_script_constructs import HEAD, codes, compiled, notes, played, spoken

PLAN = """
days:
  - {task: talk, on: day 1, steps: [say: Talk.]}
  - {task: thank, on: 3, steps: [say: Thank.]}
  - {task: plan, steps: [say: Plan.]}
  - {task: look back, on: day 12, steps: [say: Back.]}
steps:
  - today: "Day {day}: {task}."
  - say: "Then {next task}, {next time}."
"""

AGREED = """
steps:
  - ask: How often?
    answers: [daily, twice a week, weekly, monthly, on Sunday, never]
    if nobody answers: never
    as: often
  - meet again: "{often}"
    after: dinner
"""


@pytest.mark.parametrize(
    ("day", "said", "when", "what"),
    [
        ("1", ["Day one: talk.", "Talk.", "Then thank, in two days."], "in 2 days", "day 3: thank"),
        ("2", ["Day three: thank.", "Thank.", "Then plan, tomorrow."], "tomorrow", "day 4: plan"),
        (
            "3",
            ["Day four: plan.", "Plan.", "Then look back, in eight days."],
            "in 8 days",
            "day 12: look back",
        ),
        ("4", ["Day twelve: look back.", "Back."], "", ""),
    ],
)
def test_what_is_due_next_is_told_and_kept(day: str, said: list[str], when: str, what: str) -> None:
    """Counted from the session that was held: a day that is missed moves on with what follows."""
    moments = played(compiled(PLAN, memory={"day": day}))
    kept = notes(moments)

    assert said == spoken(moments)
    assert (when, what) == (kept["next time"], kept["next time for"])


def test_the_calendar_has_the_days_between() -> None:
    """With dates, the tasks stand on theirs."""
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + PLAN))
    calendar = calendar_of(loaded(tree, "test"), begins=date(2026, 11, 23))

    assert [23, 25, 26, 4] == [day.when.day for day in calendar.days if day.when is not None]


@pytest.mark.parametrize(
    ("answer", "said", "when"),
    [
        ("daily", "Then we meet again tomorrow, after dinner.", "tomorrow"),
        ("twice a week", "Then we meet again in three days, after dinner.", "in 3 days"),
        ("weekly", "Then we meet again in a week, after dinner.", "in 7 days"),
        ("monthly", "Then we meet again in four weeks, after dinner.", "in 28 days"),
        ("on Sunday", "Then we meet again on Sunday, after dinner.", "on Sunday"),
    ],
)
def test_when_they_meet_next_is_said_and_kept(answer: str, said: str, when: str) -> None:
    """In one sentence, with the routine it follows."""
    moments = played(compiled(AGREED), {"often": [answer]})
    kept = notes(moments)

    assert [said] == spoken(moments)[-1:]
    assert (when, "after dinner") == (kept["next time"], kept["next time for"])


@pytest.mark.parametrize("answer", ["never", ""])
def test_nobody_has_to_agree_on_anything(answer: str) -> None:
    """Then nothing is said and nothing is kept."""
    moments = played(compiled(AGREED), {"often": [answer] * 3})

    assert "next time" not in notes(moments)
    assert not any("meet again" in text for text in spoken(moments))


def test_the_day_is_kept_as_a_date() -> None:
    """And listed, the soonest first; what was missed is simply due."""
    today = date(2026, 11, 25)
    one = dated({"next time": "in 7 days", "next time for": "after dinner"}, today)
    rituals = {
        "hour": RitualMemory(values=one),
        "plan": RitualMemory(values={"next time": "2026-11-20"}),
        "over": RitualMemory(values={"next time": ""}),
    }
    agreed = slots(Memory(rituals=rituals))

    assert (
        Slot(date(2026, 11, 20), "plan"),
        Slot(date(2026, 12, 2), "hour", "after dinner"),
    ) == agreed
    told = [slot_day(each.day, today) for each in agreed]
    assert ["Today", "On Wednesday, 2026-12-02"] == told


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("every Sunday", "on Sunday"),
        ("once a week", "in 7 days"),
        ("every two weeks", "in 14 days"),
        ("in ten days", "in 10 days"),
        ("next time", None),
        ("often", None),
    ],
)
def test_how_often(text: str, when: str | None) -> None:
    """As people say it."""
    assert when == parse_slot(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("day 5", 5),
        ("tonight", 1),
        ("tomorrow", 2),
        ("this week", 3),
        ("this month", 8),
        ("0", None),
    ],
)
def test_days_of_a_programme_in_words(text: str, day: int | None) -> None:
    """Tonight, tomorrow, this week and this month come in this order."""
    assert day == parse_offset(text)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (PLAN.replace("day 12", "day 2"), ["R117"]),
        (PLAN.replace("day 12", "one day"), ["R022"]),
        (AGREED.replace('"{often}"', "often"), ["R022"]),
        (PLAN, []),
        (AGREED, []),
    ],
)
def test_what_is_refused_of_days_and_slots(body: str, found: list[str]) -> None:
    """Days that go back, and times nobody can meet at."""
    assert found == codes(body)


@pytest.mark.parametrize("body", [PLAN, AGREED])
def test_the_safe_word_ends_a_programme(body: str) -> None:
    """On paper, everywhere."""
    assert () == stop_everywhere(compiled(body)).failures


LONG_DAY = PLAN.replace("steps:\n  - today", "steps:\n  - say: Good to see you both.\n  - today")


@pytest.mark.parametrize("at", [0.5, 5.0])
def test_a_day_can_be_had_once_more(at: float) -> None:
    """Said before it is begun, or in it: the next session is the same one, tomorrow."""
    program = compiled(LONG_DAY, memory={"day": "2"})
    said = PhraseHeard(samples(at), samples(at - 0.4), "repeat day", True)
    moments = perform(program, [said], reaction=Willing(program, {}).react)
    kept = notes(moments)

    assert "Then the next time it is this day again." in spoken(moments)
    assert ("2", "tomorrow", "day 3: thank") == (
        kept["day"],
        kept["next time"],
        kept["next time for"],
    )
    assert "Day three: thank." in spoken(played(compiled(LONG_DAY, memory=kept)))


def test_only_a_programme_has_days_to_repeat() -> None:
    """Elsewhere the words mean nothing."""
    assert "repeat day" in every_phrase(compiled(PLAN))
    assert "repeat day" not in every_phrase(compiled(AGREED))
