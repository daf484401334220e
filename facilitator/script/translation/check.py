"""Rules a language file must keep: complete, up to date, with the placeholders of its lines."""

from __future__ import annotations

import re
from typing import Final

from facilitator.script import rules
from facilitator.script.checking.values import ValueChecks
from facilitator.script.checking.wording import Wording
from facilitator.script.diagnostics import MOST_ERRORS, Diagnostic, Rule, Span, closest
from facilitator.script.facts.lines import Line
from facilitator.script.phrases import HEARD, RESERVED
from facilitator.script.pronouns import examples, written
from facilitator.script.ritual import Ritual
from facilitator.script.translation.file import Matched
from facilitator.script.translation.naming import SAY, kept_in, left_out, ways_in
from facilitator.script.translation.safety import alike, lost, safety_lines
from facilitator.script.translation.sources import (
    PRODUCT_SOURCE,
    Translated,
    needed_of,
    sources_of,
    waiting_in,
)
from facilitator.script.translation.translatable import CALLED, Item
from facilitator.script.yaml_tree import Path

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_HOURS: Final = frozenset(
    {"o'clock", "hour and minutes", "quarter past", "half past", "quarter to"}
)
"""Texts of the product about times of day; languages count hours from the one or the other."""


def check(
    translated: Translated, ritual: Ritual | None, wording: Wording, with_answers: bool = False
) -> list[Diagnostic]:
    """Return everything about a language file that breaks a rule.

    Args:
        translated: What was read.
        ritual: The ritual it belongs to, whose settings may stand in braces; None for the
            product, or for a part on its own.
        wording: Knows the words of the session.
        with_answers: The ears understand the language, so the answers must be there as well.
    """
    return _Check(translated, ritual, wording, with_answers).run()


class _Check:
    """Collects findings about one language file."""

    def __init__(
        self, translated: Translated, ritual: Ritual | None, wording: Wording, with_answers: bool
    ) -> None:
        self._translated = translated
        self._tree = translated.file.tree
        self._broken = translated.file.broken
        self._ritual = ritual
        self._wording = wording
        self._with_answers = with_answers
        self._found: list[Diagnostic] = []
        self._checks: ValueChecks | None = None
        self._safe = safety_lines(translated.source)
        self._kept, self._ways = kept_in(translated.source), ways_in(translated.source)
        self._sayable = {name.lower() for name in HEARD}
        for source in sources_of(ritual) if ritual is not None else (translated.source,):
            for item in source.items:
                if item.section == "answers":
                    self._sayable |= {item.meaning.lower(), item.id.lower()}

    def run(self) -> list[Diagnostic]:
        errors = 0
        for each in self._translated.found:
            if errors >= MOST_ERRORS:
                break
            before = len(self._found)
            self._one(each)
            errors += sum(found.rule.severity == "error" for found in self._found[before:])
        self._untranslated()
        known = [item.id for item in self._translated.source.items]
        for entry in self._translated.left[:MOST_ERRORS]:
            if entry.section is not None:
                near = closest(entry.id, known)
                self._report(
                    rules.translations.UNKNOWN_LINE,
                    self._tree.key_span((entry.section, entry.id)),
                    advice=f"did you mean `{near}`?" if near else "",
                    where=f"the {self._translated.source.kind}",
                    id=entry.id,
                )
        self._numbers()
        self._alike()
        return self._found

    def _report(self, rule: Rule, span: Span, advice: str = "", **values: str) -> None:
        self._found.append(Diagnostic(rule, self._tree.source, span, values, help=advice))

    def _untranslated(self) -> None:
        """Tell how many texts wait for a translation, at the first of them."""
        every = waiting_in(self._translated, self._with_answers)
        self._uncalled([each for each in every if is_called(each)])
        waiting = [each for each in every if not is_called(each)]
        if not waiting:
            return
        first = waiting[0]
        path: Path = (first.item.section,)
        notes: list[str] = []
        if first.entry is not None and first.entry.section is not None:
            at = (*path, first.entry.id, "translation")
            path = at if at in self._tree.keys else at[:-1]
        new = sum(each.entry is None or each.entry.section is None for each in waiting)
        if new:
            stem, language = self._translated.source.stem, self._translated.file.language
            are = "one of them is" if new == 1 else f"{new} of them are"
            notes.append(
                f"{are} not in this file yet; `facilitator translate {stem} {language}` adds "
                f"{'it' if new == 1 else 'them'}"
            )
        values = {
            "count": str(len(waiting)),
            "all": str(len(needed_of(self._translated, self._with_answers))),
            "id": first.item.id,
            "original": first.item.text,
        }
        span, source = self._tree.key_span(path), self._tree.source
        self._found.append(
            Diagnostic(rules.translations.UNTRANSLATED, source, span, values, notes=tuple(notes))
        )

    def _uncalled(self, waiting: list[Matched]) -> None:
        """Tell which answers that a text says have no word yet."""
        if not waiting:
            return
        first = waiting[0]
        path: Path = (first.item.section,)
        if first.entry is not None and first.entry.section is not None:
            at = (*path, first.entry.id, "translation")
            path = at if at in self._tree.keys else at[:-1]
        words = [each.item.text for each in waiting]
        self._report(
            rules.translations.ANSWER_WITHOUT_WORD,
            self._tree.key_span(path),
            answers=", ".join(f"`{word}`" for word in words),
            id=first.item.id,
            answer=first.item.text,
        )

    def _one(self, each: Matched) -> None:
        item = each.item
        if item.section == "answers" and not self._with_answers:
            return
        path: Path = (item.section, each.entry.id) if each.entry is not None else (item.section,)
        if not each.translation or each.entry is None or each.entry.id in self._broken:
            return
        if each.entry is not None and each.entry.section is None:
            path = ("removed", each.entry.id)
        at: Path = (*path, "translation")
        if each.was:
            self._report(
                rules.translations.OUT_OF_DATE,
                self._tree.value_span(at),
                id=item.id,
                original=item.text,
            )
        gone = ""
        if item.section != "answers" and item.id in self._safe:
            gone = lost(each, self._kept.get(item.id, ()), self._ways)
        if gone:
            span = self._tree.value_span(at)
            self._report(rules.translations.SAFETY_LOST, span, id=item.id, lost=gone)
            return
        if item.section != "answers":
            self._placeholders(each, at)
        left = left_out(self._kept.get(item.id, ()), each.translation, self._ways)
        if item.section == "lines" and left and not each.was:
            self._report(rules.translations.ANSWER_NOT_SAID, self._tree.value_span(at), name=left)
        if item.section == "lines":
            known = {**self._known(item), "partners": "Anna und Ben"}
            known |= examples(each.translation, known, english=False)
            known |= {name: "etwas" for name in _braces(each.translation) if name not in known}
            line = Line(at, path, item.spoken, each.translation, "", item.id)
            self._found += self._wording.line(self._tree, line, known)

    def _known(self, item: Item) -> dict[str, str]:
        """Return what a line may hold in braces, each with an example."""
        ritual, source = self._ritual, self._translated.source
        known = dict.fromkeys(_braces(item.text), "etwas")
        if self._translated.source.kind == PRODUCT_SOURCE and item.id in _HOURS:
            known |= dict.fromkeys(("hour", "next hour", "minutes"), "etwas")
        if self._translated.source.kind == PRODUCT_SOURCE and item.id.startswith("pronoun "):
            known["name"] = "etwas"
        if ritual is not None and source.tree is not None and item.paths and item.spoken:
            if self._checks is None:
                self._checks = ValueChecks(ritual, self._wording)
                self._checks.tree = source.tree
            known = {**self._checks.placeholders(item.paths[0], item.spoken), **known}
        return known

    def _placeholders(self, each: Matched, at: Path) -> None:
        # A translation that is out of date was made from other words.
        original, there = _braces(each.was or each.item.text), _braces(each.translation)
        known = self._known(each.item)
        # Languages need other pronouns than English does, or the name in their place.
        known = {name: said for name, said in known.items() if written(name) is None}
        known |= examples(each.translation, known, english=False)
        original = [name for name in original if written(name) is None]
        for name in there:
            is_answer = name.startswith(SAY) and name[len(SAY) :].lower() in self._sayable
            if name not in known and name not in original and not is_answer:
                near = closest(name, known)
                self._report(
                    rules.translations.PLACEHOLDER_INVENTED,
                    self._tree.find(at, f"{{{name}}}"),
                    advice=f"did you mean {{{near}}}?" if near else "",
                    name=name,
                    known=", ".join(f"{{{n}}}" for n in _braces(each.item.text)) or "none",
                )
        for name in _braces(each.item.text):
            is_hour = name == "hour" and "next hour" in there
            is_free = name.startswith(SAY) or written(name) is not None
            if name not in there and not is_free and not is_hour:
                span = self._tree.value_span(at)
                self._report(rules.translations.PLACEHOLDER_MISSING, span, name=name)

    def _numbers(self) -> None:
        numbers = self._translated.file.numbers
        if self._translated.source.kind == PRODUCT_SOURCE and len(numbers) != 100:
            should = f"a list of 100 words, for 0 to 99; there are {len(numbers)}"
            span = self._tree.value_span(("numbers",))
            self._report(rules.form.WRONG_TYPE, span, what="`numbers`", should=should)

    def _alike(self) -> None:
        """Find phrases that stand for two answers of one question, or for a command."""
        if self._translated.source.kind == PRODUCT_SOURCE:
            self._deciding()
            return
        asked: dict[tuple[Path, str], tuple[str, str]] = {}
        for each in self._translated.found:
            if each.item.section != "answers" or each.entry is None or not each.translation:
                continue
            at: Path = ("answers", each.entry.id, "translation")
            for phrase in each.translation.split(", "):
                span = self._tree.find(at, phrase)
                if phrase in RESERVED:
                    self._report(rules.answers.COMMAND_IN_ANSWER, span, answer=phrase)
                for path in each.item.paths:
                    before = asked.setdefault((path, phrase), (each.item.id, phrase))
                    if before[0] != each.item.id:
                        self._report(rules.answers.ANSWERS_ALIKE, span, one=phrase, two=phrase)

    def _deciding(self) -> None:
        """Find words that stand for a yes and a no, or for resting and going on."""
        found = self._translated.found
        answers = {each.item.id: each for each in found if each.item.section == "answers"}
        for one, other, phrase in alike(answers):
            entry = answers[other].entry
            at: Path = ("answers", entry.id if entry is not None else other, "translation")
            gone = f"means `{one}` as well: “{phrase}”"
            span = self._tree.find(at, phrase)
            self._report(rules.translations.SAFETY_LOST, span, id=other, lost=gone)


def is_called(each: Matched) -> bool:
    """Say whether a text is what an answer is called in a sentence that says it."""
    return each.item.section == "shown" and each.item.id.startswith(CALLED)


def _braces(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(n.split()) for n in _PLACEHOLDER.findall(text)))


def check_named(translated: Translated, language: str) -> list[Diagnostic]:
    """Return what a language file says it is and its name says otherwise."""
    file, source = translated.file, translated.source
    found = []
    pairs = [(file.language, language, "language")]
    if file.of:
        pairs.append((file.of, source.name, source.kind))
    for says, named, key in pairs:
        if " ".join(says.lower().split()) != named.lower():
            span = file.tree.value_span((key,))
            values = {"says": f"`{says}`", "named": f"`{named}`"}
            found.append(
                Diagnostic(rules.translations.WRONG_LANGUAGE_FILE, file.tree.source, span, values)
            )
    if not file.of:
        values = {"where": "a language file", "key": source.kind}
        span = file.tree.key_span(())
        found.append(Diagnostic(rules.form.MISSING_KEY, file.tree.source, span, values))
    return found
