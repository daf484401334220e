"""What a deep ritual does on every course, and what the product adds to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from facilitator.clock import Samples
from facilitator.engine.actions import Speak
from facilitator.engine.events import Event, PhraseHeard
from facilitator.engine.operations import Ask, Say, Turn
from facilitator.engine.state import Listening, State
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import load, loaded
from facilitator.script.ritual import Ritual
from facilitator.session.on_paper import Willing, perform

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
    """Whatever the ritual says of its depth: consent must be asked, the words come first, the
    aftercare last."""
    assert ["R046", "R095", "R107"] == codes(asked, "light")

    ritual = read(asked.replace("steps:\n", "steps:\n  - consent: Yes?\n"), "light")
    program = compile_ritual(ritual)
    spoken = [
        action.text
        for moment in perform(program, reaction=Willing(program, {}).react)
        for action in moment.actions
        if isinstance(action, Speak)
    ]

    assert ["R046", "R095"] == sorted(each.rule.code for each in ritual.warnings)
    assert all("marked deep" in each.notes[0] for each in ritual.warnings)
    assert WORDS == spoken[0]
    assert "If it comes, tell each other, in one sentence." in spoken[-1]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", ["R107"]),
        (CONSENT, []),
        (
            "  - ask each: '{name}, how deep?'\n    answers: [light, deep]\n    as: depth\n",
            ["R107"],
        ),
        ("  - say: Now it gets serious.\n", ["R107"]),
    ],
)
def test_something_deep_in_a_medium_ritual_needs_consent(before: str, expected: list[str]) -> None:
    """On every course, before the first of it; a wish is no consent."""
    deep = "  - turns: {each: 1 min, questions: [light: Hm?, deep: What hurts?]}\n"

    assert expected == codes("steps:\n" + USE + before + deep + CARE, "medium")


def test_consent_may_come_right_before_what_is_deep() -> None:
    """In a ritual that is not deep as a whole; skipped by a setting it is none."""
    deep = "  - turns: {each: 1 min, questions: [deep: What hurts?]}\n"
    assert [] == codes("steps:\n" + USE + TURNS + CONSENT + deep + CARE, "medium")

    skipped = SETTING + "steps:\n" + USE + TURNS + within(CONSENT) + deep + CARE
    assert ["R107"] == codes(skipped, "medium")


DEEP_TURN = "      - turns: {each: 1 min, questions: [deep: What hurts?]}\n"
LIGHT_TURN = "      - turns: {each: 1 min, question: What was nice?}\n"
ASK_WAY = "  - ask: Which way?\n    answers: [light, deep]\n    as: way\n"


@pytest.mark.parametrize(
    ("asked", "condition", "is_deep_inside", "expected"),
    [
        (ASK_WAY, "way is light", False, ["R108"]),
        (ASK_WAY, "way is deep", True, []),
        (ASK_WAY, "way is not light", True, ["R108"]),
        (ASK_WAY + "    if nobody answers: light\n", "way is light", False, []),
        ("  - rate: '{name}, how safe?'\n    as: safe\n", "lowest safe < 3", False, ["R108"]),
        ("  - rate: '{name}, how safe?'\n    as: safe\n", "lowest safe >= 3", True, []),
        (
            "  - choose: Which way?\n    from: [light, deep]\n    as: way\n"
            "    if nobody answers: deep\n",
            "way is deep",
            True,
            ["R096", "R108"],
        ),
    ],
)
def test_silence_leads_into_nothing_deep(
    asked: str, condition: str, is_deep_inside: bool, expected: list[str]
) -> None:
    """Whoever answers nothing goes the lighter way."""
    inside, otherwise = (DEEP_TURN, LIGHT_TURN) if is_deep_inside else (LIGHT_TURN, DEEP_TURN)
    body = f"  - when: {condition}\n    do:\n{inside}    otherwise:\n{otherwise}"

    assert expected == codes("steps:\n" + USE + CONSENT + asked + body + CARE)


def test_a_question_of_a_deep_ritual_can_be_passed_on() -> None:
    """It goes on at once, as if nobody had answered."""
    ask = "  - ask: So?\n    answers: [tea, walk]\n    as: x\n    if nobody answers: walk\n"
    chosen = "  - when: x is walk\n    do: [say: A walk.]\n    otherwise: [say: No walk.]\n"
    program = compile_ritual(read("steps:\n" + USE + CONSENT + ask + chosen + TURNS + CARE))
    willing = Willing(program, {})

    def react(state: State, at: Samples) -> Iterable[Event]:
        asked = program.operations[state.position]
        if isinstance(asked, Ask) and asked.remember == "x" and isinstance(state.phase, Listening):
            return [PhraseHeard(at + 16_000, at + 8_000, "pass", True)]
        return willing.react(state, at)

    moments = perform(program, reaction=react)
    spoken = [a.text for m in moments for a in m.actions if isinstance(a, Speak)]

    assert 1 == spoken.count("So?")
    assert "A walk." in spoken


def test_people_are_told_that_they_may_pass() -> None:
    """In something deep, behind what the two words do, unless the script says so itself."""
    told = "Nobody has to answer."
    silent = read("steps:\n" + USE + CONSENT + TURNS + CARE)
    telling = read("steps:\n" + USE + "  - say: You can pass.\n" + CONSENT + TURNS + CARE)

    assert told in said(silent)
    assert told not in said(telling)
    assert told not in said(read("steps:\n" + USE + CONSENT + TURNS, "medium"))


def test_who_does_not_say_how_deep_wants_it_light() -> None:
    """No answer is no wish for the deepest cards."""
    body = (
        "decks: {q: [light: L?, deep: D?]}\nsteps:\n" + USE + CONSENT
        + "  - ask each: '{name}, how deep?'\n    answers: [light, deep]\n    as: depth\n"
        + "  - turns: {each: 1 min, deck: q}\n" + CARE
    )  # fmt: skip
    wishes = {"depth of Anna": ["deep"], "depth of Ben": ["nothing"] * 3}
    program = compile_ritual(read(body), partners=("Anna", "Ben"))
    moments = perform(program, reaction=Willing(program, wishes).react)
    spoken = [a.text for m in moments for a in m.actions if isinstance(a, Speak)]

    assert "L?" in spoken
    assert "D?" not in spoken
