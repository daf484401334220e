"""What the engine wants done. Imperative; performed in the order given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from facilitator.clock import Samples
from facilitator.engine.operations import BellName
from facilitator.engine.program import Tuning

Outcome = Literal["completed", "declined", "stopped", "deaf"]
"""How a session ended: as planned; with a no to consent; by safe word, "stop" or a key; because
it could no longer hear."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Say one sentence, beginning exactly at `at` (a position on the session clock).

    `sound` is a number that comes back in `SoundFinished`. `quiet` is for the sentence after a
    stop. The sound of a `private` sentence is kept nowhere.
    """

    at: Samples
    sound: int
    text: str
    key: str = ""
    quiet: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """Strike a bell exactly at `at`; `quiet` is for the night."""

    at: Samples
    sound: int
    bell: BellName
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class AbortSound:
    """Everything that sounds fades out within 20 ms; nothing of it comes back by itself."""

    at: Samples


@dataclass(frozen=True, slots=True)
class Tune:
    """From now on the voice and the bells are so much louder, the voice so much faster.

    Steps from what was chosen before the session; see `program.Tuning`.
    """

    tuning: Tuning


@dataclass(frozen=True, slots=True)
class Prepare:
    """These sentences may be needed soon: render them ahead."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Write one value into the journal."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PutSlip:
    """Put a note into a jar of the journal; `by` is whose it is, or ""."""

    jar: str
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class TakeSlip:
    """Take a note out of a jar of the journal for good."""

    jar: str
    text: str


@dataclass(frozen=True, slots=True)
class ForgetNote:
    """Keep nothing of a note that this session was to keep, wherever it was to lie."""

    text: str


@dataclass(frozen=True, slots=True)
class MarkDrawn:
    """Have the journal know which notes of a jar were drawn in this round, in order."""

    jar: str
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Have a later session begin with a sentence; see `program.Remind`."""

    text: str
    when: str
    remember: str = ""
    hour: str = ""
    rates: bool = False


@dataclass(frozen=True, slots=True)
class DropReminder:
    """A reminder has been said; `answer` is what was answered to it, or ""."""

    key: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over; close the room once everything has sounded.

    `next_ritual` is the id of a ritual that is to begin then; "" for none.
    """

    at: Samples
    outcome: Outcome
    next_ritual: str = ""


Action = (
    Speak
    | Ring
    | AbortSound
    | Tune
    | Prepare
    | Note
    | PutSlip
    | TakeSlip
    | ForgetNote
    | MarkDrawn
    | SetReminder
    | DropReminder
    | Finish
)
