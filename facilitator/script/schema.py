"""The form of a ritual file: one pydantic model per kind of step.

The first key of a step says what happens; the rest says how. Models hold values as the author
wrote them, except lengths of time, which become seconds or a reference to a setting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PlainValidator, Tag
from pydantic_core import PydanticCustomError

from facilitator.script.durations import parse_duration, parse_number

FORMAT: Final = 1
"""Version of the language this program reads and writes."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A value written as `{name}`: taken from a setting when the ritual is compiled."""

    name: str


_REFERENCE = re.compile(r"\{([^{}]{1,60})\}\Z")


def _reference(value: object) -> Reference | None:
    match = _REFERENCE.match(value.strip()) if isinstance(value, str) else None
    return Reference(match.group(1).strip()) if match else None


def _wrong(should: str) -> PydanticCustomError:
    return PydanticCustomError("wrong_type", "{should}", {"should": should})


def _text(value: object) -> str | dict[str, str]:
    if isinstance(value, str):
        if not value.strip():
            raise PydanticCustomError("empty_text", "empty")
        return value
    if isinstance(value, dict) and value:
        if all(isinstance(v, str) for v in value.values()):
            return value
        raise _wrong("text for each choice")
    if value is None:
        raise PydanticCustomError("empty_text", "empty")
    raise _wrong("text (put it in quotes if it looks like something else)")


def _length(value: object) -> float | Reference:
    reference = _reference(value)
    if reference is not None:
        return reference
    seconds = parse_duration(value)
    if seconds is None:
        raise PydanticCustomError("duration", "duration", {})
    return seconds


def _count(value: object) -> int:
    number = parse_number(value)
    if number is None or not 1 <= number <= 20:
        raise _wrong("a whole number from 1 to 20")
    return number


def _phrase(value: object) -> str:
    if isinstance(value, bool | int | float):
        raise _wrong("words as people say them, in quotes")
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("empty_text", "empty")
    return " ".join(value.split()).lower()


def _phrases(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(_phrase(item) for item in value)
    return (_phrase(value),)


def _answers(value: object) -> dict[str, tuple[str, ...]]:
    if isinstance(value, list) and value:
        return {" ".join(item.split()): () for item in value if _phrase(item)}
    if isinstance(value, dict) and value:
        return {key.strip(): _phrases(item) for key, item in value.items()}
    raise _wrong("a list of answers, or each meaning with the ways to say it")


def _condition(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong('a condition such as "place is apart"')
    return " ".join(value.split())


def _cues(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in items):
        raise _wrong('a list such as [halfway, last 10 s], or "none"')
    return tuple(" ".join(str(item).lower().split()) for item in items)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        raise _wrong('words; write "yes" or "no"')
    if isinstance(value, str | int | float) and str(value).strip():
        return str(value).strip()
    raise _wrong("a word, a number or a length of time")


def _scalars(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _wrong("a list, such as [together, apart]")
    return tuple(_scalar(item) for item in value)


def _questions(value: object) -> list[dict[str, str] | str]:
    if not isinstance(value, list) or not value:
        raise _wrong("a list of questions, one to a dash")
    for item in value:
        texts = list(item.values()) if isinstance(item, dict) else [item]
        if len(texts) != 1 or not isinstance(texts[0], str):
            raise _wrong("a list of questions, each a text or `medium: text`")
        if isinstance(item, dict) and next(iter(item)) not in ("light", "medium", "deep"):
            raise _wrong("questions marked `light:`, `medium:` or `deep:`")
        if not texts[0].strip():
            raise PydanticCustomError("empty_text", "empty")
    return value


Text: TypeAlias = Annotated[str | dict[str, str], PlainValidator(_text)]
"""What is said; or one text for each choice of a setting."""

Length: TypeAlias = Annotated[float | Reference, PlainValidator(_length)]
"""A length of time in seconds, or a setting that holds one."""

Count: TypeAlias = Annotated[int, PlainValidator(_count)]
Phrases: TypeAlias = Annotated[tuple[str, ...], PlainValidator(_phrases)]
Answers: TypeAlias = Annotated[dict[str, tuple[str, ...]], PlainValidator(_answers)]
Condition: TypeAlias = Annotated[str, PlainValidator(_condition)]
Cues: TypeAlias = Annotated[tuple[str, ...], PlainValidator(_cues)]
Questions: TypeAlias = Annotated[list[dict[str, str] | str], PlainValidator(_questions)]
Scalar: TypeAlias = Annotated[str, PlainValidator(_scalar)]
Scalars: TypeAlias = Annotated[tuple[str, ...], PlainValidator(_scalars)]
Depth: TypeAlias = Literal["light", "medium", "deep"]
Bell: TypeAlias = Literal["opening", "halfway", "closing", "warning"]


class Form(BaseModel):
    """Base of all models: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class Step(Form):
    """What every step may have: an id that survives edits, for translations."""

    id: str | None = None


class SayStep(Step):
    """Say something."""

    say: Text
    pause: Length | None = Field(None, alias="then wait")


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
    label: Text | None = None


class ReadyStep(Step):
    """Wait until somebody says they are ready."""

    ready: Text
    again: Text | None = None
    heard: Phrases = ()


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
    """Ask both; whoever answers first answers for both."""

    ask: Text


class AskEachStep(_Asking):
    """Ask each partner in turn, by name."""

    ask: Text = Field(alias="ask each")


class ConsentStep(Step):
    """Ask each partner, by name, whether to go on; anything but a yes ends kindly."""

    consent: Text
    again: Text | None = None
    declined: Text | None = Field(None, alias="if no")
    unanswered: Text | None = Field(None, alias="if nobody answers")


class Turns(Form):
    """How the turns of a `turns` step go."""

    each: Length
    question: Text | None = None
    questions: Questions = Field(default_factory=list)
    asked: Literal["all at once", "one by one", "in rounds"] = "all at once"
    announce: Text | None = None
    cues: Cues = ("halfway", "last 10 s")
    done: Phrases = Field((), alias="done by")
    thanks: Text | None = None
    quiet: Length | None = Field(None, alias="silence after")


class TurnsStep(Step):
    """One partner after the other speaks, uninterrupted."""

    turns: Turns


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

    repeat: Condition
    do: list[AnyStep] = Field(min_length=1)


class RememberStep(Step):
    """Keep a value for the next session."""

    remember: str
    value: Text = Field(alias="as")


class EndStep(Step):
    """End the session here."""

    end: Text | None


STEPS: Final[dict[str, type[Step]]] = {
    "say": SayStep,
    "bell": BellStep,
    "silence": SilenceStep,
    "ready": ReadyStep,
    "ask": AskStep,
    "ask each": AskEachStep,
    "consent": ConsentStep,
    "turns": TurnsStep,
    "gesture": GestureStep,
    "use": UseStep,
    "when": WhenStep,
    "repeat": RepeatStep,
    "remember": RememberStep,
    "end": EndStep,
}
"""The kinds of step by their first key."""


def kind_of(step: object) -> str | None:
    """Return which kind of step a mapping is: its first key that names one."""
    if isinstance(step, Step):
        return next(kind for kind, form in STEPS.items() if isinstance(step, form))
    if isinstance(step, dict):
        return next((key for key in step if key in STEPS), None)
    return None


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
    | Annotated[ConsentStep, Tag("<consent>")]
    | Annotated[TurnsStep, Tag("<turns>")]
    | Annotated[GestureStep, Tag("<gesture>")]
    | Annotated[UseStep, Tag("<use>")]
    | Annotated[WhenStep, Tag("<when>")]
    | Annotated[RepeatStep, Tag("<repeat>")]
    | Annotated[RememberStep, Tag("<remember>")]
    | Annotated[EndStep, Tag("<end>")],
    Discriminator(_tag),
]
"""Any step. Its tag stands in angle brackets so that error paths can be told from keys."""


class SettingForm(Form):
    """Something a person may choose before the session."""

    ask: Text | None = None
    start: Scalar
    limits: Scalar | None = None
    choices: Scalars | None = None
    grows: Scalar | None = None


class RitualForm(Form):
    """A whole ritual."""

    version: int = FORMAT
    ritual: str
    about: str
    depth: Depth
    mood: Phrases = ()
    lead: Literal["as given", "alternates"] = "as given"
    settings: dict[str, SettingForm] = Field(default_factory=dict)
    steps: list[AnyStep] = Field(min_length=1)


class PartForm(Form):
    """A part that several rituals share."""

    version: int = FORMAT
    part: str
    about: str
    steps: list[AnyStep] = Field(min_length=1)


WhenStep.model_rebuild()
RepeatStep.model_rebuild()
RitualForm.model_rebuild()
PartForm.model_rebuild()
