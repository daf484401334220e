"""Conditions that count how many of several things are so."""

from __future__ import annotations

import itertools

import pytest

from facilitator.authoring.card import card_of
from facilitator.authoring.proof import stop_everywhere
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.conditions import conditions_in, parse_several
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.plan import Case, follow
from facilitator.script.ritual import Ritual

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"

SIGNS = """people: one or two
steps:
  - rate: "{name}: trust?"
    as: trust
  - rate: "{name}: ease?"
    as: ease
  - rate: "{name}: play?"
    remember: play
  - when: CONDITION
    do: [say: Low.]
    otherwise: [say: High.]
"""


def ritual(condition: str) -> Ritual:
    body = HEAD + SIGNS.replace("CONDITION", condition)
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", body))
    return loaded(tree, "test", [shipped_scripts() / "parts"])


def findings(condition: str) -> tuple[Diagnostic, ...]:
    try:
        return ritual(condition).warnings
    except ScriptErrors as error:
        return error.diagnostics


def is_low(what: Ritual, ratings: tuple[str, ...], **given: object) -> bool:
    heard = dict(zip(("trust", "ease", "play"), ratings, strict=True))
    case = Case.model_validate({"people": "some", "heard": heard, **given})
    return "says Low." in follow(what, case).happened


@pytest.mark.parametrize("count", [1, 2, 3])
def test_so_many_hold_or_more(count: int) -> None:
    """With every combination of ratings; a pass is no rating."""
    what = ritual(f"at least {count} of trust, ease and play < 3")

    assert () == what.warnings
    for ratings in itertools.product(("1", "4", "pass"), repeat=3):
        assert (ratings.count("1") >= count) == is_low(what, ratings)


def test_one_of_the_two_is_enough_for_one_of_the_things() -> None:
    """What one rates low and what the other rates low count together, each thing once."""
    what = ritual("at least two of trust, ease, play < 3")

    assert is_low(what, (["1", "5"], ["5", "1"], "5"))  # type: ignore[arg-type]
    assert not is_low(what, ("1", "5", "5"))


def test_every_may_stand_before_a_name() -> None:
    """Then both must have rated it so."""
    what = ritual("at least one of every trust, every ease < 3")

    assert not is_low(what, (["1", "5"], ["5", "1"], "1"))  # type: ignore[arg-type]
    assert is_low(what, ("1", "5", "5"))


def test_what_is_known_beforehand_counts_as_well() -> None:
    """What an earlier session has kept, and how many are there."""
    what = ritual("at least 2 of trust, last play, people < 3")
    low = {"memory": {"play": "1"}}

    assert is_low(what, ("5", "5", "5"), **low)
    assert is_low(what, ("1", "5", "5"))
    assert not is_low(what, ("5", "5", "5"))


def test_the_other_way_may_be_missing() -> None:
    """Then nothing happens where too few are so."""
    body = HEAD + SIGNS.replace("CONDITION", "at least 3 of trust, ease, play < 3")
    body = body.replace("    otherwise: [say: High.]\n", "")
    what = loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")

    assert is_low(what, ("1", "1", "1"))
    assert not is_low(what, ("1", "5", "1"))


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("at least 4 of trust, ease, play < 3", "R027"),
        ("at least none of trust, ease < 3", "R027"),
        ("at least 2 of trust, eese < 3", "R027"),
        ("at least 2 of trust, ease is high", "R033"),
        ("at least 2 of trust, ease < 1", "R033"),
    ],
)
def test_what_cannot_be_counted_is_told(condition: str, code: str) -> None:
    """More than there are, names that nothing has, values that nothing can be."""
    assert code in [found.rule.code for found in findings(condition)]


def test_a_list_may_be_written_as_people_write_it() -> None:
    """With commas, `and` or `or`; a plain condition is one."""
    several = parse_several("At least two of trust, ease and play of first is at most 2")

    assert several is not None
    assert 2 == several.count
    assert ["trust", "ease", "play of first"] == [each.subject for each in several.conditions]
    assert ["place"] == [each.subject for each in conditions_in("place is apart")]
    assert () == conditions_in("whenever they like")


def test_the_card_and_the_proof_know_it() -> None:
    """A card shows what follows; the safe word works whichever way it goes."""
    what = ritual("at least 2 of trust, ease, play < 3")
    proof = stop_everywhere(compile_ritual(what))

    assert "rust?" in str(card_of(what).way)
    assert () == tuple(proof.failures)
