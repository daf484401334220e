"""The guidance of a ritual as one recording, with its silences: for where no computer is.

It is the session itself, in a room without people: the same loop, mixer and bells, so that every
silence in the file is as exact as in a session. Questions are asked, a while is left for the
answer, and it goes on as if willing people had given it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, PLAYBACK_HZ, Samples
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.engine.operations import BellName, TakeNote
from facilitator.engine.program import Program
from facilitator.errors import FacilitatorError, UsageError
from facilitator.ports import EarHealth
from facilitator.scoped import Scoped
from facilitator.session.answering import by_variable
from facilitator.session.loop import Conductor, Ending, Speech
from facilitator.session.on_paper import Willing
from facilitator.session.performance import Performance
from facilitator.session.witnessing import Glance
from facilitator.sound.mixer import Mixer

FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
}
"""What a recording may be, by the ending of its name: container and encoding of libsndfile."""

_SECONDS_A_WRITE: Final = 2
_FULL_BELOW_BYTES: Final = 1_000_000

# Digital zeros would count as a muted microphone.
_QUIET: Final = np.full(BLOCK, 1e-6, np.float32)
_NOTHING_PLAYED: Final = np.zeros(BLOCK, np.float32)


class RecordingFile(Scoped):
    """A sound file that grows, and takes its name only when it is whole.

    Args:
        path: Where it is to be; its ending says of what kind it is. An existing file stays as
            it is until the new one is finished.

    Raises:
        UsageError: An unknown ending, no such folder, or a place that cannot be written to.

    Holds two seconds of sound in memory, whatever its length.
    """

    def __init__(self, path: Path) -> None:
        kind = FORMATS.get(path.suffix.lower())
        if kind is None:
            ending = f"ends in “{path.suffix}”" if path.suffix else "has no ending"
            raise UsageError(
                f"{path.name} {ending}; a recording is a .wav, .flac or .ogg file.",
                help=f"For example: -o {path.stem or 'out'}.flac",
            )
        if path.is_dir():
            raise UsageError(f"{path} is a folder.", help="Give the name of a file.")
        if not path.parent.is_dir():
            raise UsageError(f"There is no folder {path.parent}.", help="Make it first.")
        import soundfile

        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._pending: list[Sound] = []
        self._count = 0
        self._errors = (OSError, soundfile.SoundFileError)
        try:
            self._part.open("wb").close()  # its reasons are plainer than libsndfile's
            self._file: Any = soundfile.SoundFile(
                self._part, "w", samplerate=PLAYBACK_HZ, channels=1, format=kind[0], subtype=kind[1]
            )
        except self._errors as error:
            raise self._failure(error) from None

    def add(self, sound: Sound) -> None:
        """Add the next stretch of sound: mono float32 at `PLAYBACK_HZ`; copied.

        Raises:
            FacilitatorError: It cannot be written, for instance because the disk is full.
        """
        self._pending.append(sound.copy())
        self._count += sound.size
        if self._count >= PLAYBACK_HZ * _SECONDS_A_WRITE:
            self._flush()

    def finish(self) -> int:
        """Put the whole file in its place; return its size in bytes.

        Raises:
            FacilitatorError: It cannot be written to the end.
        """
        self._flush()
        try:
            self._file.close()
            size = self._part.stat().st_size
            os.replace(self._part, self._path)  # noqa: PTH105 - replaces on every system
        except self._errors as error:
            raise self._failure(error) from None
        return size

    def _flush(self) -> None:
        if not self._pending:
            return
        sound = np.clip(np.concatenate(self._pending), -1.0, 1.0)
        self._pending.clear()
        self._count = 0
        try:
            self._file.write(sound)
        except self._errors as error:
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> FacilitatorError:
        reason = getattr(error, "strerror", None)
        if reason is None:
            full = shutil.disk_usage(self._path.parent).free < _FULL_BELOW_BYTES
            reason = "the disk is full" if full else getattr(error, "error_string", "") or error
        told = str(reason).strip().rstrip(".")
        return UsageError(
            f"The recording cannot be written to {self._path}: {told}.",
            help="Choose another place, with room on the disk, that you may write to.",
        )

    def close(self) -> None:
        """Leave nothing half written behind."""
        with contextlib.suppress(*self._errors):
            self._file.close()
        self._part.unlink(missing_ok=True)


class EmptyRoom:
    """A room in virtual time with nobody in it, whose loudspeaker is a file."""

    is_virtual = True
    name = "a recording"
    lead: Samples = 0

    def __init__(self, sink: Callable[[Sound], None]) -> None:
        self._sink = sink
        self._position: Samples = 0

    def open(self) -> None:
        """Begin at 0."""
        self._position = 0

    def read(self, timeout_seconds: float) -> Captured:  # noqa: ARG002
        """Return the next block of silence."""
        block = Captured(self._position, _QUIET, _NOTHING_PLAYED)
        self._position += BLOCK
        return block

    def write(self, block: Sound) -> None:
        """Hand a block of playback to the file."""
        self._sink(block)

    def close(self) -> None:
        """Nothing is open."""


class Patience:
    """Ears that hear nothing but the answers of willing people, after a while.

    It sees as a witness when a question is open, and hears the answer as ears.

    Args:
        program: What is performed.
        answers: What is answered, as `by_variable` takes it; what is not given is willing.
        wait: How long a question stays open.
    """

    def __init__(
        self, program: Program, answers: Mapping[str, Sequence[str]], wait: Samples
    ) -> None:
        notes = [each.name for each in program.operations if isinstance(each, TakeNote)]
        nothing = dict.fromkeys(notes, ("",))  # a recording cannot read back what it hears
        self._people = Willing(program, {**nothing, **by_variable(program, answers)})
        self._wait = wait
        self._coming: list[Event] = []

    def hear(self, block: Captured, *, saying: str = "") -> Sequence[Event]:  # noqa: ARG002
        """Return the answers whose time has come."""
        end = block.start + BLOCK
        due = [event for event in self._coming if event.at < end]
        self._coming = [event for event in self._coming if event.at >= end]
        return due

    def dictate(self, longest: Samples | None) -> None:
        """A note comes with the answers, if at all."""

    @property
    def health(self) -> EarHealth:
        """Always well."""
        return EarHealth()

    def close(self) -> None:
        """Nothing is open."""

    def event(self, event: Event) -> None:
        """Events are not looked at."""

    def action(self, action: Action, length: Samples) -> None:
        """Actions are not looked at."""

    def block(self, glance: Glance) -> None:
        """Give an answer, a while later, when a question has just been asked."""
        for event in self._people.react(glance.state, glance.now):
            self._coming.append(replace(event, at=glance.now + self._wait))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished recording.

    Attributes:
        ending: How the session in it ended.
        length: In samples of the session clock.
        size_bytes: Of the file.
    """

    ending: Ending
    length: Samples
    size_bytes: int


def record(
    program: Program,
    path: Path,
    speech: Speech,
    bell: Callable[[BellName], Sound],
    mixer: Mixer,
    *,
    answers: Mapping[str, Sequence[str]],
    wait: Samples,
    progress: Callable[[Samples], None] = lambda _: None,
) -> Recorded:
    """Perform a program into a sound file.

    Args:
        program: What is performed.
        path: Where the file is written; see `RecordingFile`.
        speech: Its sentences.
        bell: Its bells.
        mixer: Sums them, at the loudness wished for.
        answers: What willing people answer, as `by_variable` takes it.
        wait: How long is left for an answer.
        progress: Told after every minute how far it is.

    Raises:
        UsageError: The file cannot be written.
        ModelError: The voice cannot say a sentence.

    Some hundred times as fast as it sounds once the sentences are rendered.
    """
    with RecordingFile(path) as file:
        written = 0

        def sink(block: Sound) -> None:
            nonlocal written
            file.add(block)
            written += BLOCK
            if written % (60 * 16_000) < BLOCK:
                progress(written)

        people = Patience(program, answers, wait)
        piece = Performance(program)
        ending = Conductor(
            piece, EmptyRoom(sink), people, speech, bell, mixer, witnesses=(people,)
        ).perform()
        return Recorded(ending, written, file.finish())
