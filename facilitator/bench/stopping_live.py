"""The same stop in real time, on a virtual sound card with its own buffers.

The loudspeaker's and the microphone's side are recorded by the sound server itself while a
session runs on `SoundCard`; the latency is read from the two recordings.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.clips import Clip
from facilitator.bench.statistics import missed_text, ms_text, table
from facilitator.bench.stopping import TEXT, energy_end, trial, without_rest
from facilitator.bench.virtual_card import VirtualCard, recorded, virtual_card
from facilitator.clock import PLAYBACK_HZ, RATE_HZ
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.operations import Say
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.room.devices import devices
from facilitator.room.people import VOICE_DBFS, at_level
from facilitator.room.recordings import load_recording
from facilitator.room.resample import resampled
from facilitator.room.sound_card import SoundCard
from facilitator.session.loop import Conductor
from facilitator.session.performance import Performance
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.prerender import Prerenderer

SPEAK_AFTER: Final = 4.0
"""Seconds after the session has begun at which the person says the word."""

_OWN_HOME = "HOME"
_SOUNDING = 1e-4
_PAUSE = PLAYBACK_HZ * 9 // 10
"""Between the last sound and the calm sentence it is silent at least that long; within what is
said, never."""


@dataclass(frozen=True, slots=True)
class LiveTrial:
    """One word said once, in real time.

    Attributes:
        file: The recording.
        word: What is said in it.
        outcome: How the session ended. "deaf": this machine was too busy to hear or to
            recognise in time, so the session ended itself; that is no missed word.
        latency_seconds: End of the word, as the sound server had it at the microphone, to the
            last sounding sample, as it had it at the loudspeaker; to some 20 ms. None when the
            voice simply went on.
        why: What is known about a trial that did not end with a stop.
        lost: Microphone samples lost.
        underruns: Playback blocks that came too late.
    """

    file: str
    word: str
    outcome: str
    latency_seconds: float | None
    why: str = ""
    lost: int = 0
    underruns: int = 0

    @property
    def missed(self) -> bool:
        """Whether the word was said and did not stop the session."""
        return not self.deaf and (self.outcome != "stopped" or self.latency_seconds is None)

    @property
    def deaf(self) -> bool:
        """Whether the session ended itself because it could not hear in time."""
        return self.outcome == "deaf"


@contextmanager
def card_of_our_own() -> Iterator[VirtualCard]:
    """Start a virtual card that this process and its children use, and no other.

    Its microphone hears a steady faint hiss and no echo. The home folder stays as it is, so that
    rendered sentences are found in the cache.

    Raises:
        DeviceError: PulseAudio or PortAudio is not installed or does not start.
    """
    with virtual_card() as card:
        ours = {name: text for name, text in card.environment.items() if name != _OWN_HOME}
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            devices(look_again=True)
            yield card
        finally:
            for name, text in before.items():
                if text is None:
                    del os.environ[name]
                else:
                    os.environ[name] = text


def live_trial(
    card: VirtualCard, model: SpeechModel, speech: Prerenderer, clip: Clip, seed: int = 0
) -> LiveTrial:
    """Hold one session on a virtual card in which a recorded person stops the speaking voice.

    A miss is looked into: the same recording is said into the same sentences in the simulated
    room, where nothing is late.
    """
    program = Program(
        "bench",
        "Bench",
        ("A", "B"),
        (Say(tuple(Sentence(text) for text in TEXT)),),
        safe_words=(clip.word,),
    )
    recording = load_recording(clip.path)
    voice = at_level(recording, VOICE_DBFS)
    ears = SessionEars(model, Vocabulary((clip.word,)), wait=False, canceller=EchoCanceller())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stack.callback(ears.close)
        played, said = Path(folder, "played"), Path(folder, "said")
        with card.recording(played), card.recording(said, "people.monitor"):
            room = SoundCard()
            piece = Performance(program, without_rest)
            session = Conductor(piece, room, ears, speech, bell, Mixer())
            timer = threading.Timer(SPEAK_AFTER, card.speak, (voice,))
            timer.start()
            ending = session.perform()
            timer.join()
        latency = stop_latency(recorded(played), recorded(said), voice)
    why = ending.problem
    if ending.outcome == "completed" and not why:
        twin = trial(model, speech, recording, clip.word, speaking=True, echo_db=None, seed=seed)
        hears = "missed" if twin.stopped is None else "stops"
        why = f"not recognised; in the simulated room the same recording {hears}"
    return LiveTrial(
        clip.name, clip.word, ending.outcome, latency, why, ending.lost, ending.underruns
    )


def live_table(done: Sequence[LiveTrial]) -> str:
    """Return the misses and latencies of live trials as a table in Markdown."""
    heard = [
        each.latency_seconds
        for each in done
        if each.outcome == "stopped" and each.latency_seconds is not None
    ]
    deaf = sum(each.deaf for each in done)
    row = (
        "while it speaks, live",
        missed_text(sum(each.missed for each in done), len(done) - deaf),
        ms_text(heard),
        f"{deaf} of {len(done)}",
        str(sum(each.underruns for each in done)),
        str(sum(each.lost for each in done)),
    )
    head = (
        "word said",
        "no stop (95 %)",
        "end of word → silent p50/p95/p99",
        "ended as deaf: too busy",
        "late blocks",
        "lost samples",
    )
    return table(head, [row])


def stop_latency(played: Sound, said: Sound, voice: Sound) -> float | None:
    """Return the seconds from the end of a word to the last sounding sample.

    Args:
        played: What the loudspeaker gave, at `PLAYBACK_HZ`.
        said: What the microphone was given, at `PLAYBACK_HZ`; ends when `played` ends.
        voice: The word as it was said, at `RATE_HZ`.

    Returns:
        None when the loudspeaker never fell silent after the word.
    """
    length = min(len(played), len(said))
    played, said = played[-length:], said[-length:]
    reference = resampled(voice, RATE_HZ, PLAYBACK_HZ)
    start = _find(said, reference)
    word_end = start + energy_end(voice) * (PLAYBACK_HZ // RATE_HZ)
    loud = np.abs(played) > _SOUNDING
    first = max(0, word_end - PLAYBACK_HZ // 2)
    for at in range(first, len(loud) - _PAUSE, PLAYBACK_HZ // 1000):
        if not loud[at : at + _PAUSE].any():
            before = np.flatnonzero(loud[:at])
            return float((before[-1] if before.size else at) - word_end) / PLAYBACK_HZ
    return None


def _find(sound: Sound, part: Sound) -> int:
    """Return where a part best fits into a sound (cross-correlation)."""
    size = 1 << (len(sound) + len(part)).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(sound)]))
