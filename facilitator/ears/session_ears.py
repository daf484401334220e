"""The ears of a session: blocks of sound in, events out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from facilitator.audio import SILENCE_DBFS, Captured, Sound
from facilitator.clock import BLOCK, Samples
from facilitator.ears.clearing import NoiseReduction
from facilitator.ears.dictation import Dictation
from facilitator.ears.doubt import Judgement
from facilitator.ears.gate import PRE_ROLL, VoiceGate
from facilitator.ears.level import EchoResidual, LevelControl, Steady
from facilitator.ears.model import SpeechModel
from facilitator.ears.own_voice import OwnVoice
from facilitator.ears.past import Past, dithered_pcm16
from facilitator.ears.phrases import PhraseEar
from facilitator.ears.safe_word import SafeWordEar
from facilitator.ears.voices import VoiceActivity
from facilitator.engine.events import Event, SafeWordHeard, VoiceStopped
from facilitator.errors import ScriptError, UsageError
from facilitator.ports import EarHealth

HOP_BLOCKS: Final = 2
"""Blocks handed to the recognizers at once: 40 ms. In a virtual room results come one hop
later, so that session and recognizers work at the same time."""


class Canceller(Protocol):
    """Removes our own loudspeaker from what the microphone heard (`ears.echo`)."""

    def process(self, microphone: Sound, played: Sound) -> Sound:
        """Return the microphone block without the echo of what was played."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a session listens for.

    Attributes:
        safe_words: Words or phrases that end the session wherever they are said; "stop" said
            alone or twice always does.
        pause_words: Told as `PhraseHeard` wherever they are said.
        phrases: Answers and commands, told as `PhraseHeard` with whether they stood alone.
        notes: Notes are asked for (`SessionEars.dictate`).
    """

    safe_words: tuple[str, ...]
    pause_words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    notes: bool = False

    def check(self, model: SpeechModel) -> None:
        """Refuse what could never be heard.

        Raises:
            UsageError: No safe word, or one or a pause word the model does not know.
            ScriptError: A phrase with a word the model does not know.
        """
        if not self.safe_words or not all(word.split() for word in self.safe_words):
            raise UsageError("There is no safe word.", help="Choose one with --safe-word WORD.")
        for phrase in (*self.safe_words, *self.pause_words, *self.phrases):
            if unknown := model.unknown(phrase):
                chosen = phrase in self.safe_words or phrase in self.pause_words
                raise (UsageError if chosen else ScriptError)(
                    f"“{phrase}” can never be heard: the speech model does not know "
                    f"{' and '.join(f'“{word}”' for word in unknown)}.",
                    help="Take other words.",
                )


class SessionEars:
    """Implements `ports.Ears` with vosk.

    Args:
        model: Loaded speech model.
        vocabulary: What to listen for; every word must be known to the model.
        wait: True in a virtual room: results are waited for and the same every time.
        canceller: Echo canceller; None leaves the echo in.
        judged: Told how surely each doubt about a word was decided, as `SafeWordEar` has it.

    Raises:
        UsageError: No safe word, or one or a pause word the model does not know.
        ScriptError: A phrase with a word the model does not know.

    Construction takes some 0.3 s and may be done in a background thread; everything else is
    called by the session thread: about 0.1 ms a block. Three worker threads.
    """

    def __init__(
        self,
        model: SpeechModel,
        vocabulary: Vocabulary,
        *,
        wait: bool,
        canceller: Canceller | None = None,
        judged: Callable[[Judgement], object] | None = None,
    ) -> None:
        vocabulary.check(model)
        self._wait = wait
        self._canceller = canceller
        self._steady = Steady()
        self._gate = VoiceGate()
        self._residual = EchoResidual()
        self._own = OwnVoice()
        self._level = LevelControl()
        self._voices = VoiceActivity()
        self._past = Past()
        self._noise = NoiseReduction()
        self._safe = SafeWordEar(
            model, vocabulary.safe_words, vocabulary.pause_words, wait=wait, judged=judged
        )
        self._phrases = PhraseEar(model, vocabulary.phrases, vocabulary.safe_words)
        words = (*vocabulary.safe_words, *vocabulary.pause_words)
        self._notes = Dictation(model, words) if vocabulary.notes else None
        for recognizer in (self._safe.recognizer, self._phrases.recognizer):
            recognizer.wait_until_ready()
        self._blocks = 0
        self._now: Samples = 0
        self._fed_until: Samples = 0
        self._is_feeding = False
        self._rise_db = 0.0
        self._voice_dbfs = SILENCE_DBFS

    def hear(self, block: Captured, *, saying: str = "") -> Sequence[Event]:
        """Listen to one block (`ports.Ears.hear`)."""
        sound = microphone = self._steady.clean(block.microphone)
        played = np.nan_to_num(np.asarray(block.played, np.float32), posinf=0.0, neginf=0.0)
        if self._canceller is not None:
            sound = np.nan_to_num(self._canceller.process(sound, played))
        now = self._now = block.start + BLOCK
        self._own.update(now, microphone, sound, played, saying)
        self._past.append(sound)
        gate = self._gate
        gate.update(sound)
        self._residual.update(gate.level_dbfs, played)
        events: list[Event] = list(
            self._voices.update(
                now,
                rise_db=gate.rise_db,
                level_dbfs=gate.level_dbfs,
                echo_dbfs=self._own.expected_dbfs,
            )
        )
        self._measure_voice()
        self._blocks += 1
        at_hop = self._blocks % HOP_BLOCKS == 0
        if self._wait and not at_hop:
            heard, phrases = [], []
        else:
            events += self._noted(now)
            heard = self._safe.recognizer.collect(wait=self._wait)
            phrases = self._phrases.recognizer.collect(wait=self._wait)
        self._rise_db = max(self._rise_db, gate.rise_db)
        if at_hop:
            self._feed(now)
            self._rise_db = 0.0
        safe = self._safe.hear(
            heard,
            now,
            self._past,
            own=self._own,
            hints=phrases,
            level_dbfs=gate.level_dbfs,
            voice_ended=any(isinstance(event, VoiceStopped) for event in events),
        )
        events = [*safe, *events, *self._phrases.hear(phrases, now, self._own)]
        if len(events) > 1:
            events.sort(key=lambda event: not isinstance(event, SafeWordHeard))
        return events

    def dictate(self, longest: Samples | None) -> None:
        """Begin to take down a note, or leave it (`ports.Ears.dictate`)."""
        if self._notes is not None and longest is not None:
            self._notes.begin(longest)
        elif self._notes is not None:
            self._notes.drop()

    @property
    def health(self) -> EarHealth:
        """Levels and backlog as of the last block."""
        recognizers = (self._safe.recognizer, self._phrases.recognizer)
        backlog = max(each.behind(self._now) for each in recognizers)
        return EarHealth(
            backlog=backlog,
            level_dbfs=self._voice_dbfs,
            noise_dbfs=self._gate.noise_dbfs,
            echo_return_loss_db=float(getattr(self._canceller, "echo_return_loss_db", 0.0)),
            bypassed=self._residual.is_playing
            and bool(getattr(self._canceller, "bypassed", False)),
        )

    def close(self) -> None:
        """Stop the recognizer threads. Harmless when repeated."""
        self._safe.close()
        self._phrases.close()
        if self._notes is not None:
            self._notes.close()

    def _noted(self, now: Samples) -> Sequence[Event]:
        if self._notes is None:
            return []
        return self._notes.hear(now, self._voices.quiet_for, self._own, wait=self._wait)

    def _feed(self, now: Samples) -> None:
        received = self._past.received
        if self._gate.is_open:
            fresh = not self._is_feeding
            since = max(self._fed_until, received - PRE_ROLL - HOP_BLOCKS * BLOCK)
            self._give(since if fresh else self._fed_until, now, fresh=fresh)
            self._is_feeding = True
            if self._phrases.wants_end(self._voices.quiet_for):
                self._phrases.end()
        elif self._is_feeding:
            self._give(self._fed_until, now, fresh=False)
            self._is_feeding = False
            self._safe.recognizer.finish()
            self._phrases.end()

    def _give(self, since: Samples, now: Samples, *, fresh: bool) -> None:
        sound = self._past.since(since)
        echo = self._residual.dbfs if self._residual.is_playing else SILENCE_DBFS
        factors = self._level.factors(
            sound,
            fresh=fresh,
            rise_db=self._rise_db,
            noise_dbfs=self._gate.noise_dbfs,
            echo_dbfs=echo,
        )
        start = now - sound.size
        pcm = dithered_pcm16(sound * factors, since)
        self._safe.recognizer.feed(start, pcm)
        if self._notes is not None:
            self._notes.feed(start, pcm)
        if fresh:
            self._noise.begin()
        # Comes out `NoiseReduction.DELAY` late; a phrase is told so much later than it was said.
        cleared = dithered_pcm16(self._noise.process(sound) * factors, since)
        self._phrases.recognizer.feed(start, cleared)
        self._fed_until = self._past.received

    def _measure_voice(self) -> None:
        if self._voices.is_voice:
            mixed = 0.96 * 10.0 ** (self._voice_dbfs / 10.0)
            mixed += 0.04 * 10.0 ** (self._gate.level_dbfs / 10.0)
            self._voice_dbfs = max(SILENCE_DBFS, 10.0 * float(np.log10(mixed)))
        else:
            self._voice_dbfs = max(SILENCE_DBFS, self._voice_dbfs - 0.2)
