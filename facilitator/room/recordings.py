"""Recordings that people bring: any sound file becomes mono at the session's rate."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import RATE_HZ, Samples, samples
from facilitator.errors import UsageError
from facilitator.room.devices import quietly
from facilitator.room.resample import resampled

LONGEST_SECONDS: Final = 4 * 3600
"""A longer recording is refused: it would not fit into memory comfortably."""

LOUDEST_DB: Final = 20.0
"""Farther beyond full scale a recording is no sound but a mistake in its numbers."""

_TIME = re.compile(r"(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)\s*s?")
_FORMATS = "WAV, FLAC, OGG or MP3"
_BEGINNINGS: Final = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3")
_AGAIN: Final = "Copy it or record it again."
_UNKNOWN_LENGTH: Final = 0x7FFF_F000
_WHOLE: Final = 0.97
"""Least share of what a file promises; the lengths of MP3 files are estimates."""


def load_recording(path: Path) -> Sound:
    """Return a sound file as mono float32 at `RATE_HZ`.

    Several channels are averaged; other rates are converted. The level stays as it is; what goes
    a little beyond full scale is clipped.

    Raises:
        UsageError: The file is missing, is no sound file, is empty, is damaged or cut off, is
            longer than `LONGEST_SECONDS`, is more than `LOUDEST_DB` over full scale, or contains
            values that are no numbers.
    """
    import soundfile

    if not path.exists():
        raise UsageError(f"There is no recording {path}.", help="Check the name of the file.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not a recording.", help="Name the files in it.")
    begins = b""
    try:
        with path.open("rb") as raw:  # the operating system's words are better than libsndfile's
            begins = raw.read(12)
        if not begins:
            raise UsageError(f"The recording {path} is empty: the file has no bytes.", help=_AGAIN)
        with quietly(), soundfile.SoundFile(path) as file:
            rate_hz = int(file.samplerate)
            if file.frames > LONGEST_SECONDS * rate_hz:
                raise UsageError(
                    f"The recording {path} is {file.frames / rate_hz / 3600:.1f} hours long.",
                    help=f"Cut it into pieces of up to {LONGEST_SECONDS // 3600} hours.",
                )
            promised = max(file.frames, _promised(begins, path.stat().st_size, file.frames))
            channels = file.read(dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        if begins.startswith(_BEGINNINGS):
            raise UsageError(
                f"The recording {path} is damaged or cut off: it cannot be read to its end.",
                help=_AGAIN,
            ) from error
        raise UsageError(
            f"{path} cannot be read as sound: its format is not known.",
            help=f"Use a {_FORMATS} file.",
        ) from error
    except OSError as error:
        reason = str(error.strerror or error).rstrip(".").lower()
        raise UsageError(f"{path} cannot be read: {reason}.") from error
    if len(channels) < promised * _WHOLE:
        raise UsageError(
            f"The recording {path} is damaged or cut off: {len(channels) / rate_hz:.1f} of "
            f"{promised / rate_hz:.1f} seconds can be read.",
            help=_AGAIN,
        )
    if channels.size == 0:
        raise UsageError(f"The recording {path} is empty: it has no samples.")
    if not np.isfinite(channels).all():
        raise UsageError(
            f"The recording {path} is damaged: it contains values that are not numbers.",
            help="Export it again as 16-bit WAV.",
        )
    over_db = 20.0 * math.log10(max(1.0, float(np.abs(channels).max())))
    if over_db > LOUDEST_DB:
        raise UsageError(
            f"The recording {path} is {over_db:.0f} dB over full scale, so nothing but "
            "distortion would be left of it.",
            help="Export it again as 16-bit WAV, with its peaks at full scale or below.",
        )
    mono = np.asarray(channels.mean(axis=1), dtype=np.float32)
    return np.clip(resampled(mono, rate_hz, RATE_HZ), -1.0, 1.0)


def _promised(begins: bytes, size: int, frames: int) -> int:
    """Return about how many frames a WAV file should have, by the length in its first bytes.

    libsndfile takes a file that was cut off for a shorter one. Programs that write into a pipe
    put 0 or a very large number there, which promises nothing.
    """
    if begins[:4] != b"RIFF" or size <= 0:
        return 0
    length = int.from_bytes(begins[4:8], "little") + 8
    if length >= _UNKNOWN_LENGTH or length <= size:
        return 0
    return frames * length // size


def parse_time(text: str) -> Samples:
    """Return a time as people write it (`90`, `90s`, `1:30`, `1:02:03.5`) as a position.

    Raises:
        UsageError: It is no time.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"“{text}” is no time.", help="Write seconds (90, 12.5) or minutes and seconds (1:30)."
        )
    hours, minutes, rest = (float(part or 0) for part in match.groups())
    if (match[2] is not None and rest >= 60) or (match[1] is not None and minutes >= 60):
        raise UsageError(
            f"“{text}” is no time: after a colon come at most 59.99.",
            help="Write minutes and seconds like 1:30.",
        )
    return samples(hours * 3600 + minutes * 60 + rest)


def parse_at(text: str) -> tuple[Path, Samples]:
    """Return the file and the position of `FILE@TIME`; without `@TIME`, position 0.

    The last `@` counts, so that file names may contain others; a name that exists as it stands
    is taken as it stands.

    Raises:
        UsageError: The time is no time, or there is no file name.
    """
    name, at, time = text.rpartition("@")
    if not at or Path(text).exists():
        return Path(text), 0
    if not name:
        raise UsageError(f"“{text}” names no file.", help="Write FILE@TIME, as in red.wav@1:30.")
    return Path(name), parse_time(time)
