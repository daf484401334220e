"""Whose sound it is: ours, left over by the echo canceller, or somebody's in the room.

What the canceller takes away is the echo, so it is known block by block how loud we are at the
microphone. What is left of us follows it at a distance that changes slowly; what people say does
not. A word is theirs when more is heard during it than we can have left over.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

import numpy as np

from facilitator.audio import SILENCE_DBFS, Sound
from facilitator.clock import BLOCK, RATE_HZ, Samples, samples
from facilitator.ears.words_sounds import words_in

MARGIN_DB: Final = 6.0
"""By how much a stretch must be louder than our expected rest to be somebody's. In six simulated
rooms (0.2 to 0.8 s, distorting loudspeaker, drift) our own rest exceeded what was expected by
5.4 dB in the worst twentieth of all stretches of 0.4 s; of 144 words said over it, with the echo
6 and 12 dB above the voice, all but a twentieth and a tenth did by 9.6 and 6.5 dB."""

SPEAKING_MARGIN_DB: Final = 10.0
"""The same in the middle of a sentence of ours."""

WORDED_MARGIN_DB: Final = 12.0
"""The same for a word of that very sentence."""

LINGERS: Final[Samples] = samples(1.5)
"""So long after a sentence its words may still be on the way through devices and room."""

KEPT: Final[Samples] = 30 * RATE_HZ
"""How long back it can be asked whose a stretch was."""

_DECAY_DB = 0.5
"""Dying away of an echo in a room, per block: slower than any room, for what the canceller's
filter is too short for."""

_SOUNDING_DBFS = -75.0
_AUDIBLE = 1e-12
_CHUNK_BLOCKS = 5
_CHUNKS = 60
_LEAST_CHUNKS = 3
_UNKNOWN_LEAK = 10.0 ** (-12.0 / 10.0)
_LEAST_LEAK = 1e-6

# Without a canceller at work only what was played is known: how much of it is heard at least.
_UP_DB = 0.03
_DOWN_DB = 0.5
_SCATTER_DB = 15.0


@dataclass(frozen=True, slots=True)
class _Moment:
    end: Samples
    heard: float
    expected: float


@dataclass(slots=True)
class _Saying:
    start: Samples
    end: Samples
    words: tuple[str, ...]


class OwnVoice:
    """Estimates, block by block, how much of what is heard can be left of our own sound.

    About 15 µs a block. Deterministic; one thread.

    Attributes:
        is_playing: Something of ours plays, or has not yet died away in the room.
        expected_dbfs: Level that our own rest may have in the last block; `SILENCE_DBFS` when
            nothing plays.
    """

    def __init__(self) -> None:
        self.is_playing = False
        self.expected_dbfs = SILENCE_DBFS
        self._played_dbfs = SILENCE_DBFS
        self._echo = 0.0
        self._coupling_db = -12.0
        self._is_coupled = False
        self._leak = _UNKNOWN_LEAK
        self._leaks: deque[float] = deque(maxlen=_CHUNKS)
        self._chunk_heard = 0.0
        self._chunk_echo = 0.0
        self._chunk_blocks = 0
        self._moments: deque[_Moment] = deque()
        self._sayings: deque[_Saying] = deque()
        self._text = ""

    def update(
        self, end: Samples, microphone: Sound, sound: Sound, played: Sound, saying: str = ""
    ) -> None:
        """Take in one block.

        Args:
            end: Where it ends on the session clock.
            microphone: As heard, finite.
            sound: What the echo canceller left of it.
            played: What the loudspeaker was given in it.
            saying: The sentence the facilitator is saying.
        """
        if saying != self._text:
            self._text = saying
            if saying:
                self._sayings.append(_Saying(end - BLOCK, end, words_in(saying)))
        elif saying:
            self._sayings[-1].end = end
        heard = _power(sound)
        removed = _power(microphone - sound)
        played_power = _power(played)
        now = 10.0 * math.log10(played_power) if played_power > _AUDIBLE else SILENCE_DBFS
        self._played_dbfs = max(now, self._played_dbfs - _DECAY_DB)
        self._echo = max(removed, self._echo * 10.0 ** (-_DECAY_DB / 10.0))
        self.is_playing = self._played_dbfs > _SOUNDING_DBFS
        expected = 0.0
        if self.is_playing:
            if removed > _AUDIBLE:
                self._learn(heard, removed)
                expected = self._leak * self._echo
            else:
                expected = self._untouched(heard, now)
        self.expected_dbfs = 10.0 * math.log10(expected) if expected > _AUDIBLE else SILENCE_DBFS
        self._moments.append(_Moment(end, heard, expected))
        while self._moments[0].end < end - KEPT:
            self._moments.popleft()
        while self._sayings and self._sayings[0].end < end - KEPT:
            self._sayings.popleft()

    def has_said(self, words: Sequence[str], start: Samples, end: Samples) -> bool:
        """Say whether we may have been heard saying some words in a stretch of the past."""
        return any(
            saying.start < end and saying.end + LINGERS > start and _contains(saying.words, words)
            for saying in self._sayings
        )

    def is_ours(self, start: Samples, end: Samples, words: Sequence[str] = ()) -> bool:
        """Say whether a stretch of the past holds no more than what may be left of our sound.

        Args:
            start: Where it begins on the session clock, within the last `KEPT` samples.
            end: Where it ends.
            words: What was heard in it. In a sentence of ours more is needed to be somebody's, and
                yet more when it has these words.

        False where nothing played, and for what lies further back than is remembered.
        """
        margin = MARGIN_DB
        if words and self.has_said(words, start, end):
            margin = WORDED_MARGIN_DB
        elif words and any(each.start < end and each.end > start for each in self._sayings):
            margin = SPEAKING_MARGIN_DB
        heard = expected = 0.0
        played = 0
        moments = takewhile(lambda moment: moment.end > start, reversed(self._moments))
        for moment in moments:
            if moment.end - BLOCK < end:
                heard += moment.heard
                expected += moment.expected
                played += moment.expected > 0.0
        return played > 0 and heard <= expected * 10.0 ** (margin / 10.0)

    def has_played(self, start: Samples, end: Samples) -> bool:
        """Say whether anything of ours may have been heard in a stretch of the past."""
        moments = takewhile(lambda moment: moment.end > start, reversed(self._moments))
        return any(moment.expected > 0.0 and moment.end - BLOCK < end for moment in moments)

    def _learn(self, heard: float, removed: float) -> None:
        """Follow how much is left of what is taken away: the median over the last seconds."""
        echo_dbfs = 10.0 * math.log10(removed)
        ahead = echo_dbfs - self._played_dbfs - self._coupling_db
        self._coupling_db += (0.2 if ahead > 0.0 else 0.02) * ahead if self._is_coupled else ahead
        self._is_coupled = True
        self._chunk_heard += heard
        self._chunk_echo += self._echo
        self._chunk_blocks += 1
        if self._chunk_blocks < _CHUNK_BLOCKS:
            return
        self._leaks.append(self._chunk_heard / max(self._chunk_echo, _AUDIBLE))
        self._chunk_heard = self._chunk_echo = 0.0
        self._chunk_blocks = 0
        if len(self._leaks) >= _LEAST_CHUNKS:
            self._leak = max(_LEAST_LEAK, float(np.median(self._leaks)))

    def _untouched(self, heard: float, now: float) -> float:
        """Return what may be ours while nothing is taken away."""
        if not self._is_coupled:
            if now > -45.0:
                level = 10.0 * math.log10(max(heard, _AUDIBLE))
                step = _UP_DB if level > self._played_dbfs + self._coupling_db else -_DOWN_DB
                self._coupling_db = min(0.0, max(-60.0, self._coupling_db + step))
            return float(10.0 ** ((self._played_dbfs + self._coupling_db + _SCATTER_DB) / 10.0))
        return float(10.0 ** ((self._played_dbfs + self._coupling_db) / 10.0))


def _power(sound: Sound) -> float:
    return float(np.dot(sound, sound)) / sound.size


def _contains(text: Sequence[str], words: Sequence[str]) -> bool:
    size = len(words)
    return any(tuple(text[at : at + size]) == tuple(words) for at in range(len(text) - size + 1))
