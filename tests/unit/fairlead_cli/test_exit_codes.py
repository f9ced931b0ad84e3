"""What each error ends the command with, and that the help says so."""

import pytest
from click.testing import CliRunner

from fairlead_cli.command import COMMANDS, main
from fairlead_cli.exit_codes import ExitCode, FailedError, exit_code_of
from fairlead_operator.kube import KubernetesError
from fairlead_shared.errors import (
    ConfigurationError,
    ConflictError,
    DiscordError,
    FairleadError,
    NotFoundError,
    StoreError,
    TokenRefusedError,
    ValidationFailedError,
)

ERRORS = [
    (ConfigurationError("x"), ExitCode.REFUSED),
    (NotFoundError("x"), ExitCode.REFUSED),
    (ValidationFailedError("x"), ExitCode.REFUSED),
    (ConflictError("x"), ExitCode.REFUSED),
    (TokenRefusedError("x"), ExitCode.REFUSED),
    (KubernetesError("x", 400), ExitCode.REFUSED),
    (KubernetesError("x", 401), ExitCode.REFUSED),
    (KubernetesError("x", 403), ExitCode.REFUSED),
    (KubernetesError("x", 404), ExitCode.REFUSED),
    (KubernetesError("x", 422), ExitCode.REFUSED),
    (KubernetesError("x"), ExitCode.FAILED),
    (KubernetesError("x", 409), ExitCode.FAILED),
    (KubernetesError("x", 429), ExitCode.FAILED),
    (KubernetesError("x", 503), ExitCode.FAILED),
    (DiscordError("x"), ExitCode.FAILED),
    (StoreError("x"), ExitCode.FAILED),
    (FailedError("x"), ExitCode.FAILED),
]


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_what_the_caller_can_put_right_is_refused_and_what_may_pass_has_failed(error: FairleadError, code: ExitCode):
    assert exit_code_of(error) is code


def test_the_help_names_every_exit_code_and_every_command():
    text = CliRunner().invoke(main, ["--help"]).output
    for code in ExitCode:
        assert f"\n    {code.value:<4} " in text, code
    for command in COMMANDS:
        assert f"\n  {command} " in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_within_a_hundred_columns(command: str):
    done = CliRunner().invoke(main, [command, "--help"])
    assert done.exit_code == 0
    assert max(map(len, done.output.splitlines())) <= 100
    assert "Traceback" not in done.output


def test_an_unknown_command_is_wrong_use():
    done = CliRunner().invoke(main, ["statsu"])
    assert done.exit_code == ExitCode.REFUSED
    assert "No such command 'statsu'" in done.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_completion(shell: str):
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0
    assert "_FAIRLEAD_COMPLETE" in done.output


def test_commands_are_completed_without_importing_any(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("_FAIRLEAD_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "fairlead re")
    monkeypatch.setenv("COMP_CWORD", "1")
    done = CliRunner().invoke(main, [], prog_name="fairlead")
    assert done.output.split() == ["plain,restart", "plain,reshard", "plain,resume", "plain,report"]
