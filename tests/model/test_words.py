"""Safe words and the real recognizer: in its vocabulary, heard when said, rated on the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

from facilitator.audio import Sound, to_pcm16
from facilitator.cli import main
from facilitator.clock import RATE_HZ
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.words import (
    EXCELLENT,
    check_word,
    frequent_words,
    near,
    without_neighbours,
)
from facilitator.ears.words_list import table
from facilitator.errors import UsageError
from facilitator.room.resample import resampled

if TYPE_CHECKING:
    from hibari import Hibari

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    return load_model()


@pytest.fixture(scope="module")
def say() -> Iterator[Callable[[str, float], Sound]]:
    """Return a function that says a sentence, raised or lowered by a factor of pitch."""
    from hibari import Hibari

    voice: Hibari = Hibari()

    def spoken(text: str, pitch: float) -> Sound:
        raw = np.asarray(voice(text), np.float32)
        sound = resampled(raw, round(voice.sample_rate * pitch), RATE_HZ)
        level = 0.3 / float(np.abs(sound).max())
        quiet = np.zeros(RATE_HZ // 2, np.float32)
        return np.concatenate([quiet, sound * np.float32(level), quiet, quiet])

    yield spoken


def heard(model: SpeechModel, grammar: list[str], sound: Sound, word: str) -> bool:
    """Say whether a word stands in any partial or final result."""
    recognizer = model.recognizer(grammar)
    found = False
    for at in range(0, sound.size, 1600):
        ended = recognizer.AcceptWaveform(to_pcm16(sound[at : at + 1600]))
        result = json.loads(recognizer.Result() if ended else recognizer.PartialResult())
        found |= f" {word} " in f" {result.get('text', '')} {result.get('partial', '')} "
    return found or f" {word} " in f" {json.loads(recognizer.FinalResult())['text']} "


def test_the_model_knows_every_word_of_the_table(model: SpeechModel) -> None:
    """A decoy or an offer that the recognizer drops would be no decoy and no offer."""
    assert [word for word in table() if not model.knows(word)] == []


def test_excellent_words_are_heard_beside_a_thousand_decoys(
    model: SpeechModel, say: Callable[[str, float], Sound]
) -> None:
    """Every one of them in a low, and every third also in a high voice, within a sentence."""
    missed = []
    for index, word in enumerate(EXCELLENT):
        decoys = without_neighbours(frequent_words(1000), [word])
        grammar = [word, *decoys, *["[unk]"] * 10]
        for pitch in (0.85, 1.18) if index % 3 == 0 else (0.85,):
            if not heard(model, grammar, say(f"I feel strange, {word}, please.", pitch), word):
                missed.append((word, pitch))
    assert missed == []


def test_ready_is_not_taken_for_red(model: SpeechModel, say: Callable[[str, float], Sound]) -> None:
    """A short safe word keeps the longer words that begin like it as decoys."""
    grammar = ["red", *without_neighbours(frequent_words(1000), ["red"]), *["[unk]"] * 10]
    assert heard(model, grammar, say("Oh, red, please.", 1.0), "red")
    assert not heard(model, grammar, say("We're ready.", 1.0), "red")


def test_the_command_tries_a_word_on_recordings_of_real_people(voices: Path) -> None:
    """Six people say it: all are heard, and the figures say so."""
    files = sorted((voices / "keywords" / "alexa").glob("*.flac"))[:6]
    arguments = [each for file in files for each in ("--recordings", str(file))]
    answer = CliRunner().invoke(main, ["safe-word", "alexa", "--json", *arguments])
    tried = json.loads(answer.output)["recordings"]
    assert (tried["heard"], tried["of"]) == (6, 6)
    assert all(each["hushed"] and each["seconds"] < 0.6 for each in tried["files"])


def test_an_unknown_word_is_refused_by_the_command_with_others_in_its_place() -> None:
    """ "snowboy" is not in the model; "snow boy" is."""
    answer = CliRunner().invoke(main, ["safe-word", "snowboy"])
    assert answer.exit_code == 0
    assert "cannot be your safe word" in answer.output
    assert "snow boy" in answer.output


def test_a_ritual_that_says_something_alike_is_named_by_the_command() -> None:
    """Mirror talk says "next time it will be", and so no word that sounds like it can be taken."""
    options = ["--ritual", "mirror-talk", "--partners", "Anna, Ben", "--json"]
    answer = json.loads(CliRunner().invoke(main, ["safe-word", "next", "time", *options]).output)
    assert answer["verdict"] == "refused"
    assert "“next time”" in answer["reasons"][0]
    answer = json.loads(CliRunner().invoke(main, ["safe-word", "pineapple", *options]).output)
    assert answer["verdict"] == "excellent"
    assert "The ritual says nothing that sounds like it." in answer["reasons"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("snowboy", "snow boy"),
        ("marmelade", "marmalade"),
        ("pinapple", "pineapple"),
        ("lighthous", "lighthouse"),
        ("crocodil", "crocodile"),
        ("Krokodil", "crocodile"),
        ("café", "cafe"),
        ("Zürich", "zurich"),
        ("bluebery muffin", "blueberry muffin"),
        ("wintermoon", "winter moon"),
        ("moonpie", "moon pie"),
    ],
)
def test_known_words_near_an_unknown_one_are_offered(
    model: SpeechModel, typed: str, offered: str
) -> None:
    """Misspellings, accents, other languages, and two words that together make the sound."""
    assert offered == near(typed, model.knows)[0]
    assert () == model.unknown(offered)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Rumpelstilzchen", "not among the words"),
        ("Schmetterling", "not among the words"),
        ("supercalifragilisticexpialidocious", "not among the words"),
        ("kubernetes", "not among the words"),
        ("tohuwabohu", "not among the words"),
        ("мир", "letters of English"),
        ("和平", "letters of English"),
        ("1234", "write them as words"),
        ("red 2", "write them as words"),
        ("🍍", "cannot be said"),
        ("", "empty"),
        ("xkcd", "no vowel"),
        ("a very very long sentence of many words", "8 words"),
        ("x" * 200, "200 letters"),
    ],
)
def test_odd_words_are_refused_with_reason_and_other_words(
    model: SpeechModel, typed: str, why: str
) -> None:
    """In a sentence, with words that can be used instead; never with the whole of a long text."""
    with pytest.raises(UsageError, match=why) as refused:
        check_word(typed, knows=model.knows)
    assert len(refused.value.message) < 160
    (idea, *_) = refused.value.help.removeprefix("Choose another safe word, for example ").split(
        ","
    )
    assert () == model.unknown(idea)


def test_names_of_people_can_be_words_but_not_those_of_the_two(model: SpeechModel) -> None:
    """ "Siobhan" is an excellent word for all but Siobhan."""
    assert "siobhan" == check_word("Siobhan", knows=model.knows)
    with pytest.raises(UsageError, match="sounds like the name"):
        check_word("Siobhan", knows=model.knows, partners=("Siobhan", "Ben"))
