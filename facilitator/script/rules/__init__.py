"""Every rule a script is checked against, in a module for each kind of mistake.

Codes are stable: never reused, never renumbered.
"""

from __future__ import annotations

from typing import Final

from facilitator.script.diagnostics import Rule
from facilitator.script.rules import (
    answers,
    course,
    form,
    jars,
    notes,
    people,
    plans,
    references,
    safety,
    speech,
    translations,
    writing,
)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (
            rule
            for kind in (
                answers,
                course,
                form,
                jars,
                notes,
                people,
                plans,
                references,
                safety,
                speech,
                translations,
                writing,
            )
            for rule in vars(kind).values()
            if isinstance(rule, Rule)
        ),
        key=lambda rule: rule.code,
    )
)
"""All rules, in the order of their codes."""

BY_CODE: Final[dict[str, Rule]] = {rule.code: rule for rule in RULES}
"""Rules by code."""
