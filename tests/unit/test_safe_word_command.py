"""Choosing a safe word: tried by those who chose it, judged in figures, kept; and what a script
cannot do to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from facilitator.audio import Sound
from facilitator.cli import judging, main, trying, wishes
from facilitator.cli.options import Chosen
from facilitator.cli.safe_word import _prompts
from facilitator.clock import BLOCK, Samples, samples
from facilitator.ears.words import sounds_like
from facilitator.engine.events import (
    Event,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.own_words import OWN
from facilitator.engine.program import Program
from facilitator.engine.trial_words import TRYING
from facilitator.errors import DeviceError, UsageError
from facilitator.journal.store import FileJournal
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.translation.languages import product_words
from facilitator.session.word_attempt import Repetition, Request
from facilitator.session.word_trial import APART, TALK, Tried, requests, texts, try_word
from facilitator.sound.mixer import Mixer
from tests.unit.fakes import FakeEars, FakeRoom

PEOPLE = ("Anna", "Ben")


class Sentences:
    """Speech of one second, whatever the text; it must have been prepared."""

    def __init__(self) -> None:
        self.prepared: set[str] = set()

    def tune(self, pace: int) -> None:
        del pace

    def prepare(self, wanted: Sequence[str]) -> None:
        self.prepared |= set(wanted)

    def ready(self, text: str) -> Sound | None:
        return self.get(text)

    def get(self, text: str) -> Sound:
        assert text in self.prepared
        return np.full(48_000, 0.25, dtype=np.float32)


class Trial:
    """A trial whose people do what a test says."""

    def __init__(self, answer: Callable[[Request, Samples], Sequence[Event]]) -> None:
        self.answer = answer
        self.room = FakeRoom()
        self.ears = FakeEars()
        self.asked: list[tuple[Request, Samples]] = []

    def _asked(self, request: Request, at: Samples) -> None:
        self.asked.append((request, at))
        for event in self.answer(request, at):
            self.ears._events[event.at // BLOCK - 1].append(event)

    def perform(self, **options: object) -> Tried:
        return try_word(
            "marmalade",
            PEOPLE,
            self.room,
            self.ears,
            Sentences(),
            Mixer(),
            asked=self._asked,
            **options,  # type: ignore[arg-type]
        )


def said(at: Samples, *, heard: bool = True, hushed: bool = True) -> list[Event]:
    """Return what the ears tell when somebody says the word one second after `at`."""
    began = at + samples(1.0)
    events: list[Event] = [VoiceStarted(began + BLOCK)]
    if hushed:
        events.append(SafeWordSuspected(began + samples(0.5), "marmalade"))
    if heard:
        events.append(SafeWordHeard(began + samples(0.9), "marmalade"))
    elif hushed:
        events.append(SafeWordDismissed(began + samples(0.9), "marmalade"))
    events.append(VoiceStopped(began + samples(1.0)))
    return [replace(each, at=each.at // BLOCK * BLOCK) for each in events]


def test_each_is_asked_three_times_and_once_over_the_voice() -> None:
    """By name, one after the other, far enough apart that no word counts as said again."""
    trial = Trial(lambda _, at: said(at))

    done = trial.perform()

    assert list(requests(PEOPLE)) == [request for request, _ in trial.asked]
    assert [1, 2, 3, 0, 1, 2, 3, 0] == [request.number for request, _ in trial.asked]
    times = [at for _, at in trial.asked]
    assert all(b - a >= APART for a, b in pairwise(times))
    assert (8, True, True) == (
        len(done.repetitions),
        done.complete,
        all(each.stopped for each in done.repetitions),
    )
    assert 1 == trial.room.closed


def test_the_first_sign_silences_it_and_a_dismissal_takes_the_sentence_up() -> None:
    """What is tried behaves as a session does, so that what is measured is what will be."""
    talk = [OWN.text(key) for key in TALK]
    trial = Trial(lambda request, at: said(at, heard=not request.over_voice))

    done = trial.perform()

    over = [each for each in done.repetitions if each.request.over_voice]
    assert [(True, False), (True, False)] == [(each.hushed, each.stopped) for each in over]
    talks = [saying for saying in trial.ears.sayings if saying in talk]
    began = sum(now != before and now == talk[1] for before, now in pairwise(trial.ears.sayings))
    assert set(talk) == set(talks)
    assert began in (2, 4)


def test_somebody_who_was_not_heard_at_all_is_asked_again() -> None:
    """Nothing coming in may be a person who hesitates; only the second time it counts."""
    silent: list[Request] = []

    def shy(request: Request, at: Samples) -> Sequence[Event]:
        if request.number == 2 and request not in silent:
            silent.append(request)
            return ()
        return said(at)

    trial = Trial(shy)
    done = trial.perform()

    assert 10 == len(trial.asked)
    assert all(each.stopped for each in done.repetitions)


def test_a_chair_before_the_word_is_not_taken_for_it() -> None:
    """A short sound does not end the waiting for somebody who is about to speak."""

    def late(request: Request, at: Samples) -> Sequence[Event]:
        start = at // BLOCK * BLOCK
        chair: list[Event] = [VoiceStarted(start + 10 * BLOCK), VoiceStopped(start + 20 * BLOCK)]
        return [*chair, *said(at + samples(1.5))]

    done = Trial(late).perform()

    assert [True] * 8 == [each.stopped for each in done.repetitions]


def test_nothing_said_is_told_as_nothing() -> None:
    """A trial without anybody ends, and says that nothing came in."""
    done = Trial(lambda _request, _at: ()).perform()

    assert (0, 0) == (
        sum(each.spoke for each in done.repetitions),
        sum(each.stopped for each in done.repetitions),
    )
    verdict = judging.judged(done)
    assert "heard 0 of 6; 0 of 2 over my voice." == verdict.line
    assert verdict.advice[0].startswith("Anna: nothing came in.")


@pytest.mark.parametrize("way", ["a key", "stop"])
def test_it_can_be_ended_at_any_time(way: str) -> None:
    """A key or “stop” ends the trial within a block or two, and nothing is concluded."""
    heard: list[Request] = []

    def answer(request: Request, at: Samples) -> Sequence[Event]:
        heard.append(request)
        if len(heard) == 3 and way == "stop":
            return [SafeWordHeard((at // BLOCK + 2) * BLOCK, "stop")]
        return said(at)

    trial = Trial(answer)
    done = trial.perform(key_pressed=lambda: way == "a key" and len(heard) == 3)

    assert (2, False) == (len(done.repetitions), done.complete)
    assert 1 == trial.room.closed


def test_a_microphone_that_falls_silent_is_a_device_error() -> None:
    """It is told, and the room is closed."""
    trial = Trial(lambda _, at: said(at))
    trial.room = FakeRoom(stalls_at=samples(9.0))

    with pytest.raises(DeviceError, match="stopped delivering"):
        trial.perform()
    assert 1 == trial.room.closed


def test_no_sentence_of_the_trial_sounds_like_an_excellent_word() -> None:
    """The facilitator never says the word it asks for."""
    from facilitator.ears.words import EXCELLENT

    alike = [
        (text, word) for text in texts(PEOPLE) for word in EXCELLENT[:12] if sounds_like(text, word)
    ]
    assert [] == alike


def test_no_german_sentence_of_a_trial_sounds_like_an_excellent_word() -> None:
    """A session in another language tries the same words."""
    from facilitator.ears.words import EXCELLENT

    german = product_words("de")
    said = {*texts(PEOPLE, german), *(german.text(key) for key in TRYING)}

    assert not said & {*texts(PEOPLE), *TRYING.values()}
    assert [] == [(t, w) for t in said for w in EXCELLENT if sounds_like(t, w)]


def repetition(number: int = 1, **figures: object) -> Repetition:
    usual: dict[str, object] = {
        "spoke": True,
        "hushed": True,
        "stopped": True,
        "silent_seconds": 0.2,
        "level_dbfs": -25.0,
        "peak_dbfs": -12.0,
        "noise_dbfs": -70.0,
        "clipped": 0.0,
        "echo_removed_db": 20.0,
    }
    return Repetition(Request(0, "Anna", number), **(usual | figures))  # type: ignore[arg-type]


def verdict(*each: Repetition) -> judging.Judged:
    return judging.judged(Tried("marmalade", each, True))


def test_a_good_trial_is_one_line() -> None:
    """Figures, and nothing to worry about."""
    found = verdict(*(repetition(number=n) for n in (1, 2, 3, 0)))

    assert "heard 3 of 3; 1 of 1 over my voice; stops in 0.2 seconds." == found.line
    assert ("Anna: -25 dBFS (loudest -12), 45 dB above the room’s noise",) == found.levels
    assert () == found.advice


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"clipped": 0.031, "peak_dbfs": 0.0}, "3.1% of the word is at full scale"),
        ({"peak_dbfs": -56.0, "level_dbfs": -68.0, "noise_dbfs": -95.0}, "peaks at -56 dBFS"),
        ({"noise_dbfs": -34.0}, "the word is 9 dB above it (-34 dBFS)"),
        ({"spoke": False, "hushed": False, "stopped": False}, "nothing came in"),
    ],
)
def test_what_is_wrong_is_told_with_its_figure_and_a_way_out(
    figures: dict[str, object], told: str
) -> None:
    """Too loud, too quiet, too much noise, nothing at all."""
    (advice,) = verdict(*(repetition(n, **figures) for n in (1, 2, 3))).advice

    assert told in advice
    assert advice.count(".") >= 2 or "?" in advice


def test_the_loudspeaker_is_named_where_only_it_is_in_the_way() -> None:
    """Heard in silence, missed over the voice, and hardly any echo taken away."""
    found = verdict(
        repetition(),
        repetition(number=0, stopped=False, hushed=False, echo_removed_db=2.0),
    )

    assert "only 2 dB of it could be taken away" in found.advice[0]
    assert not found.blames_word


def test_lost_input_is_told() -> None:
    """A computer that is too busy is no fault of the word."""
    found = verdict(repetition(lost_seconds=0.12), repetition(2, stopped=False))

    assert found.advice[0].startswith("120 ms of the microphone never came.")
    assert not found.blames_word


def test_the_word_is_to_blame_where_everything_else_is_well() -> None:
    """Then another word is suggested."""
    assert verdict(repetition(), repetition(number=2, stopped=False)).blames_word


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    return tmp_path


def test_a_kept_word_is_used_by_the_next_sessions(home: Path) -> None:
    """Each of the two may have one; figures are kept, with the day, and no sound."""
    trying.keep("marmalade", (), "heard 6 of 6")
    trying.keep("lighthouse", trying.before(also=True), None)
    planned = wishes.plan(chosen(), FileJournal())

    assert ("marmalade", "lighthouse") == planned.wish.program.safe_words
    (trial,) = FileJournal().memory().trials.items()
    assert ("marmalade", True) == (trial[0], trial[1].endswith(": heard 6 of 6"))
    assert ["journal.yaml"] == [path.name for path in home.iterdir()]


def test_another_word_takes_the_place_of_the_old_ones(home: Path) -> None:
    """Without --also only the new word counts, and the old figures are forgotten."""
    trying.keep("marmalade", (), "heard 6 of 6")
    trying.keep("pineapple", trying.before(also=False), None)

    memory = FileJournal().memory()
    assert (("pineapple",), {}) == (memory.safe_words, dict(memory.trials))


def test_a_memory_of_an_older_product_is_understood(home: Path) -> None:
    """It knew one word and no trials."""
    text = "version: 1\npartners: [Anna, Ben]\nsafe_word: marmalade\npause_word: ''\nrituals: {}\n"
    (home / "journal.yaml").write_text(text)

    assert ("marmalade",) == FileJournal().memory().safe_words


def chosen(**given: object) -> Chosen:
    usual: dict[str, object] = {
        "ritual": "mirror-talk",
        "partners": None,
        "safe_word": (),
        "pause_word": (),
        "settings": (),
        "voice": "default",
        "pronounce": (),
        "volume": 100,
        "bell_volume": 100,
        "model": None,
        "scripts": None,
    }
    return Chosen(**(usual | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on_terminal", "given", "remembered", "told"),
    [
        (True, (), "", True),
        (True, ("marmalade",), "", False),
        (True, (), "marmalade", False),
        (False, (), "", False),
    ],
)
def test_a_first_start_tells_how_to_choose_a_word(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_terminal: bool,
    given: tuple[str, ...],
    remembered: str,
    told: bool,
) -> None:
    """In one line, on a terminal, until a word has been chosen."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: on_terminal)
    if remembered:
        trying.keep(remembered, (), None)

    planned = wishes.plan(chosen(safe_word=given), FileJournal())

    assert told is any("--try" in remark for remark in planned.remarks)


@pytest.fixture
def ask() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, ["safe-word", *arguments])


@pytest.mark.parametrize(
    "arguments",
    [
        ("marmalade", "--also"),
        ("marmalade", "--json", "--try"),
        ("marmalade", "--json", "--use"),
        ("--try",),
        ("--use",),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    ask: Callable[..., Result], arguments: tuple[str, ...]
) -> None:
    """With the exit code of a usage error."""
    assert 2 == ask(*arguments).exit_code


# -- a script that tries to shadow, delay or swallow the word ----------------------------------

HEAD = "ritual: A test\nabout: Something.\ndepth: light\n"

SHADOWING = {
    "a prompt": "- say: Now we eat marmalade together.",
    "a prompt that sounds like it": "- say: Now we eat mama laid together.",
    "a question": "- ask: Would you like marmalade?\n  answers: {yes: [yes], no: [no]}",
    "asking again": (
        "- ask: Would you?\n  again: Or marmalade?\n  answers: {yes: [yes], no: [no]}"
    ),
    "an answer": "- ask: What is it?\n  answers: {sweet: [marmalade], salty: [salt]}",
    "a part of an answer": "- ask: What?\n  answers: {sweet: [some marmalade], salty: [salt]}",
    "a ready-gate": "- ready: Say ready, or marmalade.",
    "its own readiness": "- ready: Say it.\n  heard: [marmalade]",
    "a turn's question": "- turns:\n    each: 1 min\n    question: What is marmalade to you?",
    "the end of a turn": "- turns:\n    each: 1 min\n    done by: [marmalade]",
    "the thanks for a turn": "- turns:\n    each: 1 min\n    thanks: Marmalade for that.",
    "the choice of a ritual": ("- choose: What now?\n  from: {sweet: [marmalade], salty: [salt]}"),
    "a surprise": (
        "- choose: What now?\n  from: {one: [first], two: [second]}\n  surprise by: [marmalade]"
    ),
    "a branch that is hardly ever taken": (
        "- ask: Shall we?\n  answers: {yes: [yes], no: [no]}\n  as: it\n"
        "- when: it is no\n  do:\n    - say: Then marmalade."
    ),
    "the end": "- end: That was marmalade.",
    "a tally": "- talk: 1 min\n  count: {thanks: [marmalade]}",
    "what ends a talk": "- talk: 1 min\n  done by: [marmalade]",
    "what is said after a talk": "- talk: 1 min\n  afterwards: So much for marmalade.",
    "consent": '- consent: "{name}, marmalade?"',
    "a refused consent": '- consent: "{name}, shall we?"\n  if no: Then marmalade.',
    "a rating": '- rate: "{name}, how was the marmalade, from one to five?"',
    "a check-in": '- check in: "{name}, how is it: green, yellow or red?"\n  if red: Marmalade.',
    "a gesture": "- gesture: If you both like, share some marmalade.",
    "a loop": (
        "- ask: Enough?\n  as: it\n  answers: {yes: [yes], no: [no]}\n"
        "- repeat: until it is yes, at most 3 times\n  do:\n    - say: More marmalade."
    ),
    "somebody else’s turn, to delay it": (
        '- for each: partner\n  do:\n    - say: "{name}, wait with marmalade until the bell."'
    ),
    "the word “stop” as an answer": "- ask: Shall we?\n  answers: {yes: [yes], no: [stop]}",
    "the word “stop” as the end of a turn": "- turns:\n    each: 1 min\n    done by: [stop]",
    "the word “stop” as a sentence": "- say: Stop. We look at each other.",
}


@pytest.mark.parametrize("body", SHADOWING.values(), ids=SHADOWING.keys())
def test_a_script_that_uses_the_safe_word_is_refused(body: str) -> None:
    """Wherever it stands, said or waited for, by check or at the latest when it is compiled."""
    with pytest.raises((ScriptErrors, UsageError)) as caught:
        performed(body)

    assert "marmalade" in str(caught.value) or "stop" in str(caught.value)
    assert not isinstance(caught.value, ScriptErrors) or {"R014", "R016"} & {
        each.rule.code for each in caught.value.diagnostics
    }


ELSEWHERE = {
    "a card of a deck": (
        "- turns: {each: 1 min, deck: sweets, rounds: 1}",
        "decks:\n  sweets:\n    - light: What about marmalade?\n    - light: And honey?",
    ),
    "the background": ("- bell: opening", "why: Marmalade helps."),
    "the task of a day": (
        '- today: "Day {day}: {task}."',
        "days:\n  - task: make marmalade\n    steps:\n      - bell: opening",
    ),
    "a setting’s first choice": (
        "- say: We have {what}.",
        "settings:\n  what:\n    choices: [marmalade, tea]\n    start: marmalade",
    ),
}


@pytest.mark.parametrize(("body", "extra"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_script_cannot_hide_it_outside_of_its_steps(body: str, extra: str) -> None:
    """What stands at the head of a script is looked at as its steps are."""
    with pytest.raises(ScriptErrors, match="marmalade") as caught:
        performed(body, extra=extra)

    assert {"R014"} == {each.rule.code for each in caught.value.diagnostics}


@pytest.mark.parametrize(
    "extra",
    ["safe words: [salt]", "safe_word: salt", "stop: never", "microphone: off", "listen: no"],
)
def test_no_key_of_a_script_changes_or_switches_it_off(extra: str) -> None:
    """The language has no such key, and an unknown one is refused instead of ignored."""
    with pytest.raises(ScriptErrors) as caught:
        performed("- bell: opening", extra=extra)

    assert ["R021"] == [each.rule.code for each in caught.value.diagnostics]


def test_what_is_filled_in_later_is_checked_too() -> None:
    """A name or a setting cannot bring the word into a prompt."""
    setting = "settings:\n  what:\n    ask: What?\n    choices: [tea, marmalade]\n    start: tea\n"
    with pytest.raises((ScriptErrors, UsageError)):
        performed("- say: We have {what}.", extra=setting, settings={"what": "marmalade"})
    with pytest.raises(UsageError, match="sounds like the safe word"):
        performed("- bell: opening", partners=("Anna", "Marmalade"))


SWEETS = "settings:\n  what:\n    choices: [tea, marmalade]\n    start: tea\n"


@pytest.mark.parametrize(
    "body",
    [
        "- say: We have {what}.",
        "- ready: Say ready for {what}.",
        "- turns: {each: 1 min, question: 'Why {what}?'}",
    ],
)
def test_a_choice_cannot_bring_the_word_in(body: str) -> None:
    """What may be chosen is filled in when the words are looked at, chosen or not: it may be asked
    for by voice, or remembered."""
    with pytest.raises(ScriptErrors) as caught:
        performed(body, extra=SWEETS)

    assert {"R014"} == {each.rule.code for each in caught.value.diagnostics}


def test_no_session_begins_with_a_choice_of_the_word(home: Path, tmp_path: Path) -> None:
    """The way a session really takes: the script is refused for these two, and for no others."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    script = f"{HEAD}{SWEETS}steps:\n  - say: We have {{what}}.\n  - end: Thank you.\n"
    (scripts / "sweets.yaml").write_text("version: 1\n" + script, encoding="utf-8")
    wished = chosen(ritual="sweets", scripts=scripts, safe_word=("lighthouse",))
    assert wishes.plan(wished, FileJournal()).wish.program.operations

    with pytest.raises(ScriptErrors, match="the safe word is `marmalade`"):
        wishes.plan(
            chosen(ritual="sweets", scripts=scripts, safe_word=("marmalade",)), FileJournal()
        )


def alike(text: str, word: str) -> bool:
    return bool(sounds_like(text, word))


def performed(
    body: str,
    *,
    extra: str = "",
    partners: Sequence[str] = PEOPLE,
    settings: Mapping[str, str] | None = None,
) -> Program:
    """Load, check and compile a script for people whose word is “marmalade”."""
    steps = "\n".join(f"  {line}" for line in body.splitlines())
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", f"{HEAD}{extra}\nsteps:\n{steps}\n"))
    ritual = loaded(tree, "test", safe_words=("marmalade",), sounds_like=alike)
    return compile_ritual(
        ritual,
        partners=partners,
        settings=settings,
        safe_words=("marmalade",),
        sounds_like=alike,
    )


def test_every_principle_of_the_document_names_its_evidence() -> None:
    """All but the last, which is about the two people."""
    text = (Path(__file__).parents[2] / "docs" / "safe-word.md").read_text(encoding="utf-8")
    principles = re.split(r"^### ", text, flags=re.MULTILINE)[1:]

    assert 13 == len(principles)
    assert [] == [each.splitlines()[0] for each in principles[:-1] if "::test_" not in each]


def test_everything_a_ritual_can_say_is_rated_against(tmp_path: Path) -> None:
    """The cards of a deck, the background and the words around a rest are prompts, too."""
    body = "why: Cinnamon warms.\ndecks:\n  cards:\n    - light: Who likes marmalade?\n"
    body += "steps:\n  - turns: {each: 1 min, deck: cards}\n"
    (tmp_path / "tea.yaml").write_text(HEAD + body, encoding="utf-8")
    said = _prompts(["tea"], ("Anna", "Ben"), tmp_path)

    assert {"Who likes marmalade?", "Cinnamon warms.", "We go on."} <= set(said)
