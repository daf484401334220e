"""The two people of a rehearsal: they answer, talk in their turns, and fall silent again.

They are really heard: every line is rendered in a voice of its own and put into the simulated
room, where the microphone picks it up like anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from facilitator.audio import Sound
from facilitator.clock import Samples, samples
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.engine.program import Ask, Program, TakeNote, Turn
from facilitator.engine.state import Listening, Noting, PauseHeld, State, Turning
from facilitator.session.loop import Glance
from facilitator.session.on_paper import willing_answer, willing_note

LINES = (
    "It took me a while to arrive here.",
    "At first I wanted to look away.",
    "Then it became quiet in me.",
    "I saw that you were tired, and I liked your smile.",
    "My shoulders were tight in the beginning.",
    "There was a moment when I nearly laughed.",
    "I felt close to you, and a little shy.",
    "I noticed how your breath slowed down.",
    "Something in me resisted, and then it let go.",
    "I would like to do this again one evening.",
)
"""What simulated people tell each other in a turn; no line holds a command."""

Say = Callable[[Samples, Sound], None]
"""Puts a sound at 16 kHz into the room at a position (`SimulatedRoom.say`)."""

Speak = Callable[[int, str], Sound]
"""Renders a line in the voice of partner 0 or 1, at 16 kHz, as loud as the microphone has it."""


class Couple:
    """Two willing people, as a witness of the session who also speaks into its room.

    Args:
        program: What is performed; the people are its partners.
        say: Where they speak.
        speak: How they sound.
        answers: What they answer, by the name of the variable or the meaning asked for: meanings
            in the order of asking (`{"wish": ["longer", "shorter"]}`). Where nothing is given
            they are willing: yes, ready, or the first meaning.
        others: Stretches, from start to end, in which somebody else is heard: they let each
            other finish, and nobody speaks over their own safe word.
        seed: Chooses lines and hesitations.
    """

    def __init__(
        self,
        program: Program,
        say: Say,
        speak: Speak,
        *,
        answers: Mapping[str, Sequence[str]] | None = None,
        others: Sequence[tuple[Samples, Samples]] = (),
        seed: int = 0,
    ) -> None:
        self._program = program
        self._say = say
        self._speak = speak
        self._answers = {name: list(given) for name, given in (answers or {}).items()}
        self._others = sorted(others)
        self._random = random.Random(seed)
        self._done: object = None
        self._turns = 0

    def event(self, event: Event) -> None:
        """People do not see events."""

    def action(self, action: Action, length: Samples) -> None:
        """People do not see actions."""

    def block(self, glance: Glance) -> None:
        """Answer, or begin to talk, when it has just become time to."""
        state = glance.state
        moment = (state.position, state.phase)
        if moment == self._done:
            return
        match state.phase, self._program.operations[state.position]:
            case Listening(), Ask() as ask:
                self._answer(ask, glance.now)
            case Noting(), TakeNote() as note if not self._is_asked(state):
                self._note(note, glance.now)
            case Turning(), Turn() as turn if not self._has_begun(state):
                self._talk(turn, glance.now)
            case PauseHeld(), _:
                self._utter(0, "go on", glance.now + samples(3.0))
            case _:
                pass
        self._done = moment

    def _has_begun(self, state: State) -> bool:
        """A turn whose cues ring is the same turn."""
        return isinstance(self._done, tuple) and (
            self._done[0] == state.position and isinstance(self._done[1], Turning)
        )

    def _is_asked(self, state: State) -> bool:
        """A note that is waited for longer is the same note."""
        return isinstance(self._done, tuple) and (
            self._done[0] == state.position and isinstance(self._done[1], Noting)
        )

    def _note(self, note: TakeNote, now: Samples) -> None:
        said = willing_note(self._program, note, self._answers)
        if said:
            hesitation = samples(self._random.uniform(1.0, 2.5))
            self._utter(self._partner(note.who), said.capitalize() + ".", now + hesitation)

    def _answer(self, ask: Ask, now: Samples) -> None:
        meaning = willing_answer(ask, self._answers)
        if meaning not in ask.answers:
            return
        hesitation = samples(self._random.uniform(0.8, 2.2))
        self._utter(self._partner(ask.who), ask.answers[meaning][0], now + hesitation)

    def _talk(self, turn: Turn, now: Samples) -> None:
        """Fill about three quarters of a turn; every other person ends it with their thanks,
        the others talk a little over the time and then draw a breath."""
        ends_by_word = self._turns % 2 == 0
        self._turns += 1
        partner = self._partner(turn.who)
        at = now + samples(self._random.uniform(1.0, 2.5))
        until = now + (turn.length * 3 // 4 if ends_by_word else turn.length + samples(1.0))
        lines = self._random.sample(LINES, len(LINES))
        counted = [phrase for phrases in turn.counts.values() for phrase in phrases[:1]]
        while at < until:
            if not turn.who:
                partner = self._random.randrange(2)
            if counted:
                said = counted[self._turns % len(counted)]
                at = self._utter(partner, said, at + samples(2.0)) + samples(2.0)
                self._turns += 1
            line = lines[self._random.randrange(len(lines))]
            at = self._utter(partner, line, at) + samples(self._random.uniform(0.8, 6.0))
        if ends_by_word:
            self._utter(partner, turn.done[0], at + samples(1.0))

    def _partner(self, who: str) -> int:
        if who in self._program.partners:
            return self._program.partners.index(who) % 2
        return self._random.randrange(2)

    def _utter(self, partner: int, line: str, at: Samples) -> Samples:
        sound = self._speak(partner, line)
        for start, end in self._others:
            if at < end and at + len(sound) > start:
                at = end
        self._say(at, sound)
        return at + len(sound)
