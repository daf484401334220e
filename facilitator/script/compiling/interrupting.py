"""What stops a talk for a moment and gives it back: how it is, time apart, a deeper card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump, Let, Resume
from facilitator.engine.operations import Ask, Bell, Draw, End, Remember, Shift, Silence, Turn
from facilitator.engine.sentences import Sentence
from facilitator.script import phrases, speaking
from facilitator.script.compiling.choosing import Choosing
from facilitator.script.facts.certain import is_deep
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.schema import CheckInStep, SayStep, TimeOutStep
from facilitator.script.forms.values import Reference, Text
from facilitator.script.ritual import AFTERCARE_PART
from facilitator.script.yaml_tree import Path

_WORST: Final = "check/worst"
"""The variable that holds the least calm colour so far."""

_TOLD_BEFORE: Final = 15
"""Seconds that pass at most from when it is said at what time people are called back until their
time apart begins."""


class Interrupting(Choosing):
    """Writes what is asked in the middle, and time apart.

    Attributes:
        times_apart: Where people are apart, or called back, and can put all off.
    """

    times_apart: tuple[int, ...] = ()

    def check_in(self, step: CheckInStep, path: Path) -> None:
        """Write the question how it is; yellow and silence slow down, red ends kindly."""
        asked = self.those(step.who)
        if not asked:
            return
        checks: list[tuple[int, str]] = []
        for index in asked:
            with self.asking(index, step.who):
                question = self.sentences(step.check, (*path, "check in"))
                question = self.called(question) if step.who else question
                again = self.sentences(
                    step.again, (*path, "again"), self.own.template("check again")
                )
                checks.append(self._ask_how_it_is(index, question, again))
        self._slow_down(
            checks,
            self.sentences(step.red, (*path, "if red"), self._enough()),
            self.sentences(step.yellow, (*path, "if yellow"), self.own.template("yellow")),
        )

    def _ask_how_it_is(
        self, index: int, question: tuple[Sentence, ...], again: tuple[Sentence, ...]
    ) -> tuple[int, str]:
        """Write the question how it is; return where its answer is looked at, and its variable."""
        variable = f"check of {self.names[index]}"
        heard = {colour: self.own.heard[colour] for colour in phrases.CHECK}
        self.write(
            Ask(
                question=question,
                answers=heard,
                who=self.names[index],
                again=again,
                times=2,
                default="yellow",
                remember=variable,
                label=self.quoted([ways[0] for ways in heard.values()]),
                alone=True,
            )
        )
        return self.write(Jump(0)), variable

    def _enough(self) -> str:
        """Return what is said after red, to so many as there are."""
        return self.own.template("red" if len(self.names) > 1 else "red alone")

    def _slow_down(
        self,
        checks: Sequence[tuple[int, str]],
        enough: tuple[Sentence, ...],
        slower: tuple[Sentence, ...],
    ) -> None:
        """Write what follows when it was asked how it is: anything but green slows or ends; what
        lands people after something deep is said after red as well."""
        calm = [(self.write(Jump(0)), variable) for _, variable in checks]
        self.write(Branch(_WORST, {"yellow": self.here + 2}, self.here + 1))
        self.write(Remember(phrases.CHECKED, "green"))
        over = self.write(Jump(0))
        red = self.here
        self.write(Remember(phrases.CHECKED, "red"))
        self.say(enough)
        has_begun = any(isinstance(each, Turn | Draw) for each in self.operations)
        if has_begun and is_deep(self.ritual) and AFTERCARE_PART in self.ritual.parts:
            self.say(self.aftercare())
        self.write(End())
        yellow = self.here
        self.write(Let(_WORST, "yellow"))
        self.write(Remember(phrases.CHECKED, "yellow"))
        self.say(slower)
        self.write(Silence(samples(20.0), label=self.phrase("breathe")))
        for index, variable in checks:
            self.operations[index] = Branch(variable, {"red": red}, index + 1)
        for index, variable in calm:
            self.operations[index] = Branch(variable, {"yellow": yellow}, index + 1)
        self.operations[over] = Jump(self.here)
        asked = [variable for _, variable in checks]
        several = len(asked) < len(self.names)
        self.keep(phrases.CHECKED, asked, phrases.CALM, is_one_of_several=several)

    def aftercare(self) -> tuple[Sentence, ...]:
        """Return what lands people after something deep, for so many as there are."""
        part = self.ritual.parts[AFTERCARE_PART]
        before = self.place
        self.place = replace(before, tree=part.tree, part=AFTERCARE_PART)
        said: tuple[Sentence, ...] = ()
        for path, step in steps_of(part.form):
            is_here = "do" not in path if len(self.names) > 1 else "otherwise" not in path
            if isinstance(step, SayStep) and is_here:
                said += self.sentences(step.say, (*path, "say"))
        self.place = before
        return said

    def interruptions(
        self,
        index: int,
        checking: Text | None,
        time_out: float | Reference | None,
        path: Path,
        draw: Draw | None = None,
    ) -> None:
        """Write what may put a turn aside, right behind it: the question near half time how it
        is, which belongs to every course; and for whoever asks for it, a time apart and a deeper
        card."""
        turn = self.operations[index]
        assert isinstance(turn, Turn)
        check = None
        leaves: dict[str, int] = {}
        time_out = time_out if len(self.names) > 1 else None
        if checking is not None:
            check = self.here
            self._check_halfway(turn, checking, path)
        over = self.write(Jump(0)) if time_out is not None or draw is not None else None
        if time_out is not None:
            leaves |= dict.fromkeys(self.own.heard["time out"], self.here)
            self.apart(self.seconds(time_out), puts_off=True)
            self.write(Resume())
        if draw is not None:
            leaves |= dict.fromkeys(self.own.heard["go deeper"], self.here)
            self._deeper_together(draw)
            self.write(Resume())
        if over is not None:
            self.operations[over] = Jump(self.here)
        if checking is not None or leaves:
            self.operations[index] = replace(turn, check=check, leaves=leaves, after=self.here)

    def _deeper_together(self, draw: Draw) -> None:
        """Write that a deeper card is read if each of them wants it."""
        refused = self.ask_deeper(draw)
        self.write(Shift(draw.deck, 1))
        self.write(draw)
        self.say((Sentence("", "card", deck=draw.deck),))
        over = self.write(Jump(0))
        self.stay(refused)
        self.operations[over] = Jump(self.here)

    def ask_deeper(self, draw: Draw) -> list[tuple[int, str]]:
        """Write the question to each whether they want a deeper card; return where each answer is
        looked at, and its variable."""
        asked: list[tuple[int, str]] = []
        heard = {word: self.own.heard[word] for word in ("yes", "no")}
        for index, name in enumerate(self.names if len(self.names) > 1 else ()):
            variable = f"{draw.deck}/deeper of {name}"
            with self.person(index):
                self.write(
                    Ask(
                        question=self.sentences(None, ("deeper",), self.own.template("deeper")),
                        answers=heard,
                        who=name,
                        times=1,
                        default="no",
                        remember=variable,
                        label=self.quoted([ways[0] for ways in heard.values()]),
                    )
                )
            asked.append((self.write(Jump(0)), variable))
        return asked

    def stay(self, refused: Sequence[tuple[int, str]]) -> None:
        """Write what is said when one of them does not want to go deeper."""
        stays = self.here
        self.say(self.sentences(None, ("not deeper",), self.own.template("not deeper")))
        for place, variable in refused:
            self.operations[place] = Branch(variable, {"yes": place + 1}, stays)

    def _check_halfway(self, turn: Turn, text: Text, path: Path) -> None:
        """Write the question how it is, to who listens before who speaks; yellow and silence slow
        down, red ends kindly, and then the turn goes on."""
        speaks = self.names.index(turn.who) if turn.who in self.names else -1
        order = [(speaks + 1 + number) % len(self.names) for number in range(len(self.names))]
        checks: list[tuple[int, str]] = []
        for index in order:
            with self.person(index):
                question = self.sentences(text, (*path, "check halfway"))
                again = self.sentences(None, ("again",), self.own.template("check again"))
                checks.append(self._ask_how_it_is(index, question, again))
        self._slow_down(
            checks,
            self.sentences(None, ("if red",), self._enough()),
            self.sentences(None, ("if yellow",), self.own.template("yellow")),
        )
        self.write(Resume())

    def time_out(self, step: TimeOutStep) -> None:
        """Write some minutes apart, and the way back."""
        self.apart(self.seconds(step.time_out), puts_off=True, said="time apart now")

    def apart(self, seconds: float, *, puts_off: bool, said: str = "time apart") -> None:
        """Write some minutes apart, which "longer" begins anew as often as it is said, and the
        way back.

        Args:
            seconds: How long.
            puts_off: All can be put off to another day from here.
            said: What is said as it begins: agreed to, where somebody has asked for it.
        """
        spoken = {
            "time": speaking.duration(seconds, self.own),
            "hour": f"{{@{round(seconds) + _TOLD_BEFORE}}}",
        }
        back_at = self.sentences(None, ("back at",), self.own.template("back at"), extra=spoken)
        leave = self.sentences(None, ("time out",), self.own.template(said), extra=spoken)
        self.say(leave + back_at)
        apart = self.write(Silence(samples(seconds), label=self.phrase("time out")))
        self.write(Bell("halfway"))
        come = self.sentences(None, ("back",), self.own.template("come back"))
        how = "longer or another day" if puts_off else "longer apart"
        come += self.sentences(None, ("longer",), self.own.template(how))
        asked = self.write(
            Ask(
                come,
                {"ready": self.own.heard["ready"]},
                label=self.quoted(self.own.heard["ready"][:1]),
            )
        )
        onward = self.write(Jump(0))
        more = self.here
        more_time = self.own.template("more apart")
        self.say(self.sentences(None, ("more apart",), more_time, extra=spoken) + back_at)
        self.write(Jump(apart))
        self.operations[onward] = Jump(self.here)
        self._lead(apart, {"back": self.here, "longer": more})
        self._lead(asked, {"longer": more})
        self.times_apart += (apart, asked) if puts_off else ()
        self.say(self.sentences(None, ("welcome back",), self.own.template("welcome back")))

    def _lead(self, index: int, wishes: dict[str, int]) -> None:
        """Let what people say lead from a silence or a question to another operation."""
        waiting = self.operations[index]
        assert isinstance(waiting, Silence | Ask)
        leads = {
            way: target
            for meaning, target in wishes.items()
            for way in (self.own.ways(meaning) if meaning == "back" else self.own.heard[meaning])
        }
        self.operations[index] = replace(waiting, leads=leads)
