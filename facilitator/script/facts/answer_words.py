"""Answers that a text says: what they are called in a sentence, and which were remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from facilitator.engine.own_words import OwnWords, with_days
from facilitator.engine.whose import PLACES
from facilitator.script.facts.lines import lines_of, steps_of
from facilitator.script.facts.noted import (
    alone_in_braces,
    is_note_kept,
    names_in_session,
    values_by_choice,
)
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    ChooseStep,
    ForEachStep,
    NoteStep,
    RateStep,
    RememberStep,
    RemindStep,
    TurnsStep,
    whom,
)
from facilitator.script.yaml_tree import Path

Asking: TypeAlias = AskStep | AskEachStep | RateStep | ChooseStep

RATED: Final = tuple(str(number) for number in range(1, 6))
"""Ratings that are said; a pass is none."""

_IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_WHOSE: Final = re.compile(r" of (first|second|other)\Z")


@dataclass(slots=True)
class Answer:
    """An answer that a text of the same file may say.

    Attributes:
        name: As its step has it, under `as` or `remember`.
        words: What may be answered, as written, each with its way in the file; none for a number.
        of_each: Each of the two gives one of their own.
        lasts: It is kept for the next session under this name.
        asked: Ways to the steps that ask for it; none for what is only kept under this name, by a
            `remember` step or a reminder.
        sources: Names of the answers that a `remember` step keeps under this one.
        places: Which of the two gives one, where only one is asked.
    """

    name: str
    words: dict[str, list[Path]] = field(default_factory=dict)
    of_each: bool = False
    lasts: bool = False
    asked: list[Path] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


def answers_in(form: RitualForm | PartForm) -> dict[str, Answer]:
    """Return the answers a ritual or a shared part asks for itself or keeps for later, by name."""
    found: dict[str, Answer] = {}
    around = [path for path, step in steps_of(form) if isinstance(step, ForEachStep)]
    for path, step in steps_of(form):
        if not isinstance(step, Asking):
            continue
        for name in dict.fromkeys(each for each in (step.name, step.remember) if each):
            answer = found.setdefault(name, Answer(name))
            answer.asked.append(path)
            for meaning, at in _meanings(step, path, form):
                answer.words.setdefault(meaning, []).append(at)
            inside = any(path[: len(each)] == each for each in around)
            place = whom(step)
            answer.places |= {place} if place in PLACES else set(PLACES)
            is_each = inside or isinstance(step, AskEachStep) or place == "other"
            answer.of_each |= is_each or (isinstance(step, RateStep) and place is None)
            answer.lasts |= name == step.remember
    for answer in found.values():
        answer.of_each |= len(answer.places) > 1 and any(
            whom(step) in PLACES
            for path, step in steps_of(form)
            if path in answer.asked and isinstance(step, Asking)
        )
    _add_kept(found, form)
    return found


def _add_kept(found: dict[str, Answer], form: RitualForm | PartForm) -> None:
    """Add what `remember` steps and reminders keep, which is no note."""
    steps = steps_of(form)
    notes = {n for _, each in steps if isinstance(each, NoteStep) for n in names_in_session(each)}
    counts = {n for _, each in steps if isinstance(each, TurnsStep) for n in each.turns.count}
    for path, step in steps:
        if not isinstance(step, RememberStep | RemindStep) or not step.remember:
            continue
        name = " ".join(step.remember.split()).removeprefix("last ")
        if isinstance(step, RememberStep) and is_note_kept(step, notes):
            continue
        answer = found.setdefault(name, Answer(name, places=set(PLACES)))
        answer.lasts = True
        if isinstance(step, RemindStep):
            for meaning in ("yes", "no"):
                answer.words.setdefault(meaning, []).append((*path, "remember", meaning))
            continue
        for choice, text in values_by_choice(step):
            source = alone_in_braces(text)
            whole = _WHOSE.sub("", source)
            if whole in found:
                answer.sources.add(whole)
                answer.of_each |= found[whole].of_each and whole == source
            elif not source and "{" not in text:
                at = (*path, "as", choice) if choice else (*path, "as")
                answer.words.setdefault(" ".join(text.split()), []).append(at)
            answer.of_each |= source in counts


def said_in(form: RitualForm | PartForm) -> frozenset[str]:
    """Return the names of the answers that some text of a file says, now or as of last time."""
    known = answers_in(form)
    if not known:
        return frozenset()
    named = {
        _WHOSE.sub("", " ".join(name.split()).removeprefix("last "))
        for line in lines_of(form)
        if "{" in line.text
        for name in _IN_BRACES.findall(line.text)
    }
    named |= {source for name in known.keys() & named for source in known[name].sources}
    return frozenset(known.keys() & named)


def words_by_name(
    form: RitualForm | PartForm,
    part: str,
    names: Mapping[tuple[str, Path], str],
    own: OwnWords,
) -> dict[str, dict[str, str]]:
    """Return what answers are called in a sentence, by their name and by meaning in small letters.

    Args:
        form: The ritual or shared part that asks for them.
        part: Name of the part; "" for the ritual.
        names: What a translation says in place of keys, as `Ritual.names` has it.
        own: Says numbers.
    """
    said = said_in(form)
    found: dict[str, dict[str, str]] = {}
    known = answers_in(form)
    for name, answer in known.items():
        if name in said:
            words = _called(answer, names, part)
            for source in answer.sources:
                words |= _called(known[source], names, part)
            rated = {number: own.number(int(number)) for number in RATED if number in words}
            found[name] = {**words, **rated}
    return found


def _called(answer: Answer, names: Mapping[tuple[str, Path], str], part: str) -> dict[str, str]:
    """Return what an answer is called in a sentence, by meaning in small letters."""
    return {
        meaning.lower(): with_days(next(iter(called), meaning))
        for meaning, ways in answer.words.items()
        for called in [[names[part, at] for at in ways if (part, at) in names]]
    }


def _meanings(step: Asking, path: Path, form: RitualForm | PartForm) -> Iterator[tuple[str, Path]]:
    """Yield what may be answered in a step, with the way to it; a pass is no answer."""
    if isinstance(step, RateStep):
        yield from ((number, (*path, "rate", number)) for number in RATED)
    elif isinstance(step, ChooseStep):
        yield from ((option, (*path, "from", option)) for option in step.options)
    else:
        given = tuple(step.answers)
        if step.changes and not given:
            settings = form.settings if isinstance(form, RitualForm) else {}
            grows = step.changes in settings and settings[step.changes].choices
            given = ("deeper", "same", "lighter") if grows else ("longer", "same", "shorter")
        yield from ((meaning, (*path, "answers", meaning)) for meaning in given)
