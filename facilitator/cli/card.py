"""`facilitator card`: a ritual on one page, for the fridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from facilitator.cli.options import parse_pairs

if TYPE_CHECKING:
    from facilitator.authoring.card import Agreed
    from facilitator.script.ritual import Ritual

ENDINGS = (".html", ".pdf")


@dataclass(frozen=True, slots=True)
class _People:
    """Who it is for, what they agreed on, and what is remembered and may be printed."""

    names: tuple[str, ...]
    words: Agreed
    memory: Mapping[str, str] = field(default_factory=dict)


@click.command(short_help="Make a card of a ritual: one page for the fridge.")
@click.argument("ritual")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.html",
    help="The file; .html or .pdf.",
)
@click.option("--partners", metavar='"NAME, NAME"', help="Your names; one, two, three or more.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting. May be repeated."
)
@click.option(
    "--from", "begins", metavar="DATE", help="First day of a programme: 2026-11-28, or monday."
)
@click.option("--questions", is_flag=True, help="All questions of its decks, on further pages.")
@click.option(
    "--safe-word", multiple=True, metavar="WORD", help="Print your safe word. May be repeated."
)
@click.option("--pause-word", multiple=True, metavar="WORD", help="Print your pause word.")
@click.option(
    "--from-memory",
    "remembered",
    is_flag=True,
    help="Print the names, words and lengths that are remembered from your sessions.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"]),
    default="a4",
    show_default=True,
    help="Size of a PDF; a page of HTML fits both.",
)
@click.option("--scripts", metavar="FOLDER", help="A folder of your own rituals.")
@click.option(
    "--language",
    default="en",
    metavar="CODE",
    help="The language of the card, such as de, where the ritual is translated.",
)
def card(
    ritual: str,
    output: Path | None,
    partners: str | None,
    settings: tuple[str, ...],
    begins: str | None,
    questions: bool,
    safe_word: tuple[str, ...],
    pause_word: tuple[str, ...],
    remembered: bool,
    paper: str,
    scripts: str | None,
    language: str,
) -> None:
    """Make a card of a ritual: one page to look at, to print, to put on the fridge.

    \b
    facilitator card mirror-talk -o mirror-talk.html
    facilitator card mirror-talk -o mirror-talk.pdf --partners "Anna, Ben"
    facilitator card ten-day-plan -o plan.pdf --from monday     a calendar page
    facilitator card thirty-six-questions -o deck.pdf --questions
    facilitator card mirror-talk -o spiegel.html --language de

    It fits a page of A4 or Letter. Your safe word is printed only if you give it, and what is
    remembered only with --from-memory: a card is seen by everybody who opens the fridge.
    """
    from facilitator.errors import UsageError
    from facilitator.script.library import find, folders
    from facilitator.script.loading import load
    from facilitator.script.translation.languages import in_language
    from facilitator.script.translation.sources import checked_code

    if output is None:
        raise UsageError(
            "the card needs a file.",
            help=f"For example: facilitator card {ritual} -o {Path(ritual).stem}.html",
        )
    ending = output.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"{output.name} is neither an .html nor a .pdf file.",
            help=f"For example: -o {output.stem or 'card'}.html",
        )
    where = folders(Path(scripts) if scripts else None)
    path = find(ritual, where)
    found = in_language(load(path), path, checked_code(language), where)
    if questions and not found.form.decks:
        raise UsageError(f"{found.title} has no deck of questions.", help="Leave out --questions.")
    people = _people(found.id, partners, safe_word, pause_word, remembered)
    if Path(ritual).suffix.lower() in (".yaml", ".yml"):  # begun by its file, not by its name
        found = replace(found, id=Path(ritual).name)
    chosen = dict(parse_pairs("--set", settings, 'gaze="3 min"'))
    if found.form.days:
        content = _calendar(found, people, chosen, begins, ending, paper, questions)
    elif begins is not None:
        raise UsageError(
            f"{found.title} has no days, so it cannot begin on one.", help="Leave out --from."
        )
    else:
        content = _card(found, people, chosen, ending, paper, questions)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"{output} is written.")


def _people(
    ritual: str,
    partners: str | None,
    safe_words: tuple[str, ...],
    pause_words: tuple[str, ...],
    remembered: bool,
) -> _People:
    """Return who a card is for; from the memory only if that is wished.

    Raises:
        UsageError: A word that cannot work.
        FacilitatorError: The memory cannot be read.
    """
    from facilitator.authoring.card import Agreed
    from facilitator.errors import FacilitatorError
    from facilitator.script.pronouns import plain_name, split_people

    names = tuple(split_people(partners)) if partners is not None else ()
    memory: Mapping[str, str] = {}
    if remembered:
        from facilitator.journal.memory import RitualMemory
        from facilitator.journal.store import FileJournal

        journal = FileJournal()
        kept = journal.memory()
        if journal.problem:
            raise FacilitatorError(journal.problem)
        names = names or kept.partners
        safe_words = safe_words or kept.safe_words
        pause_words = pause_words or ((kept.pause_word,) if kept.pause_word else ())
        memory = kept.rituals.get(ritual, RitualMemory()).values
    if safe_words or pause_words:
        from facilitator.ears.words import check_word

        called = tuple(map(plain_name, names))
        safe: list[str] = []
        pause: list[str] = []
        for word in safe_words:
            safe.append(check_word(word, partners=called, others=safe))
        for word in pause_words:
            pause.append(
                check_word(word, partners=called, others=[*safe, *pause], kind="pause word")
            )
        return _People(names, Agreed(tuple(safe), tuple(pause)), memory)
    return _People(names, Agreed(), memory)


def _card(
    ritual: Ritual,
    people: _People,
    settings: Mapping[str, str],
    ending: str,
    paper: str,
    questions: bool,
) -> bytes:
    from facilitator.authoring.card import card_of

    made = card_of(
        ritual,
        partners=people.names,
        settings=settings,
        words=people.words,
        memory=people.memory,
    )
    if ending == ".html":
        from facilitator.authoring.card_html import as_html

        return as_html(made, questions=questions).encode()
    from facilitator.authoring.card_pdf import as_pdf

    return as_pdf(made, paper=paper, questions=questions)


def _calendar(
    ritual: Ritual,
    people: _People,
    settings: Mapping[str, str],
    begins: str | None,
    ending: str,
    paper: str,
    questions: bool,
) -> bytes:
    from datetime import date

    from facilitator.authoring.calendar import calendar_of, parse_beginning

    made = calendar_of(
        ritual,
        begins=parse_beginning(begins, date.today(), ritual.own) if begins is not None else None,
        partners=people.names,
        settings=settings,
        words=people.words,
        memory=people.memory,
    )
    if ending == ".html":
        from facilitator.authoring.calendar_html import calendar_html

        return calendar_html(made, questions=questions).encode()
    from facilitator.authoring.calendar_pdf import calendar_pdf

    return calendar_pdf(made, paper=paper, questions=questions)
