"""The timeline of a session: written, read back, told."""

from __future__ import annotations

import dataclasses
import json
import typing
from pathlib import Path

import pytest

from facilitator.clock import samples
from facilitator.engine import actions, events
from facilitator.engine.actions import AbortSound, Finish, Note, Prepare, Ring, Speak
from facilitator.engine.events import (
    Began,
    EarsLost,
    InputLost,
    KeyPressed,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
    Ticked,
    VoiceStarted,
)
from facilitator.errors import UsageError
from facilitator.session.timeline import (
    Entry,
    TimelineWriter,
    as_json,
    as_text,
    read_timeline,
    snake_case,
)

SAMPLES_OF = {int: 320, str: "word", bool: True, "BellName": "opening"}


def example(kind: type) -> object:
    """Make an event or action with some value in every field."""
    hints = typing.get_type_hints(kind)
    values = {}
    for each in dataclasses.fields(kind):
        hint = hints[each.name]
        choices = typing.get_args(hint)
        values[each.name] = SAMPLES_OF.get(hint) or ("one", "two")
        if typing.get_origin(hint) is typing.Literal:
            values[each.name] = choices[0]
    return kind(**values)


@pytest.mark.parametrize("kind", typing.get_args(events.Event), ids=lambda kind: kind.__name__)
def test_every_event_can_be_written_and_told(kind: type, tmp_path: Path) -> None:
    """Each kind of event comes back from the file with all its fields."""
    with TimelineWriter(tmp_path / "t.json") as writer:
        writer.event(example(kind))
    [entry] = read_timeline(tmp_path / "t.json")

    assert writer.entries == [entry]
    assert ("event", snake_case(kind.__name__), 320) == (entry.what, entry.kind, entry.at)
    assert {each.name for each in dataclasses.fields(kind)} == {"at", *entry.fields}
    assert isinstance(as_text([entry]), str)


@pytest.mark.parametrize("kind", typing.get_args(actions.Action), ids=lambda kind: kind.__name__)
def test_every_action_can_be_written_and_told(kind: type, tmp_path: Path) -> None:
    """Each kind of action comes back from the file with all its fields."""
    with TimelineWriter(tmp_path / "t.json") as writer:
        writer.event(Began(320))
        writer.action(example(kind))
    entry = read_timeline(tmp_path / "t.json")[1]

    assert writer.entries[1] == entry
    assert ("action", snake_case(kind.__name__), 320) == (entry.what, entry.kind, entry.at)
    assert isinstance(as_text([entry]), str)


def test_a_line_has_a_stable_order() -> None:
    """Position, seconds, origin, kind, then the fields in their own order."""
    writer = TimelineWriter()
    writer.event(PhraseHeard(samples(3.125), samples(2.8125), "thank you", True))

    expected = (
        '{"at": 50000, "seconds": 3.125, "what": "event", "kind": "phrase_heard", '
        '"start": 45000, "phrase": "thank you", "alone": true, "confidence": 1.0}'
    )
    assert expected == as_json(writer.entries[0])


def test_one_object_a_line_whatever_is_said(tmp_path: Path) -> None:
    """Line ends, quotes and separators within a text never break a line."""
    path = tmp_path / "t.json"
    text = 'a\nb "c" \u2028 \x85 ü'
    with TimelineWriter(path) as writer:
        writer.note(0, "prompt", text=text, length=5)
        writer.note(9, "silent")

    assert 2 == path.read_bytes().count(b"\n")
    assert text == read_timeline(path)[0].text("text")
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        assert isinstance(json.loads(line), dict)


def test_a_note_cannot_hide_the_position() -> None:
    """The names every entry has are taken."""
    with pytest.raises(ValueError, match="'seconds'"):
        TimelineWriter().note(0, "turn", seconds=3)


def test_an_action_without_a_position_is_at_the_latest_event() -> None:
    """A value is remembered when the event came that led to it."""
    writer = TimelineWriter()
    writer.event(Ticked(samples(2)))
    writer.action(Note("length", "3 min"))

    assert [samples(2)] * 2 == [entry.at for entry in writer.entries]


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "{}",
        "[]",
        "3",
        "[" * 99_999,
        '{"at": "1", "what": "event", "kind": "began"}',
        '{"at": true, "what": "event", "kind": "x"}',
        '{"at": 1, "what": "guess", "kind": "x"}',
    ],
    ids=lambda line: line[:40],
)
def test_a_file_that_is_no_timeline_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    """The message says where."""
    path = tmp_path / "t.json"
    path.write_text('{"at": 1, "what": "note", "kind": "x"}\n' + line + "\n")

    with pytest.raises(UsageError, match=r"t\.json:2: this line is not an entry"):
        read_timeline(path)


def test_a_missing_file_and_an_unwritable_one_are_usage_errors(tmp_path: Path) -> None:
    """Both messages carry the path and the reason of the system."""
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_timeline(tmp_path / "none.json")
    with pytest.raises(UsageError, match=r"cannot be written to .*: No such file"):
        TimelineWriter(tmp_path / "none" / "t.json")


def stopped_in_a_prompt() -> list[Entry]:
    writer = TimelineWriter()
    writer.event(Began(0))
    writer.action(Prepare(("Hello.",)))
    writer.action(Speak(0, 1, "Hello.", "welcome"))
    writer.note(0, "prompt", text="Hello.", key="welcome", length=samples(6.12))
    writer.event(VoiceStarted(samples(2.1)))
    writer.note(samples(2.1), "sounding")
    writer.event(SafeWordSuspected(samples(2.3), "red"))
    writer.action(AbortSound(samples(2.3)))
    writer.event(SoundFinished(samples(2.32), 1, True))
    writer.event(SafeWordHeard(samples(2.48), "red"))
    writer.action(Finish(samples(9), "stopped"))
    return writer.entries


def test_a_session_told() -> None:
    """Seconds, who or what, and what happened; requests that were carried out are told once."""
    expected = """\
   0.000  session begins
   0.000  prompt  welcome begins (6.120 s)
   2.100  person  voice begins
   2.300  heard   perhaps the safe word "red": hush
   2.300  room    everything that sounds fades out
   2.320  room    a sound was cut short
   2.480  heard   safe word "red"
   9.000  session ends, stopped
"""
    assert expected == as_text(stopped_in_a_prompt())


def test_every_kind_of_note_told() -> None:
    """Silences, turns, questions, pauses and what else there is have words of their own."""
    writer = TimelineWriter()
    writer.action(Ring(0, 1, "opening"))
    writer.note(0, "silence", length=samples(120), label="Looking")
    writer.note(samples(120), "silence_over")
    writer.note(samples(121), "asked", label="Say “ready”", who="")
    writer.note(samples(122), "turn", who="Anna", length=samples(60), label="What did you feel?")
    writer.note(samples(130), "paused")
    writer.note(samples(131), "resumed")
    writer.note(samples(150), "turn_over")
    writer.event(SafeWordDismissed(samples(151), "red"))
    writer.event(InputLost(samples(152), 320))
    writer.event(EarsLost(samples(153), "microphone gone"))
    writer.event(KeyPressed(samples(154)))
    writer.action(Note("length", "3 min"))
    writer.note(samples(155), "echo_found", delay=480)

    expected = """\
   0.000  bell    opening
   0.000  silence begins (120.000 s): Looking
 120.000  silence ends
 121.000  ask     Say “ready”
 122.000  turn    Anna begins (60.000 s): What did you feel?
 130.000  session paused
 131.000  session goes on
 150.000  turn    ends
 151.000  heard   not the safe word "red": go on
 152.000  room    microphone input lost (0.020 s)
 153.000  room    ears lost: microphone gone
 154.000  person  a key was pressed
 154.000  journal remembers length: 3 min
 155.000  note    echo found: delay 480
"""
    assert expected == as_text(writer.entries)
