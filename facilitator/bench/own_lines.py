"""Everything a ritual may say, whatever is chosen in it and whatever comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from facilitator.engine.operations import Remind
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import filled, sentences_of
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import load
from facilitator.script.saying import SoundsLike, sayings
from facilitator.script.settings import Setting
from facilitator.session.start import vocabulary

PARTNERS: Final = ("Anna", "Ben")

_LATER = re.compile(r"\{([=~])([^{}]+)\}")
_NOTE = "a walk by the river"
_TALLY = "3"
_MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Lines:
    """What one ritual may say, and what people may say to it.

    Attributes:
        ritual: Its id.
        sentences: Every sentence once, in the order of the ritual.
        phrases: Answers and commands that are listened for meanwhile.
        said: Safe words that could not be chosen for it, because it says something like them.
    """

    ritual: str
    sentences: tuple[Sentence, ...]
    phrases: tuple[str, ...]
    said: frozenset[str] = frozenset()


def lines_of(path: Path, words: Sequence[str] = (), *, sounds_like: SoundsLike) -> Lines:
    """Return everything a ritual may say, whatever is chosen in it.

    Args:
        path: Its file.
        words: Safe words one would like to have in it.
        sounds_like: Whether a sentence holds something that sounds like a word.

    Every word of every choice and every number is tried, one at a time; cards, backgrounds,
    reminders and what is said around a rest or a stop belong to it. What people would say
    themselves (notes, tallies) is filled in.

    Raises:
        ScriptError: It cannot be read or breaks a rule.
    """
    ritual = load(path, sounds_like=_nothing)
    sentences: dict[str, Sentence] = {}
    phrases: dict[str, None] = {}
    for settings in _choices(ritual.settings.values()):
        program = compile_ritual(
            ritual, partners=PARTNERS, settings=settings, safe_words=(), sounds_like=_nothing
        )
        for sentence in every_line(program):
            sentences.setdefault(sentence.text, sentence)
        phrases.update(dict.fromkeys(vocabulary(program).phrases))
    said = {each.word for each in sayings(words, [path], sounds_like=sounds_like)}
    return Lines(path.stem, tuple(sentences.values()), tuple(phrases), frozenset(said))


def every_line(program: Program) -> Iterator[Sentence]:
    """Yield every sentence a program may say, as it is said; some more than once."""
    written = [*program.why, *sentences_of(program.operations)]
    written += [Sentence(each.text) for each in program.operations if isinstance(each, Remind)]
    written += [
        each for cards in program.decks.values() for card in cards for each in card.sentences
    ]
    written += [program.paused, program.still_paused, program.resumed, program.stopped]
    written += [*program.aftercare, program.deaf]
    for sentence in written:
        later = _LATER.findall(sentence.text)
        known = {name: _TALLY if mark == "=" else _NOTE for mark, name in later}
        if not sentence.deck:
            for said in filled(program, known, [sentence]):
                yield replace(said, private=False)


def _choices(settings: Iterable[Setting]) -> Iterator[dict[str, str]]:
    """Yield the usual settings, then every other word of a choice and every other number."""
    yield {}
    for setting in settings:
        values: Iterable[str] = setting.choices
        if setting.kind == "number" and setting.high - setting.low < _MOST_VALUES:
            values = map(str, range(round(setting.low), round(setting.high) + 1))
        for value in values:
            yield {setting.name: value}


def _nothing(text: str, word: str) -> bool:
    """Say that no line is like a word: which are is asked for on its own."""
    del text, word
    return False
