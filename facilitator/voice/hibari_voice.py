"""The default voice: hibari's `heart`, slow and warm, from a model inside its own package.

hibari-tts 0.2.1 (Apache-2.0) renders about 100 times faster than real time on one core; loading
takes about half a second. Nothing of it is imported before the first sentence is rendered.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib import metadata
from typing import Any, Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ
from facilitator.errors import UsageError
from facilitator.sound.loudness import VOICE_LUFS, levelled
from facilitator.sound.shaping import joined, trimmed
from facilitator.voice.errors import VoiceUnavailable, no_sound
from facilitator.voice.phones import phones
from facilitator.voice.text import checked, replaced, speakable

DEFAULT_SPEED: Final = 0.75
"""About 130 words a minute."""

SENTENCE_GAP_SECONDS: Final = 0.6
"""Silence between the sentences of a longer text."""

CLAUSE_GAP_SECONDS: Final = 0.25
"""Silence where a very long sentence is rendered in pieces."""

OTHER_SPEAKERS: Final[tuple[float, float]] = (0.82, 1.1)
"""Two values of `pitch` that sound like two people, neither of them the facilitator."""

_SEED: Final = 0

# Raised whenever the same settings give other samples, so that nothing old is played.
_RENDERING: Final = 1

_SPEEDS: Final = (0.4, 2.0)
_PITCHES: Final = (0.7, 1.4)
_VOICELESS: Final = frozenset("ptkfθ")
_HISSING: Final = frozenset("szʃʒʧʤ")


_LOCK: Final = threading.Lock()


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The model and its dictionaries, some 130 MB: one for the whole process, under `_LOCK`."""
    try:
        import soxr  # noqa: F401
        from hibari import Hibari

        engine = Hibari(threads=1)
        _ = engine.g2p  # otherwise loaded with the first sentence
    except Exception as error:
        raise VoiceUnavailable(
            f"The built-in voice (hibari-tts) cannot be loaded: {error}",
            help='Reinstall it with "pip install hibari-tts==0.2.1", '
            'or use the system\'s voice with "--voice system".',
        ) from error
    return engine


class HibariVoice:
    """Renders sentences with hibari-tts.

    Args:
        speed: Pace, 1.0 being the model's own (about 175 words a minute), 0.4 to 2.0.
        pronunciations: How names are said: sounds between slashes (`{"Aoife": "/ˈiːfə/"}`, see
            `phones`) or a plain respelling (`{"Siobhan": "Shivawn"}`).
        pitch: Factor on the pitch and on the resonances alike, 0.7 to 1.4, at the same pace;
            makes other speakers for simulated people.

    Raises:
        UsageError: A value is out of its range, or a pronunciation cannot be used.

    Constructing costs nothing; the first `render` of any instance loads the model, which all
    of them share. May be called from any thread; one sentence is rendered at a time.
    """

    def __init__(
        self,
        speed: float = DEFAULT_SPEED,
        pronunciations: Mapping[str, str] | None = None,
        pitch: float = 1.0,
    ) -> None:
        for what, value, (low, high) in (("speed", speed, _SPEEDS), ("pitch", pitch, _PITCHES)):
            if not low <= value <= high:
                raise UsageError(
                    f"The voice's {what} is {value:g}.", help=f"Choose {low:g} to {high:g}."
                )
        self.name = "hibari heart" if pitch == 1.0 else f"hibari heart, pitch {pitch:g}"
        self._speed = speed
        self._pitch = pitch
        self._pronunciations = tuple(
            (name, f"/{phones(said)}/" if said.startswith("/") else said)
            for name, said in checked(pronunciations or {})
        )

    @cached_property
    def fingerprint(self) -> str:
        """Everything besides the text that decides the samples; a cache key."""
        try:
            version = metadata.version("hibari-tts")
        except metadata.PackageNotFoundError:
            version = "missing"
        gaps = (SENTENCE_GAP_SECONDS, CLAUSE_GAP_SECONDS)
        settings = (self._speed, self._pitch, self._pronunciations, VOICE_LUFS, gaps)
        return f"hibari-tts {version} heart {_RENDERING} {settings!r}"

    def load(self) -> None:
        """Load the model if it is not loaded yet; takes about half a second.

        Raises:
            VoiceUnavailable: hibari-tts or onnxruntime is missing or does not load here.
        """
        with _LOCK:
            _engine()

    def render(self, text: str) -> Sound:
        """Return a text as mono float32 at `PLAYBACK_HZ`, each sentence at `VOICE_LUFS`.

        Sentences of a longer text are separated by `SENTENCE_GAP_SECONDS`. The same text gives
        the same samples. Takes about a hundredth of the sound's length once loaded.

        Raises:
            VoiceUnavailable: The engine cannot be loaded.
            ModelError: The text gives no sound.
        """
        spoken = speakable(text)
        if not spoken:
            raise no_sound(text)
        with _LOCK:
            engine = _engine()
            sentences = [
                sentence
                for part in engine.split_sentences(self._pronounced(spoken))
                if (sentence := self._sentence(engine, part)).size
            ]
        if not sentences:
            raise no_sound(text)
        return joined(sentences, SENTENCE_GAP_SECONDS)

    def _sentence(self, engine: Any, sentence: str) -> Sound:
        import soxr

        # Playing the samples back `pitch` times faster raises pitch and pace alike; the model
        # is asked for the inverse pace, so only the pitch remains.
        pieces = []
        for samples in engine.stream(sentence, speed=self._speed / self._pitch, seed=_SEED):
            raw = np.asarray(samples, np.float32)
            if raw.size:
                rate = engine.sample_rate * self._pitch
                pieces.append(trimmed(soxr.resample(raw, rate, PLAYBACK_HZ, quality="HQ")))
        pieces = [piece for piece in pieces if piece.size]
        if not pieces:
            return np.zeros(0, np.float32)
        return levelled(joined(pieces, CLAUSE_GAP_SECONDS))

    def _pronounced(self, text: str) -> str:
        for name, said in self._pronunciations:
            if not said.startswith("/"):
                text = replaced(text, name, said)
                continue
            sounds = said.strip("/ ")
            ending = "s" if sounds[-1] in _VOICELESS else "ᵻz" if sounds[-1] in _HISSING else "z"
            text = re.sub(
                rf"(?<![\w\[]){re.escape(name)}(?:(['’]s)|)(?![\w\]])",
                lambda match, sounds=sounds, ending=ending: (  # type: ignore[misc]
                    f"[{match[0]}](/{sounds}{ending if match[1] else ''}/)"
                ),
                text,
                flags=re.IGNORECASE,
            )
        return text
