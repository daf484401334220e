"""What people may ask of the facilitator itself: where it counts, what it does, and where not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import Samples, samples
from facilitator.engine import saved
from facilitator.engine.actions import AbortSound, Finish, PutSlip, Ring, Speak, TakeSlip, Tune
from facilitator.engine.commands import HEARD_IN, changed
from facilitator.engine.events import Event, NoteHeard, PhraseHeard, SafeWordHeard
from facilitator.engine.own_words import COMMANDS, OWN
from facilitator.engine.program import Program, Tuning
from facilitator.engine.remaining import told
from facilitator.engine.spoken import every_phrase, every_sentence
from facilitator.engine.state import Noting, State
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.loading import load, loaded
from facilitator.session.on_paper import Moment, Willing, perform

HEAD = "ritual: An evening\nabout: Some questions.\ndepth: light\n"
EVENING = """
steps:
  - say: We blame nobody. What is said here stays here.
    on request: rules
  - ask: Shall we begin?
    answers: [yes, no]
    wait: 20 s
  - silence: 30 s
  - turns:
      each: 2 min
      announce: "{name}, it is your turn."
      question: What was good today?
      cues: none
  - talk: 3 min
    cues: none
  - gesture: If you like, take each other's hands.
    for: 20 s
  - end: That was our evening.
"""
PARTNERS = ("Anna", "Ben")


def compiled(
    script: str = EVENING, *, parked: Iterable[str] | None = (), memory: Mapping[str, str] = {}
) -> Program:
    tree = yaml_tree.parse(yaml_tree.checked("evening.yaml", HEAD + script))
    return compile_ritual(
        loaded(tree, "evening"),
        partners=PARTNERS,
        memory=memory,
        parked=None if parked is None else list(parked),
    )


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def held(program: Program, *happenings: Event) -> list[Moment]:
    """Perform it plainly and saved at every step; both must be the same."""
    plain = perform(program, happenings)
    assert [m.actions for m in plain] == [
        m.actions for m in perform(program, happenings, through=through_json)
    ]
    return plain


def said(at: float, phrase: str, *, alone: bool = True, sure: float = 1.0) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.6), phrase, alone, sure)


def spoken(moments: list[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def actions(moments: list[Moment], kind: type) -> list[object]:
    return [a for m in moments for a in m.actions if isinstance(a, kind)]


def begins(moments: list[Moment], text: str) -> Samples:
    """Return where a sentence begins first."""
    return next(a.at for m in moments for a in m.actions if isinstance(a, Speak) and a.text == text)


def end(moments: list[Moment]) -> Finish:
    (found,) = actions(moments, Finish)
    assert isinstance(found, Finish)
    return found


YES = said(10.0, "yes")
PLAIN = held(compiled(), YES)
TURN = begins(PLAIN, "What was good today?") / 16_000 + 4.0
"""A few seconds into Anna's turn."""
SILENCE = begins(PLAIN, "Anna, it is your turn.") / 16_000 - 15.0
TALK = begins(PLAIN, "Thank you, Ben.") / 16_000 + 30.0


def test_what_is_left_of_a_turn_is_told_and_costs_nothing() -> None:
    """In one short phrase, to the half minute; the turn gets its time back."""
    moments = held(compiled(), YES, said(TURN + 25.0, "how long left"))

    assert "One and a half minutes left." in spoken(moments)
    later = end(moments).at - end(PLAIN).at
    assert samples(1.0) < later < samples(6.0)


def test_what_is_left_of_a_session_is_told_about() -> None:
    """While a question is open, as a whole number of minutes."""
    moments = held(compiled(), said(8.0, "how long left"), said(16.0, "yes"))
    (answer,) = [text for text in spoken(moments) if text.startswith("About")]
    minutes = (end(moments).at - samples(8.0)) / 16_000 / 60

    assert "About eight minutes left." == answer
    assert 7.5 < minutes < 8.6


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (3, "ten seconds"),
        (44, "forty seconds"),
        (58, "one minute"),
        (88, "one and a half minutes"),
        (152, "two and a half minutes"),
        (420, "seven minutes"),
        (3600, "one hour"),
        (4300, "one hour and twelve minutes"),
    ],
)
def test_lengths_are_told_as_people_do(seconds: int, text: str) -> None:
    """Rounded the more, the longer it is."""
    assert text == told(OWN, samples(float(seconds)))


@pytest.mark.parametrize("phrase", sorted({p for m in HEARD_IN for p in COMMANDS[m]}))
def test_a_silence_is_left_alone(phrase: str) -> None:
    """Nothing that is said in a kept silence is a command."""
    moments = held(compiled(), YES, said(SILENCE, phrase))

    assert spoken(PLAIN) == spoken(moments)
    assert end(PLAIN) == end(moments)


@pytest.mark.parametrize("phrase", sorted({p for m in HEARD_IN for p in COMMANDS[m]}))
@pytest.mark.parametrize("at", [2.0, 8.0, TURN + 10.0, TALK])
def test_in_the_middle_of_talk_nothing_is_a_command(at: float, phrase: str) -> None:
    """What is said with other words belongs to them."""
    moments = held(compiled(), YES, said(at, phrase, alone=False))

    assert spoken(PLAIN) == spoken(moments)
    assert end(PLAIN) == end(moments)


def test_a_louder_voice_says_the_sentence_again() -> None:
    """The change is heard at once: what is being said begins anew."""
    moments = held(compiled(), said(2.6, "louder"), said(14.0, "yes"))

    assert [Tune(Tuning(loudness=1))] == actions(moments, Tune)
    assert 2 == spoken(moments).count("What is said here stays here.")


def test_a_change_while_people_are_asked_is_heard_in_two_words() -> None:
    """And the question stays open, its time given back."""
    moments = held(compiled(), said(8.0, "slower"), said(20.0, "yes"))

    assert [Tune(Tuning(pace=-1))] == actions(moments, Tune)
    assert "Like this." in spoken(moments)
    assert "Anna, it is your turn." in spoken(moments)


def test_into_somebodys_turn_a_change_says_nothing() -> None:
    """A touch of sound tells that it was understood."""
    moments = held(compiled(), YES, said(TURN, "quieter please"))
    rung = [r for r in actions(moments, Ring) if isinstance(r, Ring) and r.bell == "warning"]

    assert spoken(PLAIN) == spoken(moments)
    assert [samples(TURN)] == [each.at for each in rung]
    assert end(PLAIN) == end(moments)


def test_the_voice_has_limits() -> None:
    """Beyond them it is told, and nothing changes."""
    asked = [said(8.0 + 4.0 * number, "louder") for number in range(3)]
    moments = held(compiled(), *asked, said(30.0, "yes"))

    assert [1, 2] == [each.tuning.loudness for each in actions(moments, Tune)]  # type: ignore[attr-defined]
    assert "That is as far as I can go." in spoken(moments)


@pytest.mark.parametrize(
    ("meaning", "least"), [("quieter", -4), ("louder", 2), ("slower", -2), ("faster", 2)]
)
def test_ten_wishes_end_at_a_limit(meaning: str, least: int) -> None:
    """However often it is asked for."""
    tuning = Tuning()
    for _ in range(10):
        tuning = changed(tuning, meaning)

    assert least in (tuning.loudness, tuning.pace)


def test_the_question_of_a_turn_is_said_again() -> None:
    """Without its announcement; the turn has as much time as before."""
    moments = held(compiled(), YES, said(TURN + 20.0, "repeat"))

    assert 3 == spoken(moments).count("What was good today?")
    assert 1 == spoken(moments).count("Anna, it is your turn.")
    assert samples(1.0) < end(moments).at - end(PLAIN).at < samples(6.0)


def test_house_rules_are_said_again() -> None:
    """Wherever somebody asks for them; a turn gets its time back."""
    moments = held(compiled(), YES, said(TURN, "rules"))

    assert 2 == spoken(moments).count("We blame nobody.")


def test_without_house_rules_nobody_listens_for_them() -> None:
    """What would do nothing is not in the grammar."""
    without = compiled(EVENING.replace("    on request: rules\n", ""))

    assert "rules" not in every_phrase(without)
    assert "rules" in every_phrase(compiled())


def test_more_time_can_be_had_in_any_turn_and_is_offered_to_the_other() -> None:
    """One minute each, at most twice a turn; the same for the one who comes after."""
    more = [said(TURN + 10.0 * number, "more time") for number in range(1, 4)]
    moments = held(compiled(), YES, *more)

    assert samples(240.0) == end(moments).at - end(PLAIN).at


def test_a_turn_can_be_passed_while_it_is_announced() -> None:
    """Nobody has to wait for a question to pass on it."""
    moments = held(compiled(), YES, said(TURN - 4.5, "pass"))

    assert 1 == spoken(moments).count("What was good today?")


def test_a_question_can_be_passed() -> None:
    """It goes on as if nobody had answered, at once."""
    moments = held(compiled(), said(8.0, "pass"))

    assert begins(moments, "Anna, it is your turn.") < begins(PLAIN, "Anna, it is your turn.")


def test_a_pass_on_consent_is_a_no() -> None:
    """And it is thanked for like one."""
    consent = 'steps:\n  - consent: "{name}, would you like to do this?"\n  - say: Welcome.\n'
    moments = held(compiled(consent), said(6.0, "pass"))

    assert "declined" == end(moments).outcome
    assert "That is all right." in spoken(moments)


def parking(at: float, text: str = "the holiday", answer: str = "yes") -> tuple[Event, ...]:
    """Return what is heard of somebody who parks something."""
    noted = NoteHeard(samples(at + 14.0), samples(at + 11.0), text)
    return said(at, "park it"), noted, said(at + 26.0, answer)


def test_what_is_parked_is_taken_down_told_at_the_end_and_kept() -> None:
    """In the middle of a turn, which has its time back; the list is for later."""
    moments = held(compiled(), YES, *parking(TURN + 10.0))

    assert [PutSlip("for later", "the holiday")] == actions(moments, PutSlip)
    assert "I heard: the holiday." in spoken(moments)
    assert "On the list for later: the holiday." in spoken(moments)
    texts = spoken(moments)
    assert texts.index("On the list for later: the holiday.") < texts.index("That was our evening.")
    assert spoken(PLAIN)[-1] == texts[-1]


def test_a_parked_turn_has_all_its_time() -> None:
    """What asking and answering took is added to it."""
    moments = held(compiled(), YES, *parking(TURN + 10.0))
    thanked = begins(moments, "Thank you, Anna.")
    back = next(
        m.event.at
        for before, m in pairwise(moments)
        if before.state.called is not None and m.state.called is None
    )

    left = begins(PLAIN, "Thank you, Anna.") - samples(TURN + 10.0)
    assert samples(0.0) <= thanked - back - left < samples(2.0)


@pytest.mark.parametrize("answer", ["no", "pause"])
def test_nothing_is_parked_without_a_yes(answer: str) -> None:
    """As with every note."""
    moments = held(compiled(), YES, *parking(TURN + 10.0, answer=answer))

    assert [] == actions(moments, PutSlip)


def test_nothing_can_be_parked_while_something_is_parked() -> None:
    """One thing after the other."""
    moments = held(compiled(), YES, said(TURN, "park it"), said(TURN + 12.0, "park it"))

    assert 1 == spoken(moments).count("What would you like to keep for later?")


def test_without_a_list_nothing_can_be_parked() -> None:
    """A program nobody performs has no way to keep it."""
    assert "park it" not in every_phrase(compiled(parked=None))


def test_the_next_session_asks_about_what_was_parked() -> None:
    """A yes takes it off the list, anything else leaves it there."""
    program = compiled(parked=["The holiday", "money"])
    answers = {"parked/1": ["yes"], "parked/2": ["no"]}
    moments = perform(program, reaction=Willing(program, answers).react)

    assert [TakeSlip("for later", "The holiday")] == actions(moments, TakeSlip)
    texts = spoken(moments)
    assert "On your list since last time: The holiday." in texts
    assert texts.index("Then it comes off the list.") < texts.index("Then it stays on the list.")


def test_what_is_parked_and_sounds_like_a_word_is_never_read() -> None:
    """The safe word of today is in yesterday's note."""
    program = compiled(parked=["a pineapple for Ben"])

    assert not any("pineapple" in each.text for each in every_sentence(program))


def test_ending_here_closes_as_the_ritual_would() -> None:
    """With its gesture, and as no failure."""
    moments = held(compiled(), YES, said(TURN + 10.0, "end here"))

    assert [
        "Then we end here.",
        "That is all right.",
        "If you like, take each other's hands.",
        "Thank you for this time.",
    ] == spoken(moments)[-4:]
    assert "completed" == end(moments).outcome
    hands = begins(moments, "If you like, take each other's hands.")
    assert begins(moments, "Thank you for this time.") - hands > samples(20.0)


def test_a_deep_ritual_lands_its_people_when_they_end_here() -> None:
    """Aftercare is never skipped."""
    pact = compile_ritual(load(find("radical-honesty-pact")), partners=PARTNERS)

    assert "Stay a moment." in [each.text for each in pact.ending]


def test_a_session_can_be_ended_out_of_a_pause() -> None:
    """Without going on first."""
    moments = held(compiled(), YES, said(TURN, "pause"), said(TURN + 10.0, "end here"))

    assert "We go on." not in spoken(moments)
    assert "completed" == end(moments).outcome


def test_a_time_out_can_be_had_in_any_ritual() -> None:
    """Five minutes, and back to where it was; the turn has all its time."""
    apart = [said(TURN + 10.0, "time out"), said(TURN + 345.0, "ready")]
    moments = held(compiled(), YES, *apart)

    assert any(text.startswith("Five minutes apart") for text in spoken(moments))
    assert "It is good that you came back." in spoken(moments)
    assert "Thank you, Anna." in spoken(moments)


def test_what_the_ritual_listens_for_comes_first() -> None:
    """An answer that is called like a command is an answer."""
    script = "steps:\n  - ask: Slower or faster?\n    answers: [slower, faster]\n    as: pace\n"
    moments = held(compiled(script), said(4.0, "slower"))

    assert [] == actions(moments, Tune)
    assert "Like this." not in spoken(moments)


def test_our_own_words_command_nothing() -> None:
    """What is left of our own sentence is nobody's wish."""
    script = "steps:\n  - say: Speak slower, and then louder. And then wait.\n  - bell: closing\n"
    moments = held(compiled(script), said(2.0, "louder"))

    assert [] == actions(moments, Tune)


def test_commands_are_where_they_make_sense() -> None:
    """One alone has nobody to part from."""
    tree = yaml_tree.parse(
        yaml_tree.checked("evening.yaml", HEAD + "people: one or two\n" + EVENING)
    )
    alone = compile_ritual(loaded(tree, "evening"), partners=("Anna",), parked=[])

    assert "time out" not in alone.commands
    assert "park it" in alone.commands


def test_the_safe_word_stays_above_all_commands() -> None:
    """Said while any of them is carried out, it ends everything; nothing follows."""
    proof = stop_everywhere(compiled())

    assert () == proof.failures
    assert () == proof.unreached


@pytest.mark.parametrize("meaning", sorted(HEARD_IN))
def test_the_safe_word_right_after_a_command(meaning: str) -> None:
    """In the same second."""
    word = SafeWordHeard(samples(TURN + 1.0), "pineapple")
    moments = held(compiled(), YES, said(TURN, COMMANDS[meaning][0]), word)

    assert "stopped" == end(moments).outcome
    assert "I have stopped, so take all the time you need." == spoken(moments)[-1]
    assert AbortSound(word.at) in actions(moments, AbortSound)


def test_a_note_is_taken_down_in_a_saved_and_restored_session() -> None:
    """The way to the list and back survives being written down."""
    moments = held(compiled(), YES, said(TURN, "park it"))
    phases = {type(m.state.phase) for m in moments if m.state.called is not None}

    assert Noting in phases
