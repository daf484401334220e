"""How what stands on a card comes to fit one page: smaller letters, then columns, then less."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facilitator.authoring.calendar import Calendar
from facilitator.authoring.card import Agreed, Card, Choice, Deck
from facilitator.authoring.way_entries import Entry
from facilitator.engine.card_words import CARDED
from facilitator.engine.own_words import OwnWords
from facilitator.script.durations import in_figures

TICKS: Final = 12
"""How many circles there are to tick."""

_QUOTED: Final = re.compile(r"([“„«‘‚][^“”„«»‘’‚]*[”“»’‘])")

_IN_HOURS: Final = 120
"""Minutes from which on a length is told in hours."""

_FEWEST_QUESTIONS: Final = 4
_EASY: Final = 10.8
"""Size of letters, in points, that are read from some steps away."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A way to fit a card on a page.

    Attributes:
        card: What stands there; less than was wanted if nothing else helped.
        size: Of the letters, in points.
        columns: In which the way stands.
        fits: Whether it does.
    """

    card: Card
    size: float
    columns: int
    fits: bool = True


def fit(
    card: Card, sizes: Sequence[float], height: Callable[[Card, float, int], float], room: float
) -> Fit:
    """Return the largest letters, the fewest columns and the most content that fit.

    Args:
        card: Everything that is wanted.
        sizes: Of the letters in points, the largest first.
        height: Measures a card with letters of a size in so many columns, in millimetres.
        room: Height there is, in millimetres.
    """
    # Two columns break many lines, so rather somewhat smaller letters in one.
    tries = [(size, 1) for size in sizes if size >= _EASY]
    tries += [(size, columns) for size in sizes if size <= _EASY + 1 for columns in (1, 2)]
    for size, columns in tries:
        if height(card, size, columns) <= room:
            return Fit(card, size, columns)
    smallest, shares = sizes[-1], list(_less(card))
    low, high = 0, len(shares) - 1
    while low < high:  # less never takes more room, so the most that fits is soon found
        middle = (low + high) // 2
        is_enough = any(height(shares[middle], smallest, each) <= room for each in (1, 2))
        low, high = (low, middle) if is_enough else (middle + 1, high)
    for columns in (1, 2):
        if shares and height(shares[low], smallest, columns) <= room:
            return Fit(shares[low], smallest, columns)
    return Fit(card, smallest, 2, fits=False)


def _less(card: Card) -> Iterator[Card]:
    """Yield the same card with fewer and fewer questions, then with a shorter and shorter way."""
    most = max((len(deck.prompts) for deck in card.decks), default=0)
    for count in range(most - 1, _FEWEST_QUESTIONS - 1, -1):
        yield replace(card, decks=tuple(deck.fewer(count) for deck in card.decks))
    if card.decks:
        card = without_questions(card)
        yield card
    for kept in range(len(card.way) - 1, 0, -1):
        yield replace(card, way=card.way[:kept], more=card.more + len(card.way) - kept)


def without_questions(card: Card) -> Card:
    """Return a card whose questions stand elsewhere."""
    return replace(card, decks=tuple(replace(deck, prompts=()) for deck in card.decks))


def duration(shortest: float, longest: float, own: OwnWords) -> str:
    """Return about how long, as people say it ("About 40 to 47 minutes", "About 3 hours").

    Args:
        shortest: Minutes of the shortest course, rounded already.
        longest: Those of the longest one.
        own: The words of the card's language.
    """
    if longest <= 1:
        return own.text("card about one minute")
    unit, part = (60, " hours") if shortest >= _IN_HOURS else (1, "")
    least, most = in_figures(shortest / unit), in_figures(longest / unit)
    if least != most:
        return own.text(f"card about{part} from", least=least, most=most)
    return own.text(f"card about{part}", hours=most, minutes=most)


def depth_text(depth: str, own: OwnWords) -> str:
    """Return a depth as it stands on a card ("Light"); "Any" for "" """
    return own.text(f"card {depth or 'any depth'}")


def command_of(ritual: str, own: OwnWords) -> str:
    """Return what is typed to begin."""
    language = "" if own.language == "en" else f" --language {own.language}"
    return f"facilitator run {ritual}{language}"


def deck_heading(title: str, deck: Deck, own: OwnWords) -> str:
    """Return what stands over the questions of a deck on a page of their own."""
    name = deck.title
    if own.language == "en":  # in other languages a small letter may be wrong
        name = name[:1].lower() + name[1:]
    return f"{title}: {name}"


def facts(card: Card) -> list[str]:
    """Return what stands under the title: who, how long, how deep, how often."""
    who = card.partners or card.for_whom
    own = card.own
    every = [
        who,
        duration(card.shortest, card.longest, own),
        depth_text(card.depth, own),
        card.rhythm,
    ]
    return [fact for fact in every if fact]


def programme_facts(calendar: Calendar) -> list[str]:
    """Return what stands under the title of a programme: who, when, how many days, how often."""
    who = calendar.partners or calendar.for_whom
    days = calendar.own.text("calendar days", number=str(len(calendar.days)))
    depth = depth_text(calendar.depth, calendar.own)
    every = [who, calendar.span, days, depth, calendar.rhythm]
    return [fact for fact in every if fact]


def every_day_line(calendar: Calendar) -> str:
    """Return what belongs to every day of a programme, in one line."""
    parts = []
    for entry in calendar.every_day:
        told = entry.lines[0] if entry.kind == "turns" and entry.lines else entry.title
        told = told.rstrip(".")
        parts.append(f"{told} ({entry.time})" if entry.time else told)
    return " · ".join(parts)


def questions_line(deck: Deck, elsewhere: bool, own: OwnWords) -> str:
    """Return what is said about questions that do not stand here; "" when all of them do."""
    if len(deck.prompts) == deck.total:
        return ""
    number = str(deck.total)
    if elsewhere:
        return own.text("card all questions", number=number)
    key = "card some questions" if deck.prompts else "card no questions"
    return own.text(key, some=str(len(deck.prompts)), number=number)


def words_panel(
    agreed: Agreed, own: OwnWords
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the sentences on the words that stop and rest, each in pieces of a style and a text;
    the style "_" is a line to write on."""
    safe = _words(agreed.safe, ", ", own) or [("_", "")]
    ends = "card ends by several" if len(agreed.safe) > 1 else "card ends"
    rest = _words(agreed.pause, own.text("or", many="", last=""), own)
    rests = "card rests by word" if rest else "card rests"
    return list(_pieces(ends, safe, own)), list(_pieces(rests, rest, own))


def _words(words: Sequence[str], between: str, own: OwnWords) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for word in words:
        pieces += [("", between)] if pieces else []
        pieces.append(("B", own.text("quoted", word=word)))
    return pieces


def _pieces(key: str, words: Sequence[tuple[str, str]], own: OwnWords) -> Iterator[tuple[str, str]]:
    """Yield a sentence in pieces: what stands in quotation marks in bold, words in their place."""
    for number, part in enumerate(own.template(key).split("{words}")):
        if number:
            yield from words
        for turn, text in enumerate(_QUOTED.split(own.filled(part, {}))):
            if text:
                yield "B" if turn % 2 else "", text


def all_texts(card: Card) -> Iterator[str]:
    """Yield every text of a card, to find out which letters it needs."""
    yield from own_texts(card.own)
    yield from (card.title, card.about, card.partners, card.rhythm, card.id, card.for_whom)
    for entry in card.way:
        yield from entry_texts(entry)
    yield from choice_texts(card.choices)
    yield from (*card.agreed.safe, *card.agreed.pause)
    yield from deck_texts(card.decks)


def own_texts(own: OwnWords) -> Iterator[str]:
    """Yield every text that may stand around what a ritual says; none in English, whose letters
    every font has."""
    if own.language != "en":
        yield from (own.template(key) for key in (*CARDED, "quoted", "and", "or"))


def entry_texts(entry: Entry) -> tuple[str, ...]:
    """Return every text of an entry."""
    return (entry.title, entry.time, *entry.lines)


def choice_texts(choices: Sequence[Choice]) -> Iterator[str]:
    """Yield every text of what can be chosen."""
    for choice in choices:
        yield from (choice.name, choice.answers)


def deck_texts(decks: Sequence[Deck]) -> Iterator[str]:
    """Yield every text of some decks."""
    for deck in decks:
        yield deck.title
        yield from (prompt.text for prompt in deck.prompts)
