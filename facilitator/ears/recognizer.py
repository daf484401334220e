"""A grammar recognizer at work in a thread of its own.

vosk lets go of the interpreter lock while it decodes, so recognizers run beside the session
thread. The session thread hands over sound and takes back what was heard; it never waits in a
real room, and waits for exactly what it handed over in a virtual one, so that a rehearsal has
the same result every time.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from facilitator.clock import RATE_HZ, Samples
from facilitator.ears.model import SpeechModel
from facilitator.urgency import hurry

_PATIENCE_SECONDS = 20.0
"""No stretch of sound takes this long to decode; a recognizer that does is broken."""

UNKNOWN = "[unk]"
"""What the recognizer says for sound that is none of its words."""

_FAILURES = 3
"""After so many failures in a row the recognizer counts as broken and its backlog grows."""


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word of a final result.

    Attributes:
        word: In lower case, or `UNKNOWN`.
        start: Where it begins on the session clock.
        end: Where it ends (half-open).
        confidence: 0 to 1, the word's share among what it could have been.
    """

    word: str
    start: Samples
    end: Samples
    confidence: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the recognizer makes of the current utterance.

    Attributes:
        at: End of the sound it has decoded so far, on the session clock.
        text: Words divided by single spaces; empty when nothing was said.
        final: The utterance is over and this will not change any more.
        words: Each word with its time; only in finals.
    """

    at: Samples
    text: str
    final: bool = False
    words: tuple[HeardWord, ...] = ()


class SessionTimes:
    """Turns recognizer time into session time, though parts of the session were never fed.

    The recognizer counts the samples it was fed. Each stretch that follows another without a
    hole adds nothing; each jump is kept until it is `KEPT` samples old.
    """

    KEPT: Samples = 60 * RATE_HZ

    def __init__(self) -> None:
        self._fed: list[Samples] = [0]
        self._session: list[Samples] = [0]
        self.total: Samples = 0

    def feed(self, start: Samples, length: Samples) -> None:
        """Note that `length` samples from session position `start` were fed."""
        expected = self._session[-1] + self.total - self._fed[-1]
        if start != expected:
            self._fed.append(self.total)
            self._session.append(start)
        self.total += length
        while len(self._fed) > 2 and self._fed[1] < self.total - self.KEPT:
            del self._fed[0], self._session[0]

    def at(self, fed: Samples) -> Samples:
        """Return the session position of the fed sample with this index."""
        index = max(0, bisect_right(self._fed, fed) - 1)
        return self._session[index] + fed - self._fed[index]


class Recognizer:
    """Listens for a grammar in a worker thread.

    Args:
        model: Shared speech model.
        grammar: As for `SpeechModel.recognizer`.
        name: Name of the worker thread.

    `feed`, `finish` and `collect` are called by one thread, the session's; they return at once
    (`collect(wait=True)` excepted). Costs about 0.015 of a core while fed, nothing otherwise.
    """

    def __init__(self, model: SpeechModel, grammar: Sequence[str], *, name: str) -> None:
        self._model = model
        self._grammar = tuple(grammar)
        self._work: SimpleQueue[tuple[int, Samples, bytes | None] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[int, tuple[Hearing, ...]]] = SimpleQueue()
        self._given = 0
        self._taken = 0
        self._fed_at: deque[Samples] = deque()
        self._end: Samples = 0
        self._is_ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, name=name, daemon=True)
        self._thread.start()

    def wait_until_ready(self) -> None:
        """Wait until the decoder has been made, some milliseconds after construction."""
        self._is_ready.wait(_PATIENCE_SECONDS)

    def behind(self, now: Samples) -> Samples:
        """Return for how long the oldest sound not yet known to be decoded has been waiting.

        Args:
            now: Position on the session clock. What counts is the time since the sound was
                fed, not its length: the stretch fed when a gate opens may be long.
        """
        return max(0, now - self._fed_at[0]) if self._fed_at else 0

    def feed(self, start: Samples, pcm: bytes) -> None:
        """Hand over the next stretch of sound.

        Args:
            start: Position of its first sample; later than the end of the last one where sound
                was left out.
            pcm: Signed 16-bit little-endian mono at `RATE_HZ`.
        """
        self._given += 1
        self._end = start + len(pcm) // 2
        self._fed_at.append(self._end)
        self._work.put((self._given, start, pcm))

    def finish(self) -> None:
        """End the utterance: a final follows for what was fed so far."""
        self._given += 1
        self._fed_at.append(self._end)
        self._work.put((self._given, 0, None))

    def collect(self, *, wait: bool) -> list[Hearing]:
        """Return what was heard since the last call, oldest first.

        Args:
            wait: Wait until everything fed so far is decoded, or a recognizer must be broken.
        """
        heard: list[Hearing] = []
        while self._taken < self._given:
            try:
                ticket, hearings = self._done.get(wait, _PATIENCE_SECONDS)
            except Empty:
                break
            while self._taken < ticket:
                self._taken += 1
                self._fed_at.popleft()
            heard.extend(hearings)
        return heard

    def close(self) -> None:
        """Stop the thread. Harmless when repeated."""
        self._work.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def _listen(self) -> None:
        hurry()
        decoder = self._model.recognizer(self._grammar)
        self._is_ready.set()
        times = SessionTimes()
        last = ""
        failures = 0
        end = 0
        while (item := self._work.get()) is not None:
            ticket, start, pcm = item
            hearings: tuple[Hearing, ...] = ()
            try:
                if pcm is not None:
                    end = start + len(pcm) // 2
                    times.feed(start, len(pcm) // 2)
                    if decoder.AcceptWaveform(pcm):
                        hearings = (_final(decoder.Result(), times, end),)
                    else:
                        text = str(json.loads(decoder.PartialResult())["partial"])
                        hearings = (Hearing(end, text),) if text != last else ()
                else:
                    hearings = (_final(decoder.FinalResult(), times, end),)
                failures = 0
            except Exception:
                # A broken decoder is replaced; the stretch it failed on is lost. When that does
                # not help, nothing is reported as decoded, and the growing backlog tells.
                failures += 1
                if failures > _FAILURES:
                    continue
                decoder = self._model.recognizer(self._grammar)
                times = SessionTimes()
                hearings = (Hearing(end, "", final=True),)
            if hearings:
                last = "" if hearings[-1].final else hearings[-1].text
            self._done.put((ticket, hearings))


def _final(result: str, times: SessionTimes, end: Samples) -> Hearing:
    data: dict[str, Any] = json.loads(result)
    words = tuple(
        HeardWord(
            word=str(entry["word"]),
            start=times.at(round(float(entry["start"]) * RATE_HZ)),
            end=times.at(max(0, round(float(entry["end"]) * RATE_HZ) - 1)) + 1,
            confidence=float(entry["conf"]),
        )
        for entry in data.get("result", ())
    )
    return Hearing(end, str(data.get("text", "")), final=True, words=words)
