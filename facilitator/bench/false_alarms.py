"""What ears report in talk: false alarms, and words that truly occur in it and are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from facilitator.bench.clips import Clip
from facilitator.clock import Samples, samples, seconds
from facilitator.ears.doubt import Judgement
from facilitator.engine.events import (
    Event,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.errors import UsageError

STOP: Final = "stop"
"""Watched besides every safe word; its false alarms are counted on their own."""

EARLY: Final[Samples] = samples(0.2)
LATE: Final[Samples] = samples(1.5)
"""What is reported from so long before a word began to so long after it ended is about it."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word that is truly said somewhere in recordings of talk.

    Attributes:
        file: The recording, as the end of its path, with or without its ending.
        start_seconds: From where in it.
        end_seconds: To where.
        word: Which word; "" for any.
    """

    file: str
    start_seconds: float
    end_seconds: float
    word: str = ""

    def is_in(self, path: Path) -> bool:
        """Say whether it lies in the recording of a path."""
        wanted = "/" + self.file.lstrip("/")
        return any(
            ("/" + each.as_posix()).endswith(wanted) for each in (path, path.with_suffix(""))
        )


def occurrences_in(path: Path) -> tuple[Occurrence, ...]:
    """Return the words that a list says are truly said.

    Args:
        path: Lines of file, start and end in seconds, and word, divided by tabs, UTF-8. More
            columns are left out, as are empty lines and those that begin with "#"; without a
            word, whatever is heard there is taken as said. A line whose second column is
            "start" is a heading.

    Raises:
        UsageError: The list cannot be read, or a line is not like that.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from error
    found = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#") or cells[1:2] == ["start"]:
            continue
        try:
            start, end = float(cells[1]), float(cells[2])
        except (IndexError, ValueError):
            start, end = 0.0, -1.0
        if not cells[0] or not 0.0 <= start <= end:
            raise UsageError(
                f"{path}, line {number}: {line.strip()!r} is no occurrence of a word.",
                help="Each line needs: file, start and end in seconds, word; tabs between them.",
            )
        word = " ".join(cells[3].lower().split()) if len(cells) > 3 else ""
        found.append(Occurrence(cells[0], start, end, word))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """Something heard that was not said.

    Attributes:
        listening_for: The safe word it is counted for: the one taken to be heard, or, for
            "stop", the first that was listened for.
        kind: "hush", "stop", or the name of a rival.
        word: What was taken to be heard: the safe word, or "stop".
        file: In which recording, and where in it in seconds.
        seconds: From its beginning.
        source: Where the recording comes from, as `Clip` has it.
    """

    listening_for: str
    kind: str
    word: str
    file: str
    seconds: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Occurred:
    """What became of a word that truly occurs in talk, and was listened for.

    Attributes:
        file: The recording.
        seconds: Where in it the word begins, by the list.
        word: Which.
        hushed: It was suspected, or certain.
        stopped: It was certain.
    """

    file: str
    seconds: float
    word: str
    hushed: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Doubted:
    """A safe word that was read, or might have been, where it was not said.

    Attributes:
        word: Which.
        file: In which recording.
        seconds: Where in it.
        spare: How much more weight could have been asked for and it would still have been
            a stop, as `Judgement` has it.
    """

    word: str
    file: str
    seconds: float
    spare: float


class Talk:
    """Recordings of talk one after the other, and what is said in them.

    Args:
        clips: The recordings.
        places: Where each begins and ends, on the session clock.
        words: Safe words that are listened for.
        occurrences: What is truly said, in these recordings or in others.
    """

    def __init__(
        self,
        clips: Sequence[Clip],
        places: Sequence[tuple[Samples, Samples]],
        words: Sequence[str],
        occurrences: Sequence[Occurrence] = (),
    ) -> None:
        self._clips = clips
        self._places = places
        self._words = words
        self._said = [
            (place[0], clip, each)
            for clip, place in zip(clips, places, strict=True)
            for each in occurrences
            if each.is_in(clip.path)
        ]

    def is_said(self, word: str, at: Samples) -> bool:
        """Say whether something reported at a position is about a word that was truly said."""
        return any(self._is_about(begin, each, word, at) for begin, _, each in self._said)

    def _is_about(self, begin: Samples, said: Occurrence, word: str, at: Samples) -> bool:
        start = begin + samples(said.start_seconds) - EARLY
        end = begin + samples(said.end_seconds) + LATE
        return said.word in ("", word) and start <= at <= end

    def alarm(self, kind: str, word: str, at: Samples, listening_for: str = "") -> FalseAlarm:
        """Return a false alarm at a position, with its place in its recording."""
        index = max((i for i, place in enumerate(self._places) if place[0] <= at), default=0)
        where = round(seconds(at - self._places[index][0]), 2)
        counted = listening_for or (word if word in self._words else self._words[0])
        clip = self._clips[index]
        return FalseAlarm(counted, kind, word, clip.name, where, clip.source)

    def alarms(self, events: Sequence[Event]) -> list[FalseAlarm]:
        """Return what is false of what the ears of a session reported.

        A stop that no hush came before is a hush as well, for it silences just the same.
        """
        found: list[FalseAlarm] = []
        suspected: set[str] = set()
        for event in events:
            match event:
                case SafeWordSuspected(at=at, word=word):
                    suspected.add(word)
                    kinds = ["hush"]
                case SafeWordDismissed(word=word):
                    suspected.discard(word)
                    continue
                case SafeWordHeard(at=at, word=word):
                    kinds = ["stop"] if word in suspected else ["hush", "stop"]
                    suspected.discard(word)
                case _:
                    continue
            if not self.is_said(word, at):
                found += [self.alarm(kind, word, at) for kind in kinds]
        return found

    def doubted(self, judgements: Sequence[Judgement]) -> list[Doubted]:
        """Return the surest of what was read of each word, where it was not said.

        What was judged within `LATE` of the last judgement on the same word counts once.
        """
        found: list[Doubted] = []
        for word in self._words:
            last = None
            for each in sorted(judgements, key=lambda judgement: judgement.at):
                if each.word != word or each.spare is None or self.is_said(word, each.at):
                    continue
                place = self.alarm("stop", word, each.at)
                doubted = Doubted(word, place.file, place.seconds, each.spare)
                if last is None or each.at - last > LATE:
                    found.append(doubted)
                elif each.spare > found[-1].spare:
                    found[-1] = doubted
                last = each.at
        return found

    def occurred(self, events: Sequence[Event]) -> list[Occurred]:
        """Return what became of the words that are truly said and were listened for."""
        found = []
        for begin, clip, each in self._said:
            if each.word not in (*self._words, STOP):
                continue
            kinds = {
                type(event)
                for event in events
                if isinstance(event, SafeWordSuspected | SafeWordHeard)
                and self._is_about(begin, each, event.word, event.at)
            }
            stopped = SafeWordHeard in kinds
            found.append(Occurred(clip.name, each.start_seconds, each.word, bool(kinds), stopped))
        return found


def voice_length(events: Sequence[Event], length: Samples) -> Samples:
    """Return how long there was a voice in so much sound, by what the ears reported."""
    total = 0
    since: Samples | None = None
    for event in events:
        if isinstance(event, VoiceStarted):
            since = event.at
        elif isinstance(event, VoiceStopped) and since is not None:
            total += event.at - since
            since = None
    return total + (length - since if since is not None else 0)
