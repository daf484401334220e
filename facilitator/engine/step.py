"""One step of a session: an event in, a new state and actions out. Pure and deterministic.

Safety is handled before anything else and in every phase; only then does the phase itself see
the event.
"""

from __future__ import annotations

from dataclasses import replace

from facilitator.clock import Samples, samples
from facilitator.engine import commands
from facilitator.engine.actions import AbortSound, Action, Outcome, Prepare
from facilitator.engine.events import (
    Began,
    EarsLost,
    Event,
    KeyPressed,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
    Ticked,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.own_words import COMMANDS as _MEANT
from facilitator.engine.own_words import OWN
from facilitator.engine.perform import perform, repeat
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import first_texts, says
from facilitator.engine.stage import Stage
from facilitator.engine.state import (
    HUSH_LIMIT,
    Listening,
    Noting,
    Over,
    PauseHeld,
    Speaking,
    State,
    Suspended,
    Waiting,
    held_still,
    moved,
)

PAUSE_COMMANDS = _MEANT["pause"]
"""Freeze the session when said alone, in English."""

RESUME_COMMANDS = _MEANT["go on"]
"""Go on after a pause when said alone, in English."""

COMMANDS = OWN.commands
"""Every ordinary command in English; the ears listen for them in every session."""

CALM = samples(1.2)
"""Quiet between a stop and the one sentence said after it."""

BREATHER = samples(0.4)
"""Quiet between the release of a hush and a sentence taken up again."""


def step(program: Program, state: State, event: Event) -> tuple[State, tuple[Action, ...]]:
    """Return what becomes of a session when something happens.

    Args:
        program: The compiled ritual; the same for the whole session.
        state: Where it stands; begin with `State()`.
        event: What happened. Events come in order of time, safe-word events of a block first.

    Returns:
        The new state, and what is to be done, in order.

    No I/O, clock, thread or chance of its own. Costs some microseconds.
    """
    stage = Stage(program, state)
    if not _safety(stage, event):
        _ordinary(stage, event)
    return stage.state, tuple(stage.actions)


def _safety(stage: Stage, event: Event) -> bool:
    """Handle what overrides everything; say whether the event is done with."""
    state = stage.state
    if isinstance(state.phase, Over):
        if isinstance(event, SafeWordSuspected | SafeWordHeard | KeyPressed):
            stage.act(AbortSound(event.at))
        return True
    match event:
        case SafeWordHeard(at=at) | KeyPressed(at=at):
            _stop(stage, at, "stopped", replace(stage.program.stopped, pause_after=0))
        case EarsLost(at=at, reason=reason):
            sentence = None if reason == "loudspeaker stalled" else stage.program.deaf
            _stop(stage, at, "deaf", sentence)
        case SafeWordSuspected(at=at):
            stage.act(AbortSound(at))
            if state.hushed_since is None and state.outcome is None:
                stage.update(hushed_since=at, phase=held_still(state.phase, at))
            elif state.outcome is not None:
                stage.end_quietly(at)
        case SafeWordDismissed(at=at):
            _release(stage, at)
        case Ticked(at=at) if state.hushed_since is not None:
            if at >= state.hushed_since + HUSH_LIMIT:
                _stop(stage, at, "stopped", replace(stage.program.stopped, pause_after=0))
        case _ if state.hushed_since is not None:
            _remember_voice(stage, event)
            stage.update(held=(*state.held, event))
        case _:
            return False
    return True


def _stop(stage: Stage, at: Samples, outcome: Outcome, sentence: Sentence | None) -> None:
    """Latch: everything is silent at once; at most one sentence follows, then the end.

    The first reason stays the reason: a session that was stopped does not end as deaf.
    """
    already = stage.state.outcome
    stage.act(AbortSound(at))
    stage.update(outcome=already or outcome, suspended=None, hushed_since=None, held=())
    if already is not None or sentence is None:
        stage.end_quietly(at)
    else:
        stage.say((sentence,), at + CALM, "rest" if outcome == "stopped" else "finish")


def _release(stage: Stage, at: Samples) -> None:
    """Go on after a hush as if it had not been, all clocks moved by the time it took."""
    since = stage.state.hushed_since
    if since is None:
        return
    phase = stage.state.phase
    by = at - since
    if isinstance(phase, Speaking) and phase.due == since:
        by += BREATHER
    held = stage.state.held
    stage.update(
        phase=moved(phase, by),
        hushed_since=None,
        held=(),
        given_back=stage.state.given_back + by,
    )
    for event in held:
        if not isinstance(event, SoundFinished) and not _safety(stage, event):
            _ordinary(stage, event)


def _ordinary(stage: Stage, event: Event) -> None:
    """Handle what is no matter of safety."""
    _remember_voice(stage, event)
    state = stage.state
    match event:
        case _ if state.outcome is not None:
            perform(stage, event)
        case Began(at=at) if isinstance(state.phase, Waiting):
            stage.act(Prepare(first_texts(stage.program)))
            stage.begin(0, at)
        case PhraseHeard(at=at) if _asks_for_pause(stage, event):
            if state.suspended is None:
                _pause(stage, at)
        case PhraseHeard(at=at) if state.suspended is not None:
            if _means(stage, event, "go on") and not _is_our_own(stage, event):
                _resume(stage, at)
            elif isinstance(state.phase, PauseHeld):
                commands.obey(stage, event)
        case _ if isinstance(state.phase, PauseHeld):
            if state.phase.ask_at is not None and event.at >= state.phase.ask_at:
                stage.say((stage.program.still_paused,), event.at, "pause", asked=2)
        case PhraseHeard() if _means(stage, event, "why") and (why := _background(stage, event)):
            stage.aside(why, event.at)
        case PhraseHeard() if _means(stage, event, "repeat"):
            repeat(stage, event.at)
        case PhraseHeard() if commands.obey(stage, event):
            pass
        case _:
            perform(stage, event)


def _means(stage: Stage, event: PhraseHeard, meaning: str) -> bool:
    """Say whether a phrase, said alone, is a command."""
    return event.alone and event.phrase in stage.program.own.ways(meaning)


def _is_our_own(stage: Stage, event: PhraseHeard) -> bool:
    """Say whether a phrase may be what is left of our own prompt, which says it too."""
    phase = stage.state.phase
    if isinstance(phase, PauseHeld) and event.start >= phase.since:
        return False
    program = stage.program
    spoken = (program.paused, program.still_paused, program.resumed)
    return any(says(sentence.text, event.phrase) for sentence in spoken)


def _background(stage: Stage, event: PhraseHeard) -> tuple[Sentence, ...]:
    """Return what is told to somebody who asked why; nothing where it would be out of place.

    The ritual's own background is told only while a question is open. That of a step is told
    also while the step's sentences are being said, unless they say the phrase themselves. Never
    into a silence or somebody's turn.
    """
    own: tuple[Sentence, ...] = getattr(stage.operation, "why", ())
    match stage.state.phase:
        case _ if not event.alone:
            return ()
        case Listening() | Noting():
            return own or stage.program.why
        case Speaking(then="next" | "listen" | "note" | "turn", sentences=sentences) if own:
            says_it = any(says(sentence.text, event.phrase) for sentence in sentences)
            return () if says_it else own
        case _:
            return ()


def _remember_voice(stage: Stage, event: Event) -> None:
    match event:
        case VoiceStarted(at=at):
            if stage.state.voice_began is None:
                stage.update(voice_began=at)
        case VoiceStopped(at=at):
            stage.update(voice_began=None, voice_ended=at)


def _asks_for_pause(stage: Stage, event: PhraseHeard) -> bool:
    """A pause word counts anywhere; plain "pause" only when said alone."""
    if stage.state.outcome is not None:
        return False
    if event.phrase in stage.program.pause_words:
        return True
    return _means(stage, event, "pause")


def _pause(stage: Stage, at: Samples) -> None:
    state = stage.state
    stage.act(AbortSound(at))
    stage.update(
        suspended=Suspended(held_still(state.phase, at), at), paused_times=state.paused_times + 1
    )
    stage.say((stage.program.paused,), at + BREATHER, "pause")


def _resume(stage: Stage, at: Samples) -> None:
    if isinstance(stage.state.phase, Speaking) and stage.state.phase.then == "resume":
        return
    stage.act(AbortSound(at))
    stage.say((stage.program.resumed,), at + BREATHER, "resume")
