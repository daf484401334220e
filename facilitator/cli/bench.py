"""`facilitator bench`: the product's claims, measured again on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from facilitator.cli.measuring import (
    at_least_one,
    circumstances,
    echo_level,
    progress_bar,
    within,
    write_json,
)
from facilitator.cli.measuring_words import safe_word
from facilitator.cli.own_voice import own_voice
from facilitator.errors import UsageError

_FOLDER = click.Path(path_type=Path)
_OUT = click.Path(path_type=Path, dir_okay=False)


@click.group()
def bench() -> None:
    """Measure what this product claims, on this machine, with recordings of your own.

    Everything goes through the same chain as a session. docs/figures.md has our figures, the
    targets they are held against, and the commands that gave them.
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
    at_least_one("--n", n)
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
            done = _stop_simulated(clips, model, speech, echo_level(echo), seed)
    finally:
        speech.close()
    click.echo(f"\n{circumstances()}")
    if json_out is not None:
        from dataclasses import asdict

        write_json(json_out, [asdict(each) for each in done])


def _stop_simulated(
    clips: Sequence[Any], model: Any, speech: Any, echo_db: float | None, seed: int
) -> Sequence[Any]:
    from facilitator.bench.stopping import stop_table, trials

    with progress_bar(2 * len(clips), "Sessions") as step:
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
    with card_of_our_own() as card, progress_bar(len(clips), "Sessions in real time") as step:
        for clip in clips:
            done.append(live_trial(card, model, speech, clip, seed))
            step(done[-1])
    click.echo(live_table(done))
    for each in done:
        if each.missed:
            click.echo(f"missed: {each.file} ({each.outcome}; {each.why or 'it sounded on'})")
        elif each.deaf:
            click.echo(f"not counted: {each.file} (ended by itself: {each.why})")
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
    at_least_one("--starts", starts)
    within("--minutes", minutes, 2.0, 240.0)
    within("--watch", watch, 10.0, 3600.0)
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
    click.echo(circumstances())


def _session_live(ritual: str, wanted: set[str], starts: int, watch: float) -> None:
    from facilitator.bench import sessions, sessions_live
    from facilitator.bench.stopping_live import card_of_our_own

    with card_of_our_own() as card:
        if "start" in wanted:
            found = sessions_live.first_words(card, ritual, starts)
            click.echo(sessions.first_word_table(found) + "\n")
        if "cost" in wanted:
            cost = sessions_live.live_cost(card, ritual, watch)
            click.echo(sessions.live_cost_table(cost) + "\n")


@bench.command()
@click.argument("voices", type=_FOLDER, required=False)
@click.option("--n", default=60, show_default=True, help="Recordings for each condition.")
@click.option("--only", default="", metavar="TEXT", help="Conditions whose name holds this text.")
@click.option("--with-only", is_flag=True, help="Leave out the rows without canceller.")
@click.option("--seed", default=0, show_default=True, help="Other recordings and rooms.")
def echo(voices: Path | None, n: int, only: str, with_only: bool, seed: int) -> None:
    """How well people are heard while the facilitator speaks, with and without the canceller.

    VOICES is a folder that holds keywords/WORD/*.flac. Counted is whether the word stands in any
    result of the recognizer that listens for it; `bench safe-word --echo` judges the whole chain.
    """
    from facilitator.bench import echo as measured
    from facilitator.bench.clips import voices_folder

    at_least_one("--n", n)
    folder = voices_folder(voices)
    if folder.name != "keywords":
        raise UsageError(f"{folder} holds no folder “keywords”.", help="Put the words in one.")
    chosen = [each for each in measured.CONDITIONS if only in each.name]
    if not chosen:
        raise UsageError(
            f"No condition is called “{only}”.",
            help="There are: " + "; ".join(each.name for each in measured.CONDITIONS),
        )
    rows = measured.run(folder.parent, n, seed, conditions=chosen, without=not with_only)
    click.echo(measured.table(rows))


@bench.command()
@click.option("--n", default=7, show_default=True, help="Processes of each command.")
@click.option("--scripts", "count", default=104, show_default=True, help="Scripts of the library.")
@click.option("--not-kept", is_flag=True, help="As the environment has it; see above.")
@click.option("--json", "json_out", type=_OUT, metavar="FILE", help="Write every time, too.")
def authoring(n: int, count: int, not_kept: bool, json_out: Path | None) -> None:
    """How long an author waits for check and rehearse --text.

    Each command runs in new processes, in turn with a bare interpreter. The library is the
    shipped rituals, copied and edited. Targets: check of one script 0.4 s and of 104 scripts 3 s,
    rehearsing an hour on paper 1 s. Each runs once before it is timed, so that Python has kept the
    modules it translates, as it does from the second time on; with --not-kept they are kept only
    where the environment lets it.
    """
    at_least_one("--n", n)
    within("--scripts", count, 1, 999)
    import tempfile

    from facilitator.bench import authoring as measured

    with tempfile.TemporaryDirectory(prefix="facilitator-bench-") as folder:
        library, kept = Path(folder) / "library", Path(folder) / "kept"
        measured.library_of(count, library)
        timed = measured.commands(library, count)
        with progress_bar((n + (not not_kept)) * len(timed), "Processes") as step:
            measured.measure(timed, n, step, kept=None if not_kept else kept)
    click.echo(f"{measured.report(timed)}\n\n{circumstances()}")
    if json_out is not None:
        from dataclasses import asdict

        write_json(json_out, [asdict(each) for each in timed])


bench.add_command(own_voice)
bench.add_command(safe_word)
