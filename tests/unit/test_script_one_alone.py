"""Steps for one partner alone: who is asked, whose answer it is, and who is told so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from facilitator.authoring.card import card_of
from facilitator.authoring.proof import stop_everywhere
from facilitator.authoring.telling import told
from facilitator.engine import saved
from facilitator.engine.actions import Note, Speak
from facilitator.engine.operations import Ask, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import State
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.plan import Case, follow
from facilitator.script.ritual import Ritual
from facilitator.script.walking.timing import estimate
from facilitator.session.chronicle import Chronicle
from facilitator.session.on_paper import Moment, Willing, perform
from facilitator.session.timeline import TimelineWriter

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"

STEPS: Mapping[str, str] = {
    "ready": "ready: Take the card, and say ready.\n    who: WHO",
    "ask": "ask: Are you there?\n    who: WHO\n    answers: [yes, no]",
    "rate": "rate: How is it, from one to five?\n    who: WHO\n    as: ease",
    "choose": "choose: What now?\n    who: WHO\n    from: [tea, music]\n    surprise by: [any]",
    "offer": "offer: And now?\n    who: WHO\n    ritual: breathing-in-sync",
    "note": "note: What do you need?\n    who: WHO\n    remember: need",
    "check in": "check in: Green, yellow or red?\n    who: WHO",
    "talk": "talk: 1 min\n    who: WHO\n    afterwards: Thank you, {name}.",
    "turns": "turns: {each: 1 min, who: WHO, question: What is it?, mirror: 30 s}",
    "deck": "turns: {each: 1 min, who: WHO, deck: cards, rounds: 2}",
}
DECK = "decks:\n  cards: [What was light?, What was heavy?]\n"


def ritual(body: str) -> Ritual:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    return loaded(tree, "test", [shipped_scripts() / "parts"])


def one_step(kind: str, who: str, head: str = "") -> Ritual:
    step = STEPS[kind].replace("WHO", who)
    deck = DECK if "cards" in step else ""
    return ritual(head + deck + "steps:\n  - " + step + "\n")


def compiled(body: str, partners: Sequence[str] = ("Anna", "Ben"), **choices: Any) -> Program:
    return compile_ritual(ritual(body), partners=partners, **choices)


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def played(program: Program, answers: Mapping[str, Sequence[str]] | None = None) -> list[Moment]:
    """Perform a program plainly and saved at every step; both must be the same."""
    plain, resumed = (
        perform(program, reaction=Willing(program, answers or {}).react, through=through)
        for through in (lambda state: state, through_json)
    )
    assert [m.actions for m in plain] == [m.actions for m in resumed]
    return plain


def spoken(moments: list[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def notes(moments: list[Moment]) -> dict[str, str]:
    return {a.name: a.value for m in moments for a in m.actions if isinstance(a, Note)}


def asked(program: Program) -> list[str]:
    """Return who is asked or has a turn, in order."""
    return [op.who for op in program.operations if isinstance(op, Ask | TakeNote | Turn)]


def findings(body: str) -> list[Diagnostic]:
    try:
        return list(ritual(body).warnings)
    except ScriptErrors as error:
        return list(error.diagnostics)


@pytest.mark.parametrize("kind", ["ready", "ask", "rate", "choose", "offer", "note", "check in"])
@pytest.mark.parametrize(("who", "name"), [("first", "Anna"), ("second", "Ben")])
def test_one_alone_is_asked_and_called_by_name(kind: str, who: str, name: str) -> None:
    """The question is for that one, and their name is said where the text does not say it."""
    program = compile_ritual(one_step(kind, who), partners=("Anna", "Ben"))

    assert {name} == set(asked(program))
    assert f"{name}, this is for you." == spoken(played(program))[0]


def test_a_name_that_is_in_the_question_is_not_said_twice() -> None:
    """Wherever in the question it is; a name that is only part of a word does not count."""
    body = "steps:\n  - ask: 'Shall we begin with you, {first}?'\n    who: first\n"
    body += "    answers: [yes, no]\n"

    assert "Shall we begin with you, Al?" == spoken(played(compiled(body, ("Al", "Ben"))))[0]
    plain = body.replace(", {first}", "")
    assert "Al, this is for you." == spoken(played(compiled(plain, ("Al", "Ben"))))[0]


def test_people_without_names_are_called_as_well() -> None:
    """The first and the other of the two know whom it is for."""
    program = compile_ritual(one_step("ask", "second"))

    assert "The other of you, this is for you." == spoken(played(program))[0]


@pytest.mark.parametrize(("kind", "turns"), [("turns", 1), ("deck", 2), ("talk", 1)])
def test_one_alone_has_the_turn(kind: str, turns: int) -> None:
    """The time is theirs, and nobody else speaks but to give back what was heard."""
    program = compile_ritual(one_step(kind, "second"), partners=("Anna", "Ben"))
    speakers = [op.who for op in program.operations if isinstance(op, Turn)]

    assert ["Ben"] * turns == [who for who in speakers if who == "Ben"]
    assert speakers.count("Anna") == (2 if kind == "turns" else 0)
    assert {"Anna": 30.0 if kind == "turns" else 0.0, "Ben": 60.0 * turns} == dict(
        estimate(program).turn_seconds
    )


def test_the_answer_counts_as_theirs() -> None:
    """It is kept under their name, and conditions ask for it with or without saying whose."""
    body = """
steps:
  - rate: "{first}, how is it, from one to five?"
    who: first
    remember: ease
  - when: ease < 3
    do: [say: Plain.]
  - when: ease of first < 3
    do: [say: Named.]
  - when: lowest ease < 3
    do: [say: Lowest.]
"""
    moments = played(compiled(body), {"ease": ["2"]})

    assert ["Plain.", "Named.", "Lowest."] == spoken(moments)[1:]
    assert {"ease of Anna": "2"} == notes(moments)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"ease of first": ["1"], "ease of second": ["5"]}, ["Any.", "First."]),
        ({"ease of first": ["5"], "ease of second": ["1"]}, ["Any."]),
        ({"ease": ["1"]}, ["Any.", "Every.", "First."]),
        ({"ease": ["5"]}, []),
    ],
)
def test_what_each_was_asked_alone_is_asked_for_together(
    answers: Mapping[str, Sequence[str]], said: list[str]
) -> None:
    """Two questions of one name, each for one of them, are like one for both."""
    body = """
steps:
  - rate: "{second}, how is it, from one to five?"
    who: second
    as: ease
  - rate: "{first}, and you, from one to five?"
    who: first
    as: ease
  - when: any ease < 3
    do: [say: Any.]
  - when: highest ease < 3
    do: [say: Every.]
  - when: ease of first < 3
    do: [say: First.]
"""
    assert said == spoken(played(compiled(body), answers))[2:]


def test_the_first_is_whoever_leads_this_time() -> None:
    """Where the lead alternates, the question goes to the other one than last time."""
    body = "lead: alternates\nsteps:\n  - ask: Shall we?\n    who: first\n    answers: [yes, no]\n"

    assert ["Ben"] == asked(compiled(body, memory={"led last": "Anna"}))


def test_what_was_remembered_of_one_is_asked_for_the_next_time() -> None:
    """`last ... of first` is what the one who leads now gave, whoever led then."""
    body = """
lead: alternates
steps:
  - when: last ease of first is at least 4
    do: [say: It was easy for you.]
  - rate: "{name}, how is it, from one to five?"
    remember: ease
"""
    memory = {"led last": "Anna", "ease of Anna": "1", "ease of Ben": "5"}

    assert "It was easy for you." == spoken(played(compiled(body, memory=memory)))[0]
    assert "It was easy for you." not in spoken(
        played(compiled(body, memory={**memory, "led last": "Ben"}))
    )


def test_a_wish_of_one_alone_changes_a_setting() -> None:
    """Nobody else has to wish for it."""
    body = """
settings:
  gaze: {start: 2 min, limits: 1 min to 5 min, grows: 1 min after one comfortable session}
steps:
  - silence: "{gaze}"
  - ask: "{second}, longer, the same, or shorter next time?"
    who: second
    changes: gaze
"""
    assert "1 min" == notes(played(compiled(body), {"gaze": ["shorter"]}))["gaze"]


EACH = """
steps:
  - for each: partner
    do:
      - turns: {each: 1 min, question: What is it?}
      - choose: "{name}, what now?"
        from: [tea, music]
        as: evening
      - rate: "{other}, how was it to listen to {name}, from one to five?"
        who: other
        as: ease
      - when: evening is music
        do: [say: "Music for {name}."]
  - when: ease of first < 3
    do: [say: "It was not easy for {first}."]
"""


def test_inside_for_each_a_step_is_theirs_or_the_other_ones() -> None:
    """Turns and choices belong to the one whose steps they are, `who: other` to the other one."""
    program = compiled(EACH)
    answers = {"evening of first": ["tea"], "evening of second": ["music"], "ease of first": ["1"]}
    said = spoken(played(program, answers))

    assert ["Anna", "Anna", "Ben", "Ben", "Ben", "Anna"] == asked(program)
    assert "Ben, how was it to listen to Anna, from one to five?" in said
    assert "Music for Anna." not in said
    assert ["Music for Ben.", "It was not easy for Anna."] == said[-2:]


def test_notes_of_one_alone_are_read_as_theirs() -> None:
    """Each by name; what nobody has given is left out."""
    body = """
steps:
  - note: What do you need?
    who: second
    as: need
  - say: "Second: {need of second}."
  - say: "First: {need of first}."
  - note: And you?
    who: first
    as: need
  - say: "Then {need of first}, and {need of second}."
"""
    said = spoken(played(compiled(body), {"need of first": ["a walk"], "need of second": ["tea"]}))

    assert "Second: tea." in said
    assert not [each for each in said if each.startswith("First:")]
    assert "Then a walk, and tea." == said[-1]
    assert ["R050"] == [d.rule.code for d in findings(body + '  - say: "{need}."\n')]


@pytest.mark.parametrize("kind", STEPS)
def test_with_one_person_what_is_for_the_second_is_left_out(kind: str) -> None:
    """Nobody is asked in place of somebody who is not there, and `check` says so."""
    what = one_step(kind, "second", "people: one or two\n")

    assert [] == asked(compile_ritual(what, partners=("Anna",)))
    assert "Ben" in asked(compile_ritual(what, partners=("Anna", "Ben")))
    assert ["R071"] == [d.rule.code for d in what.warnings]


def test_what_depends_on_somebody_who_is_not_there_is_as_if_nobody_answered() -> None:
    """A condition on the answer of the second does not hold for one person."""
    body = """
people: one or two
steps:
  - ask: Shall we?
    who: second
    answers: [yes, no]
    as: wanted
  - when: wanted is yes
    do: [say: Wanted.]
  - when: wanted is not yes
    do: [say: Not wanted.]
"""
    assert ["Not wanted."] == spoken(played(compiled(body, ("Anna",))))


def test_of_three_people_the_second_is_the_second() -> None:
    """A note too, and the other one is the next in the circle."""
    three = ("Anna", "Ben", "Cleo")
    for kind in ("ask", "note", "rate"):
        what = one_step(kind, "second", "people: two or more\n")
        assert {"Ben"} == set(asked(compile_ritual(what, partners=three)))
    others = asked(compiled("people: two or more\n" + EACH, three))

    expected = ["Anna", "Anna", "Ben", "Ben", "Ben", "Cleo", "Cleo", "Cleo", "Anna"]
    assert expected == others


@pytest.mark.parametrize("kind", STEPS)
def test_the_safe_word_works_in_every_step_for_one_alone(kind: str) -> None:
    """On paper, at every second, whatever is answered."""
    proof = stop_everywhere(compile_ritual(one_step(kind, "second")))

    assert () == tuple(proof.failures)
    assert proof.stops > 10


def test_plans_call_the_one_who_is_asked() -> None:
    """And an answer is given for the two, or for one of them."""
    body = HEAD + EACH.lstrip("\n")
    what = loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")
    case = Case.model_validate(
        {
            "people": "for whom it is not the same",
            "heard": {"evening": "tea", "evening of second": "music", "ease of A": "2"},
            "expect": [
                *("turn of A", "asks A about evening", "asks B about ease"),
                *("turn of B", "asks B about evening", "asks A about ease"),
                *("says Music for B.", "says It was not easy for A."),
            ],
            "never": ["says Music for A.", "waits for evening"],
        }
    )

    assert () == follow(what, case).problems


def test_report_and_card_say_whom_it_is_for() -> None:
    """By name, or as one of the two for people who gave no names."""
    body = """
steps:
  - ask: "{first}, are you there?"
    who: first
    answers: [yes, no]
  - turns: {each: 1 min, who: second, question: What is it?}
  - talk: 2 min
    who: first
"""
    program, writer = compiled(body), TimelineWriter()
    witness = Chronicle(program, writer)
    perform(program, reaction=Willing(program, {}).react, witnesses=(witness,))

    assert [e.text("who") for e in writer.entries if e.kind == "turn"] == ["Ben", "Anna"]
    assert [line for line in told(writer.entries) if "Anna: Say “yes” or “no” – “yes”" in line]
    assert ["Anna: Are you there?", "Ben speaks", "Anna speaks"] == [
        entry.title for entry in card_of(ritual(body), partners=("Anna", "Ben")).way
    ]
    assert ["One of you: Are you there?", "The other one speaks", "One of you speaks"] == [
        entry.title for entry in card_of(ritual(body)).way
    ]
    assert ["1 min", "2 min"] == [entry.time for entry in card_of(ritual(body)).way[1:]]


ASK = "steps:\n  - ask: {}\n    answers: [yes, no]\n"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (ASK.format('"{first}, are you there?"'), ["R068"]),
        (ASK.format('"Listen well. And now, {second}: are you there?"'), ["R068"]),
        (ASK.format('"Are you there, {second}?"'), ["R068"]),
        (ASK.format('"{first}, {second}, are you there?"'), []),
        (ASK.format('"{first} and {second}, are you there?"'), []),
        (ASK.format('"{first}, and {second}, are you there?"'), []),
        (ASK.format('"{first}, sit here. {second}, sit there. Done?"'), []),
        (ASK.format('"Thank you, {first}. Shall we go on?"'), []),
        (ASK.format('"Shall {first} begin?"'), []),
        (ASK.format('"{partners}, are you there?"'), []),
        ('steps:\n  - rate: "{first}, from one to five?"\n    as: x\n', ["R068"]),
        ('steps:\n  - rate: "{second}, from one to five?"\n    who: first\n    as: x\n', ["R068"]),
        ('steps:\n  - turns: {each: 1 min, announce: "{first}, go."}\n', ["R068"]),
        ('steps:\n  - turns: {each: 1 min, who: first, announce: "{first}, go."}\n', []),
        ('steps:\n  - consent: "{first}, do you want this?"\n', ["R068"]),
        ('steps:\n  - say: "{first}, welcome."\n', []),
        (
            'steps:\n  - for each: partner\n    do:\n      - rate: "{name}, how was {other}?"\n'
            "        who: other\n        as: x\n",
            ["R068"],
        ),
        ("steps:\n  - rate: One to five?\n    who: first\n    as: x\n"
         "  - when: x of second is 3\n    do: [bell: halfway]\n", ["R027"]),
        ("steps:\n  - ask: And {name}?\n    answers: [yes, no]\n", ["R027"]),
        ("steps:\n  - ask: And {name}?\n    who: second\n    answers: [yes, no]\n", []),
    ],
)  # fmt: skip
def test_whoever_is_called_should_be_the_one_who_is_asked(body: str, codes: list[str]) -> None:
    """A question that calls one of the two by name and takes the answer of either is told."""
    assert codes == [found.rule.code for found in findings(body)]
