"""The real recognizer on recordings of real people: few clips, so that every change is tried."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from facilitator.audio import Captured, Sound, gain
from facilitator.cli.hear import hear
from facilitator.clock import BLOCK, RATE_HZ, samples
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)

pytestmark = pytest.mark.model

WORDS = {"alexa": "alexa", "jarvis": "jarvis", "smart_mirror": "smart mirror"}
ANSWERS = ("one", "two", "three", "four", "five", "yes", "no", "thank you", "go on")


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    return load_model()


def recording(path: Path) -> Sound:
    sound, rate = soundfile.read(path, dtype="float32")
    assert RATE_HZ == rate
    return np.asarray(sound, np.float32)


def clips(voices: Path, word: str, count: int) -> Iterator[Sound]:
    """Return recordings of a keyword by different people."""
    paths = sorted((voices / "keywords" / word).glob("*.flac"))
    for path in paths[5 :: len(paths) // count][:count]:
        yield recording(path)


def listened(
    model: SpeechModel,
    vocabulary: Vocabulary,
    sound: Sound,
    *,
    lost_every: int = 0,
    before_seconds: float = 0.5,
) -> list[Event]:
    """Return the events of a recording with quiet before and after it."""
    ears = SessionEars(model, vocabulary, wait=True)
    quiet = np.random.default_rng(0).normal(0.0, 2e-5, samples(1.5)).astype(np.float32)
    sound = np.concatenate([quiet[: samples(before_seconds)], sound, quiet])
    silence = np.zeros(BLOCK, np.float32)
    events: list[Event] = []
    lost = 0
    try:
        for index, start in enumerate(range(0, sound.size - BLOCK + 1, BLOCK), 1):
            if lost_every and index % lost_every == 0:
                lost += BLOCK
                continue
            events += ears.hear(Captured(start, sound[start : start + BLOCK], silence, lost))
            lost = 0
    finally:
        ears.close()
    return events


def stops(events: list[Event]) -> list[str]:
    return [event.word for event in events if isinstance(event, SafeWordHeard)]


@pytest.mark.parametrize("folder", sorted(WORDS))
def test_the_chosen_word_hushes_and_stops(model: SpeechModel, voices: Path, folder: str) -> None:
    """Ten people, ten stops, none dismissed before; the event says the chosen word."""
    word = WORDS[folder]
    results = [listened(model, Vocabulary((word,)), clip) for clip in clips(voices, folder, 10)]

    assert [[word]] * 10 == [stops(events)[:1] for events in results]
    for events in results:
        kinds = [type(event) for event in events]
        assert SafeWordDismissed not in kinds[: kinds.index(SafeWordHeard)]


def test_other_words_do_not_stop(model: SpeechModel, voices: Path) -> None:
    """What other people say of other things ends nothing."""
    paths = sorted((voices / "other" / "commands").glob("*.flac"))[::50]
    sound = np.concatenate([recording(path) for path in paths])
    vocabulary = Vocabulary(("pineapple", "marmalade", "red light", "umbrella"))

    assert [] == stops(listened(model, vocabulary, sound))


def test_a_dismissal_follows_every_hush_that_is_no_stop(model: SpeechModel, voices: Path) -> None:
    """Whatever is heard, a hush is decided within half a second."""
    paths = sorted((voices / "other" / "read_speech").glob("*.flac"))[::40]
    sound = np.concatenate([recording(path) for path in paths])
    vocabulary = Vocabulary(("the other", "and the", "with him"))
    hushed: int | None = None
    hushes = 0
    for event in listened(model, vocabulary, sound):
        if isinstance(event, SafeWordSuspected):
            hushed = event.at if hushed is None else hushed
            hushes += 1
        elif isinstance(event, SafeWordHeard | SafeWordDismissed) and hushed is not None:
            assert event.at - hushed <= samples(1.0)
            hushed = None

    assert hushes > 0
    assert hushed is None


@pytest.mark.parametrize("peak_dbfs", [-50.0, -60.0])
def test_quiet_voices_are_heard(model: SpeechModel, voices: Path, peak_dbfs: float) -> None:
    """Peaks of a thousandth of full scale, in 16 bits, still stop."""
    heard = 0
    for clip in clips(voices, "alexa", 6):
        quiet = clip / np.abs(clip).max() * gain(peak_dbfs)
        rounded = (np.round(quiet * 32768) / 32768).astype(np.float32)
        heard += bool(stops(listened(model, Vocabulary(("alexa",)), rounded)))

    assert heard >= 5


Damage = Callable[[Sound], Sound]


def _with_values(value: float) -> Damage:
    def damage(sound: Sound) -> Sound:
        damaged = sound.copy()
        damaged[::500] = value
        return damaged

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        _with_values(np.nan),
        _with_values(np.inf),
        lambda sound: sound + np.float32(0.3),
        lambda sound: np.clip(sound * 20.0, -1.0, 1.0),
        lambda sound: sound * np.float32(-1.0),
    ],
    ids=["not a number", "infinite", "offset", "clipped", "inverted"],
)
def test_damaged_sound_does_not_disarm_it(model: SpeechModel, voices: Path, damage: Damage) -> None:
    """Values that are no numbers, offsets, hard clipping: the word still stops."""
    heard = [
        bool(stops(listened(model, Vocabulary(("alexa",)), damage(clip).astype(np.float32))))
        for clip in clips(voices, "alexa", 3)
    ]

    assert [True] * 3 == heard


def test_lost_blocks_do_not_disarm_it(model: SpeechModel, voices: Path) -> None:
    """With every tenth block of the microphone missing most words still stop."""
    heard = [
        bool(stops(listened(model, Vocabulary(("alexa",)), clip, lost_every=10)))
        for clip in clips(voices, "alexa", 4)
    ]

    assert sum(heard) >= 3


def speech_of(clip: Sound) -> Sound:
    """Return a recording from where its word begins."""
    loud = np.flatnonzero(np.abs(clip) > 0.1 * np.abs(clip).max())
    return clip[max(0, int(loud[0]) - samples(0.05)) :]


def test_the_first_word_of_a_session_stops(model: SpeechModel, voices: Path) -> None:
    """Said within the first tenth of a second, before anything is known of room and level."""
    heard = [
        stops(listened(model, Vocabulary(("alexa",)), speech_of(clip), before_seconds=at))[:1]
        for clip, at in zip(clips(voices, "alexa", 4), (0.0, 0.02, 0.05, 0.1), strict=True)
    ]

    assert [["alexa"]] * 4 == heard


def test_twice_in_a_row_stops(model: SpeechModel, voices: Path) -> None:
    """Without a breath between them."""
    heard = [
        bool(stops(listened(model, Vocabulary(("jarvis",)), np.tile(speech_of(clip), 2))))
        for clip in clips(voices, "jarvis", 3)
    ]

    assert [True] * 3 == heard


def test_a_word_after_a_burst_of_broken_sound_stops(model: SpeechModel, voices: Path) -> None:
    """Half a second of wild values, of full scale and of an offset lies right before it."""
    length = samples(0.5)
    bursts = (
        np.full(length, np.nan, np.float32),
        np.full(length, 1e20, np.float32),
        np.sign(np.random.default_rng(0).normal(size=length)).astype(np.float32),
        np.full(length, 0.9, np.float32),
    )
    heard = [
        bool(stops(listened(model, Vocabulary(("alexa",)), np.concatenate([burst, clip]))))
        for clip, burst in zip(clips(voices, "alexa", 4), bursts, strict=True)
    ]

    assert [True] * 4 == heard


def test_the_same_sound_gives_the_same_events(model: SpeechModel, voices: Path) -> None:
    """A rehearsal has the same result every time, to the sample."""
    (clip,) = clips(voices, "smart_mirror", 1)
    vocabulary = Vocabulary(("smart mirror", "alexa"), ("jarvis",), ANSWERS)

    assert listened(model, vocabulary, clip) == listened(model, vocabulary, clip)


def test_spoken_numbers_are_answers(model: SpeechModel, voices: Path) -> None:
    """Of fifteen digits, cut tightly, most are understood, alone, and none for another."""
    right = 0
    for number, word in enumerate(ANSWERS[:5], 1):
        for path in sorted((voices / "digits" / str(number)).glob("*.flac"))[4::16][:3]:
            events = listened(model, Vocabulary(("pineapple",), (), ANSWERS), recording(path))
            said = [(e.phrase, e.alone) for e in events if isinstance(e, PhraseHeard)]
            assert said in ([(word, True)], [])
            right += bool(said)

    assert right >= 11


def test_a_pause_word_is_told_within_half_a_second(model: SpeechModel, voices: Path) -> None:
    """It comes through the same ears as the safe word, without a hush."""
    (clip,) = clips(voices, "jarvis", 1)
    events = listened(model, Vocabulary(("pineapple",), ("jarvis",)), clip)
    phrases = [event.phrase for event in events if isinstance(event, PhraseHeard)]

    assert ["jarvis"] == phrases[:1]
    assert not [event for event in events if isinstance(event, SafeWordSuspected)]


def test_hear_prints_a_line_for_each_detection(voices: Path) -> None:
    """File, kind, word and second, as JSON objects or as text."""
    path = str(sorted((voices / "keywords" / "alexa").glob("*.flac"))[0])
    result = CliRunner().invoke(hear, [path, "--safe-word", "alexa", "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]

    assert 0 == result.exit_code
    assert [("hush", "alexa"), ("stop", "alexa")] == [(x["kind"], x["word"]) for x in lines]
    assert lines[0]["seconds"] < lines[1]["seconds"] < 4.0


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (44_100, 2), (96_000, 1)])
def test_hear_takes_any_rate_and_channels(
    voices: Path, tmp_path: Path, rate_hz: int, channels: int
) -> None:
    """A phone's or a studio's recording is heard as well."""
    import soxr

    clip = recording(sorted((voices / "keywords" / "jarvis").glob("*.flac"))[5])
    converted = soxr.resample(clip, RATE_HZ, rate_hz)
    path = tmp_path / "clip.wav"
    soundfile.write(path, np.column_stack([converted] * channels), rate_hz)
    result = CliRunner().invoke(hear, [str(path), "--safe-word", "jarvis", "--json"])
    found = [json.loads(line)["kind"] for line in result.stdout.splitlines()]

    assert ["hush", "stop"] == found


def test_hear_goes_on_after_a_file_that_is_no_sound(voices: Path, tmp_path: Path) -> None:
    """It is named on standard error, the others are heard, and the exit code tells."""
    text = tmp_path / "notes.txt"
    text.write_text("no sound at all")
    empty = tmp_path / "empty.wav"
    soundfile.write(empty, np.zeros(0, np.float32), RATE_HZ)
    good = str(sorted((voices / "keywords" / "alexa").glob("*.flac"))[0])
    result = CliRunner().invoke(hear, [str(text), str(empty), good, "--safe-word", "alexa"])

    assert 2 == result.exit_code
    assert "notes.txt cannot be read as sound" in result.stderr
    assert "empty.wav is empty" in result.stderr
    assert "stop" in result.stdout
