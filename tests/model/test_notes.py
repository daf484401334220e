"""Notes with the real ears and the real voice: spoken in the simulated room, read back, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.clock import BLOCK, Samples, samples
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import Event, NoteHeard, SafeWordHeard
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, Noting
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recordings import load_recording
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import Staging, partner_voice, rehearse
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

pytestmark = pytest.mark.model

HEAD = "ritual: Needs\nabout: What we need.\ndepth: light\nsteps:\n"
EACH = '  - note: "{name}, what do you need from {other} this week?"\n    remember: need\n'
READ = '  - say: "{first} needs this: {need of first}."\n'


class Record:
    """A witness that keeps what was said and noticed, and when notes were listened for."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.events: list[Event] = []
        self.noting: list[Samples] = []
        self.asking: list[Samples] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

    def action(self, action: Action, length: Samples) -> None:
        del length
        if isinstance(action, Speak):
            self.spoken.append(action.text)

    def block(self, glance: Glance) -> None:
        if isinstance(glance.state.phase, Noting):
            self.noting.append(glance.now)
        if isinstance(glance.state.phase, Listening):
            self.asking.append(glance.now)


def program(steps: str = EACH + READ, memory: Mapping[str, str] | None = None) -> Program:
    tree = yaml_tree.parse(yaml_tree.checked("needs.yaml", HEAD + steps))
    return compile_ritual(loaded(tree, "needs"), partners=("Anna", "Ben"), memory=memory)


def hold(
    what: Program, answers: Mapping[str, Sequence[str]] | None = None, **staging: object
) -> tuple[Ending, Record]:
    record = Record()
    stage = Staging(answers=answers or {}, **staging)  # type: ignore[arg-type]
    return rehearse(Wish(what), stage, SilentDisplay(), witnesses=(record,)), record


@pytest.fixture(scope="module")
def noting() -> Samples:
    """Where in a session the first note is listened for."""
    return hold(program(), alone=True)[1].noting[0]


def test_spoken_notes_are_understood_read_back_and_kept() -> None:
    """Two people say a sentence each into the room, over a laptop's echo of our own voice; each
    hears it again, says yes, and it is what the session leaves to be remembered."""
    said = ["please ask me how my day was", "i would like to cook together on friday"]
    answers = {"need of Anna": [said[0]], "need of Ben": [said[1]]}
    ending, record = hold(program(), answers)

    assert "completed" == ending.outcome
    assert {"note need of Anna": said[0], "note need of Ben": said[1]} == ending.notes
    read_back = [each.replace("friday", "Friday") for each in said]
    assert [f"I heard: {each}." for each in read_back] == [
        each for each in record.spoken if each.startswith("I heard")
    ]
    assert f"Anna needs this: {said[0]}." in record.spoken
    assert [] == [each for each in record.events if isinstance(each, SafeWordHeard)]


def test_a_note_is_said_once_more_and_then_not_kept() -> None:
    """ "Again", another sentence, "no": nothing is left, and it goes on."""
    answers = {
        "need of Anna": ["more time", "a walk by the river"],
        "keeping need of Anna": ["again", "no"],
        "need of Ben": ["pass"],
    }
    ending, record = hold(program(), answers)

    assert {"note need of Anna": "", "note need of Ben": ""} == ending.notes
    assert ["I heard: more time.", "I heard: a walk by the river."] == [
        each for each in record.spoken if each.startswith("I heard")
    ]
    assert "completed" == ending.outcome


def test_a_note_from_the_last_session_is_read_without_stopping_it() -> None:
    """Our own voice saying people's words is taken for nobody's."""
    memory = {"note need of Anna": "no phones at dinner, and a pause for tea"}
    steps = EACH + ('  - say: "{first}, last time you needed this: {last need of first}."\n')
    ending, record = hold(program(steps, memory), alone=True)

    assert "Anna, last time you needed this: no phones at dinner, and a pause for tea." in (
        record.spoken
    )
    assert [] == [each for each in record.events if isinstance(each, NoteHeard)]
    assert ("completed", {"note need of Anna": "", "note need of Ben": ""}) == (
        ending.outcome,
        ending.notes,
    )


def test_a_safe_word_inside_a_note_stops_at_once(noting: Samples) -> None:
    """Said in the middle of a sentence that is being taken down; nothing of it is read back."""
    line = partner_voice(0, "I need more pineapple and more time for the two of us.")
    ending, record = hold(program(), alone=True, heard=[Happening(noting + samples(1.0), line)])

    assert "stopped" == ending.outcome
    assert ending.ended < noting + samples(1.0) + len(line) + samples(1.0)
    assert [] == [each for each in record.spoken if "I heard" in each or "two of us" in each]
    assert "need of Anna" not in str(ending.notes.values())


def test_a_recorded_person_gives_a_note(voices: Path, noting: Samples) -> None:
    """Somebody real, of whom nothing is known beforehand, is taken down and read back."""
    clips = sorted((voices / "other" / "commands").glob("*"))[:40:20]
    read: list[str] = []
    for clip in clips:
        sound: Sound = at_level(load_recording(clip), VOICE_DBFS)
        ending, record = hold(program(), alone=True, heard=[Happening(noting + BLOCK, sound)])
        assert "completed" == ending.outcome
        notes = [each.text for each in record.events if isinstance(each, NoteHeard)]
        assert all(f"I heard: {note}." in record.spoken for note in notes)
        read += notes

    assert len(clips) == len(read)
    assert np.mean([len(note.split()) for note in read]) > 4
