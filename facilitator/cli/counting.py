"""How many of several files are in order, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_BESIDE: Final = (("part", "shared part"), ("plan", "test plan"), ("language", "language file"))
"""Kinds of files that are no rituals, and what they are called."""


def counted(number: int, what: str) -> str:
    """Return how many there are of something ("2 errors")."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def told_of_all(reports: Sequence[dict[str, Any]]) -> str:
    """Return in a sentence how many of several files are in order, rituals first."""
    kinds = {
        kind: [report["ok"] for report in reports if report["kind"] == kind]
        for kind in ("ritual", "part", "plan", "language")
    }
    rituals = kinds["ritual"]
    told = []
    if rituals:
        count = _of(rituals, "ritual")
        told.append(
            f"{'All ' if all(rituals) and len(rituals) > 1 else ''}{count} can be performed"
        )
    rest = [_of(kinds[kind], what) for kind, what in _BESIDE if kinds[kind]]
    if rest:
        is_one = sum(len(kinds[kind]) for kind, _ in _BESIDE) == 1
        listed = " and ".join([", ".join(rest[:-1]), rest[-1]] if rest[1:] else rest)
        told.append(f"{listed} {'is' if is_one else 'are'} in order")
    return f"{'; '.join(told)}."


def _of(fine: Sequence[bool], what: str) -> str:
    every = counted(len(fine), what)
    return every if all(fine) else f"{sum(fine)} of {every}"
