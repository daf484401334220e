"""Jars in a script: what is in them for a session, and what conditions ask of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.engine import jars
from facilitator.engine.sentences import Slip
from facilitator.script.conditions import Condition, holds
from facilitator.script.durations import parse_number
from facilitator.script.facts.lines import steps_of
from facilitator.script.facts.noted import readable
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import DrawStep, NoteStep, RememberStep
from facilitator.script.once import once_each
from facilitator.script.ritual import Ritual

EMPTY: Final = "empty"
"""What a jar is when there is nothing in it: `when: gratitude jar is empty`."""

COUNTS: Final[Mapping[str, Callable[[str], str]]] = {
    "number in ": jars.number_in,
    "unread in ": jars.unread_in,
}
"""What may stand before the name of a jar in texts and conditions, to the variable that holds it:
how many notes are in it, and how many of them this session has not read."""


@dataclass(frozen=True, slots=True)
class InJar:
    """A note in a jar, as the journal keeps it: its words, and its place among those drawn in
    this round, or 0."""

    text: str
    drawn: int = 0


@once_each
def jars_of(ritual: Ritual) -> tuple[str, ...]:
    """Return the jars a ritual and its shared parts put notes into or draw from."""
    forms: list[RitualForm | PartForm] = [ritual.form]
    forms += [part.form for part in ritual.parts.values()]
    named = [
        step.draw if isinstance(step, DrawStep) else step.jar
        for form in forms
        for _, step in steps_of(form)
        if isinstance(step, NoteStep | DrawStep | RememberStep)
    ]
    return tuple(dict.fromkeys(name for name in named if name is not None))


def slips_for(
    ritual: Ritual,
    kept: Mapping[str, Sequence[InJar]],
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    sounds_like: Callable[[str, str], bool],
    chance: random.Random,
) -> dict[str, tuple[Slip, ...]]:
    """Return the jars of a ritual with the notes that may be read aloud in a session, in the
    order in which they were put in, each with its place in a lot."""
    found: dict[str, tuple[Slip, ...]] = {}
    for name in jars_of(ritual):
        there: dict[str, int] = {}
        for each in kept.get(name, ()):
            text = readable(each.text, safe_words, pause_words, sounds_like)
            if text:
                there[text] = each.drawn
        lots = list(range(len(there)))
        chance.shuffle(lots)
        pairs = zip(there.items(), lots, strict=True)
        found[name] = tuple(Slip(text, lot, drawn) for (text, drawn), lot in pairs)
    return found


def jar_counts(names: Sequence[str]) -> list[str]:
    """Return what texts and conditions may call the numbers of some jars."""
    return [f"{counted}{name}" for counted in COUNTS for name in names]


def jar_count(name: str, known: Sequence[str]) -> str:
    """Return the variable that holds one of the numbers of a known jar; "" for another name."""
    for counted, variable in COUNTS.items():
        jar = name.removeprefix(counted).strip()
        if jar != name and jar in known:
            return variable(jar)
    return ""


def jar_asked(condition: Condition, known: Sequence[str]) -> str:
    """Return the variable that a condition on one of the known jars asks for; "" for none, and
    where it is compared with another name."""
    subject = condition.subject.lower()
    values = [value.lower() for value in condition.values]
    counted = jar_count(subject, known)
    if counted:
        is_by_value = values == [EMPTY] or None not in map(parse_number, values)
        return counted if is_by_value else ""
    return jars.number_in(subject) if subject in known and values == [EMPTY] else ""


def numbers_meant(condition: Condition) -> tuple[str, ...]:
    """Return the numbers of notes for which a condition about a jar holds, read without "not"."""
    if [value.lower() for value in condition.values] == [EMPTY]:
        return ("0",)
    others = tuple(
        float(number) for v in condition.values if (number := parse_number(v)) is not None
    )
    how = "is" if condition.how == "is not" else condition.how
    counted = range(jars.MOST_COUNTED + 1)
    return tuple(str(n) for n in counted if others and holds(how, float(n), others))
