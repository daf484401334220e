"""Drawing in SVG: a canvas with a few shapes, and how wide a text will about be."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as Xml

INK: Final = "#34302a"
"""Color of text unless another is given."""


class Canvas:
    """An SVG document being drawn. Coordinates are in its own units, y downwards.

    Args:
        width: Its width.
        height: Its height.
        font: Font family of its texts.
    """

    def __init__(self, width: float, height: float, *, font: str) -> None:
        self.root = Xml.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_number(width)} {_number(height)}",
                "width": _number(width),
                "height": _number(height),
                "font-family": font,
                "fill": INK,
            },
        )

    def describe(self, title: str, description: str, *, name: str) -> None:
        """Say what the picture is, for people who cannot see it; before anything is drawn.

        `name` begins the two ids this takes.
        """
        self.root.set("role", "img")
        self.root.set("aria-labelledby", f"{name}-title {name}-description")
        for tag, text in (("title", title), ("desc", description)):
            ending = "title" if tag == "title" else "description"
            Xml.SubElement(self.root, tag, {"id": f"{name}-{ending}"}).text = clean(text)

    def hatch(self, name: str, color: str) -> None:
        """Define a fill of slanting lines, used as `url(#name)`."""
        pattern = Xml.SubElement(
            Xml.SubElement(self.root, "defs"),
            "pattern",
            {
                "id": name,
                "width": "7",
                "height": "7",
                "patternUnits": "userSpaceOnUse",
                "patternTransform": "rotate(45)",
            },
        )
        line = {"width": "2", "height": "7", "fill": color, "opacity": "0.55"}
        Xml.SubElement(pattern, "rect", line)

    def document(self) -> str:
        """Return the whole as text."""
        body = Xml.tostring(self.root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'

    def group(self, told: str) -> Xml.Element:
        """Add a group that tells what it is when pointed at, and to those who cannot see it."""
        group = Xml.SubElement(self.root, "g")
        Xml.SubElement(group, "title").text = clean(told)
        return group

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        radius: float = 0,
        stroke: str = "",
        opacity: float = 1.0,
        on: Xml.Element | None = None,
    ) -> None:
        """Add a rectangle; its corners are never rounder than its sides allow."""
        values = {
            "x": _number(x),
            "y": _number(y),
            "width": _number(width),
            "height": _number(height),
            "fill": fill,
        }
        if radius:
            values["rx"] = _number(min(radius, width / 2, height / 2))
        if stroke:
            values["stroke"] = stroke
        if opacity < 1.0:
            values["opacity"] = _number(opacity)
        self._add(on, "rect", values)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str,
        stroke: str = "",
        opacity: float = 1.0,
        on: Xml.Element | None = None,
    ) -> None:
        """Add a circle."""
        values = {"cx": _number(x), "cy": _number(y), "r": _number(radius), "fill": fill}
        if stroke:
            values |= {"stroke": stroke, "stroke-width": "1.5"}
        if opacity < 1.0:
            values["opacity"] = _number(opacity)
        self._add(on, "circle", values)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str,
        width: float = 1.0,
        dash: str = "",
        on: Xml.Element | None = None,
    ) -> None:
        """Add a line with round ends."""
        values = {
            "x1": _number(x1),
            "y1": _number(y1),
            "x2": _number(x2),
            "y2": _number(y2),
            "stroke": stroke,
        }
        values |= {"stroke-width": _number(width), "stroke-linecap": "round"}
        if dash:
            values["stroke-dasharray"] = dash
        self._add(on, "line", values)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        fill: str = INK,
        anchor: str = "start",
        weight: str = "400",
        family: str = "",
        on: Xml.Element | None = None,
    ) -> None:
        """Add a text; an empty one adds nothing. `y` is its base line."""
        if not text:
            return
        values = {"x": _number(x), "y": _number(y), "font-size": _number(size), "fill": fill}
        if anchor != "start":
            values["text-anchor"] = anchor
        if weight != "400":
            values["font-weight"] = weight
        if family:
            values["font-family"] = family
        self._add(on, "text", values).text = clean(text)

    def strip(
        self,
        box: tuple[float, float, float, float],
        *,
        fill: str,
        round_left: bool = True,
        round_right: bool = True,
        on: Xml.Element | None = None,
    ) -> None:
        """Add a box (x, y, width, height) whose ends are round, or square where it goes on."""
        x, y, width, height = box
        left = min(8.0, width / 2) if round_left else 0.0
        right = min(8.0, width / 2) if round_right else 0.0
        path = (
            f"M{_number(x + left)} {_number(y)}h{_number(width - left - right)}"
            f"q{_number(right)} 0 {_number(right)} {_number(right)}"
            f"v{_number(height - 2 * right)}"
            f"q0 {_number(right)} {_number(-right)} {_number(right)}"
            f"h{_number(left + right - width)}"
            f"q{_number(-left)} 0 {_number(-left)} {_number(-left)}"
            f"v{_number(2 * left - height)}"
            f"q0 {_number(-left)} {_number(left)} {_number(-left)}z"
        )
        self._add(on, "path", {"d": path, "fill": fill})

    def _add(self, on: Xml.Element | None, tag: str, values: dict[str, str]) -> Xml.Element:
        return Xml.SubElement(self.root if on is None else on, tag, values)


_NARROW: Final = frozenset("iljtfrI.,:;'’‘!|()[] ")
_WIDE: Final = frozenset("mwMWQGOD—…")


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is, in the unit of its size."""
    ems = sum(0.34 if sign in _NARROW else 0.86 if sign in _WIDE else 0.58 for sign in text)
    return ems * size


def fitting(room: float, size: float, *choices: str) -> str:
    """Return the first text that fits into `room`; "" when none does."""
    return next((text for text in choices if text and text_width(text, size) <= room), "")


def shortened(text: str, room: float, size: float) -> str:
    """Return a text, cut to fit into `room` with an ellipsis where it is too wide."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold; escaping is the writer's."""
    return _FORBIDDEN.sub("\ufffd", text)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
