"""From a parsed file to a validated form, or to everything about its form that is wrong."""

from __future__ import annotations

from typing import Final, TypeVar

from pydantic import ValidationError

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.forms.files import FileForm, PartForm, RitualForm
from facilitator.script.reading.version import is_newer, version_problem, with_usual_version
from facilitator.script.yaml_tree import Tree

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
            "what": "this file",
            "should": f"keys with values, beginning with `{what}:` and its name",
        }
        is_plan = isinstance(tree.data, list) and "people" in str(tree.data[:1])
        advice = (
            "this is a test plan; give the ritual it stands beside"
            if is_plan
            else f"begin with `{what}: …`"
        )
        span = tree.value_span(())
        return [Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values, help=advice)]
    if form is RitualForm and "part" in tree.data and "ritual" not in tree.data:
        values = {"where": "a ritual", "key": "ritual"}
        advice = (
            "this is a shared part, which a ritual takes in with `use`; nobody performs it alone"
        )
        span = tree.key_span(("part",))
        return [Diagnostic(rules.form.MISSING_KEY, tree.source, span, values, help=advice)]
    if form is PartForm and "ritual" in tree.data and "part" not in tree.data:
        values = {"where": "a part", "key": "part"}
        advice = "this is a ritual: `offer` it, or lead to it with `next`; a part has no depth"
        span = tree.key_span(("ritual",))
        return [Diagnostic(rules.form.MISSING_KEY, tree.source, span, values, help=advice)]
    problem = version_problem(tree)
    if problem is not None:
        if is_newer(tree):
            return [problem]
        rest: _Form | list[Diagnostic] = _read(with_usual_version(tree), form)
        return [problem, *(rest if isinstance(rest, list) else ())]
    try:
        read = FileForm.model_validate({what: tree.data})
        return read.ritual if form is RitualForm else read.part  # type: ignore[return-value]
    except ValidationError as error:
        from facilitator.script.reading.form_errors import FormError, causes
        from facilitator.script.reading.form_findings import finding_of

        findings = [FormError.of(found) for found in error.errors(include_url=False)]
        return [finding_of(tree, found) for found in causes(tree, findings[:MOST_FINDINGS])]
