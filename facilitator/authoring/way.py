"""What happens in a ritual, told in the few words that fit a card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from facilitator.authoring.way_entries import Entry, Told, capital
from facilitator.authoring.way_moments import Moments
from facilitator.authoring.way_words import title_of
from facilitator.script.durations import short_duration
from facilitator.script.facts.attendance import is_offered
from facilitator.script.forms.schema import (
    BreatheStep,
    CardStep,
    CheckInStep,
    ChooseStep,
    ConsentStep,
    DrawStep,
    EndStep,
    ForEachStep,
    GestureStep,
    MeetAgainStep,
    NoteStep,
    OfferStep,
    RateStep,
    ReadyStep,
    RepeatStep,
    SayStep,
    SilenceStep,
    Step,
    TalkStep,
    TallyStep,
    TimeOutStep,
    TodayStep,
    TurnsStep,
    UseStep,
    WhenStep,
    whom,
)

_BRIEF_SECONDS: Final = 10.0

_ONE: Final = ("first", "second", "other")

_CUE: Final = re.compile(r"\w+ [“„«]")
"""What tells people what to say: one word, then the words in quotation marks."""


class Teller(Moments):
    """Turns steps into entries, names and settings filled in, in the language of the ritual.

    Args:
        ritual: Whose steps they are.
        values: A value for each setting.
        names: What people are called; empty for people who gave no names.
        people: How many take part.
    """

    def tell(self, steps: Sequence[Step]) -> list[Told]:
        """Return what happens in some steps, in order; ratings in a row as one."""
        told: list[Told] = []
        for each in self._of_all(steps):
            last = told[-1] if told else None
            if each.is_rating and last is not None and last.is_rating:
                before = last.entry.lines or (last.entry.title,)
                title = self._own.text("card ratings")
                together = Entry(title, lines=(*before, each.entry.title), kind="ratings")
                told[-1] = replace(last, entry=together)
            else:
                told.append(each)
        return told

    def _of_all(self, steps: Sequence[Step]) -> Iterator[Told]:
        before: Step | None = None
        for step in steps:
            who = whom(step)
            if who == "second" and self._people == 1:
                continue  # nobody is there for it
            for each in self._of(step):
                told = self._for_one(step, each, who)
                if isinstance(step, NoteStep) and isinstance(before, SayStep):
                    # What is to be noted is said just before ("Choose a reward.").
                    last = self._sentences(before.say)[-1:]
                    yield replace(told, entry=replace(told.entry, lines=(*last, *told.entry.lines)))
                else:
                    yield told
            self._note_asked(step)
            before = step

    def _for_one(self, step: Step, told: Told, who: str | None) -> Told:
        """Return an entry with whom it is for, where that is one of several people."""
        has_own = isinstance(step, NoteStep | TurnsStep)
        has_own = has_own or (isinstance(step, TalkStep) and step.label is None)
        if who not in _ONE or self._people == 1 or has_own or not told.entry.title:
            return told
        name = capital(self._as_addressed()[who])
        if told.entry.title.startswith(name):
            return told
        title = self._own.text("card of one", name=name, text=told.entry.title)
        return replace(told, entry=replace(told.entry, title=title))

    def _of(self, step: Step) -> Iterator[Told]:
        own = self._own
        match step:
            case WhenStep():
                around = self._asked_about
                self._asked_about |= self._asked_by(step)
                yield from self._conditional(step)
                self._asked_about = around
            case RepeatStep():
                yield from self._repeated(step)
            case UseStep() | EndStep() | TodayStep() | MeetAgainStep() | TallyStep():
                return
            case ForEachStep():
                yield from self._of_all(step.do)
            case SayStep():
                yield from self._said(step)
            case SilenceStep():
                seconds = self.seconds(step.silence)
                if step.label is None and seconds < _BRIEF_SECONDS:
                    return
                label = (
                    self.text(step.label) if step.label is not None else own.text("card silence")
                )
                time = short_duration(seconds)
                if step.slices is not None:
                    slices = short_duration(self.seconds(step.slices))
                    time = own.text("card slices", time=time, slices=slices)
                yield Told(Entry(label, time, seconds=seconds))
            case TurnsStep():
                yield Told(self._turns(step))
            case TalkStep():
                yield Told(self._talk(step))
            case BreatheStep():
                seconds = self.seconds(step.time)
                rhythm = ", ".join(
                    own.text(
                        "card breath", part=own.text(f"card breath {part}"), seconds=f"{length}"
                    )
                    for part, length in step.breathe
                )
                title = own.text("card breathe", rhythm=rhythm)
                yield Told(Entry(title, short_duration(seconds), seconds=seconds))
            case GestureStep():
                chosen = self._values.values()
                if not is_offered(step.gesture, self._people, chosen, self._asked_about):
                    return
                seconds = self.seconds(step.time)
                gesture = (self.text(step.gesture),)
                title, time = own.text("card gesture"), short_duration(seconds)
                yield Told(Entry(title, time, gesture, seconds, kind="gesture"))
            case CheckInStep():
                yield Told(Entry(own.text("card check in")))
            case TimeOutStep():
                seconds = self.seconds(step.time_out)
                title = own.text("card time out")
                yield Told(Entry(title, short_duration(seconds), seconds=seconds))
            case ReadyStep():
                said = [s for s in self._sentences(step.ready) if not _CUE.match(s)]
                if said:  # else it is the gate that every ritual has
                    yield Told(Entry(" ".join(said)), is_open=True)
            case ConsentStep():
                lines = (self.text(step.consent),)
                if self._people > 1:
                    yield Told(Entry(own.text("card ask"), lines=lines, kind="consent"))
                else:
                    yield Told(Entry(own.text("card ask yourself"), lines=lines))
            case NoteStep():
                yield Told(Entry(self._note(step), lines=(self.text(step.note),)))
            case CardStep():
                yield Told(Entry(self._drawn(1, 1)))
            case DrawStep():
                yield Told(Entry(self._own.text("card slip")))
            case ChooseStep():
                yield Told(self._choice(step))
            case RateStep():
                if rated := self.text(step.rate):
                    yield Told(Entry(rated), is_rating=True)
            case OfferStep():
                title = own.text("card offer")
                follows = title_of(step.ritual, own.language)
                yield Told(Entry(title, lines=(follows,), kind="offer"))
            case _ if isinstance(getattr(step, "do", None), list):
                yield from self._of_all(step.do)  # type: ignore[attr-defined]
            case _:
                yield from self._anything(step)
