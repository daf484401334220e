"""A whole mirror talk with the real ears and the real voice, in the simulated room."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.clock import BLOCK, Samples, samples
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import Event, SafeWordHeard, SafeWordSuspected
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, PauseHeld, Silent, Speaking, Turning
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recordings import load_recording
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import Staging, rehearse
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

pytestmark = pytest.mark.model

SHORT = {"gaze": "1 min", "talk": "1 min"}


class Record:
    """A witness that keeps what sounded, block by block, and what was noticed."""

    def __init__(self) -> None:
        self.played: list[Sound] = []
        self.phases: list[type] = []
        self.events: list[Event] = []
        self.spoken: list[str] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

    def action(self, action: Action, length: Samples) -> None:
        if isinstance(action, Speak):
            self.spoken.append(action.text)

    def block(self, glance: Glance) -> None:
        self.played.append(glance.played.copy())
        self.phases.append(type(glance.state.phase))


def program(safe_word: str = "pineapple") -> Program:
    return compile_ritual(
        load(find("mirror-talk")),
        partners=("Mia", "Jonas"),
        settings=SHORT,
        safe_words=(safe_word,),
        pause_words=("umbrella",),
    )


def hold(what: Program, staging: Staging) -> tuple[Ending, Record]:
    record = Record()
    ending = rehearse(Wish(what), staging, SilentDisplay(), witnesses=(record,))
    return ending, record


@pytest.fixture(scope="module")
def willing() -> tuple[Ending, Record]:
    """One willing evening, from the first word to the last."""
    return hold(program(), Staging(answers={"wish of Jonas": ["shorter"]}))


def test_a_willing_couple_is_led_to_the_end(willing):
    """They are heard without touching anything: consent, ready, thanks, wishes."""
    ending, record = willing

    assert "completed" == ending.outcome
    assert "shorter" == ending.notes["wish of Jonas"]
    assert "longer" == ending.notes["wish of Mia"]
    assert {"Mia, for one minute the words are yours."} <= set(record.spoken)
    assert "That was your mirror talk." == record.spoken[-1]


def test_nothing_is_taken_for_the_safe_word(willing):
    """Neither the facilitator's own voice nor two people's talk stops the session."""
    _, record = willing

    assert [] == [each for each in record.events if isinstance(each, SafeWordHeard)]


def test_two_rehearsals_are_the_same(willing):
    """The same evening again gives the same events at the same positions."""
    _, record = hold(program(), Staging(answers={"wish of Jonas": ["shorter"]}))

    assert willing[1].events == record.events


def moment_of(record: Record, kind: type, after: float) -> Samples:
    """Return a position some time after a phase of a kind has begun in a recorded evening."""
    return record.phases.index(kind) * BLOCK + samples(after)


def loudest(record: Record, start: Samples, end: Samples) -> float:
    blocks = record.played[start // BLOCK : end // BLOCK]
    return max((float(np.max(np.abs(block))) for block in blocks), default=0.0)


@pytest.mark.parametrize(
    ("where", "kind", "after", "index"),
    [
        ("a prompt", Speaking, 8.3, 11),
        ("a prompt", Speaking, 8.3, 57),
        ("a question", Listening, 0.2, 11),
        ("a question", Listening, 0.2, 57),
        ("the silence", Silent, 20.0, 57),
        ("a turn", Turning, 13.0, 11),
    ],
)
def test_a_recorded_person_stops_it(willing, recordings_of, where, kind, after, index):
    """A real person's safe word ends the session in every kind of moment.

    Within a fifth of a second of its decision nothing sounds, and nothing but the one calm
    sentence does until the end.
    """
    files = recordings_of("keywords/jarvis")
    voice = at_level(load_recording(files[index]), VOICE_DBFS)
    what = program("jarvis")
    at = moment_of(willing[1], kind, after)
    staging = Staging(answers={"wish of Jonas": ["shorter"]}, heard=[Happening(at, voice)])

    ending, record = hold(what, staging)

    assert "stopped" == ending.outcome, f"{files[index].name} in {where}"
    assert what.stopped.text == record.spoken[-1]
    hush = next(
        each.at
        for each in record.events
        if isinstance(each, SafeWordSuspected) and each.word == "jarvis"
    )
    assert at < hush <= at + len(voice) + samples(0.3)
    assert 0.0 == loudest(record, hush + samples(0.06), hush + samples(0.9))


def test_a_paused_session_can_be_stopped(willing):
    """The safe word works while everything is frozen."""
    silence = moment_of(willing[1], Silent, 10.0)
    from facilitator.session.rehearsal import partner_voice

    heard = [
        Happening(silence, partner_voice(1, "umbrella")),
        Happening(silence + samples(9.0), partner_voice(1, "pineapple")),
    ]

    ending, record = hold(program(), Staging(answers={"wish of Jonas": ["shorter"]}, heard=heard))

    assert PauseHeld in record.phases
    assert "stopped" == ending.outcome


def test_the_room_can_be_written_down(tmp_path: Path):
    """What sounded and what was heard become two files of the session's length."""
    import soundfile

    from facilitator.session.rehearsal import heard_beside

    out = tmp_path / "out.wav"
    ending, _ = hold(program(), Staging(alone=True, safe_word_at=samples(6.0), wav=out))

    sounded, heard = soundfile.info(out), soundfile.info(heard_beside(out))
    assert "stopped" == ending.outcome
    assert (48_000, 16_000) == (sounded.samplerate, heard.samplerate)
    assert ending.at == heard.frames == sounded.frames // 3
    assert json.dumps(ending.notes)
