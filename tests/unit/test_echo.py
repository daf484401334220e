"""The echo canceller: what it takes away, what it leaves alone, and what it survives."""

import numpy as np
import pytest

from facilitator.clock import BLOCK, RATE_HZ, samples
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.echo_delay import DelayFinder
from facilitator.ears.echo_drift import HISTORY, History, LagTracker
from facilitator.room.acoustics import LoudspeakerPath, impulse_response, varied_room

SILENCE = np.zeros(BLOCK, np.float32)


def voice(seconds, seed, level=0.08):
    """A voice-like sound: harmonics of a gliding pitch in syllables, with breath noise."""
    chance = np.random.default_rng(seed)
    length = samples(seconds) // BLOCK * BLOCK
    time = np.arange(length) / RATE_HZ
    knots = np.arange(0.0, seconds + 0.3, 0.18)
    pitch = np.interp(time, knots, chance.uniform(110, 230, knots.size))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    sound = np.zeros(length)
    for harmonic in range(1, 25):
        strength = np.interp(time, knots, chance.uniform(0, 1, knots.size) ** 2) / harmonic**0.7
        sound += strength * np.sin(harmonic * phase)
    sound += (
        0.4
        * chance.standard_normal(length)
        * np.interp(time, knots, chance.uniform(0, 1, knots.size) ** 3)
    )
    syllables = np.interp(time, knots, chance.choice([0.05, 0.6, 1.0], knots.size))
    sound *= syllables
    return (level * sound / np.std(sound)).astype(np.float32)


def room_noise(length, seed=9, level=5e-4):
    return (level * np.random.default_rng(seed).standard_normal(length)).astype(np.float32)


def echo_of(played, seed=0, *, rt60=0.3, **path):
    path.setdefault("delay", 1600)
    way = LoudspeakerPath(impulse_response(varied_room(seed, rt60_seconds=rt60)), **path)
    return np.concatenate([way.process(block) for block in played.reshape(-1, BLOCK)])


def cancel(canceller, microphone, played):
    pairs = zip(microphone.reshape(-1, BLOCK), played.reshape(-1, BLOCK), strict=True)
    return np.concatenate([canceller.process(heard, out) for heard, out in pairs])


def loss_db(before, after, start, end):
    span = slice(samples(start), samples(end))
    return 10 * np.log10(np.sum(before[span] ** 2) / max(np.sum(after[span] ** 2), 1e-9))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_echo_is_gone_after_two_seconds(seed):
    """In a reverberant room, 12 dB are gone in the third second and 15 dB in the fifth."""
    played = voice(5.0, seed)
    echo = echo_of(played, seed)
    microphone = echo + room_noise(echo.size)
    canceller = EchoCanceller()
    output = cancel(canceller, microphone, played)

    assert loss_db(microphone, output, 2.0, 3.0) > 12.0
    assert loss_db(microphone, output, 4.0, 5.0) > 15.0
    assert canceller.echo_return_loss_db > 12.0
    assert not canceller.bypassed


@pytest.mark.parametrize("delay", [160, 1600, 6400])
def test_the_delay_is_found(delay):
    """Whatever buffers the device has, 10 to 400 ms, the delay is found to within 3 ms."""
    played = voice(2.0, 4)
    canceller = EchoCanceller()
    cancel(canceller, echo_of(played, 1, delay=delay) + room_noise(played.size), played)

    assert canceller.delay == pytest.approx(delay + 14, abs=48)


@pytest.mark.parametrize("delay", [0, 3, 30, 100])
def test_an_echo_that_comes_almost_at_once_is_removed(delay):
    """A reference mixed straight into the microphone, as in files, is cancelled too."""
    played = voice(5.0, 27)
    echo = 0.5 * np.concatenate((np.zeros(delay, np.float32), played))[: played.size]
    microphone = echo + room_noise(played.size)
    output = cancel(EchoCanceller(), microphone, played)

    assert loss_db(microphone, output, 2.0, 5.0) > 15.0


@pytest.mark.parametrize("drift", [-100.0, 100.0])
def test_clock_drift_is_estimated_and_removed(drift):
    """Two devices that drift apart by 100 ppm cancel as well as one, and the drift is told."""
    played = voice(8.0, 5)
    microphone = echo_of(played, 2, drift_ppm=drift) + room_noise(played.size)
    canceller = EchoCanceller()
    output = cancel(canceller, microphone, played)

    assert canceller.drift_ppm == pytest.approx(drift, abs=5.0)
    assert loss_db(microphone, output, 6.0, 8.0) > 15.0


def test_without_drift_none_is_made_up():
    """One device has one clock, and the estimate stays at zero."""
    played = voice(6.0, 6)
    canceller = EchoCanceller()
    cancel(canceller, echo_of(played, 3) + room_noise(played.size), played)

    assert canceller.drift_ppm == pytest.approx(0.0, abs=3.0)


@pytest.mark.parametrize("near_db", [-6.0, 6.0])
def test_a_person_who_talks_meanwhile_is_kept(near_db):
    """What comes out during double talk is the person: same shape, same level."""
    played = voice(6.0, 7)
    echo = echo_of(played, 1)
    person = np.zeros_like(echo)
    person[samples(3.0) :] = voice(3.0, 8, level=float(np.std(echo)) * 10 ** (near_db / 20))
    microphone = echo + person + room_noise(echo.size)
    output = cancel(EchoCanceller(), microphone, played)

    kept, said = output[samples(3.0) :], person[samples(3.0) :]
    assert np.corrcoef(kept, said)[0, 1] > 0.93
    assert np.std(kept) == pytest.approx(np.std(said), rel=0.15)
    assert loss_db(echo, output - person, 3.5, 6.0) > 9.0


def test_with_nothing_played_the_microphone_passes_through_untouched():
    """Before the first sound, and once the last has died away, output is input, bit for bit."""
    played = np.concatenate((np.zeros(samples(1.0), np.float32), voice(3.0, 9)))
    played = np.concatenate((played, np.zeros(samples(3.0), np.float32)))
    person = voice(7.0, 10, level=0.02)
    canceller = EchoCanceller()
    output = cancel(canceller, echo_of(played, 0) + person, played)

    assert np.array_equal(output[: samples(1.0)], person[: samples(1.0)])
    assert np.array_equal(output[samples(6.0) :], person[samples(6.0) :])
    assert canceller.bypassed


def test_what_was_learned_outlives_a_long_silence():
    """After ten seconds without a sound the next prompt is cancelled from its beginning."""
    prompt = voice(3.0, 11)
    quiet = np.zeros(samples(10.0), np.float32)
    played = np.concatenate((prompt, quiet, voice(2.0, 12)))
    microphone = echo_of(played, 1, drift_ppm=20.0) + room_noise(played.size)
    output = cancel(EchoCanceller(), microphone, played)

    assert loss_db(microphone, output, 13.2, 14.0) > 10.0


def test_headphones_leave_the_voice_alone():
    """With no echo in the microphone a person passes through untouched."""
    played = voice(5.0, 13)
    person = voice(5.0, 14, level=0.02) + room_noise(played.size)
    canceller = EchoCanceller()
    output = cancel(canceller, person, played)

    assert np.array_equal(output, person)
    assert canceller.bypassed


def test_an_echo_that_comes_before_its_reference_is_left_in_and_nothing_added():
    """A reference handed over far too late cannot help, and must not harm."""
    played = voice(5.0, 15)
    echo = echo_of(played, 0, delay=160) + room_noise(played.size)
    late = np.concatenate((np.zeros(samples(0.3), np.float32), played))[: played.size]
    canceller = EchoCanceller()
    output = cancel(canceller, echo, late)

    assert loss_db(echo, output, 1.0, 5.0) > -0.5


def test_pulling_out_the_loudspeaker_bypasses_the_canceller():
    """When the echo is suddenly gone, the prediction is dropped, not subtracted."""
    played = voice(7.0, 16)
    echo = echo_of(played, 1)
    echo[samples(4.0) :] = 0.0
    person = voice(7.0, 17, level=0.03)
    microphone = echo + person
    canceller = EchoCanceller()
    output = cancel(canceller, microphone, played)

    assert loss_db(person, output - person, 5.0, 7.0) > 15.0


@pytest.mark.parametrize("jump", [480, -480])
def test_a_jump_of_the_delay_is_followed(jump):
    """Half a second after a buffer slips by 30 ms the echo is gone again."""
    played = voice(6.0, 18)
    way = LoudspeakerPath(impulse_response(varied_room(1, rt60_seconds=0.3)), 1600)
    echo = np.empty_like(played)
    for at in range(0, played.size, BLOCK):
        if at == samples(3.0):
            way.delay = 1600 + jump
        echo[at : at + BLOCK] = way.process(played[at : at + BLOCK])
    microphone = echo + room_noise(echo.size)
    canceller = EchoCanceller()
    output = cancel(canceller, microphone, played)

    assert canceller.delay == pytest.approx(1614 + jump, abs=48)
    assert loss_db(microphone, output, 3.6, 6.0) > 12.0


def test_a_laptop_that_is_moved_is_learned_again():
    """Two seconds after everything has changed the new echo is being cancelled."""
    played = voice(8.0, 19)
    way = LoudspeakerPath(impulse_response(varied_room(1, rt60_seconds=0.3)), 1600)
    echo = np.empty_like(played)
    for at in range(0, played.size, BLOCK):
        if at == samples(4.0):
            way.move(impulse_response(varied_room(77, rt60_seconds=0.3)))
        echo[at : at + BLOCK] = way.process(played[at : at + BLOCK])
    microphone = echo + room_noise(echo.size)
    output = cancel(EchoCanceller(), microphone, played)

    assert loss_db(microphone, output, 4.0, 4.5) > -4.0
    assert loss_db(microphone, output, 6.0, 8.0) > 9.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_broken_samples_never_poison_it(bad):
    """Values that are no sound are survived on both sides, and everything stays finite."""
    played = voice(5.0, 20)
    microphone = echo_of(played, 1) + room_noise(played.size)
    broken, broken_played = microphone.copy(), played.copy()
    broken[samples(2.5) : samples(2.5) + 40] = bad
    broken[samples(0.1)] = bad
    broken_played[samples(2.8) : samples(2.8) + 3] = bad
    output = cancel(EchoCanceller(), broken, broken_played)

    assert np.all(np.isfinite(output))
    assert loss_db(microphone, output, 4.0, 5.0) > 12.0


def test_offset_clipping_and_lost_blocks_are_survived():
    """A DC offset, a clipped stretch and a hole in the input cost a moment, not the session."""
    played = voice(7.0, 21)
    microphone = echo_of(played, 1) + room_noise(played.size) + np.float32(0.05)
    microphone[samples(2.0) : samples(2.5)] = np.clip(
        4.0 * microphone[samples(2.0) : samples(2.5)], -0.2, 0.2
    )
    microphone[samples(3.0) : samples(3.2)] = 0.0
    output = cancel(EchoCanceller(), microphone, played)

    span = slice(samples(5.0), samples(7.0))
    steady = microphone[span] - np.mean(microphone[span])
    left = output[span] - np.mean(output[span])
    assert 10 * np.log10(np.sum(steady**2) / np.sum(left**2)) > 10.0


def test_a_louder_or_quieter_loudspeaker_is_no_new_room():
    """Turning prompts down and up changes both sides alike and costs nothing."""
    played = voice(6.0, 22)
    played[samples(3.0) : samples(4.0)] *= 0.1
    microphone = echo_of(played, 1) + room_noise(played.size)
    output = cancel(EchoCanceller(), microphone, played)

    assert loss_db(microphone, output, 4.0, 5.0) > 14.0


def test_the_same_sound_gives_the_same_samples():
    """Nothing depends on chance or on the clock of the machine."""
    played = voice(3.0, 23)
    microphone = echo_of(played, 1, drift_ppm=50.0) + room_noise(played.size)

    first = cancel(EchoCanceller(), microphone, played)
    canceller = EchoCanceller()
    cancel(canceller, room_noise(played.size, level=0.1), voice(3.0, 24))
    canceller.reset()
    again = cancel(canceller, microphone, played)
    assert np.array_equal(first, again)


def test_a_fresh_canceller_knows_nothing():
    """Before anything plays every reading is at rest, and a reset returns there."""
    played = voice(3.0, 25)
    canceller = EchoCanceller()
    cancel(canceller, echo_of(played, 1), played)
    canceller.reset()

    readings = (
        canceller.delay,
        canceller.drift_ppm,
        canceller.echo_return_loss_db,
        canceller.bypassed,
    )
    assert readings == (None, 0.0, 0.0, True)


def test_a_block_of_another_length_is_refused():
    """The message says both lengths."""
    with pytest.raises(ValueError, match="320 samples; got 100 and 320"):
        EchoCanceller().process(np.zeros(100, np.float32), SILENCE)


def test_the_finder_sees_nothing_in_unrelated_sound():
    """Noise and reference that have nothing in common give no certain delay."""
    finder = DelayFinder()
    played, heard = voice(3.0, 26), room_noise(samples(3.0), level=0.05)
    certain = 0
    for at in range(0, played.size, BLOCK):
        finder.listen(heard[at : at + BLOCK], played[at : at + BLOCK])
        certain += finder.is_ready and finder.look().is_certain

    assert certain == 0


def test_a_sound_that_begins_abruptly_is_no_echo():
    """Edges of recordings, at any place in a block, are not taken for an echo."""
    played = voice(6.0, 28)
    person = room_noise(played.size, level=1e-5)
    for second in range(1, 6):
        at = samples(second) + 37 * second
        person[at : at + 8000] += 0.3 * voice(0.5, 40 + second) + np.float32(0.01)
    canceller = EchoCanceller()
    output = cancel(canceller, person, played)

    assert canceller.delay is None
    assert np.array_equal(output, person)


def test_a_bell_tells_no_delay_and_a_voice_after_it_does():
    """A few pure tones look alike at many delays; the delay waits for a voice."""
    time = np.arange(samples(2.0)) / RATE_HZ
    bell = sum(np.sin(2 * np.pi * hertz * time) for hertz in (311.0, 880.0, 1687.0))
    bell = (0.05 * bell * np.exp(-time)).astype(np.float32)
    played = np.concatenate((bell, voice(2.5, 29)))
    microphone = echo_of(played, 1) + room_noise(played.size)
    canceller = EchoCanceller()

    cancel(canceller, microphone[: bell.size], bell)
    assert canceller.delay is None
    cancel(canceller, microphone[bell.size :], played[bell.size :])
    assert canceller.delay == pytest.approx(1614, abs=48)


def test_a_history_reads_between_its_samples():
    """A tone read at a fractional place and pace is that tone, shifted and stretched."""
    history = History()
    time = np.arange(20 * BLOCK)
    tone = np.sin(0.8 * time).astype(np.float32)
    for block in tone.reshape(-1, BLOCK):
        history.push(block)
    read = history.read(-1000.3, 1.0001)

    places = tone.size - BLOCK - 1000.3 + 1.0001 * np.arange(BLOCK)
    assert read == pytest.approx(np.sin(0.8 * places), abs=1e-3)


def test_a_history_keeps_its_sound_when_its_buffer_turns_over():
    """Whole samples come back exactly, however long it has been running."""
    history = History()
    sound = room_noise(HISTORY * 3 // BLOCK * BLOCK)
    for block in sound.reshape(-1, BLOCK):
        history.push(block)

    back = HISTORY - BLOCK
    assert np.array_equal(history.whole(-back, HISTORY), sound[-HISTORY:])


def test_the_tracker_finds_a_growing_lag():
    """A lag that grows by a steady amount each block is turned into that growth."""
    tracker = LagTracker()
    lag, chance = 0.0, np.random.default_rng(1)
    for _ in range(400):
        lag += 0.02 - tracker.growth
        lag -= tracker.step(lag + 0.05 * chance.standard_normal(), 4000.0)

    assert tracker.growth == pytest.approx(0.02, abs=0.002)
