"""What a program may say and what it wants to hear: for rendering ahead and for the ears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from facilitator.engine.program import Ask, Operation, Program, Say, Sentence, Turn

STILL_PAUSED = Sentence("Still paused. There is no hurry. Say go on when you are ready.")
"""Said once when a pause has lasted long."""

DEAF = Sentence("I can no longer hear you, so I have stopped.")
"""Said, where it can be, when there are no ears and so no safe word any more."""


AHEAD = 8
"""How many operations ahead sentences are rendered: some minutes of speech."""


def sentences_of(operations: Sequence[Operation]) -> Iterator[Sentence]:
    """Yield the sentences of some operations in order."""
    for operation in operations:
        match operation:
            case Say(sentences=sentences):
                yield from sentences
            case Ask(question=question, again=again):
                yield from question
                yield from again
            case Turn(announcement=announcement, closing=closing):
                yield from announcement
                yield from closing
            case _:
                pass


def upcoming_texts(program: Program, position: int) -> tuple[str, ...]:
    """Return what may be said soon from an operation on, each text once, first needed first."""
    coming = sentences_of(program.operations[position : position + AHEAD])
    return tuple(dict.fromkeys(sentence.text for sentence in coming))


def first_texts(program: Program) -> tuple[str, ...]:
    """Return what must be ready when a session begins.

    What is said after a stop comes right behind the first text: it must be ready always.
    """
    standing = (
        *(program.stopped, DEAF, program.paused, program.resumed, STILL_PAUSED),
        *program.aftercare,
    )
    first = upcoming_texts(program, 0)
    return tuple(dict.fromkeys([*first[:1], *(each.text for each in standing), *first[1:]]))


def every_phrase(program: Program) -> tuple[str, ...]:
    """Return every answer and every closing of a turn that people may say, each once."""
    phrases: list[str] = []
    for operation in program.operations:
        match operation:
            case Ask(answers=answers):
                phrases += [phrase for means in answers.values() for phrase in means]
            case Turn(done=done):
                phrases += done
            case _:
                pass
    return tuple(dict.fromkeys(phrases))
