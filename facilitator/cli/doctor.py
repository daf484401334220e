"""`facilitator doctor`: is everything there that a session needs, and what to do if not."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from facilitator import __version__
from facilitator.errors import DeviceError, FacilitatorError, ModelError

if TYPE_CHECKING:
    from facilitator.audio import Sound
    from facilitator.ports import Room
    from facilitator.room.round_trip import RoundTrip, Silence

Verdict = Literal["good", "advice", "problem"]

LOUD_ROOM_DBFS: Final = -45.0
"""Above this the room's noise comes near a person's voice at the microphone (SNR below 20 dB)."""

HOLLOW_DBFS: Final = -90.0
"""Below this the microphone is so faint that voices may be, too."""

_OFFSET: Final = 0.02
_LEAST_REMOVED_DB: Final = 10.0
_LISTEN_SECONDS: Final = 2.0
_BELL_SECONDS: Final = 3.0
_SENTENCE: Final = "Now I am listening to my own voice, and taking it away again."
_PACKAGES: Final = (
    "hibari-tts",
    "numpy",
    "onnxruntime",
    "pyttsx3",
    "sounddevice",
    "soundfile",
    "soxr",
    "vosk",
)
_SIGNS: Final[dict[Verdict, str]] = {"good": "✓", "advice": "!", "problem": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        part: What it was ("microphone").
        verdict: `good`; `advice`, a session works but could be better; or `problem`, it does not.
        words: What was found, with figures.
        help: What to do about it, or "".
        exit_code: What the command returns for it: 4 device, 5 model, 0 for no problem.
        figures: The same figures for machines; levels in dBFS, times in seconds.
    """

    part: str
    verdict: Verdict
    words: str
    help: str = ""
    exit_code: int = 0
    figures: dict[str, float | str | None] = field(default_factory=dict)


@click.command()
@click.option("--input", "microphone", metavar="DEVICE", help="Microphone: number or name.")
@click.option("--output", "loudspeaker", metavar="DEVICE", help="Loudspeaker: number or name.")
@click.option("--voice", default="default", metavar="VOICE", help="The voice to try.")
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Another unpacked vosk model.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(
    microphone: str | None,
    loudspeaker: str | None,
    voice: str,
    model: Path | None,
    as_json: bool,
) -> None:
    """Look whether everything works that a session needs, and say what to do if not.

    Listens to the room for two seconds (please be quiet), strikes a bell softly, says a sentence
    and listens how both come back, loads the speech model and the voice. Nothing is recorded.

    Exit code 0: all is well enough; 4: microphone or loudspeaker; 5: speech model or voice.
    """
    exit_codes = []
    for finding in examine(microphone, loudspeaker, voice, model):
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            click.echo("\n".join(finding_lines(finding)))
        exit_codes.append(finding.exit_code)
    raise SystemExit(min((code for code in exit_codes if code), default=0))


def examine(
    microphone: str | None, loudspeaker: str | None, voice: str, model: Path | None
) -> Iterator[Finding]:
    """Look at one part after another; a part that is missing does not stop the others."""
    yield from _guarded("sound card", lambda: _examine_card(microphone, loudspeaker, voice))
    yield from _guarded("speech model", lambda: _examine_model(model))
    yield from _guarded("voice", lambda: _examine_voice(voice))
    yield from _guarded("cache", _examine_cache)
    yield _versions()


def finding_lines(finding: Finding) -> list[str]:
    """Return a finding as lines for people."""
    lines = [f"{_SIGNS[finding.verdict]} {finding.part.capitalize():<13}{finding.words}"]
    if finding.help:
        lines.append(f"{'':15}→ {finding.help}")
    return lines


def _guarded(part: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Turn what goes wrong in one part into a finding of its own."""
    from facilitator.ports import RoomStalled

    try:
        yield from look()
    except FacilitatorError as error:
        yield Finding(part, "problem", error.message, error.help, error.exit_code)
    except RoomStalled as error:
        yield Finding(
            part,
            "problem",
            f"Nothing comes from the microphone: {error}.",
            "Unplug it and plug it in again, or choose another one with --input.",
            DeviceError.exit_code,
        )
    except (ImportError, OSError) as error:
        yield Finding(
            part,
            "problem",
            f"A part of the program cannot be loaded: {error}.",
            "Install facilitator again with pip.",
            ModelError.exit_code,
        )


def _examine_card(microphone: str | None, loudspeaker: str | None, voice: str) -> Iterator[Finding]:
    from facilitator.room.sound_card import SoundCard

    room = SoundCard(microphone, loudspeaker)
    spoken = _sentence(voice)
    try:
        room.open()
        into, out = room.latency_seconds
        yield Finding(
            "sound card",
            "good",
            f"{room.name}; {into * 1000:.0f} ms in, {out * 1000:.0f} ms out",
            figures={"name": room.name, "input_latency": into, "output_latency": out},
        )
        yield from examine_room(room, spoken)
    finally:
        room.close()


def _sentence(voice: str) -> Sound | None:
    """Return a spoken sentence; None where the voice fails, which is a finding of its own."""
    from facilitator.voice.choose import open_voice

    with contextlib.suppress(FacilitatorError, ImportError, OSError):
        return open_voice(voice).render(_SENTENCE)
    return None


def examine_room(room: Room, spoken: Sound | None) -> Iterator[Finding]:
    """Listen to an open room, strike a bell in it, say something, and judge what came of it.

    Args:
        room: An open room.
        spoken: A sentence at `PLAYBACK_HZ` to learn the echo from, as a bell has too few
            frequencies for that; None leaves it out.
    """
    import numpy as np

    from facilitator.clock import PLAYBACK_HZ, samples
    from facilitator.room.round_trip import listen, send
    from facilitator.sound.bells import bell

    silence = listen(room, samples(_LISTEN_SECONDS))
    yield judge_microphone(silence)
    if silence.is_digital:
        return
    sound = np.array(bell("opening")[: round(_BELL_SECONDS * PLAYBACK_HZ)])
    fade = PLAYBACK_HZ // 2
    sound[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    trip = send(room, sound if spoken is None else np.concatenate([sound, spoken]))
    yield judge_loudspeaker(trip)
    removed = None if trip.delay is None or spoken is None else removed_db(trip)
    yield judge_round_trip(trip, silence, removed)


def removed_db(trip: RoundTrip) -> float:
    """Return by how much the echo canceller made the echo quieter, at best, in dB."""
    from facilitator.ears.echo import EchoCanceller

    canceller, best = EchoCanceller(), 0.0
    for block in trip.blocks:
        canceller.process(block.microphone, block.played)
        best = max(best, canceller.echo_return_loss_db)
    return best


def judge_microphone(silence: Silence) -> Finding:
    """Say whether a microphone that was listened to is good enough."""
    figures: dict[str, float | str | None] = {
        "noise_dbfs": round(silence.noise_dbfs, 1),
        "peak_dbfs": round(silence.peak_dbfs, 1),
        "offset": round(silence.offset, 4),
        "clipped": silence.clipped,
        "lost_seconds": silence.lost / 16_000,
    }

    def found(verdict: Verdict, words: str, help: str = "") -> Finding:  # noqa: A002
        code = DeviceError.exit_code if verdict == "problem" else 0
        return Finding("microphone", verdict, words, help, code, figures)

    if silence.is_digital:
        return found(
            "problem",
            "It delivers digital silence: it is muted, or this program may not use it.",
            "Unmute it, and allow microphone access in the system's privacy settings.",
        )
    if silence.has_bad_values:
        return found(
            "problem",
            "Its driver delivers values that are not numbers.",
            "Update the driver, or choose another microphone with --input.",
        )
    if silence.clipped > 0.0:
        return found(
            "advice",
            f"The input is overloaded: {silence.clipped:.1%} of it is at full scale.",
            "Turn the microphone's level down in the system's sound settings.",
        )
    if silence.lost:
        return found(
            "advice",
            f"{silence.lost / 16:.0f} ms of {_LISTEN_SECONDS:.0f} s never came.",
            "Close other programs, or connect the microphone directly instead of through a hub.",
        )
    if abs(silence.offset) > _OFFSET:
        return found(
            "advice",
            f"It has an offset of {silence.offset:.1%} of full scale, which costs headroom.",
            "Another input or another microphone will do better.",
        )
    if silence.noise_dbfs > LOUD_ROOM_DBFS:
        return found(
            "advice",
            f"The room is loud: {silence.noise_dbfs:.0f} dBFS. Quiet voices may be missed.",
            "Close windows, switch fans and music off, or bring the microphone closer.",
        )
    if silence.noise_dbfs < HOLLOW_DBFS:
        return found(
            "advice",
            f"Almost nothing comes in: {silence.noise_dbfs:.0f} dBFS.",
            "If voices are missed, turn the microphone's level up in the sound settings.",
        )
    return found("good", f"hears a quiet room, noise at {silence.noise_dbfs:.0f} dBFS")


def judge_loudspeaker(trip: RoundTrip) -> Finding:
    """Say whether the loudspeaker takes what it is given."""
    figures: dict[str, float | str | None] = {"underruns": float(trip.underruns)}
    if not trip.sounded:
        return Finding(
            "loudspeaker",
            "problem",
            "Its driver takes no sound.",
            "Choose another with --output, or restart the computer's sound.",
            DeviceError.exit_code,
            figures,
        )
    if trip.underruns:
        return Finding(
            "loudspeaker",
            "advice",
            f"{trip.underruns} times the sound came too late and was interrupted.",
            "Close other programs while a session runs.",
            figures=figures,
        )
    return Finding("loudspeaker", "good", "played a bell without interruption", figures=figures)


def judge_round_trip(trip: RoundTrip, silence: Silence, removed: float | None) -> Finding:
    """Say how bell and voice came back to the microphone; `removed` is None when not tried."""
    figures: dict[str, float | str | None] = {
        "delay_seconds": None if trip.delay is None else trip.delay / 16_000,
        "echo_dbfs": round(trip.echo_dbfs, 1),
        "above_noise_db": round(trip.echo_dbfs - silence.noise_dbfs, 1),
        "removed_db": None if removed is None else round(removed, 1),
    }
    if trip.delay is None:
        return Finding(
            "round trip",
            "advice",
            "The microphone did not hear the loudspeaker. With headphones that is as it should be.",
            "If you heard no bell either, turn the loudspeaker up or choose another one.",
            figures=figures,
        )
    words = (
        f"comes back after {trip.delay / 16:.0f} ms at {trip.echo_dbfs:.0f} dBFS, "
        f"{trip.echo_dbfs - silence.noise_dbfs:.0f} dB above the room"
    )
    if trip.peak_dbfs > -0.1:
        return Finding(
            "round trip",
            "advice",
            f"{words}; the microphone is overloaded by it.",
            "Turn the loudspeaker or the microphone's level down.",
            figures=figures,
        )
    if removed is None:
        return Finding("round trip", "good", words, figures=figures)
    if removed < _LEAST_REMOVED_DB:
        return Finding(
            "round trip",
            "advice",
            f"{words}; only {removed:.0f} dB of it could be taken away again.",
            "Switch sound effects and noise suppression of the system off, or move microphone "
            "and loudspeaker apart. Any key stops, too.",
            figures=figures,
        )
    return Finding(
        "round trip", "good", f"{words}; {removed:.0f} dB of it taken away again", figures=figures
    )


def _examine_model(folder: Path | None) -> Iterator[Finding]:
    from facilitator.ears.model import load_model

    model = load_model(folder)
    yield Finding("speech model", "good", model.folder.name, figures={"folder": str(model.folder)})


def _examine_voice(name: str) -> Iterator[Finding]:
    from facilitator.audio import rms_dbfs
    from facilitator.clock import PLAYBACK_HZ
    from facilitator.voice.choose import note_of, open_voice

    voice = open_voice(name, cache=False)
    sound = voice.render("All is well.")
    note = note_of(voice)
    yield Finding(
        "voice",
        "advice" if note else "good",
        note or f"{voice.name} speaks",
        "Any voice works; this one was not your first choice." if note else "",
        figures={
            "name": voice.name,
            "seconds": round(sound.size / PLAYBACK_HZ, 2),
            "level_dbfs": round(rms_dbfs(sound), 1),
        },
    )


def _examine_cache() -> Iterator[Finding]:
    from facilitator.voice.cache import LIMIT_BYTES, default_folder

    folder = default_folder()
    held = sum(path.stat().st_size for path in folder.glob("*") if path.is_file())
    yield Finding(
        "cache",
        "good",
        f"{held / 1e6:.0f} of {LIMIT_BYTES / 1e6:.0f} MB of rendered speech in {folder}",
        figures={"bytes": float(held), "limit_bytes": float(LIMIT_BYTES), "folder": str(folder)},
    )


def _versions() -> Finding:
    versions: dict[str, float | str | None] = {
        "facilitator": __version__,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }
    for package in _PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    words = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    return Finding("versions", "good", words, figures=versions)
