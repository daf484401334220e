"""Performing one operation after the other: the part of a step that is not about safety."""

from __future__ import annotations

from dataclasses import replace

from facilitator.clock import Samples
from facilitator.engine import asking, noting, silences, turning
from facilitator.engine.actions import AbortSound, Speak
from facilitator.engine.events import Event, PhraseHeard, SoundFinished, Ticked
from facilitator.engine.flow import Let, Tally
from facilitator.engine.operations import Ask, Draw, Pace, Remember, Say, Silence, TakeNote, Turn
from facilitator.engine.sentences import Sentence
from facilitator.engine.stage import BEAT, Stage
from facilitator.engine.state import (
    Listening,
    Noting,
    Pacing,
    Resting,
    Ringing,
    Silent,
    Speaking,
    Turning,
)


def perform(stage: Stage, event: Event) -> None:
    """Let the phase see the event."""
    match stage.state.phase:
        case Speaking() as speaking:
            _speaking(stage, speaking, event)
        case Ringing(sound=sound, due=due):
            ended = isinstance(event, SoundFinished) and event.sound == sound
            if ended or (not sound and isinstance(event, Ticked) and event.at >= due):
                stage.begin(stage.state.position + 1, event.at)
        case Silent() as silent:
            silence = stage.operation
            assert isinstance(silence, Silence)
            silences.see(stage, silence, silent, event)
        case Listening() as listening:
            ask = stage.operation
            assert isinstance(ask, Ask)
            asking.see(stage, ask, listening, event)
        case Pacing() as pacing:
            _pacing(stage, pacing, event)
        case Turning() as turn_running:
            turn = stage.operation
            assert isinstance(turn, Turn)
            turning.see(stage, turn, turn_running, event)
        case Noting() as noting_now:
            note = stage.operation
            assert isinstance(note, TakeNote)
            noting.see(stage, note, noting_now, event)
        case Resting(until=until):
            _resting(stage, until, event)
        case _:
            pass


def _speaking(stage: Stage, speaking: Speaking, event: Event) -> None:
    match event:
        case Ticked(at=at) if not speaking.sound and at >= speaking.due:
            sentence = speaking.sentences[speaking.index]
            sound = stage.state.sounds + 1
            quiet = speaking.then == "finish" or stage.program.quiet
            stage.update(sounds=sound, phase=replace(speaking, sound=sound))
            stage.act(
                Speak(speaking.due, sound, sentence.text, sentence.key, quiet, sentence.private)
            )
        case SoundFinished(at=at, sound=sound) if sound and sound == speaking.sound:
            after = at + speaking.sentences[speaking.index].pause_after
            if speaking.index + 1 < len(speaking.sentences):
                stage.update(phase=replace(speaking, index=speaking.index + 1, sound=0, due=after))
            else:
                stage.said(after if speaking.then == "next" else at)
        case PhraseHeard() if speaking.then == "listen":
            asking.hear(stage, event, barged_in=True)
        case PhraseHeard() if speaking.then == "note":
            noting.hear_over_question(stage, event)
        case PhraseHeard() if speaking.then == "turn":
            turning.hear_over_announcement(stage, speaking, event)
        case _:
            pass


def _resting(stage: Stage, until: Samples, event: Event) -> None:
    match event:
        case PhraseHeard(at=at, alone=True, phrase=phrase) if phrase in stage.program.own.ways(
            "aftercare"
        ):
            stage.say(stage.program.aftercare, at + BEAT, "rest")
        case Ticked(at=at) if at >= until:
            stage.end_quietly(at)
        case _:
            pass


def _pacing(stage: Stage, pacing: Pacing, event: Event) -> None:
    pace = stage.operation
    assert isinstance(pace, Pace)
    due = pacing.began + sum(each.length for each in pace.beats[: pacing.beat])
    if not isinstance(event, Ticked) or event.at < due:
        return
    if pacing.beat == len(pace.beats):
        stage.begin(stage.state.position + 1, due)
        return
    text = pace.beats[pacing.beat].text
    sound = stage.state.sounds + bool(text)
    stage.update(phase=replace(pacing, beat=pacing.beat + 1), sounds=sound)
    if text:
        stage.act(Speak(due, sound, text, "count", stage.program.quiet))


def repeat(stage: Stage, at: Samples) -> None:
    """Say the open question, that of a turn, or what is being said, again from its
    beginning. A turn gets back the time it takes."""
    match stage.state.phase, stage.operation:
        case Listening(asked=asked), Ask(question=question):
            stage.say(question, at + BEAT, "listen", asked=asked)
        case Turning(), Turn() as turn:
            stage.aside(turn.announcement[turn.asks :] or _said_before(stage), at)
        case Noting(), TakeNote(question=question):
            stage.say(question, at + BEAT, "note")
        case Speaking() as speaking, _:
            stage.act(AbortSound(at))
            stage.update(phase=replace(speaking, index=0, sound=0, due=at + BEAT))
        case _:
            pass


def _said_before(stage: Stage) -> tuple[Sentence, ...]:
    """Return what was said right before an operation that announces nothing itself."""
    before = stage.program.operations[: stage.state.position]
    timed = (
        each for each in reversed(before) if not isinstance(each, Let | Tally | Draw | Remember)
    )
    said = next(timed, None)
    return said.sentences if isinstance(said, Say) else ()
