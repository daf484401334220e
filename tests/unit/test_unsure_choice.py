"""An option that was not heard surely is asked about before it is taken."""

from __future__ import annotations

import json

import pytest

from facilitator.clock import samples
from facilitator.engine import saved
from facilitator.engine.actions import Speak
from facilitator.engine.asking import SURE
from facilitator.engine.events import Event, PhraseHeard
from facilitator.engine.spoken import every_phrase, every_sentence
from facilitator.engine.state import Listening, State
from facilitator.session.on_paper import Moment, perform
from tests.unit.test_script_constructs import compiled

CHOICE = """
steps:
  - choose: What shall it be?
    from: [tea, music, a walk]
    times: 2
    wait: 10 s
    as: evening
  - say: So be it.
"""
OPEN = 12.0
"""The question has been asked."""


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def held(*happenings: Event, script: str = CHOICE) -> list[Moment]:
    """Perform it plainly and saved at every step; both must be the same."""
    plain = perform(compiled(script), happenings)
    again = perform(compiled(script), happenings, through=through_json)
    assert [m.actions for m in plain] == [m.actions for m in again]
    return plain


def said(at: float, phrase: str, sure: float = 1.0, *, alone: bool = True) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.5), phrase, alone, sure)


def spoken(moments: list[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def chosen(moments: list[Moment]) -> str:
    return moments[-1].state.variables.get("evening", "")


def test_a_sure_choice_is_taken_at_once() -> None:
    """Nobody is asked twice who was understood."""
    moments = held(said(OPEN, "music", SURE))

    assert "music" == chosen(moments)
    assert "Did you mean music?" not in spoken(moments)


@pytest.mark.parametrize(("phrase", "option"), [("music", "music"), ("three", "a walk")])
def test_an_unsure_choice_is_taken_on_a_yes(phrase: str, option: str) -> None:
    """By its name, even when its number was said."""
    moments = held(said(OPEN, phrase, 0.5), said(OPEN + 5.0, "yes"))

    assert option == chosen(moments)
    assert 1 == spoken(moments).count(f"Did you mean {option}?")


def test_after_a_no_the_question_comes_once_more() -> None:
    """Then another one can be said, surely."""
    moments = held(said(OPEN, "music", 0.5), said(OPEN + 5.0, "no"), said(OPEN + 16.0, "tea"))

    assert "tea" == chosen(moments)
    assert 1 == spoken(moments).count("A name or a number is enough.")


def test_silence_is_no_yes() -> None:
    """It asks once more, and then goes on without a choice."""
    moments = held(said(OPEN, "music", 0.5))

    assert "" == chosen(moments)
    assert 1 == spoken(moments).count("Did you mean music?")
    assert 1 == spoken(moments).count("A name or a number is enough.")
    assert "So be it." == spoken(moments)[-1]


def test_another_option_said_surely_is_taken() -> None:
    """Who is asked "did you mean music" may simply say "tea"."""
    moments = held(said(OPEN, "music", 0.5), said(OPEN + 5.0, "tea"))

    assert "tea" == chosen(moments)


def test_the_same_option_said_again_is_taken() -> None:
    """Twice the same is sure enough."""
    moments = held(said(OPEN, "music", 0.5), said(OPEN + 5.0, "music", 0.5))

    assert "music" == chosen(moments)


def test_a_yes_without_such_a_question_chooses_nothing() -> None:
    """It belongs to nothing."""
    moments = held(said(OPEN, "yes"), said(OPEN + 4.0, "tea"))

    assert "tea" == chosen(moments)


def test_a_yes_in_the_middle_of_talk_confirms_nothing() -> None:
    """It counts alone."""
    moments = held(said(OPEN, "music", 0.5), said(OPEN + 5.0, "yes", alone=False))

    assert "" == chosen(moments)


def test_numbers_of_a_rating_are_asked_about_too() -> None:
    """By their word."""
    script = 'steps:\n  - rate: "{name}, how close do you feel?"\n    as: evening\n'
    moments = held(said(6.0, "four", 0.4), said(11.0, "yes"), script=script)

    assert "Did you mean four?" in spoken(moments)
    assert "4" == moments[-1].state.variables["evening of Anna"]


def test_other_questions_take_every_answer_as_it_is_heard() -> None:
    """A yes or a no is never asked about."""
    script = "steps:\n  - ask: Shall we go on?\n    answers: [yes, no]\n    as: evening\n"
    moments = held(said(6.0, "no", 0.2), script=script)

    assert "no" == chosen(moments)


def test_what_is_asked_is_rendered_ahead_and_listened_for() -> None:
    """The question for each option, and a yes and a no to it."""
    program = compiled(CHOICE)

    assert {"Did you mean tea?", "Did you mean a walk?"} <= {
        each.text for each in every_sentence(program)
    }
    assert {"yes", "no"} <= set(every_phrase(program))


def test_the_question_stays_open_while_it_is_asked_about() -> None:
    """Its answers still count."""
    moments = held(said(OPEN, "music", 0.5), said(OPEN + 5.0, "yes"))
    meant = [m.state.phase.meant for m in moments if isinstance(m.state.phase, Listening)]

    assert ["", "music"] == list(dict.fromkeys(meant))
