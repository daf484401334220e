"""How a word is said, and what stands out."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.audio import Sound, gain
from facilitator.clock import BLOCK, samples
from facilitator.ears.manner import Manner, StandingOut, is_whispered, manner, rise_db


def voice(level_dbfs: float, length_seconds: float, seed: int = 1) -> Sound:
    """Return noise with the slope of a voice."""
    sound = np.random.default_rng(seed).normal(0.0, 1.0, samples(length_seconds))
    sound = np.convolve(sound, np.full(16, 1.0 / 4.0), "same")
    return (sound * gain(level_dbfs) / sound.std()).astype(np.float32)


def syllables(level_dbfs: float, length_seconds: float) -> Sound:
    """Return talk: 0.2 s of voice and 0.05 s of next to nothing, over and over."""
    sound = voice(level_dbfs, length_seconds, seed=2)
    beat = np.arange(sound.size) % samples(0.25) < samples(0.2)
    return sound * np.where(beat, 1.0, 0.02).astype(np.float32)


def word_after(before: Sound, level_dbfs: float = -20.0, *, over: bool = False) -> Sound:
    """Return 3 s of something, the same going on or not for 0.9 s, with a word of 0.5 s in it."""
    tail = before[: samples(0.9)].copy() if over else np.zeros(samples(0.9), np.float32)
    tail[samples(0.2) : samples(0.7)] += voice(level_dbfs, 0.5)
    return np.concatenate([before, tail])


QUIET = voice(-75.0, 3.0)

CASES: dict[str, tuple[Sound, Manner]] = {
    "in a quiet room": (word_after(QUIET), "plain"),
    "10 dB over noise": (word_after(voice(-30.0, 3.0), over=True), "over noise"),
    "5 dB over noise": (word_after(voice(-25.0, 3.0), over=True), "over noise"),
    "10 dB over talk": (word_after(syllables(-30.0, 3.0), over=True), "over talk"),
    "in ordinary talk": (word_after(syllables(-20.0, 3.0), over=True), "plain"),
    "at the very beginning": (word_after(QUIET[: samples(0.2)]), "plain"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_manner_of_a_word_is_told(case: str) -> None:
    """Each of the ways in which a word is said is known from levels alone."""
    sound, expected = CASES[case]

    assert expected == manner(sound)


def test_a_whisper_lacks_the_low_sounds() -> None:
    """White noise in a quiet room is a whisper; the same with a voice's slope is none."""
    hiss = np.random.default_rng(3).normal(0.0, 0.05, samples(0.9)).astype(np.float32)

    assert "whispered" == manner(np.concatenate([QUIET, hiss]))
    assert not is_whispered(np.concatenate([QUIET, voice(-25.0, 0.9)]))


@pytest.mark.parametrize("size", [0, 1, BLOCK, 3 * BLOCK + 7])
def test_little_sound_is_plain(size: int) -> None:
    """Too little to tell is no error."""
    assert "plain" == manner(voice(-20.0, 1.0)[:size])


def ends(levels: list[float]) -> list[int]:
    """Return at which blocks something louder is told to have ended."""
    standing_out = StandingOut()
    return [at for at, level in enumerate(levels) if standing_out.update(level)]


def test_something_louder_is_told_once_when_it_has_ended() -> None:
    """Half a second 10 dB above what goes on beside is told 0.16 s after its end."""
    assert [100 + 25 + 8 - 1] == ends([-30.0] * 100 + [-20.0] * 25 + [-30.0] * 100)


def test_something_long_is_told_after_a_second() -> None:
    """A shout without an end is not waited for."""
    assert [149] == ends([-30.0] * 100 + [-20.0] * 55 + [-30.0] * 2)


@pytest.mark.parametrize("blocks", [1, 2, 9])
def test_a_click_is_no_word(blocks: int) -> None:
    """Less than 0.2 s is not asked about."""
    assert [] == ends([-30.0] * 100 + [-20.0] * blocks + [-30.0] * 100)


def test_steady_talk_does_not_stand_out() -> None:
    """What stays within 3 dB of itself is never told."""
    chance = np.random.default_rng(0)

    assert [] == ends([float(level) for level in chance.uniform(-31.5, -28.5, 1000)])


def word_between(before_dbfs: float, after_dbfs: float) -> Sound:
    """Return half a second at -20 dBFS, from 1 s on, between a second of either level."""
    return np.concatenate([voice(before_dbfs, 1.0), voice(-20.0, 0.5), voice(after_dbfs, 1.0)])


@pytest.mark.parametrize(
    ("before_dbfs", "after_dbfs", "expected"),
    [(-30.0, -30.0, 10.0), (-60.0, -28.0, 8.0), (-25.0, -50.0, 5.0), (-20.0, -60.0, 0.0)],
)
def test_a_word_stands_above_the_louder_of_what_is_beside_it(
    before_dbfs: float, after_dbfs: float, expected: float
) -> None:
    """Talk that goes on at one level on one side is enough to say that it is part of it."""
    sound = word_between(before_dbfs, after_dbfs)

    assert expected == pytest.approx(rise_db(sound, samples(1.0), samples(1.5)) or 0.0, abs=0.5)


def test_a_word_read_up_to_the_end_is_compared_with_the_end() -> None:
    """Somebody else's talk that was taken for the end of a word does not hide that it stood out."""
    sound = word_between(-30.0, -30.0)[: samples(1.7)]

    assert 8.0 < (rise_db(sound, samples(1.0), sound.size) or 0.0) < 10.5


@pytest.mark.parametrize(("start", "end"), [(0, 8000), (-4000, 2000), (30000, 30100), (0, 0)])
def test_what_is_not_known_of_either_side_is_told(start: int, end: int) -> None:
    """Nothing before, or next to no word, is no rise of nought."""
    assert rise_db(word_between(-30.0, -30.0), start, end) is None
