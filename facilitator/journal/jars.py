"""Jars as the journal keeps them: notes that were put in one by one, by any ritual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

MOST_JARS: Final = 20
"""Jars that are kept; a note for one more is not."""

LONGEST_SLIP: Final = 400
"""Characters of a note in a jar; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One note in a jar.

    Attributes:
        text: The words, as they were read back and agreed to.
        day: When it was put in, as YYYY-MM-DD.
        by: Whose it is; "" when nobody gave a name, or it is of all together.
        ritual: Id of the ritual that asked for it.
        drawn: Its place among those read in this round, from 1; 0 when it has not come yet.
    """

    text: str
    day: str
    by: str = ""
    ritual: str = ""
    drawn: int = 0


def read_slip(data: Mapping[str, Any]) -> Slip:
    """Return a slip from plain data of the file.

    Raises:
        ValueError: A value that has no meaning.
        TypeError: Not a slip's data.
    """
    found = {name: data.get(name, "") for name in ("text", "day", "by", "ritual")}
    if not all(isinstance(each, str) for each in found.values()) or not found["text"]:
        raise TypeError("not a slip")
    return Slip(**found, drawn=int(data.get("drawn") or 0))


def plain_slip(slip: Slip) -> dict[str, str | int]:
    """Return a slip as plain data for the file, without what there is nothing to say about."""
    data = {"text": slip.text, "by": slip.by, "day": slip.day, "ritual": slip.ritual}
    kept: dict[str, str | int] = {key: value for key, value in data.items() if value}
    return kept | ({"drawn": slip.drawn} if slip.drawn else {})


def with_slip(there: Sequence[Slip], new: Slip) -> tuple[Slip, ...]:
    """Return a jar with one more slip; the same words are in it once, and then the latest."""
    new = replace(new, text=" ".join(new.text.split())[:LONGEST_SLIP])
    same = next((each for each in there if each.text == new.text), None)
    drawn = same.drawn if same is not None else new.drawn
    return (*(each for each in there if each is not same), replace(new, drawn=drawn))


def with_drawn(there: Sequence[Slip], drawn: Sequence[str]) -> tuple[Slip, ...]:
    """Return a jar that knows what was drawn from it in this round, in order.

    A note is known by its letters: what is read aloud has lost the marks that have no sound.
    """
    places = {_letters(text): place for place, text in enumerate(drawn, start=1)}
    return tuple(replace(each, drawn=places.get(_letters(each.text), 0)) for each in there)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def without(
    jars: Mapping[str, tuple[Slip, ...]], ritual: str | None
) -> dict[str, tuple[Slip, ...]]:
    """Return jars without what one ritual, or any, put into them."""
    return filled(
        {n: tuple(s for s in there if ritual not in (None, s.ritual)) for n, there in jars.items()}
    )


def filled(jars: Mapping[str, tuple[Slip, ...]]) -> dict[str, tuple[Slip, ...]]:
    """Return jars without the empty ones."""
    return {name: there for name, there in jars.items() if there}
