"""Everything of a ritual, a shared part or the product itself that has words in a language.

Each text has an id that survives edits of other texts: the step's own `id`, or the first words
of the line. What is only shown and what people answer are listed apart from what is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from facilitator.engine.card_words import CARDED
from facilitator.engine.own_words import PHRASED, SAID, SHOWN
from facilitator.engine.trial_words import TRYING
from facilitator.script.facts.answer_words import answers_in, said_in
from facilitator.script.facts.lines import lines_of, steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    ChooseStep,
    RateStep,
    ReadyStep,
    SilenceStep,
    Step,
    TalkStep,
    TurnsStep,
    kind_of,
)
from facilitator.script.phrases import HEARD, WAYS
from facilitator.script.sentences import slug
from facilitator.script.yaml_tree import Path

Section: TypeAlias = Literal["shown", "lines", "answers"]
"""What is shown, what is said, what people may say."""

CALLED: Final = "answer "
"""Begins the id of what an answer is called in a sentence that says it."""

SECTIONS: Final[tuple[Section, ...]] = ("shown", "lines", "answers")


@dataclass(frozen=True, slots=True)
class Item:
    """One text to translate.

    Attributes:
        section: Where it stands in a language file.
        id: Known by it there.
        text: As written, tidied; phrases people say are joined by commas.
        paths: Ways to it in the file it comes from; several where the same words are shown
            several times. Empty for texts of the product.
        kind: `text` replaces the value, `name` is said in place of a key, `phrases` is a list of
            ways to say something.
        meaning: The key of the mapping at the path that `phrases` belong to; "" for the value.
        spoken: First key of the step it belongs to, which decides what may stand in braces.
    """

    section: Section
    id: str
    text: str
    paths: tuple[Path, ...] = ()
    kind: Literal["text", "name", "phrases"] = "text"
    meaning: str = ""
    spoken: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """The ways to say it."""
        return tuple(self.text.split(", "))


def tidy(text: str) -> str:
    """Return a text without what the eye does not see: spaces at line ends, lines around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def items_of(form: RitualForm | PartForm) -> list[Item]:
    """Return everything to translate, in the order of the file; ids occur once in a section."""
    return _numbered([*_shown(form), *_said(form), *_answers(form)])


def product_items() -> list[Item]:
    """Return everything the product itself says, shows and understands, in English."""
    said = [Item("lines", key, text) for key, text in {**SAID, **TRYING, **PHRASED}.items()]
    shown = [Item("shown", key, text) for key, text in {**SHOWN, **CARDED}.items()]
    heard = [
        Item("answers", key, ", ".join(ways), kind="phrases", meaning=key)
        for key, ways in HEARD.items()
    ]
    return [*shown, *said, *heard]


def _numbered(items: Sequence[Item]) -> list[Item]:
    """Return items with ids that occur once: the same text shown twice is one item, and other
    items of the same id are numbered."""
    found: dict[tuple[Section, str], Item] = {}
    for item in items:
        key, number = (item.section, item.id), 1
        while key in found:
            before = found[key]
            same = (before.text, before.kind, before.meaning)
            if item.section != "lines" and same == (item.text, item.kind, item.meaning):
                break
            number += 1
            key = (item.section, f"{item.id}-{number}")
        paths = (*(found[key].paths if key in found else ()), *item.paths)
        found[key] = Item(
            item.section, key[1], item.text, paths, item.kind, item.meaning, item.spoken
        )
    return list(found.values())


def _shown(form: RitualForm | PartForm) -> Iterator[Item]:
    if isinstance(form, RitualForm):
        yield Item("shown", "title", tidy(form.ritual), (("ritual",),))
        yield Item("shown", "about", tidy(form.about), (("about",),))
        if form.rhythm is not None:
            yield Item("shown", "rhythm", tidy(form.rhythm), (("rhythm",),))
        for name, setting in form.settings.items():
            at: Path = ("settings", name)
            yield Item("shown", f"setting {name}", name, (at,), "name")
            yield from _texts("shown", f"setting {name} question", setting.ask, (*at, "ask"))
            for choice in setting.choices or ():
                yield Item("shown", f"choice {choice}", choice, ((*at, choice),), "name")
        for index, day in enumerate(form.days):
            yield Item(
                "shown", f"task {slug(day.task)}", tidy(day.task), (("days", index, "task"),)
            )
    said = said_in(form)
    answers = [answer for name, answer in answers_in(form).items() if name in said] if said else []
    options = {path for path, step in steps_of(form) if isinstance(step, ChooseStep | RateStep)}
    for answer in answers:
        for meaning, ways in answer.words.items():
            for way in ways:
                if way[:-2] not in options:
                    yield Item("shown", f"{CALLED}{meaning}", meaning, (way,), "name")
    for path, step in steps_of(form):
        if isinstance(step, SilenceStep | TalkStep) and step.label is not None:
            label = step.label if isinstance(step.label, str) else ""
            yield from _texts("shown", f"label {slug(label)}", step.label, (*path, "label"))
        if isinstance(step, ChooseStep):
            for option in step.options:
                yield Item("shown", f"option {option}", option, ((*path, "from", option),), "name")


def _texts(
    section: Section, base: str, text: str | dict[str, str] | None, path: Path
) -> Iterator[Item]:
    if isinstance(text, str):
        yield Item(section, base, tidy(text), (path,))
    elif isinstance(text, dict):
        for choice, variant in text.items():
            yield Item(section, f"{base} {choice}", tidy(variant), ((*path, choice),))


def _said(form: RitualForm | PartForm) -> Iterator[Item]:
    for line in lines_of(form):
        yield Item("lines", line.key, tidy(line.text), (line.path,), spoken=line.kind)


def _answers(form: RitualForm | PartForm) -> Iterator[Item]:
    first: dict[Path, str] = {}
    for line in lines_of(form):
        first.setdefault(line.step, line.key)
    for path, step in steps_of(form):
        base = step.id or first.get(path) or kind_of(step) or ""
        for key, ways, at, meaning in _phrases(step, path):
            text = ", ".join(ways)
            yield Item("answers", f"{base} {key}", text, (at,), "phrases", meaning)


def _phrases(step: Step, path: Path) -> Iterator[tuple[str, tuple[str, ...], Path, str]]:
    """Yield what people may say in a step, where its author says so."""
    given: Mapping[str, tuple[str, ...]] = {}
    lists: list[tuple[str, tuple[str, ...], Path]] = []
    at = path
    match step:
        case AskStep() | AskEachStep():
            given, at = step.answers, (*path, "answers")
        case ChooseStep():
            given, at = step.options, (*path, "from")
            lists.append(("surprise", step.surprise, (*path, "surprise by")))
        case ReadyStep():
            lists.append(("ready", step.heard, (*path, "heard")))
        case TurnsStep():
            given, at = step.turns.count, (*path, "turns", "count")
            lists.append(("done", step.turns.done, (*path, "turns", "done by")))
            lists.append(("passed", step.turns.passing, (*path, "turns", "passed by")))
        case TalkStep():
            given, at = step.count, (*path, "count")
            lists.append(("done", step.done, (*path, "done by")))
        case _:
            pass
    for meaning, ways in given.items():
        if ways or meaning.lower() not in WAYS:
            yield meaning, ways or (meaning.lower(),), at, meaning
    for key, ways, where in lists:
        if ways:
            yield key, ways, where, ""
