"""What a program may say and what it wants to hear: for rendering ahead and for the ears."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.engine.program import Ask, Program, Say, Sentence, Turn

STILL_PAUSED = Sentence("Still paused. There is no hurry. Say go on when you are ready.")
"""Said once when a pause has lasted long."""

DEAF = Sentence("I can no longer hear you, so I have stopped.")
"""Said, where it can be, when there are no ears and so no safe word any more."""


def every_sentence(program: Program) -> Iterator[Sentence]:
    """Yield every sentence of a program in the order in which it is likely to be needed."""
    for operation in program.operations:
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
    yield program.paused
    yield program.resumed
    yield STILL_PAUSED


def every_text(program: Program) -> tuple[str, ...]:
    """Return every text of a program once, in the order of need.

    What is said after a stop comes right behind the first text: it must be ready always.
    """
    texts = [sentence.text for sentence in every_sentence(program)]
    return tuple(dict.fromkeys([*texts[:1], program.stopped.text, DEAF.text, *texts[1:]]))


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
