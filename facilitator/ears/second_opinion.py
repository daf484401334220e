"""The second opinion: a suspected word is looked for again in the last seconds of sound.

The first recognizer decides on half a word. This one sees the whole word and what surrounds it,
and may read it several times: from other grammars, and with noise, softer talk or treble lowered.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Literal

from facilitator.audio import Sound
from facilitator.clock import Samples
from facilitator.ears.clearing import without_noise, without_softer, without_treble
from facilitator.ears.model import SpeechModel
from facilitator.ears.past import dithered_pcm16, levelled
from facilitator.ears.recognizer import UNKNOWN


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
    """One way of reading a stretch of sound.

    Attributes:
        grammar: Which of the second opinion's grammars.
        length: How much of the end of the stretch is read, in samples.
        lowered: What is lowered before: steady noise, everything that is softer, treble.
    """

    grammar: str
    length: Samples
    lowered: tuple[Literal["noise", "softer", "treble"], ...] = ()


_Question = tuple[int, Sound, tuple[Try, ...], Callable[[Sequence[Reading]], bool]]


class SecondOpinion:
    """Decodes stretches of sound from scratch in a thread of its own.

    Args:
        model: Shared speech model.
        grammars: As for `SpeechModel.recognizer`, by name. A decoder for the first one is made at
            once, for the others when they are first asked for.

    A reading takes about 15 ms for each second of sound. `ask` and `answers` return at once,
    unless asked to wait.
    """

    def __init__(self, model: SpeechModel, grammars: Mapping[str, Sequence[str]]) -> None:
        self._model = model
        self._grammars = {name: tuple(grammar) for name, grammar in grammars.items()}
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, tuple[Reading, ...]]] = SimpleQueue()
        self._asked = 0
        self._answered = 0
        self._thread = threading.Thread(target=self._decide, name="second opinion", daemon=True)
        self._thread.start()

    def ask(
        self, sound: Sound, tries: Sequence[Try], *, enough: Callable[[Sequence[Reading]], bool]
    ) -> int:
        """Hand over a stretch of sound; return the number of the question.

        Args:
            sound: At `RATE_HZ`, not changed afterwards.
            tries: How to read it, one after the other.
            enough: Pure; when it holds for the readings so far, no other try is made.
        """
        self._asked += 1
        self._questions.put((self._asked, sound, tuple(tries), enough))
        return self._asked

    def answers(self, *, wait_for: int | None = None) -> list[tuple[int, tuple[Reading, ...]]]:
        """Return new answers: number of the question, one reading for each try that was made.

        Args:
            wait_for: Wait for the answers up to the question of this number and return no later
                ones; None returns what is there.
        """
        new: list[tuple[int, tuple[Reading, ...]]] = []
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
        first = next(iter(self._grammars))
        decoders = {first: self._model.recognizer(self._grammars[first])}
        while (question := self._questions.get()) is not None:
            number, sound, tries, enough = question
            readings: list[Reading] = []
            for each in tries:
                try:
                    if each.grammar not in decoders:
                        decoders[each.grammar] = self._model.recognizer(
                            self._grammars[each.grammar]
                        )
                    decoder = decoders[each.grammar]
                    decoder.AcceptWaveform(_prepared(sound, each))
                    readings.append(_reading(decoder.FinalResult()))
                except Exception:
                    # One reading is missing then; the next question gets a new decoder.
                    decoders.pop(each.grammar, None)
                    continue
                if enough(readings):
                    break
            self._answers.put((number, tuple(readings)))


def _prepared(sound: Sound, how: Try) -> bytes:
    """Return the end of a stretch as one try reads it: 16-bit PCM."""
    if "noise" in how.lowered:
        sound = without_noise(sound)
    sound = sound[max(0, sound.size - how.length) :]
    if "softer" in how.lowered:
        sound = without_softer(sound)
    if "treble" in how.lowered:
        sound = without_treble(sound)
    return dithered_pcm16(levelled(sound), sound.size)


def _reading(result: str) -> Reading:
    entries = json.loads(result).get("result", ())
    if not entries:
        return ()
    return tuple(
        Read(str(e["word"]), float(e["start"]), float(e["end"]), float(e["conf"])) for e in entries
    )


def found(reading: Reading, tokens: Sequence[str]) -> tuple[Read, ...]:
    """Return the words of the last place where `tokens` stand one after the other, or ()."""
    size = len(tokens)
    for at in range(len(reading) - size, -1, -1):
        if all(reading[at + i].word == tokens[i] for i in range(size)):
            return reading[at : at + size]
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
