"""A voice across the room is the same word at the same time and level, with the room about it."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.bench.far_field import (
    across_the_room,
    loud_dbfs,
    response_of,
    responses_in,
    room_of,
)
from facilitator.bench.scenes import Condition, Scene
from facilitator.clock import BLOCK, RATE_HZ, samples
from facilitator.errors import UsageError
from facilitator.room.acoustics import reverberation_seconds


def word() -> np.ndarray:
    noise = np.random.default_rng(5).standard_normal(RATE_HZ // 2).astype(np.float32)
    rest = np.zeros(RATE_HZ // 2, np.float32)
    return np.concatenate((rest, 0.1 * noise, rest))


def test_a_word_comes_when_and_as_loud_as_it_was_said():
    """The time on the way is taken out; the reverberation comes after."""
    response = response_of(3, 0.5, 2.0)
    assert response is not None
    wet = across_the_room(word(), response)
    start, end = samples(0.5), samples(1.0)

    assert 0.5 == pytest.approx(reverberation_seconds(response), abs=0.08)
    assert wet.size > word().size
    assert loud_dbfs(word()) == pytest.approx(loud_dbfs(wet[: word().size]), abs=0.01)
    assert float(np.mean(wet[: start - samples(0.02)] ** 2)) < 1e-6
    assert float(np.mean(wet[start : start + BLOCK] ** 2)) > 1e-4
    assert float(np.mean(wet[end : end + samples(0.1)] ** 2)) > 1e-5


def test_a_click_alone_changes_nothing():
    """Wherever it lies in its recording and however loud it is."""
    click = np.zeros(4000, np.float32)
    click[1234] = 0.3

    assert across_the_room(word(), click)[: word().size] == pytest.approx(word(), abs=1e-5)


def test_each_scene_has_a_room_of_its_own():
    """The same seed the same one; places are those of the recordings."""
    near, far = Condition(), Condition(room_seconds=0.4)
    heard = [
        np.concatenate([m.captured.microphone for m in Scene([word()], condition, seed=seed)])
        for condition, seed in ((far, 1), (far, 1), (far, 2), (near, 1))
    ]

    assert np.array_equal(heard[0], heard[1])
    assert not np.array_equal(heard[0], heard[2])
    assert heard[3].size == heard[0].size
    assert "2 m away in a simulated room of 0.4 s" == str(far)


def test_given_responses_are_chosen_from(tmp_path):
    """By the seed; the condition says how many there were."""
    import soundfile

    for number in range(5):
        click = np.zeros(100 + number, np.float32)
        click[10] = 0.9
        soundfile.write(tmp_path / f"{number}.wav", click, RATE_HZ)
    responses = responses_in(tmp_path)
    sizes = [response_of(seed, None, 2.0, responses).size for seed in range(12)]

    assert len(set(sizes)) > 2
    assert sizes == [response_of(seed, None, 2.0, responses).size for seed in range(12)]
    assert "through 5 impulse responses" == str(Condition(responses=responses))
    with pytest.raises(UsageError, match="no folder"):
        responses_in(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "expected"), [("0.5", (0.5, 2.0)), ("0.3@1", (0.3, 1.0)), ("0.8@2.5m", (0.8, 2.5))]
)
def test_a_room_is_told_by_two_numbers(text, expected):
    """Reverberation, and how far away the person is."""
    assert expected == room_of(text)


@pytest.mark.parametrize("text", ["big", "0.5@far", "9", "0.5@20", "nan", "@2"])
def test_a_room_nobody_can_speak_in_is_refused(text):
    """With an example of one that will do."""
    with pytest.raises(UsageError, match="no room"):
        room_of(text)
