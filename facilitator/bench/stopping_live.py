"""The same stop in real time, on a virtual sound card with its own buffers.

The loudspeaker's and the microphone's side are recorded by the sound server itself while a
session runs on `SoundCard`; the latency is read from the two recordings.
"""

from __future__ import annotations

import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.stopping import TEXT, energy_end
from facilitator.bench.virtual_card import VirtualCard, recorded
from facilitator.clock import PLAYBACK_HZ, RATE_HZ
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.program import Program, Say, Sentence
from facilitator.room.people import VOICE_DBFS, at_level
from facilitator.room.resample import resampled
from facilitator.room.sound_card import SoundCard
from facilitator.session.loop import Ending, Session
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.prerender import Prerenderer

SPEAK_AFTER: Final = 4.0
"""Seconds after the session has begun at which the person says the word."""

HISS_DBFS: Final = -70.0
"""The room's noise: a microphone that delivers digital zeros counts as muted."""


def live_trial(
    card: VirtualCard, model: SpeechModel, speech: Prerenderer, recording: Sound, word: str
) -> tuple[Ending, float | None]:
    """Hold one session on a virtual card in which a recorded person stops the speaking voice.

    Returns:
        How it ended, and the seconds from the end of the word, as the sound server had it at
        the microphone, to the last sounding sample, as it had it at the loudspeaker; None when
        the word was missed. The two recordings are aligned by their common end, to some 20 ms.
    """
    program = Program(
        "bench",
        "Bench",
        ("A", "B"),
        (Say(tuple(Sentence(text) for text in TEXT)),),
        safe_words=(word,),
    )
    voice = at_level(recording, VOICE_DBFS)
    ears = SessionEars(model, Vocabulary((word,)), wait=False, canceller=EchoCanceller())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stack.callback(ears.close)
        played, said = Path(folder, "played"), Path(folder, "said")
        with card.recording(played), card.recording(said, "people.monitor"):
            session = Session(program, SoundCard(), ears, speech, bell, Mixer())
            timer = threading.Timer(SPEAK_AFTER, card.speak, (voice,))
            timer.start()
            ending = session.perform()
            timer.join()
        return ending, _latency(recorded(played), recorded(said), voice)


def _latency(played: Sound, said: Sound, voice: Sound) -> float | None:
    """Return the seconds from the end of the word to the last sounding sample before the calm
    sentence; None when the voice simply went on."""
    length = min(len(played), len(said))
    played, said = played[-length:], said[-length:]
    reference = resampled(voice, RATE_HZ, PLAYBACK_HZ)
    start = _find(said, reference)
    word_end = start + energy_end(voice) * (PLAYBACK_HZ // RATE_HZ)
    loud = np.abs(played) > 1e-4
    window = PLAYBACK_HZ * 9 // 10
    for at in range(max(0, word_end - PLAYBACK_HZ // 2), len(loud) - window, PLAYBACK_HZ // 1000):
        if not loud[at : at + window].any():
            before = np.flatnonzero(loud[:at])
            return float((before[-1] if before.size else at) - word_end) / PLAYBACK_HZ
    return None


def _find(sound: Sound, part: Sound) -> int:
    """Return where a part best fits into a sound (cross-correlation)."""
    size = 1 << (len(sound) + len(part)).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(sound)]))
