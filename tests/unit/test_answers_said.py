"""Texts that say what was answered, in this session and in the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.clock import Samples
from facilitator.engine.events import Event
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_sentence, upcoming_texts
from facilitator.engine.state import State
from facilitator.errors import ScriptError, UsageError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import load
from facilitator.script.translation.languages import in_language
from facilitator.session import on_paper

HEAD = "ritual: Wishes\nabout: Something small.\ndepth: light\nsteps:\n"
WISH = """\
  - ask: What shall it be?
    answers: {rest: [rest, sleep], play: [play]}
    remember: wish
"""
MOOD = """\
  - ask each: "{name}, how are you?"
    answers: [fine, sad]
    remember: mood
"""
NAMES = ("Anna", "Ben")


def written(folder: Path, steps: str) -> Path:
    path = folder / "wishes.yaml"
    path.write_text(HEAD + steps, encoding="utf-8")
    return path


def codes(folder: Path, steps: str) -> list[str]:
    try:
        return [found.rule.code for found in load(written(folder, steps)).warnings]
    except ScriptErrors as error:
        return [found.rule.code for found in error.diagnostics]


def program(folder: Path, steps: str, memory: Mapping[str, str] | None = None) -> Program:
    return compile_ritual(load(written(folder, steps)), partners=NAMES, memory=memory or {})


def _silent(state: State, at: Samples) -> Iterable[Event]:
    return ()


def said(asking: Program, answers: Mapping[str, Sequence[str]] | None) -> list[str]:
    """Return what is said in a session in which people answer so; None for nobody who answers."""
    react = on_paper.Willing(asking, answers).react if answers is not None else _silent
    moments = on_paper.perform(asking, reaction=react)
    return [
        each.text
        for moment in moments
        for action in moment.actions
        for each in [getattr(action, "sentence", action)]
        if hasattr(each, "text")
    ]


def test_an_answer_of_this_session_is_said_by_its_meaning(tmp_path: Path) -> None:
    """Whichever of the ways to say it was heard; a sentence without one is left out."""
    steps = WISH + '  - say: "You wished for {wish}. Good."\n'
    asking = program(tmp_path, steps)

    assert "You wished for rest." in said(asking, {"wish": ("rest",)})
    assert "You wished for play." in said(asking, {"wish": ("play",)})
    unanswered = said(asking, None)
    assert ([], True) == ([t for t in unanswered if "wished" in t], "Good." in unanswered)


def test_answers_of_each_are_said_of_each(tmp_path: Path) -> None:
    """By place, and inside `for each` as their own and the other one's."""
    steps = MOOD + (
        '  - say: "{first} is {mood of first}, {second} is {mood of second}."\n'
        "  - for each: partner\n    do:\n"
        '      - say: "{name}, you are {mood}. {other} is {mood of other}."\n'
    )
    told = said(program(tmp_path, steps), {"mood of Anna": ("fine",), "mood of Ben": ("sad",)})

    assert "Anna is fine, Ben is sad." in told
    assert ["Anna, you are fine.", "Ben is sad."] == told[-4:-2]
    assert ["Ben, you are sad.", "Anna is fine."] == told[-2:]


def test_ratings_are_said_as_numbers_and_a_pass_is_none(tmp_path: Path) -> None:
    """Options are said as they are written."""
    steps = (
        '  - rate: "{name}, how near are you, from one to five?"\n    as: near\n'
        "  - choose: What next?\n    from: {a walk: [a walk], tea: [tea]}\n    as: next\n"
        '  - say: "{first}: {near of first}. {second}: {near of second}. Now {next}."\n'
    )
    answers = {"near of Anna": ("4",), "near of Ben": ("pass",), "next": ("a walk",)}
    told = said(program(tmp_path, steps), answers)

    assert ["Anna: four.", "Now a walk."] == told[-2:]


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ({"wish": "play", "mood of Anna": "sad", "mood of Ben": "fine"},
         ["Last time it was play.", "Ben was fine."]),
        ({"mood of Ben": "sad"}, ["The first time.", "Ben was sad."]),
        ({"wish": "dance", "mood of Ben": "gone"}, ["The first time."]),
        ({}, ["The first time."]),
    ],
)  # fmt: skip
def test_an_answer_of_the_last_session_is_said(
    tmp_path: Path, memory: dict[str, str], expected: list[str]
) -> None:
    """What was never kept, or can no longer be answered, is not said."""
    steps = (
        '  - when: last wish is rest or play\n    do: [say: "Last time it was {last wish}."]\n'
        "    otherwise: [say: The first time.]\n"
        '  - say: "{second} was {last mood of second}. Now."\n'
    )
    told = said(program(tmp_path, steps + WISH + MOOD, memory), {})

    assert expected == told[: told.index("Now.")]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (WISH + '  - say: "You wished for {wish}."\n', []),
        ('  - say: "You wished for {wish}. Good."\n' + WISH, ["R051"]),
        ('  - say: "It was {last wish}."\n' + WISH, ["R077"]),
        ('  - say: "It was {last wish}. Good."\n' + WISH, []),
        ('  - when: last wish is play\n    do: [say: "It was {last wish}."]\n' + WISH, []),
        ('  - when: last wish is not rest\n    do: [say: "So {last wish}."]\n' + WISH, ["R077"]),
        (MOOD + '  - say: "You are {mood}."\n', ["R050"]),
        (MOOD + '  - say: "{first} is {mood of first}."\n', []),
        (MOOD.replace("ask each", "ask").replace("    answers", "    who: first\n    answers")
         + '  - say: "{second} is {mood of second}."\n', ["R085"]),
        (WISH.replace("remember", "as") + '  - say: "It was {last wish}. Good."\n', ["R027"]),
        ('  - repeat: 2 times\n    do:\n      - say: "Now {wish}. Good."\n'
         + WISH.replace("    ", "        ").replace("  -", "      -"), []),
    ],
)  # fmt: skip
def test_where_there_is_no_answer_or_nobody_knows_whose(
    tmp_path: Path, steps: str, expected: list[str]
) -> None:
    """The rules of notes hold for answers."""
    assert expected == codes(tmp_path, steps)


def test_no_answer_that_is_said_sets_off_a_word(tmp_path: Path) -> None:
    """Every answer is held against the words of the session; each is ready before it is given."""
    path = written(tmp_path, WISH + '  - say: "You wished for {wish}."\n')
    asking = compile_ritual(load(path), partners=NAMES)

    expected = {"You wished for rest.", "You wished for play."}
    assert expected <= {each.text for each in every_sentence(asking)}
    assert expected <= set(upcoming_texts(asking, 0))
    with pytest.raises((ScriptError, UsageError, ScriptErrors)):
        compile_ritual(
            load(path),
            partners=NAMES,
            safe_words=("lay",),
            sounds_like=lambda text, word: f"for p{word}" in text,
        )


GERMAN = """\
version: 1
language: de
ritual: wishes
shown:
  title: {{original: Wishes, translation: Wünsche}}
  about: {{original: Something small., translation: Etwas Kleines.}}
  answer rest: {{original: rest, translation: Ruhe}}
  answer play: {{original: play, translation: {play}}}
lines:
  what-shall-it-be:
    original: What shall it be?
    translation: Was darf es sein? „{{say rest}}“ oder „{{say play}}“?
  you-wished-for-wish:
    original: "You wished for {{wish}}. Good."
    translation: "Ihr habt euch {{wish}} gewünscht. Gut."
"""


CLOSER = """\
  - when: closeness > last closeness
    do: [say: Closer.]
    otherwise: [{then}]
"""
CHAIN = "{when: closeness < last closeness, do: [say: Further.], otherwise: [say: The same.]}"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (CLOSER.format(then="say: Not closer."), 1),
        (CLOSER.format(then=CHAIN), 1),
        (CLOSER.format(then="bell: closing"), 0),
        ("  - when: last closeness is kept\n    do:\n" + CLOSER.format(then=CHAIN), 0),
        (
            "  - when: last closeness is not kept\n    do: [say: The first time.]\n"
            "    otherwise:\n" + CLOSER.format(then=CHAIN),
            0,
        ),
        ("  - when: closeness > 3\n    do: [say: Close.]\n    otherwise: [say: Far.]\n", 0),
    ],
)
def test_what_is_said_the_first_time_as_if_compared_is_told(
    tmp_path: Path, steps: str, expected: int
) -> None:
    """Where nothing is kept `otherwise` holds; once, where several follow each other."""
    inside = steps.startswith("  - when: last")
    cut = steps.index(CLOSER[:12]) if inside else 0
    steps = steps[:cut] + "".join(
        f"    {line}\n" if inside else f"{line}\n" for line in steps[cut:].splitlines()
    )
    rate = '  - rate: "How close, from one to five?"\n    who: first\n    remember: closeness\n'
    ritual = load(written(tmp_path, rate + steps))

    assert ["R112"] * expected == [each.rule.code for each in ritual.warnings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Sit down.“", 1),
        ("“Sit down, {partners}.”", 1),
        ("«Sit down.»", 1),
        ("‘Sit down.’", 1),
        ("“Yes” or “no”", 0),
        ('"“Sit down.”"', 0),
        ("So he said, “Sit down.”", 0),
        ("Sit down.", 0),
    ],
)
def test_curled_quotation_marks_around_a_text_are_told(
    tmp_path: Path, text: str, expected: int
) -> None:
    """Not those inside a text, nor those that stand in straight ones on purpose."""
    ritual = load(written(tmp_path, f"  - say: {text}\n"))

    assert ["R114"] * expected == [each.rule.code for each in ritual.warnings]
    assert all("Sit down" in each.advice for each in ritual.warnings)


def test_a_translation_says_answers_in_its_own_words(tmp_path: Path) -> None:
    """Each has a word in the language file; without it nothing is performed."""
    path = written(tmp_path, WISH + '  - say: "You wished for {wish}. Good."\n')
    beside = tmp_path / "wishes.de.yaml"
    beside.write_text(GERMAN.format(play="Spiel"), encoding="utf-8")
    ritual = in_language(load(path), path, "de")
    asking = compile_ritual(ritual, partners=NAMES)

    assert "Ihr habt euch Spiel gewünscht." in said(asking, {"wish": ("play",)})

    beside.write_text(GERMAN.format(play='""'), encoding="utf-8")
    told = CliRunner().invoke(main, ["check", str(path)]).output
    assert ("R111" in told, "`play`" in told, "R057" in told) == (True, True, False)
    with pytest.raises(ScriptError, match="play"):
        in_language(load(path), path, "de")


def test_an_answer_that_is_said_stops_everywhere(tmp_path: Path) -> None:
    """The safe word works in every step of it, and plans know what is said."""
    path = written(tmp_path, WISH + '  - say: "You wished for {wish}. Good."\n')
    (tmp_path / "wishes.plan.yaml").write_text(
        "cases:\n  - name: play\n    heard: {wish: play}\n"
        '    expect: ["says You wished for play."]\n',
        encoding="utf-8",
    )
    run = CliRunner().invoke
    stopped = run(main, ["rehearse", str(path), "--stop-everywhere"])
    spoken = run(main, ["rehearse", str(path), "--text", "--answer", "wish=play"])

    assert (0, 0) == (stopped.exit_code, spoken.exit_code)
    assert "You wished for play." in spoken.output
    checked = run(main, ["check", str(path)])
    assert (0, True) == (checked.exit_code, "nothing to mend" in checked.output), checked.output
