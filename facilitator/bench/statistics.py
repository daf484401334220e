"""The statistics of the benchmarks: intervals for shares and rates, percentiles, tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

Z95: Final = 1.959964
"""Standard deviations on each side of the mean that hold 95 % of a normal distribution."""


def share_interval(count: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of which `count` in `n` trials were seen, 0 to 1.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA
    22 (1927); it stays sensible at 0 and at `n`. Without trials it is everything from 0 to 1.
    """
    if n <= 0:
        return 0.0, 1.0
    share = count / n
    middle = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == n else min(1.0, middle + half)
    return low, high


def rate_interval(count: int, hours: float) -> tuple[float, float]:
    """Return the 95 % interval of an hourly rate of which `count` events were seen in `hours`.

    Exact for events that come independently: F. Garwood, "Fiducial limits for the Poisson
    distribution", Biometrika 28 (1936). Without hours it is everything from 0 up.
    """
    if hours <= 0.0:
        return 0.0, math.inf
    low = _mean_where(lambda mean: 1.0 - _at_most(count - 1, mean), 0.025) if count else 0.0
    high = _mean_where(lambda mean: 1.0 - _at_most(count, mean), 0.975)
    return low / hours, high / hours


def _at_most(count: int, mean: float) -> float:
    """Return the chance that a Poisson variable is at most `count`."""
    logs = [k * math.log(mean) - mean - math.lgamma(k + 1) for k in range(count + 1)]
    return math.fsum(math.exp(each) for each in logs)


def _mean_where(rising: Callable[[float], float], chance: float) -> float:
    """Return where a function of the mean that rises from 0 to 1 reaches a chance."""
    low, high = 1e-9, 1.0
    while rising(high) < chance:
        high *= 2.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rising(middle) < chance else (low, middle)
    return 0.5 * (low + high)


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile of some values, between neighbours linearly; NaN when there are none.

    Args:
        values: Any order.
        share: 0 to 1.
    """
    return float(np.quantile(values, share)) if len(values) else math.nan


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the 50th, 95th and 99th percentile."""
    return percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99)


def missed_text(count: int, n: int) -> str:
    """Return a share with its interval as people read it: "2 of 60 = 3.3 % (0.9–11.4)"."""
    if n == 0:
        return "–"
    low, high = share_interval(count, n)
    return f"{count} of {n} = {100 * count / n:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def rate_text(count: int, hours: float) -> str:
    """Return an hourly rate with its interval: "3 in 1.15 h = 2.6/h (0.5–7.6)"."""
    if hours <= 0.0:
        return "–"
    low, high = rate_interval(count, hours)
    digits = 1 if count / hours >= 1.0 else 2
    return f"{count} in {hours:.2f} h = {count / hours:.{digits}f}/h ({low:.{digits}f}–{high:.1f})"


def ms_text(values: Sequence[float]) -> str:
    """Return seconds as "p50 / p95 / p99" in milliseconds."""
    if not len(values):
        return "–"
    return " / ".join(f"{1000 * value:.0f}" for value in spread(values)) + " ms"


def stopped_row(
    name: str, n: int, hushes: Sequence[float], stops: Sequence[float]
) -> tuple[str, ...]:
    """Return a row of a table: what was missed of `n` words, and how soon the others were heard.

    Args:
        name: What the row is about.
        n: How often the word was said.
        hushes: Seconds to the hush, for each word that had one.
        stops: Seconds to the stop, for each word that had one.
    """
    return (
        name,
        missed_text(n - len(hushes), n),
        missed_text(n - len(stops), n),
        ms_text(hushes),
        ms_text(stops),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns line up in a terminal."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
