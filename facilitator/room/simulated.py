"""A room that exists only as numbers: virtual time, the same result every time.

People speak at given times, the loudspeaker is heard by the microphone through a path of its
own (delay, reverberation, gain), and a steady noise lies under everything.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from facilitator.audio import Captured, Sound, gain
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, RATE_HZ, Samples, samples
from facilitator.errors import DeviceError, FacilitatorError
from facilitator.room.acoustics import LoudspeakerPath, impulse_response, varied_room
from facilitator.room.faults import Fault, FaultName
from facilitator.room.noise import RoomNoise
from facilitator.room.people import Happening, Timeline
from facilitator.room.recording import RoomRecorder
from facilitator.room.resample import Decimator

LEAD: Final[Samples] = 2 * BLOCK
"""How long a block waits between being written and sounding, as in a sound card's buffers."""

ECHO_DELAY: Final[Samples] = samples(0.04)
"""Default time that the converters of the devices keep an echo back, besides its way through the
air."""

QUIET_ROOM_DBFS: Final = -70.0
"""Default level of the room's noise at the microphone."""

_NOTHING: Final = np.zeros(PLAYBACK_BLOCK, dtype=np.float32)
_NOTHING.flags.writeable = False


class SimulatedRoom:
    """A room in virtual time: `read` returns at once, and only reading makes time pass.

    Args:
        people: What people say, at the positions where the microphone hears it begin. More may
            be said while the session runs (`say`).
        echo_db: Level of the echo at the microphone relative to a person's voice, when prompt
            and person are equally loud at -20 dBFS RMS. None for headphones: no echo at all.
        noise_dbfs: Level of the steady noise (pink); `SILENCE_DBFS` for none.
        seed: Chooses the noise, and where in which living room the devices stand.
        response: What the room makes of a click at the loudspeaker, at `RATE_HZ`. By default an
            ordinary living room (0.4 s of reverberation, microphone 40 cm from the loudspeaker).
        echo_delay: How long the devices keep the echo back.
        distortion: Of the loudspeaker: 0 for none, 0.25 for an ordinary small one, 1 for a torn
            one.
        drift_ppm: How much faster the loudspeaker's clock runs than the microphone's.
        microphone_db: Input gain of the microphone, as a person would set it in the system's
            settings: it acts on people and echo. By default it is lowered by as much as the echo
            is louder than people, so that neither overloads the input.
        lead: How long a block waits before it sounds; whole blocks.
        recorder: Keeps everything that sounds and is heard. Closed with the room.

    The microphone is full scale at ±1.0 and clips beyond it, as converters do. One thread only.
    A block costs about 10 µs in silence and 100 µs while the loudspeaker sounds.
    """

    is_virtual = True
    name = "simulated room"

    def __init__(
        self,
        people: Sequence[Happening] = (),
        *,
        echo_db: float | None = None,
        noise_dbfs: float = QUIET_ROOM_DBFS,
        seed: int = 0,
        response: Sound | None = None,
        echo_delay: Samples = ECHO_DELAY,
        distortion: float = 0.0,
        drift_ppm: float = 0.0,
        microphone_db: float | None = None,
        lead: Samples = LEAD,
        recorder: RoomRecorder | None = None,
    ) -> None:
        if lead < 0 or lead % BLOCK:
            raise ValueError(f"the lead must be whole blocks of {BLOCK} samples, not {lead}")
        self._people = Timeline(people)
        self._noise = RoomNoise(noise_dbfs, seed)
        self.echo: LoudspeakerPath | None = None
        """The echo's way, for moving things about while the session runs; None for headphones."""
        if echo_db is not None:
            response = _living_room(seed) if response is None else response
            level = echo_db - _speech_gain_db(response)
            self.echo = LoudspeakerPath(response, echo_delay, level, distortion, drift_ppm)
        if microphone_db is None:
            microphone_db = -max(0.0, echo_db or 0.0)
        self._input_gain = np.float32(gain(microphone_db))
        self._lead_blocks = lead // BLOCK
        self._recorder = recorder
        self._decimator = Decimator()
        self._faults: list[Fault] = []
        self._delivered_since_loss = 0
        self._queue: deque[Sound] = deque()
        self._position: Samples = 0
        self._is_open = False
        self.failure: FacilitatorError | None = None
        """What went wrong while recording, known after `close`."""

    def open(self) -> None:
        """Begin the session clock at 0, with `lead` of silence queued.

        People who have spoken in an earlier session do not speak again.
        """
        self._queue.clear()
        self._queue.extend([_NOTHING] * (self._lead_blocks + 1))
        self._decimator = Decimator()
        self._position = 0
        self._is_open = True

    @property
    def position(self) -> Samples:
        """The session clock: where the next block begins."""
        return self._position

    @property
    def lead(self) -> Samples:
        """How long a block written now waits before it sounds.

        After the block `[start, end)` was read, what is written next sounds from `end + lead`.
        """
        return (len(self._queue) or self._lead_blocks) * BLOCK

    def say(self, at: Samples, sound: Sound) -> None:
        """Let a person say something from a position on that has not been read yet.

        Raises:
            ValueError: The position is in the past.
        """
        if at < self._position:
            raise ValueError(f"nothing can be said at {at}: it is {self._position} already")
        self._people.add(Happening(at, sound))

    def fail_at(self, at: Samples, fault: FaultName, until: Samples | None = None) -> None:
        """Let something go wrong from a position on, for good or until another one."""
        self._faults.append(Fault(fault, at, until))

    def read(self, timeout_seconds: float = 0.0) -> Captured:  # noqa: ARG002
        """Return the next block at once.

        Raises:
            DeviceError: The room is not open, or its microphone is `gone`.
        """
        if not self._is_open:
            raise DeviceError("The simulated room is not open.")
        faults = [fault for fault in self._faults if fault.is_active(self._position)]
        if any(fault.name == "gone" for fault in faults):
            raise DeviceError(
                "The microphone of the simulated room is gone.", help="That was asked for."
            )
        lost, underruns = 0, 0
        if self._loses_block(faults):
            _, _, underruns = self._pass_block(faults)
            lost = BLOCK
        start = self._position
        microphone, played, late = self._pass_block(faults)
        return Captured(start, microphone, played, lost=lost, underruns=underruns + late)

    def write(self, block: Sound) -> None:
        """Queue the next `PLAYBACK_BLOCK` samples; the array may be used again afterwards.

        Raises:
            ValueError: The block has another length.
        """
        if block.shape != (PLAYBACK_BLOCK,):
            raise ValueError(f"a block of playback is {PLAYBACK_BLOCK} samples, not {block.shape}")
        if not self._queue:
            self._queue.extend([_NOTHING] * self._lead_blocks)
        self._queue.append(np.array(block, dtype=np.float32))

    def close(self) -> None:
        """End the session and finish the recording; `failure` says whether that went well."""
        self._is_open = False
        self._queue.clear()
        if self._recorder is not None:
            self.failure = self._recorder.close()

    def _loses_block(self, faults: list[Fault]) -> bool:
        per_loss = min((f.blocks_per_loss for f in faults if f.blocks_per_loss), default=0)
        if not per_loss:
            self._delivered_since_loss = 0
            return False
        self._delivered_since_loss += 1
        return self._delivered_since_loss % per_loss == 0

    def _pass_block(self, faults: list[Fault]) -> tuple[Sound, Sound, int]:
        """Let 20 ms pass; return what was heard and played, and how many blocks were late."""
        late = 0
        sounding = _NOTHING
        if self._queue:
            sounding = self._queue.popleft()
        else:
            late = 1
        if any(fault.name == "stalled loudspeaker" for fault in faults):
            sounding, late = _NOTHING, 1
        played = self._decimator.feed(sounding)
        microphone = self._heard(played)
        for fault in faults:
            microphone = fault.spoil(microphone)
        np.clip(microphone, -1.0, 1.0, out=microphone)
        if self._recorder is not None:
            self._recorder.sounded(sounding)
            self._recorder.heard(microphone)
        self._position += BLOCK
        return microphone, played, late

    def _heard(self, played: Sound) -> Sound:
        microphone = np.zeros(BLOCK, dtype=np.float32)
        self._people.mix_into(microphone, self._position)
        if self.echo is not None:
            microphone += self.echo.process(played)
        microphone *= self._input_gain
        microphone += self._noise.block()
        return microphone


@lru_cache(maxsize=16)
def _living_room(seed: int) -> Sound:
    room = varied_room(seed, rt60_seconds=0.4, distance=0.4)
    response = impulse_response(room)
    response.flags.writeable = False
    return response


def _speech_gain_db(response: Sound) -> float:
    """Return what a response does to the level of speech, in dB.

    Weighted by the spectrum of speech: level from 100 to 500 Hz, 9 dB an octave down above, after
    the long-term average in Byrne et al., "An international comparison of long-term average
    speech spectra", JASA 96 (1994).
    """
    hertz = np.fft.rfftfreq(4 * RATE_HZ, 1.0 / RATE_HZ)
    weight = np.where(hertz < 100.0, 0.0, np.maximum(hertz, 500.0) ** -3.0)
    power = np.square(np.abs(np.fft.rfft(response, 4 * RATE_HZ)))
    return 10.0 * math.log10(max(float(power @ weight) / float(weight.sum()), 1e-12))
