"""The loudspeaker alone, for what is said to an author while nobody listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ
from facilitator.errors import DeviceError
from facilitator.room.devices import choose, devices, driver_words, portaudio
from facilitator.room.resample import resampled

_PIECE_SECONDS: Final = 0.1
"""How often somebody may say that it is enough."""

_FADE_SECONDS: Final = 0.01

_REST_SECONDS: Final = 0.2
"""Silence behind a sound: some drivers drop what is still in their buffer when a stream ends."""


class Loudspeaker:
    """Plays one sound after the other through the system's loudspeaker.

    Raises:
        NoSoundCardError: There is no loudspeaker at all.
        DeviceError: PortAudio is missing, or the loudspeaker refuses; with the driver's words.
    """

    def __init__(self) -> None:
        self._library = portaudio()
        self._device = choose("output", None, devices())
        self._rate_hz, self._channels = self._form()

    @property
    def name(self) -> str:
        """The driver's name for it."""
        return self._device.name

    def play(self, sound: Sound, is_enough: Callable[[], bool] = lambda: False) -> bool:
        """Play a sound and return when it has sounded; say whether it was played to its end.

        Args:
            sound: Mono, float32, at `PLAYBACK_HZ`.
            is_enough: Asked ten times in a second; once it says so, the sound fades within 10 ms.

        Raises:
            DeviceError: The loudspeaker has gone, or another program has it for itself.

        Blocks as long as the sound lasts.
        """
        played = resampled(sound, PLAYBACK_HZ, self._rate_hz)
        piece = max(1, round(self._rate_hz * _PIECE_SECONDS))
        is_whole = False
        try:
            with self._stream() as stream:
                for at in range(0, len(played), piece):
                    part = played[at : at + piece]
                    if is_enough():
                        part = part[: round(self._rate_hz * _FADE_SECONDS)]
                        fall = np.linspace(1.0, 0.0, part.size, dtype=np.float32)
                        self._write(stream, part * fall)
                        break
                    self._write(stream, part)
                else:
                    is_whole = True
                self._write(stream, np.zeros(round(self._rate_hz * _REST_SECONDS), np.float32))
        except self._library.PortAudioError as error:
            words = driver_words(error)
            raise DeviceError(f"{self.name} cannot be used: {words}.") from error
        return is_whole

    def _write(self, stream: Any, part: Sound) -> None:
        columns = np.repeat(part[:, None], self._channels, axis=1)
        stream.write(np.ascontiguousarray(columns))

    def _stream(self) -> Any:
        return self._library.OutputStream(
            samplerate=self._rate_hz,
            device=self._device.index,
            channels=self._channels,
            dtype="float32",
        )

    def _form(self) -> tuple[float, int]:
        """Return a rate and a number of channels the loudspeaker takes: ours, else its own."""
        refused: Exception | None = None
        for rate_hz in dict.fromkeys((float(PLAYBACK_HZ), self._device.rate_hz)):
            for channels in (1, 2):
                try:
                    self._library.check_output_settings(
                        device=self._device.index,
                        channels=channels,
                        dtype="float32",
                        samplerate=rate_hz,
                    )
                except self._library.PortAudioError as error:
                    refused = refused or error
                    continue
                return rate_hz, channels
        assert refused is not None
        raise DeviceError(f"{self.name} refuses to play: {driver_words(refused)}.") from refused
