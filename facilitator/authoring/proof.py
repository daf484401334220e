"""Proof that a safe word ends a ritual wherever it is said: every second, every step, on paper."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

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
from facilitator.engine.flow import Back, Branch, Compare, Elapsed, Jump, Let, Resume, Tally
from facilitator.engine.operations import (
    PASSED,
    Ask,
    Bell,
    Draw,
    DrawSlip,
    End,
    PutIn,
    Remember,
    Remind,
    Shift,
    TakeNote,
    Tell,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, Silent, Speaking, State, Turning, next_deadline
from facilitator.engine.step import step
from facilitator.engine.turning import BEAT
from facilitator.script.ways import Search
from facilitator.session.on_paper import Moment, Willing, perform, spoken_length

Way: TypeAlias = Literal["at once", "after a hush", "while paused", "while explaining"]
"""How the word comes: heard at once, suspected first, while the session is paused, or while it
says why, where somebody can ask that."""

WAYS: Final[tuple[Way, ...]] = ("at once", "after a hush", "while paused", "while explaining")

_CONFIRMED_AFTER: Final = samples(0.33)
_PAUSED_FOR: Final = samples(2.0)
_EXPLAINED_FOR: Final = samples(0.5)
_WISHES_AFTER: Final = samples(3.0)
_VISITS: Final = 4
_WISHING: Final = 8
_MOST_STEPS: Final = 200
_WALKS: Final = 24
_PASSED: Final = (
    *(
        Back,
        Bell,
        Branch,
        Compare,
        Draw,
        DrawSlip,
        Elapsed,
        End,
        Jump,
        Let,
        PutIn,
        Remember,
        Remind,
    ),
    *(Remind, Resume, Shift, Tally, Tell),
)
_NOTHING: Final = ""


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
class Proof:
    """What was tried and what came of it.

    Attributes:
        stops: How often the word was said.
        seconds: How many seconds of performances were covered.
        walks: How many performances, each with other answers.
        steps: How many steps of the ritual the word was said in.
        unreached: Lines of the script that no performance came to.
        failures: Where it did not end in silence; empty when all is well.
    """

    stops: int
    seconds: int
    walks: int
    steps: int
    unreached: tuple[int, ...]
    failures: tuple[Failure, ...]


def stop_everywhere(program: Program, answers: Mapping[str, Sequence[str]] | None = None) -> Proof:
    """Say the safe word in every step and at every second of a ritual, on paper.

    The engine decides nothing by chance, so that a session can be continued from any moment as
    often as one likes. It is performed with the answers given, then with others until every step
    has been reached or nothing new is. Each time the word is said at every whole second and right
    after everything that happens, in each of the `WAYS`.

    Args:
        program: What is performed.
        answers: What people answer in the first performance, by variable.

    Some ten thousand sessions a second.
    """
    word = program.safe_words[0]
    failures: list[Failure] = []
    reached: set[int] = set()
    stops = covered = walks = 0
    for moments in _walks(program, answers or {}):
        new = {moment.state.position for moment in moments} - reached
        if walks and not new:
            continue
        walks += 1
        reached |= new
        covered += moments[-1].event.at // RATE_HZ
        for at, state in _places(moments):
            for way in WAYS:
                if way == "while explaining" and not _explains(program, state, at):
                    continue
                stops += 1
                problem = _problem(program, state, at, word, way)
                if problem:
                    failures.append(Failure(at, way, _line(program, state), problem))
    for moments in _commanded(program, answers or {}):
        reached |= {moment.state.position for moment in moments}
        for at, state in _places(moments):
            if _is_commanded(state):
                stops += 2
                for way in WAYS[:2]:
                    problem = _problem(program, state, at, word, way)
                    if problem:
                        failures.append(Failure(at, way, _line(program, state), problem))
    lasting = {
        index
        for index, operation in enumerate(program.operations)
        if not isinstance(operation, _PASSED)
    }
    left = lasting - reached
    if left:
        search = Search(program, lambda _, early, late: (early, late), is_held=False)
        search.ends()
        done = {(program.lines[each], type(program.operations[each])) for each in reached}
        left -= {
            each
            for each in search.impossible() & left
            if (program.lines[each], type(program.operations[each])) in done
        }
    missing = {program.lines[index] for index in left if index < len(program.lines)}
    missing -= {0}
    return Proof(
        stops, covered, walks, len(lasting & reached), tuple(sorted(missing)), tuple(failures)
    )


def _walks(program: Program, answers: Mapping[str, Sequence[str]]) -> Iterator[list[Moment]]:
    """Perform the program with the answers given, then with every other answer, with every wish,
    then at random; once as if it were late from the beginning, where it asks how late it is."""
    asks: list[Ask | Turn] = [each for each in program.operations if isinstance(each, Ask)]
    turns = [each for each in program.operations if isinstance(each, Turn) and each.remember]
    asks += turns
    tries: list[Mapping[str, Sequence[str]]] = [answers]
    word = program.safe_words[0]  # in a note it must never be read back
    for ask in asks:
        if ask.remember:
            tries += [{ask.remember: (meaning,) * 9} for meaning in (*ask.answers, _NOTHING)]
    for note in program.operations:
        if isinstance(note, TakeNote):
            tries += [{note.name: (_NOTHING,) * 9}, {note.name: (word,) * 9}]
    tries += [{turn.remember: (PASSED,) * 9 for turn in turns}] if turns else []
    late = tuple(
        replace(each, after=0) if isinstance(each, Elapsed) else each for each in program.operations
    )
    if late != program.operations:
        hurried = replace(program, operations=late)
        yield perform(hurried, reaction=Willing(hurried, answers).react)
    chance = random.Random(0)
    for _ in range(_WALKS if len(tries) > 2 else 0):
        tries.append(
            {a.remember: [chance.choice([*a.answers, _NOTHING]) for _ in range(9)] for a in asks}
        )
    if any(any(getattr(each, kind, ()) for kind in ("leads", "leaves", "calls")) for each in late):
        for turn in range(_WISHING):
            yield perform(program, reaction=_Wishing(program, turn).react)
    seen: list[Mapping[str, Sequence[str]]] = []
    for given in tries:
        if given not in seen:
            seen.append(given)
            yield perform(program, reaction=Willing(program, given).react)


def _commanded(program: Program, answers: Mapping[str, Sequence[str]]) -> Iterator[list[Moment]]:
    """Perform the program once for each command, given in the first moment it is listened for."""
    for meaning in program.commands:
        yield perform(program, reaction=_Commanding(program, answers, meaning).react)


def _is_commanded(state: State) -> bool:
    """Say whether what happens is what somebody has asked the facilitator for."""
    phase = state.phase
    return state.called is not None or (
        isinstance(phase, Speaking) and phase.then in ("back", "end")
    )


class _Commanding:
    """Two willing people, one of whom gives a command as soon as a question or a turn is open.

    Args:
        program: What is performed.
        answers: What they answer.
        meaning: The command, by its meaning.
    """

    def __init__(
        self, program: Program, answers: Mapping[str, Sequence[str]], meaning: str
    ) -> None:
        self._willing = Willing(program, answers)
        self._phrase = program.own.ways(meaning)[0]
        self._is_given = False

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Give the command once; do what willing people do in everything else."""
        if not self._is_given and isinstance(state.phase, Turning | Listening):
            self._is_given = True
            said = at + _WISHES_AFTER // 3
            return [PhraseHeard(said, said, self._phrase, True), *self._willing.react(state, at)]
        return self._willing.react(state, at)


class _Wishing:
    """Two willing people who also say what leads somewhere else from where they are: another
    card, a time apart, longer.

    Args:
        program: What is performed.
        turn: Which of the wishes, and of saying nothing, they begin with in each turn, and half of
            it elsewhere, so that both go through all; from 2 on nobody else wants to go deeper.
    """

    def __init__(self, program: Program, turn: int) -> None:
        self._program = program
        wishes = [o.remember for o in program.operations if isinstance(o, Ask)]
        refused = [each for each in wishes if "/deeper" in each and turn >= 2]
        self._willing = Willing(program, dict.fromkeys(refused, ("no",) * 9))
        self._turn = turn
        self._visits: dict[int, int] = {}
        self._seen: object = None

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Say the next wish, where there is one left; else do what willing people do."""
        place = state.position
        operation = self._program.operations[place]
        leads = {**getattr(operation, "leads", {}), **getattr(operation, "leaves", {})}
        leads |= getattr(operation, "calls", {})
        wishes = [*{target: phrase for phrase, target in leads.items()}.values(), ""]
        if leads and isinstance(state.phase, Turning | Silent | Listening):
            if (place, state.phase) == self._seen:
                return ()
            visit = self._visits[place] = self._visits.get(place, -1) + 1
            first = self._turn if isinstance(state.phase, Turning) else self._turn // 2
            phrase = wishes[(visit + first) % len(wishes)] if visit < _VISITS else ""
            if phrase:
                self._seen = place, state.phase
                said = at + _WISHES_AFTER
                return [PhraseHeard(said, said, phrase, True)]
        return self._willing.react(state, at)


def _places(moments: Sequence[Moment]) -> Iterator[tuple[Samples, State]]:
    """Yield every position at which the word is said, with the state it finds."""
    next_second = RATE_HZ
    for moment, after in zip(moments, (*moments[1:], None), strict=True):
        if after is None:
            return
        yield moment.event.at, moment.state
        while next_second < after.event.at:
            if next_second > moment.event.at:
                yield next_second, moment.state
            next_second += RATE_HZ


def _explains(program: Program, state: State, at: Samples) -> bool:
    """Say whether somebody who asks why at that moment is told."""
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
