"""Recordings that people bring."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from facilitator.clock import RATE_HZ
from facilitator.errors import UsageError
from facilitator.room.recordings import load_recording, parse_at, parse_time


def tone(rate_hz: int, seconds: float = 1.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate_hz * seconds)) / rate_hz)).astype(
        "f4"
    )


@pytest.mark.parametrize(
    ("rate_hz", "channels", "name"),
    [(16_000, 1, "a.wav"), (44_100, 2, "b.wav"), (8_000, 1, "c.flac"), (48_000, 4, "d.wav")],
)
def test_any_rate_and_number_of_channels_becomes_mono_at_16_khz(
    tmp_path: Path, rate_hz: int, channels: int, name: str
) -> None:
    """A tone keeps its pitch, level and length."""
    path = tmp_path / name
    soundfile.write(path, np.tile(tone(rate_hz)[:, None], channels), rate_hz)
    sound = load_recording(path)
    assert np.float32 == sound.dtype
    assert abs(RATE_HZ - sound.size) <= 2
    middle = slice(1_000, -1_000)
    np.testing.assert_allclose(tone(RATE_HZ)[middle], sound[:RATE_HZ][middle], atol=5e-3)


def test_channels_are_averaged(tmp_path: Path) -> None:
    """A sound on one of two channels is half as loud."""
    path = tmp_path / "left.wav"
    both = np.stack([tone(RATE_HZ), np.zeros(RATE_HZ, "f4")], axis=1)
    soundfile.write(path, both, RATE_HZ)
    np.testing.assert_allclose(tone(RATE_HZ) / 2, load_recording(path), atol=1e-4)


def make_bad(kind: str, path: Path) -> Path:
    if kind == "text":
        path.write_text("this is no sound at all", encoding="utf-8")
    elif kind == "nothing":
        path.write_bytes(b"")
    elif kind == "empty":
        soundfile.write(path, np.zeros(0, "f4"), RATE_HZ)
    elif kind == "damaged":
        soundfile.write(path, np.array([0.0, np.nan, 0.1], "f4"), RATE_HZ, subtype="FLOAT")
    elif kind == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "There is no recording"),
        ("folder", "is a folder"),
        ("text", "cannot be read as sound"),
        ("nothing", "is empty: the file has no bytes"),
        ("empty", "is empty"),
        ("damaged", "damaged"),
    ],
)
def test_what_is_no_recording_is_refused_in_plain_words(
    tmp_path: Path, kind: str, words: str
) -> None:
    """Each kind of bad file has its own message, which names the file."""
    path = make_bad(kind, tmp_path / "bad.wav")
    with pytest.raises(UsageError, match=words) as caught:
        load_recording(path)
    assert str(path) in caught.value.message


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5])
def test_a_file_that_was_cut_off_is_refused_without_noise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str, share: float
) -> None:
    """Empty, only its beginning, or half of it: one sentence, and no library speaks on its own."""
    path = tmp_path / f"cut.{ending}"
    soundfile.write(path, tone(RATE_HZ, 3.0), RATE_HZ)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(UsageError, match=r"is empty|is damaged or cut off") as caught:
        load_recording(path)
    assert str(path) in caught.value.message
    assert ("", "") == capfd.readouterr()


def test_a_wav_file_from_a_pipe_is_whole(tmp_path: Path) -> None:
    """Its header promises nothing, or four gigabytes."""
    path = tmp_path / "pipe.wav"
    soundfile.write(path, tone(RATE_HZ), RATE_HZ)
    data = bytearray(path.read_bytes())
    for length in (0, 0xFFFF_FFFF):
        data[4:8] = length.to_bytes(4, "little")
        path.write_bytes(data)
        assert RATE_HZ == load_recording(path).size


def test_noise_in_place_of_an_mp3_file_is_refused_without_noise(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library that reads MP3 keeps its notes to itself."""
    path = tmp_path / "junk.mp3"
    path.write_bytes(np.random.default_rng(1).bytes(5_000))

    with pytest.raises(UsageError, match="cannot be read as sound: its format is not known"):
        load_recording(path)
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(("times", "said"), [(2_000, "60 dB"), (65_536, "90 dB")])
def test_what_is_absurdly_loud_is_refused(tmp_path: Path, times: float, said: str) -> None:
    """Far beyond full scale nothing would be left; a little beyond is clipped, as always."""
    path = tmp_path / "loud.wav"
    soundfile.write(path, tone(RATE_HZ) * times, RATE_HZ, subtype="FLOAT")

    with pytest.raises(UsageError, match=f"is {said} over full scale"):
        load_recording(path)
    soundfile.write(path, tone(RATE_HZ) * 4, RATE_HZ, subtype="FLOAT")
    assert 1.0 == float(np.abs(load_recording(path)).max())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("12.5s", 12.5), ("1:30", 90), ("1:02:03.5", 3723.5), ("0", 0), (" 7 s ", 7)],
)
def test_a_time_is_read_as_people_write_it(text: str, seconds: float) -> None:
    """Seconds, minutes and seconds, or hours."""
    assert round(seconds * RATE_HZ) == parse_time(text)


@pytest.mark.parametrize("text", ["", "x", "-3", "1:75", "1:99:00", "1:2:3:4", "nan", "1e3"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """The message repeats what was written."""
    with pytest.raises(UsageError, match="is no time"):
        parse_time(text)


def test_a_recording_is_placed_at_a_time(tmp_path: Path) -> None:
    """The last @ separates; a name that exists with an @ in it is a name."""
    odd = tmp_path / "me@home.wav"
    odd.write_bytes(b"")
    assert (Path("a@b.wav"), 90 * RATE_HZ) == parse_at("a@b.wav@1:30")
    assert (Path("a.wav"), 0) == parse_at("a.wav")
    assert (odd, 0) == parse_at(str(odd))
    with pytest.raises(UsageError, match="names no file"):
        parse_at("@5")
