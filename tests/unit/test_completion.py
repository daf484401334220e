"""Shell completion."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from facilitator.cli import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_completes_our_command_and_says_how_to_install_it(shell: str) -> None:
    """What is printed can be used as it is; the instructions are comments at its end."""
    result = CliRunner().invoke(main, ["completion", shell])

    assert 0 == result.exit_code
    assert f"_FACILITATOR_COMPLETE={shell}_complete" in result.output
    assert "# To install" in result.output.splitlines()[-2]


def test_without_a_name_it_is_the_shell_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """SHELL names it; one we cannot help is an error of usage that says which we can."""
    monkeypatch.setenv("SHELL", "/usr/bin/zsh")
    assert CliRunner().invoke(main, ["completion"]).output.startswith("#compdef facilitator")

    monkeypatch.setenv("SHELL", "/bin/tcsh")
    refused = CliRunner().invoke(main, ["completion"])
    assert 2 == refused.exit_code
    assert "bash, zsh, fish. Yours seems to be tcsh" in refused.output


def test_commands_are_completed() -> None:
    """Tab after "facilitator com" offers "completion"."""
    environment = {
        "_FACILITATOR_COMPLETE": "bash_complete",
        "COMP_WORDS": "facilitator com",
        "COMP_CWORD": "1",
    }
    result = CliRunner().invoke(main, [], prog_name="facilitator", env=environment)

    assert "plain,completion" == result.output.strip()
