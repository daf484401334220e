"""Settings asked for by voice before a ritual: performed first, then the ritual is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from facilitator.cli.options import Chosen
from facilitator.cli.wishes import Plan
from facilitator.engine.program import Program
from facilitator.script.compiling.settling import only_known


def with_said(chosen: Chosen, notes: Mapping[str, str]) -> Chosen:
    """Return the command line of people who have been asked for settings; they are not asked
    again."""
    return replace(chosen, said=tuple(notes.items()))


def everything(made: Plan) -> Program:
    """Return all that is asked in a session as one program, to look up what can be answered."""
    program = made.wish.program
    if made.first is None:
        return program
    return replace(program, operations=(*made.first.operations, *program.operations))


def heard_by(first: Program, model: Path | None) -> Program:
    """Return a conversation without what the ears cannot hear.

    Raises:
        ModelError: No usable model.
    """
    from facilitator.ears.model import load_model

    loaded = load_model(model)
    return only_known(first, lambda phrase: not loaded.unknown(phrase))
