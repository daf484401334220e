"""Other ways to spot a word, for comparison in the same run.

Two set-ups of the recognizer this product uses, as people commonly begin with it, and two
spotters of their own, which are installed only for benchmarks (`pip install facilitator[bench]`).
They hear the microphone as it is: none of them has an echo canceller or a level control.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from facilitator.audio import Sound, to_pcm16
from facilitator.clock import RATE_HZ
from facilitator.ears.model import SpeechModel
from facilitator.errors import UsageError

RIVALS: Final = ("bare", "finals", "pocketsphinx", "microwakeword")
"""Names of the rivals: a bare vosk grammar on partial results; the same on final results only;
pocketsphinx's keyphrase search; pymicro-wakeword's trained "alexa"."""

POCKETSPHINX_THRESHOLD: Final = 1e-20
"""Of the keyphrase search, in the middle of what its manual suggests. Larger misses more, smaller
hears more where nothing was said."""

_STEP = RATE_HZ // 25
_AGAIN_SECONDS = 1.0
"""A detection so soon after the last one is the same."""


class Rival(Protocol):
    """A spotter for one word."""

    def listen(self, sound: Sound) -> list[float]:
        """Return when the word was detected in a recording at `RATE_HZ`, in seconds from its
        beginning; everything heard before is forgotten first."""


def open_rival(name: str, word: str, model: SpeechModel) -> Rival | str:
    """Return a rival for a word, or why there is none, in plain words.

    Raises:
        UsageError: An unknown name.
    """
    match name:
        case "bare" | "finals":
            return _Grammar(model, word, finals=name == "finals")
        case "pocketsphinx":
            return _or_missing(name, "pocketsphinx", lambda found: _Sphinx(found, word))
        case "microwakeword":
            if word != "alexa":
                return f"{name} knows “alexa” only, not “{word}”"
            return _or_missing(name, "pymicro_wakeword", _Micro)
    raise UsageError(
        f"Nothing called “{name}” can be compared.", help=f"There are: {', '.join(RIVALS)}."
    )


def _or_missing(name: str, module: str, make: Callable[[Any], Rival]) -> Rival | str:
    try:
        found = importlib.import_module(module)
    except (ImportError, OSError):
        return f"{name} is not installed (pip install facilitator[bench])"
    try:
        return make(found)
    except (RuntimeError, ValueError, OSError) as error:
        return f"{name} cannot be used: {error}"


def _steps(sound: Sound) -> list[bytes]:
    pcm = to_pcm16(sound)
    return [pcm[at : at + 2 * _STEP] for at in range(0, len(pcm), 2 * _STEP)]


def apart(times: Sequence[float]) -> list[float]:
    """Return detections without those within a second after the one before."""
    kept: list[float] = []
    for time in times:
        if not kept or time - kept[-1] > _AGAIN_SECONDS:
            kept.append(time)
    return kept


class _Grammar:
    """vosk with a grammar of the word and "none of these", and nothing else."""

    def __init__(self, model: SpeechModel, word: str, *, finals: bool) -> None:
        self._word = word.split()
        self._finals = finals
        self._recognizer = model.recognizer((word, "[unk]"))

    def listen(self, sound: Sound) -> list[float]:
        self._recognizer.Reset()
        times: list[float] = []
        seen = 0
        end = 0.0
        for step in _steps(sound):
            end += len(step) / 2 / RATE_HZ
            if self._recognizer.AcceptWaveform(step):
                count, final = self._count(self._recognizer.Result(), "text"), True
            else:
                count, final = self._count(self._recognizer.PartialResult(), "partial"), False
            if count > seen and (final or not self._finals):
                times.append(end)
            seen = 0 if final or self._finals else count
        if self._count(self._recognizer.FinalResult(), "text") > seen:
            times.append(end)
        return apart(times)

    def _count(self, result: str, part: str) -> int:
        tokens = str(json.loads(result)[part]).split()
        size = len(self._word)
        return sum(tokens[at : at + size] == self._word for at in range(len(tokens)))


class _Sphinx:
    """pocketsphinx with its bundled English model, searching for one key phrase."""

    def __init__(self, module: Any, word: str) -> None:
        self._decoder = module.Decoder(
            keyphrase=word, kws_threshold=POCKETSPHINX_THRESHOLD, lm=None, loglevel="FATAL"
        )
        for part in word.split():
            if self._decoder.lookup_word(part) is None:
                raise ValueError(f"its dictionary lacks “{part}”")

    def listen(self, sound: Sound) -> list[float]:
        times: list[float] = []
        end = 0.0
        self._decoder.start_utt()
        for step in _steps(sound):
            end += len(step) / 2 / RATE_HZ
            self._decoder.process_raw(step)
            if self._decoder.hyp() is not None:
                times.append(end)
                self._decoder.end_utt()
                self._decoder.start_utt()
        self._decoder.end_utt()
        return apart(times)


class _Micro:
    """micro-wakeword's "alexa", at its own cut-off."""

    def __init__(self, module: Any) -> None:
        self._spotter = module.MicroWakeWord.from_builtin(module.Model.ALEXA)
        self._features = module.MicroWakeWordFeatures()

    def listen(self, sound: Sound) -> list[float]:
        self._spotter.reset()
        self._features.reset()
        times: list[float] = []
        end = 0.0
        for step in _steps(sound):
            end += len(step) / 2 / RATE_HZ
            for features in self._features.process_streaming(step):
                if self._spotter.process_streaming(features):
                    times.append(end)
        return apart(times)
