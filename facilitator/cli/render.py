"""`facilitator render`: the guidance as one recording, for where no computer is."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from facilitator.cli.options import Chosen, parse_pairs, session_options


@click.command()
@session_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT.flac",
    help="The file; .wav, .flac or .ogg.",
)
@click.option(
    "--wait", default="8 s", show_default=True, metavar="LENGTH", help="Time left for each answer."
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=MEANING",
    help="What is taken as the answer to a question, in the order of asking. May be repeated.",
)
@click.option("--fit", metavar="LENGTH", help='Stretch it to take about so long, as in "20 min".')
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
def render(
    output: Path | None,
    wait: str,
    answers: tuple[str, ...],
    fit: str | None,
    quiet: bool,
    **chosen: object,
) -> None:
    """Write a ritual's guidance as one recording: voice, bells, and every silence in full length.

    \b
    facilitator render mirror-talk -o mirror-talk.flac
    facilitator render mirror-talk -o walk.ogg --partners "Anna, Ben" --set gaze="3 min"

    Nobody listens to you while a recording plays. Agree beforehand on a word with which either
    of you stops it by hand.
    """
    from facilitator.authoring.recording import record
    from facilitator.cli.on_paper import fitted
    from facilitator.cli.wishes import plan
    from facilitator.clock import samples, session_time
    from facilitator.errors import UsageError
    from facilitator.script.durations import parse_duration
    from facilitator.session.start import voice_of
    from facilitator.session.wish import decibels
    from facilitator.sound.bells import bell
    from facilitator.sound.mixer import Mixer
    from facilitator.voice.prerender import Prerenderer

    patience = parse_duration(wait)
    if patience is None or not 1 <= patience <= 600:
        raise UsageError(
            f"--wait {wait} is not from one second to ten minutes.",
            help='For example: --wait "8 s"',
        )
    what = Chosen(**chosen)  # type: ignore[arg-type]
    if output is None:
        raise UsageError(
            "the recording needs a file.",
            help=f"For example: facilitator render {what.ritual} -o {Path(what.ritual).stem}.ogg",
        )
    given: dict[str, list[str]] = {}
    for name, meaning in parse_pairs("--answer", answers, '"wish=longer"'):
        given.setdefault(name, []).append(meaning)
    if fit is not None:
        what = fitted(what, fit)
    wish = plan(what).wish
    loudness = wish.loudness
    mixer = Mixer(voice_db=decibels(loudness.voice), bells_db=decibels(loudness.bells))
    speech = Prerenderer(voice_of(wish))
    told = not quiet and sys.stderr.isatty()

    def progress(length: int) -> None:
        if told:
            click.echo(f"\r{session_time(length)} ", nl=False, err=True)

    try:
        made = record(
            wish.program,
            output,
            speech,
            bell,
            mixer,
            answers=given,
            wait=samples(patience),
            progress=progress,
        )
    finally:
        speech.close()
    if quiet:
        return
    length, start = session_time(made.length), "\r" if told else ""
    click.echo(f"{start}{output} is written: {length}, {made.size_bytes / 1e6:.1f} MB.")
    if made.ending.outcome == "declined":
        click.echo("It ends early: with these answers the ritual is declined.")
    click.echo("Nobody listens while it plays: agree on a word with which either of you stops it.")
