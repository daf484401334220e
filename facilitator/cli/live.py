"""A live session from the command line: devices, display, keyboard, memory, ending."""

from __future__ import annotations

import sys

import click

from facilitator.cli.options import Chosen
from facilitator.cli.wishes import Plan, plan
from facilitator.display.keyboard import Keyboard
from facilitator.display.view import Display
from facilitator.engine.program import Program
from facilitator.errors import DeviceError, FacilitatorError
from facilitator.journal.store import FileJournal
from facilitator.room.sound_card import NoSoundCardError, SoundCard
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import Staging, rehearse
from facilitator.session.showing import Shown
from facilitator.session.start import minutes_and_seconds, perform, ready

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""


def hold(chosen: Chosen, microphone: str | None, loudspeaker: str | None) -> int:
    """Hold a session and return the exit code.

    Raises:
        FacilitatorError: Something a person can mend, before the session began.
    """
    journal = FileJournal()
    planned = plan(chosen, journal)
    for remark in planned.remarks:
        click.echo(remark)
    try:
        card = SoundCard(microphone, loudspeaker)
    except NoSoundCardError as error:
        click.echo(f"{error.message} So this is a rehearsal in a simulated room.")
        return rehearse_instead(planned)
    return _live(planned, card, journal)


def rehearse_instead(planned: Plan) -> int:
    """Perform the ritual without hardware: simulated room, real ears and voice."""
    with open_display() as display:
        shown = Shown(planned.wish.program, display)
        ending = rehearse(planned.wish, Staging(), display, witnesses=(shown,))
    return report(planned.wish.program, ending)


def _live(planned: Plan, card: SoundCard, journal: FileJournal) -> int:
    program = planned.wish.program
    try:
        with (
            open_display() as display,
            Keyboard() as keyboard,
            ready(planned.wish, display, wait=False) as (ears, speech),
        ):
            ending = perform(
                planned.wish,
                card,
                ears,
                speech,
                witnesses=(Shown(program, display),),
                key_pressed=keyboard.pressed,
            )
    except KeyboardInterrupt:
        card.close()
        click.echo("Stopped.")
        return INTERRUPTED
    remember(journal, program, ending)
    return report(program, ending)


def remember(journal: FileJournal, program: Program, ending: Ending) -> None:
    """Write down what the ritual asked for, and how the session ended."""
    if ending.notes and ending.outcome == "completed":
        journal.note(program.ritual, ending.notes)
    journal.ended(program.ritual, ending.outcome)
    if journal.problem:
        click.echo(journal.problem, err=True)


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
