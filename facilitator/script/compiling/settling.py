"""Asking for settings by voice before a ritual begins, as a program of its own.

A setting is asked for where its author says so (`ask at start`), or all of them where people wish
it. What is answered becomes a setting of the ritual, which is compiled afterwards; silence leaves
all as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump, Let
from facilitator.engine.operations import Ask, Remember, Say
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.script.compiling import spoken_values
from facilitator.script.compiling.leading import LEAD, in_turn, question_of, without_lead
from facilitator.script.compiling.spoken_values import (
    TOO_LITTLE,
    TOO_MUCH,
    USUAL,
    value_meant,
    ways_to_say,
)
from facilitator.script.compiling.spoken_words import SoundsLike, check_words, own_sentences
from facilitator.script.compiling.writer import Writer
from facilitator.script.facts.attendance import is_offered
from facilitator.script.forms.values import is_asked
from facilitator.script.names import partner_names, unnamed
from facilitator.script.pronouns import given_pronouns
from facilitator.script.ritual import Ritual
from facilitator.script.sentences import holds_words, words
from facilitator.script.settings import Setting, Value, choose
from facilitator.script.yaml_tree import Path

MOST_PEOPLE: Final = 8

_PATIENCE: Final = samples(6.0)
"""How long an answer is waited for: whoever wants nothing changed waits so long and no longer."""

_CORRECTING: Final = samples(2.0)
"""How long somebody has to say that something else was meant."""


def asked_first(
    ritual: Ritual,
    memory: Mapping[str, str],
    given: Collection[str],
    *,
    wished: Collection[str] = (),
    everything: bool | None = None,
    people: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the names of the settings that are asked for before a ritual begins.

    Args:
        ritual: Whose settings they are.
        memory: What the journal keeps for it. A setting that wishes make longer or shorter is
            not asked for once they have.
        given: Names of settings that were chosen in another way; nobody is asked for these.
        wished: Names of settings that are asked for all the same.
        everything: Ask for whatever has a question; False for nothing; None as the ritual says.
        people: Names that were given; without any, or with one, nobody is asked who begins.
    """
    chosen = {" ".join(name.lower().split()) for name in given}
    wanted = {" ".join(name.lower().split()) for name in wished}
    names = []
    asks_lead = is_asked(ritual.form.lead) and len(people) > 1 and everything is not False
    if asks_lead and LEAD not in chosen:
        names.append(LEAD)
    for name, setting in ritual.settings.items():
        is_known = name in memory
        is_due = {
            "every time": not (is_known and setting.step),
            "first time": not is_known,
        }.get(setting.at_start, False)
        if everything is not None:
            is_due = everything
        if setting.ask and name.lower() not in chosen and (is_due or name.lower() in wanted):
            names.append(name)
    return tuple(names)


def conversation(
    ritual: Ritual,
    names: Sequence[str],
    *,
    partners: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    memory: Mapping[str, str] | None = None,
    safe_words: Sequence[str] = ("pineapple",),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike = holds_words,
) -> Program:
    """Return the program that asks for some settings; its notes are what was answered, by name
    of the setting, as people write it, and "" where nobody answered.

    Args:
        ritual: Whose settings they are.
        names: Of the settings; at least one.
        partners: As for the ritual.
        settings: Values chosen in another way, as people write them.
        memory: What the journal keeps for the ritual.
        safe_words: Words that end it all; no value that sounds like one is understood.
        pause_words: The same.
        sounds_like: Whether a sentence holds something that sounds like a word.

    Raises:
        UsageError: A name or a setting that cannot be used.
        ScriptErrors: A question says a safe or pause word.
    """
    people = partner_names(
        partners,
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        least=1,
        most=MOST_PEOPLE,
        nameless=unnamed(ritual.own),
    )
    lead = ritual.form.lead
    people = in_turn(people, lead, memory or {})
    chosen, people = without_lead(lead, settings or {}, people)
    values = choose(ritual.settings, chosen, memory or {})
    known = {**ritual.settings, **({LEAD: question_of(lead, people)} if LEAD in names else {})}
    writer = _Settling(ritual, people, values, memory or {})
    writer.pronouns = given_pronouns(partners)
    taken = (*safe_words, *pause_words)
    writer.forbidden = lambda text: any(sounds_like(text, word) for word in taken)
    writer.taken = taken
    writer.ask_for([known[name] for name in names])
    check_words(writer, ({}, ()), safe_words, pause_words, sounds_like)
    return Program(
        ritual=ritual.id,
        title=ritual.title,
        partners=people,
        operations=tuple(writer.operations),
        lines=tuple(writer.lines),
        safe_words=tuple(safe_words),
        pause_words=tuple(pause_words),
        settings={name: ritual.settings[name].text(value) for name, value in values.items()},
        quiet=ritual.form.voice == "quiet",
        own=ritual.own,
        **own_sentences(ritual.own, may_hold=is_offered("", len(people), values.values(), ())),
    )


def only_known(program: Program, knows: Callable[[str], bool]) -> Program:
    """Return a conversation without what a speech model can never hear."""

    def heard(answers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        known = {m: tuple(way for way in ways if knows(way)) for m, ways in answers.items()}
        return {meaning: ways for meaning, ways in known.items() if ways}

    operations = tuple(
        replace(each, answers=heard(each.answers)) if isinstance(each, Ask) else each
        for each in program.operations
    )
    return replace(program, operations=operations)


def _path(setting: Setting) -> Path:
    """Return where a setting stands in its file."""
    return (LEAD,) if setting.name == LEAD else ("settings", setting.name)


class _Settling(Writer):
    """Writes the questions for settings."""

    forbidden: Callable[[str], bool]
    taken: Sequence[str]

    def ask_for(self, settings: Sequence[Setting]) -> None:
        if self.own.language != self.own.hears:
            self.say(self._own("answers in english"))
        many = len(settings)
        self.say(
            self._own("one question first")
            if many == 1
            else self._own("questions first", number=self.own.number(many))
        )
        for setting in settings:
            self.line = self.ritual.tree.value_span(_path(setting)).line
            self._setting(setting)
        for setting in settings:
            self.write(Remember(setting.name, variable=setting.name))

    def _usual(self, setting: Setting) -> Value:
        """Return what a setting is when nobody says anything."""
        return self.values.get(setting.name, setting.start)

    def _own(self, key: str, **values: str) -> tuple[Sentence, ...]:
        return self.sentences(None, (key,), self.own.template(key), extra=values)

    def _setting(self, setting: Setting) -> None:
        """Write the question, what becomes of each answer, and a second question for somebody
        who was misunderstood."""
        name, usual = setting.name, self._usual(setting)
        said = {
            meaning: self._said_back(setting, usual, meaning) for meaning in self._meanings(setting)
        }
        answers = {
            meaning: ways
            for meaning, ways in self._meanings(setting).items()
            if not any(self.forbidden(each.text) for each in said[meaning])
        }
        corrected, understood = f"{name} said again", f"{name} understood"
        question = self._ask(setting, usual, answers)
        first = self.write(question)
        first_ways = self.write(Jump(0))
        second = self.write(Let(corrected, "yes"))
        self.write(replace(question, question=self._question(setting)))
        second_ways = self.write(Jump(0))
        targets: dict[str, int] = {}
        leaving: list[int] = []
        for meaning in answers:
            targets[meaning] = self.here
            value = setting.text(value_meant(setting, usual, meaning))
            self.write(Let(name, value))
            self.write(Say(said[meaning]))
            leaving.append(self.write(Jump(0)))
        unanswered = self.here
        if setting.at_start == "first time":
            self.write(Let(name, setting.text(usual)))
        leaving_unanswered = self.write(Jump(0))
        tail = self.here
        self.write(Jump(0))
        self.write(
            Ask(
                question=(),
                answers={"right": self.own.heard["right"], "no": self.own.heard["no"]},
                patience=_CORRECTING,
                times=1,
                default="right",
                remember=understood,
                label=question.label,
            )
        )
        self.write(Branch(understood, {"no": second}, self.here + 1))
        over = self.here
        self.operations[first_ways] = self.operations[second_ways] = Branch(
            name, targets, unanswered
        )
        self.operations[tail] = Branch(corrected, {"yes": over}, tail + 1)
        self.operations[leaving_unanswered] = Jump(over)
        for place in leaving:
            self.operations[place] = Jump(tail)
        assert first < second

    def _meanings(self, setting: Setting) -> dict[str, tuple[str, ...]]:
        """Return what can be answered, without what a safe or pause word would be part of."""
        ways = ways_to_say(setting, self._usual(setting), self.own)
        heard = {
            meaning: tuple(
                way for way in each if not any(holds_words(way, word) for word in self.taken)
            )
            for meaning, each in ways.items()
        }
        return {meaning: each for meaning, each in heard.items() if each}

    def _question(self, setting: Setting) -> tuple[Sentence, ...]:
        if setting.name == LEAD:
            return self.sentences(setting.ask, (LEAD,))
        return self.sentences(None, (f"setting-{setting.name}",), setting.ask)

    def _people(self, setting: Setting) -> tuple[Sentence, ...]:
        """Return the people as they are read aloud, each with the number they can be called by:
        a name may be none of the words that are understood."""
        read: tuple[Sentence, ...] = ()
        for number, name in enumerate(setting.choices, start=1):
            spoken = self.own.heard[str(number)][0].capitalize()
            read += self._own("option", number=spoken, option=name)
        return read

    def _ask(self, setting: Setting, usual: Value, answers: Mapping[str, tuple[str, ...]]) -> Ask:
        asked = self._question(setting)
        options = self._options(setting, asked)
        listed = self.own.listed(options, "or")
        told = self._own("you can say", words=listed) if options else ()
        usually = self._own("usually", value=setting.spoken(usual))
        if setting.name == LEAD:
            told, usually = self._people(setting), ()
        return Ask(
            question=(*asked, *told, *usually),
            answers=answers,
            again=(*self._own("setting again", value=setting.spoken(usual)), *told),
            patience=_PATIENCE,
            times=2,
            default="",
            remember=setting.name,
            label=self._label(setting, usual),
            again_if_unclear=True,
        )

    def _options(self, setting: Setting, asked: Sequence[Sentence]) -> tuple[str, ...]:
        """Return words that can be answered and that the question does not say.

        Where the ears understand another language than the one that is spoken, people are told
        some words in any case.
        """
        heard = self.own.heard
        is_foreign = self.own.language != self.own.hears
        is_told = set(words(" ".join(each.text for each in asked).lower()))
        if spoken_values.is_yes_or_no(setting):
            return (heard["yes"][0], heard["no"][0]) if is_foreign else ()
        if setting.kind != "choice":
            longer = ("later", "earlier") if setting.kind == "hour" else ("longer", "shorter")
            return tuple(heard[each][0] for each in longer) if is_foreign else ()
        named = [
            choice if is_foreign else setting.names.get(choice, choice)
            for choice in setting.choices
        ]
        is_open = all(set(words(each.lower())) <= is_told for each in named)
        return () if is_open else tuple(named)

    def _label(self, setting: Setting, usual: Value) -> str:
        """Return what is shown while an answer is waited for: the choices, or the limits."""
        if setting.kind == "choice":
            return self.quoted([setting.spoken(choice) for choice in setting.choices])
        if setting.kind == "hour":
            ends: Sequence[Value] = setting.hours or (usual,)
        else:
            ends = (setting.low, setting.high)
        return " – ".join(setting.spoken(each) for each in ends)

    def _said_back(self, setting: Setting, usual: Value, meaning: str) -> tuple[Sentence, ...]:
        """Return what is said when an answer was understood."""
        value = value_meant(setting, usual, meaning)
        is_hour = setting.kind == "hour"
        most = "setting at the latest" if is_hour else "setting at most"
        least = "setting at the earliest" if is_hour else "setting at least"
        grown = meaning in (spoken_values.MORE, spoken_values.LATER)
        shrunk = meaning in (spoken_values.LESS, spoken_values.EARLIER)
        key = "setting taken"
        if meaning == TOO_MUCH or (grown and value == usual):
            key = most
        elif meaning == TOO_LITTLE or (shrunk and value == usual):
            key = least
        elif setting.name != LEAD and (meaning == USUAL or value == usual):
            key = "setting kept"
        return self._own(key, value=setting.spoken(value))
