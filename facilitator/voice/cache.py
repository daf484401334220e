"""Rendered sentences on disk, found by their content.

One file a sentence: 8 bytes that name the format, the number of samples, their CRC-32, then 16-bit
samples at `PLAYBACK_HZ`. Plain samples, not FLAC: a sentence of four seconds is 0.4 MB and is
there in about a millisecond, with nothing to import.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import tempfile
import threading
import time
import zlib
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from facilitator.audio import Sound
from facilitator.engine.sentences import PRIVATE
from facilitator.ports import Voice

LIMIT_BYTES: Final = 200_000_000
"""How much the cache may hold by default: about half an hour of speech."""

_MAGIC: Final = b"FACVOX1\n"
_HEADER: Final = struct.Struct("<8sQI")
_SUFFIX: Final = ".pcm"
_LEFT_OVER_SECONDS: Final = 3600.0


class CacheableVoice(Voice, Protocol):
    """A voice that can say what its samples depend on."""

    @property
    def fingerprint(self) -> str:
        """Everything besides the text that decides the samples: engine, version, settings."""


def default_folder() -> Path:
    """Return the folder for rendered sentences under the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("facilitator", appauthor=False)) / "voice"


class CachedVoice:
    """Gives sentences from disk, and keeps those it had rendered, but never one that holds
    people's own words (`PRIVATE`).

    Args:
        voice: Renders what is not there.
        folder: Where the files lie; made when needed, readable by the user only.
        limit_bytes: Beyond it, the sentences not used for longest are removed.

    A damaged or partial file is rendered again. A folder that cannot be read or written only
    makes it slower; `note` then says so. Samples have 16 bits, the first time too, so that a
    sentence is the same whether or not it was there. Any thread; several processes may share
    the folder.
    """

    def __init__(
        self, voice: CacheableVoice, folder: Path | None = None, limit_bytes: int = LIMIT_BYTES
    ) -> None:
        self.name = voice.name
        self.note = ""
        self._voice = voice
        self._folder = folder or default_folder()
        self._limit_bytes = limit_bytes
        self._held_bytes: int | None = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """The voice's own."""
        return self._voice.fingerprint

    def render(self, text: str) -> Sound:
        """Return the sentence as `ports.Voice` promises; a millisecond when it is on disk.

        Raises:
            ModelError: As the voice itself.
        """
        if text.startswith(PRIVATE):
            return _from_pcm(_to_pcm(self._voice.render(text.removeprefix(PRIVATE))))
        path = self._path(text)
        stored = _read(path)
        if stored is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
            return stored
        sound = self._voice.render(text)
        pcm = _to_pcm(sound)
        with self._lock:
            self._keep(path, pcm.tobytes())
        return _from_pcm(pcm)

    def _path(self, text: str) -> Path:
        key = hashlib.sha256(f"{self.fingerprint}\0{text}".encode("utf-8", "surrogatepass"))
        return self._folder / f"{key.hexdigest()}{_SUFFIX}"

    def _keep(self, path: Path, pcm: bytes) -> None:
        size = _HEADER.size + len(pcm)
        if size > self._limit_bytes:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(size)
            handle, name = tempfile.mkstemp(suffix=".part", dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_HEADER.pack(_MAGIC, len(pcm) // 2, zlib.crc32(pcm)))
                    file.write(pcm)
                os.replace(name, path)  # noqa: PTH105
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name)  # noqa: PTH108
                raise
        except OSError as error:
            self._held_bytes = None
            self.note = (
                f"Spoken sentences cannot be kept in {self._folder} "
                f"({error.strerror or error}); they are rendered anew each time."
            )
        else:
            self._held_bytes = (self._held_bytes or 0) + size
            self.note = ""

    def _make_room(self, needed: int) -> None:
        if self._held_bytes is not None and self._held_bytes + needed <= self._limit_bytes:
            return
        entries = []
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                stat = path.stat()
                if path.suffix == _SUFFIX:
                    entries.append((stat.st_mtime_ns, stat.st_size, path))
                elif path.suffix == ".part" and stat.st_mtime < time.time() - _LEFT_OVER_SECONDS:
                    path.unlink()
        held = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries, key=lambda entry: entry[0]):
            if held + needed <= self._limit_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                held -= size
        self._held_bytes = held


def _to_pcm(sound: Sound) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.round(np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2")


def _from_pcm(pcm: np.ndarray[tuple[int], np.dtype[np.int16]]) -> Sound:
    return pcm.astype(np.float32) / np.float32(32767.0)


def _read(path: Path) -> Sound | None:
    """Return the stored sentence, or None when it is not there whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) < _HEADER.size:
        return None
    magic, count, checksum = _HEADER.unpack_from(data)
    pcm = memoryview(data)[_HEADER.size :]
    if magic != _MAGIC or len(pcm) != 2 * count or zlib.crc32(pcm) != checksum or not count:
        return None
    return _from_pcm(np.frombuffer(pcm, "<i2"))
