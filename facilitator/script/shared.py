"""What can be told about a shared part without the rituals that use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, Final

from facilitator.script import rules, yaml_tree
from facilitator.script.compiling.parts import folders_of_parts
from facilitator.script.diagnostics import Diagnostic, Rule, ScriptErrors, Span, in_order
from facilitator.script.loading import loaded

_LOOKED_UP: Final = (
    rules.references.UNKNOWN_NAME,
    rules.references.UNKNOWN_ANSWER,
    rules.references.NOT_COMPARABLE,
    rules.notes.NEVER_AGREED,
    rules.notes.NOTE_NEVER_SAID,
    rules.notes.NOTE_UNREAD,
    rules.jars.JAR_NEVER_FILLED,
    rules.jars.NEVER_EMPTIED,
    rules.jars.DECK_NOT_JAR,
    rules.safety.DEEP_WITHOUT_CONSENT,
    rules.safety.DEEP_UNASKED,
    rules.safety.NO_WAY_OUT_SAID,
    rules.safety.NO_AFTERCARE,
)
"""Rules that what stands before and behind a part may keep: names it takes over, consent."""

_USES: Final = ("- use: {part}", "- for each: partner\n  do:\n  - use: {part}")
_PEOPLE: Final = ("two or more", "two", "one or two", "one or more")
_NOWHERE: Final = "a ritual"


def check_part(path: Path, **words: Any) -> tuple[Diagnostic, ...]:
    """Return what breaks a rule in a shared part whatever ritual uses it: told is only what is
    found for each number of people, each depth, and in steps with each partner too.

    Args:
        path: The part's file.
        words: As `loaded` takes them.
    """
    names = folders_of_parts(path)
    told: dict[tuple[Rule, str, Span], Diagnostic] | None = None
    for use, people, depth in product(_USES, _PEOPLE, ("light", "deep")):
        text = (
            f"ritual: A ritual\nabout: Uses a part.\ndepth: {depth}\npeople: {people}\nsteps:\n"
            + use.format(part=f'"{path.stem.replace("-", " ")}"')
        )
        tree = yaml_tree.parse(yaml_tree.checked(_NOWHERE, text))
        found = {
            (each.rule, each.source.name, each.span): each
            for each in _found(tree, (path.parent, *names), words)
        }
        told = found if told is None else {key: told[key] for key in told if key in found}
        if not told:
            break
    return in_order(tuple((told or {}).values()))


def _found(
    tree: yaml_tree.Tree, part_folders: tuple[Path, ...], words: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    try:
        found = loaded(tree, "a-ritual", part_folders, **words).warnings
    except ScriptErrors as error:
        found = error.diagnostics
    for each in found:
        named = each.rule in (rules.references.UNKNOWN_PART, rules.safety.OWN_SAFETY_PART)
        if each.rule not in _LOOKED_UP and (each.source.name != _NOWHERE or named):
            yield each
