"""The speech model: one folder, loaded once, shared by every recognizer."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from facilitator.clock import RATE_HZ
from facilitator.errors import ModelError
from facilitator.places import default_model

_NEEDED = ("am/final.mdl", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst")
"""What a model must hold to listen for chosen words; a fixed `HCLG.fst` cannot do that."""

_HELP = (
    "English is built in: leave --model out, or give the folder of an unpacked small vosk model."
)

_loaded: dict[Path, SpeechModel] = {}
_loading = threading.Lock()


class SpeechModel:
    """A loaded speech model.

    Holds about 170 MB. Any thread may ask it; recognizers made from it share its memory.

    Attributes:
        folder: Where it was loaded from.
    """

    def __init__(self, folder: Path, model: Any) -> None:
        self.folder = folder
        self._model = model

    def knows(self, word: str) -> bool:
        """Say whether one word is in the model's vocabulary; others can never be heard.

        Args:
            word: A single word, any case. Takes microseconds.
        """
        lowered = word.lower()
        if not lowered or " " in lowered:
            return False
        return bool(self._model.vosk_model_find_word(lowered) >= 0)

    def unknown(self, phrase: str) -> tuple[str, ...]:
        """Return the words of a phrase that are not in the vocabulary, in order."""
        return tuple(word for word in phrase.split() if not self.knows(word))

    def recognizer(self, grammar: Iterable[str], *, alternatives: int = 0) -> Any:
        """Return a new vosk recognizer for a grammar.

        Args:
            grammar: Phrases in lower case, every word in the vocabulary, or `[unk]`. A phrase
                given twice counts twice: vosk estimates a word-pair model from the list. Empty
                for everything the model knows, which takes up to 65 ms and 50 MB.
            alternatives: How many readings a final gives, with scores in place of confidences;
                0 for one reading with a confidence for each word.

        Takes 3 to 10 ms and 3 to 14 MB.
        """
        import vosk

        phrases = list(grammar)
        chosen = (json.dumps(phrases, ensure_ascii=False),) if phrases else ()
        recognizer = vosk.KaldiRecognizer(self._model, float(RATE_HZ), *chosen)
        recognizer.SetWords(True)
        if alternatives:
            recognizer.SetMaxAlternatives(alternatives)
        return recognizer


def load_model(folder: Path | None = None) -> SpeechModel:
    """Load a speech model, or return it when this process has loaded it before.

    Args:
        folder: An unpacked vosk model; None for the one that ships with the product.

    Raises:
        ModelError: No such folder, not a model, or one that cannot listen for chosen words.

    Takes about half a second of one core the first time; may run in a background thread. A
    second caller waits for the first. Nothing is ever downloaded.
    """
    place = (default_model() if folder is None else folder).expanduser().resolve()
    with _loading:
        if place not in _loaded:
            _loaded[place] = _load(place)
        return _loaded[place]


def begin_loading(folder: Path | None = None) -> None:
    """Begin to load a speech model in the background; `load_model` waits for it or says why not.

    For the very start of a program, so that the rest of it is imported meanwhile.
    """

    def load() -> None:
        with contextlib.suppress(ModelError):
            load_model(folder)

    threading.Thread(target=load, name="model", daemon=True).start()


def _vosk() -> Any:
    """Import vosk without the part of it that could reach a network.

    vosk imports `requests` for downloads that are never wanted here, and importing that opens a
    socket (urllib3 tries whether there is IPv6). An empty module stands in for it meanwhile.
    """
    stand_in = ModuleType("requests")
    is_needed = sys.modules.setdefault("requests", stand_in) is stand_in
    try:
        import vosk
    finally:
        if is_needed:
            del sys.modules["requests"]
    return vosk


def _load(place: Path) -> SpeechModel:
    if not place.exists():
        raise ModelError(f"There is no speech model in {place}.", help=_HELP)
    if not place.is_dir():
        raise ModelError(f"{place} is a file, not the folder of a speech model.", help=_HELP)
    missing = [name for name in _NEEDED if not _has_content(place / name)]
    if missing:
        if (place / "graph" / "HCLG.fst").is_file():
            raise ModelError(
                f"The speech model in {place} has a fixed graph and cannot listen for chosen "
                "words.",
                help="Take the small model of that language; " + _HELP[0].lower() + _HELP[1:],
            )
        raise ModelError(
            f"{place} is not a speech model: {_listed(missing)} missing or empty.", help=_HELP
        )
    try:
        vosk = _vosk()
    except (ImportError, OSError) as error:
        raise ModelError(
            f"The speech recognizer vosk cannot be loaded on this machine ({error}).",
            help="Install it again with: pip install --force-reinstall vosk",
        ) from error
    vosk.SetLogLevel(-1)
    try:
        model = vosk.Model(model_path=str(place))
    except Exception as error:
        raise ModelError(
            f"The speech model in {place} cannot be loaded; its files may be damaged.", help=_HELP
        ) from error
    loaded = SpeechModel(place, model)
    _warm(loaded)
    return loaded


def _warm(model: SpeechModel) -> None:
    """Let the model be used once, so that a session's first word does not wait for the disk."""
    recognizer = model.recognizer(["[unk]"])
    recognizer.AcceptWaveform(bytes(RATE_HZ))
    recognizer.FinalResult()


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _listed(names: list[str]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{', '.join(names)} are"
