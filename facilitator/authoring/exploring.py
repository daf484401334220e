"""Every step of a program, reached on purpose: whatever can be said is said where it can be.

A session is a pure function of what happens in it, so a performance is taken up again from any
moment as often as one likes. It is led to where people can say something (a `Stand`), and from
there once for each thing they can say, to the next such place: a `Stretch`. Once everything has
been said once at every step, only what may lead to a step that is still missing is said again, and
only where the answers before it differ in something that still decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Final, TypeAlias

from facilitator.authoring.exploring_choices import Choice, Choices
from facilitator.authoring.exploring_people import Brisk, Guided, unanimous
from facilitator.authoring.paths import Paths
from facilitator.authoring.stretches import Stand, Stretch, led
from facilitator.clock import Samples
from facilitator.engine.events import Began, Event
from facilitator.engine.flow import Elapsed
from facilitator.engine.operations import (
    Ask,
    Bell,
    Operation,
    Pace,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.state import (
    Speaking,
    State,
)
from facilitator.script.walking.courses import decided_on
from facilitator.script.walking.ways import Search
from facilitator.session.on_paper import (
    Reaction,
    Willing,
)

Part: TypeAlias = tuple[int, str]
"""What a step has that can be interrupted: its position, and its sentences or its time."""

_MOST_WAYS: Final = 2
_MOST_KEPT: Final = 512

MOST_TRIED: Final = 5_000
"""Ways to go on, after which a search is given up."""


_Led: TypeAlias = tuple[Stand, Reaction]
"""From where to go on, and who leads on from there as long as nothing else is tried."""

_Ways: TypeAlias = list[tuple[bool, int, int, Stand, Reaction, Choice]]
"""What is to be said where: whether it was said before at that step, how much was said until then
that those people would not have said, and in which order they came."""


def parts_of(program: Program, paths: Paths) -> dict[int, frozenset[Part]]:
    """Return what each step has that can be interrupted, by its position: what speaks, rings,
    asks, waits or counts; not of steps to which nothing leads, whatever is decided."""
    beginnings = (0, *program.routines.values())
    found: dict[int, frozenset[Part]] = {}
    for place, operation in enumerate(program.operations):
        following = program.operations[place + 1 : place + 2]
        names = list(_parts(operation, bool(following) and isinstance(following[0], Silence)))
        if names and any(paths.leads(each, 1 << place) for each in beginnings):
            found[place] = frozenset((place, name) for name in names)
    return found


def part(state: State) -> Part:
    """Return what is interrupted in a state."""
    phase = state.phase
    return state.position, phase.then if isinstance(phase, Speaking) else type(phase).__name__


def _parts(operation: Operation, before_silence: bool) -> Iterator[str]:
    match operation:
        case Say(sentences=sentences) if sentences:
            yield "next"
        case Ask(question=question):
            yield from ("listen",) if question else ()
            yield "Listening"
        case TakeNote(question=question):
            yield from ("note",) if question else ()
            yield "Noting"
        case Turn(announcement=announcement, closing=closing):
            yield from ("turn",) if announcement else ()
            yield from ("next",) if closing else ()
            yield "Turning"
        case Silence():
            yield "Silent"
        case Pace():
            yield "Pacing"
        case Bell() if not before_silence:
            # A silence is counted from the stroke of the bell that opens it.
            yield "Ringing"
        case _:
            pass


class Explorer:
    """Leads performances of a program to each of its steps.

    Args:
        program: What is performed.
        paths: Where its steps lead.
        answers: What people answer in the first performance, by what is asked for.
        wanted: What is to be come to; see `parts_of`.
        thoroughly: Whatever can be said at a step is said there once; else only what may lead to
            what is wanted.

    Attributes:
        missing: What of it no stretch has come to so far.
        impossible: Positions to which no answers lead.
        is_whole: Everything that can be said was tried wherever it could make a difference.
    """

    def __init__(
        self,
        program: Program,
        paths: Paths,
        answers: Mapping[str, Sequence[str]],
        wanted: Iterable[Part],
        *,
        thoroughly: bool = True,
    ) -> None:
        self._program = program
        self._answers = answers
        self._paths = paths
        self._choices = Choices(program, paths)
        self._said: set[object] = set()
        self._passed: set[object] = set()
        self._led: set[object] = set()
        self._order = count()
        self._thoroughly = thoroughly
        self._late_from: int | None = None
        self._is_usual = True
        self._tried = 0
        self._most = MOST_TRIED if thoroughly else MOST_TRIED // 4
        self.impossible: frozenset[int] = frozenset()
        self.missing = set(wanted)
        self._wanted = frozenset(at for at, _ in self.missing)
        self._bits = sum(1 << place for place in self._wanted)
        self.is_whole = True

    def stretches(self) -> Iterator[Stretch]:
        """Yield the usual performance, then whatever is new: a step, or something said at it."""
        stands: list[_Led] = []
        brisk = list[_Led]()
        yield from self._walk(self._program, Willing(self._program, self._answers).react, stands)
        self._is_usual = False
        if self.missing:
            # Who has time left can still come to everything.
            yield from self._walk(self._program, Brisk(self._program, self._answers).react, brisk)
            stands[:0] = brisk
        if self.missing:
            search = Search(self._program, _at_once, is_held=False, kept=_MOST_KEPT)
            search.ends()
            self.impossible = search.impossible()
            self._leave_out(self.impossible)
            yield from self._guided(search, stands)
        for people in unanimous(self._program):
            if self.missing:
                yield from self._walk(self._program, people, stands)
        yield from self._search(self._program, stands)
        for first, each in enumerate(self._program.operations):
            if self.missing and isinstance(each, Elapsed):
                self._late_from = first
                late = _late_from(self._program, first)
                stands = []
                yield from self._walk(late, Brisk(late, self._answers).react, stands)
                yield from self._search(late, stands)

    def _guided(self, search: Search, stands: list[_Led]) -> Iterator[Stretch]:
        """Yield what is new on the ways that answers lead to what is missing."""
        for place in sorted({at for at, _ in self.missing}):
            if self._bits >> place & 1:
                for way in search.ways_to(place)[:_MOST_WAYS]:
                    decided = decided_on(self._program, search, way.path())
                    people = Guided(self._program, self._choices, decided)
                    yield from self._walk(self._program, people.react, stands)

    def _leave_out(self, places: Collection[int]) -> None:
        self.missing = {each for each in self.missing if each[0] not in places}
        self._bits = sum(1 << place for place in {at for at, _ in self.missing})

    def _walk(self, program: Program, people: Reaction, stands: list[_Led]) -> Iterator[Stretch]:
        """Yield a performance as somebody leads it on; of any but the first only what is new."""
        stand: Stand | None = Stand(State(), 0, {})
        said: tuple[Event, ...] = (Began(0),)
        is_new = True
        while stand is not None:
            moments, onward = led(program, stand, said, into_prompts=self._is_usual)
            stretch = Stretch(program, stand.at, stand.state, moments)
            if self._come_to(stretch) or is_new or self._is_usual:
                yield stretch
            stand = onward
            if stand is not None:
                stands.append((stand, people))
                said = tuple(people(stand.state, stand.at))
                is_new = self._note(stand, said)

    def _search(self, program: Program, stands: Iterable[_Led]) -> Iterator[Stretch]:
        """Yield what is new on the ways on from some stands: what was never said first, then the
        most usual."""
        ways: _Ways = []
        for stand, people in stands:
            self._open(ways, stand, people, 0)
        while ways and (self._tried < self._most or not ways[0][0]):
            is_old, unusual, _, stand, people, choice = heapq.heappop(ways)
            if is_old and not self._leads_to_missing(stand.state.position):
                continue
            self._tried += is_old
            moments, onward = led(program, stand, choice.said)
            stretch = Stretch(program, stand.at, stand.state, moments)
            if self._come_to(stretch) or not is_old:
                yield stretch
            if onward is not None:
                self._open(ways, onward, people, unusual)
        self.is_whole &= not ways

    def _open(self, ways: _Ways, stand: Stand, people: Reaction, unusual: int) -> None:
        """Add the ways on from a stand: what was never said at that step, and what was not said
        where the answers before it were alike."""
        place, key = stand.state.position, self._key(stand)
        if key in self._passed:
            return
        self._passed.add(key)
        usual = tuple(people(stand.state, stand.at))
        for choice in self._choices.at(stand.state, stand.at):
            once = choice.name if choice.anywhere else (place, choice.name)
            is_new = once not in self._said and (self._thoroughly or place in self._wanted)
            is_other = choice.alike is not None and (key, choice.alike) not in self._led
            if is_new or (is_other and self._leads_to_missing(place)):
                self._said.add(once)
                self._led.add((key, choice.alike))
                rank = not is_new, unusual + (choice.said != usual), next(self._order)
                heapq.heappush(ways, (*rank, stand, people, choice))

    def _note(self, stand: Stand, said: tuple[Event, ...]) -> bool:
        """Keep in mind what is said at a stand; say whether it was never said at that step."""
        key = self._key(stand)
        for choice in self._choices.at(stand.state, stand.at):
            if choice.said == said:
                once = stand.state.position, choice.name
                is_new = self._thoroughly and once not in self._said
                self._said.add(once)
                self._led.add((key, choice.alike))
                return is_new
        return False

    def _key(self, stand: Stand) -> object:
        """Return something that is equal for stands from which everything goes on alike."""
        state, paths = stand.state, self._paths
        phase, place = state.phase, state.position
        called = state.called.position if state.called is not None else None
        late = tuple(stand.at - state.given_back >= each.after for each in paths.hours(place))
        return (
            self._late_from,
            place,
            type(phase),
            getattr(phase, "meant", ""),
            getattr(phase, "until", 0) is None,
            getattr(phase, "checked", False),
            state.kept.position if state.kept is not None else None,
            called,
            late,
            paths.told_apart(place, state.variables),
            paths.told_apart(called, state.variables) if called is not None else (),
        )

    def _leads_to_missing(self, place: int) -> bool:
        return self._paths.leads(place, self._bits)

    def _come_to(self, stretch: Stretch) -> bool:
        found = self.missing.intersection(part(state) for state, _, _ in stretch.spans())
        if found:
            self.missing -= found
            self._bits = sum(1 << place for place in {at for at, _ in self.missing})
        return bool(found)


def _at_once(_: Operation, early: Samples, late: Samples) -> tuple[Samples, Samples]:
    """Return when an operation is over where it does not matter how long anything takes."""
    return early, late


def _late_from(program: Program, first: int) -> Program:
    """Return a program for which it is late wherever it asks so from a step on."""
    operations = tuple(
        replace(each, after=0) if isinstance(each, Elapsed) and place >= first else each
        for place, each in enumerate(program.operations)
    )
    return replace(program, operations=operations)
