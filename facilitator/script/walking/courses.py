"""The shortest and the longest way through a program, and which answers lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from facilitator.clock import Samples, samples, seconds
from facilitator.engine.flow import Branch, Compare, Let
from facilitator.engine.operations import (
    LEAST_TURN,
    MOST_ADDITIONS,
    SPOKEN,
    Ask,
    DrawSlip,
    End,
    Operation,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.script.walking.arrivals import Way
from facilitator.script.walking.timing import Estimate, Sum, first_answer, spoken_seconds, walk
from facilitator.script.walking.ways import After, Search


@dataclass(frozen=True, slots=True)
class Course:
    """One way through a program.

    Attributes:
        seconds: About how long it takes; of a bound that may not be reached, the bound.
        length: What the time is for.
        answers: What is answered otherwise than usual, and decides: by variable, the meanings
            that lead this way, the first time it is asked; "" among them is no answer.
        more_time: Every turn that may be given more time is given it.
        follows: Id of the ritual it leads to, which is not counted; "" for none.
    """

    seconds: float
    length: Estimate
    answers: Mapping[str, tuple[str, ...]]
    more_time: bool = False
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Courses:
    """About how long a session takes.

    Attributes:
        usual: Every question is given its first answer.
        shortest: The shortest course that comes to the ritual's last end, or to the usual one.
        longest: The longest course.
        early: The shortest course that ends before that, where one does and is shorter.
        is_exact: Whether all are ways that can be gone; otherwise no way is shorter or longer.
        on_top: What can be had as often as one likes and is not counted: "a time out",
            "another card", "what lies in a jar".
    """

    usual: Course
    shortest: Course
    longest: Course
    early: Course | None = None
    is_exact: bool = True
    on_top: tuple[str, ...] = ()


def courses(program: Program) -> Courses:
    """Return about how long a program takes at the least, usually, and at the most.

    People answer at once and use their turns; the longest course has all the time added that
    turns allow. A no to consent and red, which end a session at once, are no courses; neither
    wishes for another card nor a time out, which can be had as often as one likes, are counted.

    Pure. Costs less than a millisecond for a hundred operations.
    """
    after = _usually(program)
    usual = _usual_course(program)
    search = Search(program, after, is_held=True)
    found = search.ends()
    if not found:
        search = Search(program, after, is_held=False)
        found = search.ends()
    on_top = tuple(_on_top(program))
    if not found:
        return Courses(usual, usual, usual, on_top=on_top)
    full = {max(way.place for way in found), _usual_end(program)}
    whole = [way for way in found if way.place in full] or found
    first = min(whole, key=lambda way: way.early)
    shortest = _course(program, search, first, late=False)
    longest = _course(program, search, max(found, key=lambda way: way.late), late=True)
    soonest = min(found, key=lambda way: way.early)
    early = _course(program, search, soonest, late=False) if soonest.early < first.early else None
    is_exact = search.is_exact and all(
        abs(each.length.total_seconds - each.seconds) < 1.0
        for each in (shortest, longest, early or shortest)
    )
    return Courses(usual, shortest, longest, early, is_exact, on_top)


def _usual_end(program: Program) -> int:
    """Return the position at which the usual course ends."""
    place = -1
    for place, operation in walk(program):
        if isinstance(operation, End):
            return place
    return len(program.operations)


def _usual_course(program: Program) -> Course:
    so_far, follows = Sum(program), ""
    for _, operation in walk(program):
        so_far.add(operation)
        if isinstance(operation, End):
            follows = operation.next_ritual
    length = so_far.estimate
    return Course(length.total_seconds, length, {}, follows=follows)


def _on_top(program: Program) -> Iterator[str]:
    turns = [each for each in program.operations if isinstance(each, Turn)]
    said = {
        phrase
        for each in program.operations
        if isinstance(each, Turn | Ask)
        for phrase in (*each.leads, *getattr(each, "leaves", ()))
    }
    said |= {way for turn in turns for aside in turn.asides if aside.draw for way in aside.phrases}
    if said.intersection(program.own.heard.get("time out", ())):
        yield "a time out"
    if said.intersection(program.own.heard.get("another", ())):
        yield "another card"
    drawn = (each.jar for each in program.operations if isinstance(each, DrawSlip))
    if not all(program.jars.get(jar) for jar in drawn):
        yield "what lies in a jar"


def bounds(program: Program, after: After) -> tuple[Samples, Samples]:
    """Return the least and the most a session can last, however it goes; both 0 for a program
    that has no end.

    Args:
        program: What is performed.
        after: How long operations take.
    """
    found = Search(program, after, is_held=False).ends()
    if not found:
        return 0, 0
    return min(way.early[0] for way in found), max(way.late[0] for way in found)


def _usually(program: Program) -> After:
    """Return how long operations usually take, as `Sum` counts them."""
    known: dict[int, tuple[Samples, Samples]] = {}

    def spoken(sentences: Sequence[Sentence]) -> Samples:
        return samples(sum(spoken_seconds(program, each) for each in sentences))

    def length(operation: Operation) -> Samples:
        alone = Sum(program)
        alone.add(operation)
        return samples(alone.seconds)

    def after(operation: Operation, early: Samples, late: Samples) -> tuple[Samples, Samples]:
        if isinstance(operation, Turn) and operation.until is not None:
            closing = spoken(operation.closing)
            least = spoken(operation.announcement) + LEAST_TURN + closing
            until = operation.until + closing
            return max(early + least, until), max(late + least, until)
        if id(operation) not in known:
            took = length(operation)
            more = MOST_ADDITIONS * operation.more if isinstance(operation, Turn) else 0
            known[id(operation)] = took, took + more
        least, most = known[id(operation)]
        return early + least, late + most

    return after


def _course(program: Program, search: Search, end: Way, *, late: bool) -> Course:
    """Return the earliest or the latest way to an end."""
    path = end.path(late=late)
    so_far = Sum(program)
    more_time = False
    for way in path:
        if way.place < len(program.operations):
            op = program.operations[way.place]
            so_far.add(op, more_time=late)
            more_time |= late and isinstance(op, Turn) and op.more > 0
    last = program.operations[end.place] if end.place < len(program.operations) else End()
    follows = last.next_ritual if isinstance(last, End) else ""
    bound = seconds((end.late if late else end.early)[0])
    answers: dict[str, tuple[str, ...]] = {}
    for name, values in _deciding(program, search, path):
        answers.setdefault(name, values)
    return Course(bound, so_far.estimate, answers, more_time, follows)


def decided_on(
    program: Program, search: Search, path: Sequence[Way]
) -> dict[tuple[str, int], frozenset[str]]:
    """Return which answers lead along a way, by the variable and the position of the question.

    Args:
        program: What is gone through.
        search: All ways through it.
        path: One of them, from its beginning.
    """
    asked: dict[str, tuple[int, frozenset[str]]] = {}
    told: dict[tuple[str, int], frozenset[str]] = {}

    def decided(name: str, values: frozenset[str]) -> None:
        if name in asked:
            place, before = asked[name]
            asked[name] = place, before & values or values
            told[name, place] = asked[name][1]

    for way, onward in pairwise(path):
        op = program.operations[way.place]
        asked |= {
            name: (way.place, values)
            for name, values in search.given(way.place).items()
            if not isinstance(op, Let)
        }
        if isinstance(op, Let):
            asked.pop(op.name, None)
        if isinstance(op, Branch):
            decided(op.variable, search.apart(op, way).get(onward.place, frozenset()))
        if isinstance(op, Compare):
            for name, values in search.compared(op, way, onward).items():
                decided(name, values)
    return told


def _deciding(
    program: Program, search: Search, path: Sequence[Way]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is answered otherwise than usual on a way."""
    for (name, place), values in decided_on(program, search, path).items():
        op = program.operations[place]
        usual = first_answer(op) if isinstance(op, Ask) and op.answers else ""
        usual = "heard" if isinstance(op, TakeNote) else usual
        usual = SPOKEN if isinstance(op, Turn) and name == op.remember else usual
        if usual in values:
            continue
        order = list(op.answers) if isinstance(op, Ask) else sorted(values)
        yield name, tuple(sorted(values, key=lambda v: order.index(v) if v in order else 99))
