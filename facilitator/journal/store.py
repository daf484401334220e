"""The small memory between sessions: one readable file that one command shows or deletes.

It holds what a ritual chose to remember, the reminders that later sessions begin with, how many
sessions there were and how they ended, the date of the last one, the partners' names and words,
and how well a word was heard when it was tried. Of what is said only notes somebody was asked
for, heard read back and said yes to, as text: one by one with their ritual, or as one of many in
a jar, which every ritual can draw from. Never audio.

The file is YAML. It is always written whole: a new file beside it, flushed to the disk, then
renamed over it. A file that cannot be understood is set aside under another name, never
overwritten. Nothing here ends a session: what went wrong is told in `FileJournal.problem`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from facilitator.engine.actions import Outcome
from facilitator.journal.format import VERSION, memory_of, text_of
from facilitator.journal.jars import (
    MOST_JARS,
    Slip,
    filled,
    with_drawn,
    with_slip,
    without,
)
from facilitator.journal.memory import NOTE, Memory, RitualMemory, with_ritual
from facilitator.journal.reminder import Reminder
from facilitator.journal.rows import counted
from facilitator.journal.slots import NEXT_TOLD
from facilitator.journal.whole import write_whole

LARGEST_BYTES: Final = 4_000_000
"""A file beyond this size was not written by us."""

LONGEST_TEXT: Final = 2_000
"""Characters of one remembered value; longer ones are cut."""

MOST_REMINDERS: Final = 50
"""Reminders that are kept; beyond it the ones furthest ahead are not."""


def journal_path() -> Path:
    """Return where the file lies: in FACILITATOR_HOME when that is set, else in the user's
    data folder."""
    home = os.environ.get("FACILITATOR_HOME")
    if home:
        return Path(home) / "journal.yaml"
    import platformdirs

    return platformdirs.user_data_path("facilitator", appauthor=False) / "journal.yaml"


class FileJournal:
    """The memory in a file; implements the `Journal` port.

    Args:
        path: The file; `journal_path()` by default. It need not exist, nor its folder.
        today: Gives the date that is noted for a session.

    Used from one thread. The file is read anew before every change, so that another session
    on the same machine loses nothing but a change of the same moment. Writing waits for the
    disk, which may take long: not to be done while a session is holding people.
    """

    def __init__(self, path: Path | None = None, *, today: Callable[[], date] = date.today) -> None:
        self.path = path or journal_path()
        self.problem = ""
        self._today = today
        self._is_locked = False

    def memory(self) -> Memory:
        """Return everything that is remembered; empty when nothing is or it cannot be read."""
        self._is_locked = False
        try:
            if self.path.stat().st_size > LARGEST_BYTES:
                self._set_aside("it is far too large")
                return Memory()
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return Memory()
        except OSError as error:
            self._is_locked = True
            self.problem = f"The memory {self.path} cannot be read: {error.strerror}."
            return Memory()
        return self._understood(raw)

    def read(self, ritual: str) -> Mapping[str, str]:
        """Return what is remembered for a ritual; empty when nothing is."""
        return self.memory().rituals.get(ritual, RitualMemory()).values

    def note(self, ritual: str, values: Mapping[str, str]) -> None:
        """Keep some values for a ritual; written whole or not at all.

        A note that is empty is forgotten: it was asked for anew, and nothing was kept.
        """
        before = self.memory()
        old = before.rituals.get(ritual, RitualMemory())
        kept = {**old.values, **{name: value[:LONGEST_TEXT] for name, value in values.items()}}
        kept = {name: value for name, value in kept.items() if value or not name.startswith(NOTE)}
        self._save(with_ritual(before, ritual, replace(old, values=kept)))

    def put(self, ritual: str, slips: Sequence[tuple[str, str, str]]) -> None:
        """Put notes into jars.

        Args:
            ritual: Id of the ritual that asked for them.
            slips: For each the name of the jar, the words, and whose they are, or "".

        A note for one jar more than `MOST_JARS` is not kept; `problem` says so.
        """
        before = self.memory()
        jars = dict(before.jars)
        for jar, text, by in slips:
            if jar not in jars and len(jars) >= MOST_JARS:
                self.problem = f"There are {MOST_JARS} jars; “{text}” was not put into another one."
                continue
            new = Slip(text, self._today().isoformat(), by, ritual)
            jars[jar] = with_slip(jars.get(jar, ()), new)
        self._save(replace(before, jars=jars))

    def drawn(self, jar: str, texts: Sequence[str]) -> None:
        """Note which slips of a jar have been drawn in this round, in order."""
        before = self.memory()
        if jar in before.jars:
            there = with_drawn(before.jars[jar], texts)
            self._save(replace(before, jars={**before.jars, jar: there}))

    def forget_slip(self, jar: str, text: str) -> None:
        """Delete one note of a jar; the jar goes with the last one."""
        before = self.memory()
        left = tuple(each for each in before.jars.get(jar, ()) if each.text != text)
        self._save(replace(before, jars=filled({**before.jars, jar: left})))

    def forget_jar(self, jar: str) -> None:
        """Delete a jar with everything in it."""
        before = self.memory()
        self._save(replace(before, jars={n: s for n, s in before.jars.items() if n != jar}))

    def ended(self, ritual: str, outcome: Outcome) -> None:
        """Count a session and note today's date."""
        before = self.memory()
        old = before.rituals.get(ritual, RitualMemory())
        counts = {**old.sessions, outcome: old.sessions.get(outcome, 0) + 1}
        today = self._today()
        row = counted(old.row, today) if outcome == "completed" else old.row
        new = replace(old, sessions=counts, last=today.isoformat(), row=row)
        self._save(with_ritual(before, ritual, new))

    def remind(self, reminders: Sequence[Reminder]) -> None:
        """Keep some reminders; one that is there already gets the new day."""
        before = self.memory()
        kept = {each.key: each for each in (*before.reminders, *reminders)}
        ordered = sorted(kept.values(), key=lambda each: each.day)[:MOST_REMINDERS]
        self._save(replace(before, reminders=self._fresh(ordered)))

    def reminded(self, answers: Mapping[str, str]) -> None:
        """Drop reminders that have been said.

        Args:
            answers: By key, what was answered; kept for the ritual that asked, unless it is "".
        """
        after = self.memory()
        for each in after.reminders:
            answer = answers.get(each.key, "")
            if each.remember and answer not in ("", "pass"):
                old = after.rituals.get(each.ritual, RitualMemory())
                values = {**old.values, each.remember: answer}
                after = with_ritual(after, each.ritual, replace(old, values=values))
        left = [each for each in after.reminders if each.key not in answers]
        self._save(replace(after, reminders=self._fresh(left)))

    def tell(self, ritual: str, day: str) -> None:
        """Note that a session of another ritual has said that one is due on a day."""
        self.note(ritual, {NEXT_TOLD: day})

    def due(self, today: date | None = None) -> tuple[Reminder, ...]:
        """Return the reminders that a session of a day begins with, the oldest first."""
        day = today or self._today()
        return tuple(each for each in self.memory().reminders if each.is_due(day))

    def _fresh(self, reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
        """Return those whose time has not passed."""
        today = self._today().isoformat()
        return tuple(each for each in reminders if each.until >= today)

    def remember_people(
        self,
        partners: Sequence[str] | None = None,
        *,
        safe_word: str | None = None,
        pause_word: str | None = None,
    ) -> None:
        """Keep names and words for the next session; None leaves what there is."""
        before = self.memory()
        after = replace(
            before,
            partners=before.partners if partners is None else tuple(partners),
            safe_word=before.safe_word if safe_word is None else safe_word,
            pause_word=before.pause_word if pause_word is None else pause_word,
        )
        if after != before:
            self._save(after)

    def remember_safe_words(self, words: Sequence[str], trials: Mapping[str, str]) -> None:
        """Keep the words that stop from now on, and how they were heard when they were tried.

        Args:
            words: In place of those remembered; the first is the one an older product reads.
            trials: By word, in figures as text; today's date is put before each. Trials of words
                that no longer count are forgotten.
        """
        before = self.memory()
        today = self._today().isoformat()
        told = {**before.trials, **{word: f"{today}: {text}" for word, text in trials.items()}}
        after = replace(
            before,
            safe_word=words[0] if words else "",
            more_safe_words=tuple(words[1:]),
            trials={word: told[word][:LONGEST_TEXT] for word in words if word in told},
        )
        if after != before:
            self._save(after)

    def forget_notes(self, ritual: str | None = None) -> int:
        """Delete the spoken notes of one ritual, or of all; return how many there were.

        Those it put into jars go with them.
        """
        before = self.memory()
        jars = without(before.jars, ritual)
        count = sum(map(len, before.jars.values())) - sum(map(len, jars.values()))
        rituals: dict[str, RitualMemory] = {}
        for name, old in before.rituals.items():
            values = old.values
            if ritual in (None, name):
                values = {key: text for key, text in values.items() if not key.startswith(NOTE)}
                count += len(old.values) - len(values)
            rituals[name] = replace(old, values=values)
        if count:
            self._save(replace(before, rituals=rituals, jars=jars))
        return count

    def remember_offer(self) -> None:
        """Note today as the day on which choosing a safe word by voice was offered."""
        before = self.memory()
        self._save(replace(before, safe_word_offered=self._today().isoformat()))

    def forget(self, ritual: str | None = None) -> bool:
        """Delete what is remembered of one ritual, its reminders and what it put into jars too,
        or the whole file with all that was set aside. Say whether there was anything.

        When the file cannot be deleted, `problem` says so.
        """
        if ritual is not None:
            before = self.memory()
            rituals = {name: old for name, old in before.rituals.items() if name != ritual}
            reminders = tuple(each for each in before.reminders if each.ritual != ritual)
            jars = without(before.jars, ritual)
            after = replace(before, rituals=rituals, reminders=reminders, jars=jars)
            if after == before:
                return False
            self._save(after)
            return True
        found = [path for path in (self.path, *self.set_aside()) if path.exists()]
        for path in found:
            try:
                path.unlink()
            except OSError as error:
                self.problem = f"{path} cannot be deleted: {error.strerror}."
        return bool(found)

    def set_aside(self) -> list[Path]:
        """Return the damaged files that were kept."""
        return sorted(self.path.parent.glob(f"{self.path.name}.damaged-*"))

    def _understood(self, raw: bytes) -> Memory:
        import yaml

        try:
            data = yaml.load(raw.decode("utf-8"), Loader=yaml.BaseLoader)
            version = int(data["version"])
            if version > VERSION:
                self._is_locked = True
                self.problem = (
                    f"The memory {self.path} was written by a newer version of Facilitator "
                    f"(format {version}). It is left as it is, and nothing is remembered."
                )
                return Memory()
            return memory_of(data)
        except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._set_aside("it is damaged")
            return Memory()

    def _set_aside(self, why: str) -> None:
        for number in range(1, 10_000):
            kept = self.path.with_name(f"{self.path.name}.damaged-{number}")
            if kept.exists():
                continue
            try:
                self.path.rename(kept)
            except OSError as error:
                self._is_locked = True
                self.problem = (
                    f"The memory {self.path} cannot be used ({why}), nor set aside: "
                    f"{error.strerror}. Nothing is remembered."
                )
                return
            self.problem = (
                f"The memory {self.path} cannot be used: {why}. It is kept as {kept.name}; "
                "a new one begins."
            )
            return

    def _save(self, memory: Memory) -> None:
        if self._is_locked:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.path, text_of(memory))
        except OSError as error:
            self.problem = f"The memory {self.path} cannot be written: {error.strerror}."
