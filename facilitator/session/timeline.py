"""The timeline of a session: every event and action, one JSON object a line.

A line has, in this order: `at` (samples on the session clock), `seconds`, `what` ("event",
"action" or "note"), `kind` (the type's name in snake_case: "safe_word_heard", "abort_sound"),
then the fields of the dataclass in their own order. The loop adds notes of what the engine
cannot know, above all what really sounded and for how long:

| kind | fields | meaning |
|---|---|---|
| `room` | `name`, `lead` | where it is held; what is due at a position sounds `lead` later |
| `prompt` | `text`, `length`, `key` | a sentence began to sound |
| `bell` | `bell`, `length` | a bell was struck |
| `silence` | `length`, `label` | a kept silence began |
| `turn` | `who`, `length`, `label` | somebody's turn began |
| `silence_over`, `turn_over` | | it ended |
| `asked` | `label`, `who` | a question is open |
| `paused`, `resumed` | | everything froze; went on |
| `sounding`, `silent` | | people's voices began; ended |
| `said` | `who`, `text`, `why`, `length` | in a rehearsal: a simulated person, or a recording |

There is no audio in a timeline, and of real people's words only the phrases the session listens for
and the notes it asks for.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TextIO

from facilitator.clock import Samples, seconds
from facilitator.engine.actions import Action
from facilitator.engine.events import Event
from facilitator.errors import UsageError
from facilitator.scoped import Scoped

What = Literal["event", "action", "note"]
"""Where an entry comes from: told to the engine, asked by it, or added by the loop."""

_OWN_KEYS: Final = ("at", "seconds", "what", "kind")
_LARGEST_FILE_BYTES: Final = 200_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline.

    Attributes:
        at: Position on the session clock.
        what: Event, action or note.
        kind: Type name in snake_case, or the kind of the note.
        fields: The other values as plain JSON data, in their own order.
    """

    at: Samples
    what: What
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field as text; "" when it is missing."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> Samples | None:
        """Return a field as a whole number; None when it is missing or is none."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return round(value)


class TimelineWriter(Scoped):
    """Collects the entries of one session and writes them to a file as they come.

    Args:
        path: Where the file is written, in UTF-8; None only keeps the entries. An existing
            file is replaced.

    Raises:
        UsageError: The file cannot be written.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.entries: list[Entry] = []
        self._path = path
        self._file: TextIO | None = None
        self.failure: UsageError | None = None
        """Why the file is not whole, known after `close`."""
        self._now: Samples = 0
        self._begins_at: Samples = 0
        if path is not None:
            try:
                self._file = Path(path).open(  # noqa: SIM115
                    "w", encoding="utf-8", newline="\n"
                )
            except OSError as error:
                raise UsageError(
                    f"The timeline cannot be written to {path}: {error.strerror}.",
                    help="Choose another file with --timeline.",
                ) from error

    def begin_at(self, at: Samples) -> None:
        """Count what follows from a later position: another program goes on where one ended."""
        self._begins_at += at
        self._now = 0

    def event(self, event: Event) -> None:
        """Add what the engine was told."""
        self._add("event", event)

    def action(self, action: Action) -> None:
        """Add what the engine asked for; without a position of its own, at the latest one."""
        self._add("action", action)

    def note(self, at: Samples, kind: str, **fields: Any) -> None:
        """Add something the loop knows; values are plain JSON data.

        Raises:
            ValueError: A field has one of the names every entry has.
        """
        taken = [name for name in fields if name in _OWN_KEYS]
        if taken:
            raise ValueError(f"a note cannot have a field called {taken[0]!r}")
        self._write(Entry(at, "note", kind, fields))

    def _add(self, what: What, thing: Event | Action) -> None:
        fields = {each.name: plain(getattr(thing, each.name)) for each in dataclasses.fields(thing)}
        at = fields.pop("at", None)
        if isinstance(thing, Event):
            self._now = max(self._now, thing.at)
        position = at if isinstance(at, int) else self._now
        self._write(Entry(position, what, snake_case(type(thing).__name__), fields))

    def _write(self, entry: Entry) -> None:
        if self._begins_at:
            entry = _later(entry, self._begins_at)
        self.entries.append(entry)
        if self._file is not None:
            try:
                self._file.write(as_json(entry) + "\n")
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Go on without a file; `failure` tells why."""
        self.failure = UsageError(
            f"The timeline could not be written to {self._path} to the end: {error.strerror}.",
            help="Make room on the disk, or choose another file with --timeline.",
        )
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()

    def close(self) -> None:
        """Finish the file; `failure` says whether that went well. Harmless when repeated."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._give_up(error)


def _later(entry: Entry, by: Samples) -> Entry:
    start = entry.fields.get("start")
    fields = {**entry.fields, "start": start + by} if isinstance(start, int) else entry.fields
    return dataclasses.replace(entry, at=entry.at + by, fields=fields)


def snake_case(name: str) -> str:
    """Return a type's name as a kind: "SafeWordHeard" gives "safe_word_heard"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def plain(value: Any) -> Any:
    """Return a value as JSON data: dataclasses become objects, tuples lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def as_json(entry: Entry) -> str:
    """Return an entry as one line of JSON, without the line ending."""
    whole = {
        "at": entry.at,
        "seconds": round(seconds(entry.at), 6),
        "what": entry.what,
        "kind": entry.kind,
        **plain(entry.fields),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(", ", ": "))


def read_timeline(path: Path | str) -> list[Entry]:
    """Return the entries of a file that `TimelineWriter` wrote.

    Raises:
        UsageError: The file cannot be read, or a line of it is not an entry.
    """
    try:
        if Path(path).stat().st_size > _LARGEST_FILE_BYTES:
            raise UsageError(f"{path} is too large to be the timeline of a session.")
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The timeline {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not a timeline: it is not text in UTF-8.") from error
    lines = text.split("\n")
    return [_entry(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line]


def _entry(line: str, where: str) -> Entry:
    try:
        data = json.loads(line)
        at, what, kind = data.pop("at"), data.pop("what"), data.pop("kind")
        data.pop("seconds", None)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise UsageError(f"{where}: this line is not an entry of a timeline.") from error
    if type(at) is not int or what not in ("event", "action", "note") or not isinstance(kind, str):
        raise UsageError(f"{where}: this line is not an entry of a timeline.")
    return Entry(at, what, kind, data)


def as_text(entries: Iterable[Entry]) -> str:
    """Return a timeline for people: position in seconds, who or what, what happened.

    Ticks, preparations, and requests that a note confirms ("prompt", "bell") are left out.
    Ordered by position, then as written, so the text can be compared with a golden file.
    """
    listed = sorted(entries, key=lambda entry: entry.at)
    noted = {each.kind for each in listed if each.what == "note"}
    text = _Text(confirmed=noted & {"prompt", "bell"}, sounds="sounding" in noted)
    lines = []
    for entry in listed:
        told = text.line(entry)
        if told is not None:
            lines.append(f"{seconds(entry.at):8.3f}  {told[0]:<7} {told[1]}\n")
    return "".join(lines)


_UNTOLD = ("ticked", "prepare", "sound_finished")
_SOUND_NOTES = {"speak": "prompt", "ring": "bell"}


@dataclass(frozen=True, slots=True)
class _Text:
    confirmed: set[str]
    sounds: bool

    def line(self, entry: Entry) -> tuple[str, str] | None:
        if entry.kind == "sound_finished" and entry.fields.get("interrupted"):
            return "room", "a sound was cut short"
        if entry.kind in _UNTOLD or _SOUND_NOTES.get(entry.kind) in self.confirmed:
            return None
        if self.sounds and entry.kind in ("voice_started", "voice_stopped"):
            return None
        if entry.what == "action" and entry.kind == "note":
            return "journal", f"remembers {entry.text('name')}: {entry.text('value')}"
        teller = _TELLERS.get(entry.kind)
        if teller is not None:
            return teller(entry)
        rest = ", ".join(f"{name} {value}" for name, value in entry.fields.items())
        return entry.what, f"{entry.kind.replace('_', ' ')}{': ' if rest else ''}{rest}"


def _length(entry: Entry, *, form: str = " ({:.3f} s)") -> str:
    length = entry.number("length")
    return "" if length is None else form.format(seconds(length))


def _named(entry: Entry, name: str = "label") -> str:
    value = entry.text(name)
    return f": {value}" if value else ""


def _spoken(entry: Entry) -> tuple[str, str]:
    name = entry.text("key") or f'"{entry.text("text")}"'
    return "prompt", f"{name} begins{_length(entry)}"


def _bell(entry: Entry) -> tuple[str, str]:
    return "bell", f"{entry.text('bell') or 'bell'}{_length(entry)}"


def _phrase(entry: Entry) -> tuple[str, str]:
    start = entry.number("start")
    begun = "" if start is None else f", begun at {seconds(start):.3f}"
    alone = ", alone" if entry.fields.get("alone") else ", while talking"
    return "heard", f'"{entry.text("phrase")}"{alone}{begun}'


def _turn(entry: Entry) -> tuple[str, str]:
    return "turn", f"{entry.text('who')} begins{_length(entry)}{_named(entry)}"


def _said(entry: Entry) -> tuple[str, str]:
    who = entry.text("who") or "a recording"
    return "person", f'{who}: "{entry.text("text")}"{_length(entry)}'


def _asked(entry: Entry) -> tuple[str, str]:
    who = entry.text("who")
    asked = entry.text("label") or "an answer"
    return "ask", f"{who}, {asked}" if who else asked


_TELLERS: Final[Mapping[str, Callable[[Entry], tuple[str, str]]]] = {
    "began": lambda _: ("session", "begins"),
    "speak": _spoken,
    "prompt": _spoken,
    "ring": _bell,
    "bell": _bell,
    "silence": lambda e: ("silence", f"begins{_length(e)}{_named(e)}"),
    "silence_over": lambda _: ("silence", "ends"),
    "turn": _turn,
    "turn_over": lambda _: ("turn", "ends"),
    "asked": _asked,
    "paused": lambda _: ("session", "paused"),
    "resumed": lambda _: ("session", "goes on"),
    "sounding": lambda _: ("person", "voice begins"),
    "voice_started": lambda _: ("person", "voice begins"),
    "silent": lambda _: ("person", "voice ends"),
    "said": _said,
    "voice_stopped": lambda _: ("person", "voice ends"),
    "phrase_heard": _phrase,
    "safe_word_suspected": lambda e: ("heard", f'perhaps the safe word "{e.text("word")}": hush'),
    "safe_word_heard": lambda e: ("heard", f'safe word "{e.text("word")}"'),
    "safe_word_dismissed": lambda e: ("heard", f'not the safe word "{e.text("word")}": go on'),
    "key_pressed": lambda _: ("person", "a key was pressed"),
    "input_lost": lambda e: ("room", f"microphone input lost{_length(e)}"),
    "ears_lost": lambda e: ("room", f"ears lost: {e.text('reason')}"),
    "abort_sound": lambda _: ("room", "everything that sounds fades out"),
    "finish": lambda e: ("session", f"ends, {e.text('outcome')}"),
}
