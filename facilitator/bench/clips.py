"""Recordings for the benchmarks: which files, and which word is said in each."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from facilitator.errors import UsageError

KINDS: Final = (".flac", ".wav", ".ogg", ".mp3")
"""Endings of the files that are taken for recordings."""

VOICES_VARIABLE: Final = "FACILITATOR_VOICES"
"""Environment variable that names a folder with `keywords/WORD/*` and `other/*`."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording.

    Attributes:
        path: Where it lies.
        word: What is said in it; "" for one in which no watched word is said.
        source: Where it comes from, as a table names it: the folder that was given, or a voice.
    """

    path: Path
    word: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """Folder and file, enough to find it again."""
        return f"{self.path.parent.name}/{self.path.name}"


def voices_folder(given: Path | None) -> Path:
    """Return the folder of word folders: as given, or as the environment names it.

    A folder that holds `keywords` stands for that one.

    Raises:
        UsageError: None is named, or it is no folder.
    """
    named = os.environ.get(VOICES_VARIABLE, "")
    if given is None and not named:
        raise UsageError(
            "There are no recordings of people to measure with.",
            help=f"Name a folder with --voices DIR (or {VOICES_VARIABLE}): one folder in it for "
            "each word, named after it (smart_mirror), with WAV or FLAC files.",
        )
    folder = Path(named) if given is None else given
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", help="Name one with --voices DIR.")
    inner = folder / "keywords"
    return inner if inner.is_dir() else folder


def clips_in(
    folders: Iterable[Path], *, word: str | None = None, limit: int | None = None, seed: int = 0
) -> list[Clip]:
    """Return recordings of words, evenly from each word, in an order chosen by a seed.

    Args:
        folders: Searched with everything below them.
        word: What is said in all of them; None takes the name of the folder each file lies in,
            underscores being spaces.
        limit: How many at most in all.
        seed: Chooses which.

    Raises:
        UsageError: A folder that is not there, or one without recordings.
    """
    by_word: dict[str, list[Clip]] = {}
    for folder in folders:
        for path in recordings_in(folder):
            said = path.parent.name.replace("_", " ").lower() if word is None else word
            by_word.setdefault(said, []).append(Clip(path, said, _name(folder)))
    for index, clips in enumerate(by_word.values()):
        random.Random(seed * 1000 + index).shuffle(clips)
    return in_turn(list(by_word.values()), limit)


def talk_in(folders: Iterable[Path], *, limit: int | None = None, seed: int = 0) -> list[Clip]:
    """Return recordings in which no watched word is said, evenly from each folder.

    Arguments and errors as for `clips_in`.
    """
    groups = []
    for index, folder in enumerate(folders):
        clips = [Clip(path, source=_name(folder)) for path in recordings_in(folder)]
        random.Random(seed * 1000 + index).shuffle(clips)
        groups.append(clips)
    return in_turn(groups, limit)


def _name(folder: Path) -> str:
    """Return a folder as a table names it: with the one it lies in."""
    return "/".join(folder.resolve().parts[-2:])


def recordings_in(folder: Path) -> list[Path]:
    """Return the recordings in a folder and everything below it, by name; a file stands for itself.

    Raises:
        UsageError: There is no such folder, or no recording in it.
    """
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", help="Check the name of the folder.")
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
    if not found:
        raise UsageError(f"There are no recordings in {folder}.", help="It needs WAV or FLAC.")
    return found


def in_turn(groups: Sequence[Sequence[Clip]], limit: int | None) -> list[Clip]:
    """Return one clip of each group, then a second one of each, and so on, to a limit."""
    longest = max((len(group) for group in groups), default=0)
    mixed = [group[i] for i in range(longest) for group in groups if i < len(group)]
    return mixed[:limit] if limit is not None else mixed
