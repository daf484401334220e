"""Finding out how much of a microphone's sound never came."""

from __future__ import annotations

from typing import Final

_WINDOW_SECONDS: Final = 0.5
_WINDOWS: Final = 3
_TOLERANCE_SECONDS: Final = 0.03
_DRIFT_PPM: Final = 500.0


class Delivery:
    """Compares the samples that came with the time that passed.

    Drivers say that an overflow happened, rarely how much it cost, and some say nothing at all.
    Sound can come late, never early: over some seconds, the least delay between the clock and the
    count tells where the count really stands, however bunched the blocks arrive. When that least
    delay grows by more than 30 ms and stays grown for one and a half seconds, samples are
    missing. Growth below 500 ppm is the difference of two clocks, not a loss.

    Args:
        rate_hz: The rate at which samples should come.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._baseline: float | None = None
        self._window_end = 0.0
        self._least = float("inf")
        self._raised: list[float] = []
        self._missing = 0

    def look(self, now: float, count: int) -> int:
        """Return how many samples are newly known to be missing; usually 0.

        Args:
            now: When the last samples arrived, monotonic, in seconds.
            count: Samples that have arrived until then.
        """
        late = now - (count + self._missing) / self._rate_hz
        if self._baseline is None:
            self._baseline, self._window_end = late, now + _WINDOW_SECONDS
        self._least = min(self._least, late)
        if now < self._window_end:
            return 0
        least, self._least = self._least, float("inf")
        self._window_end = now + _WINDOW_SECONDS
        excess = least - self._baseline
        if excess <= _TOLERANCE_SECONDS:
            self._raised.clear()
            self._baseline += min(excess, _WINDOW_SECONDS * _DRIFT_PPM * 1e-6)
            return 0
        self._raised.append(excess)
        if len(self._raised) < _WINDOWS:
            return 0
        missing = round(min(self._raised) * self._rate_hz)
        self._raised.clear()
        self._missing += missing
        return missing
