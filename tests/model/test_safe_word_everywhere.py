"""The safe word at any moment: real ears, a recorded person, a whole session for each trial.

What is judged is what the loudspeaker was given: within `WITHIN` of the end of the word it is
silent, and apart from the one calm sentence it stays so until the session has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.bench.stopping import energy_end
from facilitator.clock import BLOCK, Samples, samples, seconds
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.session_ears import SessionEars
from facilitator.engine.actions import Action, Ring, Speak
from facilitator.engine.events import Event, SafeWordHeard
from facilitator.engine.operations import Ask, Beat, Bell, Operation, Pace, Say, Silence, Turn
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.state import (
    Listening,
    Pacing,
    PauseHeld,
    Ringing,
    Silent,
    Speaking,
    Turning,
)
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recordings import load_recording
from facilitator.room.simulated import SimulatedRoom
from facilitator.session.loop import Conductor, Ending
from facilitator.session.performance import Performance
from facilitator.session.rehearsal import partner_voice
from facilitator.session.start import vocabulary
from facilitator.session.witnessing import Glance
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.choose import open_voice
from facilitator.voice.prerender import Prerenderer

pytestmark = pytest.mark.model

WITHIN: Samples = samples(0.35)
AUDIBLE = 1e-4
GREETING = Sentence("Good evening, and welcome.")
PROMPT = Sentence("Sit close, and look at each other.")
YES_NO = {"yes": ("yes",), "no": ("no",)}
SILENCE = Silence(samples(8.0))
LATER = samples(1.5)
"""Well into what comes after the prompt."""


@dataclass
class Record:
    """A witness: when something sounded at the loudspeaker, and what was said and rung when."""

    lead: Samples
    sounding: list[Samples] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    lengths: list[Samples] = field(default_factory=list)
    stops: list[Samples] = field(default_factory=list)
    phases: list[type] = field(default_factory=list)

    def event(self, event: Event) -> None:
        if isinstance(event, SafeWordHeard):
            self.stops.append(event.at)

    def action(self, action: Action, length: Samples) -> None:
        self.actions.append(action)
        self.lengths.append(length)

    def block(self, glance: Glance) -> None:
        self.phases.append(type(glance.state.phase))
        loud = np.flatnonzero(np.abs(glance.played) > AUDIBLE)
        self.sounding += [glance.now + self.lead + int(each) // 3 for each in loud[::48]]
        if loud.size:
            self.sounding.append(glance.now + self.lead + int(loud[-1]) // 3)


@dataclass
class Evening:
    """One session, and what came of it."""

    ending: Ending
    record: Record
    program: Program

    def sounds_after(self, word_end: Samples) -> list[float]:
        """Return the seconds after a word at which something other than the calm sentence
        sounded, later than it may."""
        calm = [
            (action.at, action.at + length)
            for action, length in zip(self.record.actions, self.record.lengths, strict=True)
            if isinstance(action, Speak) and action.text == self.program.stopped.text
        ]
        lead = self.record.lead
        return [
            round(seconds(at - word_end), 3)
            for at in self.record.sounding
            if at > word_end + WITHIN
            and not any(began + lead <= at <= ended + lead + BLOCK for began, ended in calm)
        ]


Hold = Callable[..., Evening]


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    return load_model()


@pytest.fixture(scope="module")
def speech() -> Iterator[Prerenderer]:
    """The facilitator's own voice; sentences are rendered once for all sessions."""
    speech = Prerenderer(open_voice("default"))
    yield speech
    speech.close()


@pytest.fixture(scope="module")
def word(recordings_of: Callable[[str], list[Path]]) -> Sound:
    """A real person saying “jarvis”."""
    return at_level(load_recording(recordings_of("keywords/jarvis")[11]), VOICE_DBFS)


@pytest.fixture(scope="module")
def hold(model: SpeechModel, speech: Prerenderer) -> Hold:
    """Return a function that holds a session in which things are said at certain times."""

    def held(
        operations: Sequence[Operation], *heard: tuple[Samples, Sound], seed: int = 0
    ) -> Evening:
        program = Program(
            "everywhere", "Everywhere", ("Mia", "Jonas"), tuple(operations), safe_words=("jarvis",)
        )
        room = SimulatedRoom([Happening(at, sound) for at, sound in heard], echo_db=6.0, seed=seed)
        ears = SessionEars(model, vocabulary(program), wait=True, canceller=EchoCanceller())
        record = Record(2 * BLOCK)
        try:
            ending = Conductor(
                Performance(program), room, ears, speech, bell, Mixer(), witnesses=(record,)
            ).perform()
        finally:
            ears.close()
        return Evening(ending, record, program)

    return held


def length_of(speech: Prerenderer, sentence: Sentence) -> Samples:
    return len(speech.get(sentence.text)) // 3


def begins(speech: Prerenderer) -> Samples:
    """Return where the prompt after the greeting begins to sound."""
    return BLOCK + length_of(speech, GREETING) + GREETING.pause_after + 2 * BLOCK


def assert_stopped(evening: Evening, at: Samples, word: Sound, *, calm: int = 1) -> None:
    """It ended, silently and for good, with so many calm sentences."""
    assert "stopped" == evening.ending.outcome
    assert [] == evening.sounds_after(at + energy_end(word))[:5]
    stop = evening.record.stops[0]
    said = [each.text for each in evening.record.actions if isinstance(each, Speak)]
    later = [each for each in evening.record.actions if isinstance(each, Ring | Speak)]
    assert [evening.program.stopped.text] * calm == [
        text for text in said if text == evening.program.stopped.text
    ]
    assert calm == sum(each.at > stop for each in later)


def test_at_every_tenth_of_a_second_of_a_prompt(
    hold: Hold, speech: Prerenderer, word: Sound
) -> None:
    """Wherever in a sentence the word begins, the sentence ends, and nothing follows it."""
    start, length = begins(speech), length_of(speech, PROMPT)
    missed, sounded = [], []
    for offset in range(0, length, samples(0.1)):
        at = start + offset
        evening = hold([Say((GREETING, PROMPT)), SILENCE], (at, word), seed=offset)
        if evening.ending.outcome != "stopped":
            missed.append(seconds(offset))
        elif late := evening.sounds_after(at + energy_end(word)):
            sounded.append((seconds(offset), late[-1]))

    assert ([], []) == (missed, sounded)


@pytest.mark.parametrize(
    ("operation", "phase", "later"),
    [
        pytest.param(Bell("opening"), Ringing, samples(0.2), id="a bell"),
        pytest.param(SILENCE, Silent, LATER, id="a silence"),
        pytest.param(
            Silence(samples(8.0), halfway_bell=True), Silent, samples(3.8), id="a halfway bell"
        ),
        pytest.param(Ask((), YES_NO), Listening, LATER, id="an open question"),
        pytest.param(Ask((PROMPT,), YES_NO), Speaking, samples(0.5), id="asking"),
        pytest.param(
            Pace((Beat("In.", samples(3.0)), Beat("And out.", samples(3.0)))),
            Pacing,
            samples(0.5),
            id="a paced count",
        ),
        pytest.param(Turn("Mia", (), samples(60.0)), Turning, LATER, id="a turn"),
    ],
)
def test_in_each_kind_of_step(
    hold: Hold,
    speech: Prerenderer,
    word: Sound,
    operation: Operation,
    phase: type,
    later: Samples,
) -> None:
    """It ends them all, whether something sounds, somebody is waited for, or time passes."""
    at = begins(speech) + length_of(speech, PROMPT) + PROMPT.pause_after + later
    evening = hold([Say((GREETING, PROMPT)), operation, Say((PROMPT,))], (at, word))

    assert phase is evening.record.phases[at // BLOCK]
    assert_stopped(evening, at, word)


@pytest.mark.parametrize("tenths", [0, 5, 10])
def test_at_start_up(hold: Hold, word: Sound, tenths: int) -> None:
    """It counts from the first moment, before the first sentence has ended."""
    at = samples(tenths / 10)
    evening = hold([Say((GREETING, PROMPT)), SILENCE], (at, word))

    assert_stopped(evening, at, word)


@pytest.mark.parametrize(("later", "phase"), [(1.5, Speaking), (9.0, PauseHeld)])
def test_in_a_pause(
    hold: Hold, speech: Prerenderer, word: Sound, later: float, phase: type
) -> None:
    """While everything is frozen it ends, and what was frozen never comes back."""
    pause = begins(speech) + length_of(speech, PROMPT) + LATER
    at = pause + samples(later)
    evening = hold(
        [Say((GREETING, PROMPT)), Silence(samples(60.0))],
        (pause, partner_voice(1, "pause")),
        (at, word),
    )

    assert phase is evening.record.phases[at // BLOCK]
    assert_stopped(evening, at, word)


def test_said_twice(hold: Hold, speech: Prerenderer, word: Sound) -> None:
    """Said again at once it is no toggle: everything stays silent, the calm sentence too."""
    at = begins(speech)
    again = at + energy_end(word) + samples(0.3)
    evening = hold([Say((GREETING, PROMPT)), SILENCE], (at, word), (again, word))

    assert "stopped" == evening.ending.outcome
    assert [] == evening.sounds_after(at + energy_end(word))[:5]
    assert evening.ending.at < again + len(word)


def test_while_resting_after_a_stop(hold: Hold, speech: Prerenderer, word: Sound) -> None:
    """Said once more, or with “go on” and “ready” after it, nothing begins again."""
    at = begins(speech)
    calm = length_of(speech, Sentence(Program("", "", (), ()).stopped.text))
    resting = at + energy_end(word) + calm + samples(3.0)
    evening = hold(
        [Say((GREETING, PROMPT)), SILENCE],
        (at, word),
        (resting, partner_voice(0, "go on")),
        (resting + samples(3.0), partner_voice(1, "ready")),
        (resting + samples(6.0), word),
    )

    assert_stopped(evening, at, word)
    assert resting < evening.ending.at
