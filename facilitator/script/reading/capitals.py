"""Keys that begin with a capital, as word processors and German habits have it: told once for a
whole file, which is then read as if they were written in small letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.forms.files import DayForm, PartForm, RitualForm, SettingForm
from facilitator.script.forms.schema import STEPS, Form, Turns
from facilitator.script.reading.upgrade import renamed
from facilitator.script.reading.yaml_recovery import Reading
from facilitator.script.yaml_tree import Path, Tree

_MOST_NAMED: Final = 4


def in_small_letters(reading: Reading, items: type[Form] | None = None) -> Reading:
    """Return a file with the keys of the language in small letters, and one slip for all that are
    not; itself when all are.

    What people have named themselves, such as settings, decks and answers, stays as it is.

    Args:
        reading: The file.
        items: What the file is a list of, where it is one; None for a ritual or a shared part.
    """
    tree = reading.tree
    if tree is None or not any(_has_capital(path) for path in tree.keys):
        return reading
    capitals = dict(_capitals(tree.data) if items is None else _in_items(tree.data, items))
    if not capitals:
        return reading
    found = _told(tree, capitals)
    return replace(reading, tree=renamed(tree, capitals), slips=(*reading.slips, found))


def _has_capital(path: Path) -> bool:
    key = path[-1] if path else ""
    return isinstance(key, str) and key != key.lower()


def _told(tree: Tree, capitals: dict[Path, str]) -> Diagnostic:
    """Return the finding for some keys, at the first of them."""
    first = min(capitals, key=lambda path: (tree.key_span(path).line, tree.key_span(path).column))
    keys = [f"`{path[-1]}`" for path in capitals]
    named = list(dict.fromkeys(keys))[:_MOST_NAMED]
    rest = len(keys) - len(named)
    listed = (
        f"{', '.join(named)} and {rest} more"
        if rest > 0
        else " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    )
    verb = "is" if len(keys) == 1 else "are"
    values = {"keys": listed, "verb": verb, "key": capitals[first]}
    return Diagnostic(rules.form.CAPITAL_KEY, tree.source, tree.key_span(first), values)


def _capitals(data: Any) -> Iterator[tuple[Path, str]]:
    """Yield the path of each key that is one of the language but for its capitals, with how it is
    written."""
    if not isinstance(data, dict):
        return
    keys = {*_keys(RitualForm), *_keys(PartForm)}
    yield from _in(data, (), keys)
    for path, value in _inside(data, ()):
        match str(path[-1]).lower(), value:
            case "settings", dict():
                for name, setting in value.items():
                    yield from _in(setting, (*path, name), _keys(SettingForm))
            case "days", list():
                for number, day in enumerate(value):
                    yield from _in(day, (*path, number), _keys(DayForm))
                    for inner, steps in _inside(day, (*path, number)):
                        if str(inner[-1]).lower() == "steps":
                            yield from _in_steps(steps, inner)
            case "steps", _:
                yield from _in_steps(value, path)


def _in_items(data: Any, form: type[Form]) -> Iterator[tuple[Path, str]]:
    for number, item in enumerate(data if isinstance(data, list) else ()):
        yield from _in(item, (number,), _keys(form))


def _in_steps(steps: Any, path: Path) -> Iterator[tuple[Path, str]]:
    keys = {key for form in STEPS.values() for key in _keys(form)}
    for number, step in enumerate(steps if isinstance(steps, list) else ()):
        here = (*path, number)
        yield from _in(step, here, keys)
        for inner, value in _inside(step, here):
            if str(inner[-1]).lower() == "turns":
                yield from _in(value, inner, _keys(Turns))
            elif str(inner[-1]).lower() in ("do", "otherwise"):
                yield from _in_steps(value, inner)


def _inside(data: Any, path: Path) -> list[tuple[Path, Any]]:
    there = data.items() if isinstance(data, dict) else ()
    return [((*path, key), value) for key, value in there]


def _in(data: Any, path: Path, known: set[str]) -> Iterator[tuple[Path, str]]:
    """Yield the keys of one mapping."""
    for inner, _ in _inside(data, path):
        key = str(inner[-1])
        low = " ".join(key.lower().split())
        if key != low and low in known and low not in data:
            yield inner, low


def _keys(form: type[Form]) -> set[str]:
    return {field.alias or name for name, field in form.model_fields.items()}
