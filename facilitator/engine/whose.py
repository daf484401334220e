"""Whose answer a name means: "dread" is everybody's who gave one, "dread of first" that of one.

The same names stand in conditions, under `heard` and `memory` of test plans, in people files, and
after `--answer` and `--remembered`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

PLACES: Final = ("first", "second")
"""What the two are called in the order in which they lead."""


def whose(name: str, people: Sequence[str]) -> tuple[str, int]:
    """Return what a name is about and whose it is: `("dread", 0)` of "dread of first".

    Args:
        name: As it is written or held; capitals count for nothing at its end.
        people: The names of the people, the one who leads first.

    Returns:
        Also the index of the one it names; -1 when it names nobody who is there.
    """
    low = name.lower()
    for index, person in [*enumerate(PLACES), *enumerate(people)]:
        if low.endswith(f" of {person}".lower()) and index < len(people):
            return name[: -len(f" of {person}")].strip(), index
    return name.strip(), -1
