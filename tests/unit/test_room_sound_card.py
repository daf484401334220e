"""The sound card's bookkeeping, on streams that are moved by hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from facilitator.clock import BLOCK, PLAYBACK_BLOCK, RATE_HZ
from facilitator.errors import DeviceError
from facilitator.ports import RoomStalled
from facilitator.room import sound_card
from facilitator.room.devices import Device
from facilitator.room.ring import Ring
from facilitator.room.sound_card import SoundCard
from facilitator.room.streams import Side

CARD = Device(0, "Card", "ALSA", 2, 2, 44_100.0, True, True)
SILENCE = np.zeros(PLAYBACK_BLOCK, dtype="f4")


class HandMadeStreams:
    """Streams that move 10 ms of sound each way whenever somebody waits for them.

    Everything at the microphone is a tone of 500 Hz at half of full scale.
    """

    rates_hz = (48_000.0, 48_000.0)
    channels = (1, 1)
    is_duplex = False
    latency_seconds = (0.02, 0.03)

    def __init__(self, into: Device, out: Device) -> None:
        self.input = Side(into, "input", self.rates_hz[0], self.channels[0])
        self.output = Side(out, "output", self.rates_hz[1], self.channels[1])
        self.played = Ring(400_000)
        self.sounded: list[np.ndarray] = []
        self.dropped = self.underflows = self.missing = self.captured = 0
        self.is_gone = False
        self.are_active = self.takes_sound = self.gives_sound = True

    @property
    def arrival(self) -> tuple[float, int]:
        return self.captured / self.input.rate_hz, self.captured

    @property
    def missing_blocks(self) -> int:
        return self.missing // 960

    def wait_until_flowing(self) -> None:
        pass

    def begin(self) -> None:
        pass

    def wait(self, timeout_seconds: float) -> None:
        if self.gives_sound:
            count = round(self.input.rate_hz / 100)
            time = (self.captured + np.arange(count)) / self.input.rate_hz
            tone = (0.5 * np.sin(2 * np.pi * 500.0 * time)).astype("f4")
            self.input.ring.write(np.repeat(tone, self.input.channels))
            self.captured += count
        if self.takes_sound:
            wanted = round(self.output.rate_hz / 100) * self.output.channels
            part = np.zeros(wanted, "f4")
            self.missing += wanted - self.output.ring.read_into(part)
            self.played.write(part)
            self.sounded.append(part)

    def gone(self) -> DeviceError:
        return DeviceError("gone")

    def close(self) -> None:
        pass


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[HandMadeStreams]]:
    class Streams(HandMadeStreams):
        """A class of its own for each test to set rates and channels on."""

    monkeypatch.setattr(sound_card, "Streams", Streams)
    monkeypatch.setattr(sound_card, "devices", lambda **_: [CARD])
    yield Streams


def opened() -> tuple[SoundCard, HandMadeStreams]:
    card = SoundCard()
    card.open()
    streams = card._streams
    assert isinstance(streams, HandMadeStreams)
    return card, streams


def tone(samples: int, rate_hz: int) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 500.0 * np.arange(samples) / rate_hz)).astype("f4")


@pytest.mark.parametrize("rate_hz", [16_000.0, 44_100.0, 48_000.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_microphone_delivers_the_same_tone_at_the_session_s_rate(
    streams: type[HandMadeStreams], rate_hz: float, channels: int
) -> None:
    """Other rates and two channels become mono at 16 kHz, at the same level and pitch."""
    streams.rates_hz, streams.channels = (rate_hz, 48_000.0), (channels, 1)
    card, _ = opened()
    heard = []
    for _ in range(60):
        heard.append(card.read(1.0).microphone)
        card.write(SILENCE)
    settled = np.concatenate(heard)[RATE_HZ // 2 :]
    peak_hz = np.argmax(np.abs(np.fft.rfft(settled * np.hanning(settled.size)))) * (
        RATE_HZ / settled.size
    )
    assert abs(500.0 - peak_hz) < 2.0
    assert abs(0.5 / np.sqrt(2) - np.sqrt(np.mean(settled**2))) < 0.01


@pytest.mark.parametrize("rate_hz", [44_100.0, 48_000.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_loudspeaker_gets_the_tone_that_was_written(
    streams: type[HandMadeStreams], rate_hz: float, channels: int
) -> None:
    """What sounds, and the reference, are the written tone at the card's rate and at ours."""
    streams.rates_hz, streams.channels = (48_000.0, rate_hz), (1, channels)
    card, hand = opened()
    sound, played = tone(PLAYBACK_BLOCK * 60, 48_000), []
    for block in sound.reshape(-1, PLAYBACK_BLOCK):
        played.append(card.read(1.0).played)
        card.write(block)
    sounded = np.concatenate(hand.sounded).reshape(-1, channels)
    assert np.array_equal(sounded[:, 0], sounded[:, -1])
    for signal, rate in ((sounded[:, 0], rate_hz), (np.concatenate(played), RATE_HZ)):
        settled = signal[round(rate * 0.4) : round(rate * 1.1)]
        assert abs(0.5 / np.sqrt(2) - np.sqrt(np.mean(settled**2))) < 0.01


def test_a_loudspeaker_that_stops_taking_sound_is_counted_and_not_queued_for(
    streams: type[HandMadeStreams],
) -> None:
    """After a sixth of a second, what would come far too late is dropped, block by block."""
    card, hand = opened()
    for _ in range(10):
        card.read(1.0)
        card.write(SILENCE)
    hand.takes_sound = False
    underruns = 0
    for _ in range(50):
        underruns += card.read(1.0).underruns
        card.write(np.full(PLAYBACK_BLOCK, 0.1, "f4"))
    assert 35 <= underruns <= 46
    assert card.lead / RATE_HZ < 0.25


def test_a_session_that_was_late_finds_its_way_back_to_a_short_queue(
    streams: type[HandMadeStreams],
) -> None:
    """The queue that an underrun leaves behind shrinks again, by silence only."""
    card, hand = opened()
    for _ in range(10):
        card.read(1.0)
        card.write(SILENCE)
    for _ in range(40):
        hand.wait(0.0)
    late = 0
    for _ in range(300):
        late += card.read(1.0).underruns
        card.write(SILENCE)
    assert late > 10
    assert card.lead / RATE_HZ < 0.12


def test_dropped_input_is_told_and_moves_the_clock(streams: type[HandMadeStreams]) -> None:
    """What found the ring full is lost, and the next block starts after the hole."""
    card, hand = opened()
    card.read(1.0)
    hand.dropped = 4_800
    block = card.read(1.0)
    assert (1_600, BLOCK + 1_600) == (block.lost, block.start)


def test_a_silent_driver_is_a_stall_and_a_dead_one_an_error(
    streams: type[HandMadeStreams],
) -> None:
    """A running stream may come back; one that has ended will not."""
    card, hand = opened()
    card.read(1.0)
    hand.gives_sound = False
    with pytest.raises(RoomStalled):
        card.read(0.0)
    hand.are_active = False
    with pytest.raises(DeviceError):
        card.read(0.0)
    hand.are_active, hand.is_gone = True, True
    with pytest.raises(DeviceError):
        card.read(1.0)


def test_opening_twice_before_reading_keeps_the_streams(streams: type[HandMadeStreams]) -> None:
    """So a card can be opened while the rest loads; after a session it is opened afresh."""
    card, hand = opened()
    card.open()
    assert card._streams is hand
    card.read(1.0)
    card.open()
    assert card._streams is not hand


def test_a_card_that_opens_in_the_background_is_opened_once(
    streams: type[HandMadeStreams],
) -> None:
    """`open` waits for what `begin_opening` began, and does not begin again."""
    made = []
    first = streams.__init__

    def counted(self: HandMadeStreams, into: Device, out: Device) -> None:
        made.append(self)
        first(self, into, out)

    streams.__init__ = counted  # type: ignore[method-assign]
    card = SoundCard()
    card.begin_opening()
    card.open()
    for thread in threading.enumerate():
        if thread.name == "opening the sound card":
            thread.join()
    assert made == [card._streams]


def test_a_card_is_found_again_by_its_name(
    streams: type[HandMadeStreams], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device chosen by number has another number after it was plugged in again."""
    card = SoundCard(0, "0")
    card.open()
    card.close()
    moved = Device(5, "Card", "ALSA", 2, 2, 44_100.0)
    other = Device(0, "Other", "ALSA", 2, 2, 44_100.0, True, True)
    monkeypatch.setattr(sound_card, "devices", lambda **_: [other, moved])
    card.open()
    assert card.name == "Card"
