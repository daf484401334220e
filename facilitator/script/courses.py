"""The shortest and the longest way through a program, and which answers lead there.

Programs run forward: only a wish for another card leads back, and that is not followed. So each
position is passed once, in order, and holds the ways to get there, told apart by what the
variables may hold that a branch further on still asks for. A branch cuts those sets apart; a
variable nobody asks for any more is forgotten, and the ways that differed in it become one, of
which the earliest and the latest arrival are kept. The cost grows with the length of the program
and with how many answers are remembered *for more than one later branch*, not with the number of
ways. Where these would be too many they are put together, and the result is a bound that may not
be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from facilitator.clock import Samples, samples, seconds
from facilitator.engine.program import (
    Ask,
    Branch,
    Compare,
    Draw,
    Elapsed,
    End,
    Jump,
    Let,
    Operation,
    Program,
    Remember,
    Remind,
    Sentence,
    Shift,
    TakeNote,
    Tell,
    Turn,
    compares,
)
from facilitator.engine.state import LEAST_TURN
from facilitator.engine.turning import MOST_ADDITIONS
from facilitator.script.timing import (
    Estimate,
    Sum,
    first_answer,
    spoken_seconds,
    walk,
)

MOST_WAYS: Final = 256
"""Ways kept apart at one position; long programs keep fewer, so that none takes long."""

_WORK: Final = 100_000
_COUNTS: Final = frozenset(map(str, range(100)))
_NOTED: Final = frozenset(("heard", "unclear", "nothing"))
_UNSET: Final = frozenset(("",))
_WITHOUT_TIME: Final = (Remember, Remind, Tell, Draw, Shift)

After: TypeAlias = Callable[[Operation, Samples, Samples], tuple[Samples, Samples]]
"""When an operation is over at the earliest and at the latest, from when it begins at the earliest
and at the latest; positions from the beginning of the session."""

_Possible: TypeAlias = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Course:
    """One way through a program.

    Attributes:
        seconds: About how long it takes; of a bound that may not be reached, the bound.
        length: What the time is for.
        answers: What is answered otherwise than usual, and decides: by variable, the meanings
            that lead this way; "" among them is no answer.
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
            "another card".
    """

    usual: Course
    shortest: Course
    longest: Course
    early: Course | None = None
    is_exact: bool = True
    on_top: tuple[str, ...] = ()


class _Way:
    """How early and how late one can come to a position, and from where."""

    __slots__ = ("early", "from_early", "from_late", "late", "place", "possible")

    def __init__(
        self,
        place: int,
        possible: _Possible,
        early: tuple[Samples, int],
        late: tuple[Samples, int],
        from_early: _Way | None,
        from_late: _Way | None,
    ) -> None:
        self.place = place
        self.possible = possible
        self.early, self.late = early, late
        self.from_early, self.from_late = from_early, from_late

    def take_in(self, other: _Way) -> None:
        """Keep the earlier and the later arrival of the two; of equals the more usual one."""
        if other.early < self.early:
            self.early, self.from_early = other.early, other.from_early
        if other.late > self.late:
            self.late, self.from_late = other.late, other.from_late


def courses(program: Program) -> Courses:
    """Return about how long a program takes at the least, usually, and at the most.

    People answer at once and use their turns; the longest course has all the time added that
    turns allow. A no to consent and red, which end a session at once, are no courses; neither
    wishes for another card nor a time out, which can be had as often as one likes, are counted.

    Pure. Costs less than a millisecond for a hundred operations.
    """
    after = _usually(program)
    usual = _usual_course(program)
    search = _Search(program, after, is_held=True)
    found = search.ends()
    if not found:
        search = _Search(program, after, is_held=False)
        found = search.ends()
    on_top = tuple(_on_top(program))
    if not found:
        return Courses(usual, usual, usual, on_top=on_top)
    full = {max(way.place for way in found), _usual_end(program)}
    whole = [way for way in found if way.place in full] or found
    first = min(whole, key=lambda way: way.early)
    shortest = search.course(first, late=False)
    longest = search.course(max(found, key=lambda way: way.late), late=True)
    soonest = min(found, key=lambda way: way.early)
    early = search.course(soonest, late=False) if soonest.early < first.early else None
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
    if any(aside for turn in turns for aside in turn.asides if not aside.deck):
        yield "a time out"
    if any(turn.leads for turn in turns):
        yield "another card"


def bounds(program: Program, after: After) -> tuple[Samples, Samples]:
    """Return the least and the most a session can last, however it goes; both 0 for a program
    that has no end.

    Args:
        program: What is performed.
        after: How long operations take.
    """
    found = _Search(program, after, is_held=False).ends()
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


class _Search:
    """All ways through a program, from its first position to its last."""

    def __init__(self, program: Program, after: After, *, is_held: bool) -> None:
        self.is_exact = True
        self._program = program
        self._operations = program.operations
        self._after = after
        self._is_held = is_held
        self._most = max(8, min(MOST_WAYS, _WORK // max(1, len(self._operations))))
        self._domains = self._possible_answers()
        self._usual = {
            op.remember: first_answer(op)
            for op in self._operations
            if isinstance(op, Ask) and op.remember and op.answers
        }
        self._landing = self._landings()
        self._wanted = self._wanted_later()
        self._ways: list[dict[object, _Way]] = [{} for _ in range(len(self._operations) + 1)]

    # -- what is known beforehand -----------------------------------------------------------------

    def _possible_answers(self) -> list[frozenset[str]]:
        """Return for each position the meanings its question may be answered with."""
        found = []
        for op in self._operations:
            meanings: frozenset[str] = frozenset()
            if isinstance(op, Ask):
                meanings = frozenset(op.answers)
                if op.default is not None:
                    meanings |= {op.default}
                if self._is_held and op.remember.startswith("check of "):
                    meanings -= {"red"}
            found.append(meanings)
        return found

    def _landings(self) -> list[int]:
        """Return for each position the next one at which time passes or something is decided."""
        operations = self._operations
        landing = list(range(len(operations) + 1))
        for place in range(len(operations) - 1, -1, -1):
            op = operations[place]
            if isinstance(op, Jump) and op.target > place:
                landing[place] = landing[op.target]
            elif isinstance(op, _WITHOUT_TIME):
                landing[place] = landing[place + 1]
            elif isinstance(op, Branch | Compare):
                onward = {landing[each] for each in self._onward(place)}
                if len(onward) == 1:
                    landing[place] = onward.pop()
        return landing

    def _onward(self, place: int) -> tuple[int, ...]:
        """Return the positions that may follow one, none of them before it."""
        op = self._operations[place]
        following: tuple[int, ...]
        match op:
            case Branch(targets=targets, otherwise=otherwise):
                following = (*targets.values(), otherwise)
            case Compare(target=target, otherwise=otherwise):
                following = (target, otherwise)
            case Elapsed(target=target):
                following = (target, place + 1)
            case Jump(target=target):
                following = (target,)
            case End():
                following = ()
            case _:
                following = (place + 1,)
        return tuple(dict.fromkeys(each for each in following if each > place))

    def _wanted_later(self) -> list[frozenset[str]]:
        """Return for each position the variables that are asked for from there on."""
        wanted: list[frozenset[str]] = [frozenset()] * (len(self._operations) + 1)
        for place in range(len(self._operations) - 1, -1, -1):
            if self._landing[place] != place:
                wanted[place] = wanted[self._landing[place]]
                continue
            op = self._operations[place]
            later = frozenset[str]().union(*(wanted[each] for each in self._onward(place)))
            match op:
                case Branch(variable=variable):
                    later |= {variable}
                case Compare(left=left, right=right):
                    later |= {left, right}
                case _:
                    later -= set(self._given(place))
            wanted[place] = later
        return wanted

    def _given(self, place: int) -> Mapping[str, frozenset[str]]:
        """Return what an operation gives variables, by their names."""
        match self._operations[place]:
            case Ask(remember=name) if name:
                return {name: self._domains[place]}
            case Let(name=name, value=value):
                return {name: frozenset((value,))}
            case TakeNote(name=name):
                return {name: _UNSET, f"{name}/how": _NOTED}
            case Turn(counts=counts) if counts:
                return dict.fromkeys(counts, _COUNTS)
            case _:
                return {}

    # -- going through ----------------------------------------------------------------------------

    def ends(self) -> list[_Way]:
        """Return the ways that lead to an end."""
        found: list[_Way] = []
        self._come_to(0, {}, None)
        for place in range(len(self._operations) + 1):
            ways = list(self._ways[place].values())
            if len(ways) > self._most:
                ways = [self._together(ways)]
            if place == len(self._operations):
                found += ways
                continue
            op = self._operations[place]
            for way in ways:
                if isinstance(op, End):
                    if not (self._is_held and op.outcome == "declined"):
                        found.append(way)
                else:
                    self._go_on(op, way)
        return found

    def _go_on(self, op: Operation, way: _Way) -> None:
        match op:
            case Branch(variable=variable):
                for onward, values in self._apart(op, way).items():
                    usual = self._usual.get(variable)
                    is_odd = usual is not None and usual not in values
                    self._come_to(onward, {**way.possible, variable: values}, way, odd=is_odd)
            case Compare():
                self._compare(op, way)
            case Elapsed(after=after, target=target):
                if way.early[0] < after:
                    late = min(way.late[0], after)
                    self._come_to(way.place + 1, way.possible, way, late=late)
                if way.late[0] >= after:
                    self._come_to(target, way.possible, way, early=max(way.early[0], after))
            case Jump():
                pass  # Leads back: a wish for another card.
            case _:
                early, late = self._after(op, way.early[0], way.late[0])
                given = self._given(way.place)
                possible = {**way.possible, **given} if given else way.possible
                self._come_to(way.place + 1, possible, way, early=early, late=late)

    def _apart(self, op: Branch, way: _Way) -> dict[int, frozenset[str]]:
        """Return where a branch may lead, and with which values."""
        apart: dict[int, set[str]] = {}
        for value in way.possible.get(op.variable, _UNSET):
            target = op.targets.get(value, op.otherwise)
            if target > way.place:
                apart.setdefault(self._landing[target], set()).add(value)
        return {onward: frozenset(values) for onward, values in apart.items()}

    def _compare(self, op: Compare, way: _Way) -> None:
        lefts = way.possible.get(op.left, _UNSET)
        rights = way.possible.get(op.right, _UNSET)
        pairs = [(left, right) for left in lefts for right in rights]
        for target, is_so in ((op.target, True), (op.otherwise, False)):
            those = [(a, b) for a, b in pairs if compares(op.how, a, b) is is_so]
            if not those or target <= way.place:
                continue
            left, right = frozenset(a for a, _ in those), frozenset(b for _, b in those)
            usual = self._usual.get(op.left), self._usual.get(op.right)
            if len(those) < len(left) * len(right) and self._wanted[self._landing[target]] & {
                op.left,
                op.right,
            }:
                self.is_exact = False  # Which goes with which is not kept.
            possible = {**way.possible, op.left: left, op.right: right}
            self._come_to(target, possible, way, odd=usual not in those)

    def _come_to(
        self,
        target: int,
        possible: _Possible,
        before: _Way | None,
        *,
        early: Samples | None = None,
        late: Samples | None = None,
        odd: bool = False,
    ) -> None:
        place = self._landing[target]
        wanted = self._wanted[place]
        if len(possible) > len(wanted) or not possible.keys() <= wanted:
            possible = {name: values for name, values in possible.items() if name in wanted}
        from_early, from_late = (before.early, before.late) if before else ((0, 0), (0, 0))
        way = _Way(
            place,
            possible,
            (from_early[0] if early is None else early, from_early[1] + odd),
            (from_late[0] if late is None else late, from_late[1] - odd),
            before,
            before,
        )
        key = frozenset(possible.items())
        known = self._ways[place].get(key)
        if known is None:
            self._ways[place][key] = way
        else:
            known.take_in(way)

    def _together(self, ways: Sequence[_Way]) -> _Way:
        """Return one way in place of many: whatever is possible in any of them is in it."""
        self.is_exact = False
        possible: _Possible = {}
        for way in ways:
            for name in self._wanted[way.place]:
                possible[name] = possible.get(name, frozenset()) | way.possible.get(name, _UNSET)
        one = _Way(
            ways[0].place,
            possible,
            ways[0].early,
            ways[0].late,
            ways[0].from_early,
            ways[0].from_late,
        )
        for way in ways[1:]:
            one.take_in(way)
        return one

    # -- telling ----------------------------------------------------------------------------------

    def course(self, end: _Way, *, late: bool) -> Course:
        """Return the earliest or the latest way to an end."""
        path = [end]
        while (before := path[-1].from_late if late else path[-1].from_early) is not None:
            path.append(before)
        path.reverse()
        so_far = Sum(self._program)
        more_time = False
        for way in path:
            if way.place < len(self._operations):
                op = self._operations[way.place]
                so_far.add(op, more_time=late)
                more_time |= late and isinstance(op, Turn) and op.more > 0
        last = self._operations[end.place] if end.place < len(self._operations) else End()
        follows = last.next_ritual if isinstance(last, End) else ""
        bound = seconds((end.late if late else end.early)[0])
        answers = dict(self._deciding(path))
        return Course(bound, so_far.estimate, answers, more_time, follows)

    def _deciding(self, path: Sequence[_Way]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield what is answered otherwise than usual on a way."""
        asked: dict[str, tuple[int, frozenset[str]]] = {}
        told: dict[tuple[str, int], frozenset[str]] = {}

        def decided(name: str, values: frozenset[str]) -> None:
            if name in asked:
                place, before = asked[name]
                asked[name] = place, before & values or values
                told[name, place] = asked[name][1]

        for way, onward in pairwise(path):
            op = self._operations[way.place]
            asked |= {
                name: (way.place, values)
                for name, values in self._given(way.place).items()
                if not isinstance(op, Let)
            }
            if isinstance(op, Let):
                asked.pop(op.name, None)
            if isinstance(op, Branch):
                decided(op.variable, self._apart(op, way).get(onward.place, frozenset()))
            if isinstance(op, Compare):
                for name in (op.left, op.right):
                    if name in onward.possible:
                        decided(name, onward.possible[name])
        for (name, place), values in told.items():
            op = self._operations[place]
            usual = first_answer(op) if isinstance(op, Ask) and op.answers else ""
            usual = "heard" if isinstance(op, TakeNote) else usual
            if usual in values:
                continue
            order = list(op.answers) if isinstance(op, Ask) else sorted(values)
            yield name, tuple(sorted(values, key=lambda v: order.index(v) if v in order else 99))
