"""`facilitator translate`: a language file beside a script, new or brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from facilitator.script.translation.translating import Updated

SHOWN = 5
"""So many ids are named in a message; more are counted."""


@click.command()
@click.argument("file")
@click.argument("language")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.yaml",
    help="Write it there instead of beside the script.",
)
@click.option("--scripts", metavar="FOLDER", help="A folder of your own rituals.")
def translate(file: str, language: str, output: Path | None, scripts: str | None) -> None:
    """Write the file for a translation, or bring one up to date with its script.

    \b
    facilitator translate evening-window.yaml de
    facilitator translate facilitator fr

    FILE is a ritual, a shared part, or “facilitator” for what I say of my own. LANGUAGE is a code
    such as de. New lines are added without a translation; where a line has changed, its
    translation stays beside what it was made from; lines that are gone come last. Nothing that
    somebody has translated is lost.
    """
    from facilitator.errors import UsageError
    from facilitator.script.library import display_name, folders
    from facilitator.script.translation.sources import (
        checked_code,
        find_file,
        name_of,
        read,
    )
    from facilitator.script.translation.translating import named_source, updated

    code = checked_code(language)
    if code == "en":
        raise UsageError("scripts are written in English.", help="For example: de, fr, pt-br.")
    own = Path(scripts) if scripts else None
    where = folders(own)
    source, path = named_source(file, where)
    place = output or _beside(path, where, source.stem, code, source.kind)
    here = (path.parent, *where) if path is not None else where
    existing = place if place.is_file() else find_file(source, code, here)
    before = read(source, existing) if existing is not None else None
    made = updated(source, code, before, _first_line(place))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(made.text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror}.") from error
    click.echo(
        f"{display_name(place)} is written: {made.needed} texts in {name_of(code)}{_answers(made)}."
    )
    done = made.needed - len(made.missing)
    if made.missing:
        percent = done * 100 // made.needed
        click.echo(
            f"{done} of {made.needed} texts are translated ({percent} %). Write each of the "
            'others between the quotation marks after its `translation: ""`.'
        )
    _tell("To be translated", made.missing)
    _tell("To be looked at, because the original has changed", made.out_of_date)
    _tell("No longer in the script", made.removed)
    if not (made.missing or made.out_of_date):
        click.echo("Everything is translated.")


def _beside(path: Path | None, where: Sequence[Path], stem: str, language: str, kind: str) -> Path:
    """Return where a language file belongs: beside its script, or among one's own rituals when
    the script is a shipped one that was given by its name."""
    from facilitator.places import shipped_scripts

    name = f"{stem}.{language}.yaml"
    if path is None:
        return where[-2] / name
    if path.is_relative_to(shipped_scripts()) and not path.is_relative_to(Path.cwd()):
        return (where[-2] / "parts" if kind == "part" else where[-2]) / name
    return path.with_name(name)


def _first_line(path: Path) -> str:
    """Return the line for editors: the one a file begins with, to keep it; for a new file one
    that names the schema, where that lies beside it."""
    from facilitator.authoring import editors

    if not path.is_file():
        schema = editors.file_name("language")
        return editors.editor_line(schema) if path.with_name(schema).is_file() else ""
    first = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    return first if first.startswith(editors.LINE) else ""


def _answers(made: Updated) -> str:
    """Return how many answers there are besides the texts, and what for; "" for none."""
    count = made.lines - made.needed
    many = f"{count} answer{'' if count == 1 else 's'}"
    return f", and {many} for a speech model of that language" if count else ""


def _tell(what: str, ids: Sequence[str]) -> None:
    if ids:
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        click.echo(f"{what}: {', '.join(ids[:SHOWN])}{more}.")
