"""Whether a safe word can stand beside the rituals there are: a word that a ritual says cannot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from facilitator.cli.wishes import alike
from facilitator.errors import UsageError
from facilitator.script.library import find, folders
from facilitator.script.saying import Saying, rituals_among, sayings

_SHOWN: Final = 5


def remarks_on(word: str, named: Sequence[str], scripts: Path | None) -> list[str]:
    """Return a line for every ritual, shipped or of the couple, that a word keeps from being held.

    Args:
        word: The safe word somebody wants to keep.
        named: Rituals they want to do; none of them may say it.
        scripts: A folder of their own rituals.

    Returns:
        Lines to print when the word is kept; empty when no ritual says it.

    Raises:
        ScriptError: There is no such ritual.
        UsageError: A ritual that was named says it, or more than half of all rituals do.
    """
    places = folders(scripts)
    wanted = [find(name, places) for name in named]
    for each in sayings((word,), wanted, sounds_like=alike):
        raise _refusal(f"“{word}” cannot be your safe word in {each.ritual}", each)
    rituals = [path for path in rituals_among(places) if path not in wanted]
    found = list(sayings((word,), rituals, sounds_like=alike))
    if len(found) > len(rituals) / 2:
        count = f"{len(found)} of {len(rituals)} rituals"
        raise _refusal(
            f"“{word}” cannot be your safe word: it would keep you from {count}", found[0]
        )
    lines = [f"But not in {each.ritual}: {_where(each)}." for each in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"And not in {len(found) - _SHOWN} others.")
    if found:
        lines.append("Who wants to do that chooses another word for the evening: --safe-word WORD.")
    return lines


def _refusal(reason: str, place: Saying) -> UsageError:
    return UsageError(f"{reason}. {_where(place)}.", help="Choose another word.")


def _where(place: Saying) -> str:
    if not place.line:
        return place.text[:1].upper() + place.text[1:].rstrip(".")
    return f"{place.file}, line {place.line}, says “{place.text.rstrip('.')}”"
