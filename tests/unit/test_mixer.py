"""The mixer: exact to the sample, never clipping, silent within a block when told to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.audio import Sound
from facilitator.clock import BLOCK, PLAYBACK_BLOCK
from facilitator.sound.mixer import ABORT_SAMPLES, SILENT_BLOCK, Finished, Mixer

EDGE = 96  # the 2 ms fades at both ends of every sound


def level(length: int, value: float = 0.25) -> Sound:
    return np.full(length, value, np.float32)


def tone(length: int, value: float = 0.5, hertz: float = 200.0) -> Sound:
    wave = value * np.sin(2.0 * np.pi * hertz / 48_000 * np.arange(length))
    return wave.astype(np.float32)


def run(mixer: Mixer, blocks: int, start: int = 0) -> tuple[Sound, list[Finished]]:
    mixed = [mixer.mix(start + BLOCK * index) for index in range(blocks)]
    return np.concatenate([block for block, _ in mixed]), [f for _, ends in mixed for f in ends]


def test_silence_is_one_shared_block() -> None:
    """With nothing to play, the same read-only zeros come back each time."""
    mixer = Mixer()

    assert mixer.mix(0)[0] is SILENT_BLOCK
    assert mixer.mix(BLOCK) == (SILENT_BLOCK, ())
    assert not SILENT_BLOCK.flags.writeable
    assert SILENT_BLOCK.size == PLAYBACK_BLOCK


@given(at=st.integers(0, 5 * BLOCK), length=st.integers(1, 4 * PLAYBACK_BLOCK))
@settings(max_examples=60, deadline=None)
def test_begins_and_ends_on_its_sample(at: int, length: int) -> None:
    """A sound occupies exactly its own samples, wherever it begins within a block."""
    mixer = Mixer()
    mixer.play(7, level(length), at=at, kind="voice")

    played, finished = run(mixer, 12)
    middle = played[3 * at + EDGE : 3 * at + max(EDGE, length - EDGE)]

    assert np.count_nonzero(played[: 3 * at]) == 0
    assert np.count_nonzero(played[3 * at + length :]) == 0
    assert np.all(middle == np.float32(0.25))
    assert finished == [Finished(7, at + (length + 2) // 3, interrupted=False)]
    assert mixer.is_idle


def test_a_late_sound_begins_whole_with_the_next_block() -> None:
    """When its place has passed, a sound loses none of its beginning."""
    mixer = Mixer()
    mixer.play(1, level(960), at=10, kind="voice")

    played, finished = run(mixer, 2, start=10 * BLOCK)

    assert played[0] == 0.0
    assert played[EDGE] == np.float32(0.25)
    assert finished == [Finished(1, 11 * BLOCK, interrupted=False)]


def test_fades_both_ends_of_every_sound() -> None:
    """A sound that begins and ends abruptly is given edges of 2 ms."""
    mixer = Mixer()
    mixer.play(1, level(4800, 0.8), at=0, kind="bell")

    played, _ = run(mixer, 6)

    assert float(np.max(np.abs(np.diff(played)))) < 0.8 * np.pi / 2 / EDGE * 1.01


def test_does_not_write_into_the_sound_given() -> None:
    """The caller's samples stay as they are; a shared, read-only sound can be played twice."""
    sound = level(960)
    sound.setflags(write=False)
    mixer = Mixer()
    mixer.play(1, sound, at=0, kind="voice")
    mixer.play(2, sound, at=0, kind="voice")

    played, finished = run(mixer, 2)

    assert played[480] == np.float32(0.5)
    assert [end.sound for end in finished] == [1, 2]


def test_gains_of_voice_and_bells_are_separate() -> None:
    """Each kind follows its own setting; a sound's own gain comes on top."""
    mixer = Mixer(voice_db=-6.0, bells_db=-12.0)
    mixer.play(1, level(960, 0.5), at=0, kind="voice")
    mixer.play(2, level(960, 0.5), at=BLOCK, kind="bell")
    mixer.play(3, level(960, 0.5), at=2 * BLOCK, kind="bell", gain_db=6.0)

    played, _ = run(mixer, 3)

    assert [played[480], played[1440], played[2400]] == pytest.approx(
        [0.5 * 10 ** (-6 / 20), 0.5 * 10 ** (-12 / 20), 0.5 * 10 ** (-6 / 20)], rel=1e-5
    )


@given(st.lists(st.floats(0.1, 1.0), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_the_sum_never_clips(values: list[float]) -> None:
    """However much sounds at once, no sample reaches full scale."""
    mixer = Mixer(voice_db=12.0)
    for number, value in enumerate(values):
        mixer.play(number, tone(4800, value), at=0, kind="voice")

    played, _ = run(mixer, 5)

    assert float(np.max(np.abs(played))) < 1.0


def test_what_stays_below_the_knee_is_not_changed() -> None:
    """A single sentence at its usual level passes untouched."""
    mixer = Mixer()
    sound = tone(9600, 0.89)
    mixer.play(1, sound, at=0, kind="voice")

    played, _ = run(mixer, 10)

    assert np.array_equal(played[EDGE : 9600 - EDGE], sound[EDGE : 9600 - EDGE])


def test_abort_is_silent_within_the_next_block() -> None:
    """All that sounds has faded to exactly 0 within 10 ms, and nothing of it returns."""
    mixer = Mixer()
    mixer.play(1, tone(48_000), at=0, kind="voice")
    mixer.play(2, tone(96_000, hertz=310.0), at=100, kind="bell")
    mixer.play(3, tone(48_000), at=20_000, kind="voice")
    run(mixer, 5)
    mixer.abort()

    played, finished = run(mixer, 200, start=5 * BLOCK)

    assert np.count_nonzero(played[:ABORT_SAMPLES]) > ABORT_SAMPLES * 0.9
    assert np.count_nonzero(played[ABORT_SAMPLES - 1 :]) == 0
    assert ABORT_SAMPLES <= PLAYBACK_BLOCK
    assert finished == [
        Finished(1, 5 * BLOCK + 160, interrupted=True),
        Finished(2, 5 * BLOCK + 160, interrupted=True),
        Finished(3, 5 * BLOCK, interrupted=True),
    ]
    assert mixer.is_idle


@given(block=st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_abort_never_clicks(block: int) -> None:
    """Wherever a tone is cut, no step is larger than the tone's own plus the fade's."""
    mixer = Mixer()
    mixer.play(1, tone(48_000), at=0, kind="voice")
    before, _ = run(mixer, block)
    mixer.abort()
    after, _ = run(mixer, 2, start=block * BLOCK)

    steepest = 0.5 * 2.0 * np.pi * 200.0 / 48_000 + 0.5 * np.pi / 2 / ABORT_SAMPLES

    assert float(np.max(np.abs(np.diff(np.concatenate([before, after]))))) <= steepest * 1.01


def test_what_is_played_after_an_abort_sounds() -> None:
    """The calm sentence after a stop is not part of what was stopped."""
    mixer = Mixer()
    mixer.play(1, tone(48_000), at=0, kind="voice")
    mixer.mix(0)
    mixer.abort()
    mixer.play(2, level(960), at=2 * BLOCK, kind="voice")

    played, finished = run(mixer, 4, start=BLOCK)

    assert played[PLAYBACK_BLOCK + 480] == np.float32(0.25)
    assert finished == [
        Finished(1, BLOCK + 160, interrupted=True),
        Finished(2, 3 * BLOCK, interrupted=False),
    ]


def test_abort_twice_is_harmless() -> None:
    """Nothing is reported twice."""
    mixer = Mixer()
    mixer.play(1, tone(48_000), at=0, kind="voice")
    mixer.mix(0)
    mixer.abort()
    mixer.abort()

    assert run(mixer, 3, start=BLOCK)[1] == [Finished(1, BLOCK + 160, interrupted=True)]


def test_a_sound_that_ends_during_the_fade_keeps_its_end() -> None:
    """Cut in its last moments, a sound is over where it would have been."""
    mixer = Mixer()
    mixer.play(1, level(960 + 90), at=0, kind="voice")
    mixer.mix(0)
    mixer.abort()

    played, finished = run(mixer, 1, start=BLOCK)

    assert finished == [Finished(1, BLOCK + 30, interrupted=True)]
    assert np.count_nonzero(played[90:]) == 0


def test_a_hole_in_the_clock_does_not_tear_a_sound() -> None:
    """When input was lost and the clock jumps, what sounds simply goes on."""
    mixer = Mixer()
    sound = tone(2880)
    mixer.play(1, sound, at=0, kind="voice")

    played = np.concatenate([mixer.mix(at)[0] for at in (0, 5000, 5000 + BLOCK)])

    assert np.array_equal(played[EDGE : 2880 - EDGE], sound[EDGE : 2880 - EDGE])


def test_knows_whether_it_sounds() -> None:
    """What waits does not sound yet; what has ended sounds no more."""
    mixer = Mixer()
    mixer.play(4, level(960), at=2 * BLOCK, kind="voice")
    seen = []
    for index in range(4):
        seen.append((mixer.is_sounding, mixer.sounding, mixer.is_idle))
        mixer.mix(index * BLOCK)

    assert seen == [(False, (), False)] * 3 + [(False, (), True)]

    mixer.play(5, level(2000), at=0, kind="bell")
    mixer.mix(4 * BLOCK)

    assert (mixer.is_sounding, mixer.sounding, mixer.is_idle) == (True, (5,), False)


def test_an_empty_sound_ends_where_it_begins() -> None:
    """A sound of no samples is over at once."""
    mixer = Mixer()
    mixer.play(1, level(0), at=50, kind="voice")

    assert mixer.mix(0)[1] == (Finished(1, 50, interrupted=False),)


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros((2, 10), np.float32),
        np.zeros(10, np.float64),
        np.array([0.0, np.nan], np.float32),
        np.array([np.inf, 0.0], np.float32),
    ],
)
def test_refuses_what_is_no_sound(sound: Sound) -> None:
    """Wrong shapes, types and values never reach the loudspeaker."""
    with pytest.raises(ValueError, match="sound 3"):
        Mixer().play(3, sound, at=0, kind="voice")
