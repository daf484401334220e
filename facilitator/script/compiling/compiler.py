"""From a checked ritual to the program the engine performs.

Everything that is known beforehand is settled here: names, settings, lengths, which variant of a
text is said, how often something is repeated. What depends on an answer becomes a `Branch`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from types import MappingProxyType
from typing import Final

from facilitator.clock import samples
from facilitator.engine.operations import (
    Ask,
    Bell,
    Draw,
    End,
    Remember,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.script.compiling.leading import LED_LAST, in_turn, without_lead
from facilitator.script.compiling.reminding import Due, may_be_said, place_of_reminders
from facilitator.script.compiling.silences import Silences
from facilitator.script.compiling.spoken_words import (
    SoundsLike,
    check_own_sentences,
    check_words,
    own_sentences,
    spoken,
)
from facilitator.script.facts.attendance import DEEPEST_OF_MANY, PEOPLE, is_offered
from facilitator.script.facts.certain import certain, is_deep, needs_a_way_out
from facilitator.script.facts.jars import InJar, slips_for
from facilitator.script.facts.noted import every_step, readable, readable_notes
from facilitator.script.forms.schema import (
    AskEachStep,
    AskStep,
    BellStep,
    BreatheStep,
    CardStep,
    CheckInStep,
    ChooseStep,
    ConsentStep,
    DrawStep,
    EndStep,
    ForEachStep,
    GestureStep,
    MeetAgainStep,
    NoteStep,
    OfferStep,
    RateStep,
    ReadyStep,
    RememberStep,
    RemindStep,
    RepeatStep,
    SayStep,
    SilenceStep,
    Step,
    TalkStep,
    TallyStep,
    TimeOutStep,
    TodayStep,
    TurnsStep,
    UseStep,
    WhenStep,
)
from facilitator.script.forms.values import AS_GIVEN
from facilitator.script.names import partner_names, unnamed
from facilitator.script.pronouns import given_pronouns
from facilitator.script.ritual import AFTERCARE_PART, SAFETY_PART, Ritual
from facilitator.script.sentences import holds_words
from facilitator.script.settings import Value, choose
from facilitator.script.yaml_tree import Path

__all__ = ["EVENING", "MOST_HOURS", "SoundsLike", "compile_ritual", "spoken"]

EVENING: Final = time(19, 0)
"""When a session is taken to begin if nobody says."""

NO_JARS: Final[Mapping[str, Sequence[InJar]]] = MappingProxyType({})

MOST_HOURS: Final = 12
"""Longest ritual that can be meant, in hours."""


def compile_ritual(
    ritual: Ritual,
    *,
    partners: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    memory: Mapping[str, str] | None = None,
    safe_words: Sequence[str] = ("pineapple",),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike = holds_words,
    seed: int = 0,
    started: time = EVENING,
    reminders: Sequence[Due] = (),
    jars: Mapping[str, Sequence[InJar]] = NO_JARS,
    said: Mapping[str, str] | None = None,
    parked: Sequence[str] | None = None,
) -> Program:
    """Return the program of a ritual for two people.

    Args:
        ritual: As `library.load` returns it.
        partners: Names, with or without pronouns ("Anna (she)"), the one who leads first; two,
            unless the ritual is meant for another number of people; none for people who gave no
            names.
        settings: Chosen values as people write them, by name of the setting.
        memory: What the journal keeps for this ritual.
        safe_words: Words that end the session; no prompt may say one.
        pause_words: Words that freeze it; no prompt may say one.
        sounds_like: Says whether a sentence holds something that sounds like a word; without
            it only the words themselves are looked for.
        seed: Decides what is drawn by lot.
        started: Local time of day at which the session begins; only an end by the clock asks
            for it.
        reminders: What earlier sessions wanted to be said at the beginning of this one, the
            oldest first; `MOST_AT_ONCE` of them are said, none that holds one of the words.
        jars: What the journal keeps in jars, by name, in the order in which it was put in.
        said: Settings that were asked for by voice before, as people write them, "" for one that
            nobody answered; those answered are usual from now on. None when nobody was asked.
        parked: What earlier sessions of the ritual have put on the list for later; None when
            there is no list, and nothing can be put on it.

    Raises:
        UsageError: A name, a setting or a safe word that cannot be used.
        ScriptErrors: A prompt says a safe or pause word once names and settings are filled in.
    """
    memory = memory or {}
    answered = {name: value for name, value in (said or {}).items() if value}
    least, most = PEOPLE[ritual.form.people]
    names = partner_names(
        partners,
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        least=least,
        most=most,
        nameless=unnamed(ritual.own),
    )
    lead = ritual.form.lead
    names = in_turn(names, lead, memory)
    chosen, names = without_lead(lead, {**answered, **(settings or {})}, names)
    values = choose(ritual.settings, chosen, memory)
    if len(names) > 2 and values.get("depth") == "deep":
        values["depth"] = DEEPEST_OF_MANY
    writer = _Compiler(ritual, names, values, memory, seed, started)
    writer.pronouns = given_pronouns(partners)
    writer.kept_notes = readable_notes(memory, safe_words, pause_words, sounds_like)
    writer.jars = slips_for(ritual, jars, safe_words, pause_words, sounds_like, random.Random(seed))
    writer.tells_ears = said is None
    for name in answered.keys() & chosen.keys():
        writer.write(Remember(name, ritual.settings[name].text(values[name])))
    if parked is not None:
        texts = ((each, readable(each, safe_words, pause_words, sounds_like)) for each in parked)
        writer.parked = [(kept, text) for kept, text in texts if text]
    writer.ritual_as_a_whole(
        [due for due in reminders if may_be_said(due.text, safe_words, pause_words, sounds_like)]
    )
    commanded = writer.commanded(parks=parked is not None)
    decks = writer.decks()
    why = writer.sentences(ritual.form.why, ("why",))
    check_words(writer, (decks, why), safe_words, pause_words, sounds_like)
    drawn = {name: tuple(memory.get(f"{name} drawn", "").split()) for name in decks}
    program = Program(
        ritual=ritual.id,
        title=ritual.title,
        partners=names,
        operations=tuple(writer.operations),
        lines=tuple(writer.lines),
        safe_words=tuple(safe_words),
        pause_words=tuple(pause_words),
        settings={name: ritual.settings[name].text(value) for name, value in values.items()},
        decks=decks,
        drawn=drawn,
        jars=writer.jars,
        answers=writer.answer_words,
        unsaid=tuple(writer.unsaid),
        why=why,
        quiet=ritual.form.voice == "quiet",
        tested=len(names) == 2 and _is_tested(ritual, values),
        started=started.hour * 3600 + started.minute * 60 + started.second,
        own=ritual.own,
        **own_sentences(ritual.own, may_hold=is_offered("", len(names), values.values(), ())),
        **commanded,
    )
    check_own_sentences(program, sounds_like)
    return program


def _is_tested(ritual: Ritual, values: Mapping[str, Value]) -> bool:
    """Say whether a session waits until the safe word has been tried: where the script asks for
    it, and where it may go deep with these settings."""
    may_go_deep = is_deep(ritual) and values.get("depth", "deep") == "deep"
    return ritual.form.safe_word == "tested" or may_go_deep


class _Compiler(Silences):
    """Writes a whole ritual."""

    tells_ears = True
    tells_first = False
    lands_last = False
    parked: Sequence[tuple[str, str]] | None = None

    def ritual_as_a_whole(self, reminders: Sequence[Due]) -> None:
        form = self.ritual.form
        self.count_jars()
        self.begin_tallies()
        if form.days:
            self.tell_day()
        if form.lead != AS_GIVEN:
            self.write(Remember(LED_LAST, self.names[0]))
        for _, step in _every_step(form.steps):
            changes = getattr(step, "changes", None)
            if changes:
                self.write(Remember(f"{changes} comfortable", "0"))
        if self.own.language != self.own.hears:
            told = ["answers in english"] if self.tells_ears else []
            rates = any(isinstance(step, RateStep) for step in every_step(self.ritual))
            for key in (*told, *(["numbers in english"] if rates else [])):
                self.say(self.sentences(None, (key.split()[0],), self.own.template(key)))
        self.tells_first = self._tells_first()
        self.lands_last = self._lands_last()
        if self.tells_first:
            self._perform_part(SAFETY_PART)
        place = place_of_reminders(self.ritual)
        for index, step in enumerate(form.steps):
            if index == place:
                self._take_up(reminders)
            if isinstance(step, EndStep):
                self.land()
            self.step(step, ("steps", index))
        if place >= len(form.steps):
            self._take_up(reminders)
        if not any(isinstance(step, EndStep) for step in form.steps):
            self.land()
            self.line = 0
            self.say(self._parked_today())

    def _take_up(self, reminders: Sequence[Due]) -> None:
        """Write what earlier sessions have left for this one."""
        self.say_reminders(reminders)
        self.ask_about_parked(self.parked or ())

    def _parked_today(self) -> tuple[Sentence, ...]:
        return self.parked_today() if self.parked is not None else ()

    def land(self) -> None:
        """Write the aftercare of a script that may leave it out."""
        if self.lands_last:
            self._perform_part(AFTERCARE_PART)

    def _lands_last(self) -> bool:
        """Say whether the aftercare is said before each end of a script that may leave it out."""
        known = AFTERCARE_PART in self.ritual.parts
        return known and is_deep(self.ritual) and not certain(self.ritual).lands

    def _tells_first(self) -> bool:
        """Say whether what the two words do is told before a script that may leave it out."""
        known = SAFETY_PART in self.ritual.parts
        return known and needs_a_way_out(self.ritual) and not certain(self.ritual).tells

    def steps(self, steps: Sequence[Step], path: Path) -> None:
        for index, step in enumerate(steps):
            self.step(step, (*path, index))

    def step(self, step: Step, path: Path) -> None:
        """Write a step, and the background of whatever in it has none of its own."""
        place = self.place
        self.line = place.line or place.tree.value_span(path).line
        first = self.here
        self._perform(step, path)
        if step.why is None:
            return
        why = self.sentences(step.why, (*path, "why"))
        for index in range(first, self.here):
            operation = self.operations[index]
            if isinstance(operation, Say | Ask | TakeNote | Turn) and not operation.why:
                self.operations[index] = replace(operation, why=why)

    def _perform(self, step: Step, path: Path) -> None:
        match step:
            case SayStep():
                self._say(step, path)
            case BellStep():
                for _ in range(step.times):
                    self.write(Bell(step.bell))
            case SilenceStep():
                self.silence(step)
            case ReadyStep():
                self.ready(step, path)
            case AskStep() | AskEachStep():
                self.ask(step, path)
            case RateStep():
                self.rate(step, path)
            case ChooseStep():
                self.choose(step, path)
            case OfferStep():
                self.offer(step, path)
            case NoteStep():
                self.note(step, path)
            case DrawStep():
                self.draw(step, path)
            case CardStep():
                self.card(step, path)
            case ForEachStep():
                self.for_each(step, path)
            case ConsentStep():
                self.consent(step, path)
            case TurnsStep():
                self.turns(step, path)
            case GestureStep():
                self._gesture(step, path)
            case TalkStep():
                self.talk(step, path)
            case BreatheStep():
                self.breathe(step)
            case CheckInStep():
                self.check_in(step, path)
            case TimeOutStep():
                self.time_out(step)
            case TodayStep():
                self.today(step, path)
            case UseStep():
                self._use(step)
            case WhenStep():
                self.when(step, path)
            case RepeatStep():
                self.repeat(step, path)
            case RememberStep():
                self.remember(step)
            case TallyStep():
                self.tally(step)
            case RemindStep():
                self.remind(step, path)
            case MeetAgainStep():
                self.meet_again(step)
            case EndStep():
                if len(path) > 2 and any(isinstance(each, Turn | Draw) for each in self.operations):
                    self.land()
                self.say(self._parked_today() + self.sentences(step.end, (*path, "end")))
                self.write(End(next_ritual=step.next_ritual or ""))

    def _gesture(self, step: GestureStep, path: Path) -> None:
        """Write a gesture and the time for it; nothing where it is not meant for those there."""
        if self.is_meant(step):
            self.say(self.sentences(step.gesture, (*path, "gesture")))
            length = samples(self.seconds(step.time))
            self.write(Silence(length, label=self.phrase("a moment for you")))

    def _say(self, step: SayStep, path: Path) -> None:
        sentences = self.sentences(step.say, (*path, "say"))
        if sentences and step.pause is not None:
            pause = samples(self.seconds(step.pause))
            sentences = (*sentences[:-1], replace(sentences[-1], pause_after=pause))
        if step.on_request == "rules":
            self.house_rules += sentences
        self.say(sentences)

    def _use(self, step: UseStep) -> None:
        is_said = {SAFETY_PART: self.tells_first, AFTERCARE_PART: self.lands_last}
        if not is_said.get(step.use, False):
            self._perform_part(step.use)

    def _perform_part(self, name: str) -> None:
        part = self.ritual.parts[name]
        before = self.place
        line = before.line or self.line
        self.place = replace(before, tree=part.tree, part=name, line=line)
        self.steps(part.form.steps, ("steps",))
        self.place = before
        if name == SAFETY_PART and is_deep(self.ritual) and not certain(self.ritual).lets_pass:
            self.say(self.sentences(None, ("may-pass",), self.own.template("may pass")))


def _every_step(steps: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    for index, step in enumerate(steps):
        yield index, step
        if isinstance(step, WhenStep | RepeatStep | ForEachStep):
            yield from _every_step(step.do)
        if isinstance(step, WhenStep):
            yield from _every_step(step.otherwise)
