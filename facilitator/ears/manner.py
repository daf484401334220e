"""How a word is said: plainly, over noise, over the softer talk of somebody else, or whispered.

Levels and a rough spectrum tell: ordinary talk goes on at one level and has pauses, noise has
none, a person who means to be heard is louder than what goes on beside, and a whisper lacks the
low sounds of a voice. The borders come from 360 words and 369 false hints in other talk
(`docs/safe-word.md`).
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from facilitator.audio import Sound, rms_dbfs
from facilitator.clock import BLOCK, Samples, samples

Manner = Literal["plain", "over noise", "over talk", "whispered"]

NEEDED: Final[Samples] = samples(4.0)
"""Length of the past that it is told from."""

NOISE_DB: Final = 17.0
"""A word no further than this above the quietest tenth of what was before it was said in steady
noise. 98 of 100 words 10 dB over pink noise came to at most 15.1 dB, of false hints in other talk
2.4 in 100 to 16 dB."""

TALK_DB: Final = (4.0, 20.0)
"""A word so far above nine tenths of what was before it was said beside something softer: 95 of
100 words over a person 10 dB softer lay above 5.0 dB and 98 below 10.7. Of eight places in 36 hours
times words of talk that sounded like a word, seven lay below 4: somebody louder had begun to talk.
"""

GOES_ON_DB: Final = 30.0
"""Softer talk goes on: no more than three tenths of what was before lie further below the word.
Beside a continuous talker 97 of 100 words had 28 dB or less; somebody who speaks after a silence
has more."""

WHISPER_DB: Final = 0.0
"""A word whose sounds from 150 to 900 Hz are weaker than this against those from 1.8 to 6 kHz is
whispered: three quarters of 96 synthetic whispers lay below -3.8 dB, 99 of 100 seconds of talk
and of spoken words above 1.3 dB."""

_WINDOW: Final = np.hanning(BLOCK)
_HEARD: Final = slice(2, 150)
_LOW: Final = slice(3, 18)
_HIGH: Final = slice(36, 120)
"""Bins of 50 Hz."""

_NEAR_LOUDEST = 10.0**-1.5
_WORD_BLOCKS = 45
_LOUD_BLOCKS = 12
_BEFORE: Final = slice(-200, -50)
_LEAST_BLOCKS = 20

_APART: Final = samples(0.05)
_BESIDE: Final = samples(0.5)
_LEAST_BESIDE: Final = samples(0.08)

_RISES_DB = 4.0
_BEGINS_BLOCKS = 3
_ENDS_BLOCKS = 8
_LEAST_RISE_BLOCKS = 10
_MOST_RISE_BLOCKS = 50
_RECENT_BLOCKS = 25
_REFRESHED_BLOCKS = 5


def manner(sound: Sound) -> Manner:
    """Tell how a word is said.

    Args:
        sound: Up to `NEEDED` samples at `RATE_HZ`; the word lies in the last 0.9 s.

    The level of a word is that of the loudest quarter of a second of the last 0.9 s; compared
    are the 20 ms blocks up to a second before the end; with less than 0.4 s of them it is plain or
    whispered.
    """
    blocks = sound.size // BLOCK
    whole = sound[sound.size - blocks * BLOCK :].reshape(blocks, BLOCK)
    power = np.mean(np.square(whole, dtype=np.float64), axis=1) + 1e-12
    level: NDArray[np.float64] = 10.0 * np.log10(power)
    before = level[_BEFORE]
    if before.size >= _LEAST_BLOCKS:
        word = float(np.sort(level[-_WORD_BLOCKS:])[-_LOUD_BLOCKS:].mean())
        quietest, quiet, most = word - np.percentile(before, (10.0, 30.0, 90.0))
        if 0.0 <= quietest <= NOISE_DB:
            return "over noise"
        least, highest = TALK_DB
        if least <= most <= highest and quiet <= GOES_ON_DB:
            return "over talk"
    return "whispered" if is_whispered(sound) else "plain"


def is_whispered(sound: Sound) -> bool:
    """Say whether the end of a stretch lacks the low sounds of a voice.

    Args:
        sound: At `RATE_HZ`; the last 1.5 s count, and of them the 20 ms blocks no more than 15 dB
            below the loudest.
    """
    whole = sound[max(0, sound.size - samples(1.5)) :]
    whole = whole[: whole.size - whole.size % BLOCK]
    if whole.size == 0:
        return False
    power = np.abs(np.fft.rfft(whole.reshape(-1, BLOCK) * _WINDOW, axis=1)) ** 2
    total = power[:, _HEARD].sum(axis=1)
    loud = power[total >= total.max() * _NEAR_LOUDEST]
    low, high = float(loud[:, _LOW].sum()), float(loud[:, _HIGH].sum())
    return high > 0.0 and 10.0 * float(np.log10(max(low, 1e-12) / high)) < WHISPER_DB


def rise_db(sound: Sound, start: Samples, end: Samples) -> float | None:
    """Return how far a word stands above what is beside it, in dB.

    Args:
        sound: At `RATE_HZ`.
        start: Where the word begins, from the beginning of `sound`.
        end: Where it ends; the last 0.13 s of `sound` are taken for what comes after.

    Returns:
        The lesser of two differences: of its mean power to that of the half second before and to
        that of up to half a second after, each 50 ms away. None where too little is known.
    """
    start, end = max(0, start), min(end, sound.size - _APART - _LEAST_BESIDE)
    before = sound[max(0, start - _APART - _BESIDE) : max(0, start - _APART)]
    if before.size < _LEAST_BESIDE or end - start < _LEAST_BESIDE:
        return None
    after = sound[end + _APART : end + _APART + _BESIDE]
    return rms_dbfs(sound[start:end]) - max(rms_dbfs(before), rms_dbfs(after))


class StandingOut:
    """Notices something of the length of a word that is louder than what goes on beside.

    Recognizers may miss a word said over somebody who talks more softly; that something louder
    came and went they cannot hide. About 10 microseconds a block. Deterministic; one thread.
    """

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=200)
        self._count = 0
        self._background = 0.0
        self._reference = 0.0
        self._length = 0
        self._below = 0

    def update(self, level_dbfs: float) -> bool:
        """Take in the level of the next block; say whether something louder has just ended.

        True 0.16 s after it ended, or when it has gone on for a second.
        """
        self._levels.append(level_dbfs)
        self._count += 1
        if self._count % _REFRESHED_BLOCKS == 0 and self._count > _RECENT_BLOCKS:
            before = sorted(islice(self._levels, len(self._levels) - _RECENT_BLOCKS))
            if len(before) >= _LEAST_BLOCKS:
                self._background = before[len(before) * 4 // 5]
        if self._count < _LEAST_BLOCKS + _RECENT_BLOCKS + _REFRESHED_BLOCKS:
            return False
        if self._length < _BEGINS_BLOCKS:
            rises = level_dbfs >= self._background + _RISES_DB
            self._length = self._length + 1 if rises else 0
            self._reference, self._below = self._background, 0
            return False
        self._length += 1
        self._below = 0 if level_dbfs >= self._reference + _RISES_DB else self._below + 1
        if self._below < _ENDS_BLOCKS and self._length < _MOST_RISE_BLOCKS:
            return False
        lasted = self._length - self._below
        self._length = 0
        return lasted >= _LEAST_RISE_BLOCKS
