"""Who speaks in a simulated room, and when."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from facilitator.audio import Sound, gain, rms_dbfs
from facilitator.clock import RATE_HZ, Samples

VOICE_DBFS = -20.0
"""Level of a person's voice at a simulated microphone, RMS while speaking: what an echo is
measured against."""

_ACTIVE_WINDOW = RATE_HZ // 50


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is heard in the room at a time.

    Attributes:
        at: Position of its first sample on the session clock; 0 or later.
        sound: At `RATE_HZ`, as loud as the microphone hears it.
    """

    at: Samples
    sound: Sound


class Timeline:
    """Sounds that begin at known times, summed where they overlap.

    A block in which nothing sounds costs next to nothing, however many sounds are still to come.
    """

    def __init__(self, happenings: Iterable[Happening] = ()) -> None:
        self._order = 0
        self._coming: list[tuple[Samples, int, Sound]] = []
        self._sounding: list[tuple[Samples, Sound]] = []
        for happening in happenings:
            self.add(happening)

    def add(self, happening: Happening) -> None:
        """Put one more sound on the timeline.

        Raises:
            ValueError: `at` is negative.
        """
        if happening.at < 0:
            raise ValueError(f"a sound cannot begin at {happening.at}, before the session")
        heapq.heappush(self._coming, (happening.at, self._order, happening.sound))
        self._order += 1

    def mix_into(self, block: Sound, start: Samples) -> None:
        """Add what sounds during `[start, start + block.size)`. Starts must not go back."""
        end = start + block.size
        while self._coming and self._coming[0][0] < end:
            at, _, sound = heapq.heappop(self._coming)
            self._sounding.append((at, sound))
        if not self._sounding:
            return
        for at, sound in self._sounding:
            first, last = max(at, start), min(at + sound.size, end)
            if first < last:
                block[first - start : last - start] += sound[first - at : last - at]
        self._sounding = [item for item in self._sounding if item[0] + item[1].size > end]

    @property
    def end(self) -> Samples:
        """Position where the last sound known so far ends; 0 when all have ended."""
        coming = (at + sound.size for at, _, sound in self._coming)
        return max([*coming, *(at + sound.size for at, sound in self._sounding)], default=0)


def speech_dbfs(sound: Sound) -> float:
    """Return the level of speech while it lasts: the RMS of those 20 ms windows that are within
    25 dB of the loudest one, so that pauses do not count."""
    whole = sound[: sound.size - sound.size % _ACTIVE_WINDOW]
    if whole.size == 0:
        return rms_dbfs(sound)
    power = np.mean(np.square(whole.reshape(-1, _ACTIVE_WINDOW), dtype=np.float64), axis=1)
    active = power[power > power.max() * 10.0**-2.5]
    return 10.0 * float(np.log10(active.mean())) if active.size else rms_dbfs(sound)


def at_level(sound: Sound, dbfs: float = VOICE_DBFS) -> Sound:
    """Return speech brought to a level (see `speech_dbfs`); silence stays silence."""
    if not sound.any():
        return sound
    return sound * np.float32(gain(dbfs - speech_dbfs(sound)))
