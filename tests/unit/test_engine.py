"""The engine decides what happens when, from events alone."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.clock import Samples, samples, seconds
from facilitator.engine import saved
from facilitator.engine.actions import AbortSound, Action, Finish, Note, Ring, Speak
from facilitator.engine.events import (
    EarsLost,
    Event,
    KeyPressed,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    Ticked,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Ask, Bell, Say, Silence, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import Over, State
from facilitator.engine.step import step
from facilitator.session.on_paper import Moment, perform
from tests.unit.programs import EVENING, WILLING, YES_NO, program, said, sentence, talk


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


@pytest.fixture(params=["plain", "saved and resumed"])
def play(request: pytest.FixtureRequest):
    """Perform a program, plainly or saving and restoring the state at every step."""
    through = through_json if request.param != "plain" else lambda state: state

    def run(what: Program, happenings: Iterable[Event] = (), until: float = 3600.0) -> list[Moment]:
        return perform(what, happenings, through=through, until=samples(until))

    return run


def actions(moments: list[Moment]) -> list[Action]:
    return [action for moment in moments for action in moment.actions]


def spoken(moments: list[Moment]) -> list[str]:
    return [action.text for action in actions(moments) if isinstance(action, Speak)]


def rings(moments: list[Moment]) -> list[tuple[str, Samples]]:
    return [(each.bell, each.at) for each in actions(moments) if isinstance(each, Ring)]


def finish(moments: list[Moment]) -> Finish | None:
    last = actions(moments)[-1]
    return last if isinstance(last, Finish) else None


def test_a_whole_evening_is_spoken_in_order(play):
    """Every sentence of a willing evening is said once, in the order of the script."""
    moments = play(EVENING, WILLING)

    assert [
        "Welcome to this evening, both of you.",
        "Sit close.",
        "Say ready when you both are.",
        "Anna, is this all right for you?",
        "Anna, what did you notice?",
        "Thank you.",
        "Ben, what did you notice?",
        "Thank you.",
        "Longer, the same, or shorter?",
        "Good night.",
    ] == spoken(moments)
    assert "completed" == finish(moments).outcome
    assert [Note("wish for gaze", "longer")] == [a for a in actions(moments) if isinstance(a, Note)]


def test_a_silence_is_exact_from_stroke_to_stroke(play):
    """Two minutes lie between the stroke that opens a silence and the one that closes it."""
    bells = dict(rings(play(EVENING, WILLING))[:1]), dict(rings(play(EVENING, WILLING))[1:3])

    assert samples(60.0) == bells[1]["halfway"] - bells[0]["opening"]
    assert samples(120.0) == bells[1]["closing"] - bells[0]["opening"]


def test_silences_do_not_drift(play):
    """After forty-five silences of a minute the last bell is still on its sample."""
    steps = [part for _ in range(45) for part in (Bell("opening"), Silence(samples(60.0)))]

    bells = rings(play(program(*steps, Bell("closing"))))

    assert [samples(60.0) * index for index in range(46)] == [at for _, at in bells]


def test_a_missing_answer_is_never_a_yes(play):
    """Nobody answers the question of consent: the session ends kindly, declined."""
    moments = play(EVENING, [said(14.0, "ready")])

    assert "declined" == finish(moments).outcome
    assert 3 == spoken(moments).count("Anna, is this all right for you?")


def test_a_no_is_respected(play):
    """After a no nothing else is asked."""
    moments = play(EVENING, [said(14.0, "ready"), said(20.0, "no")])

    assert "declined" == finish(moments).outcome
    assert "Anna, is this all right for you?" == spoken(moments)[-1]


def test_yes_inside_other_talk_is_no_consent(play):
    """Only a yes said alone agrees."""
    moments = play(EVENING, [said(14.0, "ready"), said(20.0, "yes", alone=False)], until=25.0)

    assert "Anna, is this all right for you?" == spoken(moments)[-1]
    assert not rings(moments)


def test_a_question_without_default_stays_open(play):
    """A ready-gate asks a few times, then waits in silence for as long as it takes."""
    moments = play(EVENING, [said(3000.0, "ready")], until=3010.0)

    assert 2 == spoken(moments).count("There is no hurry.")
    assert "Anna, is this all right for you?" == spoken(moments)[-1]


def test_an_answer_interrupts_the_question(play):
    """Somebody who answers while being asked is not made to listen to the rest."""
    gate = Ask(sentence("Tell me when you have both found a good seat."), {"done": ("we have",)})

    moments = play(program(gate, Say(sentence("Good."))), [said(2.0, "we have", alone=False)])

    assert AbortSound(samples(2.0)) in actions(moments)
    assert samples(2.6) == next(m.actions[0].at for m in moments if "Good." in spoken([m]))


def test_our_own_words_answer_nothing(play):
    """A phrase the question itself says does not count while the question sounds."""
    gate = Ask(
        sentence("Say ready when you are ready, please, both of you."), {"ready": ("ready",)}
    )

    moments = play(program(gate), [said(2.5, "ready")], until=15.0)

    assert finish(moments) is None


def test_thank_you_ends_a_turn_early(play):
    """The closing sentence follows a moment after the speaker's own words."""
    turn = Turn("Anna", (), samples(60.0), closing=sentence("Thank you, Anna."))

    moments = play(program(turn), [said(20.0, "thank you")])

    assert samples(20.6) == next(a.at for a in actions(moments) if isinstance(a, Speak))


def test_thank_you_inside_talk_does_not_end_a_turn(play):
    """Ordinary phrases count only when said alone while somebody talks."""
    turn = Turn("Anna", (), samples(60.0), closing=sentence("Thank you, Anna."))

    moments = play(program(turn), [said(20.0, "thank you", alone=False)])

    assert samples(60.0) == next(a.at for a in actions(moments) if isinstance(a, Speak))


@pytest.mark.parametrize(
    ("talking", "closes"),
    [((50.0, 59.9), 60.6), ((50.0, 65.0), 65.7), ((50.0, 200.0), 80.0), ((10.0, 20.0), 60.0)],
)
def test_a_turn_lands_at_the_next_breath(play, talking, closes):
    """Time up: the turn closes at the first pause for breath, at the latest at its limit."""
    turn = Turn("Anna", (), samples(60.0), closing=sentence("Thank you, Anna."))

    moments = play(program(turn), talk(*talking))

    speak = next(action for action in actions(moments) if isinstance(action, Speak))
    assert samples(closes) == speak.at


def test_cues_of_a_turn_come_on_their_sample(play):
    """Half time, and ten seconds before the end; short turns are not cut up."""
    long = play(program(Turn("Anna", (), samples(120.0))))
    short = play(program(Turn("Anna", (), samples(20.0))))

    assert [("halfway", samples(60.0)), ("warning", samples(110.0))] == rings(long)
    assert [] == rings(short)


def test_a_pause_gives_the_time_back(play):
    """A silence paused for eighty seconds is still a hundred and twenty seconds of silence."""
    quiet = program(Bell("opening"), Silence(samples(120.0)), Bell("closing"))

    moments = play(quiet, [said(50.0, "pause"), said(130.0, "go on")])

    resumed = next(m for m in moments if m.state.suspended is None and m.event.at > samples(131))
    closing = rings(moments)[-1][1]
    assert samples(120.0 - 50.0) == closing - (resumed.event.at + samples(0.6))


def test_a_pause_repeats_the_sentence_it_cut_short(play):
    """What was being said when somebody needed a pause is said again from its start."""
    text = "A sentence that is long enough to be cut short by a pause."
    heard = [said(2.0, "umbrella", alone=False), said(20.0, "go on")]

    cut = play(program(Say(sentence(text)), pause_words=("umbrella",)), heard)
    calm = play(program(Say(sentence(text)), pause_words=("lamp",)), heard)

    assert 2 == spoken(cut).count(text)
    assert 1 == spoken(calm).count(text)


def test_a_long_pause_is_asked_about_once(play):
    """After two minutes of pause the facilitator asks once, softly, and then waits."""
    quiet = program(Silence(samples(60.0)))

    moments = play(quiet, [said(5.0, "pause"), said(2000.0, "go on")])

    assert 1 == spoken(moments).count(
        "Still paused. There is no hurry. Say go on when you are ready."
    )
    assert "completed" == finish(moments).outcome


def hush(at: float, decided: float, *, confirmed: bool) -> tuple[Event, Event]:
    decision = SafeWordHeard if confirmed else SafeWordDismissed
    return SafeWordSuspected(samples(at), "pineapple"), decision(samples(decided), "pineapple")


def test_a_dismissed_hush_goes_unnoticed_in_a_silence(play):
    """The clock is held for as long as the decision took, nothing is said."""
    quiet = program(Bell("opening"), Silence(samples(120.0)), Bell("closing"))

    moments = play(quiet, hush(50.0, 50.4, confirmed=False))

    assert [] == spoken(moments)
    assert samples(120.4) == rings(moments)[-1][1]


def test_a_dismissed_hush_takes_up_the_sentence(play):
    """A sentence hushed for nothing is said again from its start."""
    what = program(Say((*sentence("One two three four five six seven."), *sentence("Eight."))))

    moments = play(what, hush(2.0, 2.4, confirmed=False))

    assert [
        "One two three four five six seven.",
        "One two three four five six seven.",
        "Eight.",
    ] == spoken(moments)


def test_what_people_said_during_a_hush_is_not_lost(play):
    """An answer decided while everything was held counts when the hush is over."""
    gate = program(Ask(sentence("Now?"), {"yes": ("yes",)}), Say(sentence("Good.")))
    events = hush(5.0, 5.4, confirmed=False)

    moments = play(gate, [events[0], said(5.2, "yes"), events[1]])

    assert ["Now?", "Good."] == spoken(moments)


def everything_after(moments: list[Moment], kind: type[Event]) -> list[Action]:
    index = next(i for i, moment in enumerate(moments) if isinstance(moment.event, kind))
    return actions(moments[index:])


EVENING_LASTS = int(seconds(perform(EVENING, WILLING)[-1].event.at))


@pytest.mark.parametrize("second", range(EVENING_LASTS))
def test_the_safe_word_ends_everything_at_every_second(second):
    """Wherever it is said: sound out, one calm sentence, the end, and nothing more."""
    at = second + 0.37
    moments = perform(EVENING, [*WILLING, *hush(at, at + 0.4, confirmed=True)])

    after = everything_after(moments, SafeWordSuspected)
    assert AbortSound(samples(at)) == after[0]
    assert [EVENING.stopped.text] == [each.text for each in after if isinstance(each, Speak)]
    assert [] == [each for each in after if isinstance(each, Ring | Note)]
    assert "stopped" == finish(moments).outcome
    assert isinstance(moments[-1].state.phase, Over)


def test_a_key_stops_as_the_word_does(play):
    """Any key ends the session."""
    moments = play(EVENING, [KeyPressed(samples(3.0))])

    assert "stopped" == finish(moments).outcome


def test_the_safe_word_stops_a_pause(play):
    """A paused session can be stopped."""
    moments = play(EVENING, [said(5.0, "pause"), *hush(30.0, 30.4, confirmed=True)])

    assert "stopped" == finish(moments).outcome


def test_a_second_safe_word_silences_even_the_calm_sentence(play):
    """Whoever says it again is left in silence."""
    moments = play(EVENING, [*hush(30.0, 30.4, confirmed=True), *hush(32.5, 32.9, confirmed=True)])

    assert samples(32.5) == finish(moments).at


def test_a_hush_that_nobody_decides_becomes_a_stop(play):
    """Who was silenced is not left hanging by ears that stopped thinking."""
    moments = play(EVENING, [SafeWordSuspected(samples(30.0), "pineapple")])

    assert "stopped" == finish(moments).outcome
    assert samples(33.0) == next(m.event.at for m in moments if m.state.outcome is not None)


def test_our_own_words_end_no_pause(play):
    """ "Say go on when you are ready" does not go on by itself; a person who says it does."""
    quiet = program(Silence(samples(60.0)))

    moments = play(quiet, [said(5.0, "pause"), said(7.0, "go on"), said(7.5, "ready")], until=60.0)
    answered = play(quiet, [said(5.0, "pause"), said(20.0, "go on")])

    assert "We go on." not in spoken(moments)
    assert "We go on." == spoken(answered)[-1]


def test_the_first_reason_stays_the_reason(play):
    """A stopped session whose microphone fails afterwards was stopped, and the other way round."""
    stop, lost = KeyPressed(samples(30.0)), EarsLost(samples(31.0), "recognizer behind")

    assert "stopped" == finish(play(EVENING, [stop, lost])).outcome
    assert "deaf" == finish(play(EVENING, [EarsLost(samples(29.0), lost.reason), stop])).outcome


def test_aftercare_comes_only_when_asked_for(play):
    """After a stop the room is silent; who asks for aftercare gets it, and then silence again."""
    stop = hush(30.0, 30.4, confirmed=True)

    alone = play(EVENING, stop)
    cared = play(EVENING, [*stop, said(45.0, "aftercare"), said(46.0, "go on")])

    assert EVENING.stopped.text == spoken(alone)[-1]
    assert [each.text for each in EVENING.aftercare] == spoken(cared)[-6:]
    assert "stopped" == finish(cared).outcome


def test_without_ears_the_session_ends(play):
    """A lost microphone ends the session and is said aloud."""
    moments = play(EVENING, [EarsLost(samples(30.0), "microphone silent")])

    assert "deaf" == finish(moments).outcome
    assert "I can no longer hear you, so I have stopped." == spoken(moments)[-1]


def test_without_a_loudspeaker_nothing_more_is_said(play):
    """A stalled loudspeaker ends the session in silence."""
    moments = play(EVENING, [EarsLost(samples(30.0), "loudspeaker stalled")])

    assert Finish(samples(30.0), "deaf") == finish(moments)


def test_a_program_without_time_is_refused():
    """A loop that lets no time pass is a mistake of the script, not a hang."""
    with pytest.raises(ValueError, match="loops without any time"):
        perform(program(Branch("x", {}, 1), Jump(0)))


def test_a_damaged_saved_state_is_refused():
    """Foreign data is not half understood."""
    for data in ({}, {"version": 99}, {"version": 1, "state": {"is": "Path"}}, {"version": 1}):
        with pytest.raises(ValueError, match=r"saved state|unknown|no session"):
            saved.from_data(data)


ANYTHING = st.one_of(
    st.builds(SafeWordSuspected, st.integers(0, 10**7), st.just("pineapple")),
    st.builds(SafeWordDismissed, st.integers(0, 10**7), st.just("pineapple")),
    st.builds(SafeWordHeard, st.integers(0, 10**7), st.just("pineapple")),
    st.builds(Ticked, st.integers(0, 10**7)),
    st.builds(VoiceStarted, st.integers(0, 10**7)),
    st.builds(VoiceStopped, st.integers(0, 10**7)),
    st.builds(
        lambda at, phrase, alone: said(at, phrase, alone=alone),
        st.integers(1, 600),
        st.sampled_from(["ready", "yes", "no", "go on", "pause", "thank you", "umbrella"]),
        st.booleans(),
    ),
)


@settings(max_examples=300, deadline=None)
@given(before=st.lists(ANYTHING, max_size=12), after=st.lists(ANYTHING, max_size=30))
def test_nothing_resumes_after_a_stop(before, after):
    """No sequence of events makes a stopped session speak more than its one sentence."""
    state = State()
    for event in before:
        state, _ = step(EVENING, state, event)
    state, done = step(EVENING, state, SafeWordHeard(0, "pineapple"))
    heard: list[Action] = list(done)
    for event in sorted(after, key=lambda each: each.at):
        state, done = step(EVENING, state, event)
        heard += done

    texts = [each.text for each in heard if isinstance(each, Speak)]
    assert texts in ([], [EVENING.stopped.text])
    assert [] == [each for each in heard if isinstance(each, Ring | Note)]


def test_questions_can_be_repeated(play):
    """ "Repeat" says the open question again."""
    gate = program(Ask(sentence("Is it well?"), YES_NO))

    moments = play(gate, [said(5.0, "repeat"), said(12.0, "yes")])

    assert ["Is it well?", "Is it well?"] == spoken(moments)
    assert 12.0 < seconds(finish(moments).at)
