"""Kept silences: what ends one, and what people may ask for in it."""

from __future__ import annotations

from dataclasses import replace

from facilitator.engine.events import Event, PhraseHeard, Ticked
from facilitator.engine.operations import Silence
from facilitator.engine.stage import BEAT, Stage
from facilitator.engine.state import Called, Silent


def see(stage: Stage, silence: Silence, silent: Silent, event: Event) -> None:
    """Let a kept silence see an event."""
    match event:
        case PhraseHeard(at=at, alone=True, phrase=phrase) if phrase in silence.leads:
            stage.begin(silence.leads[phrase], at + BEAT)
        case PhraseHeard(at=at, alone=True, phrase=phrase) if phrase in silence.calls:
            if stage.state.called is None:
                stage.update(called=Called(stage.state.position, silent, at))
                stage.begin(silence.calls[phrase], at + BEAT)
        case Ticked(at=at) if at >= silent.began + silence.length:
            stage.begin(stage.state.position + 1, silent.began + silence.length)
        case Ticked(at=at) if silence.halfway_bell and not silent.halfway_rung:
            halfway = silent.began + silence.length // 2
            if at >= halfway:
                stage.ring("halfway", halfway)
                stage.update(phase=replace(silent, halfway_rung=True))
        case _:
            pass
