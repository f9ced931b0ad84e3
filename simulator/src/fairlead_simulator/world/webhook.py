"""Webhooks: a way to write in one channel with a token of its own instead of a bot's.

Source: https://discord.com/developers/docs/resources/webhook
"""

from dataclasses import dataclass

from fairlead_simulator.jsonvalue import JsonObject
from fairlead_simulator.world.model import User
from fairlead_simulator.world.payloads import user_payload

_INCOMING = 1


@dataclass(slots=True)
class Webhook:
    """An incoming webhook.

    Attributes:
        id: The webhook's id; messages that it writes have it as their author's.
        guild_id: Where it writes.
        channel_id: Where it writes.
        name: What it calls itself.
        token: What lets anybody use it.
        creator: Who made it.
        application_id: The application that made it.
    """

    id: int
    guild_id: int
    channel_id: int
    name: str
    token: str
    creator: User
    application_id: int

    def payload(self, *, with_creator: bool = True) -> JsonObject:
        """Describe the webhook; whoever reads it by its token does not learn who made it."""
        payload: JsonObject = {
            "id": str(self.id),
            "type": _INCOMING,
            "guild_id": str(self.guild_id),
            "channel_id": str(self.channel_id),
            "name": self.name,
            "avatar": None,
            "token": self.token,
            "application_id": str(self.application_id),
            "url": f"https://discord.com/api/webhooks/{self.id}/{self.token}",
        }
        if with_creator:
            payload["user"] = user_payload(self.creator)
        return payload
