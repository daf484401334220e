"""Nobody is held by a facilitator that cannot hear: every way of going deaf is noticed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from facilitator.audio import Captured
from facilitator.clock import BLOCK, RATE_HZ, samples
from facilitator.engine.events import LossReason
from facilitator.session.watchdog import Watchdog

HISS = np.full(BLOCK, 1e-4, np.float32)
ZEROS = np.zeros(BLOCK, np.float32)


class Clock:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def blocks(count: int, **fields: object) -> list[Captured]:
    block = Captured(0, HISS, ZEROS)
    return [replace(block, start=index * BLOCK, **fields) for index in range(count)]  # type: ignore[arg-type]


def watch(
    given: list[Captured], *, block_seconds: float = BLOCK / RATE_HZ, backlog: int = 0
) -> LossReason | None:
    """Return the first verdict on blocks that arrive in a steady rhythm."""
    clock = Clock()
    watchdog = Watchdog(is_virtual=False, now=clock)
    for block in given:
        verdict = watchdog.look(block, backlog)
        if verdict is not None:
            return verdict
        clock.seconds += block_seconds
    return None


def test_a_healthy_microphone_is_left_alone():
    """Half a minute at the right pace is no reason for anything."""
    assert watch(blocks(1500)) is None


def test_drift_between_clocks_is_no_loss():
    """A card that is a thousandth slow is a card like any other."""
    assert watch(blocks(1500), block_seconds=0.02002) is None


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_a_slow_microphone_is_noticed(share):
    """Half the rate, or four fifths of it, loses words."""
    assert "microphone too slow" == watch(blocks(600), block_seconds=0.02 / share)


def test_lost_input_is_noticed_also_in_virtual_time():
    """A third of the blocks lost is as bad as a slow clock."""
    watchdog = Watchdog(is_virtual=True)
    verdicts = [
        watchdog.look(replace(block, start=block.start * 3 // 2, lost=BLOCK // 2), 0)
        for block in blocks(600)
    ]

    assert "microphone too slow" in verdicts


@pytest.mark.parametrize(("length", "verdict"), [(49, None), (50, "microphone silent")])
def test_a_second_of_digital_zeros_is_a_muted_microphone(length, verdict):
    """A quiet room is never exactly zero for a whole second."""
    given = blocks(10) + [replace(block, microphone=ZEROS) for block in blocks(length)] + blocks(3)

    assert verdict == watch(given)


@pytest.mark.parametrize(("behind", "verdict"), [(0.5, None), (0.51, "recognizer behind")])
def test_a_late_recognizer_is_noticed(behind, verdict):
    """More than half a second behind is too late for a safe word."""
    assert verdict == watch(blocks(3), backlog=samples(behind))


def test_a_stalled_loudspeaker_is_noticed():
    """When every other block comes too late, nobody hears us."""
    given = [replace(block, underruns=index % 2) for index, block in enumerate(blocks(600))]

    assert "loudspeaker stalled" == watch(given)


def test_single_underruns_survive():
    """One late block a second is an annoyance, not a loss."""
    given = [replace(block, underruns=int(i % 50 == 0)) for i, block in enumerate(blocks(1500))]

    assert watch(given) is None


def test_a_fresh_stream_may_hesitate():
    """A pause of two seconds right at the beginning is forgiven, later it is not."""
    clock = Clock()
    watchdog = Watchdog(is_virtual=False, now=clock)

    assert 4.0 == watchdog.patience_seconds
    watchdog.look(blocks(1)[0], 0)
    clock.seconds += 5.0
    assert 1.0 == watchdog.patience_seconds
