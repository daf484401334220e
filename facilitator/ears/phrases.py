"""Answers and commands: "ready", "yes", "thank you", "go on", numbers.

A second recognizer with the session's phrases and plenty of "none of these", but no other words:
a thousand frequent words beside them took a fifth of spoken digits for other short words ("five"
for "by") and prevented no false answer. Only finals count: an answer may take a second to be
understood, but must not be half of another one ("no" in "no, thank you").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from facilitator.clock import Samples, samples
from facilitator.ears.model import SpeechModel
from facilitator.ears.own_voice import OwnVoice
from facilitator.ears.recognizer import UNKNOWN, HeardWord, Hearing, Recognizer
from facilitator.ears.words import without_neighbours
from facilitator.engine.events import PhraseHeard

ENDS_AFTER: Final[Samples] = samples(0.5)
"""So much silence ends an answer; the recognizer alone would wait 0.75 s."""

_FILLERS = ("uh", "um", "okay", "please")
"""May surround a phrase that is said alone."""

_CLICK: Samples = samples(0.12)
"""An unknown sound shorter than this is a click or a breath, not a word."""

_UNKNOWN = 100


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of an utterance: a phrase, or something else (`phrase` is None)."""

    phrase: tuple[str, ...] | None
    start: Samples
    end: Samples
    confidence: float = 1.0


class PhraseEar:
    """Listens for a session's phrases.

    Args:
        model: Shared speech model.
        phrases: As they come back in `PhraseHeard`; compared without regard to case.
        safe_words: Listened for as well: nothing here is done about them, but with hardly
            anything beside them to choose from they are noticed early (`SafeWordEar.hear`).

    All methods are called by the session thread. One worker thread; about 0.015 of a core while
    people speak.
    """

    def __init__(
        self, model: SpeechModel, phrases: Sequence[str], safe_words: Sequence[str] = ()
    ) -> None:
        self._phrases = {tuple(phrase.lower().split()): phrase for phrase in phrases}
        self._phrases.pop((), None)
        self._longest = max((len(tokens) for tokens in self._phrases), default=0)
        listened = [*self._phrases, *(tuple(word.lower().split()) for word in safe_words)]
        grammar = phrase_grammar(tuple(" ".join(t) for t in dict.fromkeys(listened)))
        self.recognizer = Recognizer(model, grammar, name="phrase recognizer")
        self._open_text = False

    def hear(
        self, hearings: Sequence[Hearing], now: Samples, own: OwnVoice | None = None
    ) -> list[PhraseHeard]:
        """Return the phrases in new finals, in the order in which they were said.

        What is left of our own voice is not said by anybody: it is no answer, and an answer
        beside it stands alone.
        """
        events: list[PhraseHeard] = []
        for hearing in hearings:
            self._open_text = bool(hearing.text) and not hearing.final
            if hearing.final and hearing.words:
                events += self._understood(hearing.words, now, own)
        return events

    def wants_end(self, quiet_for: Samples) -> bool:
        """Say whether something was said and silence has lasted long enough to end it."""
        return self._open_text and quiet_for >= ENDS_AFTER

    def end(self) -> None:
        """End the utterance; its final comes with the next results."""
        self._open_text = False
        self.recognizer.finish()

    def close(self) -> None:
        """Stop the worker thread. Harmless when repeated."""
        self.recognizer.close()

    def _understood(
        self, words: Sequence[HeardWord], now: Samples, own: OwnVoice | None
    ) -> list[PhraseHeard]:
        parts = self._parts(words)
        if own is not None:
            parts = [p for p in parts if not own.is_ours(p.start, p.end, p.phrase or ())]
        said = list(dict.fromkeys(part.phrase for part in parts if part.phrase is not None))
        alone = len(said) == 1 and all(part.phrase is not None for part in parts)
        events = []
        for tokens in said:
            first = next(part for part in parts if part.phrase == tokens)
            sure = max(part.confidence for part in parts if part.phrase == tokens)
            events.append(PhraseHeard(now, first.start, self._phrases[tokens], alone, sure))
        return events

    def _parts(self, words: Sequence[HeardWord]) -> list[_Part]:
        parts: list[_Part] = []
        at = 0
        while at < len(words):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                tokens = tuple(word.word for word in words[at : at + size])
                if tokens in self._phrases:
                    some = words[at : at + size]
                    sure = min(word.confidence for word in some)
                    parts.append(_Part(tokens, some[0].start, some[-1].end, sure))
                    at += size
                    break
            else:
                word = words[at]
                click = word.word == UNKNOWN and word.end - word.start < _CLICK
                if word.word not in _FILLERS and not click:
                    parts.append(_Part(None, word.start, word.end))
                at += 1
        return parts


@lru_cache(maxsize=16)
def phrase_grammar(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grammar for phrases: they, fillers unlike them, "none of these"."""
    fillers = without_neighbours(_FILLERS, phrases)
    return (*phrases, *fillers, *[UNKNOWN] * _UNKNOWN)
