"""What stops a talk for a moment and gives it back: how it is, and time apart."""

from __future__ import annotations

from datetime import time

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine.actions import Speak
from facilitator.engine.events import PhraseHeard, VoiceStarted, VoiceStopped
from facilitator.engine.hours import hour
from facilitator.engine.own_words import OWN
from facilitator.session.on_paper import Moment, perform, spoken_length
from tests.unit.test_script_constructs import (
    HEAD,
    codes,
    compiled,
    finish,
    notes,
    played,
    rings,
    spoken,
)

TALK = """
steps:
  - talk: 10 min
    cues: none
    check halfway: "{name}, how is it?"
  - end: So.
"""
TURNS = """
steps:
  - turns:
      each: 2 min
      announce: "{name}."
      thanks: Thanks.
      cues: none
      check halfway: "{name}, how is it?"
"""
APART = "steps:\n  - talk: 10 min\n    cues: none\n    time out: 5 min\n  - end: So.\n"


def said_at(moments: list[Moment], text: str) -> int:
    """Return when a sentence was said first."""
    return next(a.at for m in moments for a in m.actions if isinstance(a, Speak) and a.text == text)


def phrase(at: float, text: str) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.8), text, True)


def test_how_it_is_is_asked_near_the_middle() -> None:
    """Each is asked by name, and the rest of the time is still there afterwards."""
    moments = played(compiled(TALK))
    asked, last = said_at(moments, "Anna, how is it?"), said_at(moments, "Ben, how is it?")
    answered = last + spoken_length("Ben, how is it?") + samples(2.0)

    assert samples(300.0) == asked
    assert ["Anna, how is it?", "Ben, how is it?", "So."] == spoken(moments)
    assert samples(300.0) <= said_at(moments, "So.") - answered <= samples(301.0)


def test_it_waits_for_a_pause() -> None:
    """Nobody is spoken over while they speak on past the half."""
    talking = [VoiceStarted(samples(280.0)), VoiceStopped(samples(312.0))]
    moments = played(compiled(TALK), {}, talking)

    assert samples(313.5) == said_at(moments, "Anna, how is it?")


def test_it_does_not_wait_for_ever() -> None:
    """Where nobody pauses it is asked all the same, twenty seconds after the half."""
    moments = played(compiled(TALK), {}, [VoiceStarted(samples(280.0))])

    assert samples(320.0) == said_at(moments, "Anna, how is it?")


def test_a_bell_at_half_time_rings_out_before_it_is_asked() -> None:
    """The bell makes the pause."""
    moments = played(compiled(TALK.replace("cues: none", "cues: [halfway]")))

    assert [("halfway", samples(300.0))] == rings(moments)
    assert samples(304.0) == said_at(moments, "Anna, how is it?")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["green", "green"], ["So."]),
        (["green", "yellow"], ["Then we slow down.", "So."]),
        (["", "green"], ["Then we slow down.", "So."]),
        (["red", "green"], ["Then this is enough for today."]),
    ],
)
def test_only_a_clear_go_ahead_goes_straight_on(answers: list[str], said: list[str]) -> None:
    """Yellow and silence slow down and then the talk goes on; red ends it."""
    told = ("Then we slow down.", "Then this is enough for today.", "So.")
    heard = spoken(
        played(compiled(TALK), {"check of Anna": answers[:1] * 2, "check of Ben": answers[1:]})
    )

    assert said == [text for text in heard if text in told]


def test_in_a_turn_who_listens_is_asked_first() -> None:
    """Once in each turn; the speaker keeps the time."""
    moments = played(compiled(TURNS))

    assert ["Anna.", "Ben, how is it?", "Anna, how is it?", "Thanks."] == spoken(moments)[:4]
    assert ["Ben.", "Anna, how is it?", "Ben, how is it?", "Thanks."] == spoken(moments)[4:]


def test_a_turn_that_ends_early_is_not_asked() -> None:
    """Whoever is done before the half is done."""
    moments = played(compiled(TURNS), {}, [phrase(20.0, "i'm done")])

    assert ["Anna.", "Thanks.", "Ben."] == spoken(moments)[:3]


def test_a_question_for_the_middle_of_less_than_a_minute() -> None:
    """It has none, and check says so."""
    short = TALK.replace("10 min", "40 s").replace("    cues: none\n", "")

    assert ["R115"] == codes(short)
    assert [] == codes(TALK)


def test_a_time_apart_tells_when_it_is_over() -> None:
    """Rounded up to a minute, by the clock of the room."""
    program = compiled(APART, started=time(20, 12, 30))
    told = spoken(played(program, {}, [phrase(90.0, "time out")]))

    assert "That will be at eight twenty." in told


def test_a_time_apart_becomes_longer_when_it_is_asked_for() -> None:
    """At once, and again when it is over; the talk has kept its time."""
    wishes = [phrase(60.0, "time out"), phrase(200.0, "longer"), phrase(540.0, "longer")]
    wishes.append(phrase(900.0, "ready"))
    moments = perform(compiled(APART), wishes)
    told = spoken(moments)
    back = said_at(moments, "It is good that you came back.")

    assert 2 == told.count("Then five minutes more.")
    assert samples(900.0) < back < samples(902.0)
    rest = said_at(moments, "So.") - back - spoken_length("It is good that you came back.")
    assert samples(540.0) <= rest <= samples(541.0)


def test_whoever_is_back_early_says_so() -> None:
    """And nobody waits for the rest of it."""
    wishes = [phrase(60.0, "time out"), phrase(120.0, "ready")]
    moments = played(compiled(APART), {}, wishes)

    assert said_at(moments, "It is good that you came back.") < samples(125.0)
    assert finish(moments).at < samples(60.0 + 65.0 + 545.0)


def test_a_kept_silence_has_no_words() -> None:
    """ "Longer" and "ready" mean nothing in a silence that is kept together."""
    body = "steps:\n  - silence: 2 min\n  - end: So.\n"
    moments = played(compiled(body), {}, [phrase(20.0, "longer"), phrase(30.0, "ready")])

    assert ["So."] == spoken(moments)
    assert samples(120.0) == said_at(moments, "So.")


@pytest.mark.parametrize("body", [TALK, TURNS, APART, "steps:\n  - time out: 1 min\n"])
def test_the_safe_word_ends_all_of_it(body: str) -> None:
    """In the question, in the time apart, in what was made longer, in the rest of the turn."""
    proof = stop_everywhere(compiled(body))

    assert () == proof.failures
    assert () == proof.unreached


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (20 * 3600, "eight o'clock"),
        (20 * 3600 + 1, "eight oh one"),
        (13 * 3600, "one o'clock"),
        (8 * 3600 + 15 * 60, "quarter past eight"),
        (23 * 3600 + 45 * 60, "quarter to twelve"),
        (24 * 3600 + 30 * 60, "half past twelve"),
        (9 * 3600 + 25 * 60, "nine twenty-five"),
    ],
)
def test_times_of_day_in_words(seconds: int, told: str) -> None:
    """As somebody would say them."""
    assert told == hour(seconds, OWN)


TWICE = """
steps:
  - check in: "{name}, how is it?"
  - {when: any check is yellow, do: [say: Slower.], otherwise: [say: On.]}
  - check in: "{name}, and now?"
  - {when: check of first is green, do: [say: Anna is fine.]}
  - {when: last check is yellow or red, do: [say: Last time it was much.]}
"""


@pytest.mark.parametrize(
    ("anna", "ben", "said", "kept"),
    [
        (["green", "green"], ["green", "green"], ["On.", "Anna is fine."], "green"),
        (["green", "green"], ["yellow", "green"], ["Slower.", "Anna is fine."], "yellow"),
        (["green", "yellow"], ["green", "green"], ["On."], "yellow"),
        (["yellow", "green"], ["green", "red"], ["Slower."], "red"),
        (["nothing"] * 4, ["green", "green"], ["Slower."], "yellow"),
    ],
)
def test_colours_are_known_and_the_least_calm_one_is_remembered(
    anna: list[str], ben: list[str], said: list[str], kept: str
) -> None:
    """The last one of each in this session; for the next one the least calm of all."""
    moments = played(compiled(TWICE), {"check of Anna": anna, "check of Ben": ben})

    assert said == [t for t in spoken(moments) if t in ("Slower.", "On.", "Anna is fine.")]
    assert {"check": kept} == notes(moments)


def test_the_next_session_knows_the_colour() -> None:
    """Of a talk that was stopped in its middle as well."""
    assert {"check": "yellow"} == notes(played(compiled(TALK), {"check of Ben": ["yellow"]}))
    assert "Last time it was much." in spoken(played(compiled(TWICE, memory={"check": "red"})))
    assert "Last time it was much." not in spoken(
        played(compiled(TWICE, memory={"check": "green"}))
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("any check is yellow", "check is red", ["R033"]),
        ("last check is yellow or red", "last check is blue", ["R033"]),
        ("any check is yellow", "any colour is yellow", ["R027"]),
        ("steps:", "steps:\n  - {ask: Well?, answers: [yes, no], as: check}", ["R129"]),
    ],
)
def test_what_is_refused_of_colours(old: str, new: str, found: list[str]) -> None:
    """After red nothing follows in which to ask for it; and the name is taken."""
    assert found == codes(TWICE.replace(old, new))


def test_the_safe_word_comes_before_what_colours_lead_to() -> None:
    """On paper, everywhere."""
    assert () == stop_everywhere(compiled(TWICE)).failures


@pytest.mark.parametrize(("depth", "lands"), [("deep", True), ("medium", False)])
@pytest.mark.parametrize(
    "asked",
    [
        "  - talk: 10 min\n    check halfway: '{name}, how is it?'\n",
        "  - talk: 1 min\n  - check in: '{name}, how is it?'\n",
    ],
)
def test_red_after_something_deep_is_followed_by_the_aftercare(
    asked: str, depth: str, lands: bool
) -> None:
    """Whoever cannot go on is not left alone with it; what was light needs no landing."""
    body = (
        "steps:\n  - use: how to rest or end\n  - consent: '{name}, would you?'\n"
        f"{asked}  - use: aftercare\n  - end: Good night.\n"
    )
    program = compiled(body, HEAD.replace("light", depth))
    heard = spoken(played(program, {"check of Anna": ["red"] * 2}))

    assert "Good night." not in heard
    assert lands == ("Stay a moment." in heard)


def test_red_before_anybody_had_a_turn_needs_no_landing() -> None:
    """Nothing has been opened yet."""
    body = (
        "steps:\n  - use: how to rest or end\n  - consent: '{name}, would you?'\n"
        "  - check in: '{name}, how is it?'\n  - talk: 1 min\n  - use: aftercare\n"
    )
    heard = spoken(
        played(compiled(body, HEAD.replace("light", "deep")), {"check of Anna": ["red"]})
    )

    assert "Then this is enough for today." in heard
    assert "Stay a moment." not in heard


def test_a_time_apart_that_the_script_takes_agrees_to_nothing() -> None:
    """ "All right" answers whoever asked for it; the script's own begins without."""
    own = spoken(played(compiled("steps:\n  - time out: 1 min\n  - end: So.\n"), {}, []))
    asked = spoken(played(compiled(APART), {}, [phrase(90.0, "time out")]))

    assert "One minute apart, each in your own place." == own[0]
    assert "All right." not in own
    assert "All right." in asked
