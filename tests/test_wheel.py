"""The wheel: built, installed somewhere else, and used with the source out of reach.

The installed copy runs in an environment of its own that borrows this one's libraries. A guard
in that environment ends any process that opens a file of the checkout or a socket of any kind.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = {"NO_COLOR": "1", "PYTHONUTF8": "1"}

pytestmark = pytest.mark.model

GUARD = '''
"""Ends the process when it reaches for the source checkout or the network."""
import os, sys

SOURCE, BORROWED = {source!r}, {borrowed!r}


def forbid(event, arguments):
    if event.startswith("socket."):
        what = event
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if not path.startswith(SOURCE + os.sep) or path.startswith(BORROWED + os.sep):
            return
        what = path
    else:
        return
    os.write(2, ("reached for " + what + "\\n").encode())
    os._exit(99)


sys.addaudithook(forbid)
'''
"""Audit events: "open" covers every file Python opens, "socket.*" every socket it makes."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release does, with nothing fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("*.whl")
    return built


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs the installed `facilitator` far from the source."""
    place = tmp_path_factory.mktemp("elsewhere")
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(place / "env")], check=True, timeout=60
    )
    windows = os.name == "nt"
    python = place / "env" / ("Scripts/python.exe" if windows else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    borrowed = sysconfig.get_path("purelib")
    paths = {"base": str(place / "env"), "platbase": str(place / "env")}
    packages = Path(sysconfig.get_path("purelib", "nt" if windows else "venv", paths))
    guard = GUARD.format(source=str(ROOT), borrowed=borrowed)
    (packages / "out_of_reach.py").write_text(guard, encoding="utf-8")
    # A plain path line adds the libraries without the editable checkout, whose own .pth file
    # in that folder is not read.
    (packages / "zz_test.pth").write_text(f"{borrowed}\nimport out_of_reach\n", encoding="utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }

    def run(*arguments: str | Path, script: str = "") -> subprocess.CompletedProcess[str]:
        program = python.with_name("facilitator.exe" if windows else "facilitator")
        command = [str(python), "-c", script] if script else [str(program)]
        return subprocess.run(
            [*command, *map(str, arguments)],
            cwd=place,
            env={**environment, **SETTINGS, "XDG_DATA_HOME": str(place / "data")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


def test_the_wheel_holds_what_is_promised(wheel: Path) -> None:
    """Model, rituals and licences are inside; tests and documents for developers are not."""
    names = set(zipfile.ZipFile(wheel).namelist())

    model = "facilitator/_models/vosk-model-small-en-us-0.15/"
    shipped = {path.name for path in (ROOT / "scripts").glob("*.yaml")}
    assert {
        f"{model}graph/HCLr.fst",
        "facilitator/_models/LICENSE",
        "facilitator/_models/README.md",
        "facilitator/py.typed",
        *(f"facilitator/_scripts/{name}" for name in shipped),
    } <= names
    licences = {name.partition("/licenses/")[2] for name in names if "/licenses/" in name}
    assert {"LICENSE", "NOTICE", "models/LICENSE"} <= licences
    assert not [name for name in names if name.startswith(("tests", "docs"))]


def test_the_installed_copy_stands_alone(installed: Run) -> None:
    """Package, model and rituals are found inside the new environment, not in the checkout."""
    done = installed(
        script="import facilitator, facilitator.places as p\n"
        "print(facilitator.__file__, p.default_model(), p.shipped_scripts(), sep='\\n')"
    )

    assert (done.returncode, done.stderr) == (0, "")
    for line in done.stdout.splitlines():
        assert not Path(line).is_relative_to(ROOT)
        assert Path(line).exists()


def test_the_guard_guards(installed: Run) -> None:
    """Reaching for the source or a socket really ends the process."""
    for reach in (f"open({str(ROOT / 'README.md')!r})", "import socket; socket.socket()"):
        assert installed(script=reach).returncode == 99


def test_the_installed_command_says_its_version(installed: Run) -> None:
    """The console command exists and starts."""
    done = installed("--version")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("facilitator, version ")


def test_the_installed_copy_checks_a_ritual(installed: Run) -> None:
    """A shipped ritual is found by its name and passes."""
    done = installed("check", "mirror-talk")

    assert (done.returncode, done.stderr) == (0, "")


def test_the_installed_copy_rehearses_on_paper(installed: Run) -> None:
    """A whole mirror talk is gone through without sound, from the wheel alone."""
    done = installed("rehearse", "mirror-talk", "--text")

    assert (done.returncode, done.stderr) == (0, "")


def test_the_installed_copy_is_stopped_by_the_safe_word(installed: Run, tmp_path: Path) -> None:
    """With real voice and recognizer, a simulated partner's safe word ends a session early."""
    timeline = tmp_path / "timeline.json"
    done = installed(
        *("rehearse", "mirror-talk", "--safe-word", "pineapple", "--safe-word-at", "20"),
        *("--timeline", timeline),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "pineapple" in timeline.read_text(encoding="utf-8")


def test_the_installed_copy_hears_the_safe_word(installed: Run, tmp_path: Path) -> None:
    """The recognizer works from the model inside the wheel: a spoken word is found in a file."""
    import soundfile
    from hibari import SAMPLE_RATE, Hibari

    recording = tmp_path / "said.wav"
    soundfile.write(recording, Hibari()("Pineapple."), SAMPLE_RATE)

    done = installed("hear", recording, "--safe-word", "pineapple", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert "pineapple" in done.stdout
