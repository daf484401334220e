"""A performance on paper, led from one moment at which people can say something to the next."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from facilitator.clock import Samples
from facilitator.engine.actions import AbortSound, Action, Finish, Ring, Speak
from facilitator.engine.events import Event, SoundFinished, Ticked
from facilitator.engine.operations import Silence
from facilitator.engine.program import Program
from facilitator.engine.state import (
    Listening,
    Noting,
    Silent,
    Speaking,
    State,
    Turning,
    next_deadline,
)
from facilitator.engine.step import step
from facilitator.session.on_paper import BELL_LENGTH, LONGEST, Moment, spoken_length


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happens from one moment at which people can say something to the next.

    Attributes:
        program: What is performed; it may have become late sooner than in the ritual.
        began: When it begins.
        state: The state in which it begins.
        moments: What happens, in order.
    """

    program: Program
    began: Samples
    state: State
    moments: tuple[Moment, ...]

    def spans(self) -> Iterator[tuple[State, Samples, Samples]]:
        """Yield the states, each with when it begins and when the next one does; not the one in
        which the next stretch begins."""
        state, at = self.state, self.began
        for moment in self.moments:
            yield state, at, moment.event.at
            state, at = moment.state, moment.event.at


@dataclass(frozen=True, slots=True)
class Stand:
    """A moment at which people can say something, and which sounds end when."""

    state: State
    at: Samples
    sounding: Mapping[int, Samples]


def led(
    program: Program, stand: Stand, said: Sequence[Event], *, into_prompts: bool = False
) -> tuple[tuple[Moment, ...], Stand | None]:
    """Go on from a stand while something is said; return what happens, and the next stand; None
    where the session ends, or waits for ever. With `into_prompts` the first sentence of whatever
    the facilitator says is a stand, too."""
    order = count()
    queue: list[tuple[Samples, int, Event]] = []
    sounding = dict(stand.sounding)
    for event in (*said, *(SoundFinished(end, sound) for sound, end in sounding.items())):
        heapq.heappush(queue, (event.at, next(order), event))
    state, moments, has_left = stand.state, list[Moment](), False
    while True:
        deadline = next_deadline(program, state)
        upcoming = queue[0][0] if queue else None
        if deadline is not None and (upcoming is None or deadline < upcoming):
            event = Ticked(deadline)
        elif queue:
            event = heapq.heappop(queue)[2]
        else:
            return tuple(moments), None
        if event.at > LONGEST:
            return tuple(moments), None
        if isinstance(event, SoundFinished) and sounding.pop(event.sound, None) is None:
            continue
        state, actions = step(program, state, event)
        moments.append(Moment(event, actions, state))
        if actions and isinstance(actions[-1], Finish):
            return tuple(moments), None
        for sound, end in _sounds(actions, event.at, sounding, program.pace):
            sounding[sound] = end
            heapq.heappush(queue, (end, next(order), SoundFinished(end, sound)))
        has_left |= state.position != stand.state.position
        has_left |= type(state.phase) is not type(stand.state.phase)
        if has_left and _is_open(program, state, into_prompts=into_prompts):
            return tuple(moments), Stand(state, event.at, sounding)


def _sounds(
    actions: Sequence[Action], at: Samples, sounding: Mapping[int, Samples], pace: float
) -> Iterator[tuple[int, Samples]]:
    """Yield which sounds end when because of what is done."""
    for action in actions:
        match action:
            case Speak(at=start, sound=sound, text=text):
                yield sound, max(start, at) + spoken_length(text, pace)
            case Ring(at=start, sound=sound):
                yield sound, max(start, at) + BELL_LENGTH
            case AbortSound(at=cut):
                yield from [(sound, cut) for sound in sounding]
            case _:
                pass


def _is_open(program: Program, state: State, *, into_prompts: bool) -> bool:
    """Say whether people can say something now that was not asked for before."""
    match state.phase:
        case Speaking(index=0, then="next" | "turn", sound=sound):
            return into_prompts and sound > 0
        case Listening(until=until, asked=asked, meant=meant):
            return asked == 1 or until is None or bool(meant)
        case Noting() | Turning():
            return True
        case Silent():
            silence = program.operations[state.position]
            return isinstance(silence, Silence) and bool(silence.leads or silence.calls)
        case _:
            return False
