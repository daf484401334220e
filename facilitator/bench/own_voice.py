"""What the facilitator hears of itself while it reads its rituals aloud in simulated rooms.

Its own voice comes back through the echo path of a room and is heard by the ears of a session:
echo canceller, level control, all recognizers. Nobody else is there, so whatever they report is
false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from facilitator.bench.processes import carried_out
from facilitator.bench.scenes import Condition, hours, simulated_room, spoken_blocks
from facilitator.bench.statistics import rate_interval, rate_text, table
from facilitator.clock import (
    BLOCK,
    PLAYBACK_BLOCK,
    PLAYBACK_HZ,
    RATE_HZ,
    Samples,
    samples,
    seconds,
)
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
)
from facilitator.engine.program import Program, Remind, Sentence
from facilitator.engine.spoken import filled, sentences_of
from facilitator.ports import Voice
from facilitator.room.people import Happening
from facilitator.script.compiler import compile_ritual
from facilitator.script.library import load
from facilitator.script.saying import SoundsLike, sayings
from facilitator.script.settings import Setting
from facilitator.session.start import vocabulary as listened_for
from facilitator.voice.choose import open_voice

STOP: Final = "stop"
"""Watched besides every safe word."""

ECHO_PATH: Final = Condition(echo_db=6.0, drift_ppm=40.0, distortion=0.25)
"""An ordinary small loudspeaker nearer than the people, with a clock of its own."""

PARTNERS: Final = ("Anna", "Ben")

Kind = Literal["hush", "stop", "phrase", "voice"]

_SAFE_KINDS: Final[tuple[Kind, ...]] = ("hush", "stop")
_LATER = re.compile(r"\{([=~])([^{}]+)\}")
_NOTE = "a walk by the river"
_TALLY = "3"
_MOST_VALUES = 40
_LONGEST_PAUSE: Final[Samples] = samples(1.5)
"""Longer silences between two lines are cut: nothing can be misheard in them."""

_AFTERWARDS: Final[Samples] = samples(2.0)
"""What is certain so long after the last line is not about it."""

_ROOMS_APART = 100_000
_STRETCH: Final[Samples] = samples(240.0)
"""One room is read to for about so long."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What one ritual may say, and what people may say to it.

    Attributes:
        ritual: Its id.
        sentences: Every sentence once, in the order of the ritual.
        phrases: Answers and commands that are listened for meanwhile.
        said: Safe words that could not be chosen for it, because it says something like them.
    """

    ritual: str
    sentences: tuple[Sentence, ...]
    phrases: tuple[str, ...]
    said: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of a ritual that is read aloud in one room.

    Attributes:
        ritual: Its id.
        sentences: Read one after the other.
        words: Safe words listened for, all by the same ears.
        phrases: Answers and commands listened for.
        condition: The echo path.
        seed: Chooses the room.
    """

    ritual: str
    sentences: tuple[Sentence, ...]
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    condition: Condition
    seed: int


@dataclass(frozen=True, slots=True)
class Overheard:
    """Something the ears told of.

    Attributes:
        event: What they told.
        text: The sentence that was being said, or had been said last.
        since: How long before the event it had begun.
    """

    event: Event
    text: str
    since: Samples


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something heard that nobody said.

    Attributes:
        kind: "hush" or "stop" for a safe word, "phrase" for an answer or a command, "voice" for
            a voice that nobody has.
        word: What was taken to be heard; "" for a voice.
        ritual: What was read.
        text: The sentence that was being said, or had been said last.
        seconds: From its beginning.
        seed: Of the room.
        alone: A phrase stood alone.
    """

    kind: Kind
    word: str
    ritual: str
    text: str
    seconds: float
    seed: int
    alone: bool = False


@dataclass(slots=True)
class Findings:
    """What was heard; findings of several readings add up.

    Attributes:
        hours: Of reading, pauses included, for each word that was listened for; "stop" is one.
        alarms: Everything that was heard.
        heard_hours: Of reading, however many words were listened for.
        rooms: How many there were.
        sentences: How many were read.
    """

    hours: dict[str, float] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    heard_hours: float = 0.0
    rooms: int = 0
    sentences: int = 0

    def add(self, other: Findings) -> None:
        """Take in what another reading found."""
        for word, length in other.hours.items():
            self.hours[word] = self.hours.get(word, 0.0) + length
        self.alarms += other.alarms
        self.heard_hours += other.heard_hours
        self.rooms += other.rooms
        self.sentences += other.sentences

    def count(self, kind: Kind, word: str | None = None) -> int:
        """Return how many alarms of a kind there were, of one word or of all."""
        return sum(each.kind == kind and word in (None, each.word) for each in self.alarms)


def lines_of(path: Path, words: Sequence[str] = (), *, sounds_like: SoundsLike) -> Lines:
    """Return everything a ritual may say, whatever is chosen in it.

    Args:
        path: Its file.
        words: Safe words one would like to have in it.
        sounds_like: Whether a sentence holds something that sounds like a word.

    Every word of every choice and every number is tried, one at a time; cards, backgrounds,
    reminders and what is said around a rest or a stop belong to it. What people would say
    themselves (notes, tallies) is filled in.

    Raises:
        ScriptError: It cannot be read or breaks a rule.
    """
    ritual = load(path, sounds_like=_nothing)
    sentences: dict[str, Sentence] = {}
    phrases: dict[str, None] = {}
    for settings in _choices(ritual.settings.values()):
        program = compile_ritual(
            ritual, partners=PARTNERS, settings=settings, safe_words=(), sounds_like=_nothing
        )
        for sentence in every_line(program):
            sentences.setdefault(sentence.text, sentence)
        phrases.update(dict.fromkeys(listened_for(program).phrases))
    said = {each.word for each in sayings(words, [path], sounds_like=sounds_like)}
    return Lines(path.stem, tuple(sentences.values()), tuple(phrases), frozenset(said))


def every_line(program: Program) -> Iterator[Sentence]:
    """Yield every sentence a program may say, as it is said; some more than once."""
    written = [*program.why, *sentences_of(program.operations)]
    written += [Sentence(each.text) for each in program.operations if isinstance(each, Remind)]
    written += [
        each for cards in program.decks.values() for card in cards for each in card.sentences
    ]
    written += [program.paused, program.still_paused, program.resumed, program.stopped]
    written += [*program.aftercare, program.deaf]
    for sentence in written:
        later = _LATER.findall(sentence.text)
        known = {name: _TALLY if mark == "=" else _NOTE for mark, name in later}
        if not sentence.deck:
            for said in filled(program, known, [sentence]):
                yield replace(said, private=False)


def readings(
    rituals: Iterable[Lines],
    words: Sequence[str],
    condition: Condition,
    voice: Voice,
    *,
    rooms: int = 1,
    limit: Samples | None = None,
    apart: bool = False,
    seed: int = 0,
    progress: Callable[[Lines], object] = lambda _: None,
) -> list[Reading]:
    """Cut everything some rituals say into stretches, each read in a room of its own.

    Args:
        rituals: What they say; a line of several is read once, with the first of them.
        words: Safe words; one that a ritual says itself is not listened for in it.
        condition: The echo path of all rooms.
        voice: Reads; every line is rendered here, so that it is in the cache afterwards.
        rooms: How often all of it is read, always in other rooms.
        limit: So much is read at most, for each word if they are heard apart.
        apart: A pair of ears for each word instead of one for all.
        seed: Chooses the rooms.
        progress: Told each ritual when it has been cut, once for each round.

    Raises:
        ModelError: The voice cannot say a line.
    """
    plans: list[Reading] = []
    left = limit
    room = seed * _ROOMS_APART
    for _ in range(rooms):
        read: set[str] = set()
        for lines in rituals:
            listened = tuple(word for word in words if word not in lines.said)
            fresh = [each for each in lines.sentences if each.text not in read and listened]
            read.update(each.text for each in fresh)
            for stretch, length in _stretches(fresh, voice, left):
                left = None if left is None else left - length
                for group in [(word,) for word in listened] if apart else [listened]:
                    plans.append(
                        Reading(lines.ritual, stretch, group, lines.phrases, condition, room)
                    )
                room += 1
            progress(lines)
    return plans


def _stretches(
    sentences: Sequence[Sentence], voice: Voice, limit: Samples | None
) -> Iterator[tuple[tuple[Sentence, ...], Samples]]:
    """Yield some sentences in stretches of about equal length, and how long each takes."""
    have: list[Sentence] = []
    length = total = 0
    for sentence in sentences:
        if limit is not None and total >= limit:
            break
        have.append(sentence)
        takes = spoken_length(voice, [sentence])
        length += takes
        total += takes
        if length >= _STRETCH:
            yield tuple(have), length
            have, length = [], 0
    if have:
        yield tuple(have), length


def spoken_length(voice: Voice, sentences: Iterable[Sentence]) -> Samples:
    """Return how long sentences take, with the silences after them."""
    return sum(
        voice.render(each.text).size * RATE_HZ // PLAYBACK_HZ + _pause(each) for each in sentences
    )


def overheard(
    model: SpeechModel,
    voice: Voice,
    sentences: Sequence[Sentence],
    vocabulary: Vocabulary,
    condition: Condition = ECHO_PATH,
    *,
    seed: int,
    people: Sequence[Happening] = (),
) -> list[Overheard]:
    """Return what the ears of a session tell of while the facilitator says some sentences.

    Args:
        model: Loaded speech model.
        voice: Says them.
        sentences: One after the other.
        vocabulary: What the ears listen for.
        condition: The echo path.
        seed: Chooses room, delay of the echo (10 to 200 ms) and the sign of the drift.
        people: What is said meanwhile.

    About 0.3 s of processor time for each sentence.
    """
    chance = np.random.default_rng(seed)
    delay = int(chance.integers(samples(0.01), samples(0.2)))
    room = simulated_room(people, condition, seed=seed, echo_delay=delay)
    ears = SessionEars(model, vocabulary, wait=True, canceller=EchoCanceller())
    heard: list[Overheard] = []
    last, begun = "", 0
    is_saying = False
    room.open()
    try:
        for saying, block in _blocks(voice, sentences):
            if saying and (saying != last or not is_saying):
                last, begun = saying, room.position
            is_saying = bool(saying)
            captured = room.read()
            room.write(block)
            for event in ears.hear(captured, saying=saying):
                heard.append(Overheard(event, last, event.at - begun))
    finally:
        ears.close()
        room.close()
    return heard


def _blocks(
    voice: Voice, sentences: Iterable[Sentence]
) -> Iterator[tuple[str, np.typing.NDArray[np.float32]]]:
    said = ((each.text, voice.render(each.text), _pause(each)) for each in sentences)
    yield from spoken_blocks(said)
    for _ in range(0, _AFTERWARDS, BLOCK):
        yield "", np.zeros(PLAYBACK_BLOCK, np.float32)


def _pause(sentence: Sentence) -> Samples:
    return min(sentence.pause_after, _LONGEST_PAUSE)


def measure(
    plans: Sequence[Reading],
    *,
    jobs: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> Findings:
    """Carry out readings, in one or two processes, and return what they found together.

    Args:
        plans: From `readings`.
        jobs: Processes, two at most; the result does not depend on them.
        progress: Told how many sentences have just been read.

    Raises:
        ModelError: Speech model or voice cannot be loaded.
        UsageError: A word can never be heard.
    """
    total = Findings()
    done = carried_out(
        carry_out, plans, jobs=jobs, progress=lambda plan: progress(len(plan.sentences))
    )
    for found in done:
        total.add(found)
    return total


def carry_out(plan: Reading) -> Findings:
    """Read one stretch aloud and return what was heard."""
    voice = open_voice()
    listened = Vocabulary(plan.words, phrases=plan.phrases)
    heard = overheard(load_model(), voice, plan.sentences, listened, plan.condition, seed=plan.seed)
    length = hours(spoken_length(voice, plan.sentences))
    return Findings(
        hours=dict.fromkeys((*plan.words, STOP), length),
        alarms=alarms(heard, plan.ritual, plan.seed),
        heard_hours=length,
        rooms=1,
        sentences=len(plan.sentences),
    )


def alarms(heard: Iterable[Overheard], ritual: str, seed: int) -> list[Alarm]:
    """Return what is false of what was heard where nobody is: all of it.

    A stop that no hush came before is a hush as well, for it silences just the same.
    """
    found: list[Alarm] = []
    suspected: set[str] = set()
    for each in heard:

        def alarm(
            kind: Kind, word: str = "", *, alone: bool = False, each: Overheard = each
        ) -> None:
            since = round(seconds(each.since), 2)
            found.append(Alarm(kind, word, ritual, each.text, since, seed, alone))

        match each.event:
            case SafeWordSuspected(word=word):
                suspected.add(word)
                alarm("hush", word)
            case SafeWordDismissed(word=word):
                suspected.discard(word)
            case SafeWordHeard(word=word):
                if word not in suspected:
                    alarm("hush", word)
                suspected.discard(word)
                alarm("stop", word)
            case PhraseHeard(phrase=phrase, alone=alone):
                alarm("phrase", phrase, alone=alone)
            case VoiceStarted():
                alarm("voice")
            case _:
                pass
    return found


def report(found: Findings) -> str:
    """Return what was found as Markdown."""
    words = [word for word in found.hours if word != STOP]
    rows = [_row(word, found, [word]) for word in words]
    if len(words) > 1:
        rows.append(_row("each, on average", found, words))
    if STOP in found.hours:
        rows.append(_row("“stop”, always on", found, [STOP]))
    head = ("listening for", "false hushes (95 %)", "false stops (95 %)")
    alone = sum(each.kind == "phrase" and each.alone for each in found.alarms)
    length = found.heard_hours
    rooms = f"{found.rooms} rooms" if found.rooms != 1 else "one room"
    return "\n\n".join(
        (
            table(head, rows),
            f"Answers and commands understood that nobody gave: "
            f"{rate_text(found.count('phrase'), length)}, {alone} of them alone. "
            f"Voices heard that nobody has: {rate_text(found.count('voice'), length)}.",
            f"{found.sentences} lines read in {rooms}, {60.0 * length:.0f} minutes.",
        )
    )


def _row(name: str, found: Findings, words: Sequence[str]) -> tuple[str, str, str]:
    length = sum(found.hours[word] for word in words)
    hushes = sum(found.count("hush", word) for word in words)
    stops = sum(found.count("stop", word) for word in words)
    return name, rate_text(hushes, length), rate_text(stops, length)


def details(found: Findings) -> list[str]:
    """Return one line for each thing that was heard, so that it can be looked into."""
    lines = []
    for each in found.alarms:
        what = f" {each.word!r}" if each.word else ""
        beside = " beside other sounds" if each.kind == "phrase" and not each.alone else ""
        lines.append(
            f"false {each.kind}{what}{beside}: {each.ritual}, room {each.seed}, "
            f"{each.seconds:.2f} s into “{each.text}”"
        )
    return lines


def data(found: Findings) -> dict[str, Any]:
    """Return what was found as plain data, figures and single events."""
    words: dict[str, Any] = {}
    for word, length in found.hours.items():
        words[word] = {"hours": round(length, 4)}
        for kind in _SAFE_KINDS:
            count = found.count(kind, word)
            words[word][kind] = {"false": count, "per_hour_95": rate_interval(count, length)}
    return {
        "words": words,
        "hours": round(found.heard_hours, 4),
        "rooms": found.rooms,
        "lines": found.sentences,
        "phrases": found.count("phrase"),
        "voices": found.count("voice"),
        "alarms": [asdict(each) for each in found.alarms],
    }


def _choices(settings: Iterable[Setting]) -> Iterator[dict[str, str]]:
    """Yield the usual settings, then every other word of a choice and every other number."""
    yield {}
    for setting in settings:
        values: Iterable[str] = setting.choices
        if setting.kind == "number" and setting.high - setting.low < _MOST_VALUES:
            values = map(str, range(round(setting.low), round(setting.high) + 1))
        for value in values:
            yield {setting.name: value}


def _nothing(text: str, word: str) -> bool:
    """Say that no line is like a word: which are is asked for on its own."""
    del text, word
    return False
