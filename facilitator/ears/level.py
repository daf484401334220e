"""Level control: quiet voices are brought to a good level before they are recognized.

Words vanish silently from the recognizer below peaks of about -50 dBFS (8 % missed at -50, 66 %
at -60, measured on real recordings), and come back when lifted. The lift is decided over a
stretch of sound that includes the past kept by the gate, so that the beginning of a word is
lifted as much as its end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from facilitator.audio import SILENCE_DBFS, Sound, gain, peak_dbfs
from facilitator.clock import BLOCK, RATE_HZ, Samples

TARGET_DBFS: Final = -12.0
"""Where the peaks of speech are brought to."""

MOST_GAIN_DB: Final = 60.0

NOISE_DBFS: Final = -45.0
"""The room's noise is not lifted above this: louder, it is taken for consonants."""

ECHO_DBFS: Final = -50.0
"""What is left of our own loudspeaker is not lifted above this."""

_EXPECTED_DBFS = -32.0
"""Peak of a voice before one has been heard."""

_VOICE_DB = 9.0
"""Rise over the noise floor that is taken for a voice and may raise the gain."""

_SLOW_DB_PER_SECOND = 15.0
_FAST_DB_PER_SECOND = 90.0
_FAST_BELOW_DB = 18.0
"""A voice so much below what was expected is somebody quieter, not a quiet consonant."""


_ABSURD = 16.0
"""Beyond this a sample is no sound but a broken value, and carries nothing: it becomes 0. NaN is
not within it either."""


class Steady:
    """Makes any input fit to be listened to: finite, within full scale, without an offset.

    A device that delivers NaN, infinities, wild values or a constant offset still carries a
    voice; none of it may disarm the safe word.
    """

    def __init__(self) -> None:
        self._offset = 0.0
        self._ramp = np.linspace(0.0, 1.0, BLOCK, dtype=np.float32)

    def clean(self, sound: Sound) -> Sound:
        """Return the block as `BLOCK` finite samples, clipped at ±1.0, its slow offset removed."""
        block = np.asarray(sound, dtype=np.float32).ravel()
        if block.size != BLOCK:
            block = np.resize(np.pad(block, (0, BLOCK)), BLOCK)
        fine = np.abs(block) <= _ABSURD
        if not fine.all():
            block = np.where(fine, block, np.float32(0.0))
        block = np.clip(block, -1.0, 1.0)
        before = self._offset
        self._offset += 0.04 * (float(block.mean()) - before)
        if abs(self._offset) < 1e-6 and abs(before) < 1e-6:
            return block
        offset = before + (self._offset - before) * self._ramp
        return np.asarray(block - offset, dtype=np.float32)


class EchoResidual:
    """Estimates how loud the rest of our own loudspeaker is after the canceller.

    It follows the ratio of what is heard to what was played: quickly down, slowly up, so that
    people speaking meanwhile hardly count.

    Attributes:
        is_playing: Something plays, or has not yet died away in the room.
        dbfs: Estimated level of the residual in the last block.
    """

    _UP_DB = 0.03
    _DOWN_DB = 0.5
    _DIES_AWAY_DB = 1.5

    def __init__(self) -> None:
        self._leak_db = -12.0
        self._played_dbfs = SILENCE_DBFS
        self.is_playing = False
        self.dbfs = SILENCE_DBFS

    def update(self, heard_dbfs: float, played: Sound) -> None:
        """Take in one block: its level after the canceller, and what was played in it."""
        power = float(np.dot(played, played)) / BLOCK
        now = 10.0 * float(np.log10(power)) if power > 1e-12 else SILENCE_DBFS
        self._played_dbfs = max(now, self._played_dbfs - self._DIES_AWAY_DB)
        self.is_playing = self._played_dbfs > -75.0
        if not self.is_playing:
            self.dbfs = SILENCE_DBFS
            return
        if now > -45.0:
            ratio = heard_dbfs - self._played_dbfs
            step = self._UP_DB if ratio > self._leak_db else -self._DOWN_DB
            self._leak_db = min(0.0, max(-60.0, self._leak_db + step))
        self.dbfs = self._played_dbfs + self._leak_db


class LevelControl:
    """Chooses the gain of each stretch of sound fed to the recognizers.

    It keeps an expectation of how loud a voice peaks. A louder one corrects it at once, within
    the stretch; a quieter one within some tenths of a second; noise and silence leave it, so
    that nothing pumps between words. Recognition hardly depends on the level between peaks of
    -35 and 0 dBFS, so that the first word is heard even when the expectation is 20 dB off.

    Attributes:
        gain_db: The gain at the end of the last stretch.
    """

    def __init__(self) -> None:
        self._expected_dbfs = _EXPECTED_DBFS
        self.gain_db = 0.0

    def factors(
        self, sound: Sound, *, fresh: bool, rise_db: float, noise_dbfs: float, echo_dbfs: float
    ) -> Sound:
        """Return the factor of each sample of the next stretch; with it, it may exceed full scale.

        Args:
            sound: Any length at `RATE_HZ`.
            fresh: The gate has just opened; nothing was fed immediately before.
            rise_db: Largest rise over the noise floor within the stretch.
            noise_dbfs: The noise floor.
            echo_dbfs: Level of the echo residual; `SILENCE_DBFS` when nothing plays.
        """
        length: Samples = sound.size
        if length == 0:
            return np.ones(0, np.float32)
        peak = peak_dbfs(sound)
        below = self._expected_dbfs - peak
        if below < 0.0:
            self._expected_dbfs = peak
        elif rise_db > _VOICE_DB and peak > echo_dbfs + _VOICE_DB:
            rate = _FAST_DB_PER_SECOND if below > _FAST_BELOW_DB else _SLOW_DB_PER_SECOND
            self._expected_dbfs -= min(below, rate * length / RATE_HZ)
        wanted = min(MOST_GAIN_DB, TARGET_DBFS - self._expected_dbfs, NOISE_DBFS - noise_dbfs)
        if echo_dbfs > SILENCE_DBFS:
            wanted = min(wanted, ECHO_DBFS - echo_dbfs)
        wanted = max(0.0, wanted)
        before = wanted if fresh else self.gain_db
        self.gain_db = wanted
        factors = np.full(length, gain(wanted), np.float32)
        if before != wanted:
            # Down within 2 ms, up over the whole stretch.
            ramp = min(length, 32) if wanted < before else length
            factors[:ramp] = np.linspace(gain(before), gain(wanted), ramp, dtype=np.float32)
        return factors
