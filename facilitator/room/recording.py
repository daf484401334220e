"""Writing down a simulated session as sound: what sounded, and what the microphone heard."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ, RATE_HZ
from facilitator.errors import FacilitatorError, UsageError

_SECONDS_A_WRITE = 2
_FULL_BELOW_BYTES = 1_000_000


class _Track:
    """One WAV file that grows. After a failure it swallows the rest."""

    def __init__(self, path: Path, rate_hz: int) -> None:
        import soundfile

        self._path = path
        self._pending: list[Sound] = []
        self._pending_samples = 0
        self._batch = rate_hz * _SECONDS_A_WRITE
        self.failure: FacilitatorError | None = None
        self._errors = (OSError, soundfile.SoundFileError)
        try:
            path.open("wb").close()  # the operating system's words are better than libsndfile's
            self._file: Any = soundfile.SoundFile(
                path, "w", samplerate=rate_hz, channels=1, format="WAV", subtype="PCM_16"
            )
        except self._errors as error:
            raise UsageError(
                f"The sound cannot be written to {path}: {_reason(error, path)}.",
                help="Choose another place, with room on the disk, that you may write to.",
            ) from error

    def add(self, sound: Sound) -> None:
        if self.failure is not None:
            return
        self._pending.append(sound)
        self._pending_samples += sound.size
        if self._pending_samples >= self._batch:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        sound = np.nan_to_num(np.concatenate(self._pending), posinf=1.0, neginf=-1.0)
        self._pending.clear()
        self._pending_samples = 0
        try:
            self._file.write(np.clip(sound, -1.0, 1.0))
        except self._errors as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failure = UsageError(
            f"The session went on, but its sound could not be written to {self._path} to the "
            f"end: {_reason(error, self._path)}.",
            help="Make room on the disk, or choose another place with --wav.",
        )

    def close(self) -> None:
        if self.failure is None:
            self._flush()
        try:
            self._file.close()
        except self._errors as error:
            if self.failure is None:
                self._fail(error)
        if self.failure is not None:
            self.remove()

    def remove(self) -> None:
        with contextlib.suppress(OSError):
            if self._path.is_file():
                self._path.unlink()


def _reason(error: Exception, path: Path) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    with contextlib.suppress(OSError):
        if shutil.disk_usage(path.parent).free < _FULL_BELOW_BYTES:
            return "the disk is full"
    text = getattr(error, "error_string", "") or str(error)
    return str(text).strip().rstrip(".").lower() or type(error).__name__


class RoomRecorder:
    """Keeps what sounded and what the microphone heard in two WAV files (16 bit, mono).

    Only a simulated room has such taps; a session with people in it is never recorded. Files
    grow as the session goes, so that an hour needs no memory. A disk that fills up does not end
    the session: `close` tells.

    Args:
        sounded: Where to write what the loudspeaker was given, at `PLAYBACK_HZ`.
        heard: Where to write what the microphone heard, at `RATE_HZ`.

    Raises:
        UsageError: A file cannot be created.
    """

    def __init__(self, sounded: Path | None = None, heard: Path | None = None) -> None:
        self._sounded = _Track(sounded, PLAYBACK_HZ) if sounded is not None else None
        try:
            self._heard = _Track(heard, RATE_HZ) if heard is not None else None
        except UsageError:
            if self._sounded is not None:
                self._sounded.close()
                self._sounded.remove()
            raise

    def sounded(self, block: Sound) -> None:
        """Add the next stretch of what the loudspeaker was given."""
        if self._sounded is not None:
            self._sounded.add(block)

    def heard(self, block: Sound) -> None:
        """Add the next stretch of what the microphone heard."""
        if self._heard is not None:
            self._heard.add(block)

    def close(self) -> FacilitatorError | None:
        """Finish the files; return what went wrong on the way, if anything did.

        A file that could not be finished is removed. Harmless when repeated.
        """
        failure = None
        for track in (self._sounded, self._heard):
            if track is not None:
                track.close()
                failure = failure or track.failure
        return failure
