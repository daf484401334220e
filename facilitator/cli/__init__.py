"""The commands. Each lives in a module of its own, loaded only when it is called."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from io import TextIOWrapper
from types import FrameType
from typing import Any, NoReturn

import click

from facilitator import __version__
from facilitator.errors import FacilitatorError

# Pydantic looks through every installed package for plugins, which have no part in scripts.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

COMMANDS = {
    "run": "facilitator.cli.run:run",
    "rehearse": "facilitator.cli.rehearse:rehearse",
    "scripts": "facilitator.cli.scripts:scripts",
    "new": "facilitator.cli.new:new",
    "check": "facilitator.cli.check:check",
    "translate": "facilitator.cli.translate:translate",
    "render": "facilitator.cli.render:render",
    "card": "facilitator.cli.card:card",
    "schema": "facilitator.cli.schema:schema",
    "hear": "facilitator.cli.hear:hear",
    "safe-word": "facilitator.cli.safe_word:safe_word",
    "devices": "facilitator.cli.devices:devices",
    "doctor": "facilitator.cli.doctor:doctor",
    "due": "facilitator.cli.due:due",
    "memory": "facilitator.cli.memory:memory",
    "bench": "facilitator.cli.bench:bench",
    "completion": "facilitator.cli.completion:completion",
}
"""Command names in the order in which help lists them, and where each is defined."""


INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""

NOBODY_READS = 141
"""Exit code when whoever read our output has gone (`| head`): what shells make of SIGPIPE."""

TIDYING_SECONDS = 3.0
"""Sound and terminal are given back long before; who waits longer waits for a library."""

SOON_SECONDS = 0.02
"""After so long a Ctrl-C that was dropped is repeated: the clean-up that dropped it is over."""


class _NobodyReadsError(Exception):
    """Whoever read our output has gone. No OSError, as click would make a failure of that."""


@contextlib.contextmanager
def _minding_the_reader() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _NobodyReadsError from error


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is wanted; for a mistyped one, tell which is close."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from error

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Understand the command line; help is printed here."""
        with _minding_the_reader():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Perform the command."""
        with _minding_the_reader():
            return super().invoke(ctx)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; show a `FacilitatorError` as a message and its exit code."""
        for stream in (sys.stdout, sys.stderr):
            # A terminal or pipe with a small alphabet gets a ? in place of a curly quote.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        with contextlib.suppress(ValueError):  # not the main thread: somebody else's signals
            signal.signal(signal.SIGINT, _interrupt_once)
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.stdout.flush()
        except (_NobodyReadsError, BrokenPipeError):
            _forget_output()
            sys.exit(NOBODY_READS)
        except FacilitatorError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            _leave()
        sys.exit(code if isinstance(code, int) else 0)


def _interrupt_once(_number: int, _frame: FrameType | None) -> None:
    """Take the first Ctrl-C, and let impatient ones not disturb the tidying that follows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.unraisablehook = partial(_interrupt_again, sys.unraisablehook)
    _after(TIDYING_SECONDS, os._exit, INTERRUPTED)
    raise KeyboardInterrupt


def _interrupt_again(usual: Callable[[Any], object], swallowed: Any) -> None:
    """Repeat a Ctrl-C that came where Python drops exceptions: in the clean-up of an import, or
    of an object."""
    if swallowed.exc_type is not KeyboardInterrupt:
        usual(swallowed)
        return
    signal.signal(signal.SIGINT, _repeat)
    _after(SOON_SECONDS, _signal_main_thread, signal.SIGINT)


def _repeat(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _signal_main_thread(number: int) -> None:
    """Send a signal so that the main thread wakes up for it, also while it waits for a lock."""
    main_thread = threading.main_thread().ident
    if sys.platform == "win32" or main_thread is None:
        signal.raise_signal(number)
    else:
        signal.pthread_kill(main_thread, number)


def _after(wait_seconds: float, do: Callable[[int], object], number: int) -> None:
    timer = threading.Timer(wait_seconds, do, (number,))
    timer.daemon = True
    timer.start()


def _leave() -> NoReturn:
    """End an interrupted process without waiting for what libraries still do in the background."""
    with contextlib.suppress(BrokenPipeError):
        click.echo("Stopped.")
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(INTERRUPTED)


def _forget_output() -> None:
    """Send what is still to be written to nobody, so that Python does not try at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="facilitator")
def main() -> None:
    """A calm voice for two: it guides you, hands free, through timed rituals of closeness.

    \b
    Begin with:   facilitator run mirror-talk
    No hardware?  facilitator rehearse mirror-talk

    Say your safe word, or press any key, and everything stops at once.
    """
