"""The rituals there are, as a list shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facilitator.errors import ScriptError
from facilitator.script.library import folders, rituals_in
from facilitator.script.loading import load


@dataclass(frozen=True, slots=True)
class Listed:
    """A ritual as a list shows it.

    Attributes:
        id: What is typed to run it.
        title: Its name as people say it.
        about: What it is, in a sentence.
        minutes: About how long it takes with its usual settings, when every question is given
            its first answer.
        shortest: The shortest course, in minutes.
        longest: The longest one.
        path: Its file.
    """

    id: str
    title: str
    about: str
    minutes: float
    shortest: float
    longest: float
    path: Path


def list_rituals(where: Sequence[Path] | None = None) -> Iterator[Listed]:
    """Yield every ritual that can be performed, by id; ones with errors are left out."""
    places = tuple(where) if where is not None else folders()
    known = {path.stem: path for place in reversed(places) for path in rituals_in(place)}
    for name in sorted(known):
        try:
            ritual = load(known[name])
        except ScriptError:
            continue
        taken = ritual.length
        usual, least, most = (
            (each.seconds / 60.0 for each in (taken.usual, taken.shortest, taken.longest))
            if taken is not None
            else (0.0, 0.0, 0.0)
        )
        yield Listed(name, ritual.title, ritual.form.about, usual, least, most, known[name])
