"""What people may ask of the facilitator itself, in any ritual: alone, between two silences.

A command counts only when it is said alone, in a moment in which it makes sense, and not while the
facilitator says the same words. What a ritual itself listens for comes first, and the safe word,
"stop" and the pause word above all of it (`engine.step`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

from facilitator.clock import Samples
from facilitator.engine import asking, noting, remaining, turning
from facilitator.engine.actions import AbortSound, Note, Tune
from facilitator.engine.events import PhraseHeard
from facilitator.engine.operations import Ask, TakeNote, Turn
from facilitator.engine.program import DAY_AGAIN, Tuning
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import says
from facilitator.engine.stage import BEAT, Stage
from facilitator.engine.state import (
    Called,
    Listening,
    Noting,
    Pacing,
    PauseHeld,
    Phase,
    Speaking,
    Turning,
    held_still,
    turn_length,
)

Moment = Literal["prompt", "aside", "question", "note", "turn", "count", "pause"]
"""What is happening when somebody asks: the facilitator speaks of itself or because it was asked,
a question or a note is open, somebody's turn or open conversation, a count of breaths, a pause.
In a kept silence and around bells nothing is listened for but what rests or ends."""

HEARD_IN: Final[Mapping[str, tuple[Moment, ...]]] = {
    "how long left": ("prompt", "question", "turn"),
    "quieter": ("prompt", "aside", "question", "turn", "count"),
    "louder": ("prompt", "aside", "question", "turn", "count"),
    "slower": ("prompt", "aside", "question", "turn"),
    "faster": ("prompt", "aside", "question", "turn"),
    "rules": ("prompt", "question", "turn"),
    "time out": ("prompt", "question", "turn"),
    "park it": ("prompt", "question", "turn"),
    "delete that": ("prompt", "aside", "question"),
    "repeat day": ("prompt", "aside", "question", "turn"),
    "pass it": ("prompt", "question"),
    "end here": ("prompt", "aside", "question", "note", "turn", "pause"),
}
"""In which moments each command is listened for, by its meaning."""

LOUDNESS: Final = range(-4, 3)
PACES: Final = range(-2, 3)
"""Steps that can be asked for."""

_WITHIN_A_ROUTINE: Final = ("quieter", "louder", "slower", "faster", "pass it", "end here")
"""What still counts while an earlier command is being carried out."""


def obey(stage: Stage, heard: PhraseHeard) -> bool:
    """Do what somebody asks for; say whether it was a command of theirs."""
    meaning = _meant(stage, heard)
    if not meaning:
        return False
    at = heard.at
    match meaning:
        case "how long left":
            _tell_time(stage, at)
        case "quieter" | "louder" | "slower" | "faster":
            _tune(stage, meaning, at)
        case "rules":
            stage.aside(stage.program.rules, at)
        case "time out" | "park it":
            _call(stage, meaning, at)
        case "pass it":
            return _pass(stage, heard)
        case "repeat day":
            _repeat_day(stage, at)
        case "delete that":
            return noting.forget_last(stage, at)
        case _:
            _end_here(stage, at)
    return True


def moment_of(phase: Phase) -> Moment | None:
    """Return what is happening, as far as commands go; None where none is listened for."""
    match phase:
        case Speaking(then="next" | "listen" | "note" | "turn"):
            return "prompt"
        case Speaking(then="back"):
            return "aside"
        case Listening():
            return "question"
        case Noting():
            return "note"
        case Turning():
            return "turn"
        case Pacing():
            return "count"
        case PauseHeld():
            return "pause"
        case _:
            return None


def _meant(stage: Stage, heard: PhraseHeard) -> str:
    """Return the command that is given, by its meaning; "" for none."""
    program, state = stage.program, stage.state
    if not heard.alone or heard.phrase in _scripted(stage):
        return ""
    meaning = next((m for m in program.commands if heard.phrase in program.own.ways(m)), "")
    moment = moment_of(state.phase)
    if not meaning or moment not in HEARD_IN.get(meaning, ()):
        return ""
    if state.called is not None and meaning not in _WITHIN_A_ROUTINE:
        return ""
    return "" if _says_itself(state.phase, heard.phrase) else meaning


def _scripted(stage: Stage) -> tuple[str, ...]:
    """Return what the ritual itself listens for now: it comes before any command."""
    match stage.state.phase, stage.operation:
        case Listening() | Speaking(then="listen"), Ask() as ask:
            answers = tuple(phrase for ways in ask.answers.values() for phrase in ways)
            return (*answers, *ask.leads)
        case Noting() | Speaking(then="note"), TakeNote(passes=passes):
            return passes
        case Turning(), Turn() as turn:
            return (
                *turn.passes,
                *turn.done,
                *turn.leads,
                *turn.leaves,
                *(phrase for ways in turn.counts.values() for phrase in ways),
                *(phrase for aside in turn.asides for phrase in aside.phrases),
            )
        case _:
            return ()


def _says_itself(phase: Phase, phrase: str) -> bool:
    """Say whether the facilitator has just said a phrase: what is left of its own voice must not
    command it."""
    if not isinstance(phase, Speaking):
        return False
    said = phase.sentences[max(0, phase.index - 1) : phase.index + 1]
    return any(says(sentence.text, phrase) for sentence in said)


def _tell_time(stage: Stage, at: Samples) -> None:
    """Say what is left: of a turn, else of the whole session about."""
    program, phase, own = stage.program, stage.state.phase, stage.program.own
    match phase, stage.operation:
        case Turning(began=began) as turning, Turn() as turn:
            left, key = began + turn_length(turn, turning) - at, "time left"
        case _:
            left, key = remaining.of_session(program, stage.state, at), "about time left"
    text = own.text(key, time=remaining.told(own, left))
    stage.aside((Sentence(text[:1].upper() + text[1:], "standard/time-left"),), at)


def _tune(stage: Stage, meaning: str, at: Samples) -> None:
    """Change the voice, and let it be heard how it is now; into somebody's turn only with a touch
    of sound, into a count without a word."""
    before = stage.state.tuning
    tuning = changed(before, meaning)
    if tuning != before:
        stage.update(tuning=tuning)
        stage.act(Tune(tuning))
    match stage.state.phase:
        case Turning():
            stage.ring("warning", at)
        case Pacing():
            pass
        case Speaking(sound=sound) as speaking if sound and tuning != before:
            stage.act(AbortSound(at))
            stage.update(phase=replace(speaking, sound=0, due=at + BEAT))
        case _:
            key = "voice no further" if tuning == before else "voice like this"
            stage.aside((Sentence(stage.program.own.text(key), f"standard/{key}"),), at)


def changed(tuning: Tuning, meaning: str) -> Tuning:
    """Return how the voice is after somebody has asked for it; the same at its limits."""
    by = 1 if meaning in ("louder", "faster") else -1
    if meaning in ("louder", "quieter"):
        loudness = tuning.loudness + by
        return replace(tuning, loudness=loudness) if loudness in LOUDNESS else tuning
    pace = tuning.pace + by
    return replace(tuning, pace=pace) if pace in PACES else tuning


def _call(stage: Stage, meaning: str, at: Samples) -> None:
    """Leave what is happening for a routine of the program that leads back to it."""
    phase = stage.state.phase
    if isinstance(phase, Speaking):
        stage.act(AbortSound(at))
    called = Called(stage.state.position, held_still(phase, at), at)
    stage.update(called=called)
    stage.begin(stage.program.routines[meaning], at + BEAT)


def _pass(stage: Stage, heard: PhraseHeard) -> bool:
    """Leave a question unanswered, or a turn that is only being announced."""
    phase, at = stage.state.phase, heard.at
    match phase, stage.operation:
        case Listening() | Speaking(then="listen"), Ask(default=str()) as ask:
            asking.leave_unanswered(stage, ask, at)
        case Speaking(then="turn"), Turn() as turn:
            stage.act(AbortSound(at))
            turning.give_up(stage, turn, at)
        case _:
            return False
    return True


def _repeat_day(stage: Stage, at: Samples) -> None:
    """Let the next session of a programme be this day again."""
    program = stage.program
    stage.update(variables={**stage.state.variables, DAY_AGAIN: "yes"})
    for name, value in program.day_again.items():
        stage.act(Note(name, value))
    stage.aside((Sentence(program.own.text("day again"), "standard/day-again"),), at)


def _end_here(stage: Stage, at: Samples) -> None:
    """Close kindly, from wherever it is: no failure, and nothing is asked."""
    if isinstance(stage.state.phase, Speaking):
        stage.act(AbortSound(at))
    stage.update(called=None, suspended=None)
    stage.say(stage.program.ending, at + BEAT, "end")
