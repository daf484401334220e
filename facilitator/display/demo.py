"""A look at the display without a session: `python -m facilitator.display.demo`.

Shows a made-up mirror talk, ten times as fast as it would be, until a key is pressed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

from facilitator.clock import samples
from facilitator.display import display_for
from facilitator.display.keyboard import Keyboard
from facilitator.display.view import View

SPEED = 10


def moments() -> Iterator[tuple[float, View]]:
    """Yield views, each with how many seconds it lasts."""
    usual = View("Mirror talk", listening=True, safe_word="pineapple", noise_dbfs=-58.0)
    yield 10.0, View("Mirror talk", "One moment", loading=(("Voice", 1.0), ("Hearing", 0.4)))
    said = replace(usual, mode="prompt", caption="Sit comfortably, face to face.")
    yield 20.0, said
    yield 20.0, replace(usual, mode="waiting", asked="When you are both here, say “ready”.")
    yield 120.0, replace(usual, mode="silence", headline="Silence", length=samples(120.0))
    for partner, name in enumerate(("Anna", "Ben")):
        turn = replace(usual, headline=f"{name}’s turn", asked="What did you notice?")
        turn = replace(turn, partner=partner)
        yield 8.0, replace(turn, mode="prompt", caption=f"{name}, what did you notice?")
        yield 120.0, replace(turn, mode="turn", length=samples(120.0))
    yield 15.0, replace(usual, mode="paused", headline="Paused")
    yield 20.0, replace(usual, mode="stopped", headline="Stopped", caption="I have stopped.")


def main() -> None:
    """Show every moment once."""
    at = 0.0
    with display_for() as display, Keyboard() as keyboard:
        for lasts, view in moments():
            for tick in range(int(lasts * 50 / SPEED)):
                into = tick * SPEED / 50
                level = -42.0 + 14.0 * math.sin((at + into) / 3.0) - 6.0 * math.sin(at + into)
                shown = replace(view, at=samples(at + into), level_dbfs=level)
                if view.length is not None:
                    shown = replace(shown, remaining=max(0, view.length - samples(into)))
                display.show(shown)
                if keyboard.pressed():
                    return
                time.sleep(0.02)
            at += lasts


if __name__ == "__main__":
    main()
