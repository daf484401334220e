"""From an older version of the language to the newest: in memory whenever a script is read, and
in the file itself when its author asks for it.

A version of the language differs from the one before by keys that have other names and values
that have other words: those are what can be rewritten without touching anything else on a line.
So far there is one version, and `UPGRADES` is empty.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from facilitator.script.diagnostics import Source, Span
from facilitator.script.forms.schema import FORMAT, STEPS
from facilitator.script.yaml_tree import Path, Tree

STEP: Final = "step"
"""Where the first key of a step stands, the one that says what happens."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A key that has another name in the next version.

    Attributes:
        where: What it stands in: "ritual", "part", "setting", "day", "turns", a kind of step as
            it is called in the older version ("ask each"), or `STEP` for that kind itself.
        old: Its name in the older version.
        new: Its name in the next one.
    """

    where: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A value that has another word in the next version; `where` and `key` as in the older one."""

    where: str
    key: str
    old: str
    new: str


Change = Renamed | Reworded

UPGRADES: Final[dict[int, tuple[Change, ...]]] = {}
"""By version, what became of it in the next one. A version without an entry here is not read."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One place of a file that reads otherwise now; `old` and `new` as they are told to people."""

    span: Span
    old: str
    new: str


_LONGEST: Final = 9
"""Most figures that a version in quotation marks has."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What becomes of a file.

    Attributes:
        tree: As data of the newest version; every place is still that in the file as written.
        written: Version it is written in; None when it does not say.
        edits: What has to be changed in the file, in the order of the file.
    """

    tree: Tree
    written: int | None
    edits: tuple[Edit, ...]


def version_of(tree: Tree) -> int | None:
    """Return the version a file says it is written in, with or without quotation marks; None when
    it says none, or no number."""
    version = tree.data.get("version") if isinstance(tree.data, dict) else None
    if isinstance(version, str) and version.isdecimal() and len(version) < _LONGEST:
        return int(version)
    return version if isinstance(version, int) and not isinstance(version, bool) else None


def as_newest(tree: Tree) -> Tree:
    """Return a file as one of the newest version; itself when it is, or cannot be read as one."""
    return upgrade(tree).tree


def upgrade(
    tree: Tree, changes: Mapping[int, Sequence[Change]] | None = None, newest: int = FORMAT
) -> Upgrade:
    """Return what becomes of a file in the newest version.

    Args:
        tree: The file.
        changes: By version, what became of it in the next one; None for those of the language.
        newest: The newest version.

    A file that says no version is taken to be of the newest; one of a version that is unknown is
    returned as it is.
    """
    changes = UPGRADES if changes is None else changes
    version = written = version_of(tree)
    edits: dict[Span, Edit] = {}
    while version is not None and version < newest and version in changes:
        tree = _stepped(tree, changes[version], edits)
        version += 1
    if version != written and version is not None:
        span = tree.value_span(("version",))
        edits[span] = Edit(span, str(written), str(version))
        tree = replace(tree, data={**tree.data, "version": version})
    ordered = sorted(edits.values(), key=lambda edit: (edit.span.line, edit.span.column))
    return Upgrade(tree, written, tuple(ordered))


def rewritten(source: Source, upgrade: Upgrade, newest: int = FORMAT) -> str:
    """Return the text of a file in the newest version.

    Only the places that changed are touched: comments, empty lines and order stay. A file that
    says no version gets a line that does, before its first key.
    """
    lines = source.text.splitlines(keepends=True)
    for edit in reversed(upgrade.edits):
        text = lines[edit.span.line - 1]
        start = edit.span.column - 1
        end = start + edit.span.length
        quote = text[start] if text[start] in "'\"" else ""
        lines[edit.span.line - 1] = f"{text[:start]}{quote}{edit.new}{quote}{text[end:]}"
    data = upgrade.tree.data
    if isinstance(data, dict) and data and "version" not in data:
        first = upgrade.tree.key_span((next(iter(data)),))
        ending = "\r\n" if lines[first.line - 1].endswith("\r\n") else "\n"
        lines.insert(first.line - 1, f"version: {newest}{ending}")
    return "".join(lines)


def renamed(tree: Tree, names: Mapping[Path, str]) -> Tree:
    """Return a file in which some keys have other names; all places stay those in the file.

    Args:
        tree: The file.
        names: By the path of a value, the key that leads to it now.
    """
    data = copy.deepcopy(tree.data)
    for path in sorted(names, key=len, reverse=True):
        around = data
        for part in path[:-1]:
            around = around[part]
        items = [(names[path] if key == path[-1] else key, v) for key, v in around.items()]
        around.clear()
        around.update(items)

    def moved(path: Path) -> Path:
        return tuple(names.get(path[: end + 1], part) for end, part in enumerate(path))

    return Tree(
        tree.source,
        data,
        {moved(path): span for path, span in tree.values.items()},
        {moved(path): span for path, span in tree.keys.items()},
        {moved(path): line for path, line in tree.ends.items()},
    )


def _stepped(tree: Tree, changes: Sequence[Change], edits: dict[Span, Edit]) -> Tree:
    """Return a file as one of the next version, and add what has to be edited for it."""
    names = {each.old for each in changes if isinstance(each, Renamed) and each.where == STEP}
    names_now: dict[Path, str] = {}
    data = copy.deepcopy(tree.data)
    for path, span in tree.keys.items():
        where = _where(tree, path[:-1], names)
        for change in changes:
            if isinstance(change, Renamed) and _names(change, path, where):
                names_now[path] = change.new
                before = edits.get(span)
                edits[span] = Edit(span, before.old if before else change.old, change.new)
            elif isinstance(change, Reworded) and (
                (change.where, change.key, change.old) == (where, path[-1], _value(tree.data, path))
            ):
                _value(data, path[:-1])[path[-1]] = change.new
                place = tree.value_span(path)
                before = edits.get(place)
                edits[place] = Edit(place, before.old if before else change.old, change.new)
    return renamed(replace(tree, data=data), names_now)


def _names(change: Renamed, path: Path, where: str) -> bool:
    if path[-1] != change.old:
        return False
    return where == (change.old if change.where == STEP else change.where)


def _where(tree: Tree, path: Path, names: set[str]) -> str:
    """Return what a mapping is: a part of the file, or a kind of step."""
    container = _value(tree.data, path)
    if not path:
        return "part" if "part" in container and "ritual" not in container else "ritual"
    if path[-1] == "turns":
        return "turns"
    if len(path) == 2 and path[0] in ("settings", "days"):
        return str(path[0]).removesuffix("s")
    if not isinstance(path[-1], int) or not isinstance(container, dict):
        return ""
    return next((key for key in container if key in STEPS or key in names), "")


def _value(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
