"""`facilitator card`: a ritual on one page, for the fridge."""

from __future__ import annotations

from pathlib import Path

import click

from facilitator.cli.options import parse_pairs

ENDINGS = (".html", ".pdf")


@click.command()
@click.argument("ritual")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.html",
    help="The file; .html or .pdf.",
)
@click.option("--partners", metavar='"NAME, NAME"', help="Your names.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting. May be repeated."
)
@click.option("--scripts", metavar="FOLDER", help="A folder of your own rituals.")
def card(
    ritual: str,
    output: Path,
    partners: str | None,
    settings: tuple[str, ...],
    scripts: str | None,
) -> None:
    """Make a card of a ritual: one page to look at, to print, to put on the fridge.

    \b
    facilitator card mirror-talk -o mirror-talk.html
    facilitator card mirror-talk -o mirror-talk.pdf --partners "Anna, Ben"

    It fits a page of A4 or Letter.
    """
    from facilitator.authoring.card import card_of
    from facilitator.errors import UsageError
    from facilitator.script.library import find, folders, load

    ending = output.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"{output.name} is neither an .html nor a .pdf file.",
            help=f"For example: -o {output.stem or 'card'}.html",
        )
    found = load(find(ritual, folders(Path(scripts) if scripts else None)))
    made = card_of(
        found,
        partners=partners.split(",") if partners is not None else (),
        settings=dict(parse_pairs("--set", settings, 'gaze="3 min"')),
    )
    if ending == ".html":
        from facilitator.authoring.card_html import as_html

        content = as_html(made).encode()
    else:
        from facilitator.authoring.card_pdf import as_pdf

        content = as_pdf(made)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"{output} is written.")
