"""What tests with the real recognizer share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def recordings_of(voices: Path) -> Callable[[str], list[Path]]:
    """Return the recordings in a folder of `voices`, sorted by name."""
    return lambda folder: sorted((voices / folder).glob("*.flac"))
