"""When people's voices begin and end, from the level after echo removal."""

from __future__ import annotations

from typing import Final

from facilitator.audio import SILENCE_DBFS
from facilitator.clock import BLOCK, Samples, samples
from facilitator.engine.events import VoiceStarted, VoiceStopped

STARTS_DB: Final = 8.0
"""Rise over the noise floor that counts as a voice."""

ECHO_MARGIN_DB: Final = 10.0
"""While we play, a voice must stand out so much from what is left of our own sound."""

BEGINS_AFTER: Final[Samples] = samples(0.08)
"""A sound shorter than this is a click, not a voice."""

BEGINS_OVER_US_AFTER: Final[Samples] = samples(0.2)
"""The same while we play: the canceller may need a tenth of a second when a sentence begins."""

ENDS_AFTER: Final[Samples] = samples(0.3)
"""A hole shorter than this belongs to the word (a stopped consonant)."""


class VoiceActivity:
    """Turns levels into `VoiceStarted` and `VoiceStopped`, each at the true boundary.

    Attributes:
        is_voice: Between the two events.
        quiet_for: How long there has been no voice, in samples.
    """

    def __init__(self) -> None:
        self.is_voice = False
        self.quiet_for: Samples = samples(10)
        self._sounding: Samples = 0
        self._began: Samples = 0

    def update(
        self, end: Samples, *, rise_db: float, level_dbfs: float, echo_dbfs: float
    ) -> list[VoiceStarted | VoiceStopped]:
        """Take in one block.

        Args:
            end: Position of the end of the block.
            rise_db: Rise over the noise floor (`VoiceGate.rise_db`).
            level_dbfs: Level of the block after echo removal.
            echo_dbfs: Level our own rest may have (`OwnVoice.expected_dbfs`).
        """
        active = rise_db > STARTS_DB and level_dbfs > echo_dbfs + ECHO_MARGIN_DB
        if active:
            if self._sounding == 0:
                self._began = end - BLOCK
            self._sounding += BLOCK
            self.quiet_for = 0
        else:
            self.quiet_for += BLOCK
            if not self.is_voice and self.quiet_for >= BEGINS_AFTER:
                self._sounding = 0
        enough = BEGINS_OVER_US_AFTER if echo_dbfs > SILENCE_DBFS else BEGINS_AFTER
        if not self.is_voice and active and self._sounding >= enough:
            self.is_voice = True
            return [VoiceStarted(self._began)]
        if self.is_voice and self.quiet_for >= ENDS_AFTER:
            self.is_voice = False
            self._sounding = 0
            return [VoiceStopped(end - self.quiet_for)]
        return []
