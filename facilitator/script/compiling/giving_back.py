"""What the listener does after a turn: says what they heard, or how it makes sense."""

from __future__ import annotations

from dataclasses import replace

from facilitator.clock import Samples, samples
from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Ask, Silence, Turn
from facilitator.script.compiling.cards import Cards
from facilitator.script.forms.schema import TurnsStep


class GivingBack(Cards):
    """Writes what is given back to whoever has spoken."""

    def afterwards(self, step: TurnsStep, index: int, turn: int) -> None:
        """Write what the listener does after a turn, and the silence. Of a turn that was passed
        there is nothing to give back: it leads to the thanks and the silence."""
        turns = step.turns
        if turns.mirror is not None and len(self.names) > 1:
            length = samples(self.seconds(turns.mirror))
            self._listener(index, self.own.template("mirror"), length)
            correct = f"mirrored of {self.names[index]}"
            with self.person(index):
                heard = {word: self.own.heard[word] for word in ("yes", "not quite")}
                self.write(
                    Ask(
                        question=self.sentences(
                            None, ("mirrored",), self.own.template("was that it")
                        ),
                        answers=heard,
                        who=self.names[index],
                        times=2,
                        default="yes",
                        remember=correct,
                        label=self.quoted([ways[0] for ways in heard.values()]),
                    )
                )
            once_more = self.here + 1
            self.write(Branch(correct, {"not quite": once_more}, once_more + 1))
            self._listener(index, self.own.template("mirror again"), length)
        if turns.validating is not None:
            self._listener(
                index, self.own.template("validate"), samples(self.seconds(turns.validating))
            )
        if self.here > turn + 1 and (turns.mirror is not None or turns.validating is not None):
            passed = self.operations[turn]
            assert isinstance(passed, Turn)
            over = self.write(Jump(0))
            self.operations[turn] = replace(passed, passed=self.here)
            self.say(passed.closing)
            self.operations[over] = Jump(self.here)
        if turns.quiet is not None:
            self.write(Silence(samples(self.seconds(turns.quiet))))

    def _listener(self, index: int, text: str, length: Samples) -> None:
        """Write a short turn of the one who has listened to a person; who has spoken is the other
        one for them, however many are there."""
        if len(self.names) == 1:
            return
        listener = (index + 1) % len(self.names)
        with self.person(listener):
            self.write(
                Turn(
                    who=self.names[listener],
                    announcement=self.sentences(
                        None, ("mirror",), text, {"other": self.names[index]}
                    ),
                    length=length,
                    halfway=False,
                    warning=0,
                    done=self.own.heard["done"],
                    label=self.phrase("what did you hear"),
                    extends=False,
                )
            )
