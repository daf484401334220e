"""The memory as the text of its file, and back.

A file is written in the oldest format that can hold what is in it, so that one without jars is
still read by older products.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from facilitator.journal.jars import plain_slip, read_slip
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.reminder import read_reminder

VERSION: Final = 2
"""Newest format of the file: raised whenever an older product would lose something of it.

Format 2 has jars.
"""

_HEADER = """\
# What Facilitator remembers between sessions. No sound is recorded here, and nothing you say but
# notes that were read back to you and that you said yes to.
# Show it with "facilitator memory"; delete it with "facilitator memory --forget", or only the
# notes with "facilitator memory --forget-notes".
"""


def memory_of(data: Mapping[str, Any]) -> Memory:
    """Return the memory that a parsed file holds.

    Raises:
        TypeError: Something in it is of another kind.
        ValueError, KeyError, AttributeError: The same.
    """
    return Memory(
        partners=tuple(_text(name) for name in _list(data.get("partners"))),
        safe_word=_text(data.get("safe_word")),
        pause_word=_text(data.get("pause_word")),
        rituals={
            _text(name): RitualMemory(
                values={_text(key): _text(each) for key, each in _map(ritual.get("values"))},
                sessions={_text(key): int(each) for key, each in _map(ritual.get("sessions"))},
                last=_text(ritual.get("last")),
                row={_text(key): _text(each) for key, each in _map(ritual.get("row"))},
            )
            for name, ritual in _map(data.get("rituals"))
        },
        more_safe_words=tuple(_text(word) for word in _list(data.get("more_safe_words"))),
        trials={_text(word): _text(told) for word, told in _map(data.get("trials"))},
        reminders=tuple(read_reminder(each) for each in _list(data.get("reminders"))),
        safe_word_offered=_text(data.get("safe_word_offered")),
        jars={
            _text(name): tuple(read_slip(each) for each in _list(there))
            for name, there in _map(data.get("jars"))
        },
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _list(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _map(value: Any) -> list[tuple[Any, Any]]:
    if value in (None, ""):
        return []
    if not isinstance(value, dict):
        raise TypeError("not a mapping")
    return list(value.items())


def text_of(memory: Memory) -> str:
    """Return the text of the file, with what it says about itself on top."""
    import yaml

    data: dict[str, Any] = {
        "version": VERSION if memory.jars else 1,
        "partners": list(memory.partners),
        "safe_word": memory.safe_word,
        "more_safe_words": list(memory.more_safe_words),
        "pause_word": memory.pause_word,
        "trials": dict(memory.trials),
        "reminders": [dataclasses.asdict(each) for each in memory.reminders],
        "safe_word_offered": memory.safe_word_offered,
        "rituals": {
            name: {
                "last": ritual.last,
                "sessions": dict(ritual.sessions),
                "values": dict(ritual.values),
                **({"row": dict(ritual.row)} if ritual.row else {}),
            }
            for name, ritual in memory.rituals.items()
        },
    }
    if memory.jars:
        data["jars"] = {n: [plain_slip(s) for s in there] for n, there in memory.jars.items()}
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return _HEADER + text
