"""Questions that are open: what counts as an answer, and what is asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from facilitator.clock import Samples, samples
from facilitator.engine.actions import AbortSound
from facilitator.engine.events import Event, PhraseHeard, Ticked
from facilitator.engine.operations import UNANSWERED, Ask
from facilitator.engine.spoken import filled, says
from facilitator.engine.stage import BEAT, Stage
from facilitator.engine.state import Listening, Speaking

SURE: Final = 0.8
"""An option heard with less confidence is asked about first, where a question does so."""

AFTERSOUND: Final = samples(0.4)
"""What ends so soon after a question was said may be its own echo, and is nobody's voice."""


def see(stage: Stage, ask: Ask, listening: Listening, event: Event) -> None:
    """Let an open question see an event."""
    match event:
        case PhraseHeard(start=start):
            hear(stage, event, barged_in=start < listening.since)
        case Ticked(at=at) if listening.until is not None and at >= listening.until:
            if stage.state.voice_began is not None:
                stage.update(phase=replace(listening, until=at + samples(2.0)))
            elif listening.meant:
                _ask_once_more(stage, ask, listening.asked, at)
            elif listening.asked < ask.times and _asks_again(stage, ask, listening):
                stage.say(ask.again or ask.question, at, "listen", asked=listening.asked + 1)
            elif ask.default is not None:
                _take(stage, ask, ask.default, at)
        case _:
            pass


def hear(stage: Stage, heard: PhraseHeard, *, barged_in: bool) -> None:
    """Take an answer. Yes counts only when said alone; everything else also inside talk.

    A phrase that the question itself says does not count while the question is heard: what the
    canceller leaves of our own voice must not answer for people.
    """
    ask, phase = stage.operation, stage.state.phase
    if not isinstance(ask, Ask) or (barged_in and _asks_with(stage, ask, heard.phrase)):
        return None
    meant = phase.meant if isinstance(phase, Speaking | Listening) else ""
    if meant and heard.alone and heard.phrase in ask.confirmed:
        return _answer(stage, ask, meant, heard.at)
    if meant and heard.alone and heard.phrase in ask.denied:
        assert isinstance(phase, Speaking | Listening)
        return _ask_once_more(stage, ask, phase.asked, heard.at + BEAT)
    if heard.alone and heard.phrase in ask.leads:
        if isinstance(phase, Speaking):
            stage.act(AbortSound(heard.at))
        return stage.begin(ask.leads[heard.phrase], heard.at + BEAT)
    for meaning, phrases in ask.answers.items():
        if heard.phrase in phrases and (heard.alone or not (ask.alone or meaning == "yes")):
            if heard.confidence < SURE and meaning in ask.unsure and meaning != meant:
                return _ask_about(stage, ask, meaning, heard.at)
            return _answer(stage, ask, meaning, heard.at)
    return None


def _asks_again(stage: Stage, ask: Ask, listening: Listening) -> bool:
    """Say whether a question that nobody has answered is asked once more."""
    spoke = stage.state.voice_ended > listening.since + AFTERSOUND
    return spoke or not ask.again_if_unclear


def leave_unanswered(stage: Stage, ask: Ask, at: Samples) -> None:
    """Go on as if nobody had answered, at once; a pass on consent is a no."""
    if ask.default is not None:
        _answer(stage, ask, "no" if ask.default == UNANSWERED else ask.default, at)


def _ask_about(stage: Stage, ask: Ask, meaning: str, at: Samples) -> None:
    """Ask whether it was this answer; a yes takes it."""
    phase = stage.state.phase
    assert isinstance(phase, Speaking | Listening)
    if isinstance(phase, Speaking):
        stage.act(AbortSound(at))
    stage.say((ask.unsure[meaning],), at + BEAT, "listen", asked=phase.asked, meant=meaning)


def _ask_once_more(stage: Stage, ask: Ask, asked: int, at: Samples) -> None:
    """Put the question again after it was not what was asked about, the last time."""
    if isinstance(stage.state.phase, Speaking):
        stage.act(AbortSound(at))
    if asked < ask.times:
        stage.say(ask.again or ask.question, at, "listen", asked=ask.times)
    elif ask.default is not None:
        _take(stage, ask, ask.default, at)
    else:
        stage.say(ask.again or ask.question, at, "listen", asked=ask.times)


def _answer(stage: Stage, ask: Ask, meaning: str, at: Samples) -> None:
    if isinstance(stage.state.phase, Speaking):
        stage.act(AbortSound(at))
    _take(stage, ask, meaning, at)


def _take(stage: Stage, ask: Ask, meaning: str, at: Samples) -> None:
    if ask.remember:
        stage.update(variables={**stage.state.variables, ask.remember: meaning})
    stage.pass_over(at + BEAT)


def _asks_with(stage: Stage, ask: Ask, phrase: str) -> bool:
    """Say whether the facilitator's own question contains a phrase."""
    phase = stage.state.phase
    meant = phase.meant if isinstance(phase, Speaking | Listening) else ""
    about = (ask.unsure[meant],) if meant else ()
    asked = filled(stage.program, stage.state.variables, (*ask.question, *ask.again, *about))
    return any(says(sentence.text, phrase) for sentence in asked)
