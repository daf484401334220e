"""Folders that are no speech model."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.ears.model import load_model
from facilitator.errors import ModelError


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message says where, and what to do."""
    with pytest.raises(ModelError, match="no speech model in") as caught:
        load_model(tmp_path / "german")

    assert "--model" in caught.value.help


def test_a_file_is_no_model(tmp_path: Path) -> None:
    """An archive that was not unpacked is told apart."""
    archive = tmp_path / "model.zip"
    archive.write_bytes(b"PK")

    with pytest.raises(ModelError, match="is a file, not the folder"):
        load_model(archive)


def test_a_folder_of_something_else_is_no_model(tmp_path: Path) -> None:
    """vosk never sees it; what is missing is listed."""
    (tmp_path / "notes.txt").write_text("hello")

    with pytest.raises(ModelError, match=r"am/final\.mdl"):
        load_model(tmp_path)


def test_a_model_with_a_fixed_graph_is_refused(tmp_path: Path) -> None:
    """It could never listen for a chosen word."""
    for name in ("am/final.mdl", "conf/mfcc.conf", "graph/HCLG.fst"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    with pytest.raises(ModelError, match="fixed graph"):
        load_model(tmp_path)
