"""The default voice with its real model: loudness, clicks, names, other speakers."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from facilitator.audio import Sound, peak_dbfs, to_pcm16
from facilitator.places import default_model
from facilitator.sound.loudness import PEAK_DBFS, VOICE_LUFS, loudness_lufs
from facilitator.voice.hibari_voice import OTHER_SPEAKERS, SENTENCE_GAP_SECONDS, HibariVoice

pytestmark = pytest.mark.model

SENTENCES = (
    "Ready.",
    "Yes.",
    "Pineapple.",
    "Sit facing each other.",
    "For the next two minutes, simply look, and breathe.",
    "If you would like to stop, say the safe word.",
    "What did you feel in your body?",
    "Ten seconds.",
    "Place a hand on your own heart.",
    "Let the silence finish its work.",
)
SAID_BY_PEOPLE = ("ready", "yes", "no", "thank you", "pineapple", "go on", "stop", "more time")


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


@pytest.fixture(scope="module")
def recognize() -> Callable[[Sound, tuple[str, ...]], str]:
    import soxr
    import vosk

    vosk.SetLogLevel(-1)
    model = vosk.Model(str(default_model()))

    def heard(sound: Sound, phrases: tuple[str, ...] = ()) -> str:
        grammar = [json.dumps([*phrases, "[unk]"])] if phrases else []
        recognizer = vosk.KaldiRecognizer(model, 16_000, *grammar)
        padded = np.pad(sound, (24_000, 48_000))
        recognizer.AcceptWaveform(to_pcm16(soxr.resample(padded, 48_000, 16_000)))
        return str(json.loads(recognizer.FinalResult())["text"])

    return heard


@pytest.mark.parametrize("speaker", [1.0, *OTHER_SPEAKERS])
def test_every_sentence_is_equally_loud(speaker: float) -> None:
    """Short or long, each sentence lies within 0.3 LU of the same loudness, below the ceiling."""
    other = HibariVoice(pitch=speaker)
    sounds = [other.render(text) for text in SENTENCES]

    assert [loudness_lufs(sound) for sound in sounds] == pytest.approx(
        [VOICE_LUFS] * len(SENTENCES), abs=0.3
    )
    assert max(peak_dbfs(sound) for sound in sounds) <= PEAK_DBFS + 0.01


def click_db(sound: Sound) -> float:
    """Energy beyond the model's own band in the worst 10 ms, in dB to the loudest 10 ms.

    The model speaks below 12 kHz; a step in the samples reaches far beyond.
    """
    frames = sound[: sound.size // 480 * 480].reshape(-1, 480) * np.hanning(480)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1)))
    beyond = np.sum(power[:, np.fft.rfftfreq(480, 1 / 48_000) > 13_500.0], axis=1)
    return float(10.0 * np.log10(np.max(beyond) / np.max(np.sum(power, axis=1)) + 1e-20))


def test_nothing_clicks(voice: HibariVoice) -> None:
    """No sentence holds a step anywhere, where a sentence cut off in the middle does."""
    sounds = [voice.render(text) for text in SENTENCES]
    cut = sounds[0].copy()
    cut[cut.size // 3 :] = 0.0

    assert max(click_db(sound) for sound in sounds) < -80.0
    assert click_db(cut) > -60.0


def test_sentences_are_set_apart(voice: HibariVoice) -> None:
    """Two sentences in one text have one gap between them and sound as they do alone."""
    both = voice.render("Sit down. Breathe out.")
    one, other = voice.render("Sit down."), voice.render("Breathe out.")
    gap = both.size - one.size - other.size

    assert gap == pytest.approx(SENTENCE_GAP_SECONDS * 48_000, abs=480)
    assert np.array_equal(both[: one.size], one)
    assert np.array_equal(both[-other.size :], other)


def test_other_speakers_keep_the_pace(voice: HibariVoice) -> None:
    """A change of pitch leaves the length of a sentence within a tenth."""
    text = SENTENCES[4]
    lengths = [HibariVoice(pitch=pitch).render(text).size for pitch in OTHER_SPEAKERS]

    assert lengths == pytest.approx([voice.render(text).size] * 2, rel=0.1)


def test_slower_is_longer() -> None:
    """Pace follows the speed asked for."""
    slow, quick = (HibariVoice(speed).render(SENTENCES[4]).size for speed in (0.7, 1.0))

    assert 1.2 < slow / quick < 1.6


def test_a_pronunciation_is_heard(
    voice: HibariVoice, recognize: Callable[[Sound, tuple[str, ...]], str]
) -> None:
    """A name said as "ready" is recognized as "ready"; without it, it is not."""
    named = HibariVoice(pronunciations={"Xqzw": "/ɹˈɛdi/"})

    assert recognize(named.render("Xqzw."), SAID_BY_PEOPLE) == "ready"
    assert recognize(voice.render("Xqzw."), SAID_BY_PEOPLE) != "ready"


@pytest.mark.parametrize("pitch", OTHER_SPEAKERS)
def test_other_speakers_are_understood(
    pitch: float, recognize: Callable[[Sound, tuple[str, ...]], str]
) -> None:
    """What simulated people say is recognized among the phrases of a session."""
    speaker = HibariVoice(0.9, pitch=pitch)
    heard = [
        recognize(speaker.render(f"{line.capitalize()}."), SAID_BY_PEOPLE)
        for line in SAID_BY_PEOPLE
    ]

    assert heard == list(SAID_BY_PEOPLE)


def test_odd_texts_survive(voice: HibariVoice) -> None:
    """Very long words, no full stops, figures and foreign letters are all spoken."""
    for text in ("a" * 600, "and " * 300, "3-5, 7:30 pm, 2 minutes, $9.99", "Zoë, 日本, naïve"):
        sound = voice.render(text)

        assert sound.size > 4800
        assert float(np.max(np.abs(sound))) < 1.0
