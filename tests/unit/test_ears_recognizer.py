"""The recognizer thread and its times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator.clock import samples
from facilitator.ears.recognizer import HeardWord, Hearing, Recognizer, SessionTimes
from tests.unit.ears_fakes import SILENCE, ScriptedDecoder, ScriptedModel

SECOND = b"\0\0" * 16_000


@given(st.lists(st.tuples(st.integers(0, 50_000), st.integers(1, 50_000)), max_size=20))
def test_every_fed_sample_keeps_its_place_in_the_session(
    stretches: list[tuple[int, int]],
) -> None:
    """However much was left out, a fed sample is found where it was in the session."""
    times = SessionTimes()
    fed = position = 0
    places = []
    for skipped, length in stretches:
        position += skipped
        times.feed(position, length)
        places += [(fed, position), (fed + length - 1, position + length - 1)]
        fed += length
        position += length
    kept = [place for place in places if place[0] >= fed - SessionTimes.KEPT]

    assert kept == [(at, times.at(at)) for at, _ in kept]


def test_words_of_a_final_are_on_the_session_clock() -> None:
    """Silence that was never fed is counted."""
    model = ScriptedModel(phrases=[(1.5, "yes"), (2.0, SILENCE)])
    recognizer = Recognizer(model, ["yes"], name="test")
    recognizer.feed(samples(10), SECOND)
    recognizer.feed(samples(20), SECOND)
    heard = recognizer.collect(wait=True)
    recognizer.close()
    word = HeardWord("yes", samples(20.2), samples(20.5), 1.0)

    assert [Hearing(samples(21), "yes", final=True, words=(word,))] == heard


def test_being_behind_is_time_since_feeding() -> None:
    """A long stretch fed at once is not late; one that waits for its result is."""
    recognizer = Recognizer(ScriptedModel(), ["yes", "[unk]"], name="test")
    recognizer.feed(0, SECOND)
    at_once, later = recognizer.behind(samples(1)), recognizer.behind(samples(3))
    recognizer.collect(wait=True)
    collected = recognizer.behind(samples(4))
    recognizer.close()

    assert (0, samples(2), 0) == (at_once, later, collected)


def test_a_decoder_that_fails_is_replaced() -> None:
    """One failure costs a stretch of sound, not the session's ears."""

    class Failing(ScriptedModel):
        def __init__(self) -> None:
            super().__init__(phrases=[(0.5, "yes")])
            self.made = 0

        def recognizer(self, grammar: object, *, alternatives: int = 0) -> ScriptedDecoder:
            self.made += 1
            decoder = super().recognizer(["yes"])
            if self.made == 1:
                decoder.AcceptWaveform = _fail  # type: ignore[method-assign]
            return decoder

    recognizer = Recognizer(Failing(), [], name="test")
    recognizer.feed(0, SECOND)
    recognizer.feed(samples(1), SECOND)
    heard = recognizer.collect(wait=True)
    recognizer.close()

    assert "yes" == heard[-1].text


def test_a_recognizer_that_keeps_failing_falls_behind() -> None:
    """What the watchdog sees grows with every second."""

    class Broken(ScriptedModel):
        def recognizer(self, grammar: object, *, alternatives: int = 0) -> ScriptedDecoder:
            decoder = ScriptedDecoder([])
            decoder.AcceptWaveform = _fail  # type: ignore[method-assign]
            return decoder

    recognizer = Recognizer(Broken(), [], name="test")
    for second in range(10):
        recognizer.feed(samples(second), SECOND)
    recognizer.close()
    recognizer.collect(wait=False)

    assert samples(5) <= recognizer.behind(samples(10)) <= samples(9)


def test_closing_twice_is_harmless() -> None:
    """Sessions end in more than one way."""
    recognizer = Recognizer(ScriptedModel(), ["yes"], name="test")
    recognizer.close()
    recognizer.close()

    assert [] == recognizer.collect(wait=False)


def _fail(pcm: bytes) -> int:
    raise RuntimeError("failed to process waveform")
