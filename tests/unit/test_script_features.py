"""What the catalogue of rituals asks of the language, and which shipped ritual uses it."""

from __future__ import annotations

import json
import re

import pytest

from facilitator.engine import saved
from facilitator.engine.actions import Finish, Ring, Speak
from facilitator.engine.events import SafeWordHeard
from facilitator.engine.state import State
from facilitator.places import shipped_scripts
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find, rituals_in
from facilitator.script.loading import load
from facilitator.session.on_paper import Willing, perform

FEATURES = {
    "turns": ("mirror-talk", r"- turns:|turns:"),
    "role-switch": ("five-minute-vulnerability", r"deck: questions"),
    "free-talk": ("conflict-as-connection", r"talk: 8 min"),
    "halfway-cue": ("emotional-check-in-hour", r"cues: \[halfway"),
    "mid-check": ("thirty-six-questions", r"check in:"),
    "timer-chime": ("mirror-talk", r"bell: opening"),
    "long-timer": ("no-phones-night", r"talk: until"),
    "end-time-alarm": ("no-phones-night", r"start: ten o'clock"),
    "time-out-timer": ("conflict-as-connection", r"- time out:"),
    "paced-cue": ("breathing-in-sync", r"breathe: in 4, out 6"),
    "silent-pause": ("radical-honesty-pact", r"silence: 1 min"),
    "ready-gate": ("ten-day-plan", r"ready: Wash up"),
    "quiet-voice": ("breathing-in-sync", r"voice: quiet"),
    "voice-choice": ("five-minute-boosters", r"choose:"),
    "yes-no": ("no-phones-night", r"answers: \[yes, no\]"),
    "consent": ("radical-honesty-pact", r"consent:"),
    "voice-rating": ("two-minute-self-check", r"rate:"),
    "branching": ("two-minute-self-check", r"when: thanks < 3"),
    "tally": ("gratitude-avalanche", r"count:"),
    "prompt-deck": ("thirty-six-questions", r"decks:"),
    "depth-levels": ("five-minute-vulnerability", r"as: depth"),
    "random-draw": ("five-minute-boosters", r"surprise by:"),
    "repeat-rounds": ("radical-honesty-pact", r"until any way is close"),
    "progression": ("mirror-talk", r"grows:"),
    "mirroring": ("radical-honesty-pact", r"mirror: 1 min"),
    "validation-step": ("ten-day-plan", r"validate: 30 s"),
    "closing-gesture": ("five-minute-vulnerability", r"gesture:"),
    "debrief": ("mirror-talk", r"id: debrief"),
    "alternate-leader": ("emotional-check-in-hour", r"lead: alternates"),
    "recurring-slot": ("daily-temperature-reading", r"rhythm: daily"),
    "multi-day-schedule": ("ten-day-plan", r"days:"),
    "memory": ("two-minute-self-check", r"remember:"),
    "pause-word": ("mirror-talk", r"use: how to rest or end"),
    "safe-word": ("mirror-talk", r"use: how to rest or end"),
    "therapy-signpost": ("emotional-check-in-hour", r"use: signpost"),
    "remote-mode": ("mirror-talk", r"choices: \[together, apart\]"),
    "solo-mode": ("two-minute-self-check", r"people: one or more"),
    "group-mode": ("emotional-check-in-hour", r"people: two or more"),
    "background-notes": ("no-phones-night", r"^why:"),
    "note-capture": ("emotional-check-in-hour", r"- id: need\n +note:"),
    # Every ritual has a card; the days of this one are a calendar page.
    "printable-card": ("ten-day-plan", r"- task: give back one sentence"),
    "reminders": ("conflict-as-connection", r"remind: .*\n +when: in three days"),
}
"""Feature of the catalogue to the ritual that uses it and the line that does."""

NOT_YET: set[str] = set()
"""Features that no shipped ritual uses."""

TWELVE = {
    *("two-minute-self-check", "five-minute-vulnerability", "daily-temperature-reading"),
    *("breathing-in-sync", "five-minute-boosters", "radical-honesty-pact"),
    *("thirty-six-questions", "emotional-check-in-hour", "gratitude-avalanche"),
    *("conflict-as-connection", "no-phones-night", "ten-day-plan"),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_of_the_catalogue_is_used(feature: str) -> None:
    """The ritual named for it holds the line."""
    name, line = FEATURES[feature]
    text = find(name, [shipped_scripts()]).read_text(encoding="utf-8")

    assert re.search(line, text, re.MULTILINE)


def test_every_feature_is_accounted_for() -> None:
    """All forty-two of the catalogue: used, or named as not yet."""
    assert 42 == len({*FEATURES, *NOT_YET})
    assert not NOT_YET & FEATURES.keys()


def test_the_twelve_and_mirror_talk_are_shipped() -> None:
    """Each with a plan beside it."""
    files = rituals_in(shipped_scripts())

    assert TWELVE | {"mirror-talk"} <= {file.stem for file in files}
    assert all(file.with_name(f"{file.stem}.plan.yaml").is_file() for file in files)


@pytest.mark.parametrize("name", sorted(TWELVE))
def test_a_willing_couple_comes_to_the_end(name: str) -> None:
    """On paper, from the first word to the last."""
    program = compile_ritual(load(find(name, [shipped_scripts()])), partners=("Anna", "Ben"))
    moments = perform(program, reaction=Willing(program, {}).react)

    assert isinstance(moments[-1].actions[-1], Finish)
    assert "completed" == moments[-1].actions[-1].outcome


@pytest.mark.parametrize("name", sorted(TWELVE))
def test_every_ritual_can_be_saved_and_stopped_anywhere(name: str) -> None:
    """Saved at every step it goes the same way; a stop leaves one sentence and silence."""
    program = compile_ritual(load(find(name, [shipped_scripts()])), partners=("Anna", "Ben"))
    plain = perform(program, reaction=Willing(program, {}).react)
    resumed = perform(program, reaction=Willing(program, {}).react, through=through_json)
    assert [m.actions for m in plain] == [m.actions for m in resumed]

    total = plain[-1].event.at
    for part in range(1, 12):
        at = total * part // 12
        word = SafeWordHeard(at, "pineapple")
        moments = perform(program, [word], reaction=Willing(program, {}).react)
        after = [a for m in moments if m.event.at >= at for a in m.actions]
        said = [a.text for a in after if isinstance(a, Speak) and a.at > at]
        assert [program.stopped.text] == said
        assert isinstance(after[-1], Finish)
        assert "stopped" == after[-1].outcome
        assert not any(isinstance(a, Ring) and a.at > at for a in after)


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


@pytest.mark.parametrize("day", range(1, 11))
def test_every_day_of_the_plan_comes_to_its_end(day: int) -> None:
    """And the next one is remembered."""
    ritual = load(find("ten-day-plan", [shipped_scripts()]))
    program = compile_ritual(ritual, partners=("Anna", "Ben"), settings={"day": str(day)})
    moments = perform(program, reaction=Willing(program, {}).react)
    kept = {a.name: a.value for m in moments for a in m.actions if hasattr(a, "value")}

    assert isinstance(moments[-1].actions[-1], Finish)
    assert str(day % 10 + 1) == kept["day"]
