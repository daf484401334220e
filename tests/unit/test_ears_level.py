"""Level control: quiet voices are lifted, noise and echo are not, and nothing disarms it."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.audio import SILENCE_DBFS, Sound, gain, peak_dbfs, rms_dbfs
from facilitator.clock import BLOCK, samples
from facilitator.ears.level import (
    ECHO_DBFS,
    NOISE_DBFS,
    TARGET_DBFS,
    EchoResidual,
    LevelControl,
    Steady,
)

HOP = 2 * BLOCK


def tone(length: int, peak: float) -> Sound:
    return (gain(peak) * np.sin(np.arange(length) * 0.3)).astype(np.float32)


def talk(
    control: LevelControl,
    peak: float,
    length_seconds: float,
    *,
    noise: float = -110.0,
    echo: float = SILENCE_DBFS,
    rise: float = 30.0,
) -> list[Sound]:
    """Return what becomes of a voice of constant peaks, hop by hop."""
    sound = tone(HOP, peak)
    return [
        sound * control.factors(sound, fresh=False, rise_db=rise, noise_dbfs=noise, echo_dbfs=echo)
        for _ in range(samples(length_seconds) // HOP)
    ]


@pytest.mark.parametrize("peak", [-60.0, -50.0, -40.0, -25.0])
def test_a_quiet_voice_is_lifted_to_the_target(peak: float) -> None:
    """Within a second of talk the peaks are where they are best heard."""
    lifted = talk(LevelControl(), peak, 1.5)

    assert TARGET_DBFS == pytest.approx(peak_dbfs(lifted[-1]), abs=1.5)


@pytest.mark.parametrize("peak", [-60.0, -50.0])
def test_a_quiet_voice_is_lifted_enough_within_a_word(peak: float) -> None:
    """After three tenths of a second it is above -35 dBFS, where words are still heard."""
    lifted = talk(LevelControl(), peak, 0.32)

    assert peak_dbfs(lifted[-1]) > -35.0


def test_a_shout_after_a_whisper_is_not_torn() -> None:
    """The gain falls within 2 ms, so that hardly anything is clipped."""
    control = LevelControl()
    talk(control, -50.0, 2.0)
    (shout,) = talk(control, -6.0, 0.04)

    assert peak_dbfs(shout[64:]) <= 0.0


def test_noise_between_words_is_left_where_it_is() -> None:
    """Nothing pumps: the gain stays while nobody speaks."""
    control = LevelControl()
    talk(control, -30.0, 2.0)
    before = control.gain_db
    talk(control, -75.0, 10.0, rise=2.0)

    assert before == control.gain_db


def test_a_noisy_room_is_not_lifted() -> None:
    """The noise floor never ends up above its limit."""
    control = LevelControl()
    talk(control, -50.0, 3.0, noise=-65.0)

    assert control.gain_db == pytest.approx(NOISE_DBFS - -65.0)


def test_what_is_left_of_our_own_voice_is_not_lifted() -> None:
    """While something plays, its residual stays below its limit."""
    control = LevelControl()
    talk(control, -50.0, 3.0, echo=-62.0)

    assert control.gain_db <= ECHO_DBFS - -62.0


def test_the_residual_is_estimated_from_what_was_played() -> None:
    """A canceller that leaves a hundredth is known to leave a hundredth."""
    residual = EchoResidual()
    played = tone(BLOCK, -10.0)
    for _ in range(300):
        residual.update(rms_dbfs(played) - 40.0, played)

    assert residual.is_playing
    assert residual.dbfs == pytest.approx(rms_dbfs(played) - 40.0, abs=2.0)


def test_nothing_is_left_when_nothing_plays() -> None:
    """A second after the last sound the room has died away."""
    residual = EchoResidual()
    residual.update(-30.0, tone(BLOCK, -10.0))
    for _ in range(60):
        residual.update(-60.0, np.zeros(BLOCK, np.float32))

    assert not residual.is_playing
    assert SILENCE_DBFS == residual.dbfs


@pytest.mark.parametrize(
    "bad",
    [
        np.full(BLOCK, np.nan, np.float32),
        np.full(BLOCK, np.inf, np.float32),
        np.full(BLOCK, -np.inf, np.float32),
        np.full(BLOCK, 1e30, np.float32),
        np.tile(np.array([np.nan, np.inf], np.float32), BLOCK // 2),
        np.zeros(7, np.float32),
        np.zeros(0, np.float32),
    ],
)
def test_bad_input_becomes_a_block_of_sound(bad: Sound) -> None:
    """Whatever a device delivers, what follows is finite, whole, and soon as before."""
    steady = Steady()
    out = steady.clean(bad)
    for _ in range(200):
        after = steady.clean(tone(BLOCK, -20.0))

    assert (BLOCK,) == out.shape
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 2.0
    assert peak_dbfs(after) == pytest.approx(-20.0, abs=0.5)


def test_a_constant_offset_is_removed() -> None:
    """A microphone with half of full scale as offset still carries a quiet voice."""
    steady = Steady()
    for _ in range(300):
        out = steady.clean(tone(BLOCK, -40.0) + np.float32(0.5))

    assert peak_dbfs(out) == pytest.approx(-40.0, abs=1.0)
