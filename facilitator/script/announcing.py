"""What is said when the hour has come that people agreed on, as a program of its own.

It is a small ritual, so everything a session promises holds in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from facilitator.engine.operations import Ask
from facilitator.engine.own_words import OwnWords
from facilitator.engine.program import Program
from facilitator.script import speaking, yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.reminding import Due, may_be_said
from facilitator.script.compiling.spoken_words import SoundsLike
from facilitator.script.forms.files import RitualForm
from facilitator.script.loading import loaded
from facilitator.script.phrases import ENGLISH
from facilitator.script.yaml_tree import Tree

ANNOUNCEMENT: Final = "due"
"""Id of the program."""

BEGINS: Final = "begins"
"""The note of its ending that tells whether people want to begin: yes or no."""

_TIMES: Final = 2
"""Perhaps nobody is there."""

_HEAD: Final = """\
version: 1
ritual: {title}
about: Says that it is time, and asks whether it shall begin.
depth: light
people: one or more
steps:
  - bell: opening
"""

_ASKED: Final = """\
  - ask: {begin}
    answers: [yes, no]
    if nobody answers: no
    wait: 8 s
    remember: {begins}
  - when: {begins} is no
    do:
      - say: {later}
"""


def announcement(
    now: datetime,
    titles: Sequence[str],
    reminders: Sequence[Due],
    *,
    partners: Sequence[str] = (),
    safe_words: Sequence[str] = ("pineapple",),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike,
    own: OwnWords = ENGLISH,
) -> Program:
    """Return the program that rings and says what is due.

    Args:
        now: The local time of day that is said.
        titles: Of the rituals that are due, at most two; the first one may begin at once.
        reminders: What else is due.
        partners: As for a ritual.
        safe_words: Words that end it.
        pause_words: Words that freeze it.
        sounds_like: Whether a sentence holds something that sounds like a word. A title that does
            is not said.
        own: What the facilitator says of its own, in the language it speaks.
    """
    named: list[str] = []
    for title in titles[:2]:
        name = " ".join(title.replace("{", " ").replace("}", " ").split())
        may = may_be_said(name, safe_words, pause_words, sounds_like)
        named.append(name if may else "")
    ritual = loaded(_written(now, named, ENGLISH), ANNOUNCEMENT)
    if own.language != "en":
        form = RitualForm.model_validate(_written(now, named, own).data)
        ritual = replace(ritual, form=form, own=own)
    program = compile_ritual(
        ritual,
        partners=partners,
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        started=now.time(),
        reminders=reminders,
    )
    operations = tuple(
        replace(each, times=_TIMES) if isinstance(each, Ask) else each
        for each in program.operations
    )
    return replace(program, operations=operations)


def _written(now: datetime, titles: Sequence[str], own: OwnWords) -> Tree:
    """Return the ritual in a language; a title that is empty cannot be said."""
    weekday = own.text(f"weekday {now.isoweekday()}")
    hour = speaking.hour(f"{now:%H:%M}", own)
    said = [own.text("due now", weekday=weekday, hour=hour)]
    for title in titles:
        said.append(own.text("slot today", title=title or own.text("due something")))
    lines = [f"  - say: {_quoted(text)}\n" for text in said]
    if titles:
        begin, later = own.text("due begin"), own.text("due another time")
        lines.append(_ASKED.format(begins=BEGINS, begin=_quoted(begin), later=_quoted(later)))
    head = _HEAD.format(title=_quoted(own.text("headline due")))
    return yaml_tree.parse(yaml_tree.checked("due.yaml", "".join((head, *lines))))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
