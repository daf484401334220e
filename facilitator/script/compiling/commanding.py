"""What people may ask of the facilitator itself in any ritual, as a program has it: which commands
make sense, and what is said to whoever gives one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from facilitator.clock import samples
from facilitator.engine.flow import Back, Branch, Jump
from facilitator.engine.operations import Ask, End, TakeNote, TakeOut, Turn
from facilitator.engine.sentences import PRIVATE, Sentence
from facilitator.script.compiling.putting_off import PuttingOff
from facilitator.script.facts.certain import is_deep
from facilitator.script.forms.schema import GestureStep, NoteStep
from facilitator.script.ritual import AFTERCARE_PART

FOR_LATER: Final = "for later"
"""The jar that holds what was parked."""

TIME_OUT_SECONDS: Final = 300.0
"""How long a time out is where a ritual says nothing of it."""

MORE_SECONDS: Final = 60.0
"""What "more time" adds to a turn where a ritual says nothing of it."""

MOST_PARKED: Final = 2
"""How many things that were parked a session begins with at most: the latest."""

_ANYWHERE: Final = ("how long left", "quieter", "louder", "slower", "faster", "end here")
_PARKED: Final = "parked"


class Commanding(PuttingOff):
    """Writes what belongs to commands."""

    house_rules: tuple[Sentence, ...] = ()
    _parks = False

    def commanded(self, *, parks: bool) -> dict[str, Any]:
        """Return what a program holds for commands; to be called when all else is written.

        Args:
            parks: There is a list for later, and people to speak: what asks something back is
                written behind everything else.
        """
        has_turns = any(isinstance(each, Turn) for each in self.operations)
        asks = any(isinstance(each, Ask) and each.default is not None for each in self.operations)
        commands = [*_ANYWHERE]
        commands += ["rules"] if self.house_rules else []
        commands += ["pass it"] if has_turns or asks else []
        noted = any(isinstance(each, TakeNote) for each in self.operations)
        routines: dict[str, int] = {}
        if parks:
            self.line = 0
            self.write(End())
            routines |= {"park it": self._park()} if has_turns else {}
            routines |= {"time out": self._apart_and_back()} if len(self.names) > 1 else {}
        self._parks = parks
        self.put_off()
        commands += ["delete that"] if noted or "park it" in routines else []
        return {
            "commands": (*commands, *routines),
            "rules": self.house_rules,
            "ending": self._ending(),
            "more": samples(MORE_SECONDS),
            "routines": routines,
        }

    def parked_today(self) -> tuple[Sentence, ...]:
        """Return what is told of what was parked in this session; it is not said when that is
        nothing."""
        return self._own("parked today", note=f"{{~jar:{FOR_LATER}/added}}")

    def ask_about_parked(self, parked: Sequence[tuple[str, str]]) -> None:
        """Write what a session begins with because it was parked in an earlier one.

        Args:
            parked: For each the note as it lies in the jar, and as it is read aloud.
        """
        heard = {"yes": self.own.heard["reminded"], "no": self.own.heard["not reminded"]}
        for number, (kept, text) in enumerate(parked[-MOST_PARKED:], start=1):
            variable = f"{_PARKED}/{number}"
            self.write(
                Ask(
                    question=self._own("parked before", note=f"{PRIVATE}{text}"),
                    answers=heard,
                    again=self._own("offer again"),
                    times=2,
                    default="",
                    remember=variable,
                    label=self.quoted([ways[0] for ways in heard.values()]),
                )
            )
            yes = self.here + 1
            branch = self.write(Jump(0))
            self.write(TakeOut(FOR_LATER, kept))
            self.say(self._own("parked settled"))
            over = self.write(Jump(0))
            self.operations[branch] = Branch(variable, {"yes": yes, "no": self.here}, over)
            self.say(self._own("parked stays"))
            self.operations[over] = Jump(self.here)

    def _park(self) -> int:
        """Write the way from "park it" back to what it interrupts; return where it begins."""
        start = self.here
        note = NoteStep.model_construct(note="", jar=FOR_LATER, longest=10.0, patience=15.0)
        self.take_down(note, self._own("park what"), "", _PARKED, said=("park left", "parked"))
        self.write(Back())
        return start

    def _apart_and_back(self) -> int:
        """Write some minutes apart for whoever asks for them; return where they begin."""
        start = self.here
        self.apart(TIME_OUT_SECONDS, puts_off=bool(self.times_apart))
        self.write(Back())
        return start

    def _ending(self) -> tuple[Sentence, ...]:
        """Return what is said to whoever wants to end here: the ritual's own gesture and what
        lands people after something deep, as its whole course would have it."""
        said = self._own("end here")
        steps = list(enumerate(self.ritual.form.steps))
        gesture = next(
            (
                (index, each)
                for index, each in reversed(steps)
                if isinstance(each, GestureStep) and self.is_meant(each)
            ),
            None,
        )
        if gesture is not None:
            index, step = gesture
            offered = self.sentences(step.gesture, ("steps", index, "gesture"))
            pause = samples(self.seconds(step.time))
            said += (*offered[:-1], replace(offered[-1], pause_after=pause)) if offered else ()
        return said + self.landing() + self._own("end here thanks")

    def landing(self) -> tuple[Sentence, ...]:
        """Return what is said at an end before the end: after something deep its aftercare, and
        what was parked."""
        said: tuple[Sentence, ...] = ()
        if is_deep(self.ritual) and AFTERCARE_PART in self.ritual.parts:
            said += self.aftercare()
        return said + self.parked_today() if self._parks else said

    def _own(self, key: str, **values: str) -> tuple[Sentence, ...]:
        return self.sentences(None, (key.replace(" ", "-"),), self.own.template(key), values)
