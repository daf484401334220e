"""The facilitator does not hear itself, and hears people over itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.bench.own_voice import overheard, spoken_length
from facilitator.clock import samples
from facilitator.ears.model import load_model
from facilitator.ears.session_ears import Vocabulary
from facilitator.engine.events import PhraseHeard, SafeWordHeard, SafeWordSuspected, VoiceStarted
from facilitator.engine.sentences import Sentence
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recordings import load_recording
from facilitator.voice.choose import open_voice

pytestmark = pytest.mark.model

PROMPTS = (
    Sentence("Welcome, Anna and Ben."),
    Sentence("Sit facing each other, close enough to see each other's eyes."),
    Sentence("Thank you for being honest."),
    Sentence("We leave it for another day."),
    Sentence("Should it be longer next time, the same, or shorter?"),
    Sentence('Say "ready" when you both are.'),
    Sentence("Thank you, Ben."),
)
ANSWERS = ("yes", "no", "thank you", "longer", "the same", "shorter", "ready", "three", "repeat")


@pytest.mark.parametrize("seed", [1, 3])
def test_what_is_left_of_our_voice_is_nobodys(seed: int) -> None:
    """Answers that stand in our own questions are no answers, and no voice begins with them."""
    heard = overheard(
        load_model(), open_voice(), PROMPTS, Vocabulary(("pineapple",), (), ANSWERS), seed=seed
    )
    ours = (PhraseHeard, SafeWordSuspected, SafeWordHeard, VoiceStarted)

    assert [] == [each.event for each in heard if isinstance(each.event, ours)]


def test_an_answer_right_after_our_question_stands_alone(voices: Path) -> None:
    """Half a second after our last word, while the room still sounds of it."""
    path = sorted((voices / "digits" / "3").glob("*.flac"))[20]
    question = PROMPTS[:2]
    voice = open_voice()
    length = spoken_length(voice, question) - question[-1].pause_after
    answer = at_level(load_recording(path), VOICE_DBFS)
    heard = overheard(
        load_model(),
        voice,
        question,
        Vocabulary(("pineapple",), (), ANSWERS),
        seed=1,
        people=[Happening(length + samples(0.5), answer)],
    )

    phrases = [each.event for each in heard if isinstance(each.event, PhraseHeard)]
    assert [("three", True)] == [(each.phrase, each.alone) for each in phrases]
