"""`facilitator rehearse --stop-everywhere`: the safe word in every step, at every second."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import click

from facilitator.audio import peak_dbfs
from facilitator.authoring.proof import Failure, Proof
from facilitator.authoring.proof import stop_everywhere as prove_on_paper
from facilitator.cli.options import Chosen
from facilitator.cli.wishes import plan
from facilitator.clock import Samples, samples, seconds, session_time
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Action
from facilitator.engine.events import Event, SafeWordHeard
from facilitator.errors import ScriptError
from facilitator.script.earlier import asked_about
from facilitator.script.jars import jars_of
from facilitator.script.library import find, folders
from facilitator.script.loading import load
from facilitator.script.noted import notes_remembered
from facilitator.script.reminding import Due
from facilitator.script.tallying import tallies_of
from facilitator.session import rehearsal
from facilitator.session.on_paper import NOTES
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

WITHIN_SECONDS = 2.5
"""How soon after its beginning a word that was really said must have stopped the session: the
word itself, and the time in which it is confirmed."""

_SHOWN = 5
_MANY_TIMES = "20"
"""What has been counted in earlier sessions, where a tally goes on in the next."""

_MANY_SLIPS = 20
_REMINDERS = (
    Due("one", "You wanted to hear this today."),
    Due("two", "Did it do you good?", asks=True),
)
_AUDIBLE_DBFS = -100.0


_Variant: TypeAlias = tuple[Chosen, tuple[Due, ...], Sequence[tuple[str, str]]]
"""What is chosen, which reminders are due, and what else is remembered."""


class _Hearer:
    """Sees when the stop came, and whether anything sounded between it and the calm sentence."""

    def __init__(self) -> None:
        self.stopped: Samples | None = None
        self.loud = False
        self._said = False

    def event(self, event: Event) -> None:
        if isinstance(event, SafeWordHeard) and self.stopped is None:
            self.stopped = event.at

    def action(self, action: Action, length: Samples) -> None:
        pass

    def block(self, glance: Glance) -> None:
        # The block in which a sentence ends holds its last samples, and no sentence any more.
        calm, self._said = self._said or bool(glance.saying), bool(glance.saying)
        if self.stopped is None or glance.played is None:
            return
        if not calm and glance.now > self.stopped + samples(0.1):
            self.loud |= peak_dbfs(glance.played) > _AUDIBLE_DBFS


def prove(
    chosen: Chosen,
    staging: rehearsal.Staging,
    moments: int,
    seed: int,
    remembered: Sequence[tuple[str, str]] = (),
) -> int:
    """Stop a ritual everywhere on paper, and at some moments with sound; tell what came of it.

    On paper every choice of its settings is tried, one at a time, and what it is like when
    reminders are due, and when notes are remembered and jars are full of them.

    Returns:
        The exit code: 0 when every session ended in silence, 3 when one did not.
    """
    failures: list[Failure] = []
    stops = covered = walks = 0
    first: Proof | None = None
    unreached: set[int] | None = None
    for each, due, kept in _variants(chosen, remembered):
        program = plan(each, due=due, remembered=kept).wish.program
        proof = prove_on_paper(program, staging.answers)
        first = first or proof
        stops += proof.stops
        covered += proof.seconds
        walks += proof.walks
        failures += proof.failures
        missing = set(proof.unreached)
        unreached = missing if unreached is None else unreached & missing
    assert first is not None
    asked = plan(replace(chosen, asking=True), remembered=remembered).first
    if asked is not None:
        proof = prove_on_paper(asked, staging.answers)
        stops, covered, walks = stops + proof.stops, covered + proof.seconds, walks + proof.walks
        failures += proof.failures
    asked_too = ", what asks for the settings before it" if asked is not None else ""
    click.echo(
        f"On paper: the safe word was said {stops:,} times, in every step that was reached: at "
        "once, after a hush, while paused, and while it says why."
    )
    minutes = max(1, round(covered / 60))
    click.echo(
        f"It was said at every second of {walks:,} performances, which last {minutes:,} minutes "
        f"together: the usual one{asked_too}, and those with other answers, other choices of the "
        "settings, and reminders that came to new steps. One session lasts as long as "
        "facilitator check says."
    )
    if unreached:
        lines = ", ".join(map(str, sorted(unreached)))
        click.echo(f"No performance came to what stands on line {lines}.")
    told = [f"at {session_time(f.at)} (line {f.line}), said {f.way}: {f.problem}" for f in failures]
    if moments:
        told += _with_sound(plan(chosen, remembered=remembered).wish, staging, moments, seed)
    if not told:
        click.echo("Every one of them ended in silence.")
        return 0
    for line in told[:_SHOWN]:
        click.echo(f"Failed {line}.", err=True)
    if len(told) > _SHOWN:
        click.echo(f"… and {len(told) - _SHOWN:,} more.", err=True)
    return ScriptError.exit_code


def _variants(chosen: Chosen, remembered: Sequence[tuple[str, str]]) -> Iterator[_Variant]:
    """Yield the choice as it is, then with every other word of each setting that is a choice;
    to the last of them belong reminders that are due. Where notes are kept for later, yield it
    once more with some of each: one in every jar, then many."""
    previous = chosen
    for each in _other_choices(chosen):
        yield previous, (), remembered
        previous = each
    if previous is chosen:
        yield chosen, (), remembered
    yield previous, _REMINDERS, remembered
    ritual = load(find(chosen.ritual, folders(chosen.scripts)))
    counted = [(name, _MANY_TIMES) for _, name in asked_about(ritual.form)]
    counted += [(name, _MANY_TIMES) for name, goes_on in tallies_of(ritual).items() if goes_on]
    if counted:
        yield previous, (), [*remembered, *counted]
    notes = [(name, NOTES[0]) for name in notes_remembered(ritual, ("",))]
    jars = jars_of(ritual)
    for count in (1, _MANY_SLIPS) if jars else (0,) if notes else ():
        texts = [f"{NOTES[number % len(NOTES)]} {'again ' * number}" for number in range(count)]
        yield chosen, (), [*remembered, *notes, *((jar, text) for jar in jars for text in texts)]


def _other_choices(chosen: Chosen) -> Iterator[Chosen]:
    given = {pair.partition("=")[0].strip().lower() for pair in chosen.settings}
    ritual = load(find(chosen.ritual, folders(chosen.scripts)))
    for name, setting in ritual.settings.items():
        if setting.kind == "choice" and name.lower() not in given:
            for word in setting.choices:
                if word != setting.start:
                    yield replace(chosen, settings=(*chosen.settings, f"{name}={word}"))


def _with_sound(wish: Wish, staging: rehearsal.Staging, moments: int, seed: int) -> Iterator[str]:
    """Really say it at some moments, spread over the session; yield what went wrong."""
    end = rehearsal.rehearse(wish, staging, SilentDisplay()).at
    chance = random.Random(seed)
    slowest = 0.0
    for number in range(moments):
        share = (number + chance.random()) / moments
        at = samples(1.0) + round(share * max(0, end - samples(8.0)))
        hearer = _Hearer()
        ending = rehearsal.rehearse(
            wish,
            replace(staging, safe_word_at=at, seed=seed + number),
            SilentDisplay(),
            witnesses=(hearer,),
        )
        when = f"at {session_time(at)}, with sound"
        if hearer.stopped is None or ending.outcome != "stopped":
            yield f"{when}: it ended as {ending.outcome}"
            continue
        took = seconds(hearer.stopped - at)
        slowest = max(slowest, took)
        if took > WITHIN_SECONDS:
            yield f"{when}: it took {took:.1f} s"
        if hearer.loud:
            yield f"{when}: something still sounded afterwards"
    click.echo(
        f"With sound: the safe word was really said at {moments} moments; the slowest stop was "
        f"confirmed {slowest:.1f} s after the word began."
    )
