"""The steps that draw from jars, count, and keep something for another day."""

from __future__ import annotations

import re
from dataclasses import replace

from facilitator.clock import samples
from facilitator.engine import jars
from facilitator.engine.drawing import text_of
from facilitator.engine.flow import Branch, Jump, Let, Tally
from facilitator.engine.operations import DrawSlip, PutIn, Remember
from facilitator.script.compiling.noting import Noting
from facilitator.script.facts.jars import COUNTS, jar_count
from facilitator.script.facts.noted import CARD, PREFIX, SLIP, alone_in_braces
from facilitator.script.facts.tallies import NONE, tallies_of
from facilitator.script.forms.schema import DrawStep, RememberStep, TallyStep
from facilitator.script.yaml_tree import Path


class Keeping(Noting):
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

    def begin_tallies(self) -> None:
        """Write what each tally begins with: nothing, or what earlier sessions have counted."""
        for name, goes_on in tallies_of(self.ritual).items():
            kept = self.memory.get(name, NONE) if goes_on else NONE
            self.write(Let(name, kept if kept.isdecimal() and len(kept) < 3 else NONE))
            self.counts.add(name)
            self.variables[name] = (name,)

    def tally(self, step: TallyStep) -> None:
        """Write that one more is counted, or that it begins anew."""
        name = step.tally
        self.write(Tally(name) if step.back_to is None else Let(name, NONE))
        if tallies_of(self.ritual)[name]:
            self.write(Remember(name, variable=name))
