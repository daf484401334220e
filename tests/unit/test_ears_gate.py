"""The voice gate: shut in steady noise, open for anything that could be a word."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.audio import Sound, gain
from facilitator.clock import BLOCK, RATE_HZ, samples
from facilitator.ears.gate import HANGOVER, VoiceGate


def blocks(sound: Sound) -> list[Sound]:
    return [sound[at : at + BLOCK] for at in range(0, sound.size - BLOCK + 1, BLOCK)]


def steady_noise(length_seconds: float, rms_dbfs: float, seed: int = 0) -> Sound:
    noise = np.random.default_rng(seed).normal(0.0, gain(rms_dbfs), samples(length_seconds))
    return noise.astype(np.float32)


def vowel(length_seconds: float, peak_dbfs: float) -> Sound:
    """Return a low tone with overtones, swelling and falling like a syllable."""
    time = np.arange(samples(length_seconds)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 12))
    shaped = tone * np.hanning(time.size)
    return (shaped / np.abs(shaped).max() * gain(peak_dbfs)).astype(np.float32)


def test_digital_silence_keeps_it_shut() -> None:
    """Zeros are no sound, not even in the first second."""
    gate = VoiceGate()

    assert [False] * 200 == [gate.update(np.zeros(BLOCK, np.float32)) for _ in range(200)]


@pytest.mark.parametrize("rms_dbfs", [-80.0, -55.0, -35.0])
def test_steady_noise_shuts_it_whatever_its_level(rms_dbfs: float) -> None:
    """A fan does not keep the recognizers busy: shut nine tenths of the time."""
    gate = VoiceGate()
    states = [gate.update(block) for block in blocks(steady_noise(20.0, rms_dbfs))]

    assert sum(states[200:]) < 0.1 * len(states[200:])


def test_it_stands_open_while_it_learns_the_room() -> None:
    """A word in the first second of a session is heard."""
    gate = VoiceGate()

    assert all(gate.update(block) for block in blocks(steady_noise(1.0, -60.0)))


@pytest.mark.parametrize("over_noise_db", [12.0, 20.0, 40.0])
def test_a_syllable_just_over_the_noise_opens_it(over_noise_db: float) -> None:
    """Peaks of a syllable little above the noise are enough."""
    gate = VoiceGate()
    noise = steady_noise(6.0, -70.0)
    noise[samples(5.0) : samples(5.3)] += vowel(0.3, -70.0 + over_noise_db)
    states = [gate.update(block) for block in blocks(noise)]

    assert any(states[samples(5.0) // BLOCK : samples(5.3) // BLOCK])


def test_a_quiet_syllable_in_a_silent_room_opens_it() -> None:
    """Peaks at -60 dBFS over 16-bit rounding are enough."""
    gate = VoiceGate()
    sound = steady_noise(6.0, -96.0)
    sound[samples(5.0) : samples(5.3)] += vowel(0.3, -60.0)
    sound = (np.round(sound * 32768) / 32768).astype(np.float32)
    states = [gate.update(block) for block in blocks(sound)]

    assert any(states[samples(5.0) // BLOCK : samples(5.3) // BLOCK])


def test_it_stays_open_for_the_pause_between_two_words() -> None:
    """ "Smart … mirror" is fed in one piece."""
    gate = VoiceGate()
    sound = steady_noise(8.0, -80.0)
    for at in (5.0, 5.9):
        sound[samples(at) : samples(at + 0.3)] += vowel(0.3, -30.0)
    states = [gate.update(block) for block in blocks(sound)]

    assert all(states[samples(5.2) // BLOCK : samples(6.2) // BLOCK])


def test_it_shuts_when_the_voice_has_been_gone_for_a_while() -> None:
    """Not before the hangover, and soon after it."""
    gate = VoiceGate()
    sound = steady_noise(10.0, -80.0, seed=3)
    sound[samples(5.0) : samples(5.3)] += vowel(0.3, -30.0)
    states = [gate.update(block) for block in blocks(sound)]
    last = max(at for at, state in enumerate(states) if state) * BLOCK

    assert samples(5.2) + HANGOVER < last < samples(7.0)


def test_noise_that_begins_and_stays_shuts_it_again() -> None:
    """A fan switched on is learnt within four seconds."""
    gate = VoiceGate()
    sound = np.concatenate([steady_noise(5.0, -80.0), steady_noise(12.0, -50.0, seed=1)])
    states = [gate.update(block) for block in blocks(sound)]

    assert states[samples(6.0) // BLOCK]
    assert sum(states[samples(10.0) // BLOCK :]) < 0.1 * (samples(7.0) // BLOCK)
