"""What of a sentence is spoken: marks of formatting, control characters and pictures are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from facilitator.errors import UsageError

_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARKS = str.maketrans(dict.fromkeys("*_`#~<>[]{}|\\^=", " "))
_SPACE = re.compile(r"[^\S\n]+")
_STRAY = re.compile(r" (?=[,.;:!?…])")

# Categories of characters no voice reads: pictures, control, format, private, surrogates.
_SILENT = frozenset({"So", "Sk", "Cc", "Cf", "Co", "Cs", "Cn"})


def speakable(text: str) -> str:
    """Return what of a text can be read aloud, in Unicode form C, single spaces, lines kept.

    Markdown marks, tags, terminal escapes, control characters and emoji are taken out; the words
    of a link stay. The result is empty when nothing readable (letter or digit) is left.
    """
    text = unicodedata.normalize("NFC", _ESCAPE.sub(" ", text))
    text = _TAG.sub(" ", _LINK.sub(r"\1", text)).translate(_MARKS)
    kept = "".join(
        character
        if character == "\n" or unicodedata.category(character) not in _SILENT
        else ("" if unicodedata.category(character) == "Cf" else " ")
        for character in text
    )
    kept = "\n".join(_STRAY.sub("", _SPACE.sub(" ", line)).strip() for line in kept.split("\n"))
    return kept.strip() if any(character.isalnum() for character in kept) else ""


def checked(pronunciations: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the pronunciations sorted by name, stripped, in Unicode form C.

    Raises:
        UsageError: A name or its pronunciation is empty, or holds a bracket, which would
            break the voice's notation.
    """
    pairs = []
    for name, said in pronunciations.items():
        name = unicodedata.normalize("NFC", name).strip()
        said = unicodedata.normalize("NFC", said).strip()
        if not name or not said.strip("/ ") or re.search(r"[\[\]()\n]", name + said):
            raise UsageError(
                f"The pronunciation {said!r} of the name {name!r} cannot be used.",
                help="Give sounds between slashes (/ˈifə/) or a spelling that reads well (Eefa).",
            )
        pairs.append((name, said))
    return tuple(sorted(pairs))


def replaced(text: str, name: str, by: str) -> str:
    """Return the text with each whole word `name` (any case) replaced, its `'s` kept apart."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: by, text, flags=re.IGNORECASE)
