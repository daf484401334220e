"""Mirror talk on paper: what people do in, what the facilitator does out, against golden files.

Each runs plainly and saved and resumed at every step; both must give the same text. After a
wanted change, look at what `FACILITATOR_NEW_TIMELINES=1 pytest tests/timelines` rewrites.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from facilitator.clock import samples, seconds
from facilitator.engine import saved
from facilitator.engine.actions import AbortSound, Note, Ring, Speak
from facilitator.engine.events import (
    EarsLost,
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)
from facilitator.engine.program import Program
from facilitator.engine.state import Over, State
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.session.chronicle import Chronicle
from facilitator.session.on_paper import Moment, Willing, perform
from facilitator.session.timeline import TimelineWriter, as_text

HERE = Path(__file__).parent


def mirror_talk(**settings: str) -> Program:
    ritual = load(find("mirror-talk"))
    chosen = {name.replace("_", "-"): value for name, value in settings.items()}
    return compile_ritual(
        ritual, partners=("Mia", "Jonas"), settings=chosen, pause_words=("umbrella",)
    )


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def said(at: float, phrase: str, *, alone: bool = True) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.8), phrase, alone)


def word(at: float, *, confirmed: bool) -> tuple[Event, Event]:
    decision = SafeWordHeard if confirmed else SafeWordDismissed
    return (
        SafeWordSuspected(samples(at), "pineapple"),
        decision(samples(at + 0.4), "pineapple"),
    )


EVENINGS: Mapping[str, tuple[dict[str, str], Sequence[Event], Mapping[str, list[str]]]] = {
    "willing": ({}, (), {}),
    "the shorter wish wins": ({"gaze": "3 min"}, (), {"wish of Mia": ["longer"]}),
    "far apart, in slices": ({"place": "apart", "way": "slices", "gaze": "1 min"}, (), {}),
    "breathing, half-time bell": ({"way": "breathing", "half-time bell": "soft bell"}, (), {}),
    "stopped in the silence": ({}, word(180.0, confirmed=True), {}),
    "hushed for nothing": ({}, [*word(20.0, confirmed=False), *word(180.0, confirmed=False)], {}),
    "paused in the silence": ({}, [said(180.0, "umbrella"), said(230.0, "go on")], {}),
    "a deaf microphone": ({}, [EarsLost(samples(100.0), "microphone silent")], {}),
}


def play(name: str, *, resumed: bool) -> tuple[str, list[Moment]]:
    settings, happenings, answers = EVENINGS[name]
    program = mirror_talk(**settings)
    people = Willing(program, answers)
    writer = TimelineWriter()
    moments = perform(
        program,
        happenings,
        reaction=people.react,
        through=through_json if resumed else lambda state: state,
        witnesses=(Chronicle(program, writer),),
    )
    return as_text(writer.entries), moments


@pytest.mark.parametrize("resumed", [False, True], ids=["plain", "resumed"])
@pytest.mark.parametrize("name", EVENINGS)
def test_golden_timeline(name, resumed):
    """An evening follows its golden timeline, also when it is saved and resumed at every step."""
    golden = HERE / f"{name.replace(', ', '-').replace(' ', '-')}.txt"
    told, _ = play(name, resumed=resumed)

    if os.environ.get("FACILITATOR_NEW_TIMELINES"):
        golden.write_text(told, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == told


def length_of(name: str) -> int:
    return int(seconds(play(name, resumed=False)[1][-1].event.at))


@pytest.mark.parametrize("offset", range(10))
def test_the_safe_word_at_every_second_of_mirror_talk(offset):
    """At every second of the whole ritual: hush at once, one sentence, the end, nothing more."""
    program = mirror_talk()
    for second in range(offset, length_of("willing"), 10):
        people = Willing(program, {})
        moments = perform(program, word(second + 0.5, confirmed=True), reaction=people.react)
        index = next(
            i for i, each in enumerate(moments) if isinstance(each.event, SafeWordSuspected)
        )
        after = [action for moment in moments[index:] for action in moment.actions]
        assert AbortSound(samples(second + 0.5)) == after[0], second
        spoken = [each.text for each in after if isinstance(each, Speak)]
        assert [program.stopped.text] == spoken, second
        assert not [each for each in after if isinstance(each, Ring | Note)], second
        assert isinstance(moments[-1].state.phase, Over), second
