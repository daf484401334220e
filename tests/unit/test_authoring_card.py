"""The card of a ritual, as a page to look at and to print."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.calendar import calendar_of
from facilitator.authoring.calendar_pdf import calendar_pdf
from facilitator.authoring.card import Agreed, Card, Choice, Deck, Entry, Prompt, card_of
from facilitator.authoring.card_html import as_html
from facilitator.authoring.card_pdf import as_pdf
from facilitator.authoring.one_page import duration
from facilitator.authoring.tones import PAPER, TEXT, TONES
from facilitator.authoring.typefaces import installed
from facilitator.authoring.way_entries import MANY_RATINGS
from facilitator.cli import main
from facilitator.engine.own_words import OWN
from facilitator.errors import UsageError
from facilitator.journal.store import FileJournal
from facilitator.places import shipped_scripts
from facilitator.script.library import find, rituals_in
from facilitator.script.loading import load, loaded
from facilitator.script.ritual import Ritual
from facilitator.script.yaml_tree import decode, parse
from tests.unit.pdf_reader import read

pytestmark = pytest.mark.usefixtures("plain_fonts")

MIRROR = load(find("mirror-talk"))
VOID = {"meta", "br"}
SHIPPED = [load(path) for path in rituals_in(shipped_scripts())]
CARDS = [each for each in SHIPPED if not each.form.days]


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
    assert ("Anna and Ben", 10, 10, 0) == (card.partners, card.shortest, card.longest, card.more)
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


def test_what_was_noted_stands_on_no_card() -> None:
    """That a note is asked for does; a sentence that holds one is left out, remembered or not."""
    card = card_of(
        load(find("emotional-check-in-hour")),
        partners=("Anna", "Ben"),
        memory={"note need of Anna": "a walk", "led last": "Anna"},
    )

    note = Entry(
        "A note of each of you", lines=("Which topic would you like to have on the list?",)
    )
    assert note in card.way
    texts = [text for entry in card.way for text in (entry.title, *entry.lines)]
    assert [] == [text for text in texts if re.search("walk|last need|needed this|\ufffd", text)]


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
    card = Card("a", "<script>&", "“a” <b>", "deep", 1, 1, "", (Entry("<i>", "<u>", ("</ul>",)),))

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


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("each", CARDS, ids=lambda each: each.id)
def test_every_shipped_ritual_is_one_page(each: Ritual, paper: str) -> None:
    """No words outside the page or over others, none too small; every line stands there."""
    card = card_of(each, partners=("Maximiliana-Aleksandra", "Bartholomaeus"))
    page = read(as_pdf(card, paper=paper))

    assert 1 == page.pages
    assert [] == page.outside()
    assert [] == page.overlapping()
    assert min(words.size for words in page.words) > 7.3
    lines = [line for entry in card.way for line in (entry.title, *entry.lines)]
    lines += [prompt.text for deck in card.decks for prompt in deck.prompts]
    text = plain(page.text())
    assert [] == [line for line in lines if plain(line) not in text]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_a_pdf_can_be_read_aloud() -> None:
    """It has a title and a language; headings are marked as such, in the order of the page."""
    page = read(as_pdf(card_of(MIRROR, partners=("Anna", "Ben"))))

    assert b"/Lang (en)" in page.data
    assert b"/DisplayDocTitle true" in page.data
    assert b"/Marked true" in page.data
    headings = [words.text for words in page.words if words.tag in ("H1", "H2", "H3")]
    assert ["Mirror talk", "Ask each other", "Look at each other"] == headings[:3]
    assert "A few minutes face to face without words; then each" in page.text()


def test_letters_and_columns_give_way_before_questions_do() -> None:
    """Sixty questions do not fit: a fair choice of every depth stands there, and a line says so."""
    prompts = tuple(
        Prompt(f"What would be a perfect {depth} day for you, number {number}?", depth)
        for depth in ("light", "medium", "deep")
        for number in range(30)
    )
    deck = Deck("The questions", prompts, len(prompts))
    full = Card("a", "Many", "Many.", "deep", 90, 90, "", (Entry("Talk", "2 min"),), decks=(deck,))

    page = read(as_pdf(full))

    shown = len(re.findall(r"number \d+", page.text()))
    assert 1 == page.pages
    assert 30 < shown < 90
    assert f"{shown} of 90 stand here" in plain(page.text())
    depths = [len(re.findall(f"perfect {d} day", page.text())) for d in ("light", "medium", "deep")]
    assert max(depths) - min(depths) <= 1
    assert f"{len(re.findall('perfect', as_html(full)))} of 90 stand here" in as_html(full)


def test_a_fair_choice_is_spread_over_the_deck() -> None:
    """Each depth keeps its share, and not its first questions only."""
    some = (*(Prompt(str(n), "light") for n in range(8)), *(Prompt(str(n), "deep") for n in "ab"))

    chosen = Deck("", some, 10).fewer(5).prompts

    assert ["1", "3", "5", "7", "b"] == [prompt.text for prompt in chosen]


def test_all_questions_on_further_pages() -> None:
    """With --questions the front says where they are, and each is there exactly once."""
    ritual = load(find("thirty-six-questions"))
    page = read(as_pdf(card_of(ritual), questions=True))

    assert page.pages >= 2
    assert "All 36 questions stand on the following pages." in plain(page.text(1))
    later = plain(" ".join(page.text(number) for number in range(2, page.pages + 1)))
    questions = [text for question in ritual.form.decks["questions"] for text in question.values()]
    assert [1] * 36 == [later.count(text) for text in questions]
    assert [] == page.outside()
    html = as_html(card_of(ritual), questions=True)
    assert [1] * 36 == [html.count(text) for text in questions]


def test_too_long_a_way_says_how_much_is_missing() -> None:
    """Sixty long steps: as many as fit, and how many are left."""
    endless = tuple(Entry(f"Step {n} " + "word " * 30) for n in range(60))

    page = read(as_pdf(Card("a", "Long", "Long.", "light", 9, 9, "", endless)))

    found = re.search(r"… and (\d+) more\.", page.text())
    assert found is not None
    assert 60 == len(re.findall(r"Step \d+", page.text())) + int(found[1])
    assert (1, []) == (page.pages, page.outside())


def test_a_long_title_becomes_several_lines() -> None:
    """Or smaller, where one word alone is too wide."""
    for title in ("A very long title that nobody would give a ritual " * 2, "Donaudampf" * 9):
        page = read(as_pdf(Card("a", title, "A.", "light", 9, 9, "", (Entry("Walk"),))))

        assert [] == page.outside()


def test_a_pdf_that_cannot_be_says_what_else() -> None:
    """Letters that no font here has: an HTML file is the way out."""
    with pytest.raises(UsageError, match="html"):
        as_pdf(Card("a", "夜", "Night.", "light", 9, 9, "", (Entry("Sleep"),)))


@pytest.mark.parametrize(
    ("ritual", "partners"),
    [
        ("mirror-talk", ("Łukasz", "Ольга")),
        ("thirty-six-questions", ("Anna", "Ben")),
        ("ten-day-plan", ("Anna", "Ben")),
    ],
)
def test_the_fonts_of_this_computer_go_into_the_file(
    monkeypatch: pytest.MonkeyPatch, ritual: str, partners: tuple[str, str]
) -> None:
    """All of them, with tables that give the letters back: it looks the same everywhere, and can
    be read aloud. It is one page with them, too."""
    monkeypatch.setattr("facilitator.authoring.sheet_pdf.installed", installed)
    if next(installed(), None) is None:
        pytest.skip("this computer has none of the fonts that a card is printed with")
    loaded_ritual = load(find(ritual))
    if loaded_ritual.form.days:
        data = calendar_pdf(calendar_of(loaded_ritual, partners=partners))
    else:
        data = as_pdf(card_of(loaded_ritual, partners=partners))

    assert 1 == len(re.findall(rb"/Type /Page\b", data))
    fonts = len(re.findall(rb"/Subtype /Type0\b", data))
    assert (True, 0) == (fonts > 0, len(re.findall(rb"/Subtype /Type1\b", data)))
    assert (fonts, fonts) == (data.count(b"/FontFile2"), data.count(b"/ToUnicode"))


def test_one_three_and_four_people() -> None:
    """Each has a turn, and the titles say who listens."""
    check, hour = load(find("two-minute-self-check")), load(find("emotional-check-in-hour"))
    solo = card_of(check, partners=("Anna",))
    four = card_of(hour, partners=("Anna", "Ben", "Cleo", "Dilip"))

    assert ("Anna", "") == (solo.partners, solo.for_whom)
    assert "Anna, Ben, Cleo and Dilip" == four.partners
    speak = next(entry for entry in four.way if entry.kind == "turns")
    assert ("One speaks, the others listen", 4 * 180) == (speak.title, speak.seconds)
    assert "For two or more" == card_of(hour).for_whom
    with pytest.raises(UsageError, match="two names"):
        card_of(MIRROR, partners=("Anna",))


def test_statements_that_are_rated_stand_together() -> None:
    """Seven ratings in a row are one moment of seven lines."""
    way = card_of(load(find("two-minute-self-check"))).way

    assert (MANY_RATINGS, 7) == (way[0].title, len(way[0].lines))
    assert "I am understood, in words and in feeling." == way[0].lines[2]


def test_each_of_several_ratings_in_a_row_is_named_by_what_follows() -> None:
    """After seven, "less than 3" alone would not tell which; once is not told as a repetition."""
    body = (
        "version: 1\nritual: M\nabout: M.\ndepth: light\nsteps:\n"
        "  - rate: I am heard.\n    as: heard\n  - rate: I am seen.\n    as: seen\n"
        "  - when: seen < 3\n    do: [gesture: Look at each other.]\n"
        "  - repeat: one time\n    do: [turns: {each: 1 min, question: Well?}]\n"
    )
    way = card_of(loaded(parse(decode("m.yaml", body.encode())), "m")).way

    assert "If seen is less than 3" == way[1].title
    assert "1 min each" == way[2].time


def test_what_is_only_counted_is_not_on_the_card() -> None:
    """A tally keeps count in silence; nobody at the fridge has to know."""
    body = (
        "version: 1\nritual: M\nabout: M.\ndepth: light\nsteps:\n"
        "  - repeat: three times\n    do:\n      - tally: sets\n"
        "      - turns: {each: 1 min, question: Well?}\n"
        "  - when: sets < 3\n    do: [{tally: sets}, {gesture: Look at each other.}]\n"
    )
    card = card_of(loaded(parse(decode("m.yaml", body.encode())), "m"))

    assert [] == [entry.title for entry in card.way if "ets" in entry.title]


def test_what_follows_a_choice_stands_under_its_name() -> None:
    """The five boosters, each with what is done."""
    card = card_of(load(find("five-minute-boosters")))

    song = ("A question is drawn.", "Play it, and listen. When it has ended, say “it's over”.")
    told = Entry("If a song", "30 s each", (*song, "What did it stir?"), kind="branch")
    assert told in card.way
    further = ("If you like, go on with: Mirror talk",)
    assert Entry("If eye contact", "", further, kind="branch") in card.way
    assert "About 2 to 6 minutes" == duration(card.shortest, card.longest, OWN)


BRANCHING = """
version: 1
ritual: M
about: M.
depth: light
steps:
  - choose: What do you need now?
    from: {silence: [silence], talk: [talk], walk: [a walk]}
    as: need
  - when: need is silence
    do:
      - silence: 2 min
    otherwise:
      - talk: 3 min
        label: What was today like?
  - rate: How close do you feel?
    as: close
  - when: lowest close < 3
    do:
      - DONE
    otherwise:
      - talk: 1 min
        label: What brought you here?
"""


def branching(text: str) -> Card:
    """Return the card of a ritual that goes one way or the other."""
    source = decode("m.yaml", text.encode())
    return card_of(loaded(parse(source), "m"))


def test_the_card_tells_both_ways_that_an_answer_leads() -> None:
    """After a choice and a rating there is "If …", with what it takes, and "Otherwise"."""
    text = BRANCHING.replace("DONE", "silence: 1 min")
    way = branching(text).way

    assert [
        ("What do you need now?", "", ("Silence, talk or walk.",)),
        ("If silence", "2 min", ("Be silent together",)),
        ("Otherwise", "3 min", ("What was today like?",)),
        ("How close do you feel?", "", ()),
        ("If one of you says less than 3", "1 min", ("Be silent together",)),
        ("Otherwise", "1 min", ("What brought you here?",)),
    ] == [(entry.title, entry.time, entry.lines) for entry in way]


def test_a_way_on_which_nothing_is_done_leaves_the_other_its_condition() -> None:
    """Nothing stands under "Otherwise" alone: it is said when it happens."""
    text = BRANCHING.replace("DONE", "bell: opening")
    way = branching(text).way

    assert ("If each of you says at least 3", ("What brought you here?",)) == (
        way[-1].title,
        way[-1].lines,
    )


@pytest.mark.parametrize(
    ("shortest", "longest", "told"),
    [
        (1, 1, "About one minute"),
        (26, 35, "About 26 to 35 minutes"),
        (47, 47, "About 47 minutes"),
        (5.5, 5.5, "About 5½ minutes"),
        (0.5, 4.5, "About ½ to 4½ minutes"),
        (80, 180, "About 80 to 180 minutes"),
        (120, 180, "About 2 to 3 hours"),
        (148, 153, "About 2½ hours"),
    ],
)
def test_a_card_tells_the_shortest_and_the_longest_course(
    shortest: float, longest: float, told: str
) -> None:
    """In minutes and halves of them, and in hours from two hours on."""
    assert told == duration(shortest, longest, OWN)


def test_agreed_words_are_printed_only_if_given() -> None:
    """Without them there is a line to write on."""
    card = card_of(MIRROR, words=Agreed(("marmalade", "lighthouse"), ("bookmark",)))
    for text in (read(as_pdf(card)).text(), " ".join(Page(as_html(card)).words)):
        told = re.sub(r"\s+(?=[,.])", "", plain(text))
        assert "Your words: “marmalade”, “lighthouse”, or “stop”, or any key ends" in told
        assert "“bookmark” or “pause” rests, “go on” continues." in told

    bare = plain(read(as_pdf(card_of(MIRROR))).text())
    assert "pineapple" not in bare
    assert "“stop” , or any key" in re.sub(r"”,", "” ,", bare)


def test_what_is_remembered_is_printed_only_if_wished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, words and lengths of the journal stay there, unless --from-memory is given."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    journal = FileJournal()
    journal.remember_people(("Anna", "Ben"), safe_word="marmalade")
    journal.note("mirror-talk", {"gaze": "5 min"})
    path = tmp_path / "card.html"

    CliRunner().invoke(main, ["card", "mirror-talk", "-o", str(path)])
    plainly = path.read_text(encoding="utf-8")
    CliRunner().invoke(main, ["card", "mirror-talk", "-o", str(path), "--from-memory"])
    told = path.read_text(encoding="utf-8")

    secrets = ("Anna", "marmalade", ">5 min<")
    assert [False] * 3 == [secret in plainly for secret in secrets]
    assert [True] * 3 == [secret in told for secret in secrets]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "monday"], "Mirror talk has no days"),
        (["--questions"], "has no deck of questions"),
        (["--safe-word", "ready"], "already means something else"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, options: list[str], said: str) -> None:
    """In a sentence, and nothing is written."""
    path = tmp_path / "card.pdf"

    result = CliRunner().invoke(main, ["card", "mirror-talk", "-o", str(path), *options])

    assert 2 == result.exit_code
    assert said in result.output
    assert not path.exists()


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


def test_a_ritual_in_a_file_is_begun_by_its_file(tmp_path: Path) -> None:
    """Whatever letters its name is written in."""
    file = tmp_path / "Abend Ω.yaml"
    file.write_bytes(find("mirror-talk").read_bytes())
    path = tmp_path / "card.html"

    CliRunner().invoke(main, ["card", str(file), "-o", str(path)])

    assert "<code>facilitator run Abend Ω.yaml</code>" in path.read_text(encoding="utf-8")


def test_very_long_words_stay_on_the_page() -> None:
    """In the way, in what can be chosen, and in what is typed."""
    word = "Rindfleischetikettierung" * 6
    choices = (Choice(word[:40], word), Choice("Talk", "1 min"))
    card = Card(word, "A", word, "light", 9, 9, "", (Entry(word, word, (word,)),), choices)

    page = read(as_pdf(card))

    assert ([], []) == (page.outside(), page.overlapping())


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """A picture is neither of the two."""
    result = CliRunner().invoke(main, ["card", "mirror-talk", "-o", str(tmp_path / "a.png")])

    assert 2 == result.exit_code
    assert "a.png is neither an .html nor a .pdf file." in result.output


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("card", "facilitator card mirror-talk -o mirror-talk.html"),
        ("render", "facilitator render mirror-talk -o mirror-talk.ogg"),
    ],
)
def test_whoever_names_no_file_is_shown_how(command: str, told: str) -> None:
    """With the ritual that was given, to be typed as it stands."""
    made = CliRunner().invoke(main, [command, "mirror-talk"])

    assert 2 == made.exit_code
    assert told in made.output


def test_a_card_is_for_many_evenings() -> None:
    """What begins after some sessions stands on it, and what is for the first ones does not; where
    something depends on whether a turn was passed, it tells what follows one that was not."""
    card = card_of(load(find("daily-temperature-reading")))
    asked = [line for entry in card.way for line in entry.lines]

    assert "What bothers you, and what do you ask for instead?" in asked
    assert "Is there a puzzle I should keep for the next time?" in asked
