"""What of a text is spoken, and how names get their pronunciation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.errors import UsageError
from facilitator.voice.hibari_voice import HibariVoice
from facilitator.voice.phones import phones
from facilitator.voice.text import checked, replaced, speakable


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Welcome. Sit down.", "Welcome. Sit down."),
        ("**Anna**, _you_ begin.", "Anna, you begin."),
        ("# Title", "Title"),
        ("See [the guide](https://a.b/c).", "See the guide."),
        ("Breathe 🙂 out", "Breathe out"),
        ("Hi\x1b[31m there\x00\x07", "Hi there"),
        ("<speak>No</speak> tags", "No tags"),
        ("soft\u00adhyphen and\u200b joiner", "softhyphen and joiner"),
        ("cafe\u0301", "caf\u00e9"),
        ("one\n\n  two", "one\n\ntwo"),
        ("It's 7:30 — don't hurry…", "It's 7:30 — don't hurry…"),
        ("a\u00a0b\tc", "a b c"),
        ("😀", ""),
        ("… — !", ""),
        ("", ""),
    ],
)
def test_only_what_can_be_read_is_spoken(text: str, spoken: str) -> None:
    """Marks, escapes and pictures are silent; words, figures and punctuation stay."""
    assert speakable(text) == spoken


@given(st.text())
def test_any_text_survives(text: str) -> None:
    """Cleaning never fails, and cleaning twice changes nothing more."""
    once = speakable(text)

    assert speakable(once) == once
    assert once == "" or any(character.isalnum() for character in once)


def test_replaces_whole_words_only() -> None:
    """A name inside another word is left alone."""
    assert replaced("Ann and Anna, ANN's turn", "Ann", "Anne") == "Anne and Anna, Anne's turn"


@pytest.mark.parametrize(
    ("name", "said"), [("", "x"), ("Ann", ""), ("Ann", "//"), ("A[b", "x"), ("Ann", "a)b")]
)
def test_refuses_pronunciations_that_cannot_be_used(name: str, said: str) -> None:
    """What would break the notation is named, not passed on."""
    with pytest.raises(UsageError, match="pronunciation"):
        checked({name: said})


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("/ˈiːfə/", "ˈifə"),
        ("ʃɪˈvɔːn", "ʃɪvˈɔn"),
        ("dʒoʊˈænə", "ʤOˈænə"),
        ("t͡ʃeɪs", "ʧˈAs"),
        ("ˈmaɪkəl", "mˈIkəl"),
        ("ˈbɜr.ɡɚ", "bˈɜɹɡəɹ"),
        ("ɹˈɛdi", "ɹˈɛdi"),
        ("ʒɑ̃", "ʒˈɑ"),
        ("ˈʒuãw", "ʒˈuW"),
        ("ˌænə məˈɹiə", "ˌænə məɹˈiə"),
    ],
)
def test_dictionary_signs_become_the_voices_own(ipa: str, expected: str) -> None:
    """Diphthongs, length marks and stress are rewritten; the voice's own alphabet stays."""
    assert phones(ipa) == expected


@pytest.mark.parametrize("ipa", ["//", "/ˈ/", "/brr/", "/ǃxobɑ/", "/ifə5/", "/日本/"])
def test_refuses_what_is_no_english_sound(ipa: str) -> None:
    """A sign the voice would silently leave out is named."""
    with pytest.raises(UsageError):
        HibariVoice(pronunciations={"Name": ipa})


def test_names_are_marked_for_the_default_voice() -> None:
    """Sounds between slashes are attached to the name, its possessive included."""
    voice = HibariVoice(pronunciations={"Aoife": "/ˈiːfə/", "Siobhan": "Shivawn"})

    assert (
        voice._pronounced("Aoife, it is Siobhan's turn after aoife's.")
        == "[Aoife](/ˈifə/), it is Shivawn's turn after [aoife's](/ˈifəz/)."
    )


@pytest.mark.parametrize("settings", [{"speed": 0.1}, {"speed": 3.0}, {"pitch": 0.2}])
def test_refuses_settings_out_of_range(settings: dict[str, float]) -> None:
    """An absurd pace or pitch is a usage error with the range in it."""
    with pytest.raises(UsageError) as caught:
        HibariVoice(**settings)

    assert " to " in caught.value.help
