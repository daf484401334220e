"""Reminders: how a script sets one, and how a later session begins with it.

A reminder is one sentence. It is said once, early in the next session on or after its day,
whichever ritual that is: after the greeting, and never before people have agreed to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Ask, Remember, Remind, Say, Tell
from facilitator.engine.sentences import Sentence
from facilitator.script import phrases, speaking
from facilitator.script.checking.wording import is_sayable
from facilitator.script.compiling.conversing import Conversing
from facilitator.script.days import (
    NEXT_AT,
    NEXT_DAY,
    NEXT_EVERY,
    NEXT_FOR,
    days_between,
    parse_day,
    parse_slot,
)
from facilitator.script.forms.schema import (
    BellStep,
    ConsentStep,
    ForEachStep,
    MeetAgainStep,
    RemindStep,
    RepeatStep,
    SayStep,
    Step,
    UseStep,
    WhenStep,
)
from facilitator.script.forms.values import Reference
from facilitator.script.hours import parse_hour
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import words
from facilitator.script.yaml_tree import Path

MOST_AT_ONCE: Final = 2
"""How many reminders a session begins with at most: a word in passing, no list of duties."""

LONGEST: Final = 300
"""Characters of a reminder that is still said; a longer one was not written by a script."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due.

    Attributes:
        key: Comes back in `DropReminder` when it has been said.
        text: What is said: one sentence.
        asks: It is a question, answered by yes or no.
        rates: It is one that is answered by a number from one to five.
    """

    key: str
    text: str
    asks: bool = False
    rates: bool = False


def tried(text: str) -> Due:
    """Return a reminder that a script is tried with: a question is asked, and one that speaks of
    one to five wants a number."""
    asks = text.strip().endswith("?")
    return Due(
        text, text, asks=asks, rates=asks and "one to five" in " ".join(text.lower().split())
    )


def may_be_said(
    text: str,
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    sounds_like: Callable[[str, str], bool],
) -> bool:
    """Say whether a remembered sentence can be spoken in a session with these words.

    The words may be others than when it was set, and people may have edited what is remembered.
    """
    if not any(c.isalpha() for c in text) or len(text) > LONGEST or not is_sayable(text):
        return False
    if " ".join(words(text)) in (*phrases.STOPS, *phrases.PAUSES):
        return False
    return not any(sounds_like(text, word) for word in (*safe_words, *pause_words))


def place_of_reminders(ritual: Ritual) -> int:
    """Return the index of the first step of a ritual that comes after the reminders.

    They come after the step that asks for consent, where there is one; else after the greeting
    and what tells about the two words; else before everything.
    """
    steps = ritual.form.steps
    for index, step in enumerate(steps):
        if any(isinstance(each, ConsentStep) for each in _within(step, ritual)):
            return index + 1
    index = 0
    while index < len(steps) and isinstance(steps[index], UseStep | BellStep):
        index += 1
    if index < len(steps) and _greets(steps[index]):
        index += 1
        while index < len(steps) and isinstance(steps[index], UseStep):
            index += 1
        return index
    return index if all(isinstance(step, UseStep) for step in steps[:index]) else 0


def _greets(step: Step) -> bool:
    if isinstance(step, WhenStep):
        return all(isinstance(each, SayStep | UseStep) for each in (*step.do, *step.otherwise))
    return isinstance(step, SayStep)


def _within(step: Step, ritual: Ritual) -> Iterator[Step]:
    yield step
    inner: list[Step] = []
    if isinstance(step, WhenStep | RepeatStep | ForEachStep):
        inner += step.do
    if isinstance(step, WhenStep):
        inner += step.otherwise
    if isinstance(step, UseStep) and step.use in ritual.parts:
        inner += ritual.parts[step.use].form.steps
    for each in inner:
        yield from _within(each, ritual)


class Reminding(Conversing):
    """Writes reminders: those a script sets, and those that are due."""

    def remind(self, step: RemindStep, path: Path) -> None:
        """Write the setting of a reminder, for a fixed day or the one that was answered."""
        text = " ".join(each.text for each in self.sentences(step.remind, (*path, "remind")))
        if not text:
            return
        hours = self._hours(step.hour)
        hour, hour_in = (hours, "") if isinstance(hours, str) else ("", hours[0])
        rates = step.remember is not None and step.answers == "one to five"
        wanted = Remind(text, "", step.remember or "", hour, hour_in, rates)
        if isinstance(step.day, str):
            self.write(replace(wanted, when=step.day))
            return
        chosen = self.values.get(step.day.name)
        if chosen is not None:
            when = parse_day(str(chosen))
            if when is not None:
                self.write(replace(wanted, when=when))
            return
        self._on_answered_day(wanted, step.day)

    def _on_answered_day(self, wanted: Remind, day: Reference) -> None:
        """Write a reminder for the day that an answer of this session names."""
        name = day.name.lower()
        variables = self.variables.get(name, (day.name,))
        own = [v for v in variables if self.place.whose >= 0 and self.owner(v) == self.place.whose]
        days = {
            meaning: when for meaning in self.answered.get(name, ()) if (when := parse_day(meaning))
        }
        branch = self.write(Jump(0))
        starts: dict[str, int] = {}
        ends: list[int] = []
        for meaning, when in days.items():
            starts[meaning] = self.write(replace(wanted, when=when))
            ends.append(self.write(Jump(0)))
        self.operations[branch] = Branch((own or variables)[0], starts, self.here)
        for end in ends:
            self.operations[end] = Jump(self.here)

    def meet_again(self, step: MeetAgainStep) -> None:
        """Write when they meet next, on a fixed day or one that was answered or chosen."""
        routine = self.plain(step.after)
        hours = self._hours(step.hour)
        if isinstance(step.slot, str):
            self._agree(step.slot, routine)
            self._agree_hour(hours)
            return
        chosen = self.values.get(step.slot.name)
        if chosen is not None:
            if parse_slot(str(chosen)) is not None:
                self._agree(str(chosen), routine)
                self._agree_hour(hours)
            return
        name = step.slot.name.lower()
        variable = self.variables.get(name, (step.slot.name,))[0]
        branch = self.write(Jump(0))
        starts: dict[str, int] = {}
        ends: list[int] = []
        for meaning in self.answered.get(name, ()):
            if parse_slot(meaning) is not None:
                starts[meaning] = self.here
                self._agree(meaning, routine)
                ends.append(self.write(Jump(0)))
        for end in ends:
            self.operations[end] = Jump(self.here)
        self._agree_hour(hours)
        self.operations[branch] = Branch(variable, starts, self.here)

    def _agree(self, often: str, routine: str) -> None:
        """Write that they meet again then: it is said, and kept."""
        when, between = parse_slot(often) or "", days_between(often)
        key = "meet again after" if routine else "meet again"
        spoken = {"when": speaking.day(when, self.own), "routine": routine}
        self.say(self.sentences(None, (key,), self.own.template(key), spoken))
        self.write(Remember(NEXT_DAY, when))
        self.write(Remember(NEXT_FOR, f"after {routine}" if routine and "{" not in routine else ""))
        self.write(Remember(NEXT_EVERY, f"{between} days" if between else ""))

    def _agree_hour(self, hours: str | tuple[str, ...]) -> None:
        """Write at what time of day they meet again: it is said, and kept."""
        self.say_hour(hours)
        if isinstance(hours, str):
            self.write(Remember(NEXT_AT, hours))
        else:
            self.write(Remember(NEXT_AT, variable=hours[0]))

    def say_hour(self, hours: str | tuple[str, ...]) -> None:
        """Write that a time of day is said; nothing is where nobody has answered.

        Args:
            hours: As people say it, "" for none; or the variable that holds it, then what can be
                answered.
        """
        key = "meet again at"

        def told(hour: str) -> tuple[Sentence, ...]:
            spoken = {"hour": speaking.hour(hour, self.own)}
            return self.sentences(None, (key,), self.own.template(key), spoken)

        if isinstance(hours, str):
            self.say(told(hours) if hours else ())
            return
        variable, *answers = hours
        branch = self.write(Jump(0))
        starts: dict[str, int] = {}
        ends: list[int] = []
        for hour in answers:
            starts[hour] = self.here
            self.say(told(hour))
            ends.append(self.write(Jump(0)))
        self.operations[branch] = Branch(variable, starts, self.here)
        for end in ends:
            self.operations[end] = Jump(self.here)

    def _hours(self, given: str | Reference | None) -> str | tuple[str, ...]:
        """Return a time of day as people say it, "" for none; or the variable that will hold one,
        with those that can be answered."""
        if given is None or isinstance(given, str):
            return given or ""
        chosen = self.values.get(given.name)
        if chosen is not None:
            return str(chosen) if parse_hour(str(chosen)) else ""
        name = given.name.lower()
        variable = self.variables.get(name, (given.name,))[0]
        return variable, *(each for each in self.answered.get(name, ()) if parse_hour(each))

    def say_reminders(self, reminders: Sequence[Due]) -> None:
        """Write what the session begins with because an earlier one asked for it."""
        for number, due in enumerate(reminders[:MOST_AT_ONCE], start=1):
            said = (Sentence(" ".join(due.text.split()), f"reminder.{number}", samples(1.0)),)
            if not due.asks:
                self.write(Say(said))
                self.write(Tell(due.key))
                continue
            variable = f"reminder/{number}"
            heard = {"yes": self.own.heard["reminded"], "no": self.own.heard["not reminded"]}
            again, label = "offer again", self.quoted([ways[0] for ways in heard.values()])
            if due.rates:
                heard = {meaning: self.own.heard[meaning] for meaning in phrases.RATINGS}
                again, label = "reminder rate again", self.phrase("one to five")
            self.write(
                Ask(
                    question=said,
                    answers=heard,
                    again=self.sentences(None, ("reminder again",), self.own.template(again)),
                    times=2,
                    default="",
                    remember=variable,
                    label=label,
                    alone=due.rates,
                )
            )
            self.write(Tell(due.key, variable))
            if due.rates:
                thanked = self.here + 1
                given = dict.fromkeys(heard, thanked)
                self.write(Branch(variable, given, thanked + 1))
                self.say(self.sentences(None, ("reminder rated",), self.own.template("note taken")))
                continue
            yes = self.here + 1
            self.write(Branch(variable, {"yes": yes, "no": yes + 2}, yes + 3))
            self.say(self.sentences(None, ("reminder done",), self.own.template("reminder done")))
            self.write(Jump(self.here + 2))
            self.say(
                self.sentences(None, ("reminder not done",), self.own.template("reminder not done"))
            )
