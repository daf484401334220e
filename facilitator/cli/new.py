"""`facilitator new`: a ritual of one's own to begin from."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import click

if TYPE_CHECKING:
    from facilitator.script.ritual import Ritual

Depth: TypeAlias = Literal["light", "medium", "deep"]

DEPTHS: tuple[Depth, ...] = ("light", "medium", "deep")


@click.command()
@click.argument("name", required=False)
@click.option("--title", metavar="TEXT", help="What people call it (default: from NAME).")
@click.option("--about", metavar="TEXT", help="What it is, in a sentence.")
@click.option("--depth", type=click.Choice(DEPTHS, case_sensitive=False), help="How far it goes.")
@click.option("--minutes", metavar="N", help="About how long it takes.")
@click.option("--from", "source", metavar="RITUAL", help="Begin from a copy of another ritual.")
@click.option("--scripts", metavar="FOLDER", help="Where to write it (default: here).")
@click.option("--yes", is_flag=True, help="Ask nothing; take the usual for what is not given.")
@click.option(
    "--replace",
    "replaces",
    is_flag=True,
    help="Write it anew where there is one already, which is kept beside it.",
)
def new(
    name: str | None,
    title: str | None,
    about: str | None,
    depth: Depth | None,
    minutes: str | None,
    source: str | None,
    scripts: str | None,
    yes: bool,
    replaces: bool,
) -> None:
    """Write a ritual of your own to begin from: commented, checked, ready to rehearse.

    \b
    facilitator new evening-walk
    facilitator new evening-walk --about "Two questions on the way home." --minutes 8 --yes
    facilitator new our-mirror --from mirror-talk

    Asks what it is about, how deep it goes and how long it takes. It never replaces a file, unless
    --replace says so; then the old one is kept as NAME.yaml.before-1.
    """
    from facilitator.authoring.draft import file_name
    from facilitator.errors import UsageError

    asks = _is_terminal() and not yes
    long = None
    if minutes is not None:
        long = answered_minutes(minutes) if source is None else _as_minutes(minutes)
        if long is None:
            raise UsageError(
                f"“{minutes}” is no number of minutes.", help="For example: --minutes 12"
            )
    if not name:
        if not asks:
            raise UsageError("a ritual needs a name.", help="For example: facilitator new our-walk")
        name = str(click.prompt("What is it called?"))
    if source is not None and depth is not None:
        raise UsageError(
            "--depth and --from do not go together: a copy is as deep as what it is copied from.",
            help="Leave --depth out, and change `depth:` in the copy.",
        )
    given = Path(name)
    is_file = given.suffix.lower() in (".yaml", ".yml")
    stem = file_name((given.stem if is_file else given.name) or name)
    folder = Path(scripts) if scripts else given.parent
    path = folder / f"{stem}.yaml"
    if path.exists() and not replaces:
        raise UsageError(
            f"{path} is there already, and is left as it is.",
            help="Choose another name, or write it anew with --replace: the one that is there is "
            f"then kept as {_beside(path).name}.",
        )
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", help="Make it first, or choose another.")
    is_usual = None in (about, depth, minutes)
    title = _tidy(title) or stem.replace("-", " ").capitalize()
    if source is None:
        usual = f"{title}, for the two of you."
        about = _tidy(about) or (_ask("What is it about, in one sentence?", usual, asks))
        depth = depth or _depth(asks)
        long = long if long is not None else _minutes(asks)
        text, ritual = _drafted(title, about, depth, long, path)
    else:
        text, ritual = _copy(source, title, _tidy(about), long, path, folder)
    kept, schema = _write(path, text)
    _tell(path, ritual)
    if long is not None and ritual.length is not None:
        _tell_missed(long, ritual.length.usual.seconds / 60.0)
    if schema:
        click.echo(f"\n{schema} beside it lets editors complete and explain the keys.")
    if kept is not None:
        click.echo(f"\nWhat was there before is kept as {kept}")
    elif not (asks or yes or source) and is_usual:
        click.echo(
            "\nThere was nobody to ask, so what you did not give is the usual. To begin anew: the "
            "same with --about, --depth, --minutes and --replace."
        )


def _is_terminal() -> bool:
    """Say whether there is somebody who can be asked."""
    return sys.stdin.isatty()


def _beside(path: Path) -> Path:
    """Return where a file is kept that is replaced: a name that is not taken."""
    tries = (path.with_name(f"{path.name}.before-{number}") for number in count(1))
    return next(each for each in tries if not each.exists())


def _write(path: Path, text: str) -> tuple[Path | None, Path | None]:
    """Write a ritual with the line for editors first; return where one that was there is kept
    now, and the schema where it is new.

    Raises:
        UsageError: It cannot be written; then what was there is there still.
    """
    from facilitator.authoring import editors
    from facilitator.errors import UsageError

    kept = _beside(path) if path.exists() else None
    try:
        line, is_new = editors.put_beside(path.parent, "ritual")
        text = editors.with_line(text, line)
        if kept is not None:
            path.rename(kept)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        if kept is not None and kept.exists():
            kept.replace(path)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    return kept, path.with_name(editors.file_name("ritual")) if is_new else None


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _ask(question: str, usual: str, asks: bool) -> str:
    if not asks:
        return usual
    return _tidy(str(click.prompt(question, default=usual))) or usual


def _depth(asks: bool) -> Depth:
    if not asks:
        return "light"

    def meant(given: str) -> Depth:
        found = [each for each in DEPTHS if each == given.strip().lower()]
        if not found:
            raise click.UsageError(
                "say light (what one would tell a good colleague), medium (feelings) or deep (what "
                "is hard to say). When you hesitate between two, it is the deeper one."
            )
        return found[0]

    question = "How deep does it go: light, medium or deep?"
    answer: Depth = click.prompt(question, default="light", value_proc=meant)
    return answer


def _minutes(asks: bool) -> float:
    if not asks:
        return 8.0
    question = "About how many minutes shall it take?"
    minutes: float = click.prompt(question, default="8", value_proc=answered_minutes)
    return minutes


def answered_minutes(text: str) -> float:
    """Return the minutes somebody has given: "12", "twelve", "12 min", "2 h".

    Raises:
        click.UsageError: They are none that a draft can take; typed, they are asked for again.
    """
    from facilitator.authoring import draft

    minutes = _as_minutes(text)
    least, most = draft.SHORTEST_MINUTES, draft.LONGEST_MINUTES
    if minutes is None or not least <= minutes <= most:
        raise click.UsageError(
            f"“{text}” is no length for a draft: give a number of minutes from {least} to {most}, "
            "such as 8."
        )
    return minutes


def _as_minutes(text: str) -> float | None:
    """Return how many minutes are meant; None for what is neither a number nor a length."""
    from facilitator.script.durations import parse_duration, parse_number

    seconds = parse_duration(text)
    whole = parse_number(text)
    return seconds / 60.0 if seconds is not None else None if whole is None else float(whole)


def _drafted(
    title: str,
    about: str,
    depth: Depth,
    minutes: float,
    path: Path,
) -> tuple[str, Ritual]:
    """Return a draft whose turns make it about as long as wished, and the checked ritual."""
    from facilitator.authoring import draft
    from facilitator.script.compiling.compiler import compile_ritual
    from facilitator.script.walking.timing import estimate

    is_long = draft.is_long(minutes)
    talk, together = (draft.most_talk_seconds(minutes), 60.0) if is_long else (60.0, 0.0)
    text, ritual = "", None
    for _ in range(2):
        text = draft.draft(title, about, depth, talk, file=str(path), together_seconds=together)
        ritual = _checked(text, path)
        lacking = minutes * 60.0 - estimate(compile_ritual(ritual)).total_seconds
        if is_long:
            together = max(60.0, round((together + lacking) / 60.0) * 60.0)
        else:
            wished = round((talk + lacking / 2) / 15.0) * 15.0
            talk = min(max(15.0, wished), draft.most_talk_seconds(minutes))
    assert ritual is not None
    return text, ritual


def _copy(
    source: str, title: str, about: str, minutes: float | None, path: Path, folder: Path
) -> tuple[str, Ritual]:
    from facilitator.authoring import draft
    from facilitator.authoring.fitting import fit
    from facilitator.script.library import find, folders
    from facilitator.script.loading import load
    from facilitator.script.yaml_tree import decode

    found = find(source, folders(folder))
    load(found)
    text = draft.copied(
        decode(found.name, found.read_bytes()).text, title, about, source=found.stem
    )
    ritual = _checked(text, path)
    if minutes is not None:
        for name, value in fit(ritual, minutes * 60.0).settings.items():
            text = draft.with_start(text, name, value)
        ritual = _checked(text, path)
    return text, ritual


def _checked(text: str, path: Path) -> Ritual:
    """Return a script's text as a ritual.

    Raises:
        ScriptErrors: It breaks a rule: a word in `--about`, or a shared part that is not there.
    """
    from facilitator.ears.words_quick import alike_places
    from facilitator.places import shipped_scripts
    from facilitator.script.library import PARTS
    from facilitator.script.loading import loaded
    from facilitator.script.yaml_tree import decode, parse

    tree = parse(decode(str(path), text.encode()))
    parts = (path.parent / PARTS, shipped_scripts() / PARTS)
    return loaded(tree, path.stem, parts, sounds_like=alike_places)


def _tell_missed(wished: float, minutes: float) -> None:
    """Say why a draft is much longer than somebody wished."""
    if minutes > wished * 1.25:
        click.echo(
            f"\nThat is longer than {wished:g} minutes: at this depth, what is said to keep people "
            "safe takes so long."
        )


def _tell(path: Path, ritual: Ritual) -> None:
    from facilitator.authoring.minutes import digits, span, varies

    about = ""
    if ritual.length is not None:
        usual = digits(ritual.length.usual.seconds)
        about = f", about {span(ritual.length) if varies(ritual.length) else usual}"
    shown = f'"{path}"' if " " in str(path) else str(path)
    click.echo(f"{path} is written: {ritual.title}{about}.")
    click.echo("")
    click.echo(f"  facilitator rehearse {shown} --text    shows how it goes")
    click.echo(f"  facilitator check {shown}              tells what to mend, after your changes")
    click.echo(f"  facilitator rehearse {shown} --watch   does both whenever you save it")
