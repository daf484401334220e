"""Sentences rendered before they are needed, so that a prompt begins on its sample."""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final
from weakref import WeakSet

from facilitator.audio import Sound
from facilitator.errors import ModelError
from facilitator.ports import Voice
from facilitator.urgency import step_back

MEMORY_BYTES: Final = 64_000_000
"""How much rendered sound is held: about five and a half minutes of speech."""

# On Windows a wait without a timeout cannot be interrupted by Ctrl-C.
_WAIT_SECONDS: Final = 0.5

_LAST_SENTENCE_SECONDS: Final = 10.0


class Prerenderer:
    """Renders sentences on one worker thread, in the order of need.

    Args:
        voice: Renders; used by the worker thread only.
        limit_bytes: Beyond it, sentences already fetched go first, then those just rendered,
            being the ones needed last.
        paced: Gives the voice that speaks so many steps faster; without it the pace stays.

    `prepare`, `get` and `tune` may be called from any thread; only `get` waits.
    """

    def __init__(
        self,
        voice: Voice,
        limit_bytes: int = MEMORY_BYTES,
        *,
        paced: Callable[[int], Voice] | None = None,
    ) -> None:
        self.voice = voice
        self._limit_bytes = limit_bytes
        self._paced = paced
        self._voices = {0: voice}
        self._pace = 0
        self._changed = threading.Condition()
        self._wanted: OrderedDict[str, None] = OrderedDict()
        self._ready: OrderedDict[str, Sound] = OrderedDict()
        self._failed: dict[str, Exception] = {}
        self._fetched: OrderedDict[str, None] = OrderedDict()
        self._waiting: dict[str, int] = {}
        self._rendering: str | None = None
        self._held_bytes = 0
        self._closed = False
        self._worker = threading.Thread(target=self._work, name="voice", daemon=True)
        _alive.add(self)
        self._worker.start()

    def prepare(self, texts: Iterable[str]) -> None:
        """Have these sentences rendered soon, the first one first. Returns at once."""
        with self._changed:
            for text in texts:
                if text not in self._ready and text not in self._failed:
                    self._want(text)
            self._changed.notify_all()

    def tune(self, pace: int) -> None:
        """Have everything rendered so many steps faster from now on. Returns at once.

        What was rendered and not yet fetched is rendered anew, what is wanted before it.
        """
        with self._changed:
            if self._paced is None or pace == self._pace:
                return
            self._pace = pace
            later = [text for text in self._ready if text not in self._fetched]
            if self._rendering is not None:
                later.insert(0, self._rendering)
            self._rendering = None
            self._ready.clear()
            self._fetched.clear()
            self._failed.clear()
            self._held_bytes = 0
            for text in later:
                self._want(text)
            self._changed.notify_all()

    def ready(self, text: str) -> Sound | None:
        """Return the sentence when it is rendered already, else have it rendered next.

        Returns at once, with None in the second case.

        Raises:
            ModelError: The voice could not render it; asking again tries again.
        """
        with self._changed:
            sound = self._fetch(text)
            if sound is None:
                if text in self._failed:
                    raise self._failed.pop(text)
                self._want_next(text)
            return sound

    def get(self, text: str) -> Sound:
        """Return the sentence: at once when it is ready, else it is rendered next.

        The array is shared: not to be written to.

        Raises:
            ModelError: The voice cannot render it; asking again tries again. Or the renderer
                is closed.
        """
        with self._changed:
            self._waiting[text] = self._waiting.get(text, 0) + 1
            try:
                while True:
                    sound = self._fetch(text)
                    if sound is not None:
                        return sound
                    if text in self._failed:
                        raise self._failed.pop(text)
                    if self._closed:
                        raise ModelError(f"The voice is closed and cannot say {text!r}.")
                    if text != self._rendering:
                        self._want(text)
                        self._wanted.move_to_end(text, last=False)
                    self._changed.notify_all()
                    self._changed.wait(_WAIT_SECONDS)
            finally:
                self._waiting[text] -= 1
                if not self._waiting[text]:
                    del self._waiting[text]

    def close(self) -> None:
        """Let the worker end after the sentence at hand. Harmless when repeated.

        Returns at once; a process that ends waits for that sentence.
        """
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._changed.notify_all()

    def wait_for_end(self, most_seconds: float) -> bool:
        """Wait until the worker has ended after `close`; say whether it has."""
        self._worker.join(most_seconds)
        return not self._worker.is_alive()

    def _want(self, text: str) -> None:
        if not self._closed and text != self._rendering:
            self._wanted.setdefault(text)

    def _want_next(self, text: str) -> None:
        self._want(text)
        if text in self._wanted:
            self._wanted.move_to_end(text, last=False)
        self._changed.notify_all()

    def _fetch(self, text: str) -> Sound | None:
        sound = self._ready.get(text)
        if sound is not None:
            self._fetched[text] = None
            self._fetched.move_to_end(text)
        return sound

    def _voice_at(self, pace: int) -> Voice:
        if pace not in self._voices and self._paced is not None:
            self._voices[pace] = self._paced(pace)
        return self._voices.get(pace, self.voice)

    def _work(self) -> None:
        step_back()
        while True:
            with self._changed:
                while not self._wanted and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                text, _ = self._wanted.popitem(last=False)
                self._rendering = text
                pace = self._pace
            sound: Sound | None = None
            failure: Exception | None = None
            try:
                sound = self._voice_at(pace).render(text)
            except Exception as error:
                failure = error
            with self._changed:
                if pace != self._pace:
                    continue
                self._rendering = None
                if failure is not None:
                    self._failed[text] = failure
                elif sound is not None:
                    sound.setflags(write=False)
                    self._hold(text, sound)
                self._changed.notify_all()

    def _hold(self, text: str, sound: Sound) -> None:
        self._ready[text] = sound
        self._held_bytes += sound.nbytes
        for old in [*self._fetched, text]:
            if self._held_bytes <= self._limit_bytes or (old == text and text in self._waiting):
                return
            self._held_bytes -= self._ready.pop(old).nbytes
            self._fetched.pop(old, None)


_alive: WeakSet[Prerenderer] = WeakSet()


@atexit.register
def _end_all() -> None:
    """Wait for sentences at hand: a thread that returns from a voice's native code while Python
    is being taken down would abort the process."""
    ending = list(_alive)
    for each in ending:
        each.close()
    for each in ending:
        each.wait_for_end(_LAST_SENTENCE_SECONDS)
