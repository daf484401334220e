"""From a parsed file to a validated form; what pydantic finds becomes diagnostics with places."""

from __future__ import annotations

import copy
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Rule, closest, either, printable
from facilitator.script.schema import (
    FORMAT,
    STEPS,
    PartForm,
    RitualForm,
    SettingForm,
    Turns,
    kind_of,
)
from facilitator.script.upgrade import UPGRADES
from facilitator.script.yaml_tree import Path, Tree

MOST_FINDINGS: Final = 50
"""Findings about form that are told at once; a file with more of them is another kind of file."""

_Form = TypeVar("_Form", RitualForm, PartForm)


def read_ritual(tree: Tree) -> RitualForm | list[Diagnostic]:
    """Return the form of a ritual, or everything about its form that is wrong."""
    return _read(tree, RitualForm)


def read_part(tree: Tree) -> PartForm | list[Diagnostic]:
    """Return the form of a shared part, or everything about its form that is wrong."""
    return _read(tree, PartForm)


def _read(tree: Tree, form: type[_Form]) -> _Form | list[Diagnostic]:
    what = "ritual" if form is RitualForm else "part"
    if not isinstance(tree.data, dict):
        values = {
            "key": f"a {what}",
            "should": f"keys with values, beginning with `{what}:` and its name",
        }
        return [Diagnostic(rules.WRONG_TYPE, tree.source, tree.value_span(()), values)]
    if form is RitualForm and "part" in tree.data and "ritual" not in tree.data:
        values = {"where": "a ritual", "key": "ritual"}
        advice = "this is a shared part; it is checked with the rituals that `use` it"
        span = tree.key_span(("part",))
        return [Diagnostic(rules.MISSING_KEY, tree.source, span, values, help=advice)]
    problem = version_problem(tree)
    if problem is not None:
        return [problem]
    try:
        return form.model_validate(tree.data)
    except ValidationError as error:
        findings = error.errors(include_url=False)[:MOST_FINDINGS]
        return [_diagnostic(tree, dict(finding)) for finding in findings]


def version_problem(tree: Tree) -> Diagnostic | None:
    """Return what is wrong with the version a file says it is written in; None when this program
    reads it. A newer one can only be refused: nobody knows yet what it means."""
    version = tree.data.get("version", FORMAT) if isinstance(tree.data, dict) else FORMAT
    is_number = isinstance(version, int) and not isinstance(version, bool)
    if is_number and (version == FORMAT or version in UPGRADES):
        return None
    known = f"{min(UPGRADES)} to {FORMAT}" if UPGRADES else str(FORMAT)
    values = {"version": _shown(version), "known": known, "newest": str(FORMAT)}
    span = tree.value_span(("version",))
    found = Diagnostic(rules.BAD_VERSION, tree.source, span, values)
    is_newer = is_number and version > FORMAT
    return found if is_newer else _with_help(found, "write `version: {newest}`")


def without_broken_steps(tree: Tree, found: list[Diagnostic]) -> Tree:
    """Return the tree with each step that has a finding replaced by one that does nothing, so
    that the others can still be checked; the same tree when something else is wrong."""
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
    return Tree(tree.source, data, tree.values, tree.keys, tree.ends)


def _innermost_step(path: Path) -> Path:
    for end in range(len(path), 1, -1):
        if isinstance(path[end - 1], int) and path[end - 2] in ("steps", "do", "otherwise"):
            return path[:end]
    return ()


def _diagnostic(tree: Tree, error: dict[str, Any]) -> Diagnostic:
    path: Path = tuple(
        part for part in error["loc"] if not (isinstance(part, str) and part.startswith("<"))
    )
    key = str(path[-1]) if path else ""
    if isinstance(path[-1] if path else "", int):
        key = "this"
    match error["type"]:
        case "missing":
            values = {"where": _where(tree, path[:-1]), "key": key}
            return _at_key(tree, path[:-1], rules.MISSING_KEY, values)
        case "extra_forbidden":
            return _unknown_key(tree, path)
        case "union_tag_not_found" | "union_tag_invalid":
            return _unknown_step(tree, path)
        case "literal_error":
            choices = _choices(error)
            values = {"key": key, "value": _shown(error["input"]), "known": either(choices)}
            near = closest(str(error["input"]), choices)
            found = Diagnostic(rules.BAD_CHOICE, tree.source, tree.value_span(path), values)
            return _with_help(found, f"did you mean `{near}`? choose {{known}}" if near else "")
        case "duration":
            values = {"value": _shown(error["input"])}
            return Diagnostic(rules.BAD_DURATION, tree.source, tree.value_span(path), values)
        case "day":
            values = {"value": _shown(error["input"])}
            return Diagnostic(rules.BAD_DAY, tree.source, tree.value_span(path), values)
        case "empty_text":
            return Diagnostic(rules.NO_WORDS, tree.source, tree.value_span(path), {"key": key})
        case "wrong_type":
            should = str(error["ctx"]["should"])
        case "string_type":
            should = "text (put it in quotes if it looks like something else)"
        case "list_type":
            should = "a list, one item to a dash"
        case "too_short":
            should = "a list of at least one step"
        case _:
            should = "keys with values"
    values = {"key": key, "should": should}
    return Diagnostic(rules.WRONG_TYPE, tree.source, tree.value_span(path), values)


def _at_key(tree: Tree, path: Path, rule: Rule, values: dict[str, str]) -> Diagnostic:
    return Diagnostic(rule, tree.source, tree.key_span(path), values)


def _with_help(diagnostic: Diagnostic, text: str) -> Diagnostic:
    return Diagnostic(
        diagnostic.rule,
        diagnostic.source,
        diagnostic.span,
        diagnostic.values,
        diagnostic.mark,
        diagnostic.notes,
        text,
    )


def _unknown_key(tree: Tree, path: Path) -> Diagnostic:
    around, key = path[:-1], str(path[-1])
    model = _model(tree, around)
    known = [field.alias or name for name, field in model.model_fields.items()]
    values = {"where": _where(tree, around), "key": key, "known": ", ".join(known)}
    found = Diagnostic(rules.UNKNOWN_KEY, tree.source, tree.key_span(path), values)
    near = closest(key, known)
    if near:
        return _with_help(found, f"did you mean `{near}`?")
    if model is STEPS["when"] and key == "remind":
        return _with_help(found, "put `remind` first: the first key says what happens")
    if key in STEPS and around and isinstance(around[-1], int):
        return _with_help(found, "begin a new step with a dash: `- {key}: …`")
    return found


def _unknown_step(tree: Tree, path: Path) -> Diagnostic:
    step = _value(tree, path)
    known = ", ".join(STEPS)
    if not isinstance(step, dict) or not step:
        values = {"key": "a step", "should": "a step such as `say: Welcome.`"}
        return Diagnostic(rules.WRONG_TYPE, tree.source, tree.value_span(path), values)
    key = str(next(iter(step)))
    span = tree.key_span((*path, key))
    found = Diagnostic(rules.UNKNOWN_STEP, tree.source, span, {"key": key, "known": known})
    near = closest(key, STEPS)
    return _with_help(found, f"did you mean `{near}`?") if near else found


def _model(tree: Tree, path: Path) -> type[BaseModel]:
    if not path:
        return PartForm if "part" in tree.data and "ritual" not in tree.data else RitualForm
    if path[-1] == "turns":
        return Turns
    if len(path) == 2 and path[0] == "settings":
        return SettingForm
    kind = kind_of(_value(tree, path))
    return STEPS[kind] if kind else RitualForm


def _where(tree: Tree, path: Path) -> str:
    if not path:
        return "a part" if _model(tree, ()) is PartForm else "a ritual"
    if path[-1] == "turns":
        return "`turns`"
    if len(path) == 2 and path[0] == "settings":
        return f"the setting `{printable(str(path[1]), 40)}`"
    kind = kind_of(_value(tree, path))
    return f"a `{kind}` step" if kind else "this"


def _value(tree: Tree, path: Path) -> Any:
    value = tree.data
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _choices(error: dict[str, Any]) -> list[str]:
    expected = str(error["ctx"]["expected"]).replace(" or ", ", ")
    return [choice.strip().strip("'") for choice in expected.split(", ")]


def _shown(value: object) -> str:
    return printable(value if isinstance(value, str) else str(value), 40)
