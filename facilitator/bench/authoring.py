"""How long the commands of an author take, each in a process of its own that has nothing loaded."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from facilitator.bench.statistics import table
from facilitator.errors import FacilitatorError
from facilitator.places import shipped_scripts
from facilitator.script.durations import spoken_number
from facilitator.script.library import PARTS, rituals_in

HOUR_LONG: Final = "emotional-check-in-hour"
"""The shipped ritual of an hour that is rehearsed on paper."""

_LINE: Final = re.compile(
    r"^(\s*- (?:say|light|medium|deep|ready): [A-Z][^#\n]*[.?!])$", re.MULTILINE
)
_TITLE: Final = re.compile(r"^ritual: (.*)$", re.MULTILINE)


@dataclass(slots=True)
class Timed:
    """A command, and how long it took each time.

    Attributes:
        name: What it is called in the table.
        arguments: After the interpreter.
        target: What is promised, in seconds of wall time; None for the bare interpreter.
        wall: From start to end of the process, in seconds.
        processor: Time on the processor, user and system, in seconds.
    """

    name: str
    arguments: tuple[str, ...]
    target: float | None = None
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def library_of(count: int, folder: Path) -> list[Path]:
    """Write so many rituals into a folder: the shipped ones in turn, each copy edited.

    Every copy has its own title, and a sentence of its own after each short line, so that nothing
    one script says is known from another; the shared parts are as shipped.
    """
    shipped = rituals_in(shipped_scripts())
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(shipped_scripts() / PARTS, folder / PARTS, dirs_exist_ok=True)
    written = []
    for number, source in zip(range(count), itertools.cycle(shipped), strict=False):
        text = source.read_text(encoding="utf-8")
        edit = spoken_number(number % 1000)
        text = _TITLE.sub(rf"ritual: \1 {number}", text, count=1)
        text = _LINE.sub(rf"\1 This is reading {edit}.", text)
        path = folder / f"{source.stem}-{number:03d}.yaml"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def commands(library: Path, count: int) -> list[Timed]:
    """Return what is timed: a bare interpreter first, then an author's commands."""
    product = ("-m", "facilitator")
    one = str(shipped_scripts() / "mirror-talk.yaml")
    return [
        Timed("bare interpreter", ("-c", "pass")),
        Timed("check of one script", (*product, "check", one), 0.4),
        Timed("rehearse --text of an hour", (*product, "rehearse", HOUR_LONG, "--text"), 1.0),
        Timed(f"check of {count} scripts", (*product, "check", str(library)), 3.0),
    ]


def measure(
    timed: Sequence[Timed],
    runs: int,
    progress: Callable[[object], None] = lambda _: None,
    *,
    kept: Path | None = None,
) -> None:
    """Run each command so many times, in turn, so that a busy moment meets all of them.

    Args:
        timed: The commands; take their times.
        runs: How often each is timed.
        progress: Told after each run.
        kept: A folder where Python keeps the modules it has translated, as it does on every
            computer that does not forbid it; each command then runs once before it is timed.
            Without it the environment decides.

    Raises:
        FacilitatorError: A command failed; carries its last words.
    """
    environment = dict(os.environ)
    if kept is not None:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(kept)
    for number in range(runs + (kept is not None)):
        for each in timed:
            before = _children_cpu()
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, *each.arguments],
                capture_output=True,
                text=True,
                check=False,
                env=environment,
            )
            wall = time.perf_counter() - began
            if number or kept is None:
                each.wall.append(wall)
                each.processor.append(_children_cpu() - before)
            if done.returncode != 0:
                last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
                raise FacilitatorError(f"{each.name} failed: {last[0]}")
            progress(None)


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def report(timed: Sequence[Timed]) -> str:
    """Return the figures as a table in Markdown; the first row is what ratios are held against."""
    bare = statistics.median(timed[0].wall)
    rows = []
    for each in timed:
        wall = statistics.median(each.wall)
        rows.append(
            (
                each.name,
                f"{wall:.2f} s ({min(each.wall):.2f}–{max(each.wall):.2f})",
                f"{statistics.median(each.processor):.2f} s",
                f"{wall / bare:.0f}×",
                f"≤ {each.target:g} s" if each.target is not None else "–",
                str(len(each.wall)),
            )
        )
    head = ("cold process", "median (range)", "processor", "bare interpreter", "target", "n")
    return table(head, rows)
