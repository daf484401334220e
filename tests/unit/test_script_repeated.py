"""How often something may be repeated, and what a ritual is that is used as a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import load

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\n"
ROUNDS = "settings: {{rounds: {{ask: How many?, start: 3, limits: 1 to {most}}}}}\n"
BREATH = "do: [{say: Breathe in. And out.}]"


def told(path: Path, text: str) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    try:
        return [(each.rule.code, each.advice) for each in load(path).warnings]
    except ScriptErrors as errors:
        return [(each.rule.code, each.advice) for each in errors.diagnostics]


@pytest.mark.parametrize(
    ("settings", "repeat", "codes"),
    [
        ("", "20 times", []),
        ("", "21 times", ["R130"]),
        ("", "a hundred times", ["R041"]),
        ("", "0 times", ["R040"]),
        ("", "no times", ["R040"]),
        (ROUNDS.format(most=20), "{rounds} times", []),
        (ROUNDS.format(most=21), "{rounds} times", ["R130"]),
    ],
)
def test_nothing_is_repeated_endlessly(
    tmp_path: Path, settings: str, repeat: str, codes: list[str]
) -> None:
    """More rounds than the limit are refused, also where a setting allows them."""
    text = f'{HEAD}{settings}steps:\n- repeat: "{repeat}"\n  {BREATH}\n'
    assert codes == [code for code, _ in told(tmp_path / "test.yaml", text)]


@pytest.mark.parametrize(
    ("version", "codes"), [('"1"', []), ('"7"', ["R030"]), ("one", ["R030"]), ("1.0", ["R030"])]
)
def test_a_version_may_stand_in_quotation_marks(
    tmp_path: Path, version: str, codes: list[str]
) -> None:
    """It is a number all the same; a newer one is refused."""
    text = f"{HEAD.replace('version: 1', f'version: {version}')}steps: [say: Hello there.]\n"
    assert codes == [code for code, _ in told(tmp_path / "test.yaml", text)]


def test_a_ritual_is_no_part(tmp_path: Path) -> None:
    """Whoever takes in a whole ritual hears once how to lead to it instead."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "walk.yaml").write_text(f"{HEAD}steps:\n- say: Walk.\n", "utf-8")
    ((code, advice),) = told(tmp_path / "test.yaml", f"{HEAD}steps:\n- use: walk\n")
    assert ("R020", True) == (code, advice.startswith("this is a ritual: `offer` it"))
