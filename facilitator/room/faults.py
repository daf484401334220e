"""What can be wrong with a microphone or a loudspeaker, for trying it out in a simulated room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from facilitator.audio import Sound, gain
from facilitator.clock import Samples

FaultName = Literal[
    "silent",
    "gone",
    "half rate",
    "dropping",
    "stalled loudspeaker",
    "offset",
    "not a number",
    "clipping",
    "faint",
]
"""`silent`: digital zeros, as from a muted microphone. `gone`: unplugged. `half rate`: every
other block is lost. `dropping`: every fifth is. `stalled loudspeaker`: nothing that is written
sounds. `offset`: a constant of 0.3 is added. `not a number`: a few samples are NaN. `clipping`:
the input gain is 30 dB too high. `faint`: it is 40 dB too low."""

_BLOCKS_PER_LOSS: dict[FaultName, int] = {"half rate": 1, "dropping": 4}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong for a while.

    Attributes:
        name: What goes wrong.
        start: Position from which it does.
        end: Position where it is over; None when it stays.
    """

    name: FaultName
    start: Samples
    end: Samples | None = None

    def is_active(self, at: Samples) -> bool:
        """Say whether it is wrong at a position."""
        return self.start <= at and (self.end is None or at < self.end)

    @property
    def blocks_per_loss(self) -> int:
        """How many blocks are delivered for each one that is lost; 0 when none is lost."""
        return _BLOCKS_PER_LOSS.get(self.name, 0)

    def spoil(self, microphone: Sound) -> Sound:
        """Return what the microphone delivers instead of `microphone`."""
        if self.name == "silent":
            return np.zeros_like(microphone)
        if self.name == "offset":
            return np.asarray(microphone + np.float32(0.3))
        if self.name == "not a number":
            spoilt = microphone.copy()
            spoilt[::100] = np.nan
            return spoilt
        if self.name == "clipping":
            return np.asarray(microphone * np.float32(gain(30.0)))
        if self.name == "faint":
            return np.asarray(microphone * np.float32(gain(-40.0)))
        return microphone
