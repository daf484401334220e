"""The steps in which people speak freely or breathe: turns, talk, counts, time apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from facilitator.clock import RATE_HZ, Samples, samples
from facilitator.engine.program import (
    Aside,
    Ask,
    Beat,
    Bell,
    Branch,
    Draw,
    Elapsed,
    End,
    Jump,
    Let,
    Pace,
    Sentence,
    Shift,
    Silence,
    Turn,
)
from facilitator.script import phrases
from facilitator.script.choosing import Choosing
from facilitator.script.durations import parse_duration, spoken_duration, spoken_number
from facilitator.script.forms import Reference, Until
from facilitator.script.hours import position_of
from facilitator.script.schema import (
    BreatheStep,
    CheckInStep,
    TalkStep,
    TimeOutStep,
    TurnsStep,
)
from facilitator.script.yaml_tree import Path

_DEPTHS: Final = ("light", "medium", "deep")
_ANNOUNCE: Final = "{name}, now it is your turn. You have {time}."
_THANKS: Final = "Thank you, {name}."
_MIRROR: Final = "{name}, what did you hear? Say it in your own words, and add nothing."
_MIRROR_AGAIN: Final = "{name}, once more. What is it that {other} would like you to hear?"
_WAS_THAT_IT: Final = "{name}, is that what you meant? Say yes, or not quite."
_NOT_QUITE: Final = ("not quite", "not really", "almost", "no")
_VALIDATE: Final = "{name}, one sentence: how does it make sense that {other} feels this way?"
_LAST_ONE: Final = "This is the last one."
_DEEPER: Final = "{name}, would you like to go deeper as well?"
_STAY: Final = "Then we stay here. That is a good place."
_CHECK_AGAIN: Final = "{name}, green is good, yellow is slower, red is enough."
_YELLOW: Final = "Then we slow down. Let your shoulders sink, and breathe out."
_RED: Final = "Then this is enough for today. Thank you for saying so. Be good to each other."
_LEAVE: Final = "All right. {time} apart, each in your own place. I will call you back."
_BACK: Final = "The time apart is over. Come back, and take a breath together. We go on."
_READY_AGAIN: Final = 'Come back to each other now. Say "ready" when you are both here.'
_WELCOME_BACK: Final = "It is good that you came back."


class Conversing(Choosing):
    """Writes turns, talk, and what keeps them safe."""

    _leads_now = 0

    def turns(self, step: TurnsStep, path: Path) -> None:
        """Write the turns of both partners in the order the author chose."""
        turns, inside = step.turns, (*path, "turns")
        if turns.deck is not None:
            self._rounds(step, inside, turns.deck)
            return
        questions = self._questions(step, inside)
        if not questions:
            rounds: list[list[tuple[str, Path]]] = [[]]
        elif turns.asked == "all at once":
            rounds = [questions]
        else:
            rounds = [[question] for question in questions]
        self._leads_now = 0
        everybody = range(len(self.names))
        order = [(index, some) for some in rounds for index in everybody]
        if turns.asked == "one by one":
            order = [(index, some) for index in everybody for some in rounds]
        for index, some in order:
            with self.person(index):
                self._turn(step, inside, index, some)

    def _turn(
        self, step: TurnsStep, inside: Path, index: int, questions: list[tuple[str, Path]]
    ) -> None:
        turns = step.turns
        seconds = self.seconds(turns.each)
        announcement = self.sentences(
            turns.announce, (*inside, "announce"), _ANNOUNCE, {"time": spoken_duration(seconds)}
        )
        for text, path in questions:
            announcement += self.sentences(text, path)
        self._write_turn(step, inside, index, announcement, [self.plain(q) for q, _ in questions])
        self._afterwards(step, index)

    def _write_turn(
        self,
        step: TurnsStep,
        inside: Path,
        index: int,
        announcement: tuple[Sentence, ...],
        label: Sequence[str] = (),
    ) -> int:
        """Write one turn and return its index."""
        turns = step.turns
        warning = next((c for c in turns.cues if c.startswith("last ")), "")
        shares = turns.more is not None and index != self._leads_now
        return self.write(
            Turn(
                who=self.names[index],
                announcement=announcement,
                length=samples(self.seconds(turns.each)),
                halfway="halfway" in turns.cues,
                warning=samples(parse_duration(warning.removeprefix("last ")) or 0.0),
                done=turns.done or phrases.DONE,
                closing=self.sentences(turns.thanks, (*inside, "thanks"), _THANKS),
                label=" ".join(label),
                more=samples(self.seconds(turns.more)) if turns.more is not None else 0,
                shares=shares,
                asides=self.time_out_aside(turns.time_out),
            )
        )

    def _afterwards(self, step: TurnsStep, index: int) -> None:
        """Write what the listener does after a turn, and the silence."""
        turns = step.turns
        if turns.mirror is not None and len(self.names) > 1:
            length = samples(self.seconds(turns.mirror))
            self._listener(index, _MIRROR, length)
            correct = f"mirrored {self.here}"
            with self.person(index):
                self.write(
                    Ask(
                        question=self.sentences(None, ("mirrored",), _WAS_THAT_IT),
                        answers=phrases.ways({"yes": (), "not quite": _NOT_QUITE}),
                        who=self.names[index],
                        times=2,
                        default="yes",
                        remember=correct,
                        label="Say “yes” or “not quite”",
                    )
                )
            once_more = self.here + 1
            self.write(Branch(correct, {"not quite": once_more}, once_more + 1))
            self._listener(index, _MIRROR_AGAIN, length)
        if turns.validating is not None:
            self._listener(index, _VALIDATE, samples(self.seconds(turns.validating)))
        if turns.quiet is not None:
            self.write(Silence(samples(self.seconds(turns.quiet))))

    def _listener(self, index: int, text: str, length: Samples) -> None:
        """Write a short turn of the one who has listened."""
        if len(self.names) == 1:
            return
        listener = (index + 1) % len(self.names)
        with self.person(listener):
            self.write(
                Turn(
                    who=self.names[listener],
                    announcement=self.sentences(None, ("mirror",), text),
                    length=length,
                    halfway=False,
                    warning=0,
                    done=phrases.DONE,
                    label="What did you hear?",
                )
            )

    def _rounds(self, step: TurnsStep, inside: Path, deck: str) -> None:
        """Write rounds in which a card is drawn and answered by both; who begins alternates."""
        turns = step.turns
        rounds = turns.rounds
        if isinstance(rounds, Reference):
            rounds = int(float(self.values.get(rounds.name, 1)))
        wished = self.variables.get("depth", ())
        setting = self.values.get("depth")
        depth = setting if isinstance(setting, str) and setting in _DEPTHS else "deep"
        last = f"{deck}/last"
        exits: list[int] = self.leaving[0] if self.leaving else []
        if turns.last_after is not None:
            self.write(Let(last, "no"))
        for number in range(rounds):
            if turns.last_after is not None:
                self._announce_last(step, inside, last)
            count = len(self.names)
            self._leads_now = first = number % count
            in_order = "depth" not in self.values and not wished
            if in_order:
                self.in_order.add(deck)
            draw = self.write(Draw(deck, depth, wished, in_order))
            asked = self._card_turn(step, inside, first, deck)
            self._afterwards(step, first)
            for following in range(1, count):
                index = (first + following) % count
                self._card_turn(step, inside, index, deck)
                self._afterwards(step, index)
            over = self.write(Jump(0))
            lighter = self.write(Shift(deck, -1))
            self.write(Jump(draw))
            deeper = self._deeper((first + 1) % count, deck, draw, asked)
            turn = self.operations[asked]
            assert isinstance(turn, Turn)
            leads = {
                **dict.fromkeys(phrases.ANOTHER, draw),
                **dict.fromkeys(phrases.LIGHTER, lighter),
                **dict.fromkeys(phrases.DEEPER, deeper),
            }
            self.operations[asked] = replace(turn, leads=leads)
            self.operations[over] = Jump(self.here)
            if turns.last_after is not None:
                exits.append(self.write(Branch(last, {"yes": 0}, self.here + 1)))
        if not self.leaving:
            self.leave(exits)

    def _announce_last(self, step: TurnsStep, inside: Path, last: str) -> None:
        """Write that a round is the last one, if it has become late."""
        late = samples(self.seconds(step.turns.last_after or 0.0))
        self.write(Elapsed(late, self.here + 2))
        on_time = self.write(Jump(0))
        self.say(self.sentences(step.turns.last_one, (*inside, "last one"), _LAST_ONE))
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
        with self.person(index):
            time = {"time": spoken_duration(self.seconds(step.turns.each))}
            announce = (*inside, "announce")
            announcement = self.sentences(step.turns.announce, announce, _ANNOUNCE, time)
            announcement += (Sentence("", "card", deck=deck),)
            return self._write_turn(step, inside, index, announcement)

    def _deeper(self, other: int, deck: str, draw: int, asked: int) -> int:
        """Write the question whether the other one wants to go deeper too."""
        if len(self.names) == 1:
            start = self.write(Shift(deck, 1))
            self.write(Jump(draw))
            return start
        with self.person(other):
            start = self.write(
                Ask(
                    question=self.sentences(None, ("deeper",), _DEEPER),
                    answers=phrases.ways({"yes": (), "no": ()}),
                    who=self.names[other],
                    times=1,
                    default="no",
                    remember=f"{deck}/deeper",
                    label="Say “yes” or “no”",
                )
            )
        self.write(Branch(f"{deck}/deeper", {"yes": start + 2}, start + 4))
        self.write(Shift(deck, 1))
        self.write(Jump(draw))
        self.say(self.sentences(None, ("not deeper",), _STAY))
        self.write(Jump(asked))
        return start

    def talk(self, step: TalkStep, path: Path) -> None:
        """Write open conversation."""
        until: Samples | None = None
        length = 0.0
        if isinstance(step.talk, Until):
            until = position_of(self.setting_or(step.talk.clock), self.started)
            length = until / RATE_HZ
        else:
            length = self.seconds(step.talk)
        warning = next((c for c in step.cues if c.startswith("last ")), "")
        asides = self.time_out_aside(step.time_out)
        if step.starters is not None:
            card = (Sentence("", "card", deck=step.starters),)
            asides += (Aside(phrases.STARTER, card, step.starters),)
        for name in step.count:
            self.counts.add(name)
            self.variables[name] = (name,)
            self.write(Let(name, "0"))
        self.write(
            Turn(
                who="",
                announcement=(),
                length=samples(length),
                halfway="halfway" in step.cues,
                warning=samples(parse_duration(warning.removeprefix("last ")) or 0.0),
                done=step.done or phrases.ENOUGH,
                closing=self.sentences(step.closing, (*path, "afterwards")),
                label=self.plain(step.label),
                until=until,
                counts=step.count,
                asides=asides,
            )
        )

    def breathe(self, step: BreatheStep) -> None:
        """Write a count in the rhythm of breath, as many whole breaths as the time holds."""
        beats: list[Beat] = []
        for word, length in step.breathe:
            count = [word.capitalize(), *(spoken_number(n) for n in range(2, length + 1))]
            beats += [Beat(said.capitalize() + ".", RATE_HZ) for said in count]
        times = max(1, int(self.seconds(step.time)) // len(beats))
        self.write(Pace(tuple(beats) * times, "Breathe"))

    def check_in(self, step: CheckInStep, path: Path) -> None:
        """Write the question how it is; yellow and silence slow down, red ends kindly."""
        checks: list[tuple[int, str]] = []
        for index in self.asked:
            with self.person(index):
                variable = f"check of {self.names[index]}"
                self.write(
                    Ask(
                        question=self.sentences(step.check, (*path, "check in")),
                        answers=phrases.CHECK,
                        who=self.names[index],
                        again=self.sentences(step.again, (*path, "again"), _CHECK_AGAIN),
                        times=2,
                        default="yellow",
                        remember=variable,
                        label="Say “green”, “yellow” or “red”",
                        alone=True,
                    )
                )
                checks.append((self.write(Jump(0)), variable))
        calm = [(self.write(Jump(0)), variable) for _, variable in checks]
        over = self.write(Jump(0))
        red = self.here
        self.say(self.sentences(step.red, (*path, "if red"), _RED))
        self.write(End())
        yellow = self.here
        self.say(self.sentences(step.yellow, (*path, "if yellow"), _YELLOW))
        self.write(Silence(samples(20.0), label="Breathe"))
        for index, variable in checks:
            self.operations[index] = Branch(variable, {"red": red}, index + 1)
        for index, variable in calm:
            self.operations[index] = Branch(variable, {"yellow": yellow}, index + 1)
        self.operations[over] = Jump(self.here)

    def time_out(self, step: TimeOutStep) -> None:
        """Write some minutes apart, and the way back."""
        seconds = self.seconds(step.time_out)
        spoken = {"time": spoken_duration(seconds)}
        self.say(self.sentences(None, ("time out",), _LEAVE, spoken))
        self.write(Silence(samples(seconds), label="Time apart"))
        self.write(Bell("halfway"))
        ready = self.sentences(None, ("back",), _READY_AGAIN)
        self.write(Ask(ready, {"ready": phrases.READY}, label="Say “ready”"))
        self.say(self.sentences(None, ("welcome back",), _WELCOME_BACK))

    def time_out_aside(self, length: float | Reference | None) -> tuple[Aside, ...]:
        """Return what happens when somebody asks for a time out; nothing where there is none."""
        if length is None:
            return ()
        seconds = self.seconds(length)
        spoken = {"time": spoken_duration(seconds)}
        leave = self.sentences(None, ("time out",), _LEAVE, spoken)
        apart = replace(leave[-1], pause_after=samples(seconds))
        back = self.sentences(None, ("back",), _BACK, spoken)
        return (Aside(phrases.TIME_OUT, (*leave[:-1], apart, *back)),)

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
        for index, question in enumerate(turns.questions):
            path = (*inside, "questions", index)
            if isinstance(question, str):
                found.append((question, path))
                continue
            for level, text in question.items():
                if level not in _DEPTHS or _DEPTHS.index(level) <= deepest:
                    found.append((text, (*path, level)))
        return found
