"""The card of a ritual, as a page to look at and to print."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.card import Card, Choice, Entry, card_of
from facilitator.authoring.card_html import PAPER, TEXT, TONES, as_html
from facilitator.authoring.card_pdf import as_pdf
from facilitator.cli import main
from facilitator.errors import UsageError
from facilitator.script.library import Ritual, find, load, loaded
from facilitator.script.yaml_tree import decode, parse

MIRROR = load(find("mirror-talk"))
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page strictly: every tag is closed, in order; text and addresses are kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style" and data.strip():
            self.words.append(data.strip())
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings.append(f"{self.open[-1]} {data}")


def ritual(steps: str, settings: str = "") -> Ritual:
    text = f"ritual: Walk\nabout: A walk.\ndepth: light\n{settings}steps:\n{steps}"
    return loaded(parse(decode("walk.yaml", text.encode())), "walk")


def test_the_way_of_mirror_talk() -> None:
    """Silence, turns, questions and gesture stand there in order; what is only said does not."""
    card = card_of(MIRROR, partners=("Anna", "Ben"))

    assert [
        ("Ask each other", ""),
        ("Look at each other", "2 min"),
        ("One speaks, the other listens", "2 min each"),
        ("A gesture", "20 s"),
    ] == [(entry.title, entry.time) for entry in card.way]
    assert ("What did you notice?", "What did you feel?", "And what did you resist?") == (
        card.way[2].lines
    )
    assert ("Anna and Ben", 10, 0) == (card.partners, card.minutes, card.more)
    assert Choice("Gaze", "1 min to 10 min") == card.choices[0]


def test_settings_decide_what_stands_there() -> None:
    """A card for people who are far apart, and look in slices, says so."""
    way = card_of(MIRROR, settings={"place": "apart", "way": "slices", "gaze": "1 min"}).way

    assert "1 min, in slices of 30 s" == way[1].time
    assert "lay a hand on your heart" in way[3].lines[0]


def test_a_ritual_of_words_only_shows_its_words() -> None:
    """Where there is hardly anything else, what is said stands on the card, filled in for two."""
    card = card_of(ritual("  - say: Welcome. Take your coats, {partners}.\n  - say: Go out now.\n"))

    assert ["Take your coats.", "Go out now."] == [entry.title for entry in card.way]


def test_questions_are_found_where_they_stand() -> None:
    """A question in an announcement, or of its own, is shown; one about next time is not."""
    card = card_of(
        ritual(
            """  - turns: {each: "{talk}", announce: "{name}, what was good today?"}
  - ask: Shall we walk?
    answers: [yes, no]
  - ask each: "{name}, longer next time, the same, or shorter?"
    changes: talk
""",
            "settings:\n  talk: {start: 1 min, limits: 1 min to 2 min, "
            "grows: 1 min after one comfortable session}\n",
        )
    )

    assert ("What was good today?",) == card.way[0].lines
    assert ["One speaks, the other listens", "Shall we walk?"] == [e.title for e in card.way]


def test_a_page_is_whole_and_needs_nothing_beside_it() -> None:
    """One heading of the first rank, lists in order, no address of anything elsewhere."""
    text = as_html(card_of(MIRROR, partners=("Anna", "Ben")))

    page = Page(text)
    assert ["h1 Mirror talk", "h2 What happens"] == page.headings[:2]
    assert ([], 0) == (page.addresses, text.count("url("))
    assert '<html lang="en">' in text
    assert {"What did you notice?", "2 min each", "Anna and Ben"} <= set(page.words)


def test_signs_in_titles_are_only_signs() -> None:
    """A title cannot become a part of the page."""
    card = Card("a", "<script>&", "“a” <b>", "deep", 1, "", (Entry("<i>", "<u>", ("</ul>",)),))

    assert {"<script>&", "“a” <b>", "<i>", "<u>", "</ul>"} <= set(Page(as_html(card)).words)


def luminance(tone: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(tone[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("depth", list(TONES))
def test_all_letters_can_be_read(depth: str) -> None:
    """The contrast of letters to what is behind them is at least 7 (WCAG 2.2, level AAA)."""
    for ink in (TONES[depth].ink, TEXT):
        for ground in (TONES[depth].tint, PAPER):
            low, high = sorted((luminance(ink), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 7


def test_a_pdf_is_one_page_however_full() -> None:
    """A short ritual and one of thirty-six questions both fit one page."""
    questions = tuple(f"What would be a perfect day for you, number {n}?" for n in range(36))
    full = Card("a", "Many", "Many.", "deep", 90, "", (Entry("Talk", "2 min each", questions, 9),))

    for card in (card_of(MIRROR), full):
        data = as_pdf(card)
        assert data.startswith(b"%PDF-")
        assert 1 == len(re.findall(rb"/Type /Page\b", data))


def test_a_pdf_that_cannot_be_says_what_else() -> None:
    """Too much for one page, or letters its fonts do not have: an HTML file is the way out."""
    endless = tuple(Entry(f"Step {n} " + "word " * 30) for n in range(60))
    for card in (
        Card("a", "Long", "Long.", "light", 9, "", endless),
        Card("a", "夜", "Night.", "light", 9, "", (Entry("Sleep"),)),
    ):
        with pytest.raises(UsageError, match="html"):
            as_pdf(card)


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF needs an optional part of the product."""
    monkeypatch.setitem(sys.modules, "fpdf", None)

    with pytest.raises(UsageError, match=r"facilitator\[card\]"):
        as_pdf(card_of(MIRROR))


@pytest.mark.parametrize("name", ["card.html", "card.pdf"])
def test_the_command_writes_it(tmp_path: Path, name: str) -> None:
    """The ending of the name decides."""
    path = tmp_path / name

    result = CliRunner().invoke(main, ["card", "mirror-talk", "-o", str(path)])

    assert (0, f"{path} is written.\n") == (result.exit_code, result.output)
    assert path.stat().st_size > 1000


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """A picture is neither of the two."""
    result = CliRunner().invoke(main, ["card", "mirror-talk", "-o", str(tmp_path / "a.png")])

    assert 2 == result.exit_code
    assert "a.png is neither an .html nor a .pdf file." in result.output
