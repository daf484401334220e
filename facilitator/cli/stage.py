"""What `facilitator rehearse` does: staging, performing, writing down, reporting."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import click

from facilitator.cli.answers import check_answers, tell_unasked, tell_unsaid
from facilitator.cli.choosing_stages import ShownPart
from facilitator.cli.ending import report
from facilitator.cli.on_paper import (
    Rehearsal,
    alone_on_stage,
    answers_of,
    check_writable,
    draw,
    introduce,
    manners,
    noting,
    planned,
    quickly_alike,
    remembered_of,
    tell,
)
from facilitator.cli.options import Chosen
from facilitator.cli.settling import everything, heard_by, with_said
from facilitator.cli.wishes import alike, going_on, plan
from facilitator.clock import Samples, seconds
from facilitator.display import display_for
from facilitator.display.view import SilentDisplay
from facilitator.errors import UsageError
from facilitator.room.people import Happening
from facilitator.room.recordings import load_recording, parse_at, parse_time
from facilitator.room.simulated import LEAD, SimulatedRoom
from facilitator.script.library import PARTS, find, folders
from facilitator.script.translation.sources import checked_code
from facilitator.session import rehearsal
from facilitator.session.chronicle import Chronicle
from facilitator.session.company import Said
from facilitator.session.loop import Ending
from facilitator.session.showing import Shown
from facilitator.session.timeline import TimelineWriter
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Witness


def rehearse(chosen: Chosen, wanted: Rehearsal) -> int:
    """Perform the rehearsal, and of the rituals that follow at once; return the exit code.

    Raises:
        FacilitatorError: Something given that cannot be used, or a file that cannot be written.
    """
    with rehearsal.rehearsed(staging_of(wanted)) as evening:
        code, next_one = _rehearsed(chosen, wanted, evening)
        while next_one.ritual:
            wanted = alone_on_stage(wanted)
            code, next_one = _rehearsed(next_one, wanted, evening)
    return code


def _rehearsed(
    chosen: Chosen, wanted: Rehearsal, evening: rehearsal.RehearsedEvening
) -> tuple[int, Chosen]:
    """Perform one ritual with what comes before it; return the exit code and what follows it."""
    made = planned(chosen, wanted, alike)
    program = made.wish.program
    answers = answers_of(wanted)
    check_answers(everything(made), answers, choosing=wanted.choosing)
    check_writable(wanted.picture)
    if wanted.choosing:
        from facilitator.cli.choosing import choose_rehearsed, rituals_of, with_word

        display = SilentDisplay() if wanted.quiet else display_for()
        word, ended = choose_rehearsed(made.wish, rituals_of(chosen), evening, display)
        if ended is not None:
            return ended, going_on(chosen, "")
        chosen = with_word(chosen, word)
        made = planned(chosen, wanted, alike)
        program = made.wish.program
    introduce(everything(made), wanted)
    began = time.monotonic()
    with (
        SilentDisplay() if wanted.quiet else display_for() as display,
        TimelineWriter(wanted.timeline) as writer,
    ):
        writer.note(0, "room", name=SimulatedRoom.name, lead=LEAD)
        note = noting(writer)
        heard = evening.staging.heard if wanted.heard else ()
        for name, each in zip(wanted.heard, heard, strict=True):
            note(Said(each.at, each.at + len(each.sound), "", name.rpartition("@")[0], "recording"))

        parts: list[Samples] = []

        def begun(at: Samples) -> None:
            if parts:
                writer.begin_at(at - parts[-1])
            parts.append(at)

        def perform(wish: Wish, witnesses: Sequence[Witness]) -> Ending:
            return rehearsal.rehearse_part(
                wish,
                evening,
                display,
                answers=answers,
                witnesses=witnesses,
                noted=note,
                begun=begun,
            )

        ending = None
        if made.first is not None:
            first = heard_by(made.first, made.wish.model)
            part: list[Witness] = [Chronicle(first, writer)]
            if not wanted.quiet:
                part.append(ShownPart(first, display))
            ending = perform(replace(made.wish, program=first), part)
            if ending.outcome == "completed":
                chosen = with_said(chosen, ending.notes)
                made = planned(chosen, wanted, alike)
                program = made.wish.program
                ending = None
        if ending is None:
            witnesses: list[Witness] = [Chronicle(program, writer)]
            if not wanted.quiet:
                witnesses.append(Shown(program, display))
            ending = perform(made.wish, witnesses)
    took = time.monotonic() - began
    draw(wanted.picture, program, writer)
    tell(program, wanted, writer)
    code = report(program, ending)
    if not wanted.quiet:
        tell_unasked(program, answers_of(wanted), writer)
        tell_unsaid(program)
    if writer.failure is not None:
        raise writer.failure
    ratio = seconds(evening.began - parts[0] + ending.at) / max(took, 1e-9)
    click.echo(f"Rehearsed in {took:.1f} s, {ratio:.0f} times as fast as it is.")
    return code, going_on(chosen, ending.next_ritual)


def staging_of(wanted: Rehearsal) -> rehearsal.Staging:
    """Return the staging that the options describe.

    Raises:
        UsageError: A recording, time, level or answer that cannot be used.
    """
    heard = []
    for each in wanted.heard:
        path, at = parse_at(each)
        heard.append(Happening(at, load_recording(path)))
    return rehearsal.Staging(
        heard=heard,
        safe_word_at=parse_time(wanted.safe_word_at) if wanted.safe_word_at else None,
        echo_db=_echo(wanted.echo),
        noise_dbfs=_within("--noise", wanted.noise_dbfs, -120.0, -20.0),
        answers=answers_of(wanted),
        seed=wanted.seed,
        wav=wanted.wav,
        alone=wanted.alone,
        manners=tuple(manners(wanted).values()),
    )


def _echo(text: str) -> float | None:
    if text.strip().lower() == "none":
        return None
    try:
        return _within("--echo", float(text), -60.0, 30.0)
    except ValueError as error:
        raise UsageError(
            f"--echo {text} is no level.", help="Give decibels, as in --echo 6, or --echo none."
        ) from error


def _within(option: str, value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise UsageError(f"{option} {value:g} is outside {least:g} to {most:g} dB.")
    return value


def watch(chosen: Chosen) -> None:
    """Check a ritual, and the test plan beside it, whenever they are saved, and say what was
    changed, until Ctrl-C."""
    from facilitator.cli import check
    from facilitator.cli.watch import watch_with_voice

    places = folders(chosen.scripts)
    path = find(chosen.ritual, places)
    tests = path.with_name(f"{path.stem}.plan{path.suffix}")

    def checked() -> None:
        for each in (path, tests):
            if each.is_file():
                words = chosen.safe_word, chosen.pause_word
                check.show(check.report_on(str(each), places, *words))

    checked()
    language = checked_code(chosen.language)
    beside = [tests, *sorted((path.parent / PARTS).glob("*.yaml"))]
    watch_with_voice(
        path,
        lambda: plan(chosen, sounds_like=quickly_alike).wish.program,
        checked,
        chosen.voice,
        language,
        beside,
    )


def stop_everywhere(chosen: Chosen, wanted: Rehearsal, moments: int) -> int:
    """Say the safe word everywhere, on paper and at some moments with sound; tell what came of it.

    Returns:
        0 when every session ended in silence, 3 when one did not.
    """
    from facilitator.cli.proving import prove

    return prove(chosen, staging_of(wanted), moments, wanted.seed, remembered_of(wanted))
