"""Which rituals say a word, so that it cannot be a safe word in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from facilitator.errors import ScriptError, UsageError
from facilitator.script import rules
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.library import rituals_in
from facilitator.script.loading import load
from facilitator.script.ritual import Ritual

SoundsLike = Callable[[str, str], bool]
_Refused = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Saying:
    """A place where a ritual says a word, or waits for it as an answer.

    Attributes:
        word: The word.
        ritual: Id of the ritual, as it is typed to run it.
        file: The file of the place, which may be one of its shared parts.
        line: Its 1-based line; 0 where the place is nowhere in particular.
        text: What is written there.
    """

    word: str
    ritual: str
    file: str
    line: int
    text: str


def rituals_among(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files of all rituals that can be run by name: of two of the same name the one
    in the earlier folder."""
    known: dict[str, Path] = {}
    for folder in folders:
        for path in rituals_in(folder):
            known.setdefault(path.stem, path)
    return tuple(known[name] for name in sorted(known))


def sayings(
    words: Sequence[str], rituals: Iterable[Path], *, sounds_like: SoundsLike
) -> Iterator[Saying]:
    """Yield the first place of every ritual that would keep a word from being a safe word in it.

    Args:
        words: Candidates.
        rituals: Files; those that are wrong in another way are passed over, as they cannot be
            performed anyway.
        sounds_like: Whether a sentence holds something that sounds like a word.

    The rules are those of a session. Costs about 0.02 s for a ritual, and 0.05 s for each word
    over all shipped ones.
    """
    compare = cache(sounds_like)
    for path in rituals:
        found: dict[str, Saying] = {}
        try:
            ritual = load(path, safe_words=words, sounds_like=compare)
        except ScriptErrors as errors:
            for each in errors.diagnostics:
                for word in _words(each, words, compare):
                    found.setdefault(word, _place(each, word, path.stem))
        except ScriptError:
            continue
        else:
            for word, reason in _refused(ritual, words, compare):
                found[word] = Saying(word, path.stem, str(path), 0, reason)
        yield from found.values()


def _refused(ritual: Ritual, words: Sequence[str], sounds_like: SoundsLike) -> Iterator[_Refused]:
    """Yield the words with which a ritual cannot be compiled, and why; each alone only where
    it cannot be with all of them."""
    try:
        compile_ritual(ritual, safe_words=words, sounds_like=sounds_like)
    except UsageError as error:
        if len(words) == 1:
            yield words[0], error.message
        else:
            for word in words:
                yield from _refused(ritual, (word,), sounds_like)
    except ScriptError:
        return


def _words(finding: Diagnostic, words: Sequence[str], sounds_like: SoundsLike) -> list[str]:
    """Return the candidates that a finding is about."""
    if finding.rule is rules.speech.SAFE_WORD_IN_PROMPT:
        return [word for word in words if word == finding.values["word"]]
    if finding.rule is rules.answers.COMMAND_IN_ANSWER:
        return [word for word in words if sounds_like(finding.values["answer"], word)]
    return []


def _place(finding: Diagnostic, word: str, ritual: str) -> Saying:
    span = finding.span
    line = finding.source.line(span.line)
    text = line[span.column - 1 : span.column - 1 + span.length]
    return Saying(word, ritual, finding.source.name, span.line, text)
