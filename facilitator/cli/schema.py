"""`facilitator schema`: the form of rituals and of the files beside them, for editors."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Write it there, and say which line to put into a script; into a folder, all four.",
)
@click.option("--plan", is_flag=True, help="The form of a test plan instead of a ritual's.")
@click.option("--people", is_flag=True, help="The form of a people file, for rehearsals.")
@click.option("--language-file", is_flag=True, help="The form of a language file.")
def schema(output: Path | None, plan: bool, people: bool, language_file: bool) -> None:
    """Print the form of a ritual's file as a JSON Schema.

    \b
    facilitator schema -o ritual.schema.json
    facilitator schema --plan -o plan.schema.json
    facilitator schema -o .                          all four, into this folder

    Editors that know YAML schemas, such as VS Code with its YAML extension, then complete and
    explain keys and mark mistakes while you write, in every file whose first line names the
    schema. “facilitator new” does all this by itself.
    """
    from facilitator.authoring import editors
    from facilitator.errors import UsageError

    asked: list[editors.Kind] = []
    asked += ["plan"] if plan else []
    asked += ["people"] if people else []
    asked += ["language"] if language_file else []
    if len(asked) > 1:
        raise UsageError(
            "one schema at a time.", help="Give one of them, or -o with a folder for all four."
        )
    if output is None:
        click.echo(editors.schema_text(asked[0] if asked else "ritual"), nl=False)
        return
    if output.is_dir():
        _into(output, tuple(asked) or editors.KINDS)
        return
    _write(output, editors.schema_text(asked[0] if asked else "ritual"))
    kind = asked[0] if asked else "ritual"
    click.echo(f"{output} is written. Put this first into each {_NAMES[kind]} beside it:")
    click.echo(editors.editor_line(output.name))


_NAMES = {
    "ritual": "ritual",
    "plan": "test plan",
    "people": "people file",
    "language": "language file",
}


def _into(folder: Path, kinds: tuple[str, ...]) -> None:
    """Write the schemas of some kinds into a folder, and tell the line of each."""
    from facilitator.authoring import editors

    click.echo("Put the line first into each file beside it:")
    for kind in editors.KINDS:
        if kind in kinds:
            path = folder / editors.file_name(kind)
            _write(path, editors.schema_text(kind))
            line = editors.editor_line(path.name)
            click.echo(f"  {f'a {_NAMES[kind]}':16} {line}")


def _write(path: Path, text: str) -> None:
    from facilitator.errors import UsageError

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
