"""The echo canceller: takes what the loudspeaker plays out of what the microphone hears.

What was played is known sample for sample, so its echo can be predicted and subtracted; what
people say stays as it is, because nothing but the prediction is ever taken away. The parts:
`echo_delay` finds how late the echo comes, `echo_drift` follows the loudspeaker's clock, and
`echo_filter` learns what the room does in between. This module lines them up, watches whether
they help, and steps aside when they do not.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import BLOCK, Samples
from facilitator.ears.echo_delay import PARTITIONS, DelayFinder, Sighting
from facilitator.ears.echo_drift import REACH, History, LagTracker
from facilitator.ears.echo_filter import FFT_SIZE, KalmanFilter

SAFETY_LAG: Final[Samples] = 160
"""By how much the reference is kept ahead of its echo, in samples (10 ms): an echo that comes
before its reference cannot be predicted, and a delay found may be somewhat late."""

# Reading the reference between its samples takes some of those after it; where the echo comes too
# soon for that, one clock is assumed.
_ROOM: Final[Samples] = 3 * REACH
_LEAST_LAG: Final[Samples] = 2 * REACH

_PARTITIONS = 16
# Once nothing has played for this long, nothing of it can come back.
_MEMORY: Final[Samples] = (PARTITIONS + _PARTITIONS) * BLOCK + FFT_SIZE

# Blocks learned again once the delay is known, when the room has changed, and to try another one.
_REPLAY_BLOCKS = 75
_RELEARN_BLOCKS = 20
_TRIAL_BLOCKS = 6

# Blocks between two looks for the delay, before it is known and after.
_LOOK_EVERY = 5
_LOOK_AGAIN_EVERY = 25

# A delay seen this far from the one in use may be a jump; less is the room's own smear.
_JUMP: Final[Samples] = 24

# Shares of a new block in the running powers: seven blocks to judge by, sixty to tell people.
_SHORT = 1.0 / 7.0
_LONG = 1.0 / 60.0

# After so many blocks in a row in which the prediction has little to do with the microphone,
# another one is tried; after `_LOST_BLOCKS` without any use everything is forgotten.
_DOUBTS = (3, 8, 13, 18, 25)
_LOST_BLOCKS = 150
_YOUNG_BLOCKS = 150

_AUDIBLE = 1e-9
_ABSURD = 8.0


class EchoCanceller:
    """Removes the facilitator's own voice and bells from the microphone, block by block.

    Give `process` every block of a session in order. Delay, clock drift and room are found
    without being told, within the first second or two of anything audible being played, and
    followed from then on. Deterministic; adds no delay; keeps about 2 MB.

    Attributes:
        echo_return_loss_db: How much quieter the output is than the microphone while something
            plays, in dB, over about the last second of playing; 0 when nothing is known. People
            who talk meanwhile lower it, since they are kept.
        bypassed: The microphone passes through untouched: nothing plays, the delay has not been
            found, or the prediction does not make the microphone quieter.
    """

    def __init__(self) -> None:
        self._played = History()
        self._heard = History()
        self._finder = DelayFinder()
        self._tracker = LagTracker()
        self._filter = KalmanFilter(_PARTITIONS)
        self._spare = KalmanFilter(_PARTITIONS)
        self._errors: deque[float] = deque([0.0] * _TRIAL_BLOCKS, _TRIAL_BLOCKS)
        self.reset()

    def reset(self) -> None:
        """Forget room, delay and clocks, as if a session had just begun."""
        self._played.forget()
        self._heard.forget()
        self._finder = DelayFinder()
        self._tracker.forget()
        self._lose()
        self._silent_for = 1 << 30
        self._active_blocks = 0

    def _lose(self) -> None:
        """Forget where the echo is, and with it what the room does."""
        self._is_found = False
        self._ahead: Samples = 0
        self.echo_return_loss_db = 0.0
        self.bypassed = True
        self._lag = 0.0
        self._age = 0
        self._mix = 0.0
        self._candidate: Sighting | None = None
        self._microphone_power = self._output_power = 0.0
        self._prediction_power = self._agreement = 0.0
        self._long_microphone = self._long_output = 0.0
        self._useless_for = 0
        self._doubtful_for = 0
        self._is_in_doubt = False
        self._filter.forget(1.0)

    @property
    def delay(self) -> Samples | None:
        """How long after it was played a sound comes back, in samples; None until found."""
        return round(self._lag + self._ahead) if self._is_found else None

    @property
    def drift_ppm(self) -> float:
        """How much faster the loudspeaker's clock runs than the microphone's, in parts per
        million; 0 until known."""
        return -self._tracker.growth / BLOCK * 1e6

    def process(self, microphone: Sound, played: Sound) -> Sound:
        """Return the block of microphone without the echo of what was played.

        Args:
            microphone: `BLOCK` samples at `RATE_HZ`, full scale ±1.0. Values that are not finite
                or absurdly large are replaced and harm nothing.
            played: `BLOCK` samples at `RATE_HZ`: what the loudspeaker was given during the same
                block. Its echo is expected 0 to 540 ms later.

        Returns:
            `BLOCK` samples, aligned with `microphone`; the very same array when nothing is to
            be taken away.

        Raises:
            ValueError: A block of another length; carries both lengths.

        Runs on the session thread; no I/O. About 150 µs while something plays, 10 µs when
        nothing has played for longer than the room remembers.
        """
        if microphone.size != BLOCK or played.size != BLOCK:
            raise ValueError(
                f"a block has {BLOCK} samples; got {microphone.size} and {played.size} played"
            )
        microphone, power = _sane(microphone)
        played, played_power = _sane(played)
        self._played.push(played)
        self._heard.push(microphone)
        self._silent_for = 0 if played_power > _AUDIBLE else self._silent_for + BLOCK
        self._lag += self._tracker.growth
        if self._silent_for > _MEMORY:
            self.bypassed = True
            self._mix = 0.0
            if self._is_found:
                self._tracker.rest()
            return microphone
        self._find(microphone, played, played_power)
        if not self._is_found:
            return microphone
        return self._cancel(microphone, power)

    # Where the echo is

    def _find(self, microphone: Sound, played: Sound, played_power: float) -> None:
        self._finder.listen(microphone, played)
        if self._is_found and self._is_in_doubt:
            self._reconsider()
        if played_power <= _AUDIBLE:
            return
        self._active_blocks += 1
        is_settled = self._is_found and self._doubtful_for == 0
        every = _LOOK_AGAIN_EVERY if is_settled else _LOOK_EVERY
        if self._active_blocks % every or not self._finder.is_ready:
            return
        seen = self._finder.look()
        before, self._candidate = self._candidate, seen
        if not seen.is_certain or before is None or abs(seen.delay - before.delay) > 4:
            return
        if not self._is_found:
            self._settle(seen.delay)
            return
        moved = seen.delay - round(self._lag + self._ahead)
        if abs(moved) >= _JUMP and not self._follow(moved):
            explains = self._agreement > 0.8 * self._prediction_power
            if explains and -SAFETY_LAG < moved < 3 * BLOCK:
                self._ahead += moved

    def _settle(self, delay: Samples) -> None:
        """Line the reference up with a delay found for the first time, and catch up."""
        self._is_found = True
        self._line_up(delay)
        self._filter.forget(self._coupling())
        self._age = 0
        left = self._replay(self._filter, min(_REPLAY_BLOCKS, self._active_blocks + 10))
        recent = min(len(left), 10)
        heard = self._heard.whole(-recent * BLOCK, recent * BLOCK)
        self.bypassed = sum(left[-recent:]) > 0.8 * float(heard @ heard)
        self._mix = 0.0 if self.bypassed else 1.0

    def _line_up(self, delay: Samples) -> None:
        self._lag = float(max(delay - SAFETY_LAG, min(delay - _LEAST_LAG, _ROOM), 0))
        self._ahead = delay - round(self._lag)

    def _follow(self, moved: Samples) -> bool:
        """Move with the echo when buffers have jumped, if that explains the microphone better."""
        lag = self._lag + moved
        left = self._unexplained(lag) / max(self._unexplained(self._lag), _AUDIBLE)
        if left > 0.7:
            return False
        self._lag = lag
        if left > 0.1:
            # More than the delay has changed.
            self._filter.question(left * self._coupling())
            self._age = 0
        self._replay(self._filter, _TRIAL_BLOCKS)
        return True

    def _sought(self) -> Samples:
        """Return by how much the echo has moved, if it is the echo that was learned."""
        reach = _TRIAL_BLOCKS + PARTITIONS
        length = (_PARTITIONS + reach) * BLOCK
        echo = self._filter.rehearse(self._played.whole(BLOCK - length, length), reach)
        heard = self._heard.whole(BLOCK - _TRIAL_BLOCKS * BLOCK, _TRIAL_BLOCKS * BLOCK)
        echo, heard = np.diff(echo, prepend=0.0), np.diff(heard, prepend=0.0)
        size = 1 << (echo.size + heard.size).bit_length()
        spectrum = np.fft.rfft(echo, size) * np.conj(np.fft.rfft(heard, size))
        # match[k] weighs the echo that began k samples after the start of `echo`.
        match = np.fft.irfft(spectrum)[: echo.size - heard.size + 1]
        energy = np.concatenate(([0.0], np.cumsum(echo.astype(float) ** 2)))
        power = energy[heard.size :] - energy[: echo.size - heard.size + 1]
        worth = np.maximum(match, 0.0) ** 2 / (power + 1e-3 * float(power.max()) + 1e-12)
        lag = echo.size - heard.size - int(np.argmax(worth))
        return lag - round(self._lag)

    def _reconsider(self) -> None:
        """The prediction has little to do with what is heard: see whether another one does."""
        self._is_in_doubt = False
        moved = self._sought()
        if (moved and self._follow(moved)) or self._doubtful_for < _DOUBTS[1]:
            return
        before, kept = (self._lag, self._ahead), self._filter
        seen = self._finder.look()
        moved = seen.delay - round(self._lag + self._ahead)
        if seen.is_certain and not -SAFETY_LAG // 2 < moved < BLOCK:
            self._line_up(seen.delay)
        self._spare.forget(self._coupling())
        left = self._replay(self._spare, _RELEARN_BLOCKS)
        if sum(left[-_TRIAL_BLOCKS:]) < 0.7 * sum(self._errors):
            self._filter, self._spare = self._spare, kept
            self._replay(self._filter, _RELEARN_BLOCKS)
            self._age = 0
        else:
            self._lag, self._ahead = before

    def _unexplained(self, lag: float, blocks: int = 8) -> float:
        """Return what the path learned so far would leave of the last blocks at another lag."""
        if lag < 0.0:
            return math.inf
        length = (_PARTITIONS + blocks) * BLOCK
        span = self._played.whole(BLOCK - round(lag) - length, length)
        predicted = self._filter.rehearse(span, blocks)
        left = self._heard.whole(BLOCK - blocks * BLOCK, blocks * BLOCK) - predicted
        return float(left @ left)

    def _replay(self, learner: KalmanFilter, blocks: int) -> list[float]:
        """Learn from the last blocks before this one again; return what was left of each."""
        growth = self._tracker.growth
        begin = math.floor(-blocks * BLOCK - self._lag + blocks * growth)
        span = (_PARTITIONS + 1) * BLOCK
        learner.refill(self._played.whole(begin - span, span))
        left = []
        for back in range(blocks, 0, -1):
            reference = self._reference(self._lag - back * growth, back)
            error = self._heard.whole(-back * BLOCK, BLOCK) - learner.predict(reference)
            learner.learn(error)
            left.append(float(error @ error))
        return left

    def _reference(self, lag: float, back: int = 0) -> Sound:
        if lag < REACH + 1.0:
            return self._played.whole(-round(max(lag, 0.0)) - back * BLOCK, BLOCK)
        return self._played.read(-lag - back * BLOCK, 1.0 - self._tracker.growth / BLOCK)

    def _coupling(self) -> float:
        """Return the typical power of the microphone over that of what was played."""
        blocks = min(_REPLAY_BLOCKS, self._active_blocks + 10)
        delay = round(self._lag + self._ahead)
        heard = self._heard.whole(BLOCK - blocks * BLOCK, blocks * BLOCK).reshape(blocks, BLOCK)
        played = self._played.whole(BLOCK - blocks * BLOCK - delay, blocks * BLOCK).reshape(
            blocks, BLOCK
        )
        into, out_of = (played**2).mean(axis=1), (heard**2).mean(axis=1)
        loud = into > max(float(into.mean()), _AUDIBLE)
        if not loud.any():
            return 1.0
        return float(np.clip(np.median(out_of[loud] / into[loud]), 1e-6, 1e3))

    # What is taken away

    def _cancel(self, microphone: Sound, power: float) -> Sound:
        self._age += 1
        predicted = self._filter.predict(self._reference(self._lag))
        error = microphone - predicted
        prediction_power = float(predicted @ predicted)
        if not math.isfinite(prediction_power):
            self._lose()
            return microphone
        self._filter.learn(error, young=self._age < _YOUNG_BLOCKS)
        if prediction_power > 1e-3 * self._prediction_power or prediction_power > _AUDIBLE:
            self._judge(microphone, power, predicted, prediction_power, error)
            if self._lag >= REACH + 1.0:
                self._lag += self._tracker.step(*self._filter.lag())
            else:
                self._tracker.forget()
        return self._mixed(microphone, predicted, error)

    def _judge(
        self,
        microphone: Sound,
        power: float,
        predicted: Sound,
        prediction_power: float,
        error: Sound,
    ) -> None:
        left = float(error @ error)
        self._errors.append(left)
        self._microphone_power += _SHORT * (power - self._microphone_power)
        self._output_power += _SHORT * (left - self._output_power)
        self._prediction_power += _SHORT * (prediction_power - self._prediction_power)
        self._agreement += _SHORT * (float(microphone @ predicted) - self._agreement)
        self._long_microphone += _LONG * (power - self._long_microphone)
        self._long_output += _LONG * (left - self._long_output)
        if self._long_microphone > 0.0 and self._long_output > 0.0:
            ratio = self._long_microphone / self._long_output
            self.echo_return_loss_db = 10.0 * math.log10(ratio)
        explained = self._agreement > 0.3 * self._prediction_power
        helps = self._output_power < (1.0 if not self.bypassed else 0.9) * self._microphone_power
        if self._age > 5:
            self.bypassed = not (helps and explained)
        if self._agreement > 0.6 * self._prediction_power or self._age < 10:
            self._doubtful_for = 0
        else:
            self._doubtful_for += 1
            if self._doubtful_for == 1:
                self._finder.hurry()
            if self._doubtful_for in _DOUBTS or self._doubtful_for % _DOUBTS[-1] == 0:
                self._is_in_doubt = True
        self._useless_for = self._useless_for + 1 if self.bypassed else 0
        if self._useless_for > _LOST_BLOCKS:
            self._finder.forget()
            self._lose()

    def _mixed(self, microphone: Sound, predicted: Sound, error: Sound) -> Sound:
        target = 0.0 if self.bypassed else 1.0
        before, self._mix = self._mix, target
        if before == target:
            return error if target else microphone
        ramp = np.linspace(before, target, BLOCK, dtype=np.float32)
        mixed: Sound = microphone - ramp * predicted
        return mixed


def _sane(block: Sound) -> tuple[Sound, float]:
    """Return the block as finite float32 of sensible size, and its energy."""
    block = np.asarray(block, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        energy = float(block @ block)
    if energy < BLOCK * _ABSURD:
        return block, energy
    block = np.clip(np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0), -_ABSURD, _ABSURD)
    return block, float(block @ block)
