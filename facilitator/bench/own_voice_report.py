"""What the facilitator heard of itself, as a table, as lines of text, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from facilitator.bench.own_voice import STOP, Findings, Kind
from facilitator.bench.statistics import rate_interval, rate_text, table

_SAFE_KINDS: Final[tuple[Kind, ...]] = ("hush", "stop")


def report(found: Findings) -> str:
    """Return what was found as Markdown."""
    words = [word for word in found.hours if word != STOP]
    rows = [_row(word, found, [word]) for word in words]
    if len(words) > 1:
        rows.append(_row("each, on average", found, words))
    if STOP in found.hours:
        rows.append(_row("“stop”, always on", found, [STOP]))
    head = ("listening for", "false hushes (95 %)", "false stops (95 %)")
    alone = sum(each.kind == "phrase" and each.alone for each in found.alarms)
    length = found.heard_hours
    rooms = f"{found.rooms} rooms" if found.rooms != 1 else "one room"
    return "\n\n".join(
        (
            table(head, rows),
            f"Answers and commands understood that nobody gave: "
            f"{rate_text(found.count('phrase'), length)}, {alone} of them alone. "
            f"Voices heard that nobody has: {rate_text(found.count('voice'), length)}.",
            f"{found.sentences} lines read in {rooms}, {60.0 * length:.0f} minutes.",
        )
    )


def _row(name: str, found: Findings, words: Sequence[str]) -> tuple[str, str, str]:
    length = sum(found.hours[word] for word in words)
    hushes = sum(found.count("hush", word) for word in words)
    stops = sum(found.count("stop", word) for word in words)
    return name, rate_text(hushes, length), rate_text(stops, length)


def details(found: Findings) -> list[str]:
    """Return one line for each thing that was heard, so that it can be looked into."""
    lines = []
    for each in found.alarms:
        what = f" {each.word!r}" if each.word else ""
        beside = " beside other sounds" if each.kind == "phrase" and not each.alone else ""
        lines.append(
            f"false {each.kind}{what}{beside}: {each.ritual}, room {each.seed}, "
            f"{each.seconds:.2f} s into “{each.text}”"
        )
    return lines


def data(found: Findings) -> dict[str, Any]:
    """Return what was found as plain data, figures and single events."""
    words: dict[str, Any] = {}
    for word, length in found.hours.items():
        words[word] = {"hours": round(length, 4)}
        for kind in _SAFE_KINDS:
            count = found.count(kind, word)
            words[word][kind] = {"false": count, "per_hour_95": rate_interval(count, length)}
    return {
        "words": words,
        "hours": round(found.heard_hours, 4),
        "rooms": found.rooms,
        "lines": found.sentences,
        "phrases": found.count("phrase"),
        "voices": found.count("voice"),
        "alarms": [asdict(each) for each in found.alarms],
    }
