"""What a text says when something else than usual stands in its braces.

A line is checked with the usual value of each setting; the other choices, the tasks of other days
and the other answers are spoken as well, and options are read aloud by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias

from facilitator.script.checking.wording import Wording
from facilitator.script.diagnostics import Diagnostic, Span
from facilitator.script.facts.answer_words import RATED, answers_in
from facilitator.script.facts.lines import Line, lines_of, steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import ChooseStep
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import split
from facilitator.script.yaml_tree import Path, Tree

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_WHOSE: Final = re.compile(r" of (first|second|other)\Z")

_Word: TypeAlias = tuple[str, Tree, Span]
"""What is said, and where it is written."""


def check_filled_in(
    ritual: Ritual, wording: Wording, found: Sequence[Diagnostic]
) -> Iterator[Diagnostic]:
    """Yield the choices, tasks and answers with which some text would set off a word of ours.

    Args:
        ritual: Read and well-formed.
        wording: Knows the words of the session.
        found: Findings so far; a line in which something was found is not looked at again.
    """
    told = {(each.source.name, each.span.line, each.span.column) for each in found}
    rows = {(name, line) for name, line, _ in told}
    forms: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    forms += [(part.form, part.tree) for part in ritual.parts.values()]
    for form, tree in forms:
        lines = [
            line
            for line in lines_of(form)
            if "{" in line.text and (tree.source.name, tree.value_span(line.path).line) not in rows
        ]
        for text, place, span in _spoken(form, tree, lines, _words(ritual, form, tree)):
            at = (place.source.name, span.line, span.column)
            for sentence in split(text) if at not in told else ():
                for each in wording.sets_off(place, sentence.text, partial(_always, span)):
                    told.add(at)
                    yield each


def _spoken(
    form: RitualForm | PartForm,
    tree: Tree,
    lines: Iterable[Line],
    words: Mapping[str, Sequence[_Word]],
) -> Iterator[_Word]:
    """Yield everything that is said with such a word in it, and where the word is written."""
    for line in lines:
        for match in _PLACEHOLDER.finditer(line.text):
            before, after = line.text[: match.start()], line.text[match.end() :]
            for word, place, span in words.get(_bare(match[1]), ()):
                yield f"{_named(before)}{word}{_named(after)}", place, span
    for path, step in steps_of(form):
        if isinstance(step, ChooseStep):
            for option in step.options:
                yield option, tree, _span(tree, (*path, "from"), option)


def _words(ritual: Ritual, form: RitualForm | PartForm, tree: Tree) -> dict[str, list[_Word]]:
    """Return all words that may stand in the braces of a file's texts, by the name there."""
    words: dict[str, list[_Word]] = {}
    for name, answer in answers_in(form).items():
        words[name] = [
            (word, tree, _span(tree, paths[0][:-1], word))
            for word, paths in answer.words.items()
            if word not in RATED
        ]
    for name, setting in ritual.settings.items():
        if setting.kind == "choice":
            path = ("settings", name, "choices")
            words[name] = [
                (setting.spoken(choice), ritual.tree, _span(ritual.tree, path, choice))
                for choice in setting.choices
            ]
    for number, day in enumerate(ritual.form.days):
        span = ritual.tree.value_span(("days", number, "task"))
        words.setdefault("task", []).append((day.task, ritual.tree, span))
    return words


def _span(tree: Tree, path: Path, word: str) -> Span:
    """Return where a word of a list or a mapping is written."""
    return tree.keys.get((*path, word)) or tree.find(path, word)


def _bare(name: str) -> str:
    """Return the name of a value without whose it is, and without when."""
    short = " ".join(name.split())
    return _WHOSE.sub("", short.removeprefix("last ").removeprefix("next "))


def _named(text: str) -> str:
    """Return a text with somebody's name wherever something else is filled in."""
    return _PLACEHOLDER.sub("somebody", text)


def _always(span: Span, _: str) -> Span:
    return span
