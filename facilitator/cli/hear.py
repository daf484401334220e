"""`facilitator hear`: recordings go through the very ears of a session."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from facilitator.errors import FacilitatorError

if TYPE_CHECKING:
    from facilitator.audio import Sound
    from facilitator.ears.model import SpeechModel
    from facilitator.ears.session_ears import Vocabulary
    from facilitator.engine.events import Event

ANSWERS = ("yes", "no", "ready", "we're ready", "thank you", "i'm done", "that is all")
"""What rituals commonly listen for, besides the commands of every session."""

_QUIET_SECONDS = 1.5
"""Silence added to each recording, so that what was said at its end is decided too."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing that was noticed in a recording.

    Attributes:
        file: The recording, as named.
        kind: `hush` (first sign of a safe word), `stop` (it is certain), `dismissed` (it was
            not), `pause`, or `phrase`.
        word: The word or phrase.
        seconds: When it was decided, from the beginning of the recording.
        alone: For `pause` and `phrase`: nothing else was said in the same breath.
    """

    file: str
    kind: str
    word: str
    seconds: float
    alone: bool | None = None


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option(
    "--safe-word",
    "safe_words",
    multiple=True,
    metavar="WORD",
    help="The word to listen for (default: pineapple). May be repeated.",
)
@click.option(
    "--pause-word", "pause_words", multiple=True, metavar="WORD", help="A pause word as well."
)
@click.option(
    "--reference",
    metavar="FILE",
    type=click.Path(),
    help="What the loudspeaker played meanwhile; its echo is removed first.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--model", metavar="FOLDER", type=click.Path(), help="Another unpacked vosk model.")
def hear(
    files: tuple[str, ...],
    safe_words: tuple[str, ...],
    pause_words: tuple[str, ...],
    reference: str | None,
    as_json: bool,
    model: str | None,
) -> None:
    """Listen to recordings as a session would, and say what was noticed, and when.

    \b
    facilitator hear kitchen.wav --safe-word pineapple
    facilitator hear *.flac --safe-word "red light" --json

    One line for each detection: file, kind, word, second at which it was decided. A hush is the
    first sign of the safe word; it is followed by stop, or by dismissed. Any WAV, FLAC, OGG or
    MP3 file will do; a file that cannot be read is named, and the others are still heard.
    """
    from facilitator.ears.model import load_model
    from facilitator.room.recordings import load_recording

    speech_model = load_model(Path(model) if model else None)
    vocabulary = _vocabulary(safe_words, pause_words, speech_model)
    played = load_recording(Path(reference)) if reference else None
    exit_code = 0
    for file in files:
        try:
            sound = load_recording(Path(file))
        except FacilitatorError as error:
            click.echo(f"Error: {error}", err=True)
            exit_code = error.exit_code
            continue
        for detection in detections(file, sound, played, speech_model, vocabulary):
            click.echo(_json(detection) if as_json else _line(detection))
    sys.exit(exit_code)


def detections(
    file: str, sound: Sound, played: Sound | None, model: SpeechModel, vocabulary: Vocabulary
) -> Iterator[Detection]:
    """Send one recording through canceller and ears of a session; yield what they notice.

    Args:
        file: Its name, for the detections.
        sound: Mono float32 at `RATE_HZ`.
        played: What the loudspeaker was given from the same moment on, at `RATE_HZ`.
        model: Loaded speech model.
        vocabulary: What to listen for.
    """
    import numpy as np

    from facilitator.audio import Captured
    from facilitator.clock import BLOCK, samples
    from facilitator.ears.echo import EchoCanceller
    from facilitator.ears.session_ears import SessionEars

    length = -(-(sound.size + samples(_QUIET_SECONDS)) // BLOCK) * BLOCK
    microphone = np.zeros(length, np.float32)
    microphone[: sound.size] = sound
    loudspeaker = np.zeros(length, np.float32)
    if played is not None:
        loudspeaker[: min(length, played.size)] = played[:length]
    ears = SessionEars(model, vocabulary, wait=True, canceller=EchoCanceller())
    try:
        for start in range(0, length, BLOCK):
            end = start + BLOCK
            for event in ears.hear(Captured(start, microphone[start:end], loudspeaker[start:end])):
                if (detection := _detection(file, event, vocabulary)) is not None:
                    yield detection
    finally:
        ears.close()


def _vocabulary(
    safe_words: tuple[str, ...], pause_words: tuple[str, ...], model: SpeechModel
) -> Vocabulary:
    from facilitator.ears.session_ears import Vocabulary
    from facilitator.ears.words import check_word
    from facilitator.engine.step import COMMANDS
    from facilitator.session.wish import DEFAULT_SAFE_WORD

    safe: list[str] = []
    for word in safe_words or (DEFAULT_SAFE_WORD,):
        safe.append(check_word(word, knows=model.knows, others=safe))
    pause: list[str] = []
    for word in pause_words:
        others = [*safe, *pause]
        pause.append(check_word(word, knows=model.knows, others=others, kind="pause word"))
    return Vocabulary(
        tuple(dict.fromkeys(safe)),
        tuple(dict.fromkeys(pause)),
        tuple(dict.fromkeys((*ANSWERS, *COMMANDS))),
    )


def _detection(file: str, event: Event, vocabulary: Vocabulary) -> Detection | None:
    from facilitator.clock import seconds
    from facilitator.engine.events import (
        PhraseHeard,
        SafeWordDismissed,
        SafeWordHeard,
        SafeWordSuspected,
    )
    from facilitator.engine.step import PAUSE_COMMANDS

    at = round(seconds(event.at), 3)
    match event:
        case SafeWordSuspected(word=word):
            return Detection(file, "hush", word, at)
        case SafeWordHeard(word=word):
            return Detection(file, "stop", word, at)
        case SafeWordDismissed(word=word):
            return Detection(file, "dismissed", word, at)
        case PhraseHeard(phrase=phrase, alone=alone):
            pauses = phrase in vocabulary.pause_words or (alone and phrase in PAUSE_COMMANDS)
            return Detection(file, "pause" if pauses else "phrase", phrase, at, alone)
    return None


def _line(detection: Detection) -> str:
    alone = "" if detection.alone is not False else "  (among other words)"
    time = f"{detection.seconds:8.3f}"
    return f"{detection.file}  {detection.kind:9}  {detection.word}  {time}{alone}"


def _json(detection: Detection) -> str:
    data = {name: value for name, value in asdict(detection).items() if value is not None}
    return json.dumps(data, ensure_ascii=False)
