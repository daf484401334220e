"""How long a program takes, and for whom: an estimate before anything is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Final

from facilitator.clock import seconds
from facilitator.engine import jars
from facilitator.engine.flow import Branch, Compare, Elapsed, Jump, Let, Tally, tallied
from facilitator.engine.operations import (
    LEAST_TURN,
    MOST_ADDITIONS,
    PASSED,
    SPOKEN,
    Ask,
    Bell,
    DrawSlip,
    End,
    Operation,
    Pace,
    PutIn,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import can_be_read
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
    """Return the meaning a question names first: the usual one; of ratings a good one, and of a
    setting what it usually is."""
    usual = (each for each in ("usual", "4") if each in ask.answers)
    return next(usual, next(iter(ask.answers)))


def usual_note(note: TakeNote) -> str:  # noqa: ARG001
    """Return what is said when somebody is asked for a note: something short."""
    return "a walk after dinner"


def other_notes() -> Callable[[TakeNote], str]:
    """Return somebody who says something short and never the same twice: of equal words a jar
    keeps one note only."""
    numbers = count(1)
    return lambda asked: f"{usual_note(asked)} {next(numbers)}"


def walk(
    program: Program,
    answer: Callable[[Ask], str] = first_answer,
    note: Callable[[TakeNote], str] | None = None,
    variables: dict[str, str] | None = None,
    passes: Callable[[Turn], bool] = lambda _: False,
) -> Iterator[tuple[int, Operation]]:
    """Yield the operations a session performs, with their index, if people answer like this.

    Without `note`, other words are said each time. `variables` is filled with what is answered,
    noted and drawn on the way. `passes` says of a turn whether it is passed.

    Branches and jumps are followed and not yielded. Programs jump back only where somebody
    wishes for another card, so every walk ends.
    """
    variables = {} if variables is None else variables
    note = note or other_notes()
    position = 0
    so_far = Sum(program)
    while position < len(program.operations):
        operation = program.operations[position]
        match operation:
            case Elapsed(after=after, target=target):
                position = target if so_far.seconds >= seconds(after) else position + 1
                continue
            case Branch(variable=variable, targets=targets, otherwise=otherwise):
                position = targets.get(variables.get(variable, ""), otherwise)
                continue
            case Compare() as compare:
                position = compare.onward(variables)
                continue
            case Jump(target=target):
                position = target
                continue
            case Let(name=name, value=value):
                variables[name] = value
            case Tally(name=name):
                variables[name] = tallied(variables, name)
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
        was_passed = isinstance(operation, Turn) and passes(operation)
        if isinstance(operation, Turn) and operation.remember:
            variables[operation.remember] = PASSED if was_passed else SPOKEN
        yield position, operation
        if isinstance(operation, End):
            return
        so_far.add(operation)
        passed = operation.passed or operation.after if isinstance(operation, Turn) else 0
        position = passed if was_passed and passed else position + 1


class Sum:
    """What operations performed one after the other take together, by what the time is for.

    Args:
        program: Whose operations they are.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._voice = self._silence = self._other = self._together = 0.0
        self._turns = dict.fromkeys(program.partners, 0.0)

    def add(self, operation: Operation, *, more_time: bool = False) -> None:
        """Count one operation; with `more_time` a turn is given all it may be given."""
        match operation:
            case Say(sentences=sentences):
                self._voice += self._spoken(sentences)
            case Ask(question=question):
                self._voice += self._spoken(question)
                self._other += ANSWER_SECONDS
            case TakeNote(question=question):
                self._voice += self._spoken(question)
                self._other += NOTE_SECONDS
            case Turn(who=who, announcement=announcement, length=length, closing=closing):
                self._voice += self._spoken(announcement)
                lasts = seconds(length + (MOST_ADDITIONS * operation.more if more_time else 0))
                if operation.until is not None:
                    lasts = max(seconds(LEAST_TURN), seconds(operation.until) - self.seconds)
                if who in self._turns:
                    self._turns[who] += lasts
                else:
                    self._together += lasts
                self._voice += self._spoken(closing)
            case Pace(beats=beats):
                self._voice += seconds(sum(beat.length for beat in beats))
            case Silence(length=length):
                self._silence += seconds(length)
            case Bell():
                self._other += BELL_SECONDS
            case _:
                pass

    @property
    def seconds(self) -> float:
        """All of it so far."""
        return self.estimate.total_seconds

    @property
    def estimate(self) -> Estimate:
        """All of it so far, by what it is for."""
        return Estimate(self._voice, self._silence, dict(self._turns), self._other, self._together)

    def _spoken(self, sentences: tuple[Sentence, ...]) -> float:
        return sum(spoken_seconds(self._program, sentence) for sentence in sentences)


def spoken_seconds(program: Program, sentence: Sentence) -> float:
    """Return about how long a sentence takes, its pause included; a drawn card takes what the
    cards of its deck take on average."""
    cards = program.decks.get(sentence.deck, ()) if sentence.deck else ()
    texts = [each.text for card in cards for each in card.sentences] or [sentence.text]
    pauses = [seconds(each.pause_after) for card in cards for each in card.sentences]
    rests = sum(pauses) if cards else seconds(sentence.pause_after)
    spoken = sum(map(_word_count, texts)) / (WORDS_PER_SECOND * program.pace)
    return (spoken + rests) / max(1, len(cards))


@lru_cache(maxsize=2048)
def _word_count(text: str) -> int:
    return len(words(text))


def estimate(program: Program, answer: Callable[[Ask], str] = first_answer) -> Estimate:
    """Return about how long a session takes if people answer like this."""
    so_far = Sum(program)
    for _, operation in walk(program, answer):
        so_far.add(operation)
    return so_far.estimate
