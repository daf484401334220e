"""`facilitator bench safe-word`: words missed, and words heard that nobody said."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from facilitator.cli.measuring import (
    at_least_one,
    check_words,
    circumstances,
    echo_level,
    progress_bar,
    within,
    write_json,
    write_text,
)
from facilitator.errors import UsageError

if TYPE_CHECKING:
    from facilitator.bench.clips import Clip

_FOLDER = click.Path(path_type=Path)
_OUT = click.Path(path_type=Path, dir_okay=False)


@click.command("safe-word")
@click.option(
    "--positives",
    multiple=True,
    type=_FOLDER,
    metavar="DIR",
    help="Recordings in which the word is said. May be repeated.",
)
@click.option(
    "--negatives",
    multiple=True,
    type=_FOLDER,
    metavar="DIR",
    help="Recordings in which it is not said. May be repeated.",
)
@click.option(
    "--synthesise",
    multiple=True,
    metavar="WORD",
    help="A word said by the voices of several engines. May be repeated; several with commas.",
)
@click.option("--whispered", is_flag=True, help="Whispering voices say it (needs espeak-ng).")
@click.option(
    "--word-from-folder",
    is_flag=True,
    help="The folder a recording lies in is named after its word (the default).",
)
@click.option(
    "--word",
    "words",
    multiple=True,
    metavar="WORD",
    help="The word said in all positives; with only negatives, each word to listen for. Several "
    "at once with commas.",
)
@click.option(
    "--together",
    is_flag=True,
    help="One pair of ears listens to the negatives for all words, as in a session with several.",
)
@click.option(
    "--occurrences",
    type=_FOLDER,
    metavar="TSV",
    help="Words truly said in negatives: lines of file, start and end in seconds, word.",
)
@click.option(
    "--noise", default="", metavar="KIND|FILE", help="pink, babble, talk, or a recording."
)
@click.option("--snr", default=10.0, metavar="DB", show_default=True, help="Voice above noise.")
@click.option("--peak", type=float, metavar="DBFS", help="Bring each recording to this peak.")
@click.option(
    "--echo", default="none", metavar="DB", show_default=True, help="The facilitator speaks, too."
)
@click.option(
    "--room", metavar="S[@M]", help="Put the voice into a room of S seconds, M metres away (2)."
)
@click.option(
    "--rir", type=_FOLDER, metavar="DIR", help="Or hear it through these impulse responses."
)
@click.option("--rt60", type=float, metavar="S", help="Reverberation of the echo (0.2 to 0.8).")
@click.option("--drift", default=0.0, metavar="PPM", help="Between loudspeaker and microphone.")
@click.option("--distortion", default=0.0, metavar="X", help="Of the loudspeaker; 0.25 is usual.")
@click.option("--warm", is_flag=True, help="One pair of ears for ten words, not one for each.")
@click.option(
    "--compare",
    default="",
    metavar="NAMES",
    help="bare, finals, pocketsphinx, microwakeword; with commas, or “all”.",
)
@click.option("--limit", type=int, metavar="N", help="So many recordings of each kind at most.")
@click.option("--jobs", default=2, show_default=True, help="Processes, two at most.")
@click.option("--seed", default=0, show_default=True, help="Other recordings, rooms and noise.")
@click.option("--json", "json_out", type=_OUT, metavar="FILE", help="Write figures and events.")
@click.option("--plot", "plot_out", type=_OUT, metavar="FILE.svg", help="Draw misses and errors.")
@click.option("--list", "listing", is_flag=True, help="Name every miss and every false alarm.")
def safe_word(
    positives: tuple[Path, ...],
    negatives: tuple[Path, ...],
    synthesise: tuple[str, ...],
    whispered: bool,
    word_from_folder: bool,
    words: tuple[str, ...],
    together: bool,
    occurrences: Path | None,
    noise: str,
    snr: float,
    peak: float | None,
    echo: str,
    room: str | None,
    rir: Path | None,
    rt60: float | None,
    drift: float,
    distortion: float,
    warm: bool,
    compare: str,
    limit: int | None,
    jobs: int,
    seed: int,
    json_out: Path | None,
    plot_out: Path | None,
    listing: bool,
) -> None:
    """How often a safe word is missed, and how often it is heard where it was not said.

    \b
    facilitator bench safe-word --positives keywords --negatives talk
    facilitator bench safe-word --positives mine/ --word marmalade --noise pink --snr 5
    facilitator bench safe-word --positives keywords --echo 12 --drift 100 --rt60 0.6
    facilitator bench safe-word --positives keywords --room 0.5@2 --noise pink --snr 10
    facilitator bench safe-word --synthesise marmalade,lighthouse
    facilitator bench safe-word --negatives talk --negatives noise --together
        --word marmalade,alexa,"smart mirror" --occurrences truly-said.tsv --list

    Recordings are WAV or FLAC. They are heard in a simulated room through echo canceller, level
    control and both recognizers of a session; each word meets fresh ears, with a second of faint
    noise before it, and talk is heard in stretches of five minutes.
    """
    synthetic = _names(",".join(synthesise).lower())
    if not positives and not negatives and not synthetic:
        raise UsageError(
            "There is nothing to hear.",
            help="Name folders with --positives and --negatives, or a word with --synthesise.",
        )
    if whispered and not synthetic:
        raise UsageError("Nobody whispers without --synthesise WORD.", help="Name the word there.")
    if limit is not None:
        at_least_one("--limit", limit)
    at_least_one("--jobs", jobs)
    for option, value, least, most in (
        ("--snr", snr, -30.0, 60.0),
        ("--peak", peak, -90.0, 0.0),
        ("--rt60", rt60, 0.1, 1.5),
        ("--drift", drift, 0.0, 1000.0),
        ("--distortion", distortion, 0.0, 1.0),
    ):
        if value is not None:
            within(option, value, least, most)
    words = _names(",".join(words).lower())
    if word_from_folder and words and positives:
        raise UsageError(
            "--word and --word-from-folder say two different things.", help="Leave one out."
        )
    if positives and len(words) > 1:
        raise UsageError(
            "All positives hold one word, but several are named.",
            help="Put each word in a folder named after it, and leave --word out.",
        )
    from facilitator.bench.clips import clips_in, talk_in
    from facilitator.bench.false_alarms import occurrences_in
    from facilitator.bench.far_field import USUAL_METRES, responses_in, room_of
    from facilitator.bench.rivals import RIVALS
    from facilitator.bench.safe_word import batches, measure
    from facilitator.bench.safe_word_report import curves, data, details, report
    from facilitator.bench.scenes import NOISES, Condition

    if noise and noise not in NOISES and not Path(noise).is_file():
        raise UsageError(
            f"--noise {noise} is neither a kind of noise nor a recording.",
            help=f"There are: {', '.join(NOISES)}.",
        )
    if room and rir is not None:
        raise UsageError("--room and --rir are two rooms for one voice.", help="Leave one out.")
    room_seconds, metres = room_of(room) if room else (None, USUAL_METRES)
    responses = responses_in(rir) if rir is not None else ()
    rivals = RIVALS if compare.strip() == "all" else _names(compare)
    if unknown := [name for name in rivals if name not in RIVALS]:
        raise UsageError(
            f"Nothing called “{unknown[0]}” can be compared.",
            help=f"There are: {', '.join(RIVALS)}.",
        )
    said = clips_in(positives, word=words[0] if words else None, limit=limit, seed=seed)
    talk = talk_in(negatives, limit=limit, seed=seed)
    listened_for = list(dict.fromkeys([*(clip.word for clip in said), *synthetic])) or list(words)
    if not listened_for:
        raise UsageError("There is no word to listen for.", help="Name it with --word WORD.")
    check_words(listened_for)
    truly_said = occurrences_in(occurrences) if occurrences is not None else ()
    condition = Condition(
        noise,
        snr,
        peak,
        echo_level(echo),
        rt60,
        drift,
        distortion,
        room_seconds,
        metres,
        responses,
    )
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if synthetic:
            said += _synthesised(synthetic, Path(folder), whispered, limit, seed)
        plans = batches(
            said,
            talk,
            listened_for,
            condition,
            seed=seed,
            warm=warm,
            compare=tuple(rivals),
            together=together,
            occurrences=truly_said,
            judged=plot_out is not None,
        )
        with progress_bar(sum(len(plan.clips) for plan in plans), "Recordings") as step:
            found = measure(plans, jobs=jobs, progress=step)
    click.echo(f"Condition: {condition}.\n\n{report(found)}\n\n{circumstances()}")
    if listing:
        click.echo("\n" + "\n".join(details(found)))
    if json_out is not None:
        write_json(json_out, {"condition": str(condition), "seed": seed, **data(found)})
    if plot_out is not None:
        from facilitator.bench.plot import plot

        write_text(plot_out, plot(curves(found), f"Misses and false alarms: {condition}"))


def _synthesised(
    words: tuple[str, ...], folder: Path, whispered: bool, limit: int | None, seed: int
) -> list[Clip]:
    """Let voices say words into a folder; without espeak-ng, only the built-in one."""
    from facilitator.bench.clips import in_turn
    from facilitator.bench.synthesised import SPEAKERS, WHISPERERS, has_espeak, synthesised

    speakers = WHISPERERS if whispered else SPEAKERS
    if not has_espeak():
        speakers = tuple(each for each in speakers if each.engine != "espeak-ng")
        if not speakers:
            raise UsageError(
                "Nothing here can whisper: espeak-ng is not installed.",
                help="Install the program espeak-ng, or leave --whispered out.",
            )
        click.echo("espeak-ng is not installed; only the built-in voice speaks.", err=True)
    with progress_bar(len(words) * len(speakers), "Speaking") as step:
        clips = synthesised(words, folder, speakers, progress=step)
    random.Random(seed).shuffle(clips)
    return in_turn([[clip for clip in clips if clip.word == word] for word in words], limit)


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(",") if name.strip())
