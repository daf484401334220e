"""Rules about turns and conversations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from facilitator.clock import RATE_HZ
from facilitator.engine.operations import LEAST_CHECKED, PASSED, SPOKEN
from facilitator.script import rules
from facilitator.script.checking.conditions import ConditionChecks
from facilitator.script.checking.outcomes import without
from facilitator.script.checking.values import given
from facilitator.script.durations import parse_duration, short_duration
from facilitator.script.forms.keys import LENGTHS, TEXTS
from facilitator.script.forms.schema import TalkStep, Turns, TurnsStep
from facilitator.script.forms.values import Reference, Until
from facilitator.script.hours import parse_hour
from facilitator.script.yaml_tree import Path


class TurnChecks(ConditionChecks):
    """Collects findings about turns and conversations."""

    def turns(self, step: TurnsStep, path: Path) -> None:
        """Check turns: what they are about, how long they are, what is drawn and counted."""
        turns = step.turns
        for alias, value in given(turns):
            if alias in LENGTHS and isinstance(value, float | Reference):
                self.length(alias, value, (*path, alias))
            if alias in TEXTS:
                self.variants(value, (*path, alias))
        self.heard({"done": turns.done}, (*path, "done by"))
        if turns.count:
            self.heard({"done": turns.done, **turns.count}, (*path, "count"))
        for name in turns.count:
            for each in (name, f"{name} of first", f"{name} of second"):
                self.answers[each] = ("5", *(str(number) for number in range(100)))
                self.facts = without(self.facts, each)
        if turns.passing:
            usual = self.ritual.own.ways("pass it")
            done = tuple(each for each in turns.done if each not in usual)
            passes = (*usual, *(each for each in turns.passing if each not in usual))
            self.heard({"done": done, "passed": passes, **turns.count}, (*path, "passed by"))
        self.keeps(turns.name, (PASSED, SPOKEN), step)
        self._cues(turns.cues, path)
        self._check_halfway(turns, "a turn", turns.each, path)
        if turns.checking is not None:
            self.checked(step)
        if turns.deck is not None:
            self.deck(turns.deck, (*path, "deck"))
            self.carded = True
            if "depth" in self.settings:
                self.used.add("depth")
        needed = {"deck": turns.last_after, "last one after": turns.last_one}
        has = {"deck": turns.deck, "last one after": turns.last_after}
        for key, wanted_by in needed.items():
            if wanted_by is not None and has[key] is None:
                after = "last one after" if key == "deck" else "last one"
                span = self.tree.key_span((*path, after))
                self.report(rules.form.MISSING_KEY, span, where=f"`turns` with `{after}`", key=key)
        if isinstance(turns.rounds, Reference):
            self.number_setting(turns.rounds.name, self.tree.value_span((*path, "rounds")))

    def talk(self, step: TalkStep, path: Path) -> None:
        """Check a conversation: when it ends, what is drawn and counted in it."""
        span = self.tree.value_span((*path, "talk"))
        if isinstance(step.talk, Until):
            name = step.talk.clock.strip("{} ")
            setting = self.settings.get(name) if step.talk.clock.startswith("{") else None
            self.use_name(name)
            if parse_hour(step.talk.clock) is None and (setting is None or setting.kind != "hour"):
                self.report(rules.form.BAD_HOUR, span, value=step.talk.clock)
        self._cues(step.cues, path)
        self._check_halfway(step, "talk", step.talk, path)
        if step.checking is not None:
            self.checked(step)
        self.heard({"done": step.done, **step.count}, (*path, "count"))
        for key, deck in (("starters", step.starters), ("deck", step.deck)):
            if deck is not None:
                self.deck(deck, (*path, key))
                self.carded = True
        for name in step.count:
            self.answers[name] = ("5", *(str(number) for number in range(100)))
            self.facts = without(self.facts, name)

    def _cues(self, cues: Sequence[str], path: Path) -> None:
        for index, cue in enumerate(cues):
            seconds = parse_duration(cue.removeprefix("last ")) if cue.startswith("last ") else None
            if cue not in ("halfway", "none") and not seconds:
                at = (*path, "cues", index)
                where = at if at in self.tree.values else (*path, "cues")
                several = [each for each in re.split(r"\s*,\s*|\s+and\s+", cue) if each]
                if len(several) > 1:
                    span, should = self.tree.value_span(where), "a list"
                    advice = f"write `cues: [{', '.join(several)}]`"
                    self.report(rules.form.WRONG_TYPE, span, advice, what="`cues`", should=should)
                    continue
                self.choice(where, cue, ("halfway", "last 10 s", "none"), "cues")

    def _check_halfway(
        self, form: TalkStep | Turns, what: str, length: float | Reference | Until, path: Path
    ) -> None:
        """Find a question for the middle of something that has none."""
        least = LEAST_CHECKED / RATE_HZ
        if form.checking is not None and isinstance(length, float) and length < least:
            span = self.tree.key_span((*path, "check halfway"))
            values = {"length": short_duration(length), "least": short_duration(least)}
            self.report(rules.course.CHECK_TOO_LATE, span, what=what, **values)

    def deck(self, name: str, path: Path) -> None:
        """Check that there is a deck of a name."""
        decks = self.ritual.form.decks
        if name not in decks:
            self.unknown(name, list(decks), self.tree.value_span(path), none="no decks")
