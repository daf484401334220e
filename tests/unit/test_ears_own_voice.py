"""Telling what is left of our own voice from what people say."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.audio import Sound, gain
from facilitator.clock import BLOCK, samples
from facilitator.ears.own_voice import LINGERS, OwnVoice
from facilitator.ears.phrases import PhraseEar
from facilitator.ears.recognizer import HeardWord, Hearing
from tests.unit.ears_fakes import ScriptedModel

NOTHING = np.zeros(BLOCK, np.float32)


def noise(dbfs: float, seed: int) -> Sound:
    return np.random.default_rng(seed).normal(0.0, gain(dbfs), BLOCK).astype(np.float32)


def after(
    seconds_: float,
    *,
    person_dbfs: float | None = None,
    removes: bool = True,
    saying: str = "Say ready when you both are.",
    echo_dbfs: float = -25.0,
) -> OwnVoice:
    """Return the estimate after we have spoken, with a person speaking in the last half second."""
    own = OwnVoice()
    blocks = samples(seconds_) // BLOCK
    for index in range(blocks):
        echo = noise(echo_dbfs, index)
        sound = noise(echo_dbfs - 25.0, index + 10_000) if removes else echo
        if person_dbfs is not None and index >= blocks - 25:
            person = noise(person_dbfs, index + 20_000)
            echo, sound = echo + person, sound + person
        own.update((index + 1) * BLOCK, echo, sound, noise(-20.0, index), saying)
    return own


def last(own: OwnVoice, end: float, *words: str) -> bool:
    return own.is_ours(samples(end - 0.4), samples(end), words)


def test_what_the_canceller_leaves_is_ours() -> None:
    """It follows what is taken away."""
    assert last(after(4.0), 4.0)


def test_a_person_over_our_voice_is_not_ours() -> None:
    """Twelve dB below our echo is still far above what is left of it."""
    assert not last(after(4.0, person_dbfs=-37.0), 4.0)


def test_our_own_words_need_more() -> None:
    """A little above our rest is somebody, unless we have said that very word."""
    own = after(4.0, person_dbfs=-39.0)

    assert not last(own, 4.0, "yes")
    assert last(own, 4.0, "ready")


def test_an_echo_before_it_is_found_is_ours() -> None:
    """The first words of a session are heard in full."""
    assert last(after(0.6, removes=False), 0.6)


def test_with_headphones_everything_is_somebodys() -> None:
    """What never comes back cannot be ours."""
    own = after(4.0, person_dbfs=-30.0, removes=False, echo_dbfs=-80.0)

    assert not last(own, 4.0, "ready")


def test_nothing_is_ours_while_we_are_silent() -> None:
    """Not even the faintest sound."""
    own = OwnVoice()
    for index in range(100):
        own.update((index + 1) * BLOCK, noise(-70.0, index), noise(-70.0, index), NOTHING)

    assert not last(own, 2.0)


def test_what_we_said_is_known_a_while_longer() -> None:
    """Devices and rooms delay it; after that the word is free again."""
    own = after(2.0)
    said = own.has_said(("ready",), samples(2.5), samples(2.9))
    later = own.has_said(("ready",), samples(2.1) + LINGERS, samples(2.5) + LINGERS)
    other = own.has_said(("ready", "you"), samples(1.0), samples(2.0))

    assert (True, False, False) == (said, later, other)


@pytest.mark.parametrize(
    ("person_dbfs", "expected"), [(None, []), (-28.0, [("ready", True)])], ids=["ours", "theirs"]
)
def test_an_answer_stands_alone_beside_our_rest(
    person_dbfs: float | None, expected: list[tuple[str, bool]]
) -> None:
    """What is left of the question neither answers it nor spoils the answer."""
    own = after(4.0, person_dbfs=person_dbfs)
    words = (
        HeardWord("[unk]", samples(1.0), samples(2.5), 1.0),
        HeardWord("ready", samples(3.6), samples(4.0), 1.0),
    )
    ear = PhraseEar(ScriptedModel(), ("ready", "yes"))
    events = ear.hear([Hearing(samples(4), "", final=True, words=words)], samples(4), own)
    ear.close()

    assert expected == [(event.phrase, event.alone) for event in events]
