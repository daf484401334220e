"""How a value is written that is of another kind than it should be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from facilitator.script.diagnostics import printable
from facilitator.script.durations import parse_number
from facilitator.script.forms.values import MOST_TIMES
from facilitator.script.mending.words import LONGEST, as_written, meant
from facilitator.script.yaml_lines import quoted

DEPTHS: Final = ("light", "medium", "deep")
"""How a question of a list may be marked."""


def question_amiss(given: object) -> int:
    """Return the number, from 0, of the first question of a list that is none; -1 for no such."""
    for number, each in enumerate(given if isinstance(given, list) else ()):
        texts = list(each.values()) if isinstance(each, dict) else [each]
        marked = not isinstance(each, dict) or next(iter(each), "") in DEPTHS
        if not marked or len(texts) != 1 or not isinstance(texts[0], str):
            return number
    return -1


def question_advice(each: object) -> str:
    """Return how to write a question of a list that is none."""
    if not isinstance(each, dict) or not each:
        return "write each question as one text, after a dash"
    key, text = next(iter(each.items()))
    whole = f"{as_written(key)}: {as_written(text)}"
    near = meant(str(key), DEPTHS)
    marked = f"write `{near}: {as_written(text)}`, or " if near else "if this is one text, "
    return f"{marked}put it in quotation marks: `{quoted(printable(whole, 80))}`"


def setting_advice(key: str, given: object, settings: Iterable[str]) -> str:
    """Return how a setting is meant whose bare name stands where its value should; "" when there
    is no such setting."""
    low = " ".join(str(given).lower().split()) if isinstance(given, str) else ""
    name = next((name for name in settings if name.lower() == low), "")
    return f'write `{key}: "{{{name}}}"`' if name else ""


def is_never(text: str) -> bool:
    """Say whether a repetition is one of no rounds at all ("0 times")."""
    return re.fullmatch(r"(?:0+|no|zero)\s*(?:[x×]|times?)?", text.strip().lower()) is not None


def repetition_advice(text: str) -> str:
    """Return what was most likely meant by a repetition without an end; "" for no idea."""
    times = re.fullmatch(r"(\w+)\s*(?:[x×]|time|mal)?", text.strip().lower())
    number = times[1].rstrip("x") if times else ""
    return f"did you mean `{number} times`?" if parse_number(number) else ""


def type_advice(key: str, given: object, should: str) -> str:
    """Return how to write a value that is of another kind than it should be; "" for no idea."""
    if should.startswith("text") and isinstance(given, int | float):
        return f'write `{key}: "{as_written(given)}"`'
    if isinstance(given, list):
        if key == "question":
            return "write `questions:` for several"
        if key in ("answers", "from", "settings", "decks", "turns"):
            return "leave out the dashes"
        if should.startswith("text"):
            return f"write one sentence after the other, or each in a line below `{key}: |`"
        return ""
    if key in ("answers", "from", "choices") and isinstance(given, str):
        plain = " ".join(printable(given, LONGEST).split()).strip("()")
        items = [item for item in re.split(r" ?(?:,|/|;|\bor\b) ?", plain) if item]
        return f"write `{key}: [{', '.join(items)}]`"
    if key in ("questions", "steps", "do") and isinstance(given, str) and given[:1] == "-":
        first = re.split(r"(?:,| )\s*-(?=\S)", given[1:LONGEST])[0]
        return f"put a space after each dash: `- {printable(first.strip(' ,'), 60)}`"
    if key == "settings" and isinstance(given, str) and "=" in given:
        name, _, start = (part.strip() for part in printable(given, LONGEST).partition("="))
        return f"write `{name}:`, and below it, two spaces further in, `start: {start}`"
    if key == "questions" and isinstance(given, str):
        return "write `question:` for a single one"
    if key in ("steps", "do", "otherwise"):
        if not isinstance(given, dict):
            return f"write each step below `{key}:`, with a dash"
        first = printable(str(next(iter(given), "say")), 40)
        if first[:1] in "–—•*·":
            return f"write a plain dash: `- {first[1:].strip()}: …`"
        number = re.match(r"\d+[.)]\s*", first)
        if number is not None:
            return (
                f"begin each step with a dash instead of a number: `- {first[number.end() :]}: …`"
            )
        return f"begin each step with a dash: `- {first}: …`"
    if key == "repeat" and isinstance(given, int) and 1 <= given <= MOST_TIMES:
        return f"write `repeat: {given} times`"
    if key == "times":
        return "write `times: 2`, or another number"
    if should != "keys with values" or isinstance(given, dict):
        return ""
    if key == "turns":
        return "write `each: 2 min` below it, two spaces further in"
    return f"if this is where it starts, write `start: {printable(str(given), 40)}` below `{key}:`"
