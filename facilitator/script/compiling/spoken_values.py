"""What people say when they are asked for a setting: values, and wishes like "longer"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from facilitator.engine.own_words import OwnWords
from facilitator.script import speaking
from facilitator.script.hours import in_words, is_nearer_to_latest, moved
from facilitator.script.phrases import ENGLISH
from facilitator.script.settings import Setting, Value

USUAL: Final = "usual"
"""All stays as it is."""

MORE: Final = "longer"
LESS: Final = "shorter"
LATER: Final = "later"
EARLIER: Final = "earlier"
"""Wishes that are measured from what is usual."""

TOO_MUCH: Final = "too much"
TOO_LITTLE: Final = "too little"
"""Something that the limits do not allow."""

_MINUTES: Final = (*range(1, 61), 75, 90, 105, 120, 150, 180)
_ROUND_MINUTES: Final = (*range(1, 21), 25, 30, 40, 45, 50, 60, 90, 120)
"""What people say who go beyond the limits."""

_HALVES: Final = tuple(minute + 0.5 for minute in range(10))
_SECONDS: Final = (5, 10, 15, 20, 30, 40, 45, 50, 90)
_LARGEST: Final = 30
"""Numbers up to this are understood beyond the limits."""

_ALSO_SAID: Final[Mapping[float, tuple[str, ...]]] = {
    30: ("half a minute",),
    60: ("a minute",),
    90: ("a minute and a half", "ninety seconds"),
    900: ("a quarter of an hour",),
    1800: ("half an hour",),
    3600: ("an hour", "sixty minutes"),
    5400: ("an hour and a half", "ninety minutes"),
}
"""Further ways of English."""

_LEFT_OUT: Final = frozenset({"none", "no", "off", "without", "never"})
"""Choices that a no means."""

_HALF_HOUR: Final = 30


def ways_to_say(setting: Setting, usual: Value, own: OwnWords) -> dict[str, tuple[str, ...]]:
    """Return what people can answer when they are asked for a setting, by what it means.

    A meaning is a value as people write it, `USUAL`, a wish, or that the limits are left. No way
    stands under two of them.

    Args:
        setting: What is asked for.
        usual: What it is when nobody says anything.
        own: Whose `heard` and language of the ears say how it is put.
    """
    ears = own if own.hears == own.language else ENGLISH
    meant: dict[str, str] = {}
    for meaning, way in _values(setting, usual, own, ears):
        meant.setdefault(" ".join(way.lower().replace("-", " ").split()), meaning)
    kept = {USUAL: own.heard["usual"]}
    if setting.kind == "hour":
        kept |= {LATER: own.heard["later"], EARLIER: own.heard["earlier"]}
    elif setting.kind != "choice":
        kept |= {MORE: own.heard["longer"], LESS: own.heard["shorter"]}
    for meaning, ways in kept.items():
        for way in ways:
            meant.setdefault(way, meaning)
    answers: dict[str, list[str]] = {USUAL: []}
    for way, meaning in meant.items():
        answers.setdefault(meaning, []).append(way)
    return {meaning: tuple(ways) for meaning, ways in answers.items()}


def value_meant(setting: Setting, usual: Value, meaning: str) -> Value:
    """Return the value that an answer stands for, within the limits."""
    if meaning == USUAL:
        return usual
    if isinstance(usual, str):
        return _text_meant(setting, usual, meaning)
    step = setting.step or _step(setting, usual)
    wished = {
        MORE: usual + step,
        LESS: usual - step,
        TOO_MUCH: setting.high,
        TOO_LITTLE: setting.low,
    }.get(meaning)
    given = setting.value_of(meaning) if wished is None else wished
    return min(setting.high, max(setting.low, float(given or 0)))


def _text_meant(setting: Setting, usual: str, meaning: str) -> Value:
    ends = setting.hours or (usual, usual)
    if meaning in (TOO_LITTLE, TOO_MUCH):
        return ends[meaning == TOO_MUCH]
    if meaning in (EARLIER, LATER):
        later = meaning == LATER
        wished = moved(usual, _HALF_HOUR if later else -_HALF_HOUR)
        return wished if setting.allows(wished) else ends[later]
    return meaning


def _step(setting: Setting, usual: float) -> float:
    """Return how much "longer" adds where the author does not say."""
    if setting.kind == "number":
        return 1.0
    return 30.0 if usual < 120 else 60.0 if usual < 1200 else 300.0


def _values(
    setting: Setting, usual: Value, own: OwnWords, ears: OwnWords
) -> Iterator[tuple[str, str]]:
    """Yield values with the ways to say them; what is likelier meant comes first."""
    match setting.kind:
        case "length":
            yield from _lengths(setting, float(usual), ears)
        case "number":
            yield from _numbers(setting, ears)
        case "hour":
            yield from _hours(setting, str(usual), ears)
        case _:
            yield from _choices(setting, own)


def _lengths(setting: Setting, usual: float, ears: OwnWords) -> Iterator[tuple[str, str]]:
    seconds = {*(60.0 * m for m in (*_MINUTES, *_HALVES)), *map(float, _SECONDS)}
    seconds |= {setting.low, setting.high, usual}
    inside = sorted(each for each in seconds if setting.low <= each <= setting.high)
    round_ones = {*(60.0 * minute for minute in _ROUND_MINUTES), *map(float, _SECONDS)}
    outside = sorted(each for each in round_ones if not setting.low <= each <= setting.high)
    for length in (*inside, *outside):
        meaning = _meaning(setting, length)
        yield meaning, speaking.duration(length, ears)
        if ears.language == "en":
            yield from ((meaning, way) for way in _ALSO_SAID.get(length, ()))
    for unit, lengths in ((60, inside), (1, inside), (60, outside)):
        for length in lengths:
            number, rest = divmod(length, unit)
            if not 0 < number < 100:
                continue
            word = speaking.number(round(number), ears)
            if not rest:
                yield _meaning(setting, length), word
            elif unit == 60 and rest == 30 and ears.language == "en":
                yield _meaning(setting, length), f"{word} and a half"


def _numbers(setting: Setting, ears: OwnWords) -> Iterator[tuple[str, str]]:
    for number in range(max(_LARGEST, round(setting.high)) + 1):
        if number < 100:
            word = speaking.number(number, ears)
            yield _meaning(setting, float(number)), word


def _meaning(setting: Setting, value: float) -> str:
    if value > setting.high:
        return TOO_MUCH
    return setting.text(value) if value >= setting.low else TOO_LITTLE


def _hours(setting: Setting, usual: str, ears: OwnWords) -> Iterator[tuple[str, str]]:
    texts = [in_words(minute) for minute in range(0, 12 * 60, 15)]
    texts += [text for text in ("midnight",) if ears.language == "en"]
    for text in dict.fromkeys((usual, *texts)):
        if setting.allows(text):
            meaning = text
        else:
            is_late = is_nearer_to_latest(text, *setting.hours)
            meaning = TOO_MUCH if is_late else TOO_LITTLE
        said = speaking.hour(text, ears)
        yield from ((meaning, way) for way in _ways_of_hour(said, ears))


def _ways_of_hour(said: str, ears: OwnWords) -> Iterable[str]:
    if ears.language != "en":
        return (said,)
    plain = said.removesuffix(" o'clock")
    ways = [said, f"until {said}"]
    if plain != said:
        ways += [plain, f"until {plain}"]
    if plain.startswith("half past "):
        ways += [f"{plain.removeprefix('half past ')} thirty"]
    return ways


def is_yes_or_no(setting: Setting) -> bool:
    """Return whether a setting can be answered with yes and no: one of two choices leaves
    something out."""
    names = {choice.lower() for choice in setting.choices}
    return names == {"yes", "no"} or (len(names) == 2 and len(names & _LEFT_OUT) == 1)


def _choices(setting: Setting, own: OwnWords) -> Iterator[tuple[str, str]]:
    is_own = own.hears == own.language
    for choice in setting.choices:
        yield choice, setting.names.get(choice, choice) if is_own else choice
    names = {choice.lower() for choice in setting.choices}
    left_out = [choice for choice in setting.choices if choice.lower() in _LEFT_OUT]
    if names == {"yes", "no"}:
        for choice in setting.choices:
            yield from ((choice, way) for way in own.heard[choice.lower()])
    elif is_yes_or_no(setting):
        other = next(choice for choice in setting.choices if choice not in left_out)
        yield from ((other, way) for way in own.heard["yes"])
        yield from ((left_out[0], way) for way in own.heard["no"])
    else:
        yield from ((USUAL, way) for way in own.heard["yes"])
    for number, choice in enumerate(setting.choices, start=1):
        yield from ((choice, way) for way in own.heard.get(str(number), ()))
