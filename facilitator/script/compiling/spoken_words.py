"""No prompt may set off a word of the session, and no word may be an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from facilitator.engine.operations import Ask, Operation, Remind, Silence, TakeNote, Turn
from facilitator.engine.own_words import OwnWords
from facilitator.engine.program import AFTERCARE, Program
from facilitator.engine.sentences import Card, Sentence
from facilitator.engine.spoken import sentences_of, with_every_answer
from facilitator.errors import UsageError
from facilitator.script import rules
from facilitator.script.compiling.writer import Writer
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Span
from facilitator.script.sentences import holds_words

_LATER: Final = re.compile(r"\{[=~@][^{}]*\}")
"""Stands for what is known only when it is spoken."""

SoundsLike: TypeAlias = Callable[[str, str], bool]
"""Whether a sentence holds something that sounds like a word: `f(sentence, word)`."""


_HELD: Final = 5
"""Which sentence of what is said after a stop invites two in one room to hold each other."""


def own_sentences(own: OwnWords, *, may_hold: bool) -> dict[str, Any]:
    """Return what is said after a stop and around a rest, in the session's language.

    Args:
        own: The words of that language.
        may_hold: They are two in one room, who may be invited to hold each other.
    """
    return {
        "stopped": Sentence(own.text("stopped")),
        "deaf": Sentence(own.text("deaf")),
        "paused": Sentence(own.text("paused")),
        "still_paused": Sentence(own.text("still paused")),
        "resumed": Sentence(own.text("resumed")),
        "aftercare": tuple(
            replace(sentence, text=own.text(f"aftercare {number}"))
            for number, sentence in enumerate(AFTERCARE, start=1)
            if may_hold or number != _HELD
        ),
    }


def check_own_sentences(program: Program, sounds_like: SoundsLike) -> None:
    """Refuse words that the product itself says, or that people say to answer."""
    for word in program.safe_words:
        for sentence in (program.paused, program.resumed):
            if sounds_like(sentence.text, word):
                raise UsageError(
                    f'the safe word "{word}" sounds like a part of “{sentence.text}”, which '
                    "I say around a rest.",
                    help="Choose another safe word.",
                )
    for kind, words in (("safe", program.safe_words), ("pause", program.pause_words)):
        for word in words:
            for phrase in _phrases(program.operations):
                if holds_words(phrase, word):
                    raise UsageError(
                        f'the {kind} word "{word}" is also an answer in this ritual: “{phrase}”.',
                        help=f"Choose another {kind} word.",
                    )


def _phrases(operations: Sequence[Operation]) -> Iterator[str]:
    """Yield everything people may answer."""
    for operation in operations:
        if isinstance(operation, Ask):
            for ways in operation.answers.values():
                yield from ways
            yield from operation.leads
        elif isinstance(operation, Silence):
            yield from (*operation.leads, *operation.calls)
        elif isinstance(operation, TakeNote):
            yield from operation.passes
        elif isinstance(operation, Turn):
            yield from operation.passes
            yield from operation.done
            yield from (*operation.leads, *operation.leaves)
            for ways in operation.counts.values():
                yield from ways


def check_words(
    writer: Writer,
    besides: tuple[Mapping[str, tuple[Card, ...]], tuple[Sentence, ...]],
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    sounds_like: SoundsLike,
) -> None:
    """Refuse a program whose own prompts would set off a safe or pause word."""
    found: list[Diagnostic] = []
    checked: set[str] = set()
    tree = writer.ritual.tree
    decks, why = besides
    all_said = [
        (spoken(operation), line)
        for operation, line in zip(writer.operations, writer.lines, strict=True)
    ]
    for name, cards in decks.items():
        line = tree.value_span(("decks", name)).line
        all_said += [(card.sentences, line) for card in cards]
    if why:
        all_said.append((why, tree.value_span(("why",)).line))
    for sentences, line in all_said:
        every = (with_every_answer(writer.answer_words, each) for each in sentences)
        for sentence in (each for one in every for each in one):
            if sentence.text in checked:
                continue
            checked.add(sentence.text)
            for rule, words in (
                (rules.speech.SAFE_WORD_IN_PROMPT, safe_words),
                (rules.speech.PAUSE_WORD_IN_PROMPT, pause_words),
            ):
                for word in words:
                    if sounds_like(_LATER.sub("something", sentence.text), word):
                        found.append(
                            Diagnostic(
                                rule,
                                tree.source,
                                Span(line, 1, len(tree.source.line(line)) or 1),
                                {"word": word},
                                mark=f"said here: {sentence.text}",
                            )
                        )
    if found:
        raise ScriptErrors(found)


def spoken(operation: Operation) -> tuple[Sentence, ...]:
    """Return every sentence an operation may say, now or, as a reminder, in a later session; each
    once."""
    if isinstance(operation, Remind):
        return (Sentence(operation.text),)
    return tuple(dict.fromkeys(sentences_of([operation])))
