"""What is said on the command line when a session is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from facilitator.clock import session_time
from facilitator.engine.program import Program
from facilitator.errors import DeviceError, FacilitatorError

if TYPE_CHECKING:
    from facilitator.session.loop import Ending


def told(program: Program, outcome: str, at: int) -> str:
    """Return in a sentence how and when a session ended, in its language."""
    time = session_time(at)
    return program.own.text(f"ended {outcome}", title=program.title, time=time)


def report(program: Program, ending: Ending) -> int:
    """Tell in a line or two how a session ended; return the exit code."""
    click.echo(told(program, ending.outcome, ending.ended))
    if ending.lost or ending.underruns:
        click.echo(
            f"On the way {ending.lost / 16:.0f} ms of the microphone were lost and "
            f"{ending.underruns} blocks of sound came too late."
        )
    if ending.outcome == "deaf":
        error: FacilitatorError = DeviceError(
            ending.problem, help='Check microphone and loudspeaker with "facilitator doctor".'
        )
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    return 0
