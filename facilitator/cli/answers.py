"""What people tell a rehearsal to answer and to remember, held against what the ritual asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import click

from facilitator.engine.operations import DrawSlip, PutIn
from facilitator.engine.program import Program
from facilitator.engine.whose import whose
from facilitator.errors import UsageError
from facilitator.script.diagnostics import closest
from facilitator.session import answering, offering
from facilitator.session.timeline import TimelineWriter


def check_answers(
    program: Program, answers: Mapping[str, Sequence[str]], *, choosing: bool = False
) -> None:
    """Refuse an answer to a question that nobody asks, and what is no answer to it.

    Raises:
        UsageError: Names the questions there are, or what can be answered.
    """
    for name, said in answers.items():
        if choosing and name == offering.ANSWER:
            continue
        meant = [each for _, each in answering.questions(program, name)]
        if not meant:
            raise _unasked(program, name)
        ways = answering.ways_of(meant)
        for answer in said:
            if ways is not None and answering.always(answer, ways).lower() not in _lower(ways):
                raise UsageError(
                    f"--answer {name}={answer}: that is no answer to it.",
                    help=f"There are: {answering.told(ways)}. With “always” before it, it is the "
                    "answer every time.",
                )


def _lower(ways: Mapping[str, None]) -> set[str]:
    return {way.lower() for way in ways}


def tell_unasked(program: Program, answers: Iterable[str], writer: TimelineWriter) -> None:
    """Print which answers were given to something that nobody was asked this time."""
    asked = {entry.text("name") for entry in writer.entries if entry.kind in ("asked", "turn")}
    for name in answers:
        there = {variable for variable, _ in answering.questions(program, name)}
        if there and asked.isdisjoint(there):
            click.echo(
                f"Nobody was asked about {name} this time, so that answer was not needed: "
                "the session ended before the question, or a condition led past it."
            )


def _unasked(program: Program, name: str) -> UsageError:
    """Return what is told about an answer that nobody is asked for."""
    what, index = whose(name, program.partners)
    if index >= 0 and answering.questions(program, what):
        return UsageError(
            f"--answer {name}: {program.partners[index]} is not asked about {what}.",
            help=f"Asked are: {', '.join(answering.asked_of(program))}.",
        )
    there = answering.asked_of(program)
    near = closest(name, there)
    one = " For one alone, write NAME of first, or NAME of second."
    return UsageError(
        f"--answer {name}: nothing of that name is asked."
        + (f" Did you mean {near}?" if near else ""),
        help=f"Asked are: {', '.join(there) or 'no questions at all'}."
        + (one if answering.is_asked_of_each(program) else ""),
    )


def tell_unsaid(program: Program) -> None:
    """Print what was left out because nothing of it was remembered."""
    filled = _filled_before_drawing(program)
    unsaid = [each for each in program.unsaid if each.name not in filled]
    if not unsaid:
        return
    click.echo("Left out, because nothing of it is remembered:")
    for each in unsaid:
        click.echo(f"  line {each.line}: {each.text}")
    names = dict.fromkeys(each.name for each in unsaid)
    click.echo(f'Try it with something: --remembered "{next(iter(names))}=…"')
    if len(names) > 1:
        click.echo(f"From one time to the next it keeps: {', '.join(names)}.")


def _filled_before_drawing(program: Program) -> set[str]:
    """Return the jars that are put into before they are drawn from in the same session."""
    filled: set[str] = set()
    drawn: set[str] = set()
    for each in program.operations:
        if isinstance(each, PutIn) and each.jar not in drawn:
            filled.add(each.jar)
        if isinstance(each, DrawSlip):
            drawn.add(each.jar)
    return filled
