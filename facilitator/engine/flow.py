"""Operations that decide which one comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from facilitator.clock import Samples

Comparison = Literal["is", "is not", "at least", "at most", "more than", "less than"]
"""How one number is compared with another."""


@dataclass(frozen=True, slots=True)
class Back:
    """Go back to what somebody's command has interrupted (`State.called`); all of its time is
    given back."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Go on at the operation that the value of a variable names; `otherwise` when none does."""

    variable: str
    targets: Mapping[str, int]
    otherwise: int


@dataclass(frozen=True, slots=True)
class Compare:
    """Go on at `target` when one number that was answered or counted compares so with another.

    Where either is no number (passed, not answered) nothing compares: it goes on at `otherwise`.

    Attributes:
        left: Variable that holds the one.
        how: "is", "is not", "less than", "at most", "more than" or "at least".
        right: Variable that holds the other.
        target: Where it goes on when it is so.
        otherwise: Where it goes on when it is not.
        times: How often the other one is taken.
    """

    left: str
    how: Comparison
    right: str
    target: int
    otherwise: int
    times: int = 1

    def onward(self, variables: Mapping[str, str]) -> int:
        """Return where it goes on with these variables."""
        left, right = variables.get(self.left, ""), variables.get(self.right, "")
        return self.target if self.is_so(left, right) else self.otherwise

    def is_so(self, left: str, right: str) -> bool:
        """Say whether two values compare as asked."""
        return compares(self.how, left, right, self.times)


def compares(how: Comparison, left: str, right: str, times: int = 1) -> bool:
    """Say whether one value compares as asked with so many times another; never when one of them
    is no number."""
    if not (left.isdecimal() and right.isdecimal()):
        return False
    one, other = int(left), int(right) * times
    return {
        "is": one == other,
        "is not": one != other,
        "less than": one < other,
        "at most": one <= other,
        "more than": one > other,
        "at least": one >= other,
    }[how]


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Go on at `target` once the session has lasted `after`; else with the next operation.

    Time spent paused or hushed does not count.
    """

    after: Samples
    target: int


@dataclass(frozen=True, slots=True)
class Resume:
    """Take up the turn that was put aside, with the time that was left of it; go on with the next
    operation when there is none."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on at another operation."""

    target: int


@dataclass(frozen=True, slots=True)
class Let:
    """Give a variable a value, as if it had been answered."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Add one to the number in a variable, up to `MOST_TALLIED`."""

    name: str


MOST_TALLIED: Final = 99
"""What a tally stops at."""


def tallied(variables: Mapping[str, str], name: str) -> str:
    """Return what a tally becomes when one is added; what is no number counts as none."""
    before = variables.get(name, "")
    return str(min(MOST_TALLIED, int(before) + 1 if before.isdecimal() else 1))
