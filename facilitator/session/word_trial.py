"""The trial of a safe word: everybody says it where they will be, and is told how it was heard.

A piece for the conductor of every session, so that what is measured is what will be: the same
room, ears, voice and mixer on the same way, and at the first sign of the word it falls silent.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.clock import BLOCK, Samples, samples
from facilitator.engine.actions import AbortSound, Action, Finish, Outcome, Prepare, Speak
from facilitator.engine.events import (
    Began,
    EarsLost,
    Event,
    KeyPressed,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
    Ticked,
)
from facilitator.engine.own_words import OWN, OwnWords
from facilitator.engine.state import State
from facilitator.errors import DeviceError
from facilitator.ports import Ears, Room
from facilitator.session.loop import Conductor, Speech, rendered
from facilitator.session.word_attempt import Attempt, Listener, Repetition, Request
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer

TIMES: Final = 3
"""How often each person says the word while the facilitator is silent."""

TALK: Final = ("trial talk 1", "trial talk 2", "trial talk 3", "trial talk 4")
"""What the facilitator talks about while it waits to be interrupted, by ids of its own words."""

PATIENCE: Final[Samples] = samples(7.0)
"""How long a repetition is waited for."""

LEAST: Final[Samples] = samples(4.0)
"""How long at least, as the first sound may be a chair and not the word."""

APART: Final[Samples] = samples(5.5)
"""Least time between two repetitions: said again within five seconds, a session believes a word
more easily, and each is to be measured as the first one."""

SETTLES: Final[Samples] = samples(1.0)
"""After a voice has ended, a word that was in it has been found by then or not at all."""

_GAP: Final[Samples] = samples(0.4)


@dataclass(frozen=True, slots=True)
class Tried:
    """All that was measured.

    Attributes:
        word: What was said.
        repetitions: In the order of asking.
        complete: Nobody ended it early.
    """

    word: str
    repetitions: tuple[Repetition, ...]
    complete: bool


def try_word(
    word: str,
    partners: Sequence[str],
    room: Room,
    ears: Ears,
    speech: Speech,
    mixer: Mixer,
    *,
    asked: Callable[[Request, Samples], None] = lambda _request, _at: None,
    answered: Callable[[Repetition], None] = lambda _repetition: None,
    key_pressed: Callable[[], bool] = lambda: False,
    first: Event = Began(BLOCK),  # noqa: B008 - it is frozen
    own: OwnWords = OWN,
) -> Tried:
    """Have every partner say a word, and measure how it is heard: about a minute for two people.

    Args:
        word: As the ears tell it; anything else they tell ("stop") ends the trial.
        partners: Names, in the order of asking.
        room: Opened, and closed whatever happens.
        ears: They watch for `word`.
        speech: Sentences by text.
        mixer: What is played.
        asked: Told when somebody has been asked and is being waited for.
        answered: Told every repetition when it is over.
        key_pressed: Says whether somebody touched a key since the last call; it ends the trial.
        first: What the trial is told first; see `Conductor.perform`.
        own: What is said, in the language of the session.

    Raises:
        DeviceError: The room could not be opened, or it broke or stalled.
        ModelError: The voice could not say a sentence.
    """
    listener = Listener(word)

    def length(text: str) -> Samples:
        sound = rendered(speech, room, text)
        return 0 if sound is None else len(sound) // 3

    def figures(request: Request, attempt: Attempt) -> Repetition:
        return attempt.figures(request, room.lead)

    trial = _Trial(word, partners, listener, length, figures, asked, answered, own)
    conductor = Conductor(
        trial,
        room,
        ears,
        speech,
        bell,
        mixer,
        key_pressed=key_pressed,
        witnesses=(listener,),
        own=own,
    )
    ending = conductor.perform(first)
    if ending.outcome == "deaf":
        raise DeviceError(
            ending.problem, help="Check microphone and loudspeaker with “facilitator doctor”."
        )
    return Tried(word, tuple(trial.done), ending.outcome == "completed")


class _Trial:
    """Asks, waits and asks again; a piece whose course goes on by one step in every block.

    The course is told as it happens, one thing after the other: a `yield` lets a block pass.
    """

    def __init__(
        self,
        word: str,
        partners: Sequence[str],
        listener: Listener,
        length: Callable[[str], Samples],
        figures: Callable[[Request, Attempt], Repetition],
        asked: Callable[[Request, Samples], None],
        answered: Callable[[Repetition], None],
        own: OwnWords,
    ) -> None:
        self.state = State()
        self.outcome: Outcome | None = None
        self.deadline: Samples | None = None
        self.wants_note: Samples | None = None
        self.done: list[Repetition] = []
        self._word = word
        self._partners = tuple(partners)
        self._listener = listener
        self._length = length
        self._figures = figures
        self._asked = asked
        self._answered = answered
        self._own = own
        self._now: Samples = 0
        self._sounds = 0
        self._sounding = 0
        self._cut_short = False
        self._has_begun = False
        self._actions: list[Action] = []
        self._course = self._performed()

    @property
    def _attempt(self) -> Attempt:
        return self._listener.attempt

    # -- what happens ---------------------------------------------------------------------------

    def take(self, event: Event) -> Sequence[Action]:
        """Go on with the course in every block; fall silent, or end, when something says so."""
        match event:
            case SafeWordHeard(word=word) if self.outcome == "completed" and word != self._word:
                self.outcome = "stopped"
            case KeyPressed() if self.outcome == "completed":
                self.outcome = "stopped"
            case _ if self.outcome is not None:
                pass
            case Began(at=at):
                self._has_begun = True
                self._actions.append(Prepare(texts(self._partners, self._own)))
                self.deadline = at
            case Ticked(at=at):
                self._now, self.deadline = at, at + BLOCK
                next(self._course, None)
            case KeyPressed(at=at):
                self._end("stopped", at)
            case EarsLost(at=at):
                self._end("deaf", at)
            case SafeWordHeard(at=at, word=word) if word != self._word or not self._has_begun:
                self._end("stopped", at)
            case SafeWordHeard(at=at):
                self._fall_silent(at)
            case SafeWordSuspected(at=at) if self._attempt.stopped_at is None:
                self._fall_silent(at)
            case SoundFinished(sound=sound) if sound == self._sounding:
                self._sounding = 0
            case _:
                pass
        actions, self._actions = tuple(self._actions), []
        return actions

    def _fall_silent(self, at: Samples) -> None:
        self._actions.append(AbortSound(at))
        self._cut_short = self._sounding != 0
        self._sounding = 0

    def _end(self, outcome: Outcome, at: Samples) -> None:
        if outcome != "completed":
            self._actions.append(AbortSound(at))
        self._actions.append(Finish(at, outcome))
        self.outcome, self.deadline = outcome, None

    # -- the course -----------------------------------------------------------------------------

    def _performed(self) -> Iterator[None]:
        yield from self._say((self._own.text("trial welcome"),))
        for request in requests(self._partners):
            repetition = yield from self._repetition(request)
            self.done.append(repetition)
            self._answered(repetition)
        self._listener.attempt = Attempt()
        well = all(each.stopped for each in self.done)
        yield from self._say((self._own.text("trial well" if well else "trial badly"),))
        self._end("completed", self._now)

    def _repetition(self, request: Request) -> Generator[None, None, Repetition]:
        found = yield from self._attempted(request, sentence(request, self._own))
        if found.spoke or found.hushed or request.over_voice:
            return found
        return (yield from self._attempted(request, self._own.text("trial nothing")))

    def _attempted(self, request: Request, ask: str) -> Generator[None, None, Repetition]:
        self._listener.attempt = attempt = Attempt()
        last = self._listener.last_sign
        while last is not None and self._now < last + APART - self._length(ask):
            yield
        yield from self._say((ask,))
        if attempt.stopped_at is None:
            attempt.listening_since = self._now
            attempt.voice_began = attempt.voice_ended = None
            self._asked(request, self._now)
            if request.over_voice:
                yield from self._say(tuple(self._own.text(key) for key in TALK))
        until = self._now + (SETTLES if request.over_voice else PATIENCE)
        while not self._is_over(until, in_silence=not request.over_voice):
            yield
        return self._figures(request, attempt)

    def _is_over(self, until: Samples, *, in_silence: bool) -> bool:
        attempt = self._attempt
        if self._listener.is_hushed:
            return False
        if attempt.stopped_at is not None:
            settles = 2 * SETTLES if attempt.is_talking else SETTLES
            return self._now >= attempt.stopped_at + settles
        if self._now >= until:
            return True
        ended, since = attempt.voice_ended, attempt.listening_since
        if not in_silence or ended is None or since is None:
            return False
        return self._now >= max(ended, since + LEAST - SETTLES) + SETTLES

    def _say(self, sentences: Sequence[str]) -> Iterator[None]:
        """Say some sentences to the end, or until the word has been confirmed.

        As in a session, a sentence that a hush cut short is said again when it was for nothing.
        """
        for text in sentences:
            said = False
            while not said and self._attempt.stopped_at is None:
                if self._listener.is_hushed:
                    yield
                else:
                    said = yield from self._said(text)
            until = self._now + _GAP
            while self._now < until and self._attempt.stopped_at is None:
                yield

    def _said(self, text: str) -> Generator[None, None, bool]:
        """Say one sentence; return whether it was said to its end."""
        self._sounds += 1
        self._sounding, self._cut_short = self._sounds, False
        self._actions.append(Speak(self._now, self._sounding, text))
        while self._sounding:
            yield
        return not self._cut_short


def requests(partners: Sequence[str]) -> tuple[Request, ...]:
    """Return who is asked for what, in order."""
    return tuple(
        Request(partner, name, number)
        for partner, name in enumerate(partners)
        for number in (*range(1, TIMES + 1), 0)
    )


def sentence(request: Request, own: OwnWords = OWN) -> str:
    """Return what is said to ask for a repetition."""
    key = "trial over voice" if request.over_voice else f"trial ask {request.number}"
    asked = own.text(key, name=request.name)
    return asked[0].upper() + asked[1:]


def texts(partners: Sequence[str], own: OwnWords = OWN) -> tuple[str, ...]:
    """Return everything that may be said, each once, first needed first."""
    asking = (sentence(request, own) for request in requests(partners))
    rest = (own.text(key) for key in (*TALK, "trial nothing", "trial well", "trial badly"))
    return tuple(dict.fromkeys((own.text("trial welcome"), *asking, *rest)))
