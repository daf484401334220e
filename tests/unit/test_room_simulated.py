"""The simulated room: people, echo, noise, faults, and what is written down of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from facilitator.audio import SILENCE_DBFS, Captured, peak_dbfs, rms_dbfs
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ
from facilitator.errors import DeviceError, UsageError
from facilitator.room.faults import FaultName
from facilitator.room.people import Happening, at_level, speech_dbfs
from facilitator.room.recording import RoomRecorder
from facilitator.room.resample import DECIMATOR_DELAY
from facilitator.room.simulated import LEAD, SimulatedRoom

QUIET = np.zeros(PLAYBACK_BLOCK, dtype="f4")


def hiss(samples: int, level: float = 0.1, seed: int = 3) -> np.ndarray:
    return (level * np.random.default_rng(seed).standard_normal(samples)).astype("f4")


def listen(room: SimulatedRoom, blocks: int, playing: np.ndarray | None = None) -> list[Captured]:
    room.open()
    heard = []
    for index in range(blocks):
        heard.append(room.read(1.0))
        part = None if playing is None else playing[index * PLAYBACK_BLOCK :][:PLAYBACK_BLOCK]
        room.write(QUIET if part is None or part.size < PLAYBACK_BLOCK else part)
    return heard


def microphone(blocks: list[Captured]) -> np.ndarray:
    return np.concatenate([block.microphone for block in blocks])


def still(**options: object) -> SimulatedRoom:
    return SimulatedRoom(noise_dbfs=SILENCE_DBFS, **options)  # type: ignore[arg-type]


def test_people_are_heard_at_their_very_sample_and_summed_where_they_overlap() -> None:
    """Two voices that overlap are the sum of both, each from its own position."""
    one, two = hiss(1_000), hiss(700, seed=4)
    heard = microphone(listen(still(people=[Happening(333, one), Happening(900, two)]), 10))
    expected = np.zeros(10 * BLOCK, dtype="f4")
    expected[333:1_333] += one
    expected[900:1_600] += two
    np.testing.assert_allclose(expected, heard, atol=1e-6)


def test_a_partner_can_answer_while_the_session_runs() -> None:
    """What is said from now on is heard; what would lie in the past is refused."""
    room = still()
    listen(room, 3)
    room.say(room.position + 5, hiss(50))
    with pytest.raises(ValueError, match="already"):
        room.say(room.position - 1, hiss(50))
    block = room.read().microphone
    assert not block[:5].any()
    assert block[5:55].all()


@pytest.mark.parametrize("echo_db", [-20.0, -6.0])
def test_the_echo_is_as_loud_as_asked(echo_db: float) -> None:
    """A prompt at a person's level comes back `echo_db` louder than that person."""
    # Speech-shaped: the level of an echo is defined for speech.
    spectrum = np.fft.rfft(hiss(PLAYBACK_HZ * 3))
    hertz = np.fft.rfftfreq(PLAYBACK_HZ * 3, 1 / PLAYBACK_HZ)
    shaped = np.fft.irfft(spectrum * np.where(hertz < 100, 0, np.maximum(hertz, 500) ** -1.5))
    prompt = at_level(shaped.astype("f4"))
    heard = microphone(listen(still(echo_db=echo_db), 150, prompt))
    assert abs(-20.0 + echo_db - rms_dbfs(heard[RATE_HZ:])) < 1.0


def test_a_loud_echo_lowers_the_input_gain_so_that_nothing_clips() -> None:
    """With an echo of +12 dB people arrive 12 dB fainter, as with a well set microphone."""
    voice = hiss(BLOCK * 20)
    heard = microphone(listen(still(people=[Happening(0, voice)], echo_db=12.0), 20))
    assert abs(rms_dbfs(voice) - 12.0 - rms_dbfs(heard)) < 0.01


def test_headphones_leave_no_echo() -> None:
    """Without an echo the microphone hears nothing of what is played."""
    blocks = listen(still(), 10, hiss(PLAYBACK_BLOCK * 10))
    assert any(block.played.any() for block in blocks)
    assert not microphone(blocks).any()


def test_the_same_room_sounds_the_same_twice() -> None:
    """Noise and echo depend on the seed alone."""
    prompt = hiss(PLAYBACK_BLOCK * 30)
    runs = [
        microphone(listen(SimulatedRoom(echo_db=0.0, seed=seed), 30, prompt)) for seed in (5, 5, 6)
    ]
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_the_noise_is_steady_and_as_loud_as_asked() -> None:
    """Every second of noise has the level asked for, within 1 dB."""
    heard = microphone(listen(SimulatedRoom(noise_dbfs=-50.0), 200)).reshape(4, -1)
    assert all(abs(-50.0 - rms_dbfs(part)) < 1.0 for part in heard)


@pytest.mark.parametrize(
    ("fault", "level_dbfs"),
    [("silent", SILENCE_DBFS), ("faint", -60.0), ("offset", -10.4), ("clipping", -0.8)],
)
def test_a_bad_microphone_changes_the_level(fault: FaultName, level_dbfs: float) -> None:
    """Each fault of the input shows in the level, only while it lasts."""
    voice = hiss(BLOCK * 30, level=0.1)
    room = still(people=[Happening(0, voice)])
    room.fail_at(BLOCK * 10, fault, until=BLOCK * 20)
    heard = microphone(listen(room, 30)).reshape(3, -1)
    assert abs(level_dbfs - rms_dbfs(heard[1])) < 1.5
    assert abs(-20.0 - rms_dbfs(heard[0])) < 0.5
    assert abs(-20.0 - rms_dbfs(heard[2])) < 0.5
    assert peak_dbfs(heard[1]) <= 0.0


def test_a_damaged_driver_delivers_values_that_are_no_numbers() -> None:
    """NaN gets through to the ears, which have to bear it."""
    room = still()
    room.fail_at(0, "not a number")
    assert np.isnan(listen(room, 1)[0].microphone).any()


def test_a_microphone_that_is_unplugged_is_a_device_error() -> None:
    """From the position on, reading fails; before it, it works."""
    room = still()
    room.fail_at(BLOCK * 2, "gone")
    listen(room, 2)
    with pytest.raises(DeviceError, match="gone"):
        room.read()


@pytest.mark.parametrize(("fault", "lost"), [("half rate", 10), ("dropping", 2)])
def test_lost_blocks_are_told_and_the_clock_goes_on(fault: FaultName, lost: int) -> None:
    """Each block says how much is missing before it, and starts after the hole."""
    room = still()
    room.fail_at(0, fault)
    blocks = listen(room, 10)
    position = 0
    for block in blocks:
        assert position + block.lost == block.start
        position = block.start + BLOCK
    assert lost * BLOCK == sum(block.lost for block in blocks)


def test_a_loudspeaker_that_starves_is_counted_and_recovers() -> None:
    """After blocks came too late, what is written next waits for the usual lead again."""
    room = still()
    room.open()
    late = [room.read().underruns for _ in range(6)]
    assert [0, 0, 0, 1, 1, 1] == late
    assert room.lead == LEAD
    room.write(np.full(PLAYBACK_BLOCK, 0.5, dtype="f4"))
    played = [room.read().played.any() for _ in range(3)]
    assert [False, False, True] == played


def test_a_stalled_loudspeaker_plays_nothing_of_what_it_is_given() -> None:
    """Nothing sounds, and every block says so."""
    room = still()
    room.fail_at(0, "stalled loudspeaker")
    blocks = listen(room, 6, hiss(PLAYBACK_BLOCK * 6))
    assert not any(block.played.any() for block in blocks)
    assert all(block.underruns == 1 for block in blocks)


def test_what_sounded_and_what_was_heard_are_written_down(tmp_path: Path) -> None:
    """Both files cover the session from its first to its last sample, in step."""
    out, ear = tmp_path / "out.wav", tmp_path / "ear.wav"
    prompt = hiss(PLAYBACK_BLOCK * 10)
    people = [Happening(100, hiss(500))]
    room = still(people=people, recorder=RoomRecorder(out, ear))
    heard = microphone(listen(room, 130, prompt))
    room.close()
    assert room.failure is None
    sounded, rate_hz = soundfile.read(out, dtype="float32")
    assert (PLAYBACK_HZ, 130 * PLAYBACK_BLOCK) == (rate_hz, sounded.size)
    start = LEAD * 3 + PLAYBACK_BLOCK
    np.testing.assert_allclose(prompt, sounded[start : start + prompt.size], atol=1e-4)
    written, rate_hz = soundfile.read(ear, dtype="float32")
    assert rate_hz == RATE_HZ
    np.testing.assert_allclose(heard, written, atol=1e-4)


def test_a_recording_that_cannot_begin_is_refused_before_the_session(tmp_path: Path) -> None:
    """A folder is no file, and nothing is left behind."""
    first = tmp_path / "out.wav"
    with pytest.raises(UsageError, match="cannot be written"):
        RoomRecorder(first, tmp_path)
    assert not first.exists()


def test_a_disk_that_fills_up_does_not_end_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session goes on; what went wrong is told at its end."""
    room = still(recorder=RoomRecorder(tmp_path / "out.wav"))

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(soundfile.SoundFile, "write", full)
    assert len(listen(room, 250)) == 250
    room.close()
    assert room.failure is not None
    assert "no space left on device" in str(room.failure)
    assert not (tmp_path / "out.wav").exists()


def test_the_played_reference_is_what_was_written_after_the_lead() -> None:
    """A click written after the first block is played `lead` later."""
    room = still()
    room.open()
    end = room.read().start + BLOCK
    at = end + room.lead
    click = QUIET.copy()
    click[0] = 1.0
    room.write(click)
    played = np.concatenate([room.read().played for _ in range(6)])
    assert at + DECIMATOR_DELAY == end + int(np.argmax(np.abs(played)))


def test_the_level_of_speech_does_not_count_its_pauses() -> None:
    """A word in a long silence is as loud as the word."""
    word = hiss(RATE_HZ // 2, level=0.05)
    quiet = np.zeros(RATE_HZ * 3, dtype="f4")
    assert abs(rms_dbfs(word) - speech_dbfs(np.concatenate([quiet, word, quiet]))) < 0.5
    assert abs(-20.0 - rms_dbfs(at_level(word))) < 0.5
    assert not at_level(quiet).any()
