"""Fonts for a PDF: those of this computer, or those that every reader brings along."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family of fonts in files.

    Attributes:
        regular: Upright, of usual weight.
        bold: Upright, heavy; `regular` where there is none.
        italic: Slanted; `regular` where there is none.
    """

    regular: Path
    bold: Path
    italic: Path


# The three styles of a family as their files are named, the finest family first.
_FAMILIES: Final[tuple[tuple[str, str, str], ...]] = (
    ("pala.ttf", "palab.ttf", "palai.ttf"),
    ("times.ttf", "timesbd.ttf", "timesi.ttf"),
    ("Times New Roman.ttf", "Times New Roman Bold.ttf", "Times New Roman Italic.ttf"),
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf"),
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf"),
    ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"),
    ("Arial Unicode.ttf", "", ""),
    ("ARIALUNI.TTF", "", ""),
    ("segoeui.ttf", "segoeuib.ttf", "segoeuii.ttf"),
    ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", ""),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", ""),
    ("wqy-zenhei.ttc", "", ""),
    ("wqy-microhei.ttc", "", ""),
    ("Songti.ttc", "", ""),
    ("simsun.ttc", "", ""),
    ("YuMincho.ttc", "", ""),
    ("msgothic.ttc", "", ""),
    ("AppleMyungjo.ttf", "", ""),
    ("batang.ttc", "", ""),
)

_MOST_FILES: Final = 20_000
"""Files looked through at most; a folder of fonts seldom holds a thousand."""

_JOINED: Final = (
    (0x0600, 0x08FF),  # Arabic, Syriac, Thaana and their neighbours
    (0x0900, 0x0DFF),  # the scripts of India and Sri Lanka
    (0x0E00, 0x0FFF),  # Thai, Lao, Tibetan
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x18AF),  # Khmer, Mongolian
)


def is_everywhere(letter: str) -> bool:
    """Return whether the fonts that every reader of PDF brings along have a letter."""
    try:
        letter.encode("windows-1252")
    except UnicodeEncodeError:
        return False
    return True


def needs_shaping(letter: str) -> bool:
    """Return whether a letter runs from the right, or changes with its neighbours."""
    if unicodedata.bidirectional(letter) in ("R", "AL"):
        return True
    return any(first <= ord(letter) <= last for first, last in _JOINED)


def installed(folders: Sequence[Path] | None = None) -> Iterator[Typeface]:
    """Yield the families of this computer that a card is fit to be printed with, finest first."""
    found = {path.name.lower(): path for path in _files(folders or font_folders())}

    for regular, bold, italic in _FAMILIES:
        path = found.get(regular.lower())
        if path is not None:
            yield Typeface(path, found.get(bold.lower(), path), found.get(italic.lower(), path))


def font_folders() -> list[Path]:
    """Return where fonts lie on this kind of computer."""
    home = Path.home()
    if sys.platform == "darwin":
        system = [Path("/System/Library/Fonts"), Path("/Library/Fonts")]
        return [*system, home / "Library" / "Fonts"]
    if os.name == "nt":
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
    shared = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*shared, home / ".local" / "share" / "fonts", home / ".fonts"]


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    seen = 0
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                seen += 1
                if seen > _MOST_FILES:
                    return
                yield Path(root) / name
