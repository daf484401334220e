"""A ritual rehearsed with real ears and a real voice, in a room that exists only as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ, RATE_HZ, Samples, samples
from facilitator.display.view import Display
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recording import RoomRecorder
from facilitator.room.resample import resampled
from facilitator.room.simulated import QUIET_ROOM_DBFS, SimulatedRoom
from facilitator.session.company import Company, Manner, Said, Utter
from facilitator.session.loop import Ending
from facilitator.session.start import perform, ready
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Witness
from facilitator.voice.cache import CachedVoice
from facilitator.voice.hibari_voice import OTHER_SPEAKERS, HibariVoice
from facilitator.voice.system_voice import SystemVoice

BREATH: Final = samples(0.8)
"""Pause that people leave before and after what somebody else is heard to say."""

LAPTOP_ECHO_DB: Final = 6.0
"""How much louder than people a laptop hears itself."""


@dataclass(frozen=True, slots=True)
class Staging:
    """What happens in a rehearsal, and in what room.

    Attributes:
        heard: Recordings at 16 kHz and when they are heard.
        safe_word_at: When one of the two says the safe word; None for never.
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


def rehearse(
    wish: Wish,
    staging: Staging,
    display: Display,
    *,
    witnesses: Sequence[Witness] = (),
    noted: Callable[[Said], None] = lambda _: None,
) -> Ending:
    """Hold a whole session in the simulated room, in virtual time.

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
    recorder = None
    language = wish.program.own.hears
    if staging.wav is not None:
        recorder = RoomRecorder(staging.wav, heard_beside(staging.wav))
    with ready(wish, display, wait=True) as (ears, speech):
        people = list(staging.heard)
        if staging.safe_word_at is not None:
            word = partner_voice(0, wish.program.safe_words[0], language)
            people.append(Happening(staging.safe_word_at, word))
            end = staging.safe_word_at + len(word)
            who = wish.program.partners[0]
            noted(Said(staging.safe_word_at, end, who, wish.program.safe_words[0], "safe word"))
        room = SimulatedRoom(
            people,
            echo_db=staging.echo_db,
            noise_dbfs=staging.noise_dbfs,
            seed=staging.seed,
            recorder=recorder,
        )
        company = Company(
            wish.program,
            utter_into(room, [(each.at, each.at + len(each.sound)) for each in people], language),
            staging.manners,
            answers=staging.answers,
            noted=noted,
            seed=staging.seed,
        )
        present = (*witnesses, *(() if staging.alone else (company,)))
        ending = perform(wish, room, ears, speech, witnesses=present)
    if room.failure is not None:
        raise room.failure
    return ending


def heard_beside(wav: Path) -> Path:
    """Return where the microphone's side of a recording is written."""
    return wav.with_name(f"{wav.stem}.heard{wav.suffix or '.wav'}")


def utter_into(
    room: SimulatedRoom,
    others: Sequence[tuple[Samples, Samples]] = (),
    language: str = "en",
) -> Utter:
    """Return how simulated people speak in a room.

    Args:
        room: Where they are heard.
        others: Stretches, from start to end, in which somebody else is heard: whoever would talk
            into one waits for its end and draws a breath. So nobody speaks over a recording, or
            over their own safe word.
        language: What they speak.
    """
    taken = sorted((start - BREATH, end + BREATH) for start, end in others)

    def utter(partner: int, line: str, at: Samples) -> tuple[Samples, Samples]:
        sound = partner_voice(partner, line, language)
        for start, end in taken:
            if at < end and at + len(sound) > start:
                at = end
        room.say(at, sound)
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
