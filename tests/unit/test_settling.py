"""Settings asked for by voice: what is understood, what is said back, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.proof import stop_everywhere
from facilitator.cli import main
from facilitator.clock import Samples, samples, seconds
from facilitator.engine import saved
from facilitator.engine.actions import Finish, Note, Speak
from facilitator.engine.events import Event, VoiceStarted, VoiceStopped
from facilitator.engine.operations import Ask, Remember
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.engine.state import Listening, State
from facilitator.errors import UsageError
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.settling import asked_first, conversation, only_known
from facilitator.script.compiling.spoken_values import value_meant, ways_to_say
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.hours import is_between, moved
from facilitator.script.library import folders
from facilitator.script.loading import load, loaded
from facilitator.script.ritual import Ritual
from facilitator.script.settings import Setting
from facilitator.session.on_paper import Moment, Willing, perform

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsettings:\n"
SILENT = (
    '  gaze: {ask: How long?, start: 2 min, limits: 1 min to 10 min}\nsteps: [silence: "{gaze}"]\n'
)
EVERY = SILENT.replace("start:", "ask at start: every time, start:")
FIRST = SILENT.replace("start:", "ask at start: first time, start:")
GROWS = EVERY.replace("to 10 min", "to 10 min, grows: 2 min after two comfortable sessions")
HOUR = (
    "  end: {ask: Until when?, ask at start: every time, start: ten o'clock, "
    "limits: six o'clock to midnight}\nsteps: [talk: 'until {end}']\n"
)


def ritual(body: str) -> Ritual:
    return loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body)), "test")


def setting(line: str) -> Setting:
    """Return the setting `it` of a line such as "start: 2 min"."""
    return ritual(f"  it: {{ask: What?, {line}}}\nsteps: [say: 'It is {{it}}.']\n").settings["it"]


def understood(of: Setting, said: str) -> object:
    """Return the value that is understood when somebody says something; None for nothing."""
    ways = ways_to_say(of, of.start, of.own)
    meaning = next((m for m, each in ways.items() if said in each), None)
    return None if meaning is None else of.text(value_meant(of, of.start, meaning))


def held(program: Program, **answers: str) -> list[Moment]:
    given = {name: [said] for name, said in answers.items()}
    return perform(program, reaction=Willing(program, given).react)


def spoken(moments: Iterable[Moment]) -> list[str]:
    return [each.text for m in moments for each in m.actions if isinstance(each, Speak)]


def noted(moments: Iterable[Moment]) -> dict[str, str]:
    notes = [each for m in moments for each in m.actions if isinstance(each, Note)]
    return {each.name: each.value for each in notes}


# What is understood

MINUTES = "start: 2 min, limits: 1 min to 10 min"
SECONDS = "start: 90 s, limits: 30 s to 4 min"


@pytest.mark.parametrize(
    ("line", "said", "value"),
    [
        (MINUTES, "three minutes", "3 min"),
        (MINUTES, "five", "5 min"),
        (MINUTES, "a minute", "1 min"),
        (MINUTES, "a minute and a half", "1 min 30 s"),
        (MINUTES, "two and a half", "2 min 30 s"),
        (MINUTES, "ninety seconds", "1 min 30 s"),
        (MINUTES, "longer", "3 min"),
        (MINUTES, "shorter", "1 min"),
        (MINUTES, "the same", "2 min"),
        (MINUTES, "half an hour", "10 min"),
        (MINUTES, "twenty", "10 min"),
        (MINUTES, "thirty seconds", "1 min"),
        (MINUTES, "pineapple", None),
        (SECONDS, "thirty", "30 s"),
        (SECONDS, "ninety", "1 min 30 s"),
        (SECONDS, "two", "2 min"),
        (SECONDS, "shorter", "1 min"),
        ("start: 3, limits: 1 to 5", "four", "4"),
        ("start: 3, limits: 1 to 5", "more", "4"),
        ("start: 3, limits: 1 to 5", "twelve", "5"),
        ("start: 20, limits: 1 to 30", "twenty five", "25"),
        ("start: ten o'clock", "until nine", "nine o'clock"),
        ("start: ten o'clock", "half past nine", "half past nine"),
        ("start: ten o'clock", "nine thirty", "half past nine"),
        ("start: ten o'clock", "quarter to eleven", "quarter to eleven"),
        ("start: ten o'clock", "midnight", "midnight"),
        ("start: ten o'clock", "later", "half past ten"),
        ("start: 10 pm", "earlier", "21:30"),
        ("start: ten o'clock, limits: six o'clock to midnight", "one", "midnight"),
        ("start: ten o'clock, limits: six o'clock to midnight", "five", "six o'clock"),
        ("start: midnight, limits: six o'clock to midnight", "later", "midnight"),
        ("start: together, choices: [together, apart]", "apart", "apart"),
        ("start: together, choices: [together, apart]", "number two", "apart"),
        ("start: together, choices: [together, apart]", "yes", "together"),
        ("start: none, choices: [none, soft bell]", "yes please", "soft bell"),
        ("start: soft bell, choices: [none, soft bell]", "no", "none"),
        ("start: none, choices: [none, soft bell]", "soft bell", "soft bell"),
        ("start: 'yes', choices: ['yes', 'no']", "nope", "no"),
    ],
)
def test_values_are_understood_as_people_say_them(line: str, said: str, value: object) -> None:
    """Within the limits; what goes beyond is the nearest that is allowed."""
    assert value == understood(setting(line), said)


@pytest.mark.parametrize("line", [MINUTES, SECONDS, "start: 1 h, limits: 30 min to 3 h"])
def test_all_round_values_within_the_limits_can_be_said(line: str) -> None:
    """Every whole minute up to an hour, and both limits."""
    of = setting(line)
    ways = ways_to_say(of, of.start, of.own)
    minutes = [m * 60.0 for m in range(1, 61) if of.low <= m * 60 <= of.high]

    assert [] == [
        of.text(each) for each in (of.low, *minutes, of.high) if of.text(each) not in ways
    ]


def test_no_way_means_two_things() -> None:
    """What the ears hear has one meaning, whatever the setting."""
    for line in (MINUTES, SECONDS, "start: 3", "start: ten o'clock", "start: a, choices: [a, b]"):
        of = setting(line)
        said = [way for ways in ways_to_say(of, of.start, of.own).values() for way in ways]

        assert sorted(set(said)) == sorted(said)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "is_so"),
    [
        ("nine o'clock", "six o'clock", "midnight", True),
        ("midnight", "six o'clock", "midnight", True),
        ("quarter past twelve", "six o'clock", "midnight", False),
        ("23:00", "22:00", "1:00", True),
        ("11:00", "22:00", "1:00", False),
    ],
)
def test_hours_have_limits(text: str, earliest: str, latest: str, is_so: bool) -> None:
    """Round the clock, over midnight too."""
    assert is_so == is_between(text, earliest, latest)


def test_hours_move() -> None:
    """In the words they are given in."""
    assert ["half past ten", "quarter to ten", "0:15"] == [
        moved("ten o'clock", 30),
        moved("ten o'clock", -15),
        moved("23:45", 30),
    ]


def test_an_hour_outside_its_limits_is_refused() -> None:
    """On the command line as in the script."""
    with pytest.raises(UsageError, match="six o'clock to midnight; you gave one o'clock"):
        ritual(HOUR).settings["end"].read("one o'clock")
    with pytest.raises(ScriptErrors, match="should lie within the limits"):
        ritual(HOUR.replace("start: ten", "start: three"))
    with pytest.raises(ScriptErrors, match="two times of day"):
        ritual(HOUR.replace("to midnight", "to late"))


# When it is asked


@pytest.mark.parametrize(
    ("body", "memory", "given", "everything", "asked"),
    [
        (SILENT, {}, (), None, ()),
        (SILENT, {}, (), True, ("gaze",)),
        (SILENT, {}, ("Gaze",), True, ()),
        (EVERY, {}, (), None, ("gaze",)),
        (EVERY, {"gaze": "3 min"}, (), None, ("gaze",)),
        (EVERY, {}, ("gaze",), None, ()),
        (EVERY, {}, (), False, ()),
        (FIRST, {}, (), None, ("gaze",)),
        (FIRST, {"gaze": "3 min"}, (), None, ()),
        (FIRST, {"gaze": "3 min"}, (), True, ("gaze",)),
        (GROWS, {}, (), None, ("gaze",)),
        (GROWS, {"gaze": "4 min"}, (), None, ()),
    ],
)
def test_a_setting_is_asked_when_its_author_or_the_people_want(
    body: str,
    memory: dict[str, str],
    given: tuple[str, ...],
    everything: bool | None,
    asked: object,
) -> None:
    """Never what was chosen in another way, nor what wishes have decided."""
    assert asked == asked_first(ritual(body), memory, given, everything=everything)


def test_what_has_an_answer_is_asked() -> None:
    """A rehearsal that answers it need not say that it wants the question."""
    assert ("gaze",) == asked_first(ritual(SILENT), {}, (), wished=["gaze", "wish"])


# The conversation


def test_an_answer_is_said_back_and_kept() -> None:
    """Then the ritual is made with it, and it is usual from then on."""
    it = ritual(EVERY)
    moments = held(conversation(it, ["gaze"]), gaze="three minutes")
    program = compile_ritual(it, said=noted(moments))

    assert [
        "One question before we begin.",
        "If you are silent, it stays as it is.",
        "How long?",
        "Usually: two minutes.",
        "So it is three minutes.",
    ] == spoken(moments)
    assert {"gaze": "3 min"} == noted(moments)
    assert "3 min" == program.settings["gaze"]
    assert Remember("gaze", "3 min") in program.operations


def test_silence_keeps_what_is_usual_at_once() -> None:
    """One question, a few seconds, nothing more; nothing is kept."""
    it = ritual(EVERY)
    moments = held(conversation(it, ["gaze"]), gaze="nothing")
    asked = max(each.at for m in moments for each in m.actions if isinstance(each, Speak))
    program = compile_ritual(it, said=noted(moments))

    assert "Usually: two minutes." == spoken(moments)[-1]
    assert {"gaze": ""} == noted(moments)
    assert seconds(moments[-1].event.at - asked) < 9.0
    assert "2 min" == program.settings["gaze"]
    assert not any(isinstance(each, Remember) for each in program.operations)


def test_what_is_asked_the_first_time_is_kept_in_silence_too() -> None:
    """Or it would be asked for ever."""
    assert {"gaze": "2 min"} == noted(held(conversation(ritual(FIRST), ["gaze"]), gaze="nothing"))


class _Mumbling:
    """Somebody who speaks and is not understood."""

    def __init__(self) -> None:
        self.times = 0
        self._seen: object = None

    def react(self, state: State, at: Samples) -> list[Event]:
        if not isinstance(state.phase, Listening) or state.phase == self._seen:
            return []
        self._seen = state.phase
        self.times += 1
        return [VoiceStarted(at + samples(1.0)), VoiceStopped(at + samples(2.0))]


def test_what_is_not_understood_is_asked_once_more() -> None:
    """Then it stays as it is."""
    mumbling = _Mumbling()
    moments = perform(conversation(ritual(EVERY), ["gaze"]), reaction=mumbling.react)

    assert 2 == mumbling.times
    told = "Say it once more, or be silent, and it is two minutes."
    assert [told] == [text for text in spoken(moments) if "once more" in text]
    assert {"gaze": ""} == noted(moments)


def test_a_no_to_what_was_understood_asks_again_once() -> None:
    """Without what is usual, and then what is said holds."""
    program = conversation(ritual(EVERY), ["gaze"])
    given = {"gaze": ["five", "nine"], "gaze understood": ["no", "no"]}
    moments = perform(program, reaction=Willing(program, given).react)

    assert ["So it is five minutes.", "How long?", "So it is nine minutes."] == spoken(moments)[-3:]
    assert {"gaze": "9 min"} == noted(moments)


@pytest.mark.parametrize(
    ("body", "said", "told"),
    [
        (EVERY, "half an hour", "At most ten minutes, so it is ten minutes."),
        (EVERY, "ten seconds", "At least one minute, so it is one minute."),
        (EVERY.replace("2 min", "10 min"), "longer", "At most ten minutes, so it is ten minutes."),
        (EVERY, "as usual", "Then two minutes, as usual."),
        (HOUR, "one", "At the latest midnight, so it is midnight."),
        (HOUR, "five", "At the earliest six o'clock, so it is six o'clock."),
    ],
)
def test_limits_are_told(body: str, said: str, told: str) -> None:
    """Nobody is left to wonder what was made of their answer."""
    it = ritual(body)
    (name,) = it.settings

    assert told == spoken(held(conversation(it, [name]), **{name: said}))[-1]


def test_choices_that_the_question_leaves_open_are_told() -> None:
    """Those that it says already are not said twice."""
    body = (
        "  depth: {ask: 'How deep?', start: light, choices: [light, deep]}\n"
        "  place: {ask: 'Together, or apart?', start: together, choices: [together, apart]}\n"
        "steps: [say: {together: Sit., apart: Stand.}]\n"
    )
    said = spoken(held(conversation(ritual(body), ["depth", "place"])))

    assert ["You can say light or deep."] == [text for text in said if "can say" in text]
    assert "Two questions before we begin." == said[0]


def test_a_safe_word_is_no_answer() -> None:
    """A value that would say it is neither waited for nor said."""
    program = conversation(ritual(EVERY), ["gaze"], safe_words=("seven",))

    assert [] == [phrase for phrase in every_phrase(program) if "seven" in phrase.split()]
    assert all("7 min" not in each.answers for each in program.operations if isinstance(each, Ask))


def test_what_a_model_does_not_know_is_left_out() -> None:
    """The rest can be answered."""
    program = only_known(conversation(ritual(EVERY), ["gaze"]), lambda phrase: "half" not in phrase)
    first = next(each for each in program.operations if isinstance(each, Ask))

    assert "1 min 30 s" in first.answers
    assert not any("half" in phrase for phrase in every_phrase(program))


def test_the_safe_word_ends_it_everywhere() -> None:
    """In every step of it, also while it is paused; every answer's steps are reached."""
    it = ritual(EVERY.replace("steps:", "  n: {ask: How many?, start: 2}\nsteps:"))
    proof = stop_everywhere(conversation(it, ["gaze"]), {})

    assert ((), ()) == (proof.failures, proof.unreached)
    assert proof.stops > 1000


def test_it_is_the_same_when_it_is_saved_and_restored() -> None:
    """At every moment."""
    program = conversation(ritual(EVERY), ["gaze"])
    given = {"gaze": ["five"]}
    through = perform(
        program,
        reaction=Willing(program, given).react,
        through=lambda state: saved.from_data(saved.to_data(state)),
    )

    assert {"gaze": "5 min"} == noted(through)
    assert isinstance(through[-1].actions[-1], Finish)


def test_a_question_needs_its_text() -> None:
    """`ask at start` without `ask` says what is missing."""
    with pytest.raises(ScriptErrors, match="needs an `ask`"):
        ritual("  gaze: {ask at start: every time, start: 2 min}\nsteps: [silence: '{gaze}']\n")


def test_what_is_asked_is_checked_as_what_is_said() -> None:
    """The safe word in the question, a name that is not filled in, a command."""
    for ask, code in (("How much pineapple?", "R014"), ("How long, {gaza}?", "R027")):
        with pytest.raises(ScriptErrors) as caught:
            ritual(SILENT.replace("How long?", f"'{ask}'"))
        assert [code] == [each.rule.code for each in caught.value.diagnostics]
    command = (
        "  way: {ask: Which?, ask at start: every time, start: go, choices: [go, stop]}\n"
        "steps: [say: {go: Walk., stop: Rest.}]\n"
    )
    with pytest.raises(ScriptErrors) as caught:
        ritual(command)
    assert ["R016"] == [each.rule.code for each in caught.value.diagnostics]


# In commands


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path / "home"))
    path = tmp_path / "tiny.yaml"
    path.write_text(HEAD + EVERY, encoding="utf-8")
    return path


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_rehearsal_on_paper_asks_first(script: Path, tmp_path: Path) -> None:
    """In the same times, timeline and picture as the ritual that follows."""
    timeline, picture = tmp_path / "t.json", tmp_path / "p.svg"
    options = ("--timeline", timeline, "--picture", picture)
    code, told = run("rehearse", script, "--text", "--answer", "gaze=three", *options)
    lines = timeline.read_text(encoding="utf-8").splitlines()

    assert 0 == code
    assert "So it is three minutes." in told
    assert "A test ended after 3:19" in told
    assert any('"kind": "silence", "length": 2880000' in line for line in lines)
    assert "How long?" in picture.read_text(encoding="utf-8")


def test_options_keep_it_from_asking(script: Path) -> None:
    """A value, or the wish not to be asked."""
    for options in (("--set", "gaze=3 min"), ("--no-ask",)):
        code, told = run("rehearse", script, "--text", *options)
        assert (0, False) == (code, "How long?" in told)


def test_an_answer_that_is_none_is_told(script: Path) -> None:
    """With what could be answered."""
    code, told = run("rehearse", script, "--text", "--answer", "gaze=purple")

    assert 2 == code
    assert "There are: usual, 1 min," in told


def test_people_files_answer_it(script: Path, tmp_path: Path) -> None:
    """As any question."""
    people = tmp_path / "people.yaml"
    people.write_text("Mia:\n  answers: {gaze: four}\nJonas:\n  silent: yes\n", encoding="utf-8")
    code, told = run("rehearse", script, "--text", "--people", people)

    assert 0 == code
    assert "So it is four minutes." in told


def test_stopping_everywhere_covers_it(script: Path) -> None:
    """And says so."""
    code, told = run("rehearse", script, "--stop-everywhere")

    assert 0 == code
    assert "what asks for the settings before it" in told


def test_the_minutes_tell_of_it(script: Path) -> None:
    """It comes on top."""
    assert "What is asked before it begins (20 seconds) comes on top." in run("check", script)[1]


PLAN = """\
- people: who like it longer
  heard: {gaze: four minutes}
  expect: [waits for gaze, says So it is four minutes., silence of 4 min]
  remember: {gaze: 4 min}
- people: who say nothing
  memory: {gaze: 3 min}
  heard: {gaze: nothing}
  expect: [waits for gaze, silence of 3 min]
- people: who have chosen
  settings: {gaze: 5 min}
  expect: [silence of 5 min]
  never: [waits for gaze]
- people: who stop it there
  safe word during: waits for gaze
  expect: [stopped]
  never: [silence of 2 min]
"""


def test_plans_answer_it(script: Path) -> None:
    """What is asked first is a part of what happens, and wrong answers to it are told."""
    plan = script.with_name("tiny.plan.yaml")
    plan.write_text(PLAN, encoding="utf-8")
    good = run("check", plan)
    plan.write_text(PLAN.replace("four minutes}", "purple}"), encoding="utf-8")

    assert (0, 3) == (good[0], run("check", plan)[0])


def test_german_asks_in_german(script: Path) -> None:
    """With the English words that its English ears wait for."""
    path = next(folder / "mirror-talk.yaml" for folder in folders() if folder.is_dir())
    assert load(path).settings["gaze"].ask
    code, told = run("rehearse", path, "--language", "de", "--text", "--answer", "place=apart")

    assert 0 == code
    for line in (
        "Eine Frage, bevor wir beginnen.",
        "Ihr könnt sagen: together oder apart.",
        "Sonst: zusammen.",
        "Also getrennt.",
    ):
        assert line in told
    assert 1 == told.count("nur englische Wörter")


def test_german_ears_understand_german() -> None:
    """With a model of that language: lengths, numbers and hours are built from its words."""
    path = next(folder / "mirror-talk.yaml" for folder in folders() if folder.is_dir())
    from facilitator.script.translation.languages import in_language

    german = in_language(load(path), path, "de", folders(), hears="de")
    gaze, place = german.settings["gaze"], german.settings["place"]
    hour = replace(setting("start: ten o'clock"), own=german.own)
    said = [ways_to_say(of, of.start, german.own) for of in (gaze, place, hour)]

    assert "drei minuten" in said[0]["3 min"]
    assert "anderthalb minuten" in said[0]["1 min 30 s"]
    assert "getrennt" in said[1]["apart"]
    assert "halb zehn" in said[2]["half past nine"]
    assert "wie immer" in said[0]["usual"]


# Who begins

LEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nlead: Who brings it?\nsteps:\n"
LED = LEAD + '  - say: "{first} first."\n'


def led(body: str = LED) -> Ritual:
    return loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")


@pytest.mark.parametrize(
    ("said", "first", "told"),
    [
        ("ben", "Ben", ["So it is Ben."]),
        ("two", "Ben", ["So it is Ben."]),
        ("anna", "Anna", ["So it is Anna."]),
        ("nothing", "Anna", []),
    ],
)
def test_people_say_who_begins(said: str, first: str, told: list[str]) -> None:
    """By name or by number; silence leaves it to whose turn it is."""
    it, people = led(), ("Anna (she)", "Ben")
    moments = held(conversation(it, ["lead"], partners=people), lead=said)
    program = compile_ritual(it, partners=people, said=noted(moments))

    assert ["Who brings it?", "One: Anna.", "Two: Ben.", *told] == spoken(moments)[2:]
    assert first == program.partners[0]
    assert [Remember("led last", first)] == [
        each for each in program.operations if isinstance(each, Remember)
    ]


def test_without_an_answer_the_other_one_begins_than_last_time() -> None:
    """As with `lead: alternates`."""
    program = compile_ritual(led(), partners=("Anna", "Ben"), memory={"led last": "Anna"})

    assert ("Ben", "Anna") == program.partners


@pytest.mark.parametrize(
    ("people", "given", "everything", "asked"),
    [
        (("Anna", "Ben"), (), None, ("lead",)),
        (("Anna", "Ben"), (), True, ("lead",)),
        (("Anna", "Ben"), (), False, ()),
        (("Anna", "Ben"), ("lead",), None, ()),
        (("Anna",), (), None, ()),
        ((), (), None, ()),
    ],
)
def test_who_begins_is_asked_of_people_with_names(
    people: tuple[str, ...], given: tuple[str, ...], everything: bool | None, asked: object
) -> None:
    """Without names nobody could be told from the other."""
    assert asked == asked_first(led(), {}, given, everything=everything, people=people)


def test_who_begins_can_be_chosen_beforehand_by_name_only() -> None:
    """A name of nobody who is here is refused, with those there are."""
    assert ("Ben", "Anna") == compile_ritual(
        led(), partners=("Anna", "Ben"), settings={"Lead": "ben"}
    ).partners
    with pytest.raises(UsageError, match="lead takes Anna or Ben; you gave Zoe"):
        compile_ritual(led(), partners=("Anna", "Ben"), settings={"lead": "Zoe"})
    with pytest.raises(UsageError, match="no setting"):
        compile_ritual(ritual(SILENT), partners=("Anna", "Ben"), settings={"lead": "Ben"})


def test_the_safe_word_ends_the_question_who_begins() -> None:
    """At every second of it."""
    proof = stop_everywhere(conversation(led(), ["lead"], partners=("Anna", "Ben")), {})

    assert ((), ()) == (proof.failures, proof.unreached)
    assert proof.stops > 300


@pytest.mark.parametrize("lead", ["alternate", "Anna", "who begins"])
def test_a_lead_that_is_neither_a_word_nor_a_question_is_refused(lead: str) -> None:
    """And what it may be is told."""
    with pytest.raises(ScriptErrors) as caught:
        led(LED.replace("Who brings it?", lead))
    (found,) = caught.value.diagnostics

    assert "or the question who begins" in found.message


def test_a_talk_until_an_hour_says_so() -> None:
    """A setting that holds a time of day is no length; the help writes it out."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(HOUR.replace("until {end}", "{end}"))
    (found,) = caught.value.diagnostics

    assert 'write `talk: "until {end}"`: it holds a time of day' == found.advice
