"""Rehearsed people with sound: what they do is really heard by the ears of a session."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from facilitator.clock import Samples, samples
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import Event, PhraseHeard, VoiceStarted
from facilitator.engine.operations import Ask, Operation, Say, Silence, Turn
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.room.people import Happening
from facilitator.session.company import Manner, Said
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import (
    BREATH,
    Staging,
    partner_voice,
    rehearse,
    rehearsed,
    utter_into,
)
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

pytestmark = pytest.mark.model

GREETING = Say((Sentence("Sit down where you like, and let your shoulders sink."),))
CONSENT = Ask(
    (Sentence("Mia, would you like to begin?"),),
    {"yes": ("yes",), "no": ("no",)},
    who="Mia",
    patience=samples(4.0),
    times=2,
    default="no",
    remember="consent of Mia",
)
TURN = Turn("Jonas", (Sentence("Jonas, the words are yours."),), samples(20.0))


class Heard:
    """A witness that keeps what was noticed and said."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.spoken: list[tuple[Samples, Samples]] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

    def action(self, action: Action, length: Samples) -> None:
        if isinstance(action, Speak):
            self.spoken.append((action.at, action.at + length))

    def block(self, glance: Glance) -> None:
        pass

    def voices(self) -> list[Samples]:
        return [each.at for each in self.events if isinstance(each, VoiceStarted)]


def hold(
    operations: Sequence[Operation], *manners: Manner, heard: Sequence[Happening] = ()
) -> tuple[Ending, Heard, list[Said]]:
    program = Program(
        "rehearsed", "Rehearsed", ("Mia", "Jonas"), tuple(operations), safe_words=("pineapple",)
    )
    record, said = Heard(), list[Said]()
    staging = Staging(manners=manners, heard=heard, echo_db=None)
    ending = rehearse(
        Wish(program), staging, SilentDisplay(), witnesses=(record,), noted=said.append
    )
    return ending, record, said


def test_hesitation_laughter_and_talking_over_are_heard() -> None:
    """An answer late and still understood, a voice in the silence, another in a sentence."""
    ending, record, said = hold(
        [GREETING, CONSENT, Silence(samples(8.0)), TURN],
        Manner(hesitates=2.5, laughs=True, talks_over=True),
    )

    assert "completed" == ending.outcome
    whys = {each.why for each in said if each.who == "Mia"}
    assert {"answer", "laughter", "over me", "over another"} == whys
    (yes,) = [e for e in record.events if isinstance(e, PhraseHeard) and e.phrase == "yes"]
    answer = next(each for each in said if each.why == "answer")
    assert answer.at <= yes.at
    laughter = next(each for each in said if each.why == "laughter")
    assert any(laughter.at <= at <= laughter.end for at in record.voices())
    over = next(each for each in said if each.why == "over me")
    assert any(begin < over.at < end for begin, end in record.spoken)


def test_a_no_and_silence_are_respected_with_sound() -> None:
    """A no is understood; who is silent is asked again, and then taken not to want it."""
    for manner, count in ((Manner(says_no=True), 1), (Manner(silent=True), 0)):
        ending, record, said = hold([CONSENT], manner)

        assert count == sum(e.phrase == "no" for e in record.events if isinstance(e, PhraseHeard))
        assert count == sum(each.who == "Mia" for each in said)
        assert "completed" == ending.outcome


def test_nobody_speaks_over_a_recording_whatever_their_manner() -> None:
    """All people of a rehearsal speak the same way: what somebody else says is waited for."""
    recording = Happening(samples(2.0), partner_voice(1, "It took me a while to arrive here."))
    start, end = recording.at - BREATH, recording.at + len(recording.sound) + BREATH
    _, _, said = hold([GREETING, CONSENT], Manner(talks_over=True), heard=[recording])

    assert said
    assert not any(each.at < end and each.end > start for each in said)


def test_a_line_waits_for_the_end_of_what_is_taken() -> None:
    """It is put off by no more than it must."""
    recording = Happening(samples(3.0), np.zeros(samples(1.0), np.float32))
    evening = rehearsed(Staging(heard=[recording]))
    evening.open()
    utter = utter_into(evening)

    free, _ = utter(0, "yes", samples(6.0))
    moved, end = utter(0, "yes", samples(3.5))

    assert (samples(6.0), samples(4.0) + BREATH) == (free, moved)
    assert end - moved == len(partner_voice(0, "yes"))
