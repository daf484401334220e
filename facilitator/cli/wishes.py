"""From what a person typed to a program ready to be performed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.cli.options import Chosen, parse_settings
from facilitator.ears.words import sounds_like
from facilitator.engine.program import Program
from facilitator.journal.store import FileJournal, Memory, RitualMemory
from facilitator.script.compiler import compile_ritual
from facilitator.script.library import load
from facilitator.script.names import partner_names
from facilitator.session.start import DEFAULT_SAFE_WORD, Loudness, Wish


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish, and what a person should be told before it comes true."""

    wish: Wish
    remarks: tuple[str, ...] = ()


def plan(chosen: Chosen, journal: FileJournal | None = None) -> Plan:
    """Return the program somebody asked for, with remembered names and lengths filled in.

    Args:
        chosen: The command line.
        journal: The memory to read; None for none (a rehearsal starts from nothing).

    Raises:
        ScriptError: No such ritual, or one that breaks a rule.
        UsageError: Names, words or settings that cannot be used.
    """
    remarks = []
    memory = journal.memory() if journal else Memory()
    given = chosen.partners.split(",") if chosen.partners is not None else memory.partners
    if not given:
        remarks.append('I do not know your names yet; tell them with --partners "NAME, NAME".')
    words = chosen.safe_word or ((memory.safe_word,) if memory.safe_word else (DEFAULT_SAFE_WORD,))
    program = program_of(chosen, given, words, memory)
    loudness = Loudness(chosen.volume, chosen.bell_volume)
    return Plan(Wish(program, chosen.model, chosen.voice, {}, loudness), tuple(remarks))


def program_of(
    chosen: Chosen, names: Sequence[str], safe_words: tuple[str, ...], memory: Memory
) -> Program:
    """Compile a ritual for certain people, words, settings and memories."""
    ritual = load(
        chosen.ritual,
        folders=(chosen.scripts,) if chosen.scripts else (),
        safe_words=safe_words,
        pause_words=chosen.pause_word,
        sounds_like=sounds_like,
    )
    return compile_ritual(
        ritual,
        partners=partner_names(names, safe_words=safe_words, pause_words=chosen.pause_word),
        settings=parse_settings(chosen.settings),
        memory=memory.rituals.get(ritual.id, RitualMemory()).values,
        safe_words=safe_words,
        pause_words=chosen.pause_word,
    )
