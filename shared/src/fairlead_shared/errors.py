"""One hierarchy of errors: each has a stable code, an HTTP status and details that a program can read."""

from collections.abc import Mapping
from typing import ClassVar


class FairleadError(Exception):
    """An error of Fairlead's own domain.

    Attributes:
        code: Stable name for programs; never changes once released.
        status: HTTP status that the API answers with.
        title: What kind of error it is, in words for people; the same for each error of a code (RFC 9457).
        details: Facts beside the message; never a secret.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details: Mapping[str, object] = details


class ConfigurationError(FairleadError):
    """A setting, a file or an argument is wrong. Programs end with exit code 2 on it."""

    code = "configuration"
    title = "The configuration is wrong"


class DatabaseError(FairleadError):
    """PostgreSQL cannot be reached or refused a statement."""

    code = "database"
    status = 503
    title = "The database is not available"


class StoreError(FairleadError):
    """Redis cannot be reached or refused a command."""

    code = "store"
    status = 503
    title = "The store is not available"


class DiscordError(FairleadError):
    """Discord answered with an error or not at all."""

    code = "discord"
    status = 502
    title = "Discord did not answer as expected"


class TokenRefusedError(DiscordError):
    """Discord does not accept the bot's token (HTTP 401, gateway close code 4004)."""

    code = "discord_token_refused"
    title = "Discord does not accept the bot's token"


class ValidationFailedError(FairleadError):
    """A value that a person or program gave does not fit its rules."""

    code = "validation"
    status = 422
    title = "The request does not fit the rules"


class NotFoundError(FairleadError):
    """What was asked for does not exist, or the caller may not know that it does."""

    code = "not_found"
    status = 404
    title = "There is no such thing"


class ConflictError(FairleadError):
    """The request does not fit the present state."""

    code = "conflict"
    status = 409
    title = "The request does not fit the present state"


class AuthenticationError(FairleadError):
    """Nobody is signed in, or what proves who is asking is not valid."""

    code = "unauthenticated"
    status = 401
    title = "Nobody is signed in"


class AuthorizationError(FairleadError):
    """The caller is known and may see the thing, but not do this."""

    code = "forbidden"
    status = 403
    title = "This is not allowed"


class BusinessRuleError(FairleadError):
    """A rule of the domain forbids it, whoever asks."""

    code = "business_rule"
    status = 409
    title = "A rule forbids this"


class RateLimitedError(FairleadError):
    """There were too many requests; ``details["retry_after"]`` says in seconds when there may be another."""

    code = "rate_limited"
    status = 429
    title = "Too many requests"


class LlmError(FairleadError):
    """A language model's provider answered with an error or not at all."""

    code = "llm"
    status = 502
    title = "The language model did not answer as expected"
