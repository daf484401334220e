"""What every room promises: `facilitator.ports.Room`.

One suite for the simulated room and, where PulseAudio is installed, for the sound card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from facilitator.audio import Captured
from facilitator.clock import BLOCK, PLAYBACK_BLOCK
from facilitator.errors import DeviceError
from facilitator.ports import Room
from facilitator.room.resample import DECIMATOR_DELAY, Decimator
from facilitator.room.simulated import SimulatedRoom

from ..hardware.conftest import card as card

SILENCE = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)
DEVICE_LATENCY_BLOCKS = 25
"""What a room's lead may say beyond its queue: up to half a second inside the device."""


@pytest.fixture(params=["simulated", pytest.param("card", marks=pytest.mark.hardware)])
def make_room(request: pytest.FixtureRequest) -> Callable[[], Room]:
    """Return a maker of rooms of one kind."""
    if request.param == "simulated":
        return SimulatedRoom
    request.getfixturevalue("card")
    from facilitator.room.sound_card import SoundCard

    return SoundCard


@pytest.fixture
def room(make_room: Callable[[], Room]) -> Iterator[Room]:
    """Return an open room."""
    room = make_room()
    room.open()
    yield room
    room.close()


def perform(
    room: Room, blocks: int, playing: dict[int, np.ndarray] | None = None
) -> list[Captured]:
    """Read and write in turn; write given blocks after the reads with their numbers."""
    heard = []
    for index in range(blocks):
        heard.append(room.read(2.0))
        room.write((playing or {}).get(index, SILENCE))
    return heard


def test_blocks_follow_each_other_from_zero_without_a_hole(room: Room) -> None:
    """The first block starts at 0, and each one where the last one and its losses ended."""
    heard = perform(room, 30)
    position = 0
    for block in heard:
        assert position + block.lost == block.start
        position = block.start + BLOCK
    assert heard[0].lost == 0


def test_every_block_has_its_size_and_type(room: Room) -> None:
    """Microphone and reference are both one block of float32, whatever the device delivers."""
    for block in perform(room, 5):
        assert (block.microphone.shape, block.played.shape) == ((BLOCK,), (BLOCK,))
        assert (block.microphone.dtype, block.played.dtype) == (np.float32, np.float32)


def test_a_living_room_is_never_digitally_silent(room: Room) -> None:
    """What the microphone delivers contains noise, so that zeros mean a muted one."""
    assert all(block.microphone.any() for block in perform(room, 30)[10:])


def test_what_is_played_is_what_was_written_as_late_as_the_lead_says(room: Room) -> None:
    """The reference contains the written sound sample for sample, `lead` later.

    Its queue is known exactly; of what the device adds, the reference knows nothing yet.
    """
    first, second = np.random.default_rng(7).uniform(-0.3, 0.3, (2, PLAYBACK_BLOCK)).astype("f4")
    heard = perform(room, 20)
    lead, end = room.lead, heard[-1].start + BLOCK
    heard = perform(room, 60, {0: first, 1: second})
    assert not any(block.lost or block.underruns for block in heard)
    played = np.concatenate([block.played for block in heard])
    begin = int(np.flatnonzero(np.abs(played) > 1e-6)[0])
    decimator = Decimator()
    written = [decimator.feed(block) for block in (SILENCE, first, second, SILENCE)]
    expected = np.concatenate(written)
    onset = int(np.flatnonzero(np.abs(expected) > 1e-6)[0])
    np.testing.assert_allclose(
        expected[onset:], played[begin : begin + expected.size - onset], atol=1e-4
    )
    begin = heard[0].start + begin + DECIMATOR_DELAY - (onset - BLOCK)
    # A block was read since the lead was asked for, before the first one was written.
    promised = end + BLOCK + lead
    assert promised - DEVICE_LATENCY_BLOCKS * BLOCK <= begin
    assert begin <= promised + 3 * BLOCK


def test_the_same_array_may_be_written_again_and_again(room: Room) -> None:
    """A room keeps what it was given, not the array it came in."""
    block = np.full(PLAYBACK_BLOCK, 0.25, dtype=np.float32)
    room.read(2.0)
    room.write(block)
    block[:] = 0.0
    played = np.concatenate([captured.played for captured in perform(room, 40)])
    assert abs(0.25 - played.max()) < 0.05


def test_a_block_of_another_length_is_refused(room: Room) -> None:
    """A caller's mistake is told at once, not heard."""
    room.read(2.0)
    with pytest.raises(ValueError, match="960"):
        room.write(np.zeros(PLAYBACK_BLOCK - 1, dtype=np.float32))


def test_closing_is_harmless_when_repeated_or_never_opened(make_room: Callable[[], Room]) -> None:
    """A room can be closed at any time; then nothing can be read."""
    never, room = make_room(), make_room()
    never.close()
    room.open()
    room.read(2.0)
    room.close()
    room.close()
    with pytest.raises(DeviceError, match="not open"):
        room.read(0.1)


def test_a_room_can_be_opened_again_and_its_clock_begins_anew(
    make_room: Callable[[], Room],
) -> None:
    """After closing, the same room can hold another session, from 0."""
    room = make_room()
    for _ in range(2):
        room.open()
        assert [0, BLOCK] == [block.start for block in perform(room, 2)]
        room.close()


def test_a_room_has_a_name_and_says_whether_its_time_is_virtual(room: Room) -> None:
    """The display and the watchdog ask for both."""
    assert room.name
    assert isinstance(room.is_virtual, bool)
