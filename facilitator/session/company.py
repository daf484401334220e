"""The people of a rehearsal: they answer, talk in their turns, and are as people are.

With sound they are really heard: every line is rendered in a voice of its own and put into the
simulated room, where the microphone picks it up like anybody's. On paper what they say becomes
events (`facilitator.authoring.people`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from facilitator.clock import Samples, samples
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.engine.operations import PASSED, Ask, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import (
    Listening,
    Noting,
    PauseHeld,
    Silent,
    Speaking,
    State,
    Turning,
    turn_length,
)
from facilitator.engine.whose import whose
from facilitator.session.answering import (
    NOTHING,
    PASS,
    about,
    always,
    by_variable,
    phrases_of,
    taken,
    ways_of,
)
from facilitator.session.on_paper import willing_answer, willing_note
from facilitator.session.witnessing import Glance

LINES: Final = (
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

LAUGHTER: Final = "Ha ha ha ha."
"""What a voice says that cannot laugh."""

INTERRUPTS: Final = 0.5
"""Into how many sentences of the facilitator and of others somebody talks who talks over."""

OWN_BREATH: Final = samples(0.3)
"""Least pause between two things that one person says: everybody has one mouth."""

Why: TypeAlias = Literal[
    "answer",
    "note",
    "talk",
    "count",
    "thanks",
    "laughter",
    "over me",
    "over another",
    "go on",
    "safe word",
    "recording",
]
"""What something is said for; "over me" is into the facilitator's sentence."""

Utter: TypeAlias = Callable[[int, str, Samples], tuple[Samples, Samples]]
"""Lets a partner, by index, say a line at a position or as soon after it as is polite; returns
from where to where it is heard."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody is.

    Attributes:
        answers: Meanings by what they are about, in the order of asking; `NOTHING` for none. A
            note is answered in words: `answers: {need: a walk after dinner}`.
        hesitates: Seconds before each answer, on top of the usual moment.
        silent: Never says anything.
        says_no: Says no wherever one can.
        laughs: Laughs in silences.
        talks_over: Talks while the facilitator does, and into what others say in their turns.
        remembered: What earlier sessions have kept of them, texts by name: notes, answers, and
            what they put into a jar.
        pronouns: How they wish to be called besides their name; "" for who does not say.
    """

    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hesitates: float = 0.0
    silent: bool = False
    says_no: bool = False
    laughs: bool = False
    talks_over: bool = False
    remembered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pronouns: str = ""


WILLING: Final = Manner()


@dataclass(frozen=True, slots=True)
class Said:
    """A person in the room was heard to say something.

    Attributes:
        at: Where it begins.
        end: Where it ends.
        who: Their name.
        text: The line.
        why: What it was said for.
    """

    at: Samples
    end: Samples
    who: str
    text: str
    why: Why


_ASKED_AFTER: Final = samples(8.0)
"""So long before the middle of a turn nothing more is begun, a line being shorter."""


class Company:
    """The people of a program, as a witness of the session who also speaks into its room.

    Args:
        program: What is performed; the people are its partners.
        utter: How they speak.
        manners: How each of them is, in the order of the partners; who has none is willing.
        answers: What anybody answers, by what is asked for (`by_variable`): meanings in the
            order of asking (`{"wish": ["longer", "shorter"]}`). Where nothing is given they are
            willing: yes, ready, or the first meaning.
        noted: Told everything they say.
        seed: Chooses lines and moments.
    """

    def __init__(
        self,
        program: Program,
        utter: Utter,
        manners: Sequence[Manner] = (),
        *,
        answers: Mapping[str, Sequence[str]] | None = None,
        noted: Callable[[Said], None] = lambda _: None,
        seed: int = 0,
    ) -> None:
        self._program = program
        self._put = utter
        self._people = max(len(program.partners), 1)
        self._manners = [*manners, *([WILLING] * self._people)][: self._people]
        self._given = by_variable(program, answers or {})
        self._own = [
            {whose(name, program.partners)[0]: list(said) for name, said in manner.answers.items()}
            for manner in self._manners
        ]
        self._noted = noted
        self._random = random.Random(seed)
        self._seen: object = None
        self._place = -1
        self._begun: set[object] = set()
        self._answering_until: Samples = 0
        self._free: list[Samples] = [0] * self._people
        self._turns = 0

    def event(self, event: Event) -> None:
        """People do not see events."""

    def action(self, action: Action, length: Samples) -> None:
        """People do not see actions."""

    def block(self, glance: Glance) -> None:
        """Do what the moment invites to."""
        self.look(glance.state, glance.now)

    def look(self, state: State, now: Samples) -> None:
        """Answer, talk, laugh or talk over when it has just become time to."""
        moment = (state.position, state.phase)
        if moment == self._seen or state.outcome is not None:
            return
        self._seen = moment
        if state.position != self._place:
            self._place, self._begun = state.position, set()
        match state.phase, self._program.operations[state.position]:
            case Listening(since=since), Ask() as ask if self._begins(("asked", since)):
                self._answer(ask, now)
            case Noting(since=since), TakeNote() as note if self._begins(("noting", since)):
                self._note(note, now)
            case Turning() as turning, Turn() as turn if self._begins("turn"):
                self._talk(turn, turning, now)
            case Silent(), _ if self._begins("silence"):
                self._laugh(now)
            case Speaking(sound=sound, index=0, then=then), _ if sound and self._begins(sound):
                if then == "turn":
                    self._begun.discard("turn")
                self._interrupt(-1, now, "over me")
            case PauseHeld(), _:
                self._go_on(now)
            case _:
                pass

    def _begins(self, what: object) -> bool:
        """Say whether something has just begun here, and was not only held up."""
        if what in self._begun:
            return False
        self._begun.add(what)
        return True

    # -- what they do ---------------------------------------------------------------------------

    def _answer(self, ask: Ask, now: Samples) -> None:
        """One of those who are asked answers, unless somebody is about to."""
        if now < self._answering_until:
            return
        if ask.who in self._program.partners:
            asked = [self._program.partners.index(ask.who)]
        else:
            asked = self._random.sample(range(self._people), self._people)
        for partner in asked:
            manner = self._manners[partner]
            stays_silent = manner.silent and not self._own[partner].get(about(ask))
            phrases = phrases_of(self._program, ask, self._meaning(partner, ask))
            if stays_silent or not phrases:
                continue
            wait = manner.hesitates + self._random.uniform(0.8, 2.2)
            _, end = self._utter(partner, phrases[0], now + samples(wait), "answer")
            self._answering_until = end
            return

    def _note(self, note: TakeNote, now: Samples) -> None:
        if note.who in self._program.partners:
            partner = self._program.partners.index(note.who)
        else:
            partner = self._random.randrange(self._people)
        manner = self._manners[partner]
        own = self._own[partner].get(about(note), [])
        is_own = bool(own)
        given = self._given if self._given.get(note.name) else {note.name: own}
        said = willing_note(self._program, note, given)
        stays_silent = manner.silent and not is_own
        if said and said != NOTHING and not stays_silent:
            wait = manner.hesitates + self._random.uniform(1.0, 2.5)
            self._utter(partner, said, now + samples(wait), "note")

    def _meaning(self, partner: int, ask: Ask | Turn) -> str:
        if self._given.get(ask.remember):
            return willing_answer(ask, self._given)
        given = self._own[partner].get(about(ask))
        if given:
            given[0] = always(given[0], ways_of([ask]) or {})
            said = taken(given)
            other = PASS if said == PASS else ""
            return next((m for m, ways in ask.answers.items() if said == m or said in ways), other)
        if self._manners[partner].says_no and "no" in ask.answers:
            return "no"
        return willing_answer(ask, {})

    def _talk(self, turn: Turn, turning: Turning, now: Samples) -> None:
        """Fill about three quarters of a turn and end it with thanks; every other turn goes a
        little over the time instead, and ends with a breath. Where they are asked in its middle
        how it is, they pause shortly before."""
        speakers = [
            partner
            for partner in range(self._people)
            if not self._manners[partner].silent and turn.who in ("", self._name(partner))
        ]
        if not speakers:
            return
        if turn.remember and self._meaning(speakers[0], turn) == PASSED:
            self._utter(speakers[0], turn.passes[0], now + samples(2.0), "answer")
            return
        length = turn_length(turn, turning)
        is_asked = turn.check is not None and not turning.checked
        ends_by_word = bool(turn.done) and not is_asked and self._turns % 2 == 0
        self._turns += not is_asked
        partner = speakers[0]
        at = now + samples(self._random.uniform(1.0, 2.5))
        until = turning.began + (length * 3 // 4 if ends_by_word else length + samples(1.0))
        if is_asked:
            until = turning.began + length // 2 - _ASKED_AFTER
        counted = [phrase for phrases in turn.counts.values() for phrase in phrases[:1]]
        while at < until:
            partner = self._random.choice(speakers)
            if counted:
                said = counted[self._turns % len(counted)]
                at = self._utter(partner, said, at + samples(2.0), "count")[1] + samples(2.0)
                self._turns += 1
            start, end = self._utter(partner, self._random.choice(LINES), at, "talk")
            self._interrupt(partner, start, "over another")
            at = end + samples(self._random.uniform(0.8, 6.0))
        if ends_by_word:
            self._utter(partner, turn.done[0], at + samples(1.0), "thanks")

    def _interrupt(self, speaker: int, since: Samples, why: Why) -> None:
        """Let those who talk over talk into what somebody (-1: the facilitator) begins to say."""
        for partner, manner in enumerate(self._manners):
            talks = manner.talks_over and not manner.silent and partner != speaker
            if talks and self._random.random() < INTERRUPTS:
                self._utter(partner, self._random.choice(LINES), since + samples(0.6), why)

    def _laugh(self, now: Samples) -> None:
        for partner, manner in enumerate(self._manners):
            if manner.laughs and not manner.silent:
                self._utter(partner, LAUGHTER, now + samples(2.0), "laughter")

    def _go_on(self, now: Samples) -> None:
        """Whoever speaks at all ends a pause after some seconds."""
        for partner, manner in enumerate(self._manners):
            if not manner.silent:
                word = self._program.own.ways("go on")[0]
                self._utter(partner, word, now + samples(3.0), "go on")
                return

    def _name(self, partner: int) -> str:
        names = self._program.partners
        return names[partner] if partner < len(names) else ""

    def _utter(self, partner: int, line: str, at: Samples, why: Why) -> tuple[Samples, Samples]:
        start, end = self._put(partner, line, max(at, self._free[partner]))
        self._free[partner] = end + OWN_BREATH
        self._noted(Said(start, end, self._name(partner), line, why))
        return start, end
