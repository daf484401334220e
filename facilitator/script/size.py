"""How much one file may hold; of a larger one nothing else is looked at."""

from __future__ import annotations

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.file_forms import PartForm, RitualForm
from facilitator.script.lines import lines_of, steps_of
from facilitator.script.yaml_tree import Tree

MOST_STEPS = 1000
"""Most steps of one file; the longest of the shipped ones has a tenth."""

MOST_LETTERS = 6000
"""Most letters of one text: some six minutes of talk."""

MOST_LINES = 2000
"""Most texts to say in one file, cards included."""


def refuse_too_much(form: RitualForm | PartForm, tree: Tree) -> None:
    """Refuse a file with more steps, texts or letters than can be meant, before they are compared.

    Raises:
        ScriptErrors: The one finding.
    """
    span = tree.key_span(("steps",))
    told = lines_of(form)
    steps, lines = sum(1 for _ in steps_of(form)), len(told)
    longest = max(told, key=lambda line: len(line.text), default=None)
    if steps > MOST_STEPS:
        values = {"count": f"{steps} steps", "most": f"{MOST_STEPS} steps"}
    elif lines > MOST_LINES:
        values = {"count": f"{lines} texts to say", "most": f"{MOST_LINES} texts"}
    elif longest is not None and len(longest.text) > MOST_LETTERS:
        count = f"a text of {len(longest.text)} letters"
        values = {"count": count, "most": f"{MOST_LETTERS} letters in a text"}
        span = tree.value_span(longest.path)
    else:
        return
    raise ScriptErrors([Diagnostic(rules.course.TOO_MANY_STEPS, tree.source, span, values)])
