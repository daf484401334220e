"""Which voice speaks, and what happens when one cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_BLOCK
from facilitator.errors import ModelError, UsageError
from facilitator.voice import hibari_voice, system_voice
from facilitator.voice.cache import CachedVoice
from facilitator.voice.choose import StandInVoice, note_of, open_voice
from facilitator.voice.errors import VoiceUnavailable
from facilitator.voice.hibari_voice import HibariVoice
from facilitator.voice.system_voice import SystemVoice
from facilitator.voice.tone_voice import ToneVoice


class MissingVoice:
    """A voice whose engine is not there."""

    name = "missing"
    fingerprint = "missing"

    def __init__(self, message: str = "The engine is missing.") -> None:
        self.message = message
        self.asked = 0

    def render(self, text: str) -> Sound:
        self.asked += 1
        raise VoiceUnavailable(self.message, help="Install it.")


def test_the_default_voice_is_hibari(tmp_path: Path) -> None:
    """Unless something else is asked for, hibari speaks; nothing is noted, nothing loaded."""
    voice = open_voice(folder=tmp_path)

    assert voice.name == "hibari heart"
    assert note_of(voice) == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "name"),
    [("system", "system voice"), ("system: Zira", "system voice Zira"), ("tone", "tone")],
)
def test_voices_are_found_by_name(asked: str, name: str) -> None:
    """A voice is opened without being loaded."""
    assert open_voice(asked, cache=False).name == name


def test_other_languages_are_spoken_by_the_system() -> None:
    """The built-in voice knows English only, so no other voice stands in for it."""
    voice = open_voice(language="de", cache=False)

    assert (isinstance(voice, SystemVoice), voice.name) == (True, "system voice (de)")
    assert open_voice("system:Anna", language="de", cache=False).name == "system voice Anna (de)"


@pytest.mark.parametrize("asked", ["sistem", "", "hibary", "tone:x", "default:emma"])
def test_unknown_names_are_refused_with_the_known_ones(asked: str) -> None:
    """The message lists what there is."""
    with pytest.raises(UsageError, match="default, system, tone"):
        open_voice(asked)


def test_offers_the_closest_name() -> None:
    """A slip of the finger is answered with what was probably meant."""
    with pytest.raises(UsageError) as caught:
        open_voice("sistem")

    assert "system" in caught.value.help


def test_another_voice_stands_in_and_says_so() -> None:
    """When the first cannot load, the second speaks from then on, and the note tells why."""
    first = MissingVoice()
    voice = StandInVoice(first, ToneVoice())
    before = (voice.name, voice.note)
    sound = voice.render("Hello.")
    voice.render("Again.")

    assert before == ("missing", "")
    assert np.array_equal(sound, ToneVoice().render("Hello."))
    assert voice.name == "tone"
    assert voice.note == "The engine is missing. The system's voice speaks instead."
    assert first.asked == 1


def test_a_text_without_sound_is_no_reason_to_change() -> None:
    """Only a voice that cannot load is replaced, not one that refuses a text."""
    voice = StandInVoice(ToneVoice(), MissingVoice())
    with pytest.raises(ModelError):
        voice.render("…")

    assert voice.name == "tone"
    assert voice.note == ""


def test_when_no_voice_loads_both_reasons_are_told() -> None:
    """The message names both, and what to install."""
    voice = StandInVoice(MissingVoice("One is missing."), MissingVoice("Two is missing."))

    with pytest.raises(ModelError, match=r"One is missing\. Two is missing\."):
        voice.render("Hello.")


def test_the_note_of_the_cache_is_passed_on(tmp_path: Path) -> None:
    """A cache that cannot keep anything is heard of through every layer."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    voice = StandInVoice(CachedVoice(ToneVoice(), blocked / "x"), MissingVoice())
    voice.render("Hello.")

    assert "cannot be kept" in note_of(voice)


def test_hibari_that_does_not_load_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing runtime is a clear message with what to install, not an import error."""
    monkeypatch.setitem(sys.modules, "hibari", None)
    monkeypatch.setattr(hibari_voice, "_engine", hibari_voice._engine.__wrapped__)

    with pytest.raises(VoiceUnavailable) as caught:
        HibariVoice().render("Hello.")

    assert "pip install hibari-tts==0.2.1" in caught.value.help


def test_tone_voice_hums_whole_blocks() -> None:
    """Each word lasts 0.4 s: twenty blocks."""
    sound = ToneVoice().render("one two three")

    assert sound.size == 3 * 20 * PLAYBACK_BLOCK


def test_a_system_voice_that_does_not_answer_is_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hanging engine ends in a message after a minute, not in a hanging session."""

    def hang(*arguments: object, timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired("worker", timeout)

    monkeypatch.setattr(system_voice.subprocess, "run", hang)

    with pytest.raises(VoiceUnavailable, match="did not answer within 60 s"):
        SystemVoice().render("Hello.")


def test_a_system_voice_that_crashes_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the worker's last words are, they become the reason."""
    worker = tmp_path / "worker.py"
    worker.write_text("import sys; print('engine fell over', file=sys.stderr); sys.exit(3)")
    monkeypatch.setattr(system_voice, "_WORKER", worker)

    with pytest.raises(VoiceUnavailable, match="engine fell over") as caught:
        SystemVoice().render("Hello.")

    assert caught.value.help != ""


def test_a_system_voice_gets_no_sounds_between_slashes() -> None:
    """Only respellings are for every voice; phonemes are the default voice's own."""
    one = SystemVoice(pronunciations={"Aoife": "/ˈifə/"})
    other = SystemVoice(pronunciations={"Aoife": "Eefa"})

    assert one.fingerprint == SystemVoice().fingerprint
    assert other.fingerprint != one.fingerprint
