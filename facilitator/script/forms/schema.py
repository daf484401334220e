"""The form of the steps of a ritual: one pydantic model per kind of step.

The first key of a step says what happens; the rest says how. Models hold values as the author
wrote them, except lengths of time, which become seconds or a reference to a setting.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from facilitator.script.forms.values import (
    Answers,
    Bell,
    Breath,
    Condition,
    Count,
    Counts,
    Cues,
    Day,
    Hour,
    JarName,
    Length,
    Phrases,
    Questions,
    Reference,
    Rounds,
    Scalar,
    Slot,
    TalkLength,
    Text,
    Times,
    Whose,
    Zero,
)

__all__ = ["FORMAT", "STEPS", "Form", "Reference", "Step", "kind_of", "whom"]

FORMAT: Final = 1
"""Version of the language this program reads and writes."""


class Form(BaseModel):
    """Base of all models: unknown keys are refused, values never change.

    Each is built when it is first asked for, and then as a part of a whole file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)


class Step(Form):
    """What every step may have: an id that survives edits, for translations, and background
    for whoever asks "why"."""

    id: str | None = None
    why: Text | None = None


class SayStep(Step):
    """Say something."""

    say: Text
    pause: Length | None = Field(None, alias="then wait")
    on_request: Literal["rules"] | None = Field(None, alias="on request")


class BellStep(Step):
    """Strike a bell."""

    bell: Bell
    times: Count = 1


class SilenceStep(Step):
    """Keep silent for exactly some time."""

    silence: Length
    halfway: str = "none"
    slices: Length | None = None
    rest: Length = 10.0
    counting: Breath | None = Field(
        None,
        alias="count with us",
        description="The rhythm in which three breaths are counted for who says “count with us”.",
    )
    label: Text | None = None


class ReadyStep(Step):
    """Wait until somebody says they are ready."""

    ready: Text
    who: Whose | None = None
    again: Text | None = None
    heard: Phrases = ()
    patience: Length = Field(45.0, alias="wait")


class _Asking(Step):
    """What the kinds of question share."""

    answers: Answers = Field(default_factory=dict)
    again: Text | None = None
    patience: Length = Field(20.0, alias="wait")
    times: Count = 3
    default: Scalar | None = Field(None, alias="if nobody answers")
    name: str | None = Field(None, alias="as")
    remember: str | None = None
    changes: str | None = None
    afterwards: Text | None = None


class AskStep(_Asking):
    """Ask both; whoever answers first answers for both. With `who`, ask one alone, by name."""

    ask: Text
    who: Whose | None = None


class AskEachStep(_Asking):
    """Ask each partner in turn, by name."""

    ask: Text = Field(alias="ask each")


class RateStep(Step):
    """Ask each partner, or with `who` one of them, for a number from one to five."""

    rate: Text
    who: Whose | None = None
    again: Text | None = None
    patience: Length = Field(20.0, alias="wait")
    times: Count = 3
    name: str | None = Field(None, alias="as")
    remember: str | None = None


class ChooseStep(Step):
    """Read up to five options and take one, by name or number."""

    choose: Text
    who: Whose | None = None
    options: Answers = Field(alias="from")
    surprise: Phrases = Field((), alias="surprise by")
    again: Text | None = None
    patience: Length = Field(20.0, alias="wait")
    times: Count = 3
    default: Scalar | None = Field(None, alias="if nobody answers")
    name: str | None = Field(None, alias="as")
    remember: str | None = None


class OfferStep(Step):
    """Offer another ritual; a yes ends this one and begins that one."""

    offer: Text
    who: Whose | None = None
    ritual: Scalar
    again: Text | None = None


class NoteStep(Step):
    """Ask for one short sentence; it is read back, and kept on a yes."""

    note: Text
    who: Literal["each", "both", "first", "second", "other"] = Field(
        "each", description="Whose note it is: each of the two, both together, or one of them."
    )
    longest: Length = Field(15.0, alias="up to")
    patience: Length = Field(15.0, alias="wait")
    name: str | None = Field(None, alias="as")
    remember: str | None = None
    jar: JarName | None = Field(None, alias="keep in")


class DrawStep(Step):
    """Draw one of the notes that were kept in a jar, and read it."""

    draw: JarName = Field(alias="draw from")
    say: Text = Field(description="What is said; {slip} is what the note says.")
    which: Literal["any", "latest"] = "any"
    take_out: Literal["yes", "no"] = Field(
        "no", alias="take out", description="With yes it is taken out of the jar for good."
    )
    none: Text | None = Field(None, alias="if none")
    pause: Length | None = Field(None, alias="then wait")


class CardStep(Step):
    """Draw a card of a deck and read it; with a question, "another one" draws the next."""

    card: Scalar
    say: Text | None = Field(None, description="What is said; {card} is what the card says.")
    question: Text | None = Field(None, alias="ask")
    again: Text | None = None
    patience: Length = Field(20.0, alias="wait")
    pause: Length | None = Field(None, alias="then wait")


class ForEachStep(Step):
    """Perform some steps with each partner, one after the other."""

    each: Literal["partner"] = Field(alias="for each")
    do: list[AnyStep] = Field(min_length=1)


class ConsentStep(Step):
    """Ask each partner, by name, whether to go on; anything but a yes ends kindly."""

    consent: Text
    again: Text | None = None
    declined: Text | None = Field(None, alias="if no")
    unanswered: Text | None = Field(None, alias="if nobody answers")


class Turns(Form):
    """How the turns of a `turns` step go."""

    each: Length
    who: Whose | None = None
    question: Text | None = None
    questions: Questions = Field(default_factory=list)
    asked: Literal["all at once", "one by one", "in rounds"] = "all at once"
    read: Literal["once", "twice"] = "once"
    announce: Text | None = None
    cues: Cues = ("halfway", "last 10 s")
    done: Phrases = Field((), alias="done by")
    passing: Phrases = Field((), alias="passed by")
    name: str | None = Field(None, alias="as")
    thanks: Text | None = None
    quiet: Length | None = Field(None, alias="silence after")
    deck: str | None = None
    rounds: Rounds = 1
    mirror: Length | None = None
    validating: Length | None = Field(None, alias="validate")
    more: Length | None = Field(None, alias="more time")
    time_out: Length | None = Field(None, alias="time out")
    checking: Text | None = Field(None, alias="check halfway")
    count: Counts = Field(default_factory=dict)
    last_after: Length | None = Field(None, alias="last one after")
    last_one: Text | None = Field(None, alias="last one")


class TurnsStep(Step):
    """One partner after the other speaks, uninterrupted."""

    turns: Turns


class TalkStep(Step):
    """Everybody may speak, or with `who` one of them, for a time or until an hour."""

    talk: TalkLength
    who: Whose | None = None
    label: Text | None = None
    cues: Cues = ("halfway",)
    done: Phrases = Field((), alias="done by")
    count: Counts = Field(default_factory=dict)
    starters: str | None = None
    deck: str | None = None
    time_out: Length | None = Field(None, alias="time out")
    checking: Text | None = Field(None, alias="check halfway")
    closing: Text | None = Field(None, alias="afterwards")


class BreatheStep(Step):
    """Count breaths aloud."""

    breathe: Breath
    time: Length = Field(36.0, alias="for")


class CheckInStep(Step):
    """Ask each in the middle of something how it is: green, yellow or red."""

    check: Text = Field(alias="check in")
    who: Whose | None = None
    again: Text | None = None
    yellow: Text | None = Field(None, alias="if yellow")
    red: Text | None = Field(None, alias="if red")


class TimeOutStep(Step):
    """Some minutes apart, and back."""

    time_out: Length = Field(alias="time out")


class TodayStep(Step):
    """Perform the steps of today's day of a programme."""

    today: Text


class GestureStep(Step):
    """Offer a gesture and leave time for it."""

    gesture: Text
    time: Length = Field(20.0, alias="for")


class UseStep(Step):
    """Perform a shared part."""

    use: str


class WhenStep(Step):
    """Perform some steps only if something is so."""

    when: Condition
    do: list[AnyStep] = Field(min_length=1)
    otherwise: list[AnyStep] = Field(default_factory=list)


class RepeatStep(Step):
    """Perform some steps several times."""

    repeat: Times
    do: list[AnyStep] = Field(min_length=1)


class RememberStep(Step):
    """Keep a value for the next session."""

    remember: str
    value: Text = Field(alias="as")
    jar: JarName | None = Field(
        None,
        alias="keep in",
        description="A jar in which it is kept as well, as one of many: what was said or drawn.",
    )


class TallyStep(Step):
    """Count one more of something, in this session or over all of them."""

    tally: JarName
    back_to: Zero | None = Field(
        None, alias="back to", description="Begin anew, at zero, instead of counting one more."
    )
    over: Literal["this session", "all sessions"] = Field(
        "this session", description="Whether it goes on counting in the next session."
    )


class RemindStep(Step):
    """Have a later session begin with a sentence; with a name, yes or no to it is kept."""

    remind: Text
    day: Day = Field(
        alias="when", description="The day: tomorrow, in 3 days, on Sunday, or next time."
    )
    hour: Hour | None = Field(None, alias="at", description="The time of day, where it matters.")
    remember: str | None = Field(
        None, description="With a name it is a question; what is answered is kept under it."
    )
    answers: Literal["yes or no", "one to five"] = Field(
        "yes or no", description="What can be answered: yes or no, or a number."
    )


class MeetAgainStep(Step):
    """Agree on when to meet next: it is said, and kept for a list of what is due."""

    slot: Slot = Field(alias="meet again")
    hour: Hour | None = Field(None, alias="at")
    after: Text | None = None


class EndStep(Step):
    """End the session here."""

    end: Text | None
    next_ritual: Scalar | None = Field(None, alias="next")


STEPS: Final[dict[str, type[Step]]] = {
    "say": SayStep,
    "bell": BellStep,
    "silence": SilenceStep,
    "ready": ReadyStep,
    "ask": AskStep,
    "ask each": AskEachStep,
    "rate": RateStep,
    "choose": ChooseStep,
    "offer": OfferStep,
    "note": NoteStep,
    "draw from": DrawStep,
    "card": CardStep,
    "for each": ForEachStep,
    "consent": ConsentStep,
    "turns": TurnsStep,
    "talk": TalkStep,
    "breathe": BreatheStep,
    "check in": CheckInStep,
    "time out": TimeOutStep,
    "today": TodayStep,
    "gesture": GestureStep,
    "use": UseStep,
    "when": WhenStep,
    "repeat": RepeatStep,
    "remember": RememberStep,
    "tally": TallyStep,
    "remind": RemindStep,
    "meet again": MeetAgainStep,
    "end": EndStep,
}
"""The kinds of step by their first key."""

_KINDS = {
    form: next(kind for kind, each in STEPS.items() if issubclass(form, each))
    for form in STEPS.values()
}


def kind_of(step: object) -> str | None:
    """Return which kind of step a mapping is: its first key that names one."""
    if isinstance(step, Step):
        return _KINDS[type(step)]
    if isinstance(step, dict):
        return next((key for key in step if key in STEPS), None)
    return None


def whom(step: Step) -> str | None:
    """Return what a step says after `who`; None for a step that says nothing, or cannot."""
    inside = step.turns if isinstance(step, TurnsStep) else step
    who: str | None = getattr(inside, "who", None)
    return who


def _tag(step: Any) -> str | None:
    kind = kind_of(step)
    return f"<{kind}>" if kind else None


AnyStep: TypeAlias = Annotated[
    Annotated[SayStep, Tag("<say>")]
    | Annotated[BellStep, Tag("<bell>")]
    | Annotated[SilenceStep, Tag("<silence>")]
    | Annotated[ReadyStep, Tag("<ready>")]
    | Annotated[AskStep, Tag("<ask>")]
    | Annotated[AskEachStep, Tag("<ask each>")]
    | Annotated[RateStep, Tag("<rate>")]
    | Annotated[ChooseStep, Tag("<choose>")]
    | Annotated[OfferStep, Tag("<offer>")]
    | Annotated[NoteStep, Tag("<note>")]
    | Annotated[DrawStep, Tag("<draw from>")]
    | Annotated[CardStep, Tag("<card>")]
    | Annotated[ForEachStep, Tag("<for each>")]
    | Annotated[ConsentStep, Tag("<consent>")]
    | Annotated[TurnsStep, Tag("<turns>")]
    | Annotated[TalkStep, Tag("<talk>")]
    | Annotated[BreatheStep, Tag("<breathe>")]
    | Annotated[CheckInStep, Tag("<check in>")]
    | Annotated[TimeOutStep, Tag("<time out>")]
    | Annotated[TodayStep, Tag("<today>")]
    | Annotated[GestureStep, Tag("<gesture>")]
    | Annotated[UseStep, Tag("<use>")]
    | Annotated[WhenStep, Tag("<when>")]
    | Annotated[RepeatStep, Tag("<repeat>")]
    | Annotated[RememberStep, Tag("<remember>")]
    | Annotated[TallyStep, Tag("<tally>")]
    | Annotated[RemindStep, Tag("<remind>")]
    | Annotated[MeetAgainStep, Tag("<meet again>")]
    | Annotated[EndStep, Tag("<end>")],
    Discriminator(_tag),
]
"""Any step. Its tag stands in angle brackets so that error paths can be told from keys."""
