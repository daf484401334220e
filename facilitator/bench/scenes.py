"""What the microphone hears in the safe-word benchmark: recordings, noise, echo, quiet voices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Captured, Sound, gain, peak_dbfs, rms_dbfs
from facilitator.bench.far_field import USUAL_METRES, across_the_room, loud_dbfs, response_of
from facilitator.bench.stopping import TEXT
from facilitator.clock import (
    BLOCK,
    PLAYBACK_BLOCK,
    PLAYBACK_HZ,
    RATE_HZ,
    Samples,
    samples,
    seconds,
)
from facilitator.room.acoustics import impulse_response, varied_room
from facilitator.room.noise import RoomNoise
from facilitator.room.people import VOICE_DBFS, Happening, at_level, speech_dbfs
from facilitator.room.recordings import load_recording
from facilitator.room.simulated import QUIET_ROOM_DBFS, SimulatedRoom
from facilitator.session.company import LINES
from facilitator.session.rehearsal import partner_voice
from facilitator.voice.choose import open_voice

FAINT_DBFS: Final = -80.0
"""Noise of the room around a recording that brings its own."""

NOISES: Final = ("pink", "babble", "talk")
"""Noises that need no file: steady; four people talking at once; one person talking."""

_BEFORE = samples(1.0)
_AFTER = samples(1.5)
"""A stop is certain at most 0.8 s after its word; what comes later is none."""

_CONVERSING = (samples(3.5), samples(5.5))
"""How long the facilitator has spoken when a word begins in its echo."""

_BETWEEN = samples(0.4)
_POOL = 24
_SILENT: Final = np.zeros(PLAYBACK_BLOCK, np.float32)


@dataclass(frozen=True, slots=True)
class Condition:
    """How a word reaches the microphone.

    Attributes:
        noise: One of `NOISES`, the path of a recording, or "" for none.
        snr_db: Level of the loudest fifth of the voice above the noise while it lasts.
        peak_dbfs: Largest sample of the recording at the microphone, its own noise with it; None
            leaves its level (with an echo: −20 dBFS while speaking, before the input gain).
        echo_db: Echo above the person's voice; None for headphones and a silent facilitator.
        rt60_seconds: Reverberation of the echo; None takes that of the person's room or, without
            one, draws it between 0.2 and 0.8 s.
        drift_ppm: Of the loudspeaker's clock; every second scene takes the opposite sign.
        distortion: Of the loudspeaker, as `LoudspeakerPath` has it.
        room_seconds: Reverberation of a simulated room that the recordings are put into, another
            one for each scene; None leaves them as near as they were recorded.
        metres: From person to microphone in it.
        responses: Impulse responses that the recordings are heard through instead, one for each
            scene. Noise comes as it is, and levels are those of the voice after its way.
    """

    noise: str = ""
    snr_db: float = 10.0
    peak_dbfs: float | None = None
    echo_db: float | None = None
    rt60_seconds: float | None = None
    drift_ppm: float = 0.0
    distortion: float = 0.0
    room_seconds: float | None = None
    metres: float = USUAL_METRES
    responses: tuple[Path, ...] = ()

    def __str__(self) -> str:
        parts = []
        if self.responses:
            parts.append(f"through {len(self.responses)} impulse responses")
        elif self.room_seconds is not None:
            parts.append(f"{self.metres:g} m away in a simulated room of {self.room_seconds:g} s")
        if self.noise:
            parts.append(f"{Path(self.noise).name} {self.snr_db:g} dB below")
        if self.peak_dbfs is not None:
            parts.append(f"peaks at {self.peak_dbfs:g} dBFS")
        if self.echo_db is not None:
            parts.append(f"echo {self.echo_db:g} dB above")
            if self.rt60_seconds is not None:
                parts.append(f"{self.rt60_seconds:g} s")
            if self.drift_ppm:
                parts.append(f"±{self.drift_ppm:g} ppm")
            if self.distortion:
                parts.append("distorted")
        return ", ".join(parts) or "as recorded"


@dataclass(frozen=True, slots=True)
class Moment:
    """One block of a scene.

    Attributes:
        captured: As the room delivers it.
        saying: The sentence the facilitator is saying.
    """

    captured: Captured
    saying: str


class Scene:
    """A simulated room in which recordings are heard one after the other.

    Args:
        recordings: At `RATE_HZ`.
        condition: How they reach the microphone.
        seed: Chooses room, echo's delay, noise, moments.
        talk: Recordings that `babble` and `talk` are made of; none for synthesised people.

    Attributes:
        places: Where each recording begins and ends, on the session clock.
        length: Of the whole scene.
    """

    def __init__(
        self,
        recordings: Sequence[Sound],
        condition: Condition,
        *,
        seed: int = 0,
        talk: Sequence[Path] = (),
    ) -> None:
        chance = np.random.default_rng(seed)
        lead = _BEFORE
        if condition.echo_db is not None:
            lead = int(chance.integers(*_CONVERSING))
        people: list[Happening] = []
        self.places: list[tuple[Samples, Samples]] = []
        at = lead
        way = response_of(seed, condition.room_seconds, condition.metres, condition.responses)
        levels: list[float] = []
        arriving = [r if way is None else across_the_room(r, way) for r in recordings]
        for recording, arrived in zip(recordings, arriving, strict=True):
            sound = _levelled(arrived, condition)
            levels.append(loud_dbfs(sound[: recording.size]))
            self.places.append((at, at + recording.size))
            people.append(Happening(at, sound))
            at += recording.size + _BETWEEN
        self.length = -(-(at - _BETWEEN + _AFTER) // BLOCK) * BLOCK
        if condition.noise:
            source = noise_source(condition.noise, self.length, seed, talk)
            last = len(self.places) - 1
            for index, loud in enumerate(levels):
                level = loud - condition.snr_db
                start = 0 if index == 0 else self.places[index][0] - _BETWEEN
                end = self.length if index == last else self.places[index][1]
                people.append(Happening(start, source[start:end] * np.float32(gain(level))))
        self._echo = condition.echo_db is not None
        faint = FAINT_DBFS
        if condition.peak_dbfs is not None:
            faint = min(faint, condition.peak_dbfs - 40.0)
        self._room = simulated_room(
            people,
            condition,
            seed=seed,
            echo_delay=int(chance.integers(samples(0.01), samples(0.2))),
            noise_dbfs=faint,
            microphone_db=_input_gain(arriving, condition),
        )

    def __iter__(self) -> Iterator[Moment]:
        """Yield the scene block by block; the facilitator speaks on and on when there is echo."""
        spoken = _spoken() if self._echo else cycle([("", _SILENT)])
        self._room.open()
        try:
            for _ in range(0, self.length, BLOCK):
                captured = self._room.read()
                saying, block = next(spoken)
                self._room.write(block)
                yield Moment(captured, saying)
        finally:
            self._room.close()


def noise_source(name: str, length: Samples, seed: int, talk: Sequence[Path] = ()) -> Sound:
    """Return noise of a kind whose level, while it lasts, is 0 dBFS.

    Args:
        name: One of `NOISES`, or the path of a recording, which is repeated when it is short.
        length: In samples.
        seed: Chooses the stretch.
        talk: Recordings that `babble` and `talk` are made of.

    Raises:
        UsageError: The recording cannot be read.
    """
    chance = np.random.default_rng(seed + 77)
    if name == "pink":
        source = RoomNoise(0.0, seed)
        return np.concatenate([source.block() for _ in range(-(-length // BLOCK))])[:length]
    if name in ("babble", "talk"):
        voices = 4 if name == "babble" else 1
        mixed = np.zeros(length, np.float32)
        for _ in range(voices):
            mixed += _one_talker(length, chance, talk)
        return mixed * np.float32(gain(-speech_dbfs(mixed)))
    whole = load_recording(Path(name))
    start = int(chance.integers(0, max(1, whole.size - length)))
    cut = np.resize(whole[start:], length)
    return cut * np.float32(gain(-max(rms_dbfs(cut), -100.0)))


def _one_talker(length: Samples, chance: np.random.Generator, talk: Sequence[Path]) -> Sound:
    parts: list[Sound] = []
    have = 0
    while have < length + RATE_HZ:
        if talk:
            sound = load_recording(talk[int(chance.integers(min(len(talk), 200)))])
        else:
            sound = _line(int(chance.integers(2)), int(chance.integers(len(LINES))))
        parts.append(at_level(sound, 0.0))
        have += sound.size
    start = int(chance.integers(0, RATE_HZ))
    return np.concatenate(parts)[start : start + length]


@lru_cache(maxsize=_POOL)
def _line(partner: int, number: int) -> Sound:
    return partner_voice(partner, LINES[number])


def _levelled(recording: Sound, condition: Condition) -> Sound:
    if condition.echo_db is not None:
        return at_level(recording, VOICE_DBFS)
    if condition.peak_dbfs is not None:
        return recording * np.float32(gain(condition.peak_dbfs - peak_dbfs(recording)))
    return recording


def _input_gain(recordings: Sequence[Sound], condition: Condition) -> float | None:
    """Return the microphone's input gain: with an echo, a quiet voice means a quiet input."""
    if condition.echo_db is None:
        return 0.0
    if condition.peak_dbfs is None:
        return None
    peak = max(peak_dbfs(at_level(recording, VOICE_DBFS)) for recording in recordings)
    return condition.peak_dbfs - peak


@lru_cache(maxsize=8)
def _response(seed: int, rt60_seconds: float | None) -> Sound:
    return impulse_response(varied_room(seed, rt60_seconds=rt60_seconds))


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[str, Sound], ...]:
    voice = open_voice()
    return tuple((text, voice.render(text)) for text in TEXT)


def _spoken() -> Iterator[tuple[str, Sound]]:
    """Yield what the facilitator says on and on."""
    pause = samples(0.5)
    return spoken_blocks((text, sound, pause) for text, sound in cycle(_sentences()))


def spoken_blocks(
    sentences: Iterable[tuple[str, Sound, Samples]],
) -> Iterator[tuple[str, Sound]]:
    """Yield sentences as a session gives them to a room.

    Args:
        sentences: Each with its sound at `PLAYBACK_HZ` and the silence after it, on the session
            clock.

    Yields:
        Blocks of `PLAYBACK_BLOCK`, each with the sentence that is being said in it.
    """
    for text, sound, pause in sentences:
        for at in range(0, sound.size + pause * PLAYBACK_HZ // RATE_HZ, PLAYBACK_BLOCK):
            block = np.zeros(PLAYBACK_BLOCK, np.float32)
            part = sound[at : at + PLAYBACK_BLOCK]
            block[: part.size] = part
            yield (text if part.size else ""), block


def simulated_room(
    people: Sequence[Happening],
    condition: Condition,
    *,
    seed: int,
    echo_delay: Samples,
    noise_dbfs: float = QUIET_ROOM_DBFS,
    microphone_db: float | None = None,
) -> SimulatedRoom:
    """Return a room with the echo of a condition.

    Args:
        people: What is said in it.
        condition: Its echo, reverberation, drift and distortion.
        seed: Chooses room and noise; an odd one lets the loudspeaker run fast, an even one slow.
        echo_delay: How long the devices keep the echo back.
        noise_dbfs: Level of the room's noise.
        microphone_db: Input gain, as `SimulatedRoom` has it.
    """
    echoes = condition.echo_db is not None
    return SimulatedRoom(
        people,
        echo_db=condition.echo_db,
        noise_dbfs=noise_dbfs,
        seed=seed,
        response=_response(seed, condition.rt60_seconds or condition.room_seconds)
        if echoes
        else None,
        echo_delay=echo_delay,
        distortion=condition.distortion,
        drift_ppm=condition.drift_ppm if seed % 2 else -condition.drift_ppm,
        microphone_db=microphone_db,
    )


def hours(length: Samples) -> float:
    """Return a length on the session clock in hours."""
    return seconds(length) / 3600.0
