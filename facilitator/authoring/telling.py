"""What was spoken, asked and heard in a rehearsal, told in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from facilitator.clock import Samples, seconds
from facilitator.session.timeline import Entry


def told(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the report of a timeline: how much was said, each question with what was answered,
    and whatever else was understood.

    A question asked again is one of its own. What people talked about is not in a timeline.
    """
    prompts = [entry for entry in entries if entry.kind == "prompt"]
    bells = sum(entry.kind == "bell" for entry in entries)
    spoken = seconds(sum(entry.number("length") or 0 for entry in prompts))
    sentences = _counted(len(prompts), "sentence")
    yield f"Spoken: {sentences}, {_time(spoken)}; {_counted(bells, 'bell')}."
    questions = [entry for entry in entries if entry.kind == "asked"]
    heard = [entry for entry in entries if entry.kind in ("phrase_heard", "note_heard")]
    ends = [*(entry.at for entry in questions[1:]), None]
    used: set[int] = set()
    if questions:
        yield "Asked:"
    for question, end in zip(questions, ends, strict=True):
        answer = next(
            (
                index
                for index, entry in enumerate(heard)
                if index not in used and question.at <= entry.at and (end is None or entry.at < end)
            ),
            None,
        )
        who = question.text("who") or "both"
        about = question.text("label")
        shown = f"{who}: {about}" if about else who
        if answer is None:
            yield f"  {_clock(question.at)}  {shown} – no answer"
            continue
        used.add(answer)
        took = seconds(heard[answer].at - question.at)
        phrase = _words(heard[answer])
        yield f"  {_clock(question.at)}  {shown} – “{phrase}” after {took:.0f} s"
    others = [entry for index, entry in enumerate(heard) if index not in used]
    if others:
        yield "Heard besides:"
    for entry in others:
        yield f"  {_clock(entry.at)}  “{_words(entry)}”"
    for entry in entries:
        if entry.kind == "set_reminder":
            yield f"Reminder, {entry.text('when')}: {entry.text('text')}"
    for entry in entries:
        if entry.kind in ("safe_word_heard", "safe_word_dismissed"):
            word = "safe word" if entry.kind == "safe_word_heard" else "hush, taken back"
            yield f"  {_clock(entry.at)}  {word}: “{entry.text('word')}”"


def _words(heard: Entry) -> str:
    return heard.text("phrase") or heard.text("text")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _time(length: float) -> str:
    return f"{int(length) // 60}:{int(length) % 60:02d}"


def _clock(at: Samples) -> str:
    return _time(seconds(at)).rjust(6)
