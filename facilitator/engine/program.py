"""A compiled ritual: a flat list of operations the engine performs one after the other.

The script compiler writes programs; the engine reads them. A program has forgotten its source:
names are filled in, settings are chosen, texts are split into sentences, lengths are in samples,
jumps are indices into `Program.operations`. It can be turned into plain JSON data and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from facilitator.clock import Samples
from facilitator.engine.operations import Operation
from facilitator.engine.own_words import OWN, OwnWords
from facilitator.engine.sentences import Card, Sentence, Slip, Unsaid


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the voice was changed by people who asked for it.

    Attributes:
        loudness: Steps louder than what was chosen before, from -4 to 2.
        pace: Steps faster than usual, from -2 to 2.
    """

    loudness: int = 0
    pace: int = 0


LAST: Final = "note/last"
"""The variable that tells which note was kept last: its own variable, and the jar it went into."""

DAY_AGAIN: Final = "day/again"
"""The variable that is "yes" once somebody wants the day of a programme once more."""

AS_CHOSEN: Final = Tuning()
"""Nobody has asked for anything else."""

NIGHT_PACE: Final = 0.85
"""What the night makes of the rate of the voice: about as much as one "slower"."""

_STOPPED: Final = Sentence(OWN.text("stopped"))
_PAUSED: Final = Sentence(OWN.text("paused"))
_RESUMED: Final = Sentence(OWN.text("resumed"))
_STILL_PAUSED: Final = Sentence(OWN.text("still paused"))
_DEAF: Final = Sentence(OWN.text("deaf"))

AFTERCARE: tuple[Sentence, ...] = (
    Sentence(OWN.text("aftercare 1"), pause_after=24_000),
    Sentence(OWN.text("aftercare 2"), pause_after=32_000),
    Sentence(OWN.text("aftercare 3"), pause_after=96_000),
    Sentence(OWN.text("aftercare 4"), pause_after=96_000),
    Sentence(OWN.text("aftercare 5"), pause_after=32_000),
    Sentence(OWN.text("aftercare 6")),
)
"""What is said when somebody asks for aftercare in a session that was stopped."""


@dataclass(frozen=True, slots=True)
class Program:
    """A ritual ready to be performed by certain people with certain settings.

    Attributes:
        ritual: Id of the ritual, the file name without its ending ("mirror-talk").
        title: As people say it ("Mirror talk").
        partners: Names in the order in which they lead.
        operations: Performed from index 0; running past the end is the same as `End()`.
        lines: For each operation the line of the script it came from (1-based; 0 unknown).
        stopped: The one calm sentence said after the safe word.
        aftercare: Said after a stop when somebody asks for it, and only then.
        paused: Said when the session is paused.
        resumed: Said when it goes on.
        safe_words: Words that end the session at once, besides "stop" said alone.
        pause_words: Words that freeze it, besides "pause" said alone.
        settings: The chosen settings as text, for display and timeline.
        decks: Cards by name of the deck, in the order in which they are drawn.
        drawn: Keys of the cards that earlier sessions have drawn, by name of the deck.
        jars: Slips that earlier sessions put into jars, by name, in the order in which they came.
        unsaid: What is not said because nothing of it is remembered, for whoever writes it.
        why: Background, said to whoever asks "why" while a question is open that has none of
            its own.
        quiet: The voice is softer and slower throughout, for the night.
        started: Local time of day at which the session begins, in seconds after midnight.
        own: What the facilitator says, shows and understands of its own.
        still_paused: Said once when a pause has lasted long.
        deaf: Said, where it can be, when there are no ears and so no safe word any more.
        commands: What people may ask of the facilitator itself, by meaning, besides the commands
            of every session; see `engine.commands`.
        rules: House rules, said to whoever asks for them.
        ending: Said to whoever wants to end here, before the session is over.
        more: What "more time" adds to a turn that says nothing else, but no more than the turn
            has; 0 for nothing.
        routines: Where a command leads that asks something back, by meaning: an operation from
            which the program goes on to a `Back`.
        day_again: What is remembered when people want the day of a programme once more, by name.
        answers: What answers are called in a sentence that says them, by the variable they are held
            in and by meaning in small letters.
        tested: With people in the room it begins only when its safe words have been tried there.
    """

    ritual: str
    title: str
    partners: tuple[str, ...]
    operations: tuple[Operation, ...]
    lines: tuple[int, ...] = ()
    stopped: Sentence = _STOPPED
    aftercare: tuple[Sentence, ...] = AFTERCARE
    paused: Sentence = _PAUSED
    resumed: Sentence = _RESUMED
    safe_words: tuple[str, ...] = ("pineapple",)
    pause_words: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    decks: Mapping[str, tuple[Card, ...]] = field(default_factory=dict)
    drawn: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    jars: Mapping[str, tuple[Slip, ...]] = field(default_factory=dict)
    unsaid: tuple[Unsaid, ...] = ()
    why: tuple[Sentence, ...] = ()
    quiet: bool = False
    started: int = 0
    own: OwnWords = OWN
    still_paused: Sentence = _STILL_PAUSED
    deaf: Sentence = _DEAF
    commands: tuple[str, ...] = ()
    rules: tuple[Sentence, ...] = ()
    ending: tuple[Sentence, ...] = ()
    more: Samples = 0
    routines: Mapping[str, int] = field(default_factory=dict)
    tested: bool = False
    day_again: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def pace(self) -> float:
        """What the voice makes of its usual rate."""
        return NIGHT_PACE if self.quiet else 1.0
