"""The set-up beside the source: what it finds, what it asks for, and how it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from facilitator import setup
from facilitator.setup import SystemNeed, family_of, is_current, provide, stamp, system_needs

ROOT = Path(__file__).resolve().parents[2]


def test_help_says_how_to_begin_and_how_to_test(capsys: pytest.CaptureFixture[str]) -> None:
    """Both commands of the README stand in the help."""
    code = setup.main(["--help"])

    said = capsys.readouterr().out
    assert code == 0
    assert "python3 -m facilitator.setup run mirror-talk" in said
    assert "python3 -m facilitator.setup test" in said


def test_it_starts_without_anything_installed() -> None:
    """It runs on a bare interpreter: no site-packages, no settings from the environment."""
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-m", "facilitator.setup", "--help"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


def test_an_untouched_environment_is_current(checkout: Path) -> None:
    """The second start has nothing to do."""
    made = stamp(checkout, ["espeak"])

    assert is_current(made, stamp(checkout, ["espeak"]))


def test_an_environment_with_more_than_needed_is_current(checkout: Path) -> None:
    """A run after the tests installs nothing."""
    made = stamp(checkout, ["dev", "espeak"])

    assert is_current(made, stamp(checkout, ["espeak"]))


def test_an_environment_without_the_test_tools_does_not_serve_for_tests(checkout: Path) -> None:
    """The tests after a run add what they need."""
    made = stamp(checkout, ["espeak"])

    assert not is_current(made, stamp(checkout, ["dev", "espeak"]))


def test_changed_declarations_ask_for_an_update(checkout: Path) -> None:
    """An update of the source that needs other libraries is noticed."""
    made = stamp(checkout, ["espeak"])
    (checkout / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")

    assert not is_current(made, stamp(checkout, ["espeak"]))


@pytest.mark.parametrize("found", [None, "text", 3, [], {}, {"extras": "all"}])
def test_a_damaged_stamp_asks_for_an_update(checkout: Path, found: object) -> None:
    """Whatever stands in the stamp file, it is never mistaken for a finished set-up."""
    assert not is_current(found, stamp(checkout, []))


@pytest.mark.parametrize(
    ("os_release", "family"),
    [
        ("ID=debian\nVERSION_ID=12\n", "debian"),
        ("ID=linuxmint\nID_LIKE='ubuntu debian'\n", "debian"),
        ('NAME="Raspberry Pi OS"\nID=raspbian\nID_LIKE=debian\n', "debian"),
        ("ID=fedora\n", "fedora"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=manjaro\nID_LIKE=arch\n", "arch"),
        ('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', "suse"),
        ("ID=plan9\n", ""),
        ("", ""),
    ],
)
def test_package_families_are_recognised(os_release: str, family: str) -> None:
    """Derived systems count as what they are like."""
    assert family == family_of(os_release)


@pytest.mark.parametrize("testing", [False, True])
def test_every_need_is_named_for_every_family(testing: bool) -> None:
    """Nobody is told that something is missing without being told what to install."""
    for need in system_needs(testing):
        assert sorted(need.packages) == ["arch", "debian", "fedora", "suse"]


def test_what_cannot_be_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where packages cannot be installed, one line says what is missing and one how to get it."""
    monkeypatch.setattr(setup, "_family", lambda: "fedora")

    provide([SystemNeed("A drum", lambda: True, {"fedora": "drum-libs"})])

    assert capsys.readouterr().out.splitlines() == [
        "Not on this machine:",
        "  A drum",
        "To have it: sudo dnf install drum-libs",
        "Going on without.",
        "",
    ]


def test_an_installed_copy_says_that_there_is_nothing_to_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Started from an installed wheel it names the command to use instead."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)

    code = setup.main(["run", "mirror-talk"])

    assert code == setup.UNFINISHED
    assert "facilitator run mirror-talk" in capsys.readouterr().err


def test_an_old_python_is_refused_with_the_versions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no newer interpreter is found, the message names both versions."""
    monkeypatch.setattr(setup, "MINIMUM", (9, 0))
    monkeypatch.setattr(setup, "NEWER", ())

    code = setup.main(["run", "mirror-talk"])

    here = "{}.{}.{}".format(*sys.version_info[:3])
    assert code == setup.UNFINISHED
    assert f"needs Python 3.11 or newer; this is {here}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("ERROR: No matching distribution found for vosk==0.3.45", "no ready-made build"),
        ("NewConnectionError: Temporary failure in name resolution", "Check the network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something else", "remove the folder .venv"),
    ],
)
def test_a_failed_installation_comes_with_advice(said: str, advice: str) -> None:
    """What pip says is turned into what a person can do."""
    assert advice in setup._pip_advice(said)
