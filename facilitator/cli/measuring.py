"""What the commands of `facilitator bench` share: options, progress, what is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from facilitator.errors import UsageError


def check_words(words: Sequence[str]) -> None:
    """Refuse words that could never be heard, before the work is begun."""
    from facilitator.ears.model import load_model
    from facilitator.ears.session_ears import Vocabulary

    Vocabulary(tuple(words)).check(load_model())


def echo_level(text: str) -> float | None:
    """Return the level of an echo above the voice in dB; None for "none"."""
    if text.strip().lower() == "none":
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise UsageError(
            f"--echo {text} is no level.", help="Give decibels, as in --echo 6, or --echo none."
        ) from error
    within("--echo", value, -60.0, 30.0)
    return value


def within(option: str, value: float, least: float, most: float) -> None:
    """Refuse a value of an option outside its limits."""
    if not least <= value <= most:
        raise UsageError(f"{option} {value:g} is outside {least:g} to {most:g}.")


def at_least_one(option: str, value: int) -> None:
    """Refuse a number of an option below 1."""
    if value < 1:
        raise UsageError(f"{option} is {value}, but at least one is needed.")


def circumstances() -> str:
    """Return what figures depend on besides the product, in one line."""
    import datetime
    import os
    import platform

    from facilitator import __version__

    parts = [f"facilitator {__version__}", datetime.date.today().isoformat()]
    parts += [f"Python {platform.python_version()}", f"{os.cpu_count()} cores"]
    if hasattr(os, "getloadavg"):
        parts.append(f"load {os.getloadavg()[0]:.1f}")
    return ", ".join(parts) + "."


@contextmanager
def progress_bar(length: int, label: str) -> Iterator[Callable[[object], None]]:
    """Show a bar on standard error; the body is given a function that moves it on, by one or by
    the number it is told."""
    bar: Any = click.progressbar(length=length, label=label, file=sys.stderr)
    with bar:
        yield lambda done: bar.update(done if isinstance(done, int) else 1)


def write_json(path: Path, data: object) -> None:
    """Write data to a file as JSON; what cannot be written is a `UsageError`."""
    write_text(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text to a file; what cannot be written is a `UsageError`."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
