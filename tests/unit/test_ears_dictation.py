"""Notes are taken down: what counts as one, when it is over, and what is left out."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, samples
from facilitator.ears.dictation import ENDS_AFTER, Dictation
from facilitator.ears.own_voice import OwnVoice
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.events import NoteHeard
from tests.unit.ears_fakes import SILENCE, ScriptedModel

HOP = 2 * BLOCK


class Ours(OwnVoice):
    """Takes everything before a position for our own voice."""

    def __init__(self, until: int = 0) -> None:
        super().__init__()
        self._until = until

    def is_ours(self, start: int, end: int, words: Sequence[str] = ()) -> bool:
        return end <= self._until


def taken_down(
    script: Sequence[tuple[float, str]],
    *,
    quiet_from: float = 4.0,
    longest: float = 15.0,
    seconds: float = 25.0,
    words: Sequence[str] = ("pineapple",),
    own: OwnVoice | None = None,
) -> list[NoteHeard]:
    """Feed hop after hop, while voices sound until `quiet_from`."""
    dictation = Dictation(ScriptedModel(notes=script), words)
    dictation.begin(samples(longest))
    notes: list[NoteHeard] = []
    for now in range(HOP, samples(seconds), HOP):
        quiet = max(0, now - samples(quiet_from))
        notes += dictation.hear(now, quiet, own or OwnVoice(), wait=True)
        dictation.feed(now - HOP, bytes(2 * HOP))
    assert not notes or not dictation.is_open
    dictation.close()
    return notes


def test_a_note_is_over_when_whoever_spoke_is_silent() -> None:
    """A moment of silence ends it; it is told once."""
    (note,) = taken_down([(2.0, "more time"), (3.0, "more time for us")])

    assert "more time for us" == note.text
    assert note.sayable
    assert samples(4.0) + ENDS_AFTER <= note.at <= samples(4.0) + ENDS_AFTER + 4 * HOP


def test_a_search_for_words_does_not_end_it() -> None:
    """What comes before and after a short silence is one note."""
    script = [(1.0, "more time"), (2.0, SILENCE), (3.0, "for us"), (3.5, "for us two")]

    assert ["more time for us two"] == [note.text for note in taken_down(script)]


@pytest.mark.parametrize("sound", ["the", "huh", "uh um", "oh the"])
def test_a_breath_is_no_note(sound: str) -> None:
    """What the model makes of breath, chairs and hesitation is waited through."""
    script = [(1.0, sound), (2.0, SILENCE)]

    assert [] == taken_down(script)
    assert ["a walk"] == [note.text for note in taken_down([*script, (3.0, "uh a walk")])]


def test_hesitations_and_a_last_breath_are_left_out() -> None:
    """They are no part of what somebody wanted to say."""
    (note,) = taken_down([(1.0, "um more uh time the")])

    assert "more time" == note.text


def test_a_note_has_a_longest_length() -> None:
    """Who goes on speaking is stopped politely: what was said so far is the note."""
    script = [(1.0 + 0.5 * n, " ".join(["word"] * (n + 1))) for n in range(30)]
    (note,) = taken_down(script, quiet_from=25.0, longest=5.0)

    assert samples(6.0) <= note.at <= samples(6.2)
    assert note.text.startswith("word word word")


def test_a_room_that_is_never_silent_ends_it_all_the_same() -> None:
    """No new word for some seconds, though something sounds."""
    (note,) = taken_down([(1.0, "a walk")], quiet_from=25.0)

    assert samples(3.9) <= note.at <= samples(4.3)


def test_our_own_voice_is_nobody_s_note() -> None:
    """The rest of a question that is heard after it does not begin a note."""
    script = [(1.0, "this week"), (1.5, SILENCE), (2.5, "more time")]
    (note,) = taken_down(script, own=Ours(samples(1.6)))

    assert "more time" == note.text


def test_nothing_but_our_own_voice_is_waited_through() -> None:
    """Its end is no end of a note, and what follows is taken down."""
    script = [(0.5, "or say pass"), (8.0, "or say pass a walk")]

    assert [] == taken_down(script[:1], quiet_from=0.6, own=Ours(samples(9.0)))


@pytest.mark.parametrize(
    ("text", "fit"), [("a slice of pineapple", False), ("a pine apple tree", False), ("tea", True)]
)
def test_a_note_that_sounds_like_a_word_is_told_as_unsayable(text: str, fit: bool) -> None:
    """Whatever its spelling, it must not come out of the loudspeaker."""
    (note,) = taken_down([(1.0, text)])

    assert fit == note.sayable


def test_a_note_that_is_left_is_forgotten() -> None:
    """Nothing is told of it, its thread ends, and sound that still comes is not looked at."""
    dictation = Dictation(ScriptedModel(notes=[(0.1, "more time")]), ())
    dictation.begin(samples(10.0))
    for now in range(HOP, samples(1.0), HOP):
        dictation.feed(now - HOP, bytes(2 * HOP))
    dictation.drop()
    dictation.feed(samples(1.0), bytes(2 * HOP))
    closing = [each for each in threading.enumerate() if each.name == "dictation over"]
    for each in closing:
        each.join()

    assert [] == dictation.hear(samples(9.0), samples(5.0), OwnVoice(), wait=True)
    assert "dictation" not in {each.name for each in threading.enumerate()}


def test_ears_of_a_ritual_without_notes_take_none_down() -> None:
    """No recognizer is made, whoever asks."""
    ears = SessionEars(ScriptedModel(), Vocabulary(("pineapple",), (), ("yes",)), wait=True)
    ears.dictate(samples(10.0))
    names = {each.name for each in threading.enumerate()}
    ears.close()

    assert "dictation" not in names


def test_ears_tell_a_note_with_their_other_events() -> None:
    """Only what is said while one is asked for; the gate decides what is fed."""
    model = ScriptedModel(notes=[(0.5, "more time")])
    ears = SessionEars(model, Vocabulary(("pineapple",), (), ("yes",), notes=True), wait=True)
    noise = np.random.default_rng(1)
    events: list[object] = []

    def hear(seconds: float, level: float, start: int) -> int:
        for at in range(start, start + samples(seconds), BLOCK):
            sound: Sound = np.asarray(noise.normal(0.0, level, BLOCK), np.float32)
            events.extend(ears.hear(Captured(at, sound, np.zeros(BLOCK, np.float32))))
        return start + samples(seconds) // BLOCK * BLOCK

    at = hear(2.0, 0.0005, 0)
    ears.dictate(samples(10.0))
    at = hear(1.5, 0.1, at)
    hear(4.0, 0.0005, at)
    ears.close()

    assert ["more time"] == [each.text for each in events if isinstance(each, NoteHeard)]
