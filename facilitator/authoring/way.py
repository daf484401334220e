"""What happens in a ritual, told in the few words that fit a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from facilitator.engine.card_words import CARDED
from facilitator.engine.own_words import OwnWords
from facilitator.engine.program import Comparison
from facilitator.errors import FacilitatorError
from facilitator.places import shipped_scripts
from facilitator.script import speaking
from facilitator.script.attendance import asked_by, asks_how_many, is_offered, possible
from facilitator.script.conditions import (
    Condition,
    as_answered,
    holds,
    parse_condition,
    parse_repetition,
    parse_several,
)
from facilitator.script.durations import parse_number, short_duration
from facilitator.script.forms import Reference, Until
from facilitator.script.jars import jar_asked, jars_of, numbers_meant
from facilitator.script.languages import in_language
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.script.pronouns import (
    FORMS,
    NEUTRAL,
    Pronoun,
    given_pronouns,
    plain_name,
    said,
    written,
)
from facilitator.script.ritual import Ritual
from facilitator.script.schema import (
    AskEachStep,
    AskStep,
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
    RepeatStep,
    SayStep,
    SilenceStep,
    Step,
    TalkStep,
    TimeOutStep,
    TodayStep,
    TurnsStep,
    UseStep,
    WhenStep,
    kind_of,
    whom,
)
from facilitator.script.sentences import split
from facilitator.script.settings import Setting, Value

_WHOLE: Final = 3
_MOST_SAID: Final = 3
_OPPOSITES: Final[Mapping[Comparison, Comparison]] = {
    "is": "is not",
    "is not": "is",
    "at least": "less than",
    "less than": "at least",
    "at most": "more than",
    "more than": "at most",
}
_MOST_IN_BRANCH: Final = 8
"""Lines that tell what follows one answer; what goes beyond is left to the voice."""
_BRIEF_SECONDS: Final = 10.0
_QUIET_KINDS: Final = frozenset({"bell", "remember", "remind"})
_DEPTHS: Final = ("light", "medium", "deep")
_ONE: Final = ("first", "second", "other")
_RULE_IDS: Final = re.compile(r"\brules?\b", re.IGNORECASE)
_USUALLY_IN_A_JAR: Final = "7"
"""How many notes a jar holds, as far as a card is concerned."""

_CUE: Final = re.compile(r"\w+ [“„«]")
"""What tells people what to say: one word, then the words in quotation marks."""

_YOURS: Final = ("you", "you", "to you", "your", "yours", "yourself")
"""What `pronouns.FORMS` are where somebody is addressed."""

_UNKNOWN: Final = "\ufffd"
"""Stands for what only a session knows until the sentence that holds it is left out."""

MANY_RATINGS: Final = CARDED["card ratings"]
"""Stands over statements that are rated one after the other, in English."""

_SPEAKING: Final = ("card turns alone", "card turns", "card turns of many")
"""Titles of turns: for one, two, and more people."""

Kind: TypeAlias = Literal["", "turns", "ratings", "gesture", "consent", "offer", "branch"]
"""What a moment is, where that decides how it is told in a small box; "" for anything else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of the way.

    Attributes:
        title: What happens, in a few words.
        time: How long, as people write it ("2 min each"); "" for as long as it takes.
        lines: Questions or sentences that belong to it.
        seconds: How long it takes in all, for a picture of the whole; 0 when unknown.
        is_talk: People speak; else they are quiet, or the voice speaks.
        kind: What it is; of `turns`, what they are about stands in `lines`.
    """

    title: str
    time: str = ""
    lines: tuple[str, ...] = ()
    seconds: float = 0.0
    is_talk: bool = False
    kind: Kind = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, and what kind of thing it tells.

    Attributes:
        entry: What stands on the card.
        is_said: The voice says it and nobody does anything; left out where there is enough else.
        is_rating: A statement that is rated; several in a row become one entry.
        is_open: It takes as long as people take.
    """

    entry: Entry
    is_said: bool = False
    is_rating: bool = False
    is_open: bool = False


class Teller:
    """Turns steps into entries, names and settings filled in, in the language of the ritual.

    Args:
        ritual: Whose steps they are.
        values: A value for each setting.
        names: What people are called; empty for people who gave no names.
        people: How many take part.
    """

    def __init__(
        self, ritual: Ritual, values: Mapping[str, Value], names: Sequence[str], people: int
    ) -> None:
        self._ritual = ritual
        self._own: OwnWords = ritual.own
        self._values = values
        self._names = tuple(map(plain_name, names))
        self._pronouns = given_pronouns(names)
        self._people = people
        self._lower = {name.lower(): name for name in values}
        self._asked: dict[str, tuple[str, ...]] = {}
        self._last_asked: tuple[str, ...] = ()
        self._chosen: set[str] = set()
        self._asked_about: frozenset[str] = frozenset()
        self._options = {
            str(path[-1]).lower(): said
            for (_, path), said in ritual.names.items()
            if path[:1] != ("settings",)
        }
        rules = self._own.text("card words for rules").split(", ")
        self._rules = re.compile(rf"\b(?:{'|'.join(map(re.escape, rules))})\b", re.IGNORECASE)

    def tell(self, steps: Sequence[Step]) -> list[Told]:
        """Return what happens in some steps, in order; ratings in a row as one."""
        told: list[Told] = []
        for each in self._of_all(steps):
            last = told[-1] if told else None
            if each.is_rating and last is not None and last.is_rating:
                before = last.entry.lines or (last.entry.title,)
                title = self._own.text("card ratings")
                together = Entry(title, lines=(*before, each.entry.title), kind="ratings")
                told[-1] = replace(last, entry=together)
            else:
                told.append(each)
        return told

    def text(self, text: str | dict[str, str] | None) -> str:
        """Return a text of the script as it stands on paper; without the sentences that hold what
        is known only in a session, as a note or a count."""
        if isinstance(text, dict):
            chosen = {str(value).lower() for value in self._values.values()}
            text = next(
                (variant for choice, variant in text.items() if choice.lower() in chosen),
                text.get("otherwise", next(iter(text.values()))),
            )
        filled = self._filled(" ".join((text or "").split()))
        if _UNKNOWN not in filled:
            return filled
        return " ".join(cut.text for cut in split(filled) if _UNKNOWN not in cut.text)

    def seconds(self, length: float | Reference) -> float:
        """Return a length of time in seconds, settings filled in."""
        if isinstance(length, Reference):
            value = self._values.get(self._lower.get(length.name.lower(), ""), 0.0)
            return value if isinstance(value, float | int) else 0.0
        return length

    def _of_all(self, steps: Sequence[Step]) -> Iterator[Told]:
        before: Step | None = None
        for step in steps:
            who = whom(step)
            if who == "second" and self._people == 1:
                continue  # nobody is there for it
            for each in self._of(step):
                told = self._for_one(step, each, who)
                if isinstance(step, NoteStep) and isinstance(before, SayStep):
                    # What is to be noted is said just before ("Choose a reward.").
                    last = self._sentences(before.say)[-1:]
                    yield replace(told, entry=replace(told.entry, lines=(*last, *told.entry.lines)))
                else:
                    yield told
            self._note_asked(step)
            before = step

    def _for_one(self, step: Step, told: Told, who: str | None) -> Told:
        """Return an entry with whom it is for, where that is one of several people."""
        has_own = isinstance(step, NoteStep | TurnsStep)
        has_own = has_own or (isinstance(step, TalkStep) and step.label is None)
        if who not in _ONE or self._people == 1 or has_own or not told.entry.title:
            return told
        name = _capital(self._as_addressed()[who])
        if told.entry.title.startswith(name):
            return told
        title = self._own.text("card of one", name=name, text=told.entry.title)
        return replace(told, entry=replace(told.entry, title=title))

    def _of(self, step: Step) -> Iterator[Told]:
        own = self._own
        match step:
            case WhenStep():
                around = self._asked_about
                self._asked_about |= self._asked_by(step)
                yield from self._conditional(step)
                self._asked_about = around
            case RepeatStep():
                yield from self._repeated(step)
            case UseStep() | EndStep() | TodayStep() | MeetAgainStep():
                return
            case ForEachStep():
                yield from self._of_all(step.do)
            case SayStep():
                yield from self._said(step)
            case SilenceStep():
                seconds = self.seconds(step.silence)
                if step.label is None and seconds < _BRIEF_SECONDS:
                    return
                label = (
                    self.text(step.label) if step.label is not None else own.text("card silence")
                )
                time = short_duration(seconds)
                if step.slices is not None:
                    slices = short_duration(self.seconds(step.slices))
                    time = own.text("card slices", time=time, slices=slices)
                yield Told(Entry(label, time, seconds=seconds))
            case TurnsStep():
                yield Told(self._turns(step))
            case TalkStep():
                yield Told(self._talk(step))
            case BreatheStep():
                seconds = self.seconds(step.time)
                rhythm = ", ".join(
                    own.text(
                        "card breath", part=own.text(f"card breath {part}"), seconds=f"{length}"
                    )
                    for part, length in step.breathe
                )
                title = own.text("card breathe", rhythm=rhythm)
                yield Told(Entry(title, short_duration(seconds), seconds=seconds))
            case GestureStep():
                chosen = self._values.values()
                if not is_offered(step.gesture, self._people, chosen, self._asked_about):
                    return
                seconds = self.seconds(step.time)
                gesture = (self.text(step.gesture),)
                title, time = own.text("card gesture"), short_duration(seconds)
                yield Told(Entry(title, time, gesture, seconds, kind="gesture"))
            case CheckInStep():
                yield Told(Entry(own.text("card check in")))
            case TimeOutStep():
                seconds = self.seconds(step.time_out)
                title = own.text("card time out")
                yield Told(Entry(title, short_duration(seconds), seconds=seconds))
            case ReadyStep():
                said = [s for s in self._sentences(step.ready) if not _CUE.match(s)]
                if said:  # else it is the gate that every ritual has
                    yield Told(Entry(" ".join(said)), is_open=True)
            case ConsentStep():
                lines = (self.text(step.consent),)
                if self._people > 1:
                    yield Told(Entry(own.text("card ask"), lines=lines, kind="consent"))
                else:
                    yield Told(Entry(own.text("card ask yourself"), lines=lines))
            case NoteStep():
                yield Told(Entry(self._note(step), lines=(self.text(step.note),)))
            case CardStep():
                yield Told(Entry(self._drawn(1, 1)))
            case DrawStep():
                yield Told(Entry(self._own.text("card slip")))
            case ChooseStep():
                yield Told(self._choice(step))
            case RateStep():
                if rated := self.text(step.rate):
                    yield Told(Entry(rated), is_rating=True)
            case OfferStep():
                title = own.text("card offer")
                follows = title_of(step.ritual, own.language)
                yield Told(Entry(title, lines=(follows,), kind="offer"))
            case _ if isinstance(getattr(step, "do", None), list):
                yield from self._of_all(step.do)  # type: ignore[attr-defined]
            case _:
                yield from self._anything(step)

    def _asked_by(self, step: WhenStep) -> frozenset[str]:
        """Return what a condition asks about those who are there."""
        condition = parse_condition(step.when)
        if condition is None:
            return frozenset()
        name = self._lower.get(condition.subject.lower(), "")
        setting = self._ritual.settings.get(name)
        return asked_by(condition, setting.choices if setting is not None else ())

    def _conditional(self, step: WhenStep) -> Iterator[Told]:
        is_so = self._is_so(step.when)
        if is_so is not None:
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        if parse_several(step.when) is not None:
            # On most evenings fewer things are so than are counted.
            yield from self._of_all(step.otherwise or step.do)
            return
        condition = parse_condition(step.when)
        if condition is None:
            return
        if asks_how_many(condition):
            is_so = bool(possible(condition, (self._people,)))
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        if jar_asked(condition, jars_of(self._ritual)):
            # A card is for many evenings, and on most of them there is something in the jar.
            is_so = (_USUALLY_IN_A_JAR in numbers_meant(condition)) == (condition.how != "is not")
            yield from self._of_all(step.do if is_so else step.otherwise)
            return
        subject = re.sub(r" of (?:first|second|other)$", "", condition.subject.lower())
        if subject not in self._asked:
            return
        condition = as_answered(condition, self._asked[subject])
        before = self._last_asked
        if_so = self._branch(self._if(condition, subject), step.do)
        self._last_asked = before
        if if_so is None:
            opposite = _opposite(condition)
            if_not = self._branch(self._if(opposite, subject), step.otherwise)
        else:
            if_not = self._branch(self._own.text("card otherwise"), step.otherwise)
        self._last_asked = before
        there = [each for each in (if_so, if_not) if each is not None]
        # One of two ways is not told without the other, nor one choice without the rest.
        is_said = subject not in self._chosen and all(each.is_said for each in there)
        yield from (replace(each, is_said=is_said) for each in there)

    def _branch(self, title: str, steps: Sequence[Step]) -> Told | None:
        """Tell what follows some answers as one entry under them; None for nothing to tell."""
        inner = self.tell(steps)
        last = steps[-1] if steps else None
        if isinstance(last, EndStep) and (said := self._sentences(last.end or "")):
            inner.append(Told(Entry(said[0], lines=said[1:_MOST_SAID]), is_said=True))
        if not inner:
            return None
        is_said = all(told.is_said for told in inner)
        times = [told.entry.time for told in inner if told.entry.time]
        one = times[0] if len(times) == 1 else ""

        def lines_of(some: Iterable[Told]) -> list[str]:
            every = (text for told in some for text in _pieces(told.entry, timed=not one))
            return list(dict.fromkeys(every))

        lines = lines_of(inner)
        if len(lines) > _MOST_IN_BRANCH and not is_said:
            lines = lines_of(told for told in inner if not told.is_said)
        if len(lines) > _MOST_IN_BRANCH:
            lines = [*lines[: _MOST_IN_BRANCH - 1], "…"]
        return Told(Entry(title, one, tuple(lines), kind="branch"), is_said=is_said)

    def _if(self, condition: Condition, subject: str) -> str:
        """Return for which answers to a question something follows ("If silence or a walk")."""
        own = self._own
        values = [self._options.get(value.lower(), value) for value in condition.values]
        answers = own.listed(values, "or")
        if condition.how == "is not":
            answers = own.text("card not", answers=answers)
        elif condition.how != "is":
            answers = own.text(f"card {condition.how}", answers=answers)
        is_plain = subject in self._last_asked or subject in self._chosen
        about = "" if is_plain else " about"
        whose = f" {condition.whose}" if condition.whose and self._people > 1 else ""
        name = self._options.get(subject, subject)
        return own.text(f"card if{whose}{about}", name=name, answers=answers)

    def _note_asked(self, step: Step) -> None:
        """Keep in mind by which names conditions ask for the answer to a question."""
        match step:
            case ChooseStep(options=answers) | AskStep(answers=answers):
                pass
            case AskEachStep(answers=answers):
                pass
            case RateStep():
                answers = {}
            case _:
                return
        named = tuple(n.lower() for n in (step.remember, step.name) if n)
        self._asked |= dict.fromkeys(named, tuple(answers))
        if isinstance(step, ChooseStep):
            self._chosen |= set(named)
        self._last_asked = named

    def _said(self, step: SayStep) -> Iterator[Told]:
        sentences = self._sentences(step.say)
        rules = next((n for n, text in enumerate(sentences) if self._rules.search(text)), None)
        if rules is not None or (step.id and _RULE_IDS.search(step.id)):
            held = sentences[rules + 1 :] if rules is not None else sentences
            if held:
                yield Told(Entry(self._own.text("card rules"), lines=tuple(held)))
                return
        said = [s for s in sentences if len(s.split()) >= _WHOLE]
        if said:
            yield Told(Entry(said[0], lines=tuple(said[1:_MOST_SAID])), is_said=True)

    def _turns(self, step: TurnsStep) -> Entry:
        turns = step.turns
        chosen = str(self._values.get(self._lower.get("depth", ""), "deep"))
        deepest = _DEPTHS.index(chosen) if chosen in _DEPTHS else 2
        lines = [self.text(turns.question)] if turns.question is not None else []
        for question in turns.questions:
            marked = {"light": question} if isinstance(question, str) else question
            lines += [
                self.text(text) for depth, text in marked.items() if _DEPTHS.index(depth) <= deepest
            ]
        asked = len(lines)
        announced = self._sentences(turns.announce) if turns.announce is not None else ()
        if turns.deck is not None:
            lines.append(self._drawn(turns.rounds, 1 if turns.who else self._people))
        elif not lines:
            lines += [text for text in announced if len(text.split()) >= _WHOLE]
        many = 1 if turns.asked == "all at once" else max(1, asked)
        if turns.deck is not None:
            many = self._count(turns.rounds)
        elif announced and asked:
            # What is said before the question ("When it happened, what did you feel?").
            lines = [text for text in announced if text.endswith("?")] + lines
        lines += [self._own.text("card counted", word=ways[0]) for ways in turns.count.values()]
        seconds = self.seconds(turns.each)
        if turns.mirror is not None and self._people > 1:
            length = short_duration(self.seconds(turns.mirror))
            lines.append(self._own.text("card mirror", time=length))
        if turns.validating is not None and self._people > 1:
            length = short_duration(self.seconds(turns.validating))
            lines.append(self._own.text("card validate", time=length))
        time = short_duration(seconds)
        speakers = 1 if turns.who else self._people
        if many > 1:
            key = "card each question" if speakers > 1 else "card for each question"
            time = self._own.text(key, time=time)
        elif speakers > 1:
            time = self._own.text("card each", time=time)
        title = self._own.text(_SPEAKING[min(self._people, 3) - 1])
        if turns.who and self._people > 1:
            title = self._speaks(turns.who)
        whole = speakers * seconds * many
        return Entry(title, time, tuple(lines), whole, is_talk=True, kind="turns")

    def _speaks(self, who: str) -> str:
        name = self._as_addressed()[who]
        return _capital(self._own.text("card speaks", name=name))

    def _drawn(self, rounds: int | Reference, speakers: int) -> str:
        count = self._count(rounds)
        drawn = "card drawn one" if count == 1 else "card drawn"
        who = ("", " for two", " for many")[min(speakers, 3) - 1]
        return self._own.text(drawn + who, number=str(count))

    def _count(self, rounds: int | Reference) -> int:
        if isinstance(rounds, Reference):
            value = self._values.get(self._lower.get(rounds.name.lower(), ""), 1)
            return round(float(value)) if isinstance(value, float | int) else 1
        return rounds

    def _talk(self, step: TalkStep) -> Entry:
        own = self._own
        title = own.text("card talk")
        if step.label is not None:
            title = self.text(step.label)
        elif step.who is not None:
            title = self._speaks(step.who) if self._people > 1 else own.text(_SPEAKING[0])
        lines: list[str] = []
        if step.deck is not None:
            lines.append(self._drawn(1, 1))
        if step.checking is not None:
            lines.append(own.text("card check in"))
        if step.starters is not None:
            lines.append(own.text("card starter"))
        for ways in step.count.values():
            lines.append(own.text("card counted", word=ways[0]))
        if step.time_out is not None:
            lines.append(own.text("card time apart"))
        if isinstance(step.talk, Until):
            until = own.template("card until").replace("{time}", step.talk.clock)
            time, seconds = self._filled(until), 0.0
            time = time[:1].lower() + time[1:]
        else:
            seconds = self.seconds(step.talk)
            time = short_duration(seconds)
        # What a label tells people to say stands in the lines already.
        cue = re.search(r"(?<=[.!?:]) \w+ [“„«]", title)
        heading = title[: cue.start()] if cue and lines else title
        return Entry(heading, time, tuple(lines), seconds, is_talk=True)

    def _note(self, step: NoteStep) -> str:
        own = self._own
        if self._people == 1:
            return own.text("card note")
        if step.who not in ("first", "second"):
            return own.text("card note both" if step.who == "both" else "card note each")
        if not self._names:
            return own.text(f"card note of {step.who}")
        return own.text("card note of", name=self._as_addressed()[step.who])

    def _choice(self, step: ChooseStep) -> Entry:
        options = [self._options.get(option.lower(), option) for option in step.options]
        lines = [_capital(self._own.listed(options, "or")) + "."]
        if step.surprise:
            lines.append(self._own.text("card surprise", word=step.surprise[0]))
        return Entry(self._question(step.choose), lines=tuple(lines))

    def _repeated(self, step: RepeatStep) -> Iterator[Told]:
        repetition = parse_repetition(step.repeat)
        count = self._filled(repetition.count).lower() if repetition is not None else ""
        number = parse_number(count) if self._own.language != "en" else None
        if number is not None:
            count = speaking.number(number, self._own)
        for index, told in enumerate(self.tell(step.do)):
            entry = told.entry
            if index == 0 and count:
                up_to = repetition is not None and repetition.until is not None
                mark = self._own.text("card up to" if up_to else "card times", number=count)
                entry = replace(entry, time=f"{entry.time}, {mark}" if entry.time else mark)
            yield replace(told, entry=entry)

    def _anything(self, step: Step) -> Iterator[Told]:
        """Tell a kind of step this module has no words for by what is said first."""
        kind = kind_of(step) or ""
        if kind in _QUIET_KINDS or getattr(step, "changes", None):
            return
        spoken = getattr(step, kind.partition(" ")[0], None)
        if isinstance(spoken, str | dict) and (question := self._question(spoken)):
            yield Told(Entry(question))

    def _question(self, text: str | dict[str, str]) -> str:
        """Return what is asked in a text: its first question, else its last sentence."""
        sentences = self._sentences(text)
        asked = next((s for s in sentences if s.endswith("?")), None)
        return asked or (sentences[-1] if sentences else "")

    def _is_so(self, text: str) -> bool | None:
        """Return whether a condition on a setting holds; None for one on an answer."""
        condition = parse_condition(text)
        name = self._lower.get(condition.subject.lower()) if condition is not None else None
        if condition is None or name is None:
            return None
        setting = self._ritual.settings[name]
        condition = as_answered(condition, setting.choices)
        others = tuple(o for v in condition.values if (o := self._value(setting, v)) is not None)
        return holds(condition.how, self._values[name], others) if others else None

    def _value(self, setting: Setting, text: str) -> Value | None:
        """Return what a setting is compared with: a value, or that of another setting."""
        other = self._lower.get(" ".join(text.lower().split()))
        value = setting.value_of(text)
        return self._values[other] if value is None and other is not None else value

    def _sentences(self, text: str | dict[str, str]) -> tuple[str, ...]:
        return tuple(_capital(cut.text) for cut in split(self.text(text)))

    def _filled(self, text: str) -> str:
        """Fill in settings, and people in a way that suits each of them."""
        text = re.sub(r"^\{(?:name|first|second|partners|other)\}[,:.] *", "", text)
        text = re.sub(r"^(?:for|you have) \{time\}[,:.]? *", "", text, flags=re.IGNORECASE)
        text = re.sub(r"(?:, )?\bfor \{time\}(?=[ .,:])", "", text)
        text = re.sub(r", \{(?:name|first|second|partners)\}(?=[.!?,]|$)", "", text)
        people = self._as_addressed()

        def value(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name in people:
                begins = found.string[: found.start()].rstrip()[-1:] in tuple(".!?")
                return _capital(people[name]) if begins else people[name]
            if (pronoun := written(name)) is not None:
                return self._called(pronoun, people, found)
            if (key := self._lower.get(name.lower())) is not None:
                return self._ritual.settings[key].spoken(self._values[key])
            said = self._own.filled(found[0], {})
            return said if said != found[0] else _UNKNOWN

        filled = re.sub(r"\{([^{}]+)\}", value, text).strip()
        filled = re.sub(
            r"\"([^\"]*)\"", lambda found: self._own.text("quoted", word=found[1]), filled
        )
        return _capital(filled)

    def _called(self, pronoun: Pronoun, people: Mapping[str, str], found: re.Match[str]) -> str:
        """Return what a pronoun says on a card, where whoever is addressed is "you"."""
        if pronoun.whose == "name" and self._own.language == "en":
            word = _YOURS[FORMS.index(pronoun.form)]
            told = f"{word}{pronoun.short} {pronoun.rest}".rstrip()
        else:
            name = people[pronoun.whose]
            told = said(pronoun, self._pronouns.get(name, NEUTRAL), self._own, name)
        begins = found.string[: found.start()].rstrip()[-1:] in tuple(".!?")
        return _capital(told) if begins else told

    def _as_addressed(self) -> dict[str, str]:
        """Return what stands for people in braces."""
        own = self._own
        first, second = own.text("card one of you"), own.text("card other")
        if self._names:
            first, second = self._names[0], self._names[1 % len(self._names)]
        together = ("card you", "card you two", "card all of you")[min(self._people, 3) - 1]
        return {
            "partners": own.listed(self._names) if self._names else own.text(together),
            "first": first,
            "second": second,
            "name": own.text("card you"),
            "other": own.text("card other" if self._people < 3 else "card next"),
        }


def title_of(ritual: str, language: str = "en") -> str:
    """Return the title of a shipped ritual, in a language it is translated to; of another one
    its id in plain words."""
    try:
        path = find(ritual, [shipped_scripts()])
        found = load(path)
    except FacilitatorError:
        return _capital(ritual.replace("-", " "))
    try:
        return in_language(found, path, language).title
    except FacilitatorError:
        return found.title


def _pieces(entry: Entry, *, timed: bool) -> tuple[str, ...]:
    """Return what a moment inside another one says: its lines, else its title; `timed` with how
    long it takes."""
    time = f" ({entry.time})" if timed and entry.time else ""
    if entry.kind == "branch":
        return (f"{entry.title}{time}: {' '.join(map(_ended, entry.lines))}",)
    if entry.kind == "offer":
        return (f"{entry.title}: {' '.join(entry.lines)}",)
    if entry.is_talk and entry.lines and not time:
        return entry.lines
    return (f"{entry.title}{time}", *entry.lines)


def _opposite(condition: Condition) -> Condition:
    """Return what is so where a condition is not."""
    whose = {"any": "every", "every": "any"}.get(condition.whose, "")
    return replace(condition, how=_OPPOSITES[condition.how], whose=whose)


def _ended(text: str) -> str:
    return text if text[-1:] in ".!?…" else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
