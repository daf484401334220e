"""Show or delete what is remembered between sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import click

from facilitator.engine.own_words import with_days
from facilitator.errors import FacilitatorError, UsageError
from facilitator.journal.memory import NOTE, Memory, RitualMemory
from facilitator.journal.rows import DAYS
from facilitator.journal.slots import KEPT, slot_line, slots
from facilitator.journal.store import FileJournal
from facilitator.script.days import evening_of

_ALL = "*"

_ABOUT_LEVELS = """\
    (Levels only, no sound. 0 dBFS is the loudest a microphone can take; a voice 15 dB or more
    above the room’s noise is heard well.)"""


@click.command(short_help="Show or delete what is remembered between sessions.")
@click.option(
    "--forget",
    is_flag=False,
    flag_value=_ALL,
    default=None,
    metavar="[RITUAL]",
    help="Delete what is remembered of one ritual; without a name, everything.",
)
@click.option(
    "--forget-reminder",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Delete one reminder, by the number it is shown with.",
)
@click.option(
    "--forget-notes",
    is_flag=False,
    flag_value=_ALL,
    default=None,
    metavar="[RITUAL]",
    help="Delete only the notes you spoke, of one ritual or of all.",
)
@click.option("--forget-jar", metavar="JAR", help="Delete a jar with all notes in it.")
@click.option(
    "--forget-slip",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Delete one note of a jar, by the number it is shown with.",
)
@click.option("--yes", is_flag=True, help="Delete without asking.")
def memory(
    forget: str | None,
    forget_reminder: int | None,
    forget_notes: str | None,
    forget_jar: str | None,
    forget_slip: int | None,
    yes: bool,
) -> None:
    """Show what is remembered between sessions, and where it lies.

    Remembered are your names and words, how well a word was heard when you tried it, how often
    you did a ritual and when, the values a ritual keeps for the next time, such as a length, and
    reminders that a later session begins with. Of what you say only notes are kept that a ritual
    asked for, read back to you, and that you said yes to; as text, never as sound. Some of them
    lie in jars, which every ritual can read from.

    \b
    facilitator memory                        show everything
    facilitator memory --forget mirror-talk   forget one ritual
    facilitator memory --forget               forget everything
    facilitator memory --forget-reminder 1    forget the first reminder
    facilitator memory --forget-notes         forget only the notes you spoke
    facilitator memory --forget-jar wishes    empty the jar called wishes
    facilitator memory --forget-slip 1        take the first note out of its jar
    """
    journal = FileJournal()
    if [forget, forget_reminder, forget_notes, forget_jar, forget_slip].count(None) < 4:
        raise UsageError(
            "Only one thing can be forgotten at a time.",
            help="Give one of --forget, --forget-reminder, --forget-notes, --forget-jar and "
            "--forget-slip.",
        )
    if forget_jar is not None:
        _forget_jar(journal, forget_jar, yes=yes)
    elif forget_slip is not None:
        _forget_slip(journal, forget_slip, yes=yes)
    elif forget_reminder is not None:
        _forget_reminder(journal, forget_reminder, yes=yes)
    elif forget_notes is not None:
        _forget_notes(journal, None if forget_notes == _ALL else forget_notes, yes=yes)
    elif forget is None:
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


def memory_lines(remembered: Memory, today: date | None = None) -> list[str]:
    """Return a memory as lines for people.

    Args:
        remembered: The memory.
        today: The day on which they read it; by default this day.
    """
    lines = []
    today = today or evening_of(datetime.now())
    if remembered.partners:
        lines.append(f"Names       {', '.join(remembered.partners)}")
    if remembered.safe_word:
        lines.append(f"Safe word   {' or '.join(remembered.safe_words)}")
    elif remembered.safe_word_offered:
        lines.append(
            f"Safe word   the usual one; others were offered {remembered.safe_word_offered}"
        )
    for word, told in remembered.trials.items():
        line, *people = told.split("; ")
        figures = [each for each in people if ": " not in each]
        lines.append(f"  {word}, tried on {'; '.join((line, *figures))}")
        lines += [f"    {each}" for each in people if ": " in each]
    if remembered.trials:
        lines.append(_ABOUT_LEVELS)
    if remembered.pause_word:
        lines.append(f"Pause word  {remembered.pause_word}")
    agreed = slots(remembered)
    if agreed:
        lines += ["", "Agreed on"] if lines else ["Agreed on"]
    lines += [f"  {slot_line(slot, today)}" for slot in agreed]
    if remembered.reminders:
        lines += ["", "Reminders"] if lines else ["Reminders"]
    for number, each in enumerate(remembered.reminders, start=1):
        kept = f", and kept as “{each.remember}”" if each.remember else ""
        at = f" at {each.at}" if each.at else ""
        lines.append(f"  {number}. from {each.day}{at} to {each.until}, of {each.ritual}{kept}:")
        lines.append(f"     {each.text}")
    lines += _jar_lines(remembered, after=bool(lines))
    for name, ritual in remembered.rituals.items():
        lines += ["", name] if lines else [name]
        count = sum(ritual.sessions.values())
        if count:
            kinds = ", ".join(f"{number} {kind}" for kind, number in ritual.sessions.items())
            last = f", last on {ritual.last}" if ritual.last else ""
            days = ritual.row.get(DAYS, "")
            row = f", {days} days in a row" if days.isdecimal() and int(days) > 1 else ""
            lines.append(
                f"  {count} {'session' if count == 1 else 'sessions'} ({kinds}){last}{row}"
            )
        lines += [_value_line(key, value) for key, value in _plain_values(ritual)]
    return lines


def _jar_lines(remembered: Memory, *, after: bool) -> list[str]:
    """Return the jars as lines; their notes are numbered through, as `--forget-slip` takes them."""
    lines: list[str] = []
    number = 0
    for jar, there in remembered.jars.items():
        count = f"{len(there)} {'note' if len(there) == 1 else 'notes'}"
        lines += ["", f"Jar “{jar}”, {count}"] if lines or after else [f"Jar “{jar}”, {count}"]
        for slip in there:
            number += 1
            by = f"of {slip.by}, " if slip.by else ""
            lines.append(f"  {number}. {by}{slip.day}: “{slip.text}”")
    return lines


def _forget_jar(journal: FileJournal, jar: str, *, yes: bool) -> None:
    there = journal.memory().jars
    if journal.problem:
        raise FacilitatorError(journal.problem)
    found = next((name for name in there if name.lower() == " ".join(jar.lower().split())), None)
    if found is None:
        raise UsageError(f"There is no jar “{jar}”. There are: {', '.join(there) or 'none'}.")
    count = f"{len(there[found])} {'note' if len(there[found]) == 1 else 'notes'}"
    _delete(journal, f"the jar “{found}” with {count}", lambda: journal.forget_jar(found), yes=yes)


def _forget_slip(journal: FileJournal, number: int, *, yes: bool) -> None:
    slips = [(jar, slip.text) for jar, there in journal.memory().jars.items() for slip in there]
    if journal.problem:
        raise FacilitatorError(journal.problem)
    if number > len(slips):
        raise UsageError(
            f"There is no note {number} in a jar; there are {len(slips) or 'none'}.",
            help="facilitator memory shows them with their numbers.",
        )
    jar, text = slips[number - 1]
    what = f"“{text}” from the jar “{jar}”"
    _delete(journal, what, lambda: journal.forget_slip(jar, text), yes=yes)


def _forget_reminder(journal: FileJournal, number: int, *, yes: bool) -> None:
    reminders = journal.memory().reminders
    if journal.problem:
        raise FacilitatorError(journal.problem)
    if number > len(reminders):
        raise UsageError(
            f"There is no reminder {number}; there are {len(reminders) or 'none'}.",
            help="facilitator memory shows them with their numbers.",
        )
    chosen = reminders[number - 1]
    if not yes and not click.confirm(f"Delete the reminder “{chosen.text}”?"):
        click.echo("Nothing was deleted.")
        return
    journal.reminded({chosen.key: ""})
    if journal.problem:
        raise FacilitatorError(journal.problem)
    click.echo(f"Deleted the reminder “{chosen.text}”.")


def _value_line(key: str, value: str) -> str:
    if key.startswith(NOTE):
        return f"  {key.removeprefix(NOTE)}, a note: “{value}”"
    return f"  {key}: {with_days(value)}"


def _plain_values(ritual: RitualMemory) -> list[tuple[str, str]]:
    """Return what is not told otherwise."""
    return [(key, value) for key, value in ritual.values.items() if key not in KEPT]


def _is_note(key: str) -> bool:
    return key.startswith(NOTE)


def _delete(journal: FileJournal, what: str, forget: Callable[[], object], *, yes: bool) -> None:
    """Delete after asking, unless that is left out."""
    if not yes and not click.confirm(f"Delete {what}?"):
        click.echo("Nothing was deleted.")
        return
    journal.problem = ""
    forget()
    if journal.problem:
        raise FacilitatorError(journal.problem)
    click.echo(f"Deleted {what}.")


def _forget_notes(journal: FileJournal, ritual: str | None, *, yes: bool) -> None:
    remembered = journal.memory().rituals
    put_in = {slip.ritual for there in journal.memory().jars.values() for slip in there}
    noted = [name for name, old in remembered.items() if any(map(_is_note, old.values))]
    noted += sorted(put_in - {"", *noted})
    if ritual is not None and ritual not in noted:
        known = ", ".join(noted) or "nothing"
        raise UsageError(f"There are no notes of “{ritual}”. There are notes of: {known}.")
    if not noted and not put_in:
        click.echo("There are no notes.")
        return
    what = f"the notes of {ritual}" if ritual else "all notes"
    _delete(journal, what, lambda: journal.forget_notes(ritual), yes=yes)


def _forget(journal: FileJournal, ritual: str | None, *, yes: bool) -> None:
    remembered = journal.memory()
    known = dict.fromkeys([*remembered.rituals, *(each.ritual for each in remembered.reminders)])
    slips = (slip for there in remembered.jars.values() for slip in there)
    known |= dict.fromkeys(slip.ritual for slip in slips if slip.ritual)
    if ritual is not None and ritual not in known:
        if journal.problem:
            raise FacilitatorError(journal.problem)
        raise UsageError(
            f"Nothing is remembered of “{ritual}”. Remembered: {', '.join(known) or 'nothing'}.",
            help="Without a name, --forget deletes everything.",
        )
    if ritual is None and not journal.path.exists() and not journal.set_aside():
        click.echo("Nothing is remembered.")
        return
    what = f"what is remembered of {ritual}" if ritual else "everything that is remembered"
    _delete(journal, what, lambda: journal.forget(ritual), yes=yes)
