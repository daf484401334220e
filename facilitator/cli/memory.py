"""Show or delete what is remembered between sessions."""

from __future__ import annotations

import click

from facilitator.errors import FacilitatorError, UsageError
from facilitator.journal.store import FileJournal, Memory

_ALL = "*"


@click.command(short_help="Show or delete what is remembered between sessions.")
@click.option(
    "--forget",
    is_flag=False,
    flag_value=_ALL,
    default=None,
    metavar="[RITUAL]",
    help="Delete what is remembered of one ritual; without a name, everything.",
)
@click.option("--yes", is_flag=True, help="Delete without asking.")
def memory(forget: str | None, yes: bool) -> None:
    """Show what is remembered between sessions, and where it lies.

    Remembered are your names and words, how often you did a ritual and when, and the values a
    ritual keeps for the next time, such as a length. Sound and what you say are never kept.

    \b
    facilitator memory                        show everything
    facilitator memory --forget mirror-talk   forget one ritual
    facilitator memory --forget               forget everything
    """
    journal = FileJournal()
    if forget is None:
        _show(journal)
    else:
        _forget(journal, None if forget == _ALL else forget, yes=yes)


def _show(journal: FileJournal) -> None:
    remembered = journal.memory()
    if journal.problem:
        click.echo(journal.problem, err=True)
    aside = journal.set_aside()
    if remembered == Memory():
        click.echo(f"Nothing is remembered. It would be kept in {journal.path}")
    else:
        click.echo(f"Remembered in {journal.path}\n")
        click.echo("\n".join(memory_lines(remembered)))
    for path in aside:
        click.echo(f"\nAn older file that could not be understood: {path}")


def memory_lines(remembered: Memory) -> list[str]:
    """Return a memory as lines for people."""
    lines = []
    if remembered.partners:
        lines.append(f"Names       {', '.join(remembered.partners)}")
    if remembered.safe_word:
        lines.append(f"Safe word   {' or '.join(remembered.safe_words)}")
    lines += [f"  {word}, tried on {told}" for word, told in remembered.trials.items()]
    if remembered.pause_word:
        lines.append(f"Pause word  {remembered.pause_word}")
    for name, ritual in remembered.rituals.items():
        lines += ["", name] if lines else [name]
        count = sum(ritual.sessions.values())
        if count:
            kinds = ", ".join(f"{number} {kind}" for kind, number in ritual.sessions.items())
            last = f", last on {ritual.last}" if ritual.last else ""
            lines.append(f"  {count} {'session' if count == 1 else 'sessions'} ({kinds}){last}")
        lines += [f"  {key}: {value}" for key, value in ritual.values.items()]
    return lines


def _forget(journal: FileJournal, ritual: str | None, *, yes: bool) -> None:
    remembered = journal.memory()
    if ritual is not None and ritual not in remembered.rituals:
        if journal.problem:
            raise FacilitatorError(journal.problem)
        known = ", ".join(remembered.rituals) or "nothing"
        raise UsageError(
            f"Nothing is remembered of “{ritual}”. Remembered: {known}.",
            help="Without a name, --forget deletes everything.",
        )
    if ritual is None and not journal.path.exists() and not journal.set_aside():
        click.echo("Nothing is remembered.")
        return
    what = f"what is remembered of {ritual}" if ritual else "everything that is remembered"
    if not yes and not click.confirm(f"Delete {what}?"):
        click.echo("Nothing was deleted.")
        return
    journal.problem = ""
    journal.forget(ritual)
    if journal.problem:
        raise FacilitatorError(journal.problem)
    click.echo(f"Deleted {what}.")
