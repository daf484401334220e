"""`facilitator bench own-voice`: what the facilitator hears of itself."""

from __future__ import annotations

from pathlib import Path

import click

from facilitator.cli.measuring import (
    at_least_one,
    check_words,
    circumstances,
    progress_bar,
    within,
    write_json,
)
from facilitator.errors import UsageError


@click.command("own-voice")
@click.option(
    "--word",
    "words",
    multiple=True,
    metavar="WORD",
    help="Safe word to listen for. May be repeated; four of the best by default.",
)
@click.option("--apart", is_flag=True, help="A pair of ears for each word, not one for all.")
@click.option("--echo", default=6.0, metavar="DB", show_default=True, help="Above a voice.")
@click.option("--rt60", type=float, metavar="S", help="Reverberation (0.2 to 0.8, varied).")
@click.option(
    "--drift",
    default=40.0,
    metavar="PPM",
    show_default=True,
    help="Between loudspeaker and microphone.",
)
@click.option(
    "--distortion", default=0.25, metavar="X", show_default=True, help="Of the loudspeaker."
)
@click.option(
    "--ritual",
    "rituals",
    multiple=True,
    metavar="RITUAL",
    help="Read this one. May be repeated; all shipped ones by default.",
)
@click.option("--rooms", default=1, show_default=True, help="Read everything so many times.")
@click.option("--limit", type=float, metavar="MINUTES", help="Read no more than this.")
@click.option("--jobs", default=2, show_default=True, help="Processes, two at most.")
@click.option("--seed", default=0, show_default=True, help="Other rooms.")
@click.option(
    "--json",
    "json_out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write figures and events.",
)
@click.option("--list", "listing", is_flag=True, help="Name the line of everything heard.")
def own_voice(
    words: tuple[str, ...],
    apart: bool,
    echo: float,
    rt60: float | None,
    drift: float,
    distortion: float,
    rituals: tuple[str, ...],
    rooms: int,
    limit: float | None,
    jobs: int,
    seed: int,
    json_out: Path | None,
    listing: bool,
) -> None:
    """How often the facilitator takes its own voice for somebody's.

    It reads every line of the rituals aloud, whatever is chosen in them, in simulated rooms
    where nobody else is, and listens with the ears of a session. Targets: no stop, and at most
    one hush an hour.
    """
    at_least_one("--jobs", jobs)
    at_least_one("--rooms", rooms)
    for option, value, least, most in (
        ("--echo", echo, -60.0, 30.0),
        ("--rt60", rt60, 0.1, 1.5),
        ("--drift", drift, 0.0, 1000.0),
        ("--distortion", distortion, 0.0, 1.0),
        ("--limit", limit, 0.1, 6000.0),
    ):
        if value is not None:
            within(option, value, least, most)
    from facilitator.bench.own_lines import lines_of
    from facilitator.bench.own_voice import measure, readings
    from facilitator.bench.own_voice_report import data, details, report
    from facilitator.bench.scenes import Condition
    from facilitator.cli.wishes import alike
    from facilitator.clock import samples
    from facilitator.ears.words_pool import EXCELLENT
    from facilitator.places import shipped_scripts
    from facilitator.script.library import find, rituals_in
    from facilitator.voice.choose import open_voice

    wanted = tuple(dict.fromkeys(word.strip().lower() for word in words)) or EXCELLENT[:4]
    files = [find(name) for name in rituals] or rituals_in(shipped_scripts())
    check_words(wanted)
    condition = Condition(echo_db=echo, rt60_seconds=rt60, drift_ppm=drift, distortion=distortion)
    lines = [lines_of(path, wanted, sounds_like=alike) for path in files]
    with progress_bar(rooms * len(lines), "Rendering") as step:
        plans = readings(
            lines,
            wanted,
            condition,
            open_voice(),
            rooms=rooms,
            limit=None if limit is None else samples(60.0 * limit),
            apart=apart,
            seed=seed,
            progress=step,
        )
    if not plans:
        raise UsageError(
            "Every ritual says every one of these words itself.", help="Name others with --word."
        )
    with progress_bar(sum(len(plan.sentences) for plan in plans), "Reading") as step:
        found = measure(plans, jobs=jobs, progress=step)
    click.echo(f"Condition: {condition}.\n\n{report(found)}")
    for each in lines:
        if each.said:
            said = ", ".join(sorted(each.said))
            click.echo(f"Not listened for in {each.ritual}, which says it: {said}.")
    click.echo(f"\n{circumstances()}")
    if listing:
        click.echo("\n" + "\n".join(details(found)))
    if json_out is not None:
        write_json(json_out, {"condition": str(condition), "seed": seed, **data(found)})
