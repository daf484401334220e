"""What pydantic finds wrong with a form, and which of it only follows from something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.script.forms.schema import STEPS, kind_of
from facilitator.script.mending.marks import in_braces
from facilitator.script.mending.words import meant
from facilitator.script.reading.form_places import keys_of_turns, known_keys, value_at
from facilitator.script.yaml_tree import Path, Tree


@dataclass(frozen=True, slots=True)
class FormError:
    """What pydantic found, as plain data.

    Attributes:
        path: Way to the value.
        type: pydantic's name for it.
        given: What the author wrote there.
        context: What belongs to the type, such as what was expected.
    """

    path: Path
    type: str
    given: object
    context: dict[str, Any]

    @classmethod
    def of(cls, error: Any) -> FormError:
        """Return an error of pydantic's, with the author's own keys only in its path."""
        path = tuple(
            part
            for part in error["loc"][1:]
            if not (isinstance(part, str) and part.startswith("<"))
        )
        return cls(path, error["type"], error["input"], error.get("ctx", {}))


def causes(tree: Tree, errors: list[FormError]) -> list[FormError]:
    """Return the errors without those that only follow from another one.

    A misspelt key is unknown and, under its right name, missing; where `turns` is empty because
    its keys stand too far out, each of them is unknown; where a comma or a brace has cut a text
    in pieces, each piece is.
    """
    unknown: dict[Path, list[str]] = {}
    for error in errors:
        if error.type == "extra_forbidden":
            unknown.setdefault(error.path[:-1], []).append(str(error.path[-1]))
    meanings = {
        around: {meant(key.partition(":")[0], known_keys(tree, around)) for key in keys}
        for around, keys in unknown.items()
    }
    misread = {
        error.path[:-1]: error.path
        for error in errors
        if error.type == "extra_forbidden" and step_meant(tree, error.path)
    }
    inside = {e.path[:-1] for e in errors if e.path[-1:] == ("do",) and e.type == "missing"}
    kept: list[FormError] = []
    for error in errors:
        around, key = error.path[:-1], error.path[-1] if error.path else ""
        keys = unknown.get(around, [])
        if error.path != misread.get(around, error.path):
            continue
        if error.type == "missing" and key in meanings.get(around, ()):
            continue
        if error.type == "missing" and key == "do" and "remind" in keys:
            continue
        if key == "turns" and error.given is None and set(keys) & set(keys_of_turns()):
            continue
        if error.type == "extra_forbidden":
            if around in inside and key in STEPS and key != "remind":
                continue
            turned = [k for k in keys if k in keys_of_turns()]
            if "turns" in known_keys(tree, around) and key in turned[1:]:
                continue
            if error.given is None and _is_cut(tree, around, str(key)):
                continue
        kept.append(error)
    return kept


def step_meant(tree: Tree, path: Path) -> str:
    """Return the kind of step that an unknown first key most likely means; "" for none.

    Such a step counts as another one where a later key can begin a step as well: with `remember`
    below it, a misspelt `ask` is taken for a step that remembers.
    """
    if not isinstance(path[-2:][0], int):
        return ""
    step = value_at(tree, path[:-1])
    first = next((key for key in step if key not in ("id", "why")), None)
    kind = kind_of(step)
    near = meant(str(path[-1]), STEPS) if first == path[-1] and kind in STEPS else ""
    if not near:
        return ""
    fields = STEPS[near].model_fields
    return near if kind in {field.alias or name for name, field in fields.items()} else ""


def _is_cut(tree: Tree, around: Path, key: str) -> bool:
    """Say whether a key is a further piece of a text that a comma or a brace has cut."""
    mapping = value_at(tree, around)
    keys = list(mapping)
    before = keys[: keys.index(key)]
    if not in_braces(tree, around) or not before:
        return False
    last = mapping[before[-1]]
    cut_by_brace = isinstance(last, dict) and list(last.values()) == [None]
    return cut_by_brace or (last is None and before[-1] not in known_keys(tree, around))
