"""What every voice promises, whichever engine speaks (see `facilitator.ports.Voice`)."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.errors import ModelError
from facilitator.ports import Voice
from facilitator.sound.shaping import EDGE_SAMPLES
from facilitator.voice.cache import CachedVoice
from facilitator.voice.choose import StandInVoice
from facilitator.voice.errors import VoiceUnavailable
from facilitator.voice.hibari_voice import HibariVoice
from facilitator.voice.system_voice import SystemVoice
from facilitator.voice.tone_voice import ToneVoice

MESSY = "**Welcome**,\x00 _both_\x1b[31m 🙂 — [sit](http://x.y) <b>here</b>"


class MissingVoice:
    """A voice whose engine is not there."""

    name = "missing"
    fingerprint = "missing"

    def render(self, text: str) -> Sound:
        raise VoiceUnavailable("There is no engine.", help="Install one.")


def _system(_: Path) -> Voice:
    on_linux = sys.platform not in ("win32", "darwin")
    if on_linux and not (importlib.util.find_spec("espeakng_loader") or shutil.which("espeak-ng")):
        pytest.skip("neither espeakng-loader nor espeak-ng is installed")
    return SystemVoice()


MAKERS: dict[str, Callable[[Path], Voice]] = {
    "tone": lambda _: ToneVoice(),
    "cached tone": lambda folder: CachedVoice(ToneVoice(), folder),
    "stand-in": lambda _: StandInVoice(MissingVoice(), ToneVoice()),
    "hibari": lambda _: HibariVoice(),
    "hibari, lower": lambda _: HibariVoice(0.9, pitch=0.84),
    "cached hibari": lambda folder: CachedVoice(HibariVoice(), folder),
    "system": _system,
}
WITH_MODEL = ("hibari", "hibari, lower", "cached hibari", "system")


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.model) if name in WITH_MODEL else name
        for name in MAKERS
    ]
)
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Voice:
    return MAKERS[request.param](tmp_path)


def test_has_a_name_for_people(voice: Voice) -> None:
    """Every voice says what it is."""
    assert voice.name.strip() != ""


@pytest.mark.parametrize("text", ["Yes.", "Welcome. Sit facing each other.", MESSY])
def test_renders_a_clean_sound(voice: Voice, text: str) -> None:
    """Speech is mono float32 within ±1, with silence of a few milliseconds at both ends."""
    sound = voice.render(text)

    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert sound.size > 4800
    assert float(np.max(np.abs(sound))) < 1.0
    assert float(np.max(np.abs(sound))) > 0.01
    assert np.count_nonzero(sound[:EDGE_SAMPLES]) == 0
    assert np.count_nonzero(sound[-EDGE_SAMPLES:]) == 0


def test_silence_around_speech_is_short(voice: Voice) -> None:
    """A prompt begins where it is put: at most 60 ms before the voice is heard."""
    sound = voice.render("Welcome.")
    loud = np.flatnonzero(np.abs(sound) > 0.05 * np.max(np.abs(sound)))

    assert loud[0] < 0.060 * 48_000
    assert sound.size - loud[-1] < 0.200 * 48_000


def test_same_text_gives_the_same_samples(voice: Voice) -> None:
    """Rendering twice, with something else in between, changes nothing."""
    first = voice.render("Take one breath together.")
    voice.render("Thank you.")

    assert np.array_equal(first, voice.render("Take one breath together."))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "🙂", "…", "**", "\x00\x07", "-"])
def test_text_without_sound_is_an_error(voice: Voice, text: str) -> None:
    """What cannot be said is refused by name, never played as silence."""
    with pytest.raises(ModelError) as caught:
        voice.render(text)

    assert repr(text) in caught.value.message


def test_goes_on_after_an_error(voice: Voice) -> None:
    """A refused text does not break the voice."""
    with pytest.raises(ModelError):
        voice.render("")

    assert voice.render("Thank you.").size > 0
