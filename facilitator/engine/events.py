"""What the engine is told. Past tense; each carries its position on the session clock.

Legal order within one block: safe-word events first, then every other event by position,
then at most one `Ticked`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from facilitator.clock import Samples

LossReason = Literal[
    "microphone gone",
    "microphone silent",
    "microphone too slow",
    "recognizer behind",
    "loudspeaker stalled",
]


@dataclass(frozen=True, slots=True)
class Began:
    """The room is open, the ears are listening, the voice is ready."""

    at: Samples


@dataclass(frozen=True, slots=True)
class Ticked:
    """The deadline the engine asked for has come. `at` is the deadline itself, not the block."""

    at: Samples


@dataclass(frozen=True, slots=True)
class SoundFinished:
    """A prompt or bell has ended; nothing of it sounds after `at`.

    `interrupted` when it was cut short by an abort.
    """

    at: Samples
    sound: int
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class SafeWordSuspected:
    """The first sign of a safe word. Hush at once; a decision follows within half a second."""

    at: Samples
    word: str


@dataclass(frozen=True, slots=True)
class SafeWordHeard:
    """A safe word (or "stop" said alone) is certain: the session ends."""

    at: Samples
    word: str


@dataclass(frozen=True, slots=True)
class SafeWordDismissed:
    """The suspicion was not confirmed: go on where the hush began."""

    at: Samples
    word: str


@dataclass(frozen=True, slots=True)
class PhraseHeard:
    """A phrase of the session's vocabulary was said.

    Attributes:
        at: When it was decided.
        start: About when the phrase began.
        phrase: As written in the program or the command table ("thank you", "go on").
        alone: Nothing else was said in the same utterance.
        confidence: 0 to 1, how sure the recognizer is that it was this and nothing like it.
    """

    at: Samples
    start: Samples
    phrase: str
    alone: bool
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class NoteHeard:
    """A note was spoken to its end and has been taken down.

    Attributes:
        at: When it was decided.
        start: About when it began.
        text: Words in lower case divided by single spaces; empty when none were understood.
        sayable: It holds nothing that sounds like a safe or pause word: it may be read back.
    """

    at: Samples
    start: Samples
    text: str
    sayable: bool = True


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """People began to make sound with their voices. `at` is the beginning of the sound."""

    at: Samples


@dataclass(frozen=True, slots=True)
class VoiceStopped:
    """They fell silent. `at` is the end of the sound; it is told a little later."""

    at: Samples


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """Somebody touched a key. Any key stops."""

    at: Samples


@dataclass(frozen=True, slots=True)
class InputLost:
    """`length` samples of the microphone never came."""

    at: Samples
    length: Samples


@dataclass(frozen=True, slots=True)
class EarsLost:
    """We cannot hear, or cannot be heard: there is no safe word any more."""

    at: Samples
    reason: LossReason


Event = (
    Began
    | Ticked
    | SoundFinished
    | SafeWordSuspected
    | SafeWordHeard
    | SafeWordDismissed
    | PhraseHeard
    | NoteHeard
    | VoiceStarted
    | VoiceStopped
    | KeyPressed
    | InputLost
    | EarsLost
)
