"""Settings asked for by voice before a ritual: performed first, then the ritual is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from facilitator.cli.options import Chosen
from facilitator.cli.wishes import Plan
from facilitator.clock import Samples
from facilitator.engine.program import Program
from facilitator.script.settling import only_known

if TYPE_CHECKING:
    from facilitator.session.rehearsal import Staging

FIRST: Final = "first"
"""What is put into the name of a recording of what is asked before."""


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


def staged_first(staging: Staging) -> Staging:
    """Return the staging of what is asked before; its sound goes into a file of its own."""
    wav = staging.wav
    if wav is None:
        return staging
    return replace(staging, wav=wav.with_name(f"{wav.stem}.{FIRST}{wav.suffix}"))


def staged_after(staging: Staging, end: Samples) -> Staging:
    """Return the staging of the ritual that begins when what is asked before has ended: times
    count from the beginning of the session."""
    at = staging.safe_word_at
    return replace(
        staging,
        heard=[replace(each, at=each.at - end) for each in staging.heard if each.at >= end],
        safe_word_at=at - end if at is not None and at >= end else None,
    )
