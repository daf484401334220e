"""What an author most likely meant by a word that says whom a step is for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from facilitator.script.diagnostics import printable
from facilitator.script.durations import parse_duration

_PERSON: Final = frozenset(
    {"who", "whom", "whose", "for", "to", "of", "by", "only", "person", "partner", "speaker"}
    | {"asks", "asked", "answered by", "answers by", "addressed to", "target", "leader", "alone"}
)
"""Keys that people write for whom a step is meant for."""

_LISTENER: Final = frozenset({"listener", "listens", "listening", "other", "for listener"})
"""Keys that people write for what the one is told who does not speak."""

_BEGINS: Final = frozenset({"starts", "begins", "starter", "starting", "goes first", "order"})
"""Keys that people write for whose turn is the first."""

_MEANT: Final = {
    **dict.fromkeys(("leader", "the leader", "lead", "leads", "a", "1", "one"), "first"),
    **dict.fromkeys(("first partner", "partner 1", "partner one", "the first"), "first"),
    **dict.fromkeys(("b", "2", "two", "second partner", "partner 2", "partner two"), "second"),
    **dict.fromkeys(("the second", "the other", "listener", "the listener"), "second"),
    **dict.fromkeys(("all", "everybody", "everyone", "partners", "the two"), "both"),
    **dict.fromkeys(("either", "any", "anybody", "anyone", "whoever"), "both"),
    "name": "name",
    "speaker": "name",
    "partner": "name",
}
"""What people write for one of the two, and which word of the language it is."""

_ONE: Final = ("first", "second", "other")
_SPEAKS: Final = (
    "say",
    "gesture",
    "end",
    "remind",
    "silence",
    "breathe",
    "bell",
    "time out",
    "draw from",
    "card",
)


def person_advice(kind: str, key: str, given: object, known: Collection[str]) -> str:
    """Return what to write for a key that says whom a step is for, in a step that has no such key.

    Args:
        kind: First key of the step, "" for something else.
        key: The unknown key.
        given: Its value.
        known: The keys there may be.

    Returns:
        The advice; "" where the key says something else.
    """
    low = " ".join(key.lower().replace("-", " ").replace("_", " ").split())
    if not kind or (low == "for" and parse_duration(given) is not None):
        return ""
    if kind == "turns" and low in _LISTENER:
        return (
            'tell the listener in `announce`, as in `announce: "{name}, for {time}. {other}, only '
            'listen."`; with `mirror: 1 min` the listener gives back what was heard'
        )
    if kind == "turns" and low in _BEGINS:
        return (
            "whoever is named first begins; `lead: alternates` at the top lets the other one begin "
            "next time, and `lead: Who of you begins?` asks them; `who: first` gives one alone a "
            "turn"
        )
    if low not in _PERSON | _LISTENER:
        return ""
    if kind == "turns" and "who" not in known:
        return f"write `who: {_one(given)}` two spaces further in: it belongs to `turns`"
    if "who" in known:
        return f"write `who: {_one(given)}`"
    if kind == "ask each":
        return f"`ask each` asks everybody; for one alone write `ask` with `who: {_one(given)}`"
    if kind == "consent":
        return "take it out: everybody is asked for consent, and nobody can agree for another"
    if kind in _SPEAKS and low not in ("of", "by", "alone", "only"):
        return f'everybody hears it; begin a text with "{{{_one(given)}}}, …" to call one of them'
    if low in ("who", "whom", "person", "partner", "speaker", "listener"):
        return "take it out: what stands inside this step says whom it is for"
    return ""


def who_advice(kind: str, given: object) -> str:
    """Return what to write instead of a `who` that names nobody; "" for the usual.

    Args:
        kind: First key of the step.
        given: What stands after `who`.
    """
    meant = _person(given)
    if meant in _ONE:
        return f"write `who: {meant}`"
    if meant == "both" or meant == "each":
        return _for_all(kind, meant)
    if meant == "name":
        return (
            "inside `for each: partner` leave `who` out, and it is for the one whose steps they "
            "are; elsewhere choose {known}"
        )
    word = printable(str(given), 40) if isinstance(given, str) else ""
    if "{" in word:
        return (
            "what stands in braces is filled in where something is said; `who` takes a word "
            "without braces: choose {known}"
        )
    if not word[:1].isupper():
        return ""
    return "a script is for any two people: write `who: first` for whoever is named first"


def _for_all(kind: str, meant: str) -> str:
    """Return how a step is for everybody."""
    if kind == "ask":
        both = "leave `who` out: either of the two may answer"
        return both if meant == "both" else "write `ask each` instead of `ask`, without `who`"
    if kind in ("rate", "check in"):
        return "leave `who` out: it is put to each of the two"
    if kind == "turns":
        return "leave `who` out: each of the two has a turn"
    if kind == "talk":
        return "leave `who` out: everybody may speak"
    if kind in ("choose", "offer", "ready"):
        both = "leave `who` out: either of the two may answer"
        return both if meant == "both" else "leave `who` out, and put it inside `for each: partner`"
    return "write `who: both`" if meant == "both" and kind == "note" else ""


def _person(given: object) -> str:
    """Return the word of the language for whom somebody means; the text itself for no idea."""
    if isinstance(given, dict) and list(given.values()) == [None]:
        given = next(iter(given))
    low = " ".join(str(given).strip("{} ").lower().split())
    return _MEANT.get(low, low)


def _one(given: object) -> str:
    meant = _person(given)
    return meant if meant in _ONE else "first"
