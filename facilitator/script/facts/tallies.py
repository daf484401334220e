"""Tallies that a script keeps itself: what they are called, and what else has such a name."""

from __future__ import annotations

from typing import Final

from facilitator.script.facts.noted import every_step
from facilitator.script.forms.schema import RememberStep, TallyStep, TurnsStep
from facilitator.script.once import once_each
from facilitator.script.ritual import Ritual

NONE: Final = "0"


@once_each
def tallies_of(ritual: Ritual) -> dict[str, bool]:
    """Return the names of all tallies of a ritual and its parts, each with whether it goes on
    counting in the next session."""
    found: dict[str, bool] = {}
    for step in every_step(ritual):
        if isinstance(step, TallyStep):
            found[step.tally] = found.get(step.tally, False) or step.over == "all sessions"
    return found


@once_each
def names_besides(ritual: Ritual) -> frozenset[str]:
    """Return, in small letters, the names of answers, notes, turns, and what is counted in them."""
    named: set[str] = set()
    for step in every_step(ritual):
        inside = step.turns if isinstance(step, TurnsStep) else step
        if isinstance(step, TallyStep | RememberStep):
            continue
        named |= {str(getattr(inside, key, None) or "").lower() for key in ("name", "remember")}
        named |= {name.lower() for name in getattr(inside, "count", ())}
    return frozenset(named)
