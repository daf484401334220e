"""What simulated people answer, as it is written: by question, for both of them or for one.

`dread` is what everybody answers who is asked for it, `dread of first`, `dread of second` and
`dread of Anna` what one of them does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from facilitator.engine.operations import Ask, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.whose import PLACES, whose

Asked: TypeAlias = Ask | TakeNote | Turn
"""What somebody can answer: a question, a note, a turn that keeps whether it was passed."""

NOTHING: Final = "nothing"
"""The answer of somebody who gives none."""

PASS: Final = "pass"
"""The answer of somebody who leaves a question, wherever people may."""


ALWAYS: Final = "always "
"""Stands before an answer that is given every time."""


class Always(str):
    """An answer that is given every time, however often the question comes."""

    __slots__ = ()


def always(said: str, ways: Collection[str]) -> str:
    """Return an answer as given, or as one that is `Always` given where "always" stands before
    one that can be."""
    rest = " ".join(said.split()).removeprefix(ALWAYS)
    is_meant = said not in ways and said.startswith(ALWAYS) and rest.lower() in map(str.lower, ways)
    return Always(rest) if is_meant else said


def taken(given: list[str]) -> str:
    """Return what is answered now, and take it away unless it is given every time."""
    return given[0] if isinstance(given[0], Always) else given.pop(0)


def about(ask: Asked) -> str:
    """Return what a question is about, as a people file calls it: its variable without the name
    of who is asked, or its only meaning."""
    if isinstance(ask, TakeNote):
        return ask.name.removesuffix(f" of {ask.who}") if ask.who else ask.name
    name = ask.remember.removesuffix(f" of {ask.who}") if ask.who else ask.remember
    if not name and len(ask.answers) == 1:
        return next(iter(ask.answers))
    return name


def asked_in(program: Program, *, waiting_too: bool = False) -> Iterator[tuple[str, str, Asked]]:
    """Yield each question that keeps its answer: its variable, what it is about, and itself.

    Args:
        program: What is performed.
        waiting_too: Also yield waiting points, which keep nothing and are called `ready`.
    """
    for each in program.operations:
        if isinstance(each, Ask | TakeNote | Turn):
            variable = each.name if isinstance(each, TakeNote) else each.remember
            is_wait = waiting_too and isinstance(each, Ask) and about(each)
            if variable or is_wait:
                yield variable, about(each), each


def questions(program: Program, name: str, *, waiting_too: bool = False) -> list[tuple[str, Asked]]:
    """Return the questions that a name means, each with its variable, in the order of asking.

    Args:
        program: What is performed.
        name: A variable, what a question is about, or that with "of first", "of second" or "of"
            and somebody's name.
        waiting_too: Look at waiting points, too.
    """
    low, (what, index) = name.strip().lower(), whose(name, program.partners)
    everything = list(asked_in(program, waiting_too=waiting_too))
    found = [(v, each) for v, it, each in everything if low in (v.lower(), it.lower())]
    if found or index < 0:
        return found
    who = program.partners[index]
    return [(v, q) for v, it, q in everything if it.lower() == what.lower() and q.who == who]


def by_variable(program: Program, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what is answered by the variable that is asked for.

    What is given for both is answered by each of them, in the order of asking; what is given for
    one person alone counts more.

    Args:
        program: What is performed.
        given: Answers in order, by a name as `questions` takes it. Names that nothing is asked
            by are kept as they are.
    """
    answers: dict[str, list[str]] = {}
    for name in sorted(given, key=lambda name: whose(name, program.partners)[1] < 0):
        meant = questions(program, name)
        for variable, each in meant:
            answers.setdefault(variable, [_meaning(each, said) for said in given[name]])
        if not meant:
            answers[name] = list(given[name])
    return answers


def _meaning(asked: Asked, said: str) -> str:
    """Return what an answer means, given as a meaning or in one of the ways to say it."""
    if isinstance(asked, TakeNote) or said in asked.answers:
        return said
    given = always(said, ways_of([asked]) or {})
    low = given.lower()
    meant = next((m for m, ways in asked.answers.items() if low in (m.lower(), *ways)), given)
    return Always(meant) if isinstance(given, Always) else meant


def asked_of(program: Program, *, waiting_too: bool = False) -> list[str]:
    """Return what can be answered in a program, as it is written: "wish", or "dread of first"
    where only one of several people is asked."""
    whom: dict[str, set[str]] = {}
    for variable, what, each in asked_in(program, waiting_too=waiting_too):
        whom.setdefault(what, set()).add(each.who if variable != what else "")
    told: list[str] = []
    for what, people in sorted(whom.items()):
        is_one = len(people) == 1 < len(program.partners) and people <= set(program.partners)
        place = program.partners.index(next(iter(people))) if is_one else len(PLACES)
        told.append(f"{what} of {PLACES[place]}" if place < len(PLACES) else what)
    return told


def is_asked_of_each(program: Program) -> bool:
    """Say whether several people are asked the same, so that each may answer in their own way."""
    whom: dict[str, set[str]] = {}
    for _, what, each in asked_in(program):
        whom.setdefault(what, set()).add(each.who)
    return any(len(people) > 1 for people in whom.values())


def ways_of(asked: Sequence[Asked]) -> dict[str, None] | None:
    """Return everything that can be answered to some questions, meanings first; None where one of
    them is a note, which may hold anything."""
    if any(isinstance(each, TakeNote) for each in asked):
        return None
    meant = dict.fromkeys(m for each in asked if isinstance(each, Ask | Turn) for m in each.answers)
    ways = {
        way: None
        for each in asked
        if isinstance(each, Ask | Turn)
        for phrases in each.answers.values()
        for way in phrases
    }
    passed = {PASS: None} if any(may_pass(each) for each in asked) else {}
    return {**meant, NOTHING: None, **passed, **ways}


def told(ways: Collection[str]) -> str:
    """Return what can be answered, for people: the meanings, without each way to say them."""
    listed = list(ways)
    end = listed.index(NOTHING) + 1
    return ", ".join([*listed[:end], *(each for each in listed[end:] if each == PASS)])


def may_pass(asked: Asked) -> bool:
    """Say whether a question can be left without an answer, so that the session goes on."""
    return isinstance(asked, Ask) and asked.default is not None


def phrases_of(program: Program, ask: Ask, meaning: str) -> tuple[str, ...]:
    """Return how people say an answer; nothing for somebody who gives none."""
    if meaning == PASS and PASS not in ask.answers and may_pass(ask):
        return tuple(program.own.ways("pass it"))
    return tuple(ask.answers.get(meaning, ()))
