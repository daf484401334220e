"""What authors get wrong is told once, where it stands, with a way out that works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitator.script.diagnostics import Diagnostic, ScriptErrors, render
from facilitator.script.loading import load

ROOT = Path(__file__).parents[2]
MISTAKES = sorted((ROOT / "tests" / "mistakes").glob("*.yaml"))
GOLDEN = ROOT / "tests" / "goldens" / "mistakes.txt"
WRITE = re.compile(r"(?:write|new step:|before:) `(- )?(?P<fixed>[^`]*: [^`]*)`\Z")


def findings(path: Path) -> tuple[Diagnostic, ...]:
    try:
        return load(path).warnings
    except ScriptErrors as error:
        return error.diagnostics


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_one_mistake_is_one_message(path: Path) -> None:
    """Nothing that only follows from it is told, and the mark lies inside the line it shows."""
    (found,) = findings(path)

    assert "" != found.advice
    assert 1 <= found.span.line <= len(found.source.lines)
    assert found.span.column - 1 + found.span.length <= len(found.source.line(found.span.line))


def test_messages_about_mistakes_read_as_they_were_found_good() -> None:
    """Every message is kept as text under the name of its mistake, so somebody reads it."""
    shown = []
    for path in MISTAKES:
        texts = [render(found).replace(found.source.name, path.name) for found in findings(path)]
        shown.append(f"# {path.stem.replace('-', ' ')}\n" + "\n".join(texts))

    assert GOLDEN.read_text(encoding="utf-8") == "\n\n".join(shown) + "\n"


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_what_is_advised_mends_the_line(path: Path, tmp_path: Path) -> None:
    """Where the help says what to write, writing it takes the finding away."""
    (found,) = findings(path)
    advice = WRITE.search(found.advice)
    if advice is None:
        return
    lines = list(found.source.lines)
    at = found.span.line - 1
    key = advice["fixed"].partition(":")[0]
    start = re.search(rf"(?<![\w-])-?{re.escape(key)}\b", lines[at])
    if start is None or "below" in found.advice or "next line" in found.advice:
        return
    before = lines[at][: start.start()]
    lines[at] = before.replace("*", "-") + ("- " if "-" not in before and advice[1] else "")
    lines[at] += advice["fixed"] + ("}" if before.count("{") > before.count("}") else "")
    mended = tmp_path / path.name
    mended.write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "parts").mkdir()

    left = [(each.rule.code, each.span.line) for each in findings(mended)]
    assert (found.rule.code, found.span.line) not in left
