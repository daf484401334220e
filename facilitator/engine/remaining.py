"""How long it still takes, for whoever asks: what is left of a turn to the second, what is left of
a session about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from facilitator.clock import RATE_HZ, Samples, samples, seconds
from facilitator.engine import jars
from facilitator.engine.flow import Branch, Compare, Elapsed, Jump, Let, Tally, tallied
from facilitator.engine.operations import (
    LEAST_TURN,
    Ask,
    Bell,
    DrawSlip,
    End,
    Operation,
    Pace,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.own_words import OwnWords
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.state import Listening, Noting, Speaking, State, Turning

WORDS_PER_SECOND: Final = 2.3
"""Rate of the calm voice inside a sentence."""

ANSWER: Final = samples(3.0)
"""About how long people take to answer."""

_BELL: Final = samples(5.0)
_NOTE: Final = samples(8.0)
_MOST_STEPS: Final = 10_000


def of_session(program: Program, state: State, at: Samples) -> Samples:
    """Return about how long a session still takes if people go on and are willing.

    Args:
        program: What is performed.
        state: Where it stands: in a prompt, a question or a turn.
        at: Now.

    Pure; some ten microseconds for each operation that is left.
    """
    variables = dict(state.variables)
    position = state.position
    left = _of_operation(program, program.operations[position], state, at)
    position = _after(program.operations[position], position, variables)
    for _ in range(_MOST_STEPS):
        if position >= len(program.operations):
            break
        operation = program.operations[position]
        match operation:
            case End():
                break
            case Elapsed(after=after, target=target):
                late = at + left - state.given_back >= after
                position = target if late else position + 1
                continue
            case _:
                left += _length(program, operation, at + left)
        position = _after(operation, position, variables)
    return left


def told(own: OwnWords, length: Samples) -> str:
    """Return a length as people are told it: ten seconds, half minutes and minutes, rounded."""
    whole = max(10.0, seconds(length))
    if whole < 55.0:
        return own.text("seconds", number=own.number(10 * round(whole / 10)))
    halves = round(whole / 30)
    if halves < 10 and halves % 2:
        if halves == 3:
            return own.text("one and a half minutes")
        return own.text("and a half minutes", number=own.number(halves // 2))
    hours, minutes = divmod(round(whole / 60), 60)
    parts = [
        own.text(f"one {unit}") if many == 1 else own.text(f"{unit}s", number=own.number(many))
        for many, unit in ((hours, "hour"), (minutes, "minute"))
        if many
    ]
    return own.listed(parts)


def _after(operation: Operation, position: int, variables: dict[str, str]) -> int:
    """Return what comes after an operation when people are willing."""
    match operation:
        case Jump(target=target):
            return target
        case Branch(variable=variable, targets=targets, otherwise=otherwise):
            return targets.get(variables.get(variable, ""), otherwise)
        case Compare():
            return operation.onward(variables)
        case Let(name=name, value=value):
            variables[name] = value
        case Tally(name=name):
            variables[name] = tallied(variables, name)
        case DrawSlip(jar=jar):
            variables.setdefault(jars.slip_in(jar), "a note")
        case TakeNote(name=name):
            variables[f"{name}/how"] = "nothing"
        case Turn(after=after) if after:
            return after
        case Ask(remember=name) if name:
            variables[name] = _willing(operation)
        case _:
            pass
    return position + 1


def _willing(ask: Ask) -> str:
    if ask.remember.startswith("offer of "):
        return "no"
    usual = (each for each in ("yes", "ready", "4") if each in ask.answers)
    return next(usual, next(iter(ask.answers)))


def _of_operation(program: Program, operation: Operation, state: State, at: Samples) -> Samples:
    """Return what is left of the operation that is being performed."""
    match state.phase:
        case Turning(began=began) if isinstance(operation, Turn):
            passed = max(0, at - began)
            return max(0, _turn(operation, at) - passed) + _spoken(program, operation.closing)
        case Listening():
            return ANSWER
        case Noting():
            return _NOTE
        case Speaking(sentences=sentences, index=index, then="next"):
            return _spoken(program, sentences[index:])
        case _:
            return _length(program, operation, at)


def _length(program: Program, operation: Operation, at: Samples) -> Samples:
    match operation:
        case Say(sentences=sentences):
            return _spoken(program, sentences)
        case Ask(question=question):
            return _spoken(program, question) + ANSWER
        case TakeNote(question=question):
            return _spoken(program, question) + _NOTE
        case Turn(announcement=announcement, closing=closing):
            around = _spoken(program, announcement) + _spoken(program, closing)
            return around + _turn(operation, at)
        case Silence(length=length):
            return length
        case Pace(beats=beats):
            return sum(beat.length for beat in beats)
        case Bell():
            return _BELL
        case _:
            return 0


def _turn(turn: Turn, at: Samples) -> Samples:
    return turn.length if turn.until is None else max(LEAST_TURN, turn.until - at)


def _spoken(program: Program, sentences: Sequence[Sentence]) -> Samples:
    return sum(_said(program, each) for each in sentences)


def _said(program: Program, sentence: Sentence) -> Samples:
    words = 12 if sentence.deck in program.decks else max(1, len(sentence.text.split()))
    return round(words / (WORDS_PER_SECOND * program.pace) * RATE_HZ) + sentence.pause_after
