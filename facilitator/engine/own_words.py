"""What the facilitator says, shows and understands of its own, beside what a ritual says.

English is built in; a language file of the product gives the same in another language. Texts are
known by ids that never change. `{name}` and the like are filled in where a text is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from facilitator.engine.card_words import CARDED
from facilitator.engine.trial_words import HEEDED, TRYING

SAID: Final[Mapping[str, str]] = {
    "stopped": "I have stopped, so take all the time you need.",
    "deaf": "I can no longer hear you, so I have stopped.",
    "paused": "Paused. Say go on when you are ready.",
    "still paused": "Still paused. There is no hurry. Say go on when you are ready.",
    "resumed": "We go on.",
    "aftercare 1": "I am here.",
    "aftercare 2": "It was good that you spoke up. Nothing has to be explained now.",
    "aftercare 3": "Let your breath go out slowly, longer than it came in.",
    "aftercare 4": "And once more.",
    "aftercare 5": "If you both like, hold each other, or sit side by side.",
    "aftercare 6": "A glass of water and a warm blanket are often enough for now.",
    "answers in english": (
        "I speak your language, but I understand English words only. "
        "So please answer with the English words I offer you."
    ),
    "numbers in english": "Numbers, too: {say 1}, {say 2}, {say 3}, {say 4}, {say 5}.",
    "ready again": 'Take your time. Say "ready" when you are.',
    "you can say": "You can say {words}.",
    "name can say": "{name}, you can say {words}.",
    "consent again": "{name}, a yes or a no is enough.",
    "declined": "That is all right. Thank you for saying it. We leave it for another day.",
    "unanswered": "I have not heard an answer, so we leave it for another day. That is all right.",
    "rate again": "{name}, a number from one to five is enough. Or you can pass.",
    "may pass": 'Nobody has to answer. "Pass" is always enough.',
    "choose again": "A name or a number is enough.",
    "offer again": "A yes or a no is enough.",
    "option": "{number}: {option}.",
    "or say": "Or say: {words}.",
    "announce": "{name}, now it is your turn. You have {time}.",
    "thanks": "Thank you, {name}.",
    "mirror": "{name}, what did you hear? Say it in your own words, and add nothing.",
    "mirror again": "{name}, once more. What is it that {other} would like you to hear?",
    "was that it": "{name}, is that what you meant? Say yes, or not quite.",
    "validate": "{name}, one sentence for {other}: why does this feeling make sense to you?",
    "last one": "This is the last one.",
    "deeper": "{name}, would you like to go deeper as well?",
    "card again": 'Shall it be this one? Say "yes", or "another one".',
    "not deeper": "Then we stay here. That is a good place.",
    "check again": "{name}, green is good, yellow is slower, red is enough.",
    "yellow": "Then we slow down. Let your shoulders sink, and breathe out.",
    "red": "Then this is enough for today. Thank you for saying so. Be good to each other.",
    "red alone": "Then this is enough for today. Thank you for saying so. Be good to yourself.",
    "time apart now": "{time} apart, each in your own place. I will call you back.",
    "time apart": "All right. {time} apart, each in your own place. I will call you back.",
    "back at": "That will be at {hour}.",
    "more apart": "Then {time} more.",
    "come back": 'Come back to each other now. Say "ready" when everybody is here.',
    "longer apart": 'If you need more time, say "longer".',
    "longer or another day": 'Or say "longer", or "another day".',
    "another day": "Then not today. On which day shall it be, {days}?",
    "another day again": 'Say a day, or "no".',
    "another hour": "And at what time, perhaps at {hour}?",
    "another hour again": 'Say an hour, or "no".',
    "put off": "Then you come back to it {when}.",
    "put off reminder": "Something was put off, and today is the day you chose for it.",
    "put off end": "It is unfinished, not lost. Be good to each other until then.",
    "welcome back": "It is good that you came back.",
    "reminder rate again": "A number from one to five is enough. Or you can pass.",
    "reminder done": "That is good to hear.",
    "reminder not done": "That is all right.",
    "not more yet": "It becomes more when it has felt right {count} times in a row.",
    "meet again": "Then we meet again {when}.",
    "meet again after": "Then we meet again {when}, after {routine}.",
    "meet again at": "At {hour}.",
    "slot today": "Today is the day you chose for this: {title}.",
    "slot waits": "This is still waiting for you, whenever you like: {title}.",
    "due now": "It is {weekday}, {hour}.",
    "due something": "what you agreed on",
    "due begin": "Shall we begin?",
    "due another time": "Then another time.",
    "note called": "{name}, this is for you.",
    "note how": 'One short sentence is enough. Or say "pass".',
    "note read": "I heard: {note}.",
    "note asked": "Shall I keep it? Yes, no, or again?",
    "note kept": "I will keep it.",
    "note taken": "Thank you.",
    "note unclear": "I cannot read that back. Please say it once more, in other words.",
    "note again": "Then say it once more.",
    "day again": "Then the next time it is this day again.",
    "note deleted": "Then I forget it.",
    "note left": "Then nothing is kept. That is all right.",
    "jar full": "The jar is full, so nothing more goes in today.",
    "one question first": ("One question before we begin. If you are silent, it stays as it is."),
    "questions first": (
        "{number} questions before we begin. If you are silent, all stays as it is."
    ),
    "usually": "Usually: {value}.",
    "setting taken": "So it is {value}.",
    "setting kept": "Then {value}, as usual.",
    "setting at most": "At most {value}, so it is {value}.",
    "setting at least": "At least {value}, so it is {value}.",
    "setting at the latest": "At the latest {value}, so it is {value}.",
    "setting at the earliest": "At the earliest {value}, so it is {value}.",
    "setting again": ("I did not catch that. Say it once more, or be silent, and it is {value}."),
    "time left": "{time} left.",
    "about time left": "About {time} left.",
    "voice like this": "Like this.",
    "voice no further": "That is as far as I can go.",
    "did you mean": "Did you mean {option}?",
    "end here": "Then we end here. That is all right.",
    "end here thanks": "Thank you for this time.",
    "park what": 'What would you like to keep for later? Say it in a few words. Or say "pass".',
    "parked": "It is on the list.",
    "park left": "Then nothing is written down. That is all right.",
    "parked today": "On the list for later: {note}.",
    "parked before": "On your list since last time: {note}. Is it settled by now?",
    "parked settled": "Then it comes off the list.",
    "parked stays": "Then it stays on the list.",
    "in": "In.",
    "hold": "Hold.",
    "out": "Out.",
}
"""Sentences, by id."""

PHRASED: Final[Mapping[str, str]] = {
    "first": "the first of you",
    "second": "the other of you",
    "both": "both of you",
    "and": "{many} and {last}",
    "or": "{many} or {last}",
    "very many": "very many",
    "no time": "no time",
    "one second": "one second",
    "seconds": "{number} seconds",
    "one minute": "one minute",
    "minutes": "{number} minutes",
    "one and a half minutes": "one and a half minutes",
    "and a half minutes": "{number} and a half minutes",
    "one hour": "one hour",
    "hours": "{number} hours",
    "one and a half hours": "one and a half hours",
    "and a half hours": "{number} and a half hours",
    "tomorrow": "tomorrow",
    "in days": "in {number} days",
    "in a week": "in a week",
    "in weeks": "in {number} weeks",
    "on weekday": "on {weekday}",
    "o'clock": "{hour} o'clock",
    "one o'clock": "one o'clock",
    "hour and minutes": "{hour} {minutes}",
    "quarter past": "quarter past {hour}",
    "half past": "half past {hour}",
    "quarter to": "quarter to {next hour}",
    "pronoun she they": "she",
    "pronoun she them": "her",
    "pronoun she to them": "to her",
    "pronoun she their": "her",
    "pronoun she theirs": "hers",
    "pronoun she themself": "herself",
    "pronoun he they": "he",
    "pronoun he them": "him",
    "pronoun he to them": "to him",
    "pronoun he their": "his",
    "pronoun he theirs": "his",
    "pronoun he themself": "himself",
    "pronoun they they": "they",
    "pronoun they them": "them",
    "pronoun they to them": "to them",
    "pronoun they their": "their",
    "pronoun they theirs": "theirs",
    "pronoun they themself": "themself",
}
"""Pieces of sentences: people without names, lists, lengths and times, pronouns.

Where a language has no neutral pronoun, its own may say `{name}`.
"""

SHOWN: Final[Mapping[str, str]] = {
    "say words": "Say {words}",
    "quoted": "“{word}”",
    "one to five": "One to five",
    "a moment for you": "a moment for you",
    "rest your eyes": "rest your eyes",
    "one short sentence": "One short sentence, or “{say no note}”",
    "what did you hear": "What did you hear?",
    "breathe": "Breathe",
    "time out": "Time apart",
    "another day label": "Say a day, or “{say no}”",
    "another hour label": "Say an hour, or “{say no}”",
    "headline stopped": "Stopped",
    "headline deaf": "I cannot hear you",
    "headline declined": "Not today",
    "headline completed": "Thank you both",
    "headline paused": "Paused",
    "headline silence": "Silence",
    "headline turn": "{name}’s turn",
    "headline talk": "Your time to talk",
    "ask for aftercare": "Say “{say aftercare}” for a few kind words",
    "ask who is back": "Back already? Say “{say ready}”",
    "headline due": "What is due",
    "headline safe word": "Your safe word",
    "ears": "Ears",
    "voice": "Voice",
    "sound": "Sound",
    "any key": "Press any key to stop.",
    "any key stops": "Any key stops.",
    "to stop": "To stop, say {words} or press any key.",
    "to stop without a word": "To stop, press any key.",
    "stops": "{words} or any key stops",
    "to go on": "Say “{say go on}” to continue. To stop, say {words} or press any key.",
    "to go on without a word": "Say “{say go on}” to continue. To stop, press any key.",
    "to go on shortly": "Say “{say go on}”, or any key to stop.",
    "microphone gone": "The microphone has stopped delivering.",
    "microphone silent": (
        "The microphone delivers nothing but digital silence: it is muted, or this program is not "
        "allowed to use it."
    ),
    "microphone too slow": (
        "Too little of the microphone arrives: it is faulty, or this computer is too busy."
    ),
    "recognizer behind": "This computer is too busy to listen in time.",
    "loudspeaker stalled": "The loudspeaker has stopped taking sound.",
    "bell opening": "opening bell",
    "bell halfway": "halfway bell",
    "bell closing": "closing bell",
    "bell warning": "warning bell",
    "reminder": "reminder, {when}: {text}",
    "ended completed": "{title} ended after {time}.",
    "ended declined": "Not this time. {title} ended after {time}.",
    "ended stopped": "Stopped after {time}.",
    "ended deaf": "Stopped after {time}, because I could no longer hear you.",
}
"""What displays and the command line show, by id."""

ENGLISH: Final[Mapping[str, str]] = {**SAID, **TRYING, **PHRASED, **SHOWN, **CARDED}
"""Every text of the product's own, in English."""

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "pause": ("pause", "pause please"),
    "go on": ("go on", "resume", "continue", "ready", "we're ready"),
    "repeat": ("repeat", "repeat please", "say that again", "again please"),
    "aftercare": ("aftercare", "aftercare please", "some aftercare"),
    "why": ("why", "why is that", "tell me why"),
    "more time": ("more time", "more time please", "a bit more time"),
    "back": ("ready", "we're ready", "go on"),
    "how long left": ("how long left", "how much time is left", "how much time left"),
    "quieter": ("quieter", "quieter please", "a bit quieter"),
    "louder": ("louder", "louder please", "a bit louder"),
    "slower": ("slower", "slower please", "a bit slower"),
    "faster": ("faster", "faster please", "a bit faster"),
    "rules": ("rules", "the rules", "house rules", "rule"),
    "time out": ("time out", "time out please", "a time out"),
    "park it": ("park it", "park that", "let's park it"),
    "repeat day": ("repeat day", "repeat this day", "repeat the day", "this day again"),
    "delete that": ("delete that", "delete that please", "forget that"),
    "end here": ("end here", "let's end here", "we end here"),
    "pass it": ("pass", "i pass"),
}
"""Commands by meaning: the ways to say them, in English."""

_TALLY: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the facilitator says and understands of its own, in the language of a session.

    Attributes:
        language: Code of the language it speaks ("en", "de").
        hears: Code of the language the ears understand.
        texts: Texts by id; what is missing is English.
        numbers: Words for 0 to 99; empty for the English ones.
        heard: Ways to say what people say, by meaning, in the language of the ears.
        pronounce: How foreign words are spelt so that the voice reads them well.
        said: How the ritual's own answers are said, by meaning, in the language of the ears.
    """

    language: str = "en"
    hears: str = "en"
    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: COMMANDS)
    pronounce: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, **values: str) -> str:
        """Return a text by its id, placeholders filled; unknown ones stay as they are."""
        return self.filled(self.texts.get(key) or ENGLISH[key], values)

    def template(self, key: str) -> str:
        """Return a text by its id with all its placeholders."""
        return self.texts.get(key) or ENGLISH[key]

    def filled(self, text: str, values: Mapping[str, str]) -> str:
        """Return a text with placeholders replaced; `{say ready}` by what the ears wait for."""

        def value(match: re.Match[str]) -> str:
            name = " ".join(match.group(1).split())
            if name.startswith("say "):
                meaning = name[4:].lower()
                if meaning in self.said:
                    return self.said[meaning]
                if meaning in self.heard:
                    return self.heard[meaning][0]
            return values.get(name.replace(" ", "_"), values.get(name, match.group(0)))

        return _TALLY.sub(value, text)

    def ways(self, meaning: str) -> tuple[str, ...]:
        """Return the ways to say a command, or an answer to what is asked about a safe word."""
        return self.heard.get(meaning) or COMMANDS.get(meaning) or HEEDED[meaning]

    @property
    def commands(self) -> tuple[str, ...]:
        """Every ordinary command; the ears listen for them in every session."""
        meant = ("pause", "go on", "repeat", "aftercare")
        return tuple(phrase for meaning in meant for phrase in self.ways(meaning))

    def listed(self, words: tuple[str, ...] | list[str], join: str = "and") -> str:
        """Return words as a list, the last after "and" or "or"."""
        words = [with_days(word) for word in words]
        if len(words) < 2:
            return "".join(words)
        return self.text(join, many=", ".join(words[:-1]), last=words[-1])

    def number(self, number: int) -> str:
        """Return a number as it is spoken; 100 and more as "very many"."""
        words = self.numbers or _ENGLISH_NUMBERS
        return words[number] if number < min(len(words), 100) else self.text("very many")


def with_days(text: str) -> str:
    """Return a text in which the days of the week begin with a capital, as names do."""
    return _DAYS.sub(lambda day: day[0].capitalize(), text) if "day" in text else text


_DAYS: Final = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b")
_SMALL: Final = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = (*("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),)
_ENGLISH_NUMBERS: Final = (
    *_SMALL,
    *(f"{tens}-{_SMALL[rest]}" if rest else tens for tens in _TENS for rest in range(10)),
)

OWN: Final = OwnWords()
"""English, spoken and heard."""
