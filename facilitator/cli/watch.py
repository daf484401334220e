"""`facilitator rehearse --watch`: a ritual is checked and its changed lines are said on saving."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import click

from facilitator.authoring.watching import Reading, Watched
from facilitator.engine.program import Program
from facilitator.errors import FacilitatorError

if TYPE_CHECKING:
    from facilitator.ports import Voice
    from facilitator.room.loudspeaker import Loudspeaker

EVERY_SECONDS: Final = 0.25
"""How often the file's date is looked at."""

_GONE_LOOKS: Final = 8
"""So many looks in a row without the file, two seconds, are no editor's way of saving."""

SHOWN_ONLY: Final = "What you change is shown, not spoken."


class Say(Protocol):
    """Speaks a sentence and returns when it has sounded, or when it is cut short."""

    def __call__(self, sentence: str, is_cut: Callable[[], bool]) -> None:
        """Say it; `is_cut` tells when nobody needs it any more."""


def watch(
    watched: Watched,
    compiled: Callable[[], Program],
    checked: Callable[[], None],
    say: Say,
    is_over: Callable[[float], bool],
) -> None:
    """Look at a ritual until told to end; check it and say its changed lines when it was saved.

    What has changed is shown before the first of it is said, and what was saved meanwhile cuts
    the rest short: a save is answered within a second, however long the sentences are.

    Args:
        watched: The ritual's file, and those beside it; looked at once already.
        compiled: Reads it again.
        checked: Prints what `facilitator check` says about it.
        say: Speaks a sentence.
        is_over: Waits so many seconds; tells whether to end.
    """
    missing = 0
    while not is_over(EVERY_SECONDS):
        missing = missing + 1 if watched.is_gone else 0
        if missing == _GONE_LOOKS:
            click.echo("The file is gone. It is looked at again when it is back.")
        if not watched.was_saved():
            continue
        reading: Reading = watched.look(compiled)
        checked()
        for sentence in reading.changed:
            click.echo(f"  {sentence}")
        for sentence in reading.changed:
            if watched.is_saved_again:
                break
            say(sentence, lambda: watched.is_saved_again)


def watch_with_voice(
    path: Path,
    compiled: Callable[[], Program],
    checked: Callable[[], None],
    voice: str,
    language: str = "en",
    beside: Sequence[Path] = (),
) -> None:
    """Watch a ritual, and speak through the loudspeaker where there is one.

    What is said at the beginning tells what will happen, and nothing is said about it again.
    """
    watched = Watched(path, [path.with_name(f"{path.stem}.{language}{path.suffix}"), *beside])
    watched.look(compiled)
    say = Speaker(voice, language)
    click.echo(f"Watching {path}. Save it to see and hear what you changed; Ctrl-C ends.")
    try:
        watch(watched, compiled, checked, say, threading.Event().wait)
    except KeyboardInterrupt:
        click.echo("")


class Speaker:
    """Says sentences through the loudspeaker as long as it can; tells once that it cannot.

    Args:
        voice: Its name, as `--voice` takes it.
        language: Code of the language it speaks.
    """

    def __init__(self, voice: str, language: str) -> None:
        self._voice: Voice | None = None
        self._loudspeaker: Loudspeaker | None = None
        try:
            from facilitator.room.loudspeaker import Loudspeaker
            from facilitator.voice.choose import open_voice

            self._loudspeaker = Loudspeaker()
            self._voice = open_voice(voice, language=language)
        except FacilitatorError as error:
            self._give_up(error)

    def __call__(self, sentence: str, is_cut: Callable[[], bool]) -> None:
        """Say a sentence, or nothing once that has failed."""
        if self._voice is None or self._loudspeaker is None:
            return
        try:
            self._loudspeaker.play(self._voice.render(sentence), is_cut)
        except FacilitatorError as error:
            self._give_up(error)

    def _give_up(self, error: FacilitatorError) -> None:
        self._voice = None
        click.echo(f"{error.message} {SHOWN_ONLY}")
