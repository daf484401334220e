"""A speech model that hears what a test says it hears."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from facilitator.clock import RATE_HZ
from facilitator.ears.model import SpeechModel
from facilitator.ears.recognizer import UNKNOWN

SILENCE = "~"
"""In a script: the utterance ends here and its final comes."""


class ScriptedDecoder:
    """Answers like a vosk recognizer, from a list of (second, text)."""

    def __init__(self, script: Sequence[tuple[float, str]]) -> None:
        self._script = list(script)
        self._fed = 0
        self._text = ""
        self._began = 0.0

    def AcceptWaveform(self, pcm: bytes) -> int:  # noqa: N802
        self._fed += len(pcm) // 2
        while self._script and self._script[0][0] * RATE_HZ <= self._fed:
            _, text = self._script.pop(0)
            if text == SILENCE:
                return 1
            self._text = text
        return 0

    def PartialResult(self) -> str:  # noqa: N802
        return json.dumps({"partial": self._text})

    def Result(self) -> str:  # noqa: N802
        text, self._text = self._text, ""
        return json.dumps({"text": text, "result": _words(text, self._fed / RATE_HZ)})

    FinalResult = Result


class AnsweringDecoder(ScriptedDecoder):
    """A second opinion that gives the next of its answers to each question."""

    def __init__(self, answers: list[str], confidence: float = 1.0) -> None:
        super().__init__([])
        self._answers = answers
        self._confidence = confidence

    def FinalResult(self) -> str:  # noqa: N802
        text = self._answers.pop(0) if self._answers else ""
        words = _words(text, self._fed / RATE_HZ, self._confidence)
        return json.dumps({"text": text, "result": words})


class WeighingDecoder(ScriptedDecoder):
    """Gives a word as the best reading, and how much likelier it is than the best without it."""

    def __init__(self, weights: list[tuple[str, float] | None]) -> None:
        super().__init__([])
        self._weights = weights

    def FinalResult(self) -> str:  # noqa: N802
        found = self._weights.pop(0) if self._weights else None
        word, weight = found or (UNKNOWN, 0.0)
        read = {"confidence": 100.0 + weight, "result": _words(word, self._fed / RATE_HZ)}
        return json.dumps({"alternatives": [read]})


class ScriptedModel(SpeechModel):
    """Its recognizers hear a script; its second opinions are given.

    Args:
        first: What the safe word recognizer hears: (second, text so far).
        opinions: Readings of the second opinion, one for each version asked about.
        weighed: Safe words that it finds, with their weights; None for none.
        phrases: What the phrase recognizer hears.
        unknown: Words that are not in the vocabulary.
        notes: What a recognizer without a grammar hears.
        confidence: Of every word that the second opinion reads.
    """

    def __init__(
        self,
        first: Sequence[tuple[float, str]] = (),
        opinions: Sequence[str] = (),
        weighed: Sequence[tuple[str, float] | None] = (),
        phrases: Sequence[tuple[float, str]] = (),
        unknown: Sequence[str] = (),
        notes: Sequence[tuple[float, str]] = (),
        confidence: float = 1.0,
    ) -> None:
        super().__init__(Path("scripted"), None)
        self._first = first
        self._opinions = list(opinions)
        self._weighed = list(weighed)
        self._phrases = phrases
        self._unknown = unknown
        self._confidence = confidence
        self._notes = notes

    def knows(self, word: str) -> bool:
        return word.lower() not in self._unknown

    def recognizer(self, grammar: Iterable[str], *, alternatives: int = 0) -> ScriptedDecoder:
        grammar = list(grammar)
        if not grammar:
            return ScriptedDecoder(self._notes)
        if alternatives:
            with_words = grammar[0] == grammar[1]
            return WeighingDecoder(self._weighed if with_words else [])
        fillers = grammar.count(UNKNOWN)
        if fillers >= 1000:
            return AnsweringDecoder(self._opinions, self._confidence)
        return ScriptedDecoder(self._first if len(grammar) > 1000 else self._phrases)


def _words(text: str, end: float, confidence: float = 1.0) -> list[dict[str, object]]:
    """Words of 0.3 s each, the last ending half a second before the end."""
    words = text.split()
    start = end - 0.5 - 0.3 * len(words)
    return [
        {"word": word, "start": start + 0.3 * i, "end": start + 0.3 * (i + 1), "conf": confidence}
        for i, word in enumerate(words)
    ]
