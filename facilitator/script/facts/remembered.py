"""What earlier sessions are taken to have kept, told in the words of the script: for rehearsals and
test plans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from facilitator.engine.whose import PLACES, whose
from facilitator.script.conditions import KEPT
from facilitator.script.days import NEXT_AT, NEXT_DAY, NEXT_EVERY, NEXT_FOR
from facilitator.script.diagnostics import either
from facilitator.script.facts.answer_words import answers_in
from facilitator.script.facts.earlier import is_earlier
from facilitator.script.facts.jars import InJar, jar_counts, jars_of
from facilitator.script.facts.lines import steps_of
from facilitator.script.facts.noted import (
    DRAWN,
    PREFIX,
    alone_in_braces,
    notes_remembered,
    values_of,
)
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    CheckInStep,
    ChooseStep,
    ForEachStep,
    NoteStep,
    RateStep,
    RememberStep,
    RemindStep,
    Step,
    TalkStep,
    TallyStep,
    TurnsStep,
    whom,
)
from facilitator.script.once import once_each
from facilitator.script.phrases import CHECK, CHECKED, COUNTED, RATINGS, tried
from facilitator.script.ritual import Ritual

_LISTED = 20
"""Most values that are listed one by one."""


@dataclass(slots=True)
class Remembered:
    """What is remembered of a ritual when a session begins.

    Attributes:
        values: As the journal keeps them for the ritual.
        jars: What is in its jars.
        unknown: Names of which the ritual keeps nothing.
        unlike: Name and text of what cannot have been kept, with what can.
    """

    values: dict[str, str] = field(default_factory=dict)
    jars: dict[str, list[InJar]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unlike: list[tuple[str, str, str]] = field(default_factory=list)


def remembered(
    ritual: Ritual, names: Sequence[str], given: Iterable[tuple[str, Sequence[str]]]
) -> Remembered:
    """Return what is remembered, from names as a script has them.

    Args:
        ritual: Whose it is.
        names: The people, the one who leads first.
        given: A name and its texts: a jar and what is in it; a note or an answer, for all who
            gave one or, with several texts, one of each; the same with `of NAME`, `of first` or
            `of second` behind it; a setting. A name as the journal has it is taken as well.
    """
    found = Remembered()
    noted = notes_remembered(ritual, names).items()
    notes, answers = {name.lower(): held for name, held in noted}, _answers(ritual, names)
    kept = set(_kept(ritual))
    jars = jars_of(ritual)
    for written, texts in given:
        name = " ".join(written.split()).removeprefix(PREFIX)
        low, (what, index) = name.lower(), whose(name.lower(), names)
        if is_earlier(low):
            found.values[low] = texts[0]
            found.unlike += [(written, texts[0], "a number")] if not texts[0].isdecimal() else []
            continue
        jar = next((each for each in (low, what) if each in jars), "")
        if jar:
            found.jars.setdefault(jar, []).extend(InJar(text) for text in texts)
            continue
        for known, before in ((notes, PREFIX), (answers, "")):
            variables = known.get(low) or tuple(
                each for each in known.get(what, ()) if whose(each, names)[1] in (index, -1)
            )
            if not variables:
                continue
            for number, variable in enumerate(variables):
                text = texts[min(number, len(texts) - 1)]
                found.values[before + variable] = text if before else _as_kept(ritual, what, text)
            if not before:
                found.unlike += _unlike(ritual, written, what, texts)
            break
        else:
            found.values[written] = _as_kept(ritual, low, texts[0])
            found.unlike += _unlike(ritual, written, low, texts[:1])
            if written not in kept:
                found.unknown.append(written)
    for name, setting in ritual.settings.items():
        if f"{name} comfortable" in found.values:  # It counts sessions with this very choice.
            found.values.setdefault(name, setting.text(setting.start))
    return found


def _as_kept(ritual: Ritual, name: str, text: str) -> str:
    """Return what is remembered as the journal keeps it: a rating in figures, an answer as its
    meaning is written."""
    low = " ".join(text.lower().split())
    for each in answers_kept(ritual).get(name, ()):
        if low == each.lower() or low in (RATINGS.get(each) or ())[:1]:
            return each
    return text


def _unlike(
    ritual: Ritual, written: str, name: str, texts: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is no value that can have been kept under a name in small letters."""
    setting = next((s for known, s in ritual.settings.items() if known.lower() == name), None)
    possible = [each for each in answers_kept(ritual).get(name, ()) if each not in ("pass", KEPT)]
    able = either(possible) if len(possible) <= _LISTED else "a number"
    for text in texts:
        if setting is not None:
            if setting.value_of(text) is None:
                yield written, text, setting.range_text()
        elif possible and _as_kept(ritual, name, text) not in possible:
            yield written, text, able.replace("`", "")


def wishes_of(ritual: Ritual, step: AskStep | AskEachStep) -> tuple[str, ...]:
    """Return what can be answered to a question that changes a setting and names no answers."""
    setting = ritual.settings.get(step.changes or "")
    return setting.wishes if setting is not None else ("longer", "same", "shorter")


@once_each
def answers_kept(ritual: Ritual) -> dict[str, tuple[str, ...]]:
    """Return what a ritual and its shared parts keep for the next session by its name in small
    letters, also with "of first" and "of second", each with the values it may have."""
    kept: dict[str, tuple[str, ...]] = {CHECKED: tuple(CHECK)} if checks(ritual) else {}
    for step in _steps(ritual):
        match step:
            case RateStep(remember=str(name)):
                answers = tuple(RATINGS)
            case ChooseStep(remember=str(name)):
                answers = tuple(step.options)
            case AskStep(remember=str(name)) | AskEachStep(remember=str(name)):
                answers = tuple(step.answers) or wishes_of(ritual, step)
            case RemindStep(remember=str(name)):
                rates = step.answers == "one to five"
                answers = tuple(RATINGS) if rates else ("yes", "no")
            case NoteStep(remember=str(name)):
                answers = (KEPT,)
            case TallyStep(tally=name, over="all sessions"):
                answers = COUNTED
            case RememberStep(remember=name):
                answers = tuple(dict.fromkeys(_kept_by(ritual, step)))
            case _:
                continue
        for each in ("", *(f" of {place}" for place in PLACES)):
            before = kept.get(name.lower() + each, ())
            kept[name.lower() + each] = tuple(dict.fromkeys((*before, *answers)))
    return kept


@once_each
def checks(ritual: Ritual) -> bool:
    """Say whether a ritual asks in the middle how it is; then the least calm colour is kept."""
    return any(
        isinstance(step, CheckInStep)
        or (isinstance(step, TalkStep) and step.checking is not None)
        or (isinstance(step, TurnsStep) and step.turns.checking is not None)
        for step in _steps(ritual)
    )


def _kept_by(ritual: Ritual, step: RememberStep) -> Iterator[str]:
    """Yield what a `remember` step may keep; nothing where that cannot be compared."""
    for text in values_of(step):
        name = alone_in_braces(text)
        setting = ritual.settings.get(name)
        what = re.sub(r" of (first|second|other)\Z", "", name.lower())
        if not name:
            yield KEPT if "{" in text else " ".join(text.split())
        elif setting is not None:
            yield from setting.choices or (COUNTED if setting.kind == "number" else (KEPT,))
        elif name in DRAWN:
            yield KEPT
        elif name.lower() in jar_counts(jars_of(ritual)):
            yield from COUNTED
        else:
            yield from _answered(ritual, what)


def _answered(ritual: Ritual, name: str) -> Iterator[str]:
    """Yield what may be answered under a name, in small letters."""
    for step in _steps(ritual):
        if isinstance(step, TalkStep | TurnsStep):
            count = step.count if isinstance(step, TalkStep) else step.turns.count
            yield from COUNTED if name in {each.lower() for each in count} else ()
            continue
        if not isinstance(step, (*_ANSWERED, NoteStep)):
            continue
        if name not in {each.lower() for each in (step.name, step.remember) if each}:
            continue
        match step:
            case NoteStep():
                yield KEPT
            case RateStep():
                yield from RATINGS
            case ChooseStep():
                yield from step.options
            case _:
                yield from tuple(step.answers) or wishes_of(ritual, step)


def names_remembered(ritual: Ritual) -> list[str]:
    """Return what a ritual keeps for later sessions, by the names of its script."""
    named = [*jars_of(ritual), *notes_remembered(ritual, PLACES)]
    named += [step.remember or "" for step in _steps(ritual) if isinstance(step, _ANSWERED)]
    named += [step.remember or "" for step in _steps(ritual) if isinstance(step, _KEEPING)]
    named += [CHECKED] if checks(ritual) else []
    named += [step.tally for step in _steps(ritual) if isinstance(step, TallyStep)]
    return list(dict.fromkeys(name for name in (*named, *ritual.settings) if name))


_KEEPING = (RemindStep, RememberStep)
_ANSWERED = (AskStep, AskEachStep, RateStep, ChooseStep)


def _forms(ritual: Ritual) -> tuple[RitualForm | PartForm, ...]:
    return (ritual.form, *(part.form for part in ritual.parts.values()))


def _steps(ritual: Ritual) -> Iterator[Step]:
    for form in _forms(ritual):
        yield from (step for _, step in steps_of(form))


def _answers(ritual: Ritual, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the remembered answers by their name in small letters, each with its variables."""
    found: dict[str, tuple[str, ...]] = {}
    for form in _forms(ritual):
        own = [path for path, step in steps_of(form) if isinstance(step, ForEachStep)]
        for path, step in steps_of(form):
            if not isinstance(step, _ANSWERED) or not step.remember:
                continue
            of_all = tuple(f"{step.remember} of {name}" for name in names)
            is_own = any(path[: len(around)] == around for around in own)
            held = (
                of_all if is_own or isinstance(step, AskEachStep | RateStep) else (step.remember,)
            )
            place = whom(step)
            if place in PLACES:
                before = found.get(step.remember.lower(), ())
                alone = of_all[PLACES.index(place) :][:1]
                held = tuple(each for each in of_all if each in (*before, *alone))
            found[step.remember.lower()] = held
        for name, answer in answers_in(form).items():
            if answer.lasts and not answer.asked:
                of_all = tuple(f"{name} of {each}" for each in names)
                found.setdefault(name.lower(), of_all if answer.of_each else (name,))
    return found


def _kept(ritual: Ritual) -> Iterator[str]:
    """Yield the names under which the journal keeps what is neither a note nor an answer."""
    yield from ritual.settings
    yield from (f"{name} comfortable" for name in ritual.settings)
    yield from (f"{name} drawn" for name in ritual.form.decks)
    yield from ("led last", "day", NEXT_DAY, NEXT_FOR, NEXT_AT, NEXT_EVERY)
    if checks(ritual):
        yield CHECKED
    for step in _steps(ritual):
        if isinstance(step, RemindStep) and step.remember:
            yield step.remember
        if isinstance(step, TallyStep) and step.over == "all sessions":
            yield step.tally
        if isinstance(step, ChooseStep) and step.surprise:
            yield tried(step.name or step.remember or "choice")
        if isinstance(step, RememberStep):
            yield re.sub(r"\s+", " ", step.remember)
