"""The version of the language that a file says it is written in."""

from __future__ import annotations

from dataclasses import replace

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, printable
from facilitator.script.forms.schema import FORMAT
from facilitator.script.reading.upgrade import UPGRADES, version_of
from facilitator.script.yaml_tree import Tree


def version_problem(tree: Tree) -> Diagnostic | None:
    """Return what is wrong with the version a file says it is written in; None when this program
    reads it. A newer one can only be refused: nobody knows yet what it means."""
    version = tree.data.get("version", FORMAT) if isinstance(tree.data, dict) else FORMAT
    number = version_of(tree) if isinstance(tree.data, dict) and "version" in tree.data else FORMAT
    if number is not None and (number == FORMAT or number in UPGRADES):
        return None
    if version is None:
        empty = {"key": "version", "should": f"`version: {FORMAT}`"}
        return Diagnostic(rules.form.NOTHING_GIVEN, tree.source, tree.key_span(("version",)), empty)
    from facilitator.script.mending.words import as_written

    known = f"{min(UPGRADES)} to {FORMAT}" if UPGRADES else str(FORMAT)
    values = {"version": printable(as_written(version), 40), "known": known, "newest": str(FORMAT)}
    span = tree.value_span(("version",))
    found = Diagnostic(rules.form.BAD_VERSION, tree.source, span, values)
    return found if is_newer(tree) else replace(found, help="write `version: {newest}`")


def is_newer(tree: Tree) -> bool:
    """Return whether a file is written for a version that nobody here knows yet."""
    number = version_of(tree)
    return number is not None and number > FORMAT


def with_usual_version(tree: Tree) -> Tree:
    """Return a file as if it named no version."""
    data = {key: value for key, value in tree.data.items() if key != "version"}
    return Tree(tree.source, data, tree.values, tree.keys, tree.ends)
