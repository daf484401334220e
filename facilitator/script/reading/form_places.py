"""What stands at a place in a file: which form it is, what it is called, which keys it may have."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from facilitator.script.diagnostics import printable
from facilitator.script.forms.files import DayForm, PartForm, RitualForm, SettingForm
from facilitator.script.forms.schema import STEPS, Turns, kind_of
from facilitator.script.yaml_tree import Path, Tree


def known_keys(tree: Tree, around: Path) -> list[str]:
    """Return the keys that a mapping may have."""
    return [field.alias or name for name, field in form_at(tree, around).model_fields.items()]


def kind_at(tree: Tree, around: Path) -> str:
    """Return the first key of the step that a mapping is, or that it belongs to; "" for none."""
    inside = around[:-1] if around[-1:] == ("turns",) else around
    return kind_of(value_at(tree, inside)) or ""


def names_of_settings(tree: Tree) -> list[str]:
    """Return the names of the settings that a file has."""
    settings = value_at(tree, ("settings",))
    return [str(name) for name in settings] if isinstance(settings, dict) else []


def keys_of_turns() -> list[str]:
    """Return the keys that `turns` may have."""
    return [field.alias or name for name, field in Turns.model_fields.items()]


def form_at(tree: Tree, path: Path) -> type[BaseModel]:
    """Return the form that a mapping must have."""
    if not path:
        return PartForm if "part" in tree.data and "ritual" not in tree.data else RitualForm
    if path[-1] == "turns":
        return Turns
    if len(path) == 2 and path[0] == "settings":
        return SettingForm
    if len(path) == 2 and path[0] == "days":
        return DayForm
    kind = kind_of(value_at(tree, path))
    return STEPS[kind] if kind else RitualForm


def place_name(tree: Tree, path: Path) -> str:
    """Return what a mapping is called in messages."""
    if not path:
        return "a part" if form_at(tree, ()) is PartForm else "a ritual"
    if path[-1] == "turns":
        return "`turns`"
    if len(path) == 2 and path[0] == "settings":
        return f"the setting `{printable(str(path[1]), 40)}`"
    if len(path) == 2 and path[0] == "days":
        return "a day"
    kind = kind_of(value_at(tree, path))
    if not kind:
        return "this"
    return f"{'an' if kind[0] in 'aeio' else 'a'} `{kind}` step"


def value_at(tree: Tree, path: Path) -> Any:
    """Return a value; None where there is nothing."""
    value = tree.data
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value
