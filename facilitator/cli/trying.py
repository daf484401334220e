"""`facilitator safe-word WORD --try`: said by those who chose it, and judged."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import click

from facilitator.cli.judging import judged, told_of
from facilitator.clock import Samples, samples
from facilitator.engine.own_words import OWN
from facilitator.errors import FacilitatorError

if TYPE_CHECKING:
    from facilitator.ears.model import SpeechModel
    from facilitator.ports import Ears, Room
    from facilitator.room.simulated import SimulatedRoom
    from facilitator.session.evening import Evening
    from facilitator.session.wish import Wish
    from facilitator.session.word_attempt import Repetition, Request
    from facilitator.session.word_trial import Tried


def before(*, also: bool) -> tuple[str, ...]:
    """Return the remembered words that go on to count beside a new one."""
    from facilitator.journal.store import FileJournal

    return FileJournal().memory().safe_words if also else ()


def accepted(word: str, model: SpeechModel, names: Sequence[str], others: Sequence[str]) -> str:
    """Return the word as the recognizer writes it.

    Raises:
        UsageError: It cannot work; says why, and what would.
    """
    from facilitator.ears.words import check_word

    words = [each for each in others if each != " ".join(word.lower().split())]
    return check_word(word, knows=model.knows, partners=names, others=words)


def hold(
    word: str,
    names: Sequence[str],
    model: SpeechModel,
    devices: tuple[str | None, str | None] | None,
) -> str:
    """Try a word and tell what came of it.

    Args:
        word: As `accepted` returned it.
        names: Two names, or none.
        model: Loaded speech model.
        devices: Microphone and loudspeaker as chosen; None for the simulated room.

    Returns:
        The figures in one line; "" when they say nothing about a real room, or when somebody
        ended it early.

    Raises:
        DeviceError: The card refused, broke or fell silent.
        ModelError: No usable voice.
        UsageError: Names that cannot be used.
    """
    from facilitator.journal.store import FileJournal
    from facilitator.room.sound_card import NoSoundCardError, SoundCard
    from facilitator.script.names import partner_names

    people = partner_names(names or FileJournal().memory().partners)
    if devices is not None:
        try:
            card = SoundCard(*devices)
        except NoSoundCardError as error:
            click.echo(f"\n{error.message} So this is tried in a simulated room.")
        else:
            click.echo("\nTrying it. Any key ends this.")
            with closing(card):
                tried = try_live(word, people, model, card, answered=_show)
            return _shown(tried, model)
    from facilitator.room.simulated import SimulatedRoom
    from facilitator.session.rehearsal import LAPTOP_ECHO_DB

    click.echo("\nTried by simulated people in a simulated room.")
    room = SimulatedRoom(echo_db=LAPTOP_ECHO_DB)
    tried = try_rehearsed(word, people, model, room, answered=_show)
    _shown(tried, model)
    return ""


def keep(word: str, others: Sequence[str], tried: str | None) -> None:
    """Remember a word, and the figures of its trial, for the next sessions.

    Raises:
        FacilitatorError: The memory cannot be written.
    """
    from facilitator.journal.store import FileJournal

    journal = FileJournal()
    words = tuple(dict.fromkeys((*others, word)))
    journal.remember_safe_words(words, {word: tried} if tried else {})
    if journal.problem:
        raise FacilitatorError(journal.problem)
    told = " or ".join(f"“{each}”" for each in words)
    click.echo(f"\nFrom now on {told} stops every session. See: facilitator memory")


def _show(repetition: Repetition) -> None:
    click.echo(f"  {told_of(repetition)}")


def _shown(tried: Tried, model: SpeechModel) -> str:
    """Print what came of a trial; return its figures, or "" when it was ended early."""
    from facilitator.ears.words import rate, suggestions

    if not tried.complete:
        click.echo("\nEnded early; nothing is kept of it.")
        return ""
    verdict = judged(tried)
    click.echo(f"\n“{tried.word}”: {verdict.line}")
    for each in verdict.levels:
        click.echo(f"  {each}")
    for each in verdict.advice:
        click.echo(f"→ {each}")
    if verdict.blames_word:
        ideas = suggestions(tried.word, model.knows, 3)
        better = [each for each in ideas if rate(each, knows=model.knows).verdict == "excellent"]
        click.echo(f"→ Your voices come in well; try another word: {', '.join(better or ideas)}")
    return verdict.figures


def try_live(
    word: str,
    names: Sequence[str],
    model: SpeechModel,
    card: Room,
    *,
    answered: Callable[[Repetition], None],
) -> Tried:
    """Have people say a word in their own room; any key ends it.

    Raises:
        DeviceError: The card refused, broke or fell silent.
        ModelError: No usable voice.
    """
    from facilitator.display.keyboard import Keyboard
    from facilitator.session.evening import Evening

    with Keyboard() as keyboard, Evening(card, keyboard.pressed) as evening:
        return measured(word, names, model, evening, _nobody, answered)


def try_rehearsed(
    word: str,
    names: Sequence[str],
    model: SpeechModel,
    room: SimulatedRoom,
    *,
    answered: Callable[[Repetition], None] = lambda _repetition: None,
    seed: int = 0,
) -> Tried:
    """Have synthesised people say a word in a simulated room; the same every time.

    Raises:
        ModelError: No usable voice.
    """
    from facilitator.session.rehearsal import RehearsedEvening, Staging, utter_into

    chance = random.Random(seed)
    evening = RehearsedEvening(room, Staging(seed=seed))
    utter = utter_into(evening)

    def asked(request: Request, at: Samples) -> None:
        hesitates = chance.uniform(3.0, 5.0) if request.over_voice else chance.uniform(0.5, 1.2)
        utter(request.partner, word, at + samples(hesitates))

    with evening:
        return measured(word, names, model, evening, asked, answered)


def measured(
    word: str,
    names: Sequence[str],
    model: SpeechModel,
    evening: Evening,
    asked: Callable[[Request, Samples], None],
    answered: Callable[[Repetition], None],
    *,
    wish: Wish | None = None,
    safe_words: Sequence[str] = (),
    phrases: Sequence[str] = (),
    through: Callable[[Ears], Ears] = lambda ears: ears,
) -> Tried:
    """Have people say a word in any room, through the parts of a session.

    Args:
        word: What they say.
        names: Who they are, in the order of asking.
        model: Loaded speech model.
        evening: Where, as a part of it; a key ends the trial.
        asked: Told when somebody has been asked.
        answered: Told how each repetition was heard.
        wish: Voice, loudness and language in which people are asked; the usual ones by default.
        safe_words: Words that end the trial, besides "stop" said alone.
        phrases: Further phrases the ears listen for.
        through: Applied to the ears.
    """
    from facilitator.ears.echo import EchoCanceller
    from facilitator.ears.session_ears import SessionEars, Vocabulary
    from facilitator.session.start import voice_of
    from facilitator.session.wish import decibels
    from facilitator.session.word_trial import try_word
    from facilitator.sound.mixer import Mixer
    from facilitator.voice.choose import open_voice
    from facilitator.voice.prerender import Prerenderer

    with ExitStack() as stack:
        own, mixer = OWN, Mixer()
        if wish is None:
            voice = open_voice("default")
        else:
            own, voice = wish.program.own, voice_of(wish)
            mixer = Mixer(voice_db=decibels(wish.loudness.voice))
        speech = stack.enter_context(closing(Prerenderer(voice)))
        ears = SessionEars(
            model,
            Vocabulary((word, *safe_words), phrases=(*own.commands, *phrases)),
            wait=evening.is_virtual,
            canceller=EchoCanceller(),
        )
        part = evening.listen(ears, trying=word)
        return try_word(
            word,
            names,
            evening,
            through(part),
            speech,
            mixer,
            asked=asked,
            answered=answered,
            key_pressed=evening.key_pressed,
            first=evening.begin(part),
            own=own,
        )


def _nobody(request: Request, at: Samples) -> None:
    """In a real room people speak by themselves."""
