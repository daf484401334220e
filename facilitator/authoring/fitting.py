"""A ritual stretched or shortened until it takes as long as somebody has time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from facilitator.errors import UsageError
from facilitator.script.compiler import compile_ritual
from facilitator.script.durations import spoken_duration
from facilitator.script.ritual import Ritual
from facilitator.script.settings import Setting
from facilitator.script.timing import estimate

TOLERANCE: Final = 0.1
"""How far from the wished length a fit may end, as a share of it; half a minute is always fine."""

_TIDY_SECONDS: Final = 5.0
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True)
class Fitted:
    """Settings with which a ritual takes about as long as wished.

    Attributes:
        settings: By name, as people write them; only those that were stretched.
        total_seconds: About how long it takes with them.
    """

    settings: Mapping[str, str]
    total_seconds: float


def stretchable(ritual: Ritual) -> dict[str, Setting]:
    """Return the settings that may be stretched: lengths and numbers whose limits are written."""
    return {
        name: setting
        for name, setting in ritual.settings.items()
        if setting.kind != "choice" and ritual.form.settings[name].limits is not None
    }


def fit(ritual: Ritual, target_seconds: float, fixed: Mapping[str, str] | None = None) -> Fitted:
    """Return settings that make a ritual take about a given time, all in proportion.

    Every stretchable setting becomes longer or shorter by the same factor, as far as its limits
    allow. Lengths are tidied to five seconds.

    Args:
        ritual: What is to be performed.
        target_seconds: How long it shall take.
        fixed: Settings somebody has chosen, by name; these are left alone.

    Raises:
        UsageError: It cannot become as long or as short as that; says what it can.
    """
    chosen = dict(fixed or {})
    taken = {" ".join(name.lower().split()) for name in chosen}
    free = {n: s for n, s in stretchable(ritual).items() if n.lower() not in taken}
    if not free:
        raise UsageError(
            f"{ritual.title} has nothing that may be stretched.",
            help="Give a setting its limits in the script, as in `limits: 1 min to 10 min`.",
        )

    def total(factor: float) -> tuple[float, dict[str, str]]:
        values = {name: setting.text(_scaled(setting, factor)) for name, setting in free.items()}
        program = compile_ritual(ritual, settings={**chosen, **values})
        return estimate(program).total_seconds, values

    low = min(setting.low / float(setting.start) for setting in free.values())
    high = max(setting.high / float(setting.start) for setting in free.values())
    shortest, _ = total(low)
    longest, _ = total(high)
    allowed = max(30.0, TOLERANCE * target_seconds)
    if not shortest - allowed <= target_seconds <= longest + allowed:
        raise UsageError(
            f"{ritual.title} cannot take {spoken_duration(target_seconds)}: within its limits it "
            f"takes from {_rough(shortest)} to {_rough(longest)}.",
            help="Choose a length between the two, or widen the limits in the script.",
        )
    best = total(1.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = total(middle)
        if abs(found[0] - target_seconds) < abs(best[0] - target_seconds):
            best = found
        if abs(found[0] - target_seconds) < _TIDY_SECONDS:
            break
        low, high = (middle, high) if found[0] < target_seconds else (low, middle)
    if abs(best[0] - target_seconds) > allowed:
        raise UsageError(
            f"{ritual.title} cannot take {spoken_duration(target_seconds)}; the nearest is "
            f"{_rough(best[0])}.",
            help="Choose that length, or set its settings one by one with --set.",
        )
    return Fitted(best[1], best[0])


def _scaled(setting: Setting, factor: float) -> float:
    wished = float(setting.start) * factor
    if setting.kind == "length":
        wished = round(wished / _TIDY_SECONDS) * _TIDY_SECONDS
    else:
        wished = float(round(wished))
    return min(max(wished, setting.low), setting.high)


def _rough(seconds: float) -> str:
    """Return a length in words, to the half minute where it is longer than one."""
    return spoken_duration(round(seconds / 30) * 30 if seconds > 45 else max(1, round(seconds)))
