"""Whatever follows a stop: nothing resumes, in any shipped ritual, from any place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Literal, get_args, get_type_hints

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.clock import BLOCK, Samples, samples
from facilitator.engine.actions import AbortSound, Action, Finish, Note, Ring, Speak
from facilitator.engine.events import (
    Event,
    KeyPressed,
    LossReason,
    SafeWordHeard,
    SafeWordSuspected,
    Ticked,
)
from facilitator.engine.operations import Say
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.engine.state import HUSH_LIMIT, State, next_deadline
from facilitator.engine.step import COMMANDS, step
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.listing import list_rituals
from facilitator.script.loading import load
from facilitator.session.loop import Conductor
from facilitator.session.on_paper import Moment, Willing, perform
from facilitator.session.performance import Performance
from facilitator.sound.mixer import Mixer
from tests.unit.fakes import FakeEars, FakeRoom
from tests.unit.programs import program, sentence
from tests.unit.test_loop import Notes, Tone, ping

RITUALS = sorted(each.id for each in list_rituals())

Stop = Literal["the word", "a key", "a hush that nobody decides"]


@cache
def performed(ritual: str) -> tuple[Program, list[Moment]]:
    """Return a ritual and a willing performance of it, for places to stop it at."""
    made = compile_ritual(load(find(ritual)), partners=("Anna", "Ben"))
    return made, perform(made, reaction=Willing(made, {}).react)


@st.composite
def happenings(draw: st.DrawFn, phrases: Sequence[str]) -> tuple[Samples, Event]:
    """Draw any kind of event at all, and how long after the one before it comes."""
    kind = draw(st.sampled_from(get_args(Event)))
    values: dict[str, object] = {}
    for name, hint in get_type_hints(kind).items():
        if hint is bool:
            values[name] = draw(st.booleans())
        elif hint is str:
            values[name] = draw(st.sampled_from(phrases))
        elif hint == LossReason:
            values[name] = draw(st.sampled_from(get_args(LossReason)))
        else:
            values[name] = draw(st.integers(0, 40))
    return draw(st.integers(0, samples(20.0))), kind(**values)


def stopped(made: Program, state: State, at: Samples, way: Stop) -> tuple[State, list[Action]]:
    event: Event = KeyPressed(at) if way == "a key" else SafeWordHeard(at, "pineapple")
    if way == "a hush that nobody decides":
        state, first = step(made, state, SafeWordSuspected(at, "pineapple"))
        state, then = step(made, state, Ticked(at + HUSH_LIMIT))
        return state, [*first, *then]
    state, done = step(made, state, event)
    return state, list(done)


@settings(max_examples=250, deadline=None)
@given(
    ritual=st.sampled_from(RITUALS),
    place=st.floats(0.0, 1.0),
    way=st.sampled_from(get_args(Stop)),
    ticks=st.booleans(),
    data=st.data(),
)
def test_no_sequence_of_events_resumes_a_ritual(
    ritual: str, place: float, way: Stop, ticks: bool, data: st.DataObject
) -> None:
    """From any place, by any way of stopping, whatever is heard, finishes, fails or comes due.

    At most the calm sentence is said, and aftercare only after somebody has asked for it.
    """
    made, moments = performed(ritual)
    before = moments[round(place * (len(moments) - 1))]
    if before.state.outcome is not None:
        return
    phrases = ["pineapple", *every_phrase(made), *COMMANDS]
    later = data.draw(st.lists(happenings(phrases), max_size=25))

    state, actions = stopped(made, before.state, before.event.at + 1, way)
    assert ("stopped", True) == (state.outcome, any(isinstance(a, AbortSound) for a in actions))
    now = before.event.at + 1 + HUSH_LIMIT
    asked = False
    variables, position = state.variables, state.position
    for gap, event in later:
        now += gap
        deadline = next_deadline(made, state)
        while ticks and deadline is not None and deadline <= now:
            state, done = step(made, state, Ticked(deadline))
            actions += done
            deadline = next_deadline(made, state)
        told = type(event)(
            **{n: getattr(event, n) for n in get_type_hints(type(event))} | {"at": now}
        )
        asked |= getattr(told, "phrase", "") in made.own.ways("aftercare")
        state, done = step(made, state, told)
        actions += done
        assert ("stopped", variables, position) == (state.outcome, state.variables, state.position)

    texts = [each.text for each in actions if isinstance(each, Speak)]
    care = {each.text for each in made.aftercare} if asked else set()
    assert [] == [text for text in texts if text not in {made.stopped.text, *care}]
    assert texts.count(made.stopped.text) <= 1
    assert [] == [each for each in actions if isinstance(each, Ring | Note)]
    assert all(not each.next_ritual for each in actions if isinstance(each, Finish))


EVENING = program(
    Say(sentence("One.")), Say(sentence("Two.")), Say(sentence("Three.")), Say(sentence("Four."))
)


@settings(max_examples=40, deadline=None)
@given(
    at=st.integers(1, samples(8.0)),
    later=st.lists(happenings(["pineapple", "ready", "go on", "pause", "yes"]), max_size=12),
)
def test_nothing_sounds_again_after_a_stop(at: Samples, later: list[tuple[Samples, Event]]) -> None:
    """In a whole session, down to what the loudspeaker is given: only the one sentence."""
    now, events = at, [SafeWordHeard(at, "pineapple")]
    for gap, event in later:
        now += gap
        events.append(replace(event, at=now))
    room, notes = FakeRoom(), Notes()
    ending = Conductor(
        Performance(EVENING), room, FakeEars(events), Tone(), ping, Mixer(), witnesses=(notes,)
    ).perform()

    noticed = at // BLOCK + 2
    loud = [bool(np.max(np.abs(block)) > 1e-6) for block in room.written[noticed:]]
    spoken = [each for each in notes.actions if isinstance(each, Speak) and each.at > at]
    assert "stopped" == ending.outcome
    assert [EVENING.stopped.text] * len(spoken) == [each.text for each in spoken]
    assert len(spoken) <= 1
    assert sum(loud) * BLOCK <= len(spoken) * samples(3.0) + 2 * BLOCK
