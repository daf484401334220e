"""Turns and open conversation: cues, more time, tallies, what is said on request, the end."""

from __future__ import annotations

from dataclasses import replace

from facilitator.clock import Samples
from facilitator.engine.actions import AbortSound
from facilitator.engine.events import Event, PhraseHeard, Ticked
from facilitator.engine.operations import MOST_ADDITIONS, PASSED, Turn
from facilitator.engine.spoken import says
from facilitator.engine.stage import ADDED, BEAT, Stage
from facilitator.engine.state import Cue, Speaking, Turning, next_cue


def see(stage: Stage, turn: Turn, turning: Turning, event: Event) -> None:
    """Let a running turn see an event."""
    match event:
        case PhraseHeard(at=at, alone=True, phrase=phrase):
            _hear(stage, turn, turning, phrase, at)
        case Ticked(at=at):
            cue, due = next_cue(turn, turning, stage.state)
            if at >= due:
                _give(stage, turn, turning, cue, at)
        case _:
            pass


def _give(stage: Stage, turn: Turn, turning: Turning, cue: Cue, at: Samples) -> None:
    """Do what is due in a running turn."""
    match cue:
        case "halfway":
            stage.ring("halfway", at)
            stage.update(phase=replace(turning, halfway_rung=True))
        case "warning":
            stage.ring("warning", at)
            stage.update(phase=replace(turning, warned=True))
        case "check":
            assert turn.check is not None
            stage.put_aside(replace(turning, checked=True), at)
            stage.begin(turn.check, at)
        case "end":
            stage.say(turn.closing, at, "next")


def hear_over_announcement(stage: Stage, speaking: Speaking, heard: PhraseHeard) -> None:
    """Let a card that is being read be exchanged for another one, or a turn be passed."""
    turn = stage.operation
    assert isinstance(turn, Turn)
    said = " ".join(each.text for each in speaking.sentences[: speaking.index + 1])
    if not heard.alone or says(said, heard.phrase):
        return
    if heard.phrase in turn.leads:
        stage.act(AbortSound(heard.at))
        stage.begin(turn.leads[heard.phrase], heard.at + BEAT)
    elif heard.phrase in turn.passes:
        stage.act(AbortSound(heard.at))
        give_up(stage, turn, heard.at)


def give_up(stage: Stage, turn: Turn, at: Samples) -> None:
    """Leave a turn that somebody passes."""
    if turn.remember:
        stage.let(turn.remember, PASSED)
    if turn.passed:
        stage.begin(turn.passed, at + BEAT)
    elif isinstance(stage.state.phase, Turning):
        stage.say(turn.closing, at + BEAT, "next")
    else:
        stage.pass_over(at + BEAT)


def _hear(stage: Stage, turn: Turn, turning: Turning, phrase: str, at: Samples) -> None:
    if phrase in turn.passes:
        return give_up(stage, turn, at)
    if phrase in turn.done:
        return stage.say(turn.closing, at + BEAT, "next")
    if phrase in turn.leads:
        return stage.begin(turn.leads[phrase], at + BEAT)
    if phrase in turn.leaves:
        stage.put_aside(turning, at)
        return stage.begin(turn.leaves[phrase], at + BEAT)
    asks_for_more = phrase in stage.program.own.ways("more time")
    if asks_for_more and (turn.more or turning.more) and turning.added < MOST_ADDITIONS:
        stage.let(ADDED, str(turning.added + 1))
        stage.update(phase=replace(turning, added=turning.added + 1, warned=False))
        stage.ring("warning", at)
        return None
    for name, phrases in turn.counts.items():
        if phrase in phrases:
            stage.let(name, str(int(stage.state.variables.get(name, "0")) + 1))
    for aside in turn.asides:
        if phrase in aside.phrases:
            if aside.draw is not None:
                stage.draw(aside.draw, aside.by)
            stage.aside(aside.sentences, at)
    return None
