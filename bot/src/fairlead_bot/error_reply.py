"""What a person is told when a command fails."""

from dataclasses import dataclass

from discord import app_commands

from fairlead_shared.errors import FairleadError


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """A reply to a failed command.

    Attributes:
        text: What the person reads.
        expected: Whether the failure is one of the domain, which needs nobody's attention.
    """

    text: str
    expected: bool


def cause_of(error: BaseException) -> BaseException:
    """Return the exception that a command raised, out of discord.py's wrapping."""
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def error_reply(error: BaseException, correlation_id: str) -> ErrorReply:
    """Return the reply to a failure; an unexpected one says only an id, by which the log has the rest."""
    cause = cause_of(error)
    if isinstance(cause, FairleadError) and cause.status < 500:
        return ErrorReply(str(cause), expected=True)
    if isinstance(cause, FairleadError):
        return ErrorReply(f"{cause} Please try again later. (`{correlation_id}`)", expected=False)
    text = _refusal(cause)
    if text is not None:
        return ErrorReply(text, expected=True)
    text = f"Something went wrong. If you ask for help, give this id: `{correlation_id}`"
    return ErrorReply(text, expected=False)


def _refusal(cause: BaseException) -> str | None:
    """Return why discord.py's checks refused a command; nothing for any other error."""
    text: str | None = None
    match cause:
        case app_commands.CommandOnCooldown():
            text = f"Please wait {cause.retry_after:.0f} s before you use this again."
        case app_commands.NoPrivateMessage():
            text = "This works in a server only."
        case app_commands.MissingPermissions():
            text = f"You need: {', '.join(cause.missing_permissions)}."
        case app_commands.BotMissingPermissions():
            text = f"The bot needs: {', '.join(cause.missing_permissions)}."
        case app_commands.CheckFailure():
            text = "You may not use this here."
        case app_commands.TransformerError():
            text = f"`{cause.value}` is not a value that this takes."
        case app_commands.CommandNotFound():
            text = "This command is not available at the moment."
        case _:
            pass
    return text
