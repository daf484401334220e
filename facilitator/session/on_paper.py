"""A ritual performed without any sound: virtual time, prompt lengths estimated from their words.

The same engine, no ears, room or voice: for reports in well under a second, and for tests that
want to look at thousands of sessions.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from facilitator.clock import Samples, samples
from facilitator.engine.actions import AbortSound, Action, Finish, Ring, Speak
from facilitator.engine.events import (
    Began,
    Event,
    NoteHeard,
    PhraseHeard,
    SoundFinished,
    Ticked,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.operations import PASSED, Ask, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, Noting, State, Turning
from facilitator.ports import EarHealth
from facilitator.session.answering import NOTHING, by_variable, phrases_of, taken
from facilitator.session.performance import Performance
from facilitator.session.witnessing import Glance, Witness

SPEAKING_RATE = 2.1
"""Words a second of the default voice at its default speed (measured: about 125 a minute)."""

BELL_LENGTH = samples(4.0)
"""How long a bell is taken to ring."""

NOTES: Final = (
    "a walk after dinner",
    "more time for the two of us",
    "please ask me how my day was",
    "i would like to cook with you on friday",
)
"""What simulated people say when they are asked for a note."""

LONGEST = samples(6 * 3600.0)
"""Where a session that waits for somebody who never comes is given up."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event, the actions it led to, and the state after it."""

    event: Event
    actions: tuple[Action, ...]
    state: State


Reaction = Callable[[State, Samples], Iterable[Event]]
"""What simulated people do when a state has been reached: events at or after that position."""


class Willing:
    """Two people who answer everything and use their turns, on paper.

    Args:
        program: What is performed.
        answers: What they answer, in order, by what is asked for (`by_variable`); where
            nothing is given they are willing: yes, ready, or the first meaning. Only another
            ritual they leave for another day. Asked for a note they say one of `NOTES`, or what
            is given under its variable; `NOTHING`, or one of the words for passing, is no note.
    """

    def __init__(self, program: Program, answers: Mapping[str, Sequence[str]]) -> None:
        self._program = program
        self._answers = by_variable(program, answers)
        self._answered: object = None

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Answer an open question; in everything else let time pass."""
        operation = self._program.operations[state.position]
        moment = (state.position, state.phase)
        if isinstance(state.phase, Turning) and isinstance(operation, Turn):
            return self._speak(operation, state.position, at)
        if isinstance(state.phase, Noting) and isinstance(operation, TakeNote):
            return self._note(operation, moment, at)
        if not isinstance(state.phase, Listening) or moment == self._answered:
            return ()
        assert isinstance(operation, Ask)
        self._answered = moment
        meaning = willing_answer(operation, self._answers)
        phrases = phrases_of(self._program, operation, meaning)
        said = at + samples(2.0)
        return [PhraseHeard(said, at + samples(1.2), phrase, True) for phrase in phrases[:1]]

    def _note(self, note: TakeNote, moment: object, at: Samples) -> Iterable[Event]:
        if moment == self._answered:
            return ()
        self._answered = moment
        said = willing_note(self._program, note, self._answers)
        if not said or said == NOTHING:
            return ()
        if said.lower() in note.passes:
            return [PhraseHeard(at + samples(2.0), at + samples(1.2), said.lower(), True)]
        return note_events(said, at + samples(1.5))

    def _speak(self, turn: Turn, position: int, at: Samples) -> Iterable[Event]:
        """Pass a turn that is to be passed; else say what is counted: each tally three times,
        once a talk has begun."""
        if self._answered == position:
            return
        self._answered = position
        if turn.passes and willing_answer(turn, self._answers) == PASSED:
            yield PhraseHeard(at + samples(2.0), at + samples(1.2), turn.passes[0], True)
            return
        for index, phrases in enumerate(turn.counts.values()):
            for time in range(3):
                said = at + samples(5.0 + 7.0 * time + index)
                yield PhraseHeard(said, said - samples(0.8), phrases[0], True)


def willing_answer(ask: Ask | Turn, answers: Mapping[str, list[str]]) -> str:
    """Return the meaning that willing people answer with; what is given is used up in order. To a
    turn it is how it goes; "" for one that does not keep that."""
    given = answers.get(ask.remember)
    if given:
        return taken(given)
    if isinstance(ask, Turn):
        return next(iter(ask.answers), "")
    if ask.remember.startswith("offer of "):
        return "no"
    usual = (each for each in ("usual", "yes", "ready", "4") if each in ask.answers)
    return next(usual, next(iter(ask.answers)))


def willing_note(program: Program, note: TakeNote, answers: Mapping[str, list[str]]) -> str:
    """Return what willing people say when they are asked for a note; what is given is used up in
    order, and "" is silence."""
    given = answers.get(note.name)
    if given:
        return given.pop(0)
    index = program.partners.index(note.who) if note.who in program.partners else 0
    return NOTES[index % len(NOTES)]


def note_events(text: str, at: Samples) -> tuple[Event, ...]:
    """Return what is noticed of a note that somebody begins to say at a position."""
    end = at + spoken_length(text)
    return (
        VoiceStarted(at),
        VoiceStopped(end),
        NoteHeard(end + samples(1.5), at, text.lower().rstrip(".!?")),
    )


def spoken_length(text: str, pace: float = 1.0) -> Samples:
    """Return about how long a sentence takes to say, in samples, at a part of the usual rate."""
    return samples(max(1, len(text.split())) / (SPEAKING_RATE * pace))


def perform(
    program: Program,
    happenings: Iterable[Event] = (),
    *,
    reaction: Reaction = lambda _state, _at: (),
    through: Callable[[State], State] = lambda state: state,
    until: Samples = LONGEST,
    witnesses: Sequence[Witness] = (),
) -> list[Moment]:
    """Perform a program on paper.

    Args:
        program: What is performed.
        happenings: What people do at set times.
        reaction: What they do in answer to what happens; asked after every step.
        through: Applied to every state, for instance saving and restoring it.
        until: Where to give up.
        witnesses: Shown everything, as in a session with sound; every step counts as a block.

    Returns:
        Every event with its actions, in order; the last one ends the session unless it was
        given up.
    """
    order = count()
    queue: list[tuple[Samples, int, Event]] = []
    sounding: dict[int, Samples] = {}
    for event in (Began(0), *happenings):
        heapq.heappush(queue, (event.at, next(order), event))
    piece = Performance(program, through)
    moments: list[Moment] = []
    while True:
        deadline = piece.deadline
        upcoming = queue[0][0] if queue else None
        if deadline is not None and (upcoming is None or deadline < upcoming):
            event = Ticked(deadline)
        elif queue:
            event = heapq.heappop(queue)[2]
        else:
            return moments
        if event.at > until:
            return moments
        if isinstance(event, SoundFinished) and sounding.pop(event.sound, None) is None:
            continue
        for witness in witnesses:
            witness.event(event)
        actions = tuple(piece.take(event))
        state = piece.state
        moments.append(Moment(event, actions, state))
        for action in actions:
            length = _length(action, program.pace)
            for witness in witnesses:
                witness.action(action, length)
            match action:
                case Speak(at=at, sound=sound) | Ring(at=at, sound=sound):
                    sounding[sound] = max(at, event.at) + length
                    done: Event = SoundFinished(sounding[sound], sound)
                    heapq.heappush(queue, (done.at, next(order), done))
                case AbortSound(at=at):
                    for sound in sounding:
                        cut = SoundFinished(at, sound, interrupted=True)
                        heapq.heappush(queue, (at, next(order), cut))
                case _:
                    pass
        for witness in witnesses:
            witness.block(Glance(event.at, state, EarHealth(), "", None, None))
        if actions and isinstance(actions[-1], Finish):
            return moments
        for reply in reaction(state, event.at):
            late = reply if reply.at >= event.at else replace(reply, at=event.at)
            heapq.heappush(queue, (late.at, next(order), late))


def _length(action: Action, pace: float) -> Samples:
    match action:
        case Speak(text=text):
            return spoken_length(text, pace)
        case Ring():
            return BELL_LENGTH
        case _:
            return 0
