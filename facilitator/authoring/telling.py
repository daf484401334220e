"""What was spoken, asked, said and heard in a rehearsal, told in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from facilitator.clock import Samples, samples, seconds, session_time
from facilitator.session.timeline import Entry

DECIDED: Final = samples(4.0)
"""How long after it has been said a phrase is understood at the latest."""

_MEANT: Final = ("answer", "note", "count", "thanks", "go on", "safe word")
"""What is said to be understood."""

_WAYS: Final[Mapping[str, str]] = {
    "answer": "answered",
    "note": "left a note",
    "talk": "talked",
    "count": "counted",
    "thanks": "said thanks",
    "laughter": "laughed",
    "over me": "talked over me",
    "over another": "talked over another",
    "go on": "asked to go on",
    "safe word": "said the safe word",
}

_ANSWERS: Final = ("phrase_heard", "note_heard")
_HEARD: Final = (*_ANSWERS, "safe_word_heard")


@dataclass(slots=True)
class _Heard:
    """What was understood, and by whom it was said, as far as a rehearsal knows.

    `told` are those that have found their place in the report.
    """

    entries: list[Entry]
    said: list[Entry]
    told: set[int] = field(default_factory=set)

    def first(self, since: Samples, until: Samples | None) -> Entry | None:
        """Return the first untold phrase within a stretch, and take it for told."""
        for index, entry in enumerate(self.entries):
            is_within = since <= entry.at and (until is None or entry.at < until)
            if index not in self.told and entry.kind in _ANSWERS and is_within:
                self.told.add(index)
                return entry
        return None

    def rest(self) -> list[Entry]:
        """Return what has not been told."""
        return [entry for index, entry in enumerate(self.entries) if index not in self.told]

    def speaker(self, entry: Entry) -> str:
        """Return who said what was understood; "" when it was nobody a rehearsal knows of."""
        return next((each.text("who") for each in self.said if _is_of(each, entry)), "")

    def missed(self) -> list[Entry]:
        """Return what was said to be understood, and was not."""
        meant = [each for each in self.said if each.text("why") in _MEANT]
        return [each for each in meant if not any(_is_of(each, e) for e in self.entries)]


def told(entries: Sequence[Entry], partners: Sequence[str] = ()) -> Iterator[str]:
    """Yield the report of a timeline.

    How much the facilitator said, each question with what was answered, what each of the people
    said, what of it was not understood, and whatever else was.

    Args:
        entries: The timeline.
        partners: Who was there, so that whoever said nothing is named too.

    A question asked again is one of its own. What real people talked about is not in a timeline.
    """
    ended = [entry.at for entry in entries if entry.kind == "finish"]
    end = ended[-1] if ended else None
    said = [e for e in entries if e.kind == "said" and (end is None or e.at < end)]
    heard = _Heard([entry for entry in entries if entry.kind in _HEARD], said)
    yield _spoken(entries)
    yield from _asked(entries, heard)
    yield from _said(said, partners)
    missed = heard.missed()
    if missed:
        yield "Said, but not understood:"
    for entry in missed:
        yield f"  {_clock(entry.at)}  {entry.text('who')}: “{entry.text('text')}”"
    yield from _besides(entries, heard)


def _spoken(entries: Sequence[Entry]) -> str:
    prompts = [entry for entry in entries if entry.kind == "prompt"]
    bells = sum(entry.kind == "bell" for entry in entries)
    length = session_time(sum(entry.number("length") or 0 for entry in prompts))
    return f"Spoken: {_counted(len(prompts), 'sentence')}, {length}; {_counted(bells, 'bell')}."


def _asked(entries: Sequence[Entry], heard: _Heard) -> Iterator[str]:
    questions = [entry for entry in entries if entry.kind == "asked"]
    if not questions:
        return
    yield "Asked:"
    ends = [*(entry.at for entry in questions[1:]), None]
    for question, end in zip(questions, ends, strict=True):
        answer = heard.first(question.at, end)
        who = question.text("who") or "both"
        about = question.text("label")
        shown = f"{who}: {about}" if about else who
        if answer is None:
            yield f"  {_clock(question.at)}  {shown} – no answer"
            continue
        took = seconds(answer.at - question.at)
        yield f"  {_clock(question.at)}  {shown} – “{_words(answer)}” after {took:.0f} s"


def _said(said: Sequence[Entry], partners: Sequence[str]) -> Iterator[str]:
    """Yield what each person said, how often for what, and for how long in all."""
    if not said:
        return
    yield "Said:"
    for name in dict.fromkeys((*partners, *(e.text("who") for e in said if e.text("who")))):
        theirs = [entry for entry in said if entry.text("who") == name]
        if not theirs:
            yield f"  {name}: nothing"
            continue
        counts = Counter(entry.text("why") for entry in theirs)
        ways = [f"{_WAYS[why]} {_times(counts[why])}" for why in _WAYS if counts[why]]
        length = session_time(sum(entry.number("length") or 0 for entry in theirs))
        yield f"  {name}: {', '.join(ways)}; {length} in all"
    for entry in said:
        if not entry.text("who"):
            yield f"  {_clock(entry.at)}  a recording: {entry.text('text')}"


def _besides(entries: Sequence[Entry], heard: _Heard) -> Iterator[str]:
    """Yield what was understood though no question was open, and every hush and stop."""
    lines = []
    for entry in heard.rest():
        who = heard.speaker(entry)
        of = f", said by {who}" if who else ""
        if entry.kind in _ANSWERS:
            lines.append((entry.at, f"“{_words(entry)}”{of}"))
        else:
            lines.append((entry.at, f"safe word: “{entry.text('word')}”{of}"))
    lines += [
        (entry.at, f"hush, taken back: “{entry.text('word')}”")
        for entry in entries
        if entry.kind == "safe_word_dismissed"
    ]
    if lines:
        yield "Heard besides:"
    for at, line in sorted(lines):
        yield f"  {_clock(at)}  {line}"
    for entry in entries:
        if entry.kind == "set_reminder":
            yield f"Reminder, {entry.text('when')}: {entry.text('text')}"


def _is_of(said: Entry, heard: Entry) -> bool:
    """Say whether what was understood is what was said; a note is one in whatever words."""
    if heard.kind == "note_heard":
        is_same = said.text("why") == "note"
    else:
        is_same = said.text("text").lower() in (heard.text("phrase"), heard.text("word"))
    return is_same and said.at <= heard.at <= said.at + (said.number("length") or 0) + DECIDED


def _words(heard: Entry) -> str:
    return heard.text("phrase") or heard.text("text")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _clock(at: Samples) -> str:
    return session_time(at).rjust(6)
