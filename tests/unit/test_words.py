"""What the table of frequent words, the likeness of sounds and the rating of safe words do."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.cli import main
from facilitator.ears import words
from facilitator.ears.words_check import suggestions
from facilitator.ears.words_choice import (
    CLOSE,
    COMMANDS,
    among_commands,
    how_often,
    per_hour,
)
from facilitator.ears.words_list import LEAST_PER_MILLION, TABLE, table
from facilitator.ears.words_pool import EXCELLENT, THEMES
from facilitator.ears.words_sounds import (
    SUBSTITUTION,
    edit_distance,
    phones_of,
    spelled,
    syllables,
    words_in,
)
from facilitator.engine import own_words
from facilitator.errors import UsageError

UNKNOWN = frozenset({"snowboy", "saoirse", "qwertz", "blorple"})


def knows(word: str) -> bool:
    return word not in UNKNOWN


def test_the_table_has_thousands_of_words_the_most_frequent_first() -> None:
    """Frequent words come in order, all of them lower-case words that can be said."""
    frequent = words.frequent_words(100_000)
    assert len(frequent) >= 5000
    assert len(set(frequent)) == len(frequent)
    assert {"the", "and", "you", "i"} <= set(frequent[:12])
    per_million = [table()[word].per_million for word in frequent]
    assert per_million == sorted(per_million, reverse=True)
    assert min(per_million) >= LEAST_PER_MILLION
    assert all(word.replace("'", "").isalpha() and word == word.lower() for word in frequent)


def test_the_table_is_small_and_every_reading_is_written_in_known_phones() -> None:
    """The file stays below 300 kB, and no sound of it is lost when it is read."""
    assert TABLE.stat().st_size < 300_000
    for word, entry in table().items():
        for reading in entry.readings:
            assert len(phones_of(reading)) == len(reading), word


@pytest.mark.parametrize("n", [0, 1, 1000, 3000])
def test_as_many_frequent_words_as_asked_for(n: int) -> None:
    """The first n words are a beginning of the longer list."""
    assert len(words.frequent_words(n)) == n
    assert words.frequent_words(n) == words.frequent_words(5000)[:n]


def test_a_negative_number_of_words_is_refused() -> None:
    """Minus one words is a mistake of the caller, not an almost complete list."""
    with pytest.raises(ValueError, match="-1"):
        words.frequent_words(-1)


def test_words_are_loaded_without_anything_heavy() -> None:
    """Decoys and likeness of common words need neither numpy nor vosk nor hibari."""
    code = (
        "import sys; from facilitator.ears import words;"
        "words.without_neighbours(words.frequent_words(500), ['pineapple']);"
        "words.sounds_like('Sit down by an apple.', 'pineapple');"
        "print([m for m in ('numpy', 'vosk', 'hibari', 'onnxruntime') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_rare_word_is_looked_up_without_the_voice_s_networks() -> None:
    """hibari's dictionary is enough for "paws"; onnxruntime stays away, as it is slow to load."""
    code = (
        "import sys; from facilitator.ears.words import pronunciation;"
        "print(''.join(pronunciation('paws')[0]), 'onnxruntime' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "pɔz False"


def test_words_spelled_alike_have_all_their_readings() -> None:
    """ "read" is "red" and "reed" """
    assert set(words.pronunciation("read")) == {("ɹ", "ɛ", "d"), ("ɹ", "i", "d")}
    assert words.distance("read", "red") == 0.0


@pytest.mark.parametrize("unheard", ["", "   ", "123", "?!", "\n"])
def test_what_has_no_letters_has_no_sound(unheard: str) -> None:
    """No letters, no pronunciation, and nothing in common with any word."""
    assert words.pronunciation(unheard) == ()
    assert words.distance(unheard, "pineapple") == 1.0
    assert words.sounds_like(unheard, "pineapple") == []
    assert words.sounds_like("A pineapple.", unheard) == []


def test_spaces_make_no_sound() -> None:
    """Two words that together make a third are at no distance from it."""
    assert words.distance("pine apple", "pineapple") == 0.0
    assert words.distance("light house", "lighthouse") == 0.0


def test_likeness_follows_the_features_of_sounds() -> None:
    """A changed voicing is nearer than a changed place and manner, those nearer than nothing."""
    assert words.distance("bat", "pat") < words.distance("bat", "sat")
    assert words.distance("bit", "bet") < words.distance("bit", "boot")
    assert words.distance("stop", "top") < words.distance("stop", "banana")


def test_substitution_is_symmetric_and_between_nothing_and_one() -> None:
    """Every pair of phones costs the same both ways, and a phone is like itself."""
    for a, costs in SUBSTITUTION.items():
        for b, cost in costs.items():
            assert cost == SUBSTITUTION[b][a]
            assert (cost == 0.0) == (a == b)
            assert 0.0 <= cost <= 1.0


PHONES = st.lists(st.sampled_from(sorted(SUBSTITUTION)), min_size=1, max_size=9).map(tuple)


@settings(max_examples=60, deadline=None)
@given(PHONES, PHONES, st.floats(0.05, 1.0))
def test_distance_is_symmetric_and_a_limit_changes_no_answer_below_it(
    a: tuple[str, ...], b: tuple[str, ...], limit: float
) -> None:
    """Giving up early never hides a distance within the limit."""
    exact = edit_distance(a, b)
    assert exact == pytest.approx(edit_distance(b, a))
    assert edit_distance(a, a) == 0.0
    if exact <= limit - 1e-9:
        assert edit_distance(a, b, limit) == pytest.approx(exact)
    elif exact > limit + 1e-9:
        assert edit_distance(a, b, limit) > limit


@pytest.mark.parametrize(
    ("keyword", "left_out", "kept"),
    [
        ("stop", {"top", "start", "star", "step", "state", "stuff"}, {"people", "talking"}),
        ("red", {"read", "led", "said", "right"}, {"ready", "people"}),
        ("red light", {"read", "right", "night", "like"}, {"people", "ready"}),
        ("pause", {"cause", "calls"}, {"people", "because"}),
    ],
)
def test_decoys_that_would_steal_a_word_are_left_out(
    keyword: str, left_out: set[str], kept: set[str]
) -> None:
    """Homophones and near words go, also those of the parts of a phrase; others stay in order."""
    frequent = words.frequent_words(3000)
    decoys = words.without_neighbours(frequent, [keyword])
    assert left_out <= set(frequent)
    assert not left_out & set(decoys)
    assert not set(keyword.split()) & set(decoys)
    assert kept <= set(decoys)
    assert list(decoys) == [word for word in frequent if word in set(decoys)]
    assert len(decoys) > 0.93 * len(frequent)


def test_no_keyword_leaves_every_decoy() -> None:
    """Nothing to protect, nothing left out."""
    assert words.without_neighbours(("the", "red"), []) == ("the", "red")


@pytest.mark.parametrize(
    ("text", "keyword", "place"),
    [
        ("Put the pineapple down.", "pineapple", "pineapple"),
        ("Put the pine apple down.", "pineapple", "pine apple"),
        ("Sit down by an apple tree.", "pineapple", "by an apple"),
        ("Let the light house sleep.", "lighthouse", "light house"),
        ("When you see a Red Light, rest.", "red light", "Red Light"),
        ("I read about it.", "red", "read"),
        ("Eat your bread.", "red", "bread"),
        ("Then next time it will be longer.", "time out", "time it"),
        ("You have stopped.", "stop", "stopped"),
    ],
)
def test_places_that_sound_like_the_safe_word_are_found(
    text: str, keyword: str, place: str
) -> None:
    """The words themselves, sound-alikes, and neighbours that together make the sound."""
    (match,) = words.sounds_like(text, keyword)
    assert match.text == place
    assert text[match.start : match.end] == place
    assert match.keyword == keyword


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("Say ready when you both are.", "red"),
        ("Let your shoulders sink.", "red"),
        ("There was a lot of frustration.", "ocean"),
        ("People like to be here.", "pineapple"),
        ("We have a pine. Apple trees are there too.", "lighthouse"),
        ("Ananas", "red light"),
    ],
)
def test_places_that_only_share_some_sounds_are_not(text: str, keyword: str) -> None:
    """Half the language must not count as likeness."""
    assert words.sounds_like(text, keyword) == []


def test_the_voice_s_pause_between_sentences_parts_sounds() -> None:
    """A sound-alike across the end of a sentence is none."""
    assert words.sounds_like("This is a pine apple tree.", "pineapple")
    assert words.sounds_like("This is a pine. Apple trees grow there.", "pineapple") == []


def test_several_places_are_found_in_order_and_do_not_overlap() -> None:
    """Each place once."""
    text = "A pineapple, another pineapple, and a pine apple."
    found = words.sounds_like(text, "pineapple")
    assert [match.text for match in found] == ["pineapple", "pineapple", "pine apple"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_every_excellent_word_is_rated_excellent() -> None:
    """Some forty and more words of three syllables and more, the default first, none twice."""
    assert EXCELLENT[0] == "pineapple"
    assert len(EXCELLENT) == len(set(EXCELLENT)) >= 40
    others = {word: words.rate(word) for word in EXCELLENT}
    assert {w: r for w, r in others.items() if r.verdict != "excellent"} == {}
    assert min(syllables(word) for word in EXCELLENT) >= 3


def test_every_offered_word_is_in_the_table() -> None:
    """A word worth offering has a measured frequency and a pronunciation."""
    offered = {*EXCELLENT, *(word for theme in THEMES.values() for word in theme.offers)}
    assert offered - set(table()) == set()


@pytest.mark.parametrize(
    ("better", "worse"),
    [("pineapple", "apple"), ("marmalade", "red"), ("red light", "red"), ("banana", "stop"),
     ("telescope", "time out"), ("dragonfly", "fly")],
)  # fmt: skip
def test_rarer_longer_words_score_higher(better: str, worse: str) -> None:
    """The order agrees with what recordings of real people show."""
    assert words.rate(better).score > words.rate(worse).score
    assert words.rate(worse).verdict != "excellent"


def test_reasons_carry_their_figures() -> None:
    """A rating says how often, how long and how many, not only how good."""
    reasons = " ".join(words.rate("red", partners=("Anna", "Ben")).reasons)
    assert "1 syllable" in reasons
    assert "about once in an hour" in reasons
    assert "5,000 most common words sound like it" in reasons
    assert "“read”" in reasons
    assert "Anna" in reasons


@pytest.mark.parametrize(
    ("word", "options", "why"),
    [
        ("", {}, "empty"),
        ("x", {}, "single letter"),
        ("7 up", {}, "digits"),
        ("pine_apple", {}, "_"),
        ("one two three four", {}, "4 words"),
        ("pineapple" * 30, {}, "270 letters"),
        ("snowboy", {}, "“snowboy”"),
        ("pause", {}, "pause"),
        ("paws", {"others": ["pause"]}, "pause"),
        ("light", {"others": ["red light"]}, "red light"),
        ("Ben", {"partners": ["Anna", "Ben"]}, "name Ben"),
        ("yes", {}, "yes"),
        ("reddy", {}, "ready"),
    ],
)
def test_what_cannot_work_is_refused_with_reason_and_other_ideas(
    word: str, options: dict[str, list[str]], why: str
) -> None:
    """Rating and check agree, and the message offers words that do work."""
    rating = words.rate(word, knows=knows, **options)
    assert (rating.score, rating.verdict) == (0, "refused")
    assert why in rating.reasons[0]
    with pytest.raises(UsageError) as refusal:
        words.check_word(word, knows=knows, **options)
    assert why in refusal.value.message
    offered = refusal.value.help.removeprefix("Choose another safe word, for example ")
    for offer in offered.rstrip(".").split(", "):
        assert words.check_word(offer, knows=knows, **options) == offer


@pytest.mark.parametrize(
    ("word", "written"),
    [("Pineapple", "pineapple"), ("  red   LIGHT ", "red light"), ("pine-apple", "pine apple"),
     ("can’t stop", "can't stop"), ("red", "red"), ("stop", "stop"), ("ox", "ox")],
)  # fmt: skip
def test_a_word_that_works_comes_back_as_the_recognizer_writes_it(word: str, written: str) -> None:
    """Poor words are allowed: the couple decides."""
    assert words.check_word(word, knows=knows, pause_word="pause") == written


def test_a_pause_word_is_called_so() -> None:
    """The same check serves both kinds of words, and the message names the kind."""
    assert words.check_word("pause", knows=knows, kind="pause word") == "pause"
    assert words.check_word("hold on", knows=knows, kind="pause word") == "hold on"
    for word in ("", "stop", "yes", "go on"):
        with pytest.raises(UsageError, match="pause word"):
            words.check_word(word, kind="pause word")


def test_a_ritual_that_says_something_alike_speaks_against_a_word() -> None:
    """The prompts of the chosen rituals count, and the place is quoted."""
    said = words.rate("pineapple", prompts=["Sit down.", "Sit by an apple tree."])
    assert said.verdict == "refused"
    assert "“by an apple”" in said.reasons[0]
    assert words.rate("pineapple", prompts=["Sit down."]).verdict == "excellent"


def test_two_known_words_are_offered_for_an_unknown_one() -> None:
    """ "snowboy" is unknown, "snow boy" sounds the same."""
    assert suggestions("snowboy", knows)[0] == "snow boy"


@pytest.mark.parametrize(("idea", "theme"), [("apple", "food"), ("cat", "animals"),
                                             ("rose", "plants"), ("paris", "places")])  # fmt: skip
def test_better_words_share_the_spirit_of_an_idea(idea: str, theme: str) -> None:
    """Who thinks of an apple is offered fruit."""
    offers = suggestions(idea, knows, 3)
    assert set(offers) <= set(THEMES[theme].offers)


def test_only_known_words_are_offered_and_as_many_as_asked_for() -> None:
    """Suggestions go through the vocabulary too, and the word itself is not one."""
    offers = suggestions("pineapple", lambda word: word.startswith(("p", "t")), 7)
    assert len(offers) == 7
    assert all(offer.startswith(("p", "t")) for offer in offers)
    assert "pineapple" not in offers
    assert suggestions("pineapple", lambda _: False) == ()
    assert suggestions("pineapple", knows, 0) == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30))
def test_any_text_gets_a_rating_and_an_answer(text: str) -> None:
    """Nothing a person types is our bug."""
    rating = words.rate(text, knows=lambda word: word in table())
    assert rating.reasons
    assert 0 <= rating.score <= 100
    try:
        words.check_word(text, knows=lambda word: word in table())
    except UsageError as refusal:
        assert refusal.help


@pytest.mark.parametrize("word", ["gefühl", "ананас", "zzyzx", "a'b", "qu", "eau", "xx"])
def test_words_of_no_dictionary_are_guessed_from_their_letters(word: str) -> None:
    """A guess ends, and has only known phones."""
    assert all(phone in SUBSTITUTION for phone in spelled(word))


@pytest.mark.parametrize(("word", "count"), [("red", 1), ("pineapple", 3), ("red light", 2),
                                             ("kilimanjaro", 5), ("thank you", 2)])  # fmt: skip
def test_syllables_are_counted(word: str, count: int) -> None:
    """As many as one claps."""
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("times", "said"),
    [(12.3, "about 12 times in an hour"), (1.0, "about once in an hour"),
     (0.25, "about once in 4 hours"), (0.018, "about once in 55 hours")],
)  # fmt: skip
def test_a_frequency_is_said_in_plain_words(times: float, said: str) -> None:
    """Figures are rounded to what an estimate can carry."""
    assert how_often(times) == said


CLAPPED = (
    (1, "red stop please help now light"),
    (2, "apple orange baby mama sorry ocean enough darling mercy"),
    (3, "banana hospital tomorrow together marmalade family umbrella"),
    (4, "everything avocado helicopter pomegranate casablanca actually"),
    (5, "hippopotamus kilimanjaro"),
)
SYLLABLES = {
    **{word: count for count, these in CLAPPED for word in these.split()},
    **{"pine apple": 3, "red light": 2},
}


@pytest.mark.parametrize(("word", "count"), SYLLABLES.items(), ids=SYLLABLES.keys())
def test_the_reasons_of_a_rating_are_true(word: str, count: int) -> None:
    """For words of all kinds: syllables as one claps them, the frequency of the table, and words
    named as alike that the same measure finds alike."""
    reasons = " ".join(words.rate(word, knows=knows).reasons)

    assert f"{count} syllable" in reasons
    rarest = min(word.split(), key=per_hour)
    bound = "" if rarest in table() else "less than "
    often = how_often(per_hour(rarest)).removeprefix("about " if bound else "")
    assert f"{bound}{often} of talk" in reasons
    named = re.search(r"like it: (?:first of all )?([^.]*)\.", reasons)
    for other in re.findall("“([^”]+)”", named.group(1) if named else ""):
        assert words.distance(word, other) <= CLOSE


@pytest.mark.parametrize(
    ("verdict", "of"),
    [
        ("poor", "red stop please help now light apple orange baby sorry ocean enough hospital"),
        ("poor", "beautiful everything tomorrow together family actually understand darling"),
        ("good", "chocolate lighthouse mercy mama"),
        ("excellent", "butterfly umbrella octopus mississippi waterfall banana elephant"),
    ],
)
def test_short_and_everyday_words_are_rated_down(verdict: str, of: str) -> None:
    """What is said once in two hours, or has one syllable, is poor; rare long words excel."""
    assert {} == {
        word: found.score
        for word in of.split()
        if (found := words.rate(word, knows=knows)).verdict != verdict
    }


@pytest.mark.parametrize("typed", ["pineapple!", "“Pineapple”", " 'PINEAPPLE'. ", "(pineapple)"])
def test_marks_around_a_word_do_not_matter(typed: str) -> None:
    """Who writes it with an exclamation mark means the word."""
    assert "pineapple" == words.check_word(typed, knows=knows)


def test_a_word_without_vowels_is_refused() -> None:
    """Nobody could tell how it is said, though a model may hold it."""
    for word in ("xkcd", "qq", "brr"):
        assert "no vowel" in words.rate(word, knows=knows).reasons[0]


def test_an_hour_of_talk_holds_stop_more_often_than_pineapple() -> None:
    """The estimate agrees with everyday experience."""
    assert per_hour("stop") > 1.0
    assert per_hour("pineapple") < 0.05
    assert per_hour("no such word") == pytest.approx(LEAST_PER_MILLION * 9000 / 1e6)


def test_commands_cannot_be_safe_words_but_stop_can() -> None:
    """Each command means something else, except the one that ends the session anyway."""
    refused = {c for c in COMMANDS if words.rate(c).verdict == "refused"}
    assert refused == set(COMMANDS) - {"stop"}


def test_every_way_to_say_a_command_is_one_a_safe_word_must_not_sound_like() -> None:
    """What the engine listens for of itself, however it is said; said as the table has it."""
    said = {phrase for ways in own_words.COMMANDS.values() for phrase in ways}
    assert said - set(COMMANDS) == set()
    assert {word for phrase in COMMANDS for word in words_in(phrase)} - set(table()) == set()


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("sunflower", "slower"),
        ("lowder", "louder"),
        ("quiet", "quieter"),
        ("after cake", "aftercare"),
    ],
)
def test_a_word_is_held_against_the_commands_it_sounds_like(word: str, command: str) -> None:
    """The voice can be tuned with a word at any moment, and that must not end the evening."""
    findings = among_commands(word)
    assert findings[0].cost > 0
    assert f"“{command}" in findings[0].reason


@pytest.fixture
def ask() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, ["safe-word", *arguments])


def test_the_command_without_a_word_shows_the_excellent_ones(ask: Callable[..., Result]) -> None:
    """Every one of them, as text and as JSON."""
    shown = ask()
    assert shown.exit_code == 0
    assert all(word in shown.output for word in EXCELLENT)
    assert json.loads(ask("--list", "--json").output) == {"excellent": list(EXCELLENT)}


def test_recordings_without_a_word_are_a_usage_error(ask: Callable[..., Result]) -> None:
    """There is nothing to listen for."""
    answer = ask("--recordings", "anna.wav")
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output
