"""What stands on a ritual's card: its way in a few lines, as the two would tell it each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from facilitator.script.compiler import compile_ritual
from facilitator.script.conditions import holds, parse_condition, parse_repetition
from facilitator.script.durations import short_duration
from facilitator.script.ritual import Ritual
from facilitator.script.schema import (
    ConsentStep,
    GestureStep,
    NoteStep,
    ReadyStep,
    Reference,
    RepeatStep,
    SayStep,
    SilenceStep,
    Step,
    TurnsStep,
    UseStep,
    WhenStep,
    kind_of,
)
from facilitator.script.sentences import split
from facilitator.script.settings import Value, choose
from facilitator.script.timing import estimate

MOST_LINES: Final = 44
"""Most lines of a card's way; what goes beyond is counted in a last line."""

_FEW: Final = 3
_WHOLE: Final = 3
_QUIET_KINDS: Final = frozenset({"bell", "remember", "remind", "end", "use", "when", "repeat"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of the way.

    Attributes:
        title: What happens, in a few words.
        time: How long, as people write it ("2 min each"); "" for as long as it takes.
        lines: Questions or sentences that belong to it.
        seconds: How long it takes in all, for a picture of the whole; 0 when unknown.
    """

    title: str
    time: str = ""
    lines: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen beforehand: its name, and what is possible."""

    name: str
    answers: str


@dataclass(frozen=True, slots=True)
class Card:
    """A ritual on one page.

    Attributes:
        id: What is typed to begin it.
        title: Its name.
        about: What it is.
        depth: light, medium or deep.
        minutes: About how long it takes.
        partners: "Anna and Ben"; "" for people who gave no names.
        way: What happens, in order.
        choices: What can be chosen beforehand.
        more: How many moments found no place.
    """

    id: str
    title: str
    about: str
    depth: str
    minutes: int
    partners: str
    way: tuple[Entry, ...]
    choices: tuple[Choice, ...] = field(default=())
    more: int = 0


def card_of(
    ritual: Ritual, *, partners: Sequence[str] = (), settings: Mapping[str, str] | None = None
) -> Card:
    """Return the card of a ritual with certain settings.

    Conditions on settings are decided; what depends on an answer is left out, and so is what is
    only said, unless there is hardly anything else.

    Raises:
        UsageError: Names or settings that cannot be used.
    """
    program = compile_ritual(ritual, partners=partners, settings=settings)
    values = choose(ritual.settings, settings or {}, {})
    teller = _Teller(ritual, values, program.partners if partners else ())
    way = list(teller.entries(ritual.form.steps))
    if sum(not entry.is_said for entry in way) >= _FEW:
        way = [entry for entry in way if not entry.is_said]
    kept: list[Entry] = []
    used = 0
    for entry in way:
        used += 1 + len(entry.entry.lines)
        if used > MOST_LINES and kept:
            break
        kept.append(entry.entry)
    return Card(
        id=ritual.id,
        title=ritual.title,
        about=" ".join(ritual.form.about.split()),
        depth=ritual.form.depth,
        minutes=max(1, round(estimate(program).total_seconds / 60)),
        partners=" and ".join(program.partners) if partners else "",
        way=tuple(kept),
        choices=tuple(_choices(ritual)),
        more=len(way) - len(kept),
    )


def _choices(ritual: Ritual) -> Iterator[Choice]:
    for name, setting in ritual.settings.items():
        if setting.kind == "choice":
            *others, last = setting.choices
            answers = f"{', '.join(others)} or {last}" if others else last
        else:
            answers = f"{setting.text(setting.low)} to {setting.text(setting.high)}"
        yield Choice(name[:1].upper() + name[1:], answers)


@dataclass(frozen=True, slots=True)
class _Told:
    entry: Entry
    is_said: bool = False


class _Teller:
    """Turns steps into entries, names and settings filled in."""

    def __init__(
        self, ritual: Ritual, values: Mapping[str, Value], partners: Sequence[str]
    ) -> None:
        self._ritual = ritual
        self._values = values
        self._partners = tuple(partners)
        self._lower = {name.lower(): name for name in values}

    def entries(self, steps: Sequence[Step]) -> Iterator[_Told]:
        for step in steps:
            yield from self._entries(step)

    def _entries(self, step: Step) -> Iterator[_Told]:
        match step:
            case WhenStep():
                is_so = self._is_so(step.when)
                if is_so is not None:
                    yield from self.entries(step.do if is_so else step.otherwise)
            case RepeatStep():
                yield from self._repeated(step)
            case UseStep():
                return
            case SayStep():
                said = tuple(s for s in self._sentences(step.say) if len(s.split()) >= _WHOLE)
                if said:
                    yield _Told(Entry(said[0], lines=said[1:3]), is_said=True)
            case SilenceStep():
                seconds = self._seconds(step.silence)
                label = self._text(step.label) if step.label is not None else "Be silent together"
                slices = ""
                if step.slices is not None:
                    slices = f", in slices of {short_duration(self._seconds(step.slices))}"
                yield _Told(Entry(label, short_duration(seconds) + slices, seconds=seconds))
            case TurnsStep():
                yield _Told(self._turns(step))
            case GestureStep():
                seconds = self._seconds(step.time)
                gesture = (self._text(step.gesture),)
                yield _Told(Entry("A gesture", short_duration(seconds), gesture, seconds))
            case NoteStep():
                yield _Told(Entry(self._note(step), lines=(self._text(step.note),)))
            case ReadyStep():
                if step.heard:  # else it is the gate that every ritual has
                    yield _Told(Entry(self._text(step.ready)))
            case ConsentStep():
                yield _Told(Entry("Ask each other", lines=(self._text(step.consent),)))
            case _ if isinstance(getattr(step, "do", None), list):
                yield from self.entries(step.do)  # type: ignore[attr-defined]
            case _:
                yield from self._anything(step)

    def _note(self, step: NoteStep) -> str:
        first, second = self._partners[:2] if len(self._partners) > 1 else ("one", "the other")
        who = {"both": "together", "first": first, "second": second}
        each = "of each of you" if step.who == "each" else f"of {who[step.who]}"
        return "A note, together" if step.who == "both" else f"A note {each}"

    def _turns(self, step: TurnsStep) -> Entry:
        turns = step.turns
        depths = ("light", "medium", "deep")
        chosen = str(self._values.get(self._lower.get("depth", ""), "deep"))
        deepest = depths.index(chosen) if chosen in depths else 2
        questions = [self._text(turns.question)] if turns.question is not None else []
        for question in turns.questions:
            if isinstance(question, str):
                questions.append(self._text(question))
            else:
                questions += [
                    self._text(text)
                    for depth, text in question.items()
                    if depths.index(depth) <= deepest
                ]
        if not questions and turns.announce is not None:
            asked = self._sentences(turns.announce)
            questions = [sentence for sentence in asked if sentence.endswith("?")]
        each = self._seconds(turns.each)
        many = 1 if turns.asked == "all at once" else max(1, len(questions))
        time = f"{short_duration(each)} each" + (", for each question" if many > 1 else "")
        title = "One speaks, the other listens"
        return Entry(title, time, tuple(questions), 2 * each * many)

    def _repeated(self, step: RepeatStep) -> Iterator[_Told]:
        repetition = parse_repetition(step.repeat)
        count = self._filled(repetition.count).lower() if repetition is not None else ""
        for index, told in enumerate(self.entries(step.do)):
            entry = told.entry
            if index == 0 and count:
                until = "" if repetition is None or repetition.until is None else "up to "
                mark = f"{until}{count} times"
                entry = replace(entry, time=f"{entry.time}, {mark}" if entry.time else mark)
            yield _Told(entry, told.is_said)

    def _anything(self, step: Step) -> Iterator[_Told]:
        """Tell a kind of step this module has no words for by the first thing that is said."""
        kind = kind_of(step) or ""
        if kind in _QUIET_KINDS or getattr(step, "changes", None):
            return
        spoken = getattr(step, kind.partition(" ")[0], None)
        if isinstance(spoken, str | dict) and (sentences := self._sentences(spoken)):
            yield _Told(Entry(sentences[-1]))

    def _is_so(self, text: str) -> bool | None:
        """Return whether a condition on a setting holds; None for one on an answer."""
        condition = parse_condition(text)
        name = self._lower.get(condition.subject.lower()) if condition is not None else None
        if condition is None or name is None:
            return None
        setting = self._ritual.settings[name]
        others = tuple(o for v in condition.values if (o := setting.value_of(v)) is not None)
        return holds(condition.how, self._values[name], others)

    def _seconds(self, length: float | Reference) -> float:
        if isinstance(length, Reference):
            value = self._values.get(self._lower.get(length.name.lower(), ""), 0.0)
            return value if isinstance(value, float | int) else 0.0
        return length

    def _sentences(self, text: str | dict[str, str]) -> tuple[str, ...]:
        return tuple(cut.text for cut in split(self._text(text)))

    def _text(self, text: str | dict[str, str] | None) -> str:
        if isinstance(text, dict):
            chosen = {str(value).lower() for value in self._values.values()}
            text = next(
                (variant for choice, variant in text.items() if choice.lower() in chosen),
                text.get("otherwise", next(iter(text.values()))),
            )
        return self._filled(" ".join((text or "").split()))

    def _filled(self, text: str) -> str:
        """Fill in settings, and people in a way that suits both of them."""
        text = re.sub(r"^\{(?:name|first|second|partners|other)\}, *", "", text)
        text = re.sub(r", \{(?:name|first|second|partners)\}(?=[.!?,]|$)", "", text)
        first, second = self._partners or ("one of you", "the other one")
        people = {
            "partners": " and ".join(self._partners) or "you two",
            "first": first,
            "second": second,
            "name": "you",
            "other": "the other one",
        }

        def value(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name in people:
                return people[name]
            own = self._lower.get(name.lower())
            return self._ritual.settings[own].spoken(self._values[own]) if own else name

        filled = re.sub(r"\{([^{}]+)\}", value, text).strip()
        return filled[:1].upper() + filled[1:]
