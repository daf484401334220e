"""Clearer versions of a stretch of sound."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.audio import Sound, gain, rms_dbfs
from facilitator.clock import BLOCK, RATE_HZ
from facilitator.ears.clearing import (
    NoiseReduction,
    loudest,
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


def test_the_loudest_part_is_kept_and_what_is_beside_it_is_lowered() -> None:
    """0.25 s of a tone over noise 20 dB softer stay as they are, with 0.3 s of 50 dB less."""
    sound = noisy_tone()[: TONE.stop + 6400]
    part, begin = loudest(sound)
    start, end = TONE.start - begin, TONE.stop - begin

    assert np.array_equal(sound[TONE], part[start:end])
    assert 0.38 * RATE_HZ <= start <= 0.42 * RATE_HZ
    assert rms_dbfs(part[: start - 2400]) == pytest.approx(-70.0, abs=1.0)
    assert rms_dbfs(part[end + 2400 :]) == pytest.approx(-70.0, abs=1.0)


def test_short_gaps_stay_within_the_loudest_part() -> None:
    """Two words of a phrase with 0.1 s between them are one; with 0.2 s only the louder is left."""
    for gap, both in ((1600, True), (3200, False)):
        sound = noise(-60.0, 40000)
        sound[20000:24000] += tone(-22.0, 4000)
        sound[24000 + gap : 28000 + gap] += tone(-20.0, 4000)
        part, begin = loudest(sound)

        first = part[max(0, 20000 - begin) : max(0, 24000 - begin)]
        assert both == (first.size == 4000 and rms_dbfs(first) > -23.0)


@pytest.mark.parametrize("size", [0, 1, 159, 4000, 4160, 32000])
def test_of_any_sound_there_is_a_loudest_part(size: int) -> None:
    """Little sound, or nothing but silence, comes back whole."""
    sound = np.zeros(size, np.float32)
    part, begin = loudest(sound)

    assert (size, 0) == (part.size, begin)
