"""How long it takes from the end of a safe word to the last sounding sample.

Every trial is a session of its own: engine, ears, canceller, mixer and room, in which a recorded
person says the safe word while the facilitator speaks, or in a kept silence. Nothing is
shortened: what is measured is what the loudspeaker was given.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.clips import Clip
from facilitator.bench.statistics import stopped_row, table
from facilitator.clock import BLOCK, RATE_HZ, Samples, samples, seconds
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.actions import AbortSound, Action
from facilitator.engine.events import Event, SafeWordHeard, SafeWordSuspected
from facilitator.engine.operations import Bell, Say, Silence
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.state import Resting, State
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recordings import load_recording
from facilitator.room.simulated import SimulatedRoom
from facilitator.session.loop import Conductor
from facilitator.session.performance import Performance
from facilitator.session.witnessing import Glance
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.prerender import Prerenderer

TEXT: Final = (
    "Sit facing each other, close enough to see each other's eyes.",
    "Let your shoulders sink, and let your hands lie wherever they like.",
    "There is nothing to do here, and nothing to do well.",
    "What comes may come, and may leave again.",
    "If it is too much, close your eyes, or look at your hands.",
)
"""What the facilitator says while it is interrupted."""

EARLIEST: Final = samples(4.0)
"""When the word begins at the earliest: the greeting has sounded by then."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One word said once.

    Attributes:
        file: The recording.
        word: What is said in it.
        speaking: Whether the facilitator spoke meanwhile (else it kept a silence).
        word_end: Where the energy of the word ends, on the session clock.
        hushed: When the suspicion was decided; None when there was none.
        stopped: When it was confirmed; None when it was not.
        silent: Position of the last sounding sample at the loudspeaker, its way through the
            room's buffers included; None when nothing sounded.
    """

    file: str
    word: str
    speaking: bool
    word_end: Samples
    hushed: Samples | None
    stopped: Samples | None
    silent: Samples | None

    @property
    def latency_seconds(self) -> float | None:
        """End of the word to the last sounding sample (to the decision, where nothing sounds)."""
        end = self.silent if self.silent is not None else self.hushed
        return None if end is None or self.hushed is None else seconds(end - self.word_end)


def energy_end(sound: Sound) -> Samples:
    """Return where the energy of a padded recording ends, to 10 ms.

    The last 20 ms window louder than both 30 dB below the loudest one and 10 dB above the
    quietest tenth of the recording.
    """
    step, window = RATE_HZ // 100, RATE_HZ // 50
    starts = range(0, max(1, len(sound) - window), step)
    power = np.array([float(np.mean(np.square(sound[at : at + window]))) for at in starts])
    floor = max(power.max() * 1e-3, float(np.quantile(power, 0.1)) * 10.0)
    loud = np.flatnonzero(power > min(floor, power.max() * 0.5))
    return int(loud[-1]) * step + window


def without_rest(state: State) -> State:
    """Return a state whose rest after the calm sentence, when all has been measured, is over."""
    return replace(state, phase=Resting(0)) if isinstance(state.phase, Resting) else state


class _Listener:
    """Notes when the facilitator was hushed, when stopped, and when it last sounded."""

    def __init__(self, lead: Samples, since: Samples) -> None:
        self.hushed: Samples | None = None
        self.stopped: Samples | None = None
        self.last: Samples | None = None
        self._lead = lead
        self._since = since

    def event(self, event: Event) -> None:
        if event.at < self._since:
            return
        if isinstance(event, SafeWordSuspected) and self.hushed is None:
            self.hushed = event.at
        if isinstance(event, SafeWordHeard) and self.stopped is None:
            self.stopped = event.at
            self.hushed = self.hushed or event.at

    def action(self, action: Action, length: Samples) -> None:
        del length
        if isinstance(action, AbortSound) and action.at >= self._since:
            self._since = min(self._since, action.at)

    def block(self, glance: Glance) -> None:
        if glance.played is None:
            return
        sounding = np.flatnonzero(np.abs(glance.played) > 1e-5)
        hush = self.hushed
        if sounding.size and (hush is None or glance.now < hush + samples(0.3)):
            self.last = glance.now + int(sounding[-1]) // 3 + self._lead


def trial(
    model: SpeechModel,
    speech: Prerenderer,
    recording: Sound,
    word: str,
    *,
    speaking: bool,
    file: str = "",
    echo_db: float | None = 6.0,
    seed: int = 0,
) -> Trial:
    """Hold one session in which a recorded person says the safe word.

    Args:
        model: Loaded speech model.
        speech: The facilitator's voice.
        recording: The word at 16 kHz.
        word: The safe word.
        speaking: Let it be said into the facilitator's sentences, else into a silence.
        file: Name for the report.
        echo_db: Echo above the person's voice; None for headphones.
        seed: Chooses the moment and the noise.
    """
    at = EARLIEST + random.Random(seed).randrange(samples(4.0))
    operations = (
        (Say(tuple(Sentence(text) for text in TEXT)),)
        if speaking
        else (Bell("opening"), Silence(samples(20.0)))
    )
    program = Program("bench", "Bench", ("A", "B"), operations, safe_words=(word,))
    voice = at_level(recording, VOICE_DBFS)
    room = SimulatedRoom([Happening(at, voice)], echo_db=echo_db, seed=seed)
    ears = SessionEars(model, Vocabulary((word,)), wait=True, canceller=EchoCanceller())
    listener = _Listener(2 * BLOCK, at)
    try:
        Conductor(
            Performance(program, without_rest),
            room,
            ears,
            speech,
            bell,
            Mixer(),
            witnesses=(listener,),
        ).perform()
    finally:
        ears.close()
    silent = listener.last if speaking else None
    return Trial(
        file, word, speaking, at + energy_end(voice), listener.hushed, listener.stopped, silent
    )


def trials(
    model: SpeechModel,
    speech: Prerenderer,
    clips: Sequence[Clip],
    *,
    echo_db: float | None = 6.0,
    seed: int = 0,
    progress: Callable[[Trial], None] = lambda _: None,
) -> list[Trial]:
    """Hold two sessions for each recording: the word said into the voice, and into a silence.

    Args:
        model: Loaded speech model.
        speech: The facilitator's voice.
        clips: Recordings of safe words.
        echo_db: Echo above the person's voice; None for headphones.
        seed: Chooses moments and noise.
        progress: Told every trial when it is over.

    About a second for each session on a free core.
    """
    done = []
    for number, clip in enumerate(clips):
        recording = load_recording(clip.path)
        for speaking in (True, False):
            done.append(
                trial(
                    model,
                    speech,
                    recording,
                    clip.word,
                    speaking=speaking,
                    file=clip.name,
                    echo_db=echo_db,
                    seed=seed * 100_000 + number,
                )
            )
            progress(done[-1])
    return done


def stop_table(done: Sequence[Trial]) -> str:
    """Return the misses and latencies of trials as a table in Markdown."""
    rows = []
    for name, chosen in (
        ("while it speaks", [each for each in done if each.speaking]),
        ("in silence", [each for each in done if not each.speaking]),
    ):
        hushes = [s for each in chosen if (s := each.latency_seconds) is not None]
        stops = [
            seconds(each.stopped - each.word_end) for each in chosen if each.stopped is not None
        ]
        rows.append(stopped_row(name, len(chosen), hushes, stops))
    head = (
        "word said",
        "no hush (95 %)",
        "no stop (95 %)",
        "end of word → silent p50/p95/p99",
        "→ stop certain p50/p95/p99",
    )
    return table(head, rows)
