"""Recordings that people bring: any sound file becomes mono at the session's rate."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import RATE_HZ, Samples, samples
from facilitator.errors import UsageError
from facilitator.room.resample import resampled

LONGEST_SECONDS: Final = 4 * 3600
"""A longer recording is refused: it would not fit into memory comfortably."""

_TIME = re.compile(r"(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)\s*s?")
_FORMATS = "WAV, FLAC, OGG or MP3"


def load_recording(path: Path) -> Sound:
    """Return a sound file as mono float32 at `RATE_HZ`.

    Several channels are averaged; other rates are converted. The level stays as it is.

    Raises:
        UsageError: The file is missing, is no sound file, is empty, is longer than
            `LONGEST_SECONDS`, or contains values that are no numbers.
    """
    import soundfile

    if not path.exists():
        raise UsageError(f"There is no recording {path}.", help="Check the name of the file.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder, not a recording.", help="Name the files in it.")
    try:
        path.open("rb").close()  # the operating system's words are better than libsndfile's
        with soundfile.SoundFile(path) as file:
            rate_hz = int(file.samplerate)
            if file.frames > LONGEST_SECONDS * rate_hz:
                raise UsageError(
                    f"The recording {path} is {file.frames / rate_hz / 3600:.1f} hours long.",
                    help=f"Cut it into pieces of up to {LONGEST_SECONDS // 3600} hours.",
                )
            channels = file.read(dtype="float32", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        words = getattr(error, "error_string", "") or getattr(error, "strerror", "") or error
        reason = str(words).rstrip(".").lower()
        raise UsageError(
            f"{path} cannot be read as sound: {reason}.", help=f"Use a {_FORMATS} file."
        ) from error
    if channels.size == 0:
        raise UsageError(f"The recording {path} is empty: it has no samples.")
    if not np.isfinite(channels).all():
        raise UsageError(
            f"The recording {path} is damaged: it contains values that are not numbers.",
            help="Export it again as 16-bit WAV.",
        )
    mono = np.asarray(channels.mean(axis=1), dtype=np.float32)
    return np.clip(resampled(mono, rate_hz, RATE_HZ), -1.0, 1.0)


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
