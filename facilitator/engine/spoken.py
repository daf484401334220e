"""What a program may say and what it wants to hear: for rendering ahead and for the ears."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from facilitator.clock import RATE_HZ, Samples
from facilitator.engine import drawing, jars
from facilitator.engine.hours import hour
from facilitator.engine.operations import (
    Ask,
    Draw,
    DrawSlip,
    Operation,
    Pace,
    Remind,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.own_words import with_days
from facilitator.engine.program import Program
from facilitator.engine.sentences import ANSWER, PRIVATE, Card, Sentence

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
"""No variables yet."""

AHEAD = 8
"""How many operations ahead sentences are rendered: some minutes of speech."""

COMMANDS_ALONE: Final = ("stop", "stop now", "stop please", "pause", "pause please", "go on")
"""What must not be read back as a whole: alone it means something else."""

_TALLY = re.compile(r"\{=([^{}]+)\}")
_NOTE = re.compile(r"\{~([^{}]+)\}")
_HOUR = re.compile(r"\{@(\d+)\}")


def filled(
    program: Program,
    variables: Mapping[str, str],
    sentences: Iterable[Sentence],
    at: Samples = 0,
) -> tuple[Sentence, ...]:
    """Return sentences as they are said at a position: cards, notes, tallies and times of day
    filled in.

    A sentence with a note that nobody gave is left out, and so is one that would say a safe or
    pause word because of a note.
    """
    said: list[Sentence] = []
    for written in sentences:
        sentence = with_notes(program, variables, written)
        if sentence is None:
            continue
        if sentence.deck:
            drawn = drawing.card(program, variables, sentence.deck)
            said += _card(drawn, sentence.pause_after) if drawn is not None else ()
        else:
            said.append(with_hour(program, with_tallies(program, variables, sentence), at))
    return tuple(said)


def with_hour(program: Program, sentence: Sentence, at: Samples) -> Sentence:
    """Return a sentence with the time of day filled in that it tells at a position."""
    if "{@" not in sentence.text:
        return sentence
    now = program.started + at // RATE_HZ
    text = _HOUR.sub(lambda match: hour(now + int(match.group(1)), program.own), sentence.text)
    return replace(sentence, text=text)


def _card(card: Card, pause: Samples) -> tuple[Sentence, ...]:
    """Return what a card says, with at least so long a rest after it."""
    *before, last = card.sentences
    return (*before, replace(last, pause_after=max(last.pause_after, pause)))


def with_tallies(program: Program, variables: Mapping[str, str], sentence: Sentence) -> Sentence:
    """Return a sentence with its tallies filled in, as numbers are spoken."""
    if "{=" not in sentence.text:
        return sentence
    text = _TALLY.sub(
        lambda match: program.own.number(int(variables.get(match.group(1), "0"))), sentence.text
    )
    return replace(sentence, text=text[:1].upper() + text[1:])


_ASKED_TWICE: Final = re.compile(r"\?[.?]")
"""What stands where a card that asks something is put into a sentence."""


def with_notes(
    program: Program, variables: Mapping[str, str], sentence: Sentence
) -> Sentence | None:
    """Return a sentence with its notes filled in, several of a jar one after the other; None when
    it cannot be said."""
    if "{~" not in sentence.text:
        return sentence
    names = dict.fromkeys(_NOTE.findall(sentence.text))
    held = {name: _held(program, variables, name) for name in names}
    if not all(held.values()):
        return None
    text = with_days(_NOTE.sub(lambda match: held[match.group(1)], sentence.text))
    text = _ASKED_TWICE.sub("?", text)
    if any(says(text, word) for word in (*program.safe_words, *program.pause_words)):
        return None
    private = sentence.private or not all(name.startswith(ANSWER) for name in names)
    return replace(sentence, text=text[:1].upper() + text[1:], private=private)


def _held(program: Program, variables: Mapping[str, str], name: str) -> str:
    """Return the note in a variable, or what the answer in one is called; "" for none."""
    if not name.startswith(ANSWER):
        return ", ".join(variables.get(name, "").split("\n"))
    variable = name.removeprefix(ANSWER)
    return program.answers.get(variable, {}).get(variables.get(variable, "").lower(), "")


def with_every_answer(
    answers: Mapping[str, Mapping[str, str]], sentence: Sentence
) -> tuple[Sentence, ...]:
    """Return a sentence once for each answer it may say, each answer at least once; the sentence
    alone where it says none.

    Args:
        answers: As `Program.answers` has them.
        sentence: With its marks.
    """
    if f"{{~{ANSWER}" not in sentence.text:
        return (sentence,)
    names = [name for name in _NOTE.findall(sentence.text) if name.startswith(ANSWER)]
    words = {name: tuple(answers.get(name.removeprefix(ANSWER), {}).values()) for name in names}
    found: dict[str, Sentence] = {}
    for number in range(max(map(len, words.values()))):
        text = sentence.text
        for name, called in words.items():
            if called:
                text = text.replace(f"{{~{name}}}", called[number % len(called)])
        text = text[:1].upper() + text[1:]
        found.setdefault(text, replace(sentence, text=text))
    return tuple(found.values())


def rendered(sentence: Sentence) -> str:
    """Return the text of a sentence as a voice is given it."""
    return PRIVATE + sentence.text if sentence.private else sentence.text


def sentences_of(operations: Sequence[Operation]) -> Iterator[Sentence]:
    """Yield the sentences of some operations in order."""
    for operation in operations:
        match operation:
            case Say(sentences=sentences, why=why):
                yield from sentences
                yield from why
            case Ask(question=question, again=again, why=why):
                yield from question
                yield from again
                yield from why
            case TakeNote(question=question, why=why):
                yield from question
                yield from why
            case Turn(announcement=announcement, closing=closing, asides=asides, why=why):
                yield from announcement
                yield from closing
                yield from why
                for aside in asides:
                    yield from aside.sentences
            case Pace(beats=beats):
                yield from (Sentence(beat.text) for beat in beats if beat.text)
            case _:
                pass


def every_sentence(program: Program) -> Iterator[Sentence]:
    """Yield everything that may be said before a program is over: its operations, every card of
    its decks, the background, what is said around a rest, and the reminders of a later session.

    A note is filled in as "something", a tally as none, an answer as each that it may be.
    What is said after a stop is left out: nothing can be set off by it any more.
    """
    written = (
        each
        for sentence in sentences_of(program.operations)
        for each in with_every_answer(program.answers, sentence)
    )
    for sentence in written:
        if not sentence.deck:
            text = _NOTE.sub("something", _TALLY.sub(program.own.number(0), sentence.text))
            text = with_hour(program, replace(sentence, text=text), 0).text
            yield replace(sentence, text=text[:1].upper() + text[1:])
    for cards in program.decks.values():
        for card in cards:
            yield from card.sentences
    yield from program.why
    yield from on_request(program)
    yield from (Sentence(each.text) for each in program.operations if isinstance(each, Remind))
    yield from (program.paused, program.resumed, program.still_paused)


def on_request(program: Program) -> Iterator[Sentence]:
    """Yield what is said to whoever gives a command, as far as it is known beforehand."""
    yield from (each for each in program.rules if not each.deck)
    yield from (each for each in program.ending if "{" not in each.text)
    if program.commands:
        own = program.own
        keys = ["voice like this", "voice no further"]
        keys += ["note deleted"] if "delete that" in program.commands else []
        keys += ["day again"] if "repeat day" in program.commands else []
        yield from (Sentence(own.text(key)) for key in keys)
    for operation in program.operations:
        if isinstance(operation, Ask):
            yield from operation.unsure.values()


def says(text: str, phrase: str) -> bool:
    """Say whether a sentence contains a phrase, word for word."""
    return re.search(rf"\b{re.escape(phrase.lower())}\b", text.lower()) is not None


def upcoming_texts(
    program: Program, position: int, variables: Mapping[str, str] = NOTHING
) -> tuple[str, ...]:
    """Return what may be said soon from an operation on, each text once, first needed first."""
    texts: dict[str, None] = {}
    for operation in program.operations[position : position + AHEAD]:
        if isinstance(operation, DrawSlip):
            variables = jars.draw(program, variables, operation)
        if isinstance(operation, Draw):
            for card in drawing.upcoming(program, variables, operation.deck):
                texts.update(dict.fromkeys(each.text for each in card.sentences))
            variables = drawing.draw(program, variables, operation)
        for sentence in sentences_of([operation]):
            if sentence.deck:
                for said in filled(program, variables, [sentence]):
                    texts[rendered(said)] = None
                for card in drawing.upcoming(program, variables, sentence.deck):
                    texts.update(dict.fromkeys(each.text for each in card.sentences))
            else:
                known = filled(program, variables, [sentence])
                ahead = known or with_every_answer(program.answers, sentence)
                for said in ahead if known or "{~" not in ahead[0].text else ():
                    texts[rendered(said)] = None
    return tuple(texts)


def first_texts(program: Program) -> tuple[str, ...]:
    """Return what must be ready when a session begins.

    What is said after a stop comes right behind the first text: it must be ready always.
    """
    standing = (
        *(program.stopped, program.deaf, program.paused, program.resumed, program.still_paused),
        *program.aftercare,
        *program.why,
    )
    first = upcoming_texts(program, 0)
    asked_for = (each.text for each in on_request(program))
    texts = [*first[:1], *(each.text for each in standing), *first[1:], *asked_for]
    return tuple(dict.fromkeys(texts))


def every_phrase(program: Program) -> tuple[str, ...]:
    """Return every answer and every closing of a turn that people may say, each once."""
    phrases: list[str] = []
    for operation in program.operations:
        match operation:
            case Ask(answers=answers, confirmed=confirmed, denied=denied):
                phrases += [phrase for means in answers.values() for phrase in means]
                phrases += (*confirmed, *denied)
                phrases += operation.leads
            case Silence(leads=leads, calls=calls):
                phrases += (*leads, *calls)
            case TakeNote(passes=passes):
                phrases += passes
            case Turn() as turn:
                phrases += turn.passes
                phrases += turn.done
                phrases += turn.leads
                phrases += turn.leaves
                phrases += [phrase for ways in turn.counts.values() for phrase in ways]
                phrases += [phrase for aside in turn.asides for phrase in aside.phrases]
                more = turn.more or program.more
                phrases += program.own.ways("more time") if more else ()
            case _:
                pass
    has_why = program.why or any(getattr(each, "why", ()) for each in program.operations)
    phrases += program.own.ways("why") if has_why else ()
    phrases += [phrase for each in program.commands for phrase in program.own.ways(each)]
    return tuple(dict.fromkeys(phrases))


def can_be_read(program: Program, text: str) -> bool:
    """Say whether a note may be read aloud, as far as its words tell: it holds no safe or pause
    word, and is no command as a whole."""
    words = (*program.safe_words, *program.pause_words)
    if not text.strip() or text.strip().lower() in COMMANDS_ALONE:
        return False
    return not any(says(text, word) for word in words)
