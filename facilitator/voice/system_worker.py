"""Speaks one text into a file with the system's voice, in a process of its own, and ends.

Run by its path with a request as JSON on standard input: `text`, `sound` and `result` (paths of the
files to write), `words_per_minute`, `voice` (part of a voice's name, or empty), `language` (its
code; English when it is left out). The result is a
JSON object: `voice` and `rate_hz` (0 when the file's own rate is right), or `error`.

pyttsx3 2.99 hangs when used from two threads or after a fork, forgets all but the last of several
files, prints on standard output, and on some systems runs its loop only once. One process, one
file, one `runAndWait` avoids all of it. Depends on nothing of this project.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

_MBROLA_HZ = 16_000
_ESPEAK_HZ = 22_050


def _speaks(voice: Any, wanted: str) -> bool:
    for language in voice.languages or ():
        code = language.decode("utf-8", "ignore") if isinstance(language, bytes) else str(language)
        clean = re.sub(r"[^A-Za-z_-]", "", code).lower().replace("_", "-")
        if wanted in (clean, clean.split("-")[0]):
            return True
    return False


def _chosen(engine: Any, wanted: str, language: str = "en") -> str:
    """Return the id of the voice to use; the system's own choice wherever it speaks so."""
    voices = list(engine.getProperty("voices") or ())
    if wanted:
        for voice in voices:
            if wanted.casefold() in f"{voice.name} {voice.id}".casefold():
                return str(voice.id)
        spoken = "English" if language == "en" else language
        names = ", ".join(sorted({str(v.name) for v in voices if _speaks(v, language)}))
        raise LookupError(f"no voice is called {wanted!r}; {spoken} ones here: {names or 'none'}")
    if language == "en" and sys.platform not in ("win32", "darwin"):
        for voice in voices:
            if str(voice.id).endswith("en-us"):
                return str(voice.id)
    current = engine.getProperty("voice")
    speaking = [str(voice.id) for voice in voices if _speaks(voice, language)]
    if not speaking and language != "en":
        speaking = [str(voice.id) for voice in voices if _speaks(voice, language.split("-")[0])]
    if not speaking and language != "en":
        raise LookupError(f"of its {len(voices)} voices none speaks it")
    return str(current) if current in speaking or not speaking else speaking[0]


def _speak(request: dict[str, Any]) -> dict[str, Any]:
    if sys.platform not in ("win32", "darwin"):
        try:
            import espeakng_loader
        except ImportError:
            pass  # the system's own library is used
        else:
            # Loaded first, it is the one pyttsx3 finds under the same name.
            os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
            espeakng_loader.load_library()
    import pyttsx3

    engine = pyttsx3.init()
    voice = _chosen(engine, request["voice"], request.get("language", "en"))
    if sys.platform in ("win32", "darwin"):
        engine.setProperty("voice", voice)
        engine.setProperty("rate", request["words_per_minute"])
        engine.save_to_file(request["text"], request["sound"])
        engine.runAndWait()
    else:
        _save(request, voice)
    # mbrola voices come at 16 kHz in a file that claims another rate.
    return {"voice": voice, "rate_hz": _MBROLA_HZ if voice.startswith("mb") else 0}


def _save(request: dict[str, Any], voice: str) -> None:
    """Speak a text into a file with espeak, and return when all of it has been spoken.

    pyttsx3's own loop may end before espeak's thread has: under load one sentence in twenty lost
    its end or all of itself. Only its binding to the library is used here.
    """
    import ctypes
    import wave

    from pyttsx3.drivers import _espeak
    from pyttsx3.drivers.espeak import EspeakDriver

    spoken = bytearray()

    def heard(samples: Any, count: int, _events: Any) -> int:
        if count > 0:
            spoken.extend(ctypes.string_at(samples, count * 2))
        return 0

    _espeak.SetSynthCallback(heard)
    EspeakDriver.setProperty("voice", voice)
    EspeakDriver.setProperty("rate", request["words_per_minute"])
    _espeak.Synth(request["text"].encode(), flags=_espeak.ENDPAUSE | _espeak.CHARS_UTF8)
    _espeak.Synchronize()
    with wave.open(request["sound"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_ESPEAK_HZ)
        file.writeframes(bytes(spoken))


def main() -> int:
    """Answer one request; 0 when the file is written, 1 with an `error` in the result."""
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    try:
        result = _speak(request)
    except Exception as error:
        result = {"error": f"{error}" or type(error).__name__, "kind": type(error).__name__}
    Path(request["result"]).write_text(json.dumps(result), encoding="utf-8")
    return 1 if "error" in result else 0


if __name__ == "__main__":
    # The engine's own threads and destructors may hang or abort at exit; the work is done.
    status = main()
    sys.stderr.flush()
    os._exit(status)
