"""A turn that was passed is told from one that was spoken, and what follows can ask which."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine.events import PhraseHeard
from facilitator.engine.operations import Turn
from facilitator.engine.saved import from_data, to_data
from facilitator.script.conditions import parse_condition, parse_several
from facilitator.script.walking.courses import courses
from facilitator.session.on_paper import perform
from tests.unit.test_script_constructs import codes, compiled, played, spoken

BODY = """
steps:
  - for each: partner
    do:
      - turns:
          each: 1 min
          announce: "{name}."
          cues: none
          thanks: none
          done by: [next]
          passed by: [nothing today]
          as: trouble
      - when: trouble was passed
        do: [say: "Then rest, {name}."]
        otherwise: [say: "That was said, {name}."]
  - when: every trouble was passed
    do: [say: Nobody.]
  - when: trouble of second was not passed
    do: [say: "{second} spoke."]
"""


def heard(at: float, phrase: str) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.5), phrase, True)


@pytest.mark.parametrize("at", [0.3, 10.0])
@pytest.mark.parametrize("phrase", ["pass", "i pass", "nothing today"])
def test_a_pass_is_told_from_a_turn(phrase: str, at: float) -> None:
    """In it and while it is announced, with the words that always pass and the script's own."""
    texts = spoken(perform(compiled(BODY), [heard(at, phrase)]))

    assert ["Anna.", "Then rest, Anna.", "Ben.", "That was said, Ben.", "Ben spoke."] == texts


@pytest.mark.parametrize("phrase", ["next", "thank you", ""])
def test_a_turn_that_was_ended_or_not_used_was_not_passed(phrase: str) -> None:
    """Silence is no pass."""
    texts = spoken(perform(compiled(BODY), [heard(10.0, phrase)]))

    assert "That was said, Anna." in texts
    assert "Then rest, Anna." not in texts


def test_everybody_may_pass() -> None:
    """Also as an answer of simulated people, for both or for one."""
    both = spoken(played(compiled(BODY), {"trouble": ["pass"]}))
    one = spoken(played(compiled(BODY), {"trouble of Ben": ["passed"]}))

    assert ["Then rest, Ben.", "Nobody."] == both[-2:]
    assert ["That was said, Anna.", "Ben.", "Then rest, Ben."] == one[-3:]


def test_a_saved_session_still_knows() -> None:
    """Whatever is restored after each step goes on as if nothing had been."""
    program = compiled(BODY)
    passing = [heard(10.0, "pass")]
    through = spoken(perform(program, passing, through=lambda state: from_data(to_data(state))))

    assert spoken(perform(program, passing)) == through


def test_a_turn_that_was_not_had_was_not_passed() -> None:
    """Also when an earlier turn of the name was passed."""
    program = compiled(
        "steps:\n"
        "  - repeat: twice\n    do:\n"
        "      - turns: {each: 1 min, announce: '{name}.', thanks: none, as: round}\n"
        "      - when: any round was passed\n        do: [say: Passed.]\n"
    )
    texts = spoken(perform(program, [heard(5.0, "pass")]))

    assert ["Anna.", "Ben.", "Passed.", "Anna.", "Ben."] == texts


def test_several_turns_are_counted() -> None:
    """With "were" as well."""
    found = parse_several("at least two of news, hopes and thanks were passed")

    assert found is not None
    assert parse_condition("hopes is passed") == found.conditions[1]
    assert parse_condition("every hopes was not passed") == replace(
        found.conditions[1], how="is not", whose="every"
    )


def test_what_was_good_is_no_passed_turn() -> None:
    """A name may hold the word "was"."""
    found = parse_condition("what was good is kept")

    assert found is not None
    assert "what was good" == found.subject


def test_the_minutes_know_that_nothing_is_given_back_after_a_pass() -> None:
    """The shortest course is the one in which both pass."""
    mirrored = BODY.replace("thanks: none\n", "thanks: none\n          mirror: 30 s\n")
    found = courses(compiled(mirrored))

    assert found.usual.seconds - found.shortest.seconds > 60
    assert {("passed",)} == set(found.shortest.answers.values())


def test_every_course_of_passes_is_stopped() -> None:
    """The proof comes to what only two passes lead to."""
    proof = stop_everywhere(compiled(BODY))

    assert (() == proof.failures, ()) == (True, proof.unreached)


def test_pass_always_passes_a_turn() -> None:
    """Whatever a script lets end it, and of whatever depth it is; unless it is counted."""
    steps = "steps:\n  - turns: {{each: 1 min, question: What?, done by: [enough]{more}}}\n"
    plain = compiled(steps.format(more=""))
    counted = compiled(steps.format(more=", count: {passes: [pass]}"))

    assert [("pass", "i pass")] * 2 == [t.passes for t in plain.operations if isinstance(t, Turn)]
    assert [("i pass",)] * 2 == [t.passes for t in counted.operations if isinstance(t, Turn)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("when: any round was passed", []),
        ("when: round of first was passed", []),
        ("when: any rund was passed", ["R027"]),
        ("when: mood was passed", ["R124"]),
        ("when: place was passed", ["R124"]),
        ("when: round is spent", ["R033"]),
    ],
)
def test_only_turns_can_be_passed(step: str, expected: list[str]) -> None:
    """A question, a setting and a name that is none are told."""
    found = codes(
        "settings: {place: {choices: [together, apart], start: together}}\n"
        "steps:\n"
        "  - ask: So?\n    answers: [calm, wild]\n    as: mood\n"
        "  - turns: {each: 1 min, question: What?, as: round}\n"
        f"  - {step}\n    do: [say: Well.]\n"
        "  - when: place is apart\n    do: [say: Far.]\n"
    )

    assert expected == found


@pytest.mark.parametrize(
    "step", ['say: "It was {round}."', "remember: kept\n    as: '{round of first}'"]
)
def test_how_a_turn_went_is_neither_said_nor_kept(step: str) -> None:
    """It is for conditions only."""
    found = codes(f"steps:\n  - turns: {{each: 1 min, question: What?, as: round}}\n  - {step}\n")

    assert ["R027"] == found


def test_a_word_cannot_end_and_pass() -> None:
    """What ends a turn as one that was spoken is something else."""
    turns = "each: 1 min, question: What?, done by: [next], passed by: [next], as: round"

    assert ["R018"] == codes(f"steps:\n  - turns: {{{turns}}}\n")
