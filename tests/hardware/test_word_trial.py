"""A safe word tried in real time, on a virtual card, by a recorded person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from facilitator.bench.virtual_card import VirtualCard
from facilitator.cli.judging import judged
from facilitator.cli.trying import measured
from facilitator.clock import Samples
from facilitator.ears.model import load_model
from facilitator.room.people import VOICE_DBFS, at_level
from facilitator.room.recordings import load_recording
from facilitator.room.sound_card import SoundCard
from facilitator.session import word_trial
from facilitator.session.evening import Evening
from facilitator.session.word_attempt import Repetition, Request

pytestmark = [pytest.mark.hardware, pytest.mark.model]


def test_a_recorded_person_tries_a_word_over_a_real_echo(
    own_card: VirtualCard,
    recordings_of: Callable[[str], list[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once in silence and once over the voice; both are heard, measured, and silence it.

    With one repetition instead of three, as time is real here.
    """
    monkeypatch.setattr(word_trial, "TIMES", 1)
    word = at_level(load_recording(recordings_of("keywords/alexa")[20]), VOICE_DBFS)
    speaking: list[threading.Timer] = []
    answers: list[Repetition] = []

    def asked(request: Request, at: Samples) -> None:
        del at
        speaking.append(
            threading.Timer(3.0 if request.over_voice else 0.5, own_card.speak, (word,))
        )
        speaking[-1].start()

    with Evening(SoundCard()) as evening:
        tried = measured("alexa", ("Mia",), load_model(), evening, asked, answers.append)
    for timer in speaking:
        timer.join()

    assert tried.complete
    assert [1, 0] == [each.request.number for each in answers]
    assert [True, True] == [each.stopped for each in answers]
    in_silence, over_voice = answers
    assert abs(in_silence.level_dbfs - VOICE_DBFS) < 6.0
    assert in_silence.silent_seconds is not None and in_silence.silent_seconds < 0.6
    assert over_voice.echo_removed_db > 3.0
    assert judged(tried).line.startswith("heard 1 of 1; 1 of 1 over my voice; stops in 0.")
