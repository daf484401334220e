"""What every pair of ears promises (see `facilitator.ports.Ears`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import load_model
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.ports import Ears
from tests.unit.ears_fakes import ScriptedModel

Maker = Callable[[], Ears]

VOCABULARY = Vocabulary(("pineapple",), ("yellow",), ("yes", "no", "thank you"))


def _scripted() -> Ears:
    model = ScriptedModel([(0.5, "pineapple")], weighed=[("pineapple", 12.0)])
    return SessionEars(model, VOCABULARY, wait=True, canceller=EchoCanceller())


def _virtual() -> Ears:
    return SessionEars(load_model(), VOCABULARY, wait=True, canceller=EchoCanceller())


def _real_time() -> Ears:
    return SessionEars(load_model(), VOCABULARY, wait=False, canceller=EchoCanceller())


@pytest.fixture(
    params=[
        pytest.param(_scripted, id="scripted"),
        pytest.param(_virtual, id="virtual", marks=pytest.mark.model),
        pytest.param(_real_time, id="real time", marks=pytest.mark.model),
    ]
)
def ears(request: pytest.FixtureRequest) -> Iterator[Ears]:
    made: Ears = request.param()
    yield made
    made.close()


def sounds(count: int) -> Iterator[Captured]:
    """Return blocks of all that may come: noise, silence, loud and broken values."""
    random = np.random.default_rng(1)
    quiet = np.zeros(BLOCK, np.float32)
    for index in range(count):
        noise: Sound = random.normal(0.0, 0.05, BLOCK).astype(np.float32)
        kinds: list[Sound] = [
            noise,
            quiet,
            noise * np.float32(50.0),
            np.full(BLOCK, np.nan, np.float32),
            np.full(BLOCK, -np.inf, np.float32),
        ]
        played = noise if index % 3 == 0 else quiet
        yield Captured(index * BLOCK, kinds[(index // 10) % len(kinds)], played)


def test_every_block_is_taken(ears: Ears) -> None:
    """Nothing a microphone may deliver raises, and the levels stay numbers."""
    for block in sounds(150):
        ears.hear(block, saying="Sit down.")
    health = ears.health

    assert np.isfinite([health.level_dbfs, health.noise_dbfs, health.echo_return_loss_db]).all()


def test_events_are_not_told_before_they_happened(ears: Ears) -> None:
    """No event lies after the block in which it is told."""
    for block in sounds(150):
        assert all(event.at <= block.start + BLOCK for event in ears.hear(block))


def test_lost_input_is_survived(ears: Ears) -> None:
    """A hole of half a second in the microphone changes positions, nothing else."""
    noise = np.random.default_rng(2).normal(0.0, 0.05, BLOCK).astype(np.float32)
    start = 0
    for index in range(100):
        lost = 25 * BLOCK if index == 50 else 0
        start += lost
        ears.hear(Captured(start, noise, np.zeros(BLOCK, np.float32), lost=lost))
        start += BLOCK

    assert ears.health.backlog >= 0


def test_the_backlog_is_never_negative(ears: Ears) -> None:
    """It counts samples that wait."""
    for block in sounds(60):
        ears.hear(block)
        assert ears.health.backlog >= 0


def test_closing_twice_is_harmless(ears: Ears) -> None:
    """Sessions end in more than one way."""
    ears.hear(next(sounds(1)))
    ears.close()
    ears.close()


def test_virtual_ears_are_never_behind() -> None:
    """In virtual time no more than the last hop waits."""
    made = _scripted()
    backlogs = []
    for block in sounds(60):
        made.hear(block)
        backlogs.append(made.health.backlog)
    made.close()

    assert max(backlogs[40:]) <= 2 * BLOCK
