"""A safe word tried in the simulated room, with the ears and the voice of a session."""

from __future__ import annotations

import pytest

from facilitator.audio import SILENCE_DBFS
from facilitator.cli.judging import judged
from facilitator.cli.trying import try_rehearsed
from facilitator.ears.model import SpeechModel, load_model
from facilitator.room.simulated import SimulatedRoom
from facilitator.session.word_trial import Tried

pytestmark = pytest.mark.model

PEOPLE = ("Mia", "Jonas")


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    return load_model()


@pytest.fixture(scope="module")
def tried(model: SpeechModel) -> Tried:
    """A whole trial in an ordinary living room, the laptop 6 dB louder than the people."""
    return try_rehearsed("marmalade", PEOPLE, model, SimulatedRoom(echo_db=6.0))


def test_a_good_word_in_a_good_room_is_heard_every_time(tried: Tried) -> None:
    """Six times in silence and twice over the voice, and nothing is found wrong."""
    found = judged(tried)

    assert found.line.startswith("heard 6 of 6; 2 of 2 over my voice; stops in 0.")
    assert ((), False) == (found.advice, found.blames_word)
    assert all(
        each.silent_seconds is not None and each.silent_seconds < 0.35 for each in tried.repetitions
    )


def test_two_trials_are_the_same(model: SpeechModel, tried: Tried) -> None:
    """In virtual time every figure comes out the same again."""
    again = try_rehearsed("marmalade", PEOPLE, model, SimulatedRoom(echo_db=6.0))

    assert judged(tried) == judged(again)
    assert [each.silent_seconds for each in tried.repetitions] == [
        each.silent_seconds for each in again.repetitions
    ]


def test_a_noisy_room_is_named_with_its_figure(model: SpeechModel) -> None:
    """With headphones, and a fan nearly as loud as the people."""
    room = SimulatedRoom(echo_db=None, noise_dbfs=-27.0)
    found = judged(try_rehearsed("marmalade", PEOPLE[:1], model, room))

    assert any("too much noise" in each and "dBFS" in each for each in found.advice)


def test_a_quiet_microphone_is_named_with_its_figure(model: SpeechModel) -> None:
    """Nothing but a faint voice comes in."""
    room = SimulatedRoom(echo_db=None, noise_dbfs=SILENCE_DBFS + 20.0, microphone_db=-45.0)
    found = judged(try_rehearsed("marmalade", PEOPLE[:1], model, room))

    assert any("too quiet, the word peaks at -" in each for each in found.advice)
