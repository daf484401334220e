"""The safe word: hush on the first sign, then decide.

A recognizer with the watched words, some thousand frequent words and plenty of "none of these"
tells within the word itself that it may have been said. `WAITS` later, when the whole word has
been heard, a second opinion reads the last seconds again. Why two steps, and their figures:
`docs/safe-word.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from facilitator.clock import BLOCK, Samples, samples
from facilitator.ears.model import SpeechModel
from facilitator.ears.own_voice import OwnVoice
from facilitator.ears.past import Past, dithered_pcm16, levelled
from facilitator.ears.recognizer import UNKNOWN, Hearing, Recognizer
from facilitator.ears.second_opinion import Reading, SecondOpinion, found, stands_alone
from facilitator.ears.words import frequent_words, without_neighbours
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)

STOP: Final = "stop"
"""Ends the session when said alone or twice, chosen or not."""

WAITS: Final[Samples] = samples(0.3)
"""From suspicion to the second opinion: signs come before the word has ended."""

STOP_WAITS: Final[Samples] = samples(0.36)
"""The same for "stop", which must be seen to stand alone."""

OPINION_LAG: Final[Samples] = 6 * BLOCK
"""In a virtual room the second opinion is taken to need exactly this long."""

SIGN: Final[Samples] = samples(0.5)
"""Length of sound that a sign is taken to come from."""

REPEATS_WITHIN: Final[Samples] = samples(5.0)
"""A second suspicion within this time is a person repeating it."""

REPEATS_AFTER: Final[Samples] = samples(0.5)
"""A sign sooner after the first is the same word, read anew."""

WINDOWS: Final = (samples(2.5), samples(1.4))
"""Lengths of the past the second opinion reads."""

LATE_MARGIN: Final[Samples] = samples(0.5)
"""Sound around a word that the first recognizer's final still holds, read once more."""

_BESIDE_STOP = frozenset({"uh", "um", "oh", "ah", "no", "please", "okay", "hey"})
"""Said beside "stop" these leave it alone: "no, stop", "please stop"."""

_FIRST_DECOYS = 3000
_FIRST_UNKNOWN = 100
_SECOND_DECOYS = 3000
_SECOND_UNKNOWN = 1000
_LENIENT_UNKNOWN = 100
_ALONE_GAP_SECONDS = 0.4
_SURE = 0.7
"""Confidence from which a reading counts: of 52 false signs in 18 hours times words one was read
with more, and of 240 true ones in noise three were read with less."""

Kind = Literal["safe", "stop", "pause"]


@dataclass(frozen=True, slots=True)
class Watched:
    """A word or phrase that is watched for in everything that is said."""

    phrase: str
    kind: Kind
    tokens: tuple[str, ...]

    @classmethod
    def of(cls, phrase: str, kind: Kind) -> Watched:
        """Return the phrase ready to be looked for."""
        return cls(phrase, kind, tuple(phrase.lower().split()))


@dataclass(slots=True)
class _Doubt:
    watched: Watched
    since: Samples
    due: Samples
    silent: bool
    lenient: bool = False
    window: tuple[Samples, Samples] | None = None
    question: int = 0
    asked_at: Samples = 0


@dataclass(slots=True)
class _Count:
    """How often a word stands in the text of the current utterance."""

    seen: int = 0
    lower: int = 0
    lower_since: Samples | None = None

    def rises(self, count: int, at: Samples) -> bool:
        """Take in the newest count; say whether the word has come up once more."""
        if self.lower_since is not None and at - self.lower_since > REPEATS_AFTER:
            self.seen, self.lower_since = self.lower, None
        rises = count > self.seen
        if count >= self.seen:
            self.seen, self.lower_since = count, None
        elif self.lower_since is None or count > self.lower:
            self.lower, self.lower_since = count, at
        return rises


class SafeWordEar:
    """Watches for safe words, "stop" and pause words.

    Args:
        model: Shared speech model.
        safe_words: Each ends the session wherever it stands in what is said.
        pause_words: Each is told as `PhraseHeard` wherever it stands.
        wait: Virtual time: results are taken after fixed delays and waited for.

    All methods are called by the session thread. Two worker threads; about 0.015 of a core
    while people speak and 0.06 s for each suspicion.
    """

    def __init__(
        self,
        model: SpeechModel,
        safe_words: Sequence[str],
        pause_words: Sequence[str],
        *,
        wait: bool,
    ) -> None:
        watched = [Watched.of(word, "safe") for word in dict.fromkeys(safe_words)]
        if all(each.tokens != (STOP,) for each in watched):
            watched.append(Watched.of(STOP, "stop"))
        known = {each.tokens for each in watched}
        watched += [
            each
            for word in dict.fromkeys(pause_words)
            if (each := Watched.of(word, "pause")).tokens not in known
        ]
        self._watched = tuple(watched)
        self._wait = wait
        phrases = tuple(" ".join(each.tokens) for each in self._watched)
        self.recognizer = Recognizer(model, first_grammar(phrases), name="safe word recognizer")
        self._second = SecondOpinion(model, second_grammar(phrases), lenient_grammar(phrases))
        self._counts = {each.phrase: _Count() for each in self._watched}
        self._doubts: list[_Doubt] = []
        self._suspected: dict[str, Samples] = {}
        self._confirmed: dict[str, Samples] = {}
        self._text: list[str] = []

    def hear(
        self, hearings: Sequence[Hearing], now: Samples, past: Past, *, own: OwnVoice
    ) -> list[Event]:
        """Judge what the first recognizer heard, and opinions that have come in.

        Args:
            hearings: New ones, oldest first.
            now: End of the last block.
            past: Sound up to `now`.
            own: What of it may be our own voice, and what we said.

        Returns:
            `SafeWordHeard` first, then the others in the order in which they arose.
        """
        events: list[Event] = []
        for hearing in hearings:
            self._judge(hearing, now, own, events)
        for doubt in self._doubts:
            if not doubt.question and doubt.due <= now:
                doubt.question = self._second.ask(
                    _versions(doubt, past, now), lenient=doubt.lenient
                )
                doubt.asked_at = now
        self._resolve(now, events)
        if len(events) > 1:
            events.sort(key=lambda event: not isinstance(event, SafeWordHeard))
        return events

    def close(self) -> None:
        """Stop the worker threads. Harmless when repeated."""
        self.recognizer.close()
        self._second.close()

    def _judge(self, hearing: Hearing, now: Samples, own: OwnVoice, events: list[Event]) -> None:
        tokens = hearing.text.split()
        for watched in self._watched:
            count = _occurrences(tokens, watched.tokens)
            if self._counts[watched.phrase].rises(count, hearing.at):
                self._sign(watched, tokens, hearing.at, now, own, events)
            if hearing.final:
                if count:
                    self._look_back(watched, hearing, now)
                self._counts[watched.phrase] = _Count()

    def _sign(
        self,
        watched: Watched,
        tokens: list[str],
        at: Samples,
        now: Samples,
        own: OwnVoice,
        events: list[Event],
    ) -> None:
        said = own.has_said(watched.tokens, at - SIGN, at)
        if said and own.is_ours(at - SIGN, at, watched.tokens):
            return
        if watched.kind == "stop":
            others = [t for t in tokens if t not in _BESIDE_STOP and t not in (STOP, UNKNOWN)]
            if others and not _twice(tokens):
                return
        before = self._suspected.get(watched.phrase)
        pending = [doubt for doubt in self._doubts if doubt.watched is watched]
        if before is not None and now - before < REPEATS_AFTER and pending:
            return
        self._suspected[watched.phrase] = now
        silent = watched.kind == "pause"
        if not silent:
            events.append(SafeWordSuspected(now, watched.phrase))
        repeated = before is not None and now - before <= REPEATS_WITHIN
        lenient = repeated and watched.kind == "safe" and not said
        waits = STOP_WAITS if watched.kind == "stop" else WAITS
        self._doubts.append(_Doubt(watched, now, now + waits, silent, lenient))

    def _look_back(self, watched: Watched, hearing: Hearing, now: Samples) -> None:
        """Ask again about a word that the first recognizer has come to be sure of."""
        if watched.kind != "safe" or any(d.watched is watched for d in self._doubts):
            return
        words = [word.word for word in hearing.words]
        size = len(watched.tokens)
        for at in range(len(words) - size, -1, -1):
            if tuple(words[at : at + size]) == watched.tokens:
                start, end = hearing.words[at].start, hearing.words[at + size - 1].end
                if start <= self._confirmed.get(watched.phrase, -1):
                    return
                window = (start - LATE_MARGIN, min(now, end + LATE_MARGIN))
                self._doubts.append(_Doubt(watched, now, now, True, window=window))
                return

    def _resolve(self, now: Samples, events: list[Event]) -> None:
        wait_for = None
        if self._wait:
            due = [
                d.question for d in self._doubts if d.question and now >= d.asked_at + OPINION_LAG
            ]
            if not due:
                return
            wait_for = max(due)
        elif not any(doubt.question for doubt in self._doubts):
            return
        for number, readings in self._second.answers(wait_for=wait_for):
            doubt = next((d for d in self._doubts if d.question == number), None)
            if doubt is None:
                continue
            self._doubts.remove(doubt)
            # A second recognizer that could read nothing at all is broken: the first one decides.
            broken = not readings and not doubt.silent
            if broken or any(_agrees(doubt, reading) for reading in readings):
                self._confirm(doubt.watched, now, events, readings=readings)
            elif not doubt.silent and all(other.silent for other in self._doubts):
                events.append(SafeWordDismissed(now, doubt.watched.phrase))

    def _confirm(
        self,
        watched: Watched,
        now: Samples,
        events: list[Event],
        readings: Sequence[Reading] = (),
    ) -> None:
        self._doubts = [doubt for doubt in self._doubts if doubt.watched is not watched]
        self._confirmed[watched.phrase] = now
        if watched.kind == "pause":
            start = self._suspected.get(watched.phrase, now)
            alone = any(
                stands_alone(reading, watched.tokens, _ALONE_GAP_SECONDS) for reading in readings
            )
            events.append(PhraseHeard(now, start, watched.phrase, alone))
            return
        # A confirmed stop answers every open suspicion.
        self._doubts = [doubt for doubt in self._doubts if doubt.watched.kind == "pause"]
        events.append(SafeWordHeard(now, watched.phrase))


@lru_cache(maxsize=16)
def first_grammar(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grammar of the first recognizer: the words, decoys, and "none of these"."""
    decoys = without_neighbours(frequent_words(_FIRST_DECOYS), phrases)
    return (*phrases, *decoys, *[UNKNOWN] * _FIRST_UNKNOWN)


@lru_cache(maxsize=16)
def second_grammar(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grammar of the second opinion."""
    decoys = without_neighbours(frequent_words(_SECOND_DECOYS), phrases)
    return (*phrases, *decoys, *[UNKNOWN] * _SECOND_UNKNOWN)


def lenient_grammar(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grammar for somebody who says it again: hardly anything else to choose from."""
    return (*phrases, *[UNKNOWN] * _LENIENT_UNKNOWN)


def _versions(doubt: _Doubt, past: Past, now: Samples) -> list[bytes]:
    if doubt.window is not None:
        start, end = doubt.window
        sound = past.last(now - start)
        windows = [sound[: max(0, sound.size - (now - end))]]
    else:
        windows = [past.last(length) for length in WINDOWS]
    return [dithered_pcm16(levelled(sound), now) for sound in windows if sound.size]


def _agrees(doubt: _Doubt, reading: Reading) -> bool:
    tokens = doubt.watched.tokens
    if doubt.watched.kind == "stop":
        if sum(read.word == STOP for read in reading) >= 2:
            return True
        return stands_alone(reading, tokens, _ALONE_GAP_SECONDS, _BESIDE_STOP)
    place = found(reading, tokens)
    return bool(place) and min(read.confidence for read in place) >= _SURE


def _occurrences(tokens: Sequence[str], wanted: Sequence[str]) -> int:
    size = len(wanted)
    count = at = 0
    while at <= len(tokens) - size:
        if all(tokens[at + i] == wanted[i] for i in range(size)):
            count += 1
            at += size
        else:
            at += 1
    return count


def _twice(tokens: Sequence[str]) -> bool:
    return any(a == STOP == b for a, b in pairwise(tokens))
