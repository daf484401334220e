"""What all tests share: recordings of real people, a command runner, and an honest last line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def voices_folder() -> Path | None:
    """Return the folder with recordings of real people, or None where there is none.

    The environment variable FACILITATOR_VOICES names it; without that it is looked for beside
    the checkout. It has the subfolders `keywords`, `other` and `digits`.
    """
    named = os.environ.get("FACILITATOR_VOICES")
    folder = Path(named) if named else ROOT.parent / "shared" / "voices"
    return folder if (folder / "keywords").is_dir() else None


NO_VOICES = (
    "no recordings of real people here "
    "(set FACILITATOR_VOICES to a folder with keywords/, other/ and digits/)"
)


@pytest.fixture(scope="session")
def voices() -> Path:
    """Return the folder with recordings of real people; skip the test where there is none."""
    folder = voices_folder()
    if folder is None:
        pytest.skip(NO_VOICES)
    return folder


@pytest.fixture(scope="session")
def recordings_of(voices: Path) -> Callable[[str], list[Path]]:
    """Return the recordings in a folder of `voices`, sorted by name."""
    return lambda folder: sorted((voices / folder).glob("*.flac"))


@pytest.fixture(scope="session", autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests away from this person's own memory and settings.

    The rendered-sound cache is kept, as it holds nothing personal and saves minutes.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.removeprefix("XDG_").lower()))
        yield home


Facilitator = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def facilitator(tmp_path: Path) -> Facilitator:
    """Return a function that runs `facilitator ARGUMENTS...` in a process of its own.

    It runs in an empty folder, without a keyboard, and returns exit code, output and errors.
    """

    def run(
        *arguments: str | Path, timeout_seconds: float = 120.0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "facilitator", *map(str, arguments)],
            cwd=tmp_path,
            env={
                **os.environ,
                "COLUMNS": "100",
                "NO_COLOR": "1",
                "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.getenv("PYTHONPATH")))),
                "PYTHONUTF8": "1",
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout_seconds,
            check=False,
        )

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested on this machine, and why; skipping is never silent."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    if reasons:
        terminalreporter.section("not tested on this machine")
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count:4d}  {reason}")


@pytest.fixture
def plain_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set cards in the fonts that every reader of PDF has, whose pages `pdf_reader` can read."""
    monkeypatch.setattr("facilitator.authoring.sheet_pdf.installed", lambda: iter(()))
