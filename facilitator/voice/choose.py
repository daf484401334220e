"""Which voice speaks: by name, with the system's voice standing in for the default one."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from facilitator.audio import Sound
from facilitator.errors import UsageError
from facilitator.ports import Voice
from facilitator.voice.cache import LIMIT_BYTES, CacheableVoice, CachedVoice
from facilitator.voice.errors import VoiceUnavailable
from facilitator.voice.hibari_voice import DEFAULT_SPEED, HibariVoice
from facilitator.voice.system_voice import SystemVoice
from facilitator.voice.tone_voice import ToneVoice

VOICES: Final = ("default", "system", "tone")
"""What `open_voice` knows; "system:NAME" names one of the system's voices."""


class StandInVoice:
    """One voice, and another for when the first cannot be loaded.

    Attributes:
        name: The voice that speaks now.

    Once the second has stepped in, it stays. Any thread.
    """

    def __init__(self, first: Voice, second: Voice) -> None:
        self.name = first.name
        self._first = first
        self._second = second
        self._has_changed = False
        self._reason = ""
        self._lock = threading.Lock()

    @property
    def note(self) -> str:
        """Why the second voice speaks, or what the one speaking notes; in words for people."""
        return self._reason or note_of(self._second if self._has_changed else self._first)

    def render(self, text: str) -> Sound:
        """Return the sentence as `ports.Voice` promises.

        Raises:
            VoiceUnavailable: Neither voice can be loaded; tells both reasons.
            ModelError: The text gives no sound.
        """
        with self._lock:
            if self._has_changed:
                return self._second.render(text)
            try:
                return self._first.render(text)
            except VoiceUnavailable as failure:
                reason = failure
            try:
                sound = self._second.render(text)
            except VoiceUnavailable as failure:
                raise VoiceUnavailable(
                    f"{reason.message.rstrip('.')}. {failure.message}",
                    help=f"{reason.help} {failure.help}",
                ) from failure
            self._has_changed = True
            self.name = self._second.name
            self._reason = f"{reason.message.rstrip('.')}. The system's voice speaks instead."
            return sound


def open_voice(
    name: str = "default",
    *,
    speed: float = DEFAULT_SPEED,
    pronunciations: Mapping[str, str] | None = None,
    cache: bool = True,
    folder: Path | None = None,
    limit_bytes: int = LIMIT_BYTES,
    language: str = "en",
) -> Voice:
    """Return the voice of a name; nothing heavy is loaded before it has to render.

    Args:
        name: "default", "system", "system:NAME" (part of an installed voice's name), or "tone".
        speed: Pace, 1.0 being about 175 words a minute, 0.4 to 2.0.
        pronunciations: How names are said; see `HibariVoice`.
        cache: Keep rendered sentences on disk.
        folder: Where; the user's cache folder when None.
        limit_bytes: How much of it.
        language: Code of the language it speaks. The built-in voice speaks English; any other
            language is spoken by a voice of the system.

    Raises:
        UsageError: An unknown name, or a value that cannot be used.

    The voice returned has a `note` besides `name`: what a person should know (the system's
    voice stands in, sentences cannot be kept), else empty; look after rendering.
    """
    chosen, _, wanted = name.strip().partition(":")

    def kept(voice: CacheableVoice) -> Voice:
        return CachedVoice(voice, folder, limit_bytes) if cache else voice

    if chosen == "system":
        return kept(SystemVoice(speed, pronunciations, wanted.strip(), language))
    if chosen == "tone" and not wanted:
        return ToneVoice()
    if chosen == "default" and not wanted and language != "en":
        return kept(SystemVoice(speed, pronunciations, language=language))
    if chosen == "default" and not wanted:
        return StandInVoice(
            kept(HibariVoice(speed, pronunciations)), kept(SystemVoice(speed, pronunciations))
        )
    close = difflib.get_close_matches(chosen, VOICES, 1)
    raise UsageError(
        f"There is no voice called {name!r}. Known: {', '.join(VOICES)}, system:NAME.",
        help=f"Did you mean {close[0]!r}?" if close else "Leave --voice out for the default.",
    )


def note_of(voice: Voice) -> str:
    """Return what a person should know about a voice, or nothing."""
    return str(getattr(voice, "note", ""))
