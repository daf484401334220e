"""Small programs and sessions that the tests of engine and loop share."""

from __future__ import annotations

from facilitator.clock import samples
from facilitator.engine.events import Event, PhraseHeard, VoiceStarted, VoiceStopped
from facilitator.engine.flow import Branch
from facilitator.engine.operations import Ask, Bell, End, Remember, Say, Silence, Turn
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence


def sentence(text: str) -> tuple[Sentence, ...]:
    return (Sentence(text),)


def program(*operations: object, **fields: object) -> Program:
    return Program("test", "Test", ("Anna", "Ben"), operations, **fields)  # type: ignore[arg-type]


YES_NO = {"yes": ("yes", "yes please"), "no": ("no", "no thank you")}

EVENING = program(
    Say((Sentence("Welcome to this evening, both of you."), Sentence("Sit close."))),
    Ask(
        sentence("Say ready when you both are."),
        {"ready": ("ready", "we're ready")},
        again=sentence("There is no hurry."),
        label="Say “ready”",
    ),
    Ask(
        sentence("Anna, is this all right for you?"),
        YES_NO,
        who="Anna",
        default="no",
        remember="consent",
    ),
    Branch("consent", {"yes": 5}, 4),
    End("declined"),
    Bell("opening"),
    Silence(samples(120.0), halfway_bell=True),
    Bell("closing"),
    Turn(
        "Anna",
        sentence("Anna, what did you notice?"),
        samples(60.0),
        closing=sentence("Thank you."),
    ),
    Turn(
        "Ben", sentence("Ben, what did you notice?"), samples(60.0), closing=sentence("Thank you.")
    ),
    Ask(
        sentence("Longer, the same, or shorter?"),
        {"longer": ("longer",), "same": ("the same",)},
        remember="wish",
        default="same",
    ),
    Remember("wish for gaze", variable="wish"),
    Say(sentence("Good night.")),
    pause_words=("umbrella",),
)


def said(at: float, phrase: str, *, alone: bool = True) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.8), phrase, alone)


def talk(start: float, end: float) -> tuple[Event, Event]:
    return VoiceStarted(samples(start)), VoiceStopped(samples(end))


WILLING: tuple[Event, ...] = (
    said(14.0, "ready"),
    said(20.0, "yes"),
    *talk(150.0, 170.0),
    said(175.0, "thank you"),
    *talk(185.0, 250.3),
    said(260.0, "longer"),
)
"""What a willing couple does in `EVENING`."""
