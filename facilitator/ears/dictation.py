"""Dictation: a short note, whatever its words, taken down as text.

A recognizer of the whole vocabulary, made when somebody is asked for a note, fed only until the
note is over, and let go then: its sound and its guesses are gone with it. Only the words are told.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from facilitator.clock import Samples, samples
from facilitator.ears.model import SpeechModel
from facilitator.ears.own_voice import OwnVoice
from facilitator.ears.recognizer import UNKNOWN, HeardWord, Hearing, Recognizer
from facilitator.ears.words_likeness import sounds_like
from facilitator.engine.events import NoteHeard

ENDS_AFTER: Final[Samples] = samples(1.4)
"""So much silence ends a note. A search for words within a sentence is mostly shorter."""

STALLS_AFTER: Final[Samples] = samples(3.0)
"""So long without a new word ends a note too, where a room is never silent."""

MOST_WORDS: Final = 40
"""More than that is no short sentence; the rest is left out."""

_HESITATIONS: Final = frozenset({"uh", "um", "hm", "hmm", "mm", "mhm", "er", "ah", "huh", UNKNOWN})
"""Left out of a note wherever they stand."""

_BREATHS: Final = frozenset({"the", "a", "oh", "and", "but"})
"""What the model makes of a breath or a chair: alone no note, at the end of one left out."""


class Dictation:
    """Takes down notes, one at a time.

    Args:
        model: Shared speech model.
        words: Safe and pause words: a note that sounds like one of them is not to be read back.

    All methods are called by the session thread and return at once. While a note is open: one
    worker thread, about 0.1 of a core while people speak, and 50 MB that are used again by the
    next note.
    """

    def __init__(self, model: SpeechModel, words: Sequence[str]) -> None:
        self._model = model
        self._words = tuple(words)
        self._recognizer: Recognizer | None = None
        self._longest: Samples = 0
        self._heard: list[HeardWord] = []
        self._open_text = ""
        self._began: Samples | None = None
        self._changed: Samples = 0
        self._is_finishing = False

    @property
    def is_open(self) -> bool:
        """Say whether a note is being taken down."""
        return self._recognizer is not None

    def begin(self, longest: Samples) -> None:
        """Begin a note of at most `longest`; one that is open is forgotten."""
        self.drop()
        self._recognizer = Recognizer(self._model, (), name="dictation")
        self._longest = longest
        self._listen_on()

    def drop(self) -> None:
        """Forget the note that is open, if one is."""
        if self._recognizer is not None:
            # Closing waits for what is being decoded, which the session thread must not.
            threading.Thread(target=self._recognizer.close, name="dictation over").start()
            self._recognizer = None

    def feed(self, start: Samples, pcm: bytes) -> None:
        """Hand over the next stretch of sound, as to a `Recognizer`; ignored between notes."""
        if self._recognizer is not None and not self._is_finishing:
            self._recognizer.feed(start, pcm)

    def hear(
        self, now: Samples, quiet_for: Samples, own: OwnVoice, *, wait: bool
    ) -> list[NoteHeard]:
        """Return the note when it is over.

        Args:
            now: End of the last block.
            quiet_for: How long no voice has been heard.
            own: What of the sound may be left of our own voice; that is nobody's note.
            wait: Wait until everything fed so far is decoded (virtual time).
        """
        if self._recognizer is None:
            return []
        for hearing in self._recognizer.collect(wait=wait):
            self._take(hearing, own)
        if self._is_finishing:
            if self._recognizer.behind(now):
                return []
            return self._told(now)
        if self._is_over(now, quiet_for):
            self._is_finishing = True
            self._recognizer.finish()
        return []

    def close(self) -> None:
        """Stop the worker thread. Harmless when repeated."""
        if self._recognizer is not None:
            self._recognizer.close()
            self._recognizer = None

    def _listen_on(self) -> None:
        self._heard.clear()
        self._open_text = ""
        self._began = None
        self._is_finishing = False

    def _take(self, hearing: Hearing, own: OwnVoice) -> None:
        if hearing.final:
            words = [
                word
                for word in hearing.words
                if word.word not in _HESITATIONS and not own.is_ours(word.start, word.end, ())
            ]
            if _is_note([word.word for word in words]):
                self._heard += words
            self._open_text = ""
        elif hearing.text != self._open_text:
            self._open_text = hearing.text
            self._changed = hearing.at
            if self._began is None and _is_note(hearing.text.split()):
                self._began = hearing.at

    def _is_over(self, now: Samples, quiet_for: Samples) -> bool:
        if not _is_note([*(word.word for word in self._heard), *self._open_text.split()]):
            return False
        if self._began is not None and now - self._began >= self._longest:
            return True
        return quiet_for >= ENDS_AFTER or now - self._changed >= STALLS_AFTER

    def _told(self, now: Samples) -> list[NoteHeard]:
        words = [word.word for word in self._heard][:MOST_WORDS]
        while words and words[-1] in _BREATHS:
            words.pop()
        if not words:  # it was only our own voice, or a breath after all
            self._listen_on()
            return []
        start = self._heard[0].start
        self.drop()
        text = " ".join(words)
        sayable = not any(sounds_like(text, word) for word in self._words)
        return [NoteHeard(now, start, text, sayable)]


def _is_note(words: Sequence[str]) -> bool:
    return any(word not in _HESITATIONS and word not in _BREATHS for word in words)
