"""Jars in a script: what is in them for a session, the step that draws, what conditions ask."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facilitator.clock import samples
from facilitator.engine import jars
from facilitator.engine.drawing import text_of
from facilitator.engine.flow import Branch, Jump, Let
from facilitator.engine.operations import DrawSlip, PutIn, Remember
from facilitator.engine.sentences import Slip
from facilitator.script.conditions import Condition, holds
from facilitator.script.durations import parse_number
from facilitator.script.file_forms import PartForm, RitualForm
from facilitator.script.lines import steps_of
from facilitator.script.noted import CARD, PREFIX, SLIP, alone_in_braces, readable
from facilitator.script.noting import Noting
from facilitator.script.once import once_each
from facilitator.script.ritual import Ritual
from facilitator.script.schema import DrawStep, NoteStep, RememberStep
from facilitator.script.yaml_tree import Path

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


class Jars(Noting):
    """Writes what is drawn from jars, and what of a session is kept by name."""

    def count_jars(self) -> None:
        """Write how many notes are in each jar, before anything else."""
        for name, there in self.jars.items():
            for variable in COUNTS.values():
                self.write(Let(variable(name), str(len(there))))

    def draw(self, step: DrawStep, path: Path) -> None:
        """Write that a note is drawn and read, and what is said when there is none."""
        if not self.jars.get(step.draw):
            self.leave_out(f"draw from: {step.draw}", step.draw)
        slip = {"slip": f"{{~{jars.slip_in(step.draw)}}}"}
        read = self.sentences(step.say, (*path, "say"), extra=slip)
        if read and step.pause is not None:
            pause = samples(self.seconds(step.pause))
            read = (*read[:-1], replace(read[-1], pause_after=pause))
        self.slip_from = step.draw
        self.write(DrawSlip(step.draw, step.which == "latest", step.take_out == "yes"))
        branch = self.write(Jump(0))
        self.say(read)
        over = self.write(Jump(0))
        none, line = self.here, self.line
        self.line = self.place.line or self.place.tree.key_span((*path, "if none")).line
        self.say(self.sentences(step.none, (*path, "if none")))
        self.line = line
        self.operations[branch] = Branch(jars.slip_in(step.draw), {"": none}, branch + 1)
        self.operations[over] = Jump(self.here)

    def remember(self, step: RememberStep) -> None:
        """Write that a value is kept for the next session: a text, a setting as it is chosen, or
        what was answered, noted or drawn, if anything was."""
        text = step.value
        if isinstance(text, dict):
            choice = self.variant(text)
            text = text[choice] if choice is not None else ""
        name = alone_in_braces(text)
        setting = self.ritual.settings.get(name)
        if setting is not None:
            self.write(Remember(step.remember, setting.text(self.values[name])))
            return
        held, before = self._held(name)
        if not held:
            self.write(Remember(step.remember, self.plain(text)))
            return
        is_one = re.search(r" of (first|second|other)\Z", name) is not None
        for variable in held:
            owner = -1 if is_one else self.owner(variable)
            kept = before + self.variable(step.remember, owner)
            skipped = self.here + 2
            is_full = step.jar is None or len(self.jars.get(step.jar, ())) >= jars.MOST_SLIPS
            skipped += not is_full
            self.write(Branch(variable, {"": skipped, "pass": skipped}, self.here + 1))
            self.write(Remember(kept, variable=variable))
            if step.jar is not None and not is_full:
                self.write(PutIn(step.jar, variable))

    def _held(self, name: str) -> tuple[tuple[str, ...], str]:
        """Return the variables that hold what a name in braces means here, with what the journal
        puts before the name of such a value; none for a name that no variable holds."""
        if not name or name in self.place.people:
            return (), ""
        if name == CARD and self.card_from:
            return (text_of(self.card_from),), PREFIX
        if name == SLIP:
            return (jars.slip_in(self.slip_from),), PREFIX
        mark = re.fullmatch(r"\{~(.+)\}", self._known_notes(name).get(name, ""))
        if mark is not None or name in self.notes:
            return ((mark[1],) if mark is not None else self.notes[name]), PREFIX
        counted = jar_count(name.lower(), tuple(self.jars))
        if counted:
            return (counted,), ""
        low = name.lower()
        if low.endswith(" of other"):
            those = self.variables.get(low.removesuffix(" of other"), ())
            other = (self.place.whose + 1) % len(self.names)
            return tuple(each for each in those if self.owner(each) == other), ""
        variables = self.variables.get(low, ())
        own = tuple(each for each in variables if self.owner(each) == self.place.whose >= 0)
        return own or variables, ""
