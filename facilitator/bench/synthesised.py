"""Words said by voices of several engines, for words of which nobody has recordings.

The built-in voice at several pitches, and espeak-ng's where it is installed, which whispers, too.
They say more about a word than about people: no voice here is tired, moved, or far away.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.clips import Clip
from facilitator.clock import PLAYBACK_HZ, RATE_HZ, samples
from facilitator.errors import UsageError
from facilitator.room.people import at_level
from facilitator.room.recordings import load_recording
from facilitator.room.resample import resampled
from facilitator.voice.hibari_voice import HibariVoice

_QUIET: Final = np.zeros(samples(0.3), np.float32)
_TIMEOUT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """One way of saying a word.

    Attributes:
        engine: Which program speaks.
        voice: Pitch of the built-in voice, or the name espeak-ng knows a voice by.
        pace: Of the built-in voice 1 for about 175 words a minute; of espeak-ng words a minute.
        whispers: It does not speak aloud.
    """

    engine: Literal["hibari", "espeak-ng"]
    voice: str
    pace: float
    whispers: bool = False

    @property
    def name(self) -> str:
        """Engine, voice and pace, as a file may be called."""
        return f"{self.engine} {self.voice} {self.pace:g}"

    @property
    def source(self) -> str:
        """Engine, and whether it whispers, as a table names it."""
        return f"{self.engine}, whispered" if self.whispers else self.engine

    def say(self, word: str, folder: Path) -> Sound:
        """Return a word at `RATE_HZ`, as loud as the microphone hears people.

        Args:
            word: A word or a phrase.
            folder: For what has to be a file for a while.

        Raises:
            ModelError: The built-in voice cannot be loaded.
            UsageError: espeak-ng did not say anything.
        """
        if self.engine == "hibari":
            rendered = HibariVoice(speed=self.pace, pitch=float(self.voice)).render(word)
            sound = resampled(rendered, PLAYBACK_HZ, RATE_HZ)
        else:
            sound = _espeak(self, word, folder / "espeak.wav")
        return np.concatenate((_QUIET, at_level(sound), _QUIET))


SPEAKERS: Final = (
    *(
        Speaker("hibari", pitch, pace)
        for pitch in ("0.75", "0.82", "0.88", "0.94", "1.0", "1.1")
        for pace in (0.8, 1.05)
    ),
    *(
        Speaker("espeak-ng", voice, pace)
        for voice in ("en-us", "en-us+f2", "en-gb+m3", "en-gb+f4", "en-gb-scotland", "en-029+f1")
        for pace in (130.0, 165.0)
    ),
)
"""Voices that speak aloud, two paces each. Above a pitch of 1.1 the built-in voice, a woman's,
becomes a child's."""

WHISPERERS: Final = tuple(
    Speaker("espeak-ng", voice, pace, whispers=True)
    for voice in ("en-us+whisper", "en-us+whisperf", "en-gb+whisper", "en-029+whisperf")
    for pace in (130.0, 165.0)
)
"""Voices that whisper, two paces each. Only their sound is a whisper's; they are as loud as the
others, and `--peak` makes them quieter."""


def has_espeak() -> bool:
    """Say whether espeak-ng is installed as a program."""
    return shutil.which("espeak-ng") is not None


def synthesised(
    words: Sequence[str],
    folder: Path,
    speakers: Sequence[Speaker],
    *,
    progress: Callable[[int], object] = lambda _: None,
) -> list[Clip]:
    """Return recordings of words by voices, evenly from each word.

    Args:
        words: What is said.
        folder: Where they are written, one folder a word.
        speakers: Each says every word once.
        progress: Told the number of words after each speaker.

    Raises:
        ModelError: The built-in voice cannot be loaded.
        UsageError: espeak-ng did not say anything.

    Some tenths of a second for each word and speaker.
    """
    import soundfile

    clips = []
    for speaker in speakers:
        for word in words:
            path = folder / word.replace(" ", "_") / f"{speaker.name}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(path, speaker.say(word, folder), RATE_HZ, subtype="PCM_16")
            clips.append(Clip(path, word, speaker.source))
        progress(len(words))
    return clips


def _espeak(speaker: Speaker, word: str, file: Path) -> Sound:
    command = ["espeak-ng", "-v", speaker.voice, "-s", f"{speaker.pace:g}", "-w", str(file)]
    try:
        # A word may begin with what looks like an option.
        done = subprocess.run(
            [*command, "--", word],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"espeak-ng cannot be used: {error}.") from error
    if done.returncode or not file.is_file():
        raise UsageError(f"espeak-ng said nothing for “{word}”: {done.stderr.strip()}")
    sound = load_recording(file)
    file.unlink()
    return sound
