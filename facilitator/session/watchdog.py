"""Never deaf: notices when the session can no longer hear or be heard.

The only user of wall time in a session, because a sample clock stops with its device. Its
verdicts are events like any other; the engine decides what follows (it stops).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import numpy as np

from facilitator.audio import Captured
from facilitator.clock import BLOCK, RATE_HZ, Samples, samples
from facilitator.engine.events import LossReason

SILENT_LIMIT: Samples = samples(1.0)
"""Digital zeros for this long are a muted or unplugged microphone, not a quiet room."""

BACKLOG_LIMIT: Samples = samples(0.5)
"""A recognizer further behind than this would hear the safe word too late."""

WINDOW_SECONDS = 2.0
"""Stretch over which delivery is counted."""

SLOWEST = 0.85
"""Least share of the expected samples; drift is far below a thousandth, half rate is 0.5."""

STARTUP_SECONDS = 4.0
"""A fresh stream may hesitate for a second or two (seen with PulseAudio) before it runs."""

STALL_SECONDS = 1.0
"""A running device that delivers nothing for this long has gone."""

LATE_LIMIT: Samples = samples(1.0)
"""This much playback missing within the window means that nobody hears us."""


class Watchdog:
    """Looks at every block and says what is wrong, once.

    Args:
        is_virtual: True in virtual time, where only counts can be wrong, not the clock.
        now: Monotonic wall clock in seconds.

    Runs on the session thread; costs some microseconds a block.
    """

    def __init__(self, *, is_virtual: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._is_virtual = is_virtual
        self._began: float | None = None
        self._zeros: Samples = 0
        self._arrivals: deque[tuple[float, Samples, int]] = deque()
        self._lost: Samples = 0
        self._late = 0

    @property
    def patience_seconds(self) -> float:
        """How long to wait for the next block before the room counts as stalled."""
        if self._began is None or self._now() - self._began < STARTUP_SECONDS:
            return STARTUP_SECONDS
        return STALL_SECONDS

    def look(self, block: Captured, backlog: Samples) -> LossReason | None:
        """Return what is wrong as of this block, or None.

        Args:
            block: The block just read.
            backlog: Samples the slowest recognizer has not decoded yet.
        """
        now = block.start / RATE_HZ if self._is_virtual else self._now()
        if self._began is None:
            self._began = now
        self._zeros = 0 if np.any(block.microphone) else self._zeros + BLOCK
        if self._zeros >= SILENT_LIMIT:
            return "microphone silent"
        if backlog > BACKLOG_LIMIT:
            return "recognizer behind"
        return self._delivery(now, block)

    def _delivery(self, now: float, block: Captured) -> LossReason | None:
        arrivals = self._arrivals
        arrivals.append((now, block.lost, block.underruns))
        self._lost += block.lost
        self._late += block.underruns
        while now - arrivals[0][0] > WINDOW_SECONDS:
            _, lost, late = arrivals.popleft()
            self._lost -= lost
            self._late -= late
        if self._began is None or now - self._began < STARTUP_SECONDS:
            return None
        expected = WINDOW_SECONDS * RATE_HZ
        if len(arrivals) * BLOCK < SLOWEST * expected or self._lost > (1 - SLOWEST) * expected:
            return "microphone too slow"
        if self._late * BLOCK >= LATE_LIMIT:
            return "loudspeaker stalled"
        return None
