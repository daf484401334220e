"""A sound card without hardware: a private PulseAudio daemon on Linux.

Its loudspeaker is a sink called *room*, whose monitor is what a listener would hear; its
microphone listens to a sink called *people*. Programs started with `VirtualCard.environment` see
both as an ordinary card, and nothing of the machine's own sound is touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ, RATE_HZ
from facilitator.errors import DeviceError
from facilitator.room.recordings import load_recording

_PROGRAMS = ("pulseaudio", "pactl", "pacat", "parec")
_START_SECONDS = 10.0
_SINK = "norewinds=1 rate=48000 channels=1 channel_map=mono"

_ALSA = """\
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


def missing_for_virtual_card() -> str:
    """Return what is missing for a virtual card on this machine, in plain words; or ""."""
    absent = [name for name in _PROGRAMS if shutil.which(name) is None]
    if absent:
        return f"PulseAudio is not installed (no {', '.join(absent)})"
    plugins = ("/usr/lib/*/alsa-lib", "/usr/lib64/alsa-lib", "/usr/lib/alsa-lib")
    found = (
        any(Path("/").glob(f"{folder[1:]}/libasound_module_pcm_pulse.so")) for folder in plugins
    )
    return "" if any(found) else "the ALSA plugin for PulseAudio is not installed"


@dataclass
class VirtualCard:
    """A running private PulseAudio daemon.

    Attributes:
        environment: Variables that make a program see the card; add them to `os.environ`.
        process: The daemon.
    """

    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def control(self, *arguments: str) -> str:
        """Run `pactl` on this daemon and return what it prints.

        Raises:
            DeviceError: It failed.
        """
        done = subprocess.run(
            ["pactl", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise DeviceError(f"pactl {' '.join(arguments)} failed: {done.stderr.strip()}.")
        return done.stdout.strip()

    @contextmanager
    def speaking(self, sound: Sound, rate_hz: int = RATE_HZ) -> Iterator[None]:
        """Put a sound into the microphone in the background; wait for its end on leaving."""
        with self._client("pacat", "--playback", "--device=people", rate_hz=rate_hz) as process:
            assert process.stdin is not None
            process.stdin.write(np.asarray(sound, dtype="<f4").tobytes())
            process.stdin.close()
            yield
            process.wait(timeout=_START_SECONDS + sound.size / rate_hz)

    def speak(self, sound: Sound | Path, rate_hz: int = RATE_HZ) -> None:
        """Put a sound or a recording into the microphone and wait until it has been heard."""
        if isinstance(sound, Path):
            sound, rate_hz = load_recording(sound), RATE_HZ
        with self.speaking(sound, rate_hz):
            pass

    @contextmanager
    def recording(self, path: Path, device: str = "room.monitor") -> Iterator[None]:
        """Record what the loudspeaker gives to a file of raw float32 at `PLAYBACK_HZ`.

        With `device="people.monitor"` it is what people put into the microphone. It has begun to
        record when the body begins; `recorded` reads the file.
        """
        with (
            path.open("wb") as file,
            self._client(
                "parec", f"--device={device}", rate_hz=PLAYBACK_HZ, stdout=file
            ) as process,
        ):
            _wait_for(lambda: path.stat().st_size > 0, "recording did not begin")
            yield
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_START_SECONDS)

    def stop(self) -> None:
        """End the daemon at once, as if the card were pulled out. Harmless when repeated."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=_START_SECONDS)

    @contextmanager
    def noise(self, dbfs: float) -> Iterator[None]:
        """Let the microphone hear a steady noise, as every real one does."""
        block = np.random.default_rng(1).standard_normal(RATE_HZ * 4) * 10.0 ** (dbfs / 20.0)
        data = block.astype("<f4").tobytes()
        with self._client("pacat", "--playback", "--device=people", rate_hz=RATE_HZ) as process:
            assert process.stdin is not None
            pipe = process.stdin

            def pour() -> None:
                with contextlib.suppress(OSError, ValueError):
                    while True:
                        pipe.write(data)

            thread = threading.Thread(target=pour, name="noise of the virtual card", daemon=True)
            thread.start()
            yield
            process.kill()
            thread.join(_START_SECONDS)

    @contextmanager
    def _client(
        self, *command: str, rate_hz: int, **options: Any
    ) -> Iterator[subprocess.Popen[Any]]:
        process = subprocess.Popen(
            [
                *command,
                "--raw",
                f"--rate={rate_hz}",
                "--channels=1",
                "--format=float32le",
                "--latency-msec=20",
            ],
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE if "pacat" in command else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **options,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=_START_SECONDS)
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()


def recorded(path: Path) -> Sound:
    """Return what `VirtualCard.recording` wrote, at `PLAYBACK_HZ`."""
    return np.fromfile(path, dtype="<f4").astype(np.float32)


@contextmanager
def virtual_card(
    *, echo_ms: int | None = None, noise_dbfs: float | None = -70.0
) -> Iterator[VirtualCard]:
    """Start a virtual card; it is gone when the body ends.

    Args:
        echo_ms: Let the microphone hear the loudspeaker, this long after it sounds; None for
            headphones.
        noise_dbfs: Level of a steady noise at the microphone. None for digital silence, which
            a session takes for a muted microphone.

    A null sink that may rewind renders two seconds ahead while nobody uses it, and the first
    stream opened on it has to wait for that stretch to pass; these may not, as a card.

    Raises:
        DeviceError: PulseAudio is not installed or does not start.
    """
    missing = missing_for_virtual_card()
    if missing:
        raise DeviceError(
            f"There is no virtual sound card: {missing}.",
            help="On Debian and Ubuntu: sudo apt install pulseaudio libasound2-plugins "
            "libportaudio2",
        )
    with tempfile.TemporaryDirectory(prefix="facilitator-card-") as name:
        folder = Path(name)
        environment = _environment(folder)
        modules = [
            f"module-null-sink sink_name=room {_SINK}",
            f"module-null-sink sink_name=people {_SINK}",
            "module-remap-source master=people.monitor source_name=microphone channels=1",
        ]
        if echo_ms is not None:
            modules.append(
                # Adjusting its rate would make the echo drift by up to a percent.
                "module-loopback source=room.monitor sink=people adjust_time=0 "
                f"latency_msec={echo_ms}"
            )
        modules.append(f"module-native-protocol-unix socket={folder / 'native'}")
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    "pulseaudio",
                    "-n",
                    "--daemonize=no",
                    "--exit-idle-time=-1",
                    "--disallow-exit=no",
                    "--use-pid-file=no",
                    "--high-priority=yes",
                    "--realtime=no",
                    "--log-target=stderr",
                    "--log-level=warning",
                    *(f"--load={module}" for module in modules),
                ],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        card = VirtualCard(environment, process)
        try:
            _wait_for(
                (folder / "native").exists, "PulseAudio did not start", lambda: log.read_text()
            )
            card.control("set-default-sink", "room")
            card.control("set-default-source", "microphone")
            with card.noise(noise_dbfs) if noise_dbfs is not None else contextlib.nullcontext():
                yield card
        finally:
            card.stop()


def _environment(folder: Path) -> dict[str, str]:
    alsa = folder / "asound.conf"
    alsa.write_text(_ALSA, encoding="utf-8")
    system = Path("/usr/share/alsa/alsa.conf")
    both = f"{system}:{alsa}" if system.exists() else str(alsa)
    return {
        "ALSA_CONFIG_PATH": both,
        "HOME": str(folder),
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_RUNTIME_PATH": str(folder / "runtime"),
        "PULSE_STATE_PATH": str(folder / "state"),
        "PULSE_SERVER": f"unix:{folder / 'native'}",
        "XDG_RUNTIME_DIR": str(folder),
    }


def _wait_for(condition: Callable[[], bool], failure: str, log: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise DeviceError(f"{failure}: {log().strip()}")
        time.sleep(0.02)
