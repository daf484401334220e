"""The steps in which people speak freely or breathe: turns, talk, counts, time apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Final

from facilitator.clock import RATE_HZ, Samples, samples
from facilitator.engine.flow import Branch, Elapsed, Jump, Let
from facilitator.engine.operations import (
    PASSED,
    SPOKEN,
    Ask,
    Operation,
    Shift,
    Turn,
)
from facilitator.engine.sentences import Sentence
from facilitator.script import speaking
from facilitator.script.compiling.giving_back import GivingBack
from facilitator.script.durations import parse_duration
from facilitator.script.facts.attendance import DEEPEST_OF_MANY
from facilitator.script.forms.schema import (
    TalkStep,
    Turns,
    TurnsStep,
)
from facilitator.script.forms.values import Reference, Until, is_off
from facilitator.script.hours import position_of
from facilitator.script.yaml_tree import Path

_BEFORE_AGAIN: Final = samples(3.0)
"""The rest before a question is read a second time, in samples."""

_DEPTHS: Final = ("light", "medium", "deep")


_LONG_ENOUGH_SECONDS: Final = 60.0
"""Turns from this length on have a bell at half time unless their author says otherwise."""


class Conversing(GivingBack):
    """Writes turns, talk, and what keeps them safe."""

    _leads_now = 0

    def turns(self, step: TurnsStep, path: Path) -> None:
        """Write the turns of both partners in the order the author chose, or of one alone."""
        turns, inside = step.turns, (*path, "turns")
        self._count_for_each(turns.count, self.those(turns.who))
        self._keep_how_it_went(turns, self.those(turns.who))
        if turns.deck is not None:
            self._rounds(step, inside, turns.deck)
            return
        questions = self._questions(step, inside)
        if turns.questions and not questions:
            return  # All of them go deeper than they may today.
        if not questions:
            rounds: list[list[tuple[str, Path]]] = [[]]
        elif turns.asked == "all at once":
            rounds = [questions]
        else:
            rounds = [[question] for question in questions]
        everybody = self.those(turns.who)
        self._leads_now = everybody[0] if everybody else 0
        order = [(index, some) for some in rounds for index in everybody]
        if turns.asked == "one by one":
            order = [(index, some) for index in everybody for some in rounds]
        for index, some in order:
            with self.asking(index, turns.who):
                self._turn(step, inside, index, some)

    def _count_for_each(self, counts: Mapping[str, Sequence[str]], people: Sequence[int]) -> None:
        """Write that everybody begins a tally of their own."""
        for name in counts:
            variables = [self.variable(name, index) for index in people]
            for variable in variables:
                self.write(Let(variable, "0"))
            self.own_counts[name] = None
            counted = dict.fromkeys(map(str, range(100)), ())
            self.keep(name, variables, counted, is_one_of_several=len(people) == 1)

    def _keep_how_it_went(self, turns: Turns, people: Sequence[int]) -> None:
        """Note where it is kept whether a turn was passed; nothing of one that nobody had yet."""
        if not turns.name:
            return
        variables = [self.variable(turns.name, index) for index in people]
        for variable in variables:
            self.write(Let(variable, ""))
        went = dict.fromkeys((SPOKEN, PASSED), ())
        self.keep(turns.name, variables, went, is_one_of_several=len(people) == 1)

    def _turn(
        self, step: TurnsStep, inside: Path, index: int, questions: list[tuple[str, Path]]
    ) -> None:
        turns = step.turns
        announcement = self._announced(step, inside)
        asked: tuple[Sentence, ...] = ()
        for text, path in questions:
            asked += self.sentences(text, path)
        announcement += _as_often(turns, asked)
        if turns.who:
            announcement = self.called(announcement)
        label = [self.plain(q) for q, _ in questions]
        asks = len(announcement) - len(asked) if asked else 0
        turn = self._write_turn(step, inside, index, announcement, label, asks=asks)
        self.afterwards(step, index, turn)

    def _announced(self, step: TurnsStep, inside: Path) -> tuple[Sentence, ...]:
        """Return what is said before a turn; nothing where that is off."""
        if is_off(step.turns.announce):
            return ()
        time = {"time": speaking.duration(self.seconds(step.turns.each), self.own)}
        return self.sentences(
            step.turns.announce, (*inside, "announce"), self.own.template("announce"), time
        )

    def _write_turn(
        self,
        step: TurnsStep,
        inside: Path,
        index: int,
        announcement: tuple[Sentence, ...],
        label: Sequence[str] = (),
        *,
        asks: int = 0,
    ) -> int:
        """Write one turn and return its index; `asks` is where in what is said the question
        begins."""
        turns = step.turns
        warning = next((c for c in turns.cues if c.startswith("last ")), "")
        shares = index != self._leads_now
        passes = self._passed_by(turns)
        turn = self.write(
            Turn(
                who=self.names[index],
                announcement=announcement,
                length=samples(self.seconds(turns.each)),
                halfway=self._has_halfway(turns),
                warning=samples(parse_duration(warning.removeprefix("last ")) or 0.0),
                done=tuple(
                    each for each in turns.done or self.own.heard["done"] if each not in passes
                ),
                closing=()
                if is_off(turns.thanks)
                else self.sentences(turns.thanks, (*inside, "thanks"), self.own.template("thanks")),
                label=" ".join(label),
                more=samples(self.seconds(turns.more)) if turns.more is not None else 0,
                shares=shares,
                counts={self.variable(n, index): ways for n, ways in turns.count.items()},
                asks=asks,
                passes=passes,
                remember=self.variable(turns.name, index) if turns.name else "",
            )
        )
        self.interruptions(turn, turns.checking, turns.time_out, inside)
        return turn

    def _has_halfway(self, turns: Turns) -> bool:
        """Say whether a bell rings at half time: in a short turn, two bells would come at once,
        so only where they were asked for."""
        is_short = self.seconds(turns.each) < _LONG_ENOUGH_SECONDS
        return "halfway" in turns.cues and not (is_short and "cues" not in turns.model_fields_set)

    def _passed_by(self, turns: Turns) -> tuple[str, ...]:
        """Return what passes a turn: "pass" always does, unless it is counted."""
        own = self.own
        usual = (each for each in own.heard["pass"] if each in own.heard["done"])
        counted = {way for ways in turns.count.values() for way in ways}
        every = dict.fromkeys((*own.ways("pass it"), *usual, *turns.passing))
        return tuple(each for each in every if each not in counted)

    def _rounds(self, step: TurnsStep, inside: Path, deck: str) -> None:
        """Write rounds in which a card is drawn and answered by both; who begins alternates."""
        turns = step.turns
        rounds = turns.rounds
        if isinstance(rounds, Reference):
            rounds = int(float(self.values.get(rounds.name, 1)))
        last = f"{deck}/last"
        exits: list[int] = self.leaving[0] if self.leaving else []
        speakers = self.those(turns.who)
        if not speakers or not self.has_cards(deck):
            return
        if turns.last_after is not None:
            self.write(Let(last, "no"))
        for _ in range(rounds):
            if turns.last_after is not None:
                self._announce_last(step, inside, last)
            leads = self.rounds_of[deck] % len(speakers)
            self.rounds_of[deck] += 1
            first, *others = (*speakers[leads:], *speakers[:leads])
            self._leads_now = first
            draw = self.write(self.draw_of(deck))
            asked = self._card_turn(step, inside, first, deck)
            self.afterwards(step, first, asked)
            answers = []
            for index in others:
                answers.append(self._card_turn(step, inside, index, deck))
                self.afterwards(step, index, answers[-1])
            over = self.write(Jump(0))
            lighter = self.write(Shift(deck, -1))
            self.write(Jump(draw))
            deeper = self._deeper((first + 1) % len(self.names), deck, draw, asked)
            turn = self.operations[asked]
            assert isinstance(turn, Turn)
            wishes = {
                **turn.leads,
                **dict.fromkeys(self.own.heard["another"], draw),
                **dict.fromkeys(self.own.heard["lighter"], lighter),
                **dict.fromkeys(self.own.heard["go deeper"], deeper),
            }
            self.operations[asked] = replace(turn, leads=wishes)
            for answer in answers:
                self._another_alone(answer, self.operations[draw], deck)
            self.operations[over] = Jump(self.here)
            if turns.last_after is not None:
                exits.append(self.write(Branch(last, {"yes": 0}, self.here + 1)))
        if not self.leaving:
            self.leave(exits)

    def _another_alone(self, turn: int, draw: Operation, deck: str) -> None:
        """Write that whoever answers a card after the other may have one of their own instead."""
        another = self.write(draw)
        self.write(Jump(turn))
        lighter = self.write(Shift(deck, -1))
        self.write(Jump(another))
        written = self.operations[turn]
        assert isinstance(written, Turn)
        wishes = {
            **written.leads,
            **dict.fromkeys(self.own.heard["another"], another),
            **dict.fromkeys(self.own.heard["lighter"], lighter),
        }
        self.operations[turn] = replace(written, leads=wishes)

    def _announce_last(self, step: TurnsStep, inside: Path, last: str) -> None:
        """Write that a round is the last one, if it has become late."""
        late = samples(self.seconds(step.turns.last_after or 0.0))
        self.write(Elapsed(late, self.here + 2))
        on_time = self.write(Jump(0))
        self.say(
            self.sentences(
                step.turns.last_one, (*inside, "last one"), self.own.template("last one")
            )
        )
        self.write(Let(last, "yes"))
        self.operations[on_time] = Jump(self.here)

    def leave(self, exits: Sequence[int]) -> None:
        """Let branches that were waiting for it lead to what is written next."""
        for index in exits:
            branch = self.operations[index]
            assert isinstance(branch, Branch)
            targets = dict.fromkeys(branch.targets, self.here)
            self.operations[index] = replace(branch, targets=targets)

    def _card_turn(self, step: TurnsStep, inside: Path, index: int, deck: str) -> int:
        with self.asking(index, step.turns.who):
            announcement = self._announced(step, inside)
            if step.turns.who:
                announcement = self.called(announcement)
            announcement += _as_often(step.turns, (Sentence("", "card", deck=deck),))
            asks = len(announcement) - 1
            return self._write_turn(step, inside, index, announcement, asks=asks)

    def _deeper(self, other: int, deck: str, draw: int, asked: int) -> int:
        """Write the question whether the other one wants to go deeper too."""
        if len(self.names) == 1:
            start = self.write(Shift(deck, 1))
            self.write(Jump(draw))
            return start
        heard = {word: self.own.heard[word] for word in ("yes", "no")}
        with self.person(other):
            start = self.write(
                Ask(
                    question=self.sentences(None, ("deeper",), self.own.template("deeper")),
                    answers=heard,
                    who=self.names[other],
                    times=1,
                    default="no",
                    remember=f"{deck}/deeper",
                    label=self.quoted([ways[0] for ways in heard.values()]),
                )
            )
        self.write(Branch(f"{deck}/deeper", {"yes": start + 2}, start + 4))
        self.write(Shift(deck, 1))
        self.write(Jump(draw))
        self.say(self.sentences(None, ("not deeper",), self.own.template("not deeper")))
        self.write(Jump(asked))
        return start

    def talk(self, step: TalkStep, path: Path) -> None:
        """Write open conversation, or time for one to speak alone."""
        alone = self.alone(step.who)
        if alone == ():
            return
        index = alone[0] if alone else -1
        until: Samples | None = None
        length = 0.0
        if isinstance(step.talk, Until):
            until = position_of(self.setting_or(step.talk.clock), self.started)
            length = until / RATE_HZ
        else:
            length = self.seconds(step.talk)
        warning = next((c for c in step.cues if c.startswith("last ")), "")
        draw = self.talk_card(step)
        for name in step.count:
            self.counts.add(name)
            self.variables[name] = (name,)
            self.write(Let(name, "0"))
        with self.asking(index, step.who) if alone else nullcontext():
            closing = self.sentences(step.closing, (*path, "afterwards"))
        talk = self.write(
            Turn(
                who=self.name(index),
                announcement=(),
                length=samples(length),
                halfway="halfway" in step.cues,
                warning=samples(parse_duration(warning.removeprefix("last ")) or 0.0),
                done=step.done or self.own.heard["done" if alone else "enough"],
                closing=closing,
                label=self.plain(step.label),
                until=until,
                counts=step.count,
                asides=self.card_asides(draw),
            )
        )
        self.interruptions(talk, step.checking, step.time_out, path, draw)

    def _questions(self, step: TurnsStep, inside: Path) -> list[tuple[str, Path]]:
        turns = step.turns
        found: list[tuple[str, Path]] = []
        if isinstance(turns.question, str):
            found.append((turns.question, (*inside, "question")))
        elif turns.question is not None:
            choice = self.variant(turns.question)
            if choice is not None:
                found.append((turns.question[choice], (*inside, "question", choice)))
        depth = self.values.get("depth")
        deepest = _DEPTHS.index(depth) if isinstance(depth, str) and depth in _DEPTHS else 2
        deepest = deepest if self.goes_deep else min(deepest, _DEPTHS.index(DEEPEST_OF_MANY))
        for index, question in enumerate(turns.questions):
            path = (*inside, "questions", index)
            if isinstance(question, str):
                found.append((question, path))
                continue
            for level, text in question.items():
                if level not in _DEPTHS or _DEPTHS.index(level) <= deepest:
                    found.append((text, (*path, level)))
        return found


def _as_often(turns: Turns, question: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Return a question as often as it is read, with a rest before it is read again."""
    if turns.read == "once" or not question:
        return question
    return (*question[:-1], replace(question[-1], pause_after=_BEFORE_AGAIN), *question)
