"""A ring of samples between a device's thread and the session's, without locks."""

from __future__ import annotations

import numpy as np

from facilitator.audio import Sound


class Ring:
    """Holds a stretch of a signal between one thread that writes and one that reads.

    Each side moves only its own counter, and moves it last, so neither ever waits for the other
    (single producer, single consumer; the interpreter makes the counters' changes visible whole).
    Nothing is allocated after construction but the array views of a copy.

    Args:
        capacity: Samples it can hold; about the next power of two is used.
    """

    def __init__(self, capacity: int) -> None:
        self._size = 1 << max(1, (capacity - 1).bit_length())
        self._samples: Sound = np.zeros(self._size, dtype=np.float32)
        self._written = 0
        self._read = 0

    def __len__(self) -> int:
        """Samples that can be read now."""
        return self._written - self._read

    @property
    def written(self) -> int:
        """Samples written since the beginning."""
        return self._written

    def write(self, sound: Sound) -> int:
        """Write as much as fits; return how many samples did not (writing thread)."""
        room = self._size - (self._written - self._read)
        count = min(sound.size, room)
        at = self._written & (self._size - 1)
        first = min(count, self._size - at)
        self._samples[at : at + first] = sound[:first]
        if first < count:
            self._samples[: count - first] = sound[first:count]
        self._written += count
        return sound.size - count

    def read_into(self, target: Sound) -> int:
        """Fill an array as far as there are samples; return how many it got (reading thread)."""
        count = min(target.size, self._written - self._read)
        at = self._read & (self._size - 1)
        first = min(count, self._size - at)
        target[:first] = self._samples[at : at + first]
        if first < count:
            target[first:count] = self._samples[: count - first]
        self._read += count
        return count

    def read(self, count: int) -> Sound:
        """Return the next samples, fewer when there are not as many (reading thread)."""
        target: Sound = np.empty(max(0, min(count, len(self))), dtype=np.float32)
        self.read_into(target)
        return target

    def peek(self, count: int) -> Sound:
        """Return the next samples and leave them in the ring (reading thread)."""
        before = self._read
        sound = self.read(count)
        self._read = before
        return sound

    def skip(self, count: int) -> int:
        """Drop the next samples; return how many were dropped (reading thread)."""
        count = max(0, min(count, len(self)))
        self._read += count
        return count
