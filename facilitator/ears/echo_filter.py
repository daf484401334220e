"""The adaptive filter of the echo canceller: it learns what the room makes of what was played.

A partitioned-block frequency-domain Kalman filter after Enzner and Vary, "Frequency-domain
adaptive Kalman filter for acoustic echo control in hands-free telephones", Signal Processing 86
(2006), and Kuech, Mabande and Enzner, "State-space architecture of the partitioned-block-based
acoustic echo controller", ICASSP 2014. It weighs every frequency of every block by how well the
echo stands out from whatever else the microphone hears, so a person who talks meanwhile slows
the learning and does not spoil it. It is linear: it takes away echo and nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facilitator.audio import Sound
from facilitator.clock import BLOCK

Spectra = NDArray[np.complex64]
Powers = NDArray[np.float32]

FFT_SIZE: Final = 2 * BLOCK
BINS: Final = BLOCK + 1

_DECAY = np.float32(0.7)
_FLOOR = np.float32(1e-9)
_SETTLED = np.float32(0.5)
_YOUNG = np.float32(0.1)


class KalmanFilter:
    """Learns an echo path block by block and predicts the echo.

    Args:
        partitions: Length of the path it can hold, in blocks of `BLOCK` samples.
        persistence: How much of the path stays what it is from one block to the next, 0 to 1.
            Lower follows changes faster and cancels less.
        constrained: Partitions whose time-domain support is enforced per block, in turn.

    Call `predict` with each block of reference, then `learn` with what of the microphone was
    left. About 100 µs for the pair with 16 partitions; memory grows with nothing.
    """

    def __init__(
        self, partitions: int = 16, persistence: float = 0.9995, constrained: int = 4
    ) -> None:
        self.partitions = partitions
        self._a2 = np.float32(persistence * persistence)
        self._constrained = constrained
        self._alpha = np.float32(0.7)
        shape = (partitions, BINS)
        self.path: Spectra = np.zeros(shape, np.complex64)
        self.doubt: Powers = np.zeros(shape, np.float32)
        # Rings held twice over, so that the newest-first view is one contiguous slice.
        self._spectra: Spectra = np.zeros((2 * partitions, BINS), np.complex64)
        self._powers: Powers = np.zeros((2 * partitions, BINS), np.float32)
        self._at = 0
        self._recent: Sound = np.zeros(FFT_SIZE, np.float32)
        self._padded: Sound = np.zeros(FFT_SIZE, np.float32)
        self._other: Powers = np.zeros(BINS, np.float32)
        self._complex: Spectra = np.zeros(shape, np.complex64)
        self._real: Powers = np.zeros(shape, np.float32)
        self._turn = 0
        self.echo_spectrum: Spectra = np.zeros(BINS, np.complex64)
        self.error_spectrum: Spectra = np.zeros(BINS, np.complex64)

    def forget(self, coupling: float) -> None:
        """Start learning again from nothing.

        Args:
            coupling: Expected power of the microphone over that of the reference.
        """
        self.path[:] = 0.0
        self.doubt[:] = coupling * _DECAY ** np.arange(self.partitions)[:, None]
        self._other[:] = 0.0

    def question(self, coupling: float) -> None:
        """Keep what was learned, but be ready to change as much of it as `coupling` says."""
        self.doubt += coupling * _DECAY ** np.arange(self.partitions)[:, None]

    def refill(self, reference: Sound) -> None:
        """Replace the reference heard so far by another alignment of it.

        Args:
            reference: `(partitions + 1) * BLOCK` samples, ending with the newest.
        """
        frames = np.lib.stride_tricks.sliding_window_view(reference, FFT_SIZE)[::BLOCK][::-1]
        spectra = np.fft.rfft(frames, axis=1)
        self._at = 0
        self._spectra[: self.partitions] = self._spectra[self.partitions :] = spectra
        powers = spectra.real**2 + spectra.imag**2
        self._powers[: self.partitions] = self._powers[self.partitions :] = powers
        self._recent[:] = reference[-FFT_SIZE:]

    def push(self, reference: Sound) -> None:
        """Take in the next block of reference."""
        self._recent[:BLOCK] = self._recent[BLOCK:]
        self._recent[BLOCK:] = reference
        spectrum = np.fft.rfft(self._recent)
        self._at = (self._at or self.partitions) - 1
        self._spectra[self._at] = self._spectra[self._at + self.partitions] = spectrum
        power = spectrum.real**2 + spectrum.imag**2
        self._powers[self._at] = self._powers[self._at + self.partitions] = power

    def predict(self, reference: Sound) -> Sound:
        """Take in the next block of reference and return the echo it should make now."""
        self.push(reference)
        spectra = self._spectra[self._at : self._at + self.partitions]
        np.multiply(spectra, self.path, out=self._complex)
        self.echo_spectrum = self._complex.sum(axis=0)
        return np.fft.irfft(self.echo_spectrum)[BLOCK:].astype(np.float32, copy=False)

    def rehearse(self, reference: Sound, blocks: int) -> Sound:
        """Return the echo that another alignment of the reference should make; learn nothing.

        Args:
            reference: `(partitions + blocks) * BLOCK` samples, ending with the newest.
            blocks: How many blocks of echo to return.
        """
        frames = np.lib.stride_tricks.sliding_window_view(reference, FFT_SIZE)[::BLOCK]
        spectra = np.fft.rfft(frames, axis=1).astype(np.complex64, copy=False)
        echo = np.empty((blocks, BLOCK), np.float32)
        path = self.path[::-1]
        for row in range(blocks):
            wet = (spectra[row : row + self.partitions] * path).sum(axis=0)
            echo[row] = np.fft.irfft(wet)[BLOCK:]
        return echo.ravel()

    def learn(self, error: Sound, *, young: bool = True) -> None:
        """Improve the path by what was left of the microphone after the last prediction.

        Args:
            error: `BLOCK` samples: the microphone less the prediction.
            young: Remain doubtful for longer than theory asks; speeds up the first seconds.
        """
        self._padded[BLOCK:] = error
        spectrum = np.fft.rfft(self._padded).astype(np.complex64, copy=False)
        self.error_spectrum = spectrum
        power = spectrum.real**2 + spectrum.imag**2
        self._other += (1 - self._alpha) * (power - self._other)
        powers = self._powers[self._at : self._at + self.partitions]
        spectra = self._spectra[self._at : self._at + self.partitions]
        share, change = self._real, self._complex
        np.multiply(self.doubt, powers, out=share)
        expected = share.sum(axis=0)
        inverse = 1.0 / (expected + 2.0 * self._other + _FLOOR)
        # change = conj(X) E P / D, written as conj(X conj(E / D)) P
        np.multiply(spectra, np.conj(spectrum * inverse), out=change)
        np.conj(change, out=change)
        change *= self.doubt
        self.path += change
        share *= (_YOUNG if young else _SETTLED) * -self._a2 * inverse
        share += self._a2
        self.doubt *= share
        self._tidy()

    def lag(self) -> tuple[float, float]:
        """Return by how many samples the echo came later than predicted, and the certainty.

        Call after `learn`. The maximum-likelihood estimate for one block: the error against
        the slope of the prediction, every frequency weighed by what else is heard there.

        Returns:
            The lag in samples and the inverse of its variance.
        """
        slope = np.fft.irfft(self.echo_spectrum * _omega())
        slope[:BLOCK] = 0.0
        spectrum = np.fft.rfft(slope)
        weights = 1.0 / (self._other + _FLOOR)
        power = spectrum.real**2 + spectrum.imag**2
        certainty = float(power @ weights)
        product = spectrum.real * self.error_spectrum.real
        product += spectrum.imag * self.error_spectrum.imag
        if certainty <= 0.0:
            return 0.0, 0.0
        return -float(product @ weights) / certainty, certainty

    def _tidy(self) -> None:
        count, turn = self._constrained, self._turn
        rows = slice(turn, min(turn + count, self.partitions))
        self._turn = 0 if rows.stop >= self.partitions else rows.stop
        taps = np.fft.irfft(self.path[rows], axis=1)
        taps[:, BLOCK:] = 0.0
        part = np.fft.rfft(taps, axis=1)
        self.path[rows] = part
        change = (1 - self._a2) * self.partitions / count
        self.doubt[rows] += change * (part.real**2 + part.imag**2)


@cache
def _omega() -> Spectra:
    """Return the spectrum of a differentiator, in units of a sample."""
    omega = 1j * np.pi * np.arange(BINS) / BLOCK
    omega[-1] = 0.0
    return omega.astype(np.complex64)
