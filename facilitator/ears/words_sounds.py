"""How words sound: pronunciations as phones, and how far apart two of them are.

A phone is one character of the alphabet that hibari's English dictionary uses (the International
Phonetic Alphabet with capitals for diphthongs: A as in "day", I "eye", O "oh", W "now", Y "boy").
Stress marks are left out, and the sounds that differ only in careful speech are folded together
(the flapped t of "water" is t, the reduced vowels are schwa or ɪ).
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib import util
from itertools import product
from pathlib import Path
from typing import Any, Final

from facilitator.ears.words_list import table

WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word as people write it: letters, and apostrophes inside."""

Phones = tuple[str, ...]
"""One way to say a word or phrase, first sound to last, without stress."""

_MOST_VARIANTS: Final = 12
"""Ways to say one phrase that are followed up; the product over its words grows quickly."""

# Place is counted from the lips (0) to the throat (6), in steps that are about equal to the ear.
_CONSONANTS: Final[dict[str, tuple[float, str, int]]] = {
    "p": (0, "stop", 0),
    "b": (0, "stop", 1),
    "m": (0, "nasal", 1),
    "f": (0.5, "fricative", 0),
    "v": (0.5, "fricative", 1),
    "θ": (1, "fricative", 0),
    "ð": (1, "fricative", 1),
    "t": (1.5, "stop", 0),
    "d": (1.5, "stop", 1),
    "n": (1.5, "nasal", 1),
    "s": (1.5, "sibilant", 0),
    "z": (1.5, "sibilant", 1),
    "l": (1.5, "liquid", 1),
    "ɹ": (2, "liquid", 1),
    "ʃ": (2.5, "sibilant", 0),
    "ʒ": (2.5, "sibilant", 1),
    "ʧ": (2.5, "affricate", 0),
    "ʤ": (2.5, "affricate", 1),
    "j": (3, "glide", 1),
    "w": (0.5, "glide", 1),
    "k": (4, "stop", 0),
    "ɡ": (4, "stop", 1),
    "ŋ": (4, "nasal", 1),
    "h": (6, "fricative", 0),
}

_MANNER: Final[dict[frozenset[str], float]] = {
    frozenset({"sibilant", "fricative"}): 0.3,
    frozenset({"sibilant", "affricate"}): 0.3,
    frozenset({"stop", "affricate"}): 0.3,
    frozenset({"stop", "fricative"}): 0.4,
    frozenset({"liquid", "glide"}): 0.3,
    frozenset({"nasal", "liquid"}): 0.5,
    frozenset({"nasal", "stop"}): 0.5,
    frozenset({"fricative", "affricate"}): 0.4,
    frozenset({"stop", "sibilant"}): 0.5,
}
"""Likeness of ways of making a sound; pairs not named are as far apart as can be (0.7)."""

# Height 0 (close) to 3 (open), backness 0 (front) to 2 (back); a diphthong has two ends.
_VOWELS: Final[dict[str, tuple[tuple[float, float], tuple[float, float]]]] = {
    "i": ((0, 0), (0, 0)),
    "ɪ": ((0.6, 0.4), (0.6, 0.4)),
    "ɛ": ((1.7, 0.2), (1.7, 0.2)),
    "æ": ((2.5, 0.3), (2.5, 0.3)),
    "ə": ((1.5, 1.0), (1.5, 1.0)),
    "ʌ": ((1.9, 1.3), (1.9, 1.3)),
    "ɜ": ((1.5, 1.0), (1.2, 1.2)),
    "ɑ": ((3, 1.7), (3, 1.7)),
    "ɔ": ((2.1, 2), (2.1, 2)),
    "ʊ": ((0.6, 1.6), (0.6, 1.6)),
    "u": ((0, 2), (0, 2)),
    "A": ((1.3, 0.2), (0.4, 0.2)),
    "O": ((1.5, 1.8), (0.5, 1.8)),
    "I": ((2.8, 1.2), (0.5, 0.4)),
    "W": ((2.8, 1.2), (0.5, 1.7)),
    "Y": ((2.0, 2.0), (0.5, 0.4)),
}

_SEMIVOWELS: Final[dict[frozenset[str], float]] = {
    frozenset({"j", "i"}): 0.4,
    frozenset({"j", "ɪ"}): 0.5,
    frozenset({"w", "u"}): 0.4,
    frozenset({"w", "ʊ"}): 0.5,
    frozenset({"ɹ", "ɜ"}): 0.4,
    frozenset({"ɹ", "ə"}): 0.7,
}

_LOST: Final[dict[str, float]] = {"ə": 0.6, "ɪ": 0.8, "h": 0.7, "j": 0.8, "w": 0.9, "ɹ": 0.9}
"""Cost of leaving a sound out, where running speech often does; 1 for the others."""


def _between(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in _CONSONANTS and b in _CONSONANTS:
        place_a, manner_a, voice_a = _CONSONANTS[a]
        place_b, manner_b, voice_b = _CONSONANTS[b]
        manner = 0.0 if manner_a == manner_b else _MANNER.get(frozenset({manner_a, manner_b}), 0.7)
        place = min(0.6, 0.25 * abs(place_a - place_b))
        return min(1.0, 0.2 + manner + place + 0.2 * abs(voice_a - voice_b))
    if a in _VOWELS and b in _VOWELS:
        ends = zip(_VOWELS[a], _VOWELS[b], strict=True)
        apart = sum(abs(x[0] - y[0]) / 3 + abs(x[1] - y[1]) / 2 for x, y in ends) / 2
        return min(1.0, 0.2 + apart)
    return _SEMIVOWELS.get(frozenset({a, b}), 1.0)


_ALPHABET: Final = (*_CONSONANTS, *_VOWELS)
SUBSTITUTION: Final[dict[str, dict[str, float]]] = {
    a: {b: _between(a, b) for b in _ALPHABET} for a in _ALPHABET
}
"""Cost of hearing one phone for another: 0 the same, 1 nothing in common."""

_FOLD: Final = str.maketrans(
    {
        "T": "t", "ɾ": "t", "ʔ": "t", "ᵊ": "ə", "ɐ": "ə", "ᵻ": "ɪ", "ɒ": "ɑ", "Q": "O", "g": "ɡ",
        "ˈ": None, "ˌ": None, "ː": None, " ": None,
    }
)  # fmt: skip


def phones_of(notation: str) -> Phones:
    """Return the phones of a pronunciation in hibari's (misaki's) notation, stress left out."""
    return tuple(c for c in notation.translate(_FOLD) if c in SUBSTITUTION)


def gap(phone: str) -> float:
    """Return what it costs to leave a phone out or put it in: 0.6 (a schwa) to 1."""
    return _LOST.get(phone, 1.0)


def edit_distance(a: Phones, b: Phones, limit: float = 1.0) -> float:
    """Return the weighted edit distance of two phone strings over the length of the longer.

    The distance is Levenshtein's with substitutions weighted by the phonetic features place,
    manner and voicing (vowels: height and backness), as in Kondrak, "A new algorithm for the
    alignment of phonetic sequences" (NAACL 2000) and Nerbonne & Heeringa (1997); the weights
    here are our own.

    Args:
        a: One pronunciation.
        b: The other.
        limit: Give up as soon as the distance must be larger than this, and return 1.

    Returns:
        0 for the same sounds up to 1 for nothing in common. Symmetric.
    """
    if not a or not b:
        return 0.0 if a == b else 1.0
    longer = max(len(a), len(b))
    most = limit * longer
    if abs(len(a) - len(b)) * 0.6 > most:
        return 1.0
    row = [0.0]
    gaps = [gap(p) for p in b]
    for g in gaps:
        row.append(row[-1] + g)
    for p in a:
        costs = SUBSTITUTION[p]
        lost = gap(p)
        diagonal, left = row[0], row[0] + lost
        row[0] = left
        least = left
        for j, q in enumerate(b):
            above = row[j + 1]
            cost = diagonal + costs[q]
            if above + lost < cost:
                cost = above + lost
            left += gaps[j]
            if left < cost:
                cost = left
            diagonal, left = above, cost
            row[j + 1] = cost
            if cost < least:
                least = cost
        if least > most:
            return 1.0
    return min(1.0, row[-1] / longer)


@lru_cache(maxsize=1)
def _words_to_sounds() -> Any:
    """Return hibari's package for pronunciation, or None without hibari.

    It stands on its own; with hibari around it come half a second of signal processing.
    """
    hibari = util.find_spec("hibari")
    if hibari is None or not hibari.submodule_search_locations:
        return None
    folder = Path(hibari.submodule_search_locations[0]) / "g2p"
    name = "facilitator_hibari_g2p"
    spec = util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return package


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    """Return hibari's American dictionary without its networks, or None without hibari."""
    import gzip
    import json

    package = _words_to_sounds()
    if package is None:
        return None
    assets = Path(package.__file__).parents[1] / "assets"
    read = [
        json.loads(gzip.decompress((assets / f"lexicon_us_{kind}.json.gz").read_bytes()))
        for kind in ("gold", "silver")
    ]
    return package.Lexicon(*read)


_TAGS: Final = ("NN", "VB", "VBD", "JJ")
"""Parts of speech that choose between the readings of words spelled alike ("read", "live")."""


def looked_up(word: str) -> tuple[str, ...]:
    """Return the readings of one word in hibari's dictionary, in its notation, or ()."""
    dictionary = _dictionary()
    if dictionary is None:
        return ()
    found: dict[str, None] = {}
    for spelling in (word, word.capitalize()):
        entry = dictionary.golds.get(spelling)
        if isinstance(entry, dict):
            found.update(dict.fromkeys(reading for reading in entry.values() if reading))
        else:
            for tag in _TAGS:
                reading, _ = dictionary.get_word(spelling, tag, None, _words_to_sounds().Context())
                if reading:
                    found[reading] = None
        if found:
            break
    return tuple(found)


_SPELLED: Final[tuple[tuple[str, str], ...]] = (
    ("tion", "ʃən"), ("sion", "ʒən"), ("ough", "O"), ("augh", "ɔ"), ("eigh", "A"), ("igh", "I"),
    ("tch", "ʧ"), ("dge", "ʤ"), ("sch", "sk"), ("ch", "ʧ"), ("sh", "ʃ"), ("th", "θ"), ("ph", "f"),
    ("wh", "w"), ("ck", "k"), ("ng", "ŋ"), ("qu", "kw"), ("gh", "ɡ"), ("kn", "n"), ("wr", "ɹ"),
    ("ee", "i"), ("ea", "i"), ("ie", "i"), ("ei", "A"), ("oo", "u"), ("ou", "W"), ("ow", "O"),
    ("oa", "O"), ("oi", "Y"), ("oy", "Y"), ("ai", "A"), ("ay", "A"), ("au", "ɔ"), ("aw", "ɔ"),
    ("ew", "u"), ("ue", "u"), ("ui", "u"), ("er", "əɹ"), ("ir", "ɜɹ"), ("ur", "ɜɹ"), ("ar", "ɑɹ"),
    ("or", "ɔɹ"), ("ce", "s"), ("ci", "sɪ"), ("cy", "si"), ("ge", "ʤ"), ("x", "ks"), ("a", "æ"),
    ("b", "b"), ("c", "k"), ("d", "d"), ("e", "ɛ"), ("f", "f"), ("g", "ɡ"), ("h", "h"), ("i", "ɪ"),
    ("j", "ʤ"), ("k", "k"), ("l", "l"), ("m", "m"), ("n", "n"), ("o", "ɑ"), ("p", "p"), ("q", "k"),
    ("r", "ɹ"), ("s", "s"), ("t", "t"), ("u", "ʌ"), ("v", "v"), ("w", "w"), ("y", "i"), ("z", "z"),
)  # fmt: skip


_SPELLED_BY_LETTER: Final = {
    letter: tuple(pair for pair in _SPELLED if pair[0][0] == letter)
    for letter in {spelling[0] for spelling, _ in _SPELLED}
}
_SILENT_E: Final = re.compile(r"([aeiou])([bdfklmnprstvz])es?$")


def spelled(word: str) -> Phones:
    """Return a rough guess at how an unknown word sounds, from its letters alone."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    letters = re.sub(r"([bcdfghjklmnpqrstvwxz])\1", r"\1", letters)
    long_vowel = {"a": "A", "i": "I", "o": "O", "u": "u", "e": "i"}
    phones = ""
    at = 0
    while at < len(letters):
        silent_e = _SILENT_E.match(letters, at)
        if silent_e and at:
            ending = "s" if letters.endswith("s") else ""
            phones += long_vowel[silent_e[1]] + silent_e[2].replace("r", "ɹ") + ending
            break
        for spelling, sound in _SPELLED_BY_LETTER[letters[at]]:
            if letters.startswith(spelling, at):
                phones += sound
                at += len(spelling)
                break
    if letters.endswith("a") and phones:
        phones = phones[:-1] + "ə"
    return phones_of(phones)


_WEAK: Final[dict[str, str]] = {
    "a": "ə A", "am": "æm əm", "an": "æn ən", "and": "ænd ən ənd", "are": "ɑɹ əɹ", "as": "æz əz",
    "at": "æt ət", "but": "bʌt bət", "can": "kæn kən", "for": "fɔɹ fəɹ", "from": "fɹʌm fɹəm",
    "had": "hæd əd", "has": "hæz əz", "have": "hæv əv", "he": "hi i", "her": "hɜɹ əɹ",
    "him": "hɪm ɪm", "his": "hɪz ɪz", "of": "ʌv əv ə", "or": "ɔɹ əɹ", "than": "ðæn ðən",
    "that": "ðæt ðət", "the": "ðə ði", "them": "ðɛm ðəm əm", "to": "tu tə", "us": "ʌs əs",
    "was": "wʌz wəz", "were": "wɜɹ wəɹ", "you": "ju jə", "your": "jɔɹ jəɹ",
}  # fmt: skip
"""Small words that running speech weakens, with their ways to be said, the full one first."""


@lru_cache(maxsize=4096)
def word_pronunciations(word: str) -> tuple[Phones, ...]:
    """Return the ways to say one word: from the shipped table, else hibari's dictionary (loaded
    on first need, about 0.2 s), else guessed from the spelling. Empty for no letters."""
    word = word.lower()
    if word in _WEAK:
        readings = tuple(_WEAK[word].split())
    elif entry := table().get(word):
        readings = entry.readings
    else:
        readings = looked_up(word)
    variants = dict.fromkeys(p for r in readings if (p := phones_of(r)))
    if not variants and (guess := spelled(word)):
        variants[guess] = None
    return tuple(variants)


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text as the recognizer writes them: lower case, letters and the
    apostrophes inside words."""
    return tuple(WORD.findall(text.lower().replace("’", "'")))


def joined(words: Iterable[str]) -> tuple[Phones, ...]:
    """Return the ways to say some words in a row, at most about twelve, the usual one first."""
    ways = [word_pronunciations(word) or ((),) for word in words]
    while math.prod(map(len, ways)) > _MOST_VARIANTS:
        widest = max(range(len(ways)), key=lambda i: len(ways[i]))
        ways[widest] = ways[widest][:-1]
    chosen = (tuple(phone for part in way for phone in part) for way in product(*ways))
    return tuple(dict.fromkeys(way for way in chosen if way))


@lru_cache(maxsize=1024)
def pronunciation(phrase: str) -> tuple[Phones, ...]:
    """Return the ways to say a word or phrase, each a tuple of phones; () for no letters.

    Words outside the shipped table are looked up in hibari's dictionary, which takes about 0.3 s
    the first time; without hibari they are guessed from their letters.
    """
    return joined(words_in(phrase))


def distance(a: str, b: str) -> float:
    """Return how far apart two words or phrases sound: 0 alike, 1 nothing in common.

    The least weighted edit distance over their ways to be said, divided by the length of the
    longer (`words_sounds.edit_distance`). Spaces make no sound: "pine apple" is at 0 from
    "pineapple".
    """
    return min(
        (edit_distance(x, y) for x in pronunciation(a) for y in pronunciation(b)), default=1.0
    )


def syllables(phrase: str) -> int:
    """Return the number of syllables of a word or phrase: the vowels of its usual pronunciation."""
    return sum(vowels(way) for way in pronunciation(phrase)[:1])


def vowels(way: Phones) -> int:
    """Return the number of vowels, hence of syllables, of one pronunciation."""
    return sum(phone in _VOWELS for phone in way)
