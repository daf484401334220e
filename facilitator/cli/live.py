"""A live session from the command line: devices, display, keyboard, memory, ending."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypeAlias

import click

from facilitator.cli.choosing import (
    choose_live,
    choose_rehearsed,
    is_wanted,
    rituals_of,
    with_word,
)
from facilitator.cli.choosing_stages import ShownPart
from facilitator.cli.ending import report
from facilitator.cli.options import Chosen
from facilitator.cli.settling import heard_by, with_said
from facilitator.cli.tested import prove_live, untested
from facilitator.cli.wishes import Plan, due_of, going_on, plan, told_slot
from facilitator.display import display_for
from facilitator.display.keyboard import Keyboard
from facilitator.engine.actions import SetReminder
from facilitator.engine.program import Program
from facilitator.journal.reminder import RATING, Reminder
from facilitator.journal.slots import slots
from facilitator.journal.store import FileJournal
from facilitator.room.sound_card import NoSoundCardError, SoundCard
from facilitator.script.compiling.compiler import EVENING
from facilitator.script.days import NEXT_AT, NEXT_DAY, day_of, evening_of
from facilitator.script.hours import time_of
from facilitator.session.evening import Evening
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import RehearsedEvening, Staging, rehearse_part, rehearsed
from facilitator.session.showing import Shown
from facilitator.session.start import perform, ready
from facilitator.session.wish import Wish

Again: TypeAlias = Callable[[Mapping[str, str]], Plan]
"""Makes a plan anew with the settings that people said."""


def hold(
    chosen: Chosen,
    microphone: str | None,
    loudspeaker: str | None,
    *,
    choosing: bool | None = None,
) -> int:
    """Hold an evening, from what comes before a ritual to those that follow it at once, and return
    the exit code.

    Args:
        chosen: The command line.
        microphone: By number or name; None for the usual one.
        loudspeaker: The same.
        choosing: A safe word is chosen by voice before; None for people's very first session.

    Raises:
        FacilitatorError: Something a person can mend, before the session began.
        UsageError: It goes deep, and its safe word has not been heard often enough.
    """
    try:
        card = SoundCard(microphone, loudspeaker)
    except NoSoundCardError as error:
        return _hold_rehearsed(chosen, f"{error.message} So this is a rehearsal", choosing)
    card.begin_opening()
    with Keyboard() as keyboard, Evening(card, keyboard.pressed) as evening:
        return held_on(chosen, evening, choosing=choosing)


def held_on(chosen: Chosen, evening: Evening, *, choosing: bool | None = False) -> int:
    """Hold a ritual and those that follow it as parts of an evening; return the exit code.

    Args:
        chosen: The command line.
        evening: Where.
        choosing: As for `hold`.
    """
    code, next_one = _held(chosen, evening, choosing, follows=False)
    while next_one.ritual:
        code, next_one = _held(next_one, evening, choosing=False, follows=True)
    return code


def part_held(wish: Wish, evening: Evening) -> Ending:
    """Hold a small part that leads to others, and return how it ended."""
    with display_for() as display, ready(wish, display, evening) as (ears, speech):
        return perform(wish, evening, ears, speech, witnesses=(ShownPart(wish.program, display),))


def _held(
    chosen: Chosen, evening: Evening, choosing: bool | None, *, follows: bool
) -> tuple[int, Chosen]:
    """Hold one ritual with what comes before it; return the exit code and what follows it.

    Args:
        chosen: The command line.
        evening: Where, as parts of it.
        choosing: As for `hold`.
        follows: It follows another ritual at once, so no reminders are said again.
    """
    journal = FileJournal()
    planned = _planned(chosen, journal, follows=follows)
    for remark in planned.remarks:
        click.echo(remark)
    if is_wanted(choosing, chosen, journal.memory()):
        word, ended = choose_live(planned.wish, rituals_of(chosen), evening, journal)
        if ended is not None:
            return ended, going_on(chosen, "")
        planned = _planned(with_word(chosen, word), journal, follows=follows)
    words = untested(planned.wish.program, journal.memory())
    if words:
        prove_live(planned.wish, words, evening, journal)
    code, ending = _live(
        planned,
        evening,
        journal,
        lambda said: _planned(with_said(chosen, said), journal, follows=follows),
    )
    if chosen.partners is not None:
        journal.remember_people(planned.people)
    return code, going_on(chosen, ending.next_ritual, ending.tuning)


def _hold_rehearsed(chosen: Chosen, told: str, choosing: bool | None) -> int:
    """Rehearse an evening for which there is no hardware; return the exit code."""
    follows, code = False, 0
    with rehearsed(Staging()) as evening:
        while chosen.ritual:
            planned = _planned(chosen, FileJournal(), follows=follows)
            click.echo(f"{told} in a simulated room.")
            if choosing and not follows:
                word, ended = choose_rehearsed(
                    planned.wish, rituals_of(chosen), evening, display_for()
                )
                if ended is not None:
                    return ended
                chosen = with_word(chosen, word)
                planned = _planned(chosen, FileJournal(), follows=follows)
            code, following = _rehearsed_instead(planned, evening, chosen, follows=follows)
            chosen, follows = going_on(chosen, following), True
    return code


def _planned(chosen: Chosen, journal: FileJournal, *, follows: bool) -> Plan:
    """Return the plan for here and now: the lot and the clock are real."""
    now = datetime.now()
    today = evening_of(now)
    reminders = () if follows else journal.due(today)
    agreed = () if follows else slots(journal.memory())
    return plan(
        chosen,
        journal,
        seed=secrets.randbelow(1_000_000),
        started=now.time(),
        due=[due_of(each) for each in reminders],
        agreed=[each for each in agreed if each.day <= today and not each.is_told],
        today=today,
    )


def _rehearsed_instead(
    planned: Plan, evening: RehearsedEvening, chosen: Chosen, *, follows: bool
) -> tuple[int, str]:
    """Perform the ritual without hardware; return the exit code and the ritual that follows."""
    with display_for() as display:
        if planned.first is not None:
            wish = _asking(planned)
            part = ShownPart(wish.program, display)
            ending = rehearse_part(wish, evening, display, witnesses=(part,))
            if ending.outcome != "completed":
                return report(planned.wish.program, ending), ""
            planned = _planned(with_said(chosen, ending.notes), FileJournal(), follows=follows)
        shown = Shown(planned.wish.program, display)
        ending = rehearse_part(planned.wish, evening, display, witnesses=(shown,))
    return report(planned.wish.program, ending), ending.next_ritual


def _live(
    planned: Plan, evening: Evening, journal: FileJournal, again: Again
) -> tuple[int, Ending]:
    with display_for() as display:

        def held(wish: Wish, shown: Shown) -> Ending:
            with ready(wish, display, evening) as (ears, speech):
                return perform(wish, evening, ears, speech, witnesses=(shown,))

        ending = None
        if planned.first is not None:
            wish = _asking(planned)
            ending = held(wish, ShownPart(wish.program, display))
            if ending.outcome == "completed":
                planned = again(ending.notes)
                ending = None
        program = planned.wish.program
        if ending is None:
            ending = held(planned.wish, Shown(program, display))
    remember(journal, program, ending)
    return report(program, ending), ending


def _asking(planned: Plan) -> Wish:
    """Return the wish that asks for settings."""
    assert planned.first is not None
    return replace(planned.wish, program=heard_by(planned.first, planned.wish.model))


def remember(journal: FileJournal, program: Program, ending: Ending) -> None:
    """Write down what the ritual asked for, and how the session ended.

    Of a session that was ended early nothing is kept, but a reminder that was said in it is
    done with.
    """
    is_whole, now = ending.outcome == "completed", datetime.now()
    told = [slot for key in ending.reminded if (slot := told_slot(key))]
    if len(told) < len(ending.reminded):
        answers = ending.reminded if is_whole else dict.fromkeys(ending.reminded, "")
        journal.reminded(answers)
    for ritual, day in told:
        journal.tell(ritual, day)
    if ending.notes and is_whole:
        journal.note(program.ritual, dated(ending.notes, evening_of(now), now.time()))
    if ending.slips and is_whole:
        journal.put(program.ritual, [(each.jar, each.text, each.by) for each in ending.slips])
    if is_whole:
        for jar, texts in ending.drawn.items():
            journal.drawn(jar, texts)
        for jar, text in ending.taken:
            journal.forget_slip(jar, text)
    if ending.reminders and is_whole:
        journal.remind([_reminder(program, each) for each in ending.reminders])
    journal.ended(program.ritual, ending.outcome)
    if journal.problem:
        click.echo(journal.problem, err=True)


def dated(notes: Mapping[str, str], today: date, said_at: time = EVENING) -> dict[str, str]:
    """Return what a session has kept with the date and the time of day at which they meet next, in
    place of how people say them.

    Args:
        notes: What it has kept.
        today: The day on which it did.
        said_at: Local time of day at which it did.
    """
    kept = dict(notes)
    if kept.get(NEXT_DAY):
        kept[NEXT_DAY] = day_of(kept[NEXT_DAY], today)[0].isoformat()
    if NEXT_AT in kept:
        kept[NEXT_AT] = _hour(kept[NEXT_AT], said_at)
    return kept


def _hour(text: str, said_at: time) -> str:
    """Return a time of day as HH:MM; "" for none."""
    found = time_of(text, said_at)
    return f"{found:%H:%M}" if found is not None else ""


def _reminder(program: Program, wanted: SetReminder) -> Reminder:
    now = datetime.now()
    day, until = day_of(wanted.when, evening_of(now))
    return Reminder(
        wanted.text,
        day.isoformat(),
        until.isoformat(),
        program.ritual,
        wanted.remember,
        _hour(wanted.hour, now.time()),
        RATING if wanted.rates else "",
    )
