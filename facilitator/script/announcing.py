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
from facilitator.engine.program import Program
from facilitator.script import speaking, yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.reminding import Due, may_be_said
from facilitator.script.compiling.spoken_words import SoundsLike
from facilitator.script.loading import loaded
from facilitator.script.phrases import ENGLISH

ANNOUNCEMENT: Final = "due"
"""Id of the program."""

BEGINS: Final = "begins"
"""The note of its ending that tells whether people want to begin: yes or no."""

_UNSAYABLE: Final = "what you agreed on"

_TIMES: Final = 2
"""Perhaps nobody is there."""

_HEAD: Final = """\
version: 1
ritual: What is due
about: Says that it is time, and asks whether it shall begin.
depth: light
people: one or more
steps:
  - bell: opening
"""

_ASKED: Final = """\
  - ask: Shall we begin?
    answers: [yes, no]
    if nobody answers: no
    wait: 8 s
    remember: {begins}
  - when: {begins} is no
    do:
      - say: Then another time.
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
    """
    weekday = ENGLISH.text(f"weekday {now.isoweekday()}")
    hour = speaking.hour(f"{now:%H:%M}", ENGLISH)
    lines = [f"  - say: {json.dumps(f'It is {weekday}, {hour}.')}\n"]
    for title in titles[:2]:
        named = " ".join(title.replace("{", " ").replace("}", " ").split())
        may = may_be_said(named, safe_words, pause_words, sounds_like)
        text = ENGLISH.text("slot today", title=named if may else _UNSAYABLE)
        lines.append(f"  - say: {json.dumps(text, ensure_ascii=False)}\n")
    asked = [_ASKED.format(begins=BEGINS)] if titles else []
    text = "".join((_HEAD, *lines, *asked))
    ritual = loaded(yaml_tree.parse(yaml_tree.checked("due.yaml", text)), ANNOUNCEMENT)
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
