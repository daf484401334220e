"""Words said by voices of several engines are recordings like any other."""

from __future__ import annotations

import numpy as np
import pytest

from facilitator.bench.findings import Findings, Said
from facilitator.bench.safe_word_report import report
from facilitator.bench.synthesised import SPEAKERS, WHISPERERS, Speaker, has_espeak, synthesised
from facilitator.clock import samples
from facilitator.room.people import VOICE_DBFS, speech_dbfs
from facilitator.room.recordings import load_recording


def test_no_two_voices_are_the_same():
    """Files are named after them; only espeak-ng whispers."""
    names = [each.name for each in (*SPEAKERS, *WHISPERERS)]

    assert len(names) == len(set(names))
    assert {"hibari", "espeak-ng"} == {each.source for each in SPEAKERS}
    assert {"espeak-ng, whispered"} == {each.source for each in WHISPERERS}


def test_engines_are_told_apart_in_the_table():
    """As folders of recordings are, once there are several."""
    said = [
        Said("red/1.wav", "red", 0.1, 0.3, source="hibari"),
        Said("red/2.wav", "red", None, None, source="espeak-ng"),
    ]
    rows = [row.split("|") for row in report(Findings(said=said)).splitlines()]
    missed = {row[1].strip(): row[2].split("=")[0].strip() for row in rows if len(row) > 2}

    assert ("0 of 1", "1 of 1", "1 of 2") == (missed["hibari"], missed["espeak-ng"], missed["red"])
    assert "hibari" not in report(Findings(said=said[:1]))


@pytest.mark.model
@pytest.mark.parametrize(
    "speaker",
    [
        Speaker("hibari", "1.1", 1.0),
        pytest.param(
            Speaker("espeak-ng", "en-us+whisper", 150.0, whispers=True),
            marks=pytest.mark.skipif(not has_espeak(), reason="espeak-ng is not installed"),
        ),
    ],
)
def test_a_voice_says_a_phrase(speaker, tmp_path):
    """As loud as people are heard, with quiet around it, in a folder named after it."""
    told = []
    (clip,) = synthesised(["smart mirror"], tmp_path, [speaker], progress=told.append)
    sound = load_recording(clip.path)

    assert ("smart mirror", "smart_mirror", speaker.source) == (
        clip.word,
        clip.path.parent.name,
        clip.source,
    )
    assert [1] == told
    assert VOICE_DBFS == pytest.approx(speech_dbfs(sound), abs=1.5)
    assert samples(0.9) < sound.size < samples(3.0)
    assert float(np.max(np.abs(sound[: samples(0.25)]))) < 1e-3
    assert [clip.path] == [path for path in tmp_path.rglob("*") if path.is_file()]
