"""Notes: somebody says a sentence, and it is taken down."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from facilitator.clock import Samples, samples
from facilitator.engine import jars
from facilitator.engine.actions import AbortSound, ForgetNote
from facilitator.engine.events import Event, NoteHeard, PhraseHeard, Ticked
from facilitator.engine.operations import TakeNote
from facilitator.engine.program import LAST
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import can_be_read, filled, says
from facilitator.engine.stage import BEAT, Stage
from facilitator.engine.state import Noting, Speaking

How = Literal["heard", "unclear", "nothing"]
"""How it went."""

SETTLES = samples(4.0)
"""So long after the last voice what was said may still be on its way through the ears."""


def see(stage: Stage, note: TakeNote, noting: Noting, event: Event) -> None:
    """Let an open note see an event."""
    match event:
        case NoteHeard(at=at, text=text, sayable=sayable):
            fit = sayable and can_be_read(stage.program, text)
            _take(stage, note, "heard" if fit else "unclear", text if fit else "", at)
        case PhraseHeard(at=at, start=start, phrase=phrase, alone=True) if phrase in note.passes:
            if start >= noting.since or not _asks_with(stage, note, phrase):
                _take(stage, note, "nothing", "", at)
        case Ticked(at=at) if at >= noting.until:
            speaking = stage.state.voice_began is not None
            if at < noting.latest and (speaking or at < stage.state.voice_ended + SETTLES):
                until = min(noting.latest, at + samples(1.0))
                stage.update(phase=replace(noting, until=until))
            else:
                _take(stage, note, "nothing", "", at)
        case _:
            pass


def hear_over_question(stage: Stage, heard: PhraseHeard) -> None:
    """Take a pass that is said before the question is over."""
    note = stage.operation
    assert isinstance(note, TakeNote)
    if heard.alone and heard.phrase in note.passes and not _asks_with(stage, note, heard.phrase):
        _take(stage, note, "nothing", "", heard.at)


def _take(stage: Stage, note: TakeNote, how: How, text: str, at: Samples) -> None:
    if isinstance(stage.state.phase, Speaking):
        stage.act(AbortSound(at))
    taken = {note.name: text, f"{note.name}/how": how}
    stage.update(variables={**stage.state.variables, **taken})
    stage.pass_over(at + BEAT)


def forget_last(stage: Stage, at: Samples) -> bool:
    """Forget the note that was kept last in this session; say whether there is one."""
    variable, _, jar = stage.state.variables.get(LAST, "").partition("\n")
    text = stage.state.variables.get(variable, "")
    if not text:
        return False
    left = {**stage.state.variables, variable: "", f"{variable}/kept": "", LAST: ""}
    stage.update(variables=jars.forget(stage.program, left, jar, text) if jar else left)
    stage.act(ForgetNote(text))
    own = stage.program.own
    stage.aside((Sentence(own.text("note deleted"), "standard/note-deleted"),), at)
    return True


def _asks_with(stage: Stage, note: TakeNote, phrase: str) -> bool:
    """Say whether the facilitator's own question contains a phrase."""
    asked = filled(stage.program, stage.state.variables, note.question)
    return any(says(sentence.text, phrase) for sentence in asked)
