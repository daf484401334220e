"""Every spoken line of a script, with its place and its stable id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import (
    ForEachStep,
    RepeatStep,
    Step,
    TurnsStep,
    WhenStep,
    kind_of,
)
from facilitator.script.forms.values import is_asked, is_off
from facilitator.script.once import once_each
from facilitator.script.sentences import slug
from facilitator.script.yaml_tree import Path

_SPOKEN: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "say": (("say", "say"),),
    "ready": (("ready", "ready"), ("again", "again")),
    "ask": (("ask", "ask"), ("again", "again"), ("afterwards", "afterwards")),
    "ask each": (("ask", "ask each"), ("again", "again"), ("afterwards", "afterwards")),
    "rate": (("rate", "rate"), ("again", "again")),
    "choose": (("choose", "choose"), ("again", "again")),
    "offer": (("offer", "offer"), ("again", "again")),
    "note": (("note", "note"),),
    "draw from": (("say", "say"), ("none", "if none")),
    "card": (("say", "say"), ("question", "ask"), ("again", "again")),
    "consent": (
        ("consent", "consent"),
        ("again", "again"),
        ("declined", "if no"),
        ("unanswered", "if nobody answers"),
    ),
    "talk": (("checking", "check halfway"), ("closing", "afterwards")),
    "check in": (
        ("check", "check in"),
        ("again", "again"),
        ("yellow", "if yellow"),
        ("red", "if red"),
    ),
    "today": (("today", "today"),),
    "gesture": (("gesture", "gesture"),),
    "remind": (("remind", "remind"),),
    "meet again": (("after", "after"),),
    "end": (("end", "end"),),
}
"""Fields of a step that are spoken: name in the model, key in the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """One spoken text of a script as written.

    Attributes:
        path: Way to it in the file.
        step: Way to the step it belongs to.
        kind: First key of that step.
        text: The text with its placeholders.
        choice: The choice of a setting it is meant for; "" for always.
        key: Stable id: the step's own `id`, or the first words of the text.
    """

    path: Path
    step: Path
    kind: str
    text: str
    choice: str
    key: str


@once_each
def steps_of(form: RitualForm | PartForm) -> Sequence[tuple[Path, Step]]:
    """Return every step with its path, inner steps after the one they stand in."""
    found = [*walked(form.steps, ("steps",))]
    if isinstance(form, RitualForm):
        for index, day in enumerate(form.days):
            found += walked(day.steps, ("days", index, "steps"))
    return tuple(found)


def walked(steps: Sequence[Step], path: Path) -> Iterator[tuple[Path, Step]]:
    """Yield some steps that stand at a path, each with its own, and the steps inside them."""
    for index, step in enumerate(steps):
        here = (*path, index)
        yield here, step
        if isinstance(step, WhenStep | RepeatStep | ForEachStep):
            yield from walked(step.do, (*here, "do"))
        if isinstance(step, WhenStep):
            yield from walked(step.otherwise, (*here, "otherwise"))


@once_each
def lines_of(form: RitualForm | PartForm) -> Sequence[Line]:
    """Return every spoken line in the order of the file.

    Two lines that begin alike are numbered in that order, so an id changes only when the first
    words of its line change, or when a line that begins alike is put before it.
    """
    found: list[Line] = []
    used: dict[str, int] = {}
    for step_path, step in steps_of(form):
        kind = kind_of(step) or ""
        for path, text, choice in _texts(step, kind, step_path):
            base = step.id or slug(text)
            if step.id:
                own = [str(part) for part in path[len(step_path) :] if isinstance(part, str)]
                base = "-".join([step.id, *(slug(part) for part in own if part != kind)])
            used[base] = used.get(base, 0) + 1
            key = base if used[base] == 1 else f"{base}-{used[base]}"
            found.append(Line(path, step_path, kind, text, choice, key))
    if isinstance(form, RitualForm):
        for path, text in _outside_steps(form):
            base = f"{path[0]}-{slug(text)}"
            used[base] = used.get(base, 0) + 1
            key = base if used[base] == 1 else f"{base}-{used[base]}"
            found.append(Line(path, path[:2], str(path[0]), text, "", key))
    return tuple(found)


def _outside_steps(form: RitualForm) -> Iterator[tuple[Path, str]]:
    if is_asked(form.lead):
        yield ("lead",), form.lead
    for path, text, _ in _variants(form.why, ("why",)):
        yield path, text
    for name, cards in form.decks.items():
        for index, question in enumerate(cards):
            if isinstance(question, str):
                yield ("decks", name, index), question
            else:
                for depth, text in question.items():
                    yield ("decks", name, index, depth), text


def _texts(step: Step, kind: str, at: Path) -> Iterator[tuple[Path, str, str]]:
    for name, alias in _SPOKEN.get(kind, ()):
        yield from _variants(getattr(step, name), (*at, alias))
    if isinstance(step, TurnsStep):
        turns, inside = step.turns, (*at, "turns")
        if not is_off(turns.announce):
            yield from _variants(turns.announce, (*inside, "announce"))
        yield from _variants(turns.question, (*inside, "question"))
        for index, question in enumerate(turns.questions):
            here = (*inside, "questions", index)
            if isinstance(question, str):
                yield here, question, ""
            else:
                for depth, text in question.items():
                    yield (*here, depth), text, ""
        if not is_off(turns.thanks):
            yield from _variants(turns.thanks, (*inside, "thanks"))
        yield from _variants(turns.last_one, (*inside, "last one"))
        yield from _variants(turns.checking, (*inside, "check halfway"))
    yield from _variants(step.why, (*at, "why"))


def _variants(text: str | dict[str, str] | None, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(text, str):
        yield path, text, ""
    elif isinstance(text, dict):
        for choice, variant in text.items():
            yield (*path, choice), variant, choice
