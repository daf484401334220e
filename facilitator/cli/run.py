"""`facilitator run`: a session with people in the room."""

from __future__ import annotations

import sys

import click

from facilitator.cli.options import Chosen, session_options


@click.command()
@session_options
@click.option("--input", "microphone", metavar="DEVICE", help="Microphone, by number or name.")
@click.option("--output", "loudspeaker", metavar="DEVICE", help="Loudspeaker, by number or name.")
def run(
    microphone: str | None,
    loudspeaker: str | None,
    **chosen: object,
) -> None:
    """Hold a session: it speaks, listens, keeps the time, and stops the instant you say so.

    Say “ready” to begin, your safe word (or press any key) to stop, “pause” and “go on” in
    between. Without a sound card it says so and rehearses instead.

    \b
    facilitator run mirror-talk --partners "Mia, Jonas"
    facilitator run mirror-talk --set gaze="3 min" --safe-word marmalade
    """
    from facilitator.ears.model import begin_loading

    begin_loading(chosen["model"])  # type: ignore[arg-type]
    from facilitator.cli.live import hold

    sys.exit(hold(Chosen(**chosen), microphone, loudspeaker))  # type: ignore[arg-type]
