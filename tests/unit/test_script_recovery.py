"""A file is read past its slips: all of them are told at once, each at its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.script import yaml_tree
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Source, Span
from facilitator.script.loading import load
from facilitator.script.plans.check import check_plan
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.yaml_recovery import ANOTHER, UNREAD, read, read_source
from facilitator.script.translation.file import load_readable

HEAD = "ritual: A test\nabout: Has many slips.\ndepth: light\n"
MANY = f"""{HEAD}settings:
  gaze:
    strat: 2 min
steps:
  - say Welcome, both of you.
  - say: {{first}}, you begin: look.
  -silence: "{{gaze}}"
  • bell: closing
  - turns:
\t  each: 2 min
      question: "What was good?
  - silence: 10
  - say: The pineapple is ripe.
  - sya: Good night.
"""


def findings(path: Path) -> tuple[Diagnostic, ...]:
    try:
        return load(path).warnings
    except ScriptErrors as error:
        return error.diagnostics


def places(found: tuple[Diagnostic, ...]) -> list[tuple[str, int]]:
    return [(each.rule.code, each.span.line) for each in found]


def written(folder: Path, text: str | bytes, name: str = "many.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_slip_of_a_file_is_told_in_one_go(tmp_path: Path) -> None:
    """Those of form, of the language, and of the words; each in its own line."""
    found = findings(written(tmp_path, MANY))

    assert [
        ("R021", 6),
        ("R065", 8),
        ("R063", 9),
        ("R004", 10),
        ("R004", 11),
        ("R010", 13),
        ("R004", 14),
        ("R024", 15),
        ("R014", 16),
        ("R023", 17),
    ] == places(found)
    assert [] == [each for each in found if UNREAD in each.notes]


def test_marks_stand_where_they_belong_in_the_file_on_the_disk(tmp_path: Path) -> None:
    """Although lines before and the line itself were mended in memory."""
    text = (
        f"{HEAD}steps:\n  -say: Well: look at the pineapple.\n  - silence 10 s\n  - bel: opening\n"
    )
    found = {each.rule.code: each.span for each in findings(written(tmp_path, text))}

    assert Span(5, 13) == found["R004"]
    assert Span(6, 5, 7) == found["R065"]


def test_where_nobody_can_see_past_a_slip_it_is_said(tmp_path: Path) -> None:
    """Nobody is left believing that the rest is in order."""
    text = f"{HEAD}steps:\n  - say: Welcome.\n  - bell: {'[' * 40}\n  - sya: Hello.\n"
    found = findings(written(tmp_path, text))

    assert UNREAD in found[-1].notes


def test_lines_may_be_missing_and_steps_are_still_looked_at(tmp_path: Path) -> None:
    """Without a depth, with a broken setting, with a version nobody knows."""
    text = "version: one\nritual: A test\nsettings: 3\nsteps:\n  - say: The pineapple is ripe.\n"
    found = places(findings(written(tmp_path, text)))

    assert [("R014", 5), ("R020", 1), ("R022", 3), ("R030", 1)] == sorted(
        set(found), key=lambda each: each[0]
    )


@pytest.mark.parametrize("code", ["cp1252", "utf-16"])
def test_another_encoding_is_told_and_read_all_the_same(tmp_path: Path, code: str) -> None:
    """What old editors save; the rest is looked at."""
    text = f"{HEAD}steps:\n  - say: Café.\n  - silence: 10\n"
    found = findings(written(tmp_path, text.encode(code)))

    assert ["R001", "R024"] == sorted(each.rule.code for each in found)


def test_a_second_ritual_in_a_file_is_left_for_later(tmp_path: Path) -> None:
    """The first is looked at, and it is said that the second is not."""
    text = f"{HEAD}steps:\n  - silence: 10\n---\n{HEAD}steps:\n  - silence: 10\n"
    found = findings(written(tmp_path, text))

    assert [("R024", 5), ("R009", 6)] == places(found)
    assert ANOTHER in found[1].notes


def test_what_stands_below_a_key_given_twice_is_looked_at(tmp_path: Path) -> None:
    """A list goes on where the first one ends."""
    text = f"{HEAD}steps:\n  - say: Hello.\nsteps:\n  - silence: 10\n"

    assert [("R008", 6), ("R024", 7)] == places(findings(written(tmp_path, text)))


def test_a_clean_file_is_read_as_it_is() -> None:
    """No slip, nothing guessed, and the same tree as without any mending."""
    source = Source.of("x", f"{HEAD}steps:\n  - say: |\n      Hello.\n      * is no bullet here\n")
    reading = read_source(source)

    assert reading.tree == yaml_tree.parse(source)
    assert ((), frozenset(), True) == (reading.slips, reading.guessed, reading.is_whole)


def test_a_tree_with_slips_is_not_handed_out_as_if_it_were_whole() -> None:
    """Whoever cannot do with less gets all slips at once."""
    reading = read("x", b"a: b: c\nd: %e\n")

    assert {"a": "b: c", "d": "%e"} == (reading.tree.data if reading.tree else None)
    with pytest.raises(ScriptErrors) as caught:
        reading.required()
    assert [1, 2] == [each.span.line for each in caught.value.diagnostics]


def test_endless_slips_come_to_an_end() -> None:
    """After so many the file is another kind of file, and that is said."""
    lines = "".join(f"k{number}: a: b\n" for number in range(yaml_recovery.MOST_SLIPS + 20))
    reading = read("x", lines.encode())

    assert reading.tree is None
    assert UNREAD in reading.slips[-1].notes


def test_a_language_file_is_read_past_its_slips(tmp_path: Path) -> None:
    """A quotation mark too many and a misspelt key: both told, the other lines kept."""
    path = written(
        tmp_path,
        "version: 1\nlanguage: de\nritual: x\nshown:\n  title:\n    original: A\n"
        '    translation: "B" C\nlines:\n  one:\n    original: D\n    translaton: E\n'
        "  two:\n    original: F\n    translation: G\n",
        "x.de.yaml",
    )
    file, found = load_readable(path)

    assert [("R004", 7), ("R021", 11)] == places(tuple(found))
    assert file is not None
    assert ["B", "", "G"] == [
        e.translation.split('"')[1] if '"' in e.translation else e.translation for e in file.entries
    ]


def test_a_plan_is_read_past_its_slips(tmp_path: Path) -> None:
    """A broken case keeps none of the others from being looked up."""
    written(tmp_path, f"{HEAD}steps:\n  - bell: opening\n", "x.yaml")
    plan = written(
        tmp_path,
        "- people: willing\n  expect: [bell opening\n- people: tired\n  expct: []\n"
        "- people: late\n  expect: [bell closing]\n",
        "x.plan.yaml",
    )
    count, found = check_plan(plan)

    assert 3 == count
    assert [("R004", 2), ("R021", 4), ("R067", 6)] == places(found)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("steps:\n  - say: Hi.\n    announce: Yours.\n", "belongs to `turns`"),
        ("steps:\n  - say: Hi.\n    if no: Stop.\n", "`if no` belongs to `consent`"),
        ("steps:\n  - say: Hi.\n    mood: calm\n", "belongs to the ritual itself"),
        ("limits: 1 min to 2 min\nsteps:\n  - say: Hi.\n", "belongs to a setting"),
        ("silence: 2 min\nsteps:\n  - say: Hi.\n", "is a step: write it below `steps:`"),
        ("steps:\n  - say: Hi.\n    cues: none\n", "`cues` belongs to `talk` and `turns`"),
    ],
)
def test_a_key_that_stands_wrongly_says_where_it_belongs(
    tmp_path: Path, body: str, advice: str
) -> None:
    """Instead of listing what may stand here."""
    (found,) = findings(written(tmp_path, HEAD + body))

    assert "R021" == found.rule.code
    assert advice in found.advice


@pytest.mark.parametrize(
    "line",
    [
        "say: Give it 50 % of your strength.",
        "say: Come back at 20:15, both of you.",
        "say: Welcome.   # as always",
        "silence: 2:30",
        "silence: half a minute",
        "silence: 1,5 min",
        "say: Welcome,\u00a0both\u00a0of\u00a0you.",
        "say: “Yes” is a good answer.",
    ],
)
def test_what_is_no_slip_is_left_alone(tmp_path: Path, line: str) -> None:
    """People write these, and they mean what they say."""
    assert () == findings(written(tmp_path, f"{HEAD}steps:\n  - {line}\n"))


def test_quotation_marks_around_an_answer_are_not_part_of_it(tmp_path: Path) -> None:
    """A word processor puts curly ones; nobody says them."""
    text = f"{HEAD}steps:\n  - ask: Shall we?\n    answers: [“yes”, «no»]\n    as: way\n"
    ritual = load(written(tmp_path, text))

    assert ["yes", "no"] == list(ritual.form.steps[0].answers)  # type: ignore[union-attr]
