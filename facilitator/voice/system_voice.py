"""The voice the operating system brings: SAPI on Windows, macOS's own, espeak-ng elsewhere.

Each sentence is spoken by a process of its own (`system_worker`), which ends afterwards; see there
for why. On Linux espeak-ng comes from the package `espeakng-loader` when installed, otherwise
from the system.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ
from facilitator.errors import ModelError, UsageError
from facilitator.sound.loudness import VOICE_LUFS, levelled
from facilitator.sound.shaping import trimmed
from facilitator.voice.errors import VoiceUnavailable, no_sound
from facilitator.voice.text import checked, replaced, speakable

WORDS_PER_MINUTE: Final = 175
"""Pace at speed 1.0, that of the default voice."""

_WORKER: Final = Path(__file__).with_name("system_worker.py")
_TIMEOUT_SECONDS: Final = 60.0
_SPEEDS: Final = (0.4, 2.0)

# Raised whenever the same settings give other samples, so that nothing old is played.
_RENDERING: Final = 1


class SystemVoice:
    """Renders sentences with the operating system's voice.

    Args:
        speed: Pace, 1.0 being about 175 words a minute, 0.4 to 2.0.
        pronunciations: How names are spelt so that they read well (`{"Siobhan": "Shivawn"}`);
            those given as sounds between slashes are meant for the default voice and left out.
        voice: Part of the name of an installed voice; empty for the system's choice.
        language: Code of the language it speaks ("en", "de").

    Raises:
        UsageError: The speed is out of its range, or a pronunciation cannot be used.

    Any thread, one sentence at a time. A sentence takes some tenths of a second.
    """

    def __init__(
        self,
        speed: float = 0.75,
        pronunciations: Mapping[str, str] | None = None,
        voice: str = "",
        language: str = "en",
    ) -> None:
        if not _SPEEDS[0] <= speed <= _SPEEDS[1]:
            raise UsageError(
                f"The voice's speed is {speed:g}.", help=f"Choose {_SPEEDS[0]:g} to {_SPEEDS[1]:g}."
            )
        spoken = "" if language == "en" else f"({language})"
        self.name = " ".join(f"system voice {voice} {spoken}".split())
        self._voice = voice
        self._language = language
        self._words_per_minute = round(WORDS_PER_MINUTE * speed)
        self._pronunciations = tuple(
            (name, said) for name, said in checked(pronunciations or {}) if not said.startswith("/")
        )
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Everything besides the text that decides the samples, as far as can be known."""
        versions = []
        for package in ("pyttsx3", "espeakng-loader"):
            try:
                versions.append(metadata.version(package))
            except metadata.PackageNotFoundError:
                versions.append("missing")
        settings: tuple[object, ...] = (
            self._voice,
            self._words_per_minute,
            self._pronunciations,
            VOICE_LUFS,
        )
        if self._language != "en":
            settings = (*settings, self._language)
        return f"system {sys.platform} {versions!r} {_RENDERING} {settings!r}"

    def render(self, text: str) -> Sound:
        """Return a text as mono float32 at `PLAYBACK_HZ`, at `VOICE_LUFS`.

        Raises:
            VoiceUnavailable: There is no system voice here, or it did not answer.
            ModelError: The text gives no sound.
        """
        spoken = speakable(text)
        for name, said in self._pronunciations:
            spoken = replaced(spoken, name, said)
        if not spoken:
            raise no_sound(text)
        # No file is left behind, whatever happens to the process.
        with self._lock, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            raw = self._spoken(spoken, Path(folder))
        sound = levelled(trimmed(raw))
        if not sound.size:
            raise no_sound(text)
        return sound

    def _spoken(self, text: str, folder: Path) -> Sound:
        import soundfile
        import soxr

        request: dict[str, str | int] = {
            "text": text,
            "sound": str(folder / "sound.wav"),
            "result": str(folder / "result.json"),
            "words_per_minute": self._words_per_minute,
            "voice": self._voice,
            "language": self._language,
        }
        result = _asked(request)
        if result.get("kind") == "LookupError":
            raise _no_such(str(result["error"]), self._language, self._voice)
        if "error" in result:
            raise _unavailable(str(result["error"]))
        try:
            samples, rate = soundfile.read(request["sound"], dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError):
            return np.zeros(0, np.float32)
        mono = np.ascontiguousarray(samples.mean(axis=1))
        if not mono.size:
            return np.zeros(0, np.float32)
        heard: Sound = soxr.resample(mono, int(result["rate_hz"]) or rate, PLAYBACK_HZ)
        return heard


def _no_such(reason: str, language: str, voice: str) -> ModelError:
    if voice or language == "en":
        return ModelError(f"The system has no such voice: {reason}.")
    if sys.platform == "win32":
        todo = "Add one under Settings, Time and language, Speech."
    elif sys.platform == "darwin":
        todo = "Add one under System Settings, Accessibility, Spoken Content."
    else:
        todo = 'Install espeak-ng, or "pip install facilitator[espeak]"; both speak many languages.'
    return ModelError(
        f'This computer has no voice that speaks the language "{language}": {reason}.',
        help=f"{todo} Without it, rehearse with --text, or leave --language out.",
    )


def _asked(request: Mapping[str, str | int]) -> dict[str, Any]:
    try:
        process = subprocess.run(
            [sys.executable, "-P", str(_WORKER)],
            input=json.dumps(request),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise _unavailable(f"it did not answer within {_TIMEOUT_SECONDS:.0f} s") from None
    except OSError as error:
        raise _unavailable(str(error)) from error
    try:
        result = json.loads(Path(str(request["result"])).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        last = (process.stderr.strip().splitlines() or [f"exit code {process.returncode}"])[-1]
        raise _unavailable(last) from None
    return dict(result)


def _unavailable(reason: str) -> VoiceUnavailable:
    if sys.platform == "win32":
        todo = "Add an English voice under Settings, Time and language, Speech."
    elif sys.platform == "darwin":
        todo = "Add an English voice under System Settings, Accessibility, Spoken Content."
    else:
        todo = 'Install one with "pip install facilitator[espeak]", or the package espeak-ng.'
    return VoiceUnavailable(f"The system's voice cannot be used: {reason}", help=todo)
