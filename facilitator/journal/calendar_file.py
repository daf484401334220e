"""What lies ahead as a calendar file (RFC 5545), for the calendar of a phone or a computer.

Times are local times without a zone ("floating", section 3.3.5): at eight it is eight wherever the
calendar is opened. An event keeps its identifier as long as ritual and sentence stay, so that a
file that is taken in again moves events instead of doubling them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from facilitator.journal.agenda import Ahead
from facilitator.journal.slots import Slot

_LONGEST_LINE: Final = 75
"""Octets of a line, its end not counted (section 3.1)."""

_DAY_NAMES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TWICE_A_WEEK: Final = 3


def calendar_file(
    entries: Sequence[Ahead],
    written: datetime,
    *,
    titles: Mapping[str, str],
    minutes: Mapping[str, int],
) -> str:
    """Return the text of a calendar file; its lines end as the standard wants it.

    Args:
        entries: What lies ahead.
        written: When the file is made, in UTC.
        titles: Titles of rituals by their ids; an id stands for itself where there is none.
        minutes: How long rituals take, by their ids; half an hour where nothing is known.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Facilitator//What is due//EN"]
    for entry in entries:
        lines += _event(entry, written, titles, minutes)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(
    entry: Ahead, written: datetime, titles: Mapping[str, str], minutes: Mapping[str, int]
) -> Iterator[str]:
    what = entry.what
    title = titles.get(what.ritual, what.ritual)
    is_slot = isinstance(what, Slot)
    summary = title if isinstance(what, Slot) else what.text
    about = f"facilitator run {what.ritual}" if is_slot else title
    if isinstance(what, Slot) and what.what:
        summary = f"{title}, {what.what}"
    named = f"{what.ritual}\n{'' if isinstance(what, Slot) else what.text}"
    length = minutes.get(what.ritual, 30) if is_slot else 5
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(named.encode()).hexdigest()[:32]}@facilitator"
    yield f"DTSTAMP:{written:%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{int(written.timestamp()) // 60}"
    yield f"DTSTART:{entry.at:%Y%m%dT%H%M%S}"
    yield f"DURATION:PT{length}M"
    if isinstance(what, Slot) and what.every:
        yield f"RRULE:{_rule(entry.at, what.every)}"
    yield f"SUMMARY:{_escaped(summary)}"
    yield f"DESCRIPTION:{_escaped(about)}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(summary)}")
    yield from ("TRIGGER:PT0M", "END:VALARM")
    yield "END:VEVENT"


def _rule(at: datetime, every: int) -> str:
    """Return how often something comes; twice a week it keeps its two days."""
    if every == _TWICE_A_WEEK:
        days = sorted({at.weekday(), (at.weekday() + every) % 7})
        return f"FREQ=WEEKLY;BYDAY={','.join(_DAY_NAMES[day] for day in days)}"
    if every % 7 == 0:
        return "FREQ=WEEKLY" + (f";INTERVAL={every // 7}" if every > 7 else "")
    return "FREQ=DAILY" + (f";INTERVAL={every}" if every > 1 else "")


def _escaped(text: str) -> str:
    """Return a text as a value (section 3.3.11); control characters have no place in it."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(each for each in text if each.isprintable())


def _folded(line: str) -> str:
    """Return a line, a long one on several, no character torn apart."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = "", 1
        piece, size = piece + character, size + octets
    return "\r\n ".join((*pieces, piece))
