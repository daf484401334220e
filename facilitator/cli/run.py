"""`facilitator run`: a session with people in the room."""

from __future__ import annotations

import sys

import click

from facilitator.cli.options import Chosen, asking_option, session_options


@click.command()
@session_options
@asking_option
@click.option(
    "--choose-word/--no-choose-word",
    "choosing",
    default=None,
    help="Choose a safe word by voice first; offered before your very first session.",
)
@click.option("--input", "microphone", metavar="DEVICE", help="Microphone, by number or name.")
@click.option("--output", "loudspeaker", metavar="DEVICE", help="Loudspeaker, by number or name.")
def run(
    choosing: bool | None,
    microphone: str | None,
    loudspeaker: str | None,
    **chosen: object,
) -> None:
    """Hold a session: it speaks, listens, keeps the time, and stops the instant you say so.

    Say “ready” to begin, your safe word (or press any key) to stop, “pause” and “go on” in
    between. Without a sound card it says so and rehearses instead.

    Before the very first session you are offered to choose a safe word of your own by voice;
    “no thank you”, silence and --no-choose-word leave that out.

    \b
    facilitator run mirror-talk --partners "Mia, Jonas"
    facilitator run mirror-talk --set gaze="3 min" --safe-word marmalade
    """
    from facilitator.ears.model import begin_loading

    begin_loading(chosen["model"])  # type: ignore[arg-type]
    from facilitator.cli.live import hold

    sys.exit(hold(Chosen(**chosen), microphone, loudspeaker, choosing=choosing))  # type: ignore[arg-type]
