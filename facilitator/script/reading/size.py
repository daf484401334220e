"""How much one file may hold; of a larger one nothing else is looked at."""

from __future__ import annotations

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.facts.lines import lines_of, steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.yaml_tree import Tree

MOST_STEPS = 1000
"""Most steps of one file; the longest of the shipped ones has a tenth."""

MOST_LINES = 2000
"""Most texts to say in one file, cards included."""

MOST_SETTINGS = 100
"""Most settings of one ritual; nobody can be asked about a tenth of them."""


def refuse_too_much(form: RitualForm | PartForm, tree: Tree) -> None:
    """Refuse a file with more steps, texts or settings than can be meant, before they are
    compared.

    Raises:
        ScriptErrors: The one finding.
    """
    span = tree.key_span(("steps",))
    steps, lines = sum(1 for _ in steps_of(form)), len(lines_of(form))
    settings = len(form.settings) if isinstance(form, RitualForm) else 0
    if steps > MOST_STEPS:
        values = {"count": f"{steps} steps", "most": f"{MOST_STEPS} steps"}
    elif lines > MOST_LINES:
        values = {"count": f"{lines} texts to say", "most": f"{MOST_LINES} texts"}
    elif settings > MOST_SETTINGS:
        values = {"count": f"{settings} settings", "most": f"{MOST_SETTINGS} settings"}
        span = tree.key_span(("settings",))
    else:
        return
    raise ScriptErrors([Diagnostic(rules.course.TOO_MANY_STEPS, tree.source, span, values)])
