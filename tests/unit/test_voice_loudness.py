"""Loudness as listeners hear it, the ceiling on peaks, and the edges of sounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.audio import Sound, peak_dbfs
from facilitator.sound.loudness import (
    PEAK_DBFS,
    VOICE_LUFS,
    k_weighted,
    levelled,
    limited,
    loudness_lufs,
    momentary_lufs,
)
from facilitator.sound.shaping import EDGE_SAMPLES, faded, fall, joined, rise, trimmed

HZ = 48_000


def tone(seconds: float, hertz: float = 997.0, dbfs: float = -20.0) -> Sound:
    time = np.arange(round(seconds * HZ)) / HZ
    return (10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def speech_like(seed: int, seconds: float = 2.0) -> Sound:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * HZ))
    syllables = np.clip(np.sin(2 * np.pi * 3.0 * np.arange(noise.size) / HZ), 0.0, 1.0)
    return (0.05 * noise * syllables).astype(np.float32)


@pytest.mark.parametrize("dbfs", [-3.0, -23.0, -40.0])
def test_a_997_hz_tone_measures_as_the_standard_says(dbfs: float) -> None:
    """BS.1770: a 997 Hz sine in one channel at L dBFS peak measures L - 3.01 LUFS."""
    assert loudness_lufs(tone(5.0, dbfs=dbfs)) == pytest.approx(dbfs - 3.01, abs=0.03)


def test_weighting_lifts_high_and_takes_away_low_tones() -> None:
    """K-weighting: about +3.3 dB at 10 kHz against 1 kHz, and 30 Hz far down."""
    at = {f: loudness_lufs(tone(3.0, f)) for f in (30.0, 100.0, 997.0, 10_000.0)}

    assert at[10_000.0] - at[997.0] == pytest.approx(3.3, abs=0.2)
    assert at[997.0] - at[100.0] == pytest.approx(1.8, abs=0.2)
    assert at[997.0] - at[30.0] > 8.0


def test_weighting_equals_the_recursive_filters() -> None:
    """The spectral form gives the samples of the standard's two second-order sections."""
    sound = speech_like(3, 0.05)
    expected = sound.astype(np.float64)
    for (b0, b1, b2), (_, a1, a2) in (
        (
            (1.53512485958697, -2.69169618940638, 1.19839281085285),
            (1.0, -1.69065929318241, 0.73248077421585),
        ),
        ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
    ):
        out = np.zeros_like(expected)
        x1 = x2 = y1 = y2 = 0.0
        for index, x in enumerate(expected):
            y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            x2, x1, y2, y1 = x1, x, y1, y
            out[index] = y
        expected = out

    assert np.max(np.abs(k_weighted(sound) - expected)) < 1e-6


def test_pauses_do_not_count() -> None:
    """A sentence with a long pause in it is as loud as without: the gates at work."""
    pause = np.zeros(3 * HZ, np.float32)
    with_pause = np.concatenate([tone(3.0), pause, tone(3.0)])

    assert loudness_lufs(with_pause) == pytest.approx(loudness_lufs(tone(6.0)), abs=0.3)


def test_short_sounds_are_measured_whole() -> None:
    """A word shorter than a block of 400 ms has a loudness too."""
    assert loudness_lufs(tone(0.2)) == pytest.approx(-23.0, abs=0.1)


def test_silence_has_a_floor() -> None:
    """Nothing and digital silence measure -120 LUFS, without an error."""
    measured = [loudness_lufs(np.zeros(n, np.float32)) for n in (0, 1, 100, HZ)]

    assert measured == [-120.0] * 4
    assert momentary_lufs(np.zeros(HZ, np.float32)) == -120.0


@given(seed=st.integers(0, 99), db=st.floats(-40.0, 20.0), seconds=st.floats(0.1, 3.0))
@settings(max_examples=25, deadline=None)
def test_levelling_gives_one_loudness(seed: int, db: float, seconds: float) -> None:
    """Whatever it was before, a sound comes out at the voice's loudness, below the ceiling."""
    sound = (speech_like(seed, seconds) * 10 ** (db / 20)).astype(np.float32)

    out = levelled(sound)

    assert loudness_lufs(out) == pytest.approx(VOICE_LUFS, abs=0.3)
    assert peak_dbfs(out) <= PEAK_DBFS + 0.001
    assert out.dtype == np.float32


def test_levelling_leaves_silence_alone() -> None:
    """Silence is not raised to anything."""
    assert np.count_nonzero(levelled(np.zeros(HZ, np.float32))) == 0


def test_limiting_is_smooth() -> None:
    """A loud tone is turned down, not cut: hardly any energy beyond its own frequency."""
    loud = np.concatenate([tone(0.5, dbfs=-6.0), tone(0.5, dbfs=6.0), tone(0.5, dbfs=-6.0)])
    out = limited(loud)[HZ // 2 : HZ]
    spectrum = np.square(np.abs(np.fft.rfft(out * np.hanning(out.size))))
    hertz = np.fft.rfftfreq(out.size, 1 / HZ)

    assert peak_dbfs(limited(loud)) <= PEAK_DBFS + 0.001
    assert np.sum(spectrum[np.abs(hertz - 997.0) > 300.0]) / np.sum(spectrum) < 1e-3


def test_limiting_leaves_quiet_sounds_alone() -> None:
    """Below the ceiling the very same samples come back."""
    sound = tone(0.1)

    assert limited(sound) is sound


def test_ramps_begin_and_end_at_zero() -> None:
    """The rise begins and the fall ends at exactly 0; both are smooth and mirror each other."""
    assert rise(480)[0] == 0.0
    assert fall(480)[-1] == 0.0
    assert np.array_equal(rise(480)[::-1], fall(480))
    assert float(np.max(np.abs(np.diff(rise(480))))) < math.pi / 2 / 480 * 1.01


@given(length=st.integers(0, 30))
def test_fading_survives_short_sounds(length: int) -> None:
    """A sound shorter than its fades is faded over its halves."""
    out = faded(np.ones(length, np.float32), 20, 20)

    assert out.size == length
    assert length < 2 or (out[0] == 0.0 and out[-1] == 0.0)


def test_trimming_keeps_the_speech_and_a_few_milliseconds() -> None:
    """Half a second of silence on either side goes; the sound and its margins stay."""
    silence = np.full(HZ // 2, 1e-6, np.float32)
    out = trimmed(np.concatenate([silence, tone(0.5), silence]))

    assert out.size == pytest.approx(HZ // 2 + 2 * EDGE_SAMPLES + HZ * 40 // 1000, abs=480)
    assert np.count_nonzero(out[:EDGE_SAMPLES]) == 0
    assert np.count_nonzero(out[-EDGE_SAMPLES:]) == 0


@pytest.mark.parametrize("length", [0, 1, 239, 240, HZ])
def test_trimming_silence_gives_nothing(length: int) -> None:
    """Digital silence of any length is trimmed away altogether."""
    assert trimmed(np.zeros(length, np.float32)).size == 0


def test_joining_puts_the_gap_between() -> None:
    """Two trimmed sounds are heard a gap apart, their own silent edges included."""
    word = trimmed(tone(0.2))
    out = joined([word, word], 0.6)

    assert out.size == 2 * word.size + round(0.6 * HZ) - 2 * EDGE_SAMPLES
    assert np.array_equal(out[: word.size], out[-word.size :])
