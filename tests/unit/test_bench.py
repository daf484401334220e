"""The benchmarks count, time and draw rightly; one of them is run on a few recordings."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from facilitator.audio import rms_dbfs
from facilitator.bench import authoring
from facilitator.bench.clips import Clip, clips_in, talk_in, voices_folder
from facilitator.bench.false_alarms import FalseAlarm
from facilitator.bench.findings import Findings, Said
from facilitator.bench.plot import Curve, Point, plot
from facilitator.bench.rivals import RIVALS, apart
from facilitator.bench.safe_word import batches
from facilitator.bench.safe_word_report import curves, data, report
from facilitator.bench.scenes import NOISES, Condition, Scene, noise_source
from facilitator.bench.sessions import Onsets
from facilitator.bench.statistics import (
    ms_text,
    percentile,
    rate_interval,
    rate_text,
    share_interval,
    spread,
    table,
)
from facilitator.bench.stopping import Trial, energy_end, stop_table
from facilitator.bench.stopping_live import stop_latency
from facilitator.cli.bench import bench
from facilitator.clock import BLOCK, PLAYBACK_BLOCK, PLAYBACK_HZ, RATE_HZ, samples
from facilitator.errors import FacilitatorError, UsageError
from facilitator.room.people import speech_dbfs
from facilitator.room.resample import resampled


def tone(seconds: float, level: float = 0.1, rate_hz: int = RATE_HZ) -> np.ndarray:
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * 440.0 * time)).astype(np.float32)


def rest(seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    return np.zeros(round(seconds * rate_hz), np.float32)


def word() -> np.ndarray:
    """Half a second of something like a voice, with half a second of quiet on both sides."""
    noise = np.random.default_rng(5).standard_normal(RATE_HZ // 2).astype(np.float32)
    return np.concatenate((rest(0.5), 0.1 * noise, rest(0.5)))


@pytest.mark.parametrize(
    ("count", "n", "expected"),
    [
        (0, 60, (0.0, 0.0602)),
        (2, 60, (0.0092, 0.1136)),
        (60, 60, (0.9398, 1.0)),
        (5, 10, (0.2366, 0.7634)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_the_interval_of_a_share_is_wilsons(count, n, expected):
    """Figures as any table of Wilson's interval has them; nothing is known without trials."""
    assert expected == pytest.approx(share_interval(count, n), abs=1e-4)


@pytest.mark.parametrize(
    ("count", "hours", "expected"),
    [
        (0, 1.0, (0.0, 3.689)),
        (1, 1.0, (0.0253, 5.572)),
        (10, 2.0, (2.398, 9.195)),
        (100, 1.0, (81.36, 121.63)),
        (0, 0.0, (0.0, math.inf)),
    ],
)
def test_the_interval_of_a_rate_is_garwoods(count, hours, expected):
    """Figures as any table of exact Poisson intervals has them."""
    assert expected == pytest.approx(rate_interval(count, hours), rel=1e-3)


def test_percentiles_lie_between_neighbours():
    """The median of four is the middle of the inner two; nothing gives no number."""
    assert 2.5 == percentile([4.0, 1.0, 3.0, 2.0], 0.5)
    assert (50.0, 95.0, 99.0) == pytest.approx(spread([float(i) for i in range(101)]))
    assert math.isnan(percentile([], 0.5))


def test_figures_are_written_with_what_they_rest_on():
    """A rate names its count and hours, latencies are milliseconds, nothing is a dash."""
    assert "3 in 2.00 h = 1.5/h (0.3–4.4)" == rate_text(3, 2.0)
    assert "1 in 2.00 h = 0.50/h (0.01–2.8)" == rate_text(1, 2.0)
    assert "150 / 195 / 199 ms" == ms_text([0.1, 0.2])
    assert "–" == ms_text([])
    assert "| a   | b |\n|-----|---|\n| 100 | 2 |" == table(("a", "b"), [("100", "2")])


@pytest.mark.parametrize("noise", [0.0, 1e-4, 3e-3])
def test_the_end_of_a_word_is_where_its_energy_ends(noise):
    """To some 20 ms, also over the room noise that a recording brings along."""
    hiss = noise * np.random.default_rng(3).standard_normal(word().size)

    assert samples(1.0) == pytest.approx(energy_end(word() + hiss.astype(np.float32)), abs=480)


@pytest.mark.parametrize("late", [-0.05, 0.12, 0.4])
def test_the_latency_of_a_stop_is_read_from_two_recordings(late):
    """From the end of the word at the microphone to the last sound before the long quiet."""
    voice = word()
    said = np.concatenate((rest(2.0, PLAYBACK_HZ), resampled(voice, RATE_HZ, PLAYBACK_HZ)))
    said = np.concatenate((said, rest(6.0, PLAYBACK_HZ)))
    sounding = tone(3.0 + late, rate_hz=PLAYBACK_HZ)
    calm = tone(1.0, rate_hz=PLAYBACK_HZ)
    played = np.concatenate((sounding, rest(1.5, PLAYBACK_HZ), calm, rest(8.0, PLAYBACK_HZ)))
    played = played[: said.size]

    assert late == pytest.approx(stop_latency(played, said, voice) or 9.9, abs=0.03)


def test_a_voice_that_goes_on_has_no_latency():
    """Pauses between sentences are shorter than the quiet before the calm sentence."""
    voice = word()
    said = np.concatenate((voice, rest(3.0)))
    sentence = np.concatenate((tone(0.9, rate_hz=PLAYBACK_HZ), rest(0.6, PLAYBACK_HZ)))

    assert stop_latency(np.tile(sentence, 3), resampled(said, RATE_HZ, PLAYBACK_HZ), voice) is None


def test_bells_are_found_where_they_begin():
    """The first sample of each sound after a second of quiet, whatever the block it falls in."""
    onsets = Onsets()
    at = [5_000, 5_000 + 2 * PLAYBACK_HZ + 77]
    sound = rest(5.0, PLAYBACK_HZ)
    for start in at:
        sound[start : start + 3000] = 0.2
    for start in range(0, sound.size, PLAYBACK_BLOCK):
        onsets.sounded(sound[start : start + PLAYBACK_BLOCK])

    assert at == onsets.starts
    assert onsets.close() is None


def test_words_are_named_by_their_folders(tmp_path):
    """Evenly from each word, in an order of the seed; underscores are spaces."""
    for name in ("alexa", "smart_mirror"):
        (tmp_path / "keywords" / name).mkdir(parents=True)
        for number in range(4):
            (tmp_path / "keywords" / name / f"{number}.wav").touch()
    (tmp_path / "keywords" / "alexa" / "notes.txt").touch()
    folder = voices_folder(tmp_path)
    chosen = clips_in([folder], limit=4)

    assert ["alexa", "alexa", "smart mirror", "smart mirror"] == sorted(c.word for c in chosen)
    assert chosen == clips_in([folder], limit=4)
    assert 8 == len(clips_in([folder]))
    assert {"marmalade"} == {c.word for c in clips_in([folder], word="marmalade")}
    assert {""} == {c.word for c in talk_in([folder])}


def test_a_folder_without_recordings_is_refused(tmp_path, monkeypatch):
    """In words that say what is needed."""
    monkeypatch.delenv("FACILITATOR_VOICES", raising=False)
    with pytest.raises(UsageError, match="no recordings in"):
        clips_in([tmp_path])
    with pytest.raises(UsageError, match="no folder"):
        talk_in([tmp_path / "nowhere"])
    with pytest.raises(UsageError, match="no recordings of people"):
        voices_folder(None)


def test_noise_has_the_level_asked_for():
    """At the microphone the voice stands as far above the noise as the condition says."""
    quiet = Scene([word()], Condition(), seed=1)
    noisy = Scene([word()], Condition(noise="pink", snr_db=10.0), seed=1)
    heard = [
        np.concatenate([moment.captured.microphone for moment in scene]) for scene in (quiet, noisy)
    ]
    (start, _), difference = quiet.places[0], heard[1] - heard[0]

    assert quiet.places == noisy.places
    assert quiet.length == heard[0].size == heard[1].size
    assert speech_dbfs(word()) - 10.0 == pytest.approx(rms_dbfs(difference), abs=0.5)
    assert -80.0 == pytest.approx(rms_dbfs(heard[0][: start - BLOCK]), abs=1.0)


def test_a_quiet_voice_is_brought_to_its_peak():
    """A recording at −50 dBFS peaks there, in a room that is quieter still."""
    scene = Scene([word()], Condition(peak_dbfs=-50.0))
    heard = np.concatenate([moment.captured.microphone for moment in scene])

    assert 10.0**-2.5 == pytest.approx(float(np.max(np.abs(heard))), rel=0.05)


def test_recordings_of_talk_follow_each_other():
    """Each has its place, a breath after the one before, and nothing is cut off."""
    scene = Scene([word(), word()], Condition())

    assert scene.places[1][0] - scene.places[0][1] == samples(0.4)
    assert scene.length >= scene.places[1][1] + samples(1.5)


def test_a_recording_can_be_the_noise(tmp_path):
    """It is repeated when it is too short, and brought to its level."""
    import soundfile

    soundfile.write(tmp_path / "fan.wav", tone(0.5), RATE_HZ)
    noise = noise_source(str(tmp_path / "fan.wav"), RATE_HZ * 2, 0)

    assert RATE_HZ * 2 == noise.size
    assert 0.0 == pytest.approx(rms_dbfs(noise), abs=0.1)


def test_work_is_cut_so_that_two_processes_can_share_it(tmp_path):
    """Every word's recordings once, all talk once for each word; other rooms everywhere."""
    import soundfile

    soundfile.write(tmp_path / "talk.wav", tone(0.5), RATE_HZ)
    said = [Clip(Path(f"{i}.wav"), "alexa" if i % 2 else "jarvis") for i in range(24)]
    talk = [Clip(tmp_path / "talk.wav")] * 3
    plans = batches(said, talk, ["alexa", "jarvis"], Condition())

    assert sorted(said, key=str) == sorted((c for p in plans if p.said for c in p.clips), key=str)
    assert [("alexa", 3), ("jarvis", 3)] == [(p.word, len(p.clips)) for p in plans if not p.said]
    assert len(plans) == len({plan.seed for plan in plans})
    assert {frozenset([p.word]) for p in plans if p.said} == {
        frozenset(c.word for c in p.clips) for p in plans if p.said
    }


def found() -> Findings:
    return Findings(
        said=[
            Said("a/1.wav", "alexa", -0.1, 0.3, {"bare": -0.2}),
            Said("a/2.wav", "alexa", 0.1, None, {"bare": None}),
            Said("b/1.wav", "jarvis", None, None, {"bare": 0.0}),
        ],
        alarms=[
            FalseAlarm("alexa", "hush", "alexa", "t/1.wav", 1.0),
            FalseAlarm("alexa", "hush", "stop", "t/2.wav", 2.0),
            FalseAlarm("alexa", "bare", "alexa", "t/2.wav", 2.0),
        ],
        talk_hours={"alexa": 0.5, "jarvis": 0.5},
        voice_hours={"alexa": 0.25, "jarvis": 0.25},
        heard_seconds=100.0,
        cpu_seconds=5.0,
        absent={"pocketsphinx is not installed"},
    )


def test_the_report_counts_misses_and_false_alarms():
    """Each word for itself and all together; “stop”, which is always on, apart; rivals beside."""
    text = report(found())

    assert "1 of 2 = 50.0 %" in text
    assert "2 of 3 = 66.7 %" in text
    assert "1 in 0.50 h = 2.0/h (0.1–11.1)" in text
    assert "1 in 1.00 h = 1.0/h" in text
    assert "“stop”, always on" in text
    assert "not compared: pocketsphinx is not installed" in text
    assert "0.050 of a core" in text


def test_the_data_hold_every_single_event():
    """They can be stored as JSON and counted again."""
    again = json.loads(json.dumps(data(found())))

    assert {"missed": 1, "false": 1} == {
        key: again["words"]["alexa"][kind][key]
        for kind, key in (("stop", "missed"), ("hush", "false"))
    }
    assert 3 == len(again["said"])
    assert 3 == len(again["false_alarms"])


def test_the_plot_is_drawn_with_one_curve_a_word():
    """From hush to stop; rivals are marks of their own; none at all has a place."""
    drawn = curves(found())
    picture = plot([*drawn, Curve("<b>", "finals", (Point("finals", 0, 9, 9999, 0.1),))], "A & B")
    root = ElementTree.fromstring(picture)

    assert [("alexa", 2), ("alexa", 1), ("jarvis", 2), ("jarvis", 1)] == [
        (curve.word, len(curve.points)) for curve in drawn
    ]
    assert root.tag.endswith("svg")
    assert "A &amp; B" in picture
    assert "NaN" not in picture


def test_detections_close_together_are_one():
    """A rival that says the same thing three times within a second has said it once."""
    assert [1.0, 2.5] == apart([1.0, 1.4, 1.9, 2.5])


def test_misses_of_the_stop_count_hush_and_stop_apart():
    """A word that hushed and did not stop is a missed stop and no missed hush."""
    done = [
        Trial("a", "alexa", True, 16_000, 16_800, None, 17_600),
        Trial("b", "alexa", False, 16_000, None, None, None),
    ]
    rows = [row.split("|") for row in stop_table(done).splitlines()[2:]]

    assert "0 of 1" in rows[0][2] and "1 of 1" in rows[0][3]
    assert "100 / 100 / 100 ms" in rows[0][4]
    assert "1 of 1" in rows[1][2]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["safe-word"], "nothing to hear"),
        (["safe-word", "--positives", ".", "--word", "a", "--word", "b"], "several are named"),
        (["safe-word", "--negatives", ".", "--noise", "thunder"], ", ".join(NOISES)),
        (["safe-word", "--negatives", ".", "--compare", "porcupine"], ", ".join(RIVALS)),
        (["safe-word", "--negatives", ".", "--limit", "0"], "at least one"),
        (["safe-word", "--negatives", ".", "--whispered"], "Nobody whispers"),
        (["safe-word", "--negatives", ".", "--room", "0.5", "--rir", "."], "two rooms"),
        (["stop", "--n", "0"], "at least one"),
        (["stop", "--voices", "nowhere"], "no folder nowhere"),
        (["session", "--only", "luck"], "time, speed, start, cost"),
    ],
)
def test_options_that_cannot_be_used_are_refused_in_words(arguments, told):
    """Before anything is loaded or measured."""
    result = CliRunner().invoke(bench, arguments)

    assert isinstance(result.exception, UsageError)
    assert told in str(result.exception)


def test_a_library_is_made_of_edited_copies_of_the_shipped_rituals(tmp_path):
    """No two of its scripts are alike, and a cold check of all finds nothing wrong."""
    written = authoring.library_of(30, tmp_path)
    timed = authoring.commands(tmp_path, 30)
    assert ["bare interpreter", "check of 30 scripts"] == [timed[0].name, timed[-1].name]
    authoring.measure([timed[0], timed[-1]], 1, kept=tmp_path / "kept")

    assert list((tmp_path / "kept").rglob("checker*.pyc"))
    assert [1, 1] == [len(each.wall) for each in (timed[0], timed[-1])]
    assert 30 == len({path.read_text(encoding="utf-8") for path in written})
    assert all(each.wall and each.wall[0] > 0.0 for each in (timed[0], timed[-1]))
    assert "| 1 |" in authoring.report([timed[0], timed[-1]])


def test_a_command_that_fails_is_not_a_figure(tmp_path):
    """A benchmark of a command that broke says so."""
    broken = authoring.Timed("a check", ("-c", "raise SystemExit('not today')"))

    with pytest.raises(FacilitatorError, match="a check failed: not today"):
        authoring.measure([broken], 1)


@pytest.mark.model
def test_a_few_recordings_are_measured_end_to_end(voices, tmp_path):
    """Real people are heard, counted and written down, with a rival beside."""
    for name in ("alexa", "smart_mirror"):
        folder = tmp_path / "said" / name
        folder.mkdir(parents=True)
        for path in sorted((voices / "keywords" / name).glob("*.flac"))[:2]:
            shutil.copy(path, folder)
    talk = tmp_path / "talk"
    talk.mkdir()
    for path in sorted((voices / "other" / "commands").glob("*.flac"))[:4]:
        shutil.copy(path, talk)
    command = [sys.executable, "-m", "facilitator", "bench", "safe-word", "--limit", "4"]
    command += ["--positives", str(tmp_path / "said"), "--negatives", str(talk), "--jobs", "1"]
    command += ["--compare", "bare", "--json", str(tmp_path / "out.json")]
    command += ["--plot", str(tmp_path / "out.svg")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    assert (0, "") == (done.returncode, done.stderr.replace("Recordings\n", ""))
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert ["alexa", "smart mirror"] == sorted(written["words"])
    assert 4 == sum(each["stop_seconds"] is not None for each in written["said"])
    assert all(set(each["rivals"]) == {"bare"} for each in written["said"])
    assert all((each["spare"] or 0.0) >= 0.0 for each in written["said"])
    assert {0} == {
        each["missed"]
        for word in written["words"].values()
        for each in word["sweep"]
        if each["spare"] <= 0.0
    }
    assert 0 == written["words"]["alexa"]["stop"]["false"]
    ElementTree.parse(tmp_path / "out.svg")
