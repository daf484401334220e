"""Single moments of a ritual in a few words: turns, talks, notes, choices, what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from facilitator.authoring.way_branches import Branches
from facilitator.authoring.way_entries import Entry, Told, capital
from facilitator.script import speaking
from facilitator.script.conditions import (
    parse_repetition,
)
from facilitator.script.durations import parse_number, short_duration
from facilitator.script.forms.schema import (
    ChooseStep,
    NoteStep,
    RepeatStep,
    SayStep,
    Step,
    TalkStep,
    TurnsStep,
    kind_of,
)
from facilitator.script.forms.values import Reference, Until

_WHOLE: Final = 3

_MOST_SAID: Final = 3

_QUIET_KINDS: Final = frozenset({"bell", "remember", "remind"})

_DEPTHS: Final = ("light", "medium", "deep")

_RULE_IDS: Final = re.compile(r"\brules?\b", re.IGNORECASE)

_SPEAKING: Final = ("card turns alone", "card turns", "card turns of many")
"""Titles of turns: for one, two, and more people."""


class Moments(Branches):
    """Tells single moments: who speaks, about what, and for how long."""

    def _said(self, step: SayStep) -> Iterator[Told]:
        sentences = self._sentences(step.say)
        rules = next((n for n, text in enumerate(sentences) if self._rules.search(text)), None)
        if rules is not None or (step.id and _RULE_IDS.search(step.id)):
            held = sentences[rules + 1 :] if rules is not None else sentences
            if held:
                yield Told(Entry(self._own.text("card rules"), lines=tuple(held)))
                return
        said = [s for s in sentences if len(s.split()) >= _WHOLE]
        if said:
            yield Told(Entry(said[0], lines=tuple(said[1:_MOST_SAID])), is_said=True)

    def _turns(self, step: TurnsStep) -> Entry:
        turns = step.turns
        chosen = str(self._values.get(self._lower.get("depth", ""), "deep"))
        deepest = _DEPTHS.index(chosen) if chosen in _DEPTHS else 2
        lines = [self.text(turns.question)] if turns.question is not None else []
        for question in turns.questions:
            marked = {"light": question} if isinstance(question, str) else question
            lines += [
                self.text(text) for depth, text in marked.items() if _DEPTHS.index(depth) <= deepest
            ]
        asked = len(lines)
        announced = self._sentences(turns.announce) if turns.announce is not None else ()
        if turns.deck is not None:
            lines.append(self._drawn(turns.rounds, 1 if turns.who else self._people))
        elif not lines:
            lines += [text for text in announced if len(text.split()) >= _WHOLE]
        many = 1 if turns.asked == "all at once" else max(1, asked)
        if turns.deck is not None:
            many = self._count(turns.rounds)
        elif announced and asked:
            # What is said before the question ("When it happened, what did you feel?").
            lines = [text for text in announced if text.endswith("?")] + lines
        lines += [self._own.text("card counted", word=ways[0]) for ways in turns.count.values()]
        seconds = self.seconds(turns.each)
        if turns.mirror is not None and self._people > 1:
            length = short_duration(self.seconds(turns.mirror))
            lines.append(self._own.text("card mirror", time=length))
        if turns.validating is not None and self._people > 1:
            length = short_duration(self.seconds(turns.validating))
            lines.append(self._own.text("card validate", time=length))
        time = short_duration(seconds)
        speakers = 1 if turns.who else self._people
        if many > 1:
            key = "card each question" if speakers > 1 else "card for each question"
            time = self._own.text(key, time=time)
        elif speakers > 1:
            time = self._own.text("card each", time=time)
        title = self._own.text(_SPEAKING[min(self._people, 3) - 1])
        if turns.who and self._people > 1:
            title = self._speaks(turns.who)
        whole = speakers * seconds * many
        return Entry(title, time, tuple(lines), whole, is_talk=True, kind="turns")

    def _speaks(self, who: str) -> str:
        name = self._as_addressed()[who]
        return capital(self._own.text("card speaks", name=name))

    def _drawn(self, rounds: int | Reference, speakers: int) -> str:
        count = self._count(rounds)
        drawn = "card drawn one" if count == 1 else "card drawn"
        who = ("", " for two", " for many")[min(speakers, 3) - 1]
        return self._own.text(drawn + who, number=str(count))

    def _count(self, rounds: int | Reference) -> int:
        if isinstance(rounds, Reference):
            value = self._values.get(self._lower.get(rounds.name.lower(), ""), 1)
            return round(float(value)) if isinstance(value, float | int) else 1
        return rounds

    def _talk(self, step: TalkStep) -> Entry:
        own = self._own
        title = own.text("card talk")
        if step.label is not None:
            title = self.text(step.label)
        elif step.who is not None:
            title = self._speaks(step.who) if self._people > 1 else own.text(_SPEAKING[0])
        lines: list[str] = []
        if step.deck is not None:
            lines.append(self._drawn(1, 1))
        if step.checking is not None:
            lines.append(own.text("card check in"))
        if step.starters is not None:
            lines.append(own.text("card starter"))
        for ways in step.count.values():
            lines.append(own.text("card counted", word=ways[0]))
        if step.time_out is not None:
            lines.append(own.text("card time apart"))
        if isinstance(step.talk, Until):
            until = own.template("card until").replace("{time}", step.talk.clock)
            time, seconds = self._filled(until), 0.0
            time = time[:1].lower() + time[1:]
        else:
            seconds = self.seconds(step.talk)
            time = short_duration(seconds)
        # What a label tells people to say stands in the lines already.
        cue = re.search(r"(?<=[.!?:]) \w+ [“„«]", title)
        heading = title[: cue.start()] if cue and lines else title
        return Entry(heading, time, tuple(lines), seconds, is_talk=True)

    def _note(self, step: NoteStep) -> str:
        own = self._own
        if self._people == 1:
            return own.text("card note")
        if step.who not in ("first", "second"):
            return own.text("card note both" if step.who == "both" else "card note each")
        if not self._names:
            return own.text(f"card note of {step.who}")
        return own.text("card note of", name=self._as_addressed()[step.who])

    def _choice(self, step: ChooseStep) -> Entry:
        options = [self._options.get(option.lower(), option) for option in step.options]
        lines = [capital(self._own.listed(options, "or")) + "."]
        if step.surprise:
            lines.append(self._own.text("card surprise", word=step.surprise[0]))
        return Entry(self._question(step.choose), lines=tuple(lines))

    def _repeated(self, step: RepeatStep) -> Iterator[Told]:
        repetition = parse_repetition(step.repeat)
        count = self._filled(repetition.count).lower() if repetition is not None else ""
        if parse_number(count) == 1:
            count = ""
        number = parse_number(count) if self._own.language != "en" else None
        if number is not None:
            count = speaking.number(number, self._own)
        for index, told in enumerate(self.tell(step.do)):
            entry = told.entry
            if index == 0 and count:
                up_to = repetition is not None and repetition.until is not None
                mark = self._own.text("card up to" if up_to else "card times", number=count)
                entry = replace(entry, time=f"{entry.time}, {mark}" if entry.time else mark)
            yield replace(told, entry=entry)

    def _anything(self, step: Step) -> Iterator[Told]:
        """Tell a kind of step this module has no words for by what is said first."""
        kind = kind_of(step) or ""
        if kind in _QUIET_KINDS or getattr(step, "changes", None):
            return
        spoken = getattr(step, kind.partition(" ")[0], None)
        if isinstance(spoken, str | dict) and (question := self._question(spoken)):
            yield Told(Entry(question))
