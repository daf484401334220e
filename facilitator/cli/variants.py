"""The ways one ritual can be held: with whom, with which settings, after which earlier evenings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facilitator.cli.options import Chosen
from facilitator.script.compiling.reminding import Due
from facilitator.script.conditions import KEPT
from facilitator.script.facts.attendance import PEOPLE
from facilitator.script.facts.earlier import asked_about
from facilitator.script.facts.jars import jars_of
from facilitator.script.facts.lines import steps_of
from facilitator.script.facts.noted import notes_remembered
from facilitator.script.facts.remembered import answers_kept, names_remembered
from facilitator.script.facts.tallies import tallies_of
from facilitator.script.forms.schema import kind_of
from facilitator.script.ritual import Ritual
from facilitator.script.settings import Setting
from facilitator.session.on_paper import NOTES

_MANY: Final = 3
"""Where more than two may take part, so many do."""

_NAMES: Final = ("A", "B", "C")
_MANY_SLIPS: Final = 60
_MANY_TIMES: Final = "20"
_MOST_EVENINGS: Final = 24
_MOST_DAYS: Final = 60
_REMINDERS: Final = (
    Due("one", "You wanted to hear this today."),
    Due("two", "Did it do you good?", asks=True),
)
_PASSED: Final = "pass"
_WITHOUT_TIME: Final = ("when", "repeat", "for each", "use", "remember", "remind")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a ritual is held.

    Attributes:
        chosen: People and settings.
        due: Reminders it begins with.
        remembered: What earlier evenings have left, a name and a text each.
        told: What is special about it, in plain words; none for how it usually is.
    """

    chosen: Chosen
    due: tuple[Due, ...] = ()
    remembered: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()


def variants(
    chosen: Chosen, ritual: Ritual, remembered: Sequence[tuple[str, str]]
) -> Iterator[Variant]:
    """Yield the ritual as chosen, then with every other choice of its settings, one at a time, and
    on each of its days; with reminders that are due; and with something of all that it keeps.

    Where no names were given, all this for as many people as it is meant for: two, one, three.
    """
    kept = tuple(remembered)
    counted = [(name, _MANY_TIMES) for _, name in asked_about(ritual.form)]
    counted += [(name, _MANY_TIMES) for name, goes_on in tallies_of(ritual).items() if goes_on]
    for company, who in _companies(chosen, ritual):
        yield Variant(company, remembered=kept, told=(who,))
        for each in _other_choices(company, ritual):
            yield Variant(each, remembered=kept, told=(who, "other settings"))
        yield Variant(company, _REMINDERS, kept, (who, "reminders"))
        if counted:
            yield Variant(company, (), (*kept, *counted), (who, "tallies of earlier evenings"))
        for held in _kept_notes(ritual):
            yield Variant(company, (), (*kept, *held), (who, "notes of earlier evenings"))


def with_notes(
    chosen: Chosen, ritual: Ritual, remembered: Sequence[tuple[str, str]]
) -> Iterator[Variant]:
    """Yield the ritual with other choices of its settings and notes of earlier evenings at once."""
    for company, who in _companies(chosen, ritual):
        for each in _other_choices(company, ritual):
            for notes in _kept_notes(ritual):
                yield Variant(each, (), (*remembered, *notes), (who, "notes of earlier evenings"))


def evenings(
    chosen: Chosen, ritual: Ritual, remembered: Sequence[tuple[str, str]]
) -> Iterator[Variant]:
    """Yield the ritual with every answer it keeps, as an earlier evening may have left it."""
    told = "answers of earlier evenings"
    answers = {
        name: [each for each in values if each not in (KEPT, _PASSED)]
        for name, values in answers_kept(ritual).items()
        if name in map(str.lower, names_remembered(ritual)) or " of " not in name
    }
    numbers = {name: values for name, values in answers.items() if "1" in values}
    words = {name: values for name, values in answers.items() if values and "1" not in values}
    for company, who in _companies(chosen, ritual):
        for index in range(max(map(len, words.values()), default=0)):
            held = [(name, values[index % len(values)]) for name, values in words.items()]
            lowest = [(name, "1") for name in numbers]
            yield Variant(company, (), (*remembered, *held, *lowest), (who, told))
        for index in range(min(_MOST_EVENINGS, max(map(len, numbers.values()), default=0))):
            held = [(name, values[index % len(values)]) for name, values in numbers.items()]
            yield Variant(company, (), (*remembered, *held), (who, told))


def never_held(ritual: Ritual, programs: Sequence[frozenset[int]]) -> list[tuple[int, str]]:
    """Return the steps of a ritual that stand in none of its programs: line and kind of each.

    Args:
        ritual: Whose steps they are.
        programs: The lines each program has something of.
    """
    lines = frozenset[int]().union(*programs)
    found = []
    for path, step in steps_of(ritual.form):
        line, kind = ritual.tree.value_span(path).line, kind_of(step) or ""
        if line not in lines and kind not in _WITHOUT_TIME:
            found.append((line, kind))
    return found


def _companies(chosen: Chosen, ritual: Ritual) -> Iterator[tuple[Chosen, str]]:
    """Yield the choice for the people who were named, else for as many as it is meant for."""
    yield chosen, ""
    if chosen.partners is not None:
        return
    fewest, most = PEOPLE[ritual.form.people]
    if fewest == 1:
        yield replace(chosen, partners=_NAMES[0]), "one person alone"
    if most >= _MANY:
        yield replace(chosen, partners=", ".join(_NAMES)), "three people"


def _other_choices(chosen: Chosen, ritual: Ritual) -> Iterator[Chosen]:
    given = {pair.partition("=")[0].strip().lower() for pair in chosen.settings}
    for name, setting in ritual.settings.items():
        if name.lower() not in given:
            for value in _others(ritual, setting):
                yield replace(chosen, settings=(*chosen.settings, f"{name}={value}"))


def _others(ritual: Ritual, setting: Setting) -> Iterator[str]:
    """Yield the other choices of a setting; of a number the ends of its limits, or every day."""
    if setting.kind == "choice":
        yield from (word for word in setting.choices if word != setting.start)
    elif setting.kind == "number":
        days = len(ritual.form.days) if setting.name.lower() == "day" else 0
        values = range(1, min(days, _MOST_DAYS) + 1) if days else (setting.low, setting.high)
        yield from (setting.text(float(value)) for value in values if value != setting.start)


def _kept_notes(ritual: Ritual) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield what notes are kept: some of each, and one in every jar, then many."""
    notes = [(name, NOTES[0]) for name in notes_remembered(ritual, ("",))]
    jars = jars_of(ritual)
    for count in (1, _MANY_SLIPS) if jars else (0,) if notes else ():
        texts = [NOTES[n % len(NOTES)] + " again" * (n // len(NOTES)) for n in range(count)]
        yield (*notes, *((jar, text) for jar in jars for text in texts))
