"""The steps in which nobody speaks: kept silences, and breath that is counted aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from facilitator.clock import RATE_HZ, samples
from facilitator.engine.flow import Back, Jump
from facilitator.engine.operations import Beat, Bell, Pace, Silence
from facilitator.script import speaking
from facilitator.script.compiling.programme import Programme
from facilitator.script.forms.schema import BreatheStep, SilenceStep

_BREATHS: Final = 3
"""How many breaths are counted when somebody asks for it in a silence."""


class Silences(Programme):
    """Writes silences and counted breaths."""

    def silence(self, step: SilenceStep) -> None:
        """Write a silence, in pieces where it is cut, and the count that people may ask for."""
        length = samples(self.seconds(step.silence))
        label = self.plain(step.label)
        first = self.here
        if step.slices is None:
            halfway = self.setting_or(step.halfway) == "soft bell"
            self.write(Silence(length, halfway, label))
        else:
            piece, rest = samples(self.seconds(step.slices)), samples(self.seconds(step.rest))
            left = length
            while left > 0:
                self.write(Silence(min(left, piece), label=label))
                left -= piece
                if left > 0:
                    self.write(Bell("halfway"))
                    self.write(Silence(rest, label=self.phrase("rest your eyes")))
                    self.write(Bell("halfway"))
        if step.counting is not None:
            over = self.write(Jump(0))
            calls = dict.fromkeys(self.own.heard["count with us"], self.here)
            self._count(step.counting, _BREATHS)
            self.write(Back())
            self.operations[over] = Jump(self.here)
            self._let_call(first, over, calls)

    def _let_call(self, first: int, over: int, calls: Mapping[str, int]) -> None:
        """Let the silences from one position to another be put aside."""
        for place in range(first, over):
            silence = self.operations[place]
            if isinstance(silence, Silence):
                self.operations[place] = replace(silence, calls=calls)

    def breathe(self, step: BreatheStep) -> None:
        """Write a count in the rhythm of breath, as many whole breaths as the time holds."""
        beats = sum(length for _, length in step.breathe)
        self._count(step.breathe, max(1, int(self.seconds(step.time)) // beats))

    def _count(self, rhythm: Sequence[tuple[str, int]], breaths: int) -> None:
        """Write some breaths counted aloud, a second for each number."""
        beats: list[Beat] = []
        for word, length in rhythm:
            numbers = [speaking.number(n, self.own) for n in range(2, length + 1)]
            count = [self.phrase(word), *(f"{number.capitalize()}." for number in numbers)]
            beats += [Beat(said, RATE_HZ) for said in count]
        self.write(Pace(tuple(beats) * breaths, self.phrase("breathe")))
