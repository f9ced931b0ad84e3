"""The audit log of a guild: who changed what, and why.

Source: https://discord.com/developers/docs/resources/audit-log
"""

from dataclasses import dataclass, field
from enum import IntEnum

from fairlead_simulator.jsonvalue import Json, JsonObject


class AuditAction(IntEnum):
    """Changes that the simulator writes into the log."""

    GUILD_UPDATE = 1
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    CHANNEL_OVERWRITE_CREATE = 13
    CHANNEL_OVERWRITE_UPDATE = 14
    CHANNEL_OVERWRITE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLE_UPDATE = 25
    BOT_ADD = 28
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    WEBHOOK_CREATE = 50
    WEBHOOK_UPDATE = 51
    WEBHOOK_DELETE = 52
    EMOJI_CREATE = 60
    EMOJI_DELETE = 62
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112
    APPLICATION_COMMAND_PERMISSION_UPDATE = 121


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log.

    Attributes:
        id: The entry's id.
        action: What was done.
        user_id: Who did it.
        target_id: To what; None for what has no id of its own.
        reason: What the one who did it says about it.
        changes: Values before and after, as `AuditLogChange` objects.
        options: What some actions say beyond that; values are strings.
    """

    id: int
    action: AuditAction
    user_id: int
    target_id: int | None
    reason: str | None
    changes: list[Json] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)

    def payload(self) -> JsonObject:
        """Describe the entry as Discord does."""
        payload: JsonObject = {
            "id": str(self.id),
            "action_type": self.action.value,
            "user_id": str(self.user_id),
            "target_id": None if self.target_id is None else str(self.target_id),
        }
        if self.changes:
            payload["changes"] = self.changes
        if self.options:
            payload["options"] = {**self.options}
        if self.reason is not None:
            payload["reason"] = self.reason
        return payload


def change(key: str, before: Json, after: Json) -> JsonObject:
    """Describe that a value changed; one that was or is nothing is left out."""
    described: JsonObject = {"key": key}
    if before is not None:
        described["old_value"] = before
    if after is not None:
        described["new_value"] = after
    return described
