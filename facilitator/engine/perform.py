"""Performing one operation after the other: the part of a step that is not about safety."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from facilitator.clock import Samples, samples
from facilitator.engine import asking, drawing, jars, noting, silences, turning
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
    Speak,
    TakeSlip,
)
from facilitator.engine.events import Event, PhraseHeard, SoundFinished, Ticked
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
from facilitator.engine.turning import BEAT

PAUSE_PATIENCE = samples(120.0)
"""How long a pause is kept in silence before the facilitator asks once."""

REST = samples(20.0)
"""How long a stopped session stays, in silence, for somebody to ask for aftercare."""

UNSTOPPABLE_JUMPS = 1_000
"""Operations without any time that may follow each other before a program counts as stuck."""


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
            self._said(at)

    def ring(self, bell: BellName, at: Samples) -> int:
        """Strike a bell at `at`; return the number of the sound."""
        sound = self.state.sounds + 1
        self.update(sounds=sound)
        self.act(Ring(at, sound, bell, self.program.quiet))
        return sound

    def repeat(self, at: Samples) -> None:
        """Say the open question, that of a turn, or what is being said, again from its
        beginning. A turn gets back the time it takes."""
        match self.state.phase, self.operation:
            case Listening(asked=asked), Ask(question=question):
                self.say(question, at + BEAT, "listen", asked=asked)
            case Turning(), Turn() as turn:
                self.aside(turn.announcement[turn.asks :] or self._said_before(), at)
            case Noting(), TakeNote(question=question):
                self.say(question, at + BEAT, "note")
            case Speaking() as speaking, _:
                self.act(AbortSound(at))
                self.update(phase=replace(speaking, index=0, sound=0, due=at + BEAT))
            case _:
                pass

    def _said_before(self) -> tuple[Sentence, ...]:
        """Return what was said right before an operation that announces nothing itself."""
        before = self.program.operations[: self.state.position]
        timed = (
            each for each in reversed(before) if not isinstance(each, Let | Tally | Draw | Remember)
        )
        said = next(timed, None)
        return said.sentences if isinstance(said, Say) else ()

    # -- events -------------------------------------------------------------------------------

    def perform(self, event: Event) -> None:
        """Let the phase see the event."""
        match self.state.phase:
            case Speaking() as speaking:
                self._speaking(speaking, event)
            case Ringing(sound=sound, due=due):
                ended = isinstance(event, SoundFinished) and event.sound == sound
                if ended or (not sound and isinstance(event, Ticked) and event.at >= due):
                    self.begin(self.state.position + 1, event.at)
            case Silent() as silent:
                silence = self.operation
                assert isinstance(silence, Silence)
                silences.see(self, silence, silent, event)
            case Listening() as listening:
                ask = self.operation
                assert isinstance(ask, Ask)
                asking.see(self, ask, listening, event)
            case Pacing() as pacing:
                self._pacing(pacing, event)
            case Turning() as turn_running:
                turn = self.operation
                assert isinstance(turn, Turn)
                turning.see(self, turn, turn_running, event)
            case Noting() as noting_now:
                note = self.operation
                assert isinstance(note, TakeNote)
                noting.see(self, note, noting_now, event)
            case Resting(until=until):
                self._resting(until, event)
            case _:
                pass

    def _speaking(self, speaking: Speaking, event: Event) -> None:
        match event:
            case Ticked(at=at) if not speaking.sound and at >= speaking.due:
                sentence = speaking.sentences[speaking.index]
                sound = self.state.sounds + 1
                quiet = speaking.then == "finish" or self.program.quiet
                self.update(sounds=sound, phase=replace(speaking, sound=sound))
                self.act(
                    Speak(speaking.due, sound, sentence.text, sentence.key, quiet, sentence.private)
                )
            case SoundFinished(at=at, sound=sound) if sound and sound == speaking.sound:
                after = at + speaking.sentences[speaking.index].pause_after
                if speaking.index + 1 < len(speaking.sentences):
                    self.update(
                        phase=replace(speaking, index=speaking.index + 1, sound=0, due=after)
                    )
                else:
                    self._said(after if speaking.then == "next" else at)
            case PhraseHeard() if speaking.then == "listen":
                asking.hear(self, event, barged_in=True)
            case PhraseHeard() if speaking.then == "note":
                noting.hear_over_question(self, event)
            case PhraseHeard() if speaking.then == "turn":
                turning.hear_over_announcement(self, speaking, event)
            case _:
                pass

    def _said(self, at: Samples) -> None:
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
                noting.begin(self, note, at)
            case "turn", Turn() as turn:
                turning.begin(self, turn, at)
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

    def end_quietly(self, at: Samples) -> None:
        """Latch a session whose outcome is known: nothing more is said."""
        self.update(phase=Over())
        self.act(Finish(at, self.state.outcome or "completed"))

    def _resting(self, until: Samples, event: Event) -> None:
        match event:
            case PhraseHeard(at=at, alone=True, phrase=phrase) if phrase in self.program.own.ways(
                "aftercare"
            ):
                self.say(self.program.aftercare, at + BEAT, "rest")
            case Ticked(at=at) if at >= until:
                self.end_quietly(at)
            case _:
                pass

    def pass_over(self, at: Samples) -> None:
        """Go to the next operation after a beat of quiet."""
        self.update(phase=Ringing(0, at))

    def _pacing(self, pacing: Pacing, event: Event) -> None:
        pace = self.operation
        assert isinstance(pace, Pace)
        due = pacing.began + sum(each.length for each in pace.beats[: pacing.beat])
        if not isinstance(event, Ticked) or event.at < due:
            return
        if pacing.beat == len(pace.beats):
            self.begin(self.state.position + 1, due)
            return
        text = pace.beats[pacing.beat].text
        sound = self.state.sounds + bool(text)
        self.update(phase=replace(pacing, beat=pacing.beat + 1), sounds=sound)
        if text:
            self.act(Speak(due, sound, text, "count", self.program.quiet))

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
