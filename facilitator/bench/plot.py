"""Misses against false alarms as an SVG: a curve for each word, rivals as single marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from facilitator.bench.statistics import rate_interval, share_interval

_WIDTH, _HEIGHT = 860, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 190, 64, 78
_GUTTER = 84
"""Where counts of zero stand: a logarithm has no place for them."""

_COLORS: Final = ("#2f6f9f", "#b4552d", "#4e7d3a", "#7a4f9a", "#8a6d1f", "#3d7f7a", "#9a3f63")
_INK, _FAINT, _PAPER = "#33312d", "#cfcac0", "#fbf9f4"
_RATES = (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
_SHARES = (0.002, 0.01, 0.05, 0.2, 1.0)
_MARKS = {"bare": "square", "finals": "cross", "pocketsphinx": "triangle"}


@dataclass(frozen=True, slots=True)
class Point:
    """One way of deciding.

    Attributes:
        name: "hush", "stop", or that of a rival.
        missed: How many of `n` words were missed.
        n: Words that were said.
        alarms: False alarms in `hours` of talk.
        hours: Of talk.
    """

    name: str
    missed: int
    n: int
    alarms: int
    hours: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The points of one spotter for one word.

    Attributes:
        word: What it listened for.
        spotter: "facilitator" or the name of a rival.
        points: From the readiest to the surest way of deciding.
        sweep: What the stop would be with less or more weight asked for, from the easiest to
            the strictest; without it the curve leads from point to point.
    """

    word: str
    spotter: str
    points: tuple[Point, ...]
    sweep: tuple[Point, ...] = ()


def plot(curves: Sequence[Curve], title: str) -> str:
    """Return an SVG of misses (upwards) against false alarms an hour (to the right).

    Lower and further left is better. Bars are 95 % intervals. Both scales are logarithmic, with
    a lane of its own for none at all.
    """
    words = list(dict.fromkeys(curve.word for curve in curves))
    parts = [_frame(title)]
    for curve in curves:
        color = _COLORS[words.index(curve.word) % len(_COLORS)]
        shift = 5.0 * (words.index(curve.word) - (len(words) - 1) / 2)
        parts.append(_curve(curve, color, shift))
    rivals = sorted({curve.spotter for curve in curves} - {"facilitator"})
    parts.append(_legend(words, rivals, swept=any(curve.sweep for curve in curves)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="13" '
        f'fill="{_INK}">\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _x(rate: float) -> float:
    """Return where an hourly rate stands, from left to right."""
    start, end = _LEFT + _GUTTER, _WIDTH - _RIGHT
    if rate < _RATES[0]:
        return _LEFT + _GUTTER / 3
    low, high = math.log10(_RATES[0]), math.log10(_RATES[-1])
    return start + (end - start) * (min(math.log10(rate), high) - low) / (high - low)


def _y(share: float) -> float:
    """Return where a share of misses stands, from top to bottom."""
    start, end = _HEIGHT - _BOTTOM - _GUTTER, _TOP
    if share < _SHARES[0]:
        return _HEIGHT - _BOTTOM - _GUTTER / 2
    low, high = math.log10(_SHARES[0]), 0.0
    return start + (end - start) * (math.log10(share) - low) / (high - low)


def _frame(title: str) -> str:
    right, floor = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    lines = [
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{_PAPER}"/>',
        f'<text x="{_LEFT}" y="34" font-size="18">{escape(title)}</text>',
    ]
    for rate in _RATES:
        x = _x(rate)
        lines.append(
            f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{floor}" stroke="{_FAINT}"/>'
            f'<text x="{x:.1f}" y="{floor + 20}" text-anchor="middle">{rate:g}</text>'
        )
    for share in _SHARES:
        y = _y(share)
        lines.append(
            f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{_FAINT}"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{100 * share:g} %</text>'
        )
    middle = (_LEFT + right) / 2
    lines += [
        f'<text x="{_x(0):.1f}" y="{floor + 20}" text-anchor="middle">none</text>',
        f'<text x="{_LEFT - 8}" y="{_y(0) + 4:.1f}" text-anchor="end">none</text>',
        f'<text x="{middle}" y="{floor + 48}" text-anchor="middle">'
        "heard where it was not said, times an hour of talk</text>",
        f'<text x="26" y="{(_TOP + floor) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 26 {(_TOP + floor) / 2})">missed where it was said</text>',
    ]
    return "\n".join(lines)


def _curve(curve: Curve, color: str, shift: float) -> str:
    places = []
    lines = []
    for point in curve.points:
        x, y = _place(point, shift)
        places.append((x, y))
        low, high = share_interval(point.missed, point.n)
        left, right = rate_interval(point.alarms, point.hours)
        lines.append(
            f'<path d="M{x:.1f} {_y(low):.1f}V{_y(high):.1f}M{_x(left):.1f} {y:.1f}'
            f'H{_x(right):.1f}" stroke="{color}" stroke-opacity="0.28" fill="none"/>'
        )
    line = [_place(each, shift) for each in curve.sweep] or places
    if len(line) > 1:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in line)
        lines.append(f'<path d="M{path}" stroke="{color}" stroke-width="2" fill="none"/>')
    for (x, y), point in zip(line, curve.sweep, strict=False):
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{color}"/>'
        lines.append(f"<g><title>{escape(_told(curve, point))}</title>{dot}</g>")
    for (x, y), point in zip(places, curve.points, strict=True):
        mark = _mark(point.name, x, y, color)
        lines.append(f"<g><title>{escape(_told(curve, point))}</title>{mark}</g>")
    return "\n".join(lines)


def _place(point: Point, shift: float) -> tuple[float, float]:
    """Return where a point stands; in the lanes of none at all each word has its own."""
    share, rate = point.missed / point.n, point.alarms / point.hours
    x = _x(rate) + (shift if rate < _RATES[0] else 0.0)
    y = _y(share) + (shift if share < _SHARES[0] else 0.0)
    return x, y


def _told(curve: Curve, point: Point) -> str:
    told = f"{curve.word}, {point.name}: {point.missed} of {point.n} missed, "
    return told + f"{point.alarms} false in {point.hours:.2f} h"


def _mark(name: str, x: float, y: float, color: str) -> str:
    style = f'stroke="{color}" stroke-width="2"'
    if name in ("hush", "stop"):
        fill = color if name == "stop" else _PAPER
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{fill}" {style}/>'
    shapes = {
        "square": f"M{x - 5:.1f} {y - 5:.1f}h10v10h-10z",
        "cross": f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10",
        "triangle": f"M{x:.1f} {y - 6:.1f}l6 11h-12z",
        "diamond": f"M{x:.1f} {y - 7:.1f}l6 7l-6 7l-6 -7z",
    }
    shape = shapes[_MARKS.get(name, "diamond")]
    return f'<path d="{shape}" fill="{_PAPER}" {style}/>'


def _legend(words: Sequence[str], rivals: Sequence[str], *, swept: bool) -> str:
    x, y = _WIDTH - _RIGHT + 24, _TOP + 8
    lines = []
    for index, word in enumerate(words):
        color = _COLORS[index % len(_COLORS)]
        lines.append(
            f'<rect x="{x - 6}" y="{y - 10}" width="12" height="12" fill="{color}"/>'
            f'<text x="{x + 16}" y="{y}">{escape(word)}</text>'
        )
        y += 22
    y += 14
    for name in ("hush", "stop", *rivals):
        lines.append(_mark(name, x, y - 4, _INK) + f'<text x="{x + 16}" y="{y}">{name}</text>')
        y += 22
    if swept:
        lines.append(
            f'<circle cx="{x}" cy="{y - 4}" r="2.5" fill="{_INK}"/>'
            f'<text x="{x + 16}" y="{y}">other weights</text>'
        )
    return "\n".join(lines)
