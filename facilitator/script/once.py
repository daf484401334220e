"""What is worked out of a ritual once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

Of = TypeVar("Of")
Found = TypeVar("Found")

_MOST: Final = 16
"""Things whose answer is kept: a ritual and its shared parts, and one beside it."""


def once_each(find: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Have a pure function of one thing answer from memory when it is asked again.

    For what is never changed, and has no hash or a dear one: a ritual, the form of a file. Things
    are told apart by identity, so an equal one is worked out anew; the last few are kept. What
    the function returns is shared by all who ask, and must not be changed.
    """
    known: dict[int, tuple[Of, Found]] = {}

    @wraps(find)
    def found(of: Of) -> Found:
        held = known.get(id(of))
        if held is None:
            if len(known) >= _MOST:
                known.pop(next(iter(known)), None)
            # The thing itself is held, so that nothing else can be given its identity.
            held = known[id(of)] = (of, find(of))
        return held[1]

    return found
