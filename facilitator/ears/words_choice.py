"""Choosing a safe word: what speaks for and against a word, and what to take instead.

A rating is built on counted facts only: how often the word comes up in talk, which common words
sound like it, how long it is, and what else the session listens for or says. Recordings of real
people bear them out: in 2.7 hours of talk the first recognizer took something for "marmalade"
once, for "pineapple", "lighthouse" and "cinnamon" twice, and for "alexa" seven times.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, Literal

from facilitator.ears.words_likeness import ALIKE, sounds_like
from facilitator.ears.words_list import LEAST_PER_MILLION, table
from facilitator.ears.words_sounds import (
    Phones,
    distance,
    edit_distance,
    pronunciation,
    syllables,
    words_in,
)
from facilitator.engine.own_words import COMMANDS as _MEANT

Knows = Callable[[str], bool]
"""Says whether a single word is in the speech model's vocabulary."""

Verdict = Literal["excellent", "good", "poor", "refused"]

WORDS_AN_HOUR: Final = 9000
"""Words two people say in an hour of unbroken talk: 150 a minute."""

COMMON: Final = 5000
"""How many of the most frequent words a safe word is compared with."""

MOST_WORDS: Final = 3
"""Words a safe word may consist of."""

LONGEST: Final = 40
"""Letters a safe word may have, spaces counted."""

NEAR: Final = 0.45
"""Distance up to which a word counts as sounding like another (`words.NEIGHBOUR`)."""

CLOSE: Final = 0.35
"""Distance up to which a common word is named to people as sounding alike; of spoken lines at a
greater distance one in thirty was taken for the safe word for a moment, nearer ones far more
often."""

COMMANDS: Final = tuple(
    dict.fromkeys(
        (
            *("ready", "yes", "no", "okay", "stop", "thank you", "done", "i'm done", "skip"),
            "again",
            *(phrase for ways in _MEANT.values() for phrase in ways),
        )
    )
)
"""What sessions listen for besides the safe word: common answers, and every way to say a command of
the engine."""

SAME: Final = 0.2
"""Distance up to which a word is refused for sounding like a command or a name."""

_ENDING: Final = frozenset({"stop"})
"""Commands that end a session too, so that a safe word like them only is a poor one."""

_COMES_UP: Final = 34.0
"""Points for each tenfold of how often a word is said, from once in 20 hours on: who says it once
in two hours of talk would stop every other long evening by accident, and the word is a poor one;
once in six hours, and it is no longer excellent."""

_COMMON_HALVES: Final = 1000
"""How many of the most frequent words are tried as the two halves of a safe word."""


_AROUND: Final = " \t\r\n\"'“”„‘‚«».,;:!?…()[]"
"""Marks that may stand around a word somebody typed."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How good a safe word is.

    Attributes:
        word: The word as it was rated: lower case, single spaces.
        score: 0 (cannot be used) to 100 (nothing speaks against it).
        verdict: `refused`, else by score: `excellent` from 85, `good` from 65, `poor` below.
        reasons: Sentences in plain language with the figures behind the score, the weightiest
            first; never empty.
    """

    word: str
    score: int
    verdict: Verdict
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that speaks for or against a word.

    Attributes:
        cost: Points taken from the score, 0 or more.
        reason: A sentence in plain language with its figure.
        refused: The word cannot be used at all.
    """

    cost: float
    reason: str
    refused: bool = False


def normal(phrase: str) -> str:
    """Return a phrase as the recognizer writes it: lower case, hyphens as spaces, single spaces,
    without quotes around it or marks at its end."""
    plain = re.sub(r"[-‐‑–]", " ", phrase.lower().replace("’", "'"))
    return " ".join(plain.strip(_AROUND).split())


def rate(
    word: str,
    *,
    knows: Knows | None = None,
    partners: Sequence[str] = (),
    others: Sequence[str] = (),
    prompts: Iterable[str] = (),
) -> Rating:
    """Return how good a word or phrase is as a safe word, and why.

    Args:
        word: One to three words.
        knows: The speech model's vocabulary; without it the check is left out.
        partners: Names of the two people.
        others: Other words chosen for the session: pause words, the other's safe word.
        prompts: What the facilitator says in the rituals that will be used.

    Never raises. Takes about 0.1 s, and 0.3 s more the first time a rare word or name comes.
    """
    word = normal(word)
    refusal = why_unusable(word)
    if refusal is None and knows is not None:
        refusal = why_unheard(word, knows)
    if refusal is not None:
        return Rating(word, 0, "refused", (refusal,))
    findings = [
        _length(word),
        _frequency(word),
        _neighbours(word),
        *_halves(word),
        *_names(word, partners),
        *among_commands(word),
        *_chosen(word, others),
        *_said(word, prompts),
    ]
    findings.sort(key=lambda finding: (not finding.refused, -finding.cost))
    reasons = tuple(finding.reason for finding in findings)
    if any(finding.refused for finding in findings):
        return Rating(word, 0, "refused", reasons)
    score = max(1, round(100 - sum(finding.cost for finding in findings)))
    verdict: Verdict = "excellent" if score >= 85 else "good" if score >= 65 else "poor"
    return Rating(word, score, verdict, reasons)


def why_unusable(word: str) -> str | None:
    """Return why a phrase cannot be a safe word in any language model, or None."""
    if not word:
        return "A safe word cannot be empty."
    if re.search(r"\d", word):
        return f"“{_short(word)}” holds digits; write them as words, as they are said."
    if odd := sorted({c for c in word if not (c.isalpha() or c in " '")}):
        return f"“{_short(word)}” holds {' '.join(odd[:3])}, which cannot be said."
    parts = word.split()
    if len(parts) > MOST_WORDS:
        return (
            f"“{_short(word)}” has {len(parts)} words; {MOST_WORDS} are the most one says in a "
            "hurry."
        )
    if len(word.replace(" ", "").replace("'", "")) < 2:
        return f"“{word}” is a single letter, too short to be told from other speech."
    if len(word) > LONGEST:
        return f"“{_short(word)}” has {len(word)} letters, too many to say in a hurry."
    if word.isascii() and syllables(word) == 0:
        return f"“{word}” has no vowel, so nobody can tell how it is said."
    return None


def _short(word: str) -> str:
    return word if len(word) <= LONGEST else f"{word[:20]}…"


def why_unheard(word: str, knows: Knows) -> str | None:
    """Return why the recognizer can never hear a phrase, or None when it can."""
    missing = [part for part in word.split() if not knows(part)]
    if not missing:
        return None
    listed = " and ".join(f"“{part}”" for part in missing)
    verb = "is" if len(missing) == 1 else "are"
    if any(not unicodedata.name(c, "LATIN").startswith("LATIN") for c in word if c.isalpha()):
        return f"{listed} {verb} not written in the letters of English, which is all I understand."
    return f"{listed} {verb} not among the words the speech model knows, so it is never heard."


def _length(word: str) -> Finding:
    count = syllables(word)
    if count == 1:
        return Finding(30, "1 syllable: much of other talk sounds like it.")
    if count == 2:
        return Finding(10, "2 syllables; three or more are told apart better.")
    if count > 6:
        return Finding(10, f"{count} syllables: long to say when it matters.")
    return Finding(0, f"{count} syllables: long enough to stand out.")


def per_hour(word: str) -> float:
    """Return how often a word comes up in an hour of unbroken talk, as an estimate.

    For words outside the table: the upper bound, the frequency of its rarest common word.
    """
    entry = table().get(word)
    return (entry.per_million if entry else LEAST_PER_MILLION) * WORDS_AN_HOUR / 1e6


def how_often(times_an_hour: float) -> str:
    """Return a frequency in words: "about 3 times an hour", "about once in 40 hours"."""
    if times_an_hour >= 1.5:
        return f"about {times_an_hour:.0f} times in an hour"
    if times_an_hour >= 0.67:
        return "about once in an hour"
    hours = 1 / times_an_hour
    return (
        f"about once in {hours:.0f} hours" if hours < 10 else f"about once in {_round(hours)} hours"
    )


def _round(number: float) -> int:
    step: int = 10 ** max(0, int(math.log10(number)) - 1) * (5 if number >= 20 else 1)
    return max(step, round(number / step) * step)


def _frequency(word: str) -> Finding:
    parts = word.split()
    if len(parts) > 1:
        rates = {part: per_hour(part) for part in parts}
        rarest = min(rates, key=lambda part: rates[part])
        cost = min(30.0, max(0.0, 9 * math.log10(rates[rarest] / 0.05)))
        return Finding(cost, f"Of its words, “{rarest}” comes up least: {_said_so_often(rarest)}.")
    cost = min(60.0, max(0.0, _COMES_UP * math.log10(per_hour(word) / 0.05)))
    return Finding(cost, f"Comes up {_said_so_often(word)}.")


def _said_so_often(word: str) -> str:
    often = how_often(per_hour(word))
    if word not in table():
        often = f"less than {often.removeprefix('about ')}"
    return f"{often} of talk"


@lru_cache(maxsize=256)
def neighbours(word: str) -> tuple[tuple[str, float], ...]:
    """Return the common words that sound like a word, the nearest first, each with its distance
    (`words.distance`, at most 0.45). The word's own parts and forms count too, it itself not."""
    sounds = pronunciation(word)
    found = []
    for other in islice(table(), COMMON):
        if other == word:
            continue
        apart = min(
            (edit_distance(x, y, NEAR) for x in pronunciation(other) for y in sounds), default=1.0
        )
        if apart <= NEAR:
            found.append((other, round(apart, 3)))
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _neighbours(word: str) -> Finding:
    near = neighbours(word)
    exposure = sum(per_hour(other) * (1 - apart / NEAR) for other, apart in near)
    cost = min(30.0, 8 * math.log2(1 + exposure))
    close = [other for other, apart in near if apart <= CLOSE]
    listed = ", ".join(f"“{other}”" for other in close[:3])
    common = f"the {COMMON:,} most common words"
    if not near:
        return Finding(cost, f"None of {common} sounds like it.")
    if not close:
        return Finding(cost, f"None of {common} sounds much like it; nearest is “{near[0][0]}”.")
    somewhat = "" if near[0][1] <= SAME else " somewhat"
    if len(close) == 1:
        return Finding(cost, f"1 of {common} sounds{somewhat} like it: {listed}.")
    first = "" if len(close) <= 3 else "first of all "
    return Finding(cost, f"{len(close)} of {common} sound{somewhat} like it: {first}{listed}.")


def _halves(word: str) -> list[Finding]:
    """Two common words that, said in a row, make a safe word of one word."""
    if " " in word:
        return []
    for sounds in pronunciation(word):
        for cut in range(2, len(sounds) - 1):
            first, second = _common(sounds[:cut]), _common(sounds[cut:])
            if first and second:
                reason = f"Two common words in a row make it: “{first} {second}”."
                return [Finding(8, reason)]
    return []


@lru_cache(maxsize=1)
def _common_sounds() -> dict[Phones, str]:
    sounds: dict[Phones, str] = {}
    for word in islice(table(), _COMMON_HALVES):
        for phones in pronunciation(word):
            sounds.setdefault(phones, word)
    return sounds


def _common(sounds: Phones) -> str | None:
    return _common_sounds().get(sounds)


def likest(word: str, others: Iterable[str]) -> tuple[str, float] | None:
    """Return what sounds most like a word, and how far off it is; also a part of a phrase."""
    apart = {
        other: min(distance(word, part) for part in {normal(other), *words_in(other)})
        for other in others
        if words_in(other)
    }
    nearest = min(apart, key=lambda other: apart[other], default=None)
    return None if nearest is None else (nearest, apart[nearest])


def _names(word: str, partners: Sequence[str]) -> list[Finding]:
    names = [name.strip() for name in partners if words_in(name)]
    nearest = likest(word, names)
    if nearest is None:
        return []
    name, apart = nearest
    reason = f"It sounds like the name {name}, which the facilitator says often."
    if apart <= SAME:
        return [Finding(60, reason, refused=True)]
    if apart <= ALIKE:
        return [Finding(30, reason)]
    if apart <= NEAR:
        return [Finding(15, f"It sounds somewhat like the name {name}.")]
    return [Finding(0, f"It does not sound like {' or '.join(names)}.")]


def among_commands(word: str) -> list[Finding]:
    """Return what follows from a word's likeness to what sessions listen for besides."""
    apart = {command: distance(word, command) for command in COMMANDS}
    command = min(apart, key=lambda each: apart[each])
    if apart[command] > NEAR:
        return [Finding(0, "It does not sound like anything else a session listens for.")]
    if apart[command] > ALIKE:
        return [Finding(15, f"It sounds somewhat like “{command}”, which sessions listen for.")]
    if apart[command] > SAME and command not in _ENDING:
        return [Finding(20, f"It sounds like “{command}”, which sessions listen for.")]
    if command in _ENDING:
        reason = f"“{command}” said alone ends a session anyway, and comes up in ordinary talk."
        return [Finding(15, reason)]
    reason = f"It sounds like “{command}”, which means something else in a session."
    if command == word:
        reason = f"“{command}” already means something else in a session."
    return [Finding(60, reason, refused=True)]


def _chosen(word: str, others: Sequence[str]) -> list[Finding]:
    findings = []
    for other in map(normal, others):
        if clash := why_clashing(word, other):
            findings.append(Finding(60, clash, refused=True))
        elif distance(word, other) <= NEAR:
            findings.append(Finding(15, f"It sounds somewhat like your other word “{other}”."))
    return findings


def why_clashing(word: str, other: str) -> str | None:
    """Return why two chosen words cannot stand beside each other, or None."""
    if word == other:
        return f"“{word}” is already your other word."
    if set(word.split()) <= set(other.split()) or set(other.split()) <= set(word.split()):
        return f"“{word}” and your other word “{other}” hold the same words."
    if distance(word, other) <= ALIKE:
        return f"“{word}” sounds too much like your other word “{other}”."
    return None


def _said(word: str, prompts: Iterable[str]) -> list[Finding]:
    texts = list(prompts)
    if not texts:
        return []
    places = [match for text in texts for match in sounds_like(text, word)]
    if not places:
        return [Finding(0, "The ritual says nothing that sounds like it.")]
    nearest = min(places, key=lambda match: match.distance)
    reason = f"The ritual says something that sounds like it: “{nearest.text}”."
    return [Finding(60, reason, refused=True)]
