"""What `facilitator rehearse` does: staging, performing, writing down, reporting."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from facilitator.cli.ending import report
from facilitator.cli.ending import told as ended
from facilitator.cli.options import Chosen, parse_pairs
from facilitator.cli.wishes import Plan, alike, going_on, plan
from facilitator.clock import seconds, session_time
from facilitator.display import display_for
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Finish, Ring, SetReminder, Speak
from facilitator.engine.program import Ask, Program, TakeNote
from facilitator.errors import UsageError
from facilitator.room.people import Happening
from facilitator.room.recordings import load_recording, parse_at, parse_time
from facilitator.room.simulated import LEAD, SimulatedRoom
from facilitator.script.language_sources import checked_code
from facilitator.script.library import find, folders, load
from facilitator.script.reminding import Due, may_be_said
from facilitator.session import offering, rehearsal
from facilitator.session import on_paper as paper
from facilitator.session.chronicle import Chronicle
from facilitator.session.company import Manner, Said
from facilitator.session.loop import Witness
from facilitator.session.picture import picture
from facilitator.session.showing import Shown
from facilitator.session.timeline import TimelineWriter

BY_CHANCE = "random"
"""What is given instead of a people file when chance is to choose."""

MOST_BY_CHANCE = 8
"""How many people chance makes; whoever else comes is willing."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The options of `facilitator rehearse` that describe the staging, as given.

    `follows` is for a ritual that another one led into: people have been introduced.
    """

    heard: Sequence[str]
    safe_word_at: str | None
    answers: Sequence[str]
    alone: bool
    echo: str
    noise_dbfs: float
    wav: Path | None
    timeline: Path | None
    picture: Path | None
    seed: int
    quiet: bool
    people: Path | None = None
    report: bool = False
    reminders: Sequence[str] = ()
    choosing: bool = False
    follows: bool = False


def rehearse(chosen: Chosen, wanted: Rehearsal) -> int:
    """Perform the rehearsal and return the exit code.

    Raises:
        FacilitatorError: Something given that cannot be used, or a file that cannot be written.
    """
    planned = _planned(chosen, wanted)
    program = planned.wish.program
    staging = staging_of(wanted)
    _check_answers(program, staging.answers, choosing=wanted.choosing)
    _check_writable(wanted.picture)
    if wanted.choosing:
        from facilitator.cli.choosing import choose_rehearsed, rituals_of, with_word

        display = SilentDisplay() if wanted.quiet else display_for()
        word, ended = choose_rehearsed(planned.wish, rituals_of(chosen), staging, display)
        if ended is not None:
            return ended
        chosen = with_word(chosen, word)
        planned = _planned(chosen, wanted)
        program = planned.wish.program
    _introduce(program, wanted)
    began = time.monotonic()
    with (
        SilentDisplay() if wanted.quiet else display_for() as display,
        TimelineWriter(wanted.timeline) as writer,
    ):
        writer.note(0, "room", name=SimulatedRoom.name, lead=LEAD)
        witnesses: list[Witness] = [Chronicle(program, writer)]
        if not wanted.quiet:
            witnesses.append(Shown(program, display))
        note = _noting(writer)
        for name, each in zip(wanted.heard, staging.heard, strict=True):
            note(Said(each.at, each.at + len(each.sound), "", name.rpartition("@")[0], "recording"))
        ending = rehearsal.rehearse(planned.wish, staging, display, witnesses=witnesses, noted=note)
    took = time.monotonic() - began
    _draw(wanted.picture, program, writer)
    _tell(program, wanted, writer)
    code = report(program, ending)
    if writer.failure is not None:
        raise writer.failure
    ratio = seconds(ending.at) / max(took, 1e-9)
    click.echo(f"Rehearsed in {took:.1f} s, {ratio:.0f} times as fast as it is.")
    if ending.next_ritual:
        return rehearse(going_on(chosen, ending.next_ritual), alone_on_stage(wanted))
    return code


def _planned(chosen: Chosen, wanted: Rehearsal) -> Plan:
    """Return the plan of a rehearsal.

    Raises:
        UsageError: Besides what `plan` raises, a reminder that cannot be said.
    """
    due = [Due(text, text, asks=text.strip().endswith("?")) for text in wanted.reminders]
    planned = plan(chosen, seed=wanted.seed, due=due)
    safe_words = planned.wish.program.safe_words
    for text in wanted.reminders:
        if not may_be_said(text, safe_words, planned.wish.program.pause_words, alike):
            raise UsageError(
                f"--remind: “{text}” cannot be said in this session.",
                help="One sentence of plain words, without the safe or the pause word.",
            )
    return planned


def _check_answers(
    program: Program, answers: Mapping[str, Sequence[str]], *, choosing: bool = False
) -> None:
    """Refuse an answer to a question that nobody asks.

    Raises:
        UsageError: Names the questions there are.
    """
    asked = {each.remember for each in program.operations if isinstance(each, Ask)} - {""}
    asked |= {each.name for each in program.operations if isinstance(each, TakeNote)}
    if choosing:
        asked.add(offering.ANSWER)
    for name in answers:
        if name not in asked:
            raise UsageError(
                f"--answer {name}: nothing of that name is asked.",
                help=f"Asked are: {', '.join(sorted(asked)) or 'no questions at all'}.",
            )


def staging_of(wanted: Rehearsal) -> rehearsal.Staging:
    """Return the staging that the options describe.

    Raises:
        UsageError: A recording, time, level or answer that cannot be used.
    """
    heard = []
    for each in wanted.heard:
        path, at = parse_at(each)
        heard.append(Happening(at, load_recording(path)))
    answers: dict[str, list[str]] = {}
    for name, meaning in parse_pairs("--answer", wanted.answers, '"wish of Anna=longer"'):
        answers.setdefault(name, []).append(meaning)
    return rehearsal.Staging(
        heard=heard,
        safe_word_at=parse_time(wanted.safe_word_at) if wanted.safe_word_at else None,
        echo_db=_echo(wanted.echo),
        noise_dbfs=_within("--noise", wanted.noise_dbfs, -120.0, -20.0),
        answers=answers,
        seed=wanted.seed,
        wav=wanted.wav,
        alone=wanted.alone,
        manners=tuple(_manners(wanted).values()),
    )


def with_people(chosen: Chosen, path: Path) -> Chosen:
    """Return the choice with the names of a people file, unless others were given.

    Raises:
        UsageError: The file says something that has no meaning.
    """
    from facilitator.authoring.people import read_people

    if chosen.partners is not None or _is_chance(path):
        return chosen
    return replace(chosen, partners=", ".join(read_people(path)))


def _is_chance(path: Path) -> bool:
    """Say whether `--people random` was given, and there is no file of that name."""
    return str(path) == BY_CHANCE and not path.exists()


def _manners(wanted: Rehearsal) -> dict[str, Manner]:
    """Return how the people are, in their order; their names as far as a file has them."""
    if wanted.people is None:
        return {}
    from facilitator.authoring.people import by_chance, read_people

    if _is_chance(wanted.people):
        made = by_chance(MOST_BY_CHANCE, wanted.seed)
        return {str(number): manner for number, manner in enumerate(made)}
    return read_people(wanted.people)


def _introduce(program: Program, wanted: Rehearsal) -> None:
    """Say how the people are, and refuse answers that they could never give."""
    manners = _manners(wanted)
    if not manners or wanted.follows:
        return
    from facilitator.authoring.people import check_answers, described

    check_answers(program, manners)
    people = zip(program.partners, manners.values(), strict=False)
    click.echo(" ".join(described(name, manner) for name, manner in people))


def _on_paper(program: Program, wanted: Rehearsal, writer: TimelineWriter) -> paper.Reaction:
    answers = staging_of(wanted).answers
    if wanted.people is None:
        return paper.Willing(program, answers).react
    from facilitator.authoring.people import OnPaper

    people = OnPaper(
        program,
        tuple(_manners(wanted).values()),
        answers=answers,
        noted=_noting(writer),
        seed=wanted.seed,
    )
    return people.react


def _noting(writer: TimelineWriter) -> Callable[[Said], None]:
    """Return what writes down what the people of a rehearsal say."""

    def note(said: Said) -> None:
        length = said.end - said.at
        writer.note(said.at, "said", who=said.who, text=said.text, why=said.why, length=length)

    return note


def _tell(program: Program, wanted: Rehearsal, writer: TimelineWriter) -> None:
    if wanted.report:
        from facilitator.authoring.telling import told

        for line in told(writer.entries, program.partners):
            click.echo(line)


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


def _check_writable(path: Path | None) -> None:
    """Refuse a picture that could not be written before a long rehearsal, not after it."""
    if path is not None and not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} for the picture.")


def _draw(path: Path | None, program: Program, writer: TimelineWriter) -> None:
    if path is None:
        return
    drawn = picture(writer.entries, title=program.title, partners=program.partners)
    try:
        path.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The picture cannot be written to {path}: {error.strerror}.") from error


def on_paper(chosen: Chosen, wanted: Rehearsal) -> int:
    """Print what would be said, asked and rung, without any sound."""
    needs_sound = {
        "--heard": wanted.heard,
        "--safe-word-at": wanted.safe_word_at,
        "--wav": wanted.wav,
    }
    for option, given in needs_sound.items():
        if given:
            raise UsageError(f"{option} needs sound: leave --text out.")
    program = _planned(chosen, wanted).wish.program
    _check_writable(wanted.picture)
    _introduce(program, wanted)
    with TimelineWriter(wanted.timeline) as writer:
        react = _on_paper(program, wanted, writer)
        witness = Chronicle(program, writer)
        moments = paper.perform(program, reaction=react, witnesses=(witness,))
    _draw(wanted.picture, program, writer)
    if not wanted.quiet:
        for moment in moments:
            for action in moment.actions:
                match action:
                    case Speak(at=at, text=text):
                        click.echo(f"{session_time(at):>7}  {text}")
                    case Ring(at=at, bell=bell):
                        rung = program.own.text(f"bell {bell}")
                        click.echo(f"{session_time(at):>7}  ({rung})")
                    case SetReminder(text=text, when=when):
                        at = moment.event.at
                        told = program.own.text("reminder", when=when, text=text)
                        click.echo(f"{session_time(at):>7}  ({told})")
                    case _:
                        pass
    _tell(program, wanted, writer)
    last = moments[-1].actions[-1] if moments and moments[-1].actions else None
    if not isinstance(last, Finish):
        click.echo("It would wait for ever: somebody is asked who never answers.")
        return 0
    click.echo(ended(program, last.outcome, last.at))
    if writer.failure is not None:
        raise writer.failure
    if last.next_ritual:
        return on_paper(going_on(chosen, last.next_ritual), alone_on_stage(wanted))
    return 0


def alone_on_stage(wanted: Rehearsal) -> Rehearsal:
    """Return the staging of a ritual that follows another: nothing given belongs to it."""
    return replace(
        wanted,
        heard=(),
        safe_word_at=None,
        answers=(),
        wav=None,
        timeline=None,
        picture=None,
        reminders=(),
        choosing=False,
        follows=True,
    )


def fitted(chosen: Chosen, length: str) -> Chosen:
    """Return the choice with settings that make the ritual take about so long; says which.

    Raises:
        UsageError: Not a length, or one the ritual's limits do not allow.
    """
    from facilitator.authoring.fitting import fit
    from facilitator.script.durations import parse_duration, spoken_duration

    wished = parse_duration(length)
    if wished is None:
        raise UsageError(f"--fit {length} is no length.", help='For example: --fit "20 min"')
    ritual = load(find(chosen.ritual, folders(chosen.scripts)))
    given = dict(parse_pairs("--set", chosen.settings, 'gaze="3 min"'))
    found = fit(ritual, wished, given)
    pairs = [f"{name}={value}" for name, value in found.settings.items()]
    told = ", ".join(f"{name} {value}" for name, value in found.settings.items())
    about = spoken_duration(max(30, round(found.total_seconds / 30) * 30))
    click.echo(f"Fitted: {told}. About {about}.")
    return replace(chosen, settings=(*chosen.settings, *pairs))


def watch(chosen: Chosen) -> None:
    """Check a ritual whenever it is saved and say what was changed, until Ctrl-C."""
    from facilitator.cli import check
    from facilitator.cli.watch import watch_with_voice

    places = folders(chosen.scripts)
    path = find(chosen.ritual, places)

    def checked() -> None:
        check.show(check.report_on(str(path), places, chosen.safe_word, chosen.pause_word))

    checked()
    language = checked_code(chosen.language)
    watch_with_voice(path, lambda: plan(chosen).wish.program, checked, chosen.voice, language)


def stop_everywhere(chosen: Chosen, wanted: Rehearsal, moments: int) -> int:
    """Say the safe word everywhere, on paper and at some moments with sound; tell what came of it.

    Returns:
        0 when every session ended in silence, 3 when one did not.
    """
    from facilitator.cli.proving import prove

    return prove(chosen, staging_of(wanted), moments, wanted.seed)
