"""People of a certain manner for rehearsals: who hesitates, is silent, says no, laughs, talks over.

A people file names the two and says how they are, in the order in which they lead:

    Anna:
      answers: {wish: [longer, same]}
      hesitates: 6 s
    Ben:
      says no: yes
      talks over: yes
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from facilitator.clock import Samples, samples
from facilitator.engine.actions import Action
from facilitator.engine.events import Event, PhraseHeard, VoiceStarted, VoiceStopped
from facilitator.engine.program import Ask, Program, TakeNote, Turn
from facilitator.engine.spoken import every_phrase
from facilitator.engine.state import (
    Listening,
    Noting,
    PauseHeld,
    Silent,
    Speaking,
    State,
    Turning,
)
from facilitator.engine.step import COMMANDS
from facilitator.errors import UsageError
from facilitator.script.diagnostics import ScriptErrors, closest
from facilitator.script.durations import parse_duration
from facilitator.script.yaml_tree import decode, parse
from facilitator.session.couple import LINES
from facilitator.session.loop import Glance
from facilitator.session.on_paper import note_events, spoken_length, willing_answer, willing_note

LAUGHTER: Final = "Ha ha ha ha."
"""What a voice says that cannot laugh."""

NOTHING: Final = "nothing"
"""The answer of somebody who gives none."""

_KEYS: Final = ("answers", "hesitates", "silent", "says no", "laughs", "talks over")
_MOST_BYTES: Final = 64 * 1024

Utter = Callable[[int, str, Samples], Samples]
"""Lets partner 0 or 1 say a line at a position; returns where the line ends."""


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
        talks_over: Talks while the facilitator does.
    """

    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hesitates: float = 0.0
    silent: bool = False
    says_no: bool = False
    laughs: bool = False
    talks_over: bool = False


def read_people(path: Path) -> dict[str, Manner]:
    """Return two names with their manners, in the order of the file.

    Raises:
        UsageError: The file cannot be read, or says something that has no meaning here.
    """
    try:
        raw = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise UsageError(
            f"The people in {path} cannot be read: {error.strerror}.", help="Check the path."
        ) from None
    try:
        data = parse(decode(path.name, raw)).data
    except ScriptErrors as error:
        raise UsageError(str(error)) from None
    if not isinstance(data, dict) or len(data) != 2:
        count = len(data) if isinstance(data, dict) else 0
        found = {0: "no names", 1: "1 name"}.get(count, f"{count} names")
        raise UsageError(
            f"{path.name} should name two people; found {found}.",
            help="For example two keys, Anna and Ben, each with how they are: `laughs: yes`.",
        )
    return {str(name): _manner(path.name, str(name), given) for name, given in data.items()}


def _manner(file: str, name: str, given: object) -> Manner:
    given = {} if given is None else given
    if not isinstance(given, dict):
        raise UsageError(
            f"{file}: what stands under {name} should be keys with values.",
            help=f"There are: {', '.join(_KEYS)}.",
        )
    for key in given:
        if key not in _KEYS:
            near = closest(str(key), _KEYS)
            raise UsageError(
                f"{file}: {name} has “{key}”, which means nothing here."
                + (f" Did you mean {near}?" if near else ""),
                help=f"There are: {', '.join(_KEYS)}.",
            )
    hesitates = parse_duration(given["hesitates"]) if "hesitates" in given else 0.0
    if hesitates is None:
        raise UsageError(
            f"{file}: {name} hesitates “{given['hesitates']}”, which is no length.",
            help="Write it with its unit: `hesitates: 6 s`.",
        )
    return Manner(
        answers=_answers(file, name, given.get("answers", {})),
        hesitates=hesitates,
        silent=_is(file, name, given, "silent"),
        says_no=_is(file, name, given, "says no"),
        laughs=_is(file, name, given, "laughs"),
        talks_over=_is(file, name, given, "talks over"),
    )


def _is(file: str, name: str, given: Mapping[str, object], key: str) -> bool:
    value = str(given.get(key, "no")).lower()
    if value not in ("yes", "no", "true", "false"):
        raise UsageError(f"{file}: “{key}” of {name} should be yes or no; found “{value}”.")
    return value in ("yes", "true")


def _answers(file: str, name: str, given: object) -> dict[str, list[str]]:
    if not isinstance(given, dict):
        raise UsageError(
            f"{file}: the answers of {name} should be keys with values.",
            help="For example: `answers: {wish: longer}`.",
        )
    return {
        str(about): [str(each) for each in (said if isinstance(said, list) else [said])]
        for about, said in given.items()
    }


class Company:
    """Two people of certain manners, in a session with sound or on paper.

    As a witness they speak into the room of a rehearsal; `look` alone serves both.

    Args:
        program: What is performed; the people are its partners.
        manners: How each of them is.
        utter: How they speak.
        seed: Chooses lines and moments.
    """

    def __init__(
        self, program: Program, manners: Sequence[Manner], utter: Utter, *, seed: int = 0
    ) -> None:
        self._program = program
        self._manners = tuple(manners)
        self._answers = [
            {about: list(said) for about, said in manner.answers.items()} for manner in manners
        ]
        self._utter = utter
        self._random = random.Random(seed)
        self._seen: object = None
        self._turn = -1
        self._turns = 0
        self._asked = (-1, 0)
        self._noted: Samples = -1

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
        match state.phase, self._program.operations[state.position]:
            case Listening(asked=asked), Ask() as ask if self._asked != (state.position, asked):
                self._asked = (state.position, asked)
                self._answer(ask, now)
            case Noting(since=since), TakeNote() as note if self._noted != since:
                self._noted = since
                self._note(note, now)
            case Turning(), Turn() as turn if self._turn != state.position:
                self._turn = state.position
                self._talk(turn, now)
            case Silent(halfway_rung=False), _:
                self._each(lambda manner: manner.laughs, LAUGHTER, now + samples(2.0))
            case Speaking(sound=sound, index=0), _ if sound:
                line = self._random.choice(LINES)
                self._each(lambda manner: manner.talks_over, line, now + samples(0.6))
            case PauseHeld(), _:
                self._utter(0, "go on", now + samples(3.0))
            case _:
                pass

    def _each(self, who: Callable[[Manner], bool], line: str, at: Samples) -> None:
        for partner, manner in enumerate(self._manners):
            if who(manner) and not manner.silent:
                at = self._utter(partner, line, at) + samples(0.5)

    def _answer(self, ask: Ask, now: Samples) -> None:
        if ask.who in self._program.partners:
            asked = [self._program.partners.index(ask.who)]
        else:
            asked = self._random.sample((0, 1), 2)
        for partner in asked:
            manner = self._manners[partner]
            meaning = self._meaning(partner, ask)
            phrases = ask.answers.get(meaning, ())
            if manner.silent or not phrases:
                continue
            wait = manner.hesitates + self._random.uniform(0.8, 2.2)
            self._utter(partner, phrases[0], now + samples(wait))
            return

    def _note(self, note: TakeNote, now: Samples) -> None:
        if note.who in self._program.partners:
            partner = self._program.partners.index(note.who)
        else:
            partner = self._random.randrange(len(self._manners))
        manner = self._manners[partner]
        about = note.name.removesuffix(f" of {note.who}") if note.who else note.name
        given = {note.name: self._answers[partner].get(about, [])}
        said = willing_note(self._program, note, given)
        if said != NOTHING and not manner.silent:
            wait = manner.hesitates + self._random.uniform(1.0, 2.5)
            self._utter(partner, said, now + samples(wait))

    def _meaning(self, partner: int, ask: Ask) -> str:
        about = ask.remember.removesuffix(f" of {ask.who}") if ask.who else ask.remember
        if not about and len(ask.answers) == 1:
            about = next(iter(ask.answers))
        given = self._answers[partner].get(about)
        if given:
            said = given.pop(0)
            return next((m for m, ways in ask.answers.items() if said == m or said in ways), "")
        if self._manners[partner].says_no and "no" in ask.answers:
            return "no"
        return willing_answer(ask, {})

    def _talk(self, turn: Turn, now: Samples) -> None:
        """Fill about three quarters of a turn, every other time ended with thanks."""
        speakers = [
            partner
            for partner, name in enumerate(self._program.partners)
            if turn.who in (name, "") and not self._manners[partner].silent
        ]
        if not speakers:
            return
        self._turns += 1
        at, until = now + samples(self._random.uniform(1.0, 2.5)), now + turn.length * 3 // 4
        partner = speakers[0]
        while at < until:
            partner = self._random.choice(speakers)
            pause = self._random.uniform(0.8, 6.0)
            at = self._utter(partner, self._random.choice(LINES), at) + samples(pause)
        if self._turns % 2 and turn.done:
            self._utter(partner, turn.done[0], at + samples(1.0))


class OnPaper:
    """The same people where nothing sounds: what they say becomes events at once.

    Args:
        program: What is performed.
        manners: How each of them is.
        seed: Chooses lines and moments.
    """

    def __init__(self, program: Program, manners: Sequence[Manner], *, seed: int = 0) -> None:
        self._known = {phrase.lower() for phrase in (*every_phrase(program), *COMMANDS)}
        self._said: list[Event] = []
        self._is_note = False
        self._company = Company(program, manners, self._utter, seed=seed)

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Return what is heard of the two after a state has been reached."""
        self._said = []
        self._is_note = isinstance(state.phase, Noting)
        self._company.look(state, at)
        return self._said

    def _utter(self, partner: int, line: str, at: Samples) -> Samples:
        del partner
        end = at + spoken_length(line)
        if self._is_note and line.lower() not in self._known:
            self._said += note_events(line, at)
            return end
        self._said.append(VoiceStarted(at))
        if line.lower() in self._known:
            self._said.append(PhraseHeard(end, at, line.lower(), True))
        self._said.append(VoiceStopped(end))
        return end
