"""Everything a ritual may say is read aloud, and everything heard of it is counted as false."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from facilitator.audio import Sound
from facilitator.bench.own_lines import Lines, lines_of
from facilitator.bench.own_voice import (
    ECHO_PATH,
    STOP,
    Alarm,
    Findings,
    Overheard,
    alarms,
    readings,
)
from facilitator.bench.own_voice_report import data, details, report
from facilitator.cli.bench import bench
from facilitator.clock import PLAYBACK_HZ, samples
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.sentences import Sentence
from facilitator.errors import UsageError
from facilitator.script.library import find
from facilitator.script.sentences import holds_words


class Metronome:
    """Says every line in two seconds."""

    name = "metronome"

    def render(self, text: str) -> Sound:
        assert text
        return np.zeros(2 * PLAYBACK_HZ, np.float32)


def texts_of(ritual: str) -> list[str]:
    return [each.text for each in lines_of(find(ritual), sounds_like=holds_words).sentences]


def test_every_line_is_read_whatever_is_chosen() -> None:
    """Each day of a plan, each word of a choice, and what is said around a rest or a stop."""
    texts = texts_of("gratitude-avalanche")
    standing = ("We go on.", "I am here.", "I have stopped, so take all the time you need.")
    days = ("And now, clap.", "Where, stays a secret until it is found.", "Now your jar of thanks.")

    assert len(texts) == len(set(texts))
    assert [] == [text for text in (*standing, *days, "Three landed.") if text not in texts]


@pytest.mark.parametrize(
    ("ritual", "card", "filled"),
    [
        ("no-phones-night", "Teach the other something in two minutes.", "by the river"),
        ("thirty-six-questions", "", "Anna"),
    ],
)
def test_cards_are_read_and_what_people_would_say_is_filled_in(
    ritual: str, card: str, filled: str
) -> None:
    """Nothing that stands for something else is left, and no line is empty."""
    texts = texts_of(ritual)

    assert [] == [text for text in texts if "{" in text or not text.strip()]
    assert not card or card in texts
    assert any(filled in text for text in texts)


def test_a_word_that_a_ritual_says_is_not_listened_for_in_it() -> None:
    """As no session of it could be started with that word."""
    lines = lines_of(
        find("gratitude-avalanche"), ("avalanche", "marmalade"), sounds_like=holds_words
    )

    assert {"avalanche"} == lines.said


def some_lines() -> list[Lines]:
    shared = Sentence("Both say this.", pause_after=samples(9.0))
    many = tuple(Sentence(f"Line {i}.") for i in range(120))
    return [
        Lines("long", (*many, shared), ("yes",), frozenset({"umbrella"})),
        Lines("short", (shared, Sentence("Only here.")), ("no",)),
    ]


def test_lines_are_read_once_in_rooms_of_some_minutes() -> None:
    """120 lines of 2.6 s are two rooms; what two rituals share is read with the first one."""
    words = ("pineapple", "umbrella")
    plans = readings(some_lines(), words, ECHO_PATH, Metronome(), seed=2)

    assert [93, 28, 1] == [len(plan.sentences) for plan in plans]
    assert ["long", "long", "short"] == [plan.ritual for plan in plans]
    assert [("pineapple",), ("pineapple",), words] == [plan.words for plan in plans]
    assert [200_000, 200_001, 200_002] == [plan.seed for plan in plans]
    assert "Only here." == plans[2].sentences[0].text


def test_reading_again_and_apart_takes_other_rooms_and_the_same_lines() -> None:
    """Each round is another room; words apart share a room but not their ears."""
    words = ("pineapple", "umbrella")
    twice = readings(some_lines()[1:], words, ECHO_PATH, Metronome(), rooms=2, apart=True)

    assert [(0, words[:1]), (0, words[1:]), (1, words[:1]), (1, words[1:])] == [
        (plan.seed, plan.words) for plan in twice
    ]
    assert 1 == len({plan.sentences for plan in twice})


def test_a_limit_ends_the_reading() -> None:
    """A minute holds 24 lines of 2.6 s, the last of which is finished."""
    plans = readings(some_lines(), ("pineapple",), ECHO_PATH, Metronome(), limit=samples(60.0))

    assert [24] == [len(plan.sentences) for plan in plans]


def heard(*events: Event) -> list[Overheard]:
    return [Overheard(event, "We go on.", samples(0.5)) for event in events]


def test_whatever_is_heard_where_nobody_is_counts_as_false() -> None:
    """A stop without a hush before it hushes as well; what is taken back stays a hush."""
    found = alarms(
        heard(
            SafeWordSuspected(1, "pineapple"),
            SafeWordDismissed(2, "pineapple"),
            SafeWordSuspected(3, "alexa"),
            SafeWordHeard(4, "alexa"),
            SafeWordHeard(5, "pineapple"),
            VoiceStarted(6),
            VoiceStopped(7),
            PhraseHeard(8, 7, "yes", True),
        ),
        "mirror-talk",
        3,
    )

    assert [
        ("hush", "pineapple"),
        ("hush", "alexa"),
        ("stop", "alexa"),
        ("hush", "pineapple"),
        ("stop", "pineapple"),
        ("voice", ""),
        ("phrase", "yes"),
    ] == [(each.kind, each.word) for each in found]
    assert {("mirror-talk", "We go on.", 0.5, 3)} == {
        (each.ritual, each.text, each.seconds, each.seed) for each in found
    }


def findings() -> Findings:
    total = Findings()
    first = [
        Alarm("hush", "alexa", "mirror-talk", "We go on.", 0.5, 3),
        Alarm("phrase", "yes", "mirror-talk", "Do you?", 1.25, 3, alone=True),
    ]
    total.add(Findings({"alexa": 1.0, STOP: 1.0}, first, 1.0, 1, 40))
    second = [Alarm("stop", STOP, "no-phones-night", "We go on.", 0.1, 4)]
    total.add(Findings({"alexa": 1.0, "pineapple": 1.0, STOP: 1.0}, second, 1.0, 1, 50))
    return total


def test_the_report_names_every_word_with_its_hours() -> None:
    """Words heard by the same ears have the same hour; "stop" stands apart."""
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]]
        for row in report(findings()).splitlines()
        if row.startswith("|")
    ][2:]

    assert ["alexa", "pineapple", "each, on average", "“stop”, always on"] == [r[0] for r in rows]
    assert "1 in 2.00 h = 0.50/h (0.01–2.8)" == rows[0][1]
    assert "0 in 1.00 h = 0.00/h (0.00–3.7)" == rows[1][1]
    assert "1 in 3.00 h = 0.33/h (0.01–1.9)" == rows[2][1]
    assert "1 in 2.00 h = 0.50/h (0.01–2.8)" == rows[3][2]
    assert "90 lines read in 2 rooms, 120 minutes." in report(findings())


def test_every_alarm_is_told_with_its_line() -> None:
    """In words, and as data."""
    told = details(findings())

    assert "false hush 'alexa': mirror-talk, room 3, 0.50 s into “We go on.”" == told[0]
    assert "false phrase 'yes': mirror-talk, room 3, 1.25 s into “Do you?”" == told[1]
    assert ["We go on.", "Do you?", "We go on."] == [e["text"] for e in data(findings())["alarms"]]
    assert 1 == data(findings())["words"][STOP]["stop"]["false"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rooms", "0"], "at least one"),
        (["--echo", "50"], "outside -60 to 30"),
        (["--limit", "0"], "outside 0.1"),
        (["--drift", "-5"], "outside 0 to 1000"),
    ],
)
def test_options_that_cannot_be_used_are_refused_in_words(arguments: list[str], told: str) -> None:
    """Before anything is loaded or read."""
    result = CliRunner().invoke(bench, ["own-voice", *arguments])

    assert isinstance(result.exception, UsageError)
    assert told in str(result.exception)


@pytest.mark.model
def test_half_a_minute_is_read_end_to_end(tmp_path: Path) -> None:
    """The facilitator hears neither a safe word nor "stop" in its own voice."""
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "facilitator", "bench", "own-voice", "--jobs", "1"]
    command += ["--ritual", "mirror-talk", "--limit", "0.5", "--word", "Marmalade"]
    done = subprocess.run(
        [*command, "--json", str(out)], capture_output=True, encoding="utf-8", check=False
    )

    assert 0 == done.returncode, done.stderr
    written = json.loads(out.read_text(encoding="utf-8"))
    assert ["marmalade", STOP] == list(written["words"])
    assert 0.5 <= 60.0 * written["hours"] < 0.7
    assert [] == [each for each in written["alarms"] if each["kind"] in ("hush", "stop")]
