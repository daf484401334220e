"""How early and how late one can come to a position of a program, and from where."""

from __future__ import annotations

from typing import TypeAlias

from facilitator.clock import Samples

Possible: TypeAlias = dict[str, frozenset[str]]
"""What variables may hold."""


class Way:
    """How early and how late one can come to a position, and from where.

    Attributes:
        place: The position.
        possible: What the variables that are still asked for may hold.
        early: The earliest arrival, and how often an unusual answer led there.
        late: The latest one, and how often not.
        from_early: Where the earliest one comes from; None at the beginning.
        from_late: Where the latest one comes from.
    """

    __slots__ = ("early", "from_early", "from_late", "late", "place", "possible")

    def __init__(
        self,
        place: int,
        possible: Possible,
        early: tuple[Samples, int],
        late: tuple[Samples, int],
        from_early: Way | None,
        from_late: Way | None,
    ) -> None:
        self.place = place
        self.possible = possible
        self.early, self.late = early, late
        self.from_early, self.from_late = from_early, from_late

    def path(self, *, late: bool = False) -> list[Way]:
        """Return the earliest or the latest way to here, from the beginning of the program."""
        path = [self]
        while (before := path[-1].from_late if late else path[-1].from_early) is not None:
            path.append(before)
        return path[::-1]

    def take_in(self, other: Way) -> None:
        """Keep the earlier and the later arrival of the two; of equals the more usual one."""
        if other.early < self.early:
            self.early, self.from_early = other.early, other.from_early
        if other.late > self.late:
            self.late, self.from_late = other.late, other.from_late
