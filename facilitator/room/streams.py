"""PortAudio's streams, and the rings between its threads and the session's.

One stream serves both directions where the driver keeps them together by itself; on ALSA each
has its own. There, and above all behind PulseAudio's plugin, a duplex stream that runs out of
output stops delivering input as well, for seconds or for good; two streams go on listening.
Without ears there is no safe word.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
import threading
import time
from typing import Any, Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ
from facilitator.errors import DeviceError
from facilitator.room.devices import (
    Device,
    Direction,
    driver_words,
    leave_stuck,
    portaudio,
    quietly,
)
from facilitator.room.ring import Ring
from facilitator.urgency import hurry

RING_SECONDS: Final = 10
"""Sound a ring holds: how long the session may be busy, or between two parts, before
input is dropped."""

_LATENCY_SECONDS: Final = (0.05, 0.08)
"""What is asked of the driver, in and out: enough to survive a busy interpreter. More going out,
because a loudspeaker that runs dry is heard, and some drivers then rest for a second or two."""

_ALSA_PERIOD_SECONDS: Final = 0.01
_FLOWING_SECONDS: Final = 3.0
_CLOSING_SECONDS: Final = 2.0
_SWITCH_SECONDS: Final = 0.001
_DUPLEX_HOSTS: Final = ("Core Audio", "Windows WASAPI", "Windows WDM-KS", "ASIO")
_REPLUG: Final = "Plug it in again or choose another with --input and --output, then begin anew."


class Side:
    """One direction of a card as it was opened.

    Args:
        device: The device.
        direction: Microphone or loudspeaker.
        rate_hz: The rate it runs at.
        channels: Channels it runs with; the ring holds them interleaved.
    """

    def __init__(self, device: Device, direction: Direction, rate_hz: float, channels: int) -> None:
        self.device = device
        self.direction = direction
        self.rate_hz = rate_hz
        self.channels = channels
        self.ring = Ring(int(rate_hz) * channels * RING_SECONDS)

    def mono(self, interleaved: Sound) -> Sound:
        """Return the average of the channels."""
        if self.channels == 1:
            return interleaved
        return np.asarray(interleaved.reshape(-1, self.channels).mean(axis=1), dtype=np.float32)


class Streams:
    """Both directions of a card, running.

    Args:
        input: The microphone.
        output: The loudspeaker.

    Raises:
        DeviceError: A device refuses; carries the driver's own words.

    The callbacks run on the driver's threads. They copy, count, and say that something came; they
    never wait. Until `begin` they only count.
    """

    def __init__(self, input: Device, output: Device) -> None:  # noqa: A002
        self._library = portaudio()
        self._arrived = threading.Event()
        self._is_begun = False
        self._is_closed = False
        self._streams: list[Any] = []
        self._captured = 0
        self._rendered = 0
        self._missing = 0
        self.underflows = 0
        """How often the driver said that its own buffer ran out."""
        self.dropped = 0
        """Samples of the microphone that found its ring full, per channel."""
        self.arrival = (time.monotonic(), 0)
        """When the microphone last delivered, and how many samples it has delivered in all."""
        self.is_gone = False
        """The driver has ended a stream without being asked to."""
        self.is_duplex = False
        """One stream serves both directions."""
        # A busy session thread gives the interpreter to the callbacks after this long.
        sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_SECONDS))
        with quietly():
            self._open(input, output)
            self.played = Ring(int(self.output.rate_hz) * self.output.channels * RING_SECONDS)
            try:
                for stream in self._streams:
                    stream.start()
            except self._library.PortAudioError as error:
                self.close()
                raise _refused(f"{input.name} or {output.name}", error) from error

    @property
    def latency_seconds(self) -> tuple[float, float]:
        """What the driver says about its delay, in and out."""
        if self.is_duplex:
            into, out = self._streams[0].latency
            return float(into), float(out)
        return float(self._streams[0].latency), float(self._streams[1].latency)

    @property
    def missing_blocks(self) -> int:
        """Blocks the loudspeaker wanted and did not get, as far as known, rounded up."""
        per_block = round(self.output.rate_hz / 50) * self.output.channels
        return -(-self._missing // per_block)

    @property
    def are_active(self) -> bool:
        """Both directions run, as far as the driver says."""
        with contextlib.suppress(self._library.PortAudioError):
            return all(stream.active for stream in self._streams)
        return False

    def begin(self) -> None:
        """Let samples through from now on."""
        self.arrival = (time.monotonic(), self._captured)
        self._is_begun = True

    def wait(self, timeout_seconds: float) -> None:
        """Wait until the microphone delivers, at most for a time; returns early at most once."""
        self._arrived.wait(timeout_seconds)
        self._arrived.clear()

    def wait_until_flowing(self) -> None:
        """Wait until both directions run steadily, at most for three seconds.

        The first blocks of output only fill the driver's buffer.
        """
        deadline = time.monotonic() + _FLOWING_SECONDS
        prefill = (2.0 * self.latency_seconds[1] + 2 * _ALSA_PERIOD_SECONDS) * self.output.rate_hz
        while not self.is_gone and time.monotonic() < deadline:
            if self._captured > 0 and self._rendered > prefill:
                return
            self._arrived.wait(0.005)
            self._arrived.clear()

    def gone(self) -> DeviceError:
        """Return the error that says that a device is gone."""
        names = dict.fromkeys((self.input.device.name, self.output.device.name))
        return DeviceError(
            f"The connection to {' or '.join(names)} is lost: the sound system has ended it.",
            help=_REPLUG,
        )

    def close(self) -> None:
        """Stop at once and let the devices go.

        A driver whose device has vanished may never come back from being closed; after two
        seconds it is left to itself.
        """
        self._is_closed = True
        streams, self._streams = self._streams, []
        if not streams:
            return

        def let_go() -> None:
            for stream in streams:
                with contextlib.suppress(Exception):
                    stream.abort()
            for stream in streams:
                with contextlib.suppress(Exception):
                    stream.close()

        closing = threading.Thread(target=let_go, name="closing the sound card", daemon=True)
        closing.start()
        closing.join(_CLOSING_SECONDS)
        if closing.is_alive():
            leave_stuck()
            # PortAudio would wait for the stuck stream once more when the interpreter ends.
            atexit.unregister(self._library._exit_handler)

    def _open(self, input: Device, output: Device) -> None:  # noqa: A002
        if (
            input.host == output.host
            and input.host in _DUPLEX_HOSTS
            and self._open_duplex(input, output)
        ):
            return
        self.input = self._open_one(input, "input")
        try:
            self.output = self._open_one(output, "output")
        except DeviceError:
            self.close()
            raise

    def _open_duplex(self, input: Device, output: Device) -> bool:  # noqa: A002
        for channels in ((1, 1), (1, 2), (2, 2)):
            with contextlib.suppress(self._library.PortAudioError):
                self._streams = [
                    self._library.RawStream(
                        samplerate=PLAYBACK_HZ,
                        device=(input.index, output.index),
                        channels=channels,
                        dtype="float32",
                        latency=_LATENCY_SECONDS,
                        callback=self._both,
                        finished_callback=self._finished,
                    )
                ]
                self.input = Side(input, "input", PLAYBACK_HZ, channels[0])
                self.output = Side(output, "output", PLAYBACK_HZ, channels[1])
                self.is_duplex = True
                return True
        return False

    def _open_one(self, device: Device, direction: Direction) -> Side:
        """Open one direction: at our rate if the card can, else at its own; one channel or two."""
        kind: Any = self._library.RawInputStream
        callback: Any = self._capture
        latency = _LATENCY_SECONDS[0]
        if direction == "output":
            kind, callback = self._library.RawOutputStream, self._render
            latency = _LATENCY_SECONDS[1]
        first: Exception | None = None
        for rate_hz in dict.fromkeys((float(PLAYBACK_HZ), device.rate_hz)):
            for channels in (1, 2):
                try:
                    stream = kind(
                        samplerate=rate_hz,
                        blocksize=int(rate_hz * _ALSA_PERIOD_SECONDS),
                        device=device.index,
                        channels=channels,
                        dtype="float32",
                        latency=latency,
                        callback=callback,
                        finished_callback=self._finished,
                    )
                except self._library.PortAudioError as error:
                    first = first or error
                    continue
                self._streams.append(stream)
                return Side(device, direction, rate_hz, channels)
        raise _refused(device.name, first) from first

    def _capture(self, indata: Any, frames: int, _time: Any, _status: Any) -> None:
        if not self._captured:
            hurry()
        self._captured += frames
        if self._is_begun:
            samples: Sound = np.frombuffer(indata, dtype=np.float32)
            self.dropped += self.input.ring.write(samples) // self.input.channels
            self.arrival = (time.monotonic(), self._captured)
        self._arrived.set()

    def _render(self, outdata: Any, frames: int, _time: Any, status: Any) -> None:
        if not self._rendered:
            hurry()
        samples: Sound = np.frombuffer(outdata, dtype=np.float32)
        got = self.output.ring.read_into(samples) if self._is_begun else 0
        self._rendered += frames
        if got < samples.size:
            samples[got:] = 0.0
        if not self._is_begun:
            return
        self._missing += samples.size - got
        if status.output_underflow:
            self.underflows += 1
        self.played.write(samples)

    def _both(self, indata: Any, outdata: Any, frames: int, _time: Any, status: Any) -> None:
        self._render(outdata, frames, _time, status)
        self._capture(indata, frames, _time, status)

    def _finished(self) -> None:
        if not self._is_closed:
            self.is_gone = True
            self._arrived.set()


def _refused(name: str, error: BaseException | None) -> DeviceError:
    words = driver_words(error) if error is not None else "no reason given"
    return DeviceError(
        f"{name} cannot be opened: {words}.",
        help="Is it plugged in, free, and is this program allowed to use it? "
        "“facilitator devices” lists what there is.",
    )
