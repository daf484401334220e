"""What every course of a ritual passes, whatever is answered, chosen, set or drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    CardStep,
    CheckInStep,
    ChooseStep,
    ConsentStep,
    EndStep,
    ForEachStep,
    NoteStep,
    OfferStep,
    RateStep,
    RepeatStep,
    Step,
    TalkStep,
    TodayStep,
    TurnsStep,
    UseStep,
    WhenStep,
)
from facilitator.script.once import once_each
from facilitator.script.ritual import AFTERCARE_PART, SAFETY_PART, Ritual
from facilitator.script.yaml_tree import Path, Tree

ASKING: Final = (
    AskStep,
    AskEachStep,
    RateStep,
    ChooseStep,
    OfferStep,
    NoteStep,
    TurnsStep,
    TalkStep,
    CheckInStep,
    CardStep,
)
"""Steps that ask people for something, or have them speak."""

_SAID_FIRST: Final = (
    *("say", "ready", "ask", "rate", "choose", "note", "consent", "today"),
    *("question", "announce"),
)
"""Fields of steps that are spoken as the step begins."""

_PASSING: Final = re.compile(r"\b(?:pass|skip)\b", re.IGNORECASE)
"""How it is said that nobody has to answer."""


_SPEAKING = (TurnsStep, TalkStep, CardStep)
"""Steps in which they have something to speak about."""


@dataclass(frozen=True, slots=True)
class Certain:
    """What has happened up to a step on each course that comes to it.

    Attributes:
        told: What the two words do was told.
        consented: Consent was asked.
        spoken: On some course somebody had a turn, or they talked.
        landed: The aftercare was said, and nobody had a turn after it.
        unlanded: On some course the session ends after a turn without the aftercare.
        asked_untold: On some course something is asked before the words are told.
        asked_first: On some course something is asked before consent.
        passing: It was said that one may pass.
        spoke_first: On some course somebody had a turn, or they talked, before that.
        deep_first: On some course something marked deep may be asked before consent.
        over: No course comes here: the session has ended.
    """

    told: bool = False
    consented: bool = False
    spoken: bool = False
    landed: bool = False
    unlanded: bool = False
    asked_untold: bool = False
    asked_first: bool = False
    passing: bool = False
    spoke_first: bool = False
    deep_first: bool = False
    over: bool = False

    @property
    def tells(self) -> bool:
        """Whether every course tells what the words do, before anything is asked."""
        return self.told and not self.asked_untold

    @property
    def asks_consent(self) -> bool:
        """Whether every course asks for consent, before anything else is asked."""
        return self.consented and not self.asked_first

    @property
    def lets_pass(self) -> bool:
        """Whether every course tells that one may pass, before anybody has a turn."""
        return self.passing and not self.spoke_first

    @property
    def lands(self) -> bool:
        """Whether every course that anybody had a turn in ends with the aftercare."""
        return not self.unlanded and (self.over or self.landed or not self.spoken)


@once_each
def certain(ritual: Ritual) -> Certain:
    """Return what is certain at the end of a ritual's own steps. Pure; one pass over them."""
    return _Courses(ritual).steps(ritual.form.steps, Certain(), ())


@once_each
def is_deep(ritual: Ritual) -> bool:
    """Return whether a ritual says it is deep, or may ask what is marked deep."""
    return ritual.form.depth == "deep" or next(deep_prompts(ritual), None) is not None


def needs_a_way_out(ritual: Ritual) -> bool:
    """Return whether people must be told what their words do before a ritual begins."""
    return ritual.form.depth != "light" or is_deep(ritual)


def deep_prompts(ritual: Ritual) -> Iterator[tuple[Tree, Path]]:
    """Yield the place of everything marked deep that can be asked: cards of decks in use, and
    questions of turns."""
    decks = ritual.form.decks
    used: set[str] = set()
    files: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    files += [(part.form, part.tree) for part in ritual.parts.values()]
    for form, tree in files:
        for path, step in steps_of(form):
            if isinstance(step, TurnsStep):
                used.add(step.turns.deck or "")
                for index, question in enumerate(step.turns.questions):
                    if not isinstance(question, str) and "deep" in question:
                        yield tree, (*path, "turns", "questions", index, "deep")
            elif isinstance(step, TalkStep):
                used |= {step.starters or "", step.deck or ""}
            elif isinstance(step, CardStep):
                used.add(step.card)
    for name in decks:
        for index, card in enumerate(decks[name]):
            if name in used and not isinstance(card, str) and "deep" in card:
                yield ritual.tree, ("decks", name, index, "deep")


def deep_decks(ritual: Ritual) -> frozenset[str]:
    """Return the decks in which a card is marked deep."""
    return frozenset(
        name
        for name, cards in ritual.form.decks.items()
        if any(not isinstance(card, str) and "deep" in card for card in cards)
    )


def asks_deep(step: Step, decks: frozenset[str]) -> bool:
    """Return whether a step itself may ask what is marked deep.

    Args:
        step: Any step; what stands inside it is not looked at.
        decks: As `deep_decks` returns them.
    """
    if isinstance(step, TalkStep):
        return step.starters in decks or step.deck in decks
    if isinstance(step, CardStep):
        return step.card in decks
    if not isinstance(step, TurnsStep):
        return False
    turns = step.turns
    return turns.deck in decks or any(
        not isinstance(question, str) and "deep" in question for question in turns.questions
    )


def goes_deep(steps: Sequence[Step], ritual: Ritual) -> bool:
    """Return whether steps, or what stands inside them, may ask what is marked deep."""
    return _goes_deep(steps, ritual, deep_decks(ritual), frozenset())


def _goes_deep(
    steps: Sequence[Step], ritual: Ritual, decks: frozenset[str], around: frozenset[str]
) -> bool:
    for step in steps:
        inside: list[Step] = []
        if isinstance(step, WhenStep | RepeatStep | ForEachStep):
            inside += step.do
        if isinstance(step, WhenStep):
            inside += step.otherwise
        known = around
        if isinstance(step, UseStep) and step.use not in around and step.use in ritual.parts:
            inside += ritual.parts[step.use].form.steps
            known = around | {step.use}
        if asks_deep(step, decks) or (inside and _goes_deep(inside, ritual, decks, known)):
            return True
    return False


def _tells_to_pass(step: Step) -> bool:
    """Return whether a step tells that one may pass, as it begins."""
    inside = step.turns if isinstance(step, TurnsStep) else step
    fields = vars(inside)
    texts = [*map(fields.get, _SAID_FIRST), *fields.get("questions", ())]
    return any(
        _PASSING.search(each)
        for text in texts
        for each in ([text] if isinstance(text, str) else (text or {}).values())
    )


class _Courses:
    """Goes through all courses of a ritual at once."""

    def __init__(self, ritual: Ritual) -> None:
        self._ritual = ritual
        self._deep = deep_decks(ritual)

    def steps(self, steps: Sequence[Step], so_far: Certain, around: tuple[str, ...]) -> Certain:
        """Return what is certain behind some steps."""
        for step in steps:
            if not so_far.passing and _tells_to_pass(step):
                so_far = replace(so_far, passing=True)
            so_far = self._step(step, so_far, around)
            if so_far.over:
                break
        return so_far

    def _step(self, step: Step, so_far: Certain, around: tuple[str, ...]) -> Certain:
        ritual = self._ritual
        if isinstance(step, ASKING):
            is_talk = isinstance(step, _SPEAKING)
            is_deep_first = not so_far.consented and asks_deep(step, self._deep)
            return replace(
                so_far,
                spoken=so_far.spoken or is_talk,
                landed=so_far.landed and not is_talk,
                asked_untold=so_far.asked_untold or not so_far.told,
                asked_first=so_far.asked_first or not so_far.consented,
                spoke_first=so_far.spoke_first or (is_talk and not so_far.passing),
                deep_first=so_far.deep_first or is_deep_first,
            )
        match step:
            case ConsentStep():
                return replace(so_far, consented=True)
            case EndStep():
                unlanded = so_far.unlanded or (so_far.spoken and not so_far.landed)
                return replace(so_far, over=True, unlanded=unlanded)
            case UseStep(use=part):
                if part == SAFETY_PART:
                    so_far = replace(so_far, told=True)
                if part == AFTERCARE_PART:
                    so_far = replace(so_far, landed=True)
                if part in around or part not in ritual.parts:
                    return so_far
                return self.steps(ritual.parts[part].form.steps, so_far, (*around, part))
            case WhenStep():
                yes = self.steps(step.do, so_far, around)
                no = self.steps(step.otherwise, so_far, around)
                if step.when == "day is 1" and ritual.form.days and not is_deep(ritual):
                    no = replace(no, told=yes.told)  # A programme tells its words on the first day.
                return _both(yes, no)
            case RepeatStep() | ForEachStep():
                return self.steps(step.do, so_far, around)
            case TodayStep() if ritual.form.days:
                ends = [self.steps(day.steps, so_far, around) for day in ritual.form.days]
                first, *others = ends
                for other in others:
                    first = _both(first, other)
                return first
        return so_far


def _both(one: Certain, other: Certain) -> Certain:
    """Return what is certain where either of two courses was gone."""
    happened = {
        name: getattr(one, name) or getattr(other, name)
        for name in (
            "spoken",
            "unlanded",
            "asked_untold",
            "asked_first",
            "spoke_first",
            "deep_first",
        )
    }
    if one.over != other.over:
        return replace(other if one.over else one, **happened)
    return Certain(
        told=one.told and other.told,
        consented=one.consented and other.consented,
        landed=one.landed and other.landed,
        passing=one.passing and other.passing,
        over=one.over,
        **happened,
    )
