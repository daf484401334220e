"""The sound card in real time, on a virtual one."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Captured, rms_dbfs
from facilitator.bench.virtual_card import VirtualCard, recorded
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ
from facilitator.errors import DeviceError
from facilitator.ports import RoomStalled
from facilitator.room.devices import NoSoundCardError, devices, is_stuck
from facilitator.room.sound_card import SoundCard

pytestmark = pytest.mark.hardware

SILENCE = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)


def hiss(samples: int, level: float = 0.1) -> np.ndarray:
    return (level * np.random.default_rng(2).standard_normal(samples)).astype("f4")


def perform(room: SoundCard, seconds: float, playing: np.ndarray | None = None) -> list[Captured]:
    heard = []
    for index in range(round(seconds * 50)):
        heard.append(room.read(2.0))
        part = (
            SILENCE[:0] if playing is None else playing[index * PLAYBACK_BLOCK :][:PLAYBACK_BLOCK]
        )
        room.write(part if part.size == PLAYBACK_BLOCK else SILENCE)
    return heard


def test_a_person_is_heard_at_the_level_at_which_they_speak(card: VirtualCard) -> None:
    """What goes into the microphone arrives whole and as loud as it was."""
    room = SoundCard()
    room.open()
    voice = hiss(RATE_HZ, level=0.05)
    speaking = threading.Thread(target=card.speak, args=(voice,))
    speaking.start()
    heard = np.concatenate([block.microphone for block in perform(room, 2.5)])
    speaking.join()
    room.close()
    levels = [rms_dbfs(part) for part in heard.reshape(-1, BLOCK * 5)]
    assert abs(rms_dbfs(voice) - max(levels)) < 1.5
    loud = sum(level > -35.0 for level in levels)
    assert 9 <= loud <= 12
    assert np.median(levels[-5:]) < -60.0


def test_what_is_written_comes_out_of_the_loudspeaker_unchanged(
    card: VirtualCard, tmp_path: Path
) -> None:
    """Half a second of sound is recorded at the loudspeaker without a gap, at its level.

    A busy computer may be late, and says so; then it is tried again.
    """
    prompt = hiss(PLAYBACK_HZ // 2)
    for _ in range(5):
        room = SoundCard()
        room.open()
        with card.recording(tmp_path / "room"):
            heard = perform(room, 1.5, prompt)
        room.close()
        if not any(block.underruns for block in heard):
            break
    sounded = recorded(tmp_path / "room")
    at = int(np.flatnonzero(np.abs(sounded) > 1e-3)[0])
    first = int(np.flatnonzero(np.abs(prompt) > 1e-3)[0])
    whole = sounded[at : at + prompt.size - first]
    assert np.corrcoef(prompt[first:][: whole.size], whole)[0, 1] > 0.99


def test_echo_and_reference_keep_their_distance_through_an_underrun(own_card: VirtualCard) -> None:
    """After the session was late, what was played still lines up with its echo to the sample."""
    room = SoundCard()
    room.open()
    heard = perform(room, 0.6)
    heard += perform(room, 1.4, hiss(PLAYBACK_HZ))
    time.sleep(0.3)
    heard += perform(room, 1.0)
    heard += perform(room, 1.4, hiss(PLAYBACK_HZ))
    room.close()
    assert sum(block.underruns for block in heard) > 0
    assert sum(block.lost for block in heard) == 0
    played = np.concatenate([block.played for block in heard])
    microphone = np.concatenate([block.microphone for block in heard])
    middle = played.size // 2
    delays = [
        delay(played[part], microphone[part]) for part in (slice(middle), slice(middle, None))
    ]
    assert all(0 < each < RATE_HZ // 4 for each in delays)
    assert abs(delays[0] - delays[1]) <= BLOCK


def delay(played: np.ndarray, microphone: np.ndarray) -> int:
    """Return how many samples later the microphone hears what is played."""
    size = 2 * played.size
    spectrum = np.fft.rfft(microphone, size) * np.conj(np.fft.rfft(played, size))
    return int(np.argmax(np.abs(np.fft.irfft(spectrum, size))[: played.size]))


def test_a_card_that_is_pulled_out_is_a_device_error_and_never_a_hang(
    own_card: VirtualCard,
) -> None:
    """Reading ends with an error in plain words; closing and looking again work. Where the driver
    itself never comes back, the card is an error like any other."""
    room = SoundCard()
    room.open()
    perform(room, 0.2)
    own_card.stop()
    with pytest.raises(DeviceError, match="is lost"):
        for _ in range(200):
            try:
                room.read(1.0)
            except RoomStalled:
                continue
    room.close()
    with pytest.raises(DeviceError) as told:
        room.open()
    assert isinstance(told.value, NoSoundCardError) or is_stuck()


def test_an_ambiguous_or_unknown_name_lists_what_there_is(card: VirtualCard) -> None:
    """The error names the candidates with their numbers."""
    assert [device.name for device in devices() if device.is_default_input] == ["default"]
    with pytest.raises(DeviceError, match=r"No microphone matches “usb”. Found: \[0\]"):
        SoundCard("usb")
    assert SoundCard("PULSE", 0).name == "pulse"
