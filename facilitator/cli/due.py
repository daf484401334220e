"""`facilitator due`: what is due and when; in a calendar, or aloud when its hour has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from facilitator.errors import FacilitatorError, UsageError

if TYPE_CHECKING:
    from facilitator.cli.options import Chosen
    from facilitator.journal.agenda import Ahead
    from facilitator.journal.store import FileJournal

LOOKS_SECONDS: Final = 20.0
"""So often the clock is looked at: a computer that slept notices its hour that soon."""

LATE: Final = timedelta(hours=1)
"""What was missed by more than this, while the computer slept, is shown and not said."""


@click.command(short_help="Tell what is due and when; put it into a calendar, or say it aloud.")
@click.option(
    "--calendar",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.ics",
    help="Write a file that the calendar of any phone or computer takes in.",
)
@click.option(
    "--wait",
    is_flag=True,
    help="Stay, and when an hour has come ring, say what is due, and ask whether to begin.",
)
@click.option(
    "--at",
    "usual",
    default="7 pm",
    metavar="HOUR",
    help="The time of day of what you agreed on no hour for (default: 7 pm).",
)
@click.option("--scripts", type=click.Path(path_type=Path), metavar="FOLDER", help="Your rituals.")
@click.option("--voice", default="default", metavar="VOICE", help="As for facilitator run.")
@click.option("--volume", default=100, metavar="PERCENT", help="Loudness of the voice.")
@click.option(
    "--model", type=click.Path(path_type=Path), metavar="FOLDER", help="As for facilitator run."
)
@click.option("--language", default="en", metavar="CODE", help="The language I speak, such as de.")
@click.option("--input", "microphone", metavar="DEVICE", help="Microphone, by number or name.")
@click.option("--output", "loudspeaker", metavar="DEVICE", help="Loudspeaker, by number or name.")
def due(
    calendar: Path | None,
    wait: bool,
    usual: str,
    scripts: Path | None,
    voice: str,
    volume: int,
    model: Path | None,
    language: str,
    microphone: str | None,
    loudspeaker: str | None,
) -> None:
    """Tell what you agreed on to do next, when, and which reminders wait.

    While nothing runs, nothing can ring: Facilitator is no service in the background. So either
    your calendar rings, or you leave a window open that waits.

    \b
    facilitator due                         what is due, and when
    facilitator due --calendar us.ics       for the calendar of a phone or computer
    facilitator due --wait                  stay, ring, say it, and begin if you say yes

    A calendar file holds titles and the sentences of your reminders; a calendar that is kept
    online takes them there. Taken in again, it moves what is there already. While --wait waits,
    microphone and loudspeaker are off; from the chime on your safe word counts. Ctrl-C ends it.
    """
    import sys

    from facilitator.cli.options import Chosen
    from facilitator.journal.store import FileJournal
    from facilitator.script.hours import time_of

    hour = time_of(usual, time(19))
    if hour is None:
        raise UsageError(f"--at {usual} is not a time of day.", help='Write it like --at "7 pm".')
    journal = FileJournal()
    if calendar is not None:
        _write(journal, calendar, hour, scripts)
    if not wait:
        if calendar is None:
            _list(journal)
        return
    chosen = Chosen("", None, (), (), (), voice, (), volume, 100, model, scripts, language)
    sys.exit(_wait(journal, hour, chosen, microphone, loudspeaker))


def _list(journal: FileJournal) -> None:
    from facilitator.journal.slots import slot_line, slots
    from facilitator.script.days import evening_of

    remembered, today = journal.memory(), evening_of(datetime.now())
    if journal.problem:
        raise FacilitatorError(journal.problem)
    agreed = slots(remembered)
    for slot in agreed:
        click.echo(f"{slot_line(slot, today)}")
    for each in remembered.reminders:
        at = f" at {each.at}" if each.at else ""
        when = f"From {each.day}{at} on" if each.is_dated else "In your next session"
        click.echo(f"{when}, of {each.ritual}: {each.text}")
    if not agreed and not remembered.reminders:
        click.echo("Nothing is due.")


def _write(journal: FileJournal, path: Path, usual: time, scripts: Path | None) -> None:
    from facilitator.journal.agenda import ahead
    from facilitator.journal.calendar_file import calendar_file
    from facilitator.script.library import folders
    from facilitator.script.listing import list_rituals

    entries = ahead(journal.memory(), datetime.now(), usual)
    if journal.problem:
        raise FacilitatorError(journal.problem)
    if not entries:
        click.echo("Nothing lies ahead, so there is no file to write.")
        return
    known = list(list_rituals(folders(scripts)))
    text = calendar_file(
        entries,
        datetime.now(UTC),
        titles={each.id: each.title for each in known},
        minutes={each.id: max(5, round(each.minutes)) for each in known},
    )
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    many = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
    click.echo(f"Wrote {many} to {path}. Open it with your calendar.")


def _wait(
    journal: FileJournal,
    usual: time,
    chosen: Chosen,
    microphone: str | None,
    loudspeaker: str | None,
) -> int:
    from threading import Event

    from facilitator.cli.sounding import own_words_of, sounding
    from facilitator.room.sound_card import SoundCard

    own_words_of(chosen, journal.memory())  # what could not be said or rung is better known now
    SoundCard(microphone, loudspeaker)

    def sound(entries: Sequence[Ahead]) -> tuple[int, bool]:
        try:
            return sounding(entries, chosen, SoundCard(microphone, loudspeaker))
        except FacilitatorError as error:  # the next hour may find it mended
            click.echo(f"Error: {error}", err=True)
            return error.exit_code, False

    return waited(journal, usual, sound, now=datetime.now, rest=Event().wait)


def waited(
    journal: FileJournal,
    usual: time,
    sound: Callable[[Sequence[Ahead]], tuple[int, bool]],
    *,
    now: Callable[[], datetime],
    rest: Callable[[float], object],
) -> int:
    """Wait for one hour after the other, and return the exit code.

    What is remembered is read anew each time, so that other sessions may go on meanwhile.

    Args:
        journal: What is remembered.
        usual: The time of day of what has none.
        sound: Rings and says what is due; returns the exit code, and whether all ends with it.
        now: The local time, without a zone.
        rest: Waits for so many seconds at most.
    """
    from facilitator.journal.agenda import ahead

    since = now()
    shown: Sequence[Ahead] = ()
    while True:
        entries = ahead(journal.memory(), since, usual)
        if not entries:
            click.echo("Nothing more lies ahead.")
            return 0
        due = [each for each in entries if each.at <= now()]
        if due:
            since = due[-1].at
            late = [each for each in due if now() - each.at > LATE]
            for each in late:
                click.echo(f"Missed at {each.at:%A %H:%M}: {_told(each)}")
            ringing = [each for each in due if each not in late]
            code, is_over = sound(ringing) if ringing else (0, False)
            if is_over:
                return code
            continue
        if entries[:1] != shown:
            shown = entries[:1]
            click.echo(f"Waiting. Next, on {shown[0].at:%A at %H:%M}: {_told(shown[0])}")
        rest(min(LOOKS_SECONDS, (entries[0].at - now()).total_seconds()))


def _told(entry: Ahead) -> str:
    from facilitator.journal.slots import Slot

    what = entry.what
    return what.ritual if isinstance(what, Slot) else what.text
