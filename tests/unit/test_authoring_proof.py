"""Stopping everywhere, and fitting to a length."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring import proof as proving
from facilitator.authoring.fitting import fit, stretchable
from facilitator.authoring.proof import stop_everywhere
from facilitator.cli import main
from facilitator.clock import seconds
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import Event, SafeWordHeard
from facilitator.engine.operations import Ask, Say, Silence
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.state import Listening, Speaking, State
from facilitator.engine.step import step
from facilitator.errors import UsageError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.script.walking.timing import estimate
from facilitator.session import on_paper

MIRROR = load(find("mirror-talk"))


def test_mirror_talk_stops_everywhere() -> None:
    """In every step, at every second, in every way: silence."""
    found = stop_everywhere(compile_ritual(MIRROR))

    assert ((), ()) == (found.failures, found.unreached)
    assert found.steps == found.of_steps > 20
    assert found.stops > 3 * found.seconds > 2400


def test_an_engine_that_goes_on_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A safe word that is missed in silences, and a sentence said after it, are both failures."""
    program = Program(
        "a", "A", ("A", "B"), (Say((Sentence("Hello."),)), Silence(16_000 * 5)), (3, 4)
    )

    def deaf_in_silence(
        program: Program, state: State, event: Event
    ) -> tuple[State, Iterable[Action]]:
        if isinstance(event, SafeWordHeard) and state.position == 1:
            return state, ()
        return step(program, state, event)

    def talkative(program: Program, state: State, event: Event) -> tuple[State, Iterable[Action]]:
        after, actions = step(program, state, event)
        more = (Speak(event.at, 99, "Never mind."),) if isinstance(event, SafeWordHeard) else ()
        return after, (*actions, *more)

    monkeypatch.setattr(proving, "step", deaf_in_silence)
    deaf = stop_everywhere(program).failures
    monkeypatch.setattr(proving, "step", talkative)
    more = stop_everywhere(program).failures

    assert {4} == {failure.line for failure in deaf}
    assert {"what sounded was not silenced"} == {failure.problem for failure in deaf}
    assert {"afterwards it went on: “Never mind.”"} == {failure.problem for failure in more}
    assert {3, 4} == {failure.line for failure in more}


def test_the_command_tells_how_often() -> None:
    """The summary says what was tried, and the exit code is 0."""
    result = CliRunner().invoke(main, ["rehearse", "mirror-talk", "--stop-everywhere"])

    assert 0 == result.exit_code
    assert "Every one of them ended in silence." in result.output
    assert re.search(r"was said [\d,]+ times, in all \d+ steps: ", result.output)
    assert "other settings, reminders, what asks for the settings before it." in result.output


@pytest.mark.parametrize(
    ("ritual", "names"),
    [
        ("radical-honesty-pact", ("A", "B")),  # a third round, once both want another one twice
        ("two-minute-self-check", ("A",)),  # four of seven ratings that are low
        ("conflict-as-connection", ("A", "B", "C")),
    ],
)
def test_what_many_answers_lead_to_is_reached(ritual: str, names: tuple[str, ...]) -> None:
    """Steps to which no single answer leads, and no chance within a lifetime."""
    found = stop_everywhere(compile_ritual(load(find(ritual)), partners=names))

    assert ((), ()) == (found.failures, found.left)
    assert found.steps == found.of_steps


def script(folder: Path, steps: str, people: str = "two") -> Path:
    """Write a small ritual."""
    head = f"version: 1\nritual: A\nabout: One.\ndepth: light\npeople: {people}\nsteps:\n"
    path = folder / "a.yaml"
    path.write_text(head + steps, encoding="utf-8")
    return path


NEVER = """\
  - ask each: "{name}, do you like the rain?"
    answers: [yes, no]
    if nobody answers: no
    as: rain
  - when: any rain is yes
    do:
      - when: every rain is no
        do:
          - say: It never rains here.
  - end: Thank you.
"""


def test_what_is_never_reached_is_told_with_its_line(tmp_path: Path) -> None:
    """Its line, its first words and the reason."""
    path = script(tmp_path, NEVER)

    result = CliRunner().invoke(main, ["rehearse", str(path), "--stop-everywhere"])

    assert 0 == result.exit_code
    assert "in 13 of 14 steps" in result.output
    assert (
        "Not reached: line 15 (“It never rains here.”): nothing that can be said leads there."
        in result.output.splitlines()
    )


ALONE = """\
  - when: people is 1
    do:
      - say: You are alone.
    otherwise:
      - when: people is 2
        do: [say: You are two.]
        otherwise: [say: You are more than two.]
  - end: Thank you.
"""


def test_all_who_may_come_are_tried(tmp_path: Path) -> None:
    """One, two and three, unless it is said who is there: then what is left out is told."""
    path = str(script(tmp_path, ALONE, "one or more"))

    everybody = CliRunner().invoke(main, ["rehearse", path, "--stop-everywhere"])
    two = CliRunner().invoke(main, ["rehearse", path, "--stop-everywhere", "--partners", "A, B"])

    assert "Not reached" not in everybody.output
    assert [
        f"Not reached: line {line} (`say`): left out with these people and settings."
        for line in (9, 13)
    ] == [line for line in two.output.splitlines() if line.startswith("Not reached")]


def test_a_sentence_and_the_wait_after_it_are_both_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A word that is missed only in the rest after a sentence, or only while an answer is waited
    for, is found out."""
    ask = Ask((Sentence("Well?"),), {"yes": ("yes",), "no": ("no",)}, default="no")
    program = Program("a", "A", ("A", "B"), (Say((Sentence("Hello."),)), ask), (3, 4))
    deaf: type = Speaking

    def hard_of_hearing(
        program: Program, state: State, event: Event
    ) -> tuple[State, Iterable[Action]]:
        is_sounding = isinstance(state.phase, Speaking) and state.phase.sound > 0
        is_deaf = isinstance(state.phase, deaf) and not is_sounding and state.outcome is None
        if isinstance(event, SafeWordHeard) and is_deaf:
            return state, ()
        return step(program, state, event)

    monkeypatch.setattr(proving, "step", hard_of_hearing)
    gaps = stop_everywhere(program).failures
    deaf = Listening
    waits = stop_everywhere(program).failures

    assert {3, 4} == {failure.line for failure in gaps}
    assert {4} == {failure.line for failure in waits}


@pytest.mark.parametrize("minutes", [8, 12, 20])
def test_a_ritual_fits_the_time_there_is(minutes: int) -> None:
    """Settings stay within their limits and the whole takes about as long as wished."""
    found = fit(MIRROR, minutes * 60.0)

    program = compile_ritual(MIRROR, settings=found.settings)
    assert abs(estimate(program).total_seconds - minutes * 60) < 30
    assert set(found.settings) == set(stretchable(MIRROR)) == {"gaze", "talk"}


def test_what_somebody_chose_is_not_stretched() -> None:
    """A setting given by hand stays as it is; the others make up for it."""
    found = fit(MIRROR, 900.0, {"Gaze": "1 min"})

    assert ["talk"] == list(found.settings)


def test_what_cannot_be_says_what_can() -> None:
    """Beyond the limits the two ends are told."""
    with pytest.raises(UsageError, match="from seven minutes to"):
        fit(MIRROR, 5400.0)


CONFLICT = load(find("conflict-as-connection"))


def test_a_fit_is_that_of_the_usual_course_and_tells_what_takes_longer() -> None:
    """Which course it fits, why, and how to be sure."""
    result = CliRunner().invoke(
        main, ["rehearse", "conflict-as-connection", "--fit", "40 min", "--text", "--quiet"]
    )

    assert 0 == result.exit_code
    assert "About 40 minutes with the first answer to every question" in (result.output)
    assert re.search(r"It can take longer: 4[1-9] minutes if", result.output)
    assert '--fit "at most 40 min"' in result.output


@pytest.mark.parametrize("minutes", [32, 40, 60])
def test_at_most_fits_the_longest_course(minutes: int) -> None:
    """Whatever is answered, it is over in time; and not much is given away."""
    found = fit(CONFLICT, minutes * 60.0, at_most=True)

    assert minutes * 60 - 60 < found.courses.longest.seconds <= minutes * 60
    assert found.courses.usual.seconds < found.courses.longest.seconds


def test_at_most_leaves_time_for_names_and_answers() -> None:
    """With long names, and everybody answering, an hour is no longer than it may be; what is spared
    for answers, and rounding each length to five seconds, give away at most a minute and a half."""
    names = ("Anna Katharina", "Maximilian")
    hour = load(find("emotional-check-in-hour"))
    found = fit(hour, 61 * 60.0, at_most=True, partners=names)
    program = compile_ritual(hour, partners=names, settings=found.settings)
    said = {name: values[:1] for name, values in found.courses.longest.answers.items()}

    moments = on_paper.perform(program, reaction=on_paper.Willing(program, said).react)

    assert 61 * 60 - 90 < seconds(moments[-1].event.at) <= 61 * 60


def test_at_most_takes_all_there_is_where_that_is_less() -> None:
    """Two hours are more than its limits allow; twenty minutes are less."""
    found = fit(MIRROR, 7200.0, at_most=True)

    assert {"gaze": "10 min", "talk": "5 min"} == dict(found.settings)
    with pytest.raises(UsageError, match="at most twenty minutes: within its limits its longest"):
        fit(CONFLICT, 1200.0, at_most=True)
