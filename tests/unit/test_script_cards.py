"""Cards outside of turns: read by themselves, before a talk or in it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from facilitator.authoring.proof import stop_everywhere
from facilitator.clock import samples
from facilitator.engine.events import PhraseHeard
from facilitator.session.on_paper import Moment, Willing, perform
from tests.unit.test_script_constructs import codes, compiled, finish, notes, played, spoken

DECK = """
decks:
  cards:
    - light: L1.
    - light: L2.
    - medium: M1.
"""
ASKED = DECK + "steps:\n  - card: cards\n    ask: This one?\n  - say: 'So it is {card}.'\n"
TALK = DECK + "steps:\n  - talk: 5 min\n    deck: cards\n    cues: none\n  - end: So.\n"


def hearing(body: str, *said: tuple[float, str], **choices: object) -> list[Moment]:
    """Perform a script in which nobody says anything but this."""
    heard = [PhraseHeard(samples(at), samples(at - 0.5), phrase, True) for at, phrase in said]
    return perform(compiled(body, **choices), heard)


def cards(moments: list[Moment]) -> list[str]:
    return [text for text in spoken(moments) if text in ("L1.", "L2.", "M1.", "D1.")]


def test_a_card_is_read_and_not_again() -> None:
    """As written, where nobody chooses a depth; what was drawn is remembered."""
    moments = played(compiled(DECK + "steps:\n  - card: cards\n  - card: cards\n"))

    assert ["L1.", "L2."] == cards(moments)
    kept = {"cards drawn": notes(moments)["cards drawn"]}
    again = played(compiled(DECK + "steps:\n  - card: cards\n", memory=kept))
    assert ["M1."] == cards(again)


def test_another_one_is_read_until_one_is_taken() -> None:
    """And what was taken can be said again."""
    moments = hearing(ASKED, (8.0, "another one"), (16.0, "another one"), (24.0, "yes"))

    assert ["L1.", "L2.", "M1."] == cards(moments)
    assert "So it is M1." == spoken(moments)[-1]


def test_nobody_has_to_take_it() -> None:
    """After two askings it goes on."""
    moments = hearing(ASKED)

    assert ["L1."] == cards(moments)
    assert "So it is L1." == spoken(moments)[-1]


@pytest.mark.parametrize(
    ("answers", "read"),
    [(("yes", "yes"), ["L1.", "M1."]), (("yes", "no"), ["L1."]), (("no", "yes"), ["L1."])],
)
def test_deeper_needs_everybody(answers: Sequence[str], read: list[str]) -> None:
    """Where one does not want it, the card stays."""
    heard = [(8.0, "deeper"), (14.0, answers[0]), (22.0, answers[1]), (40.0, "yes")]
    moments = hearing(ASKED, *heard)

    assert read == cards(moments)
    assert ("Then we stay here." in spoken(moments)) == (len(read) == 1)


def test_a_card_can_stand_in_a_sentence_and_be_kept() -> None:
    """For the next session."""
    body = DECK + (
        "steps:\n  - card: cards\n    say: 'How about this: {card}?'\n"
        "  - remember: plan\n    as: '{card}'\n"
        "  - when: last plan is kept\n    do: [say: 'It was {last plan}.']\n"
    )
    moments = played(compiled(body))
    kept = notes(moments)

    assert ["How about this: L1?"] == spoken(moments)
    assert "L1" == kept["note plan"]
    assert "It was L1." == spoken(played(compiled(body, memory=kept)))[-1]


def test_it_is_quiet_after_a_card() -> None:
    """As long as the script says."""
    plain = finish(played(compiled(DECK + "steps:\n  - card: cards\n"))).at
    rest = finish(played(compiled(DECK + "steps:\n  - card: cards\n    then wait: 30 s\n"))).at

    assert samples(30.0) == rest - plain


def test_a_talk_begins_with_a_card_and_has_others() -> None:
    """ "Another one" and "lighter" read one, and the talk goes on with its time."""
    moments = hearing(
        TALK, (60.0, "another one"), (120.0, "deeper"), (124.0, "yes"), (130.0, "yes")
    )

    assert ["L1.", "L2.", "M1."] == cards(moments)
    assert samples(310.0) < finish(moments).at < samples(325.0)


@pytest.mark.parametrize("wish", ["light", "medium"])
def test_in_a_talk_nothing_is_deeper_than_the_lighter_wish(wish: str) -> None:
    """Neither the first card nor one that is asked for as a starter."""
    body = DECK + (
        "  deep: [deep: D1., light: L1.]\n"
        "steps:\n  - consent: Yes?\n"
        "  - ask each: '{name}?'\n    answers: [light, medium, deep]\n    as: depth\n"
        "  - talk: 1 min\n    starters: deep\n    cues: none\n"
    )
    program = compiled(body)
    willing = Willing(program, {"depth of Anna": ["deep"], "depth of Ben": [wish]})
    heard = [PhraseHeard(samples(at), samples(at - 0.5), "starter", True) for at in (30.0, 45.0)]
    moments = perform(program, heard, reaction=willing.react)

    assert ["L1.", "L1."] == cards(moments)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("steps:\n  - card: nothing\n", ["R027"]),
        ("steps:\n  - talk: 5 min\n    deck: nothing\n", ["R027"]),
        (DECK + "steps:\n  - draw from: cards\n    say: '{slip}.'\n", ["R102"]),
        ("steps:\n  - say: '{card}.'\n", ["R027"]),
        (DECK.replace("medium", "deep") + "steps:\n  - card: cards\n", ["R046", "R095", "R107"]),
    ],
)
def test_what_is_refused_of_cards(body: str, found: list[str]) -> None:
    """A deck that is none, a jar that is a deck; a deep card makes a ritual deep."""
    assert found == codes(body)


@pytest.mark.parametrize("body", [ASKED, TALK])
def test_the_safe_word_ends_it_at_every_card(body: str) -> None:
    """Everything is reached, also what follows a refused wish."""
    proof = stop_everywhere(compiled(body))

    assert () == proof.failures
    assert () == proof.unreached
