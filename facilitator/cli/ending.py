"""How a session is shown, and what is said on the command line when it is over."""

from __future__ import annotations

import sys

import click

from facilitator.display.view import Display
from facilitator.engine.program import Program
from facilitator.errors import DeviceError, FacilitatorError
from facilitator.session.loop import Ending
from facilitator.session.start import minutes_and_seconds


def open_display() -> Display:
    """Return the full-screen display on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        from facilitator.display.terminal import TerminalDisplay

        return TerminalDisplay()
    from facilitator.display.plain import PlainDisplay

    return PlainDisplay()


ENDINGS = {
    "completed": "{title} ended after {time}.",
    "declined": "Not this time. {title} ended after {time}.",
    "stopped": "Stopped after {time}.",
    "deaf": "Stopped after {time}, because I could no longer hear you.",
}


def report(program: Program, ending: Ending) -> int:
    """Tell in a line or two how a session ended; return the exit code."""
    time = minutes_and_seconds(ending.at)
    click.echo(ENDINGS[ending.outcome].format(title=program.title, time=time))
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
