"""What a translation must not lose: the words about consent, about resting and ending, the house
rules and the aftercare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.schema import ConsentStep, SayStep
from facilitator.script.pronouns import written
from facilitator.script.ritual import SAFETY_PARTS
from facilitator.script.sentences import split
from facilitator.script.translation.file import Matched
from facilitator.script.translation.naming import SAY, left_out
from facilitator.script.translation.sources import PRODUCT_SOURCE, Source

LEAST_SENTENCES: Final = 3
"""A translation has at least one sentence for so many of the original: languages join sentences,
but not more than three."""

_PRODUCT: Final = frozenset(
    {
        *("stopped", "deaf", "paused", "still paused", "resumed", "end here", "may pass"),
        *(f"aftercare {number}" for number in range(1, 7)),
        *("consent again", "declined", "unanswered", "ask for aftercare", "any key stops"),
        *("to stop", "to stop without a word", "stops", "to go on", "to go on without a word"),
        *("to go on shortly", "card ends", "card ends by several", "card rests"),
        "card rests by word",
    }
)
"""Ids of the product's own texts about consent, resting, ending, and what comes after."""

_APART: Final = (("yes", "no", "pass it"), ("pause", "go on"))
"""Answers that decide, by meaning: the ways to give them must not be the same."""

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_ANSWER: Final = re.compile(r"\b(?:an?|say|or)\s+[\"“]?(yes|no|pass)\b", re.IGNORECASE)


def safety_lines(source: Source) -> frozenset[str]:
    """Return the ids of the texts of a ritual, part or of the product that keep people safe."""
    if source.kind == PRODUCT_SOURCE:
        return _PRODUCT
    if source.kind == "part" and source.name.lower() in SAFETY_PARTS:
        return frozenset(item.id for item in source.items if item.section == "lines")
    if source.form is None:
        return frozenset()
    steps = {
        path
        for path, step in steps_of(source.form)
        if isinstance(step, ConsentStep) or (isinstance(step, SayStep) and step.on_request)
    }
    if not steps:
        return frozenset()
    return frozenset(
        item.id
        for item in source.items
        if item.section == "lines"
        and any(path[:end] in steps for path in item.paths for end in range(len(path)))
    )


def lost(each: Matched, names: tuple[str, ...], ways: Mapping[str, tuple[str, ...]]) -> str:
    """Return what the translation of a text that keeps people safe has lost, as the end of a
    sentence about it; "" for nothing.

    Args:
        each: The text and its translation. One that is out of date is held against the words it
            was made from.
        names: The answers the text names, as `naming.kept_in` finds them.
        ways: Ways to give answers, by meaning.
    """
    original, there = each.was or each.item.text, each.translation
    if not any(c.isalpha() for c in _BRACES.sub("", there)):
        return "holds no word"
    held = {" ".join(name.split()) for name in _BRACES.findall(there)}
    for name in _BRACES.findall(original):
        name = " ".join(name.split())
        if name not in held and not name.startswith(SAY) and written(name) is None:
            return f"leaves {{{name}}} out"
    if each.item.section != "lines":
        return ""
    if not each.was:
        named = (*names, *(name.lower() for name in _ANSWER.findall(original)))
        unnamed = left_out(tuple(dict.fromkeys(named)), there, ways)
        if unnamed:
            return f"does not name the answer {{{SAY}{unnamed}}}"
    said, of = len(split(there)), len(split(original))
    if said * LEAST_SENTENCES < of:
        return f"has {said} of {of} sentences"
    return ""


def alike(found: Mapping[str, Matched]) -> Iterator[tuple[str, str, str]]:
    """Yield two answers that decide, by meaning, and words that a translation has for both.

    Args:
        found: The product's answers with their translations, by meaning.
    """
    for group in _APART:
        known = [meaning for meaning in group if meaning in found]
        for one, other in combinations(known, 2):
            ways = found[other].translation.split(", ")
            for phrase in found[one].translation.split(", "):
                if phrase and phrase in ways:
                    yield one, other, phrase
                    break
