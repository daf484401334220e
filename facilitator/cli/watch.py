"""`facilitator rehearse --watch`: a ritual is checked and its changed lines are said on saving."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from facilitator.audio import Sound
from facilitator.authoring.watching import Reading, Watched
from facilitator.clock import BLOCK
from facilitator.engine.program import Program
from facilitator.errors import DeviceError, FacilitatorError, ModelError
from facilitator.ports import Room, RoomStalled
from facilitator.sound.mixer import Mixer

EVERY_SECONDS = 0.25
"""How often the file's date is looked at."""

Say = Callable[[str], None]


def watch(
    path: Path,
    compiled: Callable[[], Program],
    checked: Callable[[], None],
    say: Say,
    is_over: Callable[[float], bool],
    beside: Sequence[Path] = (),
) -> None:
    """Look at a ritual until told to end; check it and say its changed lines when it was saved.

    Args:
        path: The ritual's file.
        compiled: Reads it again.
        checked: Prints what `facilitator check` says about it.
        say: Speaks a sentence, and returns when it has sounded.
        is_over: Waits so many seconds; tells whether to end.
        beside: Further files that change what is said.
    """
    watched = Watched(path, beside)
    watched.look(compiled)
    click.echo(f"Watching {path}. Save it to hear what you changed; Ctrl-C ends.")
    while not is_over(EVERY_SECONDS):
        if not watched.was_saved():
            continue
        reading: Reading = watched.look(compiled)
        checked()
        for sentence in reading.changed:
            click.echo(f"  {sentence}")
            say(sentence)


def watch_with_voice(
    path: Path,
    compiled: Callable[[], Program],
    checked: Callable[[], None],
    voice: str,
    language: str = "en",
) -> None:
    """Watch a ritual, and speak through the sound card where there is one."""
    over = threading.Event()
    with ExitStack() as stack:
        say = _speaker(voice, language, stack)
        try:
            beside = [path.with_name(f"{path.stem}.{language}{path.suffix}")]
            watch(path, compiled, checked, say, over.wait, beside)
        except KeyboardInterrupt:
            click.echo("")


def _speaker(name: str, language: str, stack: ExitStack) -> Say:
    """Return what says sentences: the voice through the sound card, or nothing, which is told."""
    from facilitator.room.sound_card import SoundCard
    from facilitator.voice.choose import open_voice

    try:
        room: Room = SoundCard()
        voice = open_voice(name, language=language)
    except (DeviceError, ModelError) as error:
        click.echo(f"{error.message} Changed lines are shown, not spoken.")
        return lambda _: None
    stack.callback(room.close)

    def say(sentence: str) -> None:
        try:
            play(room, [voice.render(sentence)])
        except (FacilitatorError, RoomStalled) as error:
            click.echo(f"That could not be said: {error}", err=True)

    return say


def play(room: Room, sounds: Sequence[Sound]) -> None:
    """Play sounds one after the other and return when the last one has left the room.

    Raises:
        DeviceError: The room broke.
        RoomStalled: It delivered nothing for two seconds.
    """
    room.open()
    try:
        mixer = Mixer()
        at = 2 * BLOCK
        for number, sound in enumerate(sounds, 1):
            mixer.play(number, sound, at=at, kind="voice")
            at += len(sound) // 3
        end = at + room.lead
        now = 0
        while now < end or not mixer.is_idle:
            now = room.read(2.0).start + BLOCK
            block, _ = mixer.mix(now)
            room.write(block)
    finally:
        room.close()
