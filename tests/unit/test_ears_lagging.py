"""The safe word with a recognizer that lags, one that is stuck, and queues that are full."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, Samples, samples
from facilitator.ears.session_ears import HOP_BLOCKS, SessionEars, Vocabulary
from facilitator.engine.actions import Speak
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.operations import Bell, Say, Silence
from facilitator.session.loop import Conductor
from facilitator.session.performance import Performance
from facilitator.session.watchdog import BACKLOG_LIMIT
from facilitator.sound.mixer import Mixer
from tests.unit.ears_fakes import AnsweringDecoder, ScriptedDecoder, ScriptedModel
from tests.unit.fakes import FakeEars, FakeRoom
from tests.unit.programs import program, sentence
from tests.unit.test_ears_safe_word import NOTHING, buzz
from tests.unit.test_loop import Notes, Tone, hold, ping

HOP: Samples = HOP_BLOCKS * BLOCK


class Pace:
    """Lets a decoder go on stretch by stretch, as a busy computer would."""

    def __init__(self) -> None:
        self._given = threading.Semaphore(0)
        self._waiting = threading.Semaphore(0)

    def wait(self) -> None:
        """On the recognizer's thread: the stretch before has been told, the next one waits."""
        self._waiting.release()
        self._given.acquire()

    def has_arrived(self) -> None:
        """Wait until a stretch waits to be decoded."""
        assert self._waiting.acquire(timeout=20.0)

    def let_one_pass(self) -> None:
        """Have the waiting stretch decoded, and wait until the next one waits."""
        self._given.release()
        self.has_arrived()

    def let_all_pass(self) -> None:
        for _ in range(10_000):
            self._given.release()


class PacedDecoder(ScriptedDecoder):
    """Decodes when it may."""

    def __init__(self, script: Sequence[tuple[float, str]], pace: Pace) -> None:
        super().__init__(script)
        self._pace = pace

    def AcceptWaveform(self, pcm: bytes) -> int:  # noqa: N802
        self._pace.wait()
        return super().AcceptWaveform(pcm)


class PacedModel(ScriptedModel):
    """Its first recognizer hears the word at 2 s, whenever it comes to decode that."""

    def __init__(self, pace: Pace, *, is_said: bool) -> None:
        weighed = [("pineapple", 12.0)] * 9 if is_said else []
        super().__init__(first=[(2.0, "pineapple")], weighed=weighed)
        self._pace = pace

    def recognizer(self, grammar: Iterable[str], *, alternatives: int = 0) -> ScriptedDecoder:
        grammar = list(grammar)
        made = super().recognizer(grammar, alternatives=alternatives)
        if alternatives or isinstance(made, AnsweringDecoder) or len(grammar) <= 1000:
            return made
        return PacedDecoder(self._first, self._pace)


def ears_of(pace: Pace, *, is_said: bool = True) -> SessionEars:
    """Return ears of a real room: nothing waits for the recognizers, but the second opinion is
    quick, so that what the lag of the first one does is the same every time."""
    ears = SessionEars(
        PacedModel(pace, is_said=is_said), Vocabulary(("pineapple",), (), ("yes",)), wait=False
    )
    second = ears._safe._second
    answers, ask = second.answers, second.ask
    asked: list[int] = []
    second.ask = lambda *given, **more: asked.append(ask(*given, **more)) or asked[-1]  # type: ignore[method-assign, func-returns-value]
    second.answers = lambda **_: answers(wait_for=asked[-1] if asked else None)  # type: ignore[method-assign]
    return ears


def heard(lag_blocks: int) -> tuple[list[Event], Samples]:
    """Return what is told of five seconds with a first recognizer so far behind, and its worst
    backlog."""
    pace, sound = Pace(), buzz(5.0)
    ears = ears_of(pace)
    events: list[Event] = []
    behind = fed = 0
    worst = 0
    try:
        for start in range(0, sound.size, BLOCK):
            before = ears._safe.recognizer._given
            events += ears.hear(Captured(start, sound[start : start + BLOCK], NOTHING))
            worst = max(worst, ears._safe.recognizer.behind(start + BLOCK))
            if ears._safe.recognizer._given == before:
                continue
            fed += 1
            if fed == 1:
                pace.has_arrived()
            behind += 1
            while behind > 1 + lag_blocks // HOP_BLOCKS:
                pace.let_one_pass()
                behind -= 1
    finally:
        pace.let_all_pass()
        ears.close()
    return [e for e in events if isinstance(e, SafeWordSuspected | SafeWordHeard)], worst


def test_a_recognizer_that_lags_still_hears_the_word() -> None:
    """Nearly half a second behind, hush and stop come later by that, and none is lost."""
    prompt, _ = heard(0)
    late, backlog = heard(22)

    kinds = [SafeWordSuspected, SafeWordHeard]
    assert kinds == [type(each) for each in prompt] == [type(each) for each in late]
    assert samples(0.3) < backlog <= BACKLOG_LIMIT
    for first, then in zip(prompt, late, strict=True):
        assert 0 < then.at - first.at <= backlog + HOP


def test_a_session_whose_recognizer_is_stuck_ends_while_its_queue_fills() -> None:
    """Nobody can be heard any more: all is silent within half a second, and it is said why."""
    pace = Pace()
    ears = ears_of(pace, is_said=False)
    room, notes = Loud(buzz(8.0)), Notes()
    evening = program(Say(sentence("One.")), Say(sentence("Two.")), Silence(samples(60.0)))
    try:
        ending = Conductor(
            Performance(evening), room, ears, Tone(), ping, Mixer(), witnesses=(notes,)
        ).perform()
    finally:
        pace.let_all_pass()
        ears.close()

    assert ("deaf", "This computer is too busy to listen in time.") == (
        ending.outcome,
        ending.problem,
    )
    assert ending.ended < samples(1.5) + BACKLOG_LIMIT
    assert 1 == sum(each.at > ending.ended for each in notes.actions if isinstance(each, Speak))


class Loud(FakeRoom):
    """Somebody talks from the first second on."""

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self._sound = sound

    def read(self, timeout_seconds: float) -> Captured:
        block = super().read(timeout_seconds)
        at = block.start - samples(1.0)
        if 0 <= at < self._sound.size - BLOCK:
            return Captured(block.start, self._sound[at : at + BLOCK], block.played)
        return block


def test_a_full_queue_of_sentences_and_bells_is_emptied_by_the_word() -> None:
    """What waits to be rendered or to sound is dropped; it never comes, however late."""

    class Late(Tone):
        """Renders nothing for two seconds of blocks, then everything."""

        asked = 0

        def ready(self, text: str) -> Sound | None:
            self.asked += 1
            return self.get(text) if self.asked > 100 else None

    room, notes = FakeRoom(), Notes()
    room.is_virtual = False
    evening = program(Bell("opening"), Say(sentence("One.")), Say(sentence("Two.")))
    heard_at = samples(1.5)
    ending = Conductor(
        Performance(evening),
        room,
        FakeEars([SafeWordHeard(heard_at, "red")]),
        Late(),
        ping,
        Mixer(),
        witnesses=(notes,),
    ).perform()

    spoken = [each.text for each in notes.actions if isinstance(each, Speak)]
    assert ("stopped", [evening.stopped.text]) == (ending.outcome, spoken)
    begins = next(each.at for each in notes.actions if isinstance(each, Speak))
    silent = np.concatenate(room.written)[(heard_at + 2 * BLOCK) * 3 : begins * 3]
    assert silent.size and not silent.any()


def test_the_word_is_taken_first_of_a_full_queue_of_events() -> None:
    """However much else was noticed in the same block, it is handled before all of it."""
    at = samples(1.0) // BLOCK * BLOCK
    crowd: list[Event] = []
    for offset in range(100):
        crowd += [
            VoiceStarted(at + offset),
            PhraseHeard(at + offset, at, "pause", True),
            PhraseHeard(at + offset, at, "ready", True),
            VoiceStopped(at + offset),
        ]
    ending, _, notes = hold(
        program(Say(sentence("One."))), [*crowd, SafeWordHeard(at + BLOCK - 1, "red")]
    )

    block = [each for each in notes.events if at <= each.at < at + BLOCK and each.at]
    assert isinstance(block[0], SafeWordHeard)
    assert "stopped" == ending.outcome
    assert 1 == sum(isinstance(each, Speak) and each.at > at for each in notes.actions)
