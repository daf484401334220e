"""Choosing a safe word by voice, hands free: offered, tried from the places, measured, taken.

What is said and asked are programs of their own (`session.offering`), performed like any ritual;
the trial between them is that of `facilitator safe-word WORD --try`.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

import click

from facilitator.cli.choosing_stages import LeftOutError, LiveStage, RehearsedStage
from facilitator.cli.ending import report
from facilitator.cli.judging import judged, told_of
from facilitator.cli.trying import keep
from facilitator.cli.wishes import alike
from facilitator.display import display_for
from facilitator.display.view import Display, View
from facilitator.ears.model import load_model
from facilitator.ears.words_offer import offered
from facilitator.engine.program import Program
from facilitator.journal.memory import Memory
from facilitator.room.sound_card import NoSoundCardError, SoundCard
from facilitator.script.library import find, folders
from facilitator.script.saying import rituals_among, sayings
from facilitator.script.translation.sources import checked_code
from facilitator.session import offering
from facilitator.session.evening import Evening
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import RehearsedEvening, Staging, rehearsed
from facilitator.session.wish import DEFAULT_SAFE_WORD, Wish
from facilitator.session.word_attempt import Repetition
from facilitator.session.word_trial import Tried

if TYPE_CHECKING:
    from pathlib import Path

    from facilitator.cli.options import Chosen
    from facilitator.ears.model import SpeechModel
    from facilitator.journal.memory import Memory
    from facilitator.journal.store import FileJournal

MOST_TRIALS: Final = 3
"""After so many words that were not heard every time the usual one goes on."""

UNHEARD_AFTER: Final = 2
"""So many times nothing at all at the beginning of a trial, and nobody wants it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What came of it.

    Attributes:
        word: What was chosen, as the recognizer writes it; "" when all stays as it is.
        tried: How it was heard, in figures; "" when it was not tried.
        advice: What is wrong with the room or a microphone, for the screen.
        ended: How it was stopped or went deaf: no session follows. None when one may.
    """

    word: str = ""
    tried: str = ""
    advice: tuple[str, ...] = ()
    ended: Ending | None = None


class Stage(Protocol):
    """Where a word is chosen: a real room or a simulated one."""

    def perform(self, program: Program) -> Ending:
        """Perform a program there."""

    def tried(
        self, word: str, safe_words: Sequence[str], answered: Callable[[Repetition], None]
    ) -> Tried:
        """Have the people try a word.

        Raises:
            LeftOutError: Somebody said "skip", or `answered` raised it.
        """


def is_wanted(wish: bool | None, chosen: Chosen, memory: Memory) -> bool:
    """Say whether a word is to be chosen before a session.

    Args:
        wish: What was asked for; None for the first session of people at a terminal who have
            no word of their own, once; in other languages only if asked for, as the words on
            offer are English.
        chosen: The command line.
        memory: What is remembered.
    """
    if wish is not None:
        return wish
    if checked_code(chosen.language) != "en":
        return False
    is_first = not (memory.rituals or memory.safe_word_offered)
    has_word = bool(chosen.safe_word or memory.safe_words)
    return is_first and not has_word and sys.stdin.isatty() and sys.stdout.isatty()


def rituals_of(chosen: Chosen) -> tuple[Path, ...]:
    """Return the ritual of a command line, and all others that may follow some day."""
    places = folders(chosen.scripts)
    return tuple(dict.fromkeys((find(chosen.ritual, places), *rituals_among(places))))


def words_to_offer(
    program: Program, model: SpeechModel, rituals: Sequence[Path], *, seed: int
) -> tuple[tuple[str, ...], ...]:
    """Return words that fit the two people and that no ritual says, a few at a time.

    Args:
        program: The session that follows: its people, and the words that count already.
        model: Loaded speech model.
        rituals: Files of rituals.
        seed: Draws the words.
    """
    taken = (*program.safe_words, *program.pause_words)
    avoided: set[str] = set()
    while True:
        rounds = offered(
            model.knows, names=program.partners, taken=taken, avoided=avoided, seed=seed
        )
        words = [word for each in rounds for word in each]
        said = {each.word for each in sayings(words, rituals, sounds_like=alike)}
        if not said:
            return rounds
        avoided |= said


def choose(
    rounds: Sequence[Sequence[str]],
    program: Program,
    stage: Stage,
    *,
    say: Callable[[str], None] = lambda _line: None,
) -> Choice:
    """Offer words, have the chosen one tried, and offer others when it is not heard every time.

    Args:
        rounds: Words to offer, as `words_to_offer` returns them.
        program: The session that follows: its people, its safe words, which count throughout,
            and whether it is quiet.
        stage: Where it happens.
        say: Told how every repetition was heard, in a line.

    Raises:
        DeviceError: The card refused, broke or fell silent during a trial.
        ModelError: No usable voice.
    """
    usual, own = program.safe_words, program.own

    def tell(*sentences: str, also: Sequence[str] = ()) -> Ending | None:
        return _early(stage.perform(offering.telling(sentences, program, also=also)))

    if not rounds:
        return Choice()
    opening: Sequence[str] | None = None
    choice = Choice()
    for trial in range(1, MOST_TRIALS + 1):
        rounds = _without(rounds, choice.word)
        asked = offering.offer(rounds, program, opening=opening, tried=trial > 1)
        ending = stage.perform(asked)
        answer = ending.notes.get(offering.ANSWER, offering.KEEP)
        if early := _early(ending):
            return Choice(ended=early)
        if answer == offering.KEEP:
            return Choice()
        if answer == offering.TRIED:
            return replace(choice, ended=tell(own.text(offering.TAKEN), also=(choice.word,)))
        try:
            found = stage.tried(answer, usual, _Patience(say))
        except LeftOutError as left_out:
            if left_out.unheard:
                return Choice(ended=tell(own.text(offering.UNHEARD)))
            taken = (own.text(offering.UNTRIED), own.text(offering.TAKEN))
            return Choice(answer, ended=tell(*taken, also=(answer,)))
        if not found.complete:
            return Choice(ended=Ending("stopped", 0))
        verdict = judged(found, own)
        say(f"“{answer}”: {verdict.line}")
        figures = offering.figures(*_counts(found), verdict.silent_seconds, own)
        choice = Choice(answer, verdict.figures, verdict.advice)
        if not verdict.blames_word:
            told = (*figures, *verdict.spoken, own.text(offering.TAKEN))
            return replace(choice, ended=tell(*told, also=(answer,)))
        opening = (*figures, own.text(offering.BETTER))
    return Choice(ended=tell(*figures, own.text(offering.ENOUGH)))


def _early(ending: Ending) -> Ending | None:
    """Return an ending after which nothing may follow, or None."""
    return None if ending.outcome == "completed" else ending


def _without(rounds: Sequence[Sequence[str]], word: str) -> list[list[str]]:
    kept = ([each for each in words if each != word] for words in rounds)
    return [words for words in kept if words]


def _counts(found: Tried) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how often the word was heard, of how many times; in silence, and over the voice."""
    silent = [each.stopped for each in found.repetitions if not each.request.over_voice]
    over = [each.stopped for each in found.repetitions if each.request.over_voice]
    return (sum(silent), len(silent)), (sum(over), len(over))


class _Patience:
    """Tells every repetition, and gives up on people who are not there."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._unheard = 0
        self._was_heard = False

    def __call__(self, repetition: Repetition) -> None:
        self._say(told_of(repetition))
        self._was_heard |= repetition.spoke
        self._unheard += not repetition.spoke
        if not self._was_heard and self._unheard == UNHEARD_AFTER:
            raise LeftOutError(unheard=True)


def choose_live(
    wish: Wish, rituals: Sequence[Path], evening: Evening, journal: FileJournal
) -> tuple[str, int | None]:
    """Choose a word in a real room, and keep it for every session from now on.

    Args:
        wish: The session that follows.
        rituals: No word they say is offered.
        evening: Where, as the first parts of it.
        journal: Keeps the word, its figures, and that it was offered.

    Returns:
        The word, "" when all stays as it is; and the exit code when no session follows.

    Raises:
        DeviceError: The card refused, broke or fell silent during a trial.
        FacilitatorError: The memory cannot be written.
        ModelError: No usable model or voice.
    """
    lines: list[str] = []
    own = wish.program.own
    title = own.text("headline safe word")
    with display_for() as display:
        display.show(View(title=title, loading=((own.text("ears"), 0.0),), own=own))
        model = load_model(wish.model)
        rounds = words_to_offer(wish.program, model, rituals, seed=secrets.randbelow(1_000_000))
        stage = LiveStage(wish, model, evening, display)
        choice = choose(rounds, wish.program, stage, say=lines.append)
    for line in lines:
        click.echo(f"  {line}")
    if choice.ended is None or choice.ended.outcome != "deaf":
        journal.remember_offer()
    if choice.word:
        keep(choice.word, (), choice.tried or None)
    return choice.word, _told(choice, wish.program)


def choose_rehearsed(
    wish: Wish, rituals: Sequence[Path], evening: RehearsedEvening, display: Display
) -> tuple[str, int | None]:
    """Choose a word in a simulated room; nothing is kept.

    Args:
        wish: The session that follows.
        rituals: No word they say is offered.
        evening: The room and the people, whose first parts these are; the seed of its staging
            draws the words.
        display: Shows what happens.

    Returns:
        The word, "" when all stays as it is; and the exit code when no session follows.

    Raises:
        ModelError: No usable model or voice.
    """
    model = load_model(wish.model)
    rounds = words_to_offer(wish.program, model, rituals, seed=evening.staging.seed)
    lines: list[str] = []
    with display:
        stage = RehearsedStage(wish, model, evening, display)
        choice = choose(rounds, wish.program, stage, say=lines.append)
    for line in lines:
        click.echo(f"  {line}")
    if choice.word:
        click.echo(f"“{choice.word}” is the safe word of this rehearsal.")
    return choice.word, _told(choice, wish.program)


def choose_alone(
    partners: str | None,
    scripts: Path | None,
    model: Path | None,
    devices: tuple[str | None, str | None] | None,
) -> int:
    """Choose a word by voice without a session after it; return the exit code.

    Args:
        partners: Names as given; None for those remembered.
        scripts: A folder of people's own rituals.
        model: Folder of another speech model.
        devices: Microphone and loudspeaker as chosen; None for a simulated room.

    Raises:
        DeviceError: The card refused, broke or fell silent.
        FacilitatorError: The memory cannot be written.
        ModelError: No usable model or voice.
        UsageError: Names that cannot be used.
    """
    from facilitator.display.keyboard import Keyboard
    from facilitator.journal.store import FileJournal
    from facilitator.script.names import partner_names
    from facilitator.script.pronouns import split_people

    journal = FileJournal()
    memory = journal.memory() if devices is not None else Memory()
    given = memory.partners if partners is None else split_people(partners)
    names = partner_names(given, least=1, most=len(given) or 2)
    words = memory.safe_words or (DEFAULT_SAFE_WORD,)
    wish = Wish(Program("safe-word", "", names, (), safe_words=words), model=model)
    rituals = rituals_among(folders(scripts))
    if devices is not None:
        try:
            card = SoundCard(*devices)
        except NoSoundCardError as error:
            click.echo(f"{error.message} So this is rehearsed in a simulated room.")
        else:
            card.begin_opening()
            with Keyboard() as keyboard, Evening(card, keyboard.pressed) as evening:
                _, code = choose_live(wish, rituals, evening, journal)
            return code or 0
    with rehearsed(Staging()) as simulated:
        _, code = choose_rehearsed(wish, rituals, simulated, display_for())
    return code or 0


def with_word(chosen: Chosen, word: str) -> Chosen:
    """Return the command line of people who have chosen a word; unchanged for ""."""
    return replace(chosen, safe_word=(word,)) if word else chosen


def _told(choice: Choice, program: Program) -> int | None:
    """Print what is good to know; return the exit code when no session follows."""
    for each in choice.advice:
        click.echo(f"→ {each}")
    if choice.ended is None:
        if not choice.word:
            click.echo(f"Your safe word is {_listed(program.safe_words)}, as before.")
        return None
    title = program.own.text("headline safe word")
    return report(replace(program, title=title), choice.ended)


def _listed(words: Sequence[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)
