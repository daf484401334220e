"""What people see while a session runs."""

from __future__ import annotations

import sys
from typing import TextIO

from facilitator.display.view import Display


def display_for(stream: TextIO | None = None, *, plain: bool = False) -> Display:
    """Return the display that suits a stream: pages on a terminal, lines on anything else.

    Args:
        stream: Standard output by default.
        plain: Lines even on a terminal.
    """
    chosen = stream or sys.stdout
    from facilitator.display.terminal import TerminalDisplay, can_show_pages

    if not plain and can_show_pages(chosen):
        return TerminalDisplay(chosen)
    from facilitator.display.plain import PlainDisplay

    return PlainDisplay(chosen)
