"""Where the parts that are not code lie: in the source checkout or inside the installed wheel."""

from __future__ import annotations

import re
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent

MODEL_NAME = "vosk-model-small-en-us-0.15"
"""Folder name of the speech model that ships with the product."""


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def default_model() -> Path:
    """Return the folder of the speech model that ships with the product."""
    return _shipped("models") / MODEL_NAME


def model_language(folder: Path | None) -> str:
    """Return the code of the language a speech model understands, by the name of its folder
    ("vosk-model-small-de-0.15"); "" when the name does not say."""
    name = folder.name if folder is not None else MODEL_NAME
    match = re.search(r"vosk-model-(?:small-|big-|tiny-)?([a-z]{2,3})(?:-|$)", name.lower())
    return match.group(1) if match else ""


def shipped_scripts() -> Path:
    """Return the folder of the rituals that ship with the product."""
    return _shipped("scripts")
