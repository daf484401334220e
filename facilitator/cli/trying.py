"""`facilitator safe-word WORD --try`: said by those who chose it, and judged."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from facilitator.clock import Samples, samples
from facilitator.errors import FacilitatorError

if TYPE_CHECKING:
    from facilitator.ears.model import SpeechModel
    from facilitator.ports import Ears, Room
    from facilitator.room.simulated import SimulatedRoom
    from facilitator.session.start import Wish
    from facilitator.session.word_attempt import Repetition, Request
    from facilitator.session.word_trial import Tried

QUIET_PEAK_DBFS: Final = -50.0
"""Below this peak the speech model begins to lose words: 8 % of real recordings at -50 dBFS, 66 %
at -60, before the level control. Other figures: `docs/safe-word.md`."""

NEAR_NOISE_DB: Final = 15.0
"""With less than this between voice and noise floor words are missed more often: of real
recordings 2 to 4 % at 10 dB, 6 to 17 % at 5 dB, when everything else is well."""

LEAST_REMOVED_DB: Final = 6.0
"""Less of the facilitator's own voice taken away than this leaves it louder than a person who
sits twice as far away as the loudspeaker."""

SLOW_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a trial, in words.

    Attributes:
        line: The figures in one line.
        levels: A line for each person.
        advice: What is wrong, with figures, and what to do about it; empty when all is well.
        blames_word: Words were missed although every level is fine.
        spoken: The advice in short, as it is said aloud.
        silent_seconds: From the end of the word to silence, in the middle; None when nothing
            was heard.
    """

    line: str
    levels: tuple[str, ...]
    advice: tuple[str, ...]
    blames_word: bool
    spoken: tuple[str, ...] = ()
    silent_seconds: float | None = None

    @property
    def figures(self) -> str:
        """All figures in one line, as they are remembered."""
        return "; ".join((self.line.rstrip("."), *self.levels))


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


def told_of(repetition: Repetition) -> str:
    """Return who said the word, and how it was heard, in a line."""
    request = repetition.request
    what = "over my voice" if request.over_voice else f"{request.number} of 3"
    return f"{_named(request.name)}, {what}: {told(repetition)}"


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

    with Keyboard() as keyboard:
        return measured(word, names, model, card, _nobody, answered, keyboard.pressed)


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
    from facilitator.session.rehearsal import utter_into

    chance = random.Random(seed)
    utter = utter_into(room)

    def asked(request: Request, at: Samples) -> None:
        hesitates = chance.uniform(3.0, 5.0) if request.over_voice else chance.uniform(0.5, 1.2)
        utter(request.partner, word, at + samples(hesitates))

    return measured(word, names, model, room, asked, answered)


def measured(
    word: str,
    names: Sequence[str],
    model: SpeechModel,
    room: Room,
    asked: Callable[[Request, Samples], None],
    answered: Callable[[Repetition], None],
    key_pressed: Callable[[], bool] = lambda: False,
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
        room: Opened and closed.
        asked: Told when somebody has been asked.
        answered: Told how each repetition was heard.
        key_pressed: Says whether somebody touched a key since the last call; it ends the trial.
        wish: Voice and loudness; the usual ones by default.
        safe_words: Words that end the trial, besides "stop" said alone.
        phrases: Further phrases the ears listen for.
        through: Applied to the ears.
    """
    from facilitator.ears.echo import EchoCanceller
    from facilitator.ears.session_ears import SessionEars, Vocabulary
    from facilitator.engine.step import COMMANDS
    from facilitator.session.start import decibels
    from facilitator.session.word_trial import try_word
    from facilitator.sound.mixer import Mixer
    from facilitator.voice.choose import open_voice
    from facilitator.voice.prerender import Prerenderer

    with ExitStack() as stack:
        voice, mixer = open_voice("default"), Mixer()
        if wish is not None:
            voice = open_voice(wish.voice, pronunciations=wish.pronunciations)
            mixer = Mixer(voice_db=decibels(wish.loudness.voice))
        speech = stack.enter_context(closing(Prerenderer(voice)))
        ears = SessionEars(
            model,
            Vocabulary((word, *safe_words), phrases=(*COMMANDS, *phrases)),
            wait=room.is_virtual,
            canceller=EchoCanceller(),
        )
        stack.callback(ears.close)
        return try_word(
            word,
            names,
            room,
            through(ears),
            speech,
            mixer,
            asked=asked,
            answered=answered,
            key_pressed=key_pressed,
        )


def _nobody(request: Request, at: Samples) -> None:
    """In a real room people speak by themselves."""


def told(repetition: Repetition) -> str:
    """Return how one repetition was heard, in a few words."""
    if repetition.stopped:
        return f"heard{_after(repetition.silent_seconds)}"
    if repetition.hushed:
        return "fell silent, but was not sure; a session would have gone on"
    if repetition.spoke:
        return "not heard, though somebody spoke"
    return "nothing came in"


def _after(seconds: float | None) -> str:
    return "" if seconds is None else f", silent after {_at_least_a_tenth(seconds):.1f} seconds"


def _at_least_a_tenth(seconds: float) -> float:
    return max(0.1, seconds)


def judged(tried: Tried) -> Judged:
    """Put the figures of a trial into words, and say what is wrong with a room or a microphone."""
    each = tried.repetitions
    silent = [r for r in each if not r.request.over_voice]
    over = [r for r in each if r.request.over_voice]
    line = f"heard {_count(silent)} of {len(silent)}"
    if over:
        line += f"; {_count(over)} of {len(over)} over my voice"
    times = [r.silent_seconds for r in each if r.silent_seconds is not None]
    if times:
        line += f"; stops in {_at_least_a_tenth(statistics.median(times)):.1f} seconds"
    levels: list[str] = []
    advice: list[tuple[str, str]] = []
    for name in dict.fromkeys(r.request.name for r in each):
        theirs = [r for r in silent if r.request.name == name]
        spoken = [r for r in theirs if r.spoke]
        if spoken:
            levels.append(_levels(name, spoken))
        advice += _about(name, theirs, spoken)
    advice += _about_echo(over)
    lost = sum(r.lost_seconds for r in each)
    if lost > 0.0:
        advice.append(
            (
                f"{lost * 1000:.0f} ms of the microphone never came. Close other programs, or "
                "connect the microphone directly instead of through a hub.",
                "This computer is rather busy. Please close other programs.",
            )
        )
    missed = any(not r.stopped for r in each)
    if times and round(statistics.median(times), 1) > SLOW_SECONDS:
        advice.append(
            (
                f"It took {statistics.median(times):.1f} seconds to fall silent; {SLOW_SECONDS} "
                "are usual. A loudspeaker without Bluetooth is faster.",
                "Another loudspeaker may fall silent sooner.",
            )
        )
    return Judged(
        f"{line}.",
        tuple(levels),
        tuple(written for written, _ in advice),
        missed and not advice,
        tuple(spoken for _, spoken in advice),
        statistics.median(times) if times else None,
    )


def _count(repetitions: Sequence[Repetition]) -> int:
    return sum(r.stopped for r in repetitions)


def _levels(name: str, spoken: Sequence[Repetition]) -> str:
    level = statistics.median(r.level_dbfs for r in spoken)
    peak = max(r.peak_dbfs for r in spoken)
    noise = statistics.median(r.noise_dbfs for r in spoken)
    return (
        f"{_named(name)}: {level:.0f} dBFS (loudest {peak:.0f}), "
        f"{level - noise:.0f} dB above the room’s noise"
    )


def _about(
    name: str, asked: Sequence[Repetition], spoken: Sequence[Repetition]
) -> list[tuple[str, str]]:
    """Return what is wrong with how one person comes in, as it is written and as it is said."""
    who = _named(name)
    if asked and not spoken:
        return [
            (
                f"{who}: nothing came in. Is the microphone on, and near enough? “facilitator "
                "doctor” looks.",
                f"I heard nothing of {name}.",
            )
        ]
    if not spoken:
        return []
    found = []
    clipped = max(r.clipped for r in spoken)
    peak = statistics.median(r.peak_dbfs for r in spoken)
    above = statistics.median(r.level_dbfs - r.noise_dbfs for r in spoken)
    if clipped > 0.0:
        found.append(
            (
                f"{who}: too loud for the microphone, {clipped:.1%} of the word is at full "
                "scale. Turn its level down in the system’s sound settings.",
                f"For {name} the microphone is set too high.",
            )
        )
    if peak < QUIET_PEAK_DBFS:
        found.append(
            (
                f"{who}: too quiet, the word peaks at {peak:.0f} dBFS, where −50 or more is "
                "good. Sit nearer, or turn the microphone’s level up.",
                f"I hear {name} faintly. Sitting nearer helps.",
            )
        )
    if above < NEAR_NOISE_DB:
        noise = statistics.median(r.noise_dbfs for r in spoken)
        found.append(
            (
                f"{who}: too much noise, the word is {above:.0f} dB above it ({noise:.0f} dBFS), "
                f"where {NEAR_NOISE_DB:.0f} or more is good. Sit nearer, or switch fans and "
                "music off.",
                f"There is some noise around {name}. Sitting nearer helps.",
            )
        )
    return found


def _about_echo(over: Sequence[Repetition]) -> list[tuple[str, str]]:
    missed = [r for r in over if not r.stopped]
    if not missed:
        return []
    removed = max(r.echo_removed_db for r in over)
    if removed >= LEAST_REMOVED_DB:
        return []
    return [
        (
            f"Over my voice: only {removed:.0f} dB of it could be taken away again. Use "
            "headphones, turn me down, or move the loudspeaker away from the microphone. If it is "
            "a Bluetooth loudspeaker, use another one.",
            "My own voice is in the way. It helps to turn me down.",
        )
    ]


def _named(name: str) -> str:
    return name[0].upper() + name[1:]
