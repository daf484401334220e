"""The cache of rendered sentences: same samples, bounded, robust, and quick when warm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.engine.sentences import PRIVATE
from facilitator.errors import ModelError
from facilitator.voice.cache import CachedVoice, default_folder
from facilitator.voice.tone_voice import ToneVoice


class CountingVoice(ToneVoice):
    """Remembers what it was asked to render."""

    def __init__(self, fingerprint: str = "counting") -> None:
        self.fingerprint = fingerprint
        self.rendered: list[str] = []

    def render(self, text: str) -> Sound:
        self.rendered.append(text)
        return super().render(text)


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pcm"), key=lambda path: path.stat().st_mtime_ns)


def test_renders_a_sentence_once(tmp_path: Path) -> None:
    """The second time, and for another instance, the samples come from disk, identical."""
    inner = CountingVoice()
    first = CachedVoice(inner, tmp_path).render("Take a breath.")
    again = CachedVoice(inner, tmp_path).render("Take a breath.")

    assert inner.rendered == ["Take a breath."]
    assert np.array_equal(first, again)
    assert again.dtype == np.float32


def test_people_s_own_words_are_never_kept(tmp_path: Path) -> None:
    """A sentence that reads a note is rendered each time, without its mark, and leaves no file."""
    inner = CountingVoice()
    voice = CachedVoice(inner, tmp_path)
    first = voice.render(PRIVATE + "I heard: more time.")
    again = voice.render(PRIVATE + "I heard: more time.")

    assert ["I heard: more time."] * 2 == inner.rendered
    assert np.array_equal(first, again)
    assert [] == list(tmp_path.iterdir())


def test_stays_close_to_what_was_rendered(tmp_path: Path) -> None:
    """Sixteen bits are kept: no sample is off by more than half a step."""
    cached = CachedVoice(ToneVoice(), tmp_path).render("Hello.")

    assert np.max(np.abs(cached - ToneVoice().render("Hello."))) <= 0.5001 / 32767


def test_other_settings_are_other_sounds(tmp_path: Path) -> None:
    """What another voice, version or pace rendered is never played instead."""
    one, other = CountingVoice("speed 0.7"), CountingVoice("speed 0.8")
    CachedVoice(one, tmp_path).render("Hello.")
    CachedVoice(other, tmp_path).render("Hello.")

    assert (one.rendered, other.rendered) == (["Hello."], ["Hello."])


@pytest.mark.parametrize("damage", ["empty", "cut", "header", "flipped", "longer"])
def test_damaged_entries_are_rendered_again(tmp_path: Path, damage: str) -> None:
    """A partial or corrupt file is noticed and replaced, never played."""
    inner = CountingVoice()
    voice = CachedVoice(inner, tmp_path)
    whole = voice.render("Hello.")
    (path,) = entries(tmp_path)
    data = path.read_bytes()
    path.write_bytes(
        {
            "empty": b"",
            "cut": data[:-100],
            "header": b"RIFF" + data[4:],
            "flipped": data[:5000] + bytes([data[5000] ^ 0x10]) + data[5001:],
            "longer": data + b"\0\0",
        }[damage]
    )

    assert np.array_equal(voice.render("Hello."), whole)
    assert inner.rendered == ["Hello."] * 2
    assert path.read_bytes() == data


def test_removes_what_was_not_used_for_longest(tmp_path: Path) -> None:
    """Beyond the limit the least recently used sentences go, whoever wrote them."""
    inner = CountingVoice()
    size = CachedVoice(inner, tmp_path).render("zero").size * 2 + 20
    voice = CachedVoice(inner, tmp_path, limit_bytes=3 * size)
    (zero,) = entries(tmp_path)
    os.utime(zero, (1.0, 1.0))
    for age, word in enumerate(("one", "two"), start=2):
        voice.render(word)
        newest = entries(tmp_path)[-1]
        os.utime(newest, (float(age), float(age)))
    voice.render("zero")
    voice.render("three")
    inner.rendered.clear()
    for word in ("zero", "two", "three"):
        voice.render(word)

    assert inner.rendered == []
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 3 * size

    voice.render("one")

    assert inner.rendered == ["one"]


def test_stays_within_its_limit(tmp_path: Path) -> None:
    """However many sentences come, the folder never grows beyond the limit."""
    voice = CachedVoice(ToneVoice(), tmp_path, limit_bytes=200_000)
    for index in range(20):
        voice.render(f"word {index}")

        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 200_000

    assert len(entries(tmp_path)) == 2


def test_a_sentence_beyond_the_limit_is_not_kept(tmp_path: Path) -> None:
    """What could never fit does not push everything else out."""
    voice = CachedVoice(ToneVoice(), tmp_path, limit_bytes=50_000)
    voice.render("one")
    voice.render("one two three")

    assert len(entries(tmp_path)) == 1


def test_a_folder_that_cannot_be_used_is_only_noted(tmp_path: Path) -> None:
    """With no place to keep sentences, the voice still speaks and says so."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    inner = CountingVoice()
    voice = CachedVoice(inner, blocked / "voice")
    sound = voice.render("Hello.")

    assert sound.size > 0
    assert "cannot be kept" in voice.note
    assert str(blocked) in voice.note
    assert np.array_equal(voice.render("Hello."), sound)
    assert inner.rendered == ["Hello."] * 2


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half way, no partial file stays, and the sentence is spoken."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("facilitator.voice.cache.os.replace", full)
    voice = CachedVoice(ToneVoice(), tmp_path)

    assert voice.render("Hello.").size > 0
    assert "No space left on device" in voice.note
    assert list(tmp_path.iterdir()) == []


def test_old_partial_files_are_swept(tmp_path: Path) -> None:
    """What a killed process left half-written goes with the next sentence kept."""
    old, new = tmp_path / "old.part", tmp_path / "new.part"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (1.0, 1.0))
    CachedVoice(ToneVoice(), tmp_path).render("Hello.")

    assert (old.exists(), new.exists()) == (False, True)


def test_errors_are_not_kept(tmp_path: Path) -> None:
    """A text without sound is refused each time and leaves no file."""
    voice = CachedVoice(ToneVoice(), tmp_path)
    for _ in range(2):
        with pytest.raises(ModelError):
            voice.render("…")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not kept there")
def test_the_folder_is_private(tmp_path: Path) -> None:
    """Names are spoken in these files: only the user may read them."""
    CachedVoice(ToneVoice(), tmp_path / "voice").render("Hello.")

    assert (tmp_path / "voice").stat().st_mode & 0o077 == 0
    assert entries(tmp_path / "voice")[0].stat().st_mode & 0o077 == 0


def test_lies_in_the_users_cache_folder() -> None:
    """Nothing is kept outside the place meant for what can be made again."""
    assert default_folder().name == "voice"
    assert "facilitator" in str(default_folder())


WARM = """
import sys, pathlib
from facilitator.voice.choose import open_voice
voice = open_voice(folder=pathlib.Path(sys.argv[1]))
sound = voice.render("Welcome.")
heavy = {"onnxruntime", "hibari", "soxr", "soundfile", "pyttsx3"} & set(sys.modules)
print(sound.size > 4800, sorted(heavy))
"""


@pytest.mark.model
def test_a_warm_cache_loads_nothing_heavy(tmp_path: Path) -> None:
    """Once rendered, a sentence of the default voice needs neither model nor runtime."""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", WARM, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]

    assert outputs[0] == "True ['hibari', 'onnxruntime', 'soxr']"
    assert outputs[1] == "True []"
