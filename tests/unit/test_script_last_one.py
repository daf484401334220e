"""The last card: announced once the session has lasted so long, and then the deck is over."""

from __future__ import annotations

import pytest

from facilitator.clock import samples
from facilitator.engine.events import PhraseHeard
from facilitator.session.on_paper import Willing, perform
from tests.unit.test_script_constructs import codes, compiled, played, spoken

DECK = "decks: {cards: [One?, Two?, Three?, Four?, Five?, Six?]}\n"
TURNS = """turns:
          {each: 30 s, deck: cards, rounds: 3, announce: "{name}.", cues: none,
           last one after: 2 min, last one: This is the last.}
"""
REPEATED = f"""
{DECK}
steps:
  - repeat: two times
    do:
      - {TURNS}
      - ask: And how was that?
        answers: [good, bad]
  - say: The end.
"""
ALONE = f"{DECK}steps:\n      - {TURNS}\n      - say: The end.\n"


def cards(texts: list[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text.endswith("?") and " " not in text]


def test_what_is_late_ends_the_deck_and_the_repeat_around_it() -> None:
    """The card after it is answered by both, and nothing else of the repeat is done."""
    texts = spoken(played(compiled(REPEATED)))
    last = texts.index("This is the last.")

    assert ["One?", "Two?", "Three?"] == cards(texts)
    assert ["Anna.", "Three?"] == texts[last + 1 : last + 3]
    assert 2 == texts.count("Three?")
    assert "The end." == texts[-1]
    assert "And how was that?" not in texts
    assert 1 == texts.count("This is the last.")


def test_without_a_repeat_only_the_deck_is_over() -> None:
    """The next step follows."""
    texts = spoken(played(compiled(ALONE)))

    assert "This is the last." in texts
    assert "The end." == texts[-1]


def test_who_is_quick_hears_nothing_of_it() -> None:
    """All rounds are done before it is late."""
    program = compiled(REPEATED.replace("2 min", "55 min"))
    texts = spoken(played(program))

    assert ["One?", "Two?", "Three?", "Four?", "Five?", "Six?"] == cards(texts)
    assert 2 == texts.count("And how was that?")
    assert "This is the last." not in texts


def test_a_pause_does_not_make_it_late() -> None:
    """Time that is given back does not count."""
    program = compiled(REPEATED.replace("2 min", "10 min"))
    happenings = [
        PhraseHeard(samples(20.0), samples(19.0), "pause", True),
        PhraseHeard(samples(1220.0), samples(1219.0), "go on", True),
    ]
    texts = spoken(perform(program, happenings, reaction=Willing(program, {}).react))

    assert "This is the last." not in texts
    assert 6 == len(cards(texts))


def test_another_card_of_the_last_round_is_the_last_one_still() -> None:
    """Who exchanges it gets one more, not three."""
    program = compiled(ALONE)
    plain = perform(program, reaction=Willing(program, {}).react)
    begun = next(m.event.at for m in plain for a in m.actions if getattr(a, "text", "") == "Three?")
    wish = PhraseHeard(begun + samples(4.0), begun + samples(3.0), "another one", True)
    texts = spoken(perform(program, [wish], reaction=Willing(program, {}).react))

    assert ["One?", "Two?", "Three?", "Four?"] == cards(texts)
    assert 1 == texts.count("This is the last.")
    assert 2 == texts.count("Four?")


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("deck: cards, rounds: 2, last one after: 55 min", []),
        ("deck: cards, rounds: 2, last one: Last., last one after: 55 min", []),
        ("deck: cards, rounds: 2, last one: Last.", ["R020"]),
        ("question: What?, last one after: 55 min", ["R020"]),
        ("deck: cards, rounds: 2, last one after: 5 s", ["R040"]),
        ("deck: cards, rounds: 2, last one after: late", ["R024"]),
        ("deck: cards, rounds: 2, last one after: 5 min, last one: 'Well, {name}.'", ["R027"]),
    ],
)
def test_what_can_be_wrong_with_it(keys: str, found: list[str]) -> None:
    """It needs a deck, a time that can be meant, and speaks to nobody alone."""
    assert found == codes(f"{DECK}steps:\n  - turns: {{each: 1 min, {keys}}}\n")
