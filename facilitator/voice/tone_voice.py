"""A voice that hums one short tone a word: for rehearsals of timing and for tests, no model."""

from __future__ import annotations

import math
import zlib
from typing import Final

import numpy as np

from facilitator.audio import Sound, gain
from facilitator.clock import PLAYBACK_HZ
from facilitator.sound.shaping import EDGE_SAMPLES, faded
from facilitator.voice.errors import no_sound
from facilitator.voice.text import speakable

SECONDS_PER_WORD: Final = 0.4
"""Length of a word; a whole number of blocks."""

_TONE_DBFS: Final = -30.0
_FADE: Final = PLAYBACK_HZ * 20 // 1000


class ToneVoice:
    """Hums each word for exactly `SECONDS_PER_WORD`, quietly, at a pitch that the word decides.

    Deterministic, loads nothing, any thread; about a millisecond a sentence.
    """

    name = "tone"
    fingerprint = "tone 1"

    def render(self, text: str) -> Sound:
        """Return one tone a word, mono float32 at `PLAYBACK_HZ`, silent at both ends.

        Raises:
            ModelError: The text holds nothing that can be said.
        """
        words = speakable(text).split()
        if not words:
            raise no_sound(text)
        return np.concatenate([_hum(word) for word in words])


def _hum(word: str) -> Sound:
    length = round(SECONDS_PER_WORD * PLAYBACK_HZ) - 2 * EDGE_SAMPLES
    hertz = 180.0 + zlib.crc32(word.casefold().encode()) % 120
    wave = np.sin(2.0 * math.pi * hertz / PLAYBACK_HZ * np.arange(length)) * gain(_TONE_DBFS)
    return np.pad(faded(wave.astype(np.float32), _FADE, _FADE), EDGE_SAMPLES)
