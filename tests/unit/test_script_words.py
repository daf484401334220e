"""Durations, numbers, sentences, conditions and names, as people write and say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.errors import UsageError
from facilitator.script.conditions import Condition, parse_condition, parse_repetition
from facilitator.script.durations import (
    parse_duration,
    parse_number,
    short_duration,
    spoken_duration,
    spoken_number,
)
from facilitator.script.names import UNNAMED, partner_names
from facilitator.script.sentences import holds_words, slug, split


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2 min", 120.0),
        ("2min", 120.0),
        ("90 s", 90.0),
        ("1 min 30 s", 90.0),
        ("1:30", 90.0),
        ("1:00:00", 3600.0),
        ("two minutes", 120.0),
        ("Two Minutes.", 120.0),
        ("twenty-five minutes", 1500.0),
        ("half a minute", 30.0),
        ("a minute and a half", 90.0),
        ("two and a half minutes", 150.0),
        ("one and a half hours", 5400.0),
        ("an hour", 3600.0),
        ("a quarter of an hour", 900.0),
        ("2.5 min", 150.0),
        ("2,5 min", 150.0),
        ("1½ min", 90.0),
        ("2 minutes and 10 seconds", 130.0),
        ("0 s", 0.0),
        ("24 h", 86400.0),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(written: str, seconds: float) -> None:
    """Digits, words, fractions and clock notation all work."""
    assert seconds == parse_duration(written)


@pytest.mark.parametrize(
    "written",
    ["", "2", "min", "-3 min", "two two minutes", "30 s 1 min", "1 min 1 min", "half", "soon",
     "25 h", "9999999 h", "2 parsecs", "1:75", "1e9 s", "min 2", 2, 2.5, None, True, ["2 min"],
     "2 min " * 40, "٢ min", "２ min"],
)  # fmt: skip
def test_what_is_no_length_of_time_is_not_guessed(written: object) -> None:
    """A number without a unit, a mixture or nonsense gives nothing."""
    assert parse_duration(written) is None


@given(st.integers(0, 86_400))
def test_a_written_length_is_read_back(seconds: int) -> None:
    """Both the short and the spoken form mean the same length."""
    assert seconds == parse_duration(short_duration(seconds))
    if seconds:
        assert seconds == parse_duration(spoken_duration(seconds))


@given(st.text(max_size=80))
def test_any_text_is_a_length_or_not(text: str) -> None:
    """Nothing raises, and no length is negative or beyond a day."""
    found = parse_duration(text)

    assert found is None or 0.0 <= found <= 86_400.0


@pytest.mark.parametrize(
    ("seconds", "spoken"),
    [
        (30, "thirty seconds"),
        (60, "one minute"),
        (90, "one and a half minutes"),
        (120, "two minutes"),
        (150, "two and a half minutes"),
        (80, "one minute and twenty seconds"),
        (3600, "one hour"),
        (5400, "one and a half hours"),
        (3690, "one hour, one minute and thirty seconds"),
    ],
)
def test_lengths_are_spoken_in_words(seconds: int, spoken: str) -> None:
    """The voice is given no digits."""
    assert spoken == spoken_duration(seconds)


@given(st.integers(0, 99))
def test_a_spoken_number_is_read_back(number: int) -> None:
    """Number words mean their number."""
    assert number == parse_number(spoken_number(number))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two!", ["One.", "Two!"]),
        ("Mr. Smith came at 5 p.m. Then he left.", ["Mr. Smith came at 5 p.m.", "Then he left."]),
        ("It takes 2.5 minutes. Go.", ["It takes 2.5 minutes.", "Go."]),
        ("Wait… no. Yes.", ["Wait… no.", "Yes."]),
        ('Say "ready" when you are.', ['Say "ready" when you are.']),
        ("“Come in.” She did.", ["“Come in.”", "She did."]),
        ("You, e.g. today, and he.", ["You, e.g. today, and he."]),
        ("J. R. wrote this. I read it.", ["J. R. wrote this.", "I read it."]),
        ("One line\nand its end. Two.", ["One line and its end.", "Two."]),
        ("No end", ["No end"]),
        ("What?! Really?", ["What?!", "Really?"]),
        (" … . ", []),
    ],
)
def test_texts_are_cut_where_a_voice_would_rest(text: str, sentences: list[str]) -> None:
    """Abbreviations, decimals, hesitations and quotations end no sentence."""
    assert sentences == [cut.text for cut in split(text)]


def test_rests_are_longer_after_lines_and_paragraphs() -> None:
    """The layout of a text is how it is paced."""
    assert [0.8, 1.2, 2.0, 0.8] == [c.pause_seconds for c in split("A a. B b.\nC c.\n\nD d.")]


def test_words_are_found_whole() -> None:
    """A word inside another word is not the word; spelling of case and apostrophe is no matter."""
    assert holds_words("A Red light.", "red light")
    assert holds_words("I’m done", "i'm done")
    assert not holds_words("Incredible", "red")
    assert not holds_words("anything", "")


def test_a_slug_is_plain() -> None:
    """Ids hold only small letters, digits and hyphens."""
    assert "cafe-is-42-open" == slug("  Café is 42, open!")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("place is apart", Condition("place", "is", ("apart",))),
        ("place is not apart", Condition("place", "is not", ("apart",))),
        ("gaze is at least 3 min", Condition("gaze", "at least", ("3 min",))),
        ("gaze is less than 3 min", Condition("gaze", "less than", ("3 min",))),
        ("any wish is shorter or same", Condition("wish", "is", ("shorter", "same"), "any")),
        ("the mood is calm", Condition("the mood", "is", ("calm",))),
        ("place == apart", None),
        ("is apart", None),
        ("place is", None),
        ("gaze is at least 1 min or 2 min", None),
        ("", None),
    ],
)
def test_conditions_are_plain_sentences(text: str, condition: Condition | None) -> None:
    """What is not one is none."""
    assert condition == parse_condition(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("three times", "three"), ("Twice", "two"), ("1 time", "1"), ("{rounds} times", "{rounds}"),
     ("{rounds}", "{rounds}"), ("rounds", None),
     ("until mood is calm, at most 5 rounds", "5"), ("until mood is calm", None),
     ("forever", None), ("zero times", None), ("-1 times", None),
     ("until x, at most 2 times", None)],
)  # fmt: skip
def test_every_repetition_has_an_end(text: str, count: str | None) -> None:
    """Without a number there is no repetition."""
    found = parse_repetition(text)

    assert count == (found.count if found else None)


def test_names_are_tidied() -> None:
    """Spaces around and inside are put in order; no names at all is fine."""
    assert ("Anna Lena", "Zoë") == partner_names(["  Anna   Lena ", "Zoë"])
    assert ("A", "B") == partner_names(["A", "B"])
    assert UNNAMED == partner_names([])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Anna"], "two names are needed; found 1: Anna."),
        ([""], "two names are needed; found none."),
        (["A", "B", "C"], "two names are needed; found 3: A, B, C."),
        (["Anna", "anna "], 'both partners are called "Anna"'),
        (["Anna", "ANNA"], "both partners are called"),
        (["Jean-Luc", "jean luc"], "both partners are called"),
        (["Anna", ""], "a partner's name is empty."),
        (["Anna", "  "], "a partner's name is empty."),
        (["Anna", "x" * 31], "has 31 characters; 30 are the most."),
        (["Anna", "x" * 100_000], "has 100000 characters"),
        (["Anna", "Be;n"], 'holds ";", which is not spoken.'),
        (["Anna", "Ben\x1b[31m"], 'holds "U+001B", which is not spoken.'),
        (["Anna", "Be\u202en"], 'holds "U+202E"'),
        (["Anna", "R2D2"], 'holds "2"'),
        (["Anna", "{name}"], 'holds "{"'),
        (["Anna", "😀"], 'holds "😀"'),
        (["Anna", "--"], "has no letter in it."),
        (["Anna", "Red"], 'the name "Red" sounds like the safe word "red"'),
    ],
)
def test_names_that_cannot_be_used_are_refused_with_the_reason(names: list[str], said: str) -> None:
    """Two, spoken, different, and free of the safe word."""
    with pytest.raises(UsageError) as caught:
        partner_names(names, safe_words=("red",))

    assert said in caught.value.message
    assert caught.value.help
