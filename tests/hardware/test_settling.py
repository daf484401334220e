"""A setting asked for by voice in real time, on a virtual card."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from facilitator.bench.virtual_card import VirtualCard
from facilitator.session.rehearsal import partner_voice
from tests.hardware.test_live_session import session, wait_for_line

pytestmark = [pytest.mark.hardware, pytest.mark.model]

OTHERS = ("place=together", "way=unbroken", "half-time bell=none", "talk=2 min")


def test_a_length_said_aloud_is_the_length_of_the_session(
    own_card: VirtualCard, tmp_path: Path
) -> None:
    """It is said back, and the ritual follows on the same card and goes by it."""
    chosen = [word for each in OTHERS for word in ("--set", each)]
    with session(own_card, tmp_path, "--no-choose-word", "--ask", *chosen) as process:
        wait_for_line(process, "Usually: two minutes.")
        time.sleep(2.5)
        own_card.speak(partner_voice(0, "Three minutes."))
        wait_for_line(process, "So it is three minutes.")
        wait_for_line(process, "Sit facing each other")


@pytest.mark.parametrize("after_seconds", [0.7])
def test_the_safe_word_between_two_parts_lets_the_ritual_not_begin(
    own_card: VirtualCard, tmp_path: Path, after_seconds: float
) -> None:
    """Said into the last sentence before it and on into the moment in which it is made ready."""
    chosen = [word for each in OTHERS for word in ("--set", each)]
    words = ("--no-choose-word", "--safe-word", "marmalade", "--ask", *chosen)
    with session(own_card, tmp_path, *words) as process:
        wait_for_line(process, "Usually: two minutes.")
        time.sleep(2.5)
        own_card.speak(partner_voice(0, "Three minutes."))
        wait_for_line(process, "So it is three minutes.")
        time.sleep(after_seconds)
        own_card.speak(partner_voice(0, "Marmalade."))
        said = wait_for_line(process, "I have stopped")

    assert not [line for line in said if "Sit facing each other" in line]
