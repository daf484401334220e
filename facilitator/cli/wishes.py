"""From what a person typed to a program ready to be performed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Final, TypeAlias

from facilitator.cli.options import Chosen, parse_pairs
from facilitator.ears.words_check import check_word
from facilitator.engine.program import AS_CHOSEN, Program, Tuning
from facilitator.errors import FacilitatorError, UsageError
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.reminder import RATING, Reminder
from facilitator.journal.rows import counting
from facilitator.journal.slots import Slot
from facilitator.journal.store import FileJournal
from facilitator.places import model_language
from facilitator.script.compiling.commanding import FOR_LATER
from facilitator.script.compiling.compiler import EVENING, compile_ritual
from facilitator.script.compiling.leading import LED_LAST, in_turn
from facilitator.script.compiling.reminding import Due, may_be_said
from facilitator.script.compiling.settling import asked_first, conversation
from facilitator.script.diagnostics import closest
from facilitator.script.facts.earlier import SESSIONS
from facilitator.script.facts.jars import InJar
from facilitator.script.facts.remembered import Remembered, names_remembered
from facilitator.script.facts.remembered import remembered as remembered_as
from facilitator.script.library import find, folders
from facilitator.script.loading import load
from facilitator.script.names import unnamed
from facilitator.script.pronouns import (
    given_pronouns,
    plain_name,
    split_people,
    with_pronouns,
)
from facilitator.script.ritual import Ritual
from facilitator.script.translation.languages import in_language
from facilitator.script.translation.sources import checked_code, name_of
from facilitator.session.answering import questions
from facilitator.session.wish import DEFAULT_SAFE_WORD, Loudness, Wish, decibels

Alike: TypeAlias = Callable[[str, str], bool]
"""Whether a sentence holds something that sounds like a word: `f(sentence, word)`."""

OWN_WORD = (
    f"Your safe word is “{DEFAULT_SAFE_WORD}”. To choose your own and try it from your places: "
    "facilitator safe-word WORD --try --use"
)
"""Said on a terminal to people who have not chosen a word."""


ENGLISH_EARS = (
    "I speak {language}, but the speech model understands English: your answers and the safe word "
    "are English words. Another model is given with --model."
)
"""Said to people who hear another language than they answer in."""

OTHER_EARS = (
    "How well the safe word is heard has been measured with the English speech model only. Try "
    "yours before you need it: facilitator safe-word WORD --try --model FOLDER"
)
"""Said to people whose speech model is another one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish, and what a person should be told before it comes true.

    Attributes:
        wish: What is performed.
        remarks: Told to people at a terminal.
        first: Asks for settings before it; None when nothing is asked.
        people: The names with their pronouns, the one who leads first.
    """

    wish: Wish
    remarks: tuple[str, ...] = ()
    first: Program | None = None
    people: tuple[str, ...] = ()


def going_on(chosen: Chosen, ritual: str, tuning: Tuning = AS_CHOSEN) -> Chosen:
    """Return the same wish for a ritual that follows: settings belonged to the first one, the
    voice stays as people have changed it."""
    return replace(
        chosen,
        ritual=ritual,
        settings=(),
        asking=chosen.asking if chosen.asking is False else None,
        said=(),
        tuning=tuning,
    )


def plan(
    chosen: Chosen,
    journal: FileJournal | None = None,
    *,
    seed: int = 0,
    started: time = EVENING,
    due: Sequence[Due] = (),
    agreed: Sequence[Slot] = (),
    today: date | None = None,
    sounds_like: Alike | None = None,
    remembered: Sequence[tuple[str, str]] = (),
    wished: Sequence[str] = (),
) -> Plan:
    """Return the program somebody asked for, with remembered names and lengths filled in.

    Args:
        chosen: The command line.
        journal: The memory to read; None for none (a rehearsal starts from nothing).
        seed: Decides what is drawn by lot.
        started: Local time of day at which the session begins.
        due: Reminders that it begins with.
        agreed: What else is due; told after the reminders.
        today: The day on which the session is held; needed where something else is due.
        sounds_like: Whether a sentence holds something that sounds like a word; None looks up
            every word, as a session must.
        remembered: What is taken to be remembered besides, a name and a text each.
        wished: Settings that are asked for by voice, even if the ritual does not ask for them.

    Raises:
        ScriptError: No such ritual, or one that breaks a rule.
        UsageError: Names, words or settings that cannot be used, or something is said to be
            remembered that the ritual does not keep.
    """
    remarks = []
    for percent in (chosen.volume, chosen.bell_volume):
        decibels(percent)
    if chosen.scripts is not None and not chosen.scripts.is_dir():
        raise UsageError(f"There is no folder {chosen.scripts}.", help="Check --scripts.")
    memory = journal.memory() if journal else Memory()
    given: Sequence[str] = memory.partners
    if chosen.partners is not None:
        given = split_people(chosen.partners)
        given = with_pronouns(
            [plain_name(each) for each in given],
            {**given_pronouns(memory.partners), **given_pronouns(given)},
        )
    if not given:
        remarks.append('I do not know your names yet; tell them with --partners "NAME, NAME".')
    words = chosen.safe_word or memory.safe_words or (DEFAULT_SAFE_WORD,)
    if journal and not (chosen.safe_word or memory.safe_words) and sys.stdout.isatty():
        remarks.append(OWN_WORD)
    names = [plain_name(each) for each in given]
    checked = _with_checked_words(chosen, words, names)
    compared = sounds_like or alike
    ritual = _ritual_of(checked, compared)
    old = memory.rituals.get(ritual.id, RitualMemory()).values
    taken = _taken_as_remembered(ritual, names, old.get("led last"), remembered)
    jars = {n: [InJar(s.text, s.drawn) for s in there] for n, there in memory.jars.items()}
    parked = [s.text for s in memory.jars.get(FOR_LATER, ()) if s.ritual == ritual.id]
    kept = {**old, **_of_earlier(memory, ritual.id, today or date.today()), **taken.values}
    if today is not None:
        due = (*due, *_also_due(ritual, agreed, today, folders(chosen.scripts)))
    settings = dict(parse_pairs("--set", chosen.settings, 'gaze="3 min"'))
    program = compile_ritual(
        ritual,
        partners=given,
        settings=settings,
        memory=kept,
        jars={**jars, **taken.jars},
        safe_words=checked.safe_word,
        pause_words=checked.pause_word,
        sounds_like=compared,
        seed=seed,
        started=started,
        reminders=due,
        said=dict(chosen.said) or None,
        parked=parked,
    )
    chosen_before = (*settings, *dict(chosen.said))
    wished = [name for name in wished if not questions(program, name)]
    asked = asked_first(
        ritual,
        kept,
        chosen_before,
        wished=wished,
        everything=chosen.asking,
        people=names,
    )
    first = None
    if asked:
        first = conversation(
            ritual,
            asked,
            partners=given,
            settings=settings,
            memory=kept,
            safe_words=checked.safe_word,
            pause_words=checked.pause_word,
            sounds_like=compared,
        )
    remarks += [
        f"A reminder is held back because it cannot be said with your words: “{each.text}”. "
        "facilitator memory shows it."
        for each in due
        if not may_be_said(each.text, program.safe_words, program.pause_words, sounds_like or alike)
    ]
    if program.own.hears != "en":
        remarks.append(OTHER_EARS)
    elif program.own.language != "en":
        remarks.append(ENGLISH_EARS.format(language=name_of(program.own.language)))
    loudness = Loudness(chosen.volume, chosen.bell_volume)
    sounds = dict(parse_pairs("--pronounce", chosen.pronounce, "Siobhan=Shivawn"))
    wish = Wish(program, chosen.model, chosen.voice, sounds, loudness, chosen.tuning)
    people = with_pronouns(program.partners, given_pronouns(given))
    return Plan(wish, tuple(remarks), first, people)


_SLOT: Final = "slot: "


def due_of(reminder: Reminder) -> Due:
    """Return a reminder as a session begins with it."""
    asks = bool(reminder.remember)
    return Due(reminder.key, reminder.text, asks=asks, rates=asks and reminder.answers == RATING)


def told_slot(key: str) -> tuple[str, str] | None:
    """Return ritual and day of what a session has said to be due, by the key that came back; None
    for a reminder."""
    if not key.startswith(_SLOT):
        return None
    day, _, ritual = key.removeprefix(_SLOT).partition(" ")
    return ritual, day


def _also_due(
    ritual: Ritual, agreed: Sequence[Slot], today: date, places: Sequence[Path]
) -> Iterator[Due]:
    """Yield what is due besides a ritual, by its title; what is no ritual any more is left out."""
    for slot in agreed:
        if slot.ritual == ritual.id:
            continue
        try:
            title = load(find(slot.ritual, places)).title
        except FacilitatorError:
            continue
        key = "slot today" if slot.day == today else "slot waits"
        text = ritual.own.text(key, title=title)
        yield Due(f"{_SLOT}{slot.day.isoformat()} {slot.ritual}", text)


def _with_checked_words(chosen: Chosen, safe_words: Sequence[str], names: Sequence[str]) -> Chosen:
    """Fill in safe and pause words as the recognizer writes them, each told from the others.

    Raises:
        UsageError: One of them cannot work; says why and what would.
    """
    safe: list[str] = []
    pause: list[str] = []
    for word in safe_words:
        safe.append(check_word(word, partners=names, others=safe))
    for word in chosen.pause_word:
        pause.append(check_word(word, partners=names, others=[*safe, *pause], kind="pause word"))
    return replace(chosen, safe_word=tuple(safe), pause_word=tuple(pause))


def _ritual_of(chosen: Chosen, compared: Alike) -> Ritual:
    """Return the ritual of a command line, in its language; words have been checked."""
    path = find(chosen.ritual, folders(chosen.scripts))
    safe_words, pause_words = chosen.safe_word, chosen.pause_word
    ritual = load(path, safe_words=safe_words, pause_words=pause_words, sounds_like=compared)
    language = checked_code(chosen.language)
    if language == "en":
        return ritual
    return in_language(
        ritual,
        path,
        language,
        folders(chosen.scripts),
        hears=heard_language(chosen.model, language),
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=compared,
        unfinished=chosen.unfinished,
    )


def _of_earlier(memory: Memory, ritual: str, today: date) -> dict[str, str]:
    """Return how many sessions there were, and how many days in a row, as conditions ask for it."""
    ended = {name: each.sessions.get("completed", 0) for name, each in memory.rituals.items()}
    told = {f"{SESSIONS} of {name}".lower(): str(count) for name, count in ended.items()}
    row = memory.rituals.get(ritual, RitualMemory()).row
    return {**told, SESSIONS: str(ended.get(ritual, 0)), **counting(row, today)}


def _taken_as_remembered(
    ritual: Ritual,
    names: Sequence[str],
    led_last: str | None,
    given: Sequence[tuple[str, str]],
) -> Remembered:
    texts: dict[str, list[str]] = {}
    for name, text in given:
        texts.setdefault(name, []).append(text)
    led_last = dict(given).get("led last", led_last)
    people = tuple(names) or unnamed(ritual.own)
    people = in_turn(people, ritual.form.lead, {LED_LAST: led_last} if led_last else {})
    taken = remembered_as(ritual, people, texts.items())
    if taken.unknown:
        name, known = taken.unknown[0], names_remembered(ritual)
        near = closest(name, known)
        raise UsageError(
            f"--remembered {name}: {ritual.title} keeps nothing of that name."
            + (f" Did you mean {near}?" if near else ""),
            help=f"It keeps: {', '.join(known) or 'nothing'}.",
        )
    for name, text, able in taken.unlike:
        raise UsageError(
            f"--remembered {name}={text}: nothing like that is ever kept as {name}.",
            help=f"It can be {able}.",
        )
    return taken


def heard_language(model: Path | None, language: str) -> str:
    """Return the code of the language the ears understand in a session.

    The name of a model's folder tells; one that was given and does not tell is taken to be of the
    language of the session.
    """
    known = model_language(model)
    if not known:
        return language
    return language if language.partition("-")[0] == known else known


def alike(text: str, word: str) -> bool:
    """Say whether a sentence holds something that sounds like a word."""
    from facilitator.ears.words_likeness import sounds_like

    return bool(sounds_like(text, word))
