"""What stands on a ritual's card: its way in a few lines, as people would tell it each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from facilitator.authoring.way import Teller
from facilitator.authoring.way_entries import Entry
from facilitator.engine.own_words import OwnWords
from facilitator.engine.program import Program
from facilitator.script.checking.wording import USUAL_SAFE_WORDS
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.spoken_words import SoundsLike
from facilitator.script.durations import rounded
from facilitator.script.phrases import ENGLISH
from facilitator.script.pronouns import given_pronouns, with_pronouns
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import holds_words
from facilitator.script.settings import Setting, choose
from facilitator.script.walking.courses import courses

__all__ = ["Agreed", "Card", "Choice", "Deck", "Entry", "Prompt", "card_of", "choices"]

MOST_LINES: Final = 44
"""Most lines of a card's way; what goes beyond is counted in a last line."""

_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen beforehand: its name, and what is possible."""

    name: str
    answers: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """The words people agreed on.

    Attributes:
        safe: Each ends everything at once; empty leaves room to write one.
        pause: Each rests, beside the plain word for it.
    """

    safe: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()


NOTHING_AGREED: Final = Agreed()
"""Leaves room on paper for the words."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question of a deck, and its depth: light, medium, deep, or "" for any."""

    text: str
    depth: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """Questions that are drawn from.

    Attributes:
        title: What stands over them.
        prompts: Those that stand on the page, lightest first.
        total: How many there are.
    """

    title: str
    prompts: tuple[Prompt, ...]
    total: int

    def groups(self) -> Iterator[tuple[str, tuple[Prompt, ...]]]:
        """Yield each depth that occurs, with its questions in the author's order."""
        for depth in ("", "light", "medium", "deep"):
            some = tuple(prompt for prompt in self.prompts if prompt.depth == depth)
            if some:
                yield depth, some

    def fewer(self, count: int) -> Deck:
        """Return the same deck with a fair choice of so many questions: of every depth as large
        a share as it has in the deck, spread evenly over it."""
        if count >= len(self.prompts):
            return self
        kept: list[Prompt] = []
        left, prompts_left = count, len(self.prompts)
        for _, some in self.groups():
            share = round(left * len(some) / prompts_left)
            kept += [some[(2 * n + 1) * len(some) // (2 * share)] for n in range(share)]
            left, prompts_left = left - share, prompts_left - len(some)
        return replace(self, prompts=tuple(kept))


@dataclass(frozen=True, slots=True)
class Card:
    """A ritual on one page.

    Attributes:
        id: What is typed to begin it.
        title: Its name.
        about: What it is.
        depth: light, medium or deep.
        shortest: About how many minutes the shortest course takes, as `check` tells it.
        longest: The longest course.
        partners: "Anna and Ben"; "" for people who gave no names.
        way: What happens, in order.
        choices: What can be chosen beforehand.
        more: How many moments found no place.
        for_whom: "For one or more"; "" where names stand, or it is for two as usual.
        rhythm: When or how often, in the author's words.
        agreed: The words that stop and rest.
        decks: Questions that are drawn from.
        own: The words around all this, in the card's language.
    """

    id: str
    title: str
    about: str
    depth: str
    shortest: float
    longest: float
    partners: str
    way: tuple[Entry, ...]
    choices: tuple[Choice, ...] = field(default=())
    more: int = 0
    for_whom: str = ""
    rhythm: str = ""
    agreed: Agreed = NOTHING_AGREED
    decks: tuple[Deck, ...] = ()
    own: OwnWords = ENGLISH


def card_of(
    ritual: Ritual,
    *,
    partners: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    words: Agreed | None = None,
    memory: Mapping[str, str] | None = None,
    sounds_like: SoundsLike = holds_words,
) -> Card:
    """Return the card of a ritual with certain settings.

    Conditions on settings are decided; what depends on an answer is left out, and so is what is
    only said, unless there is hardly anything else.

    Args:
        ritual: As `library.load` returns it.
        partners: Names, as many as the ritual is meant for; none for people who gave no names.
        settings: Chosen values as people write them, by name of the setting.
        words: The words people agreed on; None leaves room to write them down.
        memory: What is remembered for this ritual and may be printed; nothing by default.
        sounds_like: As in `compile_ritual`.

    Raises:
        UsageError: Names, settings or words that cannot be used.
        ScriptErrors: The ritual says one of the words.
    """
    words = words or Agreed()
    program = compile_ritual(
        ritual,
        partners=partners,
        settings=settings,
        memory=memory,
        safe_words=words.safe or USUAL_SAFE_WORDS,
        pause_words=words.pause,
        sounds_like=sounds_like,
    )
    values = choose(ritual.settings, settings or {}, memory or {})
    names = program.partners if partners else ()
    called = with_pronouns(names, given_pronouns(partners))
    teller = Teller(ritual, values, called, len(program.partners))
    way = teller.tell(ritual.form.steps)
    if sum(not told.is_said for told in way) >= _FEW:
        way = [told for told in way if not told.is_said]
    kept: list[Entry] = []
    used = 0
    for told in way:
        used += 1 + len(told.entry.lines)
        if used > MOST_LINES and kept:
            break
        kept.append(told.entry)
    depth = str(values.get("depth", "deep"))
    taken = courses(as_checked(ritual, len(program.partners), settings, memory))
    return Card(
        id=ritual.id,
        title=ritual.title,
        about=" ".join(ritual.form.about.split()),
        depth=ritual.form.depth,
        shortest=rounded(taken.shortest.seconds) / 60,
        longest=rounded(taken.longest.seconds) / 60,
        partners=ritual.own.listed(names),
        way=tuple(kept),
        choices=choices(ritual),
        more=len(way) - len(kept),
        for_whom="" if names else for_whom(ritual),
        rhythm=_sentence(ritual.form.rhythm or ""),
        agreed=words,
        decks=tuple(_decks(ritual, teller, depth)),
        own=ritual.own,
    )


def as_checked(
    ritual: Ritual,
    people: int,
    settings: Mapping[str, str] | None,
    memory: Mapping[str, str] | None,
) -> Program:
    """Return the program `check` tells the minutes of: names of people make it no longer."""
    names = [chr(ord("A") + number) for number in range(people)]
    return compile_ritual(ritual, partners=names, settings=settings, memory=memory, safe_words=())


def for_whom(ritual: Ritual) -> str:
    """Return what a card says about the number of people when nobody gave names; "" for two."""
    people = ritual.form.people
    return "" if people == "two" else ritual.own.text(f"card {people}")


def choices(ritual: Ritual) -> tuple[Choice, ...]:
    """Return what can be chosen beforehand; the day of a programme is not."""
    return tuple(
        Choice(
            _sentence(ritual.names.get(("", ("settings", name)), name)),
            _possible(setting, ritual.own),
        )
        for name, setting in ritual.settings.items()
        if not (ritual.form.days and name == "day")
    )


def _possible(setting: Setting, own: OwnWords) -> str:
    if setting.kind == "hour":
        return own.text("card any time")
    if setting.kind == "choice":
        return own.listed([setting.spoken(choice) for choice in setting.choices], "or")
    low, high = setting.text(setting.low), setting.text(setting.high)
    return own.text("card range", low=low, high=high)


def _decks(ritual: Ritual, teller: Teller, deepest: str) -> Iterator[Deck]:
    depths = ("light", "medium", "deep")
    most = depths.index(deepest) if deepest in depths else 2
    for name, questions in ritual.form.decks.items():
        prompts: list[Prompt] = []
        for question in questions:
            marked = {"": question} if isinstance(question, str) else question
            prompts += [
                Prompt(teller.text(text), depth)
                for depth, text in marked.items()
                if not depth or depths.index(depth) <= most
            ]
        prompts.sort(key=lambda prompt: ("", *depths).index(prompt.depth))
        one = len(ritual.form.decks) == 1
        title = ritual.own.text("card questions") if one else _sentence(name)
        if prompts:
            yield Deck(title, tuple(prompts), len(prompts))


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]
