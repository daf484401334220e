"""The pen of the compiler: operations in order, and texts filled in for the right person."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import time
from functools import cached_property
from typing import Final

from facilitator.clock import samples
from facilitator.engine.drawing import text_of
from facilitator.engine.jars import number_in, slip_in, unread_in
from facilitator.engine.program import PRIVATE, Operation, Say, Sentence, Slip, Unsaid
from facilitator.errors import ScriptError
from facilitator.script.durations import parse_duration
from facilitator.script.forms import Whose
from facilitator.script.lines import lines_of
from facilitator.script.names import unnamed
from facilitator.script.noted import CARD, NO_NOTE, SLIP, notes_remembered
from facilitator.script.pronouns import NEUTRAL, said, written
from facilitator.script.ritual import Ritual
from facilitator.script.schema import Reference
from facilitator.script.sentences import slug, split
from facilitator.script.settings import Value
from facilitator.script.yaml_tree import Path, Tree

MOST_OPERATIONS: Final = 5_000
"""Longest program; a 36-question hour needs some three hundred operations."""

_IN_BRACES: Final = re.compile(r"\{([^{}]+)\}")
NIGHT_RESTS: Final = 1.3
"""How much longer the voice for the night rests after a sentence."""

_VOCATIVE: Final = re.compile(r", \{(name|first|second|partners)\}(?=[.!?])")
"""A name somebody is called by at the end of a sentence; left out when there is none."""


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


class Writer:
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
        leaving: For each `repeat` around what is written now, the branches that lead out of it.
        meanings: Meanings of answers as written, by the same in small letters.
        notes: By name of a note, the variables that hold it: one, or one for each partner.
        kept_notes: What earlier sessions have kept and may be read aloud, by variable.
        jars: Notes in jars that may be read aloud, by name of the jar.
        unsaid: What is left out because nothing of it is remembered.
        card_from: The deck a card was drawn from last, "" for none.
        slip_from: The jar a slip was drawn from last, "" for none.
        asked_about: What the conditions around what is written now ask about those who are there.
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
        self.notes: dict[str, tuple[str, ...]] = {}
        self.kept_notes: Mapping[str, str] = {}
        self.jars: Mapping[str, tuple[Slip, ...]] = {}
        self.unsaid: dict[Unsaid, None] = {}
        self.asked_about: frozenset[str] = frozenset()
        self.card_from = ""
        self.slip_from = ""
        self.own = ritual.own
        written = ritual.original or ritual
        self._keys = {("", line.path): line.key for line in lines_of(written.form)}
        for name, part in written.parts.items():
            for line in lines_of(part.form):
                self._keys[name, line.path] = f"{slug(name)}/{line.key}"
        self.rests = NIGHT_RESTS if ritual.form.voice == "quiet" else 1.0
        self.is_unnamed = names == unnamed(ritual.own)
        both = self.own.text("both") if self.is_unnamed else self.own.listed(names)
        people = {**dict(zip(("first", "second"), names, strict=False)), "partners": both}
        self.place = Place(ritual.tree, people=people)

    # Writing

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

    def say(self, sentences: tuple[Sentence, ...]) -> None:
        """Write a `Say`, unless there is nothing to say."""
        if sentences:
            self.write(Say(sentences))

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

    # Texts

    def called(self, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        """Return what is said to the one who is addressed, their name before it unless it is in
        there."""
        name = re.compile(rf"(?<!\w){re.escape(self.names[self.place.addressed])}(?!\w)", re.I)
        if any(name.search(each.text) for each in sentences):
            return sentences
        return self.sentences(None, ("note-called",), self.own.template("note called")) + sentences

    def sentences(
        self,
        text: str | dict[str, str] | None,
        path: Path,
        default: str = "",
        extra: Mapping[str, str] | None = None,
    ) -> tuple[Sentence, ...]:
        """Return a text as sentences, the right variant chosen and placeholders filled."""
        if isinstance(text, dict):
            choice = self.variant(text)
            if choice is None:
                return ()
            path, text = (*path, choice), text[choice]
        if text:
            key = self._keys.get((self.place.part, path), "")
        else:
            key = "standard/" + slug(str(path[-1]))
            extra = {**self._addressee(), **(extra or {})}
        self._tell_unsaid(text)
        sentences = (
            Sentence(
                _capitalized(self.fill(cut.text, extra)),
                f"{key}.{number}",
                samples(cut.pause_seconds * self.rests),
                private=PRIVATE in self.fill(cut.text, extra),
            )
            for number, cut in enumerate(split(text or default), start=1)
        )
        return tuple(
            replace(sentence, text=sentence.text.replace(PRIVATE, ""))
            for sentence in sentences
            if NO_NOTE not in sentence.text
        )

    def _addressee(self) -> dict[str, str]:
        """Return what a text of the product's own calls the one who is addressed."""
        index = self.place.addressed
        if index < 0:
            return {}
        other = self.names[(index + 1) % len(self.names)]
        return {"name": self.names[index], "other": other}

    def leave_out(self, text: str, name: str) -> None:
        """Note that something is not said because nothing of that name is remembered."""
        self.unsaid[Unsaid(self.line, " ".join(text.split()), name)] = None

    def _tell_unsaid(self, text: str | None) -> None:
        """Note which sentences of a text have to be left out for want of a remembered note."""
        if text is None or "{last " not in text:
            return
        for cut in split(text):
            if NO_NOTE in self.fill(cut.text):
                notes = re.findall(r"\{last ([^{}]+)\}", cut.text)
                missing = next((n for n in notes if NO_NOTE in self.fill(f"{{last {n}}}")), "")
                self.leave_out(cut.text, re.sub(r" of other\Z", "", missing))

    def phrase(self, key: str, **values: str) -> str:
        """Return a text of the product's own, filled in, for the display."""
        return self.own.text(key, **values)

    def quoted(self, words: Sequence[str]) -> str:
        """Return what people can say, for the display: in quotation marks, the last after "or"."""
        marked = [self.own.text("quoted", word=word) for word in words]
        return self.own.text("say words", words=self.own.listed(marked, "or"))

    def name_of(self, path: Path, key: str) -> str:
        """Return what is said in place of a key of the file."""
        return self.ritual.names.get((self.place.part, path), key)

    def plain(self, text: str | dict[str, str] | None, default: str = "") -> str:
        """Return a text filled in, on one line: for the display and the journal."""
        if isinstance(text, dict):
            choice = self.variant(text)
            text = text[choice] if choice is not None else ""
        filled = self.fill(text or default).replace(PRIVATE, "").replace(NO_NOTE, "")
        return " ".join(filled.split())

    def variant(self, texts: Mapping[str, str]) -> str | None:
        """Return the key of the text that is meant for the chosen settings; None for no text.

        The setting is the first one whose choices all of the keys are.
        """
        by_lower = {choice.lower(): choice for choice in texts}
        wanted = by_lower.keys() - {"otherwise"}
        for name, setting in self.ritual.settings.items():
            if wanted <= {choice.lower() for choice in setting.choices}:
                chosen = str(self.values[name]).lower()
                return by_lower.get(chosen, by_lower.get("otherwise"))
        return by_lower.get("otherwise")

    def fill(self, text: str, extra: Mapping[str, str] | None = None) -> str:
        """Return a text with its placeholders replaced."""
        if self.is_unnamed:
            text = _VOCATIVE.sub("", text)
        if "{" not in text:
            return text
        spoken = {
            name: setting.spoken(self.values[name])
            for name, setting in self.ritual.settings.items()
        }
        counts = {name: f"{{={name}}}" for name in self.counts}
        counts |= self._own_counts()
        notes = self._known_notes(text)
        counts |= {f"number in {jar}": f"{{={number_in(jar)}}}" for jar in self.jars}
        counts |= {f"unread in {jar}": f"{{={unread_in(jar)}}}" for jar in self.jars}
        drawn = {CARD: f"{{~{text_of(self.card_from)}}}"} if self.card_from else {}
        drawn |= {SLIP: f"{{~{slip_in(self.slip_from)}}}"} if self.slip_from else {}
        known = {**drawn, **spoken, **counts, **notes, **self.place.people, **(extra or {})}
        return self.own.filled(_IN_BRACES.sub(self._called, text), known)

    def _called(self, braces: re.Match[str]) -> str:
        """Return what a pronoun in braces says of its person; anything else as it stands."""
        pronoun = written(braces[1])
        name = self.place.people.get(pronoun.whose, "") if pronoun else ""
        if pronoun is None or not name:
            return braces[0]
        return said(pronoun, self.pronouns.get(name, NEUTRAL), self.own, name)

    def _own_counts(self) -> dict[str, str]:
        """Return what a text may say of tallies that each has of their own."""
        known: dict[str, str] = {}
        for name in self.own_counts:
            of = {self.owner(each): f"{{={each}}}" for each in self.variables[name]}
            known |= {
                f"{name} of {place}": of[index]
                for index, place in enumerate(("first", "second"))
                if index in of
            }
            mine = self.place.addressed
            if mine >= 0:
                known[name] = of.get(mine, NO_NOTE)
                known[f"{name} of other"] = of.get((mine + 1) % len(self.names), NO_NOTE)
        return known

    @cached_property
    def _remembered_notes(self) -> dict[str, tuple[str, ...]]:
        return notes_remembered(self.ritual, self.names)

    def _known_notes(self, text: str) -> dict[str, str]:
        """Return what a text may say of the notes that it names: those of this session as marks
        that are filled when it is spoken, those kept by earlier sessions as they are."""
        known: dict[str, str] = {}
        plain = " ".join(text.split())
        plain += plain.replace(" ", "_")
        for last, notes in (("", self.notes), ("last ", self._remembered_notes)):
            for name, variables in notes.items():
                if name not in plain:
                    continue
                marks = [
                    PRIVATE + self.kept_notes[v] if v in self.kept_notes else NO_NOTE
                    for v in variables
                ]
                if not last:
                    marks = [f"{{~{variable}}}" for variable in variables]
                of = {self.owner(v): mark for v, mark in zip(variables, marks, strict=True)}
                together = of.get(-1, NO_NOTE)
                known |= {
                    f"{last}{name} of {place}": of.get(index, together)
                    for index, place in enumerate(("first", "second"))
                }
                mine = self.place.addressed
                if len(marks) == 1:
                    known[last + name] = marks[0]
                elif mine >= 0:
                    known[last + name] = of.get(mine, together)
                if mine >= 0 or len(marks) == 1:
                    other = (max(mine, 0) + 1) % len(self.names)
                    known[f"{last}{name} of other"] = of.get(other, together)
        return known

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


def _capitalized(text: str) -> str:
    for index, character in enumerate(text):
        if character.isalpha():
            return text[:index] + character.upper() + text[index + 1 :]
        if character.isdigit() or text.startswith(("{=", "{~"), index):
            break
    return text
