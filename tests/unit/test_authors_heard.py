"""What an author has people answer in rehearsals and plans: passes, silence, ratings in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.schema import SayStep
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.script.ritual import AFTERCARE_PART, SAFETY_PART

ASKED = """
version: 1
ritual: M
about: M.
depth: light
steps:
  - ask each: "{name}, are you ready, or not ready?"
    answers: {ready: [ready], not ready: [not ready]}
    if nobody answers: not ready
    as: state
  - when: any state is not ready
    do:
      - say: It can wait.
  - turns: {each: 1 min, question: What happened?, mirror: 30 s}
"""

GROWS = """
version: 1
ritual: M
about: M.
depth: light
settings:
  level: {choices: [short, long], start: short, grows: after two comfortable sessions}
steps:
  - use: look
  - when: lowest last trust < 3
    do:
      - say: Last time it was little.
  - ask each: "{name}, deeper, the same, or lighter next time?"
    if nobody answers: same
    changes: level
    as: wish
    afterwards: "Next time: {next level}."
"""

PART = """
part: Look
about: A look.
steps:
  - rate: "{name}, how much do you trust, from one to five?"
    remember: trust
  - when: any trust < last trust
    do:
      - say: It has become less.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with a memory of its own."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "look.yaml").write_text(PART)
    (tmp_path / "asked.yaml").write_text(ASKED)
    (tmp_path / "grows.yaml").write_text(GROWS)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """Return how a command ends, and what it prints."""
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


def rehearsed(*arguments: str) -> str:
    code, out = run("rehearse", "--text", *arguments)
    assert 0 == code, out
    return out


def test_somebody_can_pass_any_question_in_a_rehearsal(folder: Path) -> None:
    """As in a session: it is left at once, and what silence means is taken."""
    passed = rehearsed("asked.yaml", "--answer", "state of first=pass")
    silent = rehearsed("asked.yaml", "--answer", "state of first=nothing")

    assert "It can wait." in passed
    assert "you can say ready or not ready" in silent
    assert "you can say ready or not ready" not in passed


def test_a_plan_knows_a_pass(folder: Path) -> None:
    """It is no mistake, and does what nobody's answer does."""
    plan = "- people: one passes\n  heard: {state: [pass, ready]}\n  expect: [says It can wait.]\n"
    (folder / "asked.plan.yaml").write_text(plan)

    assert 0 == run("check", "asked.plan.yaml")[0]


def test_who_is_silent_still_gives_the_answers_that_are_theirs(folder: Path) -> None:
    """An author can hear a ritual with somebody who speaks only where it must go on."""
    (folder / "us.yaml").write_text("Anna: {silent: yes, answers: {state: ready}}\nBen:\n")
    out = rehearsed("asked.yaml", "--people", "us.yaml")

    assert "Anna is silent, but answers “ready” about state." in out
    assert "It can wait." not in out
    assert "Anna, is that what you meant?" in out


def test_what_can_be_answered_is_told_in_meanings(folder: Path) -> None:
    """Neither each way to say it, nor in small letters."""
    (folder / "us.yaml").write_text("Anna: {answers: {state: maybe}}\nBen:\n")
    found = run("rehearse", "--text", "asked.yaml", "--people", "us.yaml")

    assert "There are: ready, not ready, nothing, pass." in found[1]


def test_what_was_given_back_is_asked_about_by_one_name(folder: Path) -> None:
    """Whatever stands before it in the script; each can be told apart."""
    out = rehearsed("asked.yaml", "--answer", "mirrored of second=not quite", "--partners", "A, B")

    assert "A, once more." in out
    assert "B, once more." not in out


def test_what_a_shared_part_remembers_is_asked_for_with_last(folder: Path) -> None:
    """In the part and in the ritual that uses it; a rating may be given in words."""
    assert 0 == run("check", "grows.yaml")[0]
    out = rehearsed("grows.yaml", "--remembered", "trust=two", "--answer", "trust=one")

    assert "It has become less." in out
    assert "Last time it was little." in out


def test_comfortable_sessions_count_for_what_is_usual(folder: Path) -> None:
    """Without another choice remembered, they were sessions with the usual one."""
    memory = ("--remembered", "level comfortable=1")

    assert "Next time: long." in rehearsed("grows.yaml", *memory, "--answer", "wish=deeper")
    assert "Next time: short." in rehearsed("grows.yaml", "--answer", "wish=deeper")


def test_a_people_file_is_checked_as_what_it_is(folder: Path) -> None:
    """In a folder of rituals too; it is no ritual with mistakes."""
    (folder / "us.yaml").write_text("Anna (she):\n  silent: yes\nBen:\n")
    code, out = run("check", ".")

    assert 0 == code
    assert "us.yaml: nothing to mend. For rehearsals, --people us.yaml: Anna is silent." in out
    assert "All 2 rituals can be performed" in out
    assert "has mistakes" not in run("scripts", "--scripts", ".")[1]


def test_what_is_wrong_in_a_people_file_is_told(folder: Path) -> None:
    """With its line, and an exit code that says so."""
    (folder / "us.yaml").write_text("Anna:\n  silent: yes\n  weeps: yes\n")
    code, out = run("check", "us.yaml")

    assert 3 == code
    assert "us.yaml:3: Anna has “weeps”" in out


def test_a_broken_ritual_is_not_taken_for_people(folder: Path) -> None:
    """Answers alone make nobody."""
    (folder / "us.yaml").write_text("about: M.\nsteps:\n  - ask: Well?\n    answers: [yes, no]\n")

    assert "a ritual needs `ritual`" in run("check", "us.yaml")[1]


def test_a_plan_knows_what_stays_remembered(folder: Path) -> None:
    """What a session does not ask for anew is what it was before."""
    note = "{note: An idea?, who: both, remember: idea}"
    asks = f"  - when: trust < 3\n    do:\n      - {note}\n"
    (folder / "grows.yaml").write_text(GROWS + asks)
    (folder / "grows.plan.yaml").write_text(
        "- people: not asked\n  memory: {idea: a walk}\n  remember: {note idea: a walk}\n"
        "- people: asked anew\n  memory: {idea: a walk}\n  heard: {trust: 1, idea: tea}\n"
        "  remember: {note idea: tea}\n"
    )
    code, out = run("check", "grows.plan.yaml")

    assert 0 == code, out


def test_an_event_that_is_nearly_right_is_offered(folder: Path) -> None:
    """However much happens between the first events and the last."""
    many = "".join(
        f"  - say: Now comes thing {word}.\n" for word in ("one", "two", "six", "ten") * 3
    )
    (folder / "asked.yaml").write_text(ASKED + many + "  - say: Step three, take a walk.\n" + many)
    (folder / "asked.plan.yaml").write_text(
        "- people: they\n  expect: ['says Step 3, take a walk.']\n"
    )

    assert "did you mean `says Step three, take a walk.`?" in run("check", "asked.plan.yaml")[1]


def test_a_consent_that_comes_too_late_is_told_with_what_comes_before_it(folder: Path) -> None:
    """Nobody hears that a consent which stands there is missing."""
    deep = (
        "version: 1\nritual: M\nabout: M.\ndepth: deep\nsteps:\n  - use: how to rest or end\n"
        "  - {rate: 'How calm, {name}?', as: calm}\n  - consent: '{name}, would you?'\n"
        "  - turns: {each: 1 min, question: You may pass. What is it?}\n  - use: aftercare\n"
    )
    (folder / "late.yaml").write_text(deep)
    late = run("check", "late.yaml")[1]
    (folder / "late.yaml").write_text(deep.replace("  - consent: '{name}, would you?'\n", ""))

    assert "this ritual is deep, but this is asked before its `consent`" in late
    assert "late.yaml:7:6" in late
    assert "this ritual is deep, but nobody is asked" in run("check", "late.yaml")[1]


def test_a_card_says_what_is_compared_with_last_time(folder: Path) -> None:
    """In words for people, not by the name of the script."""
    steps = PART.partition("steps:")[2].replace("It has become less.", "Once a year is enough.")
    (folder / "m.yaml").write_text(
        f"version: 1\nritual: M\nabout: M.\ndepth: light\nsteps:{steps}"
        "      - turns: {each: 1 min, question: What was it?}\n"
    )
    run("card", "m.yaml", "-o", "card.html")

    assert "If one of you says less than last time" in (folder / "card.html").read_text()


def test_what_is_over_early_cannot_be_fitted_and_says_why(folder: Path) -> None:
    """Nobody is offered a length between a minute and the same minute."""
    (folder / "early.yaml").write_text(
        "version: 1\nritual: M\nabout: M.\ndepth: light\n"
        "settings: {talk: {start: 2 min, limits: 1 min to 5 min}}\nsteps:\n"
        "  - {rate: 'How hot, {name}?', as: heat}\n"
        "  - {when: highest heat > 3, do: [end: Not now.]}\n"
        "  - turns: {each: '{talk}', question: What is it?}\n"
    )
    out = run("rehearse", "early.yaml", "--text", "--fit", "8 min")[1]

    calm = ("--answer", "heat=always two", "--quiet")

    assert "whatever its settings are" in out
    assert "four of a rating" in out
    assert "About 8 minutes with these answers." in rehearsed("early.yaml", "--fit", "8 min", *calm)


def test_the_page_quotes_the_parts_that_are_always_there() -> None:
    """Who writes a deep ritual reads there what is said besides, and does not say it twice."""
    page = (Path(__file__).parents[2] / "docs" / "script-language.md").read_text(encoding="utf-8")
    words = " ".join(page.split())
    said = []
    for part in (SAFETY_PART, AFTERCARE_PART):
        for path, step in steps_of(load(find("radical-honesty-pact")).parts[part].form):
            if isinstance(step, SayStep) and isinstance(step.say, str) and "do" not in path:
                said += [" ".join(line.split()).replace('"', "") for line in step.say.split("\n\n")]

    assert 4 <= len(said)
    assert [] == [each for each in said if each not in words]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("", "['waits for a note: plan', end completed]"),
        ("  heard: {offer of mirror-talk: yes}\n", "[leads to mirror-talk]"),
        ("  heard: {check: [green, red]}\n", "[asks B about check, end completed]"),
        (
            "  heard: {mirrored: [not quite, yes]}\n",
            "[asks A about mirrored, turn of B, turn of B, asks B about mirrored]",
        ),
    ],
)
def test_plans_call_things_as_their_page_does(folder: Path, heard: str, expected: str) -> None:
    """A note of both, an offer that is taken up, red in the middle, and what was given back."""
    (folder / "m.yaml").write_text(
        "version: 1\nritual: M\nabout: M.\ndepth: light\nsteps:\n"
        "  - turns: {each: 1 min, question: What?, mirror: 30 s}\n"
        "  - check in: '{name}, how is it: green, yellow or red?'\n"
        "  - {note: What is the plan?, who: both, remember: plan}\n"
        "  - {offer: Would you like to go on?, ritual: mirror-talk}\n"
    )
    (folder / "m.plan.yaml").write_text(f"- people: they\n{heard}  expect: {expected}\n")
    code, out = run("check", "m.plan.yaml")

    assert 0 == code, out


def test_a_rehearsal_on_paper_shows_what_is_answered(folder: Path) -> None:
    """After the question, with who was asked; talking in a turn is no answer, nor is silence."""
    (folder / "answers.yaml").write_text(
        "ritual: M\nabout: M.\ndepth: light\nsteps:\n"
        '  - ready: Say "ready" when you both are.\n'
        '  - ask each: "{name}, a walk, or tea?"\n    answers: [walk, tea]\n    as: wish\n'
        "  - turns: {each: 30 s, question: Why?}\n",
        encoding="utf-8",
    )
    names = ("--partners", "Anna, Ben", "--answer", "wish of second=tea")

    shown = [line.split("  ")[-1] for line in rehearsed("answers.yaml", *names).splitlines()]
    silent = rehearsed("answers.yaml", *names, "--answer", "wish of first=always nothing")

    asked = shown.index("Anna, a walk, or tea?")
    assert ["(“ready”)", "(Anna: “walk”)"] == [shown[asked - 1], shown[asked + 1]]
    assert "(Ben: “tea”)" == shown[shown.index("Ben, a walk, or tea?") + 1]
    assert 3 == sum("“" in line for line in shown)
    assert "(Anna:" not in silent


def test_english_ears_are_named_the_words_they_wait_for(folder: Path) -> None:
    """In another language: the numbers of a rating, and an answer that has a way of its own."""
    asks = "  - {rate: 'How, {name}?', as: calm}\n  - ask: Now which?\n"
    answers = "    answers: {lighter: [less], deeper: [more]}\n    as: wish\n"
    head = "version: 1\nritual: M\nabout: M.\ndepth: light\nsteps:\n"
    (folder / "m.yaml").write_text(head + asks + answers)
    run("translate", "m.yaml", "de")
    german = folder / "m.de.yaml"
    text = german.read_text()
    for ours in ("M", "M.", "Wie, {name}?", "Sag {say lighter} oder {say deeper}."):
        text = text.replace('translation: ""', f'translation: "{ours}"', 1)
    for ours in ("weniger", "mehr"):
        text = text.replace("translation: []", f"translation: [{ours}]", 1)
    german.write_text(text)
    out = rehearsed("m.yaml", "--language", "de", "--partners", "A, B")

    assert "Auch die Zahlen: „one“, „two“, „three“, „four“, „five“." in out
    assert "Sag less oder more." in out
