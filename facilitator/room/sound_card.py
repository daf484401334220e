"""The microphone and the loudspeaker of this computer as a room.

The device's threads only copy between rings of samples (`streams`); everything else happens on
the session's thread, in `read` and `write`: rates, channels, the pairing of what was heard with
what was played, and the counting of what was lost on the way.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Final

import numpy as np

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ, Samples
from facilitator.errors import DeviceError
from facilitator.ports import RoomStalled
from facilitator.room.devices import (
    Device,
    Direction,
    NoSoundCardError,
    choose,
    devices,
)
from facilitator.room.pacing import Delivery
from facilitator.room.resample import Decimator, RateConverter
from facilitator.room.ring import Ring
from facilitator.room.streams import RING_SECONDS, Side, Streams
from facilitator.urgency import calm_down, hurry

__all__ = ["NoSoundCardError", "SoundCard"]

_LEAD_BLOCKS: Final = 3
"""Blocks of silence queued at the beginning: what the session may be late by."""

_STALE_BLOCKS: Final = 8
"""With so much queued the loudspeaker has stopped taking it; more would come far too late."""

_REVIEW_BLOCKS: Final = 50
"""The length of the queue is reviewed once in so many blocks, by its least value meanwhile."""

_LEAST_QUEUED: Final = PLAYBACK_BLOCK // 2
_MOST_QUEUED: Final = PLAYBACK_BLOCK * 5 // 2
_MARGIN: Final = PLAYBACK_BLOCK * 3 // 2
"""How far what was played runs behind what was heard when two streams bunch their blocks."""

_SILENCE: Final = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)


class _Incoming:
    """What comes out of one of the card's rings, as blocks at `RATE_HZ`."""

    def __init__(self, side: Side, ring: Ring) -> None:
        self._side = side
        self._ring = ring
        self._converter = RateConverter(side.rate_hz, PLAYBACK_HZ)
        self._ready = Ring(PLAYBACK_HZ * RING_SECONDS)
        self._decimator = Decimator()

    def __len__(self) -> int:
        """Samples at `PLAYBACK_HZ` that are ready."""
        count = len(self._ring)
        count -= count % self._side.channels
        if count:
            self._ready.write(self._converter.feed(self._side.mono(self._ring.read(count))))
        return len(self._ready)

    def take(self) -> Sound:
        """Return the next block; it must be ready."""
        return self._decimator.feed(self._ready.read(PLAYBACK_BLOCK))

    def take_silence(self) -> Sound:
        """Return a block as if silence had come, and leave alone what is ready."""
        return self._decimator.feed(_SILENCE)

    def skip(self, count: int) -> None:
        """Drop samples at `PLAYBACK_HZ`."""
        self._ready.skip(count)

    def skip_silence(self) -> bool:
        """Drop the next block if nothing sounds in it; say whether it was dropped."""
        silent = not self._ready.peek(PLAYBACK_BLOCK).any()
        return silent and self._ready.skip(PLAYBACK_BLOCK) > 0


class SoundCard:
    """A room with a real microphone and a real loudspeaker.

    Args:
        input: The microphone, by number or by a part of its name; None for the system's choice.
        output: The loudspeaker, likewise.

    Raises:
        NoSoundCardError: There is no microphone or no loudspeaker at all.
        DeviceError: PortAudio is missing, or no single device is meant by `input` or `output`.

    The session clock counts what the microphone delivers from the first `read` on; what it hears
    between `open` and then is forgotten. `Captured.played` is what the loudspeaker's driver really
    took meanwhile, the silences of underruns included; the devices' buffers lie between it and
    its echo.

    When microphone and loudspeaker run on clocks of their own, the queue grows or shrinks by a
    block now and then; that happens only where it holds silence.
    """

    is_virtual = False

    def __init__(
        self,
        input: int | str | None = None,  # noqa: A002
        output: int | str | None = None,
    ) -> None:
        self._wanted: dict[Direction, int | str | None] = {"input": input, "output": output}
        found = devices()
        self._input = choose("input", input, found)
        self._output = choose("output", output, found)
        self._streams: Streams | None = None
        self._opening = threading.RLock()
        self._was_opened = False
        self._is_running = False
        self._position: Samples = 0
        self._correction = 0
        self._late_told = 0

    @property
    def name(self) -> str:
        """Both devices' names, or the one name when it is the same device."""
        if self._input.name == self._output.name:
            return self._input.name
        return f"{self._input.name} and {self._output.name}"

    @property
    def lead(self) -> Samples:
        """Queue and device latency: how long after `write` the sound comes, as best known.

        After the block `[start, end)` was read, what is written next sounds from `end + lead`.
        """
        queued, latency = _LEAD_BLOCKS * PLAYBACK_BLOCK, 0.0
        if self._streams is not None:
            latency = self._streams.latency_seconds[1]
            queued = self._queued(self._streams) if self._is_running else queued
        return round((queued / PLAYBACK_HZ + latency) * RATE_HZ)

    @property
    def latency_seconds(self) -> tuple[float, float]:
        """What the driver says about its delay, in and out; zeros while the card is closed."""
        return self._streams.latency_seconds if self._streams is not None else (0.0, 0.0)

    def open(self) -> None:
        """Start the devices and wait, up to three seconds, until both flow.

        Usually that takes a tenth of a second; some virtual devices play nothing for one or two
        seconds after they are opened. Opening an open card that was never read from does nothing.
        After a loss, or after `close`, the devices are looked for again, by name.

        Raises:
            DeviceError: A device is missing or refuses; carries the driver's own words.
        """
        with self._opening:
            if self._streams is not None and not self._is_running and not self._streams.is_gone:
                return
            self.close()
            if self._was_opened:
                self._find_again()
            self._was_opened = True
            self._streams = Streams(self._input, self._output)
            self._streams.wait_until_flowing()

    def begin_opening(self) -> None:
        """Begin to open in the background; `open` waits for it, and says what was wrong.

        For the very start of a program: devices that hesitate do so while the rest loads.
        """

        def open_quietly() -> None:
            with contextlib.suppress(DeviceError):
                self.open()

        threading.Thread(target=open_quietly, name="opening the sound card", daemon=True).start()

    def read(self, timeout_seconds: float) -> Captured:
        """Wait for the next block of the microphone and return it with what was played.

        Raises:
            RoomStalled: The microphone delivered nothing for `timeout_seconds`.
            DeviceError: A device is gone, or the card is not open.
        """
        streams = self._streams
        if streams is None:
            raise DeviceError("The sound card is not open.")
        if not self._is_running:
            self._begin(streams)
        deadline = time.monotonic() + timeout_seconds
        while len(self._heard) < PLAYBACK_BLOCK:
            remaining = deadline - time.monotonic()
            if streams.is_gone or (remaining <= 0.0 and not streams.are_active):
                raise streams.gone()
            if remaining <= 0.0:
                raise RoomStalled(f"{self.name} delivered nothing for {timeout_seconds:.1f} s")
            streams.wait(min(remaining, 0.1))
        lost = self._newly_lost(streams)
        start = self._position + lost
        self._position = start + BLOCK
        late = streams.underflows + max(streams.missing_blocks, self._stale)
        underruns = late - self._late_told
        self._late_told = late
        return Captured(
            start=start,
            microphone=self._heard.take(),
            played=self._played_meanwhile(lost),
            lost=lost,
            underruns=underruns,
        )

    def write(self, block: Sound) -> None:
        """Queue the next `PLAYBACK_BLOCK` samples; the array may be used again afterwards.

        Where the loudspeaker has stopped taking sound, blocks beyond a sixth of a second are
        dropped and counted as underruns: late speech would be worse than none.

        Raises:
            ValueError: The block has another length.
        """
        if block.shape != (PLAYBACK_BLOCK,):
            raise ValueError(f"a block of playback is {PLAYBACK_BLOCK} samples, not {block.shape}")
        streams = self._streams
        if streams is None or not self._is_running:
            return
        queued = self._queued(streams)
        if queued > _STALE_BLOCKS * PLAYBACK_BLOCK:
            self._stale += 1
            return
        self._review_queue(queued)
        if self._correction < 0 and not block.any():
            self._correction += 1
            return
        self._enqueue(streams, block)
        if self._correction > 0 and not block.any():
            self._correction -= 1
            self._enqueue(streams, block)

    def close(self) -> None:
        """Stop the sound at once and let the devices go. Harmless when repeated."""
        with self._opening:
            streams, self._streams = self._streams, None
            if self._is_running:
                calm_down(self._niceness)
            self._is_running = False
            if streams is not None:
                streams.close()

    def _begin(self, streams: Streams) -> None:
        self._position = 0
        self._heard = _Incoming(streams.input, streams.input.ring)
        self._played = _Incoming(streams.output, streams.played)
        self._spread = RateConverter(PLAYBACK_HZ, streams.output.rate_hz)
        self._delivery = Delivery(streams.input.rate_hz)
        self._lost_raw = self._lost_told = 0
        self._dropped_told = streams.dropped
        self._stale = 0
        self._late_told = streams.underflows + streams.missing_blocks
        self._correction = self._reviewed = 0
        self._least_queued = _MOST_QUEUED
        self._is_behind = not streams.is_duplex
        self._least_played = _MARGIN
        self._paired = 0
        for _ in range(_LEAD_BLOCKS):
            self._enqueue(streams, _SILENCE)
        self._niceness = hurry()
        self._is_running = True
        streams.begin()

    def _newly_lost(self, streams: Streams) -> Samples:
        """Return how many samples of the session clock are newly known to be lost."""
        dropped = streams.dropped
        missing = self._delivery.look(*streams.arrival) + dropped - self._dropped_told
        self._dropped_told = dropped
        self._lost_raw += missing
        total = round(self._lost_raw * RATE_HZ / streams.input.rate_hz)
        lost, self._lost_told = total - self._lost_told, total
        return lost

    def _played_meanwhile(self, lost: Samples) -> Sound:
        """Return the block of what was played that belongs to the block just heard.

        What the loudspeaker has not taken by now did not sound: a hole in it is silence. After
        one, some more is waited for, so that bunched blocks leave no further holes.
        """
        waiting = len(self._played)
        if lost:
            self._played.skip(min(lost * PLAYBACK_HZ // RATE_HZ, waiting))
            waiting = len(self._played)
        if waiting < PLAYBACK_BLOCK + (_MARGIN if self._is_behind else 0):
            self._is_behind = True
            return self._played.take_silence()
        self._is_behind = False
        played = self._played.take()
        self._least_played = min(self._least_played, waiting - PLAYBACK_BLOCK)
        self._paired += 1
        if self._paired >= _REVIEW_BLOCKS:
            far_behind = self._least_played >= PLAYBACK_BLOCK + _MARGIN
            if not far_behind or self._played.skip_silence():
                self._least_played, self._paired = waiting, 0
        return played

    def _review_queue(self, queued: int) -> None:
        """Decide once a second how many blocks of silence the queue should lose or gain."""
        self._least_queued = min(self._least_queued, queued)
        self._reviewed += 1
        if self._reviewed < _REVIEW_BLOCKS:
            return
        self._correction = int(self._least_queued < _LEAST_QUEUED)
        if self._least_queued > _MOST_QUEUED:
            self._correction = (_MOST_QUEUED - self._least_queued) // PLAYBACK_BLOCK
        self._least_queued, self._reviewed = queued, 0

    def _queued(self, streams: Streams) -> int:
        """Samples at `PLAYBACK_HZ` that were written and not yet taken by the driver."""
        side = streams.output
        return round(len(side.ring) / side.channels * PLAYBACK_HZ / side.rate_hz)

    def _enqueue(self, streams: Streams, block: Sound) -> None:
        sound = self._spread.feed(block)
        if streams.output.channels > 1:
            sound = np.repeat(sound, streams.output.channels)
        streams.output.ring.write(sound)

    def _find_again(self) -> None:
        """Look for the devices anew; a number means the device it meant before."""
        found = devices(look_again=True)
        self._input = choose("input", self._meant("input", self._input), found)
        self._output = choose("output", self._meant("output", self._output), found)

    def _meant(self, direction: Direction, before: Device) -> int | str | None:
        wanted = self._wanted[direction]
        if isinstance(wanted, int) or (wanted is not None and wanted.strip().isdigit()):
            return before.name
        return wanted
