"""What a bot shows of itself on a shard.

Source: https://discord.com/developers/docs/events/gateway-events#update-presence
"""

from dataclasses import dataclass

from fairlead_simulator.body import Body, BodyError, flag, items, mapping, number, text
from fairlead_simulator.jsonvalue import Json, JsonObject

_UNSEEN = frozenset({"invisible", "offline"})
_STATUSES = ("online", "dnd", "idle", "invisible", "offline")


@dataclass(frozen=True, slots=True)
class Presence:
    """A status, and activities as the client sent them."""

    status: str
    activities: tuple[JsonObject, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether others see the bot as online."""
        return self.status not in _UNSEEN


ONLINE = Presence("online")
"""What a session shows that said nothing."""


def parse_presence(value: Json, path: tuple[str, ...] = ()) -> Presence:
    """Read a presence.

    Raises:
        BodyError: It is none.
    """
    body = Body(value, path)
    # The name of an older version, under which discord.py still identifies with an activity.
    game = body.optional("game", mapping)
    activities = body.optional("activities", items(mapping), [game] if game else [])
    body.optional("since", number(0))
    body.optional("afk", flag, default=False)
    # Clients that set an activity alone send null.
    status = body.optional("status", text(), ONLINE.status)
    if status not in _STATUSES:
        raise BodyError((*path, "status"), "BASE_TYPE_CHOICES", f"Value must be one of {_STATUSES}.")
    return Presence(status, tuple(activities))
