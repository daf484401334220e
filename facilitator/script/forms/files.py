"""The form of a whole file: a ritual with its settings and days, or a shared part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from facilitator.script.forms.schema import FORMAT, AnyStep, Form
from facilitator.script.forms.values import (
    AS_GIVEN,
    Depth,
    Lead,
    Offset,
    Phrases,
    Questions,
    Scalar,
    Scalars,
    Text,
)


class SettingForm(Form):
    """Something a person may choose before the session."""

    ask: Text | None = None
    ask_at_start: Literal["every time", "first time"] | None = Field(
        None,
        alias="ask at start",
        description="When it is asked by voice before the ritual begins; without it, only for "
        "people who wish it, with --ask.",
    )
    start: Scalar
    limits: Scalar | None = None
    choices: Scalars | None = None
    grows: Scalar | None = None


class DayForm(Form):
    """One day of a programme: its task in a few words, on which day it is due, what happens."""

    task: str
    on: Offset | None = None
    steps: list[AnyStep] = Field(min_length=1)


def due_on(days: Sequence[DayForm]) -> tuple[int, ...]:
    """Return the day of the programme each of its days is due on: where nothing is said, the one
    after the day before."""
    due: list[int] = []
    for day in days:
        due.append(day.on if day.on is not None else (due[-1] + 1 if due else 1))
    return tuple(due)


class RitualForm(Form):
    """A whole ritual."""

    version: int = FORMAT
    ritual: str
    about: str
    depth: Depth
    mood: Phrases = ()
    lead: Lead = AS_GIVEN
    people: Literal["two", "one or two", "two or more", "one or more"] = "two"
    voice: Literal["usual", "quiet"] = "usual"
    rhythm: str | None = None
    safe_word: Literal["usual", "tested"] = Field("usual", alias="safe word")
    why: Text | None = None
    settings: dict[str, SettingForm] = Field(default_factory=dict)
    decks: dict[str, Questions] = Field(default_factory=dict)
    days: list[DayForm] = Field(default_factory=list)
    steps: list[AnyStep] = Field(min_length=1)


class PartForm(Form):
    """A part that several rituals share."""

    version: int = FORMAT
    part: str
    about: str
    steps: list[AnyStep] = Field(min_length=1)


class FileForm(Form):
    """A file of either kind. Built once for both, as building takes longer than reading."""

    ritual: RitualForm | None = None
    part: PartForm | None = None
