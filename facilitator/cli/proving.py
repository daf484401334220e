"""`facilitator rehearse --stop-everywhere`: the safe word in every step, at every second."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import click

from facilitator.audio import peak_dbfs
from facilitator.authoring.proof import Proof, Proving, Unreached
from facilitator.cli.options import Chosen
from facilitator.cli.variants import Variant, evenings, never_held, variants, with_notes
from facilitator.cli.wishes import plan
from facilitator.clock import Samples, samples, seconds, session_time
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Action
from facilitator.engine.events import Event, SafeWordHeard
from facilitator.errors import ScriptError
from facilitator.script.library import find, folders
from facilitator.script.loading import load
from facilitator.session import rehearsal
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

WITHIN_SECONDS = 2.5
"""How soon after its beginning a word that was really said must have stopped the session: the
word itself, and the time in which it is confirmed."""

_SHOWN: Final = 5
_SHOWN_STEPS: Final = 12
_AUDIBLE_DBFS: Final = -100.0


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

    On paper it is held in every way that `variants` knows; where a step of it stands in none of
    them, with the answers of earlier evenings, too.

    Returns:
        The exit code: 0 when every session ended in silence, 3 when one did not.
    """
    ritual = load(find(chosen.ritual, folders(chosen.scripts)))
    proving, there, told_of = Proving(), list[frozenset[int]](), dict[str, None]()

    def held(each: Variant, *, thoroughly: bool) -> None:
        program = plan(each.chosen, due=each.due, remembered=each.remembered).wish.program
        proving.add(program, staging.answers, thoroughly=thoroughly)
        there.append(frozenset(program.lines))
        told_of.update(dict.fromkeys(filter(None, each.told)))

    companies: set[str | None] = set()
    for each in variants(chosen, ritual, remembered):
        held(each, thoroughly=each.chosen.partners not in companies)
        companies.add(each.chosen.partners)
    for each in with_notes(chosen, ritual, remembered):
        if proving.has_left:
            held(each, thoroughly=False)
    for each in evenings(chosen, ritual, remembered):
        if never_held(ritual, there) or proving.proof.left:
            held(each, thoroughly=False)
    asked = plan(replace(chosen, asking=True), remembered=remembered).first
    if asked is not None:
        proving.add(asked, staging.answers)
        told_of["what asks for the settings before it"] = None
    _tell(proving.proof, never_held(ritual, there), list(told_of))
    failures = proving.proof.failures
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


def _tell(proof: Proof, absent: Sequence[tuple[int, str]], variants: Sequence[str]) -> None:
    """Tell how much of a ritual was tried on paper, and what of it was not."""
    of_all = proof.of_steps + len(absent)
    steps = f"all {of_all} steps" if proof.steps == of_all else f"{proof.steps} of {of_all} steps"
    click.echo(
        f"On paper: the safe word was said {proof.stops:,} times, in {steps}: right after "
        "everything that happens, and at every second of every sentence, question, wait and turn; "
        "at once, after a hush, while paused, and while it says why."
    )
    if variants:
        click.echo(f"Besides the usual session there was: {', '.join(variants)}.")
    why = {True: "nothing that can be said leads there", False: "no way there was found"}
    left = {(each.line, _named(each), why[each.is_certain]) for each in proof.left}
    left |= {
        (line, f"`{kind}`", "left out with these people and settings") for line, kind in absent
    }
    for line, named, reason in sorted(left)[:_SHOWN_STEPS]:
        click.echo(f"Not reached: line {line} ({named}): {reason}.")
    if len(left) > _SHOWN_STEPS:
        click.echo(f"… and {len(left) - _SHOWN_STEPS:,} more that were not reached.")


def _named(step: Unreached) -> str:
    return f"“{step.text}”" if step.text else step.kind


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
