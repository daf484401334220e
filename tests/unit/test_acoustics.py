"""Simulated rooms: impulse responses and the way from loudspeaker to microphone."""

import numpy as np
import pytest

from facilitator.clock import BLOCK, RATE_HZ
from facilitator.room.acoustics import (
    SPEED_OF_SOUND,
    LoudspeakerPath,
    ShoeboxRoom,
    direct_to_reverberant_db,
    impulse_response,
    reverberation_seconds,
    varied_room,
)

CLICK = np.array([1.0], np.float32)


def through(path, sound):
    return np.concatenate([path.process(block) for block in sound.reshape(-1, BLOCK)])


def noise(blocks, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal(blocks * BLOCK)).astype(np.float32)


@pytest.mark.parametrize("rt60", [0.2, 0.5, 0.8])
def test_a_room_reverberates_as_long_as_it_is_told_to(rt60):
    """The decay that is measured is the decay that was asked for."""
    response = impulse_response(varied_room(3, rt60_seconds=rt60))

    assert reverberation_seconds(response) == pytest.approx(rt60, rel=0.15)


@pytest.mark.parametrize("seed", range(4))
def test_the_direct_sound_arrives_first_and_on_time(seed):
    """The strongest tap stands where sound has come the distance, to half a sample or so."""
    room = varied_room(seed, distance=0.6)
    response = impulse_response(room)

    expected = room.distance / SPEED_OF_SOUND * RATE_HZ
    assert abs(int(np.argmax(np.abs(response))) - expected) < 1.0
    assert float(np.sum(response**2)) == pytest.approx(1.0, rel=1e-4)


def test_the_share_of_direct_sound_can_be_chosen():
    """The direct sound stands as far above the reverberation as asked."""
    place = {"size": (4.0, 5.0, 2.5), "source": (1.0, 2.0, 1.0), "listener": (2.0, 3.0, 1.0)}
    dry = ShoeboxRoom(**place, rt60_seconds=0.4, direct_to_reverberant_db=12.0)
    wet = ShoeboxRoom(**place, rt60_seconds=0.4, direct_to_reverberant_db=0.0)

    assert direct_to_reverberant_db(impulse_response(dry)) == pytest.approx(12.0, abs=1.5)
    assert direct_to_reverberant_db(impulse_response(wet)) < 4.0


def test_the_same_seed_gives_the_same_room_and_sound():
    """Rooms are chosen by their seed and nothing else."""
    first, again, other = varied_room(5), varied_room(5), varied_room(6)

    assert first == again
    assert first != other
    assert np.array_equal(impulse_response(first), impulse_response(again))


def test_a_source_outside_the_room_is_refused():
    """A place in the wall or beyond is no place."""
    room = ShoeboxRoom((3.0, 3.0, 2.5), (3.5, 1.0, 1.0), (1.0, 1.0, 1.0), 0.3)

    with pytest.raises(ValueError, match="outside a room"):
        impulse_response(room)


def test_the_echo_is_the_convolution_with_the_room():
    """Blocks come out as if the whole sound had been convolved, delayed and scaled at once."""
    response = impulse_response(varied_room(1, rt60_seconds=0.3))
    played = noise(60)
    echo = through(LoudspeakerPath(response, delay=333, gain_db=-6.0), played)

    late = np.concatenate((np.zeros(333), played))[: played.size]
    expected = np.convolve(late, response)[: played.size] * 10 ** (-6 / 20)
    assert np.max(np.abs(echo - expected)) < 1e-5


def test_a_faster_clock_plays_a_higher_tone():
    """Drift resamples what is played, cleanly."""
    time = np.arange(200 * BLOCK)
    tone = np.sin(2 * np.pi * 3000 / RATE_HZ * time).astype(np.float32)
    path = LoudspeakerPath(CLICK, delay=800, drift_ppm=100.0)
    echo = through(path, tone)

    expected = np.sin(2 * np.pi * 3000 / RATE_HZ * (time * (1 + 100e-6) - 800))
    assert np.std((echo - expected)[1000:]) < 1e-3
    assert path.delay == pytest.approx(800 - time.size * 100e-6)


def test_a_clock_that_overtakes_its_own_sound_slips():
    """The echo never comes before its sound, however long the clocks drift apart."""
    path = LoudspeakerPath(CLICK, delay=100, drift_ppm=1000.0)
    through(path, noise(1000))

    assert 0 < path.delay < 1000


def test_clocks_drift_apart_in_silence_too():
    """A minute without a sound moves the echo as far as a minute of sound."""
    path = LoudspeakerPath(CLICK, delay=4000, drift_ppm=50.0)
    through(path, np.zeros(3000 * BLOCK, np.float32))

    assert path.delay == pytest.approx(4000 - 3000 * BLOCK * 50e-6)


def test_silence_passes_through_as_silence_after_the_echo():
    """The echo of a click comes once; then nothing is left."""
    played = np.zeros(200 * BLOCK, np.float32)
    played[10] = 1.0
    path = LoudspeakerPath(impulse_response(varied_room(2, rt60_seconds=0.2)), delay=1600)
    echo = through(path, played)

    assert not echo[:1600].any()
    assert echo[1600:6400].any()
    assert not echo[-BLOCK:].any()


def test_delay_and_place_can_change_while_it_plays():
    """A jump of the delay moves the echo by exactly as much."""
    played = noise(40)
    path = LoudspeakerPath(CLICK, delay=100)
    through(path, played[: 20 * BLOCK])
    path.delay = 580
    echo = through(path, played[20 * BLOCK :])

    start = 20 * BLOCK - 580
    assert echo == pytest.approx(played[start : start + echo.size], abs=1e-6)


def test_a_distorting_loudspeaker_bends_loud_sound_and_leaves_quiet_sound():
    """Small samples pass in proportion, large ones are flattened; hard clipping cuts them."""
    played = np.zeros(BLOCK, np.float32)
    played[0], played[100] = 0.001, 0.9
    bent = LoudspeakerPath(CLICK, distortion=0.5).process(played)
    cut = LoudspeakerPath(CLICK, clip_at=0.3).process(played)

    assert bent[0] == pytest.approx(0.001, rel=1e-2)
    assert bent[100] < 0.6
    assert cut[100] == pytest.approx(0.3, abs=1e-5)


@pytest.mark.parametrize("wrong", [{"delay": -1}, {"delay": 20_000}, {"drift_ppm": 2000.0}])
def test_absurd_paths_are_refused(wrong):
    """Delays and drifts no device has are errors."""
    with pytest.raises(ValueError, match="not within"):
        LoudspeakerPath(CLICK, **wrong)
