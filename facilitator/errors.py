"""What can go wrong, each with the exit code of the command it ends.

A message says what happened, where, and what was found; `help` says what to do about it.
Exit codes: 0 ended (also by the safe word), 1 our bug, 2 usage, 3 script, 4 device, 5 model.
"""

from __future__ import annotations


class FacilitatorError(Exception):
    """A failure that a person can do something about.

    Args:
        message: What happened, where, and what was found; one or two plain sentences.
        help: What to do about it, in plain words; shown on a line of its own.
    """

    exit_code = 1

    def __init__(self, message: str, *, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}\n{self.help}" if self.help else self.message


class UsageError(FacilitatorError):
    """An option, argument or setting that cannot be used as given."""

    exit_code = 2


class ScriptError(FacilitatorError):
    """A ritual that is missing, cannot be read, or breaks a rule of the language."""

    exit_code = 3


class DeviceError(FacilitatorError):
    """A microphone or loudspeaker that is missing, refused, or stopped working."""

    exit_code = 4


class ModelError(FacilitatorError):
    """A speech model or voice that is missing or cannot be loaded."""

    exit_code = 5
