"""Jars: notes kept as one of many. What is in them, and which one is drawn next.

What a session changes lives in the variables of the state under names no answer can have:
`jar:NAME/added` (put in by this session), `jar:NAME/drawn` (in this round, in order),
`jar:NAME/slip` (drawn last), `jar:NAME/read` (drawn by this session), `jar:NAME/number` (how many
there are) and `jar:NAME/unread` (how many of them this session has not drawn). A note never holds
a new line, so that lines keep several apart. The numbers are written by the program itself before
anything else, so that conditions can ask for them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from facilitator.engine.drawing import without_repeating
from facilitator.engine.operations import DrawSlip, PutIn
from facilitator.engine.program import Program

MOST_SLIPS: Final = 200
"""Notes in a jar from which on nobody is asked for another one."""

MOST_COUNTED: Final = MOST_SLIPS + 100
"""Most notes a jar can hold at the end of a session that began below `MOST_SLIPS`; more are not
told apart by conditions."""


def slip_in(jar: str) -> str:
    """Return the variable that holds what was drawn last from a jar."""
    return f"jar:{jar}/slip"


def number_in(jar: str) -> str:
    """Return the variable that holds how many notes are in a jar."""
    return f"jar:{jar}/number"


def unread_in(jar: str) -> str:
    """Return the variable that holds how many notes of a jar this session has not drawn."""
    return f"jar:{jar}/unread"


def plain(text: str) -> str:
    """Return words as they lie in a jar, and stand inside a sentence: a card may be a question,
    and the file of a jar can be edited by hand."""
    kept = (
        each if unicodedata.category(each)[0] in "LM" or each in " '’-," or each.isdigit() else " "
        for each in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(kept).split())


def slips(program: Program, variables: Mapping[str, str], jar: str) -> tuple[str, ...]:
    """Return what is in a jar, in the order in which it was put in."""
    added = _lines(variables.get(f"jar:{jar}/added", ""))
    before = [each.text for each in program.jars.get(jar, ()) if each.text not in added]
    gone = _lines(variables.get(f"jar:{jar}/gone", ""))
    return tuple(each for each in (*before, *added) if each not in gone)


def drawn(program: Program, variables: Mapping[str, str], jar: str) -> tuple[str, ...]:
    """Return what has been drawn in this round, by earlier sessions too, in order."""
    held = variables.get(f"jar:{jar}/drawn")
    if held is not None:
        return _lines(held)
    before = sorted((each.drawn, each.text) for each in program.jars.get(jar, ()) if each.drawn)
    return tuple(text for _, text in before)


def put(program: Program, variables: Mapping[str, str], operation: PutIn) -> dict[str, str]:
    """Return the variables after a note has been put into a jar.

    The same words are in a jar once: put in again they become the latest.
    """
    jar = operation.jar
    text = plain(variables.get(operation.variable, ""))
    if not text:
        return dict(variables)
    gone = (each for each in _lines(variables.get(f"jar:{jar}/gone", "")) if each != text)
    variables = {**variables, f"jar:{jar}/gone": "\n".join(gone)}
    before = _lines(variables.get(f"jar:{jar}/added", ""))
    added = (*(each for each in before if each != text), text)
    changed = {**variables, f"jar:{jar}/added": "\n".join(added)}
    return {**changed, **_counted(program, changed, jar)}


def forget(program: Program, variables: Mapping[str, str], jar: str, text: str) -> dict[str, str]:
    """Return the variables after a note that this session has put into a jar was taken back."""
    text = " ".join(text.split())
    added = (each for each in _lines(variables.get(f"jar:{jar}/added", "")) if each != text)
    changed = {**variables, f"jar:{jar}/added": "\n".join(added)}
    return {**changed, **_counted(program, changed, jar)}


def draw(program: Program, variables: Mapping[str, str], operation: DrawSlip) -> dict[str, str]:
    """Return the variables after a slip has been taken out to be read.

    By lot none comes again before all others have come, over all sessions; those put in by this
    session come after the older ones. The latest may be read as often as one likes.
    """
    drew = _drawn(program, variables, operation)
    text = drew.get(slip_in(operation.jar), "")
    if not operation.for_good or not text:
        return drew
    jar = operation.jar
    gone = "\n".join((*_lines(drew.get(f"jar:{jar}/gone", "")), text))
    changed = {**drew, f"jar:{jar}/gone": gone}
    return {**changed, **_counted(program, changed, jar)}


def _drawn(program: Program, variables: Mapping[str, str], operation: DrawSlip) -> dict[str, str]:
    jar = operation.jar
    there = slips(program, variables, jar)
    if not there or operation.latest:
        return _read(program, variables, jar, there[-1] if there else "")
    lots = {each.text: each.lot for each in program.jars.get(jar, ())}
    added = _lines(variables.get(f"jar:{jar}/added", ""))
    old = sorted((each for each in there if each not in added), key=lambda each: lots[each])
    fresh, before = without_repeating((*old, *added), drawn(program, variables, jar))
    changed = {**variables, f"jar:{jar}/drawn": "\n".join((*before, fresh[0]))}
    return _read(program, changed, jar, fresh[0])


def _read(program: Program, variables: Mapping[str, str], jar: str, text: str) -> dict[str, str]:
    read = dict.fromkeys((*_lines(variables.get(f"jar:{jar}/read", "")), *_lines(text)))
    changed = {**variables, slip_in(jar): text, f"jar:{jar}/read": "\n".join(read)}
    return {**changed, **_counted(program, changed, jar)}


def _counted(program: Program, variables: Mapping[str, str], jar: str) -> dict[str, str]:
    there = slips(program, variables, jar)
    read = _lines(variables.get(f"jar:{jar}/read", ""))
    unread = sum(text not in read for text in there)
    return {number_in(jar): str(len(there)), unread_in(jar): str(unread)}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
