"""The second opinion: a suspected word is looked for again in the last seconds of sound.

The first recognizer decides on half a word. This one sees the whole word and what surrounds it.
It reads what was said, or weighs two readings of it: the best one that holds the word against the
best one of a grammar that does not know the word. The difference of their scores is a likelihood
ratio (J. R. Rohlicek et al., "Continuous hidden Markov modeling for speaker-independent word
spotting", ICASSP 1989; R. C. Rose and D. B. Paul, "A hidden Markov model based keyword
recognition system", ICASSP 1990), and tells more than either reading alone: noise makes both
worse. A stretch may be weighed several times, with noise, softer talk or treble lowered.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import log
from queue import Empty, SimpleQueue
from typing import Any, Final, Literal

from facilitator.audio import Sound
from facilitator.clock import Samples, samples
from facilitator.ears.clearing import loudest, without_noise, without_softer, without_treble
from facilitator.ears.manner import rise_db
from facilitator.ears.model import SpeechModel
from facilitator.ears.past import dithered_pcm16, levelled
from facilitator.ears.recognizer import UNKNOWN

READ: Final = "strict"
WORDS: Final = "words"
"""Grammars from which is read, and in which a safe word is looked for."""


@dataclass(frozen=True, slots=True)
class Read:
    """One word of a reading.

    Attributes:
        word: In lower case, or `UNKNOWN`.
        start_seconds: Where it begins; only differences within one reading mean something.
        end_seconds: Where it ends.
        confidence: 0 to 1.
    """

    word: str
    start_seconds: float
    end_seconds: float
    confidence: float


Reading = tuple[Read, ...]
"""What was read in one try."""


@dataclass(frozen=True, slots=True)
class Try:
    """One way of looking at a stretch of sound.

    Attributes:
        length: How much of the end of the stretch is looked at, in samples.
        against: Grammar that a reading with a safe word is weighed against; "" to read the
            stretch from the grammar "strict".
        lowered: What is lowered before: steady noise, everything that is softer, treble.
        cut: Only the loudest part is looked at (`clearing.loudest`).
    """

    length: Samples
    against: str = ""
    lowered: tuple[Literal["noise", "softer", "treble"], ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """How much speaks for a safe word.

    Attributes:
        nats: How much likelier the best reading with the word is than the best without it: a
            natural logarithm, 0 where both are equally likely and the word as likely as all other
            words together.
        alone: Nothing else was said close to it.
        rise_db: How far the word stands above what is beside it (`manner.rise_db`).
    """

    nats: float
    alone: bool
    rise_db: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one try.

    Attributes:
        reading: What was read.
        weights: Of the safe word in the best reading that holds one.
    """

    reading: Reading = ()
    weights: Mapping[tuple[str, ...], Weight] = field(default_factory=dict)


_Question = tuple[int, Sound, tuple[Try, ...], Callable[[Sequence[Finding]], bool]]

ALONE_GAP_SECONDS: Final = 0.4
"""What is further away than this from a word was said apart from it."""

_ALTERNATIVES = 5
"""So many readings are looked through for one with a safe word; more differ by too much."""


class SecondOpinion:
    """Decodes stretches of sound from scratch in a thread of its own.

    Args:
        model: Shared speech model.
        grammars: As for `SpeechModel.recognizer`, by name: "strict" for reading, "words" in which
            safe words are likely, and others without them. Decoders for the first two are made
            at once, for the others when they are first asked for.
        chosen: The safe words.

    A reading takes about 15 ms for each second of sound, and two of them are weighed where the
    first holds a word. `ask` and `answers` return at once, unless asked to wait.
    """

    def __init__(
        self,
        model: SpeechModel,
        grammars: Mapping[str, Sequence[str]],
        chosen: Sequence[tuple[str, ...]],
    ) -> None:
        self._model = model
        self._chosen = tuple(chosen)
        self._decoders: dict[str, Any] = {}
        self._given: dict[str, Samples] = {}
        self._grammars = {name: tuple(grammar) for name, grammar in grammars.items()}
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, tuple[Finding, ...]]] = SimpleQueue()
        self._asked = 0
        self._answered = 0
        self._thread = threading.Thread(target=self._decide, name="second opinion", daemon=True)
        self._thread.start()

    def ask(
        self, sound: Sound, tries: Sequence[Try], *, enough: Callable[[Sequence[Finding]], bool]
    ) -> int:
        """Hand over a stretch of sound; return the number of the question.

        Args:
            sound: At `RATE_HZ`, not changed afterwards.
            tries: How to look at it, one after the other.
            enough: Pure; when it holds for the findings so far, no other try is made.
        """
        self._asked += 1
        self._questions.put((self._asked, sound, tuple(tries), enough))
        return self._asked

    def answers(self, *, wait_for: int | None = None) -> list[tuple[int, tuple[Finding, ...]]]:
        """Return new answers: number of the question, a finding for each try that was made.

        Args:
            wait_for: Wait for the answers up to the question of this number and return no later
                ones; None returns what is there.
        """
        new: list[tuple[int, tuple[Finding, ...]]] = []
        last = self._asked if wait_for is None else wait_for
        while self._answered < last:
            try:
                answer = self._answers.get(block=wait_for is not None)
            except Empty:
                break
            self._answered = answer[0]
            new.append(answer)
        return new

    def close(self) -> None:
        """Stop the thread. Harmless when repeated."""
        self._questions.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def _decide(self) -> None:
        for grammar in (READ, WORDS):
            with suppress(Exception):
                self._decoder(grammar)
        while (question := self._questions.get()) is not None:
            number, sound, tries, enough = question
            findings: list[Finding] = []
            for each in tries:
                try:
                    findings.append(self._look(sound, each))
                except Exception:
                    # One finding is missing then; the next question gets new decoders.
                    self._decoders.clear()
                    self._given.clear()
                    continue
                if enough(findings):
                    break
            self._answers.put((number, tuple(findings)))

    def _look(self, sound: Sound, how: Try) -> Finding:
        pcm, begin = _prepared(sound, how)
        if not how.against:
            return Finding(_reading(self._result(READ, pcm)))
        holding = (
            (score, reading, held, place)
            for score, reading in _alternatives(self._result(WORDS, pcm))
            for held in self._chosen
            if (place := found(reading, held, between=1))
        )
        best = next(holding, None)
        if best is None:
            return Finding()
        score, reading, held, place = best
        without = max(score for score, _ in _alternatives(self._result(how.against, pcm)))
        nats = score - without + log(len(self._chosen))
        alone = stands_alone(reading, held, ALONE_GAP_SECONDS)
        # Times of a decoder count on from one stretch to the next.
        begin -= self._given[WORDS] - len(pcm) // 2
        start, end = place[0].start_seconds, place[-1].end_seconds
        rise = rise_db(sound, begin + samples(start), begin + samples(end))
        return Finding(weights={held: Weight(nats, alone, rise)})

    def _result(self, grammar: str, pcm: bytes) -> str:
        decoder = self._decoder(grammar)
        self._given[grammar] = self._given.get(grammar, 0) + len(pcm) // 2
        decoder.AcceptWaveform(pcm)
        return str(decoder.FinalResult())

    def _decoder(self, grammar: str) -> Any:
        if grammar not in self._decoders:
            self._decoders[grammar] = self._model.recognizer(
                self._grammars[grammar], alternatives=0 if grammar == READ else _ALTERNATIVES
            )
        return self._decoders[grammar]


def _prepared(sound: Sound, how: Try) -> tuple[bytes, Samples]:
    """Return what one try looks at as 16-bit PCM, and where in the sound it begins."""
    if "noise" in how.lowered:
        sound = without_noise(sound)
    begin = max(0, sound.size - how.length)
    sound = sound[begin:]
    if how.cut:
        sound, later = loudest(sound)
        begin += later
    if "softer" in how.lowered:
        sound = without_softer(sound)
    if "treble" in how.lowered:
        sound = without_treble(sound)
    return dithered_pcm16(levelled(sound), sound.size), begin


def _reading(result: str) -> Reading:
    return _words(json.loads(result).get("result", ()))


def _alternatives(result: str) -> list[tuple[float, Reading]]:
    """Return scores and words of the readings of a result, best first."""
    entries = json.loads(result)["alternatives"]
    return [(float(e["confidence"]), _words(e.get("result", ()))) for e in entries]


def _words(entries: Sequence[dict[str, Any]]) -> Reading:
    return tuple(
        Read(str(e["word"]), float(e["start"]), float(e["end"]), float(e.get("conf", 1.0)))
        for e in entries
    )


def found(reading: Reading, tokens: Sequence[str], *, between: int = 0) -> tuple[Read, ...]:
    """Return the words of the last place where `tokens` stand one after the other, or ().

    Args:
        reading: What was read.
        tokens: The words of the phrase.
        between: So many other words may stand between two of them, and are returned too: over
            somebody else's talk some of his are read into a phrase.
    """
    for first in range(len(reading) - len(tokens), -1, -1):
        if reading[first].word != tokens[0]:
            continue
        last = first
        for token in tokens[1:]:
            ahead = range(last + 1, min(last + 2 + between, len(reading)))
            last = next((at for at in ahead if reading[at].word == token), -1)
            if last < 0:
                break
        else:
            return reading[first : last + 1]
    return ()


def stands_alone(
    reading: Reading, tokens: Sequence[str], gap_seconds: float, beside: Container[str] = ()
) -> bool:
    """Say whether nothing but `tokens` (also repeated) is read near their last place.

    Args:
        reading: What was read.
        tokens: The words of the phrase.
        gap_seconds: What is further away than this from the phrase was said apart from it.
        beside: Words that may stand beside it.
    """
    place = found(reading, tokens)
    if not place:
        return False
    start, end = place[0].start_seconds, place[-1].end_seconds
    for read in reversed(reading):
        if read.word in tokens or read.word in beside:
            if start - read.end_seconds < gap_seconds:
                start = min(start, read.start_seconds)
            continue
        brief = read.word == UNKNOWN and read.end_seconds - read.start_seconds < 0.25
        if not brief and (
            read.start_seconds < end + gap_seconds and read.end_seconds > start - gap_seconds
        ):
            return False
    return True
