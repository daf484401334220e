"""What lasted how long in a session, read from its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from facilitator.clock import Samples, samples
from facilitator.session.timeline import Entry


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted from `start` to `end` (half-open, on the session clock).

    Attributes:
        start: Its first sample.
        end: The first sample after it.
        kind: "prompt", "bell", "turn", "silence", "pause", "hush" or "voices".
        text: What was said, whose turn it was, or a label; may be empty.
        detail: The question of a turn; may be empty.
        planned: Length it was meant to have; None when it had no plan.
    """

    start: Samples
    end: Samples
    kind: str
    text: str = ""
    detail: str = ""
    planned: Samples | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at one moment.

    Attributes:
        at: When.
        kind: "phrase" (said alone), "passing" (heard while people talked), "stop" or "lost".
        text: In a word or two.
    """

    at: Samples
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a session: spans in the order of their starts, marks, end and outcome."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    end: Samples
    outcome: str

    def of(self, *kinds: str) -> list[Span]:
        """Return the spans of some kinds."""
        return [span for span in self.spans if span.kind in kinds]


def course(entries: Iterable[Entry]) -> Course:
    """Return the course of a session.

    What the loop noted is believed before what the engine asked for. A silence or turn without
    a note of its end ends where the next thing begins: another one, a question, a sentence that
    does not belong to a pause, or the end of the session.
    """
    listed = sorted(entries, key=lambda entry: entry.at)
    end = max((entry.at for entry in listed), default=0)
    outcome = next((e.text("outcome") for e in reversed(listed) if e.kind == "finish"), "")
    pauses = _between(listed, ("paused",), ("resumed", "finish"), "pause", end)
    sounds = _sounds(listed, "prompt", "speak", "text") + _sounds(listed, "bell", "ring", "bell")
    spans = [
        *sounds,
        *pauses,
        *_between(
            listed,
            ("safe_word_suspected",),
            ("safe_word_dismissed", "safe_word_heard", "finish"),
            "hush",
            end,
        ),
        *_voices(listed, end),
        *_stretches(listed, pauses, [span for span in sounds if span.kind == "prompt"], end),
    ]
    end = max([end, *(span.end for span in spans)])
    kept = sorted((span for span in spans if span.end > span.start), key=lambda span: span.start)
    return Course(tuple(kept), tuple(_marks(listed)), end, outcome)


def outside(span: Span, turns: Sequence[Span]) -> list[tuple[Samples, Samples]]:
    """Return the parts of a span that lie in none of some turns that follow each other."""
    parts, start = [], span.start
    for turn in turns:
        if turn.end <= start or turn.start >= span.end:
            continue
        if turn.start > start:
            parts.append((start, turn.start))
        start = max(start, turn.end)
    if start < span.end:
        parts.append((start, span.end))
    return parts


def _sounds(listed: Sequence[Entry], note: str, action: str, field: str) -> list[Span]:
    noted = [entry for entry in listed if entry.what == "note" and entry.kind == note]
    aborts = [entry.at for entry in listed if entry.kind == "abort_sound"]
    finished = {e.number("sound"): e.at for e in listed if e.kind == "sound_finished"}
    found = []
    for entry in noted or [each for each in listed if each.kind == action]:
        length = entry.number("length")
        end = finished.get(entry.number("sound"))
        if length is not None:
            end = entry.at + length
        if end is None:
            end = entry.at + samples(1.5)
        end = min([end, *(at for at in aborts if at >= entry.at)])
        found.append(Span(entry.at, end, note, entry.text(field)))
    return found


def _between(
    listed: Sequence[Entry],
    begins: Sequence[str],
    ends: Sequence[str],
    kind: str,
    last: Samples,
) -> list[Span]:
    found: list[Span] = []
    since: Entry | None = None
    for entry in listed:
        if since is None and entry.kind in begins:
            since = entry
        elif since is not None and entry.kind in ends:
            found.append(Span(since.at, entry.at, kind, since.text("word")))
            since = None
    if since is not None:
        found.append(Span(since.at, last, kind, since.text("word")))
    return found


def _voices(listed: Sequence[Entry], last: Samples) -> list[Span]:
    if any(entry.kind == "sounding" for entry in listed):
        return _between(listed, ("sounding",), ("silent",), "voices", last)
    return _between(listed, ("voice_started",), ("voice_stopped",), "voices", last)


def _stretches(
    listed: Sequence[Entry], pauses: Sequence[Span], prompts: Sequence[Span], last: Samples
) -> list[Span]:
    endings = [e.at for e in listed if e.kind in ("finish", "safe_word_heard", "ears_lost")]
    starts = [e for e in listed if e.what == "note" and e.kind in ("turn", "silence")]
    asked = [e.at for e in listed if e.what == "note" and e.kind == "asked"]
    free = [
        prompt.start
        for prompt in prompts
        if not any(pause.start <= prompt.start <= pause.end for pause in pauses)
    ]
    has_ends = {e.kind for e in listed if e.what == "note"} & {"turn_over", "silence_over"}
    found = []
    for entry in starts:
        over = [e.at for e in listed if e.kind == f"{entry.kind}_over" and e.at >= entry.at]
        later = [*(e.at for e in starts if e.at > entry.at), *endings, *over[:1]]
        if f"{entry.kind}_over" not in has_ends:
            later += [*asked, *free]
        end = min([at for at in later if at > entry.at], default=last)
        text = entry.text("who") if entry.kind == "turn" else entry.text("label")
        span = Span(entry.at, end, entry.kind, text, planned=entry.number("length"))
        found.append(replace(span, detail=entry.text("label")))
    return found


_STOPS = {"safe_word_heard": "word", "key_pressed": "", "ears_lost": "reason"}


def _marks(listed: Sequence[Entry]) -> list[Mark]:
    found: list[Mark] = []
    is_over = False
    for entry in listed:
        if entry.kind == "phrase_heard":
            kind = "phrase" if entry.fields.get("alone") else "passing"
            found.append(Mark(entry.at, kind, f"“{entry.text('phrase')}”"))
        elif entry.kind == "input_lost":
            found.append(Mark(entry.at, "lost", "microphone input lost"))
        elif entry.kind in _STOPS and not is_over:
            is_over = True
            said = entry.text(_STOPS[entry.kind])
            told = {
                "safe_word_heard": f"“{said}”: stopped",
                "key_pressed": "a key: stopped",
                "ears_lost": f"stopped: {said}",
            }
            found.append(Mark(entry.at, "stop", told[entry.kind]))
    return found
