"""Clearer versions of a stretch of sound."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.audio import Sound, gain, rms_dbfs
from facilitator.clock import BLOCK, RATE_HZ
from facilitator.ears.clearing import (
    NoiseReduction,
    without_noise,
    without_softer,
    without_treble,
)

TONE = slice(30000, 34000)
NOISE = slice(10000, 28000)


def noise(level_dbfs: float, size: int = 64000) -> Sound:
    chance = np.random.default_rng(0)
    return chance.normal(0.0, gain(level_dbfs), size).astype(np.float32)


def tone(level_dbfs: float, size: int, hz: float = 700.0) -> Sound:
    peak = gain(level_dbfs) * np.sqrt(2.0)
    return (peak * np.sin(2.0 * np.pi * hz * np.arange(size) / RATE_HZ)).astype(np.float32)


def noisy_tone() -> Sound:
    sound = noise(-40.0)
    sound[TONE] += tone(-20.0, 4000)
    return sound


def test_steady_noise_is_lowered_by_twelve_decibels() -> None:
    """Once it is known, noise comes out between 10 and 12 dB softer."""
    cleared = without_noise(noisy_tone())

    assert -12.5 <= rms_dbfs(cleared[NOISE]) - rms_dbfs(noisy_tone()[NOISE]) <= -10.0


def test_what_stands_out_of_noise_keeps_its_level_and_place() -> None:
    """A tone 20 dB above the noise loses less than half a decibel, and is not delayed."""
    sound, cleared = noisy_tone(), without_noise(noisy_tone())
    middle = slice(TONE.start + 800, TONE.stop - 800)

    assert rms_dbfs(cleared[middle]) == pytest.approx(rms_dbfs(sound[middle]), abs=0.5)
    assert np.corrcoef(sound[middle], cleared[middle])[0, 1] > 0.99


@pytest.mark.parametrize("stretch", [BLOCK, 2 * BLOCK, 7 * BLOCK])
def test_stretches_of_any_length_give_the_same(stretch: int) -> None:
    """Block by block, late by the stated delay, comes what comes at once."""
    sound = noisy_tone()
    reduction = NoiseReduction()
    parts = [reduction.process(sound[at : at + stretch]) for at in range(0, sound.size, stretch)]
    late = np.concatenate(parts)

    delay = NoiseReduction.DELAY
    assert np.array_equal(without_noise(sound)[:-delay], late[delay : sound.size])


def test_digital_silence_stays_silent_and_finite() -> None:
    """Nothing divides by a noise that is not there."""
    cleared = without_noise(np.zeros(32000, np.float32))

    assert 0.0 == float(np.abs(cleared).max())


def test_a_sound_after_digital_silence_is_kept() -> None:
    """A noise floor of zero does not make everything noise."""
    sound = np.concatenate([np.zeros(16000, np.float32), tone(-20.0, 16000)])

    assert rms_dbfs(without_noise(sound)[20000:30000]) == pytest.approx(-20.0, abs=1.0)


def test_a_softer_talker_is_lowered_further() -> None:
    """Something 12 dB below the loudest comes out about 9 dB lower; the loudest stays."""
    sound = np.concatenate([tone(-32.0, 32000), tone(-20.0, 8000)])
    lowered = without_softer(sound)

    assert rms_dbfs(lowered[:30000]) == pytest.approx(-41.0, abs=0.5)
    assert rms_dbfs(lowered[34000:]) == pytest.approx(-20.0, abs=0.1)


def test_nothing_is_lowered_by_more_than_its_limit() -> None:
    """A whole silence between words does not become digital silence."""
    sound = np.concatenate([tone(-80.0, 32000), tone(-20.0, 8000)])

    assert rms_dbfs(without_softer(sound)[:30000]) == pytest.approx(-105.0, abs=0.5)


def test_treble_falls_by_six_decibels_an_octave() -> None:
    """Between 1 and 4 kHz the level falls by about twelve."""
    low, high = (without_treble(tone(-20.0, 16000, hz)) for hz in (1000.0, 4000.0))

    assert rms_dbfs(low) - rms_dbfs(high) == pytest.approx(11.0, abs=1.5)


@pytest.mark.parametrize("change", [without_noise, without_softer, without_treble])
@pytest.mark.parametrize("size", [0, 1, 159, 1601])
def test_any_length_comes_back_as_long(change: object, size: int) -> None:
    """Odd and empty stretches are no error."""
    assert callable(change)
    assert size == change(noise(-30.0, size)).size
