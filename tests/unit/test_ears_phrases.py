"""Answers and commands, and whether they stood alone."""

from __future__ import annotations

import pytest

from facilitator.clock import samples
from facilitator.ears.phrases import PhraseEar
from facilitator.ears.recognizer import HeardWord, Hearing
from tests.unit.ears_fakes import ScriptedModel

PHRASES = ("yes", "no", "yes please", "no thank you", "Thank you", "i'm done", "go on")


def final(text: str, word_seconds: float = 0.3) -> Hearing:
    length = samples(word_seconds)
    words = tuple(
        HeardWord(word, index * length, (index + 1) * length, 1.0)
        for index, word in enumerate(text.split())
    )
    return Hearing(samples(9), text, final=True, words=words)


def understood(hearing: Hearing) -> list[tuple[str, bool]]:
    ear = PhraseEar(ScriptedModel(), PHRASES)
    events = ear.hear([hearing], samples(9))
    ear.close()
    return [(event.phrase, event.alone) for event in events]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("yes", [("yes", True)]),
        ("yes yes", [("yes", True)]),
        ("um yes", [("yes", True)]),
        ("okay thank you", [("Thank you", True)]),
        ("i'm done", [("i'm done", True)]),
        ("yes please", [("yes please", True)]),
        ("no thank you", [("no thank you", True)]),
        ("no please thank you", [("no", False), ("Thank you", False)]),
        ("[unk] thank you", [("Thank you", False)]),
        ("thank you [unk]", [("Thank you", False)]),
        ("yes [unk] no", [("yes", False), ("no", False)]),
        ("thank", []),
        ("[unk]", []),
        ("", []),
    ],
)
def test_an_utterance_is_taken_apart(said: str, expected: list[tuple[str, bool]]) -> None:
    """The longest phrase wins; anything else beside it means that it did not stand alone."""
    assert expected == understood(final(said))


def test_a_click_beside_an_answer_does_not_count() -> None:
    """Lips and chairs make short sounds."""
    hearing = final("[unk] yes", 0.1)

    assert [("yes", True)] == understood(hearing)


def test_a_partial_is_not_yet_an_answer() -> None:
    """ "No" may still become "no thank you"."""
    assert [] == understood(Hearing(samples(9), "no"))


def test_silence_after_something_said_ends_the_utterance() -> None:
    """Half a second is enough when there is something to decide."""
    ear = PhraseEar(ScriptedModel(), PHRASES)
    before = ear.wants_end(samples(1))
    ear.hear([Hearing(samples(1), "yes")], samples(1))
    after = ear.wants_end(samples(0.4)), ear.wants_end(samples(0.5))
    ear.close()

    assert (False, (False, True)) == (before, after)
