"""From a parsed file to a validated form; what pydantic finds becomes diagnostics with places."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, Rule, closest, either, printable
from facilitator.script.file_forms import DayForm, FileForm, PartForm, RitualForm, SettingForm
from facilitator.script.mending import (
    BY_CHANCE,
    RANDOM,
    as_written,
    bare_step,
    belongs,
    beside,
    is_other_word,
    meant,
)
from facilitator.script.mending_marks import (
    comma_in_braces,
    in_braces,
    no_space,
    nothing_given,
    unquoted_brace,
)
from facilitator.script.mending_people import person_advice, who_advice
from facilitator.script.mending_times import day_advice, duration_advice
from facilitator.script.mending_values import (
    question_advice,
    question_amiss,
    setting_advice,
    type_advice,
)
from facilitator.script.schema import FORMAT, STEPS, Turns, kind_of
from facilitator.script.upgrade import UPGRADES
from facilitator.script.yaml_slips import no_colon
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
            "key": "this",
            "should": f"keys with values, beginning with `{what}:` and its name",
        }
        is_plan = isinstance(tree.data, list) and "people" in str(tree.data[:1])
        advice = "this is a test plan; give the ritual it stands beside" if is_plan else ""
        span = tree.value_span(())
        return [Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values, help=advice)]
    if form is RitualForm and "part" in tree.data and "ritual" not in tree.data:
        values = {"where": "a ritual", "key": "ritual"}
        advice = "this is a shared part; it is checked with the rituals that `use` it"
        span = tree.key_span(("part",))
        return [Diagnostic(rules.form.MISSING_KEY, tree.source, span, values, help=advice)]
    problem = version_problem(tree)
    if problem is not None:
        if _is_newer(tree):
            return [problem]
        rest: _Form | list[Diagnostic] = _read(_with_usual_version(tree), form)
        return [problem, *(rest if isinstance(rest, list) else ())]
    try:
        read = FileForm.model_validate({what: tree.data})
        return read.ritual if form is RitualForm else read.part  # type: ignore[return-value]
    except ValidationError as error:
        findings = [_Error.of(found) for found in error.errors(include_url=False)]
        return [_diagnostic(tree, found) for found in causes(tree, findings[:MOST_FINDINGS])]


def version_problem(tree: Tree) -> Diagnostic | None:
    """Return what is wrong with the version a file says it is written in; None when this program
    reads it. A newer one can only be refused: nobody knows yet what it means."""
    version = tree.data.get("version", FORMAT) if isinstance(tree.data, dict) else FORMAT
    is_number = isinstance(version, int) and not isinstance(version, bool)
    if is_number and (version == FORMAT or version in UPGRADES):
        return None
    if version is None:
        empty = {"key": "version", "should": f"`version: {FORMAT}`"}
        return _at_key(tree, ("version",), rules.form.NOTHING_GIVEN, empty)
    known = f"{min(UPGRADES)} to {FORMAT}" if UPGRADES else str(FORMAT)
    values = {"version": _shown(version), "known": known, "newest": str(FORMAT)}
    span = tree.value_span(("version",))
    found = Diagnostic(rules.form.BAD_VERSION, tree.source, span, values)
    return found if _is_newer(tree) else _with_help(found, "write `version: {newest}`")


def _is_newer(tree: Tree) -> bool:
    version = tree.data.get("version", FORMAT)
    return isinstance(version, int) and not isinstance(version, bool) and version > FORMAT


def _with_usual_version(tree: Tree) -> Tree:
    data = {key: value for key, value in tree.data.items() if key != "version"}
    return Tree(tree.source, data, tree.values, tree.keys, tree.ends)


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
        if version_problem(tree) is not None and not _is_newer(tree):
            data.pop("version")
        what = "part" if "part" in data and "ritual" not in data else "ritual"
        for _ in range(3):
            try:
                FileForm.model_validate({what: data})
                break
            except ValidationError as error:
                for each in error.errors(include_url=False):
                    _take_out(data, _Error.of(each).path)
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


@dataclass(frozen=True, slots=True)
class _Error:
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
    def of(cls, error: Any) -> _Error:
        path = tuple(
            part
            for part in error["loc"][1:]
            if not (isinstance(part, str) and part.startswith("<"))
        )
        return cls(path, error["type"], error["input"], error.get("ctx", {}))


def _diagnostic(tree: Tree, error: _Error) -> Diagnostic:
    path, given = error.path, error.given
    key = str(path[-1]) if path and not isinstance(path[-1], int) else "this"
    span = tree.value_span(path)
    brace = unquoted_brace(tree, path, given)
    if brace is not None and key == "who" and error.type == "literal_error":
        brace, given = None, f"{{{next(iter(given), '')}}}"  # type: ignore[call-overload]
    if brace is not None:
        return brace
    if given is None and error.type not in ("missing", "extra_forbidden"):
        nothing = nothing_given(tree, path, key, _should(error))
        if nothing is not None:
            return nothing
    inside = _written_inside(tree, path, given)
    match error.type:
        case "missing":
            values = {"where": _where(tree, path[:-1]), "key": key}
            found = _at_key(tree, path[:-1], rules.form.MISSING_KEY, values)
            if key == "do":
                return _with_help(
                    found,
                    "write `do:` below it, and below that the steps, each "
                    "with a dash and two spaces further in",
                )
            return found
        case "extra_forbidden":
            return _unknown_key(tree, path)
        case "union_tag_not_found" | "union_tag_invalid":
            return _unknown_step(tree, path)
        case "literal_error":
            choices = _choices(error.context)
            values = {"key": key, "value": _shown(given), "known": either(choices)}
            near = closest(as_written(given), choices)
            found = Diagnostic(rules.form.BAD_CHOICE, tree.source, span, values)
            if inside:
                return _with_help(found, inside)
            person = who_advice(_kind_at(tree, path[:-1]), given) if key == "who" else ""
            if person:
                return _with_help(found, person)
            return _with_help(found, f"did you mean `{near}`? choose {{known}}" if near else "")
        case "duration":
            found = Diagnostic(rules.form.BAD_DURATION, tree.source, span, {"value": _shown(given)})
            setting = setting_advice(key, given, _settings(tree))
            return _with_help(found, inside or setting or duration_advice(key, given))
        case "day":
            found = Diagnostic(rules.notes.BAD_DAY, tree.source, span, {"value": _shown(given)})
            return _with_help(found, day_advice(given))
        case "empty_text":
            return Diagnostic(rules.speech.NO_WORDS, tree.source, span, {"key": key})
        case _:
            values = {"key": key, "should": _should(error)}
            found = Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values)
            setting = setting_advice(key, given, _settings(tree)) if key == "rounds" else ""
            last = tree.ends.get(path, span.line)
            if isinstance(given, str) and last > span.line:
                given = ", ".join(line.strip() for line in tree.source.lines[span.line - 1 : last])
            amiss = question_amiss(given) if key == "questions" else -1
            if isinstance(given, list) and amiss >= 0:
                at = tree.value_span((*path, amiss))
                found = Diagnostic(rules.form.WRONG_TYPE, tree.source, at, values)
                return _with_help(found, question_advice(given[amiss]))
            advice = inside or setting or type_advice(key, given, values["should"])
            return _with_help(found, advice)


def _written_inside(tree: Tree, path: Path, given: object) -> str:
    """Return where the keys belong that stand inside the value of a step's first key; "" where
    there are none."""
    key = str(path[-1]) if path else ""
    if not isinstance(given, dict) or key not in STEPS or _kind_at(tree, path[:-1]) != key:
        return ""
    return beside(key, given)


def _should(error: _Error) -> str:
    """Return what a value should be."""
    match error.type:
        case "wrong_type":
            return str(error.context["should"])
        case "string_type":
            return "text (put it in quotes if it looks like something else)"
        case "list_type":
            return "a list, one item to a dash"
        case "too_short":
            return "a list of at least one step"
        case "duration":
            return 'a length of time, such as "2 min"'
        case "day":
            return "a day, such as `tomorrow`"
        case "literal_error":
            return either(_choices(error.context))
        case "empty_text":
            return ""
        case _:
            return "keys with values"


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
    known = _known(tree, around)
    cut = comma_in_braces(tree, path) or no_space(tree, path, known)
    if cut is not None:
        return cut
    given = _value(tree, path)
    values = {"where": _where(tree, around), "key": key, "known": ", ".join(known)}
    found = Diagnostic(rules.form.UNKNOWN_KEY, tree.source, tree.key_span(path), values)
    if _model(tree, around) is STEPS["when"] and key == "remind":
        return _with_help(found, "put `remind` first: the first key says what happens")
    person = person_advice(_kind_at(tree, around), key, given, known)
    if person:
        return _with_help(found, person)
    if key in STEPS and around and isinstance(around[-1], int):
        return _with_help(found, "begin a new step with a dash: `- {key}: …`")
    if key in _known_in_turns() and "turns" in known:
        advice = "begin it and the lines after it two spaces further in: they belong to `turns`"
        return _with_help(found, advice)
    if _model(tree, around) is DayForm and key in ("after", "on", "when", "day"):
        advice = "days follow each other in the order of the list, one a session; a day may have: "
        return _with_help(found, f"{advice}{{known}}")
    near = meant(key, known)
    owner = belongs(key)
    if owner and not (near and (near.startswith(key[:3]) or is_other_word(key))):
        return _with_help(found, owner)
    if near:
        return _with_help(found, f"did you mean `{near}`?")
    if len(key.split()) > 1 and not key.startswith("if "):
        above = next(iter(_value(tree, around)), key)
        advice = f"it may have: {{known}}; if it is still text, write `{above}: |` and all of it"
        return _with_help(found, f"{advice} below")
    return found


def _known(tree: Tree, around: Path) -> list[str]:
    """Return the keys that a mapping may have."""
    return [field.alias or name for name, field in _model(tree, around).model_fields.items()]


def _kind_at(tree: Tree, around: Path) -> str:
    """Return the first key of the step that a mapping is, or that it belongs to; "" for none."""
    inside = around[:-1] if around[-1:] == ("turns",) else around
    return kind_of(_value(tree, inside)) or ""


def _settings(tree: Tree) -> list[str]:
    """Return the names of the settings that a file has."""
    settings = _value(tree, ("settings",))
    return [str(name) for name in settings] if isinstance(settings, dict) else []


def _known_in_turns() -> list[str]:
    return [field.alias or name for name, field in Turns.model_fields.items()]


def causes(tree: Tree, errors: list[_Error]) -> list[_Error]:
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
        around: {meant(key.partition(":")[0], _known(tree, around)) for key in keys}
        for around, keys in unknown.items()
    }
    inside = {e.path[:-1] for e in errors if e.path[-1:] == ("do",) and e.type == "missing"}
    kept: list[_Error] = []
    for error in errors:
        around, key = error.path[:-1], error.path[-1] if error.path else ""
        keys = unknown.get(around, [])
        if error.type == "missing" and key in meanings.get(around, ()):
            continue
        if error.type == "missing" and key == "do" and "remind" in keys:
            continue
        if key == "turns" and error.given is None and set(keys) & set(_known_in_turns()):
            continue
        if error.type == "extra_forbidden":
            if around in inside and key in STEPS and key != "remind":
                continue
            turned = [k for k in keys if k in _known_in_turns()]
            if "turns" in _known(tree, around) and key in turned[1:]:
                continue
            if error.given is None and _is_cut(tree, around, str(key)):
                continue
        kept.append(error)
    return kept


def _is_cut(tree: Tree, around: Path, key: str) -> bool:
    """Say whether a key is a further piece of a text that a comma or a brace has cut."""
    mapping = _value(tree, around)
    keys = list(mapping)
    before = keys[: keys.index(key)]
    if not in_braces(tree, around) or not before:
        return False
    last = mapping[before[-1]]
    cut_by_brace = isinstance(last, dict) and list(last.values()) == [None]
    return cut_by_brace or (last is None and before[-1] not in _known(tree, around))


def _unknown_step(tree: Tree, path: Path) -> Diagnostic:
    step = _value(tree, path)
    span = tree.value_span(path)
    known = ", ".join(STEPS)
    if isinstance(step, str):
        colon = no_colon(tree.source, span, step)
        if colon is not None:
            return colon
        values = {"key": " ".join(step.split()[:3]), "known": known}
        found = Diagnostic(rules.form.UNKNOWN_STEP, tree.source, span, values)
        return _with_help(found, bare_step(step))
    if not isinstance(step, dict) or not step:
        values = {"key": "this", "should": "a step such as `say: Welcome.`"}
        return Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values)
    keys = [str(each) for each in step]
    around = [each for each in keys if each in ("id", "why")]
    key = next((each for each in keys if each not in around), keys[0])
    span = tree.key_span((*path, key))
    found = Diagnostic(rules.form.UNKNOWN_STEP, tree.source, span, {"key": key, "known": known})
    near = meant(key, STEPS)
    if key.strip().lower() in RANDOM:
        return _with_help(found, BY_CHANCE)
    return _with_help(found, f"did you mean `{near}`?") if near else found


def _model(tree: Tree, path: Path) -> type[BaseModel]:
    if not path:
        return PartForm if "part" in tree.data and "ritual" not in tree.data else RitualForm
    if path[-1] == "turns":
        return Turns
    if len(path) == 2 and path[0] == "settings":
        return SettingForm
    if len(path) == 2 and path[0] == "days":
        return DayForm
    kind = kind_of(_value(tree, path))
    return STEPS[kind] if kind else RitualForm


def _where(tree: Tree, path: Path) -> str:
    if not path:
        return "a part" if _model(tree, ()) is PartForm else "a ritual"
    if path[-1] == "turns":
        return "`turns`"
    if len(path) == 2 and path[0] == "settings":
        return f"the setting `{printable(str(path[1]), 40)}`"
    if len(path) == 2 and path[0] == "days":
        return "a day"
    kind = kind_of(_value(tree, path))
    if not kind:
        return "this"
    return f"{'an' if kind[0] in 'aeio' else 'a'} `{kind}` step"


def _value(tree: Tree, path: Path) -> Any:
    value = tree.data
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _choices(context: dict[str, Any]) -> list[str]:
    expected = str(context["expected"]).replace(" or ", ", ")
    return [choice.strip().strip("'") for choice in expected.split(", ")]


def _shown(value: object) -> str:
    return printable(as_written(value), 40)
