"""One loop joins room, ears, engine and voice; what it plays follows the plan to the sample."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, samples
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import (
    Event,
    KeyPressed,
    NoteHeard,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)
from facilitator.engine.operations import Bell, BellName, Say, Silence, TakeNote
from facilitator.engine.program import Program
from facilitator.session.loop import Conductor, Ending
from facilitator.session.performance import Performance
from facilitator.session.witnessing import Glance
from facilitator.sound.mixer import Mixer
from tests.unit.fakes import FakeEars, FakeRoom
from tests.unit.programs import program, sentence

LENGTH = samples(3.0)


class Tone:
    """Speech of three seconds at half of full scale, whatever the text."""

    def __init__(self) -> None:
        self.prepared: list[str] = []

    def tune(self, pace: int) -> None:
        del pace

    def prepare(self, texts: Sequence[str]) -> None:
        self.prepared += texts

    def ready(self, text: str) -> Sound | None:
        return self.get(text)

    def get(self, text: str) -> Sound:
        assert text in self.prepared
        return np.full(LENGTH * 3, 0.25, dtype=np.float32)


def ping(_: BellName) -> Sound:
    return np.full(samples(0.5) * 3, 0.25, dtype=np.float32)


class Notes:
    """A witness that keeps what it sees."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.actions: list[Action] = []
        self.glances: list[Glance] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

    def action(self, action: Action, length: int) -> None:
        self.actions.append(action)

    def block(self, glance: Glance) -> None:
        self.glances.append(glance)


def hold(
    what: Program, events: Iterable[Event] = (), room: FakeRoom | None = None, **more: object
) -> tuple[Ending, FakeRoom, Notes]:
    room, notes = room or FakeRoom(), Notes()
    ears = more.pop("ears", None) or FakeEars(events)
    piece = Performance(what)
    conductor = Conductor(piece, room, ears, Tone(), ping, Mixer(), witnesses=(notes,), **more)  # type: ignore[arg-type]
    return conductor.perform(), room, notes


def strokes(sound: Sound) -> list[int]:
    """Return where sound begins after silence, in samples of the session clock."""
    loud = np.abs(sound) > 1e-6
    return [int(at) // 3 for at in np.flatnonzero(loud[1:] & ~loud[:-1])]


def test_a_silence_sounds_exactly_as_long_as_it_is():
    """From bell to bell two minutes pass, to the sample."""
    ending, room, _ = hold(program(Bell("opening"), Silence(samples(120.0)), Bell("closing")))

    first, second = strokes(room.sounded)
    assert "completed" == ending.outcome
    assert abs(second - first - samples(120.0)) <= 1
    assert 1 == room.closed


def test_an_odd_length_is_kept_within_a_sample():
    """Silences that end inside a block do so inside the block, not at its edge."""
    _, room, _ = hold(program(Bell("opening"), Silence(20_123), Bell("closing")))

    first, second = strokes(room.sounded)
    assert abs(second - first - 20_123) <= 1


@pytest.mark.parametrize("at", [1.0, 1.013, 2.5])
def test_a_suspicion_silences_the_loudspeaker_within_a_block(at):
    """Twenty milliseconds after the block in which it was noticed nothing sounds any more."""
    hush = SafeWordSuspected(samples(at), "red")
    _, room, _ = hold(
        program(Say(sentence("A long sentence."))),
        [hush, SafeWordHeard(samples(at + 0.4), "red")],
    )

    noticed = (hush.at // BLOCK + 1) * PLAYBACK_BLOCK
    quiet = room.sounded[noticed + PLAYBACK_BLOCK :][: samples(1.0) * 3]
    assert 0.0 == float(np.max(np.abs(quiet)))
    assert float(np.max(np.abs(room.sounded[noticed - PLAYBACK_BLOCK : noticed]))) > 0.1


def test_nothing_sounds_after_the_calm_sentence():
    """After a stop one sentence is said, softly, and then the room is silent and closed."""
    events = [SafeWordSuspected(samples(1.0), "red"), SafeWordHeard(samples(1.4), "red")]

    ending, room, notes = hold(program(Say(sentence("One.")), Say(sentence("Two."))), events)

    spoken = [each.text for each in notes.actions if isinstance(each, Speak)]
    assert ["One.", "I have stopped, so take all the time you need."] == spoken
    assert "stopped" == ending.outcome
    assert not room.is_open


def test_a_dismissed_suspicion_takes_the_sentence_up_again():
    """The sentence that was hushed for nothing sounds again, whole."""
    events = [SafeWordSuspected(samples(1.0), "red"), SafeWordDismissed(samples(1.4), "red")]

    ending, room, _ = hold(program(Say(sentence("One."))), events)

    assert "completed" == ending.outcome
    assert 2 == len(strokes(np.concatenate([np.zeros(3, np.float32), room.sounded])))


def test_safety_comes_first_within_a_block():
    """What else is heard in the block of a safe word is handled after it."""
    at = samples(1.0)
    _, _, notes = hold(
        program(Say(sentence("One."))), [SafeWordHeard(at + 100, "red"), KeyPressed(at + 10)]
    )

    heard = [type(each) for each in notes.events if isinstance(each, SafeWordHeard | KeyPressed)]
    assert SafeWordHeard is heard[0]


def test_any_key_stops():
    """A key pressed in the middle of a sentence ends the session."""
    presses = iter([False] * 50 + [True] + [False] * 10_000)

    ending, _, _ = hold(program(Say(sentence("One."))), key_pressed=lambda: next(presses))

    assert "stopped" == ending.outcome


def test_a_broken_microphone_ends_the_session_at_once():
    """A device that is gone is an ending with a reason, not a crash."""
    ending, room, _ = hold(program(Silence(samples(60.0))), room=FakeRoom(breaks_at=samples(2.0)))

    assert "deaf" == ending.outcome
    assert "The microphone is gone." == ending.problem
    assert 1 == room.closed


def test_a_stalled_microphone_ends_the_session_and_is_said():
    """When nothing comes any more the facilitator says so and stops."""
    ending, _, notes = hold(program(Silence(samples(60.0))), room=FakeRoom(stalls_at=samples(2.0)))

    spoken = [each.text for each in notes.actions if isinstance(each, Speak)]
    assert "deaf" == ending.outcome
    assert ["I can no longer hear you, so I have stopped."] == spoken


def test_a_recognizer_that_falls_behind_ends_the_session():
    """Ears that lag by more than half a second would hear the safe word too late."""
    ears = FakeEars(backlog=samples(0.6))

    ending, _, _ = hold(program(Silence(samples(60.0))), ears=ears)

    assert "deaf" == ending.outcome
    assert ending.at < samples(10.0)


def test_a_sentence_that_is_not_ready_makes_nobody_wait():
    """In a real room the ears go on while a sentence is still being rendered."""

    class Slow(Tone):
        asked = 0

        def ready(self, text: str) -> Sound | None:
            self.asked += 1
            return None if self.asked < 30 else self.get(text)

    room, notes = FakeRoom(), Notes()
    room.is_virtual = False
    conductor = Conductor(
        Performance(program(Say(sentence("One.")))),
        room,
        FakeEars(),
        Slow(),
        ping,
        Mixer(),
        witnesses=(notes,),
    )
    conductor.perform()

    (begun,) = strokes(room.sounded)
    assert 25 * BLOCK <= begun <= 30 * BLOCK
    assert 1 == len([each for each in notes.actions if isinstance(each, Speak)])


def test_ears_are_told_what_is_being_said():
    """The sentence that sounds is known to the ears, and only while it sounds."""
    ears = FakeEars()

    hold(program(Say(sentence("Hello.")), Silence(samples(2.0))), ears=ears)

    assert "" == ears.sayings[0] or "Hello." == ears.sayings[0]
    assert "Hello." == ears.sayings[100]
    assert "" == ears.sayings[-1]


def test_the_room_is_closed_whatever_happens():
    """An error in the middle lets the devices go."""
    room = FakeRoom()

    def broken() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hold(program(Silence(samples(1.0))), room=room, key_pressed=broken)
    assert 1 == room.closed


def test_the_ears_take_down_a_note_while_one_is_asked_for_and_no_longer():
    """Told once when the question has been said, once when it is over; a hush changes nothing, a
    pause leaves it, and going on begins it anew."""
    at = [samples(each) for each in (5.0, 5.4, 7.0, 20.0, 40.0)]
    ears = FakeEars(
        [
            SafeWordSuspected(at[0], "red"),
            SafeWordDismissed(at[1], "red"),
            PhraseHeard(at[2], at[2] - 8_000, "pause", True),
            PhraseHeard(at[3], at[3] - 8_000, "go on", True),
            NoteHeard(at[4], at[4] - 16_000, "more time"),
        ]
    )
    note = TakeNote(sentence("What do you need?"), "need", longest=80_000, patience=samples(60.0))
    ending, _, _ = hold(program(note), ears=ears)

    assert "completed" == ending.outcome
    assert [80_000, None, 80_000, None] == ears.dictated


def test_the_ears_leave_a_note_when_the_session_is_stopped():
    """Nobody listens to words any more."""
    ears = FakeEars([SafeWordHeard(samples(5.0), "red")])
    hold(program(TakeNote(sentence("What do you need?"), "need", longest=80_000)), ears=ears)

    assert [80_000, None] == ears.dictated


def test_without_notes_the_ears_are_never_asked_for_any():
    """A ritual without notes needs no dictation."""
    ears = FakeEars()
    hold(program(Say(sentence("Welcome."))), ears=ears)

    assert [] == ears.dictated
