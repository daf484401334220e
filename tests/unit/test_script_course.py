"""How a session goes as a whole: shares of time, long quiet, ends, conditions that are settled."""

from __future__ import annotations

import pytest

from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.yaml_tree import checked, parse

HEAD = "ritual: A test\nabout: Something.\ndepth: light\n"
ASKED = "steps:\n  - ask: Well?\n    answers: [yes, no]\n    as: a\n"
EACH = 'steps:\n  - ask each: "{name}, well?"\n    answers: [yes, no]\n    as: a\n'
SETTINGS = (
    "settings:\n  place: {choices: [together, apart], start: together}\n"
    "  gaze: {start: 2 min, limits: 1 min to 10 min}\n  often: {start: 3, limits: 1 to 5}\nsteps:\n"
    '  - {say: {together: Near., apart: Far.}}\n  - silence: "{gaze}"\n'
    '  - repeat: "{often} times"\n    do: [bell: halfway]\n'
)


def found(body: str) -> list[Diagnostic]:
    try:
        return list(loaded(parse(checked("test.yaml", HEAD + body)), "test").warnings)
    except ScriptErrors as error:
        return list(error.diagnostics)


def codes(body: str) -> list[str]:
    return [each.rule.code for each in found(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("steps:\n  - turns: {each: 5 min, who: first, question: What is it?}\n", ["R099"]),
        ("steps:\n  - turns: {each: 1 min, who: first, question: What is it?}\n", []),
        (
            "steps:\n  - turns: {each: 6 min, who: first, question: What is it?}\n"
            "  - turns: {each: 4 min, who: second, question: And you?}\n",
            [],
        ),
        (
            "steps:\n  - say: '{second}, what is it?'\n  - talk: 10 min\n    who: second\n",
            ["R099"],
        ),
        (
            "steps:\n  - why: Today is one's day.\n"
            "    turns: {each: 5 min, who: first, question: What is it?}\n",
            [],
        ),
        (
            "lead: alternates\nsteps:\n"
            "  - turns: {each: 5 min, who: first, question: What is it?}\n",
            [],
        ),
        (
            "people: one or two\nsteps:\n"
            "  - turns: {each: 5 min, who: first, question: What is it?}\n",
            [],
        ),
        (
            f"{ASKED}  - when: a is yes\n    do:\n"
            "      - turns: {each: 5 min, who: first, question: What is it?}\n",
            ["R099"],
        ),
    ],
)
def test_uneven_shares_are_told_unless_meant(body: str, expected: list[str]) -> None:
    """Twice as long and more than a minute longer, where nothing says that it is meant."""
    assert expected == codes(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("steps:\n  - silence: 15 min\n  - bell: halfway\n  - silence: 15 min\n", []),
        ("steps:\n  - silence: 15 min\n  - silence: 15 min\n", ["R100"]),
        ("steps:\n  - silence: 30 min\n    halfway: soft bell\n", []),
        ("steps:\n  - silence: 50 min\n    halfway: soft bell\n", ["R100"]),
        ("steps:\n  - silence: 30 min\n    slices: 5 min\n", []),
        ("steps:\n  - silence: 30 min\n    label: The long quiet\n", []),
        ("steps:\n  - repeat: 5 times\n    do: [silence: 5 min]\n", ["R100"]),
        ("steps:\n  - repeat: 5 times\n    do: [silence: 5 min, bell: halfway]\n", []),
        ("steps:\n  - repeat: 2 times\n    do: [silence: 9 min, bell: halfway, silence: 12 min]\n",
         ["R100"]),
        (f"{ASKED}  - silence: 15 min\n  - when: a is yes\n    do: [silence: 10 min]\n", ["R100"]),
        (f"{ASKED}  - silence: 15 min\n  - when: a is yes\n    do: [say: So.]\n"
         "  - silence: 15 min\n", ["R100"]),
        ("steps:\n  - gesture: Hold hands.\n    for: 15 min\n  - silence: 10 min\n", ["R100"]),
        ("steps:\n  - talk: 2 h\n", []),
    ],
)  # fmt: skip
def test_long_quiet_is_told_unless_meant(body: str, expected: list[str]) -> None:
    """More than twenty minutes on some way without a word or a bell."""
    assert expected == codes(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{ASKED}  - when: a is yes\n    do: [end: Bye.]\n  - say: More.\n", []),
        (
            f"{ASKED}  - when: a is yes\n    do: [end: Bye.]\n    otherwise: [end: So.]\n"
            "  - say: More.\n  - say: And more.\n",
            ["R042"],
        ),
        ("steps:\n  - repeat: 5 times\n    do: [end: Bye.]\n  - say: More.\n", ["R132"]),
        ("steps:\n  - repeat: twice\n    do: [{for each: partner, do: [end: Bye.]}]\n", ["R132"]),
        ("steps:\n  - repeat: 1 times\n    do: [end: Bye.]\n", []),
        (
            "steps:\n  - ask: On?\n    as: wish\n    answers: [yes, no]\n"
            "  - repeat: 5 times\n    do: [{when: wish is no, do: [end: Bye.]}, say: On.]\n",
            [],
        ),
    ],
)
def test_steps_that_nothing_leads_to_are_told_once(body: str, expected: list[str]) -> None:
    """Also when every way before them ends."""
    assert expected == codes(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("decks: {q: [One?, Two?]}\nsteps:\n  - say: So.\n", ["R109"]),
        ("decks: {q: [One?, Two?]}\nsteps:\n  - turns: {each: 1 min, deck: q}\n", []),
        ("decks: {q: [One?, Two?]}\nsteps:\n  - talk: 5 min\n    starters: q\n", []),
        ("decks: {q: [One?, Two?]}\nsteps:\n  - card: q\n", []),
        ("days:\n  - {task: x, steps: [say: So.]}\nsteps:\n  - say: So.\n", ["R109"]),
    ],
)
def test_what_no_step_comes_to_is_told(body: str, expected: list[str]) -> None:
    """Decks that nothing draws from, and days without `today`."""
    assert expected == codes(body)


YES = "  - when: a is yes\n    do:\n"
NO_INSIDE = "      - when: a is no\n        do: [say: So.]\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{ASKED}{YES}{NO_INSIDE}", ["`a is no` can never be so here"]),
        (
            f"{ASKED}{YES}      - say: So.\n    otherwise:\n{NO_INSIDE}",
            [],  # nobody may have answered
        ),
        (
            f"{ASKED}{YES}      - say: So.\n    otherwise:\n"
            "      - when: a is not yes\n        do: [say: So.]\n",
            ["`a is not yes` is always so here"],
        ),
        (
            f"{ASKED}{YES}      - end: Bye.\n  - when: a is yes\n    do: [say: So.]\n",
            ["`a is yes` can never be so here"],
        ),
        (f"{ASKED}{YES}      - ask: Still?\n        answers: [yes, no]\n        as: a\n{NO_INSIDE}",
         []),
        (f"{ASKED}  - repeat: 2 times\n    do:\n      - when: a is yes\n        do: [say: So.]\n",
         []),
        # Two people have answered: one may say yes and the other no.
        (f"{EACH}{YES}{NO_INSIDE}", []),
        (f"{EACH}{YES}      - when: any a is yes\n        do: [say: So.]\n",
         ["`any a is yes` is always so here"]),
        (f"{EACH}{YES}      - when: a of first is yes\n        do: [say: So.]\n", []),
        (f"{EACH}  - when: a of first is yes\n    do:\n      - when: a of first is no\n"
         "        do: [say: So.]\n", ["`a of first is no` can never be so here"]),
        (
            'steps:\n  - rate: "{name}, how?"\n    as: r\n'
            "  - when: any r is more than 4\n    do: [say: So.]\n",
            [],
        ),
        (
            'steps:\n  - rate: "{name}, how?"\n    as: r\n  - when: r of first >= 4\n    do:\n'
            "      - when: r of first is less than three\n        do: [say: So.]\n",
            ["`r of first is less than three` can never be so here"],
        ),
        (f"{SETTINGS}  - when: gaze is more than 20 min\n    do: [say: So.]\n",
         ["`gaze is more than 20 min` can never be so here"]),
        (f"{SETTINGS}  - when: gaze is at least 1 min\n    do: [say: So.]\n",
         ["`gaze is at least 1 min` is always so here"]),
        (f"{SETTINGS}  - when: gaze is more than 3 min\n    do: [say: So.]\n", []),
        (f"{SETTINGS}  - when: often is 6\n    do: [say: So.]\n",
         ["`often is 6` can never be so here"]),
        (f"{SETTINGS}  - when: often is 3\n    do: [say: So.]\n", []),
        (f"{SETTINGS}  - when: place is together or apart\n    do: [say: So.]\n",
         ["`place is together or apart` is always so here"]),
        (f"{SETTINGS}  - when: place is apart\n    do:\n      - when: place is together\n"
         "        do: [say: So.]\n", ["`place is together` can never be so here"]),
        (
            "days:\n  - {task: one, steps: [say: One.]}\n  - {task: two, steps: [say: Two.]}\n"
            'steps:\n  - today: "Day {day}: {task}."\n  - when: day is 3\n    do: [say: So.]\n',
            ["`day is 3` can never be so here"],
        ),
    ],
)  # fmt: skip
def test_a_condition_that_is_settled_is_told(body: str, expected: list[str]) -> None:
    """What is known from around it, from an end before it, and from the limits of settings."""
    assert expected == [each.message for each in found(body)]


@pytest.mark.parametrize(
    ("asked", "over", "found"),
    [
        ("rate: 'How hot, {name}?', as: mood", "highest mood > 3", ["R118"]),
        ("rate: 'How calm, {name}?', as: mood", "lowest mood < 3", []),
        ("ask: Hot or calm?, answers: [hot, calm], as: mood", "mood is hot", ["R118"]),
        ("ask: Calm or hot?, answers: [calm, hot], as: mood", "mood is hot", []),
    ],
)
def test_a_usual_course_that_is_over_before_anybody_speaks_is_told(
    asked: str, over: str, found: list[str]
) -> None:
    """Of such a ritual nothing is told or rehearsed but its early end."""
    body = (
        f"steps:\n  - {{{asked}}}\n  - {{when: {over}, do: [end: Not now.]}}\n"
        "  - turns: {each: 2 min, question: What happened?}\n"
    )

    assert found == codes(body)
