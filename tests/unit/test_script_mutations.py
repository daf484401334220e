"""Broken files end in findings with a place: never in a traceback, a hang or much memory.

A long run: `FACILITATOR_MUTATIONS=10000 pytest -s tests/unit/test_script_mutations.py`. Also a
program of its own, `python tests/unit/test_script_mutations.py FIRST LAST`, which prints figures.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import pytest

from facilitator.errors import FacilitatorError
from facilitator.places import shipped_scripts
from facilitator.script.checking.wording import Wording
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, render
from facilitator.script.loading import load
from facilitator.script.plans.check import check_plan
from facilitator.script.translation.languages import file_findings
from facilitator.script.translation.sources import source_of
from facilitator.script.walking.timing import estimate

MUTATIONS = int(os.environ.get("FACILITATOR_MUTATIONS", "240"))
"""How many files are broken; raise it for a long run."""

MOST_SECONDS = 10.0
"""Processor time after which a file counts as one that hangs."""

MOST_MEGABYTES = 200
"""Most memory the whole run may have needed at any moment."""

VALUES = (
    "",
    "null",
    "true",
    "-1",
    "1e308",
    "9" * 400,
    "0 s",
    "25 h",
    "99999999999 min",
    "[]",
    "{}",
    "[[[]]]",
    "{a: {b: [c, {d: e}]}}",
    "'{'",
    "'{}'",
    "'{gaze}{gaze}'",
    "'{next gaze}'",
    "place is apart",
    "until place is apart, at most 20 times",
    "20 times",
    "how to rest or end",
    "pineapple",
    "Stop.",
    "&a b",
    "*a",
    "!!binary aGk=",
    "|2-",
    "'\u0301\u0489'",
    "\u202e",
    "😀" * 50,
    "ﷺ" * 20,
    "x" * 5000,
    "\U000e0041",
    '"\\0"',
    '"\\u2028\\x07"',
    "2026-11-22",
    "0x10",
    "~",
    "<<",
    "? a",
    "- - - -",
)


def huge(line: str, chance: random.Random) -> str:
    """Return a line made very long: many answers, a long text, the same step many times."""
    key = line.partition(":")[0]
    many = chance.choice((50, 400, 3000))
    kind = chance.randrange(4)
    if kind == 0:
        return f"{key}: [{', '.join(f'word{n}' for n in range(many))}]"
    if kind == 1:
        return f"{key}: {{{', '.join(f'word{n}: thing{n}' for n in range(many))}}}"
    if kind == 2:
        return f"{key}: {'Well now. ' * many * 10}"
    return "\n".join([line] * many)


def laughs(chance: random.Random) -> list[str]:
    """Return lists of lists of lists that would be millions of words if they were built."""
    levels = range(1, chance.randint(3, 12))
    first = "a0: &a0 [" + ", ".join(["lol"] * 9) + "]"
    return [first, *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in levels)]


def mutated(text: str, chance: random.Random) -> str:
    """Return the text with one to three things broken."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        where = chance.randrange(len(lines))
        other = chance.randrange(len(lines))
        kind = chance.randrange(13)
        if kind == 0:
            lines = lines[:where] + lines[where + chance.randint(1, 8) :]
        elif kind == 1:
            lines[where], lines[other] = lines[other], lines[where]
        elif kind == 2:
            lines.insert(other, lines[where])
        elif kind == 3:
            lines[where] = " " * chance.randint(0, 12) + lines[where].lstrip()
        elif kind in (4, 5, 6):
            key, colon, _ = lines[where].partition(":")
            lines[where] = f"{key}{colon} {chance.choice(VALUES)}"
        elif kind == 7:
            line = lines[where]
            at = chance.randint(0, len(line))
            odd = chance.choice("\t\0{}[]&*!|>'\"%@`#,?:-\u200b\ufeff\x85é\n")
            lines[where] = line[:at] + odd + line[at:]
        elif kind == 8:
            line = lines[where]
            at = chance.randint(0, len(line))
            lines[where] = line[:at] + line[at + chance.randint(1, 5) :]
        elif kind == 9:
            lines[where] = huge(lines[where], chance)
        elif kind == 10:
            lines[where:where] = laughs(chance)
        elif kind == 11:
            at = len(lines[where]) - len(lines[where].lstrip())
            levels = range(chance.randint(5, 400))
            lines[where:where] = [f"{' ' * (at + 2 * n)}- when: a is b" for n in levels]
        else:
            depth = chance.choice((1, 5, 20, 60, 3000))
            lines[where] += " " + "{a: [" * depth + "]}" * chance.choice((depth, depth - 1))
        text = "\n".join(lines)
        if not text:
            break
    return text


class HangError(Exception):
    """A file took longer than `MOST_SECONDS`."""


def too_long(*_: object) -> None:
    raise HangError


def looked_at(path: Path) -> tuple[Diagnostic, ...]:
    """Return the findings about a ritual, a plan or a language file.

    Raises:
        ScriptErrors: The file cannot be performed; has the findings.
    """
    kind = path.name.split(".")[1:-1]
    if kind == ["plan"]:
        return check_plan(path)[1]
    if kind:
        ritual = load(path.with_name(f"{path.name.split('.')[0]}.yaml"))
        return tuple(file_findings(source_of(ritual), path, ritual, Wording()))
    ritual = load(path)
    assert estimate(compile_ritual(ritual)).total_seconds <= 12 * 3600 + 1
    return ritual.warnings


def is_told(found: Diagnostic) -> bool:
    """Say whether a finding has a place inside its file, can be shown, and has a way out."""
    is_line = 1 <= found.span.line <= max(1, len(found.source.lines))
    line = found.source.line(found.span.line) if is_line else ""
    is_column = 1 <= found.span.column <= len(line) + 1
    return is_line and is_column and "\x1b" not in render(found) and bool(found.advice)


def broken(first: int, last: int) -> dict[str, object]:
    """Break files, one for each number, and return what became of them."""
    outcome: dict[str, object] = {"fine": 0, "refused": 0, "slowest": 0.0, "failures": []}
    counts, failures = {"fine": 0, "refused": 0}, []
    slowest, named = 0.0, ""
    signal.signal(signal.SIGVTALRM, too_long)
    with tempfile.TemporaryDirectory() as folder:
        mine = Path(folder) / "scripts"
        shutil.copytree(shipped_scripts(), mine)
        files = [path for path in sorted(mine.glob("*.yaml")) if path.stem != "facilitator.de"]
        for number in range(first, last):
            path = files[number % len(files)]
            original = path.read_text(encoding="utf-8")
            text = mutated(original, random.Random(number))
            path.write_text(text, encoding="utf-8", errors="replace")
            before = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
            try:
                told = looked_at(path)
                counts["refused" if told else "fine"] += 1
            except ScriptErrors as error:
                told = error.diagnostics
                counts["refused"] += 1
            except FacilitatorError as error:
                told = ()
                failures.append([number, path.name, f"{error} has no place"])
            except BaseException:
                told = ()
                failures.append([number, path.name, traceback.format_exc()[-1500:]])
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
            took = time.process_time() - before
            if took > slowest:
                slowest, named = took, f"{number} {path.name}"
            failures += [
                [number, path.name, f"{each.rule.code} has no place or no way out: {each.message}"]
                for each in told
                if not is_told(each)
            ]
            path.write_text(original, encoding="utf-8")
    # What `getrusage` tells begins with the process that this one was made by.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    most = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    outcome.update(counts, slowest=round(slowest, 2), which=named, megabytes=most)
    outcome["failures"] = failures
    return outcome


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux only")
def test_a_broken_file_ends_in_findings_with_places() -> None:
    """Whatever is cut, swapped, retyped or stuffed into the shipped rituals, plans and language
    files, each finding has a place; no file takes long, nor all together much memory."""
    command = [sys.executable, __file__, "0", str(MUTATIONS)]
    paths = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=paths)
    assert 0 == done.returncode, done.stderr
    print(done.stdout)
    outcome = json.loads(done.stdout)

    assert [] == outcome["failures"]
    assert outcome["fine"] > 0
    assert outcome["refused"] > MUTATIONS // 4
    assert outcome["megabytes"] < MOST_MEGABYTES


if __name__ == "__main__":
    print(json.dumps(broken(int(sys.argv[1]), int(sys.argv[2])), indent=1))
