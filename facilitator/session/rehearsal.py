"""A ritual rehearsed with real ears and a real voice, in a room that exists only as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from facilitator.audio import Captured, Sound
from facilitator.clock import BLOCK, PLAYBACK_HZ, RATE_HZ, Samples, samples
from facilitator.display.view import Display
from facilitator.engine.events import Event
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recording import RoomRecorder
from facilitator.room.resample import resampled
from facilitator.room.simulated import QUIET_ROOM_DBFS, SimulatedRoom
from facilitator.session.company import Company, Manner, Said, Utter
from facilitator.session.evening import Evening, PartEars
from facilitator.session.loop import Ending
from facilitator.session.start import perform, ready
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Witness
from facilitator.voice.cache import CachedVoice
from facilitator.voice.hibari_voice import OTHER_SPEAKERS, HibariVoice
from facilitator.voice.system_voice import SystemVoice

BREATH: Final = samples(0.8)
"""Pause that people leave before and after what somebody else is heard to say."""

BETWEEN: Final = samples(0.4)
"""How long it is from one part of an evening to the next."""

LAPTOP_ECHO_DB: Final = 6.0
"""How much louder than people a laptop hears itself."""


@dataclass(frozen=True, slots=True)
class Staging:
    """What happens in a rehearsal, and in what room.

    Attributes:
        heard: Recordings at 16 kHz and when they are heard, from the beginning of the evening.
        safe_word_at: When one of the two says the safe word, counted likewise; None for never.
        echo_db: How much louder than people the loudspeaker is at the microphone; None for
            headphones.
        noise_dbfs: Level of the room's noise.
        answers: What anybody answers, by the name of the variable asked for.
        seed: Chooses lines, hesitations, noise.
        wav: Where to write what sounded; what the microphone heard lies beside it as
            NAME.heard.wav. None writes nothing.
        alone: Nobody answers but what `heard` puts into the room.
        manners: How the people who are there are; who has none is willing.
    """

    heard: Sequence[Happening] = ()
    safe_word_at: Samples | None = None
    echo_db: float | None = LAPTOP_ECHO_DB
    noise_dbfs: float = QUIET_ROOM_DBFS
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seed: int = 0
    wav: Path | None = None
    alone: bool = False
    manners: Sequence[Manner] = ()


class RehearsedEvening(Evening):
    """An evening in the simulated room, on one virtual clock through all its parts.

    Args:
        room: Where it happens.
        staging: What happens in it; its times count from the beginning of the evening.

    Attributes:
        staging: As given.
        word: The safe word as it is said in the part under way, its sound and who says it.
        noted: Told what is said, on the clock of the part under way.
        begun: Told where on the clock of the evening a part begins.
    """

    def __init__(self, room: SimulatedRoom, staging: Staging) -> None:
        super().__init__(room, between=BETWEEN)
        self.staging = staging
        self.word: tuple[str, Sound, str] | None = None
        self.noted: Callable[[Said], None] = lambda _: None
        self.begun: Callable[[Samples], None] = lambda _: None
        self._simulated = room
        self._word_at = staging.safe_word_at

    def begin(self, ears: PartEars) -> Event:
        """Listen to what was said since the part before (`Evening.begin`)."""
        first = super().begin(ears)
        self.begun(self.began)
        return first

    def say(self, at: Samples, sound: Sound) -> None:
        """Let a person say something from a position of the part on (`SimulatedRoom.say`)."""
        self._simulated.say(at + self.began, sound)

    def taken(self) -> list[tuple[Samples, Samples]]:
        """Return the stretches of the part in which somebody else is heard, from start to end."""
        spoken = [(each.at, each.at + len(each.sound)) for each in self.staging.heard]
        at = self.staging.safe_word_at
        if at is not None and self.word is not None:
            spoken.append((at, at + len(self.word[1])))
        return [(start - self.began, end - self.began) for start, end in spoken]

    def end(self) -> None:
        """Close the room for good.

        Raises:
            FacilitatorError: The recording could not be finished.
        """
        super().end()
        if self._simulated.failure is not None:
            raise self._simulated.failure

    def _read(self, timeout_seconds: float) -> Captured:
        at = self._word_at
        if at is not None and self.word is not None and at < self._simulated.position + BLOCK:
            text, sound, who = self.word
            self._word_at = None
            self._simulated.say(max(at, self._simulated.position), sound)
            since = at - self.began
            self.noted(Said(since, since + len(sound), who, text, "safe word"))
        return super()._read(timeout_seconds)


def rehearsed(staging: Staging) -> RehearsedEvening:
    """Return an evening in the room that a staging describes.

    Raises:
        UsageError: A file that cannot be written.
    """
    recorder = None
    if staging.wav is not None:
        recorder = RoomRecorder(staging.wav, heard_beside(staging.wav))
    room = SimulatedRoom(
        staging.heard,
        echo_db=staging.echo_db,
        noise_dbfs=staging.noise_dbfs,
        seed=staging.seed,
        recorder=recorder,
    )
    return RehearsedEvening(room, staging)


def rehearse(
    wish: Wish,
    staging: Staging,
    display: Display,
    *,
    witnesses: Sequence[Witness] = (),
    noted: Callable[[Said], None] = lambda _: None,
) -> Ending:
    """Hold a whole session in the simulated room, in virtual time: an evening of one part.

    Args:
        wish: What is performed, with which model and voice.
        staging: What happens in it.
        display: Shows what is being loaded.
        witnesses: Shown everything.
        noted: Told everything that the people who are there say.

    Returns:
        How it ended; the same every time for the same wish and staging.

    Raises:
        ModelError: No usable model or voice.
        UsageError: A word the model does not know, or a file that cannot be written.
    """
    with rehearsed(staging) as evening:
        return rehearse_part(wish, evening, display, witnesses=witnesses, noted=noted)


def rehearse_part(
    wish: Wish,
    evening: RehearsedEvening,
    display: Display,
    *,
    answers: Mapping[str, Sequence[str]] | None = None,
    manners: Sequence[Manner] | None = None,
    witnesses: Sequence[Witness] = (),
    noted: Callable[[Said], None] = lambda _: None,
    begun: Callable[[Samples], None] = lambda _: None,
) -> Ending:
    """Hold one part of a rehearsed evening.

    Args:
        wish: What is performed, with which model and voice.
        evening: Where, and what happens there.
        display: Shows what is being loaded.
        answers: What anybody answers; by default what the staging says.
        manners: How the people are; by default what the staging says.
        witnesses: Shown everything.
        noted: Told everything that the people who are there say.
        begun: Told where on the clock of the evening it begins.

    Raises:
        ModelError: No usable model or voice.
        UsageError: A word the model does not know.
    """
    evening.begun = begun
    staging, language = evening.staging, wish.program.own.hears
    with ready(wish, display, evening) as (ears, speech):
        say_the_word(evening, wish, noted)
        company = Company(
            wish.program,
            utter_into(evening, language),
            staging.manners if manners is None else manners,
            answers=staging.answers if answers is None else answers,
            noted=noted,
            seed=staging.seed,
        )
        present = (*witnesses, *(() if staging.alone else (company,)))
        return perform(wish, evening, ears, speech, witnesses=present)


def say_the_word(
    evening: RehearsedEvening, wish: Wish, noted: Callable[[Said], None] = lambda _: None
) -> None:
    """Let the safe word that the staging asks for be that of a part, from now on."""
    if evening.staging.safe_word_at is not None:
        word = wish.program.safe_words[0]
        sound = partner_voice(0, word, wish.program.own.hears)
        evening.word, evening.noted = (word, sound, wish.program.partners[0]), noted


def heard_beside(wav: Path) -> Path:
    """Return where the microphone's side of a recording is written."""
    return wav.with_name(f"{wav.stem}.heard{wav.suffix or '.wav'}")


def utter_into(evening: RehearsedEvening, language: str = "en") -> Utter:
    """Return how simulated people speak in a part of an evening.

    Whoever would talk into a stretch in which somebody else is heard (`RehearsedEvening.taken`)
    waits for its end and draws a breath. So nobody speaks over a recording, or over their own
    safe word.

    Args:
        evening: Where they are heard.
        language: What they speak.
    """

    def utter(partner: int, line: str, at: Samples) -> tuple[Samples, Samples]:
        sound = partner_voice(partner, line, language)
        for start, end in sorted(evening.taken()):
            if at < end + BREATH and at + len(sound) > start - BREATH:
                at = end + BREATH
        evening.say(at, sound)
        return at, at + len(sound)

    return utter


@cache
def _voice(partner: int, language: str) -> CachedVoice:
    if language != "en":
        return CachedVoice(SystemVoice(language=language))
    pitch = OTHER_SPEAKERS[partner % len(OTHER_SPEAKERS)]
    return CachedVoice(HibariVoice(speed=0.9, pitch=pitch))


def partner_voice(partner: int, line: str, language: str = "en") -> Sound:
    """Return a line as partner 0 or 1 says it: 16 kHz, as loud as the microphone hears it.

    People speak the language the ears understand; in other languages than English with the same
    voice, that of the system.
    """
    spoken = _voice(partner, language).render(line)
    return at_level(resampled(spoken, PLAYBACK_HZ, RATE_HZ), VOICE_DBFS)
