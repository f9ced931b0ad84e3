"""Errors of the REST API: their codes, statuses and shape.

Source: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from enum import Enum

from fairlead_simulator.body import BodyError
from fairlead_simulator.jsonvalue import JsonObject


class ErrorCode(Enum):
    """A mistake that a client can make; the value is Discord's code, the HTTP status and the message."""

    NO_SUCH_ROUTE = (0, 404, "404: Not Found")
    METHOD_NOT_ALLOWED = (0, 405, "405: Method Not Allowed")
    UNAUTHORIZED = (0, 401, "401: Unauthorized")
    UNKNOWN_APPLICATION = (10002, 404, "Unknown Application")
    UNKNOWN_CHANNEL = (10003, 404, "Unknown Channel")
    UNKNOWN_GUILD = (10004, 404, "Unknown Guild")
    UNKNOWN_MEMBER = (10007, 404, "Unknown Member")
    UNKNOWN_MESSAGE = (10008, 404, "Unknown Message")
    UNKNOWN_OVERWRITE = (10009, 404, "Unknown Overwrite")
    UNKNOWN_ROLE = (10011, 404, "Unknown Role")
    UNKNOWN_USER = (10013, 404, "Unknown User")
    UNKNOWN_EMOJI = (10014, 404, "Unknown Emoji")
    UNKNOWN_WEBHOOK = (10015, 404, "Unknown Webhook")
    UNKNOWN_BAN = (10026, 404, "Unknown Ban")
    UNKNOWN_INTERACTION = (10062, 404, "Unknown interaction")
    UNKNOWN_COMMAND = (10063, 404, "Unknown application command")
    UNKNOWN_COMMAND_PERMISSIONS = (10066, 404, "Unknown application command permissions")
    BOTS_CANNOT = (20001, 403, "Bots cannot use this endpoint")
    TOO_MANY_PINS = (30003, 400, "Maximum number of pins reached (250)")
    TOO_MANY_EMOJIS = (30008, 400, "Maximum number of emojis reached (50)")
    RATE_LIMITED = (0, 429, "You are being rate limited.")
    TOO_LARGE = (40005, 413, "Request entity too large")
    ALREADY_ACKNOWLEDGED = (40060, 400, "Interaction has already been acknowledged.")
    MISSING_ACCESS = (50001, 403, "Missing Access")
    CANNOT_EDIT_ANOTHERS_MESSAGE = (50005, 403, "Cannot edit a message authored by another user")
    EMPTY_MESSAGE = (50006, 400, "Cannot send an empty message")
    MISSING_PERMISSIONS = (50013, 403, "Missing Permissions")
    TOO_FEW_MESSAGES = (50016, 400, "Provided too few or too many messages to delete. Must provide at least 2.")
    WRONG_CHANNEL_TYPE = (50024, 400, "Cannot execute action on this channel type")
    MISSING_SCOPE = (50026, 403, "Missing required OAuth2 scope")
    INVALID_TOKEN = (50027, 401, "Invalid Webhook Token")
    INVALID_ROLE = (50028, 400, "Invalid Role")
    MESSAGE_TOO_OLD = (50034, 400, "A message provided was too old to bulk delete")
    INVALID_BODY = (50035, 400, "Invalid Form Body")
    THREAD_ARCHIVED = (50083, 400, "Thread is archived")
    INVALID_JSON = (50109, 400, "The request body contains invalid JSON.")
    THREAD_ALREADY_CREATED = (160004, 400, "A thread has already been created for this message")


class ApiError(Exception):
    """A request is refused.

    Attributes:
        kind: What was wrong.
        field: The field of the body that does not fit, if that is it.
    """

    def __init__(self, kind: ErrorCode, field: BodyError | None = None) -> None:
        super().__init__(kind.value[2])
        self.kind = kind
        self.field = field

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.kind.value[1]

    def payload(self) -> JsonObject:
        """Describe the error as Discord does."""
        code, _, message = self.kind.value
        payload: JsonObject = {"message": message, "code": code}
        if self.field is not None:
            errors: JsonObject = {"_errors": [{"code": self.field.code, "message": self.field.message}]}
            for name in reversed(self.field.path):
                errors = {name: errors}
            payload["errors"] = errors
        return payload
