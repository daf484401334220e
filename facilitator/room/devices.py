"""The microphones and loudspeakers of this computer, as PortAudio sees them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from facilitator.errors import DeviceError

Direction = Literal["input", "output"]

_WORDS: Final[dict[Direction, str]] = {"input": "microphone", "output": "loudspeaker"}
_PREFERRED_HOSTS: Final = ("Windows WASAPI", "Core Audio", "ALSA")
_quiet_alsa: list[Any] = []
_portaudio_lock = threading.RLock()
_stuck = threading.Event()

REHEARSE: Final = "Connect one, or try “facilitator rehearse”, which needs none."


class NoSoundCardError(DeviceError):
    """This computer has no microphone, or no loudspeaker, that we could use at all."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device as the driver describes it.

    Attributes:
        index: Its number, as `--input` and `--output` take it. Changes when devices come and go.
        name: The driver's name for it.
        host: The driver family ("ALSA", "Core Audio", "Windows WASAPI").
        inputs: Channels it can record; 0 when it is no microphone.
        outputs: Channels it can play; 0 when it is no loudspeaker.
        rate_hz: Its own sampling rate.
        is_default_input: The system's chosen microphone.
        is_default_output: The system's chosen loudspeaker.
    """

    index: int
    name: str
    host: str
    inputs: int
    outputs: int
    rate_hz: float
    is_default_input: bool = False
    is_default_output: bool = False

    def channels(self, direction: Direction) -> int:
        """Return how many channels it has in a direction."""
        return self.inputs if direction == "input" else self.outputs

    def is_default(self, direction: Direction) -> bool:
        """Say whether it is the system's choice in a direction."""
        return self.is_default_input if direction == "input" else self.is_default_output


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Keep what C libraries print to standard error off the screen for a moment.

    Drivers that look for devices print a line for each that is not there. The whole process is
    quiet meanwhile, so keep it short.
    """
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, ValueError, AttributeError):
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def is_stuck() -> bool:
    """Say whether a driver has never come back from letting a device go."""
    return _stuck.is_set()


def leave_stuck() -> None:
    """Note that a driver does not come back; PortAudio is not started anew from now on."""
    _stuck.set()


def portaudio(*, look_again: bool = False) -> Any:
    """Return the `sounddevice` module.

    Args:
        look_again: Forget the list of devices and look which ones are there now. Only while no
            stream is open. Where a driver is stuck (`is_stuck`) the list stays as it is: PortAudio
            would wait for that driver and never come back.

    Raises:
        DeviceError: The PortAudio library is not installed; says how to install it.
    """
    with _portaudio_lock, quietly():
        _hush_alsa()
        try:
            import sounddevice
        except OSError as error:
            raise DeviceError(
                "The sound library PortAudio is missing, so there is neither microphone nor "
                f"loudspeaker ({error}).",
                help=_how_to_install(),
            ) from error
        if look_again and not is_stuck():
            # PortAudio lists devices once; only starting it anew finds those plugged in since.
            sounddevice._terminate()
            sounddevice._initialize()
        return sounddevice


def devices(*, look_again: bool = False) -> list[Device]:
    """Return all devices there are; an empty list on a computer without any.

    Raises:
        DeviceError: PortAudio is missing, or the driver refuses to list.
    """
    library = portaudio(look_again=look_again)
    try:
        found: Sequence[dict[str, Any]] = library.query_devices()
        hosts: Sequence[dict[str, Any]] = library.query_hostapis()
        default_input, default_output = library.default.device
    except library.PortAudioError as error:
        raise DeviceError(f"The sound devices cannot be listed: {driver_words(error)}.") from error
    return [
        Device(
            index=index,
            name=str(entry["name"]),
            host=str(hosts[entry["hostapi"]]["name"]),
            inputs=int(entry["max_input_channels"]),
            outputs=int(entry["max_output_channels"]),
            rate_hz=float(entry["default_samplerate"]),
            is_default_input=index == default_input,
            is_default_output=index == default_output,
        )
        for index, entry in enumerate(found)
    ]


def choose(direction: Direction, wanted: int | str | None, found: Sequence[Device]) -> Device:
    """Return the device a person means.

    Args:
        direction: Microphone or loudspeaker.
        wanted: Its number, or a part of its name in either case; None for the system's choice.
        found: All devices there are.

    Raises:
        NoSoundCardError: There is no device of that kind at all.
        DeviceError: No device, or more than one, is meant by `wanted`; lists the candidates.
    """
    word = _WORDS[direction]
    usable = [device for device in found if device.channels(direction) > 0]
    if not usable:
        raise NoSoundCardError(f"This computer has no {word}.", help=REHEARSE)
    if wanted is None:
        default = [device for device in usable if device.is_default(direction)]
        return (default or usable)[0]
    if isinstance(wanted, int) or wanted.strip().isdigit():
        same = [device for device in usable if device.index == int(wanted)]
    else:
        same = _named(wanted, usable)
    if len(same) == 1:
        return same[0]
    what = f"{word} matches “{wanted}”" if not same else f"{word}s match “{wanted}”"
    count = "No" if not same else str(len(same))
    listed = ", ".join(f"[{device.index}] {device.name}" for device in (same or usable))
    example = (same or usable)[0].index
    raise DeviceError(
        f"{count} {what}. Found: {listed}.",
        help=f"Choose one with --{direction} {example}, or run “facilitator devices”.",
    )


def _named(wanted: str, usable: Sequence[Device]) -> list[Device]:
    """Return the devices whose names contain the words, whole names before parts.

    Where several driver families list the same device, the best one is meant.
    """
    words = wanted.strip().casefold()
    same = [device for device in usable if device.name.casefold() == words] or [
        device for device in usable if words in device.name.casefold()
    ]
    for host in _PREFERRED_HOSTS:
        there = [device for device in same if device.host == host]
        if there:
            return there
    return same


def driver_words(error: BaseException) -> str:
    """Return what a driver said, as part of a sentence."""
    return str(error).strip().rstrip(".") or type(error).__name__


def _how_to_install() -> str:
    if sys.platform == "linux":
        return (
            "Install it with “sudo apt install libportaudio2” (Debian, Ubuntu), "
            "“sudo dnf install portaudio” (Fedora) or “sudo pacman -S portaudio” (Arch)."
        )
    if sys.platform == "darwin":
        return "Install it with “brew install portaudio”, or reinstall facilitator with pip."
    return "Reinstall facilitator with pip: its sounddevice package brings the library along."


def _hush_alsa() -> None:
    """Keep ALSA from printing to the terminal while a session runs."""
    if _quiet_alsa or sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        prototype = ctypes.CFUNCTYPE(
            None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
        )
        handler = prototype(lambda *_: None)
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(handler)
        _quiet_alsa.append(handler)  # the library keeps the pointer for as long as it lives
