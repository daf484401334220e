"""A ritual rehearsed with real ears and a real voice, in a room that exists only as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_HZ, RATE_HZ, Samples, samples
from facilitator.display.view import Display
from facilitator.engine.program import Program
from facilitator.room.people import VOICE_DBFS, Happening, at_level
from facilitator.room.recording import RoomRecorder
from facilitator.room.resample import resampled
from facilitator.room.simulated import QUIET_ROOM_DBFS, SimulatedRoom
from facilitator.session.couple import Couple
from facilitator.session.loop import Ending, Witness
from facilitator.session.start import Wish, perform, ready
from facilitator.voice.cache import CachedVoice
from facilitator.voice.hibari_voice import OTHER_SPEAKERS, HibariVoice

BREATH: Final = samples(0.8)
"""Pause that the two leave before and after what somebody else is heard to say."""

LAPTOP_ECHO_DB: Final = 6.0
"""How much louder than people a laptop hears itself."""


Utter: TypeAlias = Callable[[int, str, Samples], Samples]
"""Lets partner 0 or 1 say a line at a position; returns where the line ends."""

Company: TypeAlias = Callable[[Program, Utter, int], Witness]
"""Makes people who are there and speak."""


@dataclass(frozen=True, slots=True)
class Staging:
    """What happens in a rehearsal, and in what room.

    Attributes:
        heard: Recordings at 16 kHz and when they are heard.
        safe_word_at: When one of the two says the safe word; None for never.
        echo_db: How much louder than people the loudspeaker is at the microphone; None for
            headphones.
        noise_dbfs: Level of the room's noise.
        answers: What the two answer, by the name of the variable asked for.
        seed: Chooses lines, hesitations, noise.
        wav: Where to write what sounded; what the microphone heard lies beside it as
            NAME.heard.wav. None writes nothing.
        alone: Nobody answers but what `heard` puts into the room.
        company: Makes the two people who are there, from the program, how they speak, and the
            seed; None for two willing ones.
    """

    heard: Sequence[Happening] = ()
    safe_word_at: Samples | None = None
    echo_db: float | None = LAPTOP_ECHO_DB
    noise_dbfs: float = QUIET_ROOM_DBFS
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seed: int = 0
    wav: Path | None = None
    alone: bool = False
    company: Company | None = None


def rehearse(
    wish: Wish, staging: Staging, display: Display, *, witnesses: Sequence[Witness] = ()
) -> Ending:
    """Hold a whole session in the simulated room, in virtual time.

    Returns:
        How it ended; the same every time for the same wish and staging.

    Raises:
        ModelError: No usable model or voice.
        UsageError: A word the model does not know, or a file that cannot be written.
    """
    recorder = None
    if staging.wav is not None:
        recorder = RoomRecorder(staging.wav, heard_beside(staging.wav))
    with ready(wish, display, wait=True) as (ears, speech):
        people = list(staging.heard)
        if staging.safe_word_at is not None:
            word = partner_voice(0, wish.program.safe_words[0])
            people.append(Happening(staging.safe_word_at, word))
        room = SimulatedRoom(
            people,
            echo_db=staging.echo_db,
            noise_dbfs=staging.noise_dbfs,
            seed=staging.seed,
            recorder=recorder,
        )
        people_there: Witness = Couple(
            wish.program,
            room.say,
            partner_voice,
            answers=staging.answers,
            others=[(each.at - BREATH, each.at + len(each.sound) + BREATH) for each in people],
            seed=staging.seed,
        )
        if staging.company is not None:

            def utter(partner: int, line: str, at: Samples) -> Samples:
                sound = partner_voice(partner, line)
                room.say(at, sound)
                return at + len(sound)

            people_there = staging.company(wish.program, utter, staging.seed)
        present = (*witnesses, *(() if staging.alone else (people_there,)))
        ending = perform(wish, room, ears, speech, witnesses=present)
    if room.failure is not None:
        raise room.failure
    return ending


def heard_beside(wav: Path) -> Path:
    """Return where the microphone's side of a recording is written."""
    return wav.with_name(f"{wav.stem}.heard{wav.suffix or '.wav'}")


@cache
def _voice(partner: int) -> CachedVoice:
    pitch = OTHER_SPEAKERS[partner % len(OTHER_SPEAKERS)]
    return CachedVoice(HibariVoice(speed=0.9, pitch=pitch))


def partner_voice(partner: int, line: str) -> Sound:
    """Return a line as partner 0 or 1 says it: 16 kHz, as loud as the microphone hears it."""
    spoken = _voice(partner).render(line)
    return at_level(resampled(spoken, PLAYBACK_HZ, RATE_HZ), VOICE_DBFS)
