"""`facilitator rehearse`: the same session in a simulated room, in virtual time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

from facilitator.cli.options import Chosen, asking_option, session_options
from facilitator.errors import UsageError

_SOUND: Final = ("--heard", "--safe-word-at", "--choose-word", "--alone", "--wav")
_APART: Final = {
    "--watch": (
        *("--stop-everywhere", "--echo", "--noise", *_SOUND, "--timeline", "--picture"),
        *("--answer", "--people", "--report", "--remind", "--remembered"),
    ),
    "--stop-everywhere": (*_SOUND, "--timeline", "--picture", "--report"),
    "--text": (*_SOUND, "--echo", "--noise"),
}
"""What an option leaves without a meaning."""


@click.command()
@session_options
@asking_option
@click.option(
    "--heard",
    multiple=True,
    metavar="FILE@TIME",
    help="Put a recording into the room at a time of the session (90, 1:30). May be repeated.",
)
@click.option("--safe-word-at", metavar="TIME", help="One of the two says the safe word then.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=MEANING",
    help="What the two answer to a question, in the order of asking; “NAME of first” or “NAME of "
    "second” for one of them, “always MEANING” for every time. May be repeated.",
)
@click.option(
    "--choose-word", "choosing", is_flag=True, help="The two choose a safe word by voice first."
)
@click.option(
    "--people",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE|random",
    help="How the two are: who hesitates, is silent, says no, laughs, talks over; “random” lets "
    "--seed choose.",
)
@click.option(
    "--remind",
    "reminders",
    multiple=True,
    metavar="SENTENCE",
    help="Begin with a reminder from earlier; one with a question mark is asked. May be repeated.",
)
@click.option(
    "--remembered",
    multiple=True,
    metavar="NAME=TEXT",
    help="Begin with something kept earlier: a note, an answer, a note in a jar; “NAME of first” "
    "or “NAME of second” for one of them. May be repeated.",
)
@click.option("--alone", is_flag=True, help="Nobody is there but what --heard puts into the room.")
@click.option(
    "--echo",
    metavar="DB",
    default="6",
    show_default=True,
    help="Loudspeaker above voices at the microphone; “none” for headphones.",
)
@click.option(
    "--noise", type=float, metavar="DBFS", default=-70.0, show_default=True, help="Room noise."
)
@click.option(
    "--wav",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.wav",
    help="Write what sounded, and what the microphone heard beside it (OUT.heard.wav).",
)
@click.option(
    "--timeline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.json",
    help="Write every event and action, one JSON object a line.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.svg",
    help="Draw the session as a timeline.",
)
@click.option(
    "--seed",
    default=0,
    type=click.IntRange(min=0),
    show_default=True,
    help="Another seed, other hesitations, and with --people random other people.",
)
@click.option("--text", is_flag=True, help="Without any sound, in an instant.")
@click.option(
    "--fit",
    metavar="LENGTH",
    help='Stretch it to take about so long, as in "20 min"; with "at most 20 min" no longer, '
    "whatever is answered.",
)
@click.option(
    "--stop-everywhere",
    is_flag=True,
    help="Say the safe word in every step and at every second; it must always end in silence.",
)
@click.option(
    "--sound",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="With --stop-everywhere: also really say it, at N moments.",
)
@click.option(
    "--watch", is_flag=True, help="Check it whenever you save it, and say what you changed."
)
@click.option("--report", is_flag=True, help="Tell what was spoken, asked and heard.")
@click.option("--quiet", is_flag=True, help="Only say how it ended.")
def rehearse(
    heard: tuple[str, ...],
    safe_word_at: str | None,
    answers: tuple[str, ...],
    choosing: bool,
    people: Path | None,
    reminders: tuple[str, ...],
    remembered: tuple[str, ...],
    alone: bool,
    echo: str,
    noise: float,
    wav: Path | None,
    timeline: Path | None,
    picture: Path | None,
    seed: int,
    text: bool,
    fit: str | None,
    stop_everywhere: bool,
    sound: int | None,
    watch: bool,
    report: bool,
    quiet: bool,
    **chosen: object,
) -> None:
    """Rehearse a ritual: real ears, real voice, two simulated people, many times real time.

    \b
    facilitator rehearse mirror-talk
    facilitator rehearse mirror-talk --safe-word-at 1:30 --wav out.wav --picture out.svg
    facilitator rehearse mirror-talk --safe-word alexa --heard alexa.flac@90
    facilitator rehearse mirror-talk --fit "20 min" --text
    facilitator rehearse mirror-talk --stop-everywhere
    facilitator rehearse gratitude-jar --text --remembered "gratitude jar=a walk by the sea"
    """
    from facilitator.cli import on_paper

    wanted = on_paper.Rehearsal(
        heard=heard,
        safe_word_at=safe_word_at,
        answers=answers,
        alone=alone,
        echo=echo,
        noise_dbfs=noise,
        wav=wav,
        timeline=timeline,
        picture=picture,
        seed=seed,
        quiet=quiet,
        people=people,
        report=report,
        reminders=reminders,
        remembered=remembered,
        choosing=choosing,
    )
    what = Chosen(**chosen)  # type: ignore[arg-type]
    if sound is not None and not stop_everywhere:
        raise UsageError("--sound belongs to --stop-everywhere.", help="Give both, or neither.")
    _refuse_apart(click.get_current_context())
    for option, path, ending in (("--wav", wav, ".wav"), ("--picture", picture, ".svg")):
        if path is not None and path.suffix.lower() != ending:
            raise UsageError(
                f"{option} writes a file that ends in {ending}; {path} does not.",
                help=f"For example: {option} {path.stem or 'out'}{ending}",
            )
        if path is not None and not path.parent.is_dir():
            raise UsageError(f"There is no folder {path.parent}.", help="Make it first.")
    if people is not None:
        what = on_paper.with_people(what, people)
    if fit is not None:
        what = on_paper.fitted(what, fit, on_paper.answers_of(wanted))
    if text and not watch and not stop_everywhere:
        sys.exit(on_paper.on_paper(what, wanted))
    from facilitator.cli import stage

    if watch:
        stage.watch(what)
        return
    if stop_everywhere:
        sys.exit(stage.stop_everywhere(what, wanted, sound or 0))
    sys.exit(stage.rehearse(what, wanted))


def _refuse_apart(context: click.Context) -> None:
    """Refuse options that mean nothing together, rather than leave one of them out unsaid.

    Raises:
        UsageError: Two such options are given; names them.
    """
    given = {
        parameter.opts[-1]
        for parameter in context.command.params
        if parameter.name
        and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    }
    for mode, without in _APART.items():
        wrong = next((each for each in without if each in given), None) if mode in given else None
        if wrong is not None and mode == "--text":
            raise UsageError(f"{wrong} needs sound: leave --text out.")
        if wrong is not None:
            raise UsageError(
                f"{wrong} means nothing with {mode}.", help="Leave one of the two out."
            )
