"""Choosing a safe word by voice in real time, on a virtual card."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from facilitator.bench.virtual_card import VirtualCard
from facilitator.session.rehearsal import partner_voice
from tests.hardware.test_live_session import session, wait_for_line

pytestmark = [pytest.mark.hardware, pytest.mark.model]


def test_a_couple_that_wants_none_of_the_words_goes_on_at_once(
    own_card: VirtualCard, tmp_path: Path
) -> None:
    """“Skip”, said into the first sentence, is heard, and the session begins."""
    with session(own_card, tmp_path, "--choose-word") as process:
        wait_for_line(process, "Your safe word ends everything")
        time.sleep(2.0)
        own_card.speak(partner_voice(0, "Skip."))
        wait_for_line(process, "Then it stays as it is.")
        wait_for_line(process, "Sit facing each other")

    assert "safe_word_offered: '20" in (tmp_path / "journal.yaml").read_text()
