"""What somebody asks for: a ritual, its people, its voice; nothing is loaded yet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from facilitator.engine.program import AS_CHOSEN, Program, Tuning
from facilitator.errors import UsageError

DEFAULT_SAFE_WORD = "pineapple"
"""Three syllables, rare in talk, and heard in every test recording (see `docs/safe-word.md`)."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud voice and bells are, in percent of their standard loudness (10 to 200)."""

    voice: int = 100
    bells: int = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for.

    Attributes:
        program: The compiled ritual.
        model: Folder of the speech model; None for the one that ships with the product.
        voice: As `open_voice` understands it.
        pronunciations: How names are said, in phones of the default voice.
        loudness: Of voice and bells.
        tuning: How people have changed the voice in the session that this one follows.
    """

    program: Program
    model: Path | None = None
    voice: str = "default"
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    loudness: Loudness = Loudness()
    tuning: Tuning = AS_CHOSEN


def decibels(percent: int) -> float:
    """Return a loudness in percent as a gain in dB.

    Raises:
        UsageError: Outside 10 to 200.
    """
    if not 10 <= percent <= 200:
        raise UsageError(
            f"A loudness of {percent} % is outside 10 to 200.", help="100 is the usual loudness."
        )
    return 20.0 * math.log10(percent / 100.0)
