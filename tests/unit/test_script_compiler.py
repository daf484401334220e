"""From a ritual to a program: texts, names, settings, branches."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Ask, Bell, End, Operation, Remember, Say, Silence, Turn
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.errors import UsageError
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual, spoken
from facilitator.script.compiling.pen import MOST_OPERATIONS
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.durations import short_duration
from facilitator.script.facts.lines import lines_of
from facilitator.script.library import find
from facilitator.script.loading import load, loaded
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import words
from facilitator.script.walking.timing import walk

GOLDEN = Path(__file__).parent.parent / "goldens"
HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"


def ritual(body: str) -> Ritual:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    return loaded(tree, "test", [shipped_scripts() / "parts"])


def program(
    body: str,
    settings: Mapping[str, str] | None = None,
    memory: Mapping[str, str] | None = None,
    partners: tuple[str, ...] = ("Anna", "Ben"),
    safe_words: tuple[str, ...] = ("pineapple",),
) -> Program:
    return compile_ritual(
        ritual(body), partners=partners, settings=settings, memory=memory, safe_words=safe_words
    )


def texts(compiled: Program) -> list[str]:
    return [s.text for operation in compiled.operations for s in spoken(operation)]


def seconds(length: int) -> str:
    return short_duration(length / 16_000)


def described(operation: Operation) -> str:
    """Return an operation as one readable line of a golden file."""

    def said(sentences: tuple[Sentence, ...]) -> str:
        return "".join(
            f"\n            {s.text}  [{s.key}, {s.pause_after / 16_000:.1f} s]" for s in sentences
        )

    match operation:
        case Say(sentences=sentences):
            return "say" + said(sentences)
        case Bell(bell=bell):
            return f"bell {bell}"
        case Silence(length=length, halfway_bell=halfway, label=label):
            return f"silence {seconds(length)}{' with a halfway bell' * halfway}  “{label}”"
        case Ask() as ask:
            answers = "".join(f"\n        {m}: {', '.join(w)}" for m, w in ask.answers.items())
            who = ask.who or "either"
            return (
                f"ask {who}, {ask.times} times, {seconds(ask.patience)} apart, then "
                f"{ask.default}; kept as “{ask.remember}”; {ask.label}"
                f"{said(ask.question)}\n        again:{said(ask.again)}{answers}"
            )
        case Turn() as turn:
            return (
                f"turn of {turn.who}, {seconds(turn.length)}, halfway {turn.halfway}, warning "
                f"{seconds(turn.warning)}; done by {', '.join(turn.done)}; "
                f"passed by {', '.join(turn.passes)}; “{turn.label}”"
                f"{said(turn.announcement)}\n        closing:{said(turn.closing)}"
            )
        case Branch(variable=variable, targets=targets, otherwise=otherwise):
            to = ", ".join(f"{m} → {t}" for m, t in targets.items())
            return f"branch on “{variable}”: {to}, otherwise → {otherwise}"
        case Jump(target=target):
            return f"go to {target}"
        case Remember(name=name, value=value, variable=variable):
            return f"remember {name} = {value or f'“{variable}”'}"
        case End(outcome=outcome):
            return f"end {outcome}"


def listing(compiled: Program) -> str:
    return "".join(
        f"{index:3}  line {line:3}  {described(operation)}\n"
        for index, (operation, line) in enumerate(
            zip(compiled.operations, compiled.lines, strict=True)
        )
    )


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("mirror-talk", {}),
        ("mirror-talk-apart-in-slices", {"place": "apart", "way": "slices", "gaze": "75 s"}),
    ],
)
def test_mirror_talk_compiles_to_what_somebody_has_read(
    name: str, settings: dict[str, str]
) -> None:
    """The whole program, as text, is the one that was read and found good."""
    compiled = compile_ritual(
        load(find("mirror-talk")), partners=("Anna", "Ben"), settings=settings
    )

    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")

    assert expected == listing(compiled)


def test_mirror_talk_is_written_for_the_ear() -> None:
    """No prompt has more than eighteen words, in any of its versions."""
    loaded_ritual = load(find("mirror-talk"))
    for place in ("together", "apart"):
        for way in ("unbroken", "slices", "breathing"):
            compiled = compile_ritual(loaded_ritual, settings={"place": place, "way": way})
            assert [] == [t for t in texts(compiled) if len(words(t)) > 18]


def test_mirror_talk_never_says_the_words_that_end_or_freeze() -> None:
    """Neither the usual safe word nor the two commands are in any of its prompts."""
    compiled = compile_ritual(load(find("mirror-talk")))

    assert not {"pineapple", "stop", "pause"} & {w for t in texts(compiled) for w in words(t)}


def test_a_gaze_is_as_long_as_chosen_to_the_sample() -> None:
    """Two to five minutes, straight through or in slices, add up exactly."""
    loaded_ritual = load(find("mirror-talk"))
    for minutes in (2, 3, 4, 5):
        for way in ("unbroken", "slices"):
            compiled = compile_ritual(
                loaded_ritual, settings={"gaze": f"{minutes} min", "way": way}
            )
            looked = [
                operation.length
                for operation in compiled.operations
                if isinstance(operation, Silence) and operation.label == "Look at each other"
            ]
            assert samples(60.0 * minutes) == sum(looked)


def test_nobody_need_give_a_name() -> None:
    """Without names the two are addressed as the first and the other, and thanked as two."""
    compiled = program(
        "steps:\n"
        '  - say: "Welcome, {partners}. {first} begins."\n'
        '  - turns: {each: 1 min, announce: "{name}, speak.", thanks: "Thank you, {name}."}\n',
        partners=(),
    )

    assert [
        "Welcome.",
        "The first of you begins.",
        "The first of you, speak.",
        "Thank you.",
        "The other of you, speak.",
        "Thank you.",
    ] == texts(compiled)


def test_names_and_settings_are_filled_in_as_they_are_spoken() -> None:
    """Lengths and numbers become words; the one who is addressed and the other are known."""
    compiled = program(
        "settings:\n"
        "  gaze: {start: 2 min}\n"
        "  rounds: {start: 3, limits: 1 to 5}\n"
        "steps:\n"
        '  - say: "{first} and {second}: {gaze}, {rounds} times."\n'
        '  - silence: "{gaze}"\n'
        '  - ask each: "{name}, how is {other}?"\n'
        "    answers: [fine, tired]\n",
        settings={"gaze": "90 s"},
    )

    assert "Anna and Ben: one and a half minutes, three times." == texts(compiled)[0]
    assert {"Anna, how is Ben?", "Ben, how is Anna?"} <= set(texts(compiled))
    assert Silence(samples(90.0)) in compiled.operations
    assert {"gaze": "1 min 30 s", "rounds": "3"} == compiled.settings


def test_a_text_may_depend_on_a_choice() -> None:
    """One text for each choice; a missing choice may be covered by “otherwise”."""
    body = (
        "settings:\n  place: {choices: [together, apart, outside], start: together}\n"
        "steps:\n  - say: {apart: Wave., otherwise: Hold hands.}\n"
    )

    assert ["Wave."] == texts(program(body, {"place": "Apart"}))
    assert ["Hold hands."] == texts(program(body))


CONSENT = 'steps:\n  - consent: "{name}, now?"\n    if no: Another day.\n  - say: We begin.\n'


@pytest.mark.parametrize(
    ("answers", "heard"),
    [
        (("yes", "yes"), ["We begin."]),
        (("no", "yes"), ["Another day."]),
        (("yes", "no"), ["Another day."]),
        (("unanswered", "yes"), ["I have not heard an answer, so we leave it for another day."]),
        (("yes", "unanswered"), ["I have not heard an answer, so we leave it for another day."]),
    ],
)
def test_only_a_yes_of_each_is_consent(answers: tuple[str, str], heard: list[str]) -> None:
    """A no, and no answer, end kindly; silence is never a yes."""
    compiled = program(CONSENT)
    given = iter(answers)

    performed = [operation for _, operation in walk(compiled, lambda _: next(given))]

    said = [s.text for op in performed if isinstance(op, Say) for s in op.sentences]
    assert heard == said[:1]
    assert all(op.default == "unanswered" for op in performed if isinstance(op, Ask))
    ends = [operation for operation in performed if isinstance(operation, End)]
    assert ([] if answers == ("yes", "yes") else [End("declined")]) == ends


def turns_of(body: str) -> list[tuple[str, str]]:
    compiled = program(body)
    return [(op.who, op.label) for op in compiled.operations if isinstance(op, Turn)]


def test_questions_are_asked_at_once_one_by_one_or_in_rounds() -> None:
    """Every question has its turn, in the order the author chose."""
    body = "steps:\n  - turns: {{each: 1 min, questions: [One?, Two?], asked: {asked}}}\n"

    assert [("Anna", "One? Two?"), ("Ben", "One? Two?")] == turns_of(
        body.format(asked="all at once")
    )
    assert [("Anna", "One?"), ("Anna", "Two?"), ("Ben", "One?"), ("Ben", "Two?")] == turns_of(
        body.format(asked="one by one")
    )
    assert [("Anna", "One?"), ("Ben", "One?"), ("Anna", "Two?"), ("Ben", "Two?")] == turns_of(
        body.format(asked="in rounds")
    )


def test_questions_go_only_as_deep_as_chosen() -> None:
    """A setting called depth leaves out what is deeper."""
    body = (
        "settings:\n  depth: {choices: [light, medium, deep], start: medium}\n"
        "steps:\n  - consent: Yes?\n  - turns:\n      each: 1 min\n"
        "      questions: [light: One?, medium: Two?, deep: Three?]\n"
    )

    assert ("Anna", "One? Two?") == turns_of(body)[0]


def test_cues_of_a_turn() -> None:
    """Half time and the last seconds are told by sound, unless the author wants none."""
    body = "steps:\n  - turns: {{each: 1 min, cues: {cues}}}\n"

    def cues(text: str) -> tuple[bool, int]:
        compiled = program(body.format(cues=text))
        turn = next(op for op in compiled.operations if isinstance(op, Turn))
        return turn.halfway, turn.warning

    assert (True, samples(15.0)) == cues("[halfway, last 15 s]")
    assert (False, samples(10.0)) == cues("last 10 s")
    assert (False, 0) == cues("none")


WHEN = (
    "steps:\n  - ask: How are you?\n    as: mood\n    answers: [Calm, tired, sad]\n"
    "  - when: mood is {condition}\n    do: [{{say: So.}}]\n    otherwise: [{{say: Else.}}]\n"
)


@pytest.mark.parametrize(
    ("condition", "mood", "said"),
    [
        ("calm", "Calm", "So."),
        ("calm", "tired", "Else."),
        ("not calm", "Calm", "Else."),
        ("not calm", "sad", "So."),
        ("tired or sad", "sad", "So."),
        ("tired or sad", "Calm", "Else."),
        ("calm", "", "Else."),
    ],
)
def test_an_answer_decides_what_follows(condition: str, mood: str, said: str) -> None:
    """`when` asks for one or several answers, or for none of them."""
    compiled = program(WHEN.format(condition=condition))

    performed = [op for _, op in walk(compiled, lambda _: mood)]

    assert [said] == [s.text for op in performed if isinstance(op, Say) for s in op.sentences]


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        ("any mood is sad", "calm sad", True),
        ("any mood is sad", "calm calm", False),
        ("every mood is calm", "calm calm", True),
        ("every mood is calm", "calm sad", False),
        ("every mood is calm or sad", "calm sad", True),
        ("every mood is not sad", "calm calm", True),
        ("every mood is not sad", "calm sad", False),
        ("any mood is not sad", "calm sad", True),
        ("any mood is not sad", "sad sad", False),
        ("mood is sad", "calm sad", True),
    ],
)
def test_answers_of_both_are_asked_for_any_or_every(
    condition: str, answers: str, holds: bool
) -> None:
    """Each combination of two answers is decided as it reads."""
    compiled = program(
        'steps:\n  - ask each: "{name}, how are you?"\n    as: mood\n    answers: [calm, sad]\n'
        f"  - when: {condition}\n    do: [{{say: So.}}]\n"
    )
    given = iter(answers.split())

    performed = [op for _, op in walk(compiled, lambda _: next(given))]

    assert holds == any(isinstance(op, Say) for op in performed)


@pytest.mark.parametrize(
    ("condition", "gaze", "holds"),
    [
        ("at least 3 min", "3 min", True),
        ("at least 3 min", "2 min", False),
        ("more than 3 min", "3 min", False),
        ("at most 3 min", "3 min", True),
        ("less than 3 min", "2 min", True),
        ("2 min or 4 min", "4 min", True),
        ("not 2 min", "2 min", False),
    ],
)
def test_a_setting_decides_beforehand(condition: str, gaze: str, holds: bool) -> None:
    """What depends on a setting only leaves no branch in the program."""
    compiled = program(
        "settings:\n  gaze: {start: 2 min}\n"
        f"steps:\n  - when: gaze is {condition}\n    do: [{{say: So.}}]\n  - bell: closing\n",
        {"gaze": gaze},
    )

    assert holds == (texts(compiled) == ["So."])
    assert not any(isinstance(op, Branch) for op in compiled.operations)


def test_repetition() -> None:
    """So many times, or until an answer, and never more often than said."""
    assert ["Again."] * 3 == texts(
        program("steps:\n  - repeat: three times\n    do: [{say: Again.}]\n")
    )
    compiled = program(
        "settings:\n  rounds: {start: 4, limits: 1 to 5}\n"
        'steps:\n  - repeat: "until mood is calm, at most {rounds} times"\n    do:\n'
        "      - ask: How are you?\n        as: mood\n        answers: [sad, calm]\n"
        "  - say: Enough.\n"
    )
    given = iter(["sad", "sad", "calm", "sad"])
    performed = [op for _, op in walk(compiled, lambda _: next(given))]

    assert 3 == sum(isinstance(op, Ask) for op in performed)
    assert isinstance(performed[-1], Say)
    assert 4 == sum(isinstance(op, Ask) for _, op in walk(compiled, lambda _: "sad"))


def test_jumps_lead_forward_and_stay_inside() -> None:
    """So every program ends, whatever people answer."""
    compiled = compile_ritual(load(find("mirror-talk")))
    for index, operation in enumerate(compiled.operations):
        targets: list[int] = []
        if isinstance(operation, Jump):
            targets = [operation.target]
        elif isinstance(operation, Branch):
            targets = [*operation.targets.values(), operation.otherwise]
        assert all(index < target <= len(compiled.operations) for target in targets)


def test_the_lead_alternates() -> None:
    """Whoever led last time comes second; what is kept is who led, not which week it is."""
    body = "lead: alternates\nsteps:\n  - turns: {each: 1 min}\n"

    first = program(body)
    second = program(body, memory={"led last": "Anna"})

    assert (("Anna", "Ben"), ("Ben", "Anna")) == (first.partners, second.partners)
    assert Remember("led last", "Ben") == second.operations[0]


def test_a_remembered_length_is_taken_up_unless_it_is_no_longer_allowed() -> None:
    """What was chosen beats what is remembered; nonsense in the journal does no harm."""
    body = "settings:\n  gaze: {start: 2 min, limits: 1 min to 5 min}\nsteps:\n"
    body += '  - silence: "{gaze}"\n'

    assert "3 min" == program(body, memory={"gaze": "3 min"}).settings["gaze"]
    assert "4 min" == program(body, {"gaze": "4 min"}, {"gaze": "3 min"}).settings["gaze"]
    assert "2 min" == program(body, memory={"gaze": "3 hours"}).settings["gaze"]
    assert "2 min" == program(body, memory={"gaze": "??"}).settings["gaze"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"gaze": "3 hours"}, "gaze takes 1 min to 10 min; you gave 3 hours."),
        ({"gaze": "-1 min"}, "gaze takes 1 min to 10 min; you gave -1 min."),
        ({"gaze": "3"}, "gaze takes 1 min to 10 min; you gave 3."),
        ({"gaze": ""}, "gaze takes 1 min to 10 min; you gave nothing."),
        ({"gaze": "9" * 5000}, "gaze takes 1 min to 10 min; you gave 999"),
        ({"place": "mars"}, "place takes together or apart; you gave mars."),
        ({"gase": "2 min"}, 'this ritual has no setting "gase". It has: gaze, place'),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_their_limits(
    given: dict[str, str], said: str
) -> None:
    """The message says what may be chosen and what was found."""
    with pytest.raises(UsageError) as caught:
        compile_ritual(load(find("mirror-talk")), settings=given)

    assert caught.value.message.startswith(said)
    assert caught.value.help


def test_settings_are_read_as_people_write_them() -> None:
    """Case and spaces in a name or value are no matter."""
    compiled = compile_ritual(
        load(find("mirror-talk")), settings={" Gaze": "Three minutes", "PLACE": "Apart"}
    )

    assert ("3 min", "apart") == (compiled.settings["gaze"], compiled.settings["place"])


def test_a_prompt_that_says_the_word_of_this_couple_is_refused() -> None:
    """The last check is made on what will really be said, names and settings filled in."""
    mirror = load(find("mirror-talk"))

    for words_of_theirs in ({"safe_words": ("shoulders",)}, {"pause_words": ("laughter",)}):
        with pytest.raises(ScriptErrors) as caught:
            compile_ritual(mirror, **words_of_theirs)
        assert "mirror-talk.yaml" in caught.value.message
    with pytest.raises(ScriptErrors):
        compile_ritual(mirror, sounds_like=lambda text, _: "shoulders" in text)


def test_a_safe_word_that_is_said_around_a_rest_is_refused() -> None:
    """The sentences of the product itself must not set it off either."""
    with pytest.raises(UsageError, match='the safe word "go" sounds like a part of'):
        program("steps:\n  - bell: opening\n", safe_words=("go",))


def test_a_safe_word_that_is_an_answer_is_refused() -> None:
    """Also where the answer is one of the usual ways the author never wrote down."""
    with pytest.raises(UsageError, match='the safe word "done" is also an answer'):
        program("steps:\n  - turns: {each: 1 min}\n", safe_words=("done",))
    with pytest.raises(UsageError, match='the safe word "sure" is also an answer'):
        program(CONSENT, safe_words=("sure",))


def test_a_program_has_an_end_to_its_length() -> None:
    """Repetitions of repetitions are refused before they fill the memory."""
    body = "steps:\n"
    for depth in range(5):
        body += "  " * (2 * depth) + "  - repeat: 20 times\n" + "  " * (2 * depth) + "    do:\n"
    body += " " * 22 + "- bell: opening\n"

    with pytest.raises(ScriptErrors) as caught:
        ritual(body)

    assert "R045" == caught.value.diagnostics[0].rule.code
    assert str(MOST_OPERATIONS) in caught.value.diagnostics[0].message


def test_ids_of_lines_survive_what_is_put_between_them() -> None:
    """A line keeps its id when steps are put before it and when its own step has one."""

    def keys(body: str) -> dict[str, str]:
        compiled = program(body)
        return {s.text: s.key for op in compiled.operations for s in spoken(op)}

    before = keys("steps:\n  - say: Sit down.\n  - {id: end, say: Goodbye.}\n")
    after = keys("steps:\n  - say: Hello.\n  - say: Sit down.\n  - {id: end, say: Farewell.}\n")

    assert before["Sit down."] == after["Sit down."]
    assert "end.1" == before["Goodbye."] == after["Farewell."]


def test_every_line_of_mirror_talk_has_an_id_of_its_own() -> None:
    """Two different texts of the script never share an id, whatever the settings."""
    mirror = load(find("mirror-talk"))
    lines = [
        line
        for form in (mirror.form, *(p.form for p in mirror.parts.values()))
        for line in lines_of(form)
    ]

    assert len(lines) == len({line.key for line in lines})


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ("{each: 59 s, question: Well?}", False),
        ("{each: 1 min, question: Well?}", True),
        ("{each: 30 s, question: Well?, cues: [halfway]}", True),
        ("{each: 2 min, question: Well?, cues: none}", False),
    ],
)
def test_a_short_turn_has_no_bell_at_half_time_unless_it_is_asked_for(
    turns: str, expected: bool
) -> None:
    """Below a minute it would come right before the last ten seconds."""
    text = f"ritual: A\nabout: B.\ndepth: light\nsteps:\n  - turns: {turns}\n"
    made = compile_ritual(loaded(yaml_tree.parse(yaml_tree.checked("a.yaml", text)), "a"))

    assert {expected} == {each.halfway for each in made.operations if isinstance(each, Turn)}
