"""How surely a word was read, and what would come of asking for more or for less."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from facilitator.bench.clips import Clip
from facilitator.bench.false_alarms import Doubted, Occurrence, Talk
from facilitator.bench.findings import Findings, Said
from facilitator.bench.plot import plot
from facilitator.bench.safe_word_report import SPARES, curves, data, report, sweep
from facilitator.clock import samples
from facilitator.ears.doubt import ENOUGH, Doubt, Judgement
from facilitator.ears.second_opinion import Finding, Weight
from facilitator.ears.watched import Watched

RED = Watched.of("red", "safe")


def weighed(weight: float, word: str = "red") -> Finding:
    return Finding(weights={(word,): Weight(weight, alone=True, rise_db=12.0)})


@pytest.mark.parametrize(
    ("manner", "weights", "expected"),
    [
        ("plain", [ENOUGH["plain"].once + 2.0, 0.0], 2.0),
        ("plain", [1.0, ENOUGH["plain"].once - 1.5], -1.5),
        ("plain", [ENOUGH["plain"].twice + 0.5, ENOUGH["plain"].twice + 0.25], 0.25),
        ("over talk", [ENOUGH["over talk"].once], 0.0),
    ],
)
def test_the_spare_is_what_more_could_have_been_asked_for(manner, weights, expected):
    """The way in which it weighs most decides. What was confirmed could have been asked for more,
    what was not for less."""
    doubt = Doubt((RED,), 0, "hint", manner=manner)
    doubt.take(tuple(weighed(each) for each in weights))
    judgement = doubt.judgement(RED, 7)

    assert Judgement(7, "red", "hint", expected) == judgement
    assert (expected >= 0.0) == doubt.confirms(RED, doubt.answer or ())


def test_what_was_found_after_it_was_enough_decides_nothing():
    """It only tells how sure it was; so the time of a decision is the same, judged or not."""
    doubt = Doubt((RED,), 0, "sign")
    doubt.take((weighed(ENOUGH["plain"].once + 1.0), weighed(ENOUGH["plain"].once + 4.0)))

    assert (weighed(ENOUGH["plain"].once + 1.0),) == doubt.answer
    assert 4.0 == doubt.judgement(RED, 0).spare
    assert None is doubt.judgement(Watched.of("blue", "safe"), 0).spare


def test_doubts_about_one_word_close_together_are_one():
    """The surest of them; another word, or a second and a half later, is another one. What is
    truly said is none."""
    clips = (Clip(Path("a/1.flac")),)
    said = (Occurrence("1.flac", 20.0, 21.0, "red"),)
    talk = Talk(clips, [(samples(1.0), samples(31.0))], ("red", "blue"), said)
    judged = [
        Judgement(samples(at), word, "sign", spare)
        for at, word, spare in (
            (2.0, "red", -3.0),
            (3.0, "red", -1.0),
            (3.5, "red", None),
            (3.2, "blue", -2.0),
            (6.0, "red", 1.0),
            (21.5, "red", 3.0),
        )
    ]

    assert [
        Doubted("red", "a/1.flac", 2.0, -1.0),
        Doubted("red", "a/1.flac", 5.0, 1.0),
        Doubted("blue", "a/1.flac", 2.2, -2.0),
    ] == talk.doubted(judged)


def found() -> Findings:
    return Findings(
        said=[
            Said("a", "red", 0.1, 0.3, spare=3.0),
            Said("b", "red", 0.1, 0.3, spare=0.0),
            Said("c", "red", 0.1, None, spare=-2.0),
            Said("d", "red", None, None),
        ],
        doubted=[Doubted("red", "t", 1.0, -1.0), Doubted("red", "t", 9.0, 0.5)],
        talk_hours={"red": 2.0},
        ears_hours={"talk": 2.0},
        judged=True,
    )


def test_a_curve_goes_through_what_was_counted():
    """Asking for less misses fewer and mistakes more; every point rests on the same run."""
    points = sweep(found(), ["red"])
    by_name = {each.name: (each.missed, each.alarms) for each in points}

    assert len(SPARES) == len(points)
    assert (2, 1) == by_name["stop, as it is"]
    assert (1, 2) == by_name["stop, weight -2"]
    assert (3, 0) == by_name["stop, weight +1"]
    assert sorted((-each.missed for each in points), reverse=True) == [-e.missed for e in points]
    assert sorted((each.alarms for each in points), reverse=True) == [e.alarms for e in points]


def test_the_curve_is_drawn_and_written_down():
    """In the plot, the table and the data; without judging there is none of it."""
    picture = plot(curves(found()), "red")
    unjudged = Findings(said=found().said, talk_hours={"red": 2.0})

    ElementTree.fromstring(picture)
    assert "other weights" in picture
    assert len(SPARES) + 1 == picture.count('r="2.5"')
    assert "weight -2: 1 of 4 missed, 2 false in 2.00 h" in picture
    assert "| stop, as it is" in report(found())
    assert {"spare": 0.0, "missed": 2, "false": 1} in data(found())["words"]["red"]["sweep"]
    assert () == sweep(unjudged, ["red"])
    assert 'r="2.5"' not in plot(curves(unjudged), "red")
