"""Changing rates block by block."""

import numpy as np
import pytest

from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ
from facilitator.room.resample import DECIMATOR_DELAY, Decimator, RateConverter, resampled


def tone(hz: float, rate_hz: int, blocks: int = 20) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(rate_hz // 50 * blocks) / rate_hz).astype("f4")


def decimated(sound: np.ndarray) -> np.ndarray:
    decimator = Decimator()
    return np.concatenate([decimator.feed(b) for b in sound.reshape(-1, PLAYBACK_BLOCK)])


@pytest.mark.parametrize("hz", [100.0, 1_000.0, 4_000.0, 6_900.0])
def test_a_tone_of_speech_passes_unchanged_after_the_stated_delay(hz: float) -> None:
    """What the recognizer needs keeps its level and is late by exactly `DECIMATOR_DELAY`."""
    out = decimated(tone(hz, PLAYBACK_HZ))
    expected = tone(hz, RATE_HZ)[: -DECIMATOR_DELAY or None]
    settled = slice(2 * DECIMATOR_DELAY, None)
    np.testing.assert_allclose(expected[settled], out[DECIMATOR_DELAY:][settled], atol=2e-3)


@pytest.mark.parametrize("hz", [9_000.0, 12_000.0, 20_000.0])
def test_what_the_lower_rate_cannot_carry_is_removed(hz: float) -> None:
    """A tone above half the lower rate does not fold down into the speech."""
    assert np.abs(decimated(tone(hz, PLAYBACK_HZ))[100:]).max() < 1e-3


def test_silence_after_sound_rings_out_and_becomes_digital_zero() -> None:
    """The filter's tail is kept over the block border, and zeros become zeros again."""
    decimator = Decimator()
    loud = np.ones(PLAYBACK_BLOCK, dtype="f4")
    quiet = np.zeros(PLAYBACK_BLOCK, dtype="f4")
    decimator.feed(loud)
    tail, after = decimator.feed(quiet), decimator.feed(quiet)
    assert tail[:DECIMATOR_DELAY].any()
    assert not after.any()
    assert (BLOCK,) == after.shape


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000, 96_000])
def test_a_stream_at_any_rate_is_converted_without_a_seam(rate_hz: int) -> None:
    """Blocks of 10 ms come out as one continuous tone at the other rate."""
    converter = RateConverter(rate_hz, PLAYBACK_HZ)
    sound = tone(500.0, rate_hz)
    parts = [converter.feed(part) for part in sound.reshape(-1, rate_hz // 100)]
    out = np.concatenate([*parts, converter.finish()])
    expected = tone(500.0, PLAYBACK_HZ)
    assert abs(expected.size - out.size) <= 2
    middle = slice(2_000, -2_000)
    np.testing.assert_allclose(expected[middle], out[: expected.size][middle], atol=2e-3)


def test_a_whole_sound_keeps_its_length_in_time() -> None:
    """A second stays a second."""
    assert abs(RATE_HZ - resampled(tone(300.0, 44_100, 50), 44_100, RATE_HZ).size) <= 1
