"""How long a program takes, and for whom: an estimate before anything is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from facilitator.clock import seconds
from facilitator.engine import jars
from facilitator.engine.noting import can_be_read
from facilitator.engine.program import (
    Ask,
    Bell,
    Branch,
    DrawSlip,
    Elapsed,
    End,
    Jump,
    Let,
    Operation,
    Pace,
    Program,
    PutIn,
    Say,
    Sentence,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.script.sentences import words

WORDS_PER_SECOND: Final = 2.3
"""Rate of the calm voice inside a sentence."""

BELL_SECONDS: Final = 5.0
"""About how long a bell is waited for."""

ANSWER_SECONDS: Final = 3.0
"""About how long people take to answer a question."""

NOTE_SECONDS: Final = 8.0
"""About how long a note takes to find and to say."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how long a session takes when all goes as usual.

    Attributes:
        voice_seconds: The facilitator speaks, with the pauses between sentences.
        silence_seconds: Kept silences.
        turn_seconds: Time to speak, by name of the partner.
        other_seconds: Bells and waiting for answers.
        together_seconds: Open conversation.
    """

    voice_seconds: float = 0.0
    silence_seconds: float = 0.0
    turn_seconds: Mapping[str, float] = field(default_factory=dict)
    other_seconds: float = 0.0
    together_seconds: float = 0.0

    @property
    def total_seconds(self) -> float:
        """All of it."""
        return (
            self.voice_seconds
            + self.silence_seconds
            + self.other_seconds
            + self.together_seconds
            + sum(self.turn_seconds.values())
        )


def first_answer(ask: Ask) -> str:
    """Return the meaning a question names first: the usual one; of ratings a good one."""
    return "4" if "4" in ask.answers else next(iter(ask.answers))


def usual_note(note: TakeNote) -> str:  # noqa: ARG001
    """Return what is said when somebody is asked for a note: something short."""
    return "a walk after dinner"


def walk(
    program: Program,
    answer: Callable[[Ask], str] = first_answer,
    note: Callable[[TakeNote], str] = usual_note,
    variables: dict[str, str] | None = None,
) -> Iterator[tuple[int, Operation]]:
    """Yield the operations a session performs, with their index, if people answer like this.

    `variables` is filled with what is answered, noted and drawn on the way.

    Branches and jumps are followed and not yielded. Programs jump back only where somebody
    wishes for another card, so every walk ends.
    """
    variables = {} if variables is None else variables
    position = 0
    lasted = 0.0
    while position < len(program.operations):
        operation = program.operations[position]
        match operation:
            case Elapsed(after=after, target=target):
                position = target if lasted >= seconds(after) else position + 1
                continue
            case Branch(variable=variable, targets=targets, otherwise=otherwise):
                position = targets.get(variables.get(variable, ""), otherwise)
                continue
            case Jump(target=target):
                position = target
                continue
            case Let(name=name, value=value):
                variables[name] = value
            case PutIn():
                variables.update(jars.put(program, variables, operation))
            case DrawSlip():
                variables.update(jars.draw(program, variables, operation))
            case TakeNote(name=name):
                text = note(operation)
                fit = can_be_read(program, text)
                variables[name] = text if fit else ""
                variables[f"{name}/how"] = "heard" if fit else "unclear" if text else "nothing"
            case Ask(remember=variable):
                meaning = answer(operation)
                if variable:
                    variables[variable] = meaning
        yield position, operation
        if isinstance(operation, End):
            return
        lasted += seconds_of(operation)
        position += 1


def seconds_of(operation: Operation) -> float:
    """Return about how long an operation takes, in seconds."""
    match operation:
        case Say(sentences=sentences):
            return _spoken(sentences)
        case Ask(question=question):
            return _spoken(question) + ANSWER_SECONDS
        case Turn(announcement=announcement, length=length, closing=closing):
            return _spoken(announcement) + seconds(length) + _spoken(closing)
        case Pace(beats=beats):
            return seconds(sum(beat.length for beat in beats))
        case Silence(length=length):
            return seconds(length)
        case Bell():
            return BELL_SECONDS
        case _:
            return 0.0


def estimate(program: Program, answer: Callable[[Ask], str] = first_answer) -> Estimate:
    """Return about how long a session takes if people answer like this."""
    voice = silence = other = together = 0.0
    turns = dict.fromkeys(program.partners, 0.0)
    for _, operation in walk(program, answer):
        match operation:
            case Say(sentences=sentences):
                voice += _spoken(sentences)
            case Ask(question=question):
                voice += _spoken(question)
                other += ANSWER_SECONDS
            case TakeNote(question=question):
                voice += _spoken(question)
                other += NOTE_SECONDS
            case Turn(who=who, announcement=announcement, length=length, closing=closing):
                voice += _spoken(announcement) + _spoken(closing)
                if who in turns:
                    turns[who] += seconds(length)
                else:
                    together += seconds(length)
            case Pace(beats=beats):
                voice += seconds(sum(beat.length for beat in beats))
            case Silence(length=length):
                silence += seconds(length)
            case Bell():
                other += BELL_SECONDS
    return Estimate(voice, silence, turns, other, together)


def _spoken(sentences: tuple[Sentence, ...]) -> float:
    return sum(
        len(words(sentence.text)) / WORDS_PER_SECOND + seconds(sentence.pause_after)
        for sentence in sentences
    )
