"""Stand-ins that implement the ports and refuse nonsense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, Samples
from facilitator.engine.events import Event
from facilitator.errors import DeviceError
from facilitator.ports import EarHealth, RoomStalled

HISS = np.full(BLOCK, 1e-4, dtype=np.float32)


class FakeRoom:
    """A room in virtual time that keeps everything written to it."""

    is_virtual = True
    name = "fake room"
    lead: Samples = 2 * BLOCK

    def __init__(self, *, breaks_at: Samples = 10**9, stalls_at: Samples = 10**9) -> None:
        self.written: list[Sound] = []
        self.is_open = False
        self.closed = 0
        self._position = 0
        self._breaks_at = breaks_at
        self._stalls_at = stalls_at
        self._owes_write = False

    def open(self) -> None:
        assert not self.is_open
        self.is_open = True

    def read(self, timeout_seconds: float) -> Captured:
        assert self.is_open and not self._owes_write and timeout_seconds > 0
        self._owes_write = True
        if self._position >= self._breaks_at:
            raise DeviceError("The microphone is gone.")
        if self._position >= self._stalls_at:
            raise RoomStalled
        block = Captured(self._position, HISS, np.zeros(BLOCK, np.float32))
        self._position += BLOCK
        return block

    def write(self, block: Sound) -> None:
        assert self.is_open
        assert (PLAYBACK_BLOCK,) == block.shape
        self._owes_write = False
        self.written.append(block.copy())

    def close(self) -> None:
        self.is_open = False
        self.closed += 1

    @property
    def sounded(self) -> Sound:
        return np.concatenate(self.written)


class FakeEars:
    """Ears that notice what a test tells them to, at the blocks in which it happens."""

    def __init__(self, events: Iterable[Event] = (), *, backlog: Samples = 0) -> None:
        self._events: dict[int, list[Event]] = defaultdict(list)
        for event in events:
            self._events[event.at // BLOCK].append(event)
        self.health = EarHealth(backlog=backlog)
        self.sayings: list[str] = []
        self.dictated: list[Samples | None] = []
        self.closed = False

    def hear(self, block: Captured, *, saying: str = "") -> Sequence[Event]:
        assert block.start % BLOCK == 0
        self.sayings.append(saying)
        return self._events.pop(block.start // BLOCK, [])

    def dictate(self, longest: Samples | None) -> None:
        self.dictated.append(longest)

    def close(self) -> None:
        self.closed = True
