"""The partners' names: what may be one, and what is said when nobody gave any."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from facilitator.engine.own_words import OWN, OwnWords
from facilitator.errors import UsageError
from facilitator.script.diagnostics import printable
from facilitator.script.durations import spoken_number
from facilitator.script.pronouns import plain_name
from facilitator.script.sentences import holds_words

UNNAMED: Final = (OWN.text("first"), OWN.text("second"))
"""How two people are addressed who gave no names."""

LONGEST_NAME: Final = 30
"""Most characters of a name."""


def unnamed(own: OwnWords) -> tuple[str, str]:
    """Return how two people are addressed in a language who gave no names."""
    return own.text("first"), own.text("second")


def leader_first(names: tuple[str, ...], led_last: str | None) -> tuple[str, ...]:
    """Return the names with the one first whose turn it is to lead, after somebody else did."""
    turn = (names.index(led_last) + 1) % len(names) if led_last in names else 0
    return names[turn:] + names[:turn]


def partner_names(
    given: Sequence[str],
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: Callable[[str, str], bool] = holds_words,
    least: int = 2,
    most: int = 2,
    nameless: tuple[str, str] = UNNAMED,
) -> tuple[str, ...]:
    """Return the names as they are spoken, in the order given.

    Args:
        given: Names, each with or without its pronouns; or none at all for `nameless`.
        safe_words: Words that end the session; no name may hold one.
        pause_words: Words that freeze it; no name may hold one.
        sounds_like: Whether a name sounds like a word.
        least: How many people a ritual needs.
        most: How many it is meant for.
        nameless: What people are called who gave no names.

    Raises:
        UsageError: Too few or too many, empty, too long, with characters that are not spoken,
            alike, or holding a safe or pause word.
    """
    if not given:
        return nameless
    names = [_clean(plain_name(name)) for name in given]
    example = 'For example: --partners "Anna, Ben"'
    if not least <= len(names) <= most:
        some = [printable(name, 40) for name in names if name]
        found = f"{len(names)}: {', '.join(some[:5])}" if some else "none"
        raise UsageError(f"{_needed(least, most)} needed; found {found}.", help=example)
    for name in names:
        _check(name, example)
        for kind, words in (("safe", safe_words), ("pause", pause_words)):
            for word in words:
                if sounds_like(name, word):
                    raise UsageError(
                        f'the name "{name}" sounds like the {kind} word "{word}", so saying the '
                        "name could set it off.",
                        help=f"Choose another {kind} word, or a nickname.",
                    )
    for index, name in enumerate(names):
        same = next((n for n in names[:index] if _folded(n) == _folded(name)), "")
        if same:
            raise UsageError(
                f'both partners are called "{same}"; nobody could tell whose turn it is.',
                help='Use nicknames, or add a letter: --partners "Anna B, Anna K"',
            )
    return tuple(names)


def _needed(least: int, most: int) -> str:
    if least == most:
        return f"{spoken_number(least)} names are"
    return f"{spoken_number(least)} to {spoken_number(most)} names are"


def _clean(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _folded(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def _check(name: str, example: str) -> None:
    if not name:
        raise UsageError("a partner's name is empty.", help=example)
    if len(name) > LONGEST_NAME:
        raise UsageError(
            f'the name "{printable(name, 40)}" has {len(name)} characters; '
            f"{LONGEST_NAME} are the most.",
            help="Use the name you call each other by.",
        )
    for character in name:
        if unicodedata.category(character)[0] not in "LM" and character not in " -'’.":
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            raise UsageError(
                f'the name "{printable(name, 40)}" holds "{shown}", which is not spoken.',
                help="Names are made of letters, spaces, hyphens, apostrophes and full stops.",
            )
    if not any(unicodedata.category(c)[0] == "L" for c in name):
        raise UsageError(f'the name "{name}" has no letter in it.', help=example)
