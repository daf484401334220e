"""People of a certain manner, and the report of what was spoken, asked and heard."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.people import (
    OnPaper,
    by_chance,
    check_answers,
    described,
    read_people,
)
from facilitator.authoring.telling import told
from facilitator.cli import main
from facilitator.engine.actions import Finish
from facilitator.engine.events import PhraseHeard, SafeWordSuspected, VoiceStarted
from facilitator.engine.program import Program
from facilitator.errors import UsageError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.listing import list_rituals
from facilitator.script.loading import load
from facilitator.session.chronicle import Chronicle
from facilitator.session.company import Manner, Said
from facilitator.session.on_paper import Moment, perform
from facilitator.session.timeline import Entry, TimelineWriter

MIRROR = load(find("mirror-talk"))


def program() -> Program:
    return compile_ritual(MIRROR, partners=("Anna", "Ben"))


def performed(first: Manner, second: Manner, seed: int = 0) -> list[Moment]:
    made = program()
    return perform(made, reaction=OnPaper(made, (first, second), seed=seed).react)


def outcome(moments: list[Moment]) -> str:
    last = moments[-1].actions[-1]
    assert isinstance(last, Finish)
    return last.outcome


WILLING = Manner()


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (WILLING, "completed"),
        (Manner(hesitates=8.0), "completed"),
        (Manner(laughs=True), "completed"),
        (Manner(talks_over=True), "completed"),
        (Manner(says_no=True), "declined"),
        (Manner(silent=True), "declined"),
        (Manner(answers={"consent": ["no"]}), "declined"),
        (Manner(answers={"consent": ["nothing", "nothing", "yes"]}), "completed"),
    ],
)
def test_how_people_are_decides_how_it_ends(second: Manner, expected: str) -> None:
    """Talk and laughter end nothing; a no, and silence when asked, end it kindly."""
    assert expected == outcome(performed(WILLING, second))


def test_nobody_ever_says_a_safe_word_by_chance() -> None:
    """What simulated people say holds no command but the ones they mean."""
    moments = performed(Manner(laughs=True, talks_over=True), Manner(talks_over=True))

    assert [] == [m for m in moments if isinstance(m.event, SafeWordSuspected)]
    said = {m.event.phrase for m in moments if isinstance(m.event, PhraseHeard)}
    assert {"yes", "ready", "longer", "thank you"} == said


def test_who_hesitates_answers_later() -> None:
    """Six seconds more lie between the question and the answer."""

    def first_answer(manner: Manner) -> int:
        moments = performed(manner, WILLING)
        return next(m.event.at for m in moments if isinstance(m.event, PhraseHeard))

    assert 6 * 16_000 == first_answer(Manner(hesitates=6.0)) - first_answer(WILLING)


def test_who_talks_over_is_heard_while_the_facilitator_speaks() -> None:
    """There are more voices in the same session, and it is the same for the same seed."""

    def voices(manner: Manner) -> int:
        return sum(isinstance(m.event, VoiceStarted) for m in performed(manner, WILLING))

    assert voices(Manner(talks_over=True)) > voices(WILLING) + 5
    assert performed(WILLING, WILLING, 3) == performed(WILLING, WILLING, 3)


def test_a_people_file_is_read(tmp_path: Path) -> None:
    """Two names in their order, each with a manner; `yes` is a word like any other."""
    path = tmp_path / "people.yaml"
    path.write_text(
        "Ben:\nAnna:\n  answers: {wish: [longer, same], consent: yes}\n"
        "  hesitates: 6 s\n  talks over: yes\n",
        encoding="utf-8",
    )

    answers = {"wish": ["longer", "same"], "consent": ["yes"]}
    anna = Manner(answers=answers, hesitates=6.0, talks_over=True)
    assert [("Ben", Manner()), ("Anna", anna)] == list(read_people(path).items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Anna\n- Ben\n", "found no names"),
        ("Anna:\n  laghs: yes\nBen:\n", "Did you mean laughs?"),
        ("Anna:\n  laughs: loudly\nBen:\n", "should be yes or no"),
        ("Anna:\n  hesitates: 6\nBen:\n", "which is no length"),
        ("Anna: shy\nBen:\n", "should be keys with values"),
        ("Anna:\n  answers: yes\nBen:\n", "the answers of Anna"),
        ("Anna: [\n", "the bracket that opens here is never closed"),
        ("Anna:\n  laughs: loudly\n  shy: yes\nBen:\n", "people.yaml:3: Anna has “shy”"),
        ("Anna:\n  laughs:yes\nBen:\n  hesitates: 6\n", "people.yaml:4: Ben hesitates “6”"),
    ],
)
def test_mistakes_in_it_are_told(tmp_path: Path, text: str, expected: str) -> None:
    """Each in a sentence, with what to write."""
    path = tmp_path / "people.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as refused:
        read_people(path)

    assert expected in str(refused.value)


def whys(first: Manner, second: Manner) -> dict[str, set[str]]:
    """Return what each of the two said something for."""
    made = program()
    said: list[Said] = []
    people = OnPaper(made, (first, second), noted=said.append)
    perform(made, reaction=people.react)
    return {name: {each.why for each in said if each.who == name} for name in made.partners}


def test_each_manner_is_really_acted() -> None:
    """Laughter, talk into the facilitator's and the other's sentences, silence, and a no."""
    merry = whys(Manner(laughs=True), Manner(talks_over=True))
    quiet = whys(WILLING, Manner(silent=True))

    assert {"answer", "talk", "laughter", "thanks"} == merry["Anna"]
    assert {"answer", "talk", "over me", "over another"} == merry["Ben"]
    assert ({"answer"}, set()) == (quiet["Anna"], quiet["Ben"])
    assert {"answer"} == whys(WILLING, Manner(says_no=True))["Ben"]


def test_everybody_has_one_mouth() -> None:
    """Two people may talk at once, one person never does."""
    made = program()
    said: list[Said] = []
    manners = (Manner(laughs=True, talks_over=True), Manner(talks_over=True))
    perform(made, reaction=OnPaper(made, manners, noted=said.append).react)

    def overlaps(first: Said, then: Said) -> bool:
        return first.at < then.end and then.at < first.end

    pairs = list(combinations(said, 2))
    assert any(overlaps(a, b) for a, b in pairs if a.who != b.who)
    assert not any(overlaps(a, b) for a, b in pairs if a.who == b.who)


def test_who_is_about_to_answer_does_not_answer_twice() -> None:
    """Asked again while they hesitate, people finish what they were about to say."""
    made = program()
    said: list[Said] = []
    slow = Manner(hesitates=25.0)
    perform(made, reaction=OnPaper(made, (slow, WILLING), noted=said.append).react)

    answers = [each for each in said if each.who == "Anna" and each.why == "answer"]
    assert all(b.at >= a.end for a, b in pairwise(answers))
    assert 1 == sum(each.text == "yes" for each in answers)


def test_more_people_than_two_can_be_rehearsed() -> None:
    """Whoever the file does not describe is willing."""
    made = replace(program(), partners=("Anna", "Ben", "Mia"))
    said: list[Said] = []
    perform(made, reaction=OnPaper(made, (WILLING,), noted=said.append).react)

    assert {"Anna", "Ben"} <= {each.who for each in said}


def test_chance_chooses_people_by_the_seed() -> None:
    """The same ones for the same seed, and all of the manners for some seed."""
    assert by_chance(2, 7) == by_chance(2, 7)
    many = [each for seed in range(60) for each in by_chance(2, seed)]
    for manner in ("hesitates", "silent", "says_no", "laughs", "talks_over"):
        assert 0 < sum(bool(getattr(each, manner)) for each in many) < len(many)


@pytest.mark.parametrize(
    ("manner", "expected"),
    [
        (Manner(), "Anna is willing."),
        (Manner(silent=True), "Anna is silent."),
        (Manner(hesitates=6.0, laughs=True), "Anna hesitates 6 s and laughs."),
        (
            Manner(says_no=True, talks_over=True, answers={"wish": ["longer", "same"]}),
            "Anna says no, talks over and answers “longer then same” about wish.",
        ),
    ],
)
def test_how_somebody_is_is_told(manner: Manner, expected: str) -> None:
    """In one sentence, before the rehearsal."""
    assert expected == described("Anna", manner)


@pytest.mark.parametrize(
    ("about", "answer", "expected"),
    [("wihs", "longer", "Did you mean wish?"), ("wish", "green", "is no answer to it")],
)
def test_an_answer_nobody_could_give_is_refused(about: str, answer: str, expected: str) -> None:
    """A misspelt question or answer is told instead of being ignored."""
    with pytest.raises(UsageError) as refused:
        check_answers(program(), {"Anna": Manner(answers={about: [answer]})})

    assert expected in str(refused.value)


def test_the_report_tells_who_said_what_and_what_was_not_understood() -> None:
    """How often for what, what was meant to be understood and was not, and who said the rest."""
    second = 16_000

    def said(at: int, who: str, text: str, why: str) -> Entry:
        fields = {"who": who, "text": text, "why": why, "length": second}
        return Entry(at * second, "note", "said", fields)

    entries = [
        Entry(0, "note", "asked", {"who": "Anna", "label": "Say yes"}),
        said(2, "Anna", "yes", "answer"),
        said(9, "Anna", "yes", "answer"),
        Entry(10 * second, "event", "phrase_heard", {"phrase": "yes"}),
        said(20, "Anna", "thank you", "thanks"),
        Entry(21 * second, "event", "phrase_heard", {"phrase": "thank you"}),
        said(30, "", "alexa.flac", "recording"),
    ]

    assert [
        "Spoken: 0 sentences, 0:00; 0 bells.",
        "Asked:",
        "    0:00  Anna: Say yes – “yes” after 10 s",
        "Said:",
        "  Anna: answered twice, said thanks once; 0:03 in all",
        "  Ben: nothing",
        "    0:30  a recording: alexa.flac",
        "Said, but not understood:",
        "    0:02  Anna: “yes”",
        "Heard besides:",
        "    0:21  “thank you”, said by Anna",
    ] == list(told(entries, ("Anna", "Ben")))


def test_the_report_tells_questions_answers_and_the_rest() -> None:
    """A question with what was answered and when; one without; a word nobody had asked for."""
    second = 16_000
    entries = [
        Entry(0, "note", "prompt", {"text": "Hello.", "length": 2 * second}),
        Entry(3 * second, "note", "asked", {"who": "Anna", "label": "Say yes"}),
        Entry(5 * second, "event", "phrase_heard", {"phrase": "yes"}),
        Entry(6 * second, "event", "phrase_heard", {"phrase": "thank you"}),
        Entry(70 * second, "note", "asked", {"who": "", "label": ""}),
        Entry(80 * second, "event", "safe_word_heard", {"word": "red"}),
    ]

    assert [
        "Spoken: 1 sentence, 0:02; 0 bells.",
        "Asked:",
        "    0:03  Anna: Say yes – “yes” after 2 s",
        "    1:10  both – no answer",
        "Heard besides:",
        "    0:06  “thank you”",
        "    1:20  safe word: “red”",
    ] == list(told(entries))


@pytest.mark.parametrize("ritual", sorted(each.id for each in list_rituals()))
def test_every_shipped_ritual_can_be_held_by_peculiar_people(ritual: str) -> None:
    """They hesitate, laugh and talk over each other to its end, and it can be told."""
    made = compile_ritual(load(find(ritual)), partners=("Anna", "Ben"))
    manners = (Manner(hesitates=6.0, laughs=True), Manner(talks_over=True))
    writer = TimelineWriter()

    def note(said: Said) -> None:
        writer.note(said.at, "said", who=said.who, text=said.text, why=said.why)

    people = OnPaper(made, manners, noted=note)
    moments = perform(made, reaction=people.react, witnesses=(Chronicle(made, writer),))
    report = list(told(writer.entries, made.partners))

    assert "completed" == outcome(moments)
    assert report[0].startswith("Spoken: ")
    assert [] == [line for line in report if "no answer" in line]


def test_the_command_takes_names_and_manners(tmp_path: Path) -> None:
    """The two of the file are the partners of the rehearsal."""
    path = tmp_path / "people.yaml"
    path.write_text("Mia:\nJonas:\n  says no: yes\n", encoding="utf-8")

    words = ["rehearse", "mirror-talk", "--text", "--report", "--people", str(path)]
    result = CliRunner().invoke(main, words)

    assert 0 == result.exit_code
    assert "Jonas, would you like to do this, here and now?" in result.output
    assert "Jonas: Say “yes” or “no” – “no” after 2 s" in result.output
    assert "Mia is willing. Jonas says no." in result.output
    assert "  Jonas: answered once; 0:00 in all" in result.output
    assert "Not this time." in result.output


def test_the_command_lets_chance_choose() -> None:
    """With `--people random`, by the seed, and says whom it has chosen."""
    words = ["rehearse", "mirror-talk", "--text", "--quiet", "--people", "random", "--seed"]
    told = {CliRunner().invoke(main, [*words, str(seed)]).output.splitlines()[0] for seed in (1, 2)}

    assert 2 == len(told)
    assert all(line.startswith("The first of you ") for line in told)
