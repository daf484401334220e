"""A state in the making: what is begun, said, rung and drawn while one step is worked out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from facilitator.clock import Samples, samples
from facilitator.engine import drawing, jars
from facilitator.engine.actions import (
    AbortSound,
    Action,
    DropReminder,
    Finish,
    MarkDrawn,
    Note,
    Prepare,
    PutSlip,
    Ring,
    SetReminder,
    TakeSlip,
)
from facilitator.engine.flow import (
    Back,
    Branch,
    Compare,
    Elapsed,
    Jump,
    Let,
    Resume,
    Tally,
    tallied,
)
from facilitator.engine.operations import (
    SPOKEN,
    Ask,
    Bell,
    BellName,
    Draw,
    DrawSlip,
    End,
    Operation,
    Pace,
    PutIn,
    Remember,
    Remind,
    Say,
    Shift,
    Silence,
    TakeNote,
    TakeOut,
    Tell,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import filled, upcoming_texts
from facilitator.engine.state import (
    Kept,
    Listening,
    Noting,
    Over,
    Pacing,
    PauseHeld,
    Resting,
    Ringing,
    Silent,
    Speaking,
    State,
    Then,
    Turning,
    held_still,
    moved,
)

BEAT = samples(0.6)
"""Quiet between an answer or a closed turn and what comes next."""

LATE = samples(10.0)
"""Longest wait, beyond patience and the longest note, in a room that is never quiet."""

PAUSE_PATIENCE = samples(120.0)
"""How long a pause is kept in silence before the facilitator asks once."""

REST = samples(20.0)
"""How long a stopped session stays, in silence, for somebody to ask for aftercare."""

UNSTOPPABLE_JUMPS = 1_000
"""Operations without any time that may follow each other before a program counts as stuck."""


ADDED = "more time/added"
"""Variable that holds how often time was added to the last turn."""


class Stage:
    """A state in the making: what one step changes, and the actions it asks for."""

    def __init__(self, program: Program, state: State) -> None:
        self.program = program
        self.state = state
        self.actions: list[Action] = []

    def act(self, action: Action) -> None:
        """Ask for something to be done."""
        self.actions.append(action)

    def update(self, **changes: Any) -> None:
        """Replace some fields of the state."""
        self.state = replace(self.state, **changes)

    def let(self, name: str, value: str) -> None:
        """Give a variable its value."""
        self.update(variables={**self.state.variables, name: value})

    @property
    def operation(self) -> Operation:
        """The operation being performed."""
        return self.program.operations[self.state.position]

    # -- beginnings ---------------------------------------------------------------------------

    def begin(self, position: int, at: Samples) -> None:
        """Begin the operation at `position` at exactly `at`, passing through those without time."""
        for _ in range(UNSTOPPABLE_JUMPS):
            if position >= len(self.program.operations):
                return self._end(End(), at)
            self.update(position=position)
            match self.operation:
                case Jump(target=target):
                    position = target
                case Branch(variable=variable, targets=targets, otherwise=otherwise):
                    value = self.state.variables.get(variable, "")
                    position = targets.get(value, otherwise)
                case Compare() as compare:
                    position = compare.onward(self.state.variables)
                case Elapsed(after=after, target=target):
                    is_late = at - self.state.given_back >= after
                    position = target if is_late else position + 1
                case Remember(name=name, value=value, variable=variable):
                    self.act(Note(name, self.state.variables.get(variable, value)))
                    position += 1
                case Let(name=name, value=value):
                    self.update(variables={**self.state.variables, name: value})
                    position += 1
                case Tally(name=name):
                    before = self.state.variables
                    self.update(variables={**before, name: tallied(before, name)})
                    position += 1
                case Remind(text=text, when=when, remember=remember) as remind:
                    (said,) = filled(self.program, self.state.variables, [Sentence(text)])
                    hour = self.state.variables.get(remind.hour_in, remind.hour)
                    self.act(SetReminder(said.text, when, remember, hour, remind.rates))
                    position += 1
                case Tell(key=key, variable=variable):
                    self.act(DropReminder(key, self.state.variables.get(variable, "")))
                    position += 1
                case Draw() as draw:
                    self.draw(draw)
                    position += 1
                case TakeOut(jar=jar, text=text):
                    self.act(TakeSlip(jar, text))
                    position += 1
                case Back():
                    return self._go_back(at)
                case PutIn() | DrawSlip() as opened:
                    self.open_jar(opened)
                    position += 1
                case Shift() as shift:
                    self.update(variables=drawing.shift(self.program, self.state.variables, shift))
                    position += 1
                case Resume():
                    if self.state.kept is not None:
                        return self._take_up(self.state.kept, at)
                    position += 1
                case End() as end:
                    return self._end(end, at)
                case timed:
                    return self._begin_timed(timed, at)
        raise ValueError(f"operation {position} of {self.program.ritual} loops without any time")

    def _begin_timed(self, operation: Operation, at: Samples) -> None:
        upcoming = upcoming_texts(self.program, self.state.position, self.state.variables)
        if upcoming:
            self.act(Prepare(upcoming))
        match operation:
            case Say(sentences=sentences):
                self.say(sentences, at, "next")
            case Bell(bell=bell):
                sound = self.ring(bell, at)
                if self._silence_follows():
                    self.begin(self.state.position + 1, at)
                else:
                    self.update(phase=Ringing(sound, at))
            case Silence():
                self.update(phase=Silent(at))
            case Pace():
                self.update(phase=Pacing(at))
            case Ask(question=question):
                self.say(question, at, "listen")
            case TakeNote(question=question):
                self.say(question, at, "note")
            case Turn(announcement=announcement):
                self.say(announcement, at, "turn")
            case _:
                raise TypeError(operation)

    def put_aside(self, turning: Turning, at: Samples) -> None:
        """Keep the turn that is running until it is taken up again; its clock stands still."""
        self.update(kept=Kept(self.state.position, turning, at))

    def _take_up(self, kept: Kept, at: Samples) -> None:
        """Go on with the turn that was put aside, all the time it had left still before it."""
        phase = moved(kept.turning, at - kept.since)
        self.update(position=kept.position, phase=phase, kept=None, voice_ended=at)

    def _following(self) -> int:
        """Return the operation that follows the one being performed."""
        operation = self.operation
        after = operation.after if isinstance(operation, Turn) else 0
        return after or self.state.position + 1

    def _silence_follows(self) -> bool:
        """A silence is counted from the stroke of the bell that opens it, not from its end."""
        following = self.state.position + 1
        operations = self.program.operations
        return following < len(operations) and isinstance(operations[following], Silence)

    def _end(self, end: End, at: Samples) -> None:
        self.update(phase=Over(), outcome=end.outcome)
        self.act(Finish(at, end.outcome, end.next_ritual))

    def _go_back(self, at: Samples) -> None:
        """Take up again what a command has interrupted."""
        called = self.state.called
        if called is None:
            self._end(End(), at)
            return
        by = at + BEAT - called.since
        self.update(
            position=called.position,
            phase=moved(called.phase, by),
            called=None,
            given_back=self.state.given_back + by,
        )

    def say(
        self,
        sentences: tuple[Sentence, ...],
        at: Samples,
        then: Then,
        *,
        asked: int = 1,
        meant: str = "",
    ) -> None:
        """Say some sentences from `at` on; with none, go straight to what follows."""
        said = filled(self.program, self.state.variables, sentences, at)
        self.update(phase=Speaking(said, 0, 0, at, then, asked, meant=meant))
        if not said:
            self.said(at)

    def ring(self, bell: BellName, at: Samples) -> int:
        """Strike a bell at `at`; return the number of the sound."""
        sound = self.state.sounds + 1
        self.update(sounds=sound)
        self.act(Ring(at, sound, bell, self.program.quiet))
        return sound

    def said(self, at: Samples) -> None:
        """Go on after the last sentence of a `Speaking`."""
        speaking = self.state.phase
        assert isinstance(speaking, Speaking)
        match speaking.then, self.operation:
            case "next", _:
                self.begin(self._following(), at)
            case "listen", Ask() as ask:
                given_up = ask.default is None and speaking.asked >= ask.times
                until = None if given_up else at + ask.patience
                self.update(phase=Listening(until, speaking.asked, at, speaking.meant))
            case "note", TakeNote() as note:
                until = at + note.patience
                self.update(phase=Noting(until, until + note.longest + LATE, at))
            case "turn", Turn() as turn:
                self._begin_turn(turn, at)
            case "back", _:
                assert speaking.back is not None
                self.update(phase=moved(speaking.back, at + BEAT - speaking.since))
            case "pause", _:
                ask_at = at + PAUSE_PATIENCE if speaking.asked == 1 else None
                self.update(phase=PauseHeld(ask_at, at))
            case "resume", _:
                suspended = self.state.suspended
                assert suspended is not None
                by = at + BEAT - suspended.since
                self.update(
                    phase=moved(suspended.phase, by),
                    suspended=None,
                    given_back=self.state.given_back + by,
                )
            case "rest", _:
                self.update(phase=Resting(at + REST))
            case "end", _:
                self._end(End(), at)
            case _:
                self.end_quietly(at)

    def _begin_turn(self, turn: Turn, at: Samples) -> None:
        """Start the clock of a turn whose announcement has been said."""
        added = int(self.state.variables.get(ADDED, "0")) if turn.shares else 0
        if turn.extends:
            self.let(ADDED, str(added))
        if turn.remember:
            self.let(turn.remember, SPOKEN)
        has_more = turn.extends and not turn.more and turn.until is None
        more = min(self.program.more, turn.length) if has_more else 0
        self.update(phase=Turning(at, added=added, more=more))

    def end_quietly(self, at: Samples) -> None:
        """Latch a session whose outcome is known: nothing more is said."""
        self.update(phase=Over())
        self.act(Finish(at, self.state.outcome or "completed"))

    def pass_over(self, at: Samples) -> None:
        """Go to the next operation after a beat of quiet."""
        self.update(phase=Ringing(0, at))

    # -- decks and asides ---------------------------------------------------------------------

    def draw(self, draw: Draw, by: int = 0) -> None:
        """Draw a card, with -1 a lighter one than the last, and have it remembered."""
        if by:
            wish = Shift(draw.deck, by)
            self.update(variables=drawing.shift(self.program, self.state.variables, wish))
        self.update(variables=drawing.draw(self.program, self.state.variables, draw))
        self.act(Note(f"{draw.deck} drawn", self.state.variables[f"{draw.deck}/drawn"]))

    def open_jar(self, operation: PutIn | DrawSlip) -> None:
        """Put a note into a jar or draw one, and have it remembered."""
        before, jar = self.state.variables, operation.jar
        if isinstance(operation, PutIn):
            self.update(variables=jars.put(self.program, before, operation))
            text = jars.plain(before.get(operation.variable, ""))
            if text:
                self.act(PutSlip(jar, text, operation.who))
            return
        self.update(variables=jars.draw(self.program, before, operation))
        if jars.drawn(self.program, before, jar) != (
            drawn := jars.drawn(self.program, self.state.variables, jar)
        ):
            self.act(MarkDrawn(jar, drawn))
        text = self.state.variables.get(jars.slip_in(jar), "")
        if operation.for_good and text:
            self.act(TakeSlip(jar, text))

    def aside(self, sentences: tuple[Sentence, ...], at: Samples) -> None:
        """Say something that was asked for; the open question or turn goes on afterwards, and
        what was being said is taken up again from the sentence that is cut short."""
        back = self.state.phase
        if isinstance(back, Speaking):
            self.act(AbortSound(at))
            back = held_still(back, at)
        assert isinstance(back, Turning | Listening | Noting | Speaking)
        said = filled(self.program, self.state.variables, sentences)
        if said:
            self.update(phase=Speaking(said, 0, 0, at + BEAT, "back", back=back, since=at))
