"""The loudspeaker alone in real time, on a virtual card."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facilitator.bench.virtual_card import VirtualCard, recorded
from facilitator.clock import PLAYBACK_HZ
from facilitator.room.loudspeaker import Loudspeaker

pytestmark = pytest.mark.hardware


def test_a_sound_is_heard_whole(card: VirtualCard, tmp_path: Path) -> None:
    """Half a second comes out of the loudspeaker as it was, and what is enough is cut short."""
    sound = (0.1 * np.random.default_rng(2).standard_normal(PLAYBACK_HZ // 2)).astype("f4")
    speaker = Loudspeaker()

    with card.recording(tmp_path / "room"):
        ends = [speaker.play(sound), speaker.play(sound, lambda: True)]

    sounded = recorded(tmp_path / "room")
    at = int(np.flatnonzero(np.abs(sounded) > 1e-3)[0])
    first = int(np.flatnonzero(np.abs(sound) > 1e-3)[0])
    whole = sounded[at:][: sound.size - first]
    assert [True, False] == ends
    assert np.corrcoef(sound[first:], whole)[0, 1] > 0.99
    assert np.count_nonzero(np.abs(sounded) > 1e-3) < PLAYBACK_HZ * 0.6
