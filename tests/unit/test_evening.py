"""Between two parts of an evening the room stays open, and what is said there counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from facilitator.audio import Captured
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, Samples, samples
from facilitator.engine.events import (
    Began,
    EarsLost,
    Event,
    KeyPressed,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    Ticked,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.operations import Silence
from facilitator.engine.program import Program
from facilitator.ports import Ears, RoomStalled
from facilitator.session.evening import MOST_LOST, OVERLAP, PATIENCE, Evening
from facilitator.session.performance import Performance
from tests.unit.fakes import FakeEars, FakeRoom

SEAM = 50 * BLOCK
"""Where the first part ends."""

GAP = 10 * BLOCK
QUIET = np.zeros(PLAYBACK_BLOCK, np.float32)


def evening(
    room: FakeRoom | None = None, *heard: Event, trying: str = "", key_at: Samples = -1
) -> Evening:
    """Return an evening whose first part has just ended; its ears hear some events after it."""
    room = room or FakeRoom()
    it = Evening(room, lambda: 0 <= key_at <= it._now, between=GAP)
    first = it.listen(FakeEars(heard), trying=trying)
    assert Began(BLOCK) == it.begin(first)
    passed(it, first, SEAM)
    it.close()
    return it


def passed(it: Evening, ears: Ears, length: Samples) -> list[Event]:
    told: list[Event] = []
    for _ in range(length // BLOCK):
        block = it.read(1.0)
        told += ears.hear(block)
        it.write(QUIET)
    return told


def begun(it: Evening, *heard: Event) -> tuple[Event, Evening, Ears]:
    """Begin a second part whose ears hear some events; return what it begins with."""
    ears = it.listen(FakeEars(heard))
    return it.begin(ears), it, ears


def test_the_room_is_opened_once_and_closed_at_the_end() -> None:
    """Parts end and begin in it without a hole in what is heard, each with a clock from 0."""
    room = FakeRoom()
    with evening(room) as it:
        first, _, _ = begun(it)
        block = it.read(1.0)

        assert (Began(BLOCK), 0, SEAM + GAP) == (first, block.start, it.began)
        assert (True, 0) == (room.is_open, room.closed)
    assert not room.is_open


@pytest.mark.parametrize("at", [SEAM, SEAM + GAP - BLOCK])
def test_a_word_heard_in_between_lets_nothing_begin(at: Samples) -> None:
    """By the ears of the part before, or by the new ones."""
    heard = SafeWordHeard(at, "marmalade")

    assert SafeWordHeard(0, "marmalade") == begun(evening(None, heard))[0]
    assert SafeWordHeard(0, "marmalade") == begun(evening(), heard)[0]


def test_a_word_that_was_only_tried_stops_nothing_later() -> None:
    """People were asked to say it; another one stops."""
    tried, usual = SafeWordHeard(SEAM, "marmalade"), SafeWordHeard(SEAM + BLOCK, "pineapple")

    assert Began(BLOCK) == begun(evening(None, tried, trying="marmalade"))[0]
    assert isinstance(begun(evening(None, tried, usual, trying="marmalade"))[0], SafeWordHeard)


def test_a_part_waits_for_what_is_not_decided() -> None:
    """A doubt, or a voice, that began in the part before; not for ever."""
    later = SEAM + GAP + 20 * BLOCK
    for opens, closes in (
        (SafeWordSuspected(SEAM - BLOCK, "marmalade"), SafeWordDismissed(later, "marmalade")),
        (VoiceStarted(SEAM - BLOCK), VoiceStopped(later)),
    ):
        assert later + BLOCK == begun(evening(None, opens, closes))[1].began
        endless = begun(evening(None, opens))[1].began
        assert SEAM + GAP + PATIENCE == endless


def test_a_word_begun_in_the_part_before_is_heard_in_the_next_and_told_once() -> None:
    """On the clock of that part; both ears hear it, and a second one would take the calm sentence
    away."""
    at = SEAM + GAP + 20 * BLOCK
    heard = SafeWordHeard(at, "marmalade")
    _, it, ears = begun(evening(None, heard), replace(heard, at=at + 5 * BLOCK))

    assert [SafeWordHeard(20 * BLOCK, "marmalade")] == passed(it, ears, samples(1.0))


def test_the_ears_before_leave_after_a_while() -> None:
    """By then all that was said in their time is decided."""
    late = SafeWordHeard(SEAM + GAP + OVERLAP + BLOCK, "pineapple")
    _, it, ears = begun(evening(None, late))

    assert [] == passed(it, ears, OVERLAP + samples(1.0))


def test_answers_to_the_part_before_answer_nothing_in_the_next() -> None:
    """Though their end is decided in it."""
    at = SEAM + GAP + BLOCK
    early = PhraseHeard(at, SEAM - BLOCK, "skip", True)
    own = PhraseHeard(at + BLOCK, at, "yes", True)
    _, it, ears = begun(evening(None, early), early, own)

    assert [PhraseHeard(2 * BLOCK, BLOCK, "yes", True)] == passed(it, ears, samples(0.2))


def test_a_key_in_between_lets_nothing_begin() -> None:
    """However short it is pressed: the keyboard keeps it."""
    assert KeyPressed(0) == begun(evening(key_at=SEAM + 3 * BLOCK))[0]


class Losing(FakeRoom):
    """Loses what was captured between the parts."""

    def read(self, timeout_seconds: float) -> Captured:
        block = super().read(timeout_seconds)
        return replace(block, lost=MOST_LOST + 1) if block.start == SEAM else block


def test_what_was_lost_in_between_is_as_bad_as_going_deaf() -> None:
    """Nobody knows what was said in it."""
    assert isinstance(begun(evening(Losing()))[0], EarsLost)


def test_a_room_that_broke_is_opened_anew() -> None:
    """Its clock begins at 0 again."""
    room = FakeRoom()
    it = evening(room)
    it._is_broken = True
    it.close()
    room._position = 0

    assert (1, False) == (room.closed, room.is_open)
    assert (Began(BLOCK), 0) == (begun(it)[0], it.began)


@pytest.mark.parametrize("event", [SafeWordHeard, KeyPressed])
def test_a_stop_while_the_last_sound_dies_away_is_a_stop(event: type) -> None:
    """The part has finished, but the next one has not begun: it must not."""
    piece = Performance(Program("part", "Part", ("Mia", "Jo"), (Silence(samples(1.0)),)))
    piece.take(Began(0))
    while piece.outcome is None and piece.deadline is not None:
        piece.take(Ticked(piece.deadline))
    assert "completed" == piece.outcome
    at = samples(9.0)
    actions: Sequence[object] = piece.take(event(at) if event is KeyPressed else event(at, "x"))

    assert ("stopped", 1) == (piece.outcome, len(actions))


class Live(FakeRoom):
    """Goes on capturing for a second while nobody reads, and loses much of it if it is told to."""

    is_virtual = False

    def __init__(self, *, loses: bool = False) -> None:
        super().__init__()
        self._loses = loses

    def read(self, timeout_seconds: float) -> Captured:
        if timeout_seconds == 0.0 and self._position >= samples(1.0):
            raise RoomStalled
        block = super().read(1.0)
        is_lost = self._loses and block.start == 5 * BLOCK
        return replace(block, lost=MOST_LOST + 1) if is_lost else block


def opened(room: FakeRoom, *heard: Event) -> tuple[Event, Evening]:
    it = Evening(room)
    it.open()
    it.begin_hearing()
    return it.begin(it.listen(FakeEars(heard))), it


def test_a_word_said_while_all_is_loading_lets_nothing_begin() -> None:
    """From the moment the microphone is open; else the first part begins when all was heard."""
    first, it = opened(Live())

    assert SafeWordHeard(0, "marmalade") == opened(Live(), SafeWordHeard(BLOCK, "marmalade"))[0]
    assert Began(BLOCK) == first
    assert samples(1.0) <= it.began <= samples(1.1)


def test_what_was_lost_while_all_was_loading_keeps_nobody_from_beginning() -> None:
    """Nothing had been said to them yet."""
    assert Began(BLOCK) == opened(Live(loses=True))[0]


def test_in_virtual_time_nothing_is_said_while_all_is_loading() -> None:
    """It takes no time."""
    first, it = opened(FakeRoom())

    assert (Began(BLOCK), 0) == (first, it.began)
