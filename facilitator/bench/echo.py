"""How well people are heard while the facilitator speaks, with and without the echo canceller.

Real recordings of one spoken keyword each are mixed with the echo of the facilitator's real
voice in simulated rooms, and given to the recognizer that listens for the safe word. A word
counts as missed when it never stands in a partial result. `python -m facilitator.bench.echo
FOLDER` measures all conditions and prints a table.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from facilitator.audio import Sound, gain
from facilitator.bench.statistics import share_interval
from facilitator.clock import BLOCK, PLAYBACK_HZ, RATE_HZ, Samples, samples
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.watched import first_grammar
from facilitator.errors import FacilitatorError, UsageError
from facilitator.room.acoustics import LoudspeakerPath, impulse_response, varied_room
from facilitator.room.recordings import load_recording
from facilitator.room.resample import resampled
from facilitator.voice.hibari_voice import HibariVoice

PROMPTS: Final = (
    "Welcome. Sit facing each other, close enough that your knees almost touch.",
    "For the next two minutes, simply look, and breathe. There is nothing you have to do.",
    "Let your shoulders drop. Notice the rise and fall of your own breath, then notice theirs.",
    "Now it is time to share what you noticed. Speak slowly, and leave out nothing that matters.",
    "Your turn begins now. I will tell you when half of the time has passed.",
    "Close your eyes for a moment. Put one hand on your heart, and rest there.",
)

_PERSON_DBFS = -34.0
_NOISE_DBFS = -65.0
_SCENE = samples(9.0)
_WORD_FROM, _WORD_TO = samples(4.0), samples(6.0)
_EARLY_FROM, _EARLY_TO = samples(2.4), samples(2.8)
_TAIL = samples(0.8)
_BEFORE = samples(1.0)
_JUMP = samples(0.03)
_CONVERGED_DB = 10.0
_WINDOW_BLOCKS = 25


@dataclass(frozen=True, slots=True)
class Condition:
    """One way in which echo reaches the microphone.

    Attributes:
        name: As it stands in the table.
        echo_db: Level of the echo over that of the person, each over the loudest fifth of its
            blocks; None for headphones (no echo at all).
        drift_ppm: Clock of the loudspeaker against that of the microphone; every second trial
            takes the opposite sign.
        rt60_seconds: Reverberation; None draws it between 0.2 and 0.8 s.
        distortion: Of the loudspeaker, as `LoudspeakerPath` has it.
        clip_at: Level at which the amplifier clips hard; None for never.
        jump_seconds: How long before the word the delay jumps by 30 ms, there or back; None for
            never.
        move_seconds: How long before the word the loudspeaker is put elsewhere in its room; None
            for never.
        early: The word comes two seconds after the first sound, not four to six.
        late_reference: The reference is handed over 150 ms too late, so that most echoes come
            before it; no canceller without look-ahead can remove them.
    """

    name: str
    echo_db: float | None
    drift_ppm: float = 0.0
    rt60_seconds: float | None = None
    distortion: float = 0.0
    clip_at: float | None = None
    jump_seconds: float | None = None
    move_seconds: float | None = None
    early: bool = False
    late_reference: bool = False


CONDITIONS: Final = (
    Condition("headphones, no echo", None),
    Condition("echo 0 dB", 0.0),
    Condition("echo 6 dB", 6.0),
    Condition("echo 12 dB", 12.0),
    Condition("echo 18 dB", 18.0),
    Condition("echo 12 dB, word 2 s after the first sound", 12.0, early=True),
    Condition("echo 6 dB, drift ±20 ppm", 6.0, drift_ppm=20.0),
    Condition("echo 6 dB, drift ±100 ppm", 6.0, drift_ppm=100.0),
    Condition("echo 12 dB, drift ±100 ppm", 12.0, drift_ppm=100.0),
    Condition(
        "echo 6 dB, ±100 ppm, 0.6 s, distortion",
        6.0,
        drift_ppm=100.0,
        rt60_seconds=0.6,
        distortion=0.25,
    ),
    Condition(
        "echo 12 dB, ±100 ppm, 0.6 s, distortion",
        12.0,
        drift_ppm=100.0,
        rt60_seconds=0.6,
        distortion=0.25,
    ),
    Condition("echo 6 dB, clipped 7 dB below its peaks", 6.0, clip_at=0.3),
    Condition("echo 6 dB, 30 ms jump 1 s before", 6.0, jump_seconds=1.0),
    Condition("echo 6 dB, loudspeaker moved 1.5 s before", 6.0, move_seconds=1.5),
    Condition("echo 6 dB, before its reference", 6.0, late_reference=True),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        condition: What was measured.
        canceller: Whether the echo canceller was in the way.
        n: Recordings.
        missed: How many of the words were not recognised.
        return_loss_db: Median loss of everything but the person over the second before the
            word; how much of the echo was taken away.
        converged_seconds: Median time from the first audible sample until half a second was
            `_CONVERGED_DB` quieter than the microphone; infinite when it seldom happened.
        share: Processing time of the canceller over the time of the sound; 0 without it.
    """

    condition: Condition
    canceller: bool
    n: int
    missed: int
    return_loss_db: float
    converged_seconds: float
    share: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share of misses, 0 to 1 (Wilson, JASA 22, 1927)."""
        return share_interval(self.missed, self.n)


@dataclass(frozen=True, slots=True)
class _Scene:
    microphone: Sound
    played: Sound
    word: str
    starts: Samples
    ends: Samples


def run(
    voices: Path,
    n: int = 60,
    seed: int = 0,
    *,
    conditions: Sequence[Condition] = CONDITIONS,
    without: bool = True,
) -> list[Row]:
    """Measure all conditions on the same recordings; return one or two rows for each.

    Args:
        voices: Folder whose subfolder `keywords` holds one folder of recordings (FLAC or WAV)
            for each word; underscores in its name stand for spaces.
        n: Recordings for each condition, spread evenly over the words.
        seed: Chooses recordings, rooms, delays and moments.
        conditions: What to measure.
        without: Measure without canceller too.

    Raises:
        UsageError: There are no recordings in the folder.
        ModelError: Speech model or voice cannot be loaded.

    One core; about 0.5 s for each recording and row.
    """
    recordings = _recordings(voices, n, seed)
    model = load_model()
    prompts = _prompts()
    rows = []
    for condition in conditions:
        scenes = [
            _scene(condition, word, path, prompts, seed * 10_000 + number)
            for number, (word, path) in enumerate(recordings)
        ]
        ways = (False, True) if without else (True,)
        rows += [_measure(condition, scenes, model, canceller=way) for way in ways]
    return rows


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    lines = [
        "| condition | canceller | n | missed | 95 % interval | echo removed | after | share |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        low, high = row.interval
        missed = f"{row.missed} ({100 * row.missed / row.n:.1f} %)"
        interval = f"{100 * low:.0f}–{100 * high:.0f} %"
        removed = f"{row.return_loss_db:.0f} dB" if row.condition.echo_db is not None else "–"
        after = f"{row.converged_seconds:.1f} s" if math.isfinite(row.converged_seconds) else "–"
        share = f"{row.share:.4f}" if row.canceller else "–"
        way = "yes" if row.canceller else "no"
        lines.append(
            f"| {row.condition.name} | {way} | {row.n} | {missed} | {interval} "
            f"| {removed if row.canceller else '–'} | {after if row.canceller else '–'} | {share} |"
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print the table; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="facilitator bench echo",
        description="How well people are heard while the facilitator speaks.",
    )
    parser.add_argument("voices", type=Path, help="folder that holds keywords/WORD/*.flac")
    parser.add_argument("--n", type=int, default=60, help="recordings for each condition")
    parser.add_argument("--seed", type=int, default=0, help="chooses recordings and rooms")
    parser.add_argument("--only", default="", help="conditions whose name holds this text")
    parser.add_argument("--with-only", action="store_true", help="skip the rows without canceller")
    wish = parser.parse_args(argv)
    try:
        if wish.n < 1:
            raise UsageError(f"--n is {wish.n}, but at least one recording is needed.")
        chosen = [c for c in CONDITIONS if wish.only in c.name]
        if not chosen:
            raise UsageError(
                f"No condition is called {wish.only!r}.",
                help="There are: " + "; ".join(c.name for c in CONDITIONS),
            )
        rows = run(wish.voices, wish.n, wish.seed, conditions=chosen, without=not wish.with_only)
    except FacilitatorError as error:
        print(f"Error: {error}", file=sys.stderr)
        return error.exit_code
    print(table(rows))
    return 0


def _recordings(voices: Path, n: int, seed: int) -> list[tuple[str, Path]]:
    """Return `n` recordings with their words, going round the words."""
    chance = np.random.default_rng(seed)
    by_word = []
    for folder in sorted(p for p in (voices / "keywords").glob("*") if p.is_dir()):
        files = sorted(p for p in folder.iterdir() if p.suffix in {".flac", ".wav"})
        order = chance.permutation(len(files))
        by_word.append([(folder.name.replace("_", " "), files[i]) for i in order])
    found = sum(map(len, by_word))
    if not found:
        raise UsageError(
            f"No recordings in {voices / 'keywords'}.",
            help="Give a folder that holds keywords/WORD/*.flac, one spoken word in each file.",
        )
    mixed = [words[k] for k in range(max(map(len, by_word))) for words in by_word if k < len(words)]
    return mixed[:n]


def _prompts() -> list[Sound]:
    """Return the facilitator's sentences at `RATE_HZ`."""
    voice = HibariVoice()
    return [resampled(voice.render(text), PLAYBACK_HZ, RATE_HZ) for text in PROMPTS]


def _loud_power(sound: Sound) -> float:
    blocks = sound[: sound.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    power = np.sort((blocks**2).mean(axis=1))[::-1]
    return float(power[: max(1, power.size // 5)].mean())


def _scene(
    condition: Condition, word: str, path: Path, prompts: Sequence[Sound], seed: int
) -> _Scene:
    chance = np.random.default_rng(seed)
    person = load_recording(path)
    played = _speech(prompts, chance)
    starts = _moment(condition, played, person.size, chance)
    echo = _echo(condition, played, starts, seed, chance)
    person = person * np.float32(gain(_PERSON_DBFS) / math.sqrt(max(_loud_power(person), 1e-12)))
    microphone = np.zeros(_SCENE, np.float32)
    ends = min(starts + person.size, _SCENE)
    microphone[starts:ends] = person[: ends - starts]
    if condition.echo_db is not None:
        level = gain(_PERSON_DBFS + condition.echo_db) / math.sqrt(max(_loud_power(echo), 1e-12))
        microphone += echo * np.float32(level)
    microphone += chance.normal(0.0, gain(_NOISE_DBFS), _SCENE).astype(np.float32)
    microphone = np.round(np.clip(microphone, -1.0, 1.0) * 32767.0).astype(np.float32) / 32768.0
    if condition.late_reference:
        played = np.concatenate((np.zeros(samples(0.15), np.float32), played))[:_SCENE]
    return _Scene(microphone, played, word, starts, ends)


def _speech(prompts: Sequence[Sound], chance: np.random.Generator) -> Sound:
    parts = [np.zeros(samples(0.4), np.float32)]
    for number in chance.permutation(len(prompts)):
        parts += [prompts[number], np.zeros(samples(0.3), np.float32)]
    return np.concatenate(parts)[:_SCENE].astype(np.float32)


def _moment(
    condition: Condition, played: Sound, length: Samples, chance: np.random.Generator
) -> Samples:
    """Return when the word begins: where the facilitator speaks through most of it."""
    window = (_EARLY_FROM, _EARLY_TO) if condition.early else (_WORD_FROM, _WORD_TO)
    loud = np.abs(played) > 0.1 * float(np.sqrt(_loud_power(played)))
    choices = chance.integers(*window, size=16)
    covered = [float(loud[at : at + length].mean()) for at in choices]
    good = [int(at) for at, share in zip(choices, covered, strict=True) if share > 0.6]
    return good[0] if good else int(choices[int(np.argmax(covered))])


def _echo(
    condition: Condition, played: Sound, starts: Samples, seed: int, chance: np.random.Generator
) -> Sound:
    room = varied_room(seed, rt60_seconds=condition.rt60_seconds)
    delay = int(chance.integers(samples(0.01), samples(0.12 if condition.late_reference else 0.4)))
    sign = 1.0 if seed % 2 else -1.0
    way = LoudspeakerPath(
        impulse_response(room),
        delay,
        distortion=condition.distortion,
        clip_at=condition.clip_at,
        drift_ppm=sign * condition.drift_ppm,
    )
    jump_at = _before(starts, condition.jump_seconds)
    move_at = _before(starts, condition.move_seconds)
    echo = np.empty_like(played)
    for at in range(0, played.size, BLOCK):
        if at == jump_at:
            way.delay = delay + _JUMP if sign > 0 or delay < 2 * _JUMP else delay - _JUMP
        if at == move_at:
            elsewhere = varied_room(seed + 5000, rt60_seconds=room.rt60_seconds)
            way.move(impulse_response(elsewhere))
        echo[at : at + BLOCK] = way.process(played[at : at + BLOCK])
    return echo


def _before(starts: Samples, seconds: float | None) -> Samples:
    return -1 if seconds is None else (starts - samples(seconds)) // BLOCK * BLOCK


def _measure(
    condition: Condition, scenes: Sequence[_Scene], model: SpeechModel, *, canceller: bool
) -> Row:
    missed, losses, times, spent = 0, [], [], 0.0
    for scene in scenes:
        output = scene.microphone
        if canceller:
            begun = time.process_time()
            output = _cancelled(scene)
            spent += time.process_time() - begun
        recognizer = model.recognizer(first_grammar((scene.word,)))
        missed += not _is_heard(recognizer, scene, output)
        second = slice(scene.starts - RATE_HZ, scene.starts)
        before, after = scene.microphone[second], output[second]
        losses.append(10.0 * math.log10(float(before @ before) / max(float(after @ after), 1e-9)))
        times.append(_converged(scene, output))
    return Row(
        condition=condition,
        canceller=canceller,
        n=len(scenes),
        missed=missed,
        return_loss_db=float(np.median(losses)),
        converged_seconds=float(np.median(times)),
        share=spent / (len(scenes) * _SCENE / RATE_HZ),
    )


def _cancelled(scene: _Scene) -> Sound:
    canceller = EchoCanceller()
    output = np.empty_like(scene.microphone)
    for at in range(0, output.size, BLOCK):
        here = slice(at, at + BLOCK)
        output[here] = canceller.process(scene.microphone[here], scene.played[here])
    return output


def _is_heard(recognizer: Any, scene: _Scene, output: Sound) -> bool:
    """Say whether the word stands in any partial or final result."""
    first, last = max(0, scene.starts - _BEFORE), min(_SCENE, scene.ends + _TAIL)
    heard = any(scene.word in text for text in _texts(recognizer, output[first:last]))
    return heard or scene.word in recognizer.FinalResult()


def _texts(recognizer: Any, sound: Sound) -> Iterator[str]:
    # The product lifts quiet sound before it recognises; a constant gain does here.
    lift = min(gain(12.0), 0.9 / max(float(np.max(np.abs(sound))), 1e-6))
    pcm = (sound * np.float32(lift * 32767.0)).astype("<i2")
    for at in range(0, pcm.size, 4 * BLOCK):
        done = recognizer.AcceptWaveform(pcm[at : at + 4 * BLOCK].tobytes())
        yield recognizer.Result() if done else recognizer.PartialResult()


def _converged(scene: _Scene, output: Sound) -> float:
    """Return seconds from the first audible sample until the echo was well removed."""
    first = int(np.argmax(np.abs(scene.played) > 1e-3)) // BLOCK
    before = (scene.microphone.reshape(-1, BLOCK) ** 2).sum(axis=1)
    after = (output.reshape(-1, BLOCK) ** 2).sum(axis=1)
    window = np.ones(_WINDOW_BLOCKS)
    loss = np.convolve(before, window, "valid") / np.maximum(
        np.convolve(after, window, "valid"), 1e-12
    )
    audible = np.convolve(before, window, "valid") > 0.1 * float(np.median(before)) * _WINDOW_BLOCKS
    good = np.flatnonzero((loss > 10.0 ** (_CONVERGED_DB / 10.0)) & audible)
    good = good[good >= first]
    return float(good[0] + _WINDOW_BLOCKS - first) * BLOCK / RATE_HZ if good.size else math.inf


if __name__ == "__main__":
    sys.exit(main())
