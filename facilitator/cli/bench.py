"""`facilitator bench`: the product's claims, measured again on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from facilitator.errors import UsageError

_FOLDER = click.Path(path_type=Path)
_OUT = click.Path(path_type=Path, dir_okay=False)


@click.group()
def bench() -> None:
    """Measure what this product claims, on this machine, with recordings of your own.

    \b
    stop       from the end of the safe word to the last sounding sample
    session    exactness of time, speed of a rehearsal, processor, memory, first word
    safe-word  how often the word is missed, and how often heard where it was not said
    echo       how well people are heard while the facilitator speaks

    Everything goes through the same chain as a session. docs/figures.md has our figures and the
    commands that gave them.
    """


@bench.command()
@click.option("--n", default=60, show_default=True, help="Recordings; two sessions for each.")
@click.option(
    "--voices", type=_FOLDER, metavar="DIR", help="Folders named after the word said in them."
)
@click.option(
    "--echo", default="6", metavar="DB", show_default=True, help="Above the voice, or “none”."
)
@click.option("--live", is_flag=True, help="In real time, on a virtual sound card (Linux).")
@click.option("--seed", default=0, show_default=True, help="Other recordings and moments.")
@click.option("--json", "json_out", type=_OUT, metavar="FILE", help="Write every trial, too.")
def stop(
    n: int, voices: Path | None, echo: str, live: bool, seed: int, json_out: Path | None
) -> None:
    """How long it sounds on after the safe word.

    One whole session for each trial: a recorded person says the word into the facilitator's
    sentences, and into a silence. Targets: median 200 ms and 95th percentile 350 ms at most;
    live 450 ms.
    """
    _at_least_one("--n", n)
    from facilitator.bench.clips import clips_in, voices_folder
    from facilitator.ears.model import load_model
    from facilitator.voice.choose import open_voice
    from facilitator.voice.prerender import Prerenderer

    clips = clips_in([voices_folder(voices)], limit=n, seed=seed)
    model = load_model()
    speech = Prerenderer(open_voice())
    try:
        if live:
            done: Sequence[Any] = _stop_live(clips, model, speech, seed)
        else:
            done = _stop_simulated(clips, model, speech, _echo(echo), seed)
    finally:
        speech.close()
    if json_out is not None:
        from dataclasses import asdict

        _write(json_out, [asdict(each) for each in done])


def _stop_simulated(
    clips: Sequence[Any], model: Any, speech: Any, echo_db: float | None, seed: int
) -> Sequence[Any]:
    from facilitator.bench.stopping import stop_table, trials

    with _progress(2 * len(clips), "Sessions") as step:
        done = trials(model, speech, clips, echo_db=echo_db, seed=seed, progress=step)
    click.echo(stop_table(done))
    for each in done:
        if each.stopped is None:
            where = "while it speaks" if each.speaking else "in silence"
            hushed = "hushed, not stopped" if each.hushed is not None else "not noticed"
            click.echo(f"missed {where}: {each.file} ({hushed})")
    return done


def _stop_live(clips: Sequence[Any], model: Any, speech: Any, seed: int) -> Sequence[Any]:
    from facilitator.bench.stopping import TEXT
    from facilitator.bench.stopping_live import card_of_our_own, live_table, live_trial

    for text in TEXT:
        speech.get(text)
    done = []
    with card_of_our_own() as card, _progress(len(clips), "Sessions in real time") as step:
        for clip in clips:
            done.append(live_trial(card, model, speech, clip, seed))
            step(done[-1])
    click.echo(live_table(done))
    for each in done:
        if each.missed:
            click.echo(f"missed: {each.file} ({each.outcome}; {each.why or 'it sounded on'})")
    return done


@bench.command()
@click.argument("ritual", default="mirror-talk")
@click.option("--minutes", default=45.0, show_default=True, help="Length of the long session.")
@click.option("--starts", default=5, show_default=True, help="Starts until the first word.")
@click.option("--watch", default=120.0, show_default=True, help="Seconds of the live session.")
@click.option("--simulated", is_flag=True, help="Leave out what needs the virtual card.")
@click.option("--only", default="", metavar="WHAT", help="time, speed, start or cost.")
@click.option("--seed", default=0, show_default=True, help="Other hesitations, noise and rooms.")
def session(
    ritual: str, minutes: float, starts: int, watch: float, simulated: bool, only: str, seed: int
) -> None:
    """How exact, how fast and how costly a session is.

    Bells are found in what the simulated room's loudspeaker gave. Targets: every bell within one
    block (20 ms); rehearsal at 30 times real time; at most 10 % of a core and 450 MB; the first
    word within 1.5 s of the start.
    """
    parts = ("time", "speed", "start", "cost")
    if only and only not in parts:
        raise UsageError(f"--only {only} is not one of {', '.join(parts)}.")
    wanted = {only} if only else set(parts)
    if simulated:
        wanted -= {"start", "cost"}
    from facilitator.bench import sessions

    if "time" in wanted:
        found = [
            sessions.boundaries("two minutes of silence", 120.0, talk=False, seed=seed),
            sessions.boundaries("two minutes, people talk", 120.0, talk=True, seed=seed),
            sessions.boundaries(f"{minutes:g} minutes", minutes * 60.0, talk=True, seed=seed),
        ]
        click.echo(sessions.boundary_table(found) + "\n")
    if "speed" in wanted:
        speeds = [sessions.rehearsal_speed(ritual, seed=seed + i) for i in range(3)]
        click.echo(sessions.speed_table(ritual, speeds) + "\n")
    if wanted & {"start", "cost"}:
        _session_live(ritual, wanted, starts, watch)


def _session_live(ritual: str, wanted: set[str], starts: int, watch: float) -> None:
    from facilitator.bench import sessions, sessions_live
    from facilitator.bench.stopping_live import card_of_our_own

    with card_of_our_own() as card:
        if "start" in wanted:
            found = sessions_live.first_words(card, ritual, starts)
            click.echo(sessions.first_word_table(found) + "\n")
        if "cost" in wanted:
            click.echo(sessions.live_cost_table(sessions_live.live_cost(card, ritual, watch)))


def _echo(text: str) -> float | None:
    if text.strip().lower() == "none":
        return None
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(
            f"--echo {text} is no level.", help="Give decibels, as in --echo 6, or --echo none."
        ) from error


def _at_least_one(option: str, value: int) -> None:
    if value < 1:
        raise UsageError(f"{option} is {value}, but at least one is needed.")


@contextmanager
def _progress(length: int, label: str) -> Iterator[Callable[[object], None]]:
    """Show a bar on standard error; the body is given a function that moves it on by one."""
    stream = click.get_text_stream("stderr")
    with click.progressbar(length=length, label=label, file=stream) as bar:
        yield lambda _: bar.update(1)


def _write(path: Path, data: object) -> None:
    try:
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
