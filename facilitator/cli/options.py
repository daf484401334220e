"""Options that several commands share, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from facilitator.engine.program import AS_CHOSEN, Tuning
from facilitator.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose for a session, as given on the command line.

    Attributes:
        asking: Settings are asked for by voice: all that have a question, none, or as the ritual
            says.
        said: Settings that were asked for by voice, with what was answered; "" for nothing.
        unfinished: For a rehearsal on paper: what is not translated yet is shown in English.
        tuning: How people have changed the voice in the session that this one follows.
    """

    ritual: str
    partners: str | None
    safe_word: tuple[str, ...]
    pause_word: tuple[str, ...]
    settings: tuple[str, ...]
    voice: str
    pronounce: tuple[str, ...]
    volume: int
    bell_volume: int
    model: Path | None
    scripts: Path | None
    language: str = "en"
    asking: bool | None = None
    said: tuple[tuple[str, str], ...] = ()
    unfinished: bool = False
    tuning: Tuning = AS_CHOSEN


def session_options(command: Command) -> Command:
    """Add the options that describe a session: people, words, settings, voice."""
    options = [
        click.argument("ritual"),
        click.option(
            "--partners",
            metavar='"NAME, NAME"',
            help='Your names, who leads first; if you like with pronouns: "Mia (she), Jonas (he)".',
        ),
        click.option(
            "--safe-word",
            multiple=True,
            metavar="WORD",
            help="The word that stops everything at once (default: pineapple). May be repeated.",
        ),
        click.option(
            "--pause-word",
            multiple=True,
            metavar="WORD",
            help="A word of your own that freezes everything; plain “pause” always works.",
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="NAME=VALUE",
            help='A setting of the ritual, as in --set gaze="3 min". May be repeated.',
        ),
        click.option(
            "--voice",
            default="default",
            metavar="VOICE",
            help="“default”, or “system” for a voice of your computer.",
        ),
        click.option(
            "--pronounce",
            multiple=True,
            metavar="NAME=SOUND",
            help="How a name is said, spelt as it sounds: Siobhan=Shivawn. May be repeated.",
        ),
        click.option("--volume", default=100, metavar="PERCENT", help="Loudness of the voice."),
        click.option("--bell-volume", default=100, metavar="PERCENT", help="Loudness of bells."),
        click.option(
            "--model",
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            help="Another unpacked vosk model; one of your language understands answers in it.",
        ),
        click.option(
            "--language",
            default="en",
            metavar="CODE",
            help="The language I speak, such as de, where the ritual is translated.",
        ),
        click.option(
            "--scripts",
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            help="A folder of your own rituals.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


asking_option = click.option(
    "--ask/--no-ask",
    "asking",
    default=None,
    help="Ask by voice for every setting that has a question, or for none.",
)
"""Whether settings are asked for by voice first."""


def parse_pairs(option: str, given: Sequence[str], example: str) -> list[tuple[str, str]]:
    """Return options of the form `NAME=VALUE` in the order given.

    Raises:
        UsageError: One of them has no equals sign, no name or no value.
    """
    pairs = []
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(
                f"{option} {each} is not of the form NAME=VALUE.", help=f"Write {option} {example}."
            )
        pairs.append((name.strip(), value.strip()))
    return pairs
