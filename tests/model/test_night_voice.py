"""The voice of the night beside that of the day: real voice, as a recording has them."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facilitator.authoring.recording import record
from facilitator.clock import PLAYBACK_HZ, samples
from facilitator.engine.program import NIGHT_PACE, Program
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.session.loop import QUIET_DB
from facilitator.session.start import voice_of
from facilitator.session.wish import Wish
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.prerender import Prerenderer

pytestmark = pytest.mark.model

SENTENCE = "Lie down comfortably, and let the day be over."


def spoken(folder: Path, voice: str) -> NDArray[np.float32]:
    """Return what sounds of a sentence, from its first to its last loud sample."""
    text = f"ritual: T\nabout: T.\ndepth: light\nvoice: {voice}\nsteps:\n  - say: {SENTENCE}\n"
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", text))
    program: Program = compile_ritual(loaded(tree, "test"))
    path = folder / f"{voice}.wav"
    speech = Prerenderer(voice_of(Wish(program)))
    try:
        record(program, path, speech, bell, Mixer(), answers={}, wait=samples(1.0))
    finally:
        speech.close()
    with wave.open(str(path), "rb") as file:
        assert (1, PLAYBACK_HZ) == (file.getnchannels(), file.getframerate())
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return sound[loud[0] : loud[-1]]


def test_at_night_the_same_sentence_is_softer_and_slower(tmp_path: Path) -> None:
    """By 6 dB, and by about a sixth of its length."""
    day, night = spoken(tmp_path, "usual"), spoken(tmp_path, "quiet")
    softer_db = 20 * np.log10(np.sqrt(np.mean(night**2)) / np.sqrt(np.mean(day**2)))

    assert softer_db == pytest.approx(QUIET_DB, abs=1.0)
    assert len(night) / len(day) == pytest.approx(1 / NIGHT_PACE, abs=0.08)
