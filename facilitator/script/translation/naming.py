"""Which answers a line names: what a translation must leave to `{say …}`.

The ears wait for certain words. A line that tells people to say one of them must, in every
language, name the word that is waited for, and not its translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from facilitator.engine.trial_words import HEEDED
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.schema import AskEachStep, AskStep, ChooseStep, Step, TalkStep
from facilitator.script.phrases import HEARD, WAYS
from facilitator.script.translation.sources import PRODUCT_SOURCE, Source
from facilitator.script.yaml_tree import Path

SAY: Final = "say "
"""What a placeholder that stands for an answer begins with."""

_BRACES: Final = re.compile(r"\{\s*say\s([^{}]*)\}", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,60})[\"“”„«»]")
_SAID: Final = re.compile(r"\bsay(?:ing)?:?\s+(?:just\s+|only\s+|simply\s+)?", re.IGNORECASE)
_NEXT: Final = re.compile(r"\s*(?:,\s*(?:or|and)\s+|,\s*|\s(?:or|and)\s+)", re.IGNORECASE)
_END: Final = re.compile(r"\s*(?:[.,;:!?)—–-]|$|\b(?:when|once|as|if|or|and|to|after)\b)")
_COURTESY: Final = "done"
"""Its words, such as thank you, are said for their own sake more often than as an answer."""


def kept_in(source: Source) -> dict[str, tuple[str, ...]]:
    """Return, by the id of a line, the answers it names, as they stand after `say` in braces.

    A line names an answer in quotation marks, after the word “say”, in `{say …}`, or by listing
    two or more of its own step's answers.
    """
    steps: dict[Path, Step] = dict(steps_of(source.form)) if source.form is not None else {}
    plain: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for item in source.items:
        if item.section == "answers":
            name = (item.meaning or item.id).lower()
            plain.setdefault(item.phrases[0].lower(), name)
            rest += [(phrase.lower(), name) for phrase in item.phrases]
    is_product = source.kind == PRODUCT_SOURCE
    heard = {m: ways for m, ways in HEARD.items() if is_product or m not in HEEDED}
    for meaning, phrases in heard.items():
        if meaning in phrases:
            plain.setdefault(meaning, meaning)
    for meaning, phrases in heard.items():
        plain.setdefault(phrases[0], meaning)
        rest += [(phrase, meaning) for phrase in phrases]
    known = {**dict(reversed(rest)), **plain}
    plain = {phrase: name for phrase, name in plain.items() if name != _COURTESY}
    found: dict[str, tuple[str, ...]] = {}
    for item in source.items:
        if item.section == "lines":
            own = _own_answers(steps, item.paths[0]) if item.paths else {}
            names = tuple(dict.fromkeys(_named(item.text, known, plain, own)))
            if names:
                found[item.id] = names
    return found


def left_out(names: tuple[str, ...], translation: str, ways: Mapping[str, tuple[str, ...]]) -> str:
    """Return the first answer that a translation does not name, neither in `{say …}` nor in the
    very words of the script; "" for none."""
    said = {name.strip().lower() for name in _BRACES.findall(translation)}
    for name in names:
        here = {name, *ways.get(name, ())}
        near = any(
            other in here or other.endswith(f" {name}") or here.intersection(ways.get(other, ()))
            for other in said
        )
        if not near and not any(_holds(translation, phrase) for phrase in here):
            return name
    return ""


def ways_in(source: Source) -> dict[str, tuple[str, ...]]:
    """Return the ways to give each answer that a line may name, in the script's language."""
    own = {
        (item.meaning or item.id).lower(): tuple(phrase.lower() for phrase in item.phrases)
        for item in source.items
        if item.section == "answers"
    }
    return {**HEARD, **own}


def _own_answers(steps: Mapping[Path, Step], path: Path) -> dict[str, str]:
    """Return the answers of the step a line belongs to, by how they are said first."""
    here = max((at for at in steps if path[: len(at)] == at), key=len, default=())
    match steps.get(here):
        case AskStep(answers=given) | AskEachStep(answers=given):
            pass
        case ChooseStep(options=given) | TalkStep(count=given):
            pass
        case _:
            return {}
    first = {
        (ways or WAYS.get(meaning.lower()) or (meaning,))[0].lower(): meaning.lower()
        for meaning, ways in given.items()
    }
    return {phrase: name for phrase, name in first.items() if name not in ("yes", "no")}


def _named(
    text: str, known: Mapping[str, str], plain: Mapping[str, str], own: Mapping[str, str]
) -> Iterator[str]:
    for name in _BRACES.findall(text):
        yield name.strip().lower()
    for quoted in _QUOTED.findall(text):
        phrase = " ".join(quoted.lower().split()).strip(" .,;!?")
        if phrase in known:
            yield known[phrase]
    for said in _SAID.finditer(text):
        at = said.end()
        while True:
            after, name = _phrase_at(text, at, {**plain, **own})
            if not name:
                break
            yield name
            more = _NEXT.match(text, after)
            if more is None:
                break
            at = more.end()
    listed = [name for phrase, name in own.items() if _holds(text, phrase)]
    if len(listed) > 1:
        yield from listed


def _phrase_at(text: str, at: int, plain: Mapping[str, str]) -> tuple[int, str]:
    """Return where an answer that begins at a place ends, and its name; "" for none there."""
    for phrase in sorted(plain, key=len, reverse=True):
        end = at + len(phrase)
        if text[at:end].lower() == phrase and _END.match(text, end):
            return end, plain[phrase]
    return at, ""


def _holds(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None
