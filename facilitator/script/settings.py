"""What a person may choose before a session: lengths, numbers and choices, with their limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from facilitator.engine.own_words import OwnWords, with_days
from facilitator.errors import UsageError
from facilitator.script import speaking
from facilitator.script.diagnostics import closest, either, printable
from facilitator.script.durations import (
    parse_duration,
    parse_number,
    short_duration,
)
from facilitator.script.forms.files import SettingForm
from facilitator.script.hours import is_between, parse_hour
from facilitator.script.phrases import ENGLISH
from facilitator.script.pronouns import written

Value: TypeAlias = float | str
"""Seconds for a length, a whole number for a number, the word for a choice."""

Kind: TypeAlias = Literal["length", "number", "choice", "hour"]

RESERVED: Final = ("name", "other", "first", "second", "partners", "people")
"""Names that stand for people, or for how many there are, so no setting may have them."""
MOST_ASKED: Final = 5
"""Most settings that are asked for before a ritual: more is an interrogation."""


_NAME = re.compile(r"[^\W\d_][\w \-]{0,39}\Z")
_RISES = re.compile(r"after (?P<count>[\w-]+) comfortable sessions?\Z", re.IGNORECASE)
_LONGEST = 100
"""Characters of the longest limits that are looked at."""

_GROWS = re.compile(r"(?P<step>.+?) after (?P<count>[\w-]+) comfortable sessions?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a ritual.

    Attributes:
        name: As the author wrote it ("gaze").
        kind: A length of time, a whole number, one of some words, or a time of day.
        start: Value when nobody has chosen anything.
        low: Smallest value; seconds for a length. Equal to `high` for a choice.
        high: Largest value.
        choices: The words of a choice, in the author's order.
        step: How much a wish for longer adds and a wish for shorter takes away, of a choice how
            many choices further or back; 0 for never.
        after: How many comfortable sessions in a row come before a longer one.
        ask: The question a person is asked about it; may be empty.
        at_start: When it is asked by voice before the ritual: "every time", "first time", or
            "" for only when people wish it.
        hours: The earliest and the latest time of day; empty for any.
        names: The choices as they are said, where they are said in other words.
        own: The language its values are said in.
    """

    name: str
    kind: Kind
    start: Value
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    step: float = 0.0
    after: int = 1
    ask: str = ""
    at_start: str = ""
    hours: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    own: OwnWords = ENGLISH

    def read(self, text: str) -> Value:
        """Return the value a person gave.

        Raises:
            UsageError: Not a value of this setting, or outside its limits.
        """
        given = printable(text.strip(), 40)
        takes = f"{self.name} takes {self.range_text()}; you gave {given or 'nothing'}"
        value = self.value_of(text)
        if value is None:
            near = closest(text.strip(), self.choices) if self.kind == "choice" else ""
            raise UsageError(f"{takes}.", help=self._example(near))
        if not self.allows(value):
            raise UsageError(f"{takes}.", help=self._example(""))
        return value

    def value_of(self, text: str) -> Value | None:
        """Return the value a text stands for, without looking at the limits."""
        if self.kind == "choice":
            wanted = " ".join(text.lower().split())
            return next((c for c in self.choices if c.lower() == wanted), None)
        if self.kind == "hour":
            return text.strip() if parse_hour(text) else None
        return parse_duration(text) if self.kind == "length" else parse_number(text)

    def allows(self, value: Value) -> bool:
        """Return whether a value keeps the limits."""
        if self.kind == "hour":
            return not self.hours or is_between(str(value), *self.hours)
        if isinstance(value, str):
            return value in self.choices
        return self.low <= value <= self.high

    def spoken(self, value: Value) -> str:
        """Return a value as the voice says it."""
        if isinstance(value, str):
            if self.kind == "hour":
                return speaking.hour(value, self.own)
            return with_days(self.names.get(value, value))
        if self.kind == "length":
            return speaking.duration(value, self.own)
        return speaking.number(round(value), self.own)

    def text(self, value: Value) -> str:
        """Return a value as people write it; `read` reads it back."""
        if isinstance(value, str):
            return value
        return short_duration(value) if self.kind == "length" else str(round(value))

    def range_text(self) -> str:
        """Return what may be chosen ("1 min to 10 min", "together or apart")."""
        if self.kind == "choice":
            return either(self.choices).replace("`", "")
        if self.hours:
            return " to ".join(self.hours)
        if self.kind == "hour":
            return 'a time of day, such as "ten o\'clock" or 22:00'
        return f"{self.text(self.low)} to {self.text(self.high)}"

    def changed(self, value: Value, steps: int) -> Value:
        """Return the value some steps longer or shorter, deeper or lighter, within the limits."""
        if isinstance(value, str):
            if value not in self.choices:
                return value
            place = self.choices.index(value) + steps * round(self.step)
            return self.choices[min(len(self.choices) - 1, max(0, place))]
        return min(self.high, max(self.low, value + steps * self.step))

    @property
    def wishes(self) -> tuple[str, str, str]:
        """How people wish for more, for the same and for less of it next time."""
        return ("deeper", "same", "lighter") if self.choices else ("longer", "same", "shorter")

    def _example(self, near: str) -> str:
        value = near or self.text(self.start)
        quoted = f'"{value}"' if " " in value else value
        name = f'"{self.name}"' if " " in self.name else self.name
        return f"For example: --set {name}={quoted}"


def setting_of(name: str, form: SettingForm) -> Setting | tuple[str, str]:
    """Return a setting from its form, or the key that is wrong and what it should be."""
    ask = form.ask if isinstance(form.ask, str) else ""
    if form.ask_at_start is not None and not ask:
        return "ask at start", "needs an `ask`, the question that is asked then"
    made = _setting(name, form, ask)
    return replace(made, at_start=form.ask_at_start or "") if isinstance(made, Setting) else made


def _setting(name: str, form: SettingForm, ask: str) -> Setting | tuple[str, str]:
    if (
        not _NAME.match(name)
        or name.lower() in RESERVED
        or name.lower().startswith("next ")
        or written(name)
    ):
        return "", "should have a short name of its own, of letters, digits and spaces"
    if form.choices is not None:
        return _choice(name, form, ask)
    if parse_hour(form.start) and parse_duration(form.start) is None:
        return _hour(name, form, ask)
    length = parse_duration(form.start)
    number = parse_number(form.start)
    if length is None and number is None:
        return "start", 'should be a length of time ("2 min"), a number, or one of `choices`'
    kind: Kind = "length" if length is not None else "number"
    start = float(length if length is not None else number or 0)
    low, high = (1.0, 3600.0) if kind == "length" else (1.0, 20.0)
    read = parse_duration if kind == "length" else parse_number
    if form.limits is not None:
        ends = [read(part) for part in _both(form.limits)]
        if kind == "number" and any(parse_duration(part) for part in _both(form.limits)):
            return "start", 'should have a unit like the limits, as in "2 min"'
        if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] > ends[1]:
            return "limits", 'should be the smallest and the largest value, as in "1 min to 10 min"'
        low, high = float(ends[0]), float(ends[1])
    if not low <= start <= high:
        return "start", "should lie within the limits"
    step, after = 0.0, 1
    if form.grows is not None:
        match = _GROWS.match(form.grows.strip())
        size = read(match.group("step")) if match else None
        count = parse_number(match.group("count")) if match else None
        if not size or not count:
            return "grows", 'should read like "1 min after two comfortable sessions"'
        step, after = float(size), count
    return Setting(name, kind, start, low, high, (), step, after, ask)


def _both(limits: str) -> list[str]:
    """Return the two ends of "1 min to 10 min"; of "1 to 10 min", both with the unit."""
    ends = re.split(r"\s+to\s+|\s*[–-]\s*", limits.strip()[:_LONGEST])
    unit = re.search(r"[a-z]+\Z", ends[-1], re.IGNORECASE)
    if len(ends) == 2 and unit and ends[0].strip().isdigit() and parse_duration(ends[1]):
        ends[0] = f"{ends[0]} {unit[0]}"
    return ends


def _hour(name: str, form: SettingForm, ask: str) -> Setting | tuple[str, str]:
    made = Setting(name, "hour", form.start.strip(), ask=ask)
    if form.grows is not None:
        return "grows", "should be left out where there is a time of day"
    if form.limits is None:
        return made
    for cut in re.finditer(r"\s+to\s+|\s*[–-]\s*", form.limits.strip()):
        ends = form.limits.strip()[: cut.start()], form.limits.strip()[cut.end() :]
        if all(map(parse_hour, ends)):
            limited = replace(made, hours=ends)
            is_inside = limited.allows(limited.start)
            return limited if is_inside else ("start", "should lie within the limits")
    return "limits", 'should be two times of day, as in "eight o\'clock to midnight"'


def _choice(name: str, form: SettingForm, ask: str) -> Setting | tuple[str, str]:
    choices = tuple(form.choices or ())
    if len({c.lower() for c in choices}) != len(choices):
        return "choices", "should name each choice once"
    if form.limits is not None:
        return "limits", "should be left out where there are choices"
    step, after = 0.0, 1
    if form.grows is not None:
        match = _RISES.match(form.grows.strip())
        count = parse_number(match.group("count")) if match else None
        if not count:
            return "grows", 'should read like "after three comfortable sessions"'
        step, after = 1.0, count
    start = next((c for c in choices if c.lower() == form.start.lower()), None)
    if start is None:
        return "start", f"should be {either(choices)}"
    return Setting(name, "choice", start, choices=choices, step=step, after=after, ask=ask)


def choose(
    settings: Mapping[str, Setting], chosen: Mapping[str, str], memory: Mapping[str, str]
) -> dict[str, Value]:
    """Return a value for every setting: what was chosen, else what is remembered, else `start`.

    A remembered value that the ritual no longer allows is ignored.

    Raises:
        UsageError: A setting the ritual does not have, or a value it does not take.
    """
    by_lower = {name.lower(): name for name in settings}
    values: dict[str, Value] = {}
    for given, text in chosen.items():
        name = by_lower.get(" ".join(given.lower().split()))
        if name is None:
            near = closest(given, settings)
            have = ", ".join(settings) or "none"
            raise UsageError(
                f'this ritual has no setting "{printable(given, 40)}". It has: {have}.',
                help=f"Did you mean {near}?" if near else "",
            )
        values[name] = settings[name].read(text)
    for name, setting in settings.items():
        if name not in values:
            kept = setting.value_of(memory[name]) if name in memory else None
            usable = kept is not None and setting.allows(kept)
            values[name] = kept if usable and kept is not None else setting.start
    return values
