"""One hierarchy of errors: each has a stable code, an HTTP status and details that a program can read."""

from collections.abc import Mapping
from typing import ClassVar


class FairleadError(Exception):
    """An error of Fairlead's own domain.

    Attributes:
        code: Stable name for programs; never changes once released.
        status: HTTP status that the API answers with.
        details: Facts beside the message; never a secret.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details: Mapping[str, object] = details


class ConfigurationError(FairleadError):
    """A setting, a file or an argument is wrong. Programs end with exit code 2 on it."""

    code = "configuration"


class DatabaseError(FairleadError):
    """PostgreSQL cannot be reached or refused a statement."""

    code = "database"
    status = 503


class StoreError(FairleadError):
    """Redis cannot be reached or refused a command."""

    code = "store"
    status = 503


class DiscordError(FairleadError):
    """Discord answered with an error or not at all."""

    code = "discord"
    status = 502


class TokenRefusedError(DiscordError):
    """Discord does not accept the bot's token (HTTP 401, gateway close code 4004)."""

    code = "discord_token_refused"


class ValidationFailedError(FairleadError):
    """A value that a person or program gave does not fit its rules."""

    code = "validation"
    status = 422


class NotFoundError(FairleadError):
    """What was asked for does not exist, or the caller may not know that it does."""

    code = "not_found"
    status = 404


class ConflictError(FairleadError):
    """The request does not fit the present state."""

    code = "conflict"
    status = 409
