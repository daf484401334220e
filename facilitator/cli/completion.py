"""Print the script that lets a shell complete commands and options."""

from __future__ import annotations

import os
from pathlib import Path

import click

from facilitator.errors import UsageError

SHELLS = ("bash", "zsh", "fish")

_INSTALL = {
    "bash": """\
# To install, put this line at the end of ~/.bashrc and open a new terminal:
#   eval "$(facilitator completion bash)"
""",
    "zsh": """\
# To install, put this line at the end of ~/.zshrc and open a new terminal:
#   eval "$(facilitator completion zsh)"
""",
    "fish": """\
# To install, run this once and open a new terminal:
#   facilitator completion fish > ~/.config/fish/completions/facilitator.fish
""",
}


@click.command(short_help="Let your shell complete commands with the Tab key.")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.pass_context
def completion(ctx: click.Context, shell: str | None) -> None:
    """Print the completion script for your shell, and how to install it.

    Without a name it is the shell you are using.
    """
    chosen = shell or Path(os.environ.get("SHELL", "")).name
    if chosen not in SHELLS:
        found = f"Yours seems to be {chosen}" if chosen else "Yours is not known"
        raise UsageError(
            f"Completion works in {', '.join(SHELLS)}. {found}.",
            help="Name one: facilitator completion bash",
        )
    click.echo(completion_script(ctx.find_root().command, chosen))
    click.echo(_INSTALL[chosen], nl=False)


def completion_script(command: click.Command, shell: str) -> str:
    """Return the completion script of a command for one of `SHELLS`."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"There is no completion for {shell}.")
    made = kind(command, {}, "facilitator", "_FACILITATOR_COMPLETE")
    return (made.source_template % made.source_vars()).strip()
