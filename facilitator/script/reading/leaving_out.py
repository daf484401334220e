"""What is left of a file without what is wrong in it, so that the rest can still be checked."""

from __future__ import annotations

import copy
from typing import Any, Final

from pydantic import ValidationError

from facilitator.script.diagnostics import Diagnostic
from facilitator.script.forms.files import FileForm
from facilitator.script.reading.form_errors import FormError
from facilitator.script.reading.version import is_newer, version_problem
from facilitator.script.yaml_tree import Path, Tree


def without_broken(tree: Tree, found: list[Diagnostic]) -> Tree:
    """Return the tree without what has a finding, so that the rest can still be checked: a step
    becomes one that does nothing, a setting goes, a line every ritual needs gets a plain value."""
    places = {(finding.span.line, finding.span.column) for finding in found}
    data = copy.deepcopy(tree.data)
    broken: set[Path] = set()
    for paths in (tree.values, tree.keys):
        for path, span in paths.items():
            if (span.line, span.column) in places:
                step = _innermost_step(path)
                if step:
                    broken.add(step)
    for path in broken:
        if any(path[:end] in broken for end in range(1, len(path))):
            continue
        around = data
        for part in path[:-1]:
            around = around[part]
        around[path[-1]] = {"bell": "halfway"}
    if isinstance(data, dict):
        if version_problem(tree) is not None and not is_newer(tree):
            data.pop("version")
        what = "part" if "part" in data and "ritual" not in data else "ritual"
        for _ in range(3):
            try:
                FileForm.model_validate({what: data})
                break
            except ValidationError as error:
                for each in error.errors(include_url=False):
                    _take_out(data, FormError.of(each).path)
    return Tree(tree.source, data, tree.values, tree.keys, tree.ends)


_PLAIN: Final[dict[str, object]] = {
    "ritual": "A ritual",
    "part": "a part",
    "about": "Something.",
    "depth": "light",
    "steps": [{"bell": "halfway"}],
}
"""Values for what every ritual needs."""


def _take_out(data: dict[str, Any], path: Path) -> None:
    """Take out what is wrong, with as little around it as can be."""
    if not path:
        return
    top = str(path[0])
    inside = data.get(top)
    if len(path) > 1 and isinstance(inside, dict) and path[1] in inside:
        del inside[path[1]]
    elif (step := _innermost_step(path)) and isinstance(inside, list):
        around: Any = data
        for part in step[:-1]:
            around = around[part]
        around[step[-1]] = {"bell": "halfway"}
    elif top in _PLAIN:
        data[top] = copy.deepcopy(_PLAIN[top])
    else:
        data.pop(top, None)


def _innermost_step(path: Path) -> Path:
    for end in range(len(path), 1, -1):
        if isinstance(path[end - 1], int) and path[end - 2] in ("steps", "do", "otherwise"):
            return path[:end]
    return ()
