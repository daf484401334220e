"""The rule by which a safe word hushes, stops, or is dismissed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, samples, seconds
from facilitator.ears.doubt import OPINION_LAG, READING_LAG
from facilitator.ears.safe_word import STOP_WAITS, WAITS
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from tests.unit.ears_fakes import SILENCE, ScriptedModel

NOTHING = np.zeros(BLOCK, np.float32)


def buzz(length_seconds: float) -> Sound:
    """Return something like a voice, loud enough to keep the gate open."""
    noise = np.random.default_rng(0).normal(0.0, 0.05, samples(length_seconds))
    noise = np.convolve(noise, np.full(16, 0.25), "same")
    return (noise * np.repeat(np.tile([1.0, 0.02], 5000), 1600)[: noise.size]).astype(np.float32)


def noise(length_seconds: float) -> Sound:
    """Return steady noise with something 10 dB louder from 1.0 to 1.5 s."""
    sound = np.random.default_rng(0).normal(0.0, 0.03, samples(length_seconds))
    sound[samples(1.0) : samples(1.5)] *= 3.2
    return np.convolve(sound, np.full(16, 0.25), "same").astype(np.float32)


def heard(
    model: ScriptedModel,
    *,
    safe: Sequence[str] = ("pineapple",),
    pause: Sequence[str] = (),
    saying: str = "",
    played: float = 0.0,
    length_seconds: float = 6.0,
    sound: Sound | None = None,
) -> list[Event]:
    """Return what ears that hear this say, except where voices begin and end."""
    ears = SessionEars(model, Vocabulary(tuple(safe), tuple(pause), ("yes",)), wait=True)
    sound = buzz(length_seconds) if sound is None else sound
    events: list[Event] = []
    try:
        for start in range(0, sound.size, BLOCK):
            block = Captured(start, sound[start : start + BLOCK], NOTHING + np.float32(played))
            events += ears.hear(block, saying=saying)
    finally:
        ears.close()
    return [event for event in events if not isinstance(event, VoiceStarted | VoiceStopped)]


def kinds(events: list[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


def test_a_first_sign_hushes_and_a_second_opinion_stops() -> None:
    """The hush comes within two hops of the sign, the stop after waiting and asking."""
    hush, stop = heard(ScriptedModel([(1.0, "pineapple")], opinions=["pineapple", "pineapple"]))

    assert isinstance(hush, SafeWordSuspected)
    assert hush.at - samples(1.0) <= 4 * BLOCK
    assert SafeWordHeard(hush.at + WAITS + OPINION_LAG + READING_LAG, "pineapple") == stop


def test_a_sign_that_is_not_confirmed_is_dismissed() -> None:
    """What the second opinion does not read goes on where it was."""
    events = heard(ScriptedModel([(1.0, "pineapple"), (1.2, "fine")], opinions=["fine", "fine"]))

    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)


def test_one_version_that_holds_the_word_is_enough() -> None:
    """A loud sound earlier in the window does not hide the word."""
    events = heard(ScriptedModel([(1.0, "pineapple")], opinions=["[unk]", "[unk] pineapple"]))

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)


def test_the_word_counts_in_the_middle_of_talk() -> None:
    """It may stand anywhere in what is said."""
    events = heard(
        ScriptedModel([(1.0, "oh no pineapple now")], opinions=["oh no pineapple now", ""])
    )

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)


def test_somebody_who_says_it_again_is_believed_more_easily() -> None:
    """The second time within five seconds a lenient reading is enough."""
    script = [(1.0, "pineapple"), (1.4, "fine"), (3.0, "fine pineapple"), (3.2, "fine apple")]
    events = heard(ScriptedModel(script, opinions=["fine"] * 4, lenient=["pineapple"]))

    assert [
        SafeWordSuspected,
        SafeWordDismissed,
        SafeWordSuspected,
        SafeWordHeard,
    ] == kinds(events)


def test_a_word_read_anew_is_not_a_repetition() -> None:
    """A partial result that flickers within half a second raises no second hush."""
    script = [(1.0, "pineapple"), (1.1, "fine"), (1.2, "pineapple"), (1.3, "fine")]
    events = heard(ScriptedModel(script, opinions=["fine", "fine"]))

    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)


def test_a_dismissed_word_that_stays_is_looked_at_once_more() -> None:
    """When the first recognizer's final still holds it, the very place is read again."""
    script = [(1.0, "pineapple"), (2.0, SILENCE)]
    events = heard(ScriptedModel(script, opinions=["fine", "fine", "pineapple"]))

    assert [SafeWordSuspected, SafeWordDismissed, SafeWordHeard] == kinds(events)


def test_a_phrase_of_two_words_is_one_safe_word() -> None:
    """Both words in order count; one of them alone does not."""
    model = ScriptedModel(
        [(1.0, "light red"), (2.0, "light red light")], opinions=["red light", "red light"]
    )
    events = heard(model, safe=("red light",))

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)
    assert seconds(events[0].at) > 1.9


def test_each_of_several_safe_words_works() -> None:
    """One for each partner."""
    model = ScriptedModel([(1.0, "marmalade")], opinions=["marmalade", ""])
    events = heard(model, safe=("pineapple", "marmalade"))

    assert ["marmalade", "marmalade"] == [event.word for event in events]  # type: ignore[union-attr]


def test_stop_said_alone_ends() -> None:
    """ "Stop" works though it was not chosen."""
    hush, stop = heard(ScriptedModel([(1.0, "stop")], opinions=["stop", "stop"]))

    assert (SafeWordSuspected, "stop") == (type(hush), hush.word)  # type: ignore[union-attr]
    assert SafeWordHeard(hush.at + STOP_WAITS + OPINION_LAG + READING_LAG, "stop") == stop


def test_please_stop_ends() -> None:
    """Politeness beside it does not weaken it."""
    events = heard(ScriptedModel([(1.0, "please stop")], opinions=["please stop", ""]))

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)


def test_stop_in_running_talk_does_not_hush() -> None:
    """ "I could not stop" is a sentence."""
    events = heard(ScriptedModel([(0.8, "i could"), (1.0, "i could not stop")]))

    assert [] == events


def test_stop_that_talk_follows_is_dismissed() -> None:
    """ "Stop that, you" began like a stop."""
    events = heard(ScriptedModel([(1.0, "stop")], opinions=["stop that you", "stop that you"]))

    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)


def test_stop_said_twice_ends_within_talk() -> None:
    """Twice is meant."""
    model = ScriptedModel([(1.0, "will you stop stop")], opinions=["will you stop stop", ""])

    assert [SafeWordSuspected, SafeWordHeard] == kinds(heard(model))


def test_stop_as_the_chosen_word_counts_anywhere() -> None:
    """Chosen, it is a safe word like any other."""
    model = ScriptedModel([(1.0, "please stop that")], opinions=["please stop that", ""])

    assert [SafeWordSuspected, SafeWordHeard] == kinds(heard(model, safe=("stop",)))


def test_the_facilitators_own_stop_does_not_hush() -> None:
    """While it says the word itself, its echo is not somebody saying it."""
    model = ScriptedModel([(1.0, "stop")], opinions=["stop", "stop"])

    assert [] == heard(model, saying="Say pineapple to stop.", played=0.1)


def test_a_pause_word_is_told_without_a_hush() -> None:
    """It counts within talk and is told once."""
    model = ScriptedModel([(1.0, "oh yellow")], opinions=["oh yellow", "oh yellow"])
    (event,) = heard(model, pause=("yellow",))

    assert isinstance(event, PhraseHeard)
    assert ("yellow", False) == (event.phrase, event.alone)


def test_a_stop_comes_before_every_other_event_of_its_block() -> None:
    """Whatever else is noticed in the same block, the stop is first."""
    first = [(1.0, "pineapple"), (1.4, "pineapple")]
    opinion_at = 1.0 + seconds(WAITS)
    for shift in np.arange(0.0, 0.2, 0.02):
        phrases = [(1.0, "yes"), (opinion_at + shift, SILENCE)]
        model = ScriptedModel(first, opinions=["pineapple", ""], phrases=phrases)
        events = heard(model, length_seconds=3.0)
        stop = next(event for event in events if isinstance(event, SafeWordHeard))
        same = [event for event in events if event.at == stop.at]

        assert stop == same[0]


def test_an_unknown_safe_word_is_refused() -> None:
    """What can never be heard is no safe word."""
    from facilitator.errors import UsageError

    with pytest.raises(UsageError, match="snowboy"):
        SessionEars(ScriptedModel(unknown=["snowboy"]), Vocabulary(("snowboy",)), wait=True)


def test_a_hint_stops_without_a_hush_before() -> None:
    """What only the recognizer with few other words notices is asked about, and counts if read."""
    model = ScriptedModel(phrases=[(1.0, "pineapple")], opinions=["pineapple", "pineapple"])

    assert [SafeWordHeard] == kinds(heard(model))


def test_a_hint_that_is_not_confirmed_goes_unnoticed() -> None:
    """Both readings must hold it; nobody hears of it otherwise."""
    model = ScriptedModel(phrases=[(1.0, "pineapple")], opinions=["pineapple", "apples"])

    assert [] == heard(model)


def test_a_hint_of_a_word_that_has_just_stopped_is_that_word() -> None:
    """One word is one stop, whoever notices it last."""
    model = ScriptedModel(
        [(1.0, "pineapple")],
        phrases=[(1.6, "pineapple")],
        opinions=["pineapple", "pineapple", "pineapple"],
    )

    assert [SafeWordSuspected, SafeWordHeard] == kinds(heard(model))


def test_over_noise_a_word_is_read_with_few_others_to_choose_from() -> None:
    """Where other words take its place, the strict reading is not asked."""
    model = ScriptedModel(
        [(1.2, "pineapple")],
        opinions=["fine"] * 4,
        few=["pineapple", "pineapple"],
        lenient=["", ""],
    )

    assert [SafeWordSuspected, SafeWordHeard] == kinds(heard(model, sound=noise(4.0)))


def test_something_louder_than_its_surroundings_is_read_unasked() -> None:
    """No recognizer noticed anything, and yet the word is found in what stood out of the noise."""
    model = ScriptedModel(few=["pineapple"] * 5)

    assert [SafeWordHeard] == kinds(heard(model, sound=noise(4.0)))


def test_readings_that_nearly_agree_confirm_each_other() -> None:
    """Two readings of middling confidence count together, one alone does not."""
    near = ScriptedModel([(1.0, "pineapple")], opinions=["pineapple", "pineapple"], confidence=0.6)
    once = ScriptedModel([(1.0, "pineapple")], opinions=["pineapple", "fine"], confidence=0.6)

    assert [SafeWordSuspected, SafeWordHeard] == kinds(heard(near))
    assert [SafeWordSuspected, SafeWordDismissed] == kinds(heard(once))
