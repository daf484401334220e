"""How surely a word was read, and what would come of asking for more or for less."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from facilitator.bench.clips import Clip
from facilitator.bench.false_alarms import Doubted, Occurrence, Talk
from facilitator.bench.findings import Findings, Said
from facilitator.bench.plot import plot
from facilitator.bench.safe_word_report import curves, data, report, sweep
from facilitator.clock import samples
from facilitator.ears.doubt import SHIFTS, Doubt, Judgement
from facilitator.ears.second_opinion import Read
from facilitator.ears.watched import Watched

RED = Watched.of("red", "safe")


def reading(confidence: float, word: str = "red") -> tuple[Read, ...]:
    return (Read(word, 0.0, 0.4, confidence),)


@pytest.mark.parametrize(
    ("cause", "confidences", "expected"),
    [
        ("sign", [0.9, 0.0], 0.2),
        ("sign", [0.72, 0.65], 0.15),
        ("sign", [0.45, 0.2], -0.25),
        ("hint", [0.9, 0.4], -0.1),
        ("sign", [1.0], 0.3),
    ],
)
def test_the_shift_is_what_more_could_have_been_asked_for(cause, confidences, expected):
    """One strict reading counts for a sign, two that agree for anything; the best way decides.
    What was confirmed could have been asked for more, what was not for less."""
    doubt = Doubt((RED,), 0, cause)
    doubt.take(tuple(reading(each) for each in confidences))
    judgement = doubt.judgement(RED, 7)

    assert Judgement(7, "red", cause, expected) == judgement
    assert (expected >= 0.0) == doubt.confirms(RED, doubt.answer or ())


def test_what_was_read_after_it_was_enough_decides_nothing():
    """It only tells how sure it was; so the time of a decision is the same, judged or not."""
    doubt = Doubt((RED,), 0, "sign")
    doubt.take((reading(0.75), reading(0.99)))

    assert (reading(0.75),) == doubt.answer
    assert 0.25 == doubt.judgement(RED, 0).shift
    assert None is doubt.judgement(Watched.of("blue", "safe"), 0).shift


def test_doubts_about_one_word_close_together_are_one():
    """The surest of them; another word, or a second and a half later, is another one. What is
    truly said is none."""
    clips = (Clip(Path("a/1.flac")),)
    said = (Occurrence("1.flac", 20.0, 21.0, "red"),)
    talk = Talk(clips, [(samples(1.0), samples(31.0))], ("red", "blue"), said)
    judged = [
        Judgement(samples(at), word, "sign", shift)
        for at, word, shift in (
            (2.0, "red", -0.3),
            (3.0, "red", -0.1),
            (3.5, "red", None),
            (3.2, "blue", -0.2),
            (6.0, "red", 0.1),
            (21.5, "red", 0.3),
        )
    ]

    assert [
        Doubted("red", "a/1.flac", 2.0, -0.1),
        Doubted("red", "a/1.flac", 5.0, 0.1),
        Doubted("blue", "a/1.flac", 2.2, -0.2),
    ] == talk.doubted(judged)


def found() -> Findings:
    return Findings(
        said=[
            Said("a", "red", 0.1, 0.3, shift=0.3),
            Said("b", "red", 0.1, 0.3, shift=0.0),
            Said("c", "red", 0.1, None, shift=-0.2),
            Said("d", "red", None, None),
        ],
        doubted=[Doubted("red", "t", 1.0, -0.1), Doubted("red", "t", 9.0, 0.05)],
        talk_hours={"red": 2.0},
        ears_hours={"talk": 2.0},
        judged=True,
    )


def test_a_curve_goes_through_what_was_counted():
    """Asking for less misses fewer and mistakes more; every point rests on the same run."""
    points = sweep(found(), ["red"])
    by_name = {each.name: (each.missed, each.alarms) for each in points}

    assert len(SHIFTS) == len(points)
    assert (2, 1) == by_name["stop, as it is"]
    assert (1, 2) == by_name["stop, confidence -0.20"]
    assert (3, 0) == by_name["stop, confidence +0.10"]
    assert sorted((-each.missed for each in points), reverse=True) == [-e.missed for e in points]
    assert sorted((each.alarms for each in points), reverse=True) == [e.alarms for e in points]


def test_the_curve_is_drawn_and_written_down():
    """In the plot, the table and the data; without judging there is none of it."""
    picture = plot(curves(found()), "red")
    unjudged = Findings(said=found().said, talk_hours={"red": 2.0})

    ElementTree.fromstring(picture)
    assert "other confidences" in picture
    assert len(SHIFTS) + 1 == picture.count('r="2.5"')
    assert "confidence -0.20: 1 of 4 missed, 2 false in 2.00 h" in picture
    assert "| stop, as it is" in report(found())
    assert {"shift": 0.0, "missed": 2, "false": 1} in data(found())["words"]["red"]["sweep"]
    assert () == sweep(unjudged, ["red"])
    assert 'r="2.5"' not in plot(curves(unjudged), "red")
