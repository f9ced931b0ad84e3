"""What the bot shows on a shard: wanted, and known to Discord."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import discord

PRESENCE_PIECE: Final = "presence"
"""The name of the piece of a stored snapshot that has a shard's presence."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A status and at most one activity.

    https://discord.com/developers/docs/events/gateway-events#update-presence

    Attributes:
        status: Discord's name of the status, such as ``idle``.
        activity: The activity as JSON, with sorted keys; empty without one.
    """

    status: str = "online"
    activity: str = ""

    @classmethod
    def of(cls, status: str | None, activity: Any) -> Self:
        """Return a presence from discord.py's parts of it (Any: the JSON of an activity)."""
        return cls(status or "online", json.dumps(activity, sort_keys=True) if activity else "")

    @classmethod
    def configured(cls, client: discord.AutoShardedClient) -> Self:
        """Return what the client's next IDENTIFY says."""
        state = client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - IDENTIFY takes it from there
        return cls.of(state._status, state._activity)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above

    def update(self) -> dict[str, Any]:
        """Return the frame that shows it (Any: JSON)."""
        activities = [json.loads(self.activity)] if self.activity else []
        return {"op": 3, "d": {"status": self.status, "activities": activities, "since": 0, "afk": False}}


class ShardPresence:
    """The presence of one shard, over all of its sessions.

    Attributes:
        configured: What the bot was to show when the process began to drive the shard.
        changed: What a cog changed it to on this shard since, if one did.
        known: What Discord shows, as far as it was told in the session.
    """

    __slots__ = ("changed", "configured", "known")

    def __init__(self) -> None:
        self.configured = Presence()
        self.changed: Presence | None = None
        self.known = Presence()

    def due(self) -> Presence | None:
        """Return what Discord is to be told, if it does not know it."""
        return None if self.changed == self.known else self.changed

    def encoded(self) -> bytes:
        """Return what another process needs to go on."""
        return json.dumps([part and asdict(part) for part in (self.configured, self.changed, self.known)]).encode()

    def restore(self, encoded: bytes) -> None:
        """Go on where another process ended: what a cog showed stays, unless something else is configured now.

        Raises:
            ValueError: It is not what ``encoded`` returns.
        """
        try:
            configured, changed, known = (part and Presence(**part) for part in json.loads(encoded))
        except (TypeError, ValueError) as error:
            raise ValueError(f"the presence is damaged: {error}") from error
        if configured is None or known is None:
            raise ValueError("the presence is damaged: it is incomplete")
        self.known = known
        self.changed = changed if configured == self.configured else self.configured
