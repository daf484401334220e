"""What a view looks like at any size: pure lines, no cursor codes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facilitator.clock import countdown, samples, session_time, written_length
from facilitator.display.bigtype import big_height, big_text, big_width, spelled
from facilitator.display.layout import METER_STEPS, Signs, lines, meter_steps, ring_cells
from facilitator.display.view import View, stop_line

TURN = View(
    title="Mirror talk",
    headline="Anna’s turn",
    asked="What did you notice?",
    caption="Anna, it is your turn.",
    remaining=samples(102),
    length=samples(120),
    level_dbfs=-30.0,
    noise_dbfs=-60.0,
    listening=True,
    safe_word="pineapple",
    mode="turn",
    partner=0,
)
VIEWS = {
    "nothing": View(),
    "loading": View("Mirror talk", "One moment", loading=(("Voice", 1.0), ("Hearing", 0.4))),
    "turn": TURN,
    "hours": replace(TURN, headline="Silence", remaining=samples(7322), length=samples(9000)),
    "overtime": replace(TURN, remaining=0),
    "other letters": replace(TURN, headline="Очередь Анны", asked="何に気づきましたか"),
    "endless": replace(TURN, headline="A " * 60, asked="why " * 99, caption="well " * 200),
    "unbreakable": replace(TURN, headline="Ng" * 90, asked="x" * 400, note="n" * 300),
    "escape codes": replace(TURN, title="\x1b[2J", headline="\x1b]0;x\x07", caption="a\nb\tc"),
    "deaf": replace(TURN, mode="deaf", listening=False, note="I can no longer hear you."),
}
SIZES = [(1, 1), (10, 3), (24, 8), (40, 12), (80, 24), (81, 25), (120, 40), (200, 60), (400, 20)]


def text_of(view: View, width: int, height: int, signs: Signs | None = None) -> list[str]:
    made = lines(view, width, height, signs or Signs())
    return ["".join(span.text for span in line).rstrip() for line in made]


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("signs", [Signs(), Signs(True, False), Signs(False, False)], ids=str)
def test_every_view_fits_every_terminal(name: str, signs: Signs) -> None:
    """A page has exactly the lines of the terminal, none too wide, and no control characters."""
    for width, height in SIZES:
        page = text_of(VIEWS[name], width, height, signs)

        assert height == len(page)
        assert width >= max(len(line) for line in page)
        assert all(line.isprintable() for line in page)
        if not signs.unicode:
            assert all(line.isascii() for line in page)


def test_a_turn_on_a_small_terminal() -> None:
    """At 80×24: whose turn in large letters, question, large time, bar, caption, how to stop."""
    assert TURN_AT_80 == "\n".join(text_of(TURN, 80, 24))


TURN_AT_80 = """
  Mirror talk                                             listening ▮▮▮▮▮▮▮▮▯▯
            ▄▀▀▀▄                   █           █
            █▄▄▄█ █▀▀▀▄ █▀▀▀▄  ▀▀▀▄   ▄▀▀▀▀    ▀█▀▀ █   █ █▄▀▀ █▀▀▀▄
            █   █ █   █ █   █ ▄▀▀▀█    ▀▀▀▄     █   █   █ █    █   █
            ▀   ▀ ▀   ▀ ▀   ▀  ▀▀▀▀   ▀▀▀▀       ▀▀  ▀▀▀▀ ▀    ▀   ▀


                              What did you notice?

                               ▄█       ▄█  ▄▀▀▀▄
                                █   ▀ ▄▀ █    ▄▄▀
                                █   ▄ ▀▀▀█▀ ▄▀
                               ▀▀▀       ▀  ▀▀▀▀▀

          ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━─────────


                            “Anna, it is your turn.”



                   To stop, say “pineapple” or press any key.
"""


def test_a_tiny_terminal_says_the_most_important() -> None:
    """With five lines: the moment and the time, how to stop, the question, the caption."""
    expected = [
        "Anna’s turn  1:42",
        "To stop, say “pineapple” or press any key.",
        "What did you notice?",
        "Anna, it is your turn.",
        "",
    ]

    assert expected == text_of(TURN, 60, 5)


def test_a_large_terminal_has_a_ring_and_larger_letters() -> None:
    """At 120×40 the time stands in a ring, and the headline is twice as high."""
    page = "\n".join(text_of(TURN, 120, 40))

    assert "▟" in page
    assert "━" not in page
    assert "".join(big_text("A", 2)[0].split()) in page


def test_without_unicode_there_is_a_plain_bar() -> None:
    """In ASCII the bar, the meter and the quotes use simpler signs."""
    page = "\n".join(text_of(TURN, 60, 12, Signs(False, False)))

    assert "===" in page
    assert "########--" in page
    assert 'say "pineapple"' in page
    assert "Anna's turn" in page


def test_nothing_moves_while_the_time_runs() -> None:
    """One second later only the lines of the time have changed."""
    before, after = text_of(TURN, 80, 24), text_of(replace(TURN, remaining=samples(101)), 80, 24)
    changed = [index for index, line in enumerate(before) if line != after[index]]

    assert changed
    assert set(changed) <= {10, 11, 12, 13, 15}


def test_the_ring_empties_clockwise_from_the_top() -> None:
    """With three quarters left, the right upper quarter is gone and the others are left."""
    cells = ring_cells(16, 0.75)

    def roles(rows: range, columns: range) -> set[str]:
        drawn = [cells[row][column] for row in rows for column in columns]
        return {role for sign, role in drawn if sign != " "}

    assert {"gone"} == roles(range(8), range(16, 32))
    assert {"left"} == roles(range(8), range(16))
    assert {"left"} == roles(range(8, 16), range(32))


def test_a_full_ring_is_all_left_and_an_empty_one_all_gone() -> None:
    """The two ends of a ring have one color each."""

    def roles(share: float) -> set[str]:
        return {role for row in ring_cells(15, share) for sign, role in row if sign != " "}

    assert {"left"} == roles(1.0)
    assert {"gone"} == roles(0.0)


@pytest.mark.parametrize(
    ("level", "steps"), [(-120.0, 0), (-60.0, 0), (-40.0, 5), (-20.0, 10), (0.0, METER_STEPS)]
)
def test_the_meter_reaches_from_the_noise_to_a_near_voice(level: float, steps: int) -> None:
    """Silence lights nothing, a voice close by everything."""
    assert steps == meter_steps(replace(TURN, level_dbfs=level))


def test_a_view_that_does_not_listen_has_no_level() -> None:
    """A meter that still moved would promise ears that are not there."""
    deaf = replace(TURN, listening=False)

    assert 0 == meter_steps(deaf)
    assert "not listening" in text_of(deaf, 80, 24)[1]


def test_letters_drop_their_accents_and_unknown_ones_are_refused() -> None:
    """Large letters exist for Latin names; others are shown in ordinary type."""
    assert "Zoe's turn" == spelled("Zoë’s turn")
    assert spelled("Анна") is None
    assert spelled("") is None


@pytest.mark.parametrize("scale", [1, 2, 3])
@pytest.mark.parametrize("blocks", [True, False])
def test_large_letters_have_the_size_they_say(scale: int, blocks: bool) -> None:
    """Width and height are known before anything is drawn."""
    for below in (True, False):
        drawn = big_text("Ag 10:59", scale, blocks=blocks, below=below)

        assert big_height(scale, blocks=blocks, below=below) == len(drawn)
        assert {big_width("Ag 10:59", scale)} == {len(row) for row in drawn}


def test_every_letter_looks_different() -> None:
    """No two signs of the alphabet are drawn alike, but the letter O and the zero."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz123456789:.,!?'-&"
    drawn = {tuple(big_text(sign, blocks=False)) for sign in signs}

    assert len(signs) == len(drawn)


def test_digits_are_equally_wide() -> None:
    """A running time keeps its place while its digits change."""
    assert {5} == {big_width(digit, 1) for digit in "0123456789"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0:00"), (0.02, "0:01"), (59.5, "1:00"), (120, "2:00"), (3600, "1:00:00"), (-5, "0:00")],
)
def test_a_countdown_reaches_zero_only_at_the_end(seconds: float, text: str) -> None:
    """Time left is rounded up to whole seconds."""
    assert text == countdown(samples(seconds))


def test_session_time_is_rounded_down() -> None:
    """A minute and 2.9 seconds is 1:02."""
    assert "1:02" == session_time(samples(62.9))


@pytest.mark.parametrize(
    ("seconds", "text"), [(45, "45 s"), (120, "2 min"), (90, "1 min 30 s"), (3900, "1 h 5 min")]
)
def test_lengths_are_written_as_people_write_them(seconds: float, text: str) -> None:
    """Whole units only, none of them zero."""
    assert text == written_length(samples(seconds))


def test_how_to_stop_is_said_until_it_is_over() -> None:
    """Several safe words are each in quotes; after the end there is nothing left to stop."""
    several = replace(TURN, safe_word="pineapple or kiwi")

    assert "To stop, say “pineapple” or “kiwi” or press any key." == stop_line(several)
    assert "“pineapple” or any key stops" == stop_line(TURN, 30)
    assert "Any key stops." == stop_line(TURN, 20)
    assert "" == stop_line(replace(TURN, mode="stopped"))
    assert "Press any key to stop." == stop_line(View())
