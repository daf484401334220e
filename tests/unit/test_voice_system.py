"""The system's voice where there is one: its traps stay in its own process."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.errors import ModelError
from facilitator.sound.loudness import VOICE_LUFS, loudness_lufs
from facilitator.voice.errors import VoiceUnavailable
from facilitator.voice.system_voice import SystemVoice

ON_LINUX = sys.platform not in ("win32", "darwin")
HAS_ESPEAK = bool(importlib.util.find_spec("espeakng_loader") or shutil.which("espeak-ng"))

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        ON_LINUX and not HAS_ESPEAK, reason="neither espeakng-loader nor espeak-ng is installed"
    ),
]


def test_is_as_loud_as_the_default_voice() -> None:
    """Whichever voice speaks, the loudness is one."""
    voice = SystemVoice()
    measured = [loudness_lufs(voice.render(text)) for text in ("Ready.", "Look, and breathe.")]

    assert measured == pytest.approx([VOICE_LUFS] * 2, abs=0.3)


def test_pace_follows_the_speed() -> None:
    """Half the speed makes a sentence clearly longer."""
    text = "Take one breath together."
    slow, quick = (SystemVoice(speed).render(text).size for speed in (0.6, 1.2))

    assert slow > 1.5 * quick


def test_threads_do_not_hang_it() -> None:
    """Sentences asked for from several threads at once are those rendered one by one."""
    voice = SystemVoice()
    texts = ["One breath.", "Two hands.", "Three words."]
    together: dict[str, Sound] = {}

    def render(text: str) -> None:
        together[text] = voice.render(text)

    threads = [threading.Thread(target=render, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)

    assert all(np.array_equal(together[text], voice.render(text)) for text in texts)


def test_prints_nothing_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The engine's chatter and temporary files stay in the worker."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    SystemVoice().render("Hello.")

    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_voice_is_named_with_those_there_are() -> None:
    """A voice that is not installed is not silently replaced, nor does another stand in."""
    with pytest.raises(ModelError, match="no voice is called 'Nobody At All'") as caught:
        SystemVoice(voice="Nobody At All").render("Hello.")

    assert not isinstance(caught.value, VoiceUnavailable)


@pytest.mark.skipif(not ON_LINUX, reason="other systems may have English voices only")
def test_speaks_the_language_asked_for() -> None:
    """The same words sound otherwise in another language, and are kept apart from each other."""
    english, german = SystemVoice(), SystemVoice(language="de")
    text = "Sagt bereit, wenn ihr so weit seid."

    assert english.fingerprint != german.fingerprint
    assert not np.array_equal(english.render(text), german.render(text))


def test_a_language_without_a_voice_is_refused_with_a_way_out() -> None:
    """No other language is spoken in its place."""
    with pytest.raises(ModelError, match='no voice that speaks the language "xx"') as caught:
        SystemVoice(language="xx").render("Hello.")

    assert "--text" in caught.value.help


@pytest.mark.skipif(not ON_LINUX, reason="other systems bring their own engine")
def test_no_sentence_loses_its_end() -> None:
    """Rendered side by side on a busy machine, the same text is the same every time."""
    text = "Anna, would you like that?"
    lengths: list[int] = []

    def render() -> None:
        lengths.append(SystemVoice().render(text).size)

    threads = [threading.Thread(target=render) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)

    assert [lengths[0]] * 8 == lengths


@pytest.mark.skipif(not ON_LINUX, reason="other systems bring their own engine")
def test_without_a_library_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the engine does not load, the message names the package to install."""
    for module in ("espeakng_loader", "pyttsx3"):
        (tmp_path / f"{module}.py").write_text("raise ImportError('libespeak-ng.so.1 missing')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(VoiceUnavailable, match=r"libespeak-ng\.so\.1 missing") as caught:
        SystemVoice().render("Hello.")

    assert "facilitator[espeak]" in caught.value.help
