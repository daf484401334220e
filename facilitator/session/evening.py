"""An evening of several parts in one room that is never closed between them.

Choosing a word, trying it, settings asked by voice, a ritual and the one that follows are
performed one after the other, each with ears and a voice of its own that take some tenths of a
second to make. Meanwhile the room goes on capturing. What was said in between is heard before the
next part begins, faster than it was said: by the ears of the part before, which know all that
came before it, and by the new ones. The ears of the part before go on listening for a little
while, so that a word that began in their time is heard whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Self

import numpy as np

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, Samples, samples
from facilitator.engine.events import (
    Began,
    EarsLost,
    Event,
    KeyPressed,
    NoteHeard,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.errors import DeviceError
from facilitator.ports import EarHealth, Ears, Room, RoomStalled

OVERLAP: Final[Samples] = samples(2.0)
"""So long the ears of the part before go on listening: a word that began before the part is
decided by then."""

SETTLED: Final[Samples] = samples(0.1)
"""A part begins when the recognizers are not further behind than this."""

PATIENCE: Final[Samples] = samples(2.0)
"""Most that is waited for a voice, a doubt or a recognizer before a part begins all the same:
from then on the part itself hushes, and its watchdog looks after the ears."""

MOST_LOST: Final[Samples] = samples(0.3)
"""With more lost between two parts nobody knows what was said."""

SAME_WORD: Final[Samples] = samples(1.5)
"""What other ears tell of a word so soon after it was certain is that word."""

_STALL_SECONDS: Final = 1.0
_SILENCE: Final = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)
_SAFETY: Final = (SafeWordHeard, SafeWordSuspected, SafeWordDismissed)


class PartEars:
    """The ears of one part, and for a while those of the part before it.

    Made by `Evening.listen`. Implements `ports.Ears` on the clock of the part.

    Attributes:
        ears: Of this part alone.
        trying: A word that stops nothing in it.
        is_talking: They hear a voice at the moment.
        is_doubted: They suspect a safe word and have not decided.

    Args:
        evening: Where it happens.
        ears: Of this part; they hear positions of the evening.
        before: Of the part before; None for the first.
        trying: A word that people are asked to say in this part; it stops nothing in it.
    """

    def __init__(
        self, evening: Evening, ears: Ears, before: PartEars | None, trying: str = ""
    ) -> None:
        self.ears = ears
        self.trying = trying
        self.is_talking = False
        self.is_doubted = False
        self._evening = evening
        self._before = before
        self._stopped_at: Samples = -SAME_WORD

    def hear(self, block: Captured, *, saying: str = "") -> Sequence[Event]:
        """Listen to one block of the part (`ports.Ears.hear`)."""
        began = self._evening.began
        if block.start >= OVERLAP:
            self._before = None
        told = []
        for event in self.listen(replace(block, start=block.start + began), saying):
            moved = _moved(event, -began)
            if not (isinstance(moved, PhraseHeard | NoteHeard) and moved.start < 0):
                told.append(moved)
        return told

    def listen(self, block: Captured, saying: str = "") -> list[Event]:
        """Listen to one block of the evening; return events on its clock, safe words first."""
        events = self._told(block, saying)
        if self._before is not None:
            events += self._before.still(block, saying)
        kept = []
        for event in events:
            if isinstance(event, SafeWordHeard | SafeWordSuspected) and (
                event.at - self._stopped_at < SAME_WORD and self.is_following
            ):
                continue
            if isinstance(event, SafeWordHeard) and self.is_following:
                self._stopped_at = event.at
            kept.append(event)
        kept.sort(key=lambda event: not isinstance(event, SafeWordHeard | SafeWordSuspected))
        return kept

    def still(self, block: Captured, saying: str) -> list[Event]:
        """Go on listening for safe words when the part is over."""
        return [
            event
            for event in self._told(block, saying)
            if isinstance(event, _SAFETY) and event.word != self.trying
        ]

    def _told(self, block: Captured, saying: str) -> list[Event]:
        events = list(self.ears.hear(block, saying=saying))
        for event in events:
            match event:
                case SafeWordSuspected():
                    self.is_doubted = True
                case SafeWordDismissed() | SafeWordHeard():
                    self.is_doubted = False
                case VoiceStarted() | VoiceStopped():
                    self.is_talking = isinstance(event, VoiceStarted)
                case _:
                    pass
        return events

    @property
    def is_following(self) -> bool:
        """There was a part before, of which nothing may get lost."""
        return self._before is not None

    def dictate(self, longest: Samples | None) -> None:
        """Begin to take down a note, or leave it (`ports.Ears.dictate`)."""
        self.ears.dictate(longest)

    @property
    def health(self) -> EarHealth:
        """Levels and backlog as of the last block."""
        return self.ears.health

    @property
    def is_settled(self) -> bool:
        """Nobody talks, nothing is in doubt, and all that was captured has been understood."""
        both = (self, self._before) if self._before is not None else (self,)
        return not any(
            each.is_talking or each.is_doubted or each.health.backlog > SETTLED for each in both
        )

    def close(self) -> None:
        """Nothing: they may have to listen for a while after their part; the evening closes
        them."""


class Evening:
    """A room for several parts; for each of them a room whose clock begins at 0.

    Implements `ports.Room`: `open` opens the room once, `close` ends a part and lets the room go
    on capturing. `end`, or leaving the context, closes it for good.

    Args:
        room: Opened with the first part.
        key_pressed: Says whether somebody touched a key since the last call.
        between: In virtual time, how long it is from one part to the next.

    Attributes:
        began: Where on the clock of the room the part began; 0 for the first.
        key_pressed: As given.

    One thread, but for `open`.
    """

    def __init__(
        self,
        room: Room,
        key_pressed: Callable[[], bool] = lambda: False,
        *,
        between: Samples = 0,
    ) -> None:
        self.began: Samples = 0
        self.key_pressed = key_pressed
        self._room = room
        self._between = between
        self._now: Samples = 0
        self._usual_lead: Samples = 0
        self._is_open = False
        self._is_broken = False
        self._ears: PartEars | None = None
        self._earlier: PartEars | None = None

    # -- the room of a part -----------------------------------------------------------------------

    @property
    def is_virtual(self) -> bool:
        """As the room."""
        return self._room.is_virtual

    @property
    def name(self) -> str:
        """As the room."""
        return self._room.name

    @property
    def lead(self) -> Samples:
        """As the room."""
        return self._room.lead

    def open(self) -> None:
        """Open the room if it is not open.

        Raises:
            DeviceError: It could not be opened.
        """
        if not self._is_open:
            self._room.open()
            self._is_open, self._is_broken = True, False
            self._usual_lead = self._room.lead
            self._now = self.began = 0

    def begin_hearing(self) -> None:
        """Have what is said from now on heard before the first part begins, while the rest of it
        loads. Nothing where a part has been before, or in virtual time.

        Raises:
            DeviceError: The room is gone.
        """
        if self._is_open and not self._now and not self.is_virtual:
            with contextlib.suppress(RoomStalled):
                self._read(_STALL_SECONDS)
                self._room.write(_SILENCE)

    def read(self, timeout_seconds: float) -> Captured:
        """Return the next block, on the clock of the part (`ports.Room.read`)."""
        block = self._read(timeout_seconds)
        return replace(block, start=block.start - self.began)

    def write(self, block: Sound) -> None:
        """Queue the next block of sound (`ports.Room.write`)."""
        self._room.write(block)

    def close(self) -> None:
        """End a part. The room goes on capturing, unless it broke."""
        if self._is_broken:
            self._room.close()
            self._is_open = False

    # -- from part to part ------------------------------------------------------------------------

    def listen(self, ears: Ears, *, trying: str = "") -> PartEars:
        """Take in the ears of the part to come; they are closed with the evening, or when two
        more parts have come.

        Args:
            ears: Made for it, and fresh.
            trying: A word that people will be asked to say in it; it stops nothing in it.
        """
        if self._earlier is not None:
            self._earlier.ears.close()
        before = self._ears if self._is_open and not self._is_broken else None
        self._earlier, self._ears = self._ears, PartEars(self, ears, before, trying)
        return self._ears

    def begin(self, ears: PartEars) -> Event:
        """Listen to what was said since the part before, or since the room was opened, and let the
        clock of the part begin.

        Returns:
            What the part begins with: `Began`, or that it must not begin. A safe word was heard,
            a key was pressed, or too much was lost to know.

        Raises:
            DeviceError: The room could not be opened.
        """
        self.open()
        first: Event | None = None
        if self._now:
            first = self._listened_back(ears)
        self.began = self._now
        return Began(BLOCK) if first is None else first

    def end(self) -> None:
        """Close the room and all ears. Harmless when repeated or never opened."""
        for each in (self._earlier, self._ears):
            if each is not None:
                each.ears.close()
        self._earlier = self._ears = None
        self._is_open = False
        self._room.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _listened_back(self, ears: PartEars) -> Event | None:
        """Hear everything up to now; return what keeps the part from beginning."""
        lost = waited = 0
        passed: Samples = 0
        is_live = False
        while True:
            if self.key_pressed():
                return KeyPressed(0)
            if is_live:
                if ears.is_settled or waited >= PATIENCE:
                    return None
                waited += BLOCK
            elif self.is_virtual and passed >= self._between:
                is_live = True
                continue
            try:
                block = self._read(_STALL_SECONDS if is_live or self.is_virtual else 0.0)
            except RoomStalled:
                if is_live:
                    return None
                is_live = True
                continue
            except DeviceError:
                return None
            if self._room.lead <= self._usual_lead:
                self._room.write(_SILENCE)
            passed += BLOCK
            lost += block.lost if ears.is_following else 0
            if lost > MOST_LOST:
                return EarsLost(0, "microphone too slow")
            for event in ears.listen(block):
                if isinstance(event, SafeWordHeard):
                    return SafeWordHeard(0, event.word)

    def _read(self, timeout_seconds: float) -> Captured:
        """Return the next block, on the clock of the room."""
        try:
            block = self._room.read(timeout_seconds)
        except DeviceError:
            self._is_broken = True
            raise
        self._now = block.start + BLOCK
        return block


def _moved(event: Event, by: Samples) -> Event:
    """Return an event of the ears at another position."""
    if isinstance(event, PhraseHeard | NoteHeard):
        return replace(event, at=event.at + by, start=event.start + by)
    return replace(event, at=event.at + by)
