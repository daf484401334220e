"""What people say: ways to give common answers, and the words that always mean something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from facilitator.engine.own_words import COMMANDS, OwnWords
from facilitator.engine.trial_words import HEEDED

WAYS: Final[dict[str, tuple[str, ...]]] = {
    "yes": ("yes", "yes please", "yes i do", "yes i would", "yeah", "sure", "i do", "of course"),
    "no": ("no", "no thank you", "no thanks", "not now", "not today", "rather not", "nope"),
    "longer": ("longer", "a bit longer", "a little longer", "longer please", "more"),
    "same": ("the same", "same", "the same again", "same again", "the same please"),
    "shorter": ("shorter", "a bit shorter", "a little shorter", "shorter please", "less"),
}
"""Ways to give answers that many rituals ask for."""

NUMBERS: Final = ("one", "two", "three", "four", "five")
"""Numbers as they are answered."""

COUNTED: Final = tuple(str(number) for number in range(100))
"""What a number that is counted may be, where it is compared."""

RATINGS: Final[dict[str, tuple[str, ...]]] = {
    **{
        str(number): (word, f"number {word}", f"a {word}")
        for number, word in enumerate(NUMBERS, start=1)
    },
    "pass": ("pass", "i pass", "no number"),
}
"""Ways to rate something from one to five, or not to."""

CHECK: Final[dict[str, tuple[str, ...]]] = {
    "green": ("green", "i'm green", "all green"),
    "yellow": ("yellow", "i'm yellow", "orange"),
    "red": ("red", "i'm red"),
}

CHECKED: Final = "check"
"""What the colour is called that was said last; the least calm one is remembered so, too."""

CALM: Final[dict[str, tuple[str, ...]]] = {c: ways for c, ways in CHECK.items() if c != "red"}
"""Colours after which a session goes on."""
"""Ways to say in the middle of something how it is."""

REMINDED: Final[dict[str, tuple[str, ...]]] = {
    "yes": (*WAYS["yes"], "yes we did", "we did", "i did", "it is done"),
    "no": (*WAYS["no"], "not yet", "not really", "we forgot", "i forgot"),
}
"""Ways to answer a reminder that asks."""

ANOTHER: Final = ("another one", "another question", "other question", "a different one")
LIGHTER: Final = ("lighter", "lighter please", "something lighter")
DEEPER: Final = ("deeper", "deeper please", "go deeper")
"""Wishes about the card that was drawn."""

STARTER: Final = ("starter", "a starter", "give us a starter")
"""Asks for a card of a deck in open conversation."""

ENOUGH: Final = ("we're done", "we are done", "that was enough", "that is enough")
"""Ends open conversation when said alone."""

READY: Final = ("ready", "we're ready", "i'm ready", "we are ready", "i am ready", "yes ready")
"""What leaves a waiting point."""

DONE: Final = ("thank you", "i'm done", "i am done", "done", "that is all", "that's all", "pass")
"""What ends one's own turn when said alone."""

CONSENTING: Final = frozenset(
    {
        *("yes", "agree", "agreed", "okay", "sure", "continue", "carry on", "go on"),
        *("keep going", "more", "longer", "deep", "deeper", "go deeper", "another"),
    }
)
"""Answers that lead further, or bind somebody."""

NO_NOTE: Final = ("pass", "i pass", "skip", "skip it", "no note", "nothing")
"""Said instead of a note."""

KEEPING: Final[dict[str, tuple[str, ...]]] = {
    "yes": ("yes", "yes please", "yeah", "sure", "of course"),
    "no": ("no", "no thank you", "no thanks", "rather not", "nope", "don't keep it", "delete that"),
    "again": ("again", "once more", "another time", "let me say it again", "try again"),
}
"""Whether a note that was read back is kept. "Keep it" is none: only half of "don't keep it"."""

STOPS: Final = ("stop", "stop now", "stop please")
"""Ends the session when said alone, whatever the safe word is."""

PAUSES: Final = ("pause", "pause please")
"""Freezes the session when said alone, whatever the pause word is."""

RESERVED: Final = (*STOPS, *PAUSES, "go on", "resume", "continue", "repeat")
"""Commands; no answer may be one of them."""


NOT_QUITE: Final = ("not quite", "not really", "almost", "no")
"""What a listener has heard is not yet what was meant."""

USUAL: Final = (
    *("as usual", "the usual", "as always", "as it is", "leave it", "leave it as it is"),
    *("keep it", "that is fine", "that's fine", *WAYS["same"]),
)
"""Keeps what is usual, where a setting is asked for."""

LATER: Final = ("later", "a bit later", "a little later", "later please")
EARLIER: Final = ("earlier", "a bit earlier", "a little earlier", "earlier please")
"""Wishes about an hour."""

RIGHT: Final = ("right", "that's right", "that is right", "yes", "exactly")
"""What was said back is what was meant."""

ANOTHER_DAY: Final = ("another day", "not today", "another time")
"""Puts off what was halted for a time apart."""

COUNT_WITH_US: Final = ("count with us", "count for us", "count again")
"""Asks, in a silence that allows it, for some breaths counted aloud."""

HEARD: Final[Mapping[str, tuple[str, ...]]] = {
    **COMMANDS,
    **WAYS,
    **RATINGS,
    **CHECK,
    "another": ANOTHER,
    "lighter": LIGHTER,
    "go deeper": DEEPER,
    "starter": STARTER,
    "enough": ENOUGH,
    "ready": READY,
    "done": DONE,
    "not quite": NOT_QUITE,
    "reminded": REMINDED["yes"],
    "not reminded": REMINDED["no"],
    "no note": NO_NOTE,
    "keep": KEEPING["yes"],
    "leave": KEEPING["no"],
    "again": KEEPING["again"],
    "usual": USUAL,
    "later": LATER,
    "earlier": EARLIER,
    "right": RIGHT,
    "another day": ANOTHER_DAY,
    "count with us": COUNT_WITH_US,
    **HEEDED,
}
"""Everything that people say in many rituals, by meaning."""

ENGLISH: Final = OwnWords(heard=HEARD)
"""The facilitator's own words in English, with all it understands."""


_COMMON: Final = {**{each: each for each in WAYS}, "lighter": "lighter", "deeper": "go deeper"}
"""Answers with common ways to give them, and under which meaning these are found."""


def options(
    answers: Mapping[str, tuple[str, ...]], heard: Mapping[str, tuple[str, ...]] = HEARD
) -> dict[str, tuple[str, ...]]:
    """Return each of at most five options with the ways to choose it: by name and by number."""
    named = ways(answers, heard)
    return {
        meaning: (*phrases, *heard[str(number)][:2])
        for number, (meaning, phrases) in enumerate(list(named.items())[: len(NUMBERS)], start=1)
    }


def ways(
    answers: Mapping[str, tuple[str, ...]], heard: Mapping[str, tuple[str, ...]] = HEARD
) -> dict[str, tuple[str, ...]]:
    """Return each meaning with the phrases that mean it: those the author gave, else the
    common ways to say it, else the meaning's own words."""
    return {
        meaning: phrases or (heard[_COMMON[low]] if (low := meaning.lower()) in _COMMON else (low,))
        for meaning, phrases in answers.items()
    }


def tried(variable: str) -> str:
    """Return the name under which it is kept which options were taken in earlier sessions."""
    return f"{variable} tried"
