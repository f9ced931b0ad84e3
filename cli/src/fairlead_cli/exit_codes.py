"""What the command ends with, for scripts."""

from enum import IntEnum
from http import HTTPStatus
from typing import Final

from fairlead_operator.kube import KubernetesError
from fairlead_shared.errors import DatabaseError, DiscordError, FairleadError, StoreError, TokenRefusedError


class ExitCode(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    """It was done."""
    FAILED = 1
    """What was wanted was not reached: a server did not answer, a pod did not become ready."""
    REFUSED = 2
    """Wrong use, or refused: something that the caller can put right; nothing was changed."""
    INTERRUPTED = 130
    """Somebody ended it; what shells give a command that Ctrl-C ended."""


class FailedError(FairleadError):
    """What was wanted was not reached, though nothing was wrong with the request."""

    code = "failed"


_UNREACHED: Final = (FailedError, DiscordError, StoreError, DatabaseError)
_PASSES: Final = frozenset({HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS})
"""Answers of the API server after which the same request may succeed."""


def exit_code_of(error: FairleadError) -> ExitCode:
    """Return the exit code that an error ends the command with."""
    if isinstance(error, TokenRefusedError):
        return ExitCode.REFUSED
    if isinstance(error, KubernetesError):
        status = error.http_status
        lasts = status is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _PASSES
        return ExitCode.REFUSED if lasts else ExitCode.FAILED
    return ExitCode.FAILED if isinstance(error, _UNREACHED) else ExitCode.REFUSED
