"""The bells: soft, steady in loudness, and gone when they end."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from facilitator.audio import rms_dbfs
from facilitator.clock import PLAYBACK_BLOCK, PLAYBACK_HZ
from facilitator.engine.operations import BellName
from facilitator.sound import bells
from facilitator.sound.bells import bell
from facilitator.sound.loudness import VOICE_LUFS, momentary_lufs

NAMES: tuple[BellName, ...] = get_args(BellName)


@pytest.mark.parametrize("name", NAMES)
def test_every_bell_is_a_clean_sound(name: BellName) -> None:
    """A bell is mono float32, far from clipping, and a whole number of blocks."""
    sound = bell(name)

    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert sound.size % PLAYBACK_BLOCK == 0
    assert float(np.max(np.abs(sound))) < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_begins_and_ends_in_silence(name: BellName) -> None:
    """The first and last samples are 0, and the end is 60 dB below the beginning."""
    sound = bell(name)
    loudest = max(
        rms_dbfs(sound[start : start + 4800]) for start in range(0, sound.size - 4800, 4800)
    )

    assert sound[0] == 0.0
    assert sound[-1] == 0.0
    assert rms_dbfs(sound[-4800:]) <= loudest - 60.0


@pytest.mark.parametrize("name", NAMES)
def test_is_softer_than_the_voice(name: BellName) -> None:
    """At its loudest a bell stays at least 3 LU below speech."""
    assert momentary_lufs(bell(name)) <= VOICE_LUFS - 3.0


def test_bells_have_an_order_of_loudness() -> None:
    """Opening and closing are equally loud, halfway is softer, the warning faintest."""
    measured = {name: round(momentary_lufs(bell(name)), 1) for name in NAMES}

    assert measured == {"opening": -24.0, "halfway": -28.0, "closing": -24.0, "warning": -32.0}


@pytest.mark.parametrize("name", NAMES)
def test_strikes_without_a_click(name: BellName) -> None:
    """Nothing above 8 kHz is heard in the attack: the stroke is a swell, not an edge."""
    attack = bell(name)[: PLAYBACK_HZ // 10] * np.hanning(PLAYBACK_HZ // 10)
    spectrum = np.square(np.abs(np.fft.rfft(attack)))
    hertz = np.fft.rfftfreq(attack.size, 1.0 / PLAYBACK_HZ)
    high = float(np.sum(spectrum[hertz > 8000.0])) / float(np.sum(spectrum))

    assert high < 1e-6
    assert float(np.max(np.abs(np.diff(bell(name))))) < 0.03


def test_lowest_mode_is_the_strongest_and_the_partials_are_those_of_a_ring() -> None:
    """The three strongest partials of the opening bell stand 1 : 2.83 : 5.42."""
    sound = bell("opening")[: 2 * PLAYBACK_HZ]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    hertz = np.fft.rfftfreq(sound.size, 1.0 / PLAYBACK_HZ)

    found = []
    for low, high in pairwise((100.0, 400.0, 900.0, 1500.0)):
        band = (hertz >= low) & (hertz < high)
        found.append(float(hertz[band][np.argmax(spectrum[band])]))
    levels = [float(spectrum[np.searchsorted(hertz, f)]) for f in found]

    assert [f / found[0] for f in found] == pytest.approx([1.0, 2.828, 5.423], abs=0.02)
    assert levels == sorted(levels, reverse=True)


def test_rings_with_slow_beats() -> None:
    """The envelope of the lowest mode swells more than once while it dies away."""
    sound = bell("opening").astype(np.float64)
    turn = np.exp(-2j * np.pi * 208.0 * np.arange(sound.size) / PLAYBACK_HZ)
    envelope = np.abs((sound * turn).reshape(-1, 4800).mean(axis=1))
    swells = np.sum((envelope[1:-1] > envelope[:-2]) & (envelope[1:-1] > envelope[2:]))

    assert swells >= 2


def test_closing_is_two_strokes() -> None:
    """The closing bell is struck a second time, a little softer."""
    sound = bell("closing")
    second = round(2.6 * PLAYBACK_HZ)

    assert np.corrcoef(sound[:second], bell("opening")[:second])[0, 1] > 0.999999
    assert rms_dbfs(sound[second + 2400 : second + 7200]) > rms_dbfs(sound[second - 4800 : second])
    assert sound.size == bell("opening").size + second


def test_is_made_once_and_the_same_every_time() -> None:
    """A bell is shared, read-only, and identical when made again."""
    first = bell("warning")
    again = bells.bell.__wrapped__("warning")

    assert bell("warning") is first
    assert not first.flags.writeable
    assert np.array_equal(first, again)
