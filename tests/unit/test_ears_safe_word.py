"""The rule by which a safe word hushes, stops, or is dismissed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, samples, seconds
from facilitator.ears.doubt import (
    ENOUGH,
    HOPELESS,
    NOT_AMONG_DB,
    OPINION_LAG,
    READINGS,
    REPEATED_LESS,
    STANDS_OUT_DB,
    WEIGHINGS,
    Doubt,
    is_apart,
    looking_lag,
)
from facilitator.ears.manner import Manner
from facilitator.ears.safe_word import STOP_WAITS, WAITS
from facilitator.ears.second_opinion import Finding, Read, Weight, found
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.ears.watched import Watched
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from tests.unit.ears_fakes import SILENCE, ScriptedModel, WeighingDecoder

NOTHING = np.zeros(BLOCK, np.float32)
PINEAPPLE = ("pineapple", 12.0)
"""A weight that is enough however it is said."""


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
    hush, stop = heard(ScriptedModel([(1.0, "pineapple")], weighed=[PINEAPPLE]))
    lag = looking_lag(WEIGHINGS["plain"][0])

    assert isinstance(hush, SafeWordSuspected)
    assert hush.at - samples(1.0) <= 4 * BLOCK
    assert SafeWordHeard(hush.at + WAITS + OPINION_LAG + lag, "pineapple") == stop


def test_a_sign_that_is_not_confirmed_is_dismissed() -> None:
    """Where the second opinion does not find the word, all goes on where it was."""
    events = heard(ScriptedModel([(1.0, "pineapple"), (1.2, "fine")]))

    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)


def test_one_version_that_holds_the_word_is_enough() -> None:
    """A loud sound earlier in the window does not hide the word."""
    events = heard(ScriptedModel([(1.0, "pineapple")], weighed=[None, PINEAPPLE]))

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)


def test_what_two_versions_do_not_hold_is_given_up() -> None:
    """A third is not looked at, so that talk does not keep the ears busy."""
    weighed = [*[None] * HOPELESS, PINEAPPLE]
    events = heard(ScriptedModel([(1.0, "pineapple"), (1.2, "fine")], weighed=weighed))

    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)


def test_the_word_counts_in_the_middle_of_talk() -> None:
    """It may stand anywhere in what is said."""
    events = heard(
        ScriptedModel([(1.0, "oh no pineapple now")], weighed=[("oh no pineapple now", 12.0)])
    )

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)


def test_a_word_that_weighs_too_little_is_dismissed() -> None:
    """It must be likelier by a good deal than all other words together."""
    little = ("pineapple", ENOUGH["plain"].twice - 0.1)
    just = ("pineapple", ENOUGH["plain"].once + 0.1)

    events = heard(ScriptedModel([(1.0, "pineapple"), (1.2, "fine")], weighed=[little] * 3))
    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)
    events = heard(ScriptedModel([(1.0, "pineapple"), (1.2, "fine")], weighed=[just]))
    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)


def test_two_weighings_that_agree_need_less() -> None:
    """What two versions of the sound hold is surer than what one does."""
    near = ("pineapple", ENOUGH["plain"].twice + 0.1)
    script = [(1.0, "pineapple"), (1.2, "fine")]

    once, twice = (heard(ScriptedModel(script, weighed=[near] * count)) for count in (1, 2))
    assert [SafeWordSuspected, SafeWordDismissed] == kinds(once)
    assert [SafeWordSuspected, SafeWordHeard] == kinds(twice)


def test_within_talk_a_word_needs_more_weight() -> None:
    """What is said alone is what was agreed on; talk holds many words that sound like it."""
    weight = ENOUGH["plain"].twice + ENOUGH["plain"].within_talk - 0.1
    script = [(1.0, "pineapple"), (1.2, "fine")]

    alone = heard(ScriptedModel(script, weighed=[("pineapple", weight)] * 3))
    within = heard(ScriptedModel(script, weighed=[("oh fine pineapple now", weight)] * 3))

    assert [SafeWordSuspected, SafeWordHeard] == kinds(alone)
    assert [SafeWordSuspected, SafeWordDismissed] == kinds(within)


@pytest.mark.parametrize(
    ("manner", "alone", "rise_db", "apart"),
    [
        ("plain", True, 0.0, True),
        ("plain", False, STANDS_OUT_DB, True),
        ("plain", False, None, False),
        ("over talk", True, STANDS_OUT_DB - 0.1, False),
        ("over talk", False, STANDS_OUT_DB, True),
        ("over noise", True, NOT_AMONG_DB, True),
        ("over noise", False, 20.0, False),
        ("over noise", True, NOT_AMONG_DB - 0.1, False),
        ("whispered", True, None, True),
    ],
)
def test_what_was_said_apart_is_told_from_what_was_read_and_from_its_level(
    manner: Manner, alone: bool, rise_db: float | None, apart: bool
) -> None:
    """Of somebody softer and of noise words are read too; a word among talk is as loud as it."""
    assert apart == is_apart(Weight(5.0, alone, rise_db), manner)


def test_over_talk_a_word_as_loud_as_what_is_beside_it_needs_more() -> None:
    """What stands out is believed with little weight, part of a sentence only with much."""
    doubt = Doubt((Watched.of("pineapple", "safe"),), 0, "hint", manner="over talk")
    word = doubt.words[0]
    spares = [
        doubt.spare(word, [Finding(weights={word.tokens: Weight(1.0, False, rise_db=rise)})])
        for rise in (STANDS_OUT_DB + 1.0, STANDS_OUT_DB - 1.0)
    ]

    enough = ENOUGH["over talk"]
    assert [1.0 - enough.once, 1.0 - enough.once - enough.within_talk] == spares
    assert spares[0] >= 0.0 > spares[1]


def reading(text: str) -> tuple[Read, ...]:
    return tuple(Read(word, 0.5 * at, 0.5 * at + 0.4, 1.0) for at, word in enumerate(text.split()))


@pytest.mark.parametrize(
    ("text", "between", "expected"),
    [
        ("now smart mirror", 0, "smart mirror"),
        ("smart another mirror", 0, ""),
        ("smart another mirror i", 1, "smart another mirror"),
        ("smart and another mirror", 1, ""),
        ("mirror smart", 1, ""),
        ("smart mirror smart", 1, "smart mirror"),
        ("smart smart mirror", 1, "smart mirror"),
        ("", 1, ""),
    ],
)
def test_a_word_of_somebody_else_may_stand_within_a_phrase(
    text: str, between: int, expected: str
) -> None:
    """Where it is weighed, one word between two of a phrase does not hide it; two do."""
    place = found(reading(text), ("smart", "mirror"), between=between)

    assert expected == " ".join(read.word for read in place)


def test_somebody_who_says_it_again_is_believed_more_easily() -> None:
    """The second time within five seconds less weight is enough."""
    script = [(1.0, "pineapple"), (1.4, "fine"), (3.0, "fine pineapple"), (3.2, "fine apple")]
    little = ("pineapple", ENOUGH["plain"].once - REPEATED_LESS)
    events = heard(ScriptedModel(script, weighed=[little] * 6))

    assert [
        SafeWordSuspected,
        SafeWordDismissed,
        SafeWordSuspected,
        SafeWordHeard,
    ] == kinds(events)


def test_a_word_read_anew_is_not_a_repetition() -> None:
    """A partial result that flickers within half a second raises no second hush."""
    script = [(1.0, "pineapple"), (1.1, "fine"), (1.2, "pineapple"), (1.3, "fine")]
    events = heard(ScriptedModel(script))

    assert [SafeWordSuspected, SafeWordDismissed] == kinds(events)


def test_a_dismissed_word_that_stays_is_looked_at_once_more() -> None:
    """When the first recognizer's final still holds it, the very place is weighed again."""
    script = [(1.0, "pineapple"), (2.0, SILENCE)]
    events = heard(ScriptedModel(script, weighed=[*[None] * HOPELESS, PINEAPPLE]))

    assert [SafeWordSuspected, SafeWordDismissed, SafeWordHeard] == kinds(events)


def test_a_phrase_of_two_words_is_one_safe_word() -> None:
    """Both words in order count; one of them alone does not."""
    model = ScriptedModel(
        [(1.0, "light red"), (2.0, "light red light")], weighed=[("red light", 12.0)]
    )
    events = heard(model, safe=("red light",))

    assert [SafeWordSuspected, SafeWordHeard] == kinds(events)
    assert seconds(events[0].at) > 1.9


def test_each_of_several_safe_words_works() -> None:
    """One for each partner."""
    model = ScriptedModel([(1.0, "marmalade")], weighed=[("marmalade", 12.0)])
    events = heard(model, safe=("pineapple", "marmalade"))

    assert ["marmalade", "marmalade"] == [event.word for event in events]  # type: ignore[union-attr]


def test_stop_said_alone_ends() -> None:
    """ "Stop" works though it was not chosen."""
    hush, stop = heard(ScriptedModel([(1.0, "stop")], opinions=["stop", "stop"]))
    lag = looking_lag(READINGS[0])

    assert (SafeWordSuspected, "stop") == (type(hush), hush.word)  # type: ignore[union-attr]
    assert SafeWordHeard(hush.at + STOP_WAITS + OPINION_LAG + lag, "stop") == stop


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
    model = ScriptedModel([(1.0, "please stop that")], weighed=[("please stop that", 12.0)])

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
        model = ScriptedModel(first, weighed=[PINEAPPLE], phrases=phrases)
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
    """What only the recognizer with few other words notices is weighed, and counts if it holds."""
    model = ScriptedModel(phrases=[(1.0, "pineapple")], weighed=[PINEAPPLE])

    assert [SafeWordHeard] == kinds(heard(model))


def test_a_hint_that_is_not_confirmed_goes_unnoticed() -> None:
    """Nobody hears of what was not said."""
    model = ScriptedModel(phrases=[(1.0, "pineapple")], weighed=[("pineapple", 1.0)])

    assert [] == heard(model)


def test_a_hint_of_a_word_that_has_just_stopped_is_that_word() -> None:
    """One word is one stop, whoever notices it last."""
    model = ScriptedModel(
        [(1.0, "pineapple")], phrases=[(1.6, "pineapple")], weighed=[PINEAPPLE, PINEAPPLE]
    )

    assert [SafeWordSuspected, SafeWordHeard] == kinds(heard(model))


def test_something_louder_than_its_surroundings_is_weighed_unasked() -> None:
    """No recognizer noticed anything, and yet the word is found in what stood out of the noise."""
    model = ScriptedModel(weighed=[None, PINEAPPLE])

    assert [SafeWordHeard] == kinds(heard(model, sound=noise(4.0)))


def test_what_stands_out_over_our_own_voice_is_not_weighed_unasked() -> None:
    """Our own sentences stand out all the time; there the recognizers must notice the word."""
    model = ScriptedModel(weighed=[PINEAPPLE])

    assert [] == heard(model, sound=noise(4.0), played=0.1)


def test_a_pause_word_read_nearly_in_all_ways_counts() -> None:
    """Readings of middling confidence count together, one alone does not."""
    twice = ["oh yellow", "oh yellow"]
    near = ScriptedModel([(1.0, "oh yellow")], opinions=twice, confidence=0.6)
    once = ScriptedModel([(1.0, "oh yellow")], opinions=["oh yellow", "oh"], confidence=0.6)

    assert [PhraseHeard] == kinds(heard(near, pause=("yellow",)))
    assert [] == heard(once, pause=("yellow",))


def test_a_second_opinion_that_cannot_look_leaves_it_to_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is broken must not keep a word from being heard."""

    def broken(self: WeighingDecoder) -> str:
        raise RuntimeError("no decoder")

    monkeypatch.setattr(WeighingDecoder, "FinalResult", broken)

    assert [SafeWordSuspected, SafeWordHeard] == kinds(
        heard(ScriptedModel([(1.0, "pineapple")], weighed=[PINEAPPLE]))
    )
