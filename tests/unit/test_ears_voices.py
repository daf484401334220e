"""Where voices begin and end."""

from __future__ import annotations

from facilitator.audio import SILENCE_DBFS
from facilitator.clock import BLOCK, samples
from facilitator.ears.voices import ENDS_AFTER, VoiceActivity
from facilitator.engine.events import VoiceStarted, VoiceStopped


def told(pattern: str, *, echo_dbfs: float = SILENCE_DBFS) -> list[VoiceStarted | VoiceStopped]:
    """Return the events of a pattern, one sign a block: `#` a voice at -30 dBFS, `.` nothing."""
    voices = VoiceActivity()
    events = []
    for index, sign in enumerate(pattern, 1):
        loud = sign == "#"
        events += voices.update(
            index * BLOCK,
            rise_db=30.0 if loud else 1.0,
            level_dbfs=-30.0 if loud else -70.0,
            echo_dbfs=echo_dbfs,
        )
    return events


def test_both_boundaries_are_where_the_sound_was() -> None:
    """They are told later, but say when it was."""
    assert [VoiceStarted(10 * BLOCK), VoiceStopped(40 * BLOCK)] == told(
        "." * 10 + "#" * 30 + "." * 30
    )


def test_a_click_is_no_voice() -> None:
    """A sound of a block or two begins nothing."""
    assert [] == told("." * 10 + "##" + "." * 30 + "#" + "." * 30)


def test_a_stopped_consonant_does_not_end_a_voice() -> None:
    """A hole shorter than the limit belongs to the word."""
    hole = ENDS_AFTER // BLOCK - 1

    assert [VoiceStarted(0), VoiceStopped((20 + hole) * BLOCK)] == told(
        "#" * 10 + "." * hole + "#" * 10 + "." * 30
    )


def test_the_end_is_told_soon() -> None:
    """A breath is noticed in time to close a turn at it."""
    voices = VoiceActivity()
    for index in range(1, 200):
        loud = index <= 50
        events = voices.update(
            index * BLOCK,
            rise_db=30.0 if loud else 0.0,
            level_dbfs=-30.0 if loud else -70.0,
            echo_dbfs=SILENCE_DBFS,
        )
        if any(isinstance(event, VoiceStopped) for event in events):
            break

    assert index * BLOCK - 50 * BLOCK <= samples(0.35)


def test_the_rest_of_our_own_voice_is_nobodys() -> None:
    """What is no louder than the expected echo residual begins nothing."""
    assert [] == told("#" * 50 + "." * 30, echo_dbfs=-32.0)
