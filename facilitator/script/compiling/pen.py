"""The pen of the compiler: operations in order, and whose steps they are."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Final

from facilitator.engine.operations import Operation
from facilitator.engine.sentences import Slip, Unsaid
from facilitator.errors import ScriptError
from facilitator.script.durations import parse_duration
from facilitator.script.facts.lines import lines_of
from facilitator.script.forms.schema import Reference
from facilitator.script.forms.values import Whose
from facilitator.script.names import unnamed
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import slug
from facilitator.script.settings import Value
from facilitator.script.yaml_tree import Tree

MOST_OPERATIONS: Final = 5_000
"""Longest program; a 36-question hour needs some three hundred operations."""

NIGHT_RESTS: Final = 1.3
"""How much longer the voice for the night rests after a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the writer stands: which file, which people.

    Attributes:
        tree: File the steps come from.
        part: Name of the shared part; "" in the ritual itself.
        line: Line of the ritual the operations are counted to; 0 to take each step's own.
        people: Placeholders that stand for people.
        whose: Index of the partner whose steps these are, inside `for each`; -1 outside.
        addressed: Index of the partner who is spoken to by name; -1 for nobody alone.
    """

    tree: Tree
    part: str = ""
    line: int = 0
    people: Mapping[str, str] = field(default_factory=dict)
    whose: int = -1
    addressed: int = -1


class Pen:
    """Writes operations in order; branches are filled in once their targets are known.

    Attributes:
        operations: What has been written.
        lines: The line of the ritual each operation came from.
        ritual: What is compiled.
        names: The partners, the one who leads first.
        pronouns: How they wish to be called besides, by name.
        values: The chosen settings.
        memory: What the journal keeps for this ritual.
        started: Local time of day at which the session begins.
        chance: Decides what is drawn by lot.
        own: What the facilitator says of its own, in the session's language.
        line: The line that operations are counted to now.
        place: Which file the steps come from, and who is addressed.
        variables: By name of an answer in small letters, the variables that hold it: one, or
            one for each partner.
        in_order: Decks that are drawn as written.
        counts: Names of tallies so far.
        own_counts: Names of tallies that each has of their own.
        answered: By name of an answer in small letters, the meanings it may have.
        rounds_of: Rounds of each deck so far: who begins takes turns over all of them.
        leaving: For each `repeat` around what is written now, the branches that lead out of it.
        meanings: Meanings of answers as written, by the same in small letters.
        notes: By name of a note, the variables that hold it: one, or one for each partner.
        kept_notes: What earlier sessions have kept and may be read aloud, by variable.
        answer_words: What the answers that texts say are called, by variable and by meaning.
        jars: Notes in jars that may be read aloud, by name of the jar.
        unsaid: What is left out because nothing of it is remembered.
        card_from: The deck a card was drawn from last, "" for none.
        slip_from: The jar a slip was drawn from last, "" for none.
        asked_about: What the conditions around what is written now ask about those who are there.
        keys: Keys of lines, by the shared part they stand in ("" for the ritual) and their path.
        is_unnamed: Nobody gave a name.
        rests: How much longer the rests between sentences are than usual.
    """

    def __init__(
        self,
        ritual: Ritual,
        names: tuple[str, ...],
        values: Mapping[str, Value],
        memory: Mapping[str, str],
        seed: int = 0,
        started: time = time(19, 0),
    ) -> None:
        self.started = started
        self.operations: list[Operation] = []
        self.lines: list[int] = []
        self.ritual = ritual
        self.names = names
        self.pronouns: Mapping[str, str] = {}
        self.values = values
        self.memory = memory
        self.chance = random.Random(seed)
        self.line = 0
        self.variables: dict[str, tuple[str, ...]] = {}
        self.meanings: dict[str, str] = {}
        self.leaving: list[list[int]] = []
        self.answered: dict[str, tuple[str, ...]] = {}
        self.counts: set[str] = set()
        self.own_counts: dict[str, None] = {}
        self.in_order: set[str] = set()
        self.rounds_of: Counter[str] = Counter()
        self.notes: dict[str, tuple[str, ...]] = {}
        self.kept_notes: Mapping[str, str] = {}
        self.answer_words: dict[str, Mapping[str, str]] = {}
        self.jars: Mapping[str, tuple[Slip, ...]] = {}
        self.unsaid: dict[Unsaid, None] = {}
        self.asked_about: frozenset[str] = frozenset()
        self.card_from = ""
        self.slip_from = ""
        self.own = ritual.own
        written = ritual.original or ritual
        self.keys = {("", line.path): line.key for line in lines_of(written.form)}
        for name, part in written.parts.items():
            for line in lines_of(part.form):
                self.keys[name, line.path] = f"{slug(name)}/{line.key}"
        self.rests = NIGHT_RESTS if ritual.form.voice == "quiet" else 1.0
        self.is_unnamed = names == unnamed(ritual.own)
        both = self.own.text("both") if self.is_unnamed else self.own.listed(names)
        people = {**dict(zip(("first", "second"), names, strict=False)), "partners": both}
        self.place = Place(ritual.tree, people=people)

    def write(self, operation: Operation) -> int:
        """Write an operation; return its index.

        Raises:
            ScriptError: The program has become too long.
        """
        if len(self.operations) >= MOST_OPERATIONS:
            raise ScriptError(f"more than {MOST_OPERATIONS} steps", help="Repeat less often.")
        self.operations.append(operation)
        self.lines.append(self.line)
        return len(self.operations) - 1

    @property
    def here(self) -> int:
        """Index of the next operation."""
        return len(self.operations)

    @contextmanager
    def person(self, index: int) -> Iterator[None]:
        """Fill placeholders for one partner."""
        before = self.place
        people = {
            **before.people,
            "name": self.names[index],
            "other": self.names[(index + 1) % len(self.names)],
        }
        self.place = replace(before, people=people, addressed=index)
        try:
            yield
        finally:
            self.place = before

    @contextmanager
    def asking(self, index: int, who: Whose | None) -> Iterator[None]:
        """Fill placeholders for whom a step is put to; -1 for anybody.

        With `who: other` a text of the script keeps `{name}` for the one whose steps they are.
        """
        if who != "other" or self.place.whose < 0:
            with self.person(max(index, 0)):
                yield
            return
        before = self.place
        self.place = replace(before, addressed=index)
        try:
            yield
        finally:
            self.place = before

    @contextmanager
    def about(self, extra: Mapping[str, str]) -> Iterator[None]:
        """Fill some more placeholders."""
        before = self.place
        self.place = replace(before, people={**before.people, **extra})
        try:
            yield
        finally:
            self.place = before

    @contextmanager
    def own_steps(self, index: int) -> Iterator[None]:
        """Fill placeholders for one partner and write steps that are theirs alone."""
        with self.person(index):
            self.place = replace(self.place, whose=index)
            yield

    @property
    def goes_deep(self) -> bool:
        """Whether something marked deep may be asked: never of more than two."""
        return len(self.names) <= 2

    @property
    def asked(self) -> tuple[int, ...]:
        """Indices of the partners whom a question to each is put to."""
        return tuple(range(len(self.names))) if self.place.whose < 0 else (self.place.whose,)

    def alone(self, who: Whose | None) -> tuple[int, ...] | None:
        """Return the index of the one a step is for, or nothing when that one is not there; None
        for a step that is for all."""
        if who is None or (who == "other" and self.place.whose < 0):
            return None
        if who == "other":
            index = (self.place.whose + 1) % len(self.names)
            return (index,) if index != self.place.whose else ()
        index = 0 if who == "first" else 1
        return (index,) if index < len(self.names) else ()

    def those(self, who: Whose | None) -> tuple[int, ...]:
        """Return the indices of those a question is put to that everybody is asked otherwise."""
        alone = self.alone(who)
        return self.asked if alone is None else alone

    def owner(self, variable: str) -> int:
        """Return the index of the partner whose answer a variable holds; -1 for nobody's alone."""
        held = variable.removesuffix("/kept")
        whose = (i for i, name in enumerate(self.names) if held.endswith(f" of {name}"))
        return next(whose, -1)

    def keep(
        self,
        name: str,
        variables: Sequence[str],
        heard: Mapping[str, object],
        *,
        is_one_of_several: bool = False,
    ) -> None:
        """Note which variables hold an answer, for conditions that come later.

        Inside `for each` a condition means the answer of the partner whose steps they are.

        Args:
            name: What the answer is called; "" for one that nothing asks for. The variables may
                be called otherwise: an answer kept under two names is held in one.
            variables: One, or one for each partner.
            heard: The meanings it may have.
            is_one_of_several: One person alone was asked: answers of the same name that others
                gave alone still count.
        """
        if not name:
            return
        low = name.lower()
        if is_one_of_several:
            before = [v for v in self.variables.get(low, ()) if self.owner(v) >= 0]
            variables = self.in_order_of_people((*before, *variables))
            heard = {**dict.fromkeys(self.answered.get(low, ())), **heard} if before else heard
        self.variables[low] = tuple(variables)
        self.answered[low] = tuple(heard)
        for variable in variables:
            for place, person in zip(("first", "second"), self.names, strict=False):
                if variable.endswith(f" of {person}"):
                    self.variables[f"{name} of {place}".lower()] = (variable,)
        self.meanings.update({meaning.lower(): meaning for meaning in heard})

    def in_order_of_people(self, variables: Sequence[str]) -> tuple[str, ...]:
        """Return variables, each once, in the order of the people whose answers they hold."""
        return tuple(sorted(dict.fromkeys(variables), key=self.owner))

    def seconds(self, length: float | Reference) -> float:
        """Return a length in seconds, taken from a setting when it is a reference to one."""
        if not isinstance(length, Reference):
            return length
        value = self.values.get(length.name, 0.0)
        return parse_duration(value) or 0.0 if isinstance(value, str) else value

    def setting_or(self, text: str) -> str:
        """Return the value of a setting when the text is a reference to one, else the text."""
        match = re.fullmatch(r"\{([^{}]+)\}", text.strip())
        return str(self.values.get(match.group(1).strip(), text)) if match else text
