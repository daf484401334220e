"""Sentences are rendered ahead, in the order of need, within a bound of memory."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from facilitator.audio import Sound
from facilitator.errors import ModelError
from facilitator.voice.prerender import Prerenderer
from facilitator.voice.tone_voice import ToneVoice

WAIT_SECONDS = 20.0


class HeldVoice(ToneVoice):
    """Renders a sentence only when let; remembers the order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.has_begun = threading.Semaphore(0)
        self.may_go = threading.Semaphore(0)

    def render(self, text: str) -> Sound:
        self.begun.append(text)
        self.has_begun.release()
        assert self.may_go.acquire(timeout=WAIT_SECONDS)
        return super().render(text)


def wait_until(ahead: Prerenderer, is_so: Callable[[], bool]) -> None:
    with ahead._changed:
        assert ahead._changed.wait_for(is_so, WAIT_SECONDS)


@pytest.fixture
def held() -> Iterator[HeldVoice]:
    voice = HeldVoice()
    yield voice
    for _ in range(100):
        voice.may_go.release()


def test_gives_what_the_voice_renders() -> None:
    """The sound is the voice's own, shared and read-only."""
    ahead = Prerenderer(ToneVoice())
    sound = ahead.get("Hello there.")
    ahead.close()

    assert np.array_equal(sound, ToneVoice().render("Hello there."))
    assert not sound.flags.writeable


def test_renders_each_sentence_once(held: HeldVoice) -> None:
    """Prepared twice and fetched twice, a sentence is rendered one time."""
    ahead = Prerenderer(held)
    ahead.prepare(["one", "one"])
    ahead.prepare(["one"])
    held.may_go.release()
    first = ahead.get("one")
    second = ahead.get("one")
    ahead.prepare(["one", "two"])
    held.may_go.release()
    ahead.get("two")
    ahead.close()

    assert first is second
    assert held.begun == ["one", "two"]


def test_what_is_asked_for_jumps_the_queue(held: HeldVoice) -> None:
    """A sentence needed now is rendered right after the one at hand."""
    ahead = Prerenderer(held)
    ahead.prepare(["one", "two", "three", "four"])
    assert held.has_begun.acquire(timeout=WAIT_SECONDS)
    got: list[Sound] = []
    asking = threading.Thread(target=lambda: got.append(ahead.get("four")))
    asking.start()
    wait_until(ahead, lambda: "four" in ahead._waiting)
    for _ in range(4):
        held.may_go.release()
    asking.join(WAIT_SECONDS)
    ahead.get("three")
    ahead.close()

    assert held.begun == ["one", "four", "two", "three"]
    assert len(got) == 1


def test_asking_for_the_sentence_at_hand_waits_for_it(held: HeldVoice) -> None:
    """It is not rendered a second time."""
    ahead = Prerenderer(held)
    ahead.prepare(["one"])
    assert held.has_begun.acquire(timeout=WAIT_SECONDS)
    got: list[Sound] = []
    asking = threading.Thread(target=lambda: got.append(ahead.get("one")))
    asking.start()
    wait_until(ahead, lambda: "one" in ahead._waiting)
    held.may_go.release()
    asking.join(WAIT_SECONDS)
    ahead.close()

    assert held.begun == ["one"]
    assert len(got) == 1


def test_ready_never_waits(held: HeldVoice) -> None:
    """What is not rendered yet is None; afterwards it is there."""
    ahead = Prerenderer(held)
    before = ahead.ready("one")
    held.may_go.release()
    ahead.get("one")

    assert before is None
    assert ahead.ready("one") is ahead.get("one")
    ahead.close()


def test_errors_come_out_where_the_sentence_is_needed() -> None:
    """A sentence that cannot be said fails in `get`, each time, and harms no other."""
    ahead = Prerenderer(ToneVoice())
    ahead.prepare(["…", "fine"])
    for _ in range(2):
        with pytest.raises(ModelError, match="nothing to say"):
            ahead.get("…")

    assert ahead.get("fine").size > 0
    ahead.close()


def test_unexpected_errors_come_out_too() -> None:
    """A bug in a voice is not swallowed by the worker."""

    class BrokenVoice(ToneVoice):
        def render(self, text: str) -> Sound:
            raise ZeroDivisionError(text)

    ahead = Prerenderer(BrokenVoice())

    with pytest.raises(ZeroDivisionError, match="one"):
        ahead.get("one")
    ahead.close()


def test_memory_is_bounded() -> None:
    """Sentences already fetched make room; the bound holds; a dropped one comes again."""
    size = ToneVoice().render("one").nbytes
    ahead = Prerenderer(ToneVoice(), limit_bytes=3 * size)
    words = [f"word{index}" for index in range(10)]
    for word in words:
        ahead.get(word)

        assert ahead._held_bytes <= 3 * size
        assert sum(sound.nbytes for sound in ahead._ready.values()) == ahead._held_bytes

    assert list(ahead._ready) == words[-3:]
    assert ahead.get("word0").nbytes == size
    ahead.close()


def test_what_is_needed_soonest_is_not_pushed_out() -> None:
    """When prepared sentences fill the memory, those prepared first stay."""
    size = ToneVoice().render("one").nbytes
    ahead = Prerenderer(ToneVoice(), limit_bytes=2 * size)
    ahead.prepare(["one", "two", "three", "four"])
    wait_until(ahead, lambda: not ahead._wanted and ahead._rendering is None)

    assert list(ahead._ready) == ["one", "two"]
    ahead.close()


def test_a_sentence_larger_than_the_memory_is_still_given() -> None:
    """The bound never keeps a sentence from the one who waits for it."""
    ahead = Prerenderer(ToneVoice(), limit_bytes=10)

    assert ahead.get("one").size > 0
    ahead.close()


def test_closing_ends_the_worker_and_the_waiting(held: HeldVoice) -> None:
    """After `close` nothing is rendered, who waits is told, and closing again is harmless."""
    ahead = Prerenderer(held)
    ahead.prepare(["one", "two"])
    assert held.has_begun.acquire(timeout=WAIT_SECONDS)
    ahead.close()
    ahead.close()
    held.may_go.release()
    ahead._worker.join(WAIT_SECONDS)

    assert not ahead._worker.is_alive()
    assert held.begun == ["one"]
    with pytest.raises(ModelError, match="closed"):
        ahead.get("two")


LEAVES_WHILE_IT_RENDERS = """
import subprocess
import sys
import threading
from facilitator.voice.hibari_voice import HibariVoice
from facilitator.voice.prerender import Prerenderer

class Telling:
    def __init__(self):
        self.voice, self.begun = HibariVoice(), threading.Event()

    def render(self, text):
        self.begun.set()
        return self.voice.render(text)

voice = Telling()
voice.render("Warm.")
voice.begun.clear()
rendering = Prerenderer(voice)
rendering.prepare(["It goes on, and on, and on, and on, and on, and on, and on, and on."] * 2)
voice.begun.wait()
rendering.close()
"""


@pytest.mark.model
def test_a_process_that_ends_while_a_sentence_is_rendered_ends_well() -> None:
    """The voice's native code is not left alone with a Python that is being taken down."""
    done = subprocess.run(
        [sys.executable, "-c", LEAVES_WHILE_IT_RENDERS], capture_output=True, text=True, timeout=60
    )

    assert (0, "") == (done.returncode, done.stderr)
