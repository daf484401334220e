"""What an author has changed since the last look at a ritual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from facilitator.engine.program import Program
from facilitator.engine.spoken import every_sentence
from facilitator.errors import FacilitatorError


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look found.

    Attributes:
        changed: Sentences that were not there before, names and lengths filled in, in order.
        ok: Whether the ritual could be read at all.
    """

    changed: tuple[str, ...] = ()
    ok: bool = True


class Watched:
    """A ritual's file, and the sentences it had when it could last be read.

    Args:
        path: The file; it may be gone for a moment, as some editors do when they save.
        beside: Further files that change what is said, such as a language file.
    """

    def __init__(self, path: Path, beside: Sequence[Path] = ()) -> None:
        self._paths = (path, *beside)
        self._known: tuple[str, ...] | None = None
        self._stamp = self._now()

    def was_saved(self) -> bool:
        """Return whether a file differs in date or size from the last time, and the first is
        there."""
        if not self.is_saved_again:
            return False
        self._stamp = self._now()
        return True

    @property
    def is_saved_again(self) -> bool:
        """Whether `was_saved` would say so now; it still will."""
        stamp = self._now()
        return stamp[0] is not None and stamp != self._stamp

    @property
    def is_gone(self) -> bool:
        """Whether the ritual's file is not there, as for a moment when some editors save."""
        return self._now()[0] is None

    def look(self, compiled: Callable[[], Program]) -> Reading:
        """Read the ritual again and return what has changed; nothing at the first look.

        A ritual with mistakes changes nothing: the next look compares with the last good one.
        """
        try:
            said = tuple(sentence.text for sentence in every_sentence(compiled()))
        except FacilitatorError:
            return Reading(ok=False)
        before, self._known = self._known, said
        if before is None:
            return Reading()
        return Reading(tuple(text for text in dict.fromkeys(said) if text not in set(before)))

    def _now(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_stamp(path) for path in self._paths)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
