"""Whole sessions measured from outside: exactness of time, speed, cost, and the first word.

Boundaries are read from what the simulated room's loudspeaker gave; everything else from the
`facilitator` command itself, run as a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.statistics import ms_text, table
from facilitator.clock import BLOCK, PLAYBACK_HZ, RATE_HZ, samples, seconds
from facilitator.display.view import SilentDisplay
from facilitator.engine.operations import Bell, Operation, Silence
from facilitator.engine.program import Program
from facilitator.errors import FacilitatorError, ModelError
from facilitator.room.people import Happening
from facilitator.room.recording import RoomRecorder
from facilitator.room.simulated import SimulatedRoom
from facilitator.session.company import LINES
from facilitator.session.evening import Evening
from facilitator.session.rehearsal import LAPTOP_ECHO_DB, partner_voice
from facilitator.session.start import perform, ready
from facilitator.session.wish import Wish

_SOUNDING = 1e-5
_QUIET = PLAYBACK_HZ
"""Samples of silence after which a sound counts as a new one."""

_CYCLE = samples(120.0)


class Onsets(RoomRecorder):
    """A recorder that keeps only where sounds begin at the loudspeaker.

    Attributes:
        starts: Positions at `PLAYBACK_HZ` of first sounding samples after a second of silence.
    """

    def __init__(self) -> None:
        self.starts: list[int] = []
        self._position = 0
        self._last = -_QUIET - 1

    def sounded(self, block: Sound) -> None:
        """Take in the next block of the loudspeaker."""
        loud = np.flatnonzero(np.abs(block) > _SOUNDING)
        if loud.size:
            if self._position + int(loud[0]) - self._last > _QUIET:
                self.starts.append(self._position + int(loud[0]))
            self._last = self._position + int(loud[-1])
        self._position += block.size

    def heard(self, block: Sound) -> None:
        """Ignore what the microphone heard."""

    def close(self) -> FacilitatorError | None:
        """Nothing was written, so nothing can have failed."""
        return None


@dataclass(frozen=True, slots=True)
class Boundaries:
    """How exactly the bells of a session stand where they should.

    Attributes:
        name: What was performed.
        bells: How many.
        worst: Largest distance of a bell from its place after the first one, in samples of the
            session clock; 0.0 for exact.
        last: That of the last bell, with its sign: a drift would show here.
        seconds: From the first to the last bell as planned.
    """

    name: str
    bells: int
    worst: float
    last: float
    seconds: float

    @property
    def holds(self) -> bool:
        """Every bell within one block of its place."""
        return self.worst <= BLOCK


def boundaries(name: str, planned_seconds: float, *, talk: bool, seed: int = 0) -> Boundaries:
    """Hold a session of silences between bells and find the bells in what sounded.

    Everything is in the way: ears with all recognizers, canceller, echo, room noise.

    Args:
        name: For the report.
        planned_seconds: From the first bell to the last; cut into silences of two minutes.
        talk: Let somebody say a line every twenty seconds meanwhile.
        seed: Chooses noise and room.

    Raises:
        ModelError: Another number of bells sounded than there should have been, or the session
            ended early.
    """
    operations: list[Operation] = [Bell("opening")]
    places = [0]
    total = samples(planned_seconds)
    while places[-1] < total:
        length = min(_CYCLE, total - places[-1])
        places.append(places[-1] + length)
        operations += [Silence(length), Bell("closing" if places[-1] == total else "halfway")]
    people = []
    if talk:
        for number, at in enumerate(range(samples(10.0), total, samples(20.0))):
            line = LINES[number % len(LINES)]
            people.append(Happening(at, partner_voice(number % 2, line)))
    onsets = Onsets()
    program = Program("bench", "Bench", ("A", "B"), tuple(operations), safe_words=("pineapple",))
    wish = Wish(program)
    room = SimulatedRoom(people, echo_db=LAPTOP_ECHO_DB, seed=seed, recorder=onsets)
    with Evening(room) as evening, ready(wish, SilentDisplay(), evening) as (ears, speech):
        ending = perform(wish, evening, ears, speech)
    if ending.outcome != "completed" or len(onsets.starts) != len(places):
        raise ModelError(
            f"The session “{name}” ended {ending.outcome} after {seconds(ending.at):.0f} s; "
            f"{len(onsets.starts)} of {len(places)} bells sounded."
        )
    ratio = PLAYBACK_HZ // RATE_HZ
    errors = [
        (start - onsets.starts[0]) / ratio - place
        for start, place in zip(onsets.starts, places, strict=True)
    ]
    worst = max(abs(each) for each in errors)
    return Boundaries(name, len(places), worst, errors[-1], planned_seconds)


def boundary_table(found: Sequence[Boundaries]) -> str:
    """Return boundaries as a table in Markdown."""
    rows = [
        (
            each.name,
            f"{each.seconds:.0f} s",
            str(each.bells),
            f"{each.worst:.1f} samples ({each.worst * 1000 / RATE_HZ:.2f} ms)",
            f"{each.last:+.1f} samples",
            "holds" if each.holds else "MISSED",
        )
        for each in found
    ]
    return table(
        ("boundaries", "bell to bell", "bells", "worst", "last bell", "within 320 samples"), rows
    )


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a ritual is rehearsed, as a process of its own.

    Attributes:
        session_seconds: Length of the session.
        wall_seconds: From the start of the process to its end, loading included.
        cpu_seconds: Of all its threads together.
        said: The ratio as the command itself prints it, which leaves out Python's own start.
    """

    session_seconds: float
    wall_seconds: float
    cpu_seconds: float
    said: float

    @property
    def ratio(self) -> float:
        """Session time over wall time."""
        return self.session_seconds / self.wall_seconds


_REHEARSED = re.compile(r"Rehearsed in ([\d.]+) s, (\d+) times")


def rehearsal_speed(ritual: str, *, seed: int = 0) -> Speed:
    """Rehearse a ritual with the command and measure how long that takes.

    Raises:
        ModelError: The command failed; its message is carried on.
    """
    with tempfile.TemporaryDirectory() as home:
        timeline = Path(home, "timeline.json")
        command = [sys.executable, "-m", "facilitator", "rehearse", ritual, "--quiet"]
        command += ["--seed", str(seed), "--partners", "Mia, Jonas", "--timeline", str(timeline)]
        before = _children_cpu()
        began = time.monotonic()
        done = subprocess.run(
            command,
            env={**os.environ, "FACILITATOR_HOME": home},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        wall = time.monotonic() - began
        cpu = _children_cpu() - before
        said = _REHEARSED.search(done.stdout)
        if done.returncode != 0 or said is None:
            raise ModelError(f"The rehearsal failed: {(done.stderr or done.stdout).strip()}")
        last = json.loads(timeline.read_text(encoding="utf-8").splitlines()[-1])
    return Speed(float(last["seconds"]), wall, cpu, float(said[2]))


def speed_table(ritual: str, found: Sequence[Speed]) -> str:
    """Return rehearsals as a table in Markdown."""
    rows = [
        (
            ritual,
            f"{each.session_seconds:.0f} s",
            f"{each.wall_seconds:.1f} s",
            f"{each.ratio:.0f}×",
            f"{each.said:.0f}×",
            f"{each.cpu_seconds:.1f} s",
            f"{100 * each.cpu_seconds / each.session_seconds:.1f} %",
        )
        for each in found
    ]
    head = ("rehearsed", "session", "took", "× real time", "as it says", "processor", "of a core")
    return table(head, rows)


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


@dataclass(frozen=True, slots=True)
class Live:
    """What a session on the virtual card cost.

    Attributes:
        seconds: How long it was watched, from its first sound on.
        cpu_seconds: Processor time of the whole process in that time.
        starting_cpu_seconds: Before the first sound.
        peak_bytes: Most memory it ever held (resident).
        proportional_bytes: What of its memory was its own at the end, shared pages counted by
            their share; 0 where that is unknown.
    """

    seconds: float
    cpu_seconds: float
    starting_cpu_seconds: float
    peak_bytes: int
    proportional_bytes: int = 0

    @property
    def share(self) -> float:
        """Of one core, while it was watched."""
        return self.cpu_seconds / self.seconds


def live_cost_table(found: Live) -> str:
    """Return the cost of a live session as a table in Markdown."""
    row = (
        f"{found.seconds:.0f} s",
        f"{100 * found.share:.1f} % of a core",
        f"{found.starting_cpu_seconds:.1f} s",
        f"{found.peak_bytes / 1e6:.0f} MB",
        f"{found.proportional_bytes / 1e6:.0f} MB" if found.proportional_bytes else "–",
    )
    head = (
        "live session watched",
        "processor",
        "before the first word",
        "peak memory",
        "own share",
    )
    return table(head, [row])


def first_word_table(found: Sequence[float]) -> str:
    """Return the times from process start to the first sound as a table in Markdown."""
    row = (
        str(len(found)),
        ms_text(found),
        f"{min(found):.2f}–{max(found):.2f} s" if found else "–",
    )
    return table(("starts", "process start → first spoken sample p50/p95/p99", "all within"), [row])
