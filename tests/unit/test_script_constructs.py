"""Each construct of the language, from a few lines of script to what is said in the session."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from facilitator.clock import samples
from facilitator.engine import saved
from facilitator.engine.actions import Finish, Note, Ring, Speak
from facilitator.engine.events import Event
from facilitator.engine.program import Program
from facilitator.engine.state import State
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.library import loaded
from facilitator.session.on_paper import Moment, Willing, perform

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"


def compiled(body: str, **choices: Any) -> Program:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    ritual = loaded(tree, "test", [shipped_scripts() / "parts"])
    return compile_ritual(ritual, partners=("Anna", "Ben"), **choices)


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def played(
    program: Program,
    answers: Mapping[str, Sequence[str]] | None = None,
    happenings: Iterable[Event] = (),
) -> list[Moment]:
    """Perform a program plainly and saved at every step; both must be the same."""
    happenings = tuple(happenings)
    plain, resumed = (
        perform(
            program,
            happenings,
            reaction=Willing(program, answers or {}).react,
            through=through,
        )
        for through in (lambda state: state, through_json)
    )
    assert [m.actions for m in plain] == [m.actions for m in resumed]
    return plain


def spoken(moments: list[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def notes(moments: list[Moment]) -> dict[str, str]:
    return {a.name: a.value for m in moments for a in m.actions if isinstance(a, Note)}


def rings(moments: list[Moment]) -> list[tuple[str, int]]:
    return [(a.bell, a.at) for m in moments for a in m.actions if isinstance(a, Ring)]


def finish(moments: list[Moment]) -> Finish:
    (last,) = (a for m in moments for a in m.actions if isinstance(a, Finish))
    return last


def codes(body: str) -> list[str]:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    try:
        ritual = loaded(tree, "test", [shipped_scripts() / "parts"])
    except ScriptErrors as error:
        return [d.rule.code for d in error.diagnostics]
    return [d.rule.code for d in ritual.warnings]


RATED = """
steps:
  - rate: "{name}?"
    remember: safety
  - when: CONDITION
    do: [say: So.]
    otherwise: [say: Else.]
"""


@pytest.mark.parametrize(
    ("condition", "anna", "ben", "said"),
    [
        ("lowest safety < 3", "2", "5", "So."),
        ("lowest safety < 3", "3", "5", "Else."),
        ("lowest safety is at least 3", "3", "5", "So."),
        ("lowest safety is at least 3", "5", "2", "Else."),
        ("highest safety >= 4", "1", "4", "So."),
        ("highest safety <= 3", "1", "4", "Else."),
        ("every safety > 3", "4", "5", "So."),
        ("any safety is 5", "4", "5", "So."),
        ("safety of first is less than 3", "2", "5", "So."),
        ("safety of second is less than 3", "2", "5", "Else."),
        ("lowest safety < 3", "pass", "pass", "Else."),
    ],
)
def test_ratings_are_compared_like_numbers(condition: str, anna: str, ben: str, said: str) -> None:
    """The lower, the higher, each one's, and nobody's when they passed."""
    moments = played(
        compiled(RATED.replace("CONDITION", condition)),
        {"safety of Anna": [anna], "safety of Ben": [ben]},
    )

    assert ["Anna?", "Ben?", said] == spoken(moments)
    assert {"pass"} | {anna, ben} == {*notes(moments).values(), "pass"}


CHOICE = """
steps:
  - choose: What now?
    from: {tea: [tea, some tea], music: [], a walk: [walk]}
    surprise by: [surprise us]
    if nobody answers: tea
    as: evening
  - when: evening is music
    do: [{end: Music., next: mirror-talk}]
  - say: "Not music."
"""


def test_a_choice_is_read_aloud_and_taken_by_name_or_number() -> None:
    """The options with their numbers; each is understood both ways."""
    program = compiled(CHOICE)
    moments = played(program, {"evening": ["music"]})

    assert ["What now?", "One: tea.", "Two: music.", "Three: a walk.", "Or say: surprise us."] == (
        spoken(moments)[:5]
    )
    assert ("Music.", "mirror-talk") == (spoken(moments)[-1], finish(moments).next_ritual)
    (ask,) = [op for op in program.operations if type(op).__name__ == "Ask"]
    assert ("walk", "three", "number three") == ask.answers["a walk"]  # type: ignore[union-attr]


def test_a_surprise_is_drawn_by_lot() -> None:
    """The same for the same seed; every option comes up."""
    ends = [
        spoken(played(compiled(CHOICE, seed=seed), {"evening": ["surprise"]}))[-1]
        for seed in range(12)
    ]

    assert {"Music.", "Not music."} == set(ends)
    assert ends[0] == spoken(played(compiled(CHOICE), {"evening": ["surprise"]}))[-1]


OFFER = "steps:\n  - {offer: Shall we?, ritual: mirror-talk}\n  - say: Good night.\n"


@pytest.mark.parametrize(("answer", "following"), [("yes", "mirror-talk"), ("no", "")])
def test_an_offered_ritual_follows_only_after_a_yes(answer: str, following: str) -> None:
    """A no goes on with this one."""
    moments = played(compiled(OFFER), {"offer of mirror-talk": [answer]})

    assert following == finish(moments).next_ritual
    assert (following == "") == ("Good night." in spoken(moments))


def test_steps_for_each_partner_are_about_that_partner() -> None:
    """Questions are put to one of them, and conditions mean that one's answers."""
    body = """
steps:
  - for each: partner
    do:
      - ask: "{name}, tea?"
        answers: [yes, no]
        as: tea
      - when: tea is yes
        do: [say: "{other}, put the kettle on for {name}."]
  - when: any tea is no
    do: [say: One cup is enough.]
"""
    moments = played(compiled(body), {"tea of Anna": ["yes"], "tea of Ben": ["no"]})

    assert [
        "Anna, tea?",
        "Ben, put the kettle on for Anna.",
        "Ben, tea?",
        "One cup is enough.",
    ] == spoken(moments)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("steps:\n  - {rate: 'So?', as: x}\n  - {when: x < many, do: [say: So.]}\n", ["R028"]),
        ("steps:\n  - {rate: 'So?', as: x}\n  - {when: lowest x is 3, do: [say: So.]}\n", ["R028"]),
        ("steps:\n  - {choose: 'So?', from: [tea, tea please], as: x}\n", []),
        ("steps:\n  - {choose: 'So?', from: [a, b], if nobody answers: c}\n", ["R025"]),
        ("steps:\n  - {end: So., next: mirror-tolk}\n", ["R034"]),
        ("steps:\n  - {for each: child, do: [say: So.]}\n", ["R025"]),
        ("steps:\n  - {for each: partner, do: [say: '{name}.']}\n  - say: '{name}.'\n", ["R027"]),
    ],
)
def test_what_is_refused(body: str, found: list[str]) -> None:
    """Slips in these steps are found where they are made."""
    assert found == codes(body)


def test_positions_are_exact() -> None:
    """A ritual of one bell and one silence ends on its sample."""
    moments = played(compiled("steps:\n  - bell: opening\n  - silence: 10 s\n  - end:\n"))

    assert samples(10.0) == finish(moments).at
    assert [("opening", 0)] == rings(moments)
