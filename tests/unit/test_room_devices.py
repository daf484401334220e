"""Choosing devices, the ring between threads, and counting what never came."""

from __future__ import annotations

import builtins
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from facilitator.errors import DeviceError
from facilitator.room import devices as module
from facilitator.room.devices import (
    Device,
    Direction,
    NoSoundCardError,
    choose,
    is_stuck,
    leave_stuck,
    portaudio,
)
from facilitator.room.pacing import Delivery
from facilitator.room.ring import Ring

FOUND = [
    Device(0, "Built-in Microphone", "Core Audio", 1, 0, 44_100.0, is_default_input=True),
    Device(1, "Built-in Output", "Core Audio", 0, 2, 48_000.0, is_default_output=True),
    Device(2, "Conference Speaker", "Core Audio", 1, 1, 16_000.0),
    Device(3, "USB Microphone", "Core Audio", 2, 0, 48_000.0),
]
TWICE = [
    Device(0, "Headset", "MME", 1, 0, 44_100.0, is_default_input=True),
    Device(1, "Headset", "Windows DirectSound", 1, 0, 44_100.0),
    Device(2, "Headset", "Windows WASAPI", 1, 0, 48_000.0),
]


@pytest.mark.parametrize(
    ("direction", "wanted", "index"),
    [
        ("input", None, 0),
        ("output", None, 1),
        ("input", 3, 3),
        ("input", "3", 3),
        ("input", "usb", 3),
        ("output", "CONFERENCE", 2),
        ("input", "built-in microphone", 0),
    ],
)
def test_a_device_is_chosen_by_number_by_name_or_by_the_system(
    direction: Direction, wanted: int | str | None, index: int
) -> None:
    """Numbers, parts of names in any case, whole names before parts, and the default."""
    assert index == choose(direction, wanted, FOUND).index


def test_the_same_device_listed_by_several_drivers_is_one_device() -> None:
    """On Windows every device is there three or four times; the best driver is meant."""
    assert choose("input", "headset", TWICE).host == "Windows WASAPI"


@pytest.mark.parametrize(
    ("direction", "wanted", "words"),
    [
        ("input", "mic", r"2 microphones match “mic”. Found: \[0\] Built-in .*, \[3\] USB"),
        ("input", "tape", r"No microphone matches “tape”. Found: \[0\] Built-in .*, \[2\] Con"),
        ("input", 1, r"No microphone matches “1”"),
        ("output", "99", r"No loudspeaker matches “99”. Found: \[1\] Built-in Output, \[2\]"),
    ],
)
def test_what_is_not_one_device_is_refused_with_the_candidates(
    direction: Direction, wanted: int | str, words: str
) -> None:
    """The message lists what it could have been; the help shows an option that works."""
    with pytest.raises(DeviceError, match=words) as caught:
        choose(direction, wanted, FOUND)
    assert f"--{direction} " in caught.value.help


def test_a_computer_without_a_microphone_says_so_in_one_sentence() -> None:
    """It is an error of its own, so that a rehearsal can take its place."""
    with pytest.raises(NoSoundCardError) as caught:
        choose("input", None, [FOUND[1]])
    assert caught.value.message == "This computer has no microphone."
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("system", "words"), [("linux", "libportaudio2"), ("darwin", "brew"), ("win32", "pip")]
)
def test_a_missing_library_is_a_message_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, system: str, words: str
) -> None:
    """sounddevice raises OSError where PortAudio is not installed."""
    real = builtins.__import__

    def without(name: str, *args: object, **options: object) -> object:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(module, "_quiet_alsa", [None])
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(DeviceError, match="PortAudio is missing") as caught:
        portaudio()
    assert words in caught.value.help


def test_a_ring_gives_back_what_was_written_in_order() -> None:
    """Over many turns around the ring nothing is lost, doubled or moved."""
    ring, random = Ring(100), np.random.default_rng(0)
    sent, got, next_value = [], [], 0
    for _ in range(500):
        part = np.arange(next_value, next_value + random.integers(0, 60), dtype="f4")
        left_out = ring.write(part)
        sent.append(part[: part.size - left_out])
        next_value += part.size - left_out
        got.append(ring.read(int(random.integers(0, 60))))
    got.append(ring.read(len(ring)))
    np.testing.assert_array_equal(np.concatenate(sent), np.concatenate(got))


def test_a_full_ring_says_how_much_did_not_fit() -> None:
    """What is in the ring stays; the rest is left out, and counted."""
    ring = Ring(64)
    assert ring.write(np.ones(60, "f4")) == 0
    assert ring.write(np.full(10, 2.0, "f4")) == 6
    assert ring.skip(60) == 60
    np.testing.assert_array_equal(np.full(4, 2.0, "f4"), ring.peek(10))
    assert len(ring) == 4


def deliver(seconds: float, *, rate: float = 1.0, jitter: float = 0.02) -> list[tuple[float, int]]:
    """Return arrivals of 10 ms blocks, bunched by up to `jitter` seconds."""
    random = np.random.default_rng(1)
    arrivals = []
    for index in range(round(seconds * 100)):
        time = (index + 1) * 0.01
        count = round((index + 1) * 480 * rate)
        arrivals.append((time + random.uniform(0.0, jitter), count))
    return arrivals


@pytest.mark.parametrize("drift_ppm", [-200.0, 0.0, 200.0])
def test_a_clock_that_is_a_little_off_loses_nothing(drift_ppm: float) -> None:
    """Ten minutes of drift between two devices are no loss."""
    delivery = Delivery(48_000)
    arrivals = deliver(600.0, rate=1.0 + drift_ppm * 1e-6)
    assert sum(delivery.look(*arrival) for arrival in arrivals) == 0


def test_a_hole_in_the_delivery_is_measured() -> None:
    """A quarter of a second that never came is known within two seconds, to a few ms."""
    delivery = Delivery(48_000)
    whole = deliver(10.0)
    holed = [(time, count if time < 4.0 else count - 12_000) for time, count in whole]
    told = {time: delivery.look(time, count) for time, count in holed}
    assert abs(12_000 - sum(told.values())) < 480
    assert 4.0 < max(time for time, missing in told.items() if missing) < 6.5


def test_a_late_bunch_is_not_a_hole() -> None:
    """Sound that stops for half a second and then comes all at once was not lost."""
    delivery = Delivery(48_000)
    bunched = [(max(time, 4.5) if time > 4.0 else time, count) for time, count in deliver(10.0)]
    assert sum(delivery.look(*arrival) for arrival in bunched) == 0


def test_half_the_rate_loses_half_the_samples() -> None:
    """A microphone at half its rate shows as one second lost in two."""
    delivery = Delivery(48_000)
    arrivals = deliver(3.0) + [(3.0 + t, 144_000 + n) for t, n in deliver(10.0, rate=0.5)]
    lost = sum(delivery.look(*arrival) for arrival in arrivals)
    assert abs(5.0 - lost / 48_000) < 1.6


def test_a_stuck_driver_is_never_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for the devices anew would wait for it; the list stays as it is."""
    anew: list[str] = []
    library = SimpleNamespace(
        _terminate=lambda: anew.append("terminated"), _initialize=lambda: anew.append("initialized")
    )
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    monkeypatch.setattr(module, "_stuck", threading.Event())

    portaudio(look_again=True)
    leave_stuck()
    portaudio(look_again=True)

    assert is_stuck()
    assert ["terminated", "initialized"] == anew
