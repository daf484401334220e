"""The speech model in `models/` is the one its README describes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from facilitator.places import default_model

README = Path(__file__).resolve().parents[2] / "models" / "README.md"
ROW = re.compile(r"^([0-9a-f]{64}) +([\d,]+)  (\S+)$", re.MULTILINE)


def test_the_model_is_what_its_readme_says() -> None:
    """Every file of the model is listed with its size and checksum, and no other file is there."""
    listed = {
        name: (int(size.replace(",", "")), digest)
        for digest, size, name in ROW.findall(README.read_text(encoding="utf-8"))
    }
    found = {
        path.relative_to(default_model()).as_posix(): (
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in default_model().rglob("*")
        if path.is_file()
    }

    assert listed == found


def test_the_readme_adds_up() -> None:
    """The size and number of files it names are those of its own list."""
    text = README.read_text(encoding="utf-8")
    sizes = [int(size.replace(",", "")) for _, size, _ in ROW.findall(text)]

    assert f"{sum(sizes):,} bytes in {len(sizes)} files" in text
    assert max(sizes) < 25_000_000
