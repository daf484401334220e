"""Letting the threads that must not be late go first, where the system allows it."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import Final

_NICENESS: Final = -11
"""As sound servers ask for themselves."""

_PATIENT: Final = 10


def hurry() -> int | None:
    """Let the calling thread go before others when the computer is busy.

    Returns:
        Its niceness before, for `calm_down`; None where nothing was changed. Linux allows it to
        few; on other systems the sound drivers take care of their own threads.
    """
    if sys.platform != "linux":
        return None
    thread = threading.get_native_id()
    with contextlib.suppress(OSError):
        before = os.getpriority(os.PRIO_PROCESS, thread)
        if before > _NICENESS:
            os.setpriority(os.PRIO_PROCESS, thread, _NICENESS)
            return before
    return None


def step_back() -> None:
    """Let every other thread go before the calling one, for work that is not needed at once."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _PATIENT)


def calm_down(before: int | None) -> None:
    """Give the calling thread its place back."""
    if before is not None and sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), before)
