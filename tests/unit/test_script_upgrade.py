"""Versions of the language: an older one is read with a note and rewritten on request.

There is one version so far; the older ones here are made up.
"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.errors import ScriptError
from facilitator.script import yaml_tree
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.forms.schema import FORMAT
from facilitator.script.loading import load
from facilitator.script.reading import upgrade as upgrading
from facilitator.script.reading.upgrade import Edit, Renamed, Reworded, rewritten, upgrade
from facilitator.script.yaml_tree import Tree

CHANGES = (
    Renamed("step", "hush", "silence"),
    Renamed("hush", "shown", "label"),
    Renamed("ritual", "deepness", "depth"),
    Renamed("turns", "time", "each"),
    Renamed("setting", "begin", "start"),
    Reworded("bell", "bell", "final", "closing"),
)
"""What a made-up version 0 called otherwise."""

OLD = """\
# Our evening; begun in May.
version: 0   # as it was
ritual: An evening
about: "Something: quiet."
deepness: light

settings:
  quiet: {begin: 1 min, limits: 10 s to 5 min}

steps:
  - say: Hush now, shown or not.    # `hush` in a text is no key
  # a comment between steps
  - repeat: two times
    do:
      - "hush": "{quiet}"
        shown: Be still
  - turns: {time: 30 s, question: "What time is it?"}
  - bell: final
"""

NEW = (
    OLD.replace("version: 0", "version: 1")
    .replace("deepness", "depth")
    .replace("begin: 1", "start: 1")
    .replace('"hush"', '"silence"')
    .replace("        shown:", "        label:")
    .replace("{time:", "{each:")
    .replace("bell: final", "bell: closing")
)


def tree_of(text: str) -> Tree:
    return yaml_tree.parse(yaml_tree.checked("old.yaml", text))


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a version 0."""
    monkeypatch.setitem(upgrading.UPGRADES, 0, CHANGES)


def test_only_what_changed_is_rewritten() -> None:
    """Comments, quotes, order and texts stay as they are."""
    found = upgrade(tree_of(OLD), {0: CHANGES})

    assert NEW == rewritten(tree_of(OLD).source, found)
    assert tree_of(NEW).data == found.tree.data
    assert list(tree_of(NEW).data) == list(found.tree.data)
    assert ("0", "1") == (found.edits[0].old, found.edits[0].new)


def test_places_stay_those_of_the_file() -> None:
    """A finding about an older script points at what its author wrote."""
    old, new = tree_of(OLD), upgrade(tree_of(OLD), {0: CHANGES}).tree
    inner = ("steps", 1, "do", 0)

    assert old.keys[(*inner, "hush")] == new.keys[(*inner, "silence")]
    assert old.values[(*inner, "shown")] == new.values[(*inner, "label")]
    assert (*inner, "hush") not in new.keys
    assert len(old.values) == len(new.values)


def test_several_versions_are_passed_one_after_the_other() -> None:
    """A key that was renamed twice is rewritten once."""
    changes = {
        5: (Renamed("ritual", "alpha", "beta"), Reworded("ritual", "depth", "low", "shallow")),
        6: (Renamed("ritual", "beta", "gamma"), Reworded("ritual", "depth", "shallow", "light")),
    }
    text = "version: 5\nritual: X\nalpha: 1\ndepth: low\n"
    found = upgrade(tree_of(text), changes, newest=7)

    assert {"version": 7, "ritual": "X", "gamma": 1, "depth": "light"} == found.tree.data
    assert "version: 7\nritual: X\ngamma: 1\ndepth: light\n" == rewritten(
        tree_of(text).source, found, newest=7
    )
    assert [("5", "7"), ("alpha", "gamma"), ("low", "light")] == [
        (edit.old, edit.new) for edit in found.edits
    ]
    assert isinstance(found.edits[0], Edit)


@pytest.mark.parametrize("text", ["version: 3\nritual: X\n", "version: one\n", "- a\n", "x\n"])
def test_what_is_no_older_version_stays_as_it_is(text: str) -> None:
    """An unknown version, no version, or no ritual at all."""
    tree = tree_of(text)

    assert tree is upgrade(tree, {0: CHANGES}).tree


def test_a_file_that_says_no_version_gets_one() -> None:
    """Before its first key, behind the comments above it, with the file's own line ends."""
    text = "# Mine\r\n\r\nritual: X\r\nabout: Y\r\n"
    tree = tree_of(text)

    assert f"# Mine\r\n\r\nversion: {FORMAT}\r\nritual: X\r\nabout: Y\r\n" == rewritten(
        tree.source, upgrade(tree)
    )


@pytest.mark.usefixtures("older")
def test_an_older_script_is_performed_as_before_with_a_note(tmp_path: Path) -> None:
    """Its shared parts too; nothing is written unasked."""
    part = tmp_path / "parts" / "rest.yaml"
    part.parent.mkdir()
    part.write_text("version: 0\npart: Rest\nabout: R.\nsteps: [hush: 5 s]\n", "utf-8")
    file = tmp_path / "evening.yaml"
    file.write_text(OLD + "  - use: rest\n", "utf-8")
    ritual = load(file)
    done = CliRunner().invoke(main, ["check", str(file)])

    assert (0, ()) == (ritual.written, ritual.warnings)
    assert 0 == done.exit_code
    assert "written in version 0 of the language, read as version 1." in done.output
    assert f"facilitator check --upgrade {file}" in done.output
    assert OLD + "  - use: rest\n" == file.read_text("utf-8")


@pytest.mark.usefixtures("older")
def test_an_error_in_an_older_script_is_shown_in_its_own_line(tmp_path: Path) -> None:
    """With the line as its author wrote it."""
    file = tmp_path / "evening.yaml"
    file.write_text(OLD.replace('"{quiet}"', "soon"), "utf-8")

    with pytest.raises(ScriptErrors) as caught:
        load(file)
    (found,) = caught.value.diagnostics
    assert "R024" == found.rule.code
    assert '      - "hush": soon' == found.source.line(found.span.line)


@pytest.mark.usefixtures("older")
def test_upgrade_rewrites_a_folder_with_its_parts(tmp_path: Path) -> None:
    """Says what it changed, keeps permissions, then checks; a second time nothing is left."""
    part = tmp_path / "parts" / "rest.yaml"
    part.parent.mkdir()
    part.write_text("version: 0\npart: Rest\nabout: R.\nsteps:\n  - hush: 5 s # so\n", "utf-8")
    file = tmp_path / "evening.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + (OLD + "  - use: rest\n").encode())
    file.chmod(0o640)
    done = CliRunner().invoke(main, ["check", "--upgrade", str(tmp_path)])

    assert 0 == done.exit_code, done.output
    assert b"\xef\xbb\xbf" + (NEW + "  - use: rest\n").encode() == file.read_bytes()
    assert 0o640 == stat.S_IMODE(file.stat().st_mode)
    assert "version: 1\npart: Rest\nabout: R.\nsteps:\n  - silence: 5 s # so\n" == part.read_text()
    assert f"{file}: version 0 became 1; line 5: `deepness` is now `depth`, " in done.output
    assert f"{file}: nothing to mend." in done.output
    again = CliRunner().invoke(main, ["check", "--upgrade", str(file)])
    assert "is written in version 1, the newest; nothing to change." in again.output
    assert [] == [each for each in tmp_path.iterdir() if each.name.startswith(".")]


@pytest.mark.usefixtures("older")
def test_what_cannot_be_rewritten_safely_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new name that reads as something else is never written."""
    monkeypatch.setitem(upgrading.UPGRADES, 0, (Renamed("ritual", "deepness", "depth: x"),))
    file = tmp_path / "evening.yaml"
    file.write_text(OLD, "utf-8")
    done = CliRunner().invoke(main, ["check", "--upgrade", str(file)])

    assert ScriptError.exit_code == done.exit_code
    assert "cannot be rewritten by itself and stays as it is" in done.output
    assert OLD == file.read_text("utf-8")


@pytest.mark.parametrize("version", ["7", "0", "one", "true"])
def test_a_version_nobody_knows_is_refused_and_not_rewritten(tmp_path: Path, version: str) -> None:
    """A newer one with the advice to install a newer program, any other with what to write."""
    file = tmp_path / "evening.yaml"
    file.write_text(f"version: {version}\nritual: X\n", "utf-8")
    before = file.read_bytes()
    done = CliRunner().invoke(main, ["check", "--upgrade", str(file)])

    assert ScriptError.exit_code == done.exit_code
    assert "R030" in done.output
    assert ("install a newer one" in done.output) == (version == "7")
    assert before == file.read_bytes()


def test_shipped_scripts_are_of_the_newest_version() -> None:
    """Each says so itself."""
    from facilitator.places import shipped_scripts
    from facilitator.script.library import rituals_in

    for folder in (shipped_scripts(), shipped_scripts() / "parts"):
        for file in rituals_in(folder):
            tree = yaml_tree.parse(yaml_tree.decode(file.name, file.read_bytes()))
            assert FORMAT == upgrading.version_of(tree), file
