"""What the facilitator hears of itself while it reads its rituals aloud in simulated rooms.

Its own voice comes back through the echo path of a room and is heard by the ears of a session:
echo canceller, level control, all recognizers. Nobody else is there, so whatever they report is
false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from facilitator.bench.own_lines import Lines
from facilitator.bench.processes import carried_out
from facilitator.bench.scenes import Condition, hours, simulated_room, spoken_blocks
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
from facilitator.engine.sentences import Sentence
from facilitator.ports import Voice
from facilitator.room.people import Happening
from facilitator.voice.choose import open_voice

STOP: Final = "stop"
"""Watched besides every safe word."""

ECHO_PATH: Final = Condition(echo_db=6.0, drift_ppm=40.0, distortion=0.25)
"""An ordinary small loudspeaker nearer than the people, with a clock of its own."""

Kind = Literal["hush", "stop", "phrase", "voice"]

_LONGEST_PAUSE: Final[Samples] = samples(1.5)
"""Longer silences between two lines are cut: nothing can be misheard in them."""

_AFTERWARDS: Final[Samples] = samples(2.0)
"""What is certain so long after the last line is not about it."""

_ROOMS_APART = 100_000
_STRETCH: Final[Samples] = samples(240.0)
"""One room is read to for about so long."""


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
