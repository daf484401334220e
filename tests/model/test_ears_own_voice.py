"""The facilitator does not hear itself, and hears people over itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.clock import samples
from facilitator.ears.model import load_model
from facilitator.ears.session_ears import Vocabulary
from facilitator.engine.events import PhraseHeard, SafeWordHeard, SafeWordSuspected, VoiceStarted
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recordings import load_recording
from facilitator.voice.choose import open_voice
from tests.model.own_voice import overheard

pytestmark = pytest.mark.model

PROMPTS = (
    "Welcome, Anna and Ben.",
    "Sit facing each other, close enough to see each other's eyes.",
    "Thank you for being honest.",
    "We leave it for another day.",
    "Should it be longer next time, the same, or shorter?",
    'Say "ready" when you both are.',
    "Thank you, Ben.",
)
ANSWERS = ("yes", "no", "thank you", "longer", "the same", "shorter", "ready", "three", "repeat")


@pytest.mark.parametrize("seed", [1, 3])
def test_what_is_left_of_our_voice_is_nobodys(seed: int) -> None:
    """Answers that stand in our own questions are no answers, and no voice begins with them."""
    heard = overheard(
        load_model(), open_voice(), PROMPTS, Vocabulary(("pineapple",), (), ANSWERS), seed=seed
    )
    ours = (PhraseHeard, SafeWordSuspected, SafeWordHeard, VoiceStarted)

    assert [] == [event for event in heard if isinstance(event, ours)]


def test_an_answer_right_after_our_question_stands_alone(voices: Path) -> None:
    """Half a second after our last word, while the room still sounds of it."""
    path = sorted((voices / "digits" / "3").glob("*.flac"))[20]
    question = PROMPTS[:2]
    voice = open_voice()
    length = sum(voice.render(text).size for text in question) // 3 + samples(0.6)
    answer = at_level(load_recording(path), VOICE_DBFS)
    heard = overheard(
        load_model(),
        voice,
        question,
        Vocabulary(("pineapple",), (), ANSWERS),
        seed=1,
        people=[Happening(length + samples(0.5), answer)],
    )

    assert [("three", True)] == [(e.phrase, e.alone) for e in heard if isinstance(e, PhraseHeard)]
