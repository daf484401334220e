"""Broken scripts end in findings with a place: never in a traceback, a hang or much memory."""

from __future__ import annotations

import os
import random
import time

import pytest

from facilitator.errors import FacilitatorError
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors, render
from facilitator.script.library import find, loaded
from facilitator.script.timing import estimate

MUTATIONS = int(os.environ.get("FACILITATOR_MUTATIONS", "400"))
"""How many scripts are broken; raise it for a long run."""

PARTS = [shipped_scripts() / "parts"]
ORIGINAL = find("mirror-talk", [shipped_scripts()]).read_text(encoding="utf-8")
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


def mutated(text: str, chance: random.Random) -> str:
    """Return the text with one to three things broken."""
    for _ in range(chance.randint(1, 3)):
        lines = text.split("\n")
        where = chance.randrange(len(lines))
        other = chance.randrange(len(lines))
        kind = chance.randrange(10)
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
        else:
            depth = chance.randint(1, 60)
            lines[where] += " " + "{a: [" * depth + "]}" * chance.choice((depth, depth - 1))
        text = "\n".join(lines)
        if not text:
            break
    return text


@pytest.mark.parametrize("part", range(4))
def test_a_broken_script_ends_in_findings_with_places(part: int) -> None:
    """Whatever is cut, swapped, retyped or stuffed into mirror talk, each finding has a place
    inside the file and can be shown."""
    outcomes = {"fine": 0, "refused": 0}
    before = time.process_time()
    for seed in range(part, MUTATIONS, 4):
        text = mutated(ORIGINAL, random.Random(seed))
        try:
            tree = yaml_tree.parse(yaml_tree.checked("mutated.yaml", text))
            ritual = loaded(tree, "mutated", PARTS)
            assert estimate(compile_ritual(ritual)).total_seconds <= 12 * 3600 + 1
            outcomes["fine"] += 1
        except ScriptErrors as error:
            outcomes["refused"] += 1
            for found in error.diagnostics:
                assert 1 <= found.span.line <= len(found.source.lines), text
                line = found.source.line(found.span.line)
                assert 1 <= found.span.column <= len(line) + 1, text
                assert "\x1b" not in render(found)
                assert found.message
        except FacilitatorError as error:
            raise AssertionError(f"{error} has no place:\n{text}") from error

    assert outcomes["fine"] > 0
    assert outcomes["refused"] > MUTATIONS // 8
    assert time.process_time() - before < 0.25 * MUTATIONS
