"""How a room sounds: impulse responses of shoebox rooms, and the way a loudspeaker's sound takes.

The rooms follow the image method of Allen and Berkley, "Image method for efficiently simulating
small-room acoustics", JASA 65 (1979); the positions of the images are jittered by some
centimetres as in De Sena et al., "On the modeling of rectangular geometries in room acoustic
simulations", IEEE TASLP 23 (2015), without which a perfect box rings like a spring.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facilitator.audio import Sound, gain
from facilitator.clock import BLOCK, RATE_HZ, Samples

SPEED_OF_SOUND: Final = 343.0
"""In air at 20 °C, in metres a second."""

_OVERSAMPLING = 8
_IMAGE_JITTER_METRES = 0.08
_TAPS = 48
_PHASES = 4096
_HISTORY = 2 * RATE_HZ
_BUFFER_SLIP = BLOCK * 3 // 2

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ShoeboxRoom:
    """A rectangular room with something that sounds and something that listens in it.

    Attributes:
        size: Width, depth and height in metres.
        source: Where the sound comes from, in metres from one corner.
        listener: Where the microphone is, in metres from the same corner.
        rt60_seconds: Time in which reverberation falls by 60 dB; 0.1 to 1.5.
        direct_to_reverberant_db: Energy of the direct sound over that of everything after it;
            None leaves what the geometry gives.
        seed: Chooses the jitter of the images.
    """

    size: Point
    source: Point
    listener: Point
    rt60_seconds: float
    direct_to_reverberant_db: float | None = None
    seed: int = 0

    @property
    def distance(self) -> float:
        """Metres from source to listener."""
        return math.dist(self.source, self.listener)


def varied_room(
    seed: int, *, rt60_seconds: float | None = None, distance: float | None = None
) -> ShoeboxRoom:
    """Return a plausible living room, bedroom or study, chosen by a seed.

    Args:
        seed: The same seed gives the same room.
        rt60_seconds: Reverberation time; None chooses between 0.2 and 0.8.
        distance: Metres from source to listener, at most 2.5; None chooses between 0.15 (a
            laptop's own loudspeaker) and 1.5 (a small loudspeaker on the same table).
    """
    chance = np.random.default_rng(seed)
    size = chance.uniform((2.8, 3.4, 2.3), (6.5, 8.0, 3.2))
    rt60 = float(chance.uniform(0.2, 0.8))
    apart = float(np.exp(chance.uniform(np.log(0.15), np.log(1.5))))
    apart = apart if distance is None else distance
    while True:
        source = chance.uniform((0.5, 0.5, 0.6), size - np.array((0.5, 0.5, 1.0)))
        angle = chance.uniform(0.0, 2.0 * np.pi)
        rise = chance.uniform(-0.2, 0.2)
        step = np.array((np.cos(angle), np.sin(angle), rise))
        listener = source + apart * step / np.linalg.norm(step)
        if np.all(listener > 0.25) and np.all(listener < size - 0.25):
            break
    return ShoeboxRoom(
        size=_point(size),
        source=_point(source),
        listener=_point(listener),
        rt60_seconds=rt60 if rt60_seconds is None else rt60_seconds,
        seed=seed,
    )


def impulse_response(room: ShoeboxRoom) -> Sound:
    """Return what the listener hears of one click at the source.

    Returns:
        Float32 at `RATE_HZ`, `rt60_seconds` long, of unit energy; sample 0 is the moment of the
        click, so the direct sound comes at `distance / SPEED_OF_SOUND`. Below about 60 Hz and
        above 7.5 kHz nothing is left, as with any small loudspeaker.

    Raises:
        ValueError: Source or listener lie outside the room, or the reverberation time is not
            positive.

    Pure; takes 20 ms to half a second, growing with the third power of the reverberation time.
    """
    size, source, listener = (np.array(p, float) for p in (room.size, room.source, room.listener))
    for place in (source, listener):
        if np.any(place <= 0.0) or np.any(place >= size):
            raise ValueError(f"{_point(place)} lies outside a room of {room.size} metres")
    if room.rt60_seconds <= 0.0:
        raise ValueError(f"a reverberation time of {room.rt60_seconds} s is not positive")
    length = math.ceil(room.rt60_seconds * RATE_HZ)
    delays, strengths = _images(room, size, source, listener)
    response = _sampled(delays, strengths, length)
    direct_delay = room.distance / SPEED_OF_SOUND
    direct = _sampled(np.array([direct_delay]), np.array([1.0 / max(room.distance, 0.05)]), length)
    reverberant = _with_decay(response - direct, room.rt60_seconds)
    if room.direct_to_reverberant_db is not None:
        have = float(np.sum(direct**2)) / max(float(np.sum(reverberant**2)), 1e-30)
        want = 10.0 ** (room.direct_to_reverberant_db / 10.0)
        reverberant = reverberant * math.sqrt(have / want)
    response = direct + reverberant
    response /= math.sqrt(float(np.sum(response**2)))
    return response.astype(np.float32)


def direct_to_reverberant_db(response: Sound) -> float:
    """Return the energy within 2.5 ms of the strongest tap over that of all the rest, in dB."""
    peak = int(np.argmax(np.abs(response)))
    reach = round(0.0025 * RATE_HZ)
    near = response[max(0, peak - reach) : peak + reach + 1].astype(float)
    whole = float(np.sum(response.astype(float) ** 2))
    direct = float(np.sum(near**2))
    return 10.0 * math.log10(direct / max(whole - direct, 1e-12))


def reverberation_seconds(response: Sound) -> float:
    """Return the reverberation time of a response by backward integration.

    Schroeder, "New method of measuring reverberation time", JASA 37 (1965); the slope is taken
    between −5 and −25 dB.
    """
    energy = np.cumsum(response[::-1].astype(float) ** 2)[::-1]
    level = 10.0 * np.log10(np.maximum(energy / energy[0], 1e-12))
    span = np.flatnonzero((level <= -5.0) & (level >= -25.0))
    slope = np.polyfit(span / RATE_HZ, level[span], 1)[0]
    return float(-60.0 / slope)


class LoudspeakerPath:
    """The way of the facilitator's own sound from the loudspeaker into the microphone.

    Args:
        impulse_response: What the room makes of a click, at `RATE_HZ`, of unit energy.
        delay: Buffers of the device on the way, in samples; 0 to 1 s.
        gain_db: Level of the echo against what was played.
        distortion: 0 for a perfect loudspeaker, 0.25 for an ordinary small one at a high level
            (2 % third harmonic of a tone at half of full scale), 1 for a torn one.
        drift_ppm: How much faster the loudspeaker's clock runs than the microphone's, in parts
            per million, −1000 to 1000. Where that would make the echo come before its own
            sound, or a quarter of a second late, the delay slips as a device's buffer does.
        clip_at: Level above which the amplifier clips hard; None for never.

    One block in, one block out; deterministic. About 50 µs for a block with a response of 0.4 s,
    some 20 µs more with drift, next to nothing once silence has passed through.
    """

    def __init__(
        self,
        impulse_response: Sound,
        delay: Samples = 0,
        gain_db: float = 0.0,
        distortion: float = 0.0,
        drift_ppm: float = 0.0,
        clip_at: float | None = None,
    ) -> None:
        if not 0 <= delay <= RATE_HZ:
            raise ValueError(f"a delay of {delay} samples is not within 0 to {RATE_HZ}")
        if abs(drift_ppm) > 1000.0:
            raise ValueError(f"a drift of {drift_ppm} ppm is not within ±1000")
        self._gain = gain(gain_db)
        self._drive = 4.0 * distortion
        self._clip_at = clip_at
        self._rate = 1.0 + drift_ppm * 1e-6
        self._delay = delay
        self._wander = 0.0
        self._history = np.zeros(2 * _HISTORY, np.float32)
        self._written = _HISTORY
        self._silent_for = 1 << 30
        self._filter = _Convolver(impulse_response)

    @property
    def delay(self) -> float:
        """The device's delay now, in samples: as given or set, and what drift has done since."""
        return self._delay + self._wander

    @delay.setter
    def delay(self, samples: Samples) -> None:
        """Let the device's buffers jump to another delay at the next block."""
        self._delay = samples
        self._wander = 0.0

    def move(self, impulse_response: Sound) -> None:
        """Put loudspeaker or microphone somewhere else, from the next block on."""
        self._filter = _Convolver(impulse_response)
        self._silent_for = 0

    def process(self, played: Sound) -> Sound:
        """Return the echo in the microphone during the block in which `played` was played.

        Args:
            played: `BLOCK` samples at `RATE_HZ`.

        Returns:
            `BLOCK` new float32 samples at `RATE_HZ`.
        """
        self._silent_for = 0 if played.any() else self._silent_for + BLOCK
        self._remember(played)
        tail = self._delay + RATE_HZ // 2 + self._filter.length
        start = self._written - BLOCK - self._delay - self._wander
        self._drift()
        if self._silent_for > tail:
            return np.zeros(BLOCK, np.float32)
        return self._filter.process(self._given_off(start))

    def _drift(self) -> None:
        """Let the clocks move apart by one block, and the buffer slip when it must."""
        self._wander -= BLOCK * (self._rate - 1.0)
        if self._rate > 1.0 and self._delay + self._wander < _TAPS:
            self._wander += _BUFFER_SLIP
        elif self._wander > RATE_HZ // 4:
            self._wander = 0.0

    def _remember(self, played: Sound) -> None:
        if self._written + BLOCK > self._history.size:
            self._history[:_HISTORY] = self._history[self._written - _HISTORY : self._written]
            self._written = _HISTORY
        self._history[self._written : self._written + BLOCK] = self._shaped(played)
        self._written += BLOCK

    def _shaped(self, played: Sound) -> Sound:
        shaped = played * np.float32(self._gain)
        if self._drive > 0.0:
            shaped = np.tanh(played * np.float32(self._drive)) * np.float32(
                self._gain / self._drive
            )
        if self._clip_at is not None:
            limit = self._clip_at * self._gain
            shaped = np.clip(shaped, -limit, limit)
        return shaped

    def _given_off(self, start: float) -> Sound:
        """Return the block that leaves the loudspeaker now, by its own clock."""
        if self._rate == 1.0:
            first = round(start)
            return self._history[first : first + BLOCK]
        positions = start + np.arange(BLOCK) * self._rate
        whole = np.floor(positions)
        phase = np.minimum((positions - whole) * _PHASES, _PHASES - 1).astype(np.intp)
        windows = np.lib.stride_tricks.sliding_window_view(self._history, _TAPS)
        rows = windows[whole.astype(np.intp) - _TAPS // 2 + 1]
        mixed: Sound = np.einsum("ij,ij->i", rows, _interpolation()[phase])
        return mixed


class _Convolver:
    """Uniformly partitioned overlap-save convolution, one block at a time."""

    def __init__(self, response: Sound) -> None:
        count = max(1, math.ceil(response.size / BLOCK))
        padded = np.zeros(count * BLOCK, np.float32)
        padded[: response.size] = response
        parts = np.fft.rfft(padded.reshape(count, BLOCK), 2 * BLOCK, axis=1)[::-1]
        # Twice over, so that a slice lines up with the ring of spectra without moving it.
        self._parts = np.concatenate((parts, parts)).astype(np.complex64)
        self._spectra = np.zeros((count, BLOCK + 1), np.complex64)
        self._product = np.zeros_like(self._spectra)
        self._recent = np.zeros(2 * BLOCK, np.float32)
        self._at = 0
        self.length = (count + 1) * BLOCK

    def process(self, block: Sound) -> Sound:
        count = len(self._spectra)
        self._recent[:BLOCK] = self._recent[BLOCK:]
        self._recent[BLOCK:] = block
        self._spectra[self._at] = np.fft.rfft(self._recent)
        parts = self._parts[count - 1 - self._at : 2 * count - 1 - self._at]
        np.multiply(self._spectra, parts, out=self._product)
        self._at = (self._at + 1) % count
        wet = np.fft.irfft(self._product.sum(axis=0), 2 * BLOCK)
        return wet[BLOCK:].astype(np.float32)


def _point(values: NDArray[np.float64]) -> Point:
    x, y, z = (round(float(v), 3) for v in values)
    return x, y, z


def _images(
    room: ShoeboxRoom,
    size: NDArray[np.float64],
    source: NDArray[np.float64],
    listener: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return arrival times in seconds and strengths of all mirror images within the decay.

    The walls' reflection comes from the reverberation time by Eyring, "Reverberation time in
    dead rooms", JASA 1 (1930).
    """
    reach = room.rt60_seconds * SPEED_OF_SOUND
    surface = 2.0 * (size[0] * size[1] + size[1] * size[2] + size[2] * size[0])
    absorbed = 24.0 * math.log(10.0) * size.prod() / (SPEED_OF_SOUND * surface * room.rt60_seconds)
    log_reflection = -absorbed / 2.0
    offsets, bounces = [], []
    for axis in range(3):
        orders = np.arange(-math.ceil(reach / (2 * size[axis])) - 1, reach / (2 * size[axis]) + 2)
        straight = source[axis] + 2.0 * orders * size[axis] - listener[axis]
        mirrored = -source[axis] + 2.0 * orders * size[axis] - listener[axis]
        offsets.append(np.concatenate((straight, mirrored)))
        bounces.append(np.concatenate((2 * np.abs(orders), np.abs(orders - 1) + np.abs(orders))))
    plane = offsets[1][:, None] ** 2 + offsets[2][None, :] ** 2
    plane_bounces = bounces[1][:, None] + bounces[2][None, :]
    chance = np.random.default_rng(room.seed)
    delays, strengths = [], []
    for x, count in zip(offsets[0], bounces[0], strict=True):
        near = plane < reach**2 - x**2
        distance = np.sqrt(plane[near] + x**2)
        hits = plane_bounces[near] + count
        jitter = chance.uniform(-_IMAGE_JITTER_METRES, _IMAGE_JITTER_METRES, distance.size)
        distance = np.where(hits > 0, np.maximum(distance + jitter, room.distance), distance)
        delays.append(distance / SPEED_OF_SOUND)
        strengths.append(np.exp(log_reflection * hits) / np.maximum(distance, 0.05))
    return np.concatenate(delays), np.concatenate(strengths)


def _sampled(
    delays: NDArray[np.float64], strengths: NDArray[np.float64], length: int
) -> NDArray[np.float64]:
    """Return impulses at fractional delays, band-limited to what `RATE_HZ` can carry."""
    fine = length * _OVERSAMPLING
    positions = delays * RATE_HZ * _OVERSAMPLING
    whole = positions.astype(np.intp)
    part = positions - whole
    inside = whole < fine - 1
    whole, part, strengths = whole[inside], part[inside], strengths[inside]
    dense = np.bincount(whole, strengths * (1.0 - part), fine)
    dense += np.bincount(whole + 1, strengths * part, fine)
    spectrum = np.fft.rfft(dense, 2 * fine)[: length + 1]
    hertz = np.arange(length + 1) * (RATE_HZ / 2 / length)
    edge = np.clip((hertz - 6800.0) / 1000.0, 0.0, 1.0)
    rumble = 1j * hertz / (1j * hertz + 60.0)
    spectrum *= rumble**2 * np.cos(0.5 * np.pi * edge) ** 2
    return np.fft.irfft(spectrum, 2 * length)[:length]


def _with_decay(response: NDArray[np.float64], rt60_seconds: float) -> NDArray[np.float64]:
    """Return the response with its decay brought to the reverberation time asked for.

    In a box whose sides differ, the images decay more slowly than Eyring's diffuse field.
    """
    time = np.arange(response.size) / RATE_HZ
    for _ in range(3):
        measured = reverberation_seconds(response.astype(np.float32))
        rate = 3.0 * math.log(10.0) * (1.0 / rt60_seconds - 1.0 / measured)
        response = response * np.exp(-rate * time)
    return response


@cache
def _interpolation() -> Sound:
    """Return a Kaiser-windowed sinc for each of `_PHASES` fractions of a sample."""
    fraction = np.arange(_PHASES) / _PHASES
    place = np.arange(_TAPS) - (_TAPS // 2 - 1) - fraction[:, None]
    window = np.i0(9.0 * np.sqrt(np.maximum(0.0, 1.0 - (place / (_TAPS / 2)) ** 2))) / np.i0(9.0)
    kernel = np.sinc(place) * window
    table: Sound = (kernel / kernel.sum(axis=1, keepdims=True)).astype(np.float32)
    return table
