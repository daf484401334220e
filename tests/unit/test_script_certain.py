"""What a deep ritual does on every course, and what the product adds to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.engine.actions import Speak
from facilitator.engine.program import Say, Turn
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import load, loaded
from facilitator.script.ritual import Ritual
from facilitator.session.on_paper import perform

HEAD = "version: 1\nritual: A test\nabout: It goes deep.\ndepth: {depth}\n"
WORDS = "Before we begin, you each hold two words."
USE = "  - use: how to rest or end\n"
CONSENT = "  - consent: '{name}, would you like to?'\n"
TURNS = "  - turns: {each: 1 min, question: What hurts?}\n"
CARE = "  - use: aftercare\n"


def read(body: str, depth: str = "deep") -> Ritual:
    """Return a ritual of these steps, with the shipped parts."""
    text = HEAD.format(depth=depth) + body
    tree = yaml_tree.parse(yaml_tree.checked("t.yaml", text))
    return loaded(tree, "t", [shipped_scripts() / "parts"])


def codes(body: str, depth: str = "deep") -> list[str]:
    """Return the codes of all findings."""
    try:
        found = read(body, depth).warnings
    except ScriptErrors as error:
        found = tuple(error.diagnostics)
    return sorted(each.rule.code for each in found)


def said(ritual: Ritual) -> list[str]:
    """Return what is said when nobody answers, in order."""
    moments = perform(compile_ritual(ritual))
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


SETTING = "settings: {a: {choices: [yes, no], start: no}}\n"


def within(steps: str) -> str:
    """Return steps that are skipped by default."""
    return "  - when: a is yes\n    do:\n" + steps.replace("  - ", "      - ")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("steps:\n" + USE + CONSENT + TURNS + CARE, []),
        (SETTING + "steps:\n" + USE + within(CONSENT) + TURNS + CARE, ["R043"]),
        (SETTING + "steps:\n" + within(USE) + CONSENT + TURNS + CARE, ["R046"]),
        (
            SETTING + "steps:\n" + within(USE + CONSENT) + "    otherwise:\n"
            "      - end: Another day.\n" + TURNS + CARE,
            [],
        ),
        ("steps:\n" + USE + "  - repeat: 2 times\n    do:\n    " + CONSENT + TURNS + CARE, []),
        ("steps:\n" + USE + TURNS + CONSENT + CARE, ["R043"]),
    ],
)
def test_only_what_every_course_passes_counts(body: str, expected: list[str]) -> None:
    """A step that may be skipped is none, unless the session ends where it is."""
    assert expected == codes(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (TURNS, ["R095"]),
        (TURNS + "  - end: Thanks.\n", ["R095"]),
        (TURNS + within(CARE), ["R095"]),
        (CARE + TURNS, ["R095"]),
        (TURNS + CARE + "  - end: Thanks.\n", []),
        (within("  - end: Another day.\n") + TURNS + CARE, []),
        (TURNS + within("  - end: That is enough.\n") + CARE, ["R095"]),
    ],
)
def test_a_deep_ritual_always_ends_with_the_aftercare(body: str, expected: list[str]) -> None:
    """The part is said once before the end where the script may leave it out; check says so."""
    asks = "settings: {a: {choices: [yes, no], start: no}}\n"
    asks = asks if "a is yes" in body else ""
    ritual = read(asks + "steps:\n" + USE + "  - consent: Yes?\n" + body)
    program = compile_ritual(ritual)
    care = [
        at
        for at, each in enumerate(program.operations)
        if isinstance(each, Say) and each.sentences[0].text.startswith("Stay a moment")
    ]
    turns = [at for at, each in enumerate(program.operations) if isinstance(each, Turn)]

    assert expected == [each.rule.code for each in ritual.warnings]
    assert 1 == len(care)
    assert turns[-1] < care[0]


def test_an_end_in_the_middle_of_it_has_the_aftercare_too() -> None:
    """Not one before anybody had a turn."""
    ask = "  - {ask: Enough?, answers: [yes, no], as: x}\n"
    end = "  - when: x is yes\n    do:\n      - end: So be it.\n"
    for body, count in ((ask + end + TURNS, 1), (ask + TURNS + end, 2)):
        ritual = read("steps:\n" + USE + "  - consent: Yes?\n" + body)
        said = [each for each in compile_ritual(ritual).operations if isinstance(each, Say)]
        care = [each for each in said if each.sentences[0].text.startswith("Stay a moment")]
        assert count == len(care)


def test_a_part_beside_the_script_is_not_taken_for_the_product_s_own(tmp_path: Path) -> None:
    """The shipped one is said, and check tells so; a plain copy of it is no finding."""
    (tmp_path / "parts").mkdir()
    beside = tmp_path / "parts" / "how-to-rest-or-end.yaml"
    script = tmp_path / "t.yaml"
    script.write_text(HEAD.format(depth="medium") + "steps:\n" + USE + TURNS)

    beside.write_text("version: 1\npart: How to rest or end\nabout: Hm.\nsteps: [say: Hm.]\n")
    ritual = load(script)
    assert ["R094"] == [each.rule.code for each in ritual.warnings]
    assert WORDS == said(ritual)[0]

    beside.write_text((shipped_scripts() / "parts" / beside.name).read_text(encoding="utf-8"))
    assert () == load(script).warnings


def test_the_words_are_told_first_and_once_where_they_may_be_skipped() -> None:
    """With the setting and without it."""
    ritual = read(SETTING + "steps:\n" + within(USE) + "  - say: Welcome.\n" + TURNS, "medium")

    for choice in ("yes", "no"):
        moments = perform(compile_ritual(ritual, settings={"a": choice}))
        spoken = [a.text for m in moments for a in m.actions if isinstance(a, Speak)]
        assert WORDS == spoken[0]
        assert 1 == spoken.count(WORDS)


@pytest.mark.parametrize(
    ("depth", "expected"), [("deep", ("enough", "pass")), ("light", ("enough",))]
)
def test_a_pass_ends_every_deep_turn(depth: str, expected: tuple[str, ...]) -> None:
    """Whatever else the script lets end it."""
    turns = "  - turns: {each: 1 min, question: What hurts?, done by: [enough]}\n"
    program = compile_ritual(read("steps:\n" + USE + CONSENT + turns + CARE, depth))

    assert [expected] * 2 == [each.done for each in program.operations if isinstance(each, Turn)]


@pytest.mark.parametrize(
    ("answers", "default", "expected"),
    [
        ("[yes, no]", "yes", ["R096"]),
        ("[yes, no]", "no", []),
        ("[carry on, close]", "carry on", ["R096"]),
        ("[agreed]", "agreed", ["R096"]),
        ("[tea, coffee]", "tea", []),
    ],
)
def test_nobody_answering_is_no_yes(answers: str, default: str, expected: list[str]) -> None:
    """Nor the only answer there is."""
    ask = f"  - {{ask: So?, answers: {answers}, if nobody answers: {default}, as: x}}\n"

    assert expected == codes("steps:\n" + ask, "light")


@pytest.mark.parametrize(
    "asked",
    [
        "steps:\n  - turns:\n      each: 1 min\n      questions: [deep: What hurts?]\n",
        "decks: {q: [light: So?, deep: What hurts?]}\nsteps:\n  - turns: {each: 1 min, deck: q}\n",
        "decks: {q: [deep: What hurts?]}\nsteps:\n  - {talk: 2 min, starters: q}\n",
    ],
)
def test_what_is_marked_deep_makes_a_ritual_deep(asked: str) -> None:
    """Whatever the ritual says of its depth: the words come first, the aftercare last."""
    ritual = read(asked, "light")
    spoken = said(ritual)

    assert ["R046", "R095"] == sorted(each.rule.code for each in ritual.warnings)
    assert all("marked deep" in each.notes[0] for each in ritual.warnings)
    assert WORDS == spoken[0]
    assert "If it comes, tell each other, in one sentence." in spoken[-1]
