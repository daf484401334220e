"""What is remembered between sessions survives everything but the wish to forget it."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.store import FileJournal, journal_path
from facilitator.ports import Journal


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the journal lies, in a folder that does not exist yet."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "journal.yaml"


def journal(path: Path) -> FileJournal:
    return FileJournal(path, today=lambda: date(2026, 3, 1))


def test_values_come_back(path: Path) -> None:
    """A new journal on the same file knows what the old one noted; words stay words."""
    port: Journal = journal(path)
    port.note("mirror-talk", {"length": "3 min", "again": "yes", "count": "07", "odd": " :#\n'"})
    port.note("mirror-talk", {"length": "4 min"})

    expected = {"length": "4 min", "again": "yes", "count": "07", "odd": " :#\n'"}
    assert expected == journal(path).read("mirror-talk")
    assert {} == journal(path).read("another")


def test_sessions_are_counted_by_outcome(path: Path) -> None:
    """How often, how it ended, when last, and how many days in a row; nothing else of a session."""
    kept = journal(path)
    for outcome in ("completed", "stopped", "completed"):
        kept.ended("mirror-talk", outcome)

    row = {"days in a row": "1", "weeks in a row": "1", "until": "2026-03-01"}
    expected = RitualMemory({}, {"completed": 2, "stopped": 1}, "2026-03-01", row)
    assert expected == journal(path).memory().rituals["mirror-talk"]


def test_people_are_remembered_piece_by_piece(path: Path) -> None:
    """What is not given stays as it was."""
    kept = journal(path)
    kept.remember_people(["Zoë", "Ben"], safe_word="pineapple")
    kept.remember_people(pause_word="kiwi")

    assert Memory(("Zoë", "Ben"), "pineapple", "kiwi") == journal(path).memory()


def test_the_file_is_readable_and_private(path: Path) -> None:
    """People can read it, other users of the machine cannot."""
    kept = journal(path)
    kept.remember_people(["Zoë", "Ben"])
    kept.note("mirror-talk", {"length": "3 min"})
    text = path.read_text(encoding="utf-8")

    assert "- Zoë\n" in text
    assert "length: 3 min\n" in text
    assert [path] == list(path.parent.iterdir())
    if os.name == "posix":
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)
        assert 0o700 == stat.S_IMODE(path.parent.stat().st_mode)


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_crash_while_writing_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever step fails, the file is the old one, whole, and no rest lies beside it."""
    journal(path).note("mirror-talk", {"length": "3 min"})
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(step, fail)
        broken = journal(path)
        broken.note("mirror-talk", {"length": "9 min"})

    assert before == path.read_bytes()
    assert [path] == list(path.parent.iterdir())
    assert "cannot be written: No space left on device" in broken.problem


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"version: 1\nrituals: [",
        b"just a sentence",
        b"version: one",
        b"version: 1\nrituals: {a: {sessions: {completed: many}}}",
        b"version: 1\npartners: {a: [b]}",
        b"version: 1\nrituals: {a: text}",
        b"a: &a [x, *a]\n",
        b"[" * 20_000,
        b"#" * 1_000_001,
    ],
    ids=lambda content: repr(content[:24]),
)
def test_a_damaged_file_is_set_aside(path: Path, content: bytes) -> None:
    """Nothing is lost and nothing stands in the way: the old file is kept, a new one begins."""
    path.parent.mkdir()
    path.write_bytes(content)
    kept = journal(path)

    assert {} == kept.read("mirror-talk")
    assert "journal.yaml.damaged-1" in kept.problem
    assert content == path.with_name("journal.yaml.damaged-1").read_bytes()
    kept.note("mirror-talk", {"length": "3 min"})
    assert {"length": "3 min"} == kept.read("mirror-talk")


def test_damaged_files_never_replace_each_other(path: Path) -> None:
    """The second is number two."""
    for number in (1, 2):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"damaged {number}")
        journal(path).memory()

    assert ["damaged 1", "damaged 2"] == [each.read_text() for each in journal(path).set_aside()]


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    """It is neither read nor written nor moved, and that is said."""
    path.parent.mkdir()
    path.write_text("version: 99\nrituals: {mirror-talk: something new}\n")
    before = path.read_bytes()
    kept = journal(path)
    kept.note("mirror-talk", {"length": "3 min"})

    assert before == path.read_bytes()
    assert [path] == list(path.parent.iterdir())
    assert "newer version" in kept.problem


def test_a_file_that_cannot_be_opened_is_left_alone(path: Path) -> None:
    """A folder in its place is no reason to end a session."""
    path.mkdir(parents=True)
    kept = journal(path)
    kept.ended("mirror-talk", "completed")

    assert {} == kept.read("mirror-talk")
    assert "cannot be read" in kept.problem
    assert path.is_dir()


def test_a_note_that_is_not_kept_anew_is_forgotten(path: Path) -> None:
    """Asked for again and not kept, the old one goes too; other values stay."""
    journal = FileJournal(path)
    journal.note("hour", {"note need of Anna": "more time", "note need of Ben": "a walk"})
    journal.note("hour", {"note need of Anna": "", "led last": "Ben", "wish": ""})

    assert {"note need of Ben": "a walk", "led last": "Ben", "wish": ""} == journal.read("hour")
    assert "more time" not in path.read_text(encoding="utf-8")


def test_the_command_shows_notes_and_forgets_them_alone(path: Path) -> None:
    """Of one ritual or of all; everything else stays."""
    journal = FileJournal(path)
    journal.note("hour", {"note need of Anna": "more time", "led last": "Anna"})
    journal.note("night", {"note reward": "pancakes"})
    run = CliRunner().invoke

    assert "  need of Anna, a note: “more time”" in run(main, ["memory"]).output
    assert "There are no notes of “day”" in run(main, ["memory", "--forget-notes", "day"]).output
    assert "Nothing was deleted" in run(main, ["memory", "--forget-notes"], input="n\n").output
    assert 0 == run(main, ["memory", "--forget-notes", "hour", "--yes"]).exit_code
    assert {"led last": "Anna"} == journal.read("hour")
    assert {"note reward": "pancakes"} == journal.read("night")
    assert 0 == run(main, ["memory", "--forget-notes", "--yes"]).exit_code
    assert {} == journal.read("night")
    assert "There are no notes." in run(main, ["memory", "--forget-notes"]).output
    assert 2 == run(main, ["memory", "--forget-notes", "--forget"]).exit_code


def test_forgetting_one_ritual_keeps_the_others(path: Path) -> None:
    """Only what was named goes."""
    kept = journal(path)
    kept.note("mirror-talk", {"length": "3 min"})
    kept.note("another", {"depth": "light"})

    assert kept.forget("mirror-talk")
    assert not kept.forget("mirror-talk")
    assert {"another"} == set(kept.memory().rituals)
    assert "mirror-talk" not in path.read_text()


def test_forgetting_everything_leaves_no_file(path: Path) -> None:
    """What was set aside is forgotten too."""
    path.parent.mkdir()
    path.write_text("damaged")
    kept = journal(path)
    kept.note("mirror-talk", {"length": "3 min"})

    assert kept.forget()
    assert [] == list(path.parent.iterdir())
    assert not kept.forget()


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["memory", *arguments], input=typed)
    return result.exit_code, result.output


def test_the_command_shows_what_is_remembered_and_where(path: Path) -> None:
    """Names, words, counts and values, in plain lines."""
    kept = FileJournal(today=lambda: date(2026, 3, 1))
    kept.remember_people(["Anna", "Ben"], safe_word="pineapple")
    kept.note("mirror-talk", {"length": "3 min"})
    kept.ended("mirror-talk", "completed")
    kept.ended("mirror-talk", "stopped")

    expected = f"""\
Remembered in {path}

Names       Anna, Ben
Safe word   pineapple

mirror-talk
  2 sessions (1 completed, 1 stopped), last on 2026-03-01
  length: 3 min
"""
    assert (0, expected) == run()


def test_the_command_says_when_nothing_is_remembered(path: Path) -> None:
    """It still says where it would lie."""
    assert (0, f"Nothing is remembered. It would be kept in {path}\n") == run()


def test_the_command_asks_before_it_deletes(path: Path) -> None:
    """A no keeps everything, a yes or --yes deletes."""
    FileJournal().note("mirror-talk", {"length": "3 min"})

    assert "Nothing was deleted." in run("--forget", typed="n\n")[1]
    assert path.exists()
    assert "Deleted everything" in run("--forget", typed="y\n")[1]
    assert not path.exists()


def test_the_command_forgets_one_ritual(path: Path) -> None:
    """An unknown one is an error of usage that lists the known ones."""
    FileJournal().note("mirror-talk", {"length": "3 min"})
    code, output = run("--forget", "mirror-tlak", "--yes")

    assert 2 == code
    assert "Remembered: mirror-talk." in output
    assert 0 == run("--forget", "mirror-talk", "--yes")[0]
    assert {} == FileJournal().memory().rituals


def test_without_a_folder_of_its_own_it_lies_with_the_users_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FACILITATOR_HOME is for tests and for people who want it elsewhere."""
    monkeypatch.delenv("FACILITATOR_HOME", raising=False)

    assert journal_path().is_absolute()
    assert ("facilitator", "journal.yaml") == journal_path().parts[-2:]
