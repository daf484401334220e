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
from facilitator.engine.own_words import OWN, OwnWords
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence

ANSWER: Final = "safe word"
"""The variable, and the note of the ending, that tells what was chosen: a word, or one of the
meanings below."""

ANOTHER: Final = "another"
KEEP: Final = "keep"
TRIED: Final = "tried"
"""Meanings that are no word: three others, all stays as it is, the word that was tried."""

_PATIENCE: Final = samples(8.0)
"""How long an answer is waited for before the question comes once more, shorter, and then
before all goes on without one."""

SKIP: Final = "leave it out"
"""What is said alone during a trial to leave the rest of it out, by its meaning."""

WHAT_IT_IS: Final = ("choosing what 1", "choosing what 2")
STAYS: Final = "choosing stays"
TO_TRY: Final = ("trial now", "choosing leave out")
TAKEN: Final = "choosing from now on"
UNTRIED: Final = "choosing untried"
UNHEARD: Final = "choosing unheard"
FIRST: Final = ("trial before deep", "trial on screen")
PROVED: Final = "trial proved"
NOT_YET: Final = "trial not yet"
BETTER: Final = "choosing better"
ENOUGH: Final = "choosing enough"
"""What is told, by the ids of the facilitator's own words."""


def offer(
    rounds: Sequence[Sequence[str]],
    session: Program,
    *,
    opening: Sequence[str] | None = None,
    tried: bool = False,
) -> Program:
    """Return the program that offers words and waits for a choice.

    Args:
        rounds: Words to offer, three at a time; after the last the first come again. At least
            one round.
        session: What follows: its people, its language, whether its voice is softer for the
            night, and its safe words, which count meanwhile; none of them may be offered.
        opening: Sentences said first, what a safe word is when None; "skip" is heard during
            them already.
        tried: The word that has been tried just now can be kept as well.

    Its ending notes the choice under `ANSWER`. Silence is the same as `KEEP`.
    """
    if set(session.safe_words) & {word for each in rounds for word in each}:
        raise ValueError("a word that stops the session cannot be offered in it")
    own = session.own
    if opening is None:
        opening = tuple(own.text(key) for key in WHAT_IT_IS)
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
        operations.append(_question(words, () if number else opening, own, tried=tried))
        operations.append(Branch(ANSWER, said | ways, kept))
        for word in words:
            taken = own.text("choosing taken", word=word)
            operations += [Say(_sentences(_capital(taken))), Jump(chosen)]
    noted = Remember(ANSWER, variable=ANSWER)
    to_try = (own.text(key) for key in TO_TRY)
    operations += [Say(_sentences(*to_try)), noted, End()]
    operations += [Say(_sentences(own.text(STAYS))), noted, End()]
    return _program(operations, session, session.safe_words)


def telling(sentences: Sequence[str], session: Program, *, also: Sequence[str] = ()) -> Program:
    """Return a program that only says something.

    Args:
        sentences: What it says, in the language of the session.
        session: What follows: its people, language, loudness and safe words.
        also: Further words that end it.
    """
    return _program([Say(_sentences(*sentences))], session, (*also, *session.safe_words))


def figures(
    heard: tuple[int, int],
    over_voice: tuple[int, int],
    silent_seconds: float | None,
    own: OwnWords = OWN,
) -> tuple[str, ...]:
    """Return the figures of a trial as they are spoken.

    Args:
        heard: How often the word was heard in silence, and how often it was asked for.
        over_voice: The same while the facilitator talked.
        silent_seconds: From the end of the word to silence; None when nothing was heard.
        own: What is said, in the language of the session.
    """
    times = _of(*heard, own)
    said = [own.text("choosing heard", times=times)]
    if over_voice[1]:
        said = [own.text("choosing heard over", times=times, over=_of(*over_voice, own))]
    if silent_seconds is not None:
        tenths = max(1, round(silent_seconds * 10))
        key = "choosing silent one" if tenths == 1 else "choosing silent"
        said.append(own.text(key, number=own.number(tenths)))
    return tuple(said)


def _of(count: int, total: int, own: OwnWords) -> str:
    key = "choosing one time" if total == 1 else "choosing times"
    return own.text(key, count=own.number(count), total=own.number(total))


def _question(words: Sequence[str], opening: Sequence[str], own: OwnWords, *, tried: bool) -> Ask:
    listed = own.listed(list(words), "or")
    how = ("choosing how again", "choosing or keep") if tried else ("choosing how",)
    begin = "choosing would you like" if opening else "choosing then perhaps"
    heard = {ANOTHER: own.ways("three more"), KEEP: own.ways("leave as it is")}
    if tried:
        heard[TRIED] = own.ways("keep the tried one")
    labels = (*words, *(heard[each][0] for each in (TRIED, ANOTHER, KEEP) if each in heard))
    return Ask(
        question=_sentences(
            *opening, own.text(begin, words=listed), *(own.text(key) for key in how)
        ),
        answers={word: _ways(word, own) for word in words} | heard,
        again=_sentences(_capital(own.text("choosing again", words=listed))),
        patience=_PATIENCE,
        times=2,
        default=KEEP,
        remember=ANSWER,
        label=" · ".join(labels),
        alone=True,
    )


def _ways(word: str, own: OwnWords) -> tuple[str, ...]:
    """Return the ways to take a word; ears of another language know only the word itself."""
    return (word, f"{word} please", f"we take {word}") if own.hears == "en" else (word,)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _program(
    operations: Sequence[Operation], session: Program, safe_words: Sequence[str]
) -> Program:
    """Return a part before a session, which stops, rests and comforts in the same words."""
    own = session.own
    return Program(
        ritual="safe-word",
        title=own.text("headline safe word"),
        partners=session.partners,
        operations=tuple(operations),
        stopped=session.stopped,
        aftercare=session.aftercare,
        paused=session.paused,
        resumed=session.resumed,
        still_paused=session.still_paused,
        deaf=session.deaf,
        safe_words=tuple(safe_words),
        quiet=session.quiet,
        own=own,
    )


def _sentences(*texts: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(text) for text in texts)
