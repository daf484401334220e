"""Every way through a program, from its first position to its last, without walking them all.

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
from itertools import product
from typing import Final, TypeAlias

from facilitator.clock import Samples
from facilitator.engine import jars
from facilitator.engine.flow import Branch, Compare, Elapsed, Jump, Let, Resume, Tally, tallied
from facilitator.engine.operations import (
    PASSED,
    SPOKEN,
    Ask,
    Draw,
    DrawSlip,
    End,
    Operation,
    PutIn,
    Remember,
    Remind,
    Shift,
    TakeNote,
    Tell,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.script.walking.arrivals import Possible, Way
from facilitator.script.walking.timing import first_answer

MOST_WAYS: Final = 256
"""Ways kept apart at one position; long programs, and those that remember much, keep fewer, so that
none takes long."""

_WORK: Final = 400_000
_APART: Final = 8
"""Values of a number that are told apart when it is compared with another; a rating has fewer."""

_COUNTS: Final = frozenset(map(str, range(100)))
_NOTED: Final = frozenset(("heard", "unclear", "nothing"))
_WENT: Final = frozenset((PASSED, SPOKEN))
_UNSET: Final = frozenset(("",))
_NONE: Final = frozenset(("0",))
_WITHOUT_TIME: Final = (Remember, Remind, Resume, Tell, Draw, Shift)

After: TypeAlias = Callable[[Operation, Samples, Samples], tuple[Samples, Samples]]
"""When an operation is over at the earliest and at the latest, from when it begins at the earliest
and at the latest; positions from the beginning of the session."""


def _of_jar(jar: str) -> tuple[str, str, str]:
    """Return the variables that tell of a jar: its notes, those not read, and the one drawn."""
    return jars.number_in(jar), jars.unread_in(jar), jars.slip_in(jar)


class Search:
    """All ways through a program.

    Args:
        program: What is gone through.
        after: How long operations take.
        is_held: A no to consent, and red, which end a session at once, are no ways.
        kept: Ways kept apart at one position, where that may take long; None for so many that it
            does not.

    Attributes:
        is_exact: Nothing has been put together so far: every bound is that of a way that can be
            gone.
    """

    def __init__(
        self, program: Program, after: After, *, is_held: bool, kept: int | None = None
    ) -> None:
        self.is_exact = True
        self._program = program
        self._operations = program.operations
        self._after = after
        self._is_held = is_held
        self._domains = self._possible_answers()
        self._usual = {
            op.remember: first_answer(op)
            for op in self._operations
            if isinstance(op, Ask) and op.remember and op.answers
        }
        self._usual |= {
            op.remember: SPOKEN for op in self._operations if isinstance(op, Turn) and op.remember
        }
        self._landing = self._landings()
        self._wanted = self._wanted_later()
        most = max(map(len, self._wanted)) * len(self._operations)
        self._most = kept or max(4, min(MOST_WAYS, _WORK // max(1, most)))
        self._ways: list[dict[object, Way]] = [{} for _ in range(len(self._operations) + 1)]

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
            case Turn(passed=passed, remember=name) if passed and name:
                following = (place + 1, passed)
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
                case PutIn(jar=jar) | DrawSlip(jar=jar):
                    number, unread, slip = _of_jar(jar)
                    later |= {number} if later & {number, unread, slip} else set()
                    later -= {slip} if isinstance(op, DrawSlip) else set()
                case _:
                    later -= set(self.given(place))
            wanted[place] = later
        return wanted

    def given(self, place: int) -> Mapping[str, frozenset[str]]:
        """Return what an operation gives variables, by their names."""
        match self._operations[place]:
            case Ask(remember=name) if name:
                return {name: self._domains[place]}
            case Let(name=name, value=value):
                return {name: frozenset((value,))}
            case TakeNote(name=name):
                return {name: _UNSET, f"{name}/how": _NOTED}
            case Turn(counts=counts, remember=name) if counts or name:
                went = {name: _WENT} if name else {}
                return {**dict.fromkeys(counts, _COUNTS), **went}
            case _:
                return {}

    # -- going through ----------------------------------------------------------------------------

    def ends(self) -> list[Way]:
        """Return the ways that lead to an end."""
        found: list[Way] = []
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

    def ways_to(self, place: int) -> list[Way]:
        """Return the ways that lead to a position, or past it to what follows without any time.
        To be asked after `ends`."""
        return list(self._ways[self._landing[place]].values())

    def impossible(self) -> frozenset[int]:
        """Return the positions that something leads to, and to which no answers lead: steps for a
        number that cannot have been counted by then. To be asked after `ends`."""
        led_to = {self._landing[0]}
        for place in range(len(self._operations)):
            if place in led_to:
                led_to.update(self._landing[each] for each in self._onward(place))
        return frozenset(place for place in led_to if not self._ways[place])

    def _go_on(self, op: Operation, way: Way) -> None:
        match op:
            case Branch(variable=variable):
                for onward, values in self.apart(op, way).items():
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
            case Tally(name=name):
                numbers = {tallied({name: n}, name) for n in way.possible.get(name, _NONE)}
                possible = {**way.possible, name: frozenset(numbers)}
                self._come_to(way.place + 1, possible, way)
            case PutIn() | DrawSlip():
                for held, odd in self._in_jar(op, way):
                    self._come_to(way.place + 1, {**way.possible, **held}, way, odd=odd)
            case _:
                early, late = self._after(op, way.early[0], way.late[0])
                given = self.given(way.place)
                possible = {**way.possible, **given} if given else way.possible
                if isinstance(op, Turn) and op.passed and op.remember:
                    passed = {**possible, op.remember: frozenset((PASSED,))}
                    self._come_to(op.passed, passed, way, early=early, late=late, odd=True)
                    possible[op.remember] = frozenset((SPOKEN,))
                self._come_to(way.place + 1, possible, way, early=early, late=late)

    def _in_jar(self, op: PutIn | DrawSlip, way: Way) -> Iterator[tuple[Possible, bool]]:
        """Yield what may be known of a jar after a note was put in or drawn, and whether that is
        unusual: the same words put in again are in it once, the same note may be read twice."""
        names = _of_jar(op.jar)
        if not self._wanted[self._landing[way.place + 1]] & {*names}:
            yield {}, False
            return
        number, unread, slip = names
        for there, left in product(*(map(int, way.possible.get(n, _NONE)) for n in names[:2])):
            if isinstance(op, PutIn):
                after = {(there + 1, left + 1): False} | ({(there, left): True} if there else {})
            else:
                goes = op.for_good and there > 0
                after = {(there - goes, left - 1 if left else left): False}
                if 0 < left < there and (op.latest or not self._in_rounds(op.jar)):
                    self.is_exact = False  # Which notes are left is not kept.
                    after |= {(there - goes, left): True}
            for (now, still), odd in after.items():
                held = {number: frozenset((str(now),)), unread: frozenset((str(still),))}
                if isinstance(op, DrawSlip):
                    held[slip] = frozenset(("something" if there else "",))
                yield held, odd

    def _in_rounds(self, jar: str) -> bool:
        """Say whether all notes of a jar are read before one is read again."""
        drawn = any(each.drawn for each in self._program.jars.get(jar, ()))
        draws = (op for op in self._operations if isinstance(op, DrawSlip) and op.jar == jar)
        return not drawn and not any(op.latest for op in draws)

    def apart(self, op: Branch, way: Way) -> dict[int, frozenset[str]]:
        """Return where a branch may lead, and with which values."""
        apart: dict[int, set[str]] = {}
        for value in way.possible.get(op.variable, _UNSET):
            target = op.targets.get(value, op.otherwise)
            if target > way.place:
                apart.setdefault(self._landing[target], set()).add(value)
        return {onward: frozenset(values) for onward, values in apart.items()}

    def _compare(self, op: Compare, way: Way) -> None:
        lefts = way.possible.get(op.left, _UNSET)
        rights = way.possible.get(op.right, _UNSET)
        usual = self._usual.get(op.left), self._usual.get(op.right)
        for target, is_so in ((op.target, True), (op.otherwise, False)):
            those = [
                (
                    one,
                    frozenset(each for each in rights if op.is_so(one, each) is is_so),
                )
                for one in sorted(lefts)
            ]
            those = [(one, others) for one, others in those if others]
            if not those or target <= way.place:
                continue
            later = self._wanted[self._landing[target]] & {op.left, op.right}
            if later and len(those) > _APART:
                self.is_exact = False  # Which goes with which is not kept.
            if not later or len(those) > _APART:
                others = frozenset[str]().union(*(each for _, each in those))
                those = [("", others)]
            for one, others in those:
                left = frozenset((one,)) if later and one else lefts
                odd = usual[0] not in left or usual[1] not in others
                possible = {**way.possible, op.left: left, op.right: others}
                self._come_to(target, possible, way, odd=odd)

    def compared(self, op: Compare, way: Way, onward: Way) -> Possible:
        """Return two numbers with which a comparison leads from one way to another: all of them
        where both are still asked for, else the most usual pair."""
        known = {name: onward.possible.get(name) for name in (op.left, op.right)}
        if known[op.left] and known[op.right]:
            return {name: values for name, values in known.items() if values}
        is_so = self._landing[op.target] == onward.place
        lefts = known[op.left] or way.possible.get(op.left, _UNSET)
        rights = known[op.right] or way.possible.get(op.right, _UNSET)
        pairs = [
            (one != self._usual.get(op.left), other != self._usual.get(op.right), one, other)
            for one in lefts
            for other in rights
            if op.is_so(one, other) is is_so
        ]
        if not pairs:
            return {}
        _, _, one, other = min(pairs, key=lambda pair: (pair[0] + pair[1], *pair))
        return {op.left: frozenset((one,)), op.right: frozenset((other,))}

    def _come_to(
        self,
        target: int,
        possible: Possible,
        before: Way | None,
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
        way = Way(
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

    def _together(self, ways: Sequence[Way]) -> Way:
        """Return one way in place of many: whatever is possible in any of them is in it."""
        self.is_exact = False
        possible: Possible = {}
        for way in ways:
            for name in self._wanted[way.place]:
                possible[name] = possible.get(name, frozenset()) | way.possible.get(name, _UNSET)
        one = Way(
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
