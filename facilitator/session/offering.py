"""Choosing a safe word by voice: what is said and asked, as programs the engine performs.

Being programs, everything a session promises holds in them too: the word that counts already and
any key stop them at once, "pause" freezes them, "repeat" says a question again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Ask, End, Operation, Remember, Say
from facilitator.engine.own_words import OWN
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence

ANSWER: Final = "safe word"
"""The variable, and the note of the ending, that tells what was chosen: a word, or one of the
meanings below."""

ANOTHER: Final = "another"
KEEP: Final = "keep"
TRIED: Final = "tried"
"""Meanings that are no word: three others, all stays as it is, the word that was tried."""

SKIP_PHRASES: Final = ("skip", "skip it", "skip please", "skip that")
"""Said alone during a trial they leave the rest of it out."""

_ANSWERS: Final = {
    ANOTHER: ("another", "another one", "three more", "others please"),
    KEEP: (
        *("no", "no thank you", "no thanks", "no thank you very much", "skip", "skip it"),
        *("leave it", "leave it as it is", "go on"),
    ),
}
_TRIED_PHRASES: Final = ("keep it", "keep it please", "we keep it", "the same")

_PATIENCE: Final = samples(8.0)
"""How long an answer is waited for before the question comes once more, shorter, and then
before all goes on without one."""

TITLE: Final = "Your safe word"

WHAT_IT_IS: Final = (
    "Your safe word ends everything at once, whenever one of you says it, and nobody asks why.",
    "You can choose one of your own now, or go on with the one on the screen.",
)
STAYS: Final = "Then it stays as it is."
TO_TRY: Final = ("We try it now, which takes about a minute.", "Say skip to leave that out.")
TAKEN: Final = "It is your safe word from now on."
UNTRIED: Final = "Then I take it untried."
UNHEARD: Final = "I heard nobody, so it stays as it was."
FIRST: Final = (
    "This one goes deep, so first we make sure that I hear your safe word.",
    "It stands on the screen.",
)
PROVED: Final = "I hear you well. You can rely on it, and now we begin."
NOT_YET: Final = "I did not hear it often enough, so today is a day for something lighter."
BETTER: Final = "Another word may do better."
ENOUGH: Final = "That is enough for today, so it stays as it was."


def offer(
    rounds: Sequence[Sequence[str]],
    partners: Sequence[str],
    safe_words: Sequence[str],
    *,
    opening: Sequence[str] = WHAT_IT_IS,
    tried: bool = False,
    quiet: bool = False,
) -> Program:
    """Return the program that offers words and waits for a choice.

    Args:
        rounds: Words to offer, three at a time; after the last the first come again. At least
            one round.
        partners: Names of the people.
        safe_words: Words that count meanwhile; none of them may be offered.
        opening: Said first; "skip" is heard during it already.
        tried: The word that has been tried just now can be kept as well.
        quiet: The voice is softer, for the night.

    Its ending notes the choice under `ANSWER`. Silence is the same as `KEEP`.
    """
    if set(safe_words) & {word for each in rounds for word in each}:
        raise ValueError("a word that stops the session cannot be offered in it")
    offers = [*rounds, rounds[0]]
    begins = [0]
    for words in offers:
        begins.append(begins[-1] + 2 + 2 * len(words))
    chosen = begins[-1]
    again, kept = chosen + 1, chosen + 3
    operations: list[Operation] = []
    for number, words in enumerate(offers):
        said = {word: begins[number] + 2 + 2 * place for place, word in enumerate(words)}
        following = number + 1 if number < len(rounds) else min(1, number)
        ways = {ANOTHER: begins[following], KEEP: kept, TRIED: again}
        operations.append(_question(words, () if number else opening, tried=tried))
        operations.append(Branch(ANSWER, said | ways, kept))
        for word in words:
            operations += [Say(_sentences(f"{word.capitalize()} it is.")), Jump(chosen)]
    noted = Remember(ANSWER, variable=ANSWER)
    operations += [Say(_sentences(*TO_TRY)), noted, End()]
    operations += [Say(_sentences(STAYS)), noted, End()]
    return _program(operations, partners, safe_words, quiet)


def telling(
    sentences: Sequence[str],
    partners: Sequence[str],
    safe_words: Sequence[str],
    *,
    quiet: bool = False,
) -> Program:
    """Return a program that only says something."""
    return _program([Say(_sentences(*sentences))], partners, safe_words, quiet)


def figures(
    heard: tuple[int, int], over_voice: tuple[int, int], silent_seconds: float | None
) -> tuple[str, ...]:
    """Return the figures of a trial as they are spoken.

    Args:
        heard: How often the word was heard in silence, and how often it was asked for.
        over_voice: The same while the facilitator talked.
        silent_seconds: From the end of the word to silence; None when nothing was heard.
    """
    said = [f"I heard it {_of(*heard)}."]
    if over_voice[1]:
        said = [f"I heard it {_of(*heard)}, and {_of(*over_voice)} while I was talking."]
    if silent_seconds is not None:
        tenths = max(1, round(silent_seconds * 10))
        unit = "tenth" if tenths == 1 else "tenths"
        said.append(f"It silences me within {OWN.number(tenths)} {unit} of a second.")
    return tuple(said)


def _of(count: int, total: int) -> str:
    times = "time" if total == 1 else "times"
    return f"{OWN.number(count)} of {OWN.number(total)} {times}"


def _question(words: Sequence[str], opening: Sequence[str], *, tried: bool) -> Ask:
    *most, last = words
    listed = f"{', '.join(most)}, or {last}" if most else last
    ways = [
        "Say the one you like, say another for three more, or no thank you to leave it as it is."
    ]
    if tried:
        ways = [
            "Say the one you like, or say another for three more.",
            "Or say keep it, for the one you tried, or no thank you, for the usual one.",
        ]
    begin = f"Would you like {listed}?" if opening else f"Then perhaps {listed}?"
    answers = {word: (word, f"{word} please", f"we take {word}") for word in words} | _ANSWERS
    if tried:
        answers[TRIED] = _TRIED_PHRASES
    labels = [*words, *(["keep it"] if tried else []), "another", "no thank you"]
    return Ask(
        question=_sentences(*opening, begin, *ways),
        answers=answers,
        again=_sentences(f"{listed[0].upper()}{listed[1:]}? Or no thank you."),
        patience=_PATIENCE,
        times=2,
        default=KEEP,
        remember=ANSWER,
        label=" · ".join(labels),
        alone=True,
    )


def _program(
    operations: Sequence[Operation],
    partners: Sequence[str],
    safe_words: Sequence[str],
    quiet: bool,
) -> Program:
    return Program(
        ritual="safe-word",
        title=TITLE,
        partners=tuple(partners),
        operations=tuple(operations),
        safe_words=tuple(safe_words),
        quiet=quiet,
    )


def _sentences(*texts: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(text) for text in texts)
