"""Notes that earlier sessions have kept: what they are called, and which may be read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from facilitator.engine import jars
from facilitator.engine.program import Program
from facilitator.engine.spoken import can_be_read
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.schema import NoteStep, RememberStep, Step
from facilitator.script.once import once_each
from facilitator.script.ritual import Ritual

NO_NOTE: Final = "\ufffd"
"""Stands in a text where a note should be that nobody has given: its sentence is not said."""

PREFIX: Final = "note "
"""Begins the name under which a note is remembered, before that of its variable."""

SLIP: Final = "slip"
"""What a note drawn from a jar is called."""

CARD: Final = "card"
"""What the card drawn last is called."""

DRAWN: Final = (SLIP, CARD)
"""What was drawn, as a text calls it."""

_WHOSE: Final = re.compile(r" of (first|second|other)\Z")

LONGEST_NOTE: Final = 400
"""Characters of a remembered note that are read aloud; a spoken one has 40 words at most."""


def alone_in_braces(text: str) -> str:
    """Return the name a text consists of that holds nothing but one in braces; "" for others."""
    match = re.fullmatch(r"\s*\{([^{}]+)\}\s*", text)
    return " ".join(match[1].split()) if match else ""


def values_of(step: RememberStep) -> tuple[str, ...]:
    """Return what a `remember` step may keep, as written."""
    return tuple(text for _, text in values_by_choice(step))


def values_by_choice(step: RememberStep) -> list[tuple[str, str]]:
    """Return the same, each after the choice it is kept for, "" for any."""
    return list(step.value.items()) if isinstance(step.value, dict) else [("", step.value)]


def is_note_kept(step: RememberStep, notes: Collection[str]) -> bool:
    """Say whether a `remember` step keeps a note or slip, given what notes are called."""
    held = [alone_in_braces(text) for text in values_of(step)]
    return any(_WHOSE.sub("", name) in notes or name in DRAWN for name in held if name)


@once_each
def every_step(ritual: Ritual) -> list[Step]:
    """Return the steps of a ritual and its shared parts, in order."""
    steps = [step for _, step in steps_of(ritual.form)]
    return steps + [step for part in ritual.parts.values() for _, step in steps_of(part.form)]


def _noted_as(ritual: Ritual, kept: str, name: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the variables under which a `remember` step keeps a note, a slip or a card."""
    if name in DRAWN:
        yield kept
    for step in note_steps(ritual):
        for known in names_in_session(step):
            if name == known:
                yield from variables_of(step, names, kept)
            elif name and _WHOSE.sub("", name) == known:
                yield kept


@once_each
def note_steps(ritual: Ritual) -> list[NoteStep]:
    """Return the notes a ritual and its shared parts ask for, in order."""
    return [step for step in every_step(ritual) if isinstance(step, NoteStep)]


def name_of(step: NoteStep) -> str:
    """Return what a note is called, without braces: the name stands in braces itself."""
    return names_in_session(step)[0]


def names_in_session(step: NoteStep) -> tuple[str, ...]:
    """Return what a session may call a note, first the name of its variables: with `as` and
    `remember` it has two."""
    named = [re.sub(r"[{}]", "", name or "").strip() for name in (step.name, step.remember)]
    jar = step.jar or ""
    return tuple(dict.fromkeys(name for name in named if name)) or (jar,)


def kept_as(step: NoteStep) -> str:
    """Return the name under which a note is kept for the next session; "" when it is not."""
    return re.sub(r"[{}]", "", step.remember or "").strip()


def variables_of(step: NoteStep, names: Sequence[str], name: str = "") -> tuple[str, ...]:
    """Return the variables a note is held in, or with a name those it is remembered as: one for
    each partner, or one."""
    kept = name or name_of(step)
    if step.who in ("each", "other"):
        return tuple(f"{kept} of {name}" for name in names)
    if step.who == "both":
        return (kept,)
    index = 0 if step.who == "first" else min(1, len(names) - 1)
    return (f"{kept} of {names[index]}",)


def notes_remembered(ritual: Ritual, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the notes a ritual keeps for the next session, each with its variables."""
    kept: dict[str, tuple[str, ...]] = {}
    for step in note_steps(ritual):
        if step.remember:
            name = kept_as(step)
            variables = (*kept.get(name, ()), *variables_of(step, names, name))
            whole = variables_of(step.model_copy(update={"who": "each"}), names, name)
            inside = tuple(each for each in whole if each in variables)
            kept[name] = inside or tuple(dict.fromkeys(variables))
    for each in every_step(ritual):
        if isinstance(each, RememberStep):
            held = dict.fromkeys(
                variable
                for text in values_of(each)
                for variable in _noted_as(ritual, each.remember, alone_in_braces(text), names)
            )
            if held:
                kept[each.remember] = tuple(dict.fromkeys((*kept.get(each.remember, ()), *held)))
    return kept


def readable_notes(
    memory: Mapping[str, str],
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    sounds_like: Callable[[str, str], bool],
) -> dict[str, str]:
    """Return the notes earlier sessions have kept, by variable, without those that must not be
    read aloud."""
    kept = {
        key.removeprefix(PREFIX): readable(value, safe_words, pause_words, sounds_like)
        for key, value in memory.items()
        if key.startswith(PREFIX)
    }
    return {name: text for name, text in kept.items() if text}


def readable(
    text: str,
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    sounds_like: Callable[[str, str], bool],
) -> str:
    """Return a remembered note as it may be read aloud; "" when it must not be, as it would set
    off a word that may have been chosen since."""
    program = Program("", "", (), (), safe_words=tuple(safe_words), pause_words=tuple(pause_words))
    plain = jars.plain(text[:LONGEST_NOTE])
    if not can_be_read(program, plain):
        return ""
    words = (*safe_words, *pause_words)
    return "" if any(sounds_like(plain, word) for word in words) else plain
