"""The safe word between two parts of an evening: real voice, real ears, a simulated room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from facilitator.clock import BLOCK, Samples, samples, seconds
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.session_ears import SessionEars
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import Event, SoundFinished
from facilitator.engine.operations import Say
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.room.people import Happening
from facilitator.room.simulated import SimulatedRoom
from facilitator.session.evening import Evening
from facilitator.session.loop import Conductor
from facilitator.session.performance import Performance
from facilitator.session.rehearsal import BETWEEN, LAPTOP_ECHO_DB, partner_voice
from facilitator.session.start import vocabulary
from facilitator.session.witnessing import Glance
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.choose import open_voice
from facilitator.voice.prerender import Prerenderer

pytestmark = pytest.mark.model

FIRST = "So it is a minute."
SECOND = "Sit facing each other, and let your shoulders sink."
STEP: Samples = samples(0.05)
NOTICED: Samples = samples(0.12)
"""A voice is noticed a tenth of a second after it has begun; until then a part may begin."""

LATEST_SILENCE: Samples = samples(0.3)
"""After the end of the word nothing of a part sounds any more; a session has 0.13 s in 95 of 100
cases."""


def part(text: str) -> Program:
    said = Say((Sentence(text),))
    return Program("part", "Part", ("Mia", "Jo"), (said,), safe_words=("marmalade",))


class Said:
    """Notes when the sentence of a part began and ended, on the clock of the evening."""

    def __init__(self, evening: Evening, text: str) -> None:
        self.began: Samples | None = None
        self.ended: Samples | None = None
        self._evening = evening
        self._text = text
        self._sound = 0

    def event(self, event: Event) -> None:
        if isinstance(event, SoundFinished) and event.sound == self._sound:
            self.ended = event.at + self._evening.began

    def action(self, action: Action, length: Samples) -> None:
        if isinstance(action, Speak) and action.text == self._text:
            self.began, self._sound = action.at + self._evening.began, action.sound

    def block(self, glance: Glance) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Parts:
    """How two parts went: their outcomes, where the first ended, and what the second said."""

    outcomes: tuple[str, ...]
    first_ended: Samples
    second: Said


class Stage:
    """Performs the two parts as commands do, with one voice for all evenings."""

    def __init__(self, model: SpeechModel, speech: Prerenderer) -> None:
        self._model = model
        self._speech = speech

    def evening(self, *heard: Happening, pressed_at: Samples | None = None) -> Parts:
        room = SimulatedRoom(heard, echo_db=LAPTOP_ECHO_DB)

        outcomes: list[str] = []
        ended = 0
        playing: list[Performance] = []

        def pressed() -> bool:
            """A key, and one at the end: of the rest after a stop nothing is to be seen here."""
            is_now = pressed_at is not None and pressed_at <= room.position < pressed_at + BLOCK
            return is_now or (bool(playing) and playing[-1].outcome == "stopped")

        with Evening(room, pressed, between=BETWEEN) as evening:
            for text in (FIRST, SECOND):
                said = Said(evening, text)
                program = part(text)
                made = SessionEars(
                    self._model, vocabulary(program), wait=True, canceller=EchoCanceller()
                )
                ears = evening.listen(made)
                first = evening.begin(ears)
                playing.append(Performance(program))
                outcomes.append(
                    Conductor(
                        playing[-1],
                        evening,
                        ears,
                        self._speech,
                        bell,
                        Mixer(),
                        key_pressed=pressed,
                        witnesses=(said,),
                    )
                    .perform(first)
                    .outcome
                )
                if text == FIRST:
                    ended = room.position
                if outcomes[-1] != "completed":
                    break
        return Parts(tuple(outcomes), ended, said)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with closing(Prerenderer(open_voice("default"))) as speech:
        yield Stage(load_model(), speech)


def test_at_every_twentieth_of_a_second_around_the_seam(stage: Stage) -> None:
    """From half a second before the end of a part to a second after the beginning of the next:
    it ends as stopped, and what has not been begun is never spoken."""
    usual = stage.evening()
    assert ("completed", "completed") == usual.outcomes
    assert usual.second.began is not None
    word = partner_voice(0, "marmalade")
    failures = []
    moments = range(usual.first_ended - samples(0.5), usual.second.began + samples(1.0) + 1, STEP)
    for at in moments:
        done = stage.evening(Happening(at, word))
        where, said = seconds(at - usual.first_ended), done.second
        if done.outcomes[-1] != "stopped":
            failures.append((where, f"ended {done.outcomes}"))
        if len(done.outcomes) == 2 and said.began is not None:
            if said.began > at + NOTICED:
                failures.append((where, f"was spoken {seconds(said.began - at)} s after it"))
            elif said.ended is None or said.ended > at + len(word) + LATEST_SILENCE:
                failures.append((where, f"was spoken until {said.ended}"))

    assert len(moments) > 35
    assert [] == failures


@pytest.mark.parametrize("after", [-0.02, 0.0, 0.1, 0.38])
def test_a_key_between_two_parts_counts(stage: Stage, after: float) -> None:
    """In the last block of a part, and at any moment until the next."""
    ended = stage.evening().first_ended
    done = stage.evening(pressed_at=(ended + samples(after)) // BLOCK * BLOCK)

    assert ("stopped", None) == (
        done.outcomes[-1],
        done.second.began if len(done.outcomes) == 2 else None,
    )
