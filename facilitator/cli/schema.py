"""`facilitator schema`: the form of a ritual's file, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there, and say which line to put into a script.",
)
@click.option(
    "--language-file", is_flag=True, help="The form of a language file instead of a ritual's."
)
def schema(output: Path | None, language_file: bool) -> None:
    """Print the form of a ritual's file as a JSON Schema.

    \b
    facilitator schema -o ritual.schema.json
    facilitator schema --language-file -o language.schema.json

    Editors that know YAML schemas, such as VS Code with its YAML extension, then complete keys
    and mark mistakes while you write, in every script whose first line names the schema.
    """
    from facilitator.authoring.language_schema import language_schema
    from facilitator.authoring.schema import editor_line, ritual_schema

    made = language_schema() if language_file else ritual_schema()
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        from facilitator.errors import UsageError

        raise UsageError(f"{output} cannot be written: {error.strerror}.") from error
    what = "language file" if language_file else "script"
    click.echo(f"{output} is written. Put this first into each {what} beside it:")
    click.echo(editor_line(output.name))
