"""Rules a well-formed ritual must still keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from facilitator.script.diagnostics import Diagnostic
from facilitator.script.ritual import Ritual

SoundsLike: TypeAlias = Callable[[str, str], bool]
Knows: TypeAlias = Callable[[str], bool]


def check(
    ritual: Ritual,
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike | None = None,
    knows: Knows | None = None,
) -> list[Diagnostic]:
    """Return everything about a ritual that breaks a rule."""
    return []
