"""Two ratings, tallies or numbers compared by their names: before and after, one and the other."""

from __future__ import annotations

import json

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.engine.actions import Speak
from facilitator.engine.flow import Compare, Comparison, compares
from facilitator.engine.saved import from_data, to_data
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.form import Case
from facilitator.script.plans.plan import follow
from facilitator.script.ritual import Ritual
from facilitator.script.walking.courses import courses
from facilitator.script.yaml_tree import checked, parse
from facilitator.session import on_paper

HEAD = """\
ritual: A test
about: Something.
depth: light
settings:
  goal: {start: 3, limits: 1 to 5}
  gaze: {start: 2 min, limits: 1 min to 10 min}
  rest: {start: 3 min, limits: 1 min to 10 min}
  place: {start: together, choices: [together, apart]}
steps:
  - say: "{goal} {gaze} {rest}"
  - silence: "{gaze}"
  - when: place is apart
    do: [bell: opening]
  - rate: "{name}, how heavy is it?"
    as: before
  - rate: "{name}, and now?"
    remember: after
  - ask: Well?
    answers: [fine, sad]
    as: mood
  - talk: 1 min
    count: {thanks: [thank you], hugs: [hug]}
"""
YES = "    do: [say: It is so.]\n    otherwise: [say: It is not so.]\n"


def ritual(condition: str, head: str = "  - when: ") -> Ritual:
    return loaded(parse(checked("test.yaml", f'{HEAD}{head}"{condition}"\n{YES}')), "test")


def is_so(condition: str, heard: dict[str, object], memory: dict[str, str] | None = None) -> bool:
    case = Case.model_validate({"people": "two", "heard": heard, "memory": memory or {}})
    happened = follow(ritual(condition), case).happened
    assert ("says It is so." in happened) != ("says It is not so." in happened)
    return "says It is so." in happened


@pytest.mark.parametrize(
    ("condition", "before", "after", "expected"),
    [
        ("after < before", ["4", "2"], ["2", "2"], True),
        ("every after < before", ["4", "2"], ["2", "2"], False),
        ("every after < before", ["4", "5"], ["2", "2"], True),
        ("after < before", ["2", "4"], ["3", "4"], False),
        ("any after > before", ["2", "4"], ["3", "4"], True),
        ("every after is at most before", ["4", "2"], ["2", "2"], True),
        ("every after >= before", ["4", "2"], ["4", "3"], True),
        ("after is before", ["4", "2"], ["1", "2"], True),
        ("every after is not before", ["4", "2"], ["1", "2"], False),
        ("after of first < after of second", ["1", "1"], ["2", "3"], True),
        ("after of second < after of first", ["1", "1"], ["2", "3"], False),
        ("every before < after of first", ["1", "3"], ["3", "1"], False),
        ("before > goal", ["4", "1"], ["1", "1"], True),
        ("every before > goal", ["4", "1"], ["1", "1"], False),
        ("goal < before", ["4", "1"], ["1", "1"], True),
        ("lowest before < goal", ["4", "1"], ["1", "1"], True),
        ("after < before", ["pass", "nothing"], ["1", "1"], False),
        ("after > before", ["pass", "nothing"], ["5", "5"], False),
        ("after is not before", ["pass", "1"], ["5", "pass"], False),
        ("every after < before", ["4", "pass"], ["2", "1"], False),
        ("rest > gaze", ["1", "1"], ["1", "1"], True),
        ("gaze is rest", ["1", "1"], ["1", "1"], False),
        ("thanks < before", ["1", "1"], ["1", "1"], True),
        ("thanks is hugs", ["1", "1"], ["1", "1"], True),
    ],
)
def test_what_is_compared_with_what(
    condition: str, before: list[str], after: list[str], expected: bool
) -> None:
    """Person by person; who passed or said nothing has nothing to compare."""
    assert expected is is_so(condition, {"before": before, "after": after})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("after > last after", True),
        ("every after > last after", False),
        ("last after < after", True),
        ("after of first > last after of first", True),
        ("last after of first > last after of second", False),
    ],
)
def test_the_last_session_is_on_either_side(condition: str, expected: bool) -> None:
    """What was kept then, person by person; before there was one, nothing is so."""
    heard: dict[str, object] = {"after": ["3", "3"]}

    assert expected is is_so(condition, heard, {"after of A": "2", "after of B": "4"})
    assert not is_so(condition, heard)


def test_inside_for_each_it_is_the_partners_own() -> None:
    """The one for whom it is so is told, the other one is not."""
    body = (
        "  - for each: partner\n    do:\n      - when: after < before\n"
        '        do: [say: "{name}, lighter."]\n'
    )
    made = loaded(parse(checked("test.yaml", HEAD + body)), "test")
    case = Case.model_validate(
        {"people": "two", "heard": {"before": ["4", "4"], "after": ["4", "3"]}}
    )
    happened = follow(made, case).happened

    assert "says B, lighter." in happened
    assert "says A, lighter." not in happened


def test_a_repetition_ends_when_it_is_so() -> None:
    """Asked again until it is no heavier than before, at most three times."""
    body = (
        "  - repeat: until every now <= before, at most 3 times\n    do:\n"
        "      - rate: Now?\n        as: now\n"
    )
    made = loaded(parse(checked("test.yaml", HEAD + body)), "test")

    def times(now: str) -> int:
        case = Case.model_validate({"people": "two", "heard": {"before": "2", "now": now}})
        return follow(made, case).happened.count("asks A about now")

    assert (1, 3) == (times("2"), times("3"))


@pytest.mark.parametrize("how", ["is", "is not", "less than", "at most", "more than", "at least"])
def test_only_numbers_compare(how: Comparison) -> None:
    """Whatever else a variable holds, it is not so; also for “is not”."""
    for other in ("", "pass", "sad", "½", "-1", "1.5"):
        assert not compares(how, other, "3")
        assert not compares(how, "3", other)


def test_the_engine_goes_where_the_plan_goes_also_when_saved_at_every_step() -> None:
    """With each pair of ratings: the same words, plain and through the saved form."""
    program = compile_ritual(ritual("every after < before"), partners=("A", "B"))
    assert any(isinstance(each, Compare) for each in program.operations)
    for before in "135":
        for after in "135":
            given = {"before of A": [before], "before of B": ["3"]}
            given |= {"after of A": [after], "after of B": ["1"]}
            said = []
            for through in (lambda state: state, _saved):
                people = on_paper.Willing(program, given)
                moments = on_paper.perform(program, reaction=people.react, through=through)
                said.append([a.text for m in moments for a in m.actions if isinstance(a, Speak)])

            assert said[0] == said[1]
            assert ("It is so." in said[0]) is (after < before)


def _saved(state: on_paper.State) -> on_paper.State:
    return from_data(json.loads(json.dumps(to_data(state))))


def test_the_safe_word_stops_in_what_a_comparison_leads_to() -> None:
    """On paper, everywhere; both ways are come to."""
    program = compile_ritual(ritual("after < before"), partners=("A", "B"))

    found = stop_everywhere(program)

    assert ((), ()) == (found.failures, found.unreached)


def test_the_longest_course_knows_what_a_comparison_needs() -> None:
    """Of two that exclude each other only one is in it."""
    body = (
        "  - when: after of first < before of first\n    do: [silence: 5 min]\n"
        "  - when: after of first > before of first\n    do: [silence: 4 min]\n"
    )
    made = loaded(parse(checked("test.yaml", HEAD + body)), "test")
    found = courses(compile_ritual(made, partners=("A", "B"), safe_words=()))

    assert found.is_exact
    assert 300.0 == pytest.approx(found.longest.seconds - found.shortest.seconds, abs=0.5)


@pytest.mark.parametrize(
    ("condition", "code", "advice"),
    [
        ("after < bevore", "R027", "did you mean `before`?"),
        ("after < much", "R027", "goal, before"),
        ("after < mood", "R072", "`mood` is no number"),
        ("mood < after", "R072", "`mood` is no number"),
        ("mood is after", "R072", "`mood` is no number"),
        ("after < place", "R072", "`place` is no number"),
        ("after < gaze", "R072", "a length of time compares with another length"),
        ("gaze > after", "R072", "a length of time compares with another length"),
        ("lowest after < before", "R072", "write `any after < before` or `every after < before`"),
        ("highest after > before", "R072", "write `any after > before`"),
        ("3 < after", "R028", "what is compared stands on the left"),
        ("mood < 3", "R028", "`mood` is answered in words; it can be `fine` or `sad`"),
        ("after < 3 and before > 2", "R028", "there is no `and`"),
        ("after == before", "R028", "did you mean `after is before`?"),
        ("after less before", "R028", "on the right a value or the name of another rating"),
        ("after and before", "R028", "there is no `and`"),
        ("after < before - 1", "R028", "nothing can be calculated"),
    ],
)
def test_what_does_not_compare_says_why(condition: str, code: str, advice: str) -> None:
    """One finding, with what can be written instead."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(condition)
    found: list[Diagnostic] = [d for d in caught.value.diagnostics if d.rule.severity == "error"]

    assert [code] == [each.rule.code for each in found]
    assert advice in found[0].advice
