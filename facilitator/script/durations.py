"""Lengths of time and small numbers, as people write them and as a voice says them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

LONGEST_SECONDS: Final = 24 * 3600
"""Longest length of time that can be written, in seconds: a day."""

_ONES: tuple[str, ...] = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
}
_SMALL: dict[str, Fraction] = {
    **{word: Fraction(n) for n, word in enumerate(_ONES)},
    **{word: Fraction(n * 10) for n, word in enumerate(_TENS) if word},
    "a": Fraction(1),
    "an": Fraction(1),
    "half": Fraction(1, 2),
}
_TOKEN = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?)|([a-z]+)|(½|¼|¾)")
_SIGNS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


def parse_duration(text: object) -> float | None:
    """Return a length of time in seconds, or None when the text is none.

    Accepts "2 min", "90 s", "1 min 30 s", "1:30" (minutes and seconds), "two minutes", "half a
    minute", "two and a half minutes", "an hour and a half". A number without a unit is none.
    """
    if not isinstance(text, str) or len(text) > 100:
        return None
    clean = re.sub(r"(?<=[a-z0-9])-(?=[a-z])", " ", text.strip().lower().rstrip("."))
    clock = re.fullmatch(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9]))?", clean)
    if clock:
        first, second, third = clock.groups()
        parts = [int(first), int(second)] + ([int(third)] if third else [])
        total = 0
        for part in parts:
            total = total * 60 + part
        return _within(Fraction(total))
    tokens = _tokens(clean)
    return _within(_sum(tokens)) if tokens else None


def _within(value: Fraction | None) -> float | None:
    return float(value) if value is not None and value <= LONGEST_SECONDS else None


def _tokens(text: str) -> list[str] | None:
    rest = re.sub(r"[\s,]+(?![0-9])|\s+", " ", text).strip()
    tokens: list[str] = []
    position = 0
    while position < len(rest):
        if rest[position] == " ":
            position += 1
            continue
        match = _TOKEN.match(rest, position)
        if match is None:
            return None
        tokens.append(match.group())
        position = match.end()
    return tokens


def _sum(tokens: list[str]) -> Fraction | None:
    """Add up amounts and their units; each unit at most once, larger units first."""
    total = Fraction(0)
    amount: Fraction | None = None
    last_unit: int | None = None
    after_half = False
    for index, token in enumerate(tokens):
        number = _number(token)
        if number is not None:
            if token in ("a", "an") and amount is not None:
                continue
            if token == "half" and amount is None and last_unit and index == len(tokens) - 1:
                total += Fraction(last_unit, 2)
                after_half = True
                continue
            if token in ("a", "an") and index + 1 < len(tokens) and tokens[index + 1] == "half":
                continue
            if amount is None:
                amount = number
            elif _joins(amount, number, token):
                amount += number
            else:
                return None
        elif token == "and":
            continue
        elif token in ("quarter", "quarters"):
            amount = (amount if amount is not None else Fraction(1)) / 4
        elif token == "of":
            continue
        elif token in _UNITS:
            unit = _UNITS[token]
            if amount is None or (last_unit is not None and unit >= last_unit):
                return None
            total += amount * unit
            amount, last_unit = None, unit
        else:
            return None
    if amount is not None or last_unit is None or (after_half and total == 0):
        return None
    return total


def _number(token: str) -> Fraction | None:
    if token in _SIGNS:
        return _SIGNS[token]
    if token[0].isdigit():
        return Fraction(token.replace(",", "."))
    return _SMALL.get(token)


def _joins(amount: Fraction, number: Fraction, token: str) -> bool:
    """Whether a number word continues the one before: "twenty five", "two and a half"."""
    if token == "half" or token in _SIGNS:
        return amount.denominator == 1
    return token.isalpha() and amount >= 20 and amount % 10 == 0 and 0 < number < 10


def parse_number(text: object) -> int | None:
    """Return a small whole number written in digits or words, or None."""
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        return text if 0 <= text < 1000 else None
    if not isinstance(text, str) or len(text) > 30:
        return None
    clean = text.strip().lower().replace("-", " ")
    if re.fullmatch(r"[0-9]{1,3}", clean):
        return int(clean)
    total = Fraction(0)
    for index, word in enumerate(clean.split()):
        number = _SMALL.get(word)
        if number is None or word in ("a", "an", "half"):
            return None
        if index and not _joins(total, number, word):
            return None
        total += number
    return int(total) if clean else None


def spoken_number(number: int) -> str:
    """Return a whole number from 0 to 999 as words ("twenty-five"), a larger one in figures."""
    if number > 999:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    words = f"{_ONES[hundreds]} hundred"
    return f"{words} and {spoken_number(rest)}" if rest else words


def spoken_duration(seconds: float) -> str:
    """Return a length of time as a voice says it ("two and a half minutes", "one minute")."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if left == 30 and not hours and minutes:
        return (
            "one and a half minutes"
            if minutes == 1
            else f"{spoken_number(minutes)} and a half minutes"
        )
    if hours and minutes == 30 and not left:
        many = "" if hours == 1 else "s"
        return "one and a half hours" if not many else f"{spoken_number(hours)} and a half hours"
    parts = [
        f"{spoken_number(n)} {unit}{'' if n == 1 else 's'}"
        for n, unit in ((hours, "hour"), (minutes, "minute"), (left, "second"))
        if n
    ]
    if not parts:
        return "no time"
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def rounded(seconds: float) -> float:
    """Return a length of time, in seconds, no more exactly than an estimate can be meant: to the
    second below 50 s, then to the half minute, from 10 minutes on to the minute, and from two
    hours on to the half hour. Everything that tells how long a ritual takes uses it."""
    step = 1 if seconds < 49.5 else 30 if seconds < 600 else 60 if seconds < 7_200 else 1_800
    return float(round(seconds / step) * step)


def in_figures(amount: float) -> str:
    """Return a number of halves in figures ("5½", "½", "12")."""
    halves = round(amount * 2)
    whole = str(halves // 2) if halves != 1 else ""
    return f"{whole}{'½' if halves % 2 else ''}"


def short_duration(seconds: float) -> str:
    """Return a length of time as people write it ("2 min", "1 min 30 s"); `parse_duration`
    reads it back."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if n]
    return " ".join(parts) if parts else "0 s"
