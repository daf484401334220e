"""What goes deep waits until the safe word has been tried in the room, and heard.

Where it has not been, it is tried right then by voice, before a session; what cannot be tried by
voice is refused with the command that tries it. Rehearsals and everything on paper go on without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from facilitator.cli.choosing_stages import LeftOutError, LiveStage
from facilitator.cli.judging import judged, told_of
from facilitator.cli.trying import keep
from facilitator.display import display_for
from facilitator.ears.model import load_model
from facilitator.engine.program import Program
from facilitator.errors import UsageError
from facilitator.session import offering
from facilitator.session.wish import DEFAULT_SAFE_WORD

if TYPE_CHECKING:
    from facilitator.cli.choosing import Stage
    from facilitator.journal.memory import Memory
    from facilitator.journal.store import FileJournal
    from facilitator.session.evening import Evening
    from facilitator.session.wish import Wish

LEAST_HEARD: Final = 5 / 6
"""Share of the repetitions in silence that must have been heard: of two who say it three times
each, one may be missed."""

_HEARD: Final = re.compile(r"\bheard (\d+) of (\d+)")


def untested(program: Program, memory: Memory) -> tuple[str, ...]:
    """Return the safe words of a session that must be tried before it and have not been, or not
    with success; none where the ritual does not ask for it."""
    if not program.tested:
        return ()
    return tuple(word for word in program.safe_words if not is_heard(memory.trials.get(word, "")))


def is_heard(figures: str) -> bool:
    """Say whether a trial went well, by its figures as they are remembered."""
    found = _HEARD.search(figures)
    if found is None:
        return False
    heard, asked = int(found[1]), int(found[2])
    return asked > 0 and heard >= asked * LEAST_HEARD


def refusal(program: Program, words: Sequence[str], *, tried: bool = False) -> UsageError:
    """Return what people are told who cannot begin yet.

    Args:
        program: What they wanted to begin.
        words: The safe words that have not been tried with success.
        tried: They have just been tried.
    """
    named = " and ".join(f"“{word}”" for word in words)
    if tried:
        return UsageError(
            f"{program.title} goes deep, and {named} was not heard often enough to rely on it.",
            help="Sit nearer or switch off what makes noise and begin again; or choose another "
            "word with facilitator safe-word --by-voice. Light rituals need no trial.",
        )
    command = f"facilitator safe-word {words[0]} --try --use"
    return UsageError(
        f"{program.title} goes deep, so it waits until your safe word has been tried: {named} "
        "has not been yet.",
        help=f"It takes a minute: {command}. Or try the whole ritual on your own with "
        f"facilitator rehearse {program.ritual}.",
    )


def prove(words: Sequence[str], program: Program, stage: Stage) -> Mapping[str, str]:
    """Have the words of a session tried by voice, one after the other.

    Args:
        words: The words to be tried.
        program: The session that follows: its people, and its words, which count throughout.
        stage: Where it happens.

    Returns:
        By word, its figures as they are remembered; a word that was left out or stopped is
        missing, and so are those after it.

    Raises:
        DeviceError: The card refused, broke or fell silent during a trial.
        ModelError: No usable voice.
    """

    def tell(*sentences: str) -> bool:
        return stage.perform(offering.telling(sentences, program)).outcome == "completed"

    own = program.own
    figures: dict[str, str] = {}
    if not tell(*(own.text(key) for key in (*offering.FIRST, offering.TO_TRY[0]))):
        return {}
    for word in words:
        others = [each for each in program.safe_words if each != word]
        try:
            found = stage.tried(word, others, lambda each: click.echo(f"  {told_of(each)}"))
        except LeftOutError:
            return figures
        if not found.complete:
            return figures
        verdict = judged(found, own)
        figures[word] = verdict.figures
        for advice in verdict.advice:
            click.echo(f"→ {advice}")
        if not is_heard(verdict.figures):
            tell(*verdict.spoken, own.text(offering.NOT_YET))
            return figures
    return figures if tell(own.text(offering.PROVED)) else {}


def prove_live(wish: Wish, words: Sequence[str], evening: Evening, journal: FileJournal) -> None:
    """Have the words of a session tried in its room, and keep how they were heard.

    Args:
        wish: The session that follows.
        words: Its safe words that have not been tried.
        evening: Where, as parts of it.
        journal: Keeps the figures of words that are remembered.

    Raises:
        DeviceError: The card refused, broke or fell silent during a trial.
        FacilitatorError: The memory cannot be written.
        ModelError: No usable model or voice.
        UsageError: They were not heard often enough.
    """
    program = wish.program
    with display_for() as display:
        stage = LiveStage(wish, load_model(wish.model), evening, display)
        figures = prove(words, program, stage)
    usual = journal.memory().safe_words or (DEFAULT_SAFE_WORD,)
    for word, told in figures.items():
        if word in usual:
            keep(word, [each for each in usual if each != word], told)
    missed = [word for word in words if not is_heard(figures.get(word, ""))]
    if missed:
        raise refusal(program, missed, tried=missed[0] in figures)
