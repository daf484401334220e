"""A word that may have been said: how it is looked at again, and what confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

from facilitator.clock import BLOCK, RATE_HZ, Samples, samples
from facilitator.ears.manner import Manner
from facilitator.ears.second_opinion import (
    ALONE_GAP_SECONDS,
    Finding,
    Reading,
    Try,
    Weight,
    found,
    stands_alone,
)
from facilitator.ears.watched import BESIDE_STOP, STOP, Watched

OPINION_LAG: Final[Samples] = 2 * BLOCK
"""In a virtual room an opinion is taken to need so long before it looks at anything."""

_LONG: Final = samples(2.5)
_SHORT: Final = samples(1.5)
_CUT: Final = samples(2.0)
READINGS: Final = (Try(_LONG), Try(samples(1.4)))
"""How "stop" and a pause word are looked at, which must be seen to stand alone."""

WEIGHINGS: Final[dict[Manner, tuple[Try, ...]]] = {
    "plain": (
        Try(_SHORT, "many"),
        Try(_LONG, "many"),
        Try(_SHORT, "many", ("noise",)),
    ),
    "over noise": (Try(_SHORT, "few", ("noise",)), Try(_LONG, "few", ("noise",))),
    "over talk": (
        Try(_SHORT, "few", ("softer",)),
        Try(_CUT, "few", cut=True),
        Try(_SHORT, "few", ("noise",)),
        Try(_CUT, "few", ("softer",), cut=True),
    ),
    "whispered": (
        Try(_LONG, "few", ("treble",)),
        Try(_SHORT, "few", ("treble",)),
        Try(_SHORT, "few"),
    ),
}
"""How a stretch that may hold a safe word is weighed."""

STOOD_OUT: Final = Try(_CUT, "few", cut=True)
"""How something that stood out and in which nothing was noticed is weighed in a quiet place, where
talk stands out all the time, and a word is seldom missed."""


@dataclass(frozen=True, slots=True)
class Enough:
    """Weight from which a safe word counts as said, in nats.

    Attributes:
        once: In one weighing.
        twice: In each of two.
        within_talk: More is needed by this for a word that was not said apart (`is_apart`).
    """

    once: float
    twice: float
    within_talk: float


ENOUGH: Final[dict[Manner, Enough]] = {
    "plain": Enough(6.0, 4.0, within_talk=4.0),
    "over noise": Enough(6.0, -1.0, within_talk=10.0),
    "over talk": Enough(0.0, -1.0, within_talk=6.0),
    "whispered": Enough(4.0, 2.0, within_talk=2.0),
}
"""How much is enough, by the manner in which a word was said.

Plain: of 360 words said at home one in fifty weighed less than 12; of twelve words in 1.2 hours of
talk none reached 3.5 alone, and one 8 within talk. Over noise, in two weighings: 94 of 100 words
5 dB over pink noise reached -1. Over talk: 92 of 100 words over a person 10 dB softer."""

STANDS_OUT_DB: Final = 4.0
"""Over talk a word so far above what is beside it was said apart. 88 of 100 words over a person
10 dB softer stood 5 dB above; of 84 false readings in talk of which some was softer, two."""

NOT_AMONG_DB: Final = 2.0
"""Over noise the same. 92 of 100 words 5 dB over pink noise stood 2 dB above what was beside them,
of 105 false readings in talk 10 dB over it 13."""

HOPELESS: Final = 2
"""A word of which so many weighings read nothing is not looked for in others: of 360 words over
somebody else's talk two were found only there."""

REPEATED_LESS: Final = 3.0
"""So much less weight is enough for somebody who says it again."""

_SURE = 0.7
"""Confidence from which one reading of a pause word counts."""

_NEARLY = 0.5
"""Confidence from which readings of a pause word count that agree."""

Cause = Literal["sign", "hint", "standing out", "final"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How surely a doubt about a safe word was decided, for those who measure it.

    Attributes:
        at: When.
        word: What may have been said.
        cause: Why it was doubted.
        spare: How much weight it had beyond what is enough: 0 and more for what was taken as said,
            less for what was not; None where no reading held it.
    """

    at: Samples
    word: str
    cause: Cause
    spare: float | None


@dataclass(slots=True)
class Doubt:
    """A word, or one of several, that may have been said.

    Attributes:
        words: Which.
        due: When the second opinion is asked.
        cause: A sign, which hushes; a hint; something that stood out and in which nothing was
            noticed; or that the first recognizer has come to be sure.
        repeated: It had been suspected shortly before.
        latest: When something that stood out is no longer worth asking about.
        window: What is read instead of the last seconds.
        manner: How it was said, if it was.
        tries: How it is looked at.
        question: Number of the question, 0 before it has been asked.
        asked_at: When it was.
        answer: What was found until it was enough, once that is known.
        findings: Everything that was found.
    """

    words: tuple[Watched, ...]
    due: Samples
    cause: Cause
    repeated: bool = False
    latest: Samples = 0
    window: tuple[Samples, Samples] | None = None
    manner: Manner = "plain"
    tries: tuple[Try, ...] = ()
    question: int = 0
    asked_at: Samples = 0
    answer: tuple[Finding, ...] | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def silent(self) -> bool:
        """Nothing has been hushed for it."""
        return self.cause != "sign" or self.words[0].kind == "pause"

    @property
    def is_weighed(self) -> bool:
        """It is about safe words."""
        return all(word.kind == "safe" for word in self.words)

    def spare(self, word: Watched, findings: Sequence[Finding]) -> float:
        """Return how much weight a safe word has beyond what is enough; -inf for none."""
        weights = [each.weights[word.tokens] for each in findings if word.tokens in each.weights]
        enough = ENOUGH[self.manner]
        among = [enough.within_talk * (not is_apart(each, self.manner)) for each in weights]
        best, second, *_ = (
            *sorted((w.nats - more for w, more in zip(weights, among, strict=True)), reverse=True),
            -inf,
            -inf,
        )
        less = REPEATED_LESS if self.repeated else 0.0
        return max(best - enough.once, second - enough.twice) + less

    def confirms(self, word: Watched, findings: Sequence[Finding]) -> bool:
        """Say whether the findings hold a word."""
        if word.kind == "safe":
            return self.spare(word, findings) >= 0.0
        readings = [each.reading for each in findings]
        sure = any(_holds(word, each, _SURE) for each in readings)
        nearly = [_holds(word, each, _NEARLY) for each in readings]
        return sure or (len(nearly) > 1 and all(nearly))

    def enough(self, findings: Sequence[Finding]) -> bool:
        """Say whether the findings so far hold one of the words, or leave no hope of it."""
        if self.is_weighed and len(findings) >= HOPELESS and not any(f.weights for f in findings):
            return True
        return any(self.confirms(word, findings) for word in self.words)

    def take(self, findings: tuple[Finding, ...]) -> None:
        """Take in what was found; what was found when it was enough already decides nothing."""
        self.findings = findings
        counts = range(1, len(findings) + 1)
        needed = next((n for n in counts if self.enough(findings[:n])), len(findings))
        self.answer = findings[:needed]

    def judgement(self, word: Watched, at: Samples) -> Judgement:
        """Return how surely a safe word was said by all that was found."""
        spare = self.spare(word, self.findings)
        return Judgement(at, word.phrase, self.cause, None if spare == -inf else spare)

    def known_at(self) -> Samples:
        """Return when the answer counts in a virtual room."""
        looked = self.tries[: len(self.answer or ())]
        return self.asked_at + OPINION_LAG + sum(looking_lag(each) for each in looked)


def is_apart(weight: Weight, manner: Manner) -> bool:
    """Say whether a word was said apart from what else was heard.

    Beside a softer person or noise, of which words are read too, its level tells; elsewhere it is
    enough that nothing else was read close to it.
    """
    rise = -inf if weight.rise_db is None else weight.rise_db
    if manner == "over talk":
        return rise >= STANDS_OUT_DB
    if manner == "over noise":
        return weight.alone and rise >= NOT_AMONG_DB
    return weight.alone or rise >= STANDS_OUT_DB


def looking_lag(how: Try) -> Samples:
    """Return how long a try is taken to need in a virtual room.

    20 ms for each second of sound and each reading, of which a weighing needs two: 12 words of
    each manner took 48 to 58 ms for 1.5 s and 74 to 84 ms for 2.5 s in the median.
    """
    readings = 2 if how.against else 1
    return BLOCK * -(-readings * how.length // RATE_HZ)


def _holds(watched: Watched, reading: Reading, sure: float) -> bool:
    if watched.kind == "stop":
        if sum(read.word == STOP for read in reading) >= 2:
            return True
        return stands_alone(reading, watched.tokens, ALONE_GAP_SECONDS, BESIDE_STOP)
    place = found(reading, watched.tokens)
    return bool(place) and min(read.confidence for read in place) >= sure
