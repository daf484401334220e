"""`facilitator rehearse --text`: what would be said, asked and rung, without any sound.

Nothing that sounds or hears is loaded: no numpy, no voice, no speech model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from facilitator.cli.answers import check_answers, tell_unasked, tell_unsaid
from facilitator.cli.ending import told as ended
from facilitator.cli.options import Chosen, parse_pairs
from facilitator.cli.settling import everything, with_said
from facilitator.cli.wishes import Alike, Plan, going_on, plan
from facilitator.clock import session_time
from facilitator.engine.actions import Finish, Note, Ring, SetReminder, Speak
from facilitator.engine.events import PhraseHeard
from facilitator.engine.operations import Ask
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, State
from facilitator.engine.whose import whose
from facilitator.errors import UsageError
from facilitator.script.compiling.reminding import may_be_said, tried
from facilitator.script.pronouns import with_pronouns
from facilitator.session import on_paper as paper
from facilitator.session.chronicle import Chronicle
from facilitator.session.company import Manner, Said
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
    remembered: Sequence[str] = ()
    choosing: bool = False
    follows: bool = False


def on_paper(chosen: Chosen, wanted: Rehearsal) -> int:
    """Print what would be said, asked and rung, without any sound."""
    chosen = replace(chosen, unfinished=True)
    made = planned(chosen, wanted, quickly_alike)
    program = made.wish.program
    if program.own.language != "en":
        tell_untranslated(chosen, program.own.language)
    check_answers(everything(made), answers_of(wanted))
    check_writable(wanted.picture)
    introduce(everything(made), wanted)
    before = 0
    with TimelineWriter(wanted.timeline) as writer:
        if made.first is not None:
            asked = _performed(made.first, wanted, writer)
            before, said = asked[-1].event.at, _noted(asked)
            _print(made.first, asked, wanted, 0)
            chosen = with_said(chosen, said)
            program = planned(chosen, wanted, quickly_alike).wish.program
            writer.begin_at(before)
        moments = _performed(program, wanted, writer)
    draw(wanted.picture, program, writer)
    _print(program, moments, wanted, before)
    tell(program, wanted, writer)
    last = moments[-1].actions[-1] if moments and moments[-1].actions else None
    if not isinstance(last, Finish):
        click.echo("It would wait for ever: somebody is asked who never answers.")
        return 0
    click.echo(ended(program, last.outcome, before + last.at))
    if not wanted.quiet:
        tell_unasked(program, answers_of(wanted), writer)
        tell_unsaid(program)
    if writer.failure is not None:
        raise writer.failure
    if last.next_ritual:
        return on_paper(going_on(chosen, last.next_ritual), alone_on_stage(wanted))
    return 0


def _performed(program: Program, wanted: Rehearsal, writer: TimelineWriter) -> list[paper.Moment]:
    react = _reaction(program, wanted, writer)
    return paper.perform(program, reaction=react, witnesses=(Chronicle(program, writer),))


def _noted(moments: Sequence[paper.Moment]) -> dict[str, str]:
    notes = (each for moment in moments for each in moment.actions if isinstance(each, Note))
    return {note.name: note.value for note in notes}


def _print(
    program: Program, moments: Sequence[paper.Moment], wanted: Rehearsal, begun: int
) -> None:
    """Print what is said, answered, rung and set, at the times of the session; `begun` is when
    this part of it began."""
    if wanted.quiet:
        return
    before: State | None = None
    for moment in moments:
        answer = _answered_with(program, before, moment)
        if answer:
            click.echo(f"{session_time(begun + moment.event.at):>7}  ({answer})")
        before = moment.state
        for action in moment.actions:
            match action:
                case Speak(at=at, text=text):
                    click.echo(f"{session_time(begun + at):>7}  {text}")
                case Ring(at=at, bell=bell):
                    rung = program.own.text(f"bell {bell}")
                    click.echo(f"{session_time(begun + at):>7}  ({rung})")
                case SetReminder(text=text, when=when, hour=hour):
                    at = begun + moment.event.at
                    day = f"{when}, {hour}" if hour else when
                    told = program.own.text("reminder", when=day, text=text)
                    click.echo(f"{session_time(at):>7}  ({told})")
                case _:
                    pass


def _answered_with(program: Program, before: State | None, moment: paper.Moment) -> str:
    """Return what somebody answers a question with, and who where one is asked by name; "" where
    it is no answer."""
    event = moment.event
    if before is None or not isinstance(event, PhraseHeard):
        return ""
    asked = program.operations[before.position]
    if not isinstance(before.phase, Listening) or not isinstance(asked, Ask):
        return ""
    return f"{asked.who}: “{event.phrase}”" if asked.who else f"“{event.phrase}”"


def tell_untranslated(chosen: Chosen, language: str) -> None:
    """Say how much of the ritual waits for a translation, if any."""
    from facilitator.script.library import find, folders
    from facilitator.script.loading import load
    from facilitator.script.translation.languages import UNTRANSLATED_MARK, waiting
    from facilitator.script.translation.sources import name_of

    where = folders(chosen.scripts)
    path = find(chosen.ritual, where)
    count, every = waiting(load(path), path, language, where)
    if count:
        click.echo(
            f"{count} of {every} texts {'waits' if count == 1 else 'wait'} for a translation to "
            f"{name_of(language)}: what is said of them is marked {UNTRANSLATED_MARK}. A session "
            "in it begins only when all are there."
        )


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
        remembered=(),
        choosing=False,
        follows=True,
    )


def fitted(
    chosen: Chosen, length: str, answers: Mapping[str, Sequence[str]] | None = None
) -> Chosen:
    """Return the choice with settings that make the ritual take about so long, with the answers
    given or the usual ones; says which.

    Raises:
        UsageError: Not a length, or one the ritual's limits do not allow.
    """
    from facilitator.authoring.fitting import fit
    from facilitator.authoring.minutes import digits
    from facilitator.authoring.minutes import fitted as said
    from facilitator.script.durations import parse_duration
    from facilitator.script.library import find, folders
    from facilitator.script.loading import load

    words = length.strip().lower()
    at_most = words.startswith("at most ")
    wished = parse_duration(words.removeprefix("at most "))
    if wished is None:
        raise UsageError(
            f"--fit {length} is no length.",
            help='For example: --fit "20 min", or --fit "at most 20 min".',
        )
    ritual = load(find(chosen.ritual, folders(chosen.scripts)))
    given = dict(parse_pairs("--set", chosen.settings, 'gaze="3 min"'))
    names = [" ".join(name.split()) for name in (chosen.partners or "A, B").split(",")]
    found = fit(ritual, wished, given, at_most=at_most, partners=names, answers=answers)
    pairs = [f"{name}={value}" for name, value in found.settings.items()]
    told = ", ".join(f"{name} {value}" for name, value in found.settings.items())
    if answers and not at_most:
        click.echo(f"Fitted: {told}. About {digits(found.total_seconds)} with these answers.")
    else:
        click.echo(f"Fitted: {told}. {said(found.courses, wished, at_most=at_most)}")
    return replace(chosen, settings=(*chosen.settings, *pairs))


def with_people(chosen: Chosen, path: Path) -> Chosen:
    """Return the choice with the names of a people file, unless others were given.

    Raises:
        UsageError: The file says something that has no meaning.
    """
    from facilitator.authoring.people import read_people

    if chosen.partners is not None or _is_chance(path):
        return chosen
    people = {name: manner.pronouns for name, manner in read_people(path).items()}
    wished = {name: pronouns for name, pronouns in people.items() if pronouns}
    return replace(chosen, partners=", ".join(with_pronouns(tuple(people), wished)))


def _is_chance(path: Path) -> bool:
    """Say whether `--people random` was given, and there is no file of that name."""
    return str(path) == BY_CHANCE and not path.exists()


def manners(wanted: Rehearsal) -> dict[str, Manner]:
    """Return how the people are, in their order; their names as far as a file has them.

    Raises:
        UsageError: The people file says something that has no meaning.
    """
    if wanted.people is None:
        return {}
    from facilitator.authoring.people import by_chance, read_people

    if _is_chance(wanted.people):
        made = by_chance(MOST_BY_CHANCE, wanted.seed)
        return {str(number): manner for number, manner in enumerate(made)}
    return read_people(wanted.people)


def introduce(program: Program, wanted: Rehearsal) -> None:
    """Say how the people are.

    Raises:
        UsageError: They have answers that they could never give.
    """
    there = manners(wanted)
    if not there or wanted.follows:
        return
    from facilitator.authoring import people

    people.check_answers(program, there)
    named = zip(program.partners, there.values(), strict=False)
    click.echo(" ".join(people.described(name, manner) for name, manner in named))


def noting(writer: TimelineWriter) -> Callable[[Said], None]:
    """Return what writes down what the people of a rehearsal say."""

    def note(said: Said) -> None:
        length = said.end - said.at
        writer.note(said.at, "said", who=said.who, text=said.text, why=said.why, length=length)

    return note


def planned(chosen: Chosen, wanted: Rehearsal, sounds_like: Alike) -> Plan:
    """Return the plan of a rehearsal.

    Raises:
        UsageError: Besides what `plan` raises, a reminder that cannot be said.
    """
    due = [tried(text) for text in wanted.reminders]
    made = plan(
        chosen,
        seed=wanted.seed,
        due=due,
        sounds_like=sounds_like,
        remembered=remembered_of(wanted),
        wished=_answered(wanted),
    )
    safe_words = made.wish.program.safe_words
    for text in wanted.reminders:
        if not may_be_said(text, safe_words, made.wish.program.pause_words, sounds_like):
            raise UsageError(
                f"--remind: “{text}” cannot be said in this session.",
                help="One sentence of plain words, without the safe or the pause word.",
            )
    return made


def _answered(wanted: Rehearsal) -> list[str]:
    """Return what somebody gives an answer to; a setting of that name is asked for."""
    if wanted.follows:
        return []
    of_people = (name for manner in manners(wanted).values() for name in manner.answers)
    return [*answers_of(wanted), *of_people]


def quickly_alike(text: str, word: str) -> bool:
    """Say whether a sentence sounds like a word, as `check` does."""
    from facilitator.ears.words_quick import alike_places

    return bool(alike_places(text, word))


def _reaction(program: Program, wanted: Rehearsal, writer: TimelineWriter) -> paper.Reaction:
    answers = answers_of(wanted)
    if wanted.people is None:
        return paper.Willing(program, answers).react
    from facilitator.authoring.people import OnPaper

    there = tuple(manners(wanted).values())
    noted = noting(writer)
    return OnPaper(program, there, answers=answers, noted=noted, seed=wanted.seed).react


def answers_of(wanted: Rehearsal) -> dict[str, list[str]]:
    """Return what `--answer` says, by the name of what is asked.

    Raises:
        UsageError: Not of the form NAME=MEANING.
    """
    answers: dict[str, list[str]] = {}
    for name, meaning in parse_pairs("--answer", wanted.answers, '"wish=longer"'):
        answers.setdefault(name, []).append(meaning)
    return answers


def remembered_of(wanted: Rehearsal) -> list[tuple[str, str]]:
    """Return what `--remembered` and the people file say is remembered.

    Raises:
        UsageError: Not of the form NAME=TEXT, or a people file that cannot be read.
    """
    pairs = list(parse_pairs("--remembered", wanted.remembered, '"wish=a walk by the sea"'))
    if wanted.follows:
        return pairs
    people = manners(wanted)
    for name, manner in people.items():
        for what, texts in manner.remembered.items():
            is_whose = whose(what, tuple(people))[1] >= 0
            pairs += [(what if is_whose else f"{what} of {name}", text) for text in texts]
    return pairs


def tell(program: Program, wanted: Rehearsal, writer: TimelineWriter) -> None:
    """Print what was spoken, asked and heard, if `--report` asks for it."""
    if wanted.report:
        from facilitator.authoring.telling import told

        for line in told(writer.entries, program.partners):
            click.echo(line)


def check_writable(path: Path | None) -> None:
    """Refuse a picture that could not be written before a long rehearsal, not after it."""
    if path is not None and not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.", help="Make it first.")


def draw(path: Path | None, program: Program, writer: TimelineWriter) -> None:
    """Write the picture, if one is wanted.

    Raises:
        UsageError: It cannot be written; says why.
    """
    if path is None:
        return
    from facilitator.session.picture import picture

    drawn = picture(writer.entries, title=program.title, partners=program.partners)
    try:
        path.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The picture cannot be written to {path}: {error.strerror}.") from error
