"""What is heard in talk is counted rightly, and what is truly said in it is none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.bench.clips import Clip
from facilitator.bench.false_alarms import (
    FalseAlarm,
    Occurred,
    Occurrence,
    Talk,
    occurrences_in,
    voice_length,
)
from facilitator.bench.findings import Findings
from facilitator.bench.safe_word import batches
from facilitator.bench.safe_word_report import data, details, report
from facilitator.bench.scenes import Condition
from facilitator.clock import samples
from facilitator.engine.events import (
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.errors import UsageError

CLIPS = (Clip(Path("talk/a/1.flac"), source="talk/a"), Clip(Path("talk/b/2.flac"), source="talk/b"))
PLACES = ((samples(1.0), samples(11.0)), (samples(11.4), samples(21.4)))
WORDS = ("alexa", "banana")


def test_each_alarm_has_its_word_and_its_place():
    """A stop without a hush is one besides; "stop" is counted for the first word, under its own
    name; a second hush after the first was dismissed is another one."""
    events = [
        SafeWordSuspected(samples(3.0), "banana"),
        SafeWordHeard(samples(3.4), "banana"),
        SafeWordHeard(samples(5.0), "alexa"),
        SafeWordSuspected(samples(12.4), "stop"),
        SafeWordDismissed(samples(12.8), "stop"),
        SafeWordHeard(samples(14.4), "stop"),
    ]

    assert [
        FalseAlarm("banana", "hush", "banana", "a/1.flac", 2.0, "talk/a"),
        FalseAlarm("banana", "stop", "banana", "a/1.flac", 2.4, "talk/a"),
        FalseAlarm("alexa", "hush", "alexa", "a/1.flac", 4.0, "talk/a"),
        FalseAlarm("alexa", "stop", "alexa", "a/1.flac", 4.0, "talk/a"),
        FalseAlarm("alexa", "hush", "stop", "b/2.flac", 1.0, "talk/b"),
        FalseAlarm("alexa", "hush", "stop", "b/2.flac", 3.0, "talk/b"),
        FalseAlarm("alexa", "stop", "stop", "b/2.flac", 3.0, "talk/b"),
    ] == Talk(CLIPS, PLACES, WORDS).alarms(events)


def test_what_is_truly_said_is_no_false_alarm():
    """From a little before the word to a second and a half after it, and for that word only; also
    where the recording has ended meanwhile."""
    said = (Occurrence("1.flac", 9.0, 9.9, "banana"), Occurrence("b/2", 2.0, 3.0, "alexa"))
    events = [
        SafeWordSuspected(samples(9.7), "banana"),
        SafeWordHeard(samples(12.3), "banana"),
        SafeWordSuspected(samples(12.3), "alexa"),
        SafeWordSuspected(samples(14.0), "alexa"),
    ]
    talk = Talk(CLIPS, PLACES, WORDS, said)

    assert [("banana", 8.7), ("alexa", 0.9)] == [(a.word, a.seconds) for a in talk.alarms(events)]
    assert [
        Occurred("a/1.flac", 9.0, "banana", True, True),
        Occurred("b/2.flac", 2.0, "alexa", True, False),
    ] == talk.occurred(events)


def test_a_list_of_what_is_truly_said_is_read(tmp_path):
    """Tabs between file, start, end and word; a heading, remarks and further columns may stand."""
    listing = tmp_path / "said.tsv"
    listing.write_text(
        "file\tstart\tend\tword\n# by ear\n\na/1.flac\t1.5\t2\tSmart  Mirror\tsee text\nb\t0\t9\n",
        encoding="utf-8",
    )

    assert (
        Occurrence("a/1.flac", 1.5, 2.0, "smart mirror"),
        Occurrence("b", 0.0, 9.0),
    ) == occurrences_in(listing)


@pytest.mark.parametrize("line", ["a.flac 1 2 word", "a.flac\t2\t1\tword", "\t1\t2\tword", "a\tx"])
def test_a_list_that_is_none_is_refused_with_its_line(tmp_path, line):
    """In words that say what a line needs."""
    listing = tmp_path / "said.tsv"
    listing.write_text(f"a.flac\t1\t2\tred\n{line}\n", encoding="utf-8")

    with pytest.raises(UsageError, match="line 2"):
        occurrences_in(listing)
    with pytest.raises(UsageError, match="cannot be read"):
        occurrences_in(tmp_path / "nowhere.tsv")


def test_a_file_is_named_by_the_end_of_its_path():
    """Whole folders and names, not parts of them."""
    said = Occurrence("a/1.flac", 0.0, 1.0)

    assert said.is_in(Path("talk/a/1.flac")) and said.is_in(Path("a/1.flac"))
    assert not said.is_in(Path("talk/ba/1.flac"))


def test_one_pair_of_ears_can_listen_for_all_words(tmp_path):
    """Folder after folder; otherwise each word has a pair of its own."""
    import numpy as np
    import soundfile

    clips = []
    for folder in ("a", "b"):
        path = tmp_path / f"{folder}.wav"
        soundfile.write(path, np.zeros(8000, np.float32), 16_000)
        clips.append(Clip(path, source=folder))
    together = batches([], clips, WORDS, Condition(), together=True)
    apart = batches([], clips, WORDS, Condition())

    assert [(WORDS, "a"), (WORDS, "b")] == [(p.words, p.clips[0].source) for p in together]
    assert [("alexa",), ("banana",)] == [plan.words for plan in apart]


def test_hours_of_one_pair_of_ears_count_once_for_each_word():
    """Rates of words rest on hours times words, that of "stop" on hours."""
    found = Findings(
        alarms=Talk(CLIPS, PLACES, WORDS).alarms([SafeWordHeard(samples(2.0), "banana")]),
        talk_hours={"alexa": 2.0, "banana": 2.0},
        voice_hours={"alexa": 1.0, "banana": 1.0},
        ears_hours={"talk/a": 1.5, "talk/b": 0.5},
        ears_voice_hours=1.0,
        source_hours={"talk/a": 3.0, "talk/b": 1.0},
        occurred=[Occurred("b/2.flac", 2.0, "alexa", True, False)],
    )
    rows = [row.split("|") for row in report(found).splitlines() if row.startswith("|")]
    told = {row[1].strip(): [cell.strip() for cell in row[2:]] for row in rows}

    assert "1 in 4.00 h = 0.25/h (0.01–1.4)" == told["each, on average"][0]
    assert "0 in 2.00 h = 0.00/h (0.00–1.8)" == told["“stop”, always on"][0]
    assert ["1.50", "1 in 3.00 h = 0.33/h (0.01–1.9)"] == told["talk/a"][:2]
    assert ["0.50", "0 in 1.00 h = 0.00/h (0.00–3.7)"] == told["talk/b"][:2]
    assert "1 (0 stopped, 1 hushed, 0 missed)" in report(found)
    assert "truly said, hushed: b/2.flac at 2.00 s (alexa)" in details(found)
    assert 1 == len(data(found)["truly_said"])


def test_time_with_a_voice_is_counted():
    """Also of one that has not ended."""
    events = [VoiceStarted(100), VoiceStopped(300), VoiceStarted(800)]

    assert 200 + 200 == voice_length(events, 1000)
