"""The seams of a session: what the one loop needs from the world.

Each port has one contract test suite; every implementation, fake, simulated or real, passes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from facilitator.clock import Samples
from facilitator.engine.events import Event

if TYPE_CHECKING:  # sessions on paper have ports, too, and do without numpy
    from facilitator.audio import Captured, Sound


class Room(Protocol):
    """Where sound happens: a microphone and a loudspeaker on one clock.

    `read` and `write` are called by the session thread, strictly one `write` after each `read`.
    Three ways to end: `close` (we closed it; harmless when repeated), `DeviceError` from `read`
    (it broke: unplugged, permission withdrawn), and `RoomStalled` from `read` (it has gone
    quiet; it may come back).
    """

    @property
    def is_virtual(self) -> bool:
        """True when time passes only as fast as blocks are read."""

    @property
    def name(self) -> str:
        """What a person would call it ("Built-in Microphone", "simulated room")."""

    def open(self) -> None:
        """Open the devices and begin the session clock at 0.

        Raises:
            DeviceError: No such device, no permission, or the driver refused; carries both our
                words and the driver's.
        """

    def read(self, timeout_seconds: float) -> Captured:
        """Wait for the next block and return it. Blocks follow each other without a hole:
        `start` is the previous `start + BLOCK` plus this block's `lost`.

        Raises:
            RoomStalled: Nothing came within `timeout_seconds` (wall clock; never raised by a
                virtual room).
            DeviceError: The device is gone.
        """

    def write(self, block: Sound) -> None:
        """Queue the next `PLAYBACK_BLOCK` samples at `PLAYBACK_HZ`. Never blocks."""

    @property
    def lead(self) -> Samples:
        """How long after `write` a sample reaches the loudspeaker, as best known: queue plus
        device latency."""

    def close(self) -> None:
        """Stop the sound and let the devices go. Harmless when repeated or never opened."""


class RoomStalled(Exception):  # noqa: N818 - a condition that may pass, not an error
    """The room delivered nothing for the time given to `read`."""


class Voice(Protocol):
    """Turns text into sound. Renders only; the room plays."""

    name: str

    def render(self, text: str) -> Sound:
        """Return the sentence as mono float32 at `PLAYBACK_HZ`, at a constant loudness,
        beginning and ending in silence of a few milliseconds (trimmed, faded, no clicks).

        The same text gives the same samples. May take long; runs on the worker thread.

        Raises:
            ModelError: The engine cannot be loaded, or the text gives no sound.
        """


@dataclass(frozen=True, slots=True)
class EarHealth:
    """How well the ears are keeping up.

    Attributes:
        backlog: How long the oldest sound that no recognizer result covers yet has been waiting.
        level_dbfs: Level of people's voices after echo removal and before the level control,
            over about the last second.
        noise_dbfs: The room's noise floor.
        echo_return_loss_db: Echo return loss enhancement while something plays; 0 when unknown.
        bypassed: The canceller is bypassed because it did not help.
    """

    backlog: Samples = 0
    level_dbfs: float = -120.0
    noise_dbfs: float = -120.0
    echo_return_loss_db: float = 0.0
    bypassed: bool = False


class Ears(Protocol):
    """Turns blocks of sound into events: echo canceller, level control, recognizers."""

    def hear(self, block: Captured, *, saying: str = "") -> Sequence[Event]:
        """Listen to one block; return what was noticed, safe-word events first.

        Args:
            block: The next block of the session, exactly after the last one (plus `lost`).
            saying: The sentence the facilitator is saying at that moment, if any.

        Runs on the session thread. Recognizers work in their own threads: with a virtual room
        the call waits for them so that the outcome is the same every time; with a real one it
        returns what is decided, and `health.backlog` tells how far they are behind.
        """

    def dictate(self, longest: Samples | None) -> None:
        """Begin to take down what is said, whatever its words, or leave it.

        Told once as `NoteHeard`, when whoever spoke has been silent for a while or `longest` is
        over; then nothing more is taken down until this is called anew.

        Args:
            longest: Most that is taken down, from the first word on; None to leave it: what
                was taken down is forgotten untold.

        Only called when `Program` asks for notes. Returns at once.
        """

    @property
    def health(self) -> EarHealth:
        """Levels and backlog as of the last block."""

    def close(self) -> None:
        """Stop the recognizer threads. Harmless when repeated."""


class Journal(Protocol):
    """The small memory between sessions."""

    def read(self, ritual: str) -> Mapping[str, str]:
        """Return what is remembered for a ritual; empty when nothing is."""

    def note(self, ritual: str, values: Mapping[str, str]) -> None:
        """Keep some values for a ritual; written whole or not at all."""
