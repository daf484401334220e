"""Background of a step: said to whoever asks why there, and then all goes on as before."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine import saved
from facilitator.engine.actions import AbortSound
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase, first_texts, upcoming_texts
from facilitator.engine.state import State
from facilitator.errors import ScriptError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.session.on_paper import Moment, perform
from tests.unit.test_script_constructs import codes, compiled, spoken

SCRIPT = """
why: For closeness.
steps:
  - say: Sit back to back. Feel each other's breath.
    why: One hears better so.
  - ready: Say so when you are there.
    why: There is no hurry.
  - ready: Once more.
  - silence: 30 s
  - turns: {each: 30 s, announce: Go on., cues: none}
    why: Two minutes are long.
"""


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def said(at: float, phrase: str = "why", *, alone: bool = True) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.4), phrase, alone)


def held(program: Program, happenings: Iterable[Event]) -> list[Moment]:
    """Perform it plainly and saved at every step; both must be the same."""
    happenings = tuple(happenings)
    plain = perform(program, happenings)
    assert [m.actions for m in plain] == [
        m.actions for m in perform(program, happenings, through=through_json)
    ]
    return plain


def test_a_step_says_why_and_takes_its_sentence_up_again() -> None:
    """The sentence that is cut short is said again from its start, once."""
    moments = held(compiled(SCRIPT), [said(3.5)])
    sounds = [a for m in moments for a in m.actions if isinstance(a, AbortSound)]

    assert [
        "Sit back to back.",
        "Feel each other's breath.",
        "One hears better so.",
        "Feel each other's breath.",
        "Say so when you are there.",
    ] == spoken(moments)[:5]
    assert [samples(3.5)] == [sound.at for sound in sounds]


def test_between_two_sentences_nothing_is_said_twice() -> None:
    """What has been said whole stays said."""
    assert [
        "Sit back to back.",
        "One hears better so.",
        "Feel each other's breath.",
    ] == spoken(held(compiled(SCRIPT), [said(2.2)]))[:3]


def test_an_open_question_has_its_own_background_before_the_rituals() -> None:
    """Where a step has none, the ritual's is said; then the question is still open."""
    moments = held(compiled(SCRIPT), [said(12.0), said(20.0, "ready"), said(25.0)])
    texts = spoken(moments)

    assert texts.index("There is no hurry.") < texts.index("Once more.")
    assert texts.index("Once more.") < texts.index("For closeness.")


@pytest.mark.parametrize(
    ("at", "script"),
    [
        (2.0, SCRIPT.replace("Sit back to back.", "That is why you sit here.")),
        (2.0, SCRIPT.replace("    why: One hears better so.\n", "")),
        (31.0, SCRIPT),
        (58.0, SCRIPT),
    ],
    ids=["our own word", "no background of its own", "a silence", "a turn"],
)
def test_where_it_would_be_out_of_place_nothing_is_explained(at: float, script: str) -> None:
    """Not into a silence or a turn, not to ourselves, not from the ritual while it speaks."""
    answers = [said(9.0, "ready"), said(14.0, "ready")]
    happenings = [*answers, said(at)]
    plain = perform(compiled(script), answers)
    moments = held(compiled(script), happenings)

    assert spoken(plain) == spoken(moments)


def test_a_question_in_talk_is_none() -> None:
    """ "Why is the sky blue" asks nothing of us."""
    moments = held(compiled(SCRIPT), [said(3.5, alone=False)])

    assert "One hears better so." not in spoken(moments)


def test_an_announcement_has_a_background_too() -> None:
    """It is asked for before the turn begins, and the turn has its whole time."""
    program = compiled(
        "steps:\n  - turns: {each: 30 s, announce: 'Speak freely, {name}.', cues: none}\n"
        "    why: Two minutes are long.\n"
    )
    texts = spoken(held(program, [said(1.0)]))

    assert ["Speak freely, Anna.", "Two minutes are long.", "Speak freely, Anna."] == texts[:3]


def test_a_step_lends_its_background_to_those_inside() -> None:
    """Unless they have their own."""
    program = compiled(
        "steps:\n  - repeat: two times\n    why: The outer one.\n    do:\n"
        "      - ready: One?\n      - ready: Two?\n        why: The inner one.\n"
    )
    whys = [operation.why[0].text for operation in program.operations]  # type: ignore[union-attr]

    assert ["The outer one.", "The inner one."] * 2 == whys


def test_it_can_be_asked_to_repeat_be_paused_and_be_hushed_meanwhile() -> None:
    """What was put aside for it is still there afterwards."""
    plain = spoken(held(compiled(SCRIPT), [said(3.5)]))
    for happenings in (
        [said(5.0, "repeat")],
        [said(5.0, "pause"), said(20.0, "go on")],
        [SafeWordSuspected(samples(5.0), "x"), SafeWordDismissed(samples(5.4), "x")],
        [said(5.0, "why")],
    ):
        texts = spoken(held(compiled(SCRIPT), [said(3.5), *happenings]))
        assert plain[:3] == texts[:3]
        assert plain[-2:] == texts[-2:]
        assert 2 == texts.count("Feel each other's breath.")


def test_the_safe_word_ends_an_explanation() -> None:
    """Everywhere on paper, and here: one sentence, and silence."""
    program = compiled(SCRIPT)
    assert () == stop_everywhere(program).failures

    moments = held(program, [said(3.5), SafeWordHeard(samples(5.0), "pineapple")])
    assert program.stopped.text == spoken(moments)[-1]
    assert "One hears better so." == spoken(moments)[-2]


def test_it_is_rendered_ahead_and_listened_for() -> None:
    """Nobody waits for an explanation; a ritual without any does not listen for why."""
    program = compiled("steps:\n  - say: Hello.\n    why: Because.\n")

    assert "Because." in upcoming_texts(program, 0)
    assert "Because." in first_texts(program)
    assert "why" in every_phrase(program)
    assert "why" not in every_phrase(compiled("steps:\n  - say: Hello.\n"))


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("silence: 5 s, why: Because.", ["R056"]),
        ("talk: 1 min, why: Because.", ["R056"]),
        ("say: Hello., why: Because.", []),
        ("say: Hello., why: A pineapple.", ["R014"]),
        ("say: Hello., why: ''", ["R031"]),
        ("ask each: '{name}?', answers: [yes, no], why: 'Because of {name}.'", ["R027"]),
        ("say: Hello., why: 'It ends at {end}.'", []),
    ],
)
def test_what_can_be_wrong_with_it(step: str, found: list[str]) -> None:
    """Nobody could ask, or it says what must not be said."""
    body = f"settings: {{end: {{start: ten o'clock}}}}\nsteps:\n  - {{{step}}}\n"

    assert found == [code for code in codes(body) if code != "R044"]


def test_a_safe_word_chosen_later_is_found_in_it() -> None:
    """The words of the session are looked for in explanations, too."""
    ritual = load(find("no-phones-night"))

    with pytest.raises(ScriptError, match="R014"):
        compile_ritual(ritual, safe_words=("waiting",))
