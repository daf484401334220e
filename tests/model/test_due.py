"""What is due rings in the room: real voice, real ears, a simulated room."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from facilitator.cli.options import Chosen
from facilitator.cli.sounding import sounding
from facilitator.clock import samples
from facilitator.journal.agenda import Ahead
from facilitator.journal.slots import Slot, slots
from facilitator.journal.store import FileJournal
from facilitator.room.people import Happening
from facilitator.room.simulated import SimulatedRoom
from facilitator.session.rehearsal import LAPTOP_ECHO_DB, partner_voice

pytestmark = pytest.mark.model

CHOSEN = Chosen("", None, (), (), (), "default", (), 100, 100, None, None)
RITUAL = """\
version: 1
ritual: One breath
about: One breath together.
depth: light
steps:
  - say: Breathe in. And out.
"""


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileJournal:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "one-breath.yaml").write_text(RITUAL, "utf-8")
    kept = FileJournal()
    kept.remember_people(("Mia", "Jo"))
    kept.note("one-breath", {"next time": "2026-11-29"})
    return kept


def rung(*said: tuple[float, str]) -> tuple[int, bool]:
    people = [Happening(samples(at), partner_voice(0, text)) for at, text in said]
    entry = Ahead(datetime(2026, 11, 29, 20), Slot(date(2026, 11, 29), "one-breath"))
    return sounding([entry], CHOSEN, SimulatedRoom(people, echo_db=LAPTOP_ECHO_DB))


def test_a_yes_begins_the_ritual_at_once(journal: FileJournal) -> None:
    """In the room that has rung, with nothing to press."""
    assert (0, False) == rung((18.5, "yes"))
    assert {"completed": 1} == journal.memory().rituals["one-breath"].sessions
    assert [True] == [each.is_told for each in slots(journal.memory())]


@pytest.mark.parametrize("at", [0.5, 5.0, 14.0])
def test_the_safe_word_ends_it_and_nothing_begins(journal: FileJournal, at: float) -> None:
    """In the chime, in the sentences, at the question."""
    assert (0, True) == rung((at, "pineapple"), (at + 12.0, "yes"))
    assert {} == journal.memory().rituals["one-breath"].sessions
