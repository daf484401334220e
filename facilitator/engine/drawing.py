"""Decks of prompts: which card comes next, and where that is kept.

What has been drawn lives in the variables of the state under names no answer can have:
`DECK/drawn` (keys, in order), `DECK/card` (the last key), `DECK/text` (what it says, without the
full stop at its end) and `DECK/depth` (after lighter or deeper).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from facilitator.engine.operations import Draw, Shift
from facilitator.engine.program import Program
from facilitator.engine.sentences import Card

DEPTHS = ("light", "medium", "deep")
"""From the surface down."""


def text_of(deck: str) -> str:
    """Return the variable that holds what the card drawn last says."""
    return f"{deck}/text"


def drawn_keys(program: Program, variables: Mapping[str, str], deck: str) -> tuple[str, ...]:
    """Return the keys of all cards drawn so far, in this session and in earlier ones."""
    held = variables.get(f"{deck}/drawn")
    return tuple(held.split()) if held is not None else tuple(program.drawn.get(deck, ()))


def card(program: Program, variables: Mapping[str, str], deck: str) -> Card | None:
    """Return the card drawn last in this session; None before the first."""
    key = variables.get(f"{deck}/card")
    return next((each for each in program.decks[deck] if each.key == key), None)


def draw(program: Program, variables: Mapping[str, str], draw: Draw) -> dict[str, str]:
    """Return the variables after a card has been drawn.

    No card comes again before every other one that is not too deep has come.
    """
    shifted = variables.get(f"{draw.deck}/depth")
    depth = shifted or _agreed(draw, variables)
    allowed = [each for each in program.decks[draw.deck] if _level(each) <= DEPTHS.index(depth)]
    allowed = allowed or list(program.decks[draw.deck][:1])
    keys = [each.key for each in allowed]
    left, drawn = without_repeating(keys, drawn_keys(program, variables, draw.deck))
    fresh = [each for each in allowed if each.key in left]
    wanted = [each for each in fresh if each.depth in ("", depth)]
    chosen = (wanted or fresh)[0] if shifted or not draw.in_order else fresh[0]
    return {
        **variables,
        f"{draw.deck}/card": chosen.key,
        text_of(draw.deck): " ".join(each.text for each in chosen.sentences).removesuffix("."),
        f"{draw.deck}/drawn": " ".join((*drawn, chosen.key)),
    }


def without_repeating(
    keys: Sequence[str], drawn: tuple[str, ...]
) -> tuple[list[str], tuple[str, ...]]:
    """Return what may be drawn now, and what counts as drawn before it.

    Nothing comes again before all else has come; then a new round begins, and what came last
    does not come first.
    """
    fresh = [key for key in keys if key not in drawn]
    if not fresh:
        last = drawn[-1:] if len(keys) > 1 else ()
        fresh = [key for key in keys if key not in last]
        drawn = tuple(key for key in drawn if key not in keys)
    return fresh, drawn


def shift(program: Program, variables: Mapping[str, str], shift: Shift) -> dict[str, str]:
    """Return the variables after somebody wished for something lighter or deeper."""
    last = card(program, variables, shift.deck)
    level = _level(last) if last is not None else 0
    to = DEPTHS[min(2, max(0, level + shift.by))]
    return {**variables, f"{shift.deck}/depth": to}


def upcoming(program: Program, variables: Mapping[str, str], deck: str) -> Iterator[Card]:
    """Yield the cards that may be drawn next: the first fresh ones of every depth."""
    drawn = drawn_keys(program, variables, deck)
    fresh = [each for each in program.decks[deck] if each.key not in drawn]
    fresh = fresh or list(program.decks[deck])
    for depth in ("", *DEPTHS):
        yield from [each for each in fresh if each.depth == depth][:2]


def _agreed(draw: Draw, variables: Mapping[str, str]) -> str:
    """Return how deep it may go: as deep as the one who wants it lightest; who was asked and did
    not say wants it light."""
    wished = [variables[name] or DEPTHS[0] for name in draw.limits if name in variables]
    levels = [DEPTHS.index(each) for each in (draw.depth, *wished) if each in DEPTHS]
    return DEPTHS[min(levels)]


def _level(each: Card) -> int:
    return DEPTHS.index(each.depth) if each.depth else 0
