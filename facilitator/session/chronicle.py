"""The witness that keeps the timeline of a session."""

from __future__ import annotations

from facilitator.clock import Samples
from facilitator.engine.actions import Action, Ring, Speak
from facilitator.engine.events import Event, VoiceStarted, VoiceStopped
from facilitator.engine.operations import Ask, Silence, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, Noting, Silent, State, Turning, turn_length
from facilitator.session.timeline import TimelineWriter
from facilitator.session.witnessing import Glance


class Chronicle:
    """Writes every event and action down, and what the engine cannot know: lengths of sounds.

    Args:
        program: What is performed.
        writer: Where it is kept.
    """

    def __init__(self, program: Program, writer: TimelineWriter) -> None:
        self._program = program
        self._writer = writer
        self._last = State()

    def event(self, event: Event) -> None:
        """Write an event down."""
        self._writer.event(event)
        match event:
            case VoiceStarted(at=at):
                self._writer.note(at, "sounding")
            case VoiceStopped(at=at):
                self._writer.note(at, "silent")
            case _:
                pass

    def action(self, action: Action, length: Samples) -> None:
        """Write an action down, with the length of its sound."""
        self._writer.action(action)
        match action:
            case Speak(at=at, text=text, key=key):
                self._writer.note(at, "prompt", text=text, length=length, key=key)
            case Ring(at=at, bell=bell):
                self._writer.note(at, "bell", bell=bell, length=length)
            case _:
                pass

    def block(self, glance: Glance) -> None:
        """Write down what has begun or ended within the block."""
        state, last = glance.state, self._last
        if state is last:
            return
        self._last = state
        if state.suspended is not None and last.suspended is None:
            self._writer.note(state.suspended.since, "paused")
        if state.suspended is None and last.suspended is not None:
            self._writer.note(glance.now, "resumed")
        self._phases(last, state, glance.now)

    def _phases(self, last: State, state: State, now: Samples) -> None:
        moved_on = state.position != last.position or type(state.phase) is not type(last.phase)
        if not moved_on or state.suspended is not None or last.suspended is not None:
            return
        match last.phase:
            case Silent(began=began):
                silence = self._program.operations[last.position]
                assert isinstance(silence, Silence)
                self._writer.note(min(now, began + silence.length), "silence_over")
            case Turning():
                self._writer.note(now, "turn_over")
            case _:
                pass
        match state.phase, self._program.operations[state.position]:
            case Silent(began=began), Silence(length=length, label=label):
                self._writer.note(began, "silence", length=length, label=label)
            case Turning(began=began) as turning, Turn(who=who, label=label) as turn:
                length = turn_length(turn, turning)
                named = {"name": turn.remember} if turn.remember else {}
                self._writer.note(began, "turn", who=who, length=length, label=label, **named)
            case Listening(since=since), Ask(who=who, label=label, remember=name):
                self._writer.note(since, "asked", label=label, who=who, name=name)
            case Noting(since=since), TakeNote(who=who, label=label, name=name):
                self._writer.note(since, "asked", label=label, who=who, name=name)
            case _:
                pass
