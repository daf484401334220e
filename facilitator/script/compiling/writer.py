"""What the compiler writes to be said: sentences with keys, filled in for the right person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from facilitator.clock import samples
from facilitator.engine.drawing import text_of
from facilitator.engine.jars import number_in, slip_in, unread_in
from facilitator.engine.operations import Say
from facilitator.engine.own_words import with_days
from facilitator.engine.sentences import ANSWER, PRIVATE, Sentence, Unsaid
from facilitator.script import speaking
from facilitator.script.compiling.pen import Pen
from facilitator.script.facts.answer_words import words_by_name
from facilitator.script.facts.earlier import EARLIER, number_of
from facilitator.script.facts.noted import (
    CARD,
    NO_NOTE,
    SLIP,
    alone_in_braces,
    every_step,
    notes_remembered,
    values_of,
)
from facilitator.script.forms.schema import RememberStep
from facilitator.script.pronouns import NEUTRAL, said, written
from facilitator.script.sentences import slug, split
from facilitator.script.yaml_tree import Path

_IN_BRACES: Final = re.compile(r"\{([^{}]+)\}")

_VOCATIVE: Final = re.compile(r", \{(name|other|first|second|partners)\}(?=[.!?])")
"""A name somebody is called by at the end of a sentence; left out when there is none."""


class Writer(Pen):
    """Writes operations and what is said in them."""

    def say(self, sentences: tuple[Sentence, ...]) -> None:
        """Write a `Say`, unless there is nothing to say."""
        if sentences:
            self.write(Say(sentences))

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
            key = self.keys.get((self.place.part, path), "")
        else:
            key = "standard/" + slug(str(path[-1]))
            extra = {**self._addressee(), **(extra or {})}
        self._tell_unsaid(text)
        cuts = [(self.fill(cut.text, extra), cut) for cut in split(text or default)]
        return tuple(
            Sentence(
                _capitalized(filled).replace(PRIVATE, ""),
                f"{key}.{number}",
                samples(cut.pause_seconds * self.rests),
                private=PRIVATE in filled,
            )
            for number, (filled, cut) in enumerate(cuts, start=1)
            if NO_NOTE not in filled
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
        return with_days(self.ritual.names.get((self.place.part, path), key))

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
        answers = self._known_answers(text)
        people, extra = self.place.people, extra or {}
        earlier = {
            name: speaking.number(number_of(name, self.memory), self.own)
            for name in EARLIER
            if name in text
        }
        known = {**earlier, **answers, **drawn, **spoken, **counts, **notes, **people, **extra}
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
                known |= self._as_called(last + name, of)
        return known

    def _as_called(self, name: str, of: Mapping[int, str]) -> dict[str, str]:
        """Return what a text may call something that there is of each of the two, or of both.

        Args:
            name: Its name.
            of: What stands for it, by the one whose it is; -1 for nobody's alone.
        """
        together = of.get(-1, NO_NOTE)
        known = {
            f"{name} of {place}": of.get(index, together)
            for index, place in enumerate(("first", "second"))
        }
        mine = self.place.addressed
        if len(of) == 1:
            known[name] = next(iter(of.values()))
        elif mine >= 0:
            known[name] = of.get(mine, together)
        if mine >= 0 or len(of) == 1:
            other = (max(mine, 0) + 1) % len(self.names)
            known[f"{name} of other"] = of.get(other, together)
        return known

    @cached_property
    def _called_answers(self) -> dict[str, dict[str, dict[str, str]]]:
        """What answers are called where a text says them: by the shared part they are asked in
        ("" for the ritual), by name, and by meaning."""
        names, own = self.ritual.names, self.own
        found = {"": words_by_name(self.ritual.form, "", names, own)}
        for name, part in self.ritual.parts.items():
            found[name] = words_by_name(part.form, name, names, own)
        return found

    def _known_answers(self, text: str) -> dict[str, str]:
        """Return what a text may say of the answers that it names: those of this session as marks
        that are filled when it is spoken, those kept by earlier sessions in their words."""
        known: dict[str, str] = {}
        plain = " ".join(text.split())
        for name, words in self._called_answers[self.place.part].items():
            if name not in plain:
                continue
            variables = self.variables.get(name.lower(), ())
            self.answer_words.update(dict.fromkeys(variables, words))
            of = {self.owner(each): f"{{~{ANSWER}{each}}}" for each in variables}
            known |= self._as_called(name, of or dict.fromkeys((-1,), NO_NOTE))
            kept = {key.lower(): value.lower() for key, value in self.memory.items()}
            whose = {-1: name, **{i: f"{name} of {who}" for i, who in enumerate(self.names)}}
            held = {i: self._as_kept(name, words, kept, each) for i, each in whose.items()}
            if all(f"{name} of {who}".lower() not in kept for who in self.names):
                held = {-1: held[-1]}
            known |= self._as_called(f"last {name}", held)
        return known

    def _as_kept(
        self, name: str, words: Mapping[str, str], kept: Mapping[str, str], whose: str
    ) -> str:
        """Return how it is said what an earlier session has kept under a name: an answer in its
        word, a number, or a setting as it was then."""
        low = whose.lower()
        value = kept.get(low, kept.get(f"last {low}", ""))
        if not value or value == "pass" or value in words:
            return words.get(value, NO_NOTE)
        for step in (each for each in every_step(self.ritual) if isinstance(each, RememberStep)):
            if step.remember.removeprefix("last ") == name:
                for text in values_of(step):
                    setting = self.ritual.settings.get(alone_in_braces(text))
                    chosen = setting.value_of(value) if setting is not None else None
                    if setting is not None and chosen is not None:
                        return setting.spoken(chosen)
        return self.own.number(int(value)) if value.isdecimal() else NO_NOTE


def _capitalized(text: str) -> str:
    text = with_days(text)
    for index, character in enumerate(text):
        if character.isalpha():
            return text[:index] + character.upper() + text[index + 1 :]
        if character.isdigit() or text.startswith(("{=", "{~"), index):
            break
    return text
