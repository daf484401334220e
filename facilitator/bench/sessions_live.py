"""`facilitator run` as people start it, on the virtual card: what it costs, and when it speaks.

The command is a process of its own with a terminal of its own, so that the display people look
at is drawn too. The sound server's recording of the loudspeaker tells when it begins to speak;
the system tells what the process costs. Linux only, as the virtual card is.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.sessions import Live
from facilitator.bench.virtual_card import VirtualCard
from facilitator.clock import PLAYBACK_HZ
from facilitator.errors import DeviceError
from facilitator.session.company import LINES
from facilitator.session.rehearsal import partner_voice

_SOUNDING: Final = 1e-4
_PATIENCE_SECONDS: Final = 30.0
_LOOK_EVERY_SECONDS: Final = 0.02
_SAY_EVERY_SECONDS: Final = 6.0
_TERMINAL = (30, 100)
_ANSWERS = ("Yes.", "Yes, please.", "We're ready.")


def first_words(
    card: VirtualCard,
    ritual: str,
    n: int,
    told: Callable[[float], None] = lambda _: None,
) -> list[float]:
    """Start sessions one after the other; return the seconds until each was first heard.

    From the start of the process (Python's own start included) to the first sounding sample at
    the loudspeaker, by the sound server's recording; it is read in pieces of 20 ms, so each is
    known to about 30 ms. One start before fills the cache and does not count.

    Args:
        card: A running card that this process's children use.
        ritual: What is started.
        n: How many starts.
        told: Told each time.

    Raises:
        DeviceError: A session did not begin to speak within half a minute.
    """
    found = []
    for number in range(n + 1):
        with _listening(card) as sounded, _session(ritual) as process:
            begun = sounded.position
            first = _first_sound(sounded, process)
        if number:
            found.append((first - begun) / PLAYBACK_HZ)
            told(found[-1])
    return found


def live_cost(card: VirtualCard, ritual: str, watched_seconds: float) -> Live:
    """Hold a session with people who answer and then talk without end; return what it costs.

    They say something every six seconds: more than in any ritual, so that ears have much to do.

    Args:
        card: A running card that this process's children use.
        ritual: What is held.
        watched_seconds: How long after its first sound.

    Raises:
        DeviceError: It did not begin to speak, or ended early.
    """
    lines = [partner_voice(i % 2, text) for i, text in enumerate((*_ANSWERS, *LINES))]
    with _listening(card) as sounded, _session(ritual) as process:
        _first_sound(sounded, process)
        starting = _cpu_seconds(process.pid)
        began = time.monotonic()
        talk = threading.Thread(
            target=_talk, args=(card, lines, began + watched_seconds), name="people"
        )
        talk.start()
        talk.join()
        time.sleep(max(0.0, began + watched_seconds - time.monotonic()))
        if process.poll() is not None:
            raise DeviceError(f"The session ended after {time.monotonic() - began:.0f} s.")
        spent = _cpu_seconds(process.pid) - starting
        watched = time.monotonic() - began
        return Live(watched, spent, starting, _peak_bytes(process.pid), _own_bytes(process.pid))


class _Sounded:
    """What the loudspeaker has given so far, read from a growing recording."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def position(self) -> int:
        """Samples recorded so far."""
        return self._path.stat().st_size // 4

    def first_after(self, start: int) -> int | None:
        """Return the position of the first sounding sample from one on; None so far."""
        with self._path.open("rb") as file:
            file.seek(4 * start)
            data = file.read()
        sound = np.frombuffer(data[: len(data) // 4 * 4], dtype="<f4")
        loud = np.flatnonzero(np.abs(sound) > _SOUNDING)
        return start + int(loud[0]) if loud.size else None


@contextmanager
def _listening(card: VirtualCard) -> Iterator[_Sounded]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sounded")
        with card.recording(path):
            yield _Sounded(path)


@contextmanager
def _session(ritual: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `facilitator run` in a terminal of its own; it is ended as by Ctrl-C."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *_TERMINAL, 0, 0))
    drained = threading.Thread(target=_drain, args=(master,), name="terminal", daemon=True)
    with tempfile.TemporaryDirectory() as home:
        # The session itself is measured, not the offer of a word that comes before a first one.
        command = [sys.executable, "-m", "facilitator", "run", ritual, "--no-choose-word"]
        process = subprocess.Popen(
            [*command, "--partners", "Mia, Jonas"],
            env={**os.environ, "FACILITATOR_HOME": home, "TERM": "xterm-256color"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        drained.start()
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            drained.join(1.0)
            os.close(master)


def _drain(terminal: int) -> None:
    with contextlib.suppress(OSError):
        while os.read(terminal, 65536):
            pass


def _first_sound(sounded: _Sounded, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    looked = 0
    while time.monotonic() < deadline:
        at = sounded.position
        if (first := sounded.first_after(looked)) is not None:
            return first
        looked = at
        if process.poll() is not None:
            raise DeviceError(f"The session ended with exit code {process.returncode}.")
        time.sleep(_LOOK_EVERY_SECONDS)
    raise DeviceError(f"The session did not speak within {_PATIENCE_SECONDS:.0f} s.")


def _talk(card: VirtualCard, lines: Sequence[Sound], until: float) -> None:
    number = 0
    while time.monotonic() + _SAY_EVERY_SECONDS < until:
        began = time.monotonic()
        card.speak(lines[number % len(lines)])
        number += 1
        time.sleep(max(0.0, began + _SAY_EVERY_SECONDS - time.monotonic()))


def _cpu_seconds(pid: int) -> float:
    """Return the processor time of a process so far (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_bytes(pid: int) -> int:
    """Return the largest resident memory of a process so far."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _own_bytes(pid: int) -> int:
    """Return the proportional set size of a process; 0 where the kernel does not tell."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
