"""What is due is rung and said in the room, and begins at once if people say yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from facilitator.cli.ending import report
from facilitator.cli.live import held_on, part_held
from facilitator.cli.options import Chosen
from facilitator.cli.wishes import alike, due_of, heard_language
from facilitator.display.keyboard import Keyboard
from facilitator.engine.own_words import OwnWords
from facilitator.errors import FacilitatorError, ScriptError
from facilitator.journal.agenda import Ahead
from facilitator.journal.memory import Memory
from facilitator.journal.reminder import Reminder
from facilitator.journal.slots import Slot
from facilitator.journal.store import FileJournal
from facilitator.ports import Room
from facilitator.script.announcing import BEGINS, announcement
from facilitator.script.library import find, folders
from facilitator.script.loading import load
from facilitator.script.translation.languages import in_language, product_words
from facilitator.script.translation.sources import checked_code
from facilitator.session.evening import Evening
from facilitator.session.wish import DEFAULT_SAFE_WORD, Loudness, Wish


def sounding(entries: Sequence[Ahead], chosen: Chosen, room: Room) -> tuple[int, bool]:
    """Ring and say what is due, and hold the ritual that is due if people want to begin.

    Args:
        entries: What is due.
        chosen: Voice, loudness, model and folder of rituals.
        room: Where; opened for it and closed afterwards.

    Returns:
        The exit code, and whether waiting is over: somebody said the safe word, or nothing can be
        heard.
    """
    journal = FileJournal()
    wish, rituals = announced(entries, chosen, journal.memory(), datetime.now())
    with Keyboard() as keyboard, Evening(room, keyboard.pressed) as evening:
        ending = part_held(wish, evening)
        is_whole = ending.outcome == "completed"
        answers = ending.reminded if is_whole else dict.fromkeys(ending.reminded, "")
        if answers:
            journal.reminded(answers)
        for each in entries:
            if isinstance(each.what, Slot):
                journal.tell(each.what.ritual, each.what.day.isoformat())
        if not is_whole:
            return report(wish.program, ending), True
        if rituals and ending.notes.get(BEGINS) == "yes":
            _, language = _titled(rituals[0], chosen)
            wanted = replace(chosen, ritual=rituals[0], language=language, tuning=ending.tuning)
            return held_on(wanted, evening), False
    return 0, False


def announced(
    entries: Sequence[Ahead], chosen: Chosen, memory: Memory, now: datetime
) -> tuple[Wish, tuple[str, ...]]:
    """Return what is performed when something is due, and the ids of the rituals that are; what
    is no ritual any more is left out of both."""
    titles: list[str] = []
    rituals: list[str] = []
    for each in entries:
        if isinstance(each.what, Slot):
            try:
                title, _ = _titled(each.what.ritual, chosen)
            except FacilitatorError:
                continue
            titles.append(title)
            rituals.append(each.what.ritual)
    program = announcement(
        now,
        titles,
        [due_of(each.what) for each in entries if isinstance(each.what, Reminder)],
        partners=memory.partners,
        safe_words=_safe_words(memory),
        pause_words=_pause_words(memory),
        sounds_like=alike,
        own=own_words_of(chosen, memory),
    )
    loudness = Loudness(chosen.volume, chosen.bell_volume)
    return Wish(program, chosen.model, chosen.voice, loudness=loudness), tuple(rituals)


def own_words_of(chosen: Chosen, memory: Memory) -> OwnWords:
    """Return what the facilitator says of its own in the language of a command line.

    Raises:
        ScriptError: It is not translated to it, or says a word that stops or rests.
        UsageError: No code of a language.
    """
    language = checked_code(chosen.language)
    return product_words(
        language,
        folders(chosen.scripts),
        hears=heard_language(chosen.model, language),
        safe_words=_safe_words(memory),
        pause_words=_pause_words(memory),
        sounds_like=alike,
    )


def _safe_words(memory: Memory) -> tuple[str, ...]:
    return memory.safe_words or (DEFAULT_SAFE_WORD,)


def _pause_words(memory: Memory) -> tuple[str, ...]:
    return (memory.pause_word,) if memory.pause_word else ()


def _titled(name: str, chosen: Chosen) -> tuple[str, str]:
    """Return the title of a ritual, and the code of the language in which it can be performed:
    that of the command line, or English where it is not translated to it.

    Raises:
        FacilitatorError: It is no ritual any more, or breaks a rule.
    """
    places, language = folders(chosen.scripts), checked_code(chosen.language)
    path = find(name, places)
    ritual = load(path)
    hears = heard_language(chosen.model, language)
    try:
        return in_language(ritual, path, language, places, hears=hears).title, language
    except ScriptError:
        return ritual.title, "en"
