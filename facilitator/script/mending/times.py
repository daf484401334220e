"""What an author most likely meant by a length of time or a day that is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from facilitator.script.days import parse_day
from facilitator.script.diagnostics import printable
from facilitator.script.durations import parse_duration, short_duration
from facilitator.script.mending.words import LONGEST

_AMOUNT: Final = r"[0-9]+(?:[.,][0-9]+)?"

_OFTEN: Final[Mapping[str, str]] = {
    "daily": "tomorrow",
    "nightly": "tomorrow",
    "every day": "tomorrow",
    "every evening": "tomorrow",
    "weekly": "in a week",
    "every week": "in a week",
    "once a week": "in a week",
    "monthly": "in a month",
    "every month": "in a month",
    "once a month": "in a month",
}
"""How often something may be, with the day on which it is next."""


def meant_length(text: str) -> str:
    """Return the length of time that was most likely meant by a text that is none; "" for none.

    Knows German units and lone numbers, which could be minutes or seconds.
    """
    plain = " ".join(printable(text, LONGEST).strip().strip("\"'“”„‘’").split())
    if parse_duration(plain):
        return f'"{plain}"'
    if re.fullmatch(_AMOUNT, plain):
        return f'"{plain} min" or "{plain} s"'
    mixed = re.fullmatch(r"([0-9]+)\s*(?:m[a-z]*\.?\s*|['’′])([0-9]+)\s*(?:s\w*|[\"”″])?", plain)
    if mixed:
        return f'"{mixed[1]} min {mixed[2]} s"'
    part = re.fullmatch(r"(?:([0-9]+)\s+)?([0-9]+)\s*/\s*([1-9][0-9]*)\s*(\w+)", plain)
    if part:
        whole = parse_duration(f"1 {part[4]}") or parse_duration(meant_length(f"1 {part[4]}")[1:-1])
        amount = int(part[1] or 0) + int(part[2]) / int(part[3])
        return f'"{short_duration(round(amount * whole))}"' if whole and amount else ""
    reach = re.fullmatch(
        rf"({_AMOUNT})\s*\w*\s*(?:-|–|to|or|bis|oder)\s*({_AMOUNT})\s*(\w+)", plain
    )
    if reach:
        low, high = (f"{reach[number]} {reach[3]}" for number in (1, 2))
        if parse_duration(low) and parse_duration(high):
            return f'"{low}" or "{high}"'
    if re.search(r"[0-9]\s*[x×*]\s*[0-9]|[0-9] times ", plain):
        return ""
    found = re.search(rf"({_AMOUNT})\s*([a-zA-Z]+)", plain)
    if found is None:
        return ""
    unit = found[2].lower()
    for start, short in (("st", "h"), ("h", "h"), ("m", "min"), ("s", "s")):
        if unit.startswith(start):
            return f'"{found[1]} {short}"'
    return ""


def duration_advice(key: str, given: object) -> str:
    """Return what to write instead of something that is no length of time; "" for the usual."""
    if isinstance(given, Mapping | list):
        return ""
    text = printable(str(given).strip(), LONGEST)
    if text.startswith("{"):
        name = text[1:].partition("}")[0]
        told = "close the brace" if "}" not in text else "a setting holds its unit"
        return f'{told}: write `{key}: "{{{name}}}"`'
    near = meant_length(text)
    if " or " in near and re.search(r"[0-9]\D+[0-9]", text):
        low, high = (each.strip('"') for each in near.split(" or "))
        return (
            f"a length is one amount: write {near}, or a setting with `limits: {low} to {high}` "
            "whose name you write here in braces"
        )
    several = re.match(r"([0-9]+)\s*(?:[x×*]|times)\s*([0-9].*)", text)
    if several is not None and parse_duration(several[2]):
        return f"write `{several[2]}`, below a step `repeat: {several[1]} times`"
    if text.lower() in ("none", "no", "0", "nothing"):
        return "leave the line out"
    if re.search(r"\b(?:day|week|month|year)s?\b", text, re.IGNORECASE):
        return (
            'no session lasts so long: write hours at most, such as "2 h"; for another day there '
            "are `remind` and `meet again`"
        )
    return f"did you mean {near}?" if near else ""


def how_often(text: str) -> str:
    """Return the word for how often that a text is, in small letters; "" for any other text."""
    low = " ".join(text.lower().split())
    return low if low in _OFTEN or low.startswith("every ") else ""


def day_advice(given: object) -> str:
    """Return what to write instead of how often a reminder is meant to come; "" for the usual."""
    often = how_often(str(given)) if isinstance(given, str) else ""
    if not often:
        return ""
    weekday = often.removeprefix("every ").capitalize()
    day = _OFTEN.get(often) or (f"on {weekday}" if parse_day(weekday) else "next time")
    advice = f"a reminder comes once; write `when: {day}`"
    return f"how often the ritual is held stands at the top, in `rhythm: {often}`; {advice}"
