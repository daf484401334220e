"""How single values of a ritual file are read: texts, lengths, counts, answers, phrases."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from facilitator.script.days import parse_day, parse_offset, parse_slot
from facilitator.script.durations import parse_duration, parse_number
from facilitator.script.hours import parse_hour


class ReadBy:
    """Has a value read by a function, which returns it or raises.

    As pydantic's `PlainValidator`, which also builds how a value would be written out again:
    forms are only read, and building those of all steps takes an author's time at each check.
    """

    __slots__ = ("func",)

    def __init__(self, func: Callable[[object], object]) -> None:
        self.func = func

    def __get_pydantic_core_schema__(self, _type: object, _inside: object) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.func)


@dataclass(frozen=True, slots=True)
class Reference:
    """A value written as `{name}`: taken from a setting when the ritual is compiled."""

    name: str


@dataclass(frozen=True, slots=True)
class Until:
    """An end by the clock, as written: "ten o'clock", or a setting in braces."""

    clock: str


def is_off(text: object) -> bool:
    """Say whether what is said around a turn is to be left out: "none" or "no"."""
    return isinstance(text, str) and text.strip(" .").lower() in ("none", "no")


AS_GIVEN: Final = "as given"
ALTERNATES: Final = "alternates"
_LEADING: Final = (AS_GIVEN, ALTERNATES)


def is_asked(lead: str) -> bool:
    """Say whether people are asked who goes first."""
    return lead not in _LEADING


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
    raise _wrong("text")


MOST_TIMES: Final = 20
"""Most repetitions, rounds and askings."""


def _length(value: object) -> float | Reference:
    reference = _reference(value)
    if reference is not None:
        return reference
    seconds = parse_duration(value)
    if seconds is None:
        raise PydanticCustomError("duration", "duration", {})
    return seconds


def _talk(value: object) -> float | Reference | Until:
    if isinstance(value, str) and value.strip().lower().startswith("until "):
        return Until(" ".join(value.split())[6:])
    return _length(value)


def _day(value: object) -> str | Reference:
    reference = _reference(value)
    if reference is not None:
        return reference
    day = parse_day(value) if isinstance(value, str) else None
    if day is None:
        raise PydanticCustomError("day", "day", {})
    return day


def _slot(value: object) -> str | Reference:
    reference = _reference(value)
    if reference is not None:
        return reference
    if not isinstance(value, str) or parse_slot(value) is None:
        raise _wrong("how often, such as `weekly`, `twice a week`, `monthly` or `on Sunday`")
    return " ".join(value.split())


def _hour(value: object) -> str | Reference:
    reference = _reference(value)
    if reference is not None:
        return reference
    if not isinstance(value, str) or parse_hour(value) is None:
        raise PydanticCustomError("hour", "hour", {})
    return " ".join(value.split())


def _offset(value: object) -> int:
    day = parse_offset(str(value)) if isinstance(value, str | int) else None
    if day is None:
        raise _wrong("a day of the programme, such as `day 3`, `tonight` or `this week`")
    return day


def _breath(value: object) -> tuple[tuple[str, int], ...]:
    wrong = _wrong('a rhythm in seconds, such as "in 4, hold 2, out 6"')
    if not isinstance(value, str):
        raise wrong
    found: list[tuple[str, int]] = []
    for piece in value.split(","):
        match = re.fullmatch(r"\s*(in|hold|out)\s+(\d{1,2})\s*", piece.lower())
        if match is None or not 1 <= int(match.group(2)) <= 12:
            raise wrong
        found.append((match.group(1), int(match.group(2))))
    if not {"in", "out"} <= {word for word, _ in found} or len(found) > 4:
        raise wrong
    return tuple(found)


def _counts(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise _wrong("each tally with the phrases that count")
    return {str(key).strip().lower(): _phrases(item) for key, item in value.items()}


def _rounds(value: object) -> int | Reference:
    return _reference(value) or _count(value)


def _count(value: object) -> int:
    number = parse_number(value)
    if number is None or not 1 <= number <= MOST_TIMES:
        raise _wrong(f"a whole number from 1 to {MOST_TIMES}")
    return number


def _phrase(value: object) -> str:
    if isinstance(value, bool | int | float):
        raise _wrong("words as people say them")
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("empty_text", "empty")
    return _unquoted(value).lower()


def _unquoted(text: str) -> str:
    """Return words without the quotation marks a word processor has put around them."""
    plain = " ".join(text.split())
    return plain.strip("“”„«»").strip() or plain


def _phrases(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(_phrase(item) for item in value)
    return (_phrase(value),)


def _answers(value: object) -> dict[str, tuple[str, ...]]:
    if isinstance(value, list) and value and not any(isinstance(item, dict) for item in value):
        return {_unquoted(item): () for item in value if _phrase(item)}
    if isinstance(value, dict) and value:
        return {key.strip(): _phrases(item) for key, item in value.items()}
    raise _wrong("a list of answers, or each meaning with the ways to say it")


def _condition(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong('a condition such as "place is apart"')
    return " ".join(value.split())


def _times(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong('how often, such as "three times"')
    return " ".join(value.split())


def _cues(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in items):
        raise _wrong('a list such as [halfway, last 10 s], or "none"')
    return tuple(" ".join(str(item).lower().split()) for item in items)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        raise _wrong("words")
    if isinstance(value, str | int | float) and str(value).strip():
        return str(value).strip()
    raise _wrong("a word, a number or a length of time")


def _jar(value: object) -> str:
    name = " ".join(value.split()).lower() if isinstance(value, str) else ""
    if not re.fullmatch(r"[^\W\d_][\w '’-]{0,39}", name):
        raise _wrong("the name of a jar in plain words, such as `gratitude jar`")
    return name


def _zero(value: object) -> int:
    if str(value).strip().lower() not in ("0", "zero"):
        raise _wrong("`0`: a tally counts one more, or begins anew")
    return 0


def _lead(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if text.lower() in _LEADING:
        return text.lower()
    if not text.endswith(("?", "\N{FULLWIDTH QUESTION MARK}", ";")):
        raise _wrong(
            "`as given`, `alternates`, or the question who begins, such as "
            "`Who of you begins today?`"
        )
    return text


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


Text: TypeAlias = Annotated[str | dict[str, str], ReadBy(_text)]
"""What is said; or one text for each choice of a setting."""

Length: TypeAlias = Annotated[float | Reference, ReadBy(_length)]
"""A length of time in seconds, or a setting that holds one."""

Day: TypeAlias = Annotated[str | Reference, ReadBy(_day)]
"""A day as `facilitator.script.days` writes it, or a setting or an answer that names one."""

Slot: TypeAlias = Annotated[str | Reference, ReadBy(_slot)]
"""When people meet next, or a setting or an answer that says how often."""

Hour: TypeAlias = Annotated[str | Reference, ReadBy(_hour)]
"""A time of day, or a setting or an answer that names one."""

Offset: TypeAlias = Annotated[int, ReadBy(_offset)]
"""A day of a programme, from 1 on."""

TalkLength: TypeAlias = Annotated[float | Reference | Until, ReadBy(_talk)]
"""A length of time, or an end by the clock."""

Breath: TypeAlias = Annotated[tuple[tuple[str, int], ...], ReadBy(_breath)]
"""In, hold and out, each with its seconds."""

Counts: TypeAlias = Annotated[dict[str, tuple[str, ...]], ReadBy(_counts)]
Rounds: TypeAlias = Annotated[int | Reference, ReadBy(_rounds)]
Count: TypeAlias = Annotated[int, ReadBy(_count)]
Phrases: TypeAlias = Annotated[tuple[str, ...], ReadBy(_phrases)]
Answers: TypeAlias = Annotated[dict[str, tuple[str, ...]], ReadBy(_answers)]
Condition: TypeAlias = Annotated[str, ReadBy(_condition)]
Times: TypeAlias = Annotated[str, ReadBy(_times)]
Cues: TypeAlias = Annotated[tuple[str, ...], ReadBy(_cues)]
Questions: TypeAlias = Annotated[list[dict[str, str] | str], ReadBy(_questions)]
JarName: TypeAlias = Annotated[str, ReadBy(_jar)]
"""What a jar is called, in small letters."""

Scalar: TypeAlias = Annotated[str, ReadBy(_scalar)]
Zero: TypeAlias = Annotated[int, ReadBy(_zero)]
Lead: TypeAlias = Annotated[str, ReadBy(_lead)]
"""Who goes first: `AS_GIVEN`, `ALTERNATES`, or the question that is asked about it."""

Scalars: TypeAlias = Annotated[tuple[str, ...], ReadBy(_scalars)]
Depth: TypeAlias = Literal["light", "medium", "deep"]
Whose: TypeAlias = Literal["first", "second", "other"]
"""The one a step is for; the other one only inside `for each`."""

Bell: TypeAlias = Literal["opening", "halfway", "closing", "warning"]
