"""Texts of a ritual as they stand on a card: names and settings filled in, briefly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from facilitator.authoring.way_entries import capital
from facilitator.engine.own_words import OwnWords
from facilitator.errors import FacilitatorError
from facilitator.places import shipped_scripts
from facilitator.script.conditions import (
    as_answered,
    holds,
    parse_condition,
)
from facilitator.script.forms.values import Reference
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.script.pronouns import (
    FORMS,
    NEUTRAL,
    Pronoun,
    given_pronouns,
    plain_name,
    said,
    written,
)
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import split
from facilitator.script.settings import Setting, Value
from facilitator.script.translation.languages import in_language

_YOURS: Final = ("you", "you", "to you", "your", "yours", "yourself")
"""What `pronouns.FORMS` are where somebody is addressed."""

_UNKNOWN: Final = "\ufffd"
"""Stands for what only a session knows until the sentence that holds it is left out."""


class Words:
    """The texts of a ritual as they stand on paper, names and settings filled in.

    Args:
        ritual: Whose steps they are.
        values: A value for each setting.
        names: What people are called; empty for people who gave no names.
        people: How many take part.
    """

    def __init__(
        self, ritual: Ritual, values: Mapping[str, Value], names: Sequence[str], people: int
    ) -> None:
        self._ritual = ritual
        self._own: OwnWords = ritual.own
        self._values = values
        self._names = tuple(map(plain_name, names))
        self._pronouns = given_pronouns(names)
        self._people = people
        self._lower = {name.lower(): name for name in values}
        self._asked: dict[str, tuple[str, ...]] = {}
        self._last_asked: tuple[str, ...] = ()
        self._rated = False
        self._chosen: set[str] = set()
        self._asked_about: frozenset[str] = frozenset()
        self._options = {
            str(path[-1]).lower(): said
            for (_, path), said in ritual.names.items()
            if path[:1] != ("settings",)
        }
        rules = self._own.text("card words for rules").split(", ")
        self._rules = re.compile(rf"\b(?:{'|'.join(map(re.escape, rules))})\b", re.IGNORECASE)

    def text(self, text: str | dict[str, str] | None) -> str:
        """Return a text of the script as it stands on paper; without the sentences that hold what
        is known only in a session, as a note or a count."""
        if isinstance(text, dict):
            chosen = {str(value).lower() for value in self._values.values()}
            text = next(
                (variant for choice, variant in text.items() if choice.lower() in chosen),
                text.get("otherwise", next(iter(text.values()))),
            )
        filled = self._filled(" ".join((text or "").split()))
        if _UNKNOWN not in filled:
            return filled
        return " ".join(cut.text for cut in split(filled) if _UNKNOWN not in cut.text)

    def seconds(self, length: float | Reference) -> float:
        """Return a length of time in seconds, settings filled in."""
        if isinstance(length, Reference):
            value = self._values.get(self._lower.get(length.name.lower(), ""), 0.0)
            return value if isinstance(value, float | int) else 0.0
        return length

    def _question(self, text: str | dict[str, str]) -> str:
        """Return what is asked in a text: its first question, else its last sentence."""
        sentences = self._sentences(text)
        asked = next((s for s in sentences if s.endswith("?")), None)
        return asked or (sentences[-1] if sentences else "")

    def _is_so(self, text: str) -> bool | None:
        """Return whether a condition on a setting holds; None for one on an answer."""
        condition = parse_condition(text)
        name = self._lower.get(condition.subject.lower()) if condition is not None else None
        if condition is None or name is None:
            return None
        setting = self._ritual.settings[name]
        condition = as_answered(condition, setting.choices)
        others = tuple(o for v in condition.values if (o := self._value(setting, v)) is not None)
        return holds(condition.how, self._values[name], others) if others else None

    def _value(self, setting: Setting, text: str) -> Value | None:
        """Return what a setting is compared with: a value, or that of another setting."""
        other = self._lower.get(" ".join(text.lower().split()))
        value = setting.value_of(text)
        return self._values[other] if value is None and other is not None else value

    def _sentences(self, text: str | dict[str, str]) -> tuple[str, ...]:
        return tuple(capital(cut.text) for cut in split(self.text(text)))

    def _filled(self, text: str) -> str:
        """Fill in settings, and people in a way that suits each of them."""
        text = re.sub(r"^\{(?:name|first|second|partners|other)\}[,:.] *", "", text)
        text = re.sub(r"^(?:for|you have) \{time\}[,:.]? *", "", text, flags=re.IGNORECASE)
        text = re.sub(r"(?:, )?\bfor \{time\}(?=[ .,:])", "", text)
        text = re.sub(r", \{(?:name|first|second|partners)\}(?=[.!?,]|$)", "", text)
        people = self._as_addressed()

        def value(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name in people:
                begins = found.string[: found.start()].rstrip()[-1:] in tuple(".!?")
                return capital(people[name]) if begins else people[name]
            if (pronoun := written(name)) is not None:
                return self._called(pronoun, people, found)
            if (key := self._lower.get(name.lower())) is not None:
                return self._ritual.settings[key].spoken(self._values[key])
            said = self._own.filled(found[0], {})
            return said if said != found[0] else _UNKNOWN

        filled = re.sub(r"\{([^{}]+)\}", value, text).strip()
        filled = re.sub(
            r"\"([^\"]*)\"", lambda found: self._own.text("quoted", word=found[1]), filled
        )
        return capital(filled)

    def _called(self, pronoun: Pronoun, people: Mapping[str, str], found: re.Match[str]) -> str:
        """Return what a pronoun says on a card, where whoever is addressed is "you"."""
        if pronoun.whose == "name" and self._own.language == "en":
            word = _YOURS[FORMS.index(pronoun.form)]
            told = f"{word}{pronoun.short} {pronoun.rest}".rstrip()
        else:
            name = people[pronoun.whose]
            told = said(pronoun, self._pronouns.get(name, NEUTRAL), self._own, name)
        begins = found.string[: found.start()].rstrip()[-1:] in tuple(".!?")
        return capital(told) if begins else told

    def _as_addressed(self) -> dict[str, str]:
        """Return what stands for people in braces."""
        own = self._own
        first, second = own.text("card one of you"), own.text("card other")
        if self._names:
            first, second = self._names[0], self._names[1 % len(self._names)]
        together = ("card you", "card you two", "card all of you")[min(self._people, 3) - 1]
        return {
            "partners": own.listed(self._names) if self._names else own.text(together),
            "first": first,
            "second": second,
            "name": own.text("card you"),
            "other": own.text("card other" if self._people < 3 else "card next"),
        }


def title_of(ritual: str, language: str = "en") -> str:
    """Return the title of a shipped ritual, in a language it is translated to; of another one
    its id in plain words."""
    try:
        path = find(ritual, [shipped_scripts()])
        found = load(path)
    except FacilitatorError:
        return capital(ritual.replace("-", " "))
    try:
        return in_language(found, path, language).title
    except FacilitatorError:
        return found.title
