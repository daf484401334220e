"""What was put off to another day: asked for by whoever comes back from a time apart, and met by
a reminder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import Ask, End, Remind, Silence
from facilitator.engine.own_words import OwnWords
from facilitator.engine.sentences import Sentence
from facilitator.script import speaking
from facilitator.script.compiling.branching import Branching
from facilitator.script.days import TOMORROW, WEEKDAYS
from facilitator.script.hours import in_words
from facilitator.script.phrases import ENGLISH

DAY: Final = "another day"
HOUR: Final = "another hour"
"""The variables that hold when it is to be."""

_DAYS: Final = (TOMORROW, "in 2 days", "in 3 days", "in 7 days", *(f"on {d}" for d in WEEKDAYS))
_NAMED: Final = (TOMORROW, "in 3 days", "on Sunday")
"""Days that the question names."""

_HALF_HOURS: Final = range(0, 12 * 60, 30)
_NONE: Final = "no"
_ALSO_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "in 2 days": ("the day after tomorrow", "two days"),
    "in 3 days": ("three days",),
    "in 7 days": ("a week", "next week"),
}
"""Further ways of English."""


class PuttingOff(Branching):
    """Writes the way from a time apart to another day."""

    def put_off(self) -> None:
        """Write it behind everything else, and let every time apart of the script lead there; none
        where it has none."""
        if not self.times_apart:
            return
        self.line = 0
        self.write(End())
        start = self.here
        self._choose_when()
        for index in self.times_apart:
            waiting = self.operations[index]
            assert isinstance(waiting, Silence | Ask)
            leads = {**waiting.leads, **dict.fromkeys(self.own.heard["another day"], start)}
            self.operations[index] = replace(waiting, leads=leads)

    def landing(self) -> tuple[Sentence, ...]:
        """Return what is said at an end before the end."""
        raise NotImplementedError

    def _choose_when(self) -> None:
        ears = self.own if self.own.hears == self.own.language else ENGLISH
        known = _days(ears)
        named = self.own.listed([speaking.day(day, ears) for day in _NAMED], "or")
        self._ask(DAY, "another day", known, days=named)
        branch = self.write(Jump(0))
        days: dict[str, int] = {}
        onward: list[int] = []
        for when in _DAYS:
            days[when] = self.here
            self.say(self._of_own("put off", when=speaking.day(when, self.own)))
            onward.append(self.write(Jump(0)))
        for place in onward:
            self.operations[place] = Jump(self.here)
        hours = _hours(ears)
        self._ask(HOUR, "another hour", hours, hour=hours[in_words(8 * 60)][0])
        self.say_hour((HOUR, *hours))
        again = self.write(Jump(0))
        reminders: dict[str, int] = {}
        over: list[int] = []
        (text,) = self._of_own("put off reminder")
        for when in _DAYS:
            reminders[when] = self.write(Remind(text.text, when, hour_in=HOUR))
            over.append(self.write(Jump(0)))
        self.operations[again] = Branch(DAY, reminders, self.here)
        self.operations[branch] = Branch(DAY, days, self.here)
        for place in over:
            self.operations[place] = Jump(self.here)
        self.say(self._of_own("put off end") + self.landing())
        self.write(End())

    def _ask(
        self, variable: str, key: str, answers: Mapping[str, Sequence[str]], **named: str
    ) -> None:
        """Write the question for a day or an hour; silence is none."""
        none = (*self.own.heard["no"],)
        self.write(
            Ask(
                question=self._of_own(key, **named),
                answers={**{m: tuple(ways) for m, ways in answers.items()}, _NONE: none},
                again=self._of_own(f"{key} again"),
                times=2,
                default=_NONE,
                remember=variable,
                label=self.phrase(f"{key} label"),
            )
        )

    def _of_own(self, key: str, **values: str) -> tuple[Sentence, ...]:
        return self.sentences(None, (key.replace(" ", "-"),), self.own.template(key), values)


def _days(ears: OwnWords) -> dict[str, tuple[str, ...]]:
    """Return days with the ways to say them."""
    found: dict[str, tuple[str, ...]] = {}
    for when in _DAYS:
        said = speaking.day(when, ears)
        bare = said.removeprefix("on ")
        also = (bare, f"next {bare}") if bare != said else _ALSO_SAID.get(when, ())
        ways = (said, *(also if ears.language == "en" else ()))
        found[when] = tuple(way.lower() for way in ways)
    return found


def _hours(ears: OwnWords) -> dict[str, tuple[str, ...]]:
    """Return hours and half hours with the ways to say them."""
    found: dict[str, tuple[str, ...]] = {}
    for minute in _HALF_HOURS:
        text = in_words(minute)
        said = speaking.hour(text, ears)
        plain = said.removesuffix(" o'clock")
        ways = (said, f"at {said}", plain, f"at {plain}") if ears.language == "en" else (said,)
        found[text] = tuple(dict.fromkeys(ways))
    return found
