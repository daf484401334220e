"""The commands. Each lives in a module of its own, loaded only when it is called."""

from __future__ import annotations

import importlib
import sys
from io import TextIOWrapper
from typing import Any

import click

from facilitator import __version__
from facilitator.errors import FacilitatorError

COMMANDS = {
    "run": "facilitator.cli.run:run",
    "rehearse": "facilitator.cli.rehearse:rehearse",
    "scripts": "facilitator.cli.scripts:scripts",
    "new": "facilitator.cli.new:new",
    "check": "facilitator.cli.check:check",
    "render": "facilitator.cli.render:render",
    "card": "facilitator.cli.card:card",
    "schema": "facilitator.cli.schema:schema",
    "hear": "facilitator.cli.hear:hear",
    "safe-word": "facilitator.cli.safe_word:safe_word",
    "devices": "facilitator.cli.devices:devices",
    "doctor": "facilitator.cli.doctor:doctor",
    "memory": "facilitator.cli.memory:memory",
    "bench": "facilitator.cli.bench:bench",
    "completion": "facilitator.cli.completion:completion",
}
"""Command names in the order in which help lists them, and where each is defined."""


class Commands(click.Group):
    """The top-level group: imports a command's module only when that command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; show a `FacilitatorError` as a message and its exit code."""
        for stream in (sys.stdout, sys.stderr):
            # A terminal or pipe with a small alphabet gets a ? in place of a curly quote.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().main(*args, **kwargs)
        except FacilitatorError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="facilitator")
def main() -> None:
    """A calm voice for two: it guides you, hands free, through timed rituals of closeness.

    \b
    Begin with:   facilitator run mirror-talk
    No hardware?  facilitator rehearse mirror-talk

    Say your safe word, or press any key, and everything stops at once.
    """
