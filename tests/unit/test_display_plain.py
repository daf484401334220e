"""Plain lines: one for each change of importance."""

from __future__ import annotations

import io
from dataclasses import replace

from facilitator.clock import samples
from facilitator.display.plain import PlainDisplay, plain_lines
from facilitator.display.view import Display, SilentDisplay, View

USUAL = View("Mirror talk", listening=True, safe_word="pineapple", mode="prompt")


def session() -> list[View]:
    """A short session, block by block only where something changes."""
    turn = replace(USUAL, headline="Anna’s turn", asked="What did you notice?", at=samples(62))
    running = replace(turn, mode="turn", length=samples(120), at=samples(65))
    return [
        View("Mirror talk", loading=(("Voice", 0.0), ("Ears", 0.0))),
        View("Mirror talk", loading=(("Voice", 1.0), ("Ears", 0.5))),
        View("Mirror talk", loading=(("Voice", 1.0), ("Ears", 1.0))),
        USUAL,
        replace(USUAL, caption="Welcome.", at=samples(0.5)),
        replace(USUAL, at=samples(2)),
        replace(USUAL, mode="waiting", asked="Say “ready”", at=samples(20)),
        turn,
        replace(running, remaining=samples(120)),
        replace(running, remaining=samples(60), level_dbfs=-20.0, at=samples(125)),
        replace(USUAL, mode="paused", headline="Paused", at=samples(130)),
        replace(running, remaining=samples(59), at=samples(140)),
        replace(USUAL, mode="deaf", headline="Stopped", note="I can no longer hear you."),
    ]


def test_a_session_in_plain_lines() -> None:
    """Time, moment, question and length; every sentence once; nothing for running time."""
    before: View | None = None
    found: list[str] = []
    for view in session():
        found += plain_lines(before, view)
        before = view

    assert EXPECTED.splitlines() == found


EXPECTED = """\
  0:00  Voice …
  0:00  Ears …
  0:00  Voice: ready
  0:00  Ears: ready
  0:00  Mirror talk. To stop, say “pineapple” or press any key.
  0:00  “Welcome.”
  0:20  Say “ready”
  1:02  Anna’s turn: What did you notice?
  1:05  Anna’s turn  2 min
  2:10  Paused
  2:20  Anna’s turn: What did you notice?  2 min
  0:00  Stopped
  0:00  I can no longer hear you.
"""


def test_the_same_view_again_says_nothing() -> None:
    """A display told the same thing in every block stays silent."""
    for view in session():
        assert [] == plain_lines(view, view)


def test_lines_are_written_to_the_stream_without_cursor_codes() -> None:
    """What a file or a pipe receives is text and line ends."""
    stream = io.StringIO()
    with PlainDisplay(stream) as display:
        for view in session():
            display.show(view)

    assert stream.getvalue() == EXPECTED
    assert "\x1b" not in stream.getvalue()


def test_a_stream_that_knows_only_ascii_gets_simpler_signs() -> None:
    """Curly quotes become straight ones; what is left becomes a question mark."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    display = PlainDisplay(stream)
    display.show(replace(USUAL, caption="Zoë’s turn …"))

    assert raw.getvalue().endswith(b'  0:00  "Zo?\'s turn ..."\n')


class _Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_has_gone_ends_the_lines_not_the_session() -> None:
    """A broken pipe is swallowed."""
    display = PlainDisplay(_Gone())
    display.show(USUAL)
    display.show(replace(USUAL, caption="Welcome."))
    display.close()


def test_a_silent_display_is_a_display() -> None:
    """It takes every view and shows none."""
    quiet: Display = SilentDisplay()
    with quiet as shown:
        for view in session():
            shown.show(view)
