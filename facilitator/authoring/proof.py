"""Proof that a safe word ends a ritual wherever it is said: every second, every step, on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from facilitator.authoring.exploring import Explorer, part, parts_of
from facilitator.authoring.paths import Paths
from facilitator.authoring.stretches import Stretch
from facilitator.clock import RATE_HZ, Samples, samples
from facilitator.engine.actions import AbortSound, Action, Finish, Ring, Speak
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
    Ticked,
)
from facilitator.engine.operations import Operation
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.stage import BEAT
from facilitator.engine.state import Listening, Noting, Speaking, State, next_deadline
from facilitator.engine.step import step
from facilitator.session.on_paper import spoken_length

Way: TypeAlias = Literal["at once", "after a hush", "while paused", "while explaining"]
"""How the word comes: heard at once, suspected first, while the session is paused, or while it
says why, where somebody can ask that."""

WAYS: Final[tuple[Way, ...]] = ("at once", "after a hush", "while paused", "while explaining")

_CONFIRMED_AFTER: Final = samples(0.33)
_PAUSED_FOR: Final = samples(2.0)
_EXPLAINED_FOR: Final = samples(0.5)
_MOST_STEPS: Final = 200
_COUNTED: Final = ("index", "asked", "meant", "halfway_rung", "warned", "checked", "added", "beat")

_Step: TypeAlias = tuple[int, str, str, str, int]
"""A step as different programs of one ritual have it: its line, what it does, who is asked, its
first sentence, and which of those that are equal in all this it is."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A moment at which the safe word did not do what it must.

    Attributes:
        at: When it was said.
        way: How it came.
        line: Line of the script that was being performed; 0 when unknown.
        problem: What happened, in plain words.
    """

    at: Samples
    way: Way
    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """A step in which the word was not said, because no performance came to it.

    Attributes:
        line: Its line in the script; 0 when unknown.
        text: Its first sentence; "" for none.
        kind: What it does, for one without: "silence", "bell".
        is_certain: Nothing that can be said leads there; else the search was given up.
    """

    line: int
    text: str
    kind: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What was tried and what came of it.

    Attributes:
        stops: How often the word was said.
        seconds: How many seconds of performances were covered.
        steps: In how many steps the word was said: in their sentences, and in the time they take.
        of_steps: How many steps there are that speak, ring, ask, wait or count.
        left: Those in which it was not said.
        failures: Where it did not end in silence; empty when all is well.
    """

    stops: int
    seconds: int
    steps: int
    of_steps: int
    left: tuple[Unreached, ...]
    failures: tuple[Failure, ...]

    @property
    def unreached(self) -> tuple[int, ...]:
        """Lines of the script with a step in which the word was not said."""
        return tuple(sorted({each.line for each in self.left}))


def stop_everywhere(program: Program, answers: Mapping[str, Sequence[str]] | None = None) -> Proof:
    """Say the safe word in every step and at every second of a ritual, on paper.

    Args:
        program: What is performed.
        answers: What people answer in the first performance, by variable.

    Some ten thousand sessions a second.
    """
    proving = Proving()
    proving.add(program, answers or {})
    return proving.proof


@dataclass(slots=True)
class _Known:
    """What is known of a step: a sentence or so to tell it by, and what is left to interrupt."""

    text: str
    left: set[str]
    is_certain: bool = True
    is_idle: bool = True
    """No answers at all lead to it in any program it stands in."""


@dataclass(slots=True)
class Proving:
    """Says the safe word in every step of a ritual, in as many programs as it has: one for each
    choice of its settings, for each number of people, for what is remembered.

    The engine decides nothing by chance, so that a session can be continued from any moment as
    often as one likes. It is performed with the answers given, then with whatever else can be said
    at each step, until every step has been reached, or nothing that can be said leads there. The
    word is said, in each of the `WAYS`, right after everything that happens, and at every whole
    second of the time in which nothing does; that is done once for each sentence, wait and turn.
    """

    _steps: dict[_Step, _Known] = field(default_factory=dict)
    _swept: dict[object, Samples] = field(default_factory=dict)
    _failures: list[Failure] = field(default_factory=list)
    _stops: int = 0
    _covered: Samples = 0

    @property
    def has_left(self) -> bool:
        """Whether some step of some program has not been interrupted yet."""
        return any(known.left for known in self._steps.values())

    @property
    def proof(self) -> Proof:
        """What came of it so far."""
        reached = {step[:2] for step, known in self._steps.items() if not known.left}
        # What is done several times stands in a program once for each time that could be meant.
        steps = {
            step: known
            for step, known in self._steps.items()
            if not (known.left and known.is_idle and step[:2] in reached)
        }
        left = {step: known for step, known in steps.items() if known.left}
        unreached = (
            Unreached(step[0], known.text, step[1].lower(), known.is_certain)
            for step, known in left.items()
        )
        return Proof(
            self._stops,
            self._covered // RATE_HZ,
            len(steps) - len(left),
            len(steps),
            tuple(sorted(unreached, key=lambda each: each.line)),
            tuple(self._failures),
        )

    def add(
        self, program: Program, answers: Mapping[str, Sequence[str]], *, thoroughly: bool = True
    ) -> None:
        """Say the word everywhere in one more program of the ritual.

        Args:
            program: What is performed.
            answers: What people answer in the first performance, by variable.
            thoroughly: Say at each step whatever can be said there; else only what leads to steps
                that are new.
        """
        steps = _named(program)
        paths = Paths(program)
        parts = parts_of(program, paths)
        for place, there in parts.items():
            known = _Known(_text(program.operations[place]), {name for _, name in there})
            self._steps.setdefault(steps[place], known)
        wanted = {each for place in parts for each in parts[place] if self._is_left(steps, each)}
        explorer = Explorer(program, paths, answers, wanted, thoroughly=thoroughly)
        for stretch in explorer.stretches():
            self._interrupt(stretch, steps)
        for place in parts:
            known = self._steps[steps[place]]
            known.is_certain &= explorer.is_whole
            known.is_idle &= place in explorer.impossible

    def _is_left(self, steps: Sequence[_Step], part: tuple[int, str]) -> bool:
        return part[1] in self._steps[steps[part[0]]].left

    def _interrupt(self, stretch: Stretch, steps: Sequence[_Step]) -> None:
        """Say the word right after everything that happens, and at the seconds between."""
        program = stretch.program
        word = program.safe_words[0]
        for state, at, until in stretch.spans():
            ways = WAYS if _explains(program, state, at) else WAYS[:-1]
            for now in (at, *self._seconds(state, at, until, steps)):
                for way in ways:
                    self._stops += 1
                    if problem := _problem(program, state, now, word, way):
                        line = _line(program, state)
                        self._failures.append(Failure(now, way, line, problem))
            place, name = part(state)
            if place < len(steps) and (known := self._steps.get(steps[place])) is not None:
                known.left.discard(name)

    def _seconds(self, state: State, at: Samples, until: Samples, steps: Sequence[_Step]) -> range:
        """Return the whole seconds at which the word was not said while the same went on."""
        place, name = part(state)
        same = (
            *(steps[place] if place < len(steps) else ()),
            name,
            *(getattr(state.phase, each, 0) for each in _COUNTED),
            state.kept is not None,
            state.called is not None,
        )
        swept = self._swept.get(same, 0)
        if until - at <= swept:
            return range(0)
        self._swept[same] = until - at
        self._covered += until - at - swept
        first = -(-(at + max(swept, 1)) // RATE_HZ) * RATE_HZ
        return range(first, until, RATE_HZ)


def _named(program: Program) -> list[_Step]:
    """Return what tells each step of a program from the others, in all programs of a ritual."""
    many: Counter[tuple[int, str, str, str]] = Counter()
    named: list[_Step] = []
    for place, operation in enumerate(program.operations):
        line = program.lines[place] if place < len(program.lines) else 0
        sentence = _first(operation)
        key = sentence.key or sentence.text if sentence is not None else ""
        same = line, type(operation).__name__, getattr(operation, "who", ""), key
        named.append((*same, many[same]))
        many[same] += 1
    return named


def _first(operation: Operation) -> Sentence | None:
    """Return the first sentence of a step; None for one that says nothing."""
    for name in ("sentences", "question", "announcement"):
        for sentence in getattr(operation, name, ()):
            assert isinstance(sentence, Sentence)
            return sentence
    return None


def _text(operation: Operation) -> str:
    """Return what tells a step to its author: its first sentence, or what it shows."""
    sentence = _first(operation)
    return (sentence.text if sentence is not None else "") or getattr(operation, "label", "")


def _explains(program: Program, state: State, at: Samples) -> bool:
    """Say whether somebody who asks why at that moment is told."""
    if not isinstance(state.phase, Listening | Noting | Speaking):
        return False
    asked, _ = step(program, state, PhraseHeard(at, at, program.own.ways("why")[0], True))
    return (
        isinstance(asked.phase, Speaking)
        and asked.phase is not state.phase
        and (asked.phase.then == "back")
    )


def _events(program: Program, state: State, at: Samples, word: str, way: Way) -> Iterator[Event]:
    """Yield what happens around the word; a sound that is cut off is over at once."""
    if way == "while paused":
        yield PhraseHeard(at, at, program.own.ways("pause")[0], True)
        yield SoundFinished(at, state.sounds, interrupted=True)
        at += _PAUSED_FOR
    if way == "while explaining":
        yield PhraseHeard(at, at, program.own.ways("why")[0], True)
        yield SoundFinished(at, state.sounds, interrupted=True)
        yield Ticked(at + BEAT)
        at += BEAT + _EXPLAINED_FOR
    if way == "after a hush":
        yield SafeWordSuspected(at, word)
        yield SoundFinished(at, state.sounds, interrupted=True)
        at += _CONFIRMED_AFTER
    yield SafeWordHeard(at, word)


def _problem(program: Program, state: State, at: Samples, word: str, way: Way) -> str:
    """Return what went wrong when the word was said; "" when it ended in silence."""
    before = state.sounds
    actions: tuple[Action, ...] = ()
    stopped_at = at
    for event in _events(program, state, at, word, way):
        before, stopped_at = state.sounds, event.at
        state, actions = step(program, state, event)
    if not any(isinstance(action, AbortSound) for action in actions):
        return "what sounded was not silenced"
    ended, said = _drained(program, state, actions, stopped_at, before)
    wrong = [text for text in said if text != program.stopped.text]
    if wrong:
        return f"afterwards it went on: “{wrong[0]}”"
    if ended is None:
        return "the session did not end"
    return "" if ended.outcome == "stopped" else f"it ended as {ended.outcome}"


def _drained(
    program: Program, state: State, actions: Iterable[Action], at: Samples, cut_off: int
) -> tuple[Finish | None, list[str]]:
    """Let a stopped session come to its end, while people try to go on with it.

    Returns:
        Its end, if it comes, and everything that still sounded: sentences, names of bells.
    """
    said: list[str] = []
    events: list[Event] = [
        SoundFinished(at, cut_off, interrupted=True),
        PhraseHeard(at + 1, at, program.own.ways("go on")[0], True),
    ]
    for _ in range(_MOST_STEPS):
        for action in actions:
            match action:
                case Speak(at=start, sound=sound, text=text):
                    said.append(text)
                    end = max(start, at) + spoken_length(text, program.pace)
                    events.append(SoundFinished(end, sound))
                case Ring(bell=bell):
                    said.append(f"{bell} bell")
                case Finish():
                    return action, said
                case _:
                    pass
        events.sort(key=lambda event: event.at)
        deadline = next_deadline(program, state)
        if deadline is not None and (not events or deadline < events[0].at):
            event: Event = Ticked(deadline)
        elif events:
            event = events.pop(0)
        else:
            return None, said
        at = max(at, event.at)
        state, actions = step(program, state, event)
    return None, said


def _line(program: Program, state: State) -> int:
    return program.lines[state.position] if state.position < len(program.lines) else 0
