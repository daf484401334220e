"""`facilitator scripts`: the rituals there are."""

from __future__ import annotations

import json
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from facilitator.script.listing import Listed


@click.command()
@click.option("--scripts", metavar="FOLDER", help="A folder of your own rituals, listed as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def scripts(scripts: str | None, as_json: bool) -> None:
    """List the rituals: those that came along, and your own, with how many minutes they take.

    The minutes are those of the shortest and of the longest course with the usual settings;
    facilitator check NAME tells what makes the difference.

    Your own are looked for in the folder given, then in the folder named at the end of the list.
    A ritual of yours with the name of a shipped one takes its place. At the end it tells what you
    agreed on to do next and when, and which reminders your next session begins with.
    """
    from datetime import datetime

    from facilitator.journal.slots import slot_line, slots
    from facilitator.journal.store import FileJournal
    from facilitator.script.days import evening_of
    from facilitator.script.library import folders, is_people, rituals_in
    from facilitator.script.listing import list_rituals

    own = Path(scripts) if scripts else None
    if own is not None and not own.is_dir():
        from facilitator.errors import UsageError

        raise UsageError(f"There is no folder {own}.", help="Give a folder of rituals.")
    places = folders(own)
    found = list(list_rituals(places))
    # The first folder that has a name wins, as when it is run.
    known = {path.stem: path for place in reversed(places) for path in rituals_in(place)}
    listed = {each.id for each in found}
    broken = [known[name] for name in sorted(known) if name not in listed]
    broken = [path for path in broken if not is_people(path)]
    journal, today = FileJournal(), evening_of(datetime.now())
    due, agreed = journal.due(today), slots(journal.memory())
    days = {each.ritual: each.day.isoformat() for each in agreed}
    if as_json:
        rows: list[dict[str, object]] = [
            {
                "id": each.id,
                "title": each.title,
                "about": each.about,
                "minutes": round(each.minutes, 1),
                "shortest": round(each.shortest, 1),
                "longest": round(each.longest, 1),
                "path": str(each.path),
                "ok": True,
                "next": days.get(each.id),
                "reminders": [one.text for one in due if one.ritual == each.id],
            }
            for each in found
        ]
        rows += [{"id": path.stem, "path": str(path), "ok": False} for path in broken]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max((len(each.id) for each in found), default=0)
    wide = max((len(_minutes(each)) for each in found), default=0)
    columns = max(60, min(100, shutil.get_terminal_size((100, 24)).columns))
    for each in found:
        about = textwrap.shorten(each.about, columns - width - wide - 4, placeholder=" …")
        minutes = _minutes(each).rjust(wide)
        click.echo(f"{click.style(each.id.ljust(width), bold=True)}  {minutes}  {about}")
    for path in broken:
        click.echo(f"{path.stem.ljust(width)}  has mistakes: facilitator check {path}")
    if not found and not broken:
        click.echo("There are no rituals.")
    click.echo("")
    for slot in agreed:
        click.echo(f"{slot_line(slot, today)}.")
    for reminder in due:
        click.echo(f"Due, from {reminder.ritual}: {reminder.text}")
    if due or agreed:
        click.echo("")
    click.echo(f"Your own belong in {places[-2]}, or in any folder given with --scripts.")
    click.echo("To hear one: facilitator run NAME. To write one: facilitator new NAME.")


def _minutes(each: Listed) -> str:
    """Return the shortest and the longest course in minutes, as one where they agree."""
    from facilitator.script.durations import in_figures, rounded

    unit, per = ("h", 60) if rounded(each.shortest * 60) >= 2 * 3600 else ("min", 1)
    least, most = (
        in_figures(rounded(minutes * 60) / 60 / per) for minutes in (each.shortest, each.longest)
    )
    return f"{least} {unit}" if least == most else f"{least}–{most} {unit}"
