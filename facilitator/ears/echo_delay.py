"""How late the echo comes: the delay between what was played and its echo in the microphone.

Generalised cross-correlation with a phase transform after Knapp and Carter, "The generalized
correlation method for estimation of time delay", IEEE TASSP 24 (1976), kept up block by block
for every lag at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import BLOCK, Samples

PARTITIONS: Final = 27
"""Blocks of lag that are searched: 540 ms."""

_FIRST_BIN = 8
_LAST_BIN = 200
_BINS = _LAST_BIN - _FIRST_BIN
_WINDOW_BLOCKS = 25
_ENOUGH_BLOCKS = 10
_CERTAIN = 8.0
# A bell is a few tones, which look alike at many delays: only sound that fills the spectrum
# tells. Mean amplitude squared over mean power is 0.05 for bells, 0.2 for speech.
_BREADTH = 0.11
_EARLIEST_SHARE = 0.5
_EDGE: Final[Samples] = 80
_BEFORE: Final[Samples] = 160


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where the echo was seen.

    Attributes:
        delay: Samples from a sound in the reference to its first strong echo, 0 to 8639.
        clarity: Height of the peak over the typical height elsewhere; chance gives 4 to 6.
    """

    delay: Samples
    clarity: float

    @property
    def is_certain(self) -> bool:
        """Whether the peak stands out far beyond chance."""
        return self.clarity >= _CERTAIN


class DelayFinder:
    """Watches microphone and reference side by side and says how far apart they are.

    `listen` costs about 30 µs a block, `look` some 150 µs.
    """

    def __init__(self) -> None:
        self._played = np.zeros((2 * PARTITIONS, _BINS), np.complex64)
        self._cross = np.zeros((PARTITIONS, _BINS), np.complex64)
        self._product = np.zeros((PARTITIONS, _BINS), np.complex64)
        self._recent: Sound = np.zeros(2 * BLOCK, np.float32)
        self._padded: Sound = np.zeros(2 * BLOCK, np.float32)
        self._at = 0
        self._energy = np.zeros(2 * PARTITIONS, np.float32)
        self._weight = np.zeros(PARTITIONS, np.float32)
        self.forget()

    def forget(self) -> None:
        """Drop all that was seen, but not the reference of the last half second."""
        self.blocks = 0
        self._cross[:] = 0.0
        self._weight[:] = 0.0
        self._since_telling = PARTITIONS
        self._played_level = 0.0
        self._heard_level = 0.0

    @property
    def is_ready(self) -> bool:
        """Whether enough was played for a look to mean something."""
        return self.blocks >= _ENOUGH_BLOCKS

    def hurry(self) -> None:
        """Let what is seen from now on outweigh what was seen before."""
        self.blocks = min(self.blocks, _ENOUGH_BLOCKS)

    def listen(self, microphone: Sound, played: Sound) -> None:
        """Take in one block of each."""
        self._recent[:BLOCK] = self._recent[BLOCK:]
        self._recent[BLOCK:] = played
        np.multiply(microphone, _taper(), out=self._padded[BLOCK:])
        spectrum = np.fft.rfft(self._recent)[_FIRST_BIN:_LAST_BIN]
        size = np.abs(spectrum)
        level = float(size.mean())
        power = float(np.vdot(size, size)) / _BINS
        is_telling = level > 0.1 * self._played_level and level * level > _BREADTH * power
        self._at = (self._at or PARTITIONS) - 1
        energy, whitened = 0.0, np.zeros_like(spectrum)
        if is_telling:
            self.blocks += 1
            self._since_telling = 0
            self._played_level += (level - self._played_level) / min(self.blocks, _WINDOW_BLOCKS)
            whitened = spectrum / (size + np.float32(0.3 * self._played_level + 1e-6))
            energy = float(np.vdot(whitened, whitened).real)
        else:
            self._since_telling += 1
            self._played_level *= 0.998
        self._played[self._at] = self._played[self._at + PARTITIONS] = whitened
        self._energy[self._at] = self._energy[self._at + PARTITIONS] = energy
        if self._since_telling > PARTITIONS:
            return
        pace = 1.0 / min(self.blocks + 1, _WINDOW_BLOCKS)
        heard = np.conj(np.fft.rfft(self._padded)[_FIRST_BIN:_LAST_BIN])
        size = np.abs(heard)
        self._heard_level += pace * (float(size.mean()) - self._heard_level)
        heard *= np.float32(pace) / (size + np.float32(0.3 * self._heard_level + 1e-6))
        played_spectra = self._played[self._at : self._at + PARTITIONS]
        np.multiply(played_spectra, heard.astype(np.complex64, copy=False), out=self._product)
        self._cross *= np.float32(1.0 - pace)
        self._cross += self._product
        energies = self._energy[self._at : self._at + PARTITIONS]
        self._weight += np.float32(pace) * (energies - self._weight)

    def look(self) -> Sighting:
        """Return the delay that explains the last half second best."""
        spectra = np.zeros((PARTITIONS, BLOCK + 1), np.complex64)
        np.conj(self._cross, out=spectra[:, _FIRST_BIN:_LAST_BIN])
        scale = 1.0 / np.sqrt(self._weight + 0.05 * float(self._weight.max()) + 1e-12)
        height = np.abs(np.fft.irfft(spectra, axis=1)[:, :BLOCK] * scale[:, None]).ravel()
        peak = int(np.argmax(height))
        typical = float(np.sqrt(np.mean(height**2)))
        if typical <= 0.0:
            return Sighting(0, 0.0)
        start = max(0, peak - _BEFORE)
        before = height[start : peak + 1]
        first = start + int(np.argmax(before >= _EARLIEST_SHARE * height[peak]))
        return Sighting(first, float(height[peak]) / typical)


@cache
def _taper() -> Sound:
    """Return a window without edges; two blocks' edges would look like an echo at whole blocks."""
    edge = np.sin(0.5 * np.pi * (np.arange(_EDGE) + 0.5) / _EDGE) ** 2
    return np.concatenate((edge, np.ones(BLOCK - 2 * _EDGE), edge[::-1])).astype(np.float32)
