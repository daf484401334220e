"""A sound card for tests: a private PulseAudio daemon, where PulseAudio is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from facilitator.bench.virtual_card import VirtualCard, missing_for_virtual_card, virtual_card
from facilitator.errors import DeviceError
from facilitator.room.devices import devices, portaudio


def start_card(*, echo_ms: int | None = None) -> Iterator[VirtualCard]:
    """Run a card that this process and its children see, and no other; skip where there is none."""
    missing = missing_for_virtual_card()
    if missing:
        pytest.skip(f"no virtual sound card: {missing}")
    try:
        portaudio()
    except DeviceError as error:
        pytest.skip(f"no virtual sound card: {error.message}")
    with virtual_card(echo_ms=echo_ms) as card, pytest.MonkeyPatch.context() as patch:
        for name, value in card.environment.items():
            patch.setenv(name, value)
        devices(look_again=True)
        yield card


@pytest.fixture(scope="session")
def card() -> Iterator[VirtualCard]:
    """Return a card with a microphone in a quiet room and no echo.

    `card.speak` puts a voice into the microphone, `card.recording` writes down what sounds.
    """
    yield from start_card()


@pytest.fixture
def own_card() -> Iterator[VirtualCard]:
    """Return a card of the test's own, with an echo of 20 ms, which it may break."""
    yield from start_card(echo_ms=20)
    devices(look_again=True)
