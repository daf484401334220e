"""What the language has, met: jars, steps for one alone, comparisons, memories and courses."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.engine.jars import MOST_SLIPS
from facilitator.engine.operations import Ask, TakeNote
from facilitator.engine.program import Program
from facilitator.engine.whose import whose
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.facts.jars import InJar
from facilitator.script.facts.remembered import remembered
from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import follow
from facilitator.script.ritual import Ritual
from facilitator.script.walking.courses import Courses, courses
from facilitator.script.walking.timing import Sum, walk
from facilitator.script.yaml_tree import checked, parse

HEAD = "ritual: A test\nabout: Something.\ndepth: light\n"
SO = "    do: [say: It is so.]\n    otherwise: [say: It is not so.]\n"
LONG = "It is a long way, and nobody has ever told how it ends, not even the two who went it."


def ritual(body: str) -> Ritual:
    return loaded(parse(checked("test.yaml", HEAD + body)), "test")


def is_so(body: str, **case: object) -> bool:
    happened = follow(ritual(body), Case.model_validate({"people": "two", **case})).happened
    assert ("says It is so." in happened) != ("says It is not so." in happened)
    return "says It is so." in happened


def codes(body: str) -> list[str]:
    try:
        return [each.rule.code for each in ritual(body).warnings]
    except ScriptErrors as error:
        return [each.rule.code for each in error.diagnostics]


# -- whose a name is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "people", "meant"),
    [
        ("dread", ("Anna", "Ben"), ("dread", -1)),
        ("dread of first", ("Anna", "Ben"), ("dread", 0)),
        ("dread of ben", ("Anna", "Ben"), ("dread", 1)),
        ("Fear of heights of Second", ("Anna", "Ben"), ("Fear of heights", 1)),
        ("dread of second", ("Anna",), ("dread of second", -1)),
        ("of first", ("Anna", "Ben"), ("of first", -1)),
    ],
)
def test_a_name_says_whose_it_is(name: str, people: Sequence[str], meant: tuple[str, int]) -> None:
    """By the place in which somebody leads or by their name, and only of people who are there."""
    assert meant == whose(name, people)


# -- comparing what one alone was asked -------------------------------------------------------

ALONE = """\
steps:
  - rate: "{first}, how heavy is it?"
    who: first
    as: before
  - rate: "{name}, and now?"
    as: after
  - rate: "{second}, how near are you?"
    who: second
    as: near
"""


@pytest.mark.parametrize(
    ("condition", "after", "expected"),
    [
        ("every after < before", ["2", "5"], True),
        ("every after < before", ["5", "1"], False),
        ("any after < before", ["5", "1"], False),
        ("after of second < before", ["5", "1"], True),
        ("before < near", ["3", "3"], True),
        ("near < before", ["3", "3"], False),
    ],
)
def test_only_who_was_asked_is_compared(condition: str, after: list[str], expected: bool) -> None:
    """What the second rates is not held against what the first rated, unless a name says so."""
    heard = {"before": "3", "after": after, "near": "4"}

    assert expected is is_so(f'{ALONE}  - when: "{condition}"\n{SO}', heard=heard)


def test_inside_for_each_the_own_two_are_compared() -> None:
    """Each with themselves, also where only one of them was asked before."""
    body = ALONE + (
        "  - for each: partner\n    do:\n"
        '      - when: after < before\n        do: [say: "{name} is lighter."]\n'
    )
    case = Case.model_validate({"people": "two", "heard": {"before": "3", "after": ["2", "4"]}})

    said = [each for each in follow(ritual(body), case).happened if "lighter" in each]
    assert ["says A is lighter."] == said


# -- numbers of notes, compared by name -------------------------------------------------------

JARS = """\
settings:
  goal: {start: 2, limits: 1 to 5}
steps:
  - say: "{goal}, {number in wishes}, {number in thanks}."
  - note: What do you wish?
    who: both
    keep in: wishes
  - draw from: thanks
    say: "{slip}."
    if none: There is nothing.
  - rate: "{first}, how many do you believe there are?"
    who: first
    as: guess
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("number in wishes >= goal", True),
        ("number in thanks > number in wishes", False),
        ("goal > number in thanks", True),
        ("guess is number in wishes", True),
        ("number in wishes is not guess", False),
        ("unread in thanks < unread in wishes", True),
    ],
)
def test_the_number_of_notes_compares_by_name(condition: str, expected: bool) -> None:
    """With settings, ratings and other jars, on either side."""
    case = {"memory": {"wishes": ["a", "b"], "thanks": "c"}, "heard": {"guess": "3"}}

    assert expected is is_so(f'{JARS}  - when: "{condition}"\n{SO}', **case)


def test_a_number_of_notes_and_words_do_not_compare() -> None:
    """`check` says so."""
    asked = "  - ask: Well?\n    answers: [fine, sad]\n    as: mood\n"

    assert ["R072"] == codes(f"{JARS}{asked}  - when: number in wishes > mood\n{SO}")


# -- answers that begin with "not" ------------------------------------------------------------

YET = """\
settings:
  ready: {choices: [yes, not yet], start: yes}
steps:
  - when: ready is not yet
    do: [say: Wait.]
  - ask: Done?
    answers: [yes, not yet, no]
    remember: done
"""


@pytest.mark.parametrize(
    ("condition", "done", "expected"),
    [
        ("done is not yet", "not yet", True),
        ("done is not yet", "yes", False),
        ("done is not yet", "no", False),
        ("done is not yet or no", "no", True),
        ("done is not not yet", "not yet", False),
        ("done is not not yet", "yes", True),
        ("done is not no", "not yet", True),
        ("last done is not yet", "yes", True),
        ("ready is not yet", "yes", False),
    ],
)
def test_an_answer_may_be_called_not_yet(condition: str, done: str, expected: bool) -> None:
    """Where there is one, `is not yet` asks for it; so it is with a choice and with `last`."""
    case = {"heard": {"done": done}, "memory": {"done": "not yet"}}

    assert expected is is_so(f"{YET}  - when: {condition}\n{SO}", **case)


def test_a_loop_may_end_at_not_yet() -> None:
    """The same in `repeat`."""
    body = "steps:\n  - repeat: until done is not yet, at most 3 times\n    do:\n" + (
        "      - ask: Done?\n        answers: [yes, not yet]\n        as: done\n"
    )
    case = Case.model_validate({"people": "two", "heard": {"done": "not yet"}})

    assert ("waits for done", "end completed") == follow(ritual(body), case).happened


# -- what is remembered of whom ---------------------------------------------------------------

KEEPS = """\
lead: alternates
steps:
  - rate: "{first}, how is it?"
    who: first
    remember: ease
  - note: What do you need?
    remember: Need
  - for each: partner
    do:
      - choose: What shall it be?
        from: [tea, music]
        remember: evening
"""


@pytest.mark.parametrize(
    ("name", "texts", "values"),
    [
        ("ease", ["3"], {"ease of A": "3"}),
        ("ease of first", ["3"], {"ease of A": "3"}),
        ("need", ["a", "b"], {"note Need of A": "a", "note Need of B": "b"}),
        ("Need of b", ["b"], {"note Need of B": "b"}),
        ("evening of second", ["tea"], {"evening of B": "tea"}),
        ("evening", ["tea"], {"evening of A": "tea", "evening of B": "tea"}),
    ],
)
def test_what_is_remembered_is_of_those_who_gave_it(
    name: str, texts: list[str], values: dict[str, str]
) -> None:
    """The names a script and a test plan have, in whatever letters."""
    found = remembered(ritual(KEEPS), ("A", "B"), [(name, texts)])

    assert (values, []) == (found.values, found.unknown)


def test_nothing_is_remembered_of_who_is_never_asked() -> None:
    """The second never rates, so nothing can be remembered of them."""
    assert ["ease of second"] == (
        remembered(ritual(KEEPS), ("A", "B"), [("ease of second", ["3"])]).unknown
    )


def test_first_is_who_leads_now() -> None:
    """In a plan with what A led last time, `ease of first` is that of B."""
    body = f"{KEEPS}  - when: last ease of first is 5\n{SO}"

    assert is_so(body, memory={"led last": "A", "ease of first": "5"})
    assert not is_so(body, memory={"led last": "A", "ease of A": "5"})


# -- a jar that is full -----------------------------------------------------------------------


def test_a_full_jar_is_told_of_only_to_who_is_there() -> None:
    """A second who is not there is told nothing, and a text with the note is left out."""
    body = (
        "people: one or two\nsteps:\n  - note: What was good?\n    who: second\n"
        '    keep in: thanks\n    as: good\n  - say: "So it was {good}."\n  - say: That is all.\n'
    )
    jars = {"thanks": [InJar(f"note {number}") for number in range(MOST_SLIPS)]}

    def said(*people: str) -> list[str]:
        program = compile_ritual(ritual(body), partners=people, jars=jars)
        spoken = [
            sentence.text
            for _, operation in walk(program)
            for sentence in getattr(operation, "sentences", ())
        ]
        return [text for text in spoken if "{~" not in text]

    assert ["That is all."] == said("Anna")
    assert ["The jar is full, so nothing more goes in today.", "That is all."] == said("A", "B")


# -- courses with jars ------------------------------------------------------------------------

ROUND = f"""\
steps:
  - note: What was good?
    keep in: thanks
  - when: number in thanks is at least 2
    do: [say: "{LONG}"]
  - repeat: until unread in thanks is 0, at most 3 times
    do:
      - draw from: thanks
        say: "{{slip}}."
        if none: Nothing is there, and nothing will be read aloud this evening, to nobody.
      - ask: More?
        answers: [yes, no]
        as: more
      - when: more is no
        do: [say: "{LONG}"]
  - draw from: thanks
    which: latest
    say: "And {{slip}}."
  - when: unread in thanks is 0
    do: [say: "{LONG}"]
"""


def with_jar(count: int, drawn: int = 0) -> Program:
    slips = [InJar(f"thing {n}", n + 1 if n < drawn else 0) for n in range(count)]
    return compile_ritual(ritual(ROUND), partners=("A", "B"), jars={"thanks": slips})


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 0), (2, 1), (3, 0), (5, 4)])
def test_whatever_lies_in_a_jar_no_course_is_shorter_or_longer(count: int, drawn: int) -> None:
    """Two hundred walks by chance, in which people may say the same twice."""
    program = with_jar(count, drawn)
    found = courses(program)
    chance = random.Random(count)
    lasted: list[float] = []
    for _ in range(200):
        so_far = Sum(program)

        def answer(ask: Ask) -> str:
            return chance.choice(list(ask.answers))

        def note(_: TakeNote) -> str:
            return chance.choice(["", "thing 0", "tea", "the sea"])

        for _, operation in walk(program, answer, note):
            so_far.add(operation)
        lasted.append(so_far.seconds)

    least = (found.early or found.shortest).seconds
    assert least - 1 <= min(lasted)
    assert max(lasted) <= found.longest.seconds + 1


def test_a_full_jar_takes_longer() -> None:
    """What lies in a jar is told to come on top where it is not known."""

    def longest(count: int) -> Courses:
        body = "steps:\n  - repeat: until unread in thanks is 0, at most 9 times\n    do:\n"
        body += '      - draw from: thanks\n        say: "{slip}."\n        then wait: 30 s\n'
        body += "        if none: Nothing is there.\n"
        jars = {"thanks": [InJar(f"thing {number}") for number in range(count)]}
        return courses(compile_ritual(ritual(body), partners=("A", "B"), jars=jars))

    empty, some = longest(0), longest(4)

    assert (("what lies in a jar",), ()) == (empty.on_top, some.on_top)
    assert some.is_exact
    assert 120 < some.longest.seconds < 130
    assert empty.longest.seconds < 5


@pytest.mark.parametrize(("thanks", "unreached"), [((), {11}), (("your tea",), {13})])
def test_the_word_ends_what_meets(thanks: Sequence[str], unreached: set[int]) -> None:
    """Jars, steps for one alone and comparisons in one ritual, stopped at every second; a jar is
    either empty or not."""
    body = f"{JARS}  - when: guess < number in wishes\n{SO}"
    jars = {"wishes": [InJar("a walk")], "thanks": [InJar(each) for each in thanks]}
    program = compile_ritual(ritual(body), partners=("A", "B"), jars=jars)

    proof = stop_everywhere(program)

    assert ([], unreached) == (list(proof.failures), {*proof.unreached})
